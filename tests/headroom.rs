//! **Headroom is what `assess` lets pass, and a cent more is not**: against every proposal, on plans of a few cents.

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::{Index, select};
use riparto::{Authorization, Headroom, Money, Plan, Proposal};
use serde_json::{Value, json};

use crate::properties::cases;

const LINES: usize = 4;

/// Amounts of the beginning and of now, rules, and what may be needed.
#[derive(Clone, Debug)]
struct Tiny {
    plan: Plan,
    document: Value,
    up_to: Authorization,
}

fn euros(cents: i64) -> String {
    format!("{}.{:02}", cents / 100, cents % 100)
}

fn scope() -> impl Strategy<Value = Value> {
    let lines = (1..1_u32 << LINES).prop_map(|bits| {
        let lines = (0..LINES).filter(|line| bits >> line & 1 == 1).map(|line| format!("L{line}"));
        json!({"lines": lines.collect::<Vec<_>>()})
    });
    prop_oneof![6 => lines, 1 => Just(json!("all")), 1 => Just(json!({"labels": {"kind": "x"}}))]
}

fn base() -> impl Strategy<Value = &'static str> {
    select(vec!["original", "approved"])
}

fn percent() -> impl Strategy<Value = String> {
    prop_oneof![
        (0..120_u32).prop_map(|percent| percent.to_string()),
        Just("33.3".to_owned()),
        Just("7".to_owned())
    ]
}

/// A limit, and for what it may stand.
fn limit() -> impl Strategy<Value = (Value, Option<Value>)> {
    let each = || prop::option::weighted(0.4, select(vec![json!("line"), json!({"label": "kind"})]));
    let cents = || (0..14_i64).prop_map(euros);
    let allowance = || {
        prop_oneof![
            cents().prop_map(|amount| json!({"amount": amount})),
            percent().prop_map(|percent| json!({"percent": percent})),
        ]
    };
    let with = |mut value: Value, more: Value| {
        let (Some(value), Value::Object(more)) = (value.as_object_mut(), more) else { unreachable!() };
        value.extend(more);
        json!(value)
    };
    let of_sum = prop_oneof![
        cents().prop_map(|cents| json!({"floor": cents})),
        cents().prop_map(|cents| json!({"ceiling": cents})),
        percent().prop_map(|percent| json!({"share_floor": {"percent": percent}})),
        percent().prop_map(|percent| json!({"share_ceiling": {"percent": percent}})),
        base().prop_map(|base| json!({"locked": {"base": base}})),
        (base(), allowance(), allowance())
            .prop_map(|(base, up, down)| json!({"variation": {"base": base, "up": up, "down": down}})),
        (base(), allowance()).prop_map(|(base, up)| json!({"variation": {"base": base, "up": up}})),
        (cents(), cents()).prop_map(|(a, b)| {
            let (low, high) = if a < b { (b, a) } else { (a, b) };
            json!({"bands": [{"limit": {"floor": low}, "needs": "notification"}, {"limit": {"floor": high}, "needs": "forbidden"}]})
        }),
    ];
    let others = prop_oneof![
        (scope(), percent()).prop_map(|(of, percent)| json!({"share_floor": {"percent": percent, "of": of}})),
        (scope(), percent())
            .prop_map(|(of, percent)| json!({"share_ceiling": {"percent": percent, "of": of}})),
        (base(), allowance())
            .prop_map(move |(base, cap)| json!({"movement": with(json!({"base": base}), cap)})),
        (base(), allowance())
            .prop_map(move |(base, cap)| json!({"movement": with(json!({"base": base, "by": "kind"}), cap)})),
        (scope(), allowance()).prop_map(move |(to, cap)| json!({"flow": with(json!({"to": to}), cap)})),
    ];
    let step = (2..6_i64).prop_map(|cents| json!({"step": euros(cents)}));
    prop_oneof![
        4 => (of_sum, each()),
        4 => others.prop_map(|limit| (limit, None)),
        1 => derived().prop_map(|limit| (limit, None)),
        1 => step.prop_map(|limit| (limit, None)),
    ]
}

fn derived() -> impl Strategy<Value = Value> {
    let rounding = select(vec!["down", "up", "half_up"]);
    (scope(), percent(), rounding).prop_map(
        |(of, percent, rounding)| json!({"derived": {"percent": percent, "of": of, "rounding": rounding}}),
    )
}

fn tiny() -> impl Strategy<Value = Tiny> {
    tiny_of(limit().prop_map(|(limit, _)| limit))
}

/// A plan with a rule of some limit and others of any.
fn tiny_of(first: impl Strategy<Value = Value>) -> impl Strategy<Value = Tiny> {
    let level = || select(Authorization::ALL[1..].to_vec());
    let first = (scope(), first.prop_map(|limit| (limit, None)), level());
    let rules = (first, vec((scope(), limit(), level()), 0..3)).prop_map(|(first, mut rules)| {
        rules.push(first);
        rules
    });
    (vec(0..5_i64, LINES), vec(0..12_usize, 0..8), rules, select(Authorization::ALL.to_vec())).prop_filter_map(
        "a plan",
        |(amounts, moves, rules, up_to)| {
            let mut approved = amounts.clone();
            for step in moves {
                let (from, to) = (step / 3, (step / 3 + 1 + step % 3) % LINES);
                if approved[from] > 0 {
                    approved[from] -= 1;
                    approved[to] += 1;
                }
            }
            let kinds = ["x", "x", "y", "y"];
            let lines: Vec<Value> = (0..LINES)
                .map(|line| json!({"id": format!("L{line}"), "amount": euros(amounts[line]), "labels": {"kind": kinds[line]}}))
                .collect();
            let rules: Vec<Value> = rules
                .into_iter()
                .enumerate()
                .map(|(number, (scope, (limit, each), needs))| {
                    let mut rule = json!({"id": format!("r{number}"), "scope": scope, "limit": limit});
                    if limit.get("bands").is_none() {
                        rule["needs"] = json!(needs.name());
                    }
                    if let Some(each) = each {
                        rule["each"] = each;
                    }
                    rule
                })
                .collect();
            let total = euros(amounts.iter().sum());
            let now: serde_json::Map<String, Value> =
                (0..LINES).map(|line| (format!("L{line}"), json!(euros(approved[line])))).collect();
            let document = json!({"format": "riparto.plan/1", "title": "Tiny", "total": total, "lines": lines,
                "rules": rules, "approved": {"total": total, "amounts": now}});
            let plan = Plan::from_json(&document.to_string()).ok()?;
            Some(Tiny { plan, document, up_to })
        },
    )
}

impl Tiny {
    fn held(&self, line: usize) -> i64 {
        self.plan.approved().amounts()[line].cents()
    }

    fn id(&self, line: usize) -> &str {
        self.plan.envelope().lines().nth(line).unwrap().id()
    }

    /// Whether transfers need no more than the level, but for what was broken before and gets no worse.
    fn passes(&self, transfers: &[(usize, usize, i64)]) -> bool {
        let moved = transfers.iter().filter(|(.., cents)| *cents > 0);
        let proposal = moved.fold(Proposal::new("try", "ats").unwrap(), |proposal, (from, to, cents)| {
            proposal.transfer(self.id(*from), self.id(*to), Money::from_cents(*cents).unwrap()).unwrap()
        });
        if proposal.transfers().is_empty() {
            return true;
        }
        let findings = self.plan.assess(&proposal).unwrap();
        findings.findings().iter().all(|finding| finding.needs() <= self.up_to || !finding.is_worse())
    }

    /// All ways in which three other lines share some cents, each no more than its most.
    fn splits(most: [i64; 3], cents: i64) -> Vec<[i64; 3]> {
        let mut splits = Vec::new();
        for first in 0..=most[0].min(cents) {
            for second in 0..=most[1].min(cents - first) {
                let third = cents - first - second;
                if third <= most[2] {
                    splits.push([first, second, third]);
                }
            }
        }
        splits
    }

    /// The most that a line gives to, or receives from, all others in one proposal.
    fn most(&self, line: usize, gives: bool) -> i64 {
        let others: Vec<usize> = (0..LINES).filter(|other| *other != line).collect();
        let others = [others[0], others[1], others[2]];
        let total: i64 = (0..LINES).map(|line| self.held(line)).sum();
        let most = others.map(|other| if gives { total } else { self.held(other) });
        let own = if gives { self.held(line) } else { total - self.held(line) };
        let passes = |split: &[i64; 3]| {
            let transfers = [0, 1, 2].map(|place| match gives {
                true => (line, others[place], split[place]),
                false => (others[place], line, split[place]),
            });
            self.passes(&transfers)
        };
        (0..=own).rev().find(|cents| Self::splits(most, *cents).iter().any(passes)).unwrap()
    }

    /// The most that a line gives or receives where lines that are derived change as they may.
    fn most_followed(&self, line: usize, gives: bool) -> i64 {
        let bound = |rule: &&Value| {
            let needs =
                Authorization::ALL.into_iter().find(|level| Some(level.name()) == rule["needs"].as_str());
            needs.is_some_and(|needs| needs > self.up_to) && rule["limit"].get("derived").is_some()
        };
        let reading = crate::oracle::Reading::new(&self.document.to_string(), self.plan.approved());
        let rules = self.document["rules"].as_array().unwrap();
        let follows: Vec<usize> =
            rules.iter().filter(bound).flat_map(|rule| reading.selected(&rule["scope"])).collect();
        let total: i64 = (0..LINES).map(|line| self.held(line)).sum();
        let sign = if gives { -1 } else { 1 };
        let mut most = 0;
        for amounts in Self::allocations(total) {
            let change = |line: usize| amounts[line] - self.held(line);
            let others = (0..LINES).filter(|other| *other != line && !follows.contains(other));
            let moved = sign * change(line);
            if moved > most && others.clone().all(|other| sign * change(other) <= 0) && self.reaches(&amounts)
            {
                most = moved;
            }
        }
        most
    }

    fn allocations(total: i64) -> Vec<[i64; LINES]> {
        let rest = |first: i64| {
            Self::splits([total; 3], total - first).into_iter().map(move |[a, b, c]| [first, a, b, c])
        };
        (0..=total).flat_map(rest).collect()
    }

    /// Whether transfers to some amounts pass; without rules of flow and step it is the same which ones they are.
    fn reaches(&self, amounts: &[i64; LINES]) -> bool {
        let mut changes: Vec<i64> = (0..LINES).map(|line| amounts[line] - self.held(line)).collect();
        let mut transfers = Vec::new();
        while let Some(from) = (0..LINES).find(|line| changes[*line] < 0) {
            let to = (0..LINES).find(|line| changes[*line] > 0).unwrap();
            let cents = changes[to].min(-changes[from]);
            changes[from] += cents;
            changes[to] -= cents;
            transfers.push((from, to, cents));
        }
        self.passes(&transfers)
    }

    fn has(&self, kind: &str) -> bool {
        let rules = self.document["rules"].as_array().unwrap();
        rules.iter().any(|rule| rule["limit"].get(kind).is_some())
    }
}

proptest! {
    #![proptest_config(cases(600))]

    #[test]
    fn a_margin_is_the_largest_of_all_proposals(tiny in tiny()) {
        prop_assume!(!tiny.has("derived"));
        for (line, margin) in Headroom::of(&tiny.plan, tiny.up_to).iter().enumerate() {
            prop_assert_eq!(margin.give.cents(), tiny.most(line, true), "L{} gives: {}", line, tiny.document);
            prop_assert_eq!(margin.receive.cents(), tiny.most(line, false), "L{} receives: {}", line, tiny.document);
            prop_assert_eq!((margin.give_stop.at_most, margin.receive_stop.at_most), (margin.give, margin.receive));
        }
    }

    /// Lines that are derived change as they may, and no other line moves against the one asked about.
    #[test]
    fn a_margin_counts_what_derived_lines_let_pass(tiny in tiny_of(derived())) {
        prop_assume!(!tiny.has("step") && !tiny.has("flow"));
        for (line, margin) in Headroom::of(&tiny.plan, tiny.up_to).iter().enumerate() {
            let sides = [(margin.give, margin.give_stop.at_most, true), (margin.receive, margin.receive_stop.at_most, false)];
            for (found, at_most, gives) in sides {
                prop_assert_eq!(found.cents(), tiny.most_followed(line, gives), "L{} {}: {}", line, gives, tiny.document);
                prop_assert_eq!(found, at_most);
            }
        }
    }

    #[test]
    fn one_transfer_moves_no_more_than_both_margins(tiny in tiny(), ends: (Index, Index)) {
        let from = ends.0.index(LINES);
        let to = (from + 1 + ends.1.index(LINES - 1)) % LINES;
        let largest = tiny.plan.largest_transfer(tiny.id(from), tiny.id(to), tiny.up_to).unwrap();
        let headroom = Headroom::of(&tiny.plan, tiny.up_to);
        let (give, receive) = (headroom.iter().nth(from).unwrap(), headroom.iter().nth(to).unwrap());
        prop_assert!(largest <= give.give_stop.at_most && largest <= receive.receive_stop.at_most, "{}", tiny.document);
        let most = (0..=tiny.held(from)).rev().find(|cents| tiny.passes(&[(from, to, *cents)]));
        prop_assert_eq!(Some(largest.cents()), most, "{}", tiny.document);
    }

    #[test]
    fn what_would_pass_is_the_largest_that_does(tiny in tiny(), ends: (Index, Index)) {
        let from = ends.0.index(LINES);
        let to = (from + 1 + ends.1.index(LINES - 1)) % LINES;
        let held = tiny.held(from);
        prop_assume!(held > 0);
        let needs = |cents: i64| {
            let proposal = Proposal::new("try", "ats").unwrap();
            let amount = Money::from_cents(cents).unwrap();
            let proposal = proposal.transfer(tiny.id(from), tiny.id(to), amount).unwrap();
            tiny.plan.assess(&proposal).unwrap().authorization()
        };
        let proposal = Proposal::new("p", "ats").unwrap();
        let proposal = proposal.transfer(tiny.id(from), tiny.id(to), Money::from_cents(held).unwrap()).unwrap();
        let mut expected: Vec<(Authorization, i64)> = Vec::new();
        for level in Authorization::ALL.into_iter().filter(|level| *level < needs(held)) {
            if let Some(most) = (1..=held).rev().find(|cents| needs(*cents) <= level)
                && expected.last().is_none_or(|(_, less)| *less < most)
            {
                expected.push((level, most));
            }
        }
        let found = tiny.plan.would_pass(&proposal).unwrap();
        let found: Vec<(Authorization, i64)> =
            found.into_iter().map(|(level, most)| (level, most.cents())).filter(|(_, most)| *most > 0).collect();
        prop_assert_eq!(found, expected, "L{} to L{}: {}", from, to, tiny.document);
    }
}
