//! `StandingWaiversReport`: which breaches of a table's plan a decision has authorized.

use super::displayed::Report;
use super::words::one_line;
use riparto_core::money::Language;
use riparto_core::rules::Findings;
use riparto_core::words::choose;
use riparto_table::table::CoDesignTable;

/// What breaks the rules of a table's plan and was left so by a decision under a waiver, with the act; nothing where none was.
///
/// ```
/// use riparto::Language;
/// use riparto::report::{Report, StandingWaiversReport};
/// use riparto::table::CoDesignTable;
///
/// let table = CoDesignTable::new();
/// # let plan = riparto::Plan::from_json(
/// #     r#"{ "format": "riparto.plan/1", "title": "Plan", "total": "1.00", "lines": [ {"id": "a", "amount": "1.00"} ] }"#,
/// # )?;
/// let findings = plan.check();
/// assert_eq!(StandingWaiversReport::of(&table, &findings).text(Language::English), "");
/// # Ok::<(), riparto::Error>(())
/// ```
#[derive(Clone, Copy, Debug)]
pub struct StandingWaiversReport<'a> {
    table: &'a CoDesignTable,
    findings: &'a Findings,
}

impl<'a> StandingWaiversReport<'a> {
    /// The report on what was found in the plan of a table.
    #[must_use]
    pub fn of(table: &'a CoDesignTable, findings: &'a Findings) -> StandingWaiversReport<'a> {
        StandingWaiversReport { table, findings }
    }
}

impl Report for StandingWaiversReport<'_> {
    fn written(&self, language: Language) -> String {
        let mut rules: Vec<&str> = self.findings.iter().map(|finding| finding.rule().id()).collect();
        rules.dedup();
        let told = rules.into_iter().filter_map(|rule| {
            let revision = self.table.standing_waiver(rule)?;
            let decided = self.table.variations().iter().find(|variation| variation.revision() == revision);
            let act = decided.map_or_else(String::new, |decided| one_line(decided.act()));
            let act = if act.is_empty() { act } else { format!("{act}, ") };
            Some(choose!(
                language,
                "  [waived] rule `{rule}`: authorized by {act}event {revision}\n",
                "  [in deroga] vincolo `{rule}`: autorizzato con {act}evento {revision}\n"
            ))
        });
        told.collect()
    }
}
