//! The envelope of a public budget, its rules as data, proposals and their findings; amounts exact to the cent.
//!
//! Programs depend on `riparto`, which re-exports all of this under the same paths. Each module imports only those before it.
//! What is hidden from these pages is what the crates above read: it may change with any version.

#![cfg_attr(test, allow(clippy::unwrap_used, clippy::expect_used))]

pub mod capacity;
#[doc(hidden)]
pub mod words;
pub mod error;
pub mod date;
pub mod reader;
pub mod money;
pub mod budget;
pub mod rules;
pub mod plan;
#[doc(hidden)]
pub mod documents;

pub use budget::{
    Allocation, AllocationBuilder, AllocationIter, AllocationSeed, Change, Difference, Envelope,
    EnvelopeBuilder, Labels, Line, Pivot, Scope,
};
pub use date::Date;
pub use error::{Error, ErrorKind, Result};
pub use money::{
    AmountStyle, Apportion, Apportionment, Fraction, Leftover, Method, MethodName, Money, MoneyDelta,
    Percent, Receipt, Rounding, TieBreak, Weight, apportion,
};
pub use plan::{
    Assessment, Balance, CompletedProposal, DerivedCompletion, Distribution, EnvelopeChange, Incomplete,
    LinePart, NewLine, Party, Plan, PlanBuilder, Proposal, Role, Splitting, Transfer, TransferBounds,
};
pub use rules::{
    Allowance, Authorization, Band, Base, Breach, Derived, Each, Finding, Findings, Flow, LabelUse, Limit,
    Lock, Movement, Notice, NoticeCode, Part, Rule, RulePack, Rulebook, Share, Take, Variation,
};
pub use words::{Language, UnknownLanguage};
