//! Generated instances of up to a hundred thousand lines, on recorded optima; the bench runs the million too.

use riparto::Money;
use riparto::rebalance::equal_shift;
use serde_json::Value;

mod instance;

use instance::{Instance, instance, money};

#[test]
fn generated_instances_reach_the_recorded_optimum() {
    let cases = crate::rebalancing::recorded_lines(include_str!("vectors/scale.jsonl"));
    let mut run = 0;
    for case in cases {
        let request = &case.request;
        let (seed, lines) = (request["seed"].as_u64().unwrap(), request["n"].as_u64().unwrap() as usize);
        if lines > 100_000 {
            continue;
        }
        run += 1;
        assert_optimum(&case.id, &instance(seed, lines, request["shape"] == "tree"), &case.expect);
    }
    assert_eq!(run, 6);
}

fn assert_optimum(id: &str, instance: &Instance, expect: &Value) {
    let Instance { total, wish, floors, ceilings, .. } = instance;
    assert_eq!(Some(*total), expect["total"].as_i64(), "{id}");
    for (list, head) in [(wish, "wish_head"), (floors, "floor_head"), (ceilings, "ceil_head")] {
        assert_eq!(serde_json::json!(list[..4]), expect[head], "{id}");
    }
    let groups = instance.slice_groups();
    let total = Money::from_cents(*total).unwrap();
    let nearest =
        equal_shift(total, &money(wish), &money(floors), &money(ceilings), &groups).unwrap().unwrap();
    assert_eq!(Money::sum(nearest.iter().copied()), Ok(total), "{id}");
    let changes: Vec<i64> = nearest.iter().zip(wish).map(|(amount, wish)| amount.cents() - wish).collect();
    let squares: i64 = changes.iter().map(|change| change * change).sum();
    assert_eq!(Some(changes.iter().map(|change| change.abs()).sum()), expect["l1"].as_i64(), "{id}");
    assert_eq!(Some(squares), expect["l2"].as_i64(), "{id}");
    assert_eq!(changes.iter().map(|change| change.abs()).max(), expect["linf"].as_i64(), "{id}");
}
