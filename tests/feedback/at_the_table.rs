//! What a table says of proposals, acts and ballots is what its commands lead to, and what `assess` and `check` say.

use proptest::prelude::*;
use proptest::sample::select;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;
use riparto::ballots::{AggregationRule, Ballot, Ballots};
use riparto::journal::MemoryStore;
use riparto::rebalance::{Distributed, DistributionRule, NearestDistribution};
use riparto::table::{CoDesignTable, Command, PersistentTable, Rejection};
use riparto::{Answer, Authorization, Money, MoneyDelta, Plan, Proposal, Settle, SettlementAnswer};
use serde_json::{Value, json};

use super::plans::{any_level, any_small_plan, any_transfers, any_wish};

/// A table on a plan with an authority and a lead, and commands that are numbered.
struct Desk {
    kept: PersistentTable<MemoryStore>,
    said: usize,
}

impl Desk {
    fn on(plan: &Plan) -> Desk {
        let mut document: Value = serde_json::from_str(&plan.to_json()).unwrap();
        document["parties"] = json!([{"id": "regione", "role": "authority"}, {"id": "ats", "role": "lead"}]);
        let mut desk = Desk { kept: PersistentTable::open(MemoryStore::new()).unwrap(), said: 0 };
        assert!(desk.say("regione", &json!({"open": {"plan": document}})));
        desk
    }

    /// Whether a command is accepted.
    fn say(&mut self, party: &str, action: &Value) -> bool {
        self.tell(party, action).is_ok()
    }

    /// What a command is refused with, if it is.
    fn tell(&mut self, party: &str, action: &Value) -> Result<(), Rejection> {
        self.said += 1;
        let command = json!({"id": format!("c{}", self.said), "party": party, "do": action}).to_string();
        self.kept.submit(&Command::from_json(&command).unwrap()).unwrap().accepted().map(|_| ())
    }

    fn table(&self) -> &CoDesignTable {
        self.kept.table()
    }

    fn plan(&self) -> &Plan {
        self.table().plan().unwrap()
    }

    fn propose(&mut self, proposal: &Proposal) -> bool {
        let document: Value = serde_json::from_str(&proposal.to_json()).unwrap();
        let against = self.table().revision();
        self.say("ats", &json!({"propose": {"against": against, "proposal": document}}))
    }

    /// Approves a proposal if what the table's assessment says allows it; otherwise it must be refused.
    fn decide(&mut self, proposal: &Proposal) -> Option<bool> {
        let before = self.plan().clone();
        let said = self.table().assess(proposal.id()).ok()?;
        let assessment = before.assess(proposal).unwrap();
        assert_eq!(said.assessment(), &assessment, "{}", before.to_json());
        let previewed = self.table().preview(&[proposal.id()]).unwrap();
        assert_eq!(previewed.after(), &assessment.after());
        assert_eq!(previewed.authorization(), assessment.authorization());
        let is_admissible = said.authorization() < Authorization::Forbidden;
        let approve = json!({"approve": {"proposal": proposal.id(), "act": "DD 1", "if_stale": "rebase"}});
        let is_approved = self.say("regione", &approve);
        assert_eq!(is_approved, is_admissible, "{} {proposal:?}", before.to_json());
        match is_approved {
            true => assert_eq!(self.plan().approved(), &assessment.after()),
            false => assert_eq!(self.plan(), &before),
        }
        Some(is_approved)
    }
}

fn renamed(proposal: &Proposal, id: &str) -> Proposal {
    let mut document: Value = serde_json::from_str(&proposal.to_json()).unwrap();
    document["id"] = json!(id);
    Proposal::from_json(&document.to_string()).unwrap()
}

#[test]
fn what_a_table_says_of_proposals_rebased_ones_and_reversals_is_what_happens() {
    let mut runner = TestRunner::deterministic();
    let drawn =
        any_small_plan().prop_flat_map(|plan| (any_transfers(&plan), any_transfers(&plan), Just(plan)));
    let (mut approved, mut refused, mut rebased, mut reversed) = (0, 0, 0, 0);
    for _ in 0..300 {
        let (first, second, plan) = drawn.new_tree(&mut runner).unwrap().current();
        let (first, second) = (renamed(&first, "p1"), renamed(&second, "p2"));
        let mut desk = Desk::on(&plan);
        if !(desk.propose(&first) && desk.propose(&second)) {
            continue;
        }
        match desk.decide(&first) {
            Some(true) => approved += 1,
            _ => {
                refused += 1;
                continue;
            }
        }
        // The second was made against amounts that are no longer those.
        if let Ok(stale) = desk.table().rebased("p2") {
            assert_eq!(
                stale.before().assessment(),
                &desk.kept.at(2).unwrap().plan().unwrap().assess(&second).unwrap()
            );
            assert_eq!(stale.now().assessment(), &desk.plan().assess(&second).unwrap());
            rebased += usize::from(desk.decide(&second) == Some(true));
        }
        let back = json!({"reverse": {"proposal": "p1", "reversal": "r1"}});
        assert!(desk.say("ats", &back));
        let reversal = first.reverse("r1").unwrap();
        assert_eq!(desk.table().proposal("r1").unwrap().proposal().transfers(), reversal.transfers());
        let before = desk.plan().approved().clone();
        if desk.decide(&reversal) == Some(true) {
            reversed += 1;
            let after = desk.plan().approved().clone();
            let taken = before.difference(&after).unwrap();
            let given = plan.assess(&first).unwrap();
            let changes = |changes: &[riparto::budget::Change]| -> Vec<(usize, i64)> {
                changes.iter().map(|change| (change.line, change.delta.cents())).collect()
            };
            let opposite: Vec<(usize, i64)> =
                changes(given.changes()).into_iter().map(|(line, cents)| (line, -cents)).collect();
            assert_eq!(changes(taken.changes()), opposite);
        }
    }
    println!("{approved} approved, {refused} refused, {rebased} rebased, {reversed} reversed");
    assert!(approved > 80 && refused > 30 && rebased > 20 && reversed > 30);
}

#[test]
fn an_act_leads_to_the_amounts_that_were_shown_and_breaks_what_check_says() {
    let mut runner = TestRunner::deterministic();
    let drawn = (
        any_small_plan(),
        (-200..400i64).prop_filter("a change", |cents| *cents != 0),
        any_level(),
        any::<bool>(),
    );
    let (mut done, mut refused) = (0, 0);
    for _ in 0..300 {
        let (plan, cents, up_to, nearest) = drawn.new_tree(&mut runner).unwrap().current();
        let rule = match nearest {
            true => {
                DistributionRule::Nearest(NearestDistribution { up_to, ..NearestDistribution::default() })
            }
            false => DistributionRule::ProRata,
        };
        let change = MoneyDelta::from_cents(cents).unwrap();
        let Ok(Answer::Found(Distributed { change, nearest, .. })) = rule.run(&plan, "e1", change) else {
            continue;
        };
        let Ok((after, _)) = plan.change_envelope(&change.with_act("Addendum 1").unwrap()) else { continue };
        // What was found is what is carried out, and what a check says of these amounts.
        if let Some(nearest) = nearest {
            assert_eq!(after.approved().amounts(), nearest.allocation().amounts());
            // What was broken before may stay so, as far as it was.
            let standing = plan.check();
            for broken in after.check().iter().filter(|finding| finding.needs() > up_to) {
                let before = standing.iter().find(|before| before.rule().id() == broken.rule().id());
                let before = before.unwrap_or_else(|| panic!("{broken} {cents} {}", plan.to_json()));
                assert!(
                    broken.excess_cents() <= before.excess_cents(),
                    "{broken} {cents} {}",
                    plan.to_json()
                );
            }
        }
        let read = Plan::from_json(&after.to_json()).unwrap();
        assert_eq!(read.check(), after.check());
        let mut desk = Desk::on(&plan);
        let amount = change_text(cents);
        let distribution = serde_json::to_value(&rule).unwrap();
        let act = json!({"change_envelope": {"change": "e1", "act": "Addendum 1", "amount": amount, "distribution": distribution}});
        match desk.tell("regione", &act) {
            Ok(()) => {
                assert_eq!(desk.plan().approved(), after.approved());
                assert_eq!(desk.plan().check().len(), after.check().len());
                done += 1;
            }
            Err(refused_with) => {
                assert!(
                    after.check().iter().any(|finding| finding.is_worse()),
                    "{refused_with} {} {cents}",
                    plan.to_json()
                );
                refused += 1;
            }
        }
    }
    println!("{done} carried out, {refused} refused");
    assert!(done > 80);
}

fn change_text(cents: i64) -> String {
    MoneyDelta::from_cents(cents).unwrap().to_string()
}

#[test]
fn what_rules_leave_of_ballots_is_reached_by_transfers_that_pass() {
    let mut runner = TestRunner::deterministic();
    let drawn = any_small_plan().prop_flat_map(|plan| {
        let ballots = prop::collection::vec(any_wish(&plan), 2..5);
        (ballots, Just(plan), any_level(), select(AggregationRule::ALL.to_vec()))
    });
    let mut passed = 0;
    for _ in 0..300 {
        let (wishes, plan, up_to, rule) = drawn.new_tree(&mut runner).unwrap().current();
        let total = plan.envelope().total();
        let balanced = wishes.iter().filter(|wish| Money::checked_sum(wish.iter().copied()) == Ok(total));
        let ballots: Vec<Ballot> = (0..)
            .zip(balanced)
            .map(|(number, wish)| Ballot::new(format!("p{number}"), 1, wish.clone()).unwrap())
            .collect();
        let Ok(ballots) = Ballots::new(total, ballots) else { continue };
        let repair = ballots.aggregate_under(&plan, rule, up_to).unwrap();
        let Some(allocation) = repair.allocation() else { continue };
        assert!(plan.check_allocation(allocation).unwrap().authorization() <= up_to);
        let SettlementAnswer::Found(way) = Settle::default().run(&plan, allocation, up_to).unwrap() else {
            continue;
        };
        if way.transfers().is_empty() {
            continue;
        }
        let assessment = plan.assess(&way.into_proposal("t", "ats").unwrap()).unwrap();
        assert!(assessment.authorization() <= up_to, "{}", plan.to_json());
        assert_eq!(assessment.after(), *allocation);
        passed += 1;
    }
    assert!(passed > 60, "{passed}");
}
