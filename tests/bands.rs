//! Rules with bands in a conflict: which band clashes, and from where the cheapest way out counts.

use serde_json::{Value, json};

fn ask(request: &Value) -> Value {
    serde_json::from_str(&riparto::api::respond(&request.to_string())).expect("JSON")
}

fn conflict(limits: Value, top: &str, up_to: &str) -> Value {
    let plan = json!({
        "format": "riparto.plan/1", "title": "t", "total": "100.00",
        "lines": [{"id": "a", "amount": "30.00"}, {"id": "b", "amount": "70.00"}],
        "rules": [{"id": "band", "scope": {"lines": ["a"]}, "limit": {"bands": limits}},
                  {"id": "top", "scope": {"lines": ["b"]}, "limit": {"ceiling": top}}],
    });
    ask(&json!({"op": "diagnose", "plan": plan, "up_to": up_to}))["ok"].clone()
}

fn ceilings() -> Value {
    json!([{"limit": {"ceiling": "30.00"}, "needs": "notification"},
           {"limit": {"ceiling": "40.00"}, "needs": "prior_approval"},
           {"limit": {"ceiling": "50.00"}, "needs": "forbidden"}])
}

#[test]
fn the_tightest_band_that_needs_more_than_allowed_gives_way_by_what_is_beyond_it() {
    for (up_to, limit, amount) in [
        ("free", "30.00", "25.00"),
        ("notification", "40.00", "15.00"),
        ("prior_approval", "50.00", "5.00"),
        ("exceptional", "50.00", "5.00"),
    ] {
        let found = conflict(ceilings(), "45.00", up_to);
        let relaxation = &found["conflict"]["relaxation"];
        assert_eq!(relaxation["total"], amount, "{up_to}, {limit}");
        assert_eq!(relaxation["rules"], json!([{"rule": "band", "amount": amount}]), "{up_to}");
        assert_eq!(relaxation["proven"], true);
        // What gave way by so much holds: the same plan with that ceiling on `a`.
        let wider = json!({"ceiling": format!("{}.00", limit[..2].parse::<u32>().unwrap() + amount[..amount.len() - 3].parse::<u32>().unwrap())});
        let wide = json!([{"limit": wider, "needs": "forbidden"}]);
        assert_eq!(conflict(wide, "45.00", up_to)["feasible"], true, "{up_to}");
    }
}

#[test]
fn a_band_that_may_be_passed_does_not_clash() {
    assert_eq!(conflict(ceilings(), "60.00", "notification")["feasible"], true);
    assert_eq!(conflict(ceilings(), "60.00", "free")["feasible"], false);
}

#[test]
fn bands_that_bound_from_below_give_way_in_the_same_manner() {
    let floors = json!([{"limit": {"floor": "80.00"}, "needs": "notification"},
                        {"limit": {"floor": "60.00"}, "needs": "forbidden"}]);
    let plan = |up_to: &str| {
        json!({"op": "diagnose", "up_to": up_to, "plan": {
            "format": "riparto.plan/1", "title": "t", "total": "100.00",
            "lines": [{"id": "a", "amount": "30.00"}, {"id": "b", "amount": "70.00"}],
            "rules": [{"id": "band", "scope": {"lines": ["a"]}, "limit": {"bands": floors}},
                      {"id": "low", "scope": {"lines": ["b"]}, "limit": {"floor": "50.00"}}]}})
    };
    for (up_to, amount) in [("free", "30.00"), ("notification", "10.00")] {
        let relaxation = ask(&plan(up_to))["ok"]["conflict"]["relaxation"].clone();
        assert_eq!((&relaxation["total"], &relaxation["proven"]), (&json!(amount), &json!(true)), "{up_to}");
    }
}

#[test]
fn under_truncation_the_residual_goes_to_its_part_at_weight_zero_too() {
    let request = json!({"op": "apportion", "total": "1.00", "weights": [0, 1, 1, 1],
                         "method": "cut_down", "residual_to": 0});
    let answer = ask(&request)["ok"].clone();
    assert_eq!(answer["amounts"], json!(["0.01", "0.33", "0.33", "0.33"]));
    assert_eq!(answer["receipt"]["leftovers"], json!([{"part": 0, "cents": 1, "remainder": "0"}]));
    let request =
        json!({"op": "apportion", "total": "1.00", "weights": [0, 1, 1, 1], "method": "largest_remainder"});
    assert_eq!(ask(&request)["ok"]["amounts"][0], "0.00");
}
