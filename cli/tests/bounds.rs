//! What a request and a command may take at most.

use super::{err, out, riparto};

/// A plan of two lines; a flow that its rule bounds.
const PLAN: &str = r#"{"format": "riparto.plan/1", "title": "Plan", "total": "100.00",
    "lines": [{"id": "a", "amount": "60.00"}, {"id": "b", "amount": "40.00"}],
    "rules": [{"id": "r1", "scope": {"lines": ["a"]}, "limit": {"flow": {"to": {"lines": ["b"]}, "amount": "5.00"}}}]}"#;

#[test]
fn api_answers_no_request_that_takes_more_than_the_server_allows() {
    let split = |id: u32, more: &str| {
        format!(r#"{{"id":{id},"op":"apportion","total":"0.03","weights":[1,1]{more}}}"#)
    };
    let long = split(3, &format!(r#","lang":"{}""#, "en".repeat(200)));
    let requests =
        [split(1, ""), split(2, r#","effort":1001"#), long, split(4, r#","effort":1"#), split(5, "")]
            .join("\n");
    let output = riparto(&["api", "--max-effort", "1000", "--max-bytes", "300"], requests.as_bytes());
    assert_eq!(output.status.code(), Some(0));
    let starts = [
        r#"{"id":1,"ok":{"amounts""#,
        r#"{"id":2,"error":{"code":"effort_out_of_range""#,
        r#"{"id":null,"error":{"code":"document_too_large""#,
        r#"{"id":4,"error":{"code":"effort_spent""#,
        r#"{"id":5,"ok":{"amounts""#,
    ];
    let lines: Vec<&str> = out(&output).lines().collect();
    assert_eq!(lines.len(), starts.len());
    assert!(lines.iter().zip(starts).all(|(line, start)| line.starts_with(start)), "{}", out(&output));
    assert!(lines[3].ends_with(r#""effort":{"limit":1,"limit_reached":true}}"#), "{}", lines[3]);
}

#[test]
fn a_settlement_ends_at_its_effort() {
    let file = std::env::temp_dir().join(format!("riparto-bounds-{}.json", std::process::id()));
    std::fs::write(&file, PLAN.replace("60.00", "50.00").replace("40.00", "50.00")).unwrap();
    let wanted = file.to_str().unwrap();
    let settled = |effort: &str| riparto(&["settle", "-", wanted, "--effort", effort], PLAN.as_bytes());
    let (enough, little) = (settled("1000000"), settled("1"));
    std::fs::remove_file(&file).unwrap();
    assert_eq!(enough.status.code(), Some(1), "{}", out(&enough));
    assert!(out(&enough).contains("r1"), "{}", out(&enough));
    assert_eq!(little.status.code(), Some(2));
    assert!(err(&little).contains("more than the 1 units of work"), "{}", err(&little));
}
