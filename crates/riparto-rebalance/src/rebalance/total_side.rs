//! `TotalSide`: the side of a conflict on which the total of all lines counts.

/// On which side of a conflict the total of all lines counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum TotalSide {
    Nowhere,
    AmongFloors,
    AmongCeilings,
}
