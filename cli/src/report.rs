//! `riparto report`: a plan as a page of charts and tables.

use std::fs;
use std::io::Write;
use std::path::Path;

use riparto::ballots::{BallotSheet, ReadBallots};
use riparto::report::HtmlReport;

use crate::arguments::PlanArguments;
use crate::files::{self, ending, written};
use crate::outcome::{Failure, Outcome};
use crate::report_arguments::ReportArguments;

/// Writes the page and, if they are asked for, the charts.
pub(crate) fn run(
    out: &mut impl Write,
    named: &PlanArguments,
    options: &ReportArguments,
) -> Result<Outcome, Failure> {
    let (language, file) = (named.language(), options.out.as_str());
    if ending(file) != "html" {
        return Err(Failure::of_ending(file, &[".html"], language));
    }
    let files::AskedPlan { plan, table, head, .. } = files::asked(out, named)?;
    let proposals: Vec<_> =
        options.proposal.iter().map(|name| files::proposal(name, &plan, None)).collect::<Result<_, _>>()?;
    let sheet = options.ballots.as_deref().map(|name| {
        files::read_table(name, &["schede", "ballots"], |text, (style, sheet)| {
            let read = ReadBallots { plan: Some(&plan), style, sheet, ..ReadBallots::default() };
            match text.trim_start().starts_with('{') {
                true => BallotSheet::from_json(text, &read),
                false => BallotSheet::from_csv(text, &read),
            }
        })
    });
    let sheet = sheet.transpose()?.map(|(sheet, _)| sheet);
    let mut report = HtmlReport::of(&plan).proposals(&proposals).effort(options.effort.meter().limit());
    if let (Some(table), Some(head)) = (&table, head) {
        report = report.table(table, head);
    }
    if let Some(sheet) = &sheet {
        report = report.ballots(sheet);
    }
    let input = |error| Failure::Input(named.plan.clone(), error);
    written(out, file, report.html(language).map_err(input)?.as_bytes(), language)?;
    if let Some(folder) = &options.charts {
        fs::create_dir_all(folder).map_err(|error| Failure::File(folder.clone(), error))?;
        for (name, drawing) in report.charts(language).map_err(input)? {
            let file = Path::new(folder).join(name).display().to_string();
            written(out, &file, drawing.as_bytes(), language)?;
        }
    }
    Ok(Outcome::Free)
}
