//! `ScenarioComparison`: scenarios beside the table and each other.

use serde::Serialize;

use super::co_design_table::CoDesignTable;
use riparto_core::budget::Allocation;
use riparto_core::error::Result;
use riparto_core::rules::Authorization;

/// Scenarios beside the table that they are forks of, and beside each other.
///
/// ```
/// # use riparto::journal::MemoryStore;
/// # use riparto::table::{Command, PersistentTable, Scenario, ScenarioComparison};
/// # let mut kept = PersistentTable::open(MemoryStore::new())?;
/// # let command = |text: &str| Command::from_json(text);
/// # let _ = kept.submit(&command(r#"{"id": "c1", "party": "regione", "do": {"open": {"plan":
/// #     { "format": "riparto.plan/1", "title": "Plan", "total": "100.00",
/// #       "lines": [ {"id": "a", "amount": "60.00"}, {"id": "b", "amount": "40.00"} ],
/// #       "parties": [ {"id": "regione", "role": "authority"}, {"id": "ats", "role": "lead"} ] }}}}"#)?)?;
/// # let _ = kept.submit(&command(r#"{"id": "c2", "party": "ats", "do": {"propose": {"proposal":
/// #     {"id": "p1", "party": "ats", "transfers": [ {"from": "b", "to": "a", "amount": "10.00"} ]}}}}"#)?)?;
/// let mut scenario = Scenario::of(kept.table());
/// scenario.try_command(&command(r#"{"id": "c3", "party": "regione", "do": {"approve": {"proposal": "p1"}}}"#)?).unwrap();
/// let compared = ScenarioComparison::of(kept.table(), [("more", scenario.table())])?;
/// let outcome = &compared.outcomes()[0];
/// assert_eq!((outcome.name.as_str(), outcome.decisions.as_slice()), ("more", &["p1".to_owned()][..]));
/// assert_eq!(outcome.allocation.amount("a")?.to_string(), "70.00");
/// # Ok::<(), riparto::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ScenarioComparison {
    before: Allocation,
    outcomes: Vec<ScenarioOutcome>,
}

/// What a scenario comes to.
///
/// ```
/// # use riparto::journal::MemoryStore;
/// # use riparto::table::{Command, PersistentTable, ScenarioComparison};
/// # let mut kept = PersistentTable::open(MemoryStore::new())?;
/// # let _ = kept.submit(&Command::from_json(r#"{"id": "c1", "party": "regione", "do": {"open": {"plan":
/// #     { "format": "riparto.plan/1", "title": "Plan", "total": "100.00",
/// #       "lines": [ {"id": "a", "amount": "60.00"}, {"id": "b", "amount": "40.00"} ],
/// #       "parties": [ {"id": "regione", "role": "authority"} ] }}}}"#)?)?;
/// let same = ScenarioComparison::of(kept.table(), [("same", kept.table())])?;
/// assert!(same.outcomes()[0].decisions.is_empty());
/// # Ok::<(), riparto::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct ScenarioOutcome {
    /// What it is called.
    pub name: String,
    /// What each line holds there.
    pub allocation: Allocation,
    /// The decisions that change amounts there and not at the table, by id, in their order.
    pub decisions: Vec<String>,
    /// What the rules say of its plan: the strictest level that a finding has.
    pub authorization: Authorization,
}

impl ScenarioComparison {
    /// Tables of scenarios, each with a name, beside a table.
    ///
    /// # Errors
    /// `table_not_open`.
    pub fn of<'a>(
        table: &CoDesignTable,
        scenarios: impl IntoIterator<Item = (&'a str, &'a CoDesignTable)>,
    ) -> Result<ScenarioComparison> {
        let at_the_table = |id: &str| table.variations().iter().any(|decided| decided.id() == id);
        let outcome = |(name, scenario): (&str, &CoDesignTable)| {
            let plan = &scenario.opened()?.plan;
            let decisions = scenario.variations().iter().map(|decided| decided.id());
            Ok(ScenarioOutcome {
                name: name.to_owned(),
                allocation: plan.approved().clone(),
                decisions: decisions.filter(|id| !at_the_table(id)).map(str::to_owned).collect(),
                authorization: plan.check().authorization(),
            })
        };
        let before = table.opened()?.plan.approved().clone();
        let outcomes = scenarios.into_iter().map(outcome).collect::<Result<_>>()?;
        Ok(ScenarioComparison { before, outcomes })
    }

    /// The allocation approved last at the table.
    #[must_use]
    pub fn before(&self) -> &Allocation {
        &self.before
    }

    /// What the scenarios come to, in the order given.
    #[must_use]
    pub fn outcomes(&self) -> &[ScenarioOutcome] {
        &self.outcomes
    }
}
