//! Mending: cents moved between two lines at a time, until amounts meet every demand and no such move is nearer.

use std::collections::BTreeMap;

use super::cost::Cost;
use super::model::{Boxes, Model};

/// How many moves are made at most.
const MOST_MOVES: usize = 256;

/// Lines that no demand tells apart are of one kind.
pub(crate) struct Kinds {
    of_line: Vec<usize>,
    count: usize,
}

impl Kinds {
    pub(crate) fn new(model: &Model) -> Kinds {
        let mut alone = vec![false; model.lines];
        let shares = model.shares.iter().flat_map(|share| [share.part, share.whole]);
        let terms = model.caps.iter().flat_map(|cap| cap.terms.iter().map(|term| term.column));
        shares.chain(terms).filter(|column| *column < model.lines).for_each(|line| alone[line] = true);
        let mut numbers: BTreeMap<(Option<usize>, i64, &[u32]), usize> = BTreeMap::new();
        let mut of_line = Vec::with_capacity(model.lines);
        for (line, alone) in alone.into_iter().enumerate() {
            let own = alone.then_some(line);
            let next = numbers.len();
            of_line.push(*numbers.entry((own, model.steps[line], &model.within[line])).or_insert(next));
        }
        Kinds { of_line, count: numbers.len() }
    }
}

/// Amounts on their way to meet every demand.
struct Mended<'a> {
    model: &'a Model,
    cost: Cost<'a>,
    boxes: &'a Boxes,
    held: Vec<i64>,
}

/// Amounts near the given ones that meet every demand; `None` where moves between two lines lead to none within so much
/// work. Every pair of kinds is looked at for each move.
pub(crate) fn mend(
    model: &Model,
    kinds: &Kinds,
    cost: Cost<'_>,
    start: &[i64],
    work: usize,
) -> Option<Vec<i64>> {
    let looks = kinds.count * kinds.count * (model.columns() + model.shares.len() + model.caps.len());
    let moves = (work / (3 * looks.max(1))).min(MOST_MOVES);
    let mut mended = Mended { model, cost, boxes: &model.boxes, held: model.fill(start) };
    let mut broken = mended.broken();
    for _ in 0..moves {
        let Some((left, giver, taker, cents)) = mended.best_move(kinds, broken) else { break };
        mended.shift(giver, taker, cents);
        broken = left;
    }
    mended.held.truncate(model.lines);
    (broken == 0 && model.keeps(&mended.held)).then_some(mended.held)
}

impl Mended<'_> {
    /// By how many cents demands are missed in all.
    fn broken(&self) -> i64 {
        let (held, model) = (&self.held, self.model);
        let sums = (model.lines..held.len())
            .map(|sum| (model.boxes.low[sum] - held[sum]).max(held[sum] - model.boxes.high[sum]).max(0));
        let steps = (0..model.lines).map(|line| {
            let rest = held[line].rem_euclid(model.steps[line]);
            rest.min(model.steps[line] - rest)
        });
        let shares = model.shares.iter().map(|share| share.lacks(held));
        let caps = model.caps.iter().map(|cap| cap.lacks(held));
        sums.chain(steps).chain(shares).chain(caps).fold(0, i64::saturating_add)
    }

    fn shift(&mut self, giver: usize, taker: usize, cents: i64) {
        self.held[giver] -= cents;
        self.held[taker] += cents;
        for sum in &self.model.within[giver] {
            self.held[self.model.lines + *sum as usize] -= cents;
        }
        for sum in &self.model.within[taker] {
            self.held[self.model.lines + *sum as usize] += cents;
        }
    }

    /// What a cent more on a line costs, or a cent less.
    fn margin(&self, line: usize, cents: i64) -> i128 {
        self.cost.of_line(line, self.held[line] + cents) - self.cost.of_line(line, self.held[line])
    }

    /// The move after which least is broken; of those, the one that costs least, if either is better than now.
    fn best_move(&mut self, kinds: &Kinds, broken: i64) -> Option<(i64, usize, usize, i64)> {
        let (mut givers, mut takers) = (vec![None; kinds.count], vec![None; kinds.count]);
        for line in 0..self.model.lines {
            let kind = kinds.of_line[line];
            let better = |known: Option<(i128, usize)>, margin| known.is_none_or(|(best, _)| margin < best);
            let (less, more) = (self.margin(line, -1), self.margin(line, 1));
            if self.held[line] > self.boxes.low[line] && better(givers[kind], less) {
                givers[kind] = Some((less, line));
            }
            if self.held[line] < self.boxes.high[line] && better(takers[kind], more) {
                takers[kind] = Some((more, line));
            }
        }
        let sizes = self.sizes(broken);
        let mut best: Option<((i64, i128), usize, usize, i64)> = None;
        for (_, giver) in givers.iter().flatten().copied() {
            for (_, taker) in takers.iter().flatten().copied().filter(|(_, taker)| *taker != giver) {
                let room =
                    (self.held[giver] - self.boxes.low[giver]).min(self.boxes.high[taker] - self.held[taker]);
                let own = [self.model.steps[giver], self.held[giver] % self.model.steps[giver]];
                for cents in sizes.iter().chain(&own).copied().filter(|cents| (1..=room).contains(cents)) {
                    let costs = self.margin(giver, -cents) + self.margin(taker, cents);
                    self.shift(giver, taker, cents);
                    let left = self.broken();
                    self.shift(taker, giver, cents);
                    let is_better = left < broken || (left == broken && costs < 0);
                    if is_better && best.is_none_or(|(known, ..)| (left, costs) < known) {
                        best = Some(((left, costs), giver, taker, cents));
                    }
                }
            }
        }
        best.map(|((left, _), giver, taker, cents)| (left, giver, taker, cents))
    }

    /// How many cents are tried at once.
    fn sizes(&self, broken: i64) -> Vec<i64> {
        let mut sizes = vec![1, broken, broken / 2];
        sizes.extend(self.model.shares.iter().map(|share| share.lacks(&self.held)));
        sizes.extend(self.model.caps.iter().map(|cap| cap.lacks(&self.held)));
        for sum in self.model.lines..self.held.len() {
            let (low, high) = (self.model.boxes.low[sum], self.model.boxes.high[sum]);
            sizes.push((low - self.held[sum]).max(self.held[sum] - high));
        }
        sizes.retain(|cents| *cents > 0);
        sizes.sort_unstable();
        sizes.dedup();
        sizes
    }
}
