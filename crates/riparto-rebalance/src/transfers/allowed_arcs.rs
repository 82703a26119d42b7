//! `AllowedArcs`: the arcs that rules of flow allow from lines that give to lines that take.
//!
//! Lines with the same role in every rule are one group, and a flow between groups decides feasibility. It is exact for rules that
//! forbid arcs, for caps on arcs that no other rule counts (a gate: two nodes joined by an arc of that capacity), and for one cap
//! besides. With two or more caps that share arcs with other rules, arc costs penalize the caps in use; if that finds no flow,
//! infeasibility is not proven.

use std::collections::BTreeMap;

use super::line_delta::LineDelta;
use super::min_cost_flow::ResidualNetwork;
use super::work::pay;
use riparto_core::capacity::{MAX_MEMBERSHIPS, MAX_PASSAGES};
use riparto_core::error::{Cause, Result};
use riparto_core::rules::{FlowCap, FlowRole};
use riparto_core::words::both;
use riparto_solve::{Answer, Meter};

/// Units of work to find and compare the role of a line in a rule.
const TOLD_APART: usize = 8;

/// Rounds of doubling the costs of violated caps.
const ROUNDS: usize = 16;

/// From, to, cents: of groups or of lines.
pub(super) type ArcFlows = Vec<(usize, usize, i64)>;

pub(super) struct AllowedArcs<'a> {
    pub(super) meter: &'a Meter,
    /// Of each rule that can bind, the cap in cents.
    caps: Vec<i64>,
    pub(super) giving: Vec<RoleGroup>,
    pub(super) taking: Vec<RoleGroup>,
    /// The group of each line, on its side.
    group_of: BTreeMap<usize, usize>,
}

/// Lines of one side with the same role in every rule.
pub(super) struct RoleGroup {
    roles: Vec<FlowRole>,
    pub(super) lines: Vec<LineDelta>,
}

/// The caps that some transfers between these lines could exceed.
///
/// # Errors
/// Too many caps and lines (`too_many`); not the work that it takes to look at all of them (`effort_spent`).
pub(super) fn binding<'a>(
    deltas: &[LineDelta],
    caps: Vec<FlowCap<'a>>,
    meter: &Meter,
) -> Result<Vec<FlowCap<'a>>> {
    let memberships = caps.len().saturating_mul(deltas.len());
    if memberships > MAX_MEMBERSHIPS {
        let (what, found, allowed) = (
            both("changed lines in all rules of flow", "voci variate in tutti i vincoli di flusso"),
            memberships,
            MAX_MEMBERSHIPS,
        );
        return Err(Cause::TooMany { what, found, allowed }.into());
    }
    pay(meter, memberships.saturating_mul(TOLD_APART))?;
    let binds = |cap: &FlowCap<'_>| {
        let of = |side: i64, role: &dyn Fn(usize) -> FlowRole| -> i64 {
            let counted = deltas.iter().filter(|delta| delta.cents.signum() == side);
            counted.filter(|delta| role(delta.line) != FlowRole::Outside).map(|delta| delta.cents.abs()).sum()
        };
        of(-1, &|line| cap.giving(line)).min(of(1, &|line| cap.taking(line))) > cap.cents
    };
    Ok(caps.into_iter().filter(binds).collect())
}

impl<'a> AllowedArcs<'a> {
    /// # Errors
    /// Too many pairs of groups (`too_many`); not the work that it takes to tell lines apart (`effort_spent`).
    pub(super) fn new(
        deltas: &[LineDelta],
        caps: &[FlowCap<'_>],
        meter: &'a Meter,
    ) -> Result<AllowedArcs<'a>> {
        pay(meter, deltas.len().saturating_mul(caps.len()).saturating_mul(TOLD_APART))?;
        let roles = |delta: &LineDelta| -> Vec<FlowRole> {
            let role = |cap: &FlowCap<'_>| match delta.cents < 0 {
                true => cap.giving(delta.line),
                false => cap.taking(delta.line),
            };
            caps.iter().map(role).collect()
        };
        let lines = deltas.iter().map(|delta| (*delta, roles(delta)));
        let arcs = AllowedArcs::grouped(caps.iter().map(|cap| cap.cents).collect(), lines, meter);
        let found = arcs.giving.len().saturating_mul(arcs.taking.len());
        if found > MAX_PASSAGES {
            let what = both(
                "pairs of lines that rules of flow tell apart",
                "coppie di voci che i vincoli di flusso distinguono",
            );
            return Err(Cause::TooMany { what, found, allowed: MAX_PASSAGES }.into());
        }
        Ok(arcs)
    }

    /// For some of the lines, the arcs that remain if only the forbidden ones count.
    pub(super) fn closed_only(&self, lines: &[LineDelta]) -> AllowedArcs<'a> {
        self.meter.spend(lines.len().saturating_mul(self.caps.len()));
        let caps = self.caps.iter().map(|cap| if *cap == 0 { 0 } else { i64::MAX }).collect();
        let roles = |delta: &LineDelta| self.group(delta).roles.clone();
        AllowedArcs::grouped(caps, lines.iter().map(|delta| (*delta, roles(delta))), self.meter)
    }

    fn grouped(
        caps: Vec<i64>,
        lines: impl Iterator<Item = (LineDelta, Vec<FlowRole>)>,
        meter: &'a Meter,
    ) -> AllowedArcs<'a> {
        let (giving, taking, group_of) = (Vec::new(), Vec::new(), BTreeMap::new());
        let mut arcs = AllowedArcs { meter, caps, giving, taking, group_of };
        let mut numbers: BTreeMap<(bool, Vec<FlowRole>), usize> = BTreeMap::new();
        for (delta, roles) in lines {
            let gives = delta.cents < 0;
            let groups = if gives { &mut arcs.giving } else { &mut arcs.taking };
            let number = *numbers.entry((gives, roles.clone())).or_insert(groups.len());
            if number == groups.len() {
                groups.push(RoleGroup { roles, lines: Vec::new() });
            }
            groups[number].lines.push(delta);
            arcs.group_of.insert(delta.line, number);
        }
        arcs
    }

    fn group(&self, delta: &LineDelta) -> &RoleGroup {
        let groups = if delta.cents < 0 { &self.giving } else { &self.taking };
        &groups[self.group_of[&delta.line]]
    }

    /// Whether the arc from one line to another is allowed.
    pub(super) fn allows_line(&self, from: usize, to: usize) -> bool {
        self.allows(self.group_of[&from], self.group_of[&to])
    }

    /// The rules that count what goes from one group to another.
    pub(super) fn counting(&self, from: usize, to: usize) -> impl Iterator<Item = usize> {
        let roles = self.giving[from].roles.iter().zip(&self.taking[to].roles);
        roles.enumerate().filter(|(_, (from, to))| from.counts(**to)).map(|(cap, _)| cap)
    }

    /// Whether the arc from one group to another is allowed.
    pub(super) fn allows(&self, from: usize, to: usize) -> bool {
        self.counting(from, to).all(|cap| self.caps[cap] > 0)
    }

    /// Spends the work of counting this many arcs under every rule; `false` where the meter is over.
    pub(super) fn spend_on(&self, arcs: usize) -> bool {
        self.meter.spend(arcs.saturating_mul(self.caps.len() + 1))
    }

    /// The slack of each rule under a flow between groups; below zero if the rule is broken.
    pub(super) fn room(&self, moves: &ArcFlows) -> Vec<i64> {
        let mut room = self.caps.clone();
        for (from, to, cents) in moves {
            self.counting(*from, *to).for_each(|cap| room[cap] -= cents);
        }
        room
    }

    /// Whether transfers between lines satisfy all rules.
    pub(super) fn keep(&self, transfers: &ArcFlows) -> bool {
        let group = |line: &usize| self.group_of[line];
        let moves = transfers.iter().map(|(from, to, cents)| (group(from), group(to), *cents)).collect();
        self.room(&moves).iter().all(|cents| *cents >= 0)
    }

    /// Spends the work of reading every arc under every rule, `times` times.
    fn spend_on_all_arcs(&self, times: usize) -> bool {
        let pairs = self.giving.len().saturating_mul(self.taking.len());
        self.meter.spend(pairs.saturating_mul(self.caps.len() + 1).saturating_mul(times))
    }

    /// The lines of each component that allowed arcs connect.
    ///
    /// # Errors
    /// Not the work that it takes (`effort_spent`).
    pub(super) fn parts(&self) -> Result<Vec<Vec<LineDelta>>> {
        self.spend_on_all_arcs(2);
        pay(self.meter, (self.giving.len() + self.taking.len()).pow(2))?;
        let mut part: Vec<Option<usize>> = vec![None; self.giving.len() + self.taking.len()];
        let mut parts: Vec<Vec<LineDelta>> = Vec::new();
        for first in 0..part.len() {
            if part[first].is_some() {
                continue;
            }
            part[first] = Some(parts.len());
            let (mut waiting, mut lines): (_, Vec<LineDelta>) = (vec![first], Vec::new());
            while let Some(node) = waiting.pop() {
                let taking = node.checked_sub(self.giving.len());
                let group = taking.map_or_else(|| &self.giving[node], |to| &self.taking[to]);
                lines.extend(&group.lines);
                let reached = |other: &usize| match (taking, other.checked_sub(self.giving.len())) {
                    (None, Some(to)) => self.allows(node, to),
                    (Some(to), None) => self.allows(*other, to),
                    _ => false,
                };
                for other in (0..part.len()).filter(reached) {
                    if part[other].is_none() {
                        part[other] = Some(parts.len());
                        waiting.push(other);
                    }
                }
            }
            lines.sort_unstable_by_key(|delta| delta.line);
            parts.push(lines);
        }
        Ok(parts)
    }

    /// A flow of all cents within the caps; unknown if the meter is over.
    pub(super) fn feasible_flow(&self) -> Answer<ArcFlows, ()> {
        match self.feasible_flow_in_time() {
            Answer::Infeasible(()) if self.meter.is_over() => Answer::Unknown,
            known => known,
        }
    }

    /// Infeasibility found after the meter is over is not proven.
    fn feasible_flow_in_time(&self) -> Answer<ArcFlows, ()> {
        if !self.spend_on_all_arcs(2) {
            return Answer::Unknown;
        }
        let shared = self.shared();
        let shared_caps: Vec<usize> = (0..self.caps.len()).filter(|cap| shared[*cap]).collect();
        let mut weights = vec![0; self.caps.len()];
        // The least flow through one shared cap, whatever the others count.
        for cap in &shared_caps {
            weights.fill(0);
            weights[*cap] = 1;
            match self.cheapest(&shared, &weights) {
                None => return Answer::Infeasible(()),
                Some(moves) => match self.room(&moves) {
                    room if room[*cap] < 0 => return Answer::Infeasible(()),
                    room if room.iter().all(|cents| *cents >= 0) => return Answer::Found(moves),
                    _ => {}
                },
            }
        }
        weights.fill(1);
        for _ in 0..ROUNDS {
            let Some(moves) = self.cheapest(&shared, &weights) else { return Answer::Infeasible(()) };
            let room = self.room(&moves);
            if room.iter().all(|cents| *cents >= 0) {
                return Answer::Found(moves);
            }
            for (weight, room) in weights.iter_mut().zip(room) {
                *weight *= if room < 0 { 2 } else { 1 };
            }
        }
        Answer::Unknown
    }

    /// The caps in use together with another rule on some arc.
    fn shared(&self) -> Vec<bool> {
        let mut shared = vec![false; self.caps.len()];
        for (from, giving) in self.giving.iter().enumerate() {
            for (to, taking) in self.taking.iter().enumerate() {
                let counting: Vec<usize> = self.counting(from, to).collect();
                let ends = giving.roles.iter().zip(&taking.roles).enumerate();
                for (cap, (from, to)) in ends {
                    let passes = *from != FlowRole::Outside && *to != FlowRole::Outside;
                    shared[cap] |= passes && self.caps[cap] > 0 && counting.iter().any(|other| *other != cap);
                }
            }
        }
        shared
    }

    /// A flow of all cents, at the least weighted sum of what shared caps count; `None` if there is none, or the meter is over.
    fn cheapest(&self, shared: &[bool], weights: &[i64]) -> Option<ArcFlows> {
        if !self.spend_on_all_arcs(3) {
            return None;
        }
        let (givers, takers) = (self.giving.len(), self.taking.len());
        let (source, sink, first_gate) = (givers + takers, givers + takers + 1, givers + takers + 2);
        let mut network = ResidualNetwork::new(first_gate + 2 * self.caps.len());
        let gated = |cap: usize| self.caps[cap] > 0 && !shared[cap];
        let volume = self.giving.iter().map(RoleGroup::cents).sum();
        for (from, group) in self.giving.iter().enumerate() {
            network.arc(source, from, group.cents(), 0);
        }
        for (to, group) in self.taking.iter().enumerate() {
            network.arc(givers + to, sink, group.cents(), 0);
        }
        let mut direct = Vec::new();
        for from in 0..givers {
            for to in 0..takers {
                if self.allows(from, to) && !self.counting(from, to).any(gated) {
                    let weight = self.counting(from, to).map(|cap| weights[cap]).sum();
                    direct.push((from, to, network.arc(from, givers + to, volume, weight)));
                }
            }
        }
        // Arcs that only one cap counts pass through its two gate nodes.
        let mut gate_arcs = Vec::new();
        for cap in (0..self.caps.len()).filter(|cap| gated(*cap)) {
            let (entry, exit) = (first_gate + 2 * cap, first_gate + 2 * cap + 1);
            network.arc(entry, exit, self.caps[cap], 0);
            let passes = |group: &(usize, &RoleGroup)| group.1.roles[cap] != FlowRole::Outside;
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
                let ends =
                    arcs.into_iter().map(|(line, arc)| LineDelta { line, cents: side * network.sent(arc) });
                ends.collect::<Vec<LineDelta>>()
            };
            let subset = [ends(entering, -1), ends(leaving, 1)].concat();
            for (from, to, cents) in super::line_delta::north_west_corner(&subset) {
                *sums.entry((from, to)).or_default() += cents;
            }
        }
        Some(sums.into_iter().filter(|(_, cents)| *cents > 0).map(|((a, b), cents)| (a, b, cents)).collect())
    }
}

impl RoleGroup {
    pub(super) fn cents(&self) -> i64 {
        self.lines.iter().map(|delta| delta.cents.abs()).sum()
    }
}
