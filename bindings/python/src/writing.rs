//! Plans written for people: workbooks, pages, charts.

use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;
use pyo3::types::PyBytes;
use riparto::ballots::{BallotSheet, ReadBallots};
use riparto::journal::Record;
use riparto::page::TablePage;
use riparto::report::{HtmlReport, PlanPage, Report};
use riparto::sheets::{PlanTable, WorkbookExport};
use riparto::table::Replayed;
use riparto::{Plan, Proposal};

use crate::failure::working;

/// A plan in a format: `xlsx`, `csv`, `md`, `html`.
#[pyfunction]
pub(crate) fn export<'py>(
    py: Python<'py>,
    plan: &str,
    format: &str,
    language: &str,
) -> PyResult<Bound<'py, PyBytes>> {
    if !matches!(format, "xlsx" | "csv" | "md" | "html") {
        return Err(PyValueError::new_err(format!("`{format}` is no format of a plan")));
    }
    let bytes = working(py, language, |spoken| {
        let plan = Plan::from_json(plan)?;
        plan.envelope().currency().printing(|| match format {
            "xlsx" => WorkbookExport::new(&plan).bytes(spoken),
            // A mark tells Excel that the text is in UTF-8.
            "csv" => Ok(format!("\u{feff}{}", PlanTable::of(&plan).csv(spoken)).into_bytes()),
            "md" => Ok(PlanTable::of(&plan).markdown(spoken).into_bytes()),
            _ => Ok(PlanPage::of(&plan).html(spoken).into_bytes()),
        })
    })?;
    Ok(PyBytes::new(py, &bytes))
}

/// A plan as `riparto check` prints it.
#[pyfunction]
pub(crate) fn text_of_plan(py: Python<'_>, plan: &str, language: &str) -> PyResult<String> {
    working(py, language, |spoken| {
        let plan = Plan::from_json(plan)?;
        Ok(plan.envelope().currency().printing(|| plan.text(spoken)))
    })
}

/// The report on a plan, as a page of HTML.
#[pyfunction]
#[pyo3(signature = (plan, proposals, ballots, history, language))]
pub(crate) fn report(
    py: Python<'_>,
    plan: &str,
    proposals: Vec<String>,
    ballots: Option<&str>,
    history: Option<&str>,
    language: &str,
) -> PyResult<String> {
    working(py, language, |spoken| {
        let plan = Plan::from_json(plan)?;
        let proposals = read(&proposals)?;
        let read = ReadBallots { plan: Some(&plan), ..ReadBallots::default() };
        let ballots = ballots.map(|ballots| BallotSheet::from_json(ballots, &read)).transpose()?;
        let table = history.map(|history| Replayed::of(history.as_bytes(), &[])?.whole()).transpose()?;
        let mut report = HtmlReport::of(&plan).proposals(&proposals);
        if let Some(ballots) = &ballots {
            report = report.ballots(ballots);
        }
        if let Some((table, head)) = &table {
            report = report.table(table, *head);
        }
        report.html(spoken)
    })
}

/// The charts of the report: the name of each and its drawing as SVG, as many as are asked for; headroom takes at most so much effort.
#[pyfunction]
pub(crate) fn charts(
    py: Python<'_>,
    plan: &str,
    proposals: Vec<String>,
    effort: u64,
    language: &str,
) -> PyResult<Vec<(String, String)>> {
    working(py, language, |spoken| {
        let plan = Plan::from_json(plan)?;
        let proposals = read(&proposals)?;
        HtmlReport::of(&plan).proposals(&proposals).effort(effort).charts(spoken)
    })
}

/// The plan, or the plan of a history with it, as one page that works without a network.
#[pyfunction]
#[pyo3(signature = (plan, history, language))]
pub(crate) fn page(py: Python<'_>, plan: &str, history: Option<&str>, language: &str) -> PyResult<String> {
    working(py, language, |spoken| {
        let plan = Plan::from_json(plan)?;
        let records = (1..).zip(history.unwrap_or_default().lines());
        let records = records.map(|(revision, line)| Record::from_line(revision, line));
        let records = records.collect::<riparto::Result<Vec<Record>>>()?;
        let page = TablePage::of(&plan).language(spoken);
        let page = if history.is_some() { page.history(&records) } else { page };
        page.html()
    })
}

fn read(proposals: &[String]) -> riparto::Result<Vec<Proposal>> {
    proposals.iter().map(|document| Proposal::from_json(document)).collect()
}
