//! `InfeasibleSet`: bounds that exclude each other.

/// An infeasible set: no allocation respects these bounds, even with all others dropped.
///
/// It need not be irreducible; a deletion filter makes it so.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct InfeasibleSet {
    /// By how many cents the bounds exclude each other.
    pub deficiency: i128,
    /// Whether the total is one of them.
    pub total: bool,
    /// Whether the cap on the movement is one of them.
    pub movement: bool,
    /// The groups whose lower bound is one of them, as (family, index in it).
    pub group_floors: Vec<(usize, usize)>,
    /// The groups whose upper bound is one of them, as (family, index in it).
    pub group_ceilings: Vec<(usize, usize)>,
    /// The lines whose lower bound is one of them.
    pub line_floors: Vec<u32>,
    /// The lines whose upper bound is one of them.
    pub line_ceilings: Vec<u32>,
}

impl InfeasibleSet {
    /// A line whose lower bound is above its upper bound.
    pub(super) fn of_line(line: usize, deficiency: i128) -> Box<Self> {
        let lines = vec![line as u32];
        Box::new(Self { deficiency, line_floors: lines.clone(), line_ceilings: lines, ..Self::default() })
    }

    /// Lower bounds of all lines that sum to more than the total.
    pub(super) fn of_floors(lines: usize, deficiency: i128) -> Box<Self> {
        let line_floors = (0_u32..).take(lines).collect();
        Box::new(Self { deficiency, total: true, line_floors, ..Self::default() })
    }

    /// A group without lines whose bounds exclude zero.
    pub(super) fn of_group(family: usize, group: usize) -> Box<Self> {
        let groups = vec![(family, group)];
        Box::new(Self {
            deficiency: 1,
            group_floors: groups.clone(),
            group_ceilings: groups,
            ..Self::default()
        })
    }
}
