//! What properties share: how many cases they try, what they are about, plans with a proposal.

use proptest::prelude::*;
use proptest::test_runner::{Config, TestCaseError};
use riparto_arbitrary::arbitrary::{PlanForms, any_plan_of_with_proposals, any_plan_with_proposals};
use riparto_core::rules::{Base, LimitAmount, PercentBasis, PercentOf};
use riparto_core::{Allocation, Limit, Plan, Proposal};

/// So many cases for each property; `PROPTEST_CASES` asks for more or fewer. A failure shows the smallest case found.
pub fn cases(cases: u32) -> Config {
    let cases = std::env::var("PROPTEST_CASES").ok().and_then(|text| text.parse().ok()).unwrap_or(cases);
    // Of sixteen cases drawn at least one is about what the property says, or the property fails.
    Config {
        failure_persistence: None,
        max_global_rejects: 1_024.max(15 * cases),
        ..Config::with_cases(cases)
    }
}

/// What a property is about. A case without it does not count: another is drawn, and a property with too few cases fails.
pub fn given<T>(found: Option<T>) -> Result<T, TestCaseError> {
    found.ok_or_else(|| TestCaseError::reject("the property is not about this case"))
}

/// A plan of at least two lines with one proposal for it.
pub fn any_table() -> impl Strategy<Value = (Plan, Proposal)> {
    any_plan_with_proposals().prop_map(|(plan, mut proposals)| (plan, proposals.swap_remove(0)))
}

/// The same, in every form of the language.
pub fn any_table_in_every_form() -> impl Strategy<Value = (Plan, Proposal)> {
    any_plan_of_with_proposals(PlanForms::all())
        .prop_map(|(plan, mut proposals)| (plan, proposals.swap_remove(0)))
}

/// What an allocation sums to, by other code than the crate's.
pub fn summed(allocation: &Allocation) -> i128 {
    allocation.amounts().iter().map(|amount| i128::from(amount.cents())).sum()
}

/// The cents of a total.
pub fn total(plan: &Plan) -> i128 {
    i128::from(plan.envelope().total().cents())
}

/// Whether a limit makes a share of what other lines hold after.
pub fn follows(limit: &Limit) -> bool {
    let bounds = match limit {
        Limit::Derived(_) => return true,
        Limit::Sum(bounds) => bounds.exactly.as_ref(),
        _ => None,
    };
    let of_lines = |of: &PercentOf| matches!(of.of, Some(PercentBasis::Scope(_)));
    let is_after = |of: &PercentOf| matches!(of.base, None | Some(Base::After));
    matches!(bounds, Some(LimitAmount::Percent(of)) if of_lines(of) && is_after(of))
}
