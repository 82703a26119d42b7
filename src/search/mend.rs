//! Mending: cents moved between two lines at a time, until amounts meet every demand and no such move is nearer.

use std::collections::BTreeMap;

use super::cost::Cost;
use super::model::{Cap, Model};

/// How many moves are made at most.
const MOST_MOVES: usize = 256;

/// Lines that no demand tells apart are of one kind.
pub(crate) struct Kinds {
    of_line: Vec<usize>,
    count: usize,
    /// How many demands there are: sums, shares, caps, and the step of each line.
    demands: usize,
    /// The demands that each line has a part in, in order.
    near: Vec<Vec<u32>>,
    /// How many lines there are and how many demands they have a part in.
    size: usize,
    /// The terms that count each column: cap and place.
    terms: Vec<Vec<(u32, u32)>>,
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
        let mut terms: Vec<Vec<(u32, u32)>> = vec![Vec::new(); model.columns()];
        for (cap, number) in model.caps.iter().zip(0..) {
            for (term, place) in cap.terms.iter().zip(0..) {
                terms[term.column].push((number, place));
            }
        }
        let mut shares: Vec<Vec<u32>> = vec![Vec::new(); model.columns()];
        for (share, number) in model.shares.iter().zip(0..) {
            shares[share.part].push(number);
            shares[share.whole].push(number);
        }
        let near: Vec<Vec<u32>> = (0..model.lines).map(|line| near(model, &shares, &terms, line)).collect();
        let size = model.lines + near.iter().map(Vec::len).sum::<usize>();
        let demands = model.sums.len() + model.shares.len() + model.caps.len() + model.lines;
        Kinds { of_line, count: numbers.len(), demands, near, size, terms }
    }
}

/// The demands that a line has a part in, in the order of their numbers.
fn near(model: &Model, shares: &[Vec<u32>], terms: &[Vec<(u32, u32)>], line: usize) -> Vec<u32> {
    let within = &model.within[line];
    let columns: Vec<usize> =
        std::iter::once(line).chain(within.iter().map(|sum| model.lines + *sum as usize)).collect();
    let mut near = within.clone();
    let mut number = model.sums.len() as u32;
    near.extend(columns.iter().flat_map(|column| &shares[*column]).map(|share| number + share));
    number += model.shares.len() as u32;
    near.extend(columns.iter().flat_map(|column| &terms[*column]).map(|(cap, _)| number + cap));
    near.push(number + (model.caps.len() + line) as u32);
    near.sort_unstable();
    near.dedup();
    near
}

/// Amounts on their way to meet every demand.
struct Mended<'a> {
    model: &'a Model,
    kinds: &'a Kinds,
    cost: Cost<'a>,
    held: Vec<i64>,
    /// What the terms of each cap count together.
    counts: Vec<i64>,
    /// By how many cents each demand is missed.
    lacks: Vec<i64>,
    /// How much may still be looked at.
    work: usize,
}

/// A move of cents from one line to another, and after it by how much demands are missed, and what it costs.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Move {
    left: i64,
    costs: i128,
    giver: usize,
    taker: usize,
    cents: i64,
}

/// Amounts near the given ones that meet every demand; `None` where moves between two lines lead to none within so much
/// work. Every pair of kinds is looked at for each move, if it may help.
pub(crate) fn mend(
    model: &Model,
    kinds: &Kinds,
    cost: Cost<'_>,
    start: &[i64],
    work: usize,
) -> Option<Vec<i64>> {
    let held = model.fill(start);
    let count = |cap: &Cap| cap.terms.iter().map(|term| term.of(held[term.column])).sum();
    let counts = model.caps.iter().map(count).collect();
    let mut mended = Mended { model, kinds, cost, held, counts, lacks: Vec::new(), work };
    mended.lacks = (0..kinds.demands).map(|demand| mended.lack(demand)).collect();
    for _ in 0..MOST_MOVES {
        let Some(Move { giver, taker, cents, .. }) = mended.best_move() else { break };
        mended.shift(giver, taker, cents);
        for line in [giver, taker] {
            for demand in &kinds.near[line] {
                mended.lacks[*demand as usize] = mended.lack(*demand as usize);
            }
        }
    }
    let Mended { mut held, .. } = mended;
    held.truncate(model.lines);
    model.keeps(&held).then_some(held)
}

impl Mended<'_> {
    /// By how many cents a demand is missed: sums, then shares, caps, and the steps of lines.
    fn lack(&self, demand: usize) -> i64 {
        let Model { lines, sums, boxes, steps, shares, caps, .. } = self.model;
        let mut number = demand;
        if number < sums.len() {
            let held = self.held[lines + number];
            return (boxes.low[lines + number] - held).max(held - boxes.high[lines + number]).max(0);
        }
        number -= sums.len();
        if let Some(share) = shares.get(number) {
            return share.lacks(&self.held);
        }
        number -= shares.len();
        if let Some(cap) = caps.get(number) {
            return (self.counts[number] - cap.most).max(0);
        }
        number -= caps.len();
        let rest = self.held[number].rem_euclid(steps[number]);
        rest.min(steps[number] - rest)
    }

    fn shift(&mut self, giver: usize, taker: usize, cents: i64) {
        for (line, change) in [(giver, -cents), (taker, cents)] {
            self.change(line, change);
            for sum in &self.model.within[line] {
                self.change(self.model.lines + *sum as usize, change);
            }
        }
    }

    fn change(&mut self, column: usize, cents: i64) {
        let held = self.held[column];
        self.held[column] = held + cents;
        for (cap, term) in &self.kinds.terms[column] {
            let term = &self.model.caps[*cap as usize].terms[*term as usize];
            self.counts[*cap as usize] += term.of(held + cents) - term.of(held);
        }
    }

    /// By how many cents more demands are missed after a move.
    fn missed(&mut self, giver: usize, taker: usize, cents: i64) -> i64 {
        self.shift(giver, taker, cents);
        let (given, taken) = (&self.kinds.near[giver], &self.kinds.near[taker]);
        self.work = self.work.saturating_sub(given.len() + taken.len() + 1);
        let more = |demand: &u32| self.lack(*demand as usize) - self.lacks[*demand as usize];
        let only_taken = taken.iter().filter(|demand| given.binary_search(demand).is_err());
        let missed = given.iter().chain(only_taken).map(more).fold(0, i64::saturating_add);
        self.shift(taker, giver, cents);
        missed
    }

    /// What a cent more on a line costs, or a cent less.
    fn margin(&self, line: usize, cents: i64) -> i128 {
        self.cost.of_line(line, self.held[line] + cents) - self.cost.of_line(line, self.held[line])
    }

    /// Of each kind, the line that gives a cent most cheaply, and the one that takes it so.
    fn ends(&self) -> [Vec<usize>; 2] {
        let boxes = &self.model.boxes;
        [-1, 1].map(|cent| {
            let mut best: Vec<Option<(i128, usize)>> = vec![None; self.kinds.count];
            for line in 0..self.model.lines {
                let kind = self.kinds.of_line[line];
                let margin = self.margin(line, cent);
                let has_room = (boxes.low[line]..=boxes.high[line]).contains(&(self.held[line] + cent));
                if has_room && best[kind].is_none_or(|(known, _)| margin < known) {
                    best[kind] = Some((margin, line));
                }
            }
            best.into_iter().flatten().map(|(_, line)| line).collect()
        })
    }

    /// The move after which least is missed; of those, the one that costs least, if either is better than now.
    fn best_move(&mut self) -> Option<Move> {
        self.work = self.work.saturating_sub(self.kinds.size);
        let broken = self.lacks.iter().fold(0, |sum: i64, lack| sum.saturating_add(*lack));
        let is_broken =
            |line: usize| self.kinds.near[line].iter().any(|demand| self.lacks[*demand as usize] > 0);
        let concerned: Vec<bool> = (0..self.model.lines).map(is_broken).collect();
        let [givers, takers] = self.ends();
        let (boxes, steps) = (&self.model.boxes, &self.model.steps);
        let sizes = self.sizes(broken);
        let mut best: Option<Move> = None;
        for (giver, taker) in givers.iter().flat_map(|giver| takers.iter().map(|taker| (*giver, *taker))) {
            if giver == taker || (broken > 0 && !concerned[giver] && !concerned[taker]) {
                continue;
            }
            let room = (self.held[giver] - boxes.low[giver]).min(boxes.high[taker] - self.held[taker]);
            let own = [steps[giver], self.held[giver] % steps[giver]];
            for cents in sizes.iter().chain(&own).copied().filter(|cents| (1..=room).contains(cents)) {
                if self.work == 0 {
                    return best;
                }
                let left = broken.saturating_add(self.missed(giver, taker, cents));
                let costs = self.margin(giver, -cents) + self.margin(taker, cents);
                let found = Move { left, costs, giver, taker, cents };
                let is_better = left < broken || (left == broken && costs < 0);
                if is_better && best.is_none_or(|known| (left, costs) < (known.left, known.costs)) {
                    best = Some(found);
                }
            }
        }
        best
    }

    /// How many cents are tried at once: what any demand lacks, all of it together, and a cent.
    fn sizes(&self, broken: i64) -> Vec<i64> {
        let mut sizes = vec![1, broken, broken / 2];
        sizes.extend(self.lacks[..self.lacks.len() - self.model.lines].iter());
        sizes.retain(|cents| *cents > 0);
        sizes.sort_unstable();
        sizes.dedup();
        sizes
    }
}
