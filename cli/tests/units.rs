//! `riparto units`: a line of quantities and a unit cost, recomputed.

use super::{err, out, riparto};

const PLAN: &str = r#"{ "format": "riparto.plan/1", "title": "Plan", "total": "150000.00",
    "lines": [ {"id": "mediation", "amount": "120960.00", "units":
                    {"quantities": [{"count": "12", "of": "mediators"}, {"count": "320", "of": "hours"}], "unit_cost": "31.50"}},
               {"id": "reserve", "amount": "29040.00"} ],
    "rules": [ {"id": "reserve-floor", "scope": {"lines": ["reserve"]}, "limit": {"floor": "20000.00"}} ] }"#;

#[test]
fn a_count_gives_the_amount_the_change_and_what_the_transfer_needs() {
    let output = riparto(&["check", "-"], PLAN.as_bytes());
    assert!(
        out(&output).contains("mediation: 12 mediators × 320 hours × 31.50 = 120,960.00\n"),
        "{}",
        out(&output)
    );
    let output = riparto(&["units", "-", "mediation", "--count", "mediators=13"], PLAN.as_bytes());
    assert_eq!(
        out(&output),
        "Line `mediation`: 13 mediators × 320 hours × 31.50 = 131,040.00, +10,080.00 on what is approved.\n",
        "{}",
        err(&output)
    );
    let arguments = ["units", "-", "mediation", "--count", "mediatori=13"];
    assert!(err(&riparto(&arguments, PLAN.as_bytes())).contains("did you mean `mediators`?"));
    let arguments =
        ["units", "-", "mediation", "--count", "mediators=13", "--from", "reserve", "--lang", "it"];
    let output = riparto(&arguments, PLAN.as_bytes());
    assert_eq!(output.status.code(), Some(1));
    assert!(
        out(&output).contains("131.040,00") && out(&output).contains("reserve-floor"),
        "{}",
        out(&output)
    );
    let output = riparto(&["units", "-", "reserve", "--unit-cost", "2"], PLAN.as_bytes());
    assert_eq!(output.status.code(), Some(2));
    assert!(err(&output).contains("states no quantities"), "{}", err(&output));
}

/// The operation `units` tells what the command does.
#[test]
fn the_operation_says_what_the_command_says() {
    let arguments =
        ["units", "-", "mediation", "--count", "mediators=13", "--unit-cost", "30.5", "--from", "reserve"];
    let output = riparto(&arguments, PLAN.as_bytes());
    let told = out(&output);
    let counts =
        r#""line": "mediation", "counts": {"mediators": "13"}, "unit_cost": "30.5", "from": "reserve""#;
    let request = format!(r#"{{"id": 1, "op": "units", {counts}, "plan": {PLAN}}}"#).replace('\n', " ");
    let answer: serde_json::Value = serde_json::from_str(&riparto::api::respond(&request)).unwrap();
    let answer = &answer["ok"];
    assert_eq!(answer["amount"], "126880.00");
    assert_eq!(answer["change"], "5920.00");
    assert_eq!(answer["transfer"]["from"], "reserve");
    for figure in ["13 mediators × 320 hours × 30.5 = 126,880.00, +5,920.00", "reserve"] {
        assert!(told.contains(figure), "{told}");
    }
    assert_eq!((output.status.code(), &answer["authorization"]), (Some(0), &serde_json::json!("free")));
    let request = request.replace("\"13\"", "\"14\"").replace("\"30.5\"", "\"31.50\"");
    let answer: serde_json::Value = serde_json::from_str(&riparto::api::respond(&request)).unwrap();
    let arguments = ["units", "-", "mediation", "--count", "mediators=14", "--from", "reserve"];
    let output = riparto(&arguments, PLAN.as_bytes());
    assert_eq!(
        (output.status.code(), &answer["ok"]["authorization"]),
        (Some(1), &serde_json::json!("forbidden"))
    );
    let message = answer["ok"]["findings"][0]["message"].as_str().unwrap();
    assert!(out(&output).contains(message), "{message} {}", out(&output));
}
