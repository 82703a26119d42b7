//! Passages: what rules of flow leave open between lines that give and lines that take.
//!
//! Lines that all rules treat alike are one group, so that a network of groups decides whether the money fits. It is
//! exact for rules that close passages, for caps on passages that no other rule speaks of, and for one cap besides. Two
//! caps or more that share passages with other rules make a problem that no network decides: then caps are weighed
//! against each other, and where that finds no way, none is proven not to exist.

use std::collections::BTreeMap;

use super::network::Network;
use super::open::Open;
use crate::capacity::{MAX_MEMBERSHIPS, MAX_PASSAGES};
use crate::error::{Cause, Result};
use crate::rules::{FlowCap, Stand};
use crate::words::both;
use riparto_solve::Meter;

/// Units of work to tell on which side of a rule a line stands, and to compare.
const TOLD_APART: usize = 8;

/// How often caps are weighed against each other.
const ROUNDS: usize = 16;

/// From, to, cents: of groups or of lines.
pub(super) type Moves = Vec<(usize, usize, i64)>;

pub(super) struct Passages<'a> {
    pub(super) meter: &'a Meter,
    /// Of each rule that can bind, the cap in cents.
    caps: Vec<i64>,
    pub(super) giving: Vec<Group>,
    pub(super) taking: Vec<Group>,
    /// The group of each line, on its side.
    group_of: BTreeMap<usize, usize>,
}

/// Lines on one side that all rules treat alike.
pub(super) struct Group {
    stands: Vec<Stand>,
    pub(super) lines: Vec<Open>,
}

/// Whether all that must move can.
pub(super) enum Fit {
    /// So much between groups.
    Found(Moves),
    Impossible,
    /// Nothing was found, and nothing proven.
    Unknown,
}

/// The caps that some transfers between these lines could exceed.
///
/// # Errors
/// Too many caps and lines (`too_many`); not the work that it takes to look at all of them (`effort_spent`).
pub(super) fn binding<'a>(open: &[Open], caps: Vec<FlowCap<'a>>, meter: &Meter) -> Result<Vec<FlowCap<'a>>> {
    let memberships = caps.len().saturating_mul(open.len());
    if memberships > MAX_MEMBERSHIPS {
        let (what, found, allowed) = (
            both("changed lines in all rules of flow", "voci variate in tutti i vincoli di flusso"),
            memberships,
            MAX_MEMBERSHIPS,
        );
        return Err(Cause::TooMany { what, found, allowed }.into());
    }
    meter.pay(memberships.saturating_mul(TOLD_APART))?;
    let binds = |cap: &FlowCap<'_>| {
        let of = |side: i64, stand: &dyn Fn(usize) -> Stand| -> i64 {
            let counted = open.iter().filter(|open| open.cents.signum() == side);
            counted.filter(|open| stand(open.line) != Stand::Outside).map(|open| open.cents.abs()).sum()
        };
        of(-1, &|line| cap.giving(line)).min(of(1, &|line| cap.taking(line))) > cap.cents
    };
    Ok(caps.into_iter().filter(binds).collect())
}

impl<'a> Passages<'a> {
    /// # Errors
    /// Too many pairs of groups (`too_many`); not the work that it takes to tell lines apart (`effort_spent`).
    pub(super) fn new(open: &[Open], caps: &[FlowCap<'_>], meter: &'a Meter) -> Result<Passages<'a>> {
        meter.pay(open.len().saturating_mul(caps.len()).saturating_mul(TOLD_APART))?;
        let stands = |open: &Open| -> Vec<Stand> {
            let stand = |cap: &FlowCap<'_>| match open.cents < 0 {
                true => cap.giving(open.line),
                false => cap.taking(open.line),
            };
            caps.iter().map(stand).collect()
        };
        let lines = open.iter().map(|open| (*open, stands(open)));
        let passages = Passages::grouped(caps.iter().map(|cap| cap.cents).collect(), lines, meter);
        let found = passages.giving.len().saturating_mul(passages.taking.len());
        if found > MAX_PASSAGES {
            let what = both(
                "pairs of lines that rules of flow tell apart",
                "coppie di voci che i vincoli di flusso distinguono",
            );
            return Err(Cause::TooMany { what, found, allowed: MAX_PASSAGES }.into());
        }
        Ok(passages)
    }

    /// Of some of the lines, what closed passages alone leave open.
    pub(super) fn closed_only(&self, lines: &[Open]) -> Passages<'a> {
        self.meter.spend(lines.len().saturating_mul(self.caps.len()));
        let caps = self.caps.iter().map(|cap| if *cap == 0 { 0 } else { i64::MAX }).collect();
        let stands = |open: &Open| self.group(open).stands.clone();
        Passages::grouped(caps, lines.iter().map(|open| (*open, stands(open))), self.meter)
    }

    fn grouped(
        caps: Vec<i64>,
        lines: impl Iterator<Item = (Open, Vec<Stand>)>,
        meter: &'a Meter,
    ) -> Passages<'a> {
        let (giving, taking, group_of) = (Vec::new(), Vec::new(), BTreeMap::new());
        let mut passages = Passages { meter, caps, giving, taking, group_of };
        let mut numbers: BTreeMap<(bool, Vec<Stand>), usize> = BTreeMap::new();
        for (open, stands) in lines {
            let gives = open.cents < 0;
            let groups = if gives { &mut passages.giving } else { &mut passages.taking };
            let number = *numbers.entry((gives, stands.clone())).or_insert(groups.len());
            if number == groups.len() {
                groups.push(Group { stands, lines: Vec::new() });
            }
            groups[number].lines.push(open);
            passages.group_of.insert(open.line, number);
        }
        passages
    }

    fn group(&self, open: &Open) -> &Group {
        let groups = if open.cents < 0 { &self.giving } else { &self.taking };
        &groups[self.group_of[&open.line]]
    }

    /// Whether no rule closes the passage from one line to another.
    pub(super) fn is_open_line(&self, from: usize, to: usize) -> bool {
        self.is_open(self.group_of[&from], self.group_of[&to])
    }

    /// The rules that count what goes from one group to another.
    pub(super) fn counting(&self, from: usize, to: usize) -> impl Iterator<Item = usize> {
        let stands = self.giving[from].stands.iter().zip(&self.taking[to].stands);
        stands.enumerate().filter(|(_, (from, to))| from.counts(**to)).map(|(cap, _)| cap)
    }

    /// Whether no rule closes the passage from one group to another.
    pub(super) fn is_open(&self, from: usize, to: usize) -> bool {
        self.counting(from, to).all(|cap| self.caps[cap] > 0)
    }

    /// The work of counting so many passages under every rule; `false` where the meter is over.
    pub(super) fn spend_on(&self, passages: usize) -> bool {
        self.meter.spend(passages.saturating_mul(self.caps.len() + 1))
    }

    /// Of each rule, what is still free when so much goes between groups; below zero if the rule is broken.
    pub(super) fn room(&self, moves: &Moves) -> Vec<i64> {
        let mut room = self.caps.clone();
        for (from, to, cents) in moves {
            self.counting(*from, *to).for_each(|cap| room[cap] -= cents);
        }
        room
    }

    /// Whether lines' transfers keep all rules.
    pub(super) fn keep(&self, transfers: &Moves) -> bool {
        let group = |line: &usize| self.group_of[line];
        let moves = transfers.iter().map(|(from, to, cents)| (group(from), group(to), *cents)).collect();
        self.room(&moves).iter().all(|cents| *cents >= 0)
    }

    /// The work of looking at every passage under every rule, some times.
    fn spend_on_all(&self, times: usize) -> bool {
        let pairs = self.giving.len().saturating_mul(self.taking.len());
        self.meter.spend(pairs.saturating_mul(self.caps.len() + 1).saturating_mul(times))
    }

    /// The lines in parts that open passages connect.
    ///
    /// # Errors
    /// Not the work that it takes (`effort_spent`).
    pub(super) fn parts(&self) -> Result<Vec<Vec<Open>>> {
        self.spend_on_all(2);
        self.meter.pay((self.giving.len() + self.taking.len()).pow(2))?;
        let mut part: Vec<Option<usize>> = vec![None; self.giving.len() + self.taking.len()];
        let mut parts: Vec<Vec<Open>> = Vec::new();
        for first in 0..part.len() {
            if part[first].is_some() {
                continue;
            }
            part[first] = Some(parts.len());
            let (mut waiting, mut lines): (_, Vec<Open>) = (vec![first], Vec::new());
            while let Some(node) = waiting.pop() {
                let taking = node.checked_sub(self.giving.len());
                let group = taking.map_or_else(|| &self.giving[node], |to| &self.taking[to]);
                lines.extend(&group.lines);
                let reached = |other: &usize| match (taking, other.checked_sub(self.giving.len())) {
                    (None, Some(to)) => self.is_open(node, to),
                    (Some(to), None) => self.is_open(*other, to),
                    _ => false,
                };
                for other in (0..part.len()).filter(reached) {
                    if part[other].is_none() {
                        part[other] = Some(parts.len());
                        waiting.push(other);
                    }
                }
            }
            lines.sort_unstable_by_key(|open| open.line);
            parts.push(lines);
        }
        Ok(parts)
    }

    /// Whether all that must move can; unknown where the meter is over.
    pub(super) fn fit(&self) -> Fit {
        match self.fit_in_time() {
            Fit::Impossible if self.meter.is_over() => Fit::Unknown,
            fit => fit,
        }
    }

    /// What is said to be impossible after the meter is over is not known.
    fn fit_in_time(&self) -> Fit {
        if !self.spend_on_all(2) {
            return Fit::Unknown;
        }
        let crossing = self.crossing();
        let crossed: Vec<usize> = (0..self.caps.len()).filter(|cap| crossing[*cap]).collect();
        let mut weights = vec![0; self.caps.len()];
        // The least that must pass a crossing cap, whatever passes the others.
        for cap in &crossed {
            weights.fill(0);
            weights[*cap] = 1;
            match self.cheapest(&crossing, &weights) {
                None => return Fit::Impossible,
                Some(moves) => match self.room(&moves) {
                    room if room[*cap] < 0 => return Fit::Impossible,
                    room if room.iter().all(|cents| *cents >= 0) => return Fit::Found(moves),
                    _ => {}
                },
            }
        }
        weights.fill(1);
        for _ in 0..ROUNDS {
            let Some(moves) = self.cheapest(&crossing, &weights) else { return Fit::Impossible };
            let room = self.room(&moves);
            if room.iter().all(|cents| *cents >= 0) {
                return Fit::Found(moves);
            }
            for (weight, room) in weights.iter_mut().zip(room) {
                *weight *= if room < 0 { 2 } else { 1 };
            }
        }
        Fit::Unknown
    }

    /// The caps that share a passage with another rule.
    fn crossing(&self) -> Vec<bool> {
        let mut crossing = vec![false; self.caps.len()];
        for (from, giving) in self.giving.iter().enumerate() {
            for (to, taking) in self.taking.iter().enumerate() {
                let counting: Vec<usize> = self.counting(from, to).collect();
                let ends = giving.stands.iter().zip(&taking.stands).enumerate();
                for (cap, (from, to)) in ends {
                    let passes = *from != Stand::Outside && *to != Stand::Outside;
                    crossing[cap] |=
                        passes && self.caps[cap] > 0 && counting.iter().any(|other| *other != cap);
                }
            }
        }
        crossing
    }

    /// All that must move, at the least weight of what crossing caps count; `None` if it does not fit, or the meter is over.
    fn cheapest(&self, crossing: &[bool], weights: &[i64]) -> Option<Moves> {
        if !self.spend_on_all(3) {
            return None;
        }
        let (givers, takers) = (self.giving.len(), self.taking.len());
        let (source, sink, gates) = (givers + takers, givers + takers + 1, givers + takers + 2);
        let mut network = Network::new(gates + 2 * self.caps.len());
        let gated = |cap: usize| self.caps[cap] > 0 && !crossing[cap];
        let volume = self.giving.iter().map(Group::cents).sum();
        for (from, group) in self.giving.iter().enumerate() {
            network.arc(source, from, group.cents(), 0);
        }
        for (to, group) in self.taking.iter().enumerate() {
            network.arc(givers + to, sink, group.cents(), 0);
        }
        let mut direct = Vec::new();
        for from in 0..givers {
            for to in 0..takers {
                if self.is_open(from, to) && !self.counting(from, to).any(gated) {
                    let weight = self.counting(from, to).map(|cap| weights[cap]).sum();
                    direct.push((from, to, network.arc(from, givers + to, volume, weight)));
                }
            }
        }
        // What a cap alone speaks of passes one gate.
        let mut gate_arcs = Vec::new();
        for cap in (0..self.caps.len()).filter(|cap| gated(*cap)) {
            let (entry, exit) = (gates + 2 * cap, gates + 2 * cap + 1);
            network.arc(entry, exit, self.caps[cap], 0);
            let passes = |group: &(usize, &Group)| group.1.stands[cap] != Stand::Outside;
            let entering = self.giving.iter().enumerate().filter(passes);
            let entering: Vec<(usize, usize)> =
                entering.map(|(from, _)| (from, network.arc(from, entry, volume, 0))).collect();
            let leaving = self.taking.iter().enumerate().filter(passes);
            let leaving: Vec<(usize, usize)> =
                leaving.map(|(to, _)| (to, network.arc(exit, givers + to, volume, 0))).collect();
            gate_arcs.push((entering, leaving));
        }
        if network.send(source, sink, self.meter)? < volume {
            return None;
        }
        let mut sums: BTreeMap<(usize, usize), i64> = BTreeMap::new();
        for (from, to, arc) in direct {
            *sums.entry((from, to)).or_default() += network.sent(arc);
        }
        for (entering, leaving) in gate_arcs {
            let ends = |arcs: Vec<(usize, usize)>, side: i64| {
                let ends = arcs.into_iter().map(|(line, arc)| Open { line, cents: side * network.sent(arc) });
                ends.collect::<Vec<Open>>()
            };
            let block = [ends(entering, -1), ends(leaving, 1)].concat();
            for (from, to, cents) in super::open::walk(&block) {
                *sums.entry((from, to)).or_default() += cents;
            }
        }
        Some(sums.into_iter().filter(|(_, cents)| *cents > 0).map(|((a, b), cents)| (a, b, cents)).collect())
    }
}

impl Group {
    pub(super) fn cents(&self) -> i64 {
        self.lines.iter().map(|open| open.cents.abs()).sum()
    }
}
