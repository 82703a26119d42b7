//! `Conflict`: the bounds that exclude each other.

/// Rules that cannot hold together: with all others dropped, no allocation respects them.
///
/// Not always irreducible: drop them one by one to find the smallest sets.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct InfeasibleSet {
    /// By how many cents they exclude each other.
    pub deficiency: i128,
    /// Whether the total takes part.
    pub total: bool,
    /// Whether the cap on the movement takes part.
    pub movement: bool,
    /// The groups whose least sum takes part, as family and number in it.
    pub group_floors: Vec<(usize, usize)>,
    /// The groups whose greatest sum takes part.
    pub group_ceilings: Vec<(usize, usize)>,
    /// The lines whose least amount takes part.
    pub line_floors: Vec<u32>,
    /// The lines whose greatest amount takes part.
    pub line_ceilings: Vec<u32>,
}

impl InfeasibleSet {
    /// A line whose least amount is above its greatest.
    pub(super) fn of_line(line: usize, deficiency: i128) -> Box<Self> {
        let lines = vec![line as u32];
        Box::new(Self { deficiency, line_floors: lines.clone(), line_ceilings: lines, ..Self::default() })
    }

    /// The least amounts of all lines sum to more than the total.
    pub(super) fn of_floors(lines: usize, deficiency: i128) -> Box<Self> {
        let line_floors = (0_u32..).take(lines).collect();
        Box::new(Self { deficiency, total: true, line_floors, ..Self::default() })
    }

    /// A group without lines that asks for more or less than nothing.
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
