//! `StructuredRules`: what rules ask, as bounds and as a search sees them.

use std::sync::Arc;

use super::constraint_set::ConstraintSet;
use super::side_constraints::{SideConstraints, constraint_set, structure};
use super::structure::Structure;
use riparto_core::error::Result;
use riparto_core::plan::Plan;
use riparto_core::rules::{Authorization, Bounded};

/// What the rules whose breach needs more than a level ask, with some lines and sums beside them.
pub(super) struct StructuredRules {
    pub(super) bounds: Vec<Bounded>,
    pub(super) constraint_set: ConstraintSet,
    pub(super) structure: Structure,
    /// Whether no transfer can break a rule of flow.
    pub(super) is_free_to_transfer: bool,
}

impl StructuredRules {
    /// Made once for a plan, where nothing is asked beside its rules.
    pub(super) fn of(
        plan: &Plan,
        up_to: Authorization,
        side: &SideConstraints,
    ) -> Result<Arc<StructuredRules>> {
        let make = || -> Result<StructuredRules> {
            let mut bounds = plan.bounds_beside(up_to, &side.breaches)?;
            bounds.iter_mut().for_each(|bounded| on_line(plan, bounded));
            let constraint_set = constraint_set(plan, &bounds, side);
            let structure = structure(plan, &constraint_set)?;
            let is_free_to_transfer = plan.flow_caps(up_to).is_empty();
            Ok(StructuredRules { bounds, constraint_set, structure, is_free_to_transfer })
        };
        if side.is_empty() { plan.derived(up_to, make) } else { make().map(Arc::new) }
    }

    pub(super) fn total(&self) -> i64 {
        self.constraint_set.total
    }
}

/// A bound on the sum of one line is a bound on the line.
fn on_line(plan: &Plan, bounded: &mut Bounded) {
    if let Bounded::Sum { rule, selection, low, high } = *bounded
        && let Some(line) = plan.rulebook().selection(selection).single(plan.envelope())
    {
        *bounded = Bounded::Line { rule, line, low, high };
    }
}

#[cfg(test)]
mod tests {
    use crate::rebalance::{Answer, Rebalance};
    use riparto_core::money::Money;
    use riparto_core::plan::{Plan, Proposal};
    use riparto_core::rules::Authorization;

    #[test]
    fn what_was_derived_before_a_decision_does_not_answer_after_it() {
        let mut plan = Plan::from_json(
            r#"{ "format": "riparto.plan/1", "title": "Plan", "total": "100.00",
                 "lines": [ {"id": "a", "amount": "50.00"}, {"id": "b", "amount": "30.00"}, {"id": "c", "amount": "20.00"} ],
                 "rules": [ {"id": "r", "scope": {"lines": ["a"]}, "limit": {"variation": {"base": "approved", "down": {"percent": "10"}}}} ] }"#,
        )
        .unwrap();
        let wish = ["0.00", "60.00", "40.00"].map(|amount| amount.parse::<Money>().unwrap());
        let question = Rebalance::new().wishes(&wish);
        let held = |plan: &Plan| {
            let Answer::Found(nearest) = question.run(plan).unwrap() else { panic!("the rule can hold") };
            assert_eq!(nearest, question.run(plan).unwrap().found().unwrap());
            let rules: Vec<&str> = nearest.binding().map(|rule| rule.id()).collect();
            assert_eq!(rules, ["r"]);
            nearest.allocation().amount("a").unwrap().to_string()
        };
        assert_eq!(held(&plan), "45.00");
        let proposal = Proposal::new("p", "x").unwrap().transfer("a", "b", "5.00".parse().unwrap()).unwrap();
        plan.apply(&proposal, Authorization::Free).unwrap();
        assert_eq!(held(&plan), "40.50");
        assert_eq!(held(&Plan::from_json(&plan.to_json()).unwrap()), "40.50");
    }
}
