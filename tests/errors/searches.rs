//! Refusals of a search for the nearest allocation.

use riparto::ballots::{Ballot, Ballots};
use riparto::rebalance::NearestChange;
use riparto::rebalance::{GroupFamily, SliceGroup, nearest_on_grid, water_filling};
use riparto::{Allocation, Answer, Authorization, Envelope, Measure, Money, Plan, Rebalance, Rule, Scope};

use super::{Case, money, refused, rule};

/// A rule that is no bound of a sum, and that the plan breaks as it stands.
fn stepped() -> Plan {
    let envelope = Envelope::builder("Plan", money("100.00")).line("a", "A").line("b", "B").build().unwrap();
    let approved = Allocation::new(&envelope, vec![money("50.00"); 2]).unwrap();
    let step = rule(Scope::lines(["a"]), r#"{"step": "30.00"}"#).unwrap();
    Plan::builder(&approved).rule(step).build().unwrap()
}

/// Steps that have nothing in common: whether lines can sum to the total takes more looks than a search is allowed.
fn unsearchable() -> Plan {
    let total = money("2464000.00");
    let envelope =
        Envelope::builder("Plan", total).line("a", "A").line("b", "B").line("c", "C").build().unwrap();
    let approved = Allocation::new(&envelope, vec![total, Money::ZERO, Money::ZERO]).unwrap();
    let step =
        |line: &str, limit: &str| Rule::new(line, Scope::lines([line]), serde_json::from_str(limit).unwrap());
    let rules =
        [("a", r#"{"step": "1000.03"}"#), ("b", r#"{"step": "1000.07"}"#), ("c", r#"{"step": "1000.19"}"#)];
    Plan::builder(&approved)
        .rules(rules.map(|(line, limit)| step(line, limit).unwrap()).to_vec())
        .build()
        .unwrap()
}

/// The change of a caller that needs one.
fn unsearched_change() -> riparto::Result<NearestChange> {
    match Rebalance::new().change_total(&unsearchable(), "e1", "0.01".parse()?)? {
        Answer::Unknown => Err(NearestChange::unproven("e1")),
        known => Ok(known.found().expect("no rules conflict")),
    }
}

pub(super) fn rebalances() -> Vec<Case> {
    let plan = stepped();
    let wish = plan.approved().amounts();
    let ballots = Ballots::new(money("100.00"), vec![Ballot::new("p", 1, wish.to_vec()).unwrap()]).unwrap();
    let weighed = Rebalance::new().weights(&[1, 0]);
    let in_proportion = Rebalance::new().measure(Measure::InProportion).weights(&[1, 2]);
    let family = GroupFamily { group_of: &[0], floors: &[], ceilings: &[] };
    let empty = SliceGroup { start: 1, end: 1, floor: Money::ZERO, ceiling: Money::ZERO };
    vec![
        refused(
            weighed.clone().wishes(wish).run(&plan),
            "wish_weight",
            "the weight 0 is out of range: in lowest terms, weights of a wish go from 1 to 1073741824",
        ),
        refused(
            nearest_on_grid(
                money("2.00"),
                &wish[..1],
                &[Money::ZERO],
                &wish[..1],
                [family; 2],
                Measure::FewestLines,
            ),
            "measure_of_plans",
            "this search has no measure `in_proportion` or `fewest_lines`: ask for `least_squares`, `least_moved` or \
             `least_peak`, or rebalance a plan",
        ),
        refused(
            in_proportion.clone().wishes(wish).run(&plan),
            "weights_in_proportion",
            "weights do not go with the measure `in_proportion`, whose shares follow what each line has: leave the weights \
             out",
        ),
        refused(
            water_filling(money("2.00"), &wish[..2], &[Money::ZERO; 2], &wish[..2], &[empty]),
            "groups_cross",
            "the group of lines from 1 to 1 is neither inside nor apart from the others: let groups nest, and hold lines",
        ),
        refused(
            ballots.compromise(&plan, Authorization::Free),
            "rebalance_unsupported",
            "the search cannot prove an answer with rule `r1` among the others: leave it out, and check the outcome \
             against it",
        ),
        refused(
            unsearched_change(),
            "rebalance_unproven",
            "envelope change `e1`: the search ended before it found an allocation that respects all rules, or proved that \
             there is none: leave a rule out, and check the outcome against it",
        ),
    ]
}
