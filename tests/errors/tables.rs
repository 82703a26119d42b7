//! Refusals of ballots and of co-design tables.

use riparto::ballots::{Ballot, BallotSheet, Ballots, CountSheet, ReadBallots, Tally};
use riparto::journal::{Digest, Event, Head, extend};
use riparto::report::Minutes;
use riparto::table::Compatible;
use riparto::table::{
    ApprovalPolicies, ApprovalPolicy, CoDesignTable, Command, Consent, Date, Decision, EventKind, Hour,
    TableEvent,
};
use riparto::{Authorization, Language, Percent, Plan, Proposal};

use super::{Case, answered, money, plan, refused};

fn ballots(total: &str, amounts: [&str; 2]) -> Ballots {
    let amounts = amounts.map(money).to_vec();
    Ballots::new(money(total), vec![Ballot::new("anci", 1, amounts).unwrap()]).unwrap()
}

fn csv(table: &str, leave_out: &[&str]) -> riparto::Result<BallotSheet> {
    BallotSheet::from_csv(table, &ReadBallots { leave_out, ..ReadBallots::default() })
}

fn heavy() -> riparto::Result<Ballots> {
    let ballot = |party, weight| Ballot::new(party, weight, vec![money("1.00")]);
    Ballots::new(money("1.00"), vec![ballot("anci", 1 << 30)?, ballot("ats", 1)?])
}

pub(super) fn ballots_refused() -> Vec<Case> {
    vec![
        refused(
            Ballots::new(money("100.00"), Vec::new()),
            "ballots_missing",
            "there is no ballot to aggregate: give at least one",
        ),
        refused(
            Ballot::new("anci", 0, Vec::new()),
            "ballot_weight",
            "the weight 0 is out of range: ballots weigh from 1 to 1073741824",
        ),
        answered(
            r#"{"op": "aggregate", "total": "1.00", "ballots": [ {"party": "anci", "weight": "0.0000000001", "amounts": ["1.00"]},
                {"party": "ats", "weight": 2, "amounts": ["1.00"]} ]}"#,
            "ballot_weights",
            "ballot of `ats`: the weights have no common unit of which `2` is at most 1073741824 times: write weights with \
             fewer digits",
        ),
    ]
}

/// Tables of ballots as spreadsheets save them.
pub(super) fn sheets_refused() -> Vec<Case> {
    vec![
        refused(
            csv("chi,a\nanci,1.00,2.00\n", &[]),
            "row_too_long",
            "row 2: there are 3 cells under 2 heads, and `2.00` has no head: put amounts that hold the separator of cells in \
             quotes, or separate cells by semicolons",
        ),
        refused(
            heavy(),
            "ballots_weight",
            "the ballots weigh 1073741825 together and at most 1073741824 is allowed: write smaller weights in the same \
             proportion",
        ),
        refused(
            csv("chi,a\nats,1.01\nanci,1.00\n", &[]),
            "ballots_differ",
            "the ballots do not sum to one total, `anci` to 1.00 and `ats` to 1.01: state the total",
        ),
        refused(
            csv("chi,a,b\nats,1.01,\n", &[]),
            "ballots_total_unknown",
            "no ballot has an amount for every line, so nothing says what the ballots split: state the total",
        ),
        refused(
            csv("chi,a,Totale\nats,1.01,1.01\n", &[]),
            "ballots_sum",
            "the column `Totale` looks like a sum or an average of the others and would count twice: take it out of the file, or name it \
             as left out",
        ),
    ]
}

pub(super) fn splits_refused() -> Vec<Case> {
    let short = Ballot::new("anci", 1, vec![money("60.00"), money("39.99")]).unwrap();
    let tally = Tally::of(&ballots("90.00", ["50.00", "40.00"]));
    vec![
        answered(
            r#"{"op": "aggregate", "total": "1.00", "ballots": [ {"party": "anci", "amounts": {"a": "0.60", "b": null}} ]}"#,
            "ballot_incomplete",
            "ballot of `anci`: line `b` has no amount, the others sum to 0.60 and the total is 1.00: 0.40 is missing",
        ),
        answered(
            r#"{"op": "aggregate", "total": "1.00", "ballots": [ {"party": "anci", "amounts": {"a": "1.00"}},
                {"party": "ats", "amounts": {"b": "1.00"}} ]}"#,
            "ballot_line",
            "ballot of `ats`: the first ballot has no line `b`: give all ballots the same lines, or give the plan that \
             has them",
        ),
        refused(
            Ballots::new(money("100.00"), vec![short]),
            "ballot_unbalanced",
            "ballot of `anci`: the amounts sum to 99.99 and the total is 100.00: 0.01 is missing",
        ),
        refused(
            ballots("90.00", ["50.00", "40.00"]).compromise(&plan(Vec::new()).unwrap(), Authorization::Free),
            "ballots_total",
            "the ballots split 90.00 and the plan's total is 100.00: split the plan's total",
        ),
        refused(
            tally.merge(&Tally::of(&ballots("100.00", ["50.00", "50.00"]))),
            "tallies_differ",
            "these tallies are not of the same total and lines: merge tallies of one envelope",
        ),
        answered(
            r#"{"op": "aggregate", "counts": {"a": {"6.00": 2}, "b": {"4.00": 1}}}"#,
            "counts_weight",
            "line `b` weighs 1 and line `a` 2: 1 is missing; every ballot counts on every line, with 0.00 where it gives nothing",
        ),
        answered(
            r#"{"op": "aggregate", "total": "10.00", "counts": {"a": {"6.00": 2}, "b": {"4.00": 1, "4.01": 1}}}"#,
            "counts_total",
            "the counted amounts, each times its weight, sum to 20.01, and 10.00 times the weight 2 is 20.00: 0.01 is too much",
        ),
        answered(
            r#"{"op": "aggregate", "counts": {"a": {"10.00": 1, "0.00": 1}, "b": {"5.00": 2}}}"#,
            "counts_impossible",
            "no ballots of one total have these counts: line `a` has 10.00 on some ballot, and all other lines together at least \
             5.00, which is more than 10.00: count again",
        ),
        refused(
            CountSheet::from_csv("line,amount\na,6.00\n", &ReadBallots::default()),
            "counts_head",
            "a table of counts has the columns `line`, `amount` and `weight`, and its head is `line, amount`: name the columns so",
        ),
        answered(
            r#"{"op": "aggregate", "tolerance": "1.00", "counts": {"a": {"10.00": 1}}}"#,
            "counts_cannot",
            "counts do not tell one ballot from another, and `tolerance` needs the ballots: give `ballots` in place of `counts`, or leave it out",
        ),
    ]
}

/// What opens a table on a plan of two lines.
fn opening() -> Vec<TableEvent> {
    let plan = Plan::from_json(
        r#"{ "format": "riparto.plan/1", "title": "Plan", "total": "100.00",
             "lines": [ {"id": "a", "amount": "60.00"}, {"id": "b", "amount": "40.00"} ],
             "parties": [ {"id": "regione", "role": "authority"} ] }"#,
    )
    .unwrap();
    let open = Command::open("c1", "regione", &plan, ApprovalPolicies::default()).unwrap();
    match CoDesignTable::new().decide(&open).unwrap() {
        Decision::Events(events) => events,
        Decision::AlreadyDone { .. } => panic!("a new command is not done"),
    }
}

fn opened() -> CoDesignTable {
    let mut table = CoDesignTable::new();
    opening().iter().for_each(|event| table.apply(event).unwrap());
    table
}

/// The same table after a proposal was written and withdrawn.
fn withdrawn() -> CoDesignTable {
    let mut table = opened();
    for text in [
        r#"{"id": "c2", "party": "regione", "do": {"draft": {"against": 1, "proposal":
            {"id": "p1", "party": "regione", "transfers": [ {"from": "a", "to": "b", "amount": "1.00"} ]}}}}"#,
        r#"{"id": "c3", "party": "regione", "do": {"withdraw": {"proposal": "p1"}}}"#,
    ] {
        let decided = table.decide(&Command::from_json(text).unwrap()).unwrap();
        let Decision::Events(events) = decided else { panic!("a new command is not done") };
        events.iter().for_each(|event| table.apply(event).unwrap());
    }
    table
}

/// The minutes of a sitting that there was not.
fn minutes() -> riparto::Result<String> {
    let event = Event::of(&opening()[0])?;
    let mut minutes = Minutes::of_sitting("s9", Language::English);
    extend(&Head::START, &[event])?.iter().try_for_each(|record| minutes.take(record))?;
    minutes.text()
}

/// The end of a sitting that there was not.
fn closing() -> TableEvent {
    TableEvent {
        signed: None,
        by: "regione".into(),
        command: "c2".into(),
        request: Digest::of(b"c2"),
        when: None,
        actor: None,
        metadata: None,
        what: EventKind::SittingClosed { sitting: "s1".into() },
    }
}

pub(super) fn tables() -> Vec<Case> {
    let mut table = opened();
    let above_free = ApprovalPolicy {
        from: Authorization::Notification,
        consent: Consent::Majority { percent: Percent::from_whole(50).unwrap() },
        quorum: None,
        act: false,
    };
    let twice = {
        let proposal = Proposal::new("p1", "regione").unwrap().transfer("a", "b", money("1.00")).unwrap();
        [proposal.clone(), proposal]
    };
    let closing = closing();
    vec![
        refused(
            CoDesignTable::new().ballots(),
            "table_not_open",
            "the table is not open yet: open it on a plan first",
        ),
        refused(
            "2023-02-29".parse::<Date>(),
            "date_malformed",
            "`2023-02-29` is not a date: February 2023 has 28 days",
        ),
        refused(
            "24:00".parse::<Hour>(),
            "hour_malformed",
            "`24:00` is not an hour of a day: write for example `10:30`",
        ),
        refused(
            ApprovalPolicies::new(vec![above_free], [].into()),
            "policies_unordered",
            "approval policies begin with one from `free`, and each is from a higher level than the one before",
        ),
        refused(
            table.assess("p1"),
            "proposal_unknown",
            "there is no proposal `p1` at the table: use the id of one that is",
        ),
        refused(
            Compatible::of(&plan(Vec::new()).unwrap(), &twice, Authorization::Free),
            "proposal_twice",
            "proposal `p1` is named twice: name it once",
        ),
        refused(
            withdrawn().preview(&["p1"]),
            "proposal_decided",
            "proposal `p1` is `withdrawn` already: name one that is still to be decided",
        ),
        refused(
            minutes(),
            "sitting_unknown",
            "there was no sitting `s9` at the table: use the id of one that was",
        ),
        refused(
            table.amounts_at(2),
            "revision_unknown",
            "there is no revision 2 of the table: they go from 1 to 1",
        ),
        refused(
            table.apply(&closing),
            "event_impossible",
            "event 2 cannot have happened: sitting `s1` is not under way",
        ),
    ]
}
