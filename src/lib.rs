//! Budgets with a fixed total, shared by many partners under many rules; amounts always add up to the cent.
//!
//! An [`Envelope`] has a total and lines. An [`Allocation`] gives each line an amount, and always sums to the total. A
//! [`Rule`] is data with a citation. A [`Plan`] assesses a [`Proposal`] to move money between lines: which rules it
//! breaks, by how many euros, and what authorization it needs.
//!
//! *Riparto* is the Italian word for the administrative act of splitting a fund. The crate was made for the
//! co-design of art. 4 of a notice of Regione Toscana (FAMI 2021-2027, EUR 2,464,000).
//!
//! ```
//! use riparto::{Allocation, Authorization, Envelope, Language, Limit, Money, Plan, Proposal, Rule, Scope};
//!
//! let envelope = Envelope::builder("Integration plan", Money::from_euros(2_464_000))
//!     .line("desks", "One-stop-shop desks")
//!     .line("outreach", "Outreach")
//!     .build()?;
//! let outreach = Money::from_euros(400_000);
//! let original = Allocation::builder(&envelope).amount("outreach", outreach).remainder_to("desks").build()?;
//! let floor = Rule::new("outreach-floor", Scope::lines(["outreach"]), Limit::Floor(Money::from_euros(350_000)))?;
//! let plan = Plan::builder(&original).rule(floor).build()?;
//!
//! let proposal = Proposal::new("p1", "anci")?.transfer("outreach", "desks", Money::from_euros(60_000))?;
//! let assessment = plan.assess(&proposal)?;
//! assert_eq!(assessment.authorization(), Authorization::Forbidden);
//! assert_eq!(
//!     assessment.findings().iter().next().map(|finding| finding.message(Language::English)).as_deref(),
//!     Some("`outreach-floor`: line `outreach` holds €340,000.00 and at least €350,000.00 is required: €10,000.00 is missing")
//! );
//! assert_eq!(plan.largest_transfer("outreach", "desks", Authorization::Free)?, Money::from_euros(50_000));
//! # Ok::<(), riparto::Error>(())
//! ```
//!
//! # Three separate outcomes
//!
//! | situation | what the caller gets |
//! |---|---|
//! | bad input: an amount that cannot be read, an unknown line, a total a cent off | `Err(`[`Error`]`)`, with a kind, a stable code and one sentence |
//! | a valid plan or proposal that breaks rules | an answer with all [`Findings`], as data |
//! | an impossible state inside the crate | a panic: a bug that no input reaches |
//!
//! # Layers
//!
//! Each module imports only those before it: [`capacity`], `words` (what people read, in two languages), [`error`], [`reader`],
//! [`money`], [`budget`], [`rules`], [`plan`], `documents` (plans as JSON), [`transfers`], [`rebalance`],
//! [`ballots`], `ballot_documents` (ballots as JSON and CSV), [`published`], [`journal`], [`table`], [`report`], [`api`]. The solvers, which see integers only, are the crate
//! `riparto-solve`. The types of daily use are re-exported here.
//!
//! # Features
//!
//! - `csv`: `ballots::BallotSheet::from_csv`, ballots as spreadsheets save them.
//! - `proptest`: the module `arbitrary`, with random envelopes, plans and proposals for property tests of programs
//!   that build on this crate.
//! - `sqlite`: `journal::SqliteStore`, a history in an SQLite database; SQLite itself is compiled in.

#![cfg_attr(test, allow(clippy::unwrap_used, clippy::expect_used))]

pub mod capacity;
mod words;
pub mod error;
pub mod reader;
pub mod money;
pub mod budget;
pub mod rules;
pub mod plan;
mod documents;
pub mod transfers;
pub mod rebalance;
pub mod ballots;
mod ballot_documents;
pub mod published;
pub mod journal;
pub mod table;
pub mod report;
pub mod api;
#[cfg(feature = "proptest")]
pub mod arbitrary;

pub use budget::{
    Allocation, AllocationBuilder, AllocationSeed, Change, Difference, Envelope, EnvelopeBuilder, Labels,
    Line, Pivot, Scope,
};
pub use error::{Error, ErrorKind, Result};
pub use money::{
    AmountStyle, Apportion, Apportionment, Fraction, Leftover, Method, MethodName, Money, MoneyDelta,
    Percent, Receipt, Rounding, TieBreak, Weight, apportion,
};
pub use plan::{
    Assessment, Balance, CompletedProposal, DerivedCompletion, Distribution, EnvelopeChange, Incomplete,
    LinePart, NewLine, Party, Plan, PlanBuilder, Proposal, Role, Splitting, Transfer,
};
pub use rebalance::{
    Answer, Conflict, CounterProposal, Given, Giving, Headroom, Margin, Measure, Nearest, NearestChange,
    Objective, PlanPart, Rebalance, Stop, StoppedBy,
};
pub use riparto_solve::{Meter, meter};
pub use rules::{
    Allowance, Authorization, Band, Base, Breach, Derived, Each, Finding, Findings, Flow, LabelUse, Limit,
    Lock, Movement, Notice, NoticeCode, Part, Rule, RulePack, Rulebook, Share, Take, Variation,
};
pub use transfers::{Blockage, Settle, Settlement, Way, settle, settle_within};
pub use words::{Language, UnknownLanguage};

/// The examples in the documents of the repository, run as tests.
#[cfg(doctest)]
mod _documentation {
    #[doc = include_str!("../README.md")]
    mod readme {}
    #[doc = include_str!("../GLOSSARY.md")]
    mod glossary {}
    #[doc = include_str!("../CONTRIBUTING.md")]
    mod contributing {}
    #[doc = include_str!("../CHANGELOG.md")]
    mod changelog {}
    #[doc = include_str!("../docs/DESIGN.md")]
    mod design {}
    #[doc = include_str!("../docs/HISTORY.md")]
    mod history {}
    #[doc = include_str!("../docs/TABLE.md")]
    mod table {}
}
