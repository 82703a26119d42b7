//! Families of disjoint groups, as a grid has them, against the same groups given by their lines.

use super::instance::{DISTANCES, Dice, Instance};
use crate::flow::{
    Distance, Family, Group, Interval, Problem, infeasible_set, is_optimal, least_moved, solve,
};

/// Two families, given by the group of each line.
struct Grid {
    instance: Instance,
    group_of: [Vec<u32>; 2],
    sums: [Vec<Interval>; 2],
}

impl Grid {
    /// Lines on a grid, row by row or in any order, some in no group, some locked, some with a wish beyond their bounds; some
    /// grid cells with several lines, some with none; some groups without lines.
    fn random(dice: &mut Dice, largest: i64) -> Grid {
        let (rows, columns) = (dice.pick(1, 12), dice.pick(1, 6));
        let lines = dice.pick(1, rows * columns) as usize;
        let is_full = dice.once_in(2);
        let cells: Vec<i64> = match is_full {
            true => (0..rows * columns).collect(),
            false => (0..lines).map(|_| dice.pick(0, rows * columns - 1)).collect(),
        };
        let empty = dice.pick(0, 2);
        let beside = |dice: &mut Dice, group: i64, groups: i64| {
            if dice.once_in(20) {
                u32::MAX - dice.pick(0, 1) as u32
            } else {
                u32::try_from(group.min(groups)).unwrap()
            }
        };
        let group_of = [
            cells.iter().map(|cell| beside(dice, cell / columns, rows)).collect::<Vec<u32>>(),
            cells.iter().map(|cell| beside(dice, cell % columns, columns)).collect(),
        ];
        let sketch: Vec<i64> = cells.iter().map(|_| dice.pick(0, largest)).collect();
        let near = |dice: &mut Dice, amount: i64| (amount + dice.pick(-largest, largest)).max(0);
        let mut sums =
            [rows + empty, columns + empty].map(|groups| vec![Interval { low: 0, high: 0 }; groups as usize]);
        for (sums, group_of) in sums.iter_mut().zip(&group_of) {
            for (sum, group) in sketch.iter().zip(group_of).map(|(amount, group)| (amount, *group as usize)) {
                if let Some(interval) = sums.get_mut(group) {
                    *interval += Interval { low: *sum, high: *sum };
                }
            }
            for interval in sums {
                let slack = if dice.once_in(12) { -1 } else { largest / 2 };
                interval.low =
                    if dice.once_in(3) { 0 } else { interval.low - dice.pick(slack.min(0), slack.max(0)) };
                interval.high =
                    if dice.once_in(3) { i64::MAX } else { interval.high + dice.pick(0, largest / 2) };
            }
        }
        let locked: Vec<bool> = cells.iter().map(|_| dice.once_in(8)).collect();
        let low = |amount: &i64, locked: &bool| if *locked { *amount } else { amount / 2 };
        let high = |amount: &i64, locked: &bool| if *locked { *amount } else { amount + largest / 3 };
        let families = [0, 1].map(|family| groups(&group_of[family], &sums[family]));
        let instance = Instance {
            total: sketch.iter().sum::<i64>()
                + if dice.once_in(10) { dice.pick(-largest, largest) } else { 0 },
            wish: sketch.iter().map(|amount| near(dice, *amount)).collect(),
            low: sketch.iter().zip(&locked).map(|(amount, locked)| low(amount, locked)).collect(),
            high: sketch.iter().zip(&locked).map(|(amount, locked)| high(amount, locked)).collect(),
            weights: vec![1; cells.len()],
            families,
            movement: None,
        };
        Grid { instance, group_of, sums }
    }

    fn problem(&self) -> Problem<'_> {
        let family =
            |number: usize| Family::Disjoint { group_of: &self.group_of[number], sums: &self.sums[number] };
        Problem { weights: &[], families: [family(0), family(1)], ..self.instance.problem() }
    }
}

/// The groups with their lines.
fn groups(group_of: &[u32], sums: &[Interval]) -> Vec<Group> {
    let lines = |number: u32| {
        (0_u32..).zip(group_of).filter(move |(_, group)| **group == number).map(|(line, _)| line)
    };
    let group = |(number, interval): (u32, &Interval)| Group {
        lines: lines(number).collect(),
        low: interval.low,
        high: interval.high,
    };
    (0_u32..).zip(sums).map(group).collect()
}

#[test]
fn a_grid_is_answered_as_its_groups_are() {
    let mut dice = Dice(101);
    let (mut infeasible, mut with_empty_groups, mut differ) = (0, 0, 0);
    for number in 0..700 {
        let largest = if dice.once_in(4) { 1 << 47 } else { dice.pick(3, 1_000_000) };
        let grid = Grid::random(&mut dice, largest);
        let (apart, nested) = (grid.problem(), grid.instance.problem());
        let is_feasible = infeasible_set(&nested).is_none();
        assert_eq!(infeasible_set(&apart).is_none(), is_feasible, "{number}: {:?}", grid.instance);
        for distance in DISTANCES {
            let answer = solve(&apart, distance);
            assert_eq!(answer, solve(&nested, distance), "{number}: {distance:?} {:?}", grid.instance);
            assert_eq!(answer.is_some(), is_feasible, "{number}: {:?}", grid.instance);
        }
        infeasible += usize::from(!is_feasible);
        with_empty_groups +=
            usize::from(grid.instance.families.iter().flatten().any(|group| group.lines.is_empty()));
        let (moved, nearest) = (least_moved(&apart), solve(&apart, Distance::Moved));
        assert_eq!(moved.is_some(), is_feasible, "{number}: {:?}", grid.instance);
        let (Some(moved), Some(nearest)) = (moved, nearest) else { continue };
        // The certificate proves the nearest, and with it what the least movement is.
        assert!(is_optimal(&apart, Distance::Moved, &nearest), "{number}: {:?}", grid.instance);
        assert!(grid.instance.allows(&moved), "{number}: {:?}", grid.instance);
        let cost = |amounts: &[i64]| grid.instance.objectives(amounts)[1];
        assert_eq!(cost(&moved), cost(&nearest), "{number}: {:?}", grid.instance);
        assert_eq!(least_moved(&nested).map(|amounts| cost(&amounts)), Some(cost(&moved)), "{number}");
        differ += usize::from(moved != nearest);
    }
    for (count, what) in
        [(infeasible, "infeasible"), (with_empty_groups, "with groups of no line"), (differ, "with ties")]
    {
        assert!(count > 60, "only {count} grids {what}");
    }
    assert!(infeasible < 350, "most grids have an answer");
}
