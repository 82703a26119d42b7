//! `SetSearch`: the sets of proposals that depend on each other and fit, reached one proposal at a time.

use std::collections::{BTreeMap, BTreeSet};

use super::followed::followed;
use super::proposal_conflict::{Obstacle, ProposalConflict};
use riparto_core::capacity::MAX_COMPATIBLE_SETS;
use riparto_core::error::Result;
use riparto_core::plan::{Plan, Proposal};
use riparto_core::rules::{Authorization, Finding};
use riparto_solve::Meter;

/// How many of the largest sets, and of the conflicts, are listed.
pub(super) const LISTED: usize = 64;

/// How many blocking findings of a proposal are listed.
const LISTED_OBSTACLES: usize = 16;

/// Work of assessing a line or a rule, in look-ups.
const ASSESSED: usize = 64;

/// The most proposals that depend on each other and are all looked at.
pub(super) const MOST: usize = 128;

/// Whether a finding lets the last of some proposals, given by position, pass after the others.
pub(super) type Passes<'a> = &'a dyn Fn(&Finding, &[usize]) -> bool;

/// Members of a group, by their place in it, as bits.
type Set = u128;

fn members(set: Set) -> impl Iterator<Item = usize> {
    (0..MOST).filter(move |member| set >> member & 1 == 1)
}

/// What was carried out. The plan after a set is the same by any order but for what its decisions needed, where rules ask that, and for
/// what followed.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
struct SetNode {
    set: Set,
    /// What had been carried out when each level was authorized last that some rule measures from.
    authorized: Vec<Set>,
    /// What those needed that rules count, in order of the levels.
    counted: Vec<Authorization>,
    /// By how many cents lines changed, where derived lines follow: to the cent, that may depend on the order.
    changed: BTreeMap<usize, i64>,
}

pub(super) struct SetSearch<'a> {
    /// The plan after the set that is looked at.
    plan: Plan,
    /// The levels of authorization that some rule measures from.
    levels: Vec<Authorization>,
    /// The least level that some rule counts the changes of.
    counted_from: Option<Authorization>,
    /// The plans before what was carried out, where taking it back would be a decision that rules measure from or count, or where
    /// something followed.
    before: Vec<Plan>,
    proposals: &'a [&'a Proposal],
    group: &'a [usize],
    passes: Passes<'a>,
    meter: &'a Meter,
    /// How much is looked at to assess each member.
    looks: Vec<usize>,
    /// The places of the proposals in it, in the order in which they were carried out.
    carried_out: Vec<usize>,
    /// What was reached, by which proposal, and from where.
    reached: BTreeMap<SetNode, Option<(SetNode, usize)>>,
    /// From where all others were looked for.
    expanded: BTreeSet<SetNode>,
    all: Set,
    pub(super) full: bool,
}

impl<'a> SetSearch<'a> {
    pub(super) fn new(
        plan: &Plan,
        proposals: &'a [&'a Proposal],
        group: &'a [usize],
        (passes, meter): (Passes<'a>, &'a Meter),
    ) -> Result<SetSearch<'a>> {
        let group_searched = &group[..group.len().min(MOST)];
        let all = group_searched.iter().fold(0, |all, _| all << 1 | 1);
        let full = group.len() > MOST;
        let levels = plan.rulebook().authorized_levels();
        let counted_from = plan.rulebook().counted_from();
        let broken = plan.check().len();
        let look = |place: &usize| {
            let (lines, checks) = plan.touched(proposals[*place])?;
            // It is assessed, carried out and taken back.
            let units = plan.application_units(proposals[*place])?.saturating_mul(3);
            let units = units.saturating_add(plan.following_units().saturating_mul(2));
            Ok(ASSESSED.saturating_mul(lines.len() + checks.len() + broken).saturating_add(units))
        };
        let looks = group_searched.iter().map(look).collect::<Result<Vec<usize>>>()?;
        let (plan, carried_out) = (plan.clone(), Vec::new());
        let mut search = SetSearch {
            plan,
            levels,
            counted_from,
            before: Vec::new(),
            proposals,
            group: group_searched,
            passes,
            meter,
            looks,
            carried_out,
            reached: BTreeMap::new(),
            expanded: BTreeSet::new(),
            all,
            full,
        };
        search.reached.insert(search.start(), None);
        Ok(search)
    }

    /// Whether the plan after a set may depend on the order: rules ask what earlier decisions needed, or derived lines follow.
    fn depends_on_order(&self) -> bool {
        !self.levels.is_empty() || self.counted_from.is_some() || self.plan.rulebook().has_following()
    }

    fn proposal(&self, member: usize) -> &'a Proposal {
        self.proposals[self.group[member]]
    }

    /// What is reached by a proposal that comes next, or what keeps it from that, and how many more findings do.
    fn next(&self, from: &SetNode, member: usize) -> Result<std::result::Result<SetNode, (Obstacle, usize)>> {
        let followed = followed(&self.plan, self.proposal(member));
        match followed.and_then(|followed| self.plan.assess(&followed)) {
            Ok(assessment) => {
                let places: Vec<usize> =
                    self.carried_out.iter().copied().chain([self.group[member]]).collect();
                let stands = |finding: &&Finding| !(self.passes)(finding, &places);
                let mut standing = assessment.findings().iter().filter(stands);
                let findings: Vec<Finding> = standing.by_ref().take(LISTED_OBSTACLES).cloned().collect();
                if findings.is_empty() {
                    let mut after = self.after(from, member, assessment.authorization());
                    if self.plan.rulebook().has_following() {
                        for change in assessment.changes() {
                            *after.changed.entry(change.line).or_default() += change.delta.cents();
                        }
                        after.changed.retain(|_, cents| *cents != 0);
                    }
                    return Ok(Ok(after));
                }
                let unlisted = standing.count() + assessment.findings().unlisted();
                Ok(Err((Obstacle::Rules(findings), unlisted)))
            }
            Err(error) if error.code() == "line_overdrawn" => Ok(Err((Obstacle::Impossible(error), 0))),
            Err(error) => Err(error),
        }
    }

    /// What is reached by a proposal that needs so much.
    fn after(&self, from: &SetNode, member: usize, needs: Authorization) -> SetNode {
        let set = from.set | 1 << member;
        let authorized = self.levels.iter().zip(&from.authorized);
        let authorized =
            authorized.map(|(level, earlier)| if *level <= needs { set } else { *earlier }).collect();
        let mut counted = from.counted.clone();
        counted.extend(self.counted_from.filter(|least| needs >= *least).map(|_| needs));
        counted.sort_unstable();
        SetNode { set, authorized, counted, changed: from.changed.clone() }
    }

    fn carry_out(&mut self, member: usize) -> Result<()> {
        if self.depends_on_order() {
            self.before.push(self.plan.clone());
        }
        let followed = followed(&self.plan, self.proposal(member))?;
        self.plan.apply(&followed, Authorization::Forbidden)?;
        self.carried_out.push(self.group[member]);
        Ok(())
    }

    fn take_back(&mut self, member: usize) -> Result<()> {
        match self.before.pop() {
            Some(before) => self.plan = before,
            None => {
                let proposal = self.proposal(member);
                self.plan.apply(&proposal.reverse(proposal.id())?, Authorization::Forbidden)?;
            }
        }
        self.carried_out.pop();
        Ok(())
    }

    /// Carries out the first proposal that can be, as long as one can: the first set that is known.
    pub(super) fn go_straight(&mut self) -> Result<()> {
        let (mut at, mut member, mut carried) = (self.start(), 0, Vec::new());
        while member < self.group.len() {
            let is_new = at.set >> member & 1 == 0;
            let next = match is_new && self.meter.spend(self.looks[member]) {
                true => self.next(&at, member)?.ok(),
                false => None,
            };
            let Some(next) = next else {
                member += 1;
                continue;
            };
            self.reached.insert(next.clone(), Some((at, member)));
            self.carry_out(member)?;
            carried.push(member);
            (at, member) = (next, 0);
        }
        carried.into_iter().rev().try_for_each(|member| self.take_back(member))
    }

    fn start(&self) -> SetNode {
        SetNode { authorized: vec![0; self.levels.len()], ..SetNode::default() }
    }

    /// Reaches all sets.
    pub(super) fn reach_all(&mut self) -> Result<()> {
        self.reach(&self.start())
    }

    /// Reaches all sets beyond the one that the plan is after.
    fn reach(&mut self, at: &SetNode) -> Result<()> {
        for member in 0..self.group.len() {
            let is_in = at.set >> member & 1 == 1;
            // Where the order does not matter, what is reached is known before.
            let is_expanded = || self.expanded.contains(&self.after(at, member, Authorization::Free));
            if is_in || (!self.depends_on_order() && is_expanded()) {
                continue;
            }
            let fits_all = self.reached.keys().next_back().is_some_and(|last| last.set == self.all);
            if fits_all || self.reached.len() > MAX_COMPATIBLE_SETS {
                self.full |= !fits_all;
                return Ok(());
            }
            if !self.meter.spend(self.looks[member]) {
                self.full = true;
                return Ok(());
            }
            let Ok(next) = self.next(at, member)? else { continue };
            if self.expanded.insert(next.clone()) {
                self.reached.entry(next.clone()).or_insert_with(|| Some((at.clone(), member)));
                self.carry_out(member)?;
                self.reach(&next)?;
                self.take_back(member)?;
            }
        }
        Ok(())
    }

    /// The sets that were reached, each once, with one way to it.
    fn sets(&self) -> BTreeMap<Set, &SetNode> {
        self.reached.keys().map(|reached| (reached.set, reached)).collect()
    }

    /// The first of the largest sets that were reached, each as places of proposals in an order that works, and how many there
    /// are.
    pub(super) fn largest(&self) -> (Vec<Vec<usize>>, u32) {
        let sets = self.sets();
        let size = sets.keys().map(|set| set.count_ones()).max().unwrap_or(0);
        let largest: Vec<&SetNode> = sets
            .into_iter()
            .filter(|(set, _)| set.count_ones() == size)
            .map(|(_, reached)| reached)
            .collect();
        let count = u32::try_from(largest.len()).unwrap_or(u32::MAX);
        (largest.into_iter().take(LISTED).map(|reached| self.order(reached)).collect(), count)
    }

    fn order(&self, reached: &SetNode) -> Vec<usize> {
        let mut at = reached;
        let mut order = Vec::new();
        while let Some(Some((from, last))) = self.reached.get(at) {
            order.push(self.group[*last]);
            at = from;
        }
        order.reverse();
        order
    }

    /// The smallest sets that are part of no set that was reached: those that meet what each reached set leaves out. Says
    /// whether these are all.
    pub(super) fn conflicts(&self) -> (Vec<Set>, bool) {
        let mut left_out: Vec<Set> = self.sets().keys().map(|set| self.all & !set).collect();
        left_out.sort_by_key(|out| (out.count_ones(), *out));
        let mut needed: Vec<Set> = Vec::new();
        for out in left_out {
            if !self.meter.spend(needed.len()) {
                return (Vec::new(), false);
            }
            if needed.iter().all(|smaller| smaller & !out != 0) {
                needed.push(out);
            }
        }
        let Some((mut hitting, are_all)) = smallest_hitting(&needed, self.meter) else {
            return (Vec::new(), false);
        };
        let meets_all = |set: Set| needed.iter().all(|out| out & set != 0);
        hitting.retain(|set| members(*set).all(|member| !meets_all(set & !(1 << member))));
        hitting.sort_by_cached_key(|set| (set.count_ones(), members(*set).collect::<Vec<_>>()));
        (hitting, are_all)
    }

    pub(super) fn explain(&mut self, conflict: Set) -> Result<ProposalConflict> {
        let proposals = members(conflict).map(|member| self.proposal(member).id().to_owned()).collect();
        let mut carried: Vec<usize> = Vec::new();
        let (mut at, mut found) = (self.start(), None);
        for member in members(conflict) {
            match self.next(&at, member)? {
                Ok(next) => at = next,
                Err(obstacle) => {
                    found = Some(obstacle);
                    break;
                }
            }
            self.carry_out(member)?;
            carried.push(member);
        }
        for member in carried.into_iter().rev() {
            self.take_back(member)?;
        }
        // In no order do they fit, so not in this one.
        let (obstacle, findings_unlisted) = found.unwrap_or((Obstacle::Rules(Vec::new()), 0));
        Ok(ProposalConflict { proposals, obstacle, findings_unlisted })
    }
}

/// The smallest sets that share a member with each of some sets (Berge's algorithm). Beyond a bound only the shortest are
/// followed, and then some may be missing; says whether none is. `None` where the meter is over.
fn smallest_hitting(sets: &[Set], meter: &Meter) -> Option<(Vec<Set>, bool)> {
    const FOLLOWED: usize = 1 << 12;
    let mut hitting: Vec<Set> = vec![0];
    let mut are_all = true;
    for set in sets {
        let (already, not): (Vec<Set>, Vec<Set>) = hitting.into_iter().partition(|hit| hit & set != 0);
        let most = not.len().saturating_mul(set.count_ones() as usize).saturating_mul(already.len() + 1);
        if !meter.spend(most) {
            return None;
        }
        let mut grown: Vec<Set> = not
            .iter()
            .flat_map(|hit| members(*set).map(move |member| hit | 1 << member))
            .filter(|more| already.iter().all(|smaller| smaller & !more != 0))
            .collect();
        grown.extend(already);
        grown.sort_unstable_by_key(|hit| (hit.count_ones(), *hit));
        grown.dedup();
        are_all &= grown.len() <= FOLLOWED;
        grown.truncate(FOLLOWED);
        hitting = grown;
    }
    Some((hitting, are_all))
}
