//! The envelope, its lines and labels, and allocations that always sum to it.
//!
//! An [`Envelope`] is a total and the lines that it is split over. An [`Allocation`] gives each line an amount;
//! there is no way to hold one that does not sum to its envelope, to the cent. Lines carry labels
//! (`action=02`, `partner=ats`), a [`Scope`] selects lines by id or by label, and tables are pivots by a label
//! key: art. 4's six lines and a full plan of action x partner x category are the same type.
//!
//! Ids and labels are kept once, lines are addressed by position, so that a million lines cost a few dozen bytes
//! each and no rule compares strings.
//!
//! What this is not: whether an allocation is *allowed* is for [`crate::rules`] to say.

mod id;
mod interner;
mod likeness;
mod labels;
mod envelope;
mod scope;
mod selection;
mod allocation;
mod difference;
mod line_groups;
mod pivot;
mod scope_shape;

pub use allocation::{Allocation, AllocationBuilder, AllocationIter, AllocationSeed};
#[doc(hidden)]
pub use difference::ChangesByLine;
pub use difference::{Change, Difference};
pub use envelope::{Envelope, EnvelopeBuilder, Line};
pub use labels::Labels;
pub use pivot::{Pivot, PivotRow};
pub use scope::Scope;

pub(crate) use envelope::check_title;
#[doc(hidden)]
pub use id::{check_id, check_prose, check_text};
#[doc(hidden)]
pub use interner::Interner;
pub(crate) use labels::LabelColumn;
pub(crate) use likeness::likeness;
#[doc(hidden)]
pub use likeness::near_equal;
#[doc(hidden)]
pub use line_groups::LineGroups;
pub(crate) use pivot::ByKey;
pub(crate) use scope_shape::SCOPE;
pub(crate) use selection::InOrder;
#[doc(hidden)]
pub use selection::{Selection, position_number};
