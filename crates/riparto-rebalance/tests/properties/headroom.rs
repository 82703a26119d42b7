//! Margins and the largest transfer: bounds that are kept, and that a cent more breaks.

use proptest::prelude::*;
use proptest::sample::select;
use riparto_core::rules::Share;
use riparto_core::{Allocation, Authorization, Envelope, Limit, Money, Plan, Proposal, Rule, Scope};
use riparto_rebalance::Headroom;
use riparto_solve::Meter;

use riparto_test_support::{any_table, cases, follows};

/// The lines of a scope, as the crate itself finds them: by the lines of a finding.
fn lines_of(plan: &Plan, scope: &Scope) -> Vec<String> {
    let reading = riparto_test_support::oracle::Reading::new(&plan.to_json(), plan.approved());
    let scope = serde_json::to_value(scope).unwrap();
    reading.selected(&scope).into_iter().map(|line| plan.envelope().line(line).id().to_owned()).collect()
}

/// Whether a transfer needs no more than a level, but for what is broken already and does not get worse.
fn passes(plan: &Plan, from: &str, to: &str, cents: i64, up_to: Authorization) -> bool {
    let Ok(amount) = Money::from_cents(cents) else { return false };
    if amount.is_zero() {
        return true;
    }
    let proposal = Proposal::new("try", plan.parties().first().map_or("ats", |party| party.id())).unwrap();
    let assessment = plan.assess(&proposal.transfer(from, to, amount).unwrap()).unwrap();
    assessment.findings().iter().all(|finding| finding.needs() <= up_to || !finding.is_worse())
}

/// The least common multiple of the steps that bind a transfer between two lines.
fn steps(plan: &Plan, ends: [&str; 2], up_to: Authorization) -> i128 {
    let mut common = 1i128;
    for rule in plan.rulebook().rules().iter().filter(|rule| rule.needs() > up_to) {
        let Limit::Step(step) = rule.limit() else { continue };
        if lines_of(plan, rule.scope()).iter().any(|line| ends.contains(&line.as_str())) {
            let step = i128::from(step.cents());
            let (mut a, mut b) = (common, step);
            while b > 0 {
                (a, b) = (b, a % b);
            }
            common = (common / a).saturating_mul(step).min(1 << 62);
        }
    }
    common
}

/// A plan of indirect costs, direct costs and others, with a limit on the first.
fn plan_of(amounts: [&str; 3], limit: Limit) -> Plan {
    let amounts: Vec<Money> = amounts.iter().map(|amount| amount.parse().unwrap()).collect();
    let total = Money::checked_sum(amounts.iter().copied()).unwrap();
    let builder =
        Envelope::builder("Plan", total).line("indirect", "I").line("direct", "D").line("other", "O");
    let original = Allocation::new(&builder.build().unwrap(), amounts).unwrap();
    Plan::builder(&original).rule(Rule::new("r", Scope::lines(["indirect"]), limit).unwrap()).build().unwrap()
}

#[test]
fn a_broken_share_of_a_scope_leaves_room_to_heal() {
    let share = Share::new("7".parse().unwrap(), Scope::lines(["direct"]));
    let plan = plan_of(["30.00", "100.00", "70.00"], Limit::ShareCeiling(share));
    let headroom = Headroom::of(&plan, Authorization::Free);
    let rooms: Vec<[String; 2]> =
        headroom.iter().map(|margin| [margin.give.to_string(), margin.receive.to_string()]).collect();
    let expected = [["30.00", "0.00"], ["0.00", "100.00"], ["70.00", "130.00"]];
    assert_eq!(rooms, expected.map(|pair| pair.map(str::to_owned)));
}

proptest! {
    #![proptest_config(cases(96))]

    #[test]
    fn the_largest_transfer_passes_and_none_beyond_does(
        (plan, proposal) in any_table(), up_to in select(Authorization::ALL.to_vec()), further in 0..=1_000i64,
    ) {
        let (from, to) = (proposal.transfers()[0].from(), proposal.transfers()[0].to());
        let held = plan.approved().amount(from).unwrap().cents();
        let largest = plan.largest_transfer(from, to, up_to).unwrap().cents();
        prop_assert!((0..=held).contains(&largest));
        prop_assert!(passes(&plan, from, to, largest, up_to), "{} {}", largest, plan.to_json());
        // Nor does any amount beyond: the next one, all, something in between, the next whole multiple.
        let step = i64::try_from(steps(&plan, [from, to], up_to)).unwrap();
        let beyond = held - largest;
        for more in [1, 2, beyond, beyond - 1, beyond * further / 1_000, beyond.min(further), step - largest % step] {
            if (1..=beyond).contains(&more) {
                let cents = largest + more;
                prop_assert!(!passes(&plan, from, to, cents, up_to), "{} not {} {}", cents, largest, plan.to_json());
            }
        }
        // And all whole multiples below do.
        let below = largest / step * further / 1_000 * step;
        prop_assert!(passes(&plan, from, to, below, up_to), "{} of {} {}", below, largest, plan.to_json());
    }

    #[test]
    fn margins_are_never_beyond_the_amounts((plan, _) in any_table()) {
        for up_to in Authorization::ALL {
            for margin in headroom(&plan, up_to).iter() {
                let held = plan.approved().amount(margin.line.id()).unwrap();
                prop_assert!(margin.give <= held);
                prop_assert!(margin.receive.cents() <= (plan.envelope().total() - held).cents());
            }
        }
    }

    #[test]
    fn more_authorization_never_narrows_a_margin((plan, _) in any_table()) {
        let mut compared = 0;
        for levels in Authorization::ALL.windows(2) {
            // Where a rule of a derived line gives way, the line no longer follows, and what its following made possible is lost.
            let gives_way = |rule: &Rule| rule.needs() > levels[0] && rule.needs() <= levels[1];
            let mut rules = plan.rulebook().rules().iter();
            if rules.any(|rule| follows(rule.limit()) && gives_way(rule)) {
                continue;
            }
            let (less, more) = (headroom(&plan, levels[0]), headroom(&plan, levels[1]));
            for (less, more) in less.iter().zip(more.iter()) {
                prop_assert!(less.give <= more.give_stop.at_most, "{} {}", less.line.id(), plan.to_json());
                prop_assert!(less.receive <= more.receive_stop.at_most, "{} {}", less.line.id(), plan.to_json());
            }
            compared += 1;
        }
        prop_assume!(compared > 0);
    }

    #[test]
    fn a_margin_is_that_of_the_rule_that_it_names_alone((plan, _) in any_table()) {
        let mut named = 0;
        for up_to in Authorization::ALL {
            for margin in headroom(&plan, up_to).iter() {
                let line = margin.line.position();
                // A step is about multiples, and what is not proven is no margin.
                let sides = [(margin.give_rule, margin.give, &margin.give_stop), (margin.receive_rule, margin.receive, &margin.receive_stop)];
                for (side, (rule, room, stop)) in sides.into_iter().enumerate() {
                    let Some(rule) = rule.filter(|_| stop.at_most == room) else { continue };
                    named += 1;
                    let alone = alone(&plan, rule);
                    let of_rule = headroom(&alone, up_to);
                    let of_line = of_rule.iter().nth(line).unwrap();
                    let (same, stop) = match side {
                        0 => (of_line.give, of_line.give_stop),
                        _ => (of_line.receive, of_line.receive_stop),
                    };
                    // Derived lines that follow can let a line pass more than a rule alone would.
                    let follows = plan.rulebook().rules().iter().any(|rule| follows(rule.limit()));
                    prop_assert!(follows || room <= stop.at_most, "{} {} {}", margin.line.id(), rule.id(), plan.to_json());
                    // Beside a rule that rounds, whole cents of others may stop a line a little sooner.
                    let rounds = ["derived", "share_floor", "share_ceiling", "sum", "bands", "step"];
                    if stop.at_most == same && !rounds.contains(&rule.limit().name()) && plan_has_no(&plan, &rounds) {
                        prop_assert_eq!(same, room, "{} {} {}", margin.line.id(), rule.id(), plan.to_json());
                    }
                }
            }
        }
        prop_assume!(named > 0);
    }
}

/// Headroom with so little work that some of it is not proven.
fn headroom(plan: &Plan, up_to: Authorization) -> Headroom {
    Headroom::of_within(plan, up_to, &Meter::new(1 << 18))
}

/// Whether no rule of the plan has one of some limits.
fn plan_has_no(plan: &Plan, limits: &[&str]) -> bool {
    plan.rulebook().rules().iter().all(|rule| !limits.contains(&rule.limit().name()))
}

/// The plan with one rule and no other.
fn alone(plan: &Plan, rule: &Rule) -> Plan {
    let mut document: serde_json::Value = serde_json::from_str(&plan.to_json()).unwrap();
    document["rules"] = serde_json::to_value([rule]).unwrap();
    Plan::from_json(&document.to_string()).unwrap()
}
