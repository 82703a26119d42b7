//! From rules as data to checks with integer bounds.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::authorization::Authorization;
use super::band_order::order_bands;
use super::base::Base;
use super::bases::Basis;
use super::cap::{AmountExpression, CapAmount};
use super::circumstances::{Circumstances, UsedUp, lifted};
use super::compiled::{Bound, Check, Compiled, CompiledPayer, ConstantBound, Subject};
use super::index::Index;
use super::limit::Limit;
use super::limit_amount::{PercentBasis, Threshold};
use super::measured::{Quantity, StatedBound, measured, percent_defaults};
use super::paid_by::PaidBy;
use super::rule::{Each, Rule};
use super::rule_notices::notices;
use super::summed_allocation::{Selections, SummedAllocation};
use crate::budget::{Allocation, Envelope, Scope, Selection, position_number};
use crate::capacity::{MAX_CHECKS, MAX_LOOKS, MAX_MEMBERSHIPS, MAX_RULES};
use crate::error::{Cause, Error, Result};
use crate::words::{both, named};

/// Compiles rules for an envelope; `original` is of the same lines, its total may be an earlier one.
pub(super) fn compile(
    envelope: &Envelope,
    rules: Vec<Rule>,
    original: &Allocation,
    circumstances: Circumstances,
) -> Result<Compiled> {
    if !envelope.same_lines(original.envelope()) {
        return Err(Cause::EnvelopeDiffers {}.into());
    }
    accept(&rules)?;
    let used_up = circumstances.used_up(&rules);
    let mut compiler = Compiler {
        envelope,
        used_up: &used_up,
        selections: Vec::new(),
        numbers: BTreeMap::new(),
        memberships: 0,
        checks: Vec::new(),
        payers: BTreeMap::new(),
    };
    for (number, rule) in rules.iter().enumerate() {
        let checks = compiler.checks.len();
        compiler.rule(number, rule).map_err(|error| error.at(named("rule", "vincolo", rule.id())))?;
        // A rule that is not in force is read, and binds nothing.
        if !rule.is_in_force(circumstances.day) {
            compiler.checks.truncate(checks);
            compiler.payers.split_off(&checks);
        }
    }
    let Compiler { selections, checks, payers, .. } = compiler;
    let selections = Selections::new(selections);
    let original = SummedAllocation::new(original, &selections);
    let readers: Vec<(usize, usize)> = (0..)
        .zip(&checks)
        .flat_map(|(number, check)| check.reads().into_iter().map(move |selection| (selection, number)))
        .collect();
    let index = Index::new(envelope, &selections, &readers);
    let mut compiled = Compiled {
        envelope: envelope.clone(),
        rules,
        selections,
        constant_bounds: checks.iter().map(ConstantBound::of).collect(),
        checks,
        index,
        original,
        circumstances,
        used_up: Vec::new(),
        notices: Vec::new(),
        named_bases: BTreeSet::new(),
        payers,
    };
    compiled.used_up = used_up;
    compiled.named_bases = compiled.bases_of_rules();
    for check in &compiled.checks {
        order_bands(&compiled, check)
            .map_err(|error| error.at(named("rule", "vincolo", compiled.rules[check.rule].id())))?;
    }
    let looks = compiled.checks.iter().map(|check| compiled.looks(check)).fold(0, usize::saturating_add);
    if looks > MAX_LOOKS {
        let what = both("lines that rules look at one by one", "voci che i vincoli esaminano una a una");
        return Err(Cause::TooMany { what, found: looks, allowed: MAX_LOOKS }.into());
    }
    compiled.notices = notices(&compiled);
    Ok(compiled)
}

/// Refuses too many rules, and two with one id.
fn accept(rules: &[Rule]) -> Result<()> {
    if rules.len() > MAX_RULES {
        return Err(Cause::TooMany {
            what: both("rules", "vincoli"),
            found: rules.len(),
            allowed: MAX_RULES,
        }
        .into());
    }
    let mut ids = BTreeSet::new();
    if let Some(rule) = rules.iter().find(|rule| !ids.insert(rule.id())) {
        return Err(Cause::IdTaken { what: both("rule", "vincolo"), id: rule.id().to_owned() }.into());
    }
    Ok(())
}

/// A part that a rule of movement tells apart takes as much memory as so many lines in a list.
const PART: usize = 4;

/// Bounds from tight to loose, with what their breach needs.
type Bands = Arc<[(Bound, Authorization)]>;

/// One of the things that a rule measures, with its bounds from tight to loose.
struct Conjunct {
    number: usize,
    quantity: Quantity,
    bands: Vec<(StatedBound, Authorization)>,
    paid_by: Option<PaidBy>,
}

impl Conjunct {
    /// Whether it names a scope that depends on the part that is looked at.
    fn is_relative(&self) -> bool {
        self.bands.iter().any(|(stated, _)| stated.scopes().into_iter().any(Scope::is_relative))
    }
}

/// What a rule measures. Bands measure the same things.
fn measured_bands(rule: &Rule) -> Result<Vec<Conjunct>> {
    let mut conjuncts: Vec<Conjunct> = Vec::new();
    for (number, (limit, needs)) in rule.bands().into_iter().enumerate() {
        let measured = measured(limit)?;
        if number == 0 {
            let paid_by = limit.paid_by();
            let conjunct = |(number, (quantity, stated))| {
                let paid_by = paid_by.cloned();
                Conjunct { number, quantity, bands: vec![(stated, needs)], paid_by }
            };
            conjuncts = measured.into_iter().enumerate().map(conjunct).collect();
            continue;
        }
        let is_same = measured.len() == conjuncts.len()
            && measured
                .iter()
                .zip(&conjuncts)
                .all(|((quantity, _), conjunct)| conjunct.quantity.is_like(quantity));
        if !is_same {
            return Err(Cause::BandsDiffer { field: "of" }.into());
        }
        for ((_, stated), conjunct) in measured.into_iter().zip(&mut conjuncts) {
            conjunct.bands.push((stated, needs));
        }
    }
    Ok(conjuncts)
}

struct Compiler<'a> {
    envelope: &'a Envelope,
    /// The levels that are used up: what would need them needs more.
    used_up: &'a [UsedUp],
    selections: Vec<Selection>,
    numbers: BTreeMap<Selection, usize>,
    memberships: usize,
    checks: Vec<Check>,
    payers: BTreeMap<usize, CompiledPayer>,
}

impl Compiler<'_> {
    fn rule(&mut self, number: usize, rule: &Rule) -> Result<()> {
        let scope = Selection::resolve(rule.scope(), self.envelope)?;
        if let Limit::Changes(_) = rule.limit() {
            let subject = Subject::Changes(self.number(scope)?);
            return self.check((number, 0), subject, &[(Bound::Count, rule.needs())].into());
        }
        let bands = measured_bands(rule)?;
        let is_step = bands.iter().any(|conjunct| conjunct.quantity == Quantity::Step);
        match rule.each() {
            // A step binds each line and each transfer in any case.
            _ if is_step => self.part(number, &scope, &bands, None),
            None => self.part(number, &scope, &bands, None),
            Some(Each::Line) => self.lines(number, &scope, &bands),
            Some(each @ (Each::Label(key) | Each::Through(key))) => {
                let parts = match each {
                    Each::Through(_) => scope.split_through(self.envelope, key)?,
                    Each::Line | Each::Label(_) => scope.split_by(self.envelope, key)?,
                };
                if parts.is_empty() {
                    return Err(self.envelope.labels().key_unknown(key));
                }
                // Bounds that look at no scope of the part's own are made once for all parts.
                let shared = self.shared(&bands)?;
                parts.iter().try_for_each(|part| {
                    let beside = Some((part, shared.as_slice()));
                    self.part(number, part, &bands, beside)
                })
            }
        }
    }

    /// The bounds of conjuncts that are the same for each part.
    fn shared(&mut self, bands: &[Conjunct]) -> Result<Vec<Option<Bands>>> {
        bands
            .iter()
            .map(|conjunct| match conjunct.is_relative() {
                true => Ok(None),
                false => self.bounds(conjunct, None).map(Some),
            })
            .collect()
    }

    fn lines(&mut self, number: usize, scope: &Selection, bands: &[Conjunct]) -> Result<()> {
        let shared = self.shared(bands)?;
        for (conjunct, shared) in bands.iter().zip(&shared) {
            if let (Quantity::Sum, Some(shared)) = (&conjunct.quantity, shared) {
                let scope = self.number(scope.clone())?;
                self.check((number, conjunct.number), Subject::EachLine(scope), shared)?;
                continue;
            }
            for line in scope.positions(self.envelope) {
                let part = Selection::Lines([position_number(line)].into());
                let only = std::slice::from_ref(conjunct);
                self.part(number, &part, only, Some((&part, std::slice::from_ref(shared))))?;
            }
        }
        Ok(())
    }

    /// The checks of one part of a rule's scope.
    fn part(
        &mut self,
        number: usize,
        part: &Selection,
        bands: &[Conjunct],
        beside: Option<(&Selection, &[Option<Bands>])>,
    ) -> Result<()> {
        for (place, conjunct) in bands.iter().enumerate() {
            let relative = beside.map(|(part, _)| part);
            let bounds = match beside.and_then(|(_, shared)| shared[place].clone()) {
                Some(bounds) => bounds,
                None => self.bounds(conjunct, relative)?,
            };
            let subject = self.subject(part.clone(), &conjunct.quantity, relative)?;
            if let Some(paid_by) = &conjunct.paid_by {
                let payer = self.payer(paid_by, relative)?;
                self.payers.insert(self.checks.len(), payer);
            }
            self.check((number, conjunct.number), subject, &bounds)?;
        }
        Ok(())
    }

    fn subject(
        &mut self,
        scope: Selection,
        quantity: &Quantity,
        relative: Option<&Selection>,
    ) -> Result<Subject> {
        let resolve = |scope: &Scope| Selection::resolve_beside(scope, self.envelope, relative);
        match quantity {
            Quantity::Sum => Ok(Subject::Sum(self.number(scope)?)),
            Quantity::PartOf(of) => {
                let whole = resolve(of).map_err(|error| error.at(both("of", "`of`")))?;
                let part = self.number(scope)?;
                Ok(Subject::Part { part, whole: self.number(whole)? })
            }
            Quantity::Movement { base, by: None, inside } => {
                Ok(Subject::Movement { scope: self.number(scope)?, base: *base, inside: *inside })
            }
            Quantity::Movement { base, by: Some(key), inside } => {
                let parts = scope.split_by(self.envelope, key)?;
                let scope = self.number(scope)?;
                self.hold(parts.len().saturating_mul(PART))?;
                let parts = parts.into_iter().map(|part| self.number(part)).collect::<Result<_>>()?;
                Ok(Subject::MovementBy { scope, parts, base: *base, inside: *inside })
            }
            Quantity::Flow { to, since } => {
                let to = resolve(to).map_err(|error| error.at(both("to", "`to`")))?;
                let from = self.number(scope)?;
                let all = match since {
                    Base::Approved => None,
                    _ => Some(self.number(Selection::All)?),
                };
                Ok(Subject::Flow { from, to: self.number(to)?, since: *since, all })
            }
            Quantity::Step => Ok(Subject::Step(self.number(scope)?)),
        }
    }

    fn payer(&mut self, paid_by: &PaidBy, relative: Option<&Selection>) -> Result<CompiledPayer> {
        Ok(match paid_by {
            PaidBy::Giver => CompiledPayer::Giver,
            PaidBy::Receiver => CompiledPayer::Receiver,
            PaidBy::Lines(scope) => {
                let lines = Selection::resolve_beside(scope, self.envelope, relative);
                let lines = lines.map_err(|error| error.at(both("paid_by", "`paid_by`")))?;
                CompiledPayer::Lines(self.number(lines)?)
            }
        })
    }

    fn check(&mut self, (rule, conjunct): (usize, usize), subject: Subject, bands: &Bands) -> Result<()> {
        if self.checks.len() == MAX_CHECKS {
            return Err(Cause::TooMany {
                what: both("parts that rules hold for", "parti per cui valgono i vincoli"),
                found: MAX_CHECKS + 1,
                allowed: MAX_CHECKS,
            }
            .into());
        }
        self.checks.push(Check { rule, conjunct, subject, bands: Arc::clone(bands) });
        Ok(())
    }

    /// The bounds of a conjunct from tight to loose.
    fn bounds(&mut self, conjunct: &Conjunct, relative: Option<&Selection>) -> Result<Bands> {
        let bounds = conjunct
            .bands
            .iter()
            .map(|(stated, needs)| Ok((self.bound(stated, relative)?, lifted(*needs, self.used_up))));
        bounds.collect()
    }

    fn bound(&mut self, stated: &StatedBound, relative: Option<&Selection>) -> Result<Bound> {
        Ok(match stated {
            StatedBound::Between { least, most } => {
                let [least, most] = self.sides([least, most], stated, relative)?;
                let is_fixed = [&least, &most].into_iter().flatten().all(CapAmount::is_fixed);
                match is_fixed {
                    true => {
                        let total = self.envelope.total().cents();
                        let low = least.as_ref().map_or(0, |least| least.fixed_least(total));
                        let high = most.as_ref().map_or(i64::MAX, |most| most.fixed_most(total));
                        Bound::Within { low, high, least, most }
                    }
                    false => Bound::Between { least, most },
                }
            }
            StatedBound::Exactly { amount, rounding } => {
                let threshold = Threshold::new(amount.clone());
                Bound::Exactly { figure: self.cap(&threshold, stated, relative)?.figure, rounding: *rounding }
            }
            StatedBound::Around { base, up, down, is_lock } => {
                let [up, down] = self.sides([up, down], stated, relative)?;
                Bound::Around { base: *base, up, down, is_lock: *is_lock }
            }
            StatedBound::Share(percent, due) => Bound::Share(*percent, *due),
            StatedBound::AtMost { base, most } => {
                Bound::AtMost { base: *base, cap: self.cap(most, stated, relative)? }
            }
            StatedBound::Multiple(cents) => Bound::Multiple(*cents),
        })
    }

    fn sides(
        &mut self,
        sides: [&Option<Threshold>; 2],
        stated: &StatedBound,
        relative: Option<&Selection>,
    ) -> Result<[Option<CapAmount>; 2]> {
        let [first, second] = sides
            .map(|side| side.as_ref().map(|threshold| self.cap(threshold, stated, relative)).transpose());
        Ok([first?, second?])
    }

    fn cap(
        &mut self,
        threshold: &Threshold,
        stated: &StatedBound,
        relative: Option<&Selection>,
    ) -> Result<CapAmount> {
        let (basis, base) = percent_defaults(stated);
        let figure = AmountExpression::of(&threshold.amount, &mut |percent| {
            let base = percent.base.unwrap_or(base);
            let of = match percent.of.as_ref().or(basis.as_ref()) {
                None => Basis::Own,
                Some(PercentBasis::Total) => Basis::Total,
                Some(PercentBasis::Scope(of)) => {
                    let of = Selection::resolve_beside(of, self.envelope, relative);
                    Basis::Selection(self.number(of.map_err(|error| error.at(both("of", "`of`")))?)?)
                }
            };
            match (of, base) {
                (Basis::Own | Basis::Selection(_), Base::After) => {
                    Err(Error::from(Cause::AmountAfter { limit: "sum" }))
                }
                basis => Ok(basis),
            }
        })?;
        Ok(CapAmount { figure, strict: threshold.strict })
    }

    fn number(&mut self, selection: Selection) -> Result<usize> {
        if let Some(number) = self.numbers.get(&selection) {
            return Ok(*number);
        }
        if let Selection::Lines(lines) = &selection {
            self.hold(lines.len())?;
        }
        let number = self.selections.len();
        self.selections.push(selection.clone());
        self.numbers.insert(selection, number);
        Ok(number)
    }

    /// So many lines or parts more are kept as a list.
    fn hold(&mut self, more: usize) -> Result<()> {
        self.memberships += more;
        if self.memberships > MAX_MEMBERSHIPS {
            let what = both("lines in all scopes", "voci in tutti gli ambiti");
            return Err(Cause::TooMany { what, found: self.memberships, allowed: MAX_MEMBERSHIPS }.into());
        }
        Ok(())
    }
}
