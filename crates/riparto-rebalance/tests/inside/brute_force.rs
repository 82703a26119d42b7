//! What moves inside against the definition, on plans of a few lines and cents.

use proptest::collection::vec;
use proptest::prelude::*;
use riparto_core::{Allocation, Authorization, Money, Plan, Proposal};
use riparto_rebalance::Headroom;
use serde_json::{Value, json};

use riparto_test_support::{cases, given};

/// A rule on what moves inside; lines are positions. Every third line has no label `kind`.
#[derive(Clone, Debug)]
struct Small {
    original: Vec<i64>,
    approved: Vec<i64>,
    scope: Vec<usize>,
    by_kind: bool,
    base: &'static str,
    cap: i64,
    ceiling: (usize, i64),
    transfers: Vec<(usize, usize, i64)>,
}

fn kind(line: usize) -> Option<usize> {
    (line % 3 < 2).then_some(line % 3)
}

fn euros(cents: i64) -> String {
    format!("{}.{:02}", cents / 100, cents % 100)
}

impl Small {
    fn plan(&self) -> Plan {
        let line = |at: usize| {
            let labels = kind(at).map_or(json!({}), |kind| json!({"kind": (["even", "odd"][kind])}));
            json!({"id": format!("L{at}"), "amount": euros(self.original[at]), "labels": labels})
        };
        let id = |at: &usize| format!("L{at}");
        let mut moved = json!({"base": self.base, "inside": true, "at_most": euros(self.cap)});
        if self.by_kind {
            moved["by"] = json!("kind");
        }
        let amounts: serde_json::Map<String, Value> =
            (0..self.approved.len()).map(|at| (id(&at), json!(euros(self.approved[at])))).collect();
        let (total, approved): (i64, i64) = (self.original.iter().sum(), self.approved.iter().sum());
        let (capped, most) = self.ceiling;
        let plan = json!({
            "format": "riparto.plan/1", "title": "Small", "total": euros(total),
            "lines": (0..self.original.len()).map(line).collect::<Vec<_>>(),
            "approved": {"total": euros(approved), "amounts": amounts},
            "rules": [
                {"id": "inside", "scope": {"lines": self.scope.iter().map(id).collect::<Vec<_>>()}, "limit": {"moved": moved}},
                {"id": "ceiling", "scope": {"lines": [id(&capped)]}, "limit": {"ceiling": euros(most)}}
            ],
        });
        Plan::from_json(&plan.to_string()).unwrap()
    }

    /// What the lines of the scope, or its kinds, gain and lose: the lesser.
    fn inside(&self, from: &[i64], to: &[i64]) -> i64 {
        let change = |at: &usize| to[*at] - from[*at];
        let changes: Vec<i64> = match self.by_kind {
            true => (0..2)
                .map(|wanted| self.scope.iter().filter(|at| kind(**at) == Some(wanted)).map(change).sum())
                .collect(),
            false => self.scope.iter().map(change).collect(),
        };
        let gained: i64 = changes.iter().map(|change| (*change).max(0)).sum();
        let lost: i64 = changes.iter().map(|change| (-*change).max(0)).sum();
        gained.min(lost)
    }

    fn counted(&self, amounts: &[i64]) -> i64 {
        let since = if self.base == "original" { &self.original } else { &self.approved };
        self.inside(since, amounts).max(self.inside(&self.approved, amounts))
    }

    /// What transfers as written move between lines of the scope, or between its kinds.
    fn written(&self) -> i64 {
        let place = |at: usize| match (self.scope.contains(&at), self.by_kind) {
            (false, _) => None,
            (true, true) => kind(at),
            (true, false) => Some(at),
        };
        let counts = |(from, to, _): &&(usize, usize, i64)| {
            place(*from).is_some() && place(*to).is_some() && place(*from) != place(*to)
        };
        self.transfers.iter().filter(counts).map(|(.., cents)| cents).sum()
    }

    fn proposal(&self) -> Option<(Proposal, Vec<i64>)> {
        let mut after = self.approved.clone();
        let mut proposal = Proposal::new("p", "ats").unwrap();
        for (from, to, cents) in self.transfers.iter().filter(|(from, to, cents)| from != to && *cents > 0) {
            proposal = proposal
                .transfer(&format!("L{from}"), &format!("L{to}"), Money::from_cents(*cents).unwrap())
                .unwrap();
            after[*from] -= cents;
            after[*to] += cents;
        }
        (!proposal.transfers().is_empty() && after.iter().all(|cents| *cents >= 0))
            .then_some((proposal, after))
    }

    /// Whether amounts break nothing, or nothing more than now.
    fn passes(&self, amounts: &[i64]) -> bool {
        let (line, most) = self.ceiling;
        self.counted(amounts) <= self.cap.max(self.counted(&self.approved))
            && amounts[line] <= most.max(self.approved[line])
    }
}

fn split_of(total: i64, lines: usize) -> impl Strategy<Value = Vec<i64>> + Clone {
    vec(0..=total, lines - 1).prop_map(move |mut cuts| {
        cuts.sort_unstable();
        cuts.push(total);
        let mut last = 0;
        cuts.into_iter().map(|cut| cut - std::mem::replace(&mut last, cut)).collect()
    })
}

fn any_small() -> impl Strategy<Value = Small> {
    (3..=5usize, 8..24i64, 0..8i64, any::<bool>()).prop_flat_map(|(lines, total, change, grows)| {
        let approved = if grows { total + change } else { total - change.min(total / 2) };
        let scope = prop::sample::subsequence((0..lines).collect::<Vec<_>>(), 1..=lines);
        let transfer = (0..lines, 0..lines, 0..=total / 2);
        (
            (split_of(total, lines), split_of(approved, lines), scope, any::<bool>()),
            prop::sample::select(vec!["original", "approved"]),
            (0..=total / 3, 0..lines, total / 3..=total),
            vec(transfer, 1..5),
        )
            .prop_map(
                |((original, approved, scope, by_kind), base, (cap, line, most), transfers)| Small {
                    original,
                    approved,
                    scope,
                    by_kind,
                    base,
                    cap,
                    ceiling: (line, most),
                    transfers,
                },
            )
    })
}

/// Every way to give so many cents to some lines, each no more than its room.
fn spreads(cents: i64, room: &[i64]) -> Vec<Vec<i64>> {
    let Some((first, rest)) = room.split_first() else {
        return if cents == 0 { vec![Vec::new()] } else { Vec::new() };
    };
    (0..=cents.min(*first))
        .flat_map(|taken| {
            spreads(cents - taken, rest).into_iter().map(move |mut spread| {
                spread.insert(0, taken);
                spread
            })
        })
        .collect()
}

proptest! {
    #![proptest_config(cases(1_500))]

    #[test]
    fn findings_count_what_moves_inside(small in any_small()) {
        let small = Small { cap: 0, ceiling: (0, 1 << 40), ..small };
        let plan = small.plan();
        let found = |findings: riparto_core::Findings| findings.iter().next().map_or(0, |finding| finding.found().cents());
        prop_assert_eq!(found(plan.check()), small.counted(&small.approved));
        let (proposal, after) = given(small.proposal())?;
        let assessed = plan.assess(&proposal).unwrap();
        let counted = small.counted(&after);
        prop_assert_eq!(found(assessed.findings().clone()), counted.max(small.written()));
        let amounts = after.iter().map(|cents| Money::from_cents(*cents).unwrap()).collect();
        let allocation = Allocation::new(plan.envelope(), amounts).unwrap();
        prop_assert_eq!(found(plan.check_allocation(&allocation).unwrap()), counted);
        // What was carried out is counted as if it were read.
        let mut applied = plan.clone();
        applied.apply(&proposal, Authorization::Forbidden).unwrap();
        let read = Plan::from_json(&applied.to_json()).unwrap();
        prop_assert_eq!(found(applied.check()), found(read.check()));
        prop_assert_eq!(applied.allowance_uses(), read.allowance_uses());
        prop_assert_eq!(applied, read);
    }

    #[test]
    fn the_largest_transfer_is_that_of_all_amounts(small in any_small(), ends in (0..5usize, 0..5usize)) {
        let lines = small.original.len();
        let (from, to) = (ends.0 % lines, ends.1 % lines);
        prop_assume!(from != to);
        let passes = |cents: &i64| {
            let mut after = small.approved.clone();
            after[from] -= cents;
            after[to] += cents;
            small.passes(&after)
        };
        let largest = (0..=small.approved[from]).rev().find(passes).unwrap();
        let found = small.plan().largest_transfer(&format!("L{from}"), &format!("L{to}"), Authorization::Free).unwrap();
        prop_assert_eq!(found.cents(), largest);
    }
}

proptest! {
    #![proptest_config(cases(250))]

    #[test]
    fn headroom_is_the_most_of_all_proposals(small in any_small()) {
        let lines = small.original.len();
        let plan = small.plan();
        let headroom = Headroom::of(&plan, Authorization::Free);
        for (line, margin) in headroom.iter().enumerate() {
            for (gives, found, stop) in [(true, margin.give, &margin.give_stop), (false, margin.receive, &margin.receive_stop)] {
                let room: Vec<i64> = (0..lines)
                    .map(|other| match (other == line, gives) {
                        (true, _) => 0,
                        (false, true) => 1 << 40,
                        (false, false) => small.approved[other],
                    })
                    .collect();
                let own = if gives { small.approved[line] } else { room.iter().sum() };
                let sign = if gives { 1 } else { -1 };
                let passes = |cents: &i64| {
                    spreads(*cents, &room).into_iter().any(|spread| {
                        let mut after: Vec<i64> =
                            small.approved.iter().zip(&spread).map(|(held, taken)| held + sign * taken).collect();
                        after[line] -= sign * cents;
                        small.passes(&after)
                    })
                };
                let most = (0..=own).rev().find(passes).unwrap();
                prop_assert_eq!((found.cents(), stop.at_most.cents()), (most, most), "L{} {}", line, gives);
            }
        }
    }
}
