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
fn an_action_that_several_sources_pay_stands_at_an_end() {
    let line = |action: &str, source: &str, amount: &str| {
        serde_json::json!({"id": format!("{action}-{source}"), "amount": amount,
                           "labels": {"action": action, "source": source}})
    };
    let plan = serde_json::json!({
        "format": "riparto.plan/1", "title": "Plan", "total": "2000.00",
        "lines": [line("A1", "eu", "750.00"), line("A1", "state", "250.00"),
                  line("A2", "eu", "750.00"), line("A2", "state", "250.00")],
        "co_financing": {"by": "source", "each": "action", "rates": {"eu": "75", "state": "25"}, "residual_to": "state"},
    });
    let ask = |from: &str| {
        let words = ["assess", "-", "--from", from, "--to", "action=A2", "--amount", "100.01"];
        riparto(&words, plan.to_string().as_bytes())
    };
    let output = ask("action=A1");
    assert_eq!(output.status.code(), Some(0), "{}", err(&output));
    for told in ["75.01", "25.00"] {
        assert!(out(&output).contains(told), "{told}: {}", out(&output));
    }
    let refused = ask("azione=");
    assert_eq!(refused.status.code(), Some(2));
    assert!(err(&refused).contains("--from"), "{}", err(&refused));
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
