//! Strategies of proptest for programs that build on riparto.
//!
//! A program that embeds this crate can prove its own laws on random budgets: take [`any_plan`] and
//! [`any_proposal_for`], run its code, and assert that no cent got lost. The values vary where budgets go wrong: one
//! line or a dozen, lines that hold nothing, totals from 0.00 to [`Money::MAX`](riparto_core::Money::MAX), rules of every
//! kind that are broken, just kept or far away, proposals that cancel out, drain a line or pass a limit by a cent.
//!
//! [`any_plan_of`] draws plans in more forms of the language, each of which [`PlanForms`] asks for: days, counted changes, payers of
//! derived lines, units, co-financing.
//!
//! Every value is valid as input: what is drawn is what a constructor of this crate accepted. Whether rules are
//! respected is left to chance, on purpose.
//!
//! All of a plan and its proposals is drawn at once and put together afterwards, so a failing case shrinks to the lines, rules and
//! transfers that matter, and `Debug` prints it as a document to copy. Ids of lines do not count up: a line keeps its id, and a rule
//! its lines, while others are left out.
//!
//! What this is not: a model of a likely budget, and no promise that a seed draws the same values in another version.

mod pick;
mod money;
mod percent;
mod envelope;
mod scope;
mod forms;
mod limit;
mod any_quantity;
mod rule;
mod plan;
mod proposal;

pub use envelope::{any_allocation_of, any_envelope};
pub use forms::PlanForms;
pub use money::any_money;
pub use percent::any_percent;
pub use plan::{any_plan, any_plan_of};
pub use proposal::{any_plan_of_with_proposals, any_plan_with_proposals, any_proposal_for};
pub use rule::any_rule_for;
pub use scope::any_scope_of;
