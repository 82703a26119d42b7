//! Generated instances of up to a hundred thousand lines, on recorded optima; the bench runs the million too.

use riparto::rebalance::{GroupFamily, least_moved_on_grid, nearest_on_grid, water_filling};
use riparto::{Answer, Measure, Money, Rebalance};
use serde_json::Value;

mod grid;
mod instance;

use grid::{LOOSE, TIGHT, on_grid};
use instance::{Instance, instance, money};

#[test]
fn generated_instances_reach_the_recorded_optimum() {
    let cases = riparto_test_support::recorded::recorded_lines(include_str!("vectors/scale.jsonl"));
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
        water_filling(total, &money(wish), &money(floors), &money(ceilings), &groups).unwrap().unwrap();
    assert_eq!(Money::checked_sum(nearest.iter().copied()), Ok(total), "{id}");
    let changes: Vec<i64> = nearest.iter().zip(wish).map(|(amount, wish)| amount.cents() - wish).collect();
    let squares: i64 = changes.iter().map(|change| change * change).sum();
    assert_eq!(Some(changes.iter().map(|change| change.abs()).sum()), expect["l1"].as_i64(), "{id}");
    assert_eq!(Some(squares), expect["l2"].as_i64(), "{id}");
    assert_eq!(changes.iter().map(|change| change.abs()).max(), expect["linf"].as_i64(), "{id}");
}

#[test]
fn a_grid_of_actions_and_categories_reaches_the_optimum_of_two_other_engines() {
    let case = on_grid(1_000, 50, LOOSE);
    let Instance { total, wish, floors, ceilings, .. } = &case.lines;
    assert_eq!(*total, 23_263_132_295);
    let families = [case.families[0].as_family(), case.families[1].as_family()];
    let lines = (money(wish), money(floors), money(ceilings));
    let total = Money::from_cents(*total).unwrap();
    let nearest =
        |measure| nearest_on_grid(total, &lines.0, &lines.1, &lines.2, families, measure).unwrap().unwrap();
    let moved = |nearest: Vec<Money>| {
        assert_eq!(Money::checked_sum(nearest.iter().copied()), Ok(total));
        for family in families {
            let mut sums = vec![0; family.floors.len()];
            for (amount, group) in nearest.iter().zip(family.group_of) {
                sums[*group as usize] += amount.cents();
            }
            let bounds = family.floors.iter().zip(family.ceilings);
            assert!(bounds.zip(sums).all(|((low, high), sum)| (low.cents()..=high.cents()).contains(&sum)));
        }
        nearest.iter().zip(wish).map(|(amount, wish)| (amount.cents() - wish).abs()).sum::<i64>()
    };
    // OR-tools' minimum-cost flow and HiGHS agree on it.
    assert_eq!(moved(nearest(Measure::LeastMoved)), 1_750_988_453);
    assert!(moved(nearest(Measure::LeastSquares)) >= 1_750_988_453);
    let any = least_moved_on_grid(total, &lines.0, &lines.1, &lines.2, families);
    assert_eq!(moved(any.unwrap().unwrap()), 1_750_988_453);
}

#[test]
fn a_grid_is_solved_as_the_plan_that_says_the_same() {
    let mut solved = 0;
    for bounds in [LOOSE, TIGHT] {
        let case = on_grid(12, 5, bounds);
        let plan = case.plan();
        let wish = money(&case.lines.wish);
        let (floors, ceilings) = (money(&case.lines.floors), money(&case.lines.ceilings));
        let families = [case.families[0].as_family(), case.families[1].as_family()];
        for measure in Measure::DISTANCES {
            let total = plan.envelope().total();
            let on_grid = nearest_on_grid(total, &wish, &floors, &ceilings, families, measure).unwrap();
            let options = Rebalance::new().measure(measure);
            let Answer::Found(nearest) = options.clone().wishes(&wish).run(&plan).unwrap() else {
                assert_eq!(on_grid, None);
                continue;
            };
            assert_eq!(on_grid.as_deref(), Some(nearest.allocation().amounts()), "{measure:?}");
            solved += 1;
        }
    }
    assert!(solved >= Measure::DISTANCES.len(), "{solved} grids have an answer");
}

#[test]
fn slices_that_make_no_grid_are_refused() {
    let none: [Money; 0] = [];
    let one = [Money::ZERO];
    let all = vec![Money::ZERO; (1 << 20) + 1];
    fn family<'a>(group_of: &'a [u32], floors: &'a [Money], ceilings: &'a [Money]) -> GroupFamily<'a> {
        GroupFamily { group_of, floors, ceilings }
    }
    let fitting = family(&[0], &one, &one);
    let code = |wish: &[Money], floors: &[Money], first| {
        least_moved_on_grid(Money::ZERO, wish, floors, wish, [first, fitting]).unwrap_err().code()
    };
    assert_eq!(code(&one, &none, fitting), "amounts_mismatch");
    assert_eq!(code(&one, &one, family(&[], &one, &one)), "amounts_mismatch");
    assert_eq!(code(&one, &one, family(&[0], &one, &none)), "amounts_mismatch");
    assert_eq!(code(&one, &one, family(&[0], &all, &all)), "too_many");
    let answer = |floor: &[Money]| {
        let first = family(&[0], floor, &[Money::MAX]);
        least_moved_on_grid(Money::ZERO, &one, &one, &one, [first, fitting]).unwrap()
    };
    assert_eq!(answer(&one), Some(one.to_vec()));
    assert_eq!(answer(&[Money::from_cents(1).unwrap()]), None);
}
