//! What a request asks of a table beside its state.

use serde::Deserialize;

use riparto_core::error::{Cause, Error, Result};
use riparto_core::words::{Bilingual, Language, both, named};
use riparto_table::journal::Record;
use riparto_table::table::{CoDesignTable, KeptScenario, ScenarioComparison};

/// What is told of a table beside its state.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum ToldPart {
    /// Who said what of which proposal.
    Positions,
    /// What waits for each party.
    Queue,
}

/// A scenario of the request.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct NamedScenario {
    /// What it is called.
    name: String,
    /// The text of a `riparto.scenario/1`.
    lines: String,
}

/// Scenarios beside the table that they are forks of.
pub(super) fn compared(
    table: &CoDesignTable,
    records: &[Record],
    scenarios: &[NamedScenario],
) -> Result<ScenarioComparison> {
    let mut played = Vec::new();
    for scenario in scenarios {
        let place = |error: Error| error.at(named("scenario", "scenario", scenario.name.as_str()));
        let kept = KeptScenario::from_lines(&scenario.lines).map_err(place)?;
        let outcome = kept.played(records).map_err(place)?;
        let kept = outcome.map_err(|rejection| {
            let [english, italian] =
                [Language::English, Language::Italian].map(|language| rejection.message(language));
            let (revision, why) = (kept.origin().revision(), Bilingual::new(english, italian));
            place(Cause::EventImpossible { revision, why }.into())
        })?;
        played.push((scenario.name.as_str(), kept.into_table()));
    }
    ScenarioComparison::of(table, played.iter().map(|(name, table)| (*name, table)))
        .map_err(|error| error.at(both("scenarios", "`scenarios`")))
}
