//! The instances, each from the generator that the tests of the crate use.

use riparto::Money;

#[allow(dead_code)]
#[path = "../../../tests/scale/instance.rs"]
mod instance;

pub(crate) use instance::{Instance, instance};

/// Actions and categories of the grids.
const GRIDS: [(usize, usize); 4] = [(3, 2), (20, 10), (250, 20), (1_000, 50)];

/// The envelope of art. 4 of the notice, in cents, and the weights by which one crate loses 99 of them.
const ENVELOPE: (i64, [u32; 5]) = (246_400_000, [1, 4, 4, 9, 0]);

/// Wishes, boxes and groups of lines; or, to split an amount, weights.
pub(crate) struct Question {
    pub(crate) instance: Instance,
    /// Groups that need not be slices of lines, in families of groups that lie apart.
    pub(crate) families: Vec<Vec<Group>>,
    /// What to split by.
    pub(crate) weights: Vec<u32>,
}

/// Bounds on the sum of some lines.
pub(crate) struct Group {
    pub(crate) lines: Vec<usize>,
    pub(crate) low: i64,
    /// At least [`NO_CEILING`] if there is none.
    pub(crate) high: i64,
}

/// What no sum of an instance reaches.
pub(crate) const NO_CEILING: i64 = Money::MAX.cents();

impl Question {
    pub(crate) fn new(shape: &str, lines: usize) -> Question {
        let mut instance = instance(42, lines, shape == "tree");
        let mut weights = Vec::new();
        let mut families = vec![Vec::new(), Vec::new()];
        match shape {
            "grid" => families = grid(&instance, lines),
            "split" => weights = instance.wish.iter().map(|wish| u32::try_from(*wish).unwrap_or(0)).collect(),
            "envelope" => {
                weights = ENVELOPE.1.to_vec();
                let cents: Vec<i64> = weights.iter().copied().map(i64::from).collect();
                instance = Instance {
                    total: ENVELOPE.0,
                    wish: cents.clone(),
                    floors: cents.clone(),
                    ceilings: cents,
                    groups: vec![],
                };
            }
            _ => {
                let apart =
                    instance.groups.iter().position(|group| group.0 == 0 && group.1 > instance.groups[0].1);
                for (number, (start, end, low, high)) in instance.groups.iter().enumerate() {
                    let family = usize::from(apart.is_some_and(|first| number >= first));
                    families[family].push(Group { lines: (*start..*end).collect(), low: *low, high: *high });
                }
            }
        }
        Question { instance, families, weights }
    }

    pub(crate) fn groups(&self) -> impl Iterator<Item = &Group> {
        self.families.iter().flatten()
    }

    /// Line count, total, and the sums of wishes, floors, ceilings, weights, and bounds of groups.
    pub(crate) fn sums(&self) -> [i64; 8] {
        let Instance { total, wish, floors, ceilings, .. } = &self.instance;
        let sum = |cents: &[i64]| cents.iter().sum::<i64>();
        [
            wish.len() as i64,
            *total,
            sum(wish),
            sum(floors),
            sum(ceilings),
            self.weights.iter().map(|weight| i64::from(*weight)).sum(),
            self.groups().map(|group| group.low).sum(),
            self.groups().map(|group| group.high).filter(|high| *high < NO_CEILING).sum(),
        ]
    }
}

/// One line for each action and category, action by action, with bounds on the sums of both.
fn grid(instance: &Instance, lines: usize) -> Vec<Vec<Group>> {
    let known = GRIDS.iter().find(|(actions, categories)| actions * categories == lines);
    let (actions, categories) = *known.expect("a grid of 6, 200, 5,000 or 50,000 lines");
    let family =
        |groups: usize, of_line: &dyn Fn(usize) -> usize, floor: (usize, i64), ceiling: (usize, i64)| {
            let mut family: Vec<Group> =
                (0..groups).map(|_| Group { lines: Vec::new(), low: 0, high: NO_CEILING }).collect();
            (0..lines).for_each(|line| family[of_line(line)].lines.push(line));
            for (index, group) in family.iter_mut().enumerate() {
                let sum: i64 = group.lines.iter().map(|line| instance.wish[*line]).sum();
                if index % floor.0 == 0 {
                    group.low = sum * floor.1 / 100;
                }
                if index % ceiling.0 == 1 {
                    group.high = sum * ceiling.1 / 100;
                }
            }
            family
        };
    vec![
        family(actions, &|line| line / categories, (3, 85), (4, 95)),
        family(categories, &|line| line % categories, (2, 94), (4, 93)),
    ]
}
