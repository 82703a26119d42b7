//! Conflicts as the JSON API writes them.

use serde::{Serialize, Serializer};

use super::rule_conflict::Conflict;
use riparto_core::money::MoneyDelta;
use riparto_core::rules::{Part, Rule};
use riparto_core::words::spoken;

/// As the operation `diagnose` writes it: a map of `rules`, `parts` (where rules hold for each), `minimal`, `irreducible`, `relaxation`
/// (null where none is known) and `explanation`.
impl Serialize for Conflict {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        #[derive(Serialize)]
        struct Written<'a> {
            rules: Vec<&'a str>,
            #[serde(skip_serializing_if = "Vec::is_empty")]
            parts: Vec<PartsOfRule<'a>>,
            minimal: bool,
            irreducible: bool,
            relaxation: Option<RelaxationShape<'a>>,
            explanation: String,
        }
        Written {
            rules: self.rules().map(Rule::id).collect(),
            parts: self.parts().map(|(rule, of)| PartsOfRule::new(rule, of)).collect(),
            minimal: self.is_minimal(),
            irreducible: self.is_irreducible(),
            relaxation: RelaxationShape::new(self),
            explanation: self.explanation(spoken()),
        }
        .serialize(serializer)
    }
}

/// For which lines or values of a label a rule clashes that holds for each.
#[derive(Serialize)]
struct PartsOfRule<'a> {
    rule: &'a str,
    of: Vec<&'a str>,
    part: Vec<Part<'a>>,
}

impl<'a> PartsOfRule<'a> {
    fn new(rule: &'a Rule, of: Vec<&'a str>) -> PartsOfRule<'a> {
        let part = of.iter().filter_map(|value| Part::named(rule, value)).collect();
        PartsOfRule { rule: rule.id(), of, part }
    }
}

/// The fewest euros by which rules give way, and which rules.
#[derive(Serialize)]
struct RelaxationShape<'a> {
    total: String,
    rules: Vec<RelaxedRule<'a>>,
    proven: bool,
    at_least: String,
}

#[derive(Serialize)]
struct RelaxedRule<'a> {
    rule: &'a str,
    amount: String,
}

impl RelaxationShape<'_> {
    fn new(conflict: &Conflict) -> Option<RelaxationShape<'_>> {
        Some(RelaxationShape {
            total: MoneyDelta::plain(conflict.relaxation_cents()?),
            rules: conflict
                .relaxation()
                .map(|(rule, cents)| RelaxedRule { rule: rule.id(), amount: MoneyDelta::plain(cents) })
                .collect(),
            proven: conflict.is_relaxation_proven(),
            at_least: MoneyDelta::plain(conflict.relaxation_at_least()?),
        })
    }
}
