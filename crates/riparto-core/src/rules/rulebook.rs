//! `Rulebook`: the rules of a plan, compiled.

use std::fmt;
use std::sync::Arc;

use super::authorization::Authorization;
use super::base::Base;
use super::bases::{Bases, Placement};
use super::circumstances::Circumstances;
use super::compile::compile;
use super::compiled::Compiled;
use super::kept_allocations::KeptSums;
use super::label_notices::label_notices;
use super::limit::Limit;
use super::notice::Notice;
use super::rule::Rule;
use super::rule_overlaps::overlaps;
use super::summed_allocation::SummedAllocation;
use crate::budget::{Allocation, Envelope};
use crate::date::Date;
use crate::error::{Cause, Result, quote};
use crate::words::{among, both};

/// The rules of a plan, compiled once for its envelope and its original allocation. Cheap to clone.
///
/// ```
/// use riparto::{Allocation, Envelope, Limit, Rule, Scope};
/// use riparto::rules::Rulebook;
///
/// let envelope = Envelope::builder("Plan", "100.00".parse()?).line("a", "A").line("b", "B").build()?;
/// let original = Allocation::new(&envelope, vec!["60.00".parse()?, "40.00".parse()?])?;
/// let rule = Rule::new("b-floor", Scope::lines(["b"]), Limit::Floor("50.00".parse()?))?;
/// let rules = Rulebook::compile(&envelope, vec![rule], &original)?;
/// let findings = rules.check(&original)?;
/// assert_eq!(findings.iter().next().unwrap().excess().to_string(), "10.00");
/// # Ok::<(), riparto::Error>(())
/// ```
#[derive(Clone)]
pub struct Rulebook(Arc<Compiled>);

impl Rulebook {
    /// Compiles rules. `original` is what changes are measured against.
    ///
    /// # Errors
    /// Two rules with one id (`id_taken`), too many (`too_many`); and for a rule, with its id: a scope that names an
    /// unknown line or selects nothing (`line_unknown`, `scope_empty`), an unknown label key (`label_key_unknown`),
    /// bands that do not go from tight to loose (`bands_unordered`).
    pub fn compile(envelope: &Envelope, rules: Vec<Rule>, original: &Allocation) -> Result<Rulebook> {
        compile(envelope, rules, original, Circumstances::default())
            .map(|compiled| Rulebook(Arc::new(compiled)))
    }

    /// Rules for another envelope or another original allocation, on the day of these.
    pub(crate) fn recompiled(
        &self,
        envelope: &Envelope,
        rules: Vec<Rule>,
        original: &Allocation,
    ) -> Result<Rulebook> {
        compile(envelope, rules, original, self.circumstances().clone())
            .map(|compiled| Rulebook(Arc::new(compiled)))
    }

    /// The same rules in other circumstances.
    ///
    /// # Errors
    /// None that compiling them before did not have.
    pub(crate) fn under(&self, circumstances: Circumstances) -> Result<Rulebook> {
        let compiled = compile(self.envelope(), self.rules().to_vec(), self.original(), circumstances);
        compiled.map(|compiled| Rulebook(Arc::new(compiled)))
    }

    /// The day that the rules are asked about and the changes made before.
    pub(crate) fn circumstances(&self) -> &Circumstances {
        &self.0.circumstances
    }

    /// The least level from which on some rule counts changes.
    #[doc(hidden)]
    pub fn counted_from(&self) -> Option<Authorization> {
        let counted = self.rules().iter().filter_map(|rule| match rule.limit() {
            Limit::Changes(count) => Some(count.needing),
            _ => None,
        });
        counted.min()
    }

    /// The day on which rules are in force that bind; none where it is not known, and all of them do.
    #[must_use]
    pub fn day(&self) -> Option<Date> {
        self.circumstances().day
    }

    /// Whether the rules depend on the day that they are asked about.
    pub(crate) fn depends_on_day(&self) -> bool {
        self.rules().iter().any(|rule| rule.when().is_some() || matches!(rule.limit(), Limit::Changes(_)))
    }

    /// The rules, in their order.
    #[must_use]
    pub fn rules(&self) -> &[Rule] {
        &self.0.rules
    }

    /// The rule with an id.
    ///
    /// # Errors
    /// There is none (`rule_unknown`).
    pub fn rule(&self, id: &str) -> Result<&Rule> {
        let found = self.0.rules.iter().find(|rule| rule.id() == id);
        found.ok_or_else(|| {
            let known =
                among(id, &both("the rules are", "i vincoli sono"), self.0.rules.iter().map(Rule::id));
            Cause::RuleUnknown { id: quote(id), known }.into()
        })
    }

    /// What is odd about the rules: those that can never bind, and those that can never hold.
    #[must_use]
    pub fn notices(&self) -> &[Notice] {
        &self.0.notices
    }

    /// What is odd about the labels that the rules go by, and about labels at all.
    pub(crate) fn label_notices(&self) -> Vec<Notice> {
        label_notices(&self.0.envelope, &self.0.rules)
    }

    /// Rules that say what another says, and rules that exclude each other.
    pub(crate) fn overlaps(&self) -> Vec<Notice> {
        overlaps(&self.0)
    }

    /// The envelope that the rules are compiled for.
    #[must_use]
    pub fn envelope(&self) -> &Envelope {
        &self.0.envelope
    }

    /// The allocation that changes are measured against.
    #[must_use]
    pub fn original(&self) -> &Allocation {
        self.0.original.allocation()
    }

    /// The bases of a place.
    pub(super) fn bases<'a>(
        &'a self,
        approved: &'a SummedAllocation,
        kept: &'a KeptSums,
        place: Placement,
    ) -> Bases<'a> {
        self.0.bases(approved, kept, place)
    }

    /// The levels of authorization whose last allocation some rule measures from.
    #[doc(hidden)]
    pub fn authorized_levels(&self) -> Vec<Authorization> {
        let bases = self.0.named_bases.iter();
        let level = |base: &Base| if let Base::Authorized(level) = base { Some(*level) } else { None };
        bases.filter_map(level).collect()
    }

    /// Whether some rule measures from the original allocation with the acts since.
    pub(crate) fn follows_acts(&self) -> bool {
        self.0.named_bases.contains(&Base::InitialWithActs)
    }

    pub(crate) fn summed(&self, allocation: &Allocation) -> SummedAllocation {
        SummedAllocation::new(allocation, &self.0.selections)
    }

    pub(super) fn compiled(&self) -> &Compiled {
        &self.0
    }
}

/// The rules in full.
impl fmt::Debug for Rulebook {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.rules()).finish()
    }
}

impl PartialEq for Rulebook {
    fn eq(&self, other: &Rulebook) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
            || (self.rules() == other.rules()
                && self.envelope() == other.envelope()
                && self.original() == other.original()
                && self.circumstances() == other.circumstances())
    }
}
