//! Margins and the largest transfer: bounds that are kept, and that a cent more breaks.

use proptest::prelude::*;
use proptest::sample::{Index, select};
use riparto::{Allocation, Authorization, Envelope, Limit, Money, Plan, Proposal, Rule, Scope, Share};

use super::{any_table, cases};

/// The lines of a scope, as the crate itself finds them: by the lines of a finding.
fn lines_of(plan: &Plan, scope: &Scope) -> Vec<String> {
    let reading = crate::oracle::Reading::new(&plan.to_json(), plan.approved());
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
    for rule in plan.rulebook().rules().iter().filter(|rule| rule.needed() > up_to) {
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
    let total = Money::sum(amounts.iter().copied()).unwrap();
    let builder =
        Envelope::builder("Plan", total).line("indirect", "I").line("direct", "D").line("other", "O");
    let original = Allocation::new(&builder.build().unwrap(), amounts).unwrap();
    Plan::new(&original, vec![Rule::new("r", Scope::lines(["indirect"]), limit).unwrap()], vec![]).unwrap()
}

#[test]
fn a_broken_share_of_a_scope_leaves_room_to_heal() {
    let share = Share { percent: "7".parse().unwrap(), of: Some(Scope::lines(["direct"])) };
    let plan = plan_of(["30.00", "100.00", "70.00"], Limit::ShareCeiling(share));
    let headroom = plan.headroom(Authorization::Free);
    let rooms: Vec<[String; 2]> =
        headroom.iter().map(|margin| [margin.give.to_string(), margin.receive.to_string()]).collect();
    let expected = [["30.00", "0.00"], ["0.00", "100.00"], ["70.00", "30.00"]];
    assert_eq!(rooms, expected.map(|pair| pair.map(str::to_owned)));
}

proptest! {
    #![proptest_config(cases(96))]

    #[test]
    fn the_largest_transfer_passes_and_a_cent_or_step_more_does_not(
        (plan, proposal) in any_table(), up_to in select(Authorization::ALL.to_vec()), further in 0..=1_000i64,
    ) {
        let (from, to) = (proposal.transfers()[0].from(), proposal.transfers()[0].to());
        let held = plan.approved().amount(from).unwrap().cents();
        let largest = plan.largest_transfer(from, to, up_to).unwrap().cents();
        let step = i64::try_from(steps(&plan, [from, to], up_to)).unwrap();
        prop_assert!((0..=held).contains(&largest));
        prop_assert_eq!(largest % step, 0);
        prop_assert!(passes(&plan, from, to, largest, up_to), "{} {}", largest, plan.to_json());
        // Nor does any amount beyond: the next one, all, something in between.
        let beyond = (held - largest) / step;
        for steps in [1, beyond, beyond * further / 1_000, beyond.min(further)] {
            if (1..=beyond).contains(&steps) {
                let cents = largest + steps * step;
                prop_assert!(!passes(&plan, from, to, cents, up_to), "{} not {} {}", cents, largest, plan.to_json());
            }
        }
        // And all amounts below do.
        let below = largest / step * further / 1_000 * step;
        prop_assert!(passes(&plan, from, to, below, up_to), "{} of {} {}", below, largest, plan.to_json());
    }

    #[test]
    fn margins_are_never_beyond_the_amounts((plan, _) in any_table()) {
        for up_to in Authorization::ALL {
            for margin in plan.headroom(up_to).iter() {
                let held = plan.approved().amount(margin.line.id()).unwrap();
                prop_assert!(margin.give <= held);
                prop_assert!(margin.receive.cents() <= plan.envelope().total().minus(held).cents());
            }
        }
    }

    #[test]
    fn more_authorization_never_narrows_a_margin((plan, _) in any_table()) {
        for levels in Authorization::ALL.windows(2) {
            let (less, more) = (plan.headroom(levels[0]), plan.headroom(levels[1]));
            for (less, more) in less.iter().zip(more.iter()) {
                prop_assert!(less.give <= more.give, "{} {}", less.line.id(), plan.to_json());
                prop_assert!(less.receive <= more.receive, "{} {}", less.line.id(), plan.to_json());
            }
        }
    }

    #[test]
    fn a_margin_is_bound_by_the_rule_that_it_names((plan, _) in any_table(), far: Index) {
        for up_to in Authorization::ALL {
            for margin in plan.headroom(up_to).iter() {
                for (rule, room, gives) in [(margin.give_rule, margin.give, true), (margin.receive_rule, margin.receive, false)] {
                    if let Some(rule) = rule {
                        bound_by(&plan, rule, margin.line.id(), room.cents(), gives, up_to, far)?;
                    }
                }
            }
        }
    }
}

/// Under the named rule alone, the room passes between the line and one that the rule is not about, and a cent more
/// does not.
fn bound_by(
    plan: &Plan,
    rule: &Rule,
    line: &str,
    room: i64,
    gives: bool,
    up_to: Authorization,
    far: Index,
) -> Result<(), TestCaseError> {
    // A step is about multiples, not about a cent more.
    if matches!(rule.limit(), Limit::Step(_)) {
        return Ok(());
    }
    let alone = alone(plan, rule);
    let concerned = concerned(plan, rule);
    let outside =
        plan.envelope().lines().map(|line| line.id()).filter(|id| !concerned.iter().any(|line| line == id));
    let outside: Vec<&str> = outside.filter(|id| *id != line).collect();
    if outside.is_empty() {
        return Ok(());
    }
    let other = far.get(&outside);
    let (from, to) = if gives { (line, *other) } else { (*other, line) };
    let held = plan.approved().amount(from).unwrap().cents();
    if room <= held {
        prop_assert!(passes(&alone, from, to, room, up_to), "{line} {gives} {room} {}", alone.to_json());
    }
    // A rule that is broken is worse only when it is broken by more, so a cent beyond its other end may pass.
    let broken = alone.check().iter().any(|finding| finding.needs() > up_to);
    if room < held && !broken {
        prop_assert!(!passes(&alone, from, to, room + 1, up_to), "{line} {gives} {room} {}", alone.to_json());
    }
    Ok(())
}

/// The plan with one rule and no other.
fn alone(plan: &Plan, rule: &Rule) -> Plan {
    let mut document: serde_json::Value = serde_json::from_str(&plan.to_json()).unwrap();
    document["rules"] = serde_json::to_value([rule]).unwrap();
    Plan::from_json(&document.to_string()).unwrap()
}

/// The lines of all scopes that a rule names.
fn concerned(plan: &Plan, rule: &Rule) -> Vec<String> {
    let first = match rule.limit() {
        Limit::Bands(bands) => &bands[0].limit,
        limit => limit,
    };
    let other = match first {
        Limit::ShareFloor(share) | Limit::ShareCeiling(share) => share.of.as_ref(),
        Limit::Derived(derived) => Some(&derived.of),
        // A flow binds a line on its own only where every other line is on the far side: see the scope alone.
        _ => None,
    };
    let mut lines = lines_of(plan, rule.scope());
    lines.extend(other.into_iter().flat_map(|scope| lines_of(plan, scope)));
    lines
}
