//! `Total`: the side of a clash on which the total of all lines stands.

/// On which side of a clash the total of all lines stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Total {
    Nowhere,
    AmongFloors,
    AmongCeilings,
}
