//! What is asked in words instead of files, and told where words are mistaken.

use super::{PLAN, err, out, riparto};

#[test]
fn assess_takes_transfers_in_words() {
    let words = ["--from", "outreach", "--to", "autonomy", "--amount", "80.000,00"];
    let output = riparto(&[&["assess", PLAN][..], &words].concat(), b"");
    assert_eq!(output.status.code(), Some(1));
    let passing = "Up to €50,000.00 from `outreach` to `autonomy` would pass without authorization.";
    assert!(out(&output).contains(passing) && !out(&output).contains("Proposal `p1`"), "{}", out(&output));
    let one = |from, to| ["assess", PLAN, "--from", from, "--to", to, "--amount", "1"];
    for (mistaken, told) in [
        (&["assess", PLAN][..], "is missing"),
        (&one("outreach", "desks")[..6], "1 --from, 1 --to and 0 --amount: give as many of each"),
        (&[&one("outreach", "desks")[..], &["-"]].concat(), "do not go together"),
        (&one("outreach", "outreach"), "--to"),
        (&one("outreach", "nowhere"), "`nowhere`"),
    ] {
        let output = riparto(mistaken, b"");
        assert_eq!(output.status.code(), Some(2));
        assert!(err(&output).contains(told), "{told}: {}", err(&output));
    }
}

#[test]
fn a_command_asked_of_a_table_or_of_none_is_told_where_it_is() {
    let told = |words: &[&str]| err(&riparto(words, b"")).to_owned();
    assert!(told(&["table", "headroom", "t.jsonl"]).contains("did you mean `riparto headroom`?"));
    assert!(
        told(&["propose", "t.jsonl", "--lang", "it"]).contains("forse si intendeva `riparto table propose`?")
    );
    assert!(told(&["chek", PLAN]).contains("`check`?"));
}
