//! Ballots as files: tables as spreadsheets save them, JSON documents, and what is wrong with them.

use riparto_ballots::ballots::{BallotSheet, Completion, ReadBallots};
use riparto_core::Plan;
use riparto_core::money::AmountStyle;

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
    let row = |ballot: &riparto_ballots::ballots::Ballot| {
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
            "ballots_total_unknown: no ballot has an amount for every line, so nothing says what the ballots split: state the \
             total",
        ),
        (
            "party;a;b\nx;1,00;\n",
            &plain,
            "ballots_total_unknown: no ballot has an amount for every line, so nothing says what the ballots split: state the \
             total",
        ),
        (
            "party;a;b\nx;1,00;2,00\n\ny;1,00;2,01\n",
            &plain,
            "ballots_differ: the ballots do not sum to one total, `x` to 3.00 and `y` to 3.01: state the total",
        ),
        (
            "party;a;b\nx y;1,00;2,00\n",
            &plain,
            "id_malformed: row 2: party: `x y` is not an id: use 1 to 64 characters of a-z, A-Z, 0-9, `.`, `_`, `-`, `:`",
        ),
        (
            "party;peso;a\nx;due;1,00\n",
            &plain,
            "weight_malformed: row 2: `due` is not a weight: write a number of zero or more, such as `3` or `12.5`",
        ),
        (
            "party;peso;a\nx;0;1,00\n",
            &plain,
            "ballot_weight: ballot of `x`: the weight 0 is out of range: ballots weigh from 1 to 1073741824",
        ),
        (
            "party;desks\nats;1.234,56\n",
            &with_plan,
            "amount_missing: line `outreach` has no amount: give one, or name the line that takes the remainder",
        ),
        (
            "party;desks;outreech\nats;1.234,56;0\n",
            &with_plan,
            "line_unknown: there is no line `outreech`: the lines are `desks`, `outreach`; did you mean `outreach`?",
        ),
        (
            "party;a\nx;1,00\nx;1,00\n",
            &plain,
            "id_taken: row 3: ballot of party `x` is given twice: ids are unique",
        ),
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
    assert_eq!(refused(table, &unknown), "line_unknown: there is no line `d`: the lines are `a`, `b`, `c`");
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

#[test]
fn weights_are_read_as_amounts_are() {
    let table = "partecipante;peso;desks;office\nanci;1.500;600,00;400,00\nats;250;200,00;800,00\n";
    let italian = ReadBallots { style: Some(AmountStyle::Italian), ..ReadBallots::default() };
    let sheet = BallotSheet::from_csv(table, &italian).unwrap();
    assert_eq!(rows(&sheet).iter().map(|row| row.1).collect::<Vec<_>>(), [1_500, 250]);
    let mean = sheet.ballots().aggregate(riparto_ballots::ballots::AggregationRule::Mean);
    assert_eq!(mean.amounts()[0].to_string(), "542.86");
    assert_eq!(
        refused(table, &ReadBallots::default()),
        "weight_ambiguous: row 2: weight `1.500` can be read as 1500 or as 1.500: write `1500` for the first, or name the style \
         of the numbers"
    );
    for (weights, expected) in [
        (["48125", "950"], [48_125, 950]),
        (["333,3", "1"], [3_333, 10]),
        (["0.5", "1,25"], [2, 5]),
        (["1 500", "3.692.555"], [1_500, 3_692_555]),
        (["1'500", "2.000.000,50"], [3_000, 4_000_001]),
    ] {
        let table = format!("chi;PESO;a;b\nx;{};1,00;2,00\ny;{};3,00;0,00\n", weights[0], weights[1]);
        assert_eq!(read(&table).iter().map(|row| row.1).collect::<Vec<_>>(), expected, "{table}");
    }
    let heavy = "chi;peso;a\nx;1073741824;1,00\ny;1;1,00\n";
    let sentence = "ballot_weights: ballot of `x`: the weights have no common unit";
    let refusal = refused(heavy, &ReadBallots::default());
    assert!(refusal.starts_with("ballots_weight: ") || refusal.starts_with(sentence), "{refusal}");
}

#[test]
fn the_total_is_that_of_the_complete_ballots_whatever_the_order() {
    let heads = "chi;a;b";
    let ballots = ["anci;500,00;", "ats;600,00;400,00", "cnr;700,00;300,00"];
    let completed = ReadBallots { completion: Completion::InProportion, ..ReadBallots::default() };
    let mut met = std::collections::BTreeSet::new();
    for order in [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]] {
        let table = [vec![heads], order.iter().map(|row| ballots[*row]).collect()].concat().join("\n");
        let sheet = BallotSheet::from_csv(&table, &completed).unwrap();
        assert_eq!(sheet.ballots().total().to_string(), "1000.00", "{table}");
        met.insert(
            sheet.ballots().aggregate(riparto_ballots::ballots::AggregationRule::Ladder).amounts().to_vec(),
        );
        let refusal = refused(&table, &ReadBallots::default());
        assert!(
            refusal.starts_with("ballot_incomplete: row ")
                && refusal.contains(": ballot of `anci`: line `b` has no amount"),
            "{refusal}"
        );
    }
    assert_eq!(met.len(), 1);
    let differ = ["chi;a;b\nx;1,00;2,00\ny;1,00;2,01\n", "chi;a;b\ny;1,00;2,01\nx;1,00;2,00\n"];
    assert_eq!(refused(differ[0], &completed), refused(differ[1], &completed));
}

#[test]
fn sums_are_refused_or_left_out_by_name() {
    let with_column = "chi;a;b;Totale\nx;1,00;2,00;3,00\ny;2,00;1,00;3,00\n";
    let with_row = "chi;a;b\nx;1,00;2,00\ny;2,00;1,00\nTOTALE GENERALE;3,00;3,00\n";
    for (table, name, refusal) in [
        (with_column, "Totale", "ballots_sum: the column `Totale` looks like a sum"),
        (with_row, "TOTALE GENERALE", "ballots_sum: row 4: the row `TOTALE GENERALE` looks like a sum"),
    ] {
        let refused = refused(table, &ReadBallots::default());
        assert!(refused.starts_with(refusal), "{refused}");
        let left_out = [name];
        let read = ReadBallots { leave_out: &left_out, ..ReadBallots::default() };
        let sheet = BallotSheet::from_csv(table, &read).unwrap();
        assert_eq!(sheet.lines(), ["a", "b"]);
        assert_eq!(sheet.ballots().as_slice().len(), 2);
        assert_eq!(sheet.ballots().total().to_string(), "3.00");
    }
    let left_out = ["Note"];
    let unknown = ReadBallots { leave_out: &left_out, ..ReadBallots::default() };
    assert_eq!(
        refused(with_row, &unknown),
        "ballots_sum: row 4: the row `TOTALE GENERALE` looks like a sum or an average of the others and would count twice: take it out of \
         the file, or name it as left out"
    );
    let plain = "chi;a;b\nx;1,00;2,00\n";
    assert!(refused(plain, &unknown).starts_with("line_unknown: "));
}

#[test]
fn tables_are_read_as_programs_save_them() {
    let expected =
        vec![("anci".to_owned(), 1, vec![60_000, 40_000]), ("ats".to_owned(), 1, vec![20_000, 80_000])];
    for table in [
        "chi;\"a; e b\";c\nanci;600,00;400,00\nats;200,00;800,00\n",
        "\n\nchi;a;c\nanci;600,00;400,00\nats;200,00;800,00\n",
        "sep=;\nchi;a;c\nanci;600,00;400,00\nats;200,00;800,00\n",
        "sep=,\r\nchi,a,c\r\nanci,\"600,00\",\"400,00\"\r\nats,200.00,800.00\r\n",
        "chi\ta\tc\nanci\t600,00\t400,00\nats\t200,00\t800,00\n",
        "Preferenze dei partner, marzo;;\n;;\nchi;a;c\nanci;600,00;400,00\nats;200,00;800,00\n",
        "Preferenze dei partner\n\nchi,a,c\nanci,600.00,400.00\nats,200.00,800.00\n",
        "Tavolo del;12 marzo 2026;;\nchi;a;c;\nanci;600,00;400,00;\nats;200,00;800,00;\n",
        "chi;a;c;\nanci;600,00;400,00;\nats;200,00;800,00;\n",
        "chi;a;c;;;\nanci;600,00;400,00;;;\n;;;;;\nats;200,00;800,00;;;\n",
        "chi|a|c\nanci|600,00|400,00\nats|200,00|800,00\n",
    ] {
        assert_eq!(read(table), expected, "{table}");
    }
    let zero = read("chi;a;b\nx;-;1,00\ny;(0,00);1,00\n".replace("(0,00)", "\u{2013}").as_str());
    assert_eq!(zero.iter().map(|row| row.2.clone()).collect::<Vec<_>>(), [[0, 100], [0, 100]]);
    assert_eq!(
        refused("chi,a,b\nx,1,00,2,00\n", &ReadBallots::default()),
        "row_too_long: row 2: there are 5 cells under 3 heads, and `2` has no head: put amounts that hold the separator of \
         cells in quotes, or separate cells by semicolons"
    );
}

#[test]
fn tables_are_read_in_the_encodings_of_spreadsheets() {
    let table = "chi;attività;b\nanci;600,00;400,00\nats;200,00 €;800,00\n";
    let wide = |mark: &[u8], unit: fn(u16) -> [u8; 2]| -> Vec<u8> {
        mark.iter().copied().chain(table.encode_utf16().flat_map(unit)).collect()
    };
    let narrow: Vec<u8> = table
        .chars()
        .map(|c| match c {
            '€' => 0x80,
            c => u8::try_from(u32::from(c)).unwrap(),
        })
        .collect();
    let marked = [b"\xef\xbb\xbf", table.as_bytes()].concat();
    for (bytes, encoding) in [
        (table.as_bytes().to_vec(), "UTF-8"),
        (marked, "UTF-8"),
        (wide(b"\xff\xfe", u16::to_le_bytes), "UTF-16LE"),
        (wide(b"\xfe\xff", u16::to_be_bytes), "UTF-16BE"),
        (narrow, "windows-1252"),
    ] {
        let decoded = riparto_core::reader::decoded(&bytes).unwrap();
        assert_eq!(decoded.encoding, encoding);
        assert_eq!(decoded.text, table);
        let sheet = BallotSheet::from_csv(&decoded.text, &ReadBallots::default()).unwrap();
        assert_eq!(sheet.lines(), ["attività", "b"]);
    }
    for bytes in
        [&b"PK\x03\x04\x14\0xl/"[..], b"%PDF-1.7\n\xe2\xe3\xcf\xd3\x00", b"\xff\xfe\0\0a\0\0\0", b"\0\0\0\0"]
    {
        let refused = riparto_core::reader::decoded(bytes).unwrap_err();
        assert_eq!(refused.code(), "document_malformed", "{refused}");
    }
}

#[test]
fn all_mistakes_of_a_table_are_told_at_once() {
    let table = "chi;peso;a;b\nx;uno;1.234;2,00\ny;1;due;3,00\nz;1;1,00;1,00;9\n";
    let error = BallotSheet::from_csv(table, &ReadBallots::default()).unwrap_err();
    let told: Vec<String> = error.all().map(|one| format!("{}: {one}", one.code())).collect();
    let starts = [
        "weight_malformed: row 2: `uno`",
        "amount_ambiguous: row 2: line `a`: amount `1.234`",
        "amount_malformed: row 3: line `a`: `due`",
        "row_too_long: row 4: ",
    ];
    assert_eq!(told.len(), starts.len(), "{told:#?}");
    for (told, start) in told.iter().zip(starts) {
        assert!(told.starts_with(start), "{told}");
    }
}

#[test]
fn rows_are_numbered_as_people_count_them_and_averages_are_no_ballots() {
    for end in ["\n", "\r\n"] {
        let table = ["chi;a;b", "x;1,00;2,00", "", "y;uno;2,00", "z;due;1,00", ""].join(end);
        let error = BallotSheet::from_csv(&table, &ReadBallots::default()).unwrap_err();
        let told: Vec<String> = error.all().map(ToString::to_string).collect();
        assert!(told[0].starts_with("row 4: line `a`: `uno`") && told[1].starts_with("row 5: "), "{told:?}");
    }
    assert_eq!(read("chi;Peso %;a;b\nx;60;1,00;2,00\ny;40;2,00;1,00\n")[0].1, 60);
    let refusal = refused("chi;a;b\nx;1,00;2,00\nMedia:;1,00;2,00\n", &ReadBallots::default());
    assert!(
        refusal.starts_with("ballots_sum: row 3: the row `Media:` looks like a sum or an average"),
        "{refusal}"
    );
}

/// The same ballots with a row a line, or a row an amount, told by the head or by the plan; mistakes are told where they stand.
#[test]
fn a_table_is_read_whichever_way_it_lies() {
    let expected =
        vec![("anci".to_owned(), 2, vec![100_000, 23_456]), ("ats".to_owned(), 1, vec![80_050, 43_406])];
    let turned = "voce;anci;ats\npeso;2;1\ndesks;1.000,00;800,50\noutreach;234,56;434,06\n";
    let list = "Partecipante;Peso;Voce;Importo\nanci;2;desks;1.000,00\nats;1;outreach;434,06\nanci;2;outreach;234,56\nats;;desks;800,50\n";
    assert_eq!(read(turned), expected);
    assert_eq!(read(list), expected);
    let plan = plan();
    let with_plan = ReadBallots { plan: Some(&plan), ..ReadBallots::default() };
    let by_name =
        "chi?;ANCI Toscana;ats\npeso;2;1\n\"Sportelli, centri\";1.000,00;800,50\noutreach;234,56;434,06\n";
    assert_eq!(rows(&BallotSheet::from_csv(by_name, &with_plan).unwrap()), expected);
    assert_eq!(rows(&BallotSheet::from_csv(list, &with_plan).unwrap()), expected);
    let told = refused("voce;anci;ats\ndesks;1,00;molto\noutreach;2,00;1,00\n", &ReadBallots::default());
    assert!(told.starts_with("amount_malformed: line 2, column 3: line `desks`: `molto`"), "{told}");
    let told = refused("voce;anci;ats\ndesks;1,00;2,00\nTotale;1,00;2,00\n", &ReadBallots::default());
    assert!(told.starts_with("ballots_sum: the row `Totale` looks like a sum"), "{told}");
    let twice = "party;line;amount\nx;a;1.00\nx;b;2.00\nx;a;3.00\n";
    let told = refused(twice, &ReadBallots { sheet: Some("Schede"), ..ReadBallots::default() });
    assert!(told.starts_with("id_taken: sheet `Schede`, cell B4: "), "{told}");
}
