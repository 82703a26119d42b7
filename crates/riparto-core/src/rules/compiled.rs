//! What rules become for one envelope: selections, and checks with integer bounds.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::authorization::Authorization;
use super::base::Base;
use super::bases::{Bases, Placement};
use super::cap::{AmountExpression, CapAmount};
use super::circumstances::{Circumstances, UsedUp};
use super::due::Due;
use super::index::Index;
use super::kept_allocations::KeptSums;
use super::notice::Notice;
use super::rule::Rule;
use super::summed_allocation::{Selections, SummedAllocation};
use crate::budget::Envelope;
use crate::money::{Percent, Rounding};

/// Rules compiled for one envelope and one original allocation.
#[derive(Debug)]
pub(super) struct Compiled {
    pub(super) envelope: Envelope,
    pub(super) rules: Vec<Rule>,
    /// Every distinct selection that a rule speaks of.
    pub(super) selections: Selections,
    pub(super) checks: Vec<Check>,
    /// For each check: one list of bounds is read in a fraction of the time that visits to all checks take.
    pub(super) constant_bounds: Vec<ConstantBound>,
    pub(super) index: Index,
    pub(super) original: SummedAllocation,
    pub(super) circumstances: Circumstances,
    /// The levels of authorization that are used up by changes made before.
    pub(super) used_up: Vec<UsedUp>,
    pub(super) notices: Vec<Notice>,
    /// The bases that some rule measures from.
    pub(super) named_bases: BTreeSet<Base>,
    /// Who pays for the derived lines of a check, by its number.
    pub(super) payers: BTreeMap<usize, CompiledPayer>,
}

/// Who pays for derived lines; lines are a selection, by its number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum CompiledPayer {
    Giver,
    Receiver,
    Lines(usize),
}

impl Compiled {
    /// How many lines a check of a whole allocation looks at one by one, or parts of lines.
    pub(super) fn looks(&self, check: &Check) -> usize {
        match &check.subject {
            Subject::Sum(_) | Subject::Part { .. } | Subject::Changes(_) => 0,
            Subject::EachLine(scope) | Subject::Step(scope) => self.selections[*scope].len(&self.envelope),
            // What moves inside is counted since its base and since the last approval.
            Subject::Movement { scope, inside, .. } => {
                self.selections[*scope].len(&self.envelope) << usize::from(*inside)
            }
            Subject::MovementBy { parts, inside, .. } => parts.len() << usize::from(*inside),
            Subject::Flow { .. } => self.envelope.line_count(),
        }
    }
}

impl Compiled {
    /// The bases of a place.
    pub(super) fn bases<'a>(
        &'a self,
        approved: &'a SummedAllocation,
        kept: &'a KeptSums,
        place: Placement,
    ) -> Bases<'a> {
        Bases { total: self.envelope.total().cents(), original: &self.original, approved, kept, place }
    }

    /// The bases of a selection where nothing but the original allocation is there.
    pub(super) fn at_original<'a>(&'a self, selection: usize, kept: &'a KeptSums) -> Bases<'a> {
        let place = Placement::Selection(selection);
        self.bases(&self.original, kept, place)
    }

    /// Whether a bound follows the total: one in percent of it.
    pub(super) fn follows_total(&self) -> bool {
        let bands = self.checks.iter().flat_map(|check| check.bands.iter());
        bands.flat_map(|(bound, _)| bound.named_bases()).any(|base| base == Base::After)
    }

    /// The bases that some rule measures from.
    pub(super) fn bases_of_rules(&self) -> BTreeSet<Base> {
        let bands = self.checks.iter().flat_map(|check| check.bands.iter());
        let bounds = bands.flat_map(|(bound, _)| bound.named_bases());
        bounds.chain(self.checks.iter().filter_map(|check| check.subject.since())).collect()
    }
}

impl Check {
    /// The selections whose sums or lines it reads, those of its amounts too.
    pub(super) fn reads(&self) -> Vec<usize> {
        let mut reads = self.subject.reads();
        let figures = self.bands.iter().flat_map(|(bound, _)| bound.figures());
        let more: Vec<usize> =
            figures.flat_map(AmountExpression::selections).filter(|one| !reads.contains(one)).collect();
        reads.extend(more);
        reads
    }

    /// Whether what other lines hold after an approval bounds each of its lines anew: a percentage of what they held in the
    /// allocation approved last.
    pub(super) fn bounds_all_lines_anew(&self) -> bool {
        let follows = |figure: &AmountExpression| figure.is_of_selections_in(Base::Approved);
        let mut figures = self.bands.iter().flat_map(|(bound, _)| bound.figures());
        matches!(self.subject, Subject::EachLine(_)) && figures.any(follows)
    }

    /// Whether it holds what its scope held in a base.
    pub(super) fn is_lock(&self) -> bool {
        matches!(self.bands[0].0, Bound::Around { is_lock: true, .. })
    }
}

/// One thing that a rule measures, with its bounds from tight to loose. A rule for each value of a label has
/// several, which share the bounds.
#[derive(Debug)]
pub(super) struct Check {
    pub(super) rule: usize,
    /// Which of the things that the rule says.
    pub(super) conjunct: usize,
    pub(super) subject: Subject,
    pub(super) bands: Arc<[(Bound, Authorization)]>,
}

/// A selection, and the sums of it that keep all bands of a check. Where amounts decide which these are, no sum is known to.
#[derive(Clone, Copy, Debug)]
pub(super) struct ConstantBound {
    selection: usize,
    low: i64,
    high: i64,
}

impl ConstantBound {
    pub(super) fn of(check: &Check) -> ConstantBound {
        let unknown = ConstantBound { selection: 0, low: 1, high: 0 };
        let Subject::Sum(selection) = check.subject else { return unknown };
        let all = ConstantBound { selection, low: i64::MIN, high: i64::MAX };
        check.bands.iter().fold(all, |kept, (bound, _)| match bound {
            Bound::Within { low, high, .. } => {
                ConstantBound { low: kept.low.max(*low), high: kept.high.min(*high), ..kept }
            }
            _ => unknown,
        })
    }

    /// Whether all bands are known to be kept without a look at the check.
    pub(super) fn is_kept(self, summed: &SummedAllocation) -> bool {
        self.low <= self.high && (self.low..=self.high).contains(&summed.sum(self.selection))
    }
}

/// What is measured. Numbers are those of selections.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Subject {
    /// What a selection holds.
    Sum(usize),
    /// What each line of a selection holds.
    EachLine(usize),
    /// What one selection holds, against what another does.
    Part { part: usize, whole: usize },
    /// The increases of the lines of a selection; only what moves between them if `inside`.
    Movement { scope: usize, base: Base, inside: bool },
    /// The increases of the parts of a selection; only what moves between them if `inside`.
    MovementBy { scope: usize, parts: Vec<usize>, base: Base, inside: bool },
    /// What goes from one selection to another since a base. What went before may be undone by lines in neither: where the base is
    /// not the allocation approved last, all lines count.
    Flow { from: usize, to: usize, since: Base, all: Option<usize> },
    /// The multiples that lines and transfers are.
    Step(usize),
    /// The changes that are made; of all lines.
    Changes(usize),
}

/// What a measure must respect.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Bound {
    /// `low <= found <= high`, in cents, known before any allocation is; with the amounts that say so.
    Within { low: i64, high: i64, least: Option<CapAmount>, most: Option<CapAmount> },
    /// Between two amounts.
    Between { least: Option<CapAmount>, most: Option<CapAmount> },
    /// Just an amount.
    Exactly { figure: AmountExpression, rounding: Rounding },
    /// Within a distance of a base; a lock allows none.
    Around { base: Base, up: Option<CapAmount>, down: Option<CapAmount>, is_lock: bool },
    /// A share of the whole.
    Share(Percent, Due),
    /// At most an amount, of what moved or flowed since a base.
    AtMost { base: Base, cap: CapAmount },
    /// A whole multiple, in cents.
    Multiple(i64),
    /// So many changes as the rule says.
    Count,
}

impl Bound {
    /// The least and the most that a sum may be, in cents; for bounds of a sum.
    pub(super) fn interval(&self, bases: Bases<'_>) -> (i64, i64) {
        match self {
            Bound::Within { low, high, .. } => (*low, *high),
            Bound::Between { least, most } => (
                least.as_ref().map_or(0, |least| least.least(bases)),
                most.as_ref().map_or(i64::MAX, |most| most.most(bases)),
            ),
            Bound::Exactly { figure, rounding } => {
                let due = figure.due(*rounding, bases);
                (due, due)
            }
            Bound::Around { base, up, down, .. } => {
                let held = bases.of(*base);
                let low = down.as_ref().map_or(0, |down| held.saturating_sub(down.most_change(bases)).max(0));
                let high = up.as_ref().map_or(i64::MAX, |up| held.saturating_add(up.most_change(bases)));
                (low, high)
            }
            Bound::AtMost { cap, .. } => (0, cap.most_change(bases)),
            Bound::Share(..) | Bound::Multiple(_) | Bound::Count => (0, i64::MAX),
        }
    }

    /// Whether a sum keeps the bound, by the exact inequality: no division for a sum that does.
    pub(super) fn keeps(&self, found: i128, bases: Bases<'_>) -> bool {
        match self {
            Bound::Around { base, up, down, .. } => {
                let change = found - i128::from(bases.of(*base));
                match change {
                    0 => true,
                    1.. => up.as_ref().is_none_or(|up| up.allows(change, bases)),
                    _ => down.as_ref().is_none_or(|down| down.allows(-change, bases)),
                }
            }
            _ => {
                let (low, high) = self.interval(bases);
                (i128::from(low)..=i128::from(high)).contains(&found)
            }
        }
    }

    /// What the place held in the base that a change is measured against, in cents.
    pub(super) fn reference(&self, bases: Bases<'_>) -> i64 {
        match self {
            Bound::Around { base, .. } | Bound::AtMost { base, .. } => bases.of(*base),
            _ => 0,
        }
    }

    /// The amount that bounds one side.
    pub(super) fn cap(&self, below: bool) -> Option<&CapAmount> {
        match self {
            Bound::Within { least, most, .. } | Bound::Between { least, most } => {
                if below {
                    least.as_ref()
                } else {
                    most.as_ref()
                }
            }
            Bound::Around { up, down, is_lock: false, .. } => {
                if below {
                    down.as_ref()
                } else {
                    up.as_ref()
                }
            }
            Bound::AtMost { cap, .. } => Some(cap),
            Bound::Around { .. }
            | Bound::Exactly { .. }
            | Bound::Share(..)
            | Bound::Multiple(_)
            | Bound::Count => None,
        }
    }

    /// What each percentage of the amount on one side is of, in cents.
    pub(super) fn bases_of(&self, below: bool, bases: Bases<'_>) -> Vec<i64> {
        match self {
            Bound::Exactly { figure, .. } => {
                CapAmount { figure: figure.clone(), strict: false }.bases_of(bases)
            }
            _ => self.cap(below).map_or_else(Vec::new, |cap| cap.bases_of(bases)),
        }
    }

    /// The least and the most that the part may be, given the whole, in cents; for bounds of a share.
    pub(super) fn share_interval(&self, whole: i64) -> (i64, i64) {
        match self {
            Bound::Share(percent, due) => due.interval(*percent, whole),
            _ => (0, i64::MAX),
        }
    }

    /// The amounts in it.
    pub(super) fn figures(&self) -> Vec<&AmountExpression> {
        match self {
            Bound::Within { least, most, .. } | Bound::Between { least, most } => {
                [least, most].into_iter().flatten().map(|cap| &cap.figure).collect()
            }
            Bound::Exactly { figure, .. } => vec![figure],
            Bound::Around { up, down, .. } => {
                [up, down].into_iter().flatten().map(|cap| &cap.figure).collect()
            }
            Bound::AtMost { cap, .. } => vec![&cap.figure],
            Bound::Share(..) | Bound::Multiple(_) | Bound::Count => Vec::new(),
        }
    }

    /// The bases that it is measured against.
    pub(super) fn named_bases(&self) -> Vec<Base> {
        let own = match self {
            Bound::Around { base, .. } | Bound::AtMost { base, .. } => Some(*base),
            _ => None,
        };
        self.figures().into_iter().flat_map(AmountExpression::named_bases).chain(own).collect()
    }
}

impl Subject {
    /// The selections whose sums or lines the measure reads.
    pub(super) fn reads(&self) -> Vec<usize> {
        match self {
            Subject::Sum(scope) | Subject::EachLine(scope) | Subject::Step(scope) => vec![*scope],
            // Read when all else is found.
            Subject::Changes(_) => Vec::new(),
            Subject::Part { part, whole } => vec![*part, *whole],
            Subject::Movement { scope, .. } => vec![*scope],
            Subject::MovementBy { parts, .. } => parts.clone(),
            Subject::Flow { from, to, all, .. } => [*from, *to].into_iter().chain(*all).collect(),
        }
    }

    /// The base that a change is measured against where the measure is no sum.
    pub(super) fn since(&self) -> Option<Base> {
        match self {
            Subject::Movement { base, .. } | Subject::MovementBy { base, .. } => Some(*base),
            Subject::Flow { since, .. } => Some(*since),
            Subject::Sum(_)
            | Subject::EachLine(_)
            | Subject::Part { .. }
            | Subject::Step(_)
            | Subject::Changes(_) => None,
        }
    }

    /// The selection that a finding is about.
    pub(super) fn scope(&self) -> usize {
        match self {
            Subject::Sum(scope)
            | Subject::EachLine(scope)
            | Subject::Step(scope)
            | Subject::Changes(scope)
            | Subject::Movement { scope, .. }
            | Subject::MovementBy { scope, .. } => *scope,
            Subject::Part { part, .. } => *part,
            Subject::Flow { from, .. } => *from,
        }
    }
}
