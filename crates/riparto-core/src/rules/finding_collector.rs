//! `FindingCollector`: what one check finds, kept as findings.

use super::authorization::Authorization;
use super::bases::Bases;
use super::compiled::{Bound, Check};
use super::due::Due;
use super::finding::{Breach, BreachKey, Concerned, Finding};
use super::gathered::{Gathered, Unlisted};
use super::rulebook::Rulebook;

/// Where the findings of one check go.
pub(super) struct FindingCollector<'a> {
    pub(super) rulebook: &'a Rulebook,
    pub(super) number: usize,
    pub(super) check: &'a Check,
    pub(super) gathered: &'a mut Gathered,
    /// What is counted for want of room.
    pub(super) left: Unlisted,
}

/// What was measured, in cents: what was found, what is allowed, where the next band ends, what was held in the base, and what
/// each percentage is of.
#[derive(Clone, Default)]
pub(super) struct MeasuredCheck {
    pub(super) found: i128,
    pub(super) limit: i128,
    pub(super) next: Option<i128>,
    pub(super) reference: i64,
    pub(super) percent_of: Vec<i64>,
}

impl FindingCollector<'_> {
    /// Whether one more is kept; if not, it is counted.
    pub(super) fn keeps(&mut self, needs: Authorization) -> bool {
        let has_room = self.gathered.has_room();
        if !has_room {
            self.left.add(Unlisted { count: 1, needs });
        }
        has_room
    }

    /// The loosest band that an amount breaks on each side; in the way that is named, if not simply above or below.
    pub(super) fn outside(
        &mut self,
        found: i128,
        bases: Bases<'_>,
        breach: Option<Breach>,
        concerned: Concerned,
    ) {
        let bands = &self.check.bands;
        if bands.iter().all(|(bound, _)| bound.keeps(found, bases)) {
            return;
        }
        let intervals: Vec<_> = bands.iter().map(|(bound, _)| bound.interval(bases)).collect();
        self.on_each_side(found, &intervals, concerned, |band, way, mut measured| {
            let bound = &bands[band].0;
            measured.reference = bound.reference(bases);
            measured.percent_of = bound.bases_of(way == Breach::Below, bases);
            let way = if matches!(bound, Bound::Exactly { .. }) { Breach::Differs } else { way };
            (breach.unwrap_or(way), measured)
        });
    }

    /// The loosest band that a part breaks on each side, given what the whole holds.
    pub(super) fn share(&mut self, found: i64, whole: i64, scope: usize) {
        let bands = &self.check.bands;
        let interval = |(bound, _): &(Bound, _)| bound.share_interval(whole);
        if bands.iter().map(interval).all(|(low, high)| (low..=high).contains(&found)) {
            return;
        }
        let intervals: Vec<_> = bands.iter().map(interval).collect();
        self.on_each_side(
            found.into(),
            &intervals,
            Concerned::Selection(scope),
            |band, way, mut measured| {
                measured.reference = whole;
                measured.percent_of = vec![whole];
                let is_due = matches!(bands[band].0, Bound::Share(_, Due::Equals(_)));
                (if is_due { Breach::Differs } else { way }, measured)
            },
        );
    }

    /// Keeps what is found outside of some intervals, one for each band: below and above, where a least is above a most. The two sides
    /// of a place are kept together.
    fn on_each_side(
        &mut self,
        found: i128,
        intervals: &[(i64, i64)],
        concerned: Concerned,
        told: impl Fn(usize, Breach, MeasuredCheck) -> (Breach, MeasuredCheck),
    ) {
        let is_below = |(low, _): &(i64, i64)| found < i128::from(*low);
        let is_above = |(_, high): &(i64, i64)| found > i128::from(*high);
        let sides = [
            (intervals.iter().rposition(is_below), Breach::Below),
            (intervals.iter().rposition(is_above), Breach::Above),
        ];
        let has_room = self.gathered.has_room();
        for (band, way) in sides {
            let Some(band) = band else { continue };
            if !has_room {
                self.left.add(Unlisted { count: 1, needs: self.check.bands[band].1 });
                continue;
            }
            let (breach, measured) =
                told(band, way, measure(found, &intervals[band..], way == Breach::Below));
            self.push(breach, measured, band, concerned);
        }
    }

    pub(super) fn push(
        &mut self,
        breach: Breach,
        measured: MeasuredCheck,
        band: usize,
        concerned: Concerned,
    ) {
        let detail = if let Concerned::Line(line) = concerned { line } else { 0 };
        let MeasuredCheck { found, limit, next, reference, percent_of } = measured;
        let (rulebook, check) = (self.rulebook.clone(), self.number);
        let (before, stands) = (None, false);
        let finding = Finding {
            rulebook,
            check,
            band,
            breach,
            found,
            limit,
            next,
            reference,
            percent_of,
            concerned,
            before,
            stands,
        };
        self.gathered.keep(BreachKey { check, detail, above: found > limit }, finding);
    }
}

/// What was found against the first of some intervals, which it is outside of on one side, and where the next one ends there.
fn measure(found: i128, intervals: &[(i64, i64)], below: bool) -> MeasuredCheck {
    let mut ends = intervals.iter().map(|(low, high)| if below { *low } else { *high });
    let limit = i128::from(ends.next().unwrap_or_default());
    let next = ends.next().filter(|end| (1..i64::MAX).contains(end)).map(i128::from);
    MeasuredCheck { found, limit, next, ..MeasuredCheck::default() }
}
