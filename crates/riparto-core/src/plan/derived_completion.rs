//! `DerivedCompletion`: the transfers that make derived lines right after a proposal.

use std::collections::BTreeSet;

use serde::ser::SerializeStruct;
use serde::{Serialize, Serializer};

use super::assessment::Assessment;
use super::derived_lines::{ComputingOrder, DerivedLines, DueAmounts, Tangled};
use super::financial_plan::Plan;
use super::proposal::Proposal;
use super::transfer::Transfer;
use crate::budget::{Allocation, Change, Selection};
use crate::capacity::{MAX_DERIVED_PLACES, MAX_PASSAGES};
use crate::error::Result;
use crate::money::{AmountStyle, Language, Money, Weight};
use crate::rules::{Authorization, Derivation};
use crate::words::{both, spoken};

/// Which lines give what derived lines take after a proposal, and receive what they set free.
///
/// ```
/// # use riparto::{Plan, Proposal};
/// # use riparto::plan::{Balance, DerivedCompletion};
/// # let plan = Plan::from_json(
/// #     r#"{ "format": "riparto.plan/1", "title": "Plan", "total": "2000.00",
/// #          "lines": [ {"id": "desks", "amount": "1000.00"}, {"id": "indirect", "amount": "70.00"}, {"id": "reserve", "amount": "930.00"} ],
/// #          "rules": [ {"id": "flat", "scope": {"lines": ["indirect"]},
/// #                      "limit": {"derived": {"percent": "7", "of": {"lines": ["desks"]}}}} ] }"#,
/// # )?;
/// // Indirect costs are 7 % of the desks. The reserve pays for what 100.00 more on the desks add to them.
/// let proposal = Proposal::new("p1", "anci")?.transfer("reserve", "desks", "100.00".parse()?)?;
/// let completion = plan.complete_derived(&proposal, &Balance::Line("reserve".into()))?;
/// let DerivedCompletion::Completed(completed) = completion else { panic!("the reserve holds enough") };
/// assert_eq!(completed.added()[0].amount().to_string(), "7.00");
/// # Ok::<(), riparto::Error>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Balance {
    /// The lines that the proposal changes, in proportion to their changes: those that something derives from, or the
    /// others if there are none, or else all that something derives from. What was proposed for a line of direct costs then includes the
    /// indirect costs on it. A cent that no whole-cent split leaves goes to or comes from the first line that the
    /// proposal changes and that nothing derives from.
    #[default]
    Moved,
    /// One line, by id.
    Line(String),
}

/// What makes derived lines right after a proposal.
///
/// In JSON `null`, or a map whose `complete` tells the two others apart.
///
/// ```
/// # use riparto::{Plan, Proposal};
/// # use riparto::plan::{Balance, DerivedCompletion};
/// # let plan = Plan::from_json(
/// #     r#"{ "format": "riparto.plan/1", "title": "Plan", "total": "2000.00",
/// #          "lines": [ {"id": "desks", "amount": "1000.00"}, {"id": "indirect", "amount": "70.00"}, {"id": "reserve", "amount": "930.00"} ],
/// #          "rules": [ {"id": "flat", "scope": {"lines": ["indirect"]},
/// #                      "limit": {"derived": {"percent": "7", "of": {"lines": ["desks"]}}}} ] }"#,
/// # )?;
/// let proposal = Proposal::new("p1", "anci")?.transfer("reserve", "desks", "1.00".parse()?)?;
/// let answer = match plan.complete_derived(&proposal, &Balance::Line("reserve".into()))? {
///     DerivedCompletion::Needless => "nothing to add".to_owned(),
///     DerivedCompletion::Completed(completed) => format!("{} to add", completed.added().len()),
///     DerivedCompletion::Impossible(why) => why.code().to_owned(),
/// };
/// assert_eq!(answer, "1 to add");
/// # Ok::<(), riparto::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(untagged)]
pub enum DerivedCompletion {
    /// Nothing is needed: every rule of a derived line holds, or there is none.
    Needless,
    /// The proposal with what it lacks.
    Completed(Box<CompletedProposal>),
    /// Nothing does it, and why.
    Impossible(Incomplete),
}

/// A proposal after which every rule of a derived line holds.
///
/// ```
/// # use riparto::{Plan, Proposal};
/// # use riparto::plan::{Balance, DerivedCompletion};
/// # let plan = Plan::from_json(
/// #     r#"{ "format": "riparto.plan/1", "title": "Plan", "total": "2000.00",
/// #          "lines": [ {"id": "desks", "amount": "1000.00"}, {"id": "indirect", "amount": "70.00"}, {"id": "reserve", "amount": "930.00"} ],
/// #          "rules": [ {"id": "flat", "scope": {"lines": ["indirect"]},
/// #                      "limit": {"derived": {"percent": "7", "of": {"lines": ["desks"]}}}} ] }"#,
/// # )?;
/// let proposal = Proposal::new("p1", "anci")?.transfer("reserve", "desks", "100.00".parse()?)?;
/// let completion = plan.complete_derived(&proposal, &Balance::Line("reserve".into()))?;
/// let DerivedCompletion::Completed(completed) = completion else { panic!("the reserve holds enough") };
/// assert_eq!(completed.due(), [("flat".to_owned(), "77.00".parse()?)]);
/// assert!(plan.assess(completed.proposal())?.findings().is_empty());
/// # Ok::<(), riparto::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CompletedProposal {
    pub(super) proposal: Proposal,
    pub(super) added: Vec<Transfer>,
    pub(super) due: Vec<(String, Money)>,
}

/// Why no transfers make derived lines right.
///
/// ```
/// # use riparto::{Plan, Proposal};
/// # use riparto::plan::{Balance, DerivedCompletion, Incomplete};
/// # let plan = Plan::from_json(
/// #     r#"{ "format": "riparto.plan/1", "title": "Plan", "total": "2000.00",
/// #          "lines": [ {"id": "desks", "amount": "1000.00"}, {"id": "indirect", "amount": "70.00"}, {"id": "reserve", "amount": "930.00"} ],
/// #          "rules": [ {"id": "flat", "scope": {"lines": ["indirect"]},
/// #                      "limit": {"derived": {"percent": "7", "of": {"lines": ["desks"]}}}} ] }"#,
/// # )?;
/// // The line that is to balance is derived itself.
/// let proposal = Proposal::new("p1", "anci")?.transfer("reserve", "desks", "100.00".parse()?)?;
/// let completion = plan.complete_derived(&proposal, &Balance::Line("indirect".into()))?;
/// assert_eq!(completion, DerivedCompletion::Impossible(Incomplete::NoBalance));
/// # Ok::<(), riparto::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Incomplete {
    /// These rules, by id, derive lines from each other, so none can be computed first.
    Cycle(Vec<String>),
    /// These two rules derive the same line.
    Overlap(Vec<String>),
    /// There is no line that could balance: the one named is derived itself, or nothing but derived lines changes.
    NoBalance,
    /// The lines that balance hold too little, by so much at least.
    TooLittle(Money),
    /// Each derived line changes the base that it is taken from, and no whole cents meet: they stay so much apart.
    NoWholeCents(Money),
    /// So many rules and lines that the search would take long.
    TooMany {
        /// Rules times lines.
        found: usize,
        /// At most so many.
        allowed: usize,
    },
}

impl Serialize for CompletedProposal {
    fn serialize<S: Serializer>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error> {
        #[derive(Serialize)]
        struct DueAmount<'a> {
            rule: &'a str,
            amount: Money,
        }
        let due: Vec<DueAmount<'_>> =
            self.due.iter().map(|(rule, amount)| DueAmount { rule, amount: *amount }).collect();
        let mut map = serializer.serialize_struct("CompletedProposal", 4)?;
        map.serialize_field("complete", &true)?;
        map.serialize_field("added", &self.added)?;
        map.serialize_field("due", &due)?;
        map.serialize_field("proposal", &self.proposal)?;
        map.end()
    }
}

impl Serialize for Incomplete {
    fn serialize<S: Serializer>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_struct("Incomplete", 3)?;
        map.serialize_field("complete", &false)?;
        map.serialize_field("code", self.code())?;
        map.serialize_field("message", &self.message(spoken()))?;
        map.end()
    }
}

impl CompletedProposal {
    /// The proposal, with the transfers that were added at its end.
    #[must_use]
    pub fn proposal(&self) -> &Proposal {
        &self.proposal
    }

    /// The transfers that were added.
    #[must_use]
    pub fn added(&self) -> &[Transfer] {
        &self.added
    }

    /// What the lines of each rule are due, by the rule's id, in the order in which they are computed.
    #[must_use]
    pub fn due(&self) -> &[(String, Money)] {
        &self.due
    }
}

impl Incomplete {
    /// A stable name for programs.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Incomplete::Cycle(_) => "derived_cycle",
            Incomplete::Overlap(_) => "derived_overlap",
            Incomplete::NoBalance => "no_balance",
            Incomplete::TooLittle(_) => "too_little",
            Incomplete::NoWholeCents(_) => "no_whole_cents",
            Incomplete::TooMany { .. } => "too_many",
        }
    }

    /// One sentence for people.
    #[must_use]
    pub fn message(&self, language: Language) -> String {
        let euros = |amount: &Money| amount.to_text(AmountStyle::from(language));
        let ids =
            |rules: &[String]| rules.iter().map(|rule| format!("`{rule}`")).collect::<Vec<_>>().join(", ");
        match self {
            Incomplete::Cycle(rules) => language.choose(
                format!("the rules {} derive lines from each other: none can be computed first; leave one out, or let it go by lines that none of them derives", ids(rules)),
                format!("i vincoli {} ricavano voci l'uno dall'altro: nessuno si può calcolare per primo; escluderne uno, o riferirlo a voci che nessuno di essi ricava", ids(rules)),
            ),
            Incomplete::Overlap(rules) => language.choose(
                format!("the rules {} derive the same line: keep one of them, or let each derive lines of its own", ids(rules)),
                format!("i vincoli {} ricavano la stessa voce: tenerne uno, o far ricavare a ciascuno voci proprie", ids(rules)),
            ),
            Incomplete::NoBalance => language.choose(
                "no line is there to balance the derived lines: name one that is not derived".to_owned(),
                "nessuna voce può compensare le voci calcolate: indicarne una non calcolata".to_owned(),
            ),
            Incomplete::TooLittle(missing) => language.choose(
                format!("the lines that balance hold too little: {} is missing", euros(missing)),
                format!("le voci che compensano non bastano: mancano {}", euros(missing)),
            ),
            Incomplete::NoWholeCents(apart) => language.choose(
                format!("no whole cents meet, as the base changes with what is derived from it: they stay {} apart; name a line outside the base to balance", euros(apart)),
                format!("nessun importo in centesimi interi soddisfa i vincoli, perché la base cambia con ciò che se ne ricava: resta una differenza di {}; indicare una voce esterna alla base", euros(apart)),
            ),
            Incomplete::TooMany { found, allowed } => language.choose(
                format!("rules of derived lines times lines are {found}: at most {allowed} are allowed"),
                format!("i vincoli di voci calcolate per le voci sono {found}: il massimo è {allowed}"),
            ),
        }
    }
}

impl Plan {
    /// Completes a proposal with the transfers after which every rule of a derived line holds: *indirect costs are 7 %
    /// of direct ones, recomputed after every move*. The total stays what it is, so what a derived line takes comes from
    /// lines that balance, and what it sets free goes to them. A line derived from derived ones is computed after them, and
    /// several lines that are derived together change in proportion to what they hold. All is exact to the cent, with
    /// the rounding that each rule names; but for the cent of a residual no other amounts of the balancing lines would do, and
    /// where none do, the answer says so.
    ///
    /// ```
    /// use riparto::{Plan, Proposal};
    /// use riparto::plan::{Balance, DerivedCompletion};
    ///
    /// let plan = Plan::from_json(
    ///     r#"{ "format": "riparto.plan/1", "title": "Plan", "total": "2000.00",
    ///          "lines": [ {"id": "desks", "amount": "1000.00"}, {"id": "indirect", "amount": "70.00"}, {"id": "reserve", "amount": "930.00"} ],
    ///          "rules": [ {"id": "flat", "scope": {"lines": ["indirect"]},
    ///                      "limit": {"derived": {"percent": "7", "of": {"lines": ["desks"]}}}} ] }"#,
    /// )?;
    /// let proposal = Proposal::new("p1", "anci")?.transfer("reserve", "desks", "107.00".parse()?)?;
    /// // Of 107.00 more, 7.00 are indirect costs.
    /// let DerivedCompletion::Completed(completed) = plan.complete_derived(&proposal, &Balance::Moved)? else {
    ///     panic!("desks can give 7.00");
    /// };
    /// let [added] = completed.added() else { panic!("one transfer is lacking") };
    /// assert_eq!((added.from(), added.to(), added.amount().to_string()), ("desks", "indirect", "7.00".to_owned()));
    /// // Or 7.49 more from the reserve.
    /// let reserve = Balance::Line("reserve".to_owned());
    /// let DerivedCompletion::Completed(completed) = plan.complete_derived(&proposal, &reserve)? else {
    ///     panic!("the reserve can give 7.49");
    /// };
    /// assert_eq!(completed.added()[0].amount().to_string(), "7.49");
    /// assert!(plan.assess(completed.proposal())?.findings().is_empty());
    /// # Ok::<(), riparto::Error>(())
    /// ```
    ///
    /// # Errors
    /// As [`Plan::assess`], also for the line that balances (`line_unknown`); so many transfers that the proposal has too
    /// many (`too_many`).
    pub fn complete_derived(&self, proposal: &Proposal, balance: &Balance) -> Result<DerivedCompletion> {
        let assessment = self.assess(proposal)?;
        let named = match balance {
            Balance::Moved => None,
            Balance::Line(line) => Some(
                self.envelope().position(line).map_err(|error| error.at(both("balance", "compensazione")))?,
            ),
        };
        let derivations = self.rulebook().derivations();
        let id = |rule: usize| self.rulebook().rules()[rule].id();
        let derived: BTreeSet<&str> = derivations.iter().map(|derivation| id(derivation.rule)).collect();
        if assessment.findings().iter().all(|finding| !derived.contains(finding.rule().id())) {
            return Ok(DerivedCompletion::Needless);
        }
        let after = assessment.after();
        let found = match self.balancing(&derivations, &assessment, &after, named) {
            Err(why) => return Ok(DerivedCompletion::Impossible(why)),
            Ok((order, balancing)) => {
                let amounts = after.amounts();
                let lines = DerivedLines::new(self, &derivations, &order, amounts, (&balancing.lines, false));
                balanced(&lines, balancing.residual.map(|line| amounts[line]))
                    .map(|(due, left)| (lines, due, balancing.residual.map(|line| (line, left))))
            }
        };
        let (lines, due, residual) = match found {
            Err(why) => return Ok(DerivedCompletion::Impossible(why)),
            Ok(found) => found,
        };
        let amounts = due.amounts.iter().zip(&lines.held);
        let mut changes: Vec<(usize, i64)> =
            lines.lines.iter().zip(amounts).map(|(line, (due, held))| (*line, due - held)).collect();
        changes.extend(residual);
        changes.sort_unstable();
        let added = self.transfers(&changes)?;
        let proposal = proposal.clone().with_transfers(added.iter().cloned())?;
        let rules = lines.rules.iter().zip(due.by_rule);
        let due = rules.map(|(rule, cents)| (id(rule.rule).to_owned(), Money::saturating(cents.into())));
        let due = due.collect();
        Ok(DerivedCompletion::Completed(Box::new(CompletedProposal { proposal, added, due })))
    }

    /// The most work of completing a proposal, in units of a meter, beside its assessment: rules of derived lines look at lines
    /// once for each half of what may be due.
    #[doc(hidden)]
    pub fn completion_units(&self) -> usize {
        const HALVES: usize = 64;
        let derivations = self.rulebook().derivations();
        let derived =
            derivations.iter().map(|derivation| derivation.part.len(self.envelope())).sum::<usize>();
        let places = derived.saturating_mul(derivations.len());
        if places > MAX_DERIVED_PLACES { 0 } else { places.saturating_mul(HALVES) }
    }

    /// The order of computing, and the lines that balance.
    fn balancing(
        &self,
        derivations: &[Derivation<'_>],
        assessment: &Assessment,
        after: &Allocation,
        named: Option<usize>,
    ) -> std::result::Result<(ComputingOrder, Balancing), Incomplete> {
        let few = |lines: usize| {
            let (found, allowed) = (lines.saturating_mul(derivations.len()), MAX_DERIVED_PLACES);
            if found > allowed { Err(Incomplete::TooMany { found, allowed }) } else { Ok(()) }
        };
        let parts = derivations.iter().map(|derivation| derivation.part.len(self.envelope()));
        few(parts.sum::<usize>() + assessment.changes().len())?;
        let ids = |rules: Vec<usize>| -> Vec<String> {
            rules.into_iter().map(|rule| self.rulebook().rules()[rule].id().to_owned()).collect()
        };
        let order = ComputingOrder::new(self, derivations).map_err(|tangled| match tangled {
            Tangled::Cycle(rules) => Incomplete::Cycle(ids(rules)),
            Tangled::Overlap(rules) => Incomplete::Overlap(ids(rules)),
        })?;
        let is_free = |line: usize| order.derived.binary_search_by_key(&line, |(line, _)| *line).is_err();
        let is_base = |line: usize| {
            let bases = derivations.iter().map(|derivation| derivation.whole);
            bases.filter(|base| **base != Selection::All).any(|base| base.contains(self.envelope(), line))
        };
        let changed = assessment.changes().iter().filter(|change| is_free(change.line));
        let (inside, outside): (Vec<&Change>, Vec<&Change>) =
            changed.partition(|change| is_base(change.line));
        let by_change = |changes: &[&Change]| -> Vec<(usize, Weight)> {
            changes.iter().map(|change| (change.line, Weight::from(change.delta.abs()))).collect()
        };
        let mut residual = None;
        let lines = match named {
            Some(line) => Vec::from_iter(is_free(line).then_some((line, Weight::from(1)))),
            None if !inside.is_empty() => {
                residual = outside.first().map(|change| change.line);
                by_change(&inside)
            }
            None if !outside.is_empty() => by_change(&outside),
            None => {
                few(self.envelope().line_count())?;
                let held = after.amounts().iter().enumerate().filter(|(_, held)| !held.is_zero());
                let bases = held.filter(|(line, _)| is_free(*line) && is_base(*line));
                bases.map(|(line, held)| (line, Weight::from(*held))).collect()
            }
        };
        if lines.is_empty() {
            return Err(Incomplete::NoBalance);
        }
        Ok((order, Balancing { lines, residual }))
    }

    /// Transfers that make changes which sum to zero: the lines that give, each to the next that receives. Those between lines
    /// that no rule of flow counts come first, so that a rule is only used up where it must be.
    pub(super) fn transfers(&self, changes: &[(usize, i64)]) -> Result<Vec<Transfer>> {
        let side = |sign: i64| -> Vec<(usize, i64)> {
            let own = changes.iter().filter(|(_, cents)| cents.signum() == sign);
            own.map(|(line, cents)| (*line, cents.abs())).collect()
        };
        let (mut givers, mut takers) = (side(-1), side(1));
        let caps = self.flow_caps(Authorization::Free);
        let looks = givers.len().saturating_mul(takers.len()).saturating_mul(caps.len());
        let mut moves: Vec<(usize, usize, i64)> = Vec::new();
        if (1..=MAX_PASSAGES).contains(&looks) {
            let is_counted =
                |from: usize, to: usize| caps.iter().any(|cap| cap.giving(from).counts(cap.taking(to)));
            // Who has the fewest takers to choose from gives first.
            givers.sort_by_key(|(from, _)| takers.iter().filter(|(to, _)| !is_counted(*from, *to)).count());
            for (from, gives) in &mut givers {
                for (to, wants) in takers.iter_mut().filter(|(to, _)| !is_counted(*from, *to)) {
                    let moved = (*gives).min(*wants);
                    moves.push((*from, *to, moved));
                    (*gives, *wants) = (*gives - moved, *wants - moved);
                }
            }
            givers.sort_unstable();
        }
        let mut takers = takers.into_iter().filter(|(_, wants)| *wants > 0);
        let mut taker = takers.next();
        for (from, mut gives) in givers {
            while let (Some((to, wants)), true) = (taker, gives > 0) {
                let moved = gives.min(wants);
                moves.push((from, to, moved));
                gives -= moved;
                taker = if wants > moved { Some((to, wants - moved)) } else { takers.next() };
            }
            assert!(gives == 0, "what lines give, others take");
        }
        assert!(taker.is_none(), "what lines take, others give");
        let id = |line: usize| self.envelope().line(line).id();
        let moves = moves.into_iter().filter(|(_, _, cents)| *cents > 0);
        moves
            .map(|(from, to, cents)| Transfer::new(id(from), id(to), Money::saturating(cents.into())))
            .collect()
    }
}

/// The lines that balance, with their weights, and the line that takes a residual.
struct Balancing {
    lines: Vec<(usize, Weight)>,
    residual: Option<usize>,
}

/// What is due where all balances, and what the line that takes a residual receives; it holds so much.
pub(super) fn balanced(
    lines: &DerivedLines,
    residual: Option<Money>,
) -> std::result::Result<(DueAmounts, i64), Incomplete> {
    let (least, most) = lines.range();
    let lowest = lines.due(least);
    if lowest.off > 0 {
        return Err(Incomplete::TooLittle(Money::saturating(lowest.off)));
    }
    // Out of balance by nothing or too little at `below`, by too much at `above`.
    let (mut below, mut above) = (least, most + 1);
    while above - below > 1 {
        let middle = below + (above - below) / 2;
        if lines.due(middle).off <= 0 {
            below = middle;
        } else {
            above = middle;
        }
    }
    let due = lines.due(below);
    if due.off == 0 {
        return Ok((due, 0));
    }
    let (short, over) = (-due.off, if above <= most { lines.due(above).off } else { i128::MAX });
    let cents = |off: i128| i64::try_from(off).unwrap_or(i64::MAX);
    match residual {
        None => Err(Incomplete::NoWholeCents(Money::saturating(short.min(over)))),
        Some(held) if over < short && over <= i128::from(held.cents()) => {
            Ok((lines.due(above), -cents(over)))
        }
        Some(_) => Ok((due, cents(short))),
    }
}
