//! Ballots as files: tables as spreadsheets save them, JSON documents, and what is wrong with them.

use riparto::preferences::{BallotSheet, Completion, ReadBallots};
use riparto::{AmountStyle, Plan};

use super::money;

fn plan() -> Plan {
    Plan::from_json(
        r#"{ "format": "riparto.plan/1", "title": "Plan", "total": "1234.56",
             "lines": [ {"id": "desks", "title": "Sportelli, centri", "amount": "1000.00"},
                        {"id": "outreach", "amount": "234.56"} ],
             "parties": [ {"id": "anci", "name": "ANCI Toscana"}, {"id": "ats"} ] }"#,
    )
    .unwrap()
}

/// Parties with weights and cents.
fn rows(sheet: &BallotSheet) -> Vec<(String, u32, Vec<i64>)> {
    let row = |ballot: &riparto::preferences::Ballot| {
        let cents = ballot.amounts().iter().map(|amount| amount.cents()).collect();
        (ballot.party().to_owned(), ballot.weight(), cents)
    };
    sheet.ballots().iter().map(row).collect()
}

fn read(table: &str) -> Vec<(String, u32, Vec<i64>)> {
    rows(&BallotSheet::from_csv(table, &ReadBallots::default()).unwrap())
}

fn refused(table: &str, read: &ReadBallots<'_>) -> String {
    let error = BallotSheet::from_csv(table, read).unwrap_err();
    format!("{}: {error}", error.code())
}

#[test]
fn a_table_is_read_whatever_its_marks() {
    let expected =
        vec![("anci".to_owned(), 2, vec![123_456, 0]), ("ats".to_owned(), 1, vec![100_000, 23_456])];
    for table in [
        "partecipante;peso;desks;outreach\nanci;2;1.234,56;0,00\nats;1;1.000,00;234,56\n",
        "\u{feff}party;WEIGHT;desks;outreach\r\nanci;2;1234,56;0\r\nats;;1000,00;234,56\r\n\r\n;;;\r\n",
        "party,weight,desks,outreach\nanci,2,1234.56,0.00\nats,1,1000.00,234.56",
        "party,desks,outreach,peso\nanci,\"1.234,56\",\"0,00\",2\nats,\"€ 1.000,00\",\"234,56 €\",1",
        "party\tweight\tdesks\toutreach\nanci\t2\t1 234,56\t0\nats\t1\t1 000,00\t234,56\n",
        "party ; weight ; desks ; outreach\nanci ; 2 ; 1.234,56 ; 0\nats ; 1 ; 1.000,00 ; 234,56\n",
    ] {
        assert_eq!(read(table), expected, "{table}");
    }
    let halves = read("party;peso;a\nx;0,5;1,00\ny;1,5;1,00\n");
    assert_eq!(halves, [("x".to_owned(), 1, vec![100]), ("y".to_owned(), 3, vec![100])]);
}

#[test]
fn with_a_plan_heads_may_be_titles_and_parties_names_in_any_order() {
    let plan = plan();
    let with_plan = ReadBallots { plan: Some(&plan), ..ReadBallots::default() };
    let table = "chi;outreach;\"Sportelli, centri\"\nANCI Toscana;234,56;1.000,00\nats;0,00;1.234,56\n";
    let sheet = BallotSheet::from_csv(table, &with_plan).unwrap();
    assert_eq!(sheet.lines(), ["desks", "outreach"]);
    let expected = [("anci".to_owned(), 1, vec![100_000, 23_456]), ("ats".to_owned(), 1, vec![123_456, 0])];
    assert_eq!(rows(&sheet), expected);
}

#[test]
fn an_amount_with_two_readings_is_refused_unless_its_style_is_named() {
    let table = "party;a;b\nx;1.234;0\ny;1.000;234\n";
    assert_eq!(
        refused(table, &ReadBallots::default()),
        "amount_ambiguous: row 2: line `a`: amount `1.234` can be read as 1234.00 or as 1.234: write `1234.00` or \
         `1.234,00` for the first"
    );
    let italian = ReadBallots { style: Some(AmountStyle::Italian), ..ReadBallots::default() };
    let sheet = BallotSheet::from_csv(table, &italian).unwrap();
    assert_eq!(rows(&sheet)[1], ("y".to_owned(), 1, vec![100_000, 23_400]));
}

#[test]
fn what_is_wrong_with_a_table_is_told_with_its_row() {
    let plan = plan();
    let plain = ReadBallots::default();
    let with_plan = ReadBallots { plan: Some(&plan), ..plain };
    for (table, read, expected) in [
        ("", &plain, "ballots_missing: there is no ballot to aggregate: give at least one"),
        ("party\nx\n", &plain, "lines_missing: an envelope needs at least one line: add one"),
        ("party;a\n", &plain, "ballots_missing: there is no ballot to aggregate: give at least one"),
        ("party;a;a\nx;1,00;1,00\n", &plain, "id_taken: line `a` is given twice: ids are unique"),
        (
            "party;a;\nx;1,00;1,00\n",
            &plain,
            "text_missing: the line's name is missing: write at least one character",
        ),
        (
            "party;a;b\nx;1,00\n",
            &plain,
            "document_malformed: this table of ballots cannot be read: record 1 (line: 2, byte: 10): found record with 2 \
             fields, but the previous record has 3 fields",
        ),
        (
            "party;a;b\nx;1,00;\n",
            &plain,
            "ballot_incomplete: ballot of `x`: line `b` has no amount, the others sum to 1.00 and the total is 1.00: 0.00 is \
             missing",
        ),
        (
            "party;a;b\nx;1,00;2,00\n\ny;1,00;2,01\n",
            &plain,
            "ballot_unbalanced: ballot of `y`: the amounts sum to 3.01 and the total is 3.00: 0.01 is too much",
        ),
        (
            "party;a;b\nx y;1,00;2,00\n",
            &plain,
            "id_malformed: party: `x y` is not an id: use 1 to 64 characters of a-z, A-Z, 0-9, `.`, `_`, `-`, `:`",
        ),
        (
            "party;peso;a\nx;due;1,00\n",
            &plain,
            "weight_malformed: row 2: `due` is not a weight: write a number of zero or more, such as `3` or `12.5`",
        ),
        (
            "party;peso;a\nx;0;1,00\n",
            &plain,
            "ballot_weight: ballot of `x`: the weight 0 is out of range: ballots weigh from 1 to 1024",
        ),
        (
            "party;desks\nats;1.234,56\n",
            &with_plan,
            "amount_missing: line `outreach` has no amount: give one, or name the line that takes the remainder",
        ),
        (
            "party;desks;outreech\nats;1.234,56;0\n",
            &with_plan,
            "line_unknown: there is no line `outreech`: use an id of the plan's lines",
        ),
        ("party;a\nx;1,00\nx;1,00\n", &plain, "id_taken: ballot of party `x` is given twice: ids are unique"),
    ] {
        assert_eq!(refused(table, read), expected, "{table}");
    }
}

#[test]
fn a_table_is_completed_by_the_policy_that_is_named() {
    let table = "party;a;b;c\nx;0,60;0,30;\n";
    let total = Some(money(100));
    let amounts = |read: &ReadBallots<'_>| rows(&BallotSheet::from_csv(table, read).unwrap())[0].2.clone();
    let completion = |completion| ReadBallots { total, completion, ..ReadBallots::default() };
    assert_eq!(amounts(&completion(Completion::InProportion)), [67, 33, 0]);
    assert_eq!(amounts(&completion(Completion::EqualShift)), [64, 33, 3]);
    assert_eq!(
        amounts(&ReadBallots { total, remainder_to: Some("b"), ..ReadBallots::default() }),
        [60, 40, 0]
    );
    let unknown = ReadBallots { total, remainder_to: Some("d"), ..ReadBallots::default() };
    assert_eq!(refused(table, &unknown), "line_unknown: there is no line `d`: use an id of the plan's lines");
}

#[test]
fn a_document_says_what_it_is_and_completes_by_its_own_word() {
    let read = |text: &str| BallotSheet::from_json(text, &ReadBallots::default());
    let document = r#"{ "format": "riparto.ballots/1", "total": "1.00", "completion": {"remainder_to": "b"},
                        "ballots": [ {"party": "x", "amounts": {"a": "0.60", "b": null}} ] }"#;
    assert_eq!(rows(&read(document).unwrap())[0].2, [60, 40]);
    let shifted = ReadBallots { completion: Completion::EqualShift, ..ReadBallots::default() };
    assert_eq!(rows(&BallotSheet::from_json(document, &shifted).unwrap())[0].2, [80, 20]);
    for (text, code) in [
        (r#"{"format": "riparto.plan/1", "ballots": []}"#, "document_format"),
        (r#"{"format": "riparto.ballots/1", "total": "1.00", "ballots": []}"#, "ballots_missing"),
        (
            r#"{"format": "riparto.ballots/1", "ballots": [{"party": "x", "amounts": ["1.00"]}]}"#,
            "field_missing",
        ),
        (
            r#"{"format": "riparto.ballots/1", "total": "1.00", "ballots": [], "rule": "mean"}"#,
            "document_malformed",
        ),
        (
            r#"{"format": "riparto.ballots/1", "total": "1.00",
                "ballots": [{"party": "x", "amounts": ["1.00"]}, {"party": "y", "amounts": {"a": "1.00"}}]}"#,
            "document_malformed",
        ),
        (
            r#"{"format": "riparto.ballots/1", "total": "1.00", "ballots": [{"party": "x", "amounts": {"a": "1.00", "a": "0.00"}}]}"#,
            "amount_twice",
        ),
        (
            r#"{"format": "riparto.ballots/1", "total": "1.00",
                "ballots": [{"party": "x", "amounts": ["1.00"]}, {"party": "y", "amounts": ["0.50", "0.50"]}]}"#,
            "amounts_mismatch",
        ),
    ] {
        assert_eq!(read(text).unwrap_err().code(), code, "{text}");
    }
}
