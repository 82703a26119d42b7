//! Days and counted changes, as the brute-force reading reads them.

use riparto_core::Authorization;
use serde_json::Value;

use super::reading::{Reading, bands};

/// The levels of authorization that are used up: from which one on, and what is needed instead.
#[derive(Default)]
pub struct Counts(Vec<(usize, usize)>);

/// The place of a level among all levels.
pub fn level(needs: &str) -> usize {
    Authorization::ALL.iter().position(|level| level.name() == needs).unwrap()
}

/// Whether a rule is in force on a day.
pub(super) fn is_in_force(rule: &Value, day: &str) -> bool {
    let is_past = |side: &str, is: fn(&str, &str) -> bool| {
        rule["when"].get(side).is_some_and(|bound| is(day, bound.as_str().unwrap()))
    };
    !is_past("from", |day, from| day < from) && !is_past("until", |day, until| day > until)
}

impl Counts {
    /// What the changes made use up under the rules in force.
    pub(super) fn new(plan: &Value, rules: &[Value], day: Option<&str>) -> Counts {
        let none = Vec::new();
        let made = plan.get("changes_made").and_then(Value::as_array).unwrap_or(&none);
        let used_up = rules.iter().filter_map(|rule| {
            let count = rule["limit"].get("changes")?;
            let from = level(count["needing"].as_str().unwrap());
            let counts = made.iter().filter(|change| {
                let other_year = match (count["per"].as_str(), day, change["date"].as_str()) {
                    (Some("year"), Some(day), Some(date)) => day[..4] != date[..4],
                    _ => false,
                };
                level(change["needs"].as_str().unwrap()) >= from && !other_year
            });
            let is_used_up = counts.count() as u64 >= count["at_most"].as_u64().unwrap();
            is_used_up.then(|| (from, level(rule["needs"].as_str().unwrap_or("forbidden"))))
        });
        Counts(used_up.collect())
    }

    /// What a breach needs that would need a level.
    pub(super) fn lifted(&self, needs: &str) -> String {
        let mut needs = level(needs);
        while let Some((_, to)) = self.0.iter().find(|(from, to)| (*from..*to).contains(&needs)) {
            needs = *to;
        }
        Authorization::ALL[needs].name().to_owned()
    }
}

impl Reading {
    /// Whether a finding needs more than its rule says, as a level is used up.
    pub fn is_lifted(&self, finding: &riparto_core::Finding) -> bool {
        let rule = self.rules.iter().find(|rule| rule["id"] == finding.rule().id()).unwrap();
        let limit = serde_json::to_value(finding.broken_limit()).unwrap();
        let (_, needs) = bands(rule).into_iter().rfind(|(of, _)| **of == limit).unwrap();
        self.counts.lifted(&needs) != needs
    }
}
