//! `Distance`: how far amounts are from a wish; the objective of the exact solvers.

/// The (weighted) distance of amounts x from a wish w.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Distance {
    /// Σ p (x − w)².
    Squares,
    /// Σ p |x − w|.
    Moved,
    /// max p |x − w|.
    Peak,
}

impl Distance {
    /// All three.
    pub const ALL: [Distance; 3] = [Distance::Squares, Distance::Moved, Distance::Peak];
}
