//! Plans of four lines and a few cents, small enough for every proposal to be tried.

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;
use riparto_core::{Authorization, Money, Plan, Proposal};
use serde_json::{Value, json};

pub const LINES: usize = 4;

/// Amounts of the beginning and of now, rules, and what may be needed.
#[derive(Clone, Debug)]
pub struct Tiny {
    pub plan: Plan,
    pub document: Value,
    pub up_to: Authorization,
}

pub fn euros(cents: i64) -> String {
    format!("{}.{:02}", cents / 100, cents % 100)
}

pub fn scope() -> impl Strategy<Value = Value> {
    let lines = (1..1_u32 << LINES).prop_map(|bits| {
        let lines = (0..LINES).filter(|line| bits >> line & 1 == 1).map(|line| format!("L{line}"));
        json!({"lines": lines.collect::<Vec<_>>()})
    });
    prop_oneof![6 => lines, 1 => Just(json!("all")), 1 => Just(json!({"labels": {"kind": "x"}}))]
}

pub fn base() -> impl Strategy<Value = &'static str> {
    select(vec!["original", "approved"])
}

pub fn percent() -> impl Strategy<Value = String> {
    prop_oneof![
        (0..120_u32).prop_map(|percent| percent.to_string()),
        Just("33.3".to_owned()),
        Just("7".to_owned())
    ]
}

/// A limit, and for what it may stand.
pub fn limit() -> BoxedStrategy<(Value, Option<Value>)> {
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
    .boxed()
}

pub fn derived() -> impl Strategy<Value = Value> {
    let rounding = select(vec!["down", "up", "half_up"]);
    (scope(), percent(), rounding, any::<bool>()).prop_map(|(of, percent, rounding, is_long)| match is_long {
        true => json!({"sum": {"exactly": {"percent": percent, "of": of}, "rounding": rounding}}),
        false => json!({"derived": {"percent": percent, "of": of, "rounding": rounding}}),
    })
}

/// A base that changes are measured against.
pub fn since() -> impl Strategy<Value = Value> {
    let authorized = json!({"authorized": "prior_approval"});
    select(vec![json!("original"), json!("approved"), json!("initial_with_acts"), authorized])
}

/// Lines that a rule looks at beside its scope, which may depend on the part that it holds for.
pub fn target() -> BoxedStrategy<Value> {
    let relative = select(vec![json!({"same": "kind"}), json!({"other": "kind"})]);
    prop_oneof![3 => scope(), 1 => relative].boxed()
}

/// An amount that is a bound, reached or not.
pub fn threshold() -> BoxedStrategy<Value> {
    let amount = || {
        prop_oneof![
            2 => (0..14_i64).prop_map(|cents| json!(euros(cents))),
            1 => percent().prop_map(|percent| json!({"percent": percent})),
            1 => (percent(), since()).prop_map(|(percent, base)| json!({"percent": percent, "of": "total", "base": base})),
            2 => (percent(), target(), since())
                .prop_map(|(percent, of, base)| json!({"percent": percent, "of": of, "base": base})),
        ]
    };
    let list = (select(vec!["lesser", "greater"]), vec(amount(), 1..4));
    let amount = prop_oneof![3 => amount(), 1 => list.prop_map(|(list, amounts)| json!({list: amounts}))];
    let threshold = (amount, any::<bool>()).prop_map(|(amount, strict)| match strict {
        true => json!({"amount": amount, "strict": true}),
        false => amount,
    });
    threshold.boxed()
}

/// A limit in long form, and for what it stands.
pub fn long_limit() -> BoxedStrategy<(Value, Option<Value>)> {
    let each = prop::option::weighted(0.6, select(vec![json!("line"), json!({"label": "kind"})]));
    let sides = |names: [&'static str; 2]| {
        (prop::option::of(threshold()), prop::option::of(threshold()), threshold()).prop_map(
            move |(first, second, otherwise)| {
                let second = second.or(Some(otherwise).filter(|_| first.is_none()));
                let sides = names.into_iter().zip([first, second]);
                let given = sides.filter_map(|(name, side)| Some((name.to_owned(), side?)));
                given.collect::<serde_json::Map<String, Value>>()
            },
        )
    };
    let share = (select(vec!["at_least", "at_most"]), percent(), target(), any::<bool>()).prop_map(
        |(side, percent, of, strict)| {
            json!({"sum": {side: {"amount": {"percent": percent, "of": of}, "strict": strict}}})
        },
    );
    let moved = (since(), any::<bool>(), threshold()).prop_map(|(base, by_kind, most)| match by_kind {
        true => json!({"moved": {"base": base, "by": "kind", "at_most": most}}),
        false => json!({"moved": {"base": base, "at_most": most}}),
    });
    let limit = prop_oneof![
        sides(["at_least", "at_most"]).prop_map(|sides| json!({"sum": sides})),
        share,
        (percent(), since(), select(vec!["down", "up", "half_up"])).prop_map(|(percent, base, rounding)| {
            json!({"sum": {"exactly": {"percent": percent, "of": "total", "base": base}, "rounding": rounding}})
        }),
        (since(), sides(["up", "down"])).prop_map(|(base, mut sides)| {
            sides.insert("base".to_owned(), base);
            json!({"change": sides})
        }),
        moved,
        (target(), since(), threshold())
            .prop_map(|(to, since, most)| json!({"flow": {"to": to, "since": since, "at_most": most}})),
    ];
    (limit, each).boxed()
}

pub fn tiny() -> BoxedStrategy<Tiny> {
    tiny_of(prop_oneof![limit(), long_limit()])
}

/// Amounts after some cents moved.
pub fn moved(mut amounts: Vec<i64>, moves: Vec<usize>) -> Vec<i64> {
    for step in moves {
        let (from, to) = (step / 3, (step / 3 + 1 + step % 3) % LINES);
        if amounts[from] > 0 {
            amounts[from] -= 1;
            amounts[to] += 1;
        }
    }
    amounts
}

/// A plan with a rule of some limit and others of any.
pub fn tiny_of(first: impl Strategy<Value = (Value, Option<Value>)> + 'static) -> BoxedStrategy<Tiny> {
    let level = || select(Authorization::ALL[1..].to_vec());
    let first = (scope(), first, level());
    let others = vec((scope(), prop_oneof![2 => limit(), 1 => long_limit()], level()), 0..3);
    let rules = (first, others).prop_map(|(first, mut rules)| {
        rules.push(first);
        rules
    });
    let moves = || vec(0..12_usize, 0..8);
    let moves = (moves(), moves(), moves());
    let drawn = (vec(0..5_i64, LINES), moves, rules.boxed(), select(Authorization::ALL.to_vec()));
    let plans = drawn.prop_filter_map(
        "a plan",
        |(amounts, (since, by_acts, authorized), rules, up_to)| {
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
            let kept = |moves| {
                let amounts = moved(amounts.clone(), moves);
                let amounts: serde_json::Map<String, Value> =
                    (0..LINES).map(|line| (format!("L{line}"), json!(euros(amounts[line])))).collect();
                json!({"total": total, "amounts": amounts})
            };
            let document = json!({"format": "riparto.plan/1", "title": "Tiny", "total": total, "lines": lines,
                "rules": rules, "approved": kept(since), "initial_with_acts": kept(by_acts),
                "authorized": {"prior_approval": kept(authorized)}});
            let plan = Plan::from_json(&document.to_string()).ok()?;
            Some(Tiny { plan, document, up_to })
        },
    );
    plans.boxed()
}

impl Tiny {
    pub fn held(&self, line: usize) -> i64 {
        self.plan.approved().amounts()[line].cents()
    }

    pub fn id(&self, line: usize) -> &str {
        self.plan.envelope().lines().nth(line).unwrap().id()
    }

    /// Whether transfers need no more than the level, but for what was broken before and gets no worse.
    pub fn passes(&self, transfers: &[(usize, usize, i64)]) -> bool {
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
    pub fn splits(most: [i64; 3], cents: i64) -> Vec<[i64; 3]> {
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
    pub fn most(&self, line: usize, gives: bool) -> i64 {
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
    pub fn most_followed(&self, line: usize, gives: bool) -> i64 {
        let bound = |rule: &&Value| {
            let needs =
                Authorization::ALL.into_iter().find(|level| Some(level.name()) == rule["needs"].as_str());
            needs.is_some_and(|needs| needs > self.up_to) && derives(&rule["limit"])
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

    pub fn allocations(total: i64) -> Vec<[i64; LINES]> {
        let rest = |first: i64| {
            Self::splits([total; 3], total - first).into_iter().map(move |[a, b, c]| [first, a, b, c])
        };
        (0..=total).flat_map(rest).collect()
    }

    /// Whether transfers to some amounts pass; without rules of flow and step it is the same which ones they are.
    pub fn reaches(&self, amounts: &[i64; LINES]) -> bool {
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

    pub fn has(&self, kind: &str) -> bool {
        self.has_any(|limit| limit.get(kind).is_some())
    }

    pub fn has_any(&self, is: impl Fn(&Value) -> bool) -> bool {
        self.document["rules"].as_array().unwrap().iter().any(|rule| is(&rule["limit"]))
    }
}

/// Whether a limit makes a share of what other lines hold after.
pub fn derives(limit: &Value) -> bool {
    let is_after = |due: &Value| due.get("of").is_some_and(|of| of != "total") && due.get("base").is_none();
    limit.get("derived").is_some() || limit.pointer("/sum/exactly").is_some_and(is_after)
}

/// Whether a limit adds up what flowed since a base that is not the allocation approved last.
pub fn adds_up(limit: &Value) -> bool {
    limit.pointer("/flow/since").is_some_and(|since| since != "approved")
}
