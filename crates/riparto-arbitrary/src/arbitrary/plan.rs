//! Plans.

use std::ops::RangeInclusive;

use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use proptest::sample::select;

use super::envelope::{LineSeed, co_financed_style, line_seed, line_weight, split, style};
use super::forms::{PlanForms, form_seed};
use super::money::{accepted, any_money};
use super::rule::rule_seed;
use riparto_core::money::Money;
use riparto_core::plan::{Party, Plan, Role};
use riparto_core::rules::Authorization;

/// A plan: any envelope, up to eight rules, with or without parties, still as it began or already changed.
///
/// ```
/// use proptest::prelude::*;
/// use riparto::{Plan, arbitrary::any_plan};
///
/// proptest!(|(plan in any_plan())| {
///     prop_assert_eq!(Plan::from_json(&plan.to_json()), Ok(plan));
/// });
/// ```
pub fn any_plan() -> impl Strategy<Value = Plan> {
    any_plan_of(PlanForms::default())
}

/// A plan as [`any_plan`] draws it, in more forms of the language.
pub fn any_plan_of(forms: PlanForms) -> impl Strategy<Value = Plan> {
    plan_of_lines(1..=12, forms)
}

/// A plan of so many lines. All of it is drawn at once, so that a failing case shrinks: first to the rules that matter, then to the lines
/// that these need.
pub(super) fn plan_of_lines(lines: RangeInclusive<usize>, forms: PlanForms) -> BoxedStrategy<Plan> {
    let line = (line_seed(), line_weight(), line_weight(), line_weight(), line_weight());
    let rules = vec(rule_seed(), 0..=8);
    let style = if forms.co_financing { co_financed_style().boxed() } else { style().boxed() };
    (rules, any_approved(), any_kept(), 0..=4usize, vec(line, lines), style, any_money(), form_seed(forms))
        .prop_map(|(rules, approved, kept, parties, lines, style, total, form)| {
            let seeds: Vec<LineSeed> = lines.iter().map(|(seed, ..)| *seed).collect();
            let envelope = style.envelope(total, &seeds);
            let original = split(&envelope, lines.iter().map(|(_, weight, ..)| *weight).collect());
            let rules = (1..).zip(&rules).map(|(number, seed)| seed.rule(&format!("r{number}"), &original));
            let rules = form.rules(rules, &original);
            let mut plan = Plan::builder(&original).rules(rules).parties(some_parties(parties));
            plan = plan.changes_made(form.changes_made());
            let later = || lines.iter().map(|(_, _, later, ..)| *later).collect();
            if kept.initial_with_acts {
                let weights = lines.iter().map(|(_, _, _, weight, _)| *weight).collect();
                // Transfers leave it; acts change it by what they change the approved allocation.
                let envelope = match approved {
                    Approved::OfTotal(total) => envelope.with_total(total),
                    Approved::Original | Approved::Since => envelope.clone(),
                };
                plan = plan.initial_with_acts(&split(&envelope, weights));
            }
            if let Some((level, total)) = kept.authorized {
                let weights = lines.iter().map(|(.., weight)| *weight).collect();
                let envelope = envelope.with_total(total.unwrap_or(envelope.total()));
                plan = plan.authorized(level, &split(&envelope, weights));
            }
            form.finished(accepted(match approved {
                Approved::Original => plan.build(),
                Approved::Since => plan.approved(&split(&envelope, later())).build(),
                Approved::OfTotal(total) => {
                    plan.approved(&split(&envelope.with_total(total), later())).build()
                }
            }))
        })
        .boxed()
}

/// What was approved since.
#[derive(Clone, Copy, Debug)]
enum Approved {
    /// Nothing.
    Original,
    /// Another split.
    Since,
    /// A split of another total.
    OfTotal(Money),
}

fn any_approved() -> impl Strategy<Value = Approved> {
    prop_oneof![
        4 => Just(Approved::Original),
        3 => Just(Approved::Since),
        1 => any_money().prop_map(Approved::OfTotal),
    ]
}

/// What is kept for the bases of rules; what was authorized last may be of another total.
#[derive(Clone, Debug)]
struct KeptBases {
    initial_with_acts: bool,
    authorized: Option<(Authorization, Option<Money>)>,
}

fn any_kept() -> impl Strategy<Value = KeptBases> {
    let total = option::weighted(0.3, any_money());
    let level = select(vec![Authorization::Notification, Authorization::PriorApproval]);
    (any::<bool>(), option::of((level, total)))
        .prop_map(|(initial_with_acts, authorized)| KeptBases { initial_with_acts, authorized })
}

fn some_parties(count: usize) -> Vec<Party> {
    let parties = [
        ("regione", "Regione Toscana", Role::Authority),
        ("ats", "Associazione temporanea di scopo", Role::Lead),
        ("anci", "ANCI Toscana", Role::Partner),
        ("cnr", "", Role::Partner),
    ];
    parties.into_iter().take(count).map(|(id, name, role)| accepted(Party::new(id, name, role))).collect()
}
