//! `Distance`: how far amounts are from a wish, for what is solved exactly.

/// How far amounts are from a wish.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Distance {
    /// The sum of the squared changes.
    Squares,
    /// The sum of the changes, without their signs.
    Moved,
    /// The largest change.
    Peak,
}

impl Distance {
    /// All of them.
    pub const ALL: [Distance; 3] = [Distance::Squares, Distance::Moved, Distance::Peak];
}
