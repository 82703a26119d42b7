//! Where a box is cut in two: at a demand that the nearest amounts miss, so that both halves exclude them if they can.

use super::demand::Bend;
use super::model::{Boxes, Cap, Model, Share};

/// The demand that is missed most.
enum Missed<'a> {
    Sum(usize),
    Step(usize),
    Share(&'a Share),
    Cap(&'a Cap),
}

/// The column to cut and the last amount of the lower half; `None` if the box is a single allocation.
///
/// `held` is what the nearest amounts hold, `guess` what the prices suggest.
pub(super) fn split(model: &Model, boxes: &Boxes, held: &[i64], guess: &[i64]) -> Option<(usize, i64)> {
    let cut = Cut { model, boxes, held, guess };
    let missed = cut.most_missed();
    let found = match missed {
        Some(Missed::Step(line)) => {
            let step = model.steps[line];
            Some((line, held[line].div_euclid(step) * step))
        }
        Some(Missed::Share(share)) => cut.share(share),
        Some(Missed::Cap(cap)) => cut.cap(cap),
        Some(Missed::Sum(sum)) => cut.among(cut.lines_of(sum)),
        None => None,
    };
    found.filter(|(column, at)| cut.can(*column, *at)).or_else(|| cut.among(0..model.lines))
}

struct Cut<'a> {
    model: &'a Model,
    boxes: &'a Boxes,
    held: &'a [i64],
    guess: &'a [i64],
}

impl<'a> Cut<'a> {
    fn most_missed(&self) -> Option<Missed<'a>> {
        let (model, held) = (self.model, self.held);
        let sums = (model.lines..held.len()).map(|sum| {
            let (low, high) = (self.boxes.low[sum], self.boxes.high[sum]);
            ((low - held[sum]).max(held[sum] - high), Missed::Sum(sum))
        });
        let steps = (0..model.lines).map(|line| {
            let rest = held[line].rem_euclid(model.steps[line]);
            (rest.min(model.steps[line] - rest), Missed::Step(line))
        });
        let shares = model.shares.iter().map(|share| (share.lacks(held), Missed::Share(share)));
        let caps = model.caps.iter().map(|cap| (cap.lacks(held), Missed::Cap(cap)));
        let mut most: Option<(i64, Missed<'a>)> = None;
        for (lacks, missed) in sums.chain(steps).chain(shares).chain(caps) {
            if lacks > most.as_ref().map_or(0, |(most, _)| *most) {
                most = Some((lacks, missed));
            }
        }
        most.map(|(_, missed)| missed)
    }

    fn can(&self, column: usize, at: i64) -> bool {
        self.boxes.low[column] <= at && at < self.boxes.high[column]
    }

    /// The part is cut between what is due and what it holds: below, the amounts are excluded by themselves, above, since
    /// the whole must follow.
    fn share(&self, share: &Share) -> Option<(usize, i64)> {
        let part = share.part;
        let (low, high) = share.ratio.interval(self.held[share.whole]);
        let (held, guess) = (self.held[part], self.guess[part]);
        let at = if held > high { (guess - 1).clamp(high, held - 1) } else { guess.clamp(held, low - 1) };
        Some((part, at)).filter(|(part, at)| self.can(*part, *at)).or_else(|| {
            let lines = self.lines_of(share.part).chain(self.lines_of(share.whole));
            self.among([share.part, share.whole].into_iter()).or_else(|| self.among(lines))
        })
    }

    /// A term whose cost bends inside its box is cut where it bends; else the one that can still change most.
    fn cap(&self, cap: &Cap) -> Option<(usize, i64)> {
        let bent =
            cap.terms.iter().filter(|term| term.bend != Bend::Shift && self.can(term.column, term.base));
        let widest = bent.max_by_key(|term| (self.boxes.width(term.column), usize::MAX - term.column));
        widest.map(|term| (term.column, term.base)).or_else(|| {
            let columns = cap.terms.iter().map(|term| term.column);
            let lines = cap.terms.iter().flat_map(|term| self.lines_of(term.column));
            self.among(columns).or_else(|| self.among(lines))
        })
    }

    fn lines_of(&self, column: usize) -> Box<dyn Iterator<Item = usize> + 'a> {
        match column.checked_sub(self.model.lines) {
            None => Box::new(std::iter::once(column)),
            Some(sum) => Box::new(self.model.sums[sum].iter().map(|line| *line as usize)),
        }
    }

    /// Of some columns, the one whose amount the prices call in doubt most; then the widest.
    fn among(&self, columns: impl Iterator<Item = usize>) -> Option<(usize, i64)> {
        let open = columns.filter(|column| !self.boxes.is_fixed(*column));
        let doubt = |column: usize| (self.held[column] - self.guess[column]).abs();
        let column =
            open.max_by_key(|column| (doubt(*column), self.boxes.width(*column), usize::MAX - column))?;
        let (low, high) = (self.boxes.low[column], self.boxes.high[column]);
        let (held, guess) = (self.held[column], self.guess[column]);
        let at = match held.cmp(&guess) {
            std::cmp::Ordering::Less => guess - 1,
            std::cmp::Ordering::Greater => guess,
            std::cmp::Ordering::Equal => low + (high - low) / 2,
        };
        Some((column, at.clamp(low, high - 1)))
    }
}
