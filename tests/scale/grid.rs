//! Grids of actions and cost categories over the generated lines: bounds on both, as parts of what their lines wish.

use riparto::rebalance::GroupFamily;
use riparto::{Allocation, Envelope, Limit, Money, Plan, Rule, Scope};

use super::instance::{Instance, instance, money};

/// The floors of every third action and of every second category, and the ceilings of every fourth, in percent of what
/// their lines wish: of actions, then of categories.
pub(crate) type Bounds = [(i64, i64); 2];

/// Most rules leave room.
pub(crate) const LOOSE: Bounds = [(85, 95), (94, 93)];

/// Most rules bind, and pull against each other.
pub(crate) const TIGHT: Bounds = [(97, 89), (98, 88)];

pub(crate) struct Grid {
    pub(crate) lines: Instance,
    pub(crate) families: [Family; 2],
}

pub(crate) struct Family {
    pub(crate) group_of: Vec<u32>,
    pub(crate) floors: Vec<Money>,
    pub(crate) ceilings: Vec<Money>,
}

impl Family {
    /// Every so many groups has a floor; every fourth has a ceiling, unless it has a floor too.
    fn new(
        wish: &[i64],
        group_of: Vec<u32>,
        groups: usize,
        every: usize,
        (floor, ceiling): (i64, i64),
    ) -> Family {
        let mut sums = vec![0; groups];
        wish.iter().zip(&group_of).for_each(|(wish, group)| sums[*group as usize] += wish);
        let part = |group: usize, percent: i64| sums[group] * percent / 100;
        let has_floor = |group: &usize| group.is_multiple_of(every);
        let has_ceiling =
            |group: &usize| group % 4 == 1 && (floor <= ceiling || !group.is_multiple_of(every));
        let floors: Vec<i64> =
            (0..groups).map(|group| if has_floor(&group) { part(group, floor) } else { 0 }).collect();
        let ceilings: Vec<i64> = (0..groups)
            .map(|group| if has_ceiling(&group) { part(group, ceiling) } else { Money::MAX.cents() })
            .collect();
        Family { group_of, floors: money(&floors), ceilings: money(&ceilings) }
    }

    /// As `nearest_on_grid` takes it.
    pub(crate) fn as_family(&self) -> GroupFamily<'_> {
        GroupFamily { group_of: &self.group_of, floors: &self.floors, ceilings: &self.ceilings }
    }
}

impl Grid {
    /// The plan whose rules ask the same.
    pub(crate) fn plan(&self) -> Plan {
        let Instance { total, wish, floors, ceilings, .. } = &self.lines;
        let euros = |cents: i64| Money::from_cents(cents).unwrap();
        let id = |letter: char, number: usize| format!("{letter}{number}");
        let mut builder = Envelope::builder("Grid", euros(*total));
        for line in 0..wish.len() {
            builder = builder.line(&id('L', line), "Line");
            for (key, family) in ["action", "category"].into_iter().zip(&self.families) {
                builder = builder.label(key, &id('g', family.group_of[line] as usize));
            }
        }
        let mut amounts = vec![Money::ZERO; wish.len()];
        amounts[0] = euros(*total);
        let original = Allocation::new(&builder.build().unwrap(), amounts).unwrap();
        let mut rules = Vec::new();
        let mut rule = |scope: Scope, limit: Limit| {
            rules.push(Rule::new(id('r', rules.len()), scope, limit).unwrap());
        };
        for line in 0..wish.len() {
            rule(Scope::lines([id('L', line)]), Limit::Floor(euros(floors[line])));
            rule(Scope::lines([id('L', line)]), Limit::Ceiling(euros(ceilings[line])));
        }
        for (key, family) in ["action", "category"].into_iter().zip(&self.families) {
            for (group, (floor, ceiling)) in family.floors.iter().zip(&family.ceilings).enumerate() {
                let scope = || Scope::label_in(key, [id('g', group)]);
                rule(scope(), Limit::Floor(*floor));
                rule(scope(), Limit::Ceiling(*ceiling));
            }
        }
        Plan::builder(&original).rules(rules).build().unwrap()
    }
}

/// One line for each cell, row by row.
pub(crate) fn on_grid(rows: usize, columns: usize, bounds: Bounds) -> Grid {
    let lines = instance(42, rows * columns, false);
    let action = (0..rows * columns).map(|line| (line / columns) as u32).collect();
    let category = (0..rows * columns).map(|line| (line % columns) as u32).collect();
    let families = [
        Family::new(&lines.wish, action, rows, 3, bounds[0]),
        Family::new(&lines.wish, category, columns, 2, bounds[1]),
    ];
    Grid { lines, families }
}
