//! `Plan`: an approved allocation with the rules in force and the parties at the table.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use super::assessment::Assessment;
use super::co_financing::CoFinancing;
use super::derived_values::DerivedValues;
use super::line_units::LineUnits;
use super::party::{Party, check_parties};
use super::plan_extensions::PlanExtensions;
use super::proposal::Proposal;
use crate::budget::{Allocation, Change, Envelope, Line};
use crate::error::{Cause, Error, Result};
use crate::money::{Money, MoneyDelta};
use crate::rules::{
    Authorization, ChangeMade, Evaluation, Findings, KeptAllocations, Moves, Notice, Rule, RulePack, Rulebook,
};
use crate::words::named;

/// A plan under negotiation: the envelope, the rules, the parties, the original allocation and the approved one.
///
/// ```
/// use riparto::{Allocation, Authorization, Envelope, Limit, Plan, Proposal, Rule, Scope};
///
/// let envelope = Envelope::builder("Plan", "100.00".parse()?).line("a", "A").line("b", "B").build()?;
/// let original = Allocation::new(&envelope, vec!["60.00".parse()?, "40.00".parse()?])?;
/// let floor = Rule::new("b-floor", Scope::lines(["b"]), Limit::Floor("30.00".parse()?))?;
/// let mut plan = Plan::builder(&original).rule(floor).build()?;
///
/// let proposal = Proposal::new("p1", "ats")?.transfer("b", "a", "15.00".parse()?)?;
/// assert_eq!(plan.assess(&proposal)?.authorization(), Authorization::Forbidden);
/// assert_eq!(plan.largest_transfer("b", "a", Authorization::Free)?.to_string(), "10.00");
///
/// let smaller = Proposal::new("p1", "ats")?.transfer("b", "a", "10.00".parse()?)?;
/// plan.apply(&smaller, Authorization::Free)?;
/// assert_eq!(plan.approved().amount("b")?.to_string(), "30.00");
/// # Ok::<(), riparto::Error>(())
/// ```
#[derive(Clone)]
pub struct Plan {
    pub(super) rulebook: Rulebook,
    parties: Vec<Party>,
    pub(super) evaluation: Evaluation,
    /// Notices of rule packs and of what was read; those of the rules are in the rulebook.
    notices: Vec<Notice>,
    extensions: PlanExtensions,
    pub(super) co_financing: Option<CoFinancing>,
    /// What lines are made of, by id.
    pub(super) units: Arc<BTreeMap<String, LineUnits>>,
    /// Of these rules on this evaluation.
    pub(super) derived: DerivedValues,
}

impl Plan {
    /// A plan whose approved allocation is the original one.
    pub(super) fn begun(original: &Allocation, rules: Vec<Rule>, parties: Vec<Party>) -> Result<Plan> {
        let rulebook = Rulebook::compile(original.envelope(), rules, original)?;
        let evaluation = rulebook.evaluation(original, &KeptAllocations::default());
        let (notices, extensions) = (Vec::new(), PlanExtensions::default());
        let (co_financing, units, derived) = (None, Arc::default(), DerivedValues::default());
        Ok(Plan { rulebook, parties, evaluation, notices, extensions, co_financing, units, derived })
    }

    /// The same plan with more rules after those in force.
    ///
    /// ```
    /// use riparto::{Limit, Money, Plan, Rule, Scope};
    ///
    /// let plan = Plan::from_json(
    ///     r#"{ "format": "riparto.plan/1", "title": "Plan", "total": "100.00",
    ///          "lines": [ {"id": "desks", "amount": "60.00"}, {"id": "outreach", "amount": "40.00"} ] }"#,
    /// )?;
    /// let floor = Rule::new("floor", Scope::lines(["outreach"]), Limit::Floor(Money::from_euros(50)))?;
    /// let plan = plan.with_rules([floor])?;
    /// assert_eq!(plan.check().iter().map(|finding| finding.rule().id()).collect::<Vec<_>>(), ["floor"]);
    /// # Ok::<(), riparto::Error>(())
    /// ```
    ///
    /// # Errors
    /// Rules that do not compile (see [`Rulebook::compile`]), such as one with the id of a rule in force (`id_taken`).
    pub fn with_rules(self, rules: impl IntoIterator<Item = Rule>) -> Result<Plan> {
        let rules = self.rulebook.rules().iter().cloned().chain(rules).collect();
        self.restated(self.original(), self.approved(), rules, &self.kept())
    }

    /// The same plan with more parties after those that it has.
    ///
    /// ```
    /// use riparto::{Party, Plan, Role};
    ///
    /// let plan = Plan::from_json(
    ///     r#"{ "format": "riparto.plan/1", "title": "Plan", "total": "1.00", "lines": [ {"id": "desks", "amount": "1.00"} ] }"#,
    /// )?;
    /// let plan = plan.with_parties([Party::new("anci", "ANCI Toscana", Role::Partner)?])?;
    /// assert_eq!(plan.parties()[0].name(), "ANCI Toscana");
    /// # Ok::<(), riparto::Error>(())
    /// ```
    ///
    /// # Errors
    /// Two parties with one id (`id_taken`), or too many (`too_many`).
    pub fn with_parties(mut self, parties: impl IntoIterator<Item = Party>) -> Result<Plan> {
        self.parties.extend(parties);
        check_parties(&self.parties)?;
        Ok(self)
    }

    /// The same plan with the rules of a pack added, as far as they apply; the others become notices. If the act has a last day, the
    /// rules are in force on the days of the act.
    ///
    /// # Errors
    /// As [`Plan::with_rules`]: a rule of the pack has the id of one that is there (`id_taken`).
    pub fn with_pack(self, pack: &RulePack) -> Result<Plan> {
        let (rules, notices) = pack.rules_for(self.envelope())?;
        let place = |error: Error| error.at(named("rule pack", "raccolta di vincoli", pack.id()));
        let mut plan = self.with_rules(rules).map_err(place)?;
        plan.notices.extend(notices);
        Ok(plan)
    }

    /// The same plan with notices about the table that it was read from, before its others.
    #[doc(hidden)]
    #[must_use]
    pub fn with_notices(mut self, notices: Vec<Notice>) -> Plan {
        self.notices = notices.into_iter().chain(self.notices).collect();
        self
    }

    /// The envelope.
    #[must_use]
    pub fn envelope(&self) -> &Envelope {
        self.rulebook.envelope()
    }

    /// The rules in force.
    #[must_use]
    pub fn rulebook(&self) -> &Rulebook {
        &self.rulebook
    }

    /// The rule in force with an id.
    ///
    /// # Errors
    /// There is none (`rule_unknown`).
    pub fn rule(&self, id: &str) -> Result<&Rule> {
        self.rulebook.rule(id)
    }

    /// The parties at the table; if there are none, any party may propose.
    #[must_use]
    pub fn parties(&self) -> &[Party] {
        &self.parties
    }

    /// The party with an id.
    ///
    /// # Errors
    /// There is none (`party_unknown`).
    pub fn party(&self, id: &str) -> Result<&Party> {
        let known = || self.parties.iter().map(Party::id);
        let found = self.parties.iter().find(|party| party.id() == id);
        found.ok_or_else(|| Cause::party_unknown(id, known()).into())
    }

    /// The line with an id.
    ///
    /// ```
    /// # let plan = riparto::Plan::from_json(r#"{ "format": "riparto.plan/1", "title": "Plan", "total": "100.00",
    /// #     "lines": [ {"id": "desks", "title": "One-stop-shop desks", "amount": "100.00"} ] }"#)?;
    /// assert_eq!(plan.line("desks")?.title(), "One-stop-shop desks");
    /// assert_eq!(plan.line("desk").unwrap_err().code(), "line_unknown");
    /// # Ok::<(), riparto::Error>(())
    /// ```
    ///
    /// # Errors
    /// There is none (`line_unknown`).
    pub fn line(&self, id: &str) -> Result<Line<'_>> {
        Ok(self.envelope().line(self.envelope().position(id)?))
    }

    /// The extension fields of the plan and of its parts, which other programs understand.
    #[must_use]
    pub fn extensions(&self) -> &PlanExtensions {
        &self.extensions
    }

    /// The plan with these extension fields.
    #[must_use]
    pub fn with_extensions(mut self, extensions: PlanExtensions) -> Plan {
        self.extensions = extensions;
        self
    }

    /// The allocation that the plan began with.
    #[must_use]
    pub fn original(&self) -> &Allocation {
        self.rulebook.original()
    }

    /// The allocation approved last.
    #[must_use]
    pub fn approved(&self) -> &Allocation {
        self.evaluation.allocation()
    }

    /// What is odd about the rules, then about the labels.
    #[must_use]
    pub fn notices(&self) -> Vec<Notice> {
        let of_rules = self.rulebook.notices().iter().chain(&self.notices).cloned();
        let of_rules = of_rules.chain(self.rulebook.overlaps()).chain(self.derived_notices());
        of_rules.chain(self.rulebook.label_notices()).collect()
    }

    /// What the approved allocation breaks.
    #[must_use]
    pub fn check(&self) -> Findings {
        self.evaluation.findings()
    }

    /// What another allocation of this envelope would break.
    ///
    /// # Errors
    /// The allocation is of another envelope (`envelope_differs`).
    pub fn check_allocation(&self, allocation: &Allocation) -> Result<Findings> {
        self.rulebook.check_against(allocation, self.evaluation.summed(), self.evaluation.kept())
    }

    /// What a proposal would do and what it needs. Reads only what the transfers touch, however many lines there are.
    ///
    /// # Errors
    /// A proposal that cannot be carried out whatever the rules: an unknown party or line (`party_unknown`,
    /// `line_unknown`), no transfer (`transfers_missing`), a line that would give more than it has
    /// (`line_overdrawn`).
    pub fn assess(&self, proposal: &Proposal) -> Result<Assessment> {
        let moves = self.moves(proposal)?;
        let findings = self.found(proposal, &moves);
        let changes = moves.net.iter().map(|(line, cents)| self.change(*line, *cents)).collect();
        Ok(Assessment { proposal: proposal.clone(), before: self.approved().clone(), changes, findings })
    }

    /// Carries a proposal out, whole or not at all: the allocation after it becomes the approved one. Returns what was
    /// authorized. Reads and writes only what the transfers touch, unless somebody still holds the allocation before,
    /// which is then copied.
    ///
    /// # Errors
    /// As [`Plan::assess`]; the proposal needs more authorization than is granted (`not_authorized`). Nothing has
    /// changed then.
    pub fn apply(&mut self, proposal: &Proposal, granted: Authorization) -> Result<Findings> {
        let moves = self.moves(proposal)?;
        let findings = self.found(proposal, &moves);
        let needs = findings.authorization();
        if needs > granted {
            return Err(Error::from(Cause::NotAuthorized {
                needs: needs.bilingual(),
                granted: granted.bilingual(),
            })
            .at(named("proposal", "proposta", proposal.id())));
        }
        self.advance(&moves, needs)?;
        Ok(findings)
    }

    /// The lines that a proposal would change, whatever the rules say of it.
    #[doc(hidden)]
    pub fn changes(&self, proposal: &Proposal) -> Result<Vec<Change>> {
        let moves = self.moves(proposal)?;
        Ok(moves.net.iter().map(|(line, cents)| self.change(*line, *cents)).collect())
    }

    /// Carries a proposal out whatever the rules say of it.
    #[doc(hidden)]
    pub fn carry_out(&mut self, proposal: &Proposal) -> Result<()> {
        let moves = self.moves(proposal)?;
        // What it needed matters only where a rule measures from the last decision that needed so much.
        let is_asked =
            !self.rulebook.authorized_levels().is_empty() || self.rulebook.counted_from().is_some();
        let needs = match is_asked {
            true => self.found(proposal, &moves).authorization(),
            false => Authorization::Free,
        };
        self.advance(&moves, needs)
    }

    /// Carries moves out. The allocation after them is the last one authorized at each level that they needed.
    fn advance(&mut self, moves: &Moves, needs: Authorization) -> Result<()> {
        self.derived = DerivedValues::default();
        self.rulebook.advance(&mut self.evaluation, moves);
        let levels = self.rulebook.authorized_levels().into_iter().filter(|level| *level <= needs);
        let mut levels = levels.peekable();
        if levels.peek().is_some() {
            let mut kept = self.kept();
            kept.authorized.extend(levels.map(|level| (level, self.approved().clone())));
            self.evaluation = self.rulebook.evaluation(&self.approved().clone(), &kept);
        }
        if self.rulebook.counted_from().is_some_and(|from| needs >= from) {
            let mut circumstances = self.rulebook.circumstances().clone();
            circumstances.made.push(ChangeMade::new(needs, circumstances.day));
            *self = self.under(circumstances)?;
        }
        Ok(())
    }

    /// The same plan with another approved allocation; the original one stays what it was.
    #[doc(hidden)]
    pub fn with_approved(&self, approved: &Allocation) -> Result<Plan> {
        self.restated(self.original(), approved, self.rulebook.rules().to_vec(), &self.kept())
    }

    /// The same parties over other lines, amounts and rules.
    pub(super) fn restated(
        &self,
        original: &Allocation,
        approved: &Allocation,
        rules: Vec<Rule>,
        kept: &KeptAllocations,
    ) -> Result<Plan> {
        let rulebook = self.rulebook.recompiled(approved.envelope(), rules, original)?;
        let evaluation = rulebook.evaluation(approved, kept);
        Ok(self.with_parts(rulebook, evaluation))
    }

    /// The plan as a search finds it that looks for amounts of a new total: the rules for that total, and still the
    /// allocation of before as the approved one. It is no plan to hand out.
    #[doc(hidden)]
    pub fn before_change_to(&self, total: Money) -> Result<Plan> {
        let rules = self.rulebook.rules().to_vec();
        let rulebook =
            self.rulebook.recompiled(&self.envelope().with_total(total), rules, self.original())?;
        let evaluation = rulebook.evaluation(self.approved(), &self.kept());
        Ok(self.with_parts(rulebook, evaluation))
    }

    /// The same plan by other rules, on another evaluation.
    pub(super) fn with_parts(&self, rulebook: Rulebook, evaluation: Evaluation) -> Plan {
        let (parties, notices) = (self.parties.clone(), self.notices.clone());
        let (extensions, co_financing) = (self.extensions.clone(), self.co_financing.clone());
        let (units, derived) = (Arc::clone(&self.units), DerivedValues::default());
        Plan { rulebook, evaluation, parties, notices, extensions, co_financing, units, derived }
    }

    /// What the moves of a proposal break.
    fn found(&self, proposal: &Proposal, moves: &Moves) -> Findings {
        let findings = self.rulebook.assess(&self.evaluation, moves);
        if proposal.reverses().is_some() { findings.of_reversal() } else { findings }
    }

    /// What a proposal moves, if its lines can give it.
    pub(super) fn moves(&self, proposal: &Proposal) -> Result<Moves> {
        let (transfers, net) = self.stated(proposal)?;
        let net =
            net.into_iter().map(|(line, cents)| self.affordable(line, cents).map(|cents| (line, cents)));
        let net = net.collect::<Result<_>>();
        let net = net.map_err(|error: Error| error.at(named("proposal", "proposta", proposal.id())))?;
        Ok(Moves { transfers, net })
    }

    /// What a proposal moves, transfer by transfer and line by line.
    pub(super) fn stated(&self, proposal: &Proposal) -> Result<(Vec<Passage>, Vec<NetChange>)> {
        let read = || {
            if !self.parties.is_empty() {
                self.party(proposal.party())?;
            }
            if proposal.transfers().is_empty() {
                return Err(Cause::TransfersMissing {}.into());
            }
            let mut transfers = Vec::with_capacity(proposal.transfers().len());
            let mut net: BTreeMap<usize, i128> = BTreeMap::new();
            for transfer in proposal.transfers() {
                let (from, to) =
                    (self.envelope().position(transfer.from())?, self.envelope().position(transfer.to())?);
                let cents = transfer.amount().cents();
                *net.entry(from).or_default() -= i128::from(cents);
                *net.entry(to).or_default() += i128::from(cents);
                transfers.push((from, to, cents));
            }
            Ok((transfers, net.into_iter().filter(|(_, cents)| *cents != 0).collect()))
        };
        read().map_err(|error: Error| error.at(named("proposal", "proposta", proposal.id())))
    }

    /// A net change, if the line can give it. What lines receive is what others can give, so it is in range too.
    fn affordable(&self, line: usize, cents: i128) -> Result<i64> {
        let held = i128::from(self.evaluation.summed().amount(line));
        match i64::try_from(cents) {
            Ok(change) if held + cents >= 0 => Ok(change),
            Err(_) if cents > 0 => Ok(i64::MAX),
            _ => Err(Cause::LineOverdrawn {
                line: self.envelope().line(line).id().to_owned(),
                held: MoneyDelta::words(held),
                taken: MoneyDelta::words(-cents),
                missing: MoneyDelta::words(-cents - held),
            }
            .into()),
        }
    }

    fn change(&self, line: usize, cents: i64) -> Change {
        let before = self.approved().amounts()[line];
        let after = Money::saturating(i128::from(before.cents()) + i128::from(cents));
        Change::new(line, before, after)
    }
}

/// From, to, cents.
type Passage = (usize, usize, i64);

/// A line, and by how many cents it changes.
type NetChange = (usize, i128);

/// The document of the plan, to be read again with [`Plan::from_json`].
impl fmt::Debug for Plan {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Plan {}", self.to_json())
    }
}

/// Two plans are the same if all that is written of them is; notices follow from that, from the packs that were asked for, and from the table that it was read from.
impl PartialEq for Plan {
    fn eq(&self, other: &Plan) -> bool {
        self.rulebook == other.rulebook
            && self.parties == other.parties
            && self.approved() == other.approved()
            && self.extensions == other.extensions
            && self.co_financing == other.co_financing
            && self.units == other.units
            && self.kept() == other.kept()
    }
}
