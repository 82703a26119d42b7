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
//! # A tour
//!
//! | what you want | begin with | and then |
//! |---|---|---|
//! | a budget of your own | [`Envelope::builder`], [`Allocation::builder`], [`Plan::builder`] | `examples/envelope_in_rust.rs`; from JSON [`Plan::from_json`]; from a workbook `sheets::PlanImport` (feature `sheets`) |
//! | rules | [`Rule`], [`Limit`], [`Scope`] | [`rules::RulePack`]: the rules of a published act |
//! | what a proposal does | [`Plan::assess`], [`Assessment`], [`Findings`] | `rebalance::CounterProposal`, [`Plan::largest_transfer`] |
//! | how much room there is | `Headroom::of` | by label: `rebalance::LabelHeadroom` |
//! | the nearest amounts that keep all rules | `Rebalance`, which ends in an `Answer` | `Conflict::diagnose` where there are none; `proof::Proof` for a stranger |
//! | an amount split to the cent | [`apportion`], [`Apportion`], [`Method`] | `money::Retrace`: which method a published split used |
//! | one split made of many | `ballots::Ballots`, `ballots::AggregationRule` | under a plan's rules: `ballots::Ballots::aggregate_under` |
//! | a table with decisions, and its history | `table::PersistentTable`, `table::Command` | `journal::Store` for a database of your own, `checkpoints` for signatures |
//! | text, minutes, charts | `report::Report` | `answer.display(Language::Italian)`, `report::HtmlReport` (feature `html`) |
//! | another language or process | `api::respond`: JSON in, JSON out | the packages for Python and for JavaScript |
//! | tests of your own program | `arbitrary::any_plan` (feature `proptest`) | `examples/downstream`: a planted fault is found, and shrinks |
//!
//! The same job from end to end, a few lines for each step:
//!
//! ```
//! use riparto::{Answer, Authorization, Headroom, Plan, Proposal, Rebalance};
//!
//! let plan = Plan::from_json(include_str!("../examples/data/toscana-plan.json"))?;
//! assert!(plan.check().is_empty(), "it keeps its rules");
//!
//! // What a proposal does, and what would pass in its stead.
//! let proposal = Proposal::new("p3", "arti")?.transfer("outreach", "autonomy", "80.000,00 €".parse()?)?;
//! let assessment = plan.assess(&proposal)?;
//! assert_eq!(assessment.authorization(), Authorization::Forbidden);
//! assert_eq!(plan.largest_transfer("outreach", "autonomy", Authorization::Free)?.to_string(), "50000.00");
//!
//! // How much room there is, and which rule stops it.
//! let headroom = Headroom::of(&plan, Authorization::Free);
//! let outreach = headroom.iter().find(|margin| margin.line.id() == "outreach").expect("the plan has it");
//! assert_eq!(outreach.give.to_string(), "50000.00");
//!
//! // The nearest amounts to a wish that keep every rule.
//! let answer = Rebalance::new().wish("desks", "900000.00".parse()?).run(&plan)?;
//! let Answer::Found(nearest) = answer else { panic!("there are some") };
//! assert_eq!(nearest.allocation().total(), plan.approved().total());
//! # Ok::<(), riparto::Error>(())
//! ```
//!
//! For those who audit: `docs/AUDIT.md`, `docs/HISTORY.md`, `docs/PROOFS.md`, `docs/THREATS.md`. For those who change it: `ARCHITECTURE.md`, `docs/SOLVER.md`,
//! `CONTRIBUTING.md`. Beside other tools: `docs/COMPARE.md`.
//!
//! # Three separate outcomes
//!
//! | situation | what the caller gets |
//! |---|---|
//! | bad input: an amount that cannot be read, an unknown line, a total a cent off | `Err(`[`Error`]`)`, with a kind, a stable code and one sentence |
//! | a valid plan or proposal that breaks rules | an answer with all [`Findings`], as data |
//! | an impossible state inside the crate | a panic: a bug that no input reaches |
//!
//! # In a server
//!
//! A [`Plan`] is cheap to clone, and it and every other public type may be shared between threads (`Send + Sync`). It is stored as the document that it is:
//! [`Plan::to_json`] and [`Plan::from_json`], and a proposal likewise. A search takes a budget of work instead of a time, so that it ends alike everywhere:
//! `Rebalance::run_within`, `Headroom::of_within`, `api::respond_within`, each with a `Meter`. Which HTTP status suits which error: [`ErrorKind`](error::ErrorKind);
//! `examples/back-office` is such a server.
//!
//! # Layers
//!
//! The crates below this one are walls that the compiler keeps: `riparto-core` (money, budget, rules, plan) and `riparto-solve`
//! (integers only) know nothing of each other; `riparto-rebalance` joins them; `riparto-ballots`, `riparto-table`, `riparto-proof` and `riparto-report` follow.
//! Programs depend on this crate alone: its modules and its root re-export theirs.
//!
//! # Features
//!
//! Without default features this crate is the core: envelope, rules, proposals, apportionment.
//!
//! - `rebalance`: the nearest allocation inside the rules, conflicts, headroom, transfers; `ballots`: many splits into one;
//!   `table`: the table and its journal; `proof`: answers as files that a stranger checks; `report`: what people read; `api`: the JSON API for other tools. Each brings those before it
//!   that it needs; all are on by default.
//! - `csv`: tables as spreadsheets save them: ballots and counts (`ballots::BallotSheet::from_csv`, `CountSheet`), weights of splits (`money::SplitTable`).
//! - `sheets`: plans, rules, parties and proposals from XLSX, XLS, ODS and CSV, and workbooks whose rules are formulas (`sheets`); `html`: the report
//!   and documents as HTML pages with charts.
//! - `page`: `page::TablePage`, a plan and its journal as one HTML file that works without a network.
//! - `proptest`: the module `arbitrary`, with random envelopes, plans and proposals for property tests of programs
//!   that build on this crate.
//! - `jiff`: days and times stated, from and to the crate `jiff`.
//! - `sqlite`: `journal::SqliteStore`, a history in an SQLite database; SQLite itself is compiled in.

#![cfg_attr(test, allow(clippy::unwrap_used, clippy::expect_used))]

pub mod published;
#[cfg(feature = "api")]
pub mod api;

#[cfg(feature = "proptest")]
pub use riparto_arbitrary::arbitrary;
#[cfg(feature = "ballots")]
pub use riparto_ballots::ballots;
/// Every bound on input, with its reason, and the limits of searches.
pub mod capacity {
    pub use riparto_core::capacity::*;
    #[cfg(feature = "rebalance")]
    pub use riparto_solve::{DEFAULT_EFFORT, MAX_SEARCH_CHOICES};
}

pub use riparto_core::{budget, error, money, plan, reader, rules};
#[cfg(feature = "page")]
pub use riparto_page::page;
#[cfg(feature = "proof")]
pub use riparto_proof::proof;
#[cfg(feature = "rebalance")]
pub use riparto_rebalance::{rebalance, transfers};
#[cfg(feature = "report")]
pub use riparto_report::report;
#[cfg(feature = "sheets")]
pub use riparto_sheets::sheets;
#[cfg(feature = "table")]
pub use riparto_table::{checkpoints, journal, table};

pub use riparto_core::{
    Allocation, Apportion, Apportionment, Assessment, Authorization, Date, Envelope, Error, Finding,
    Findings, Language, Limit, Line, Method, Money, MoneyDelta, Party, Percent, Plan, Proposal, Result, Role,
    Rule, Scope, Transfer, TransferBounds, UnknownLanguage, apportion,
};
#[cfg(feature = "rebalance")]
pub use riparto_rebalance::{
    Answer, Conflict, Headroom, Measure, Nearest, Rebalance, Settle, Settlement, SettlementAnswer,
};
#[cfg(feature = "rebalance")]
pub use riparto_solve::{Meter, meter};

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
    #[doc = include_str!("../docs/STORE.md")]
    mod store {}
    #[doc = include_str!("../docs/TABLE.md")]
    mod table {}
}
