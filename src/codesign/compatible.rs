//! `Compatible`: which proposals can be approved together.
//!
//! A set of proposals *fits* if there is an order in which each, in its turn, can be carried out and needs no more
//! authorization than is given. What the allocation is after a set does not depend on the order (transfers commute), but
//! whether a proposal passes may: rules may measure against the allocation approved last. So sets are reached one proposal at a
//! time, and each set once.
//!
//! Proposals that share no line and no rule do not depend on each other: they are told apart first, and each group is
//! searched by itself. Only where the allocation as it stands breaks a rule that stands in the way, every proposal may have to
//! wait for one that heals it, and all of them are one group.

use std::collections::{BTreeMap, BTreeSet};

use super::table::CoDesignTable;
use super::tabled::TabledProposal;
use crate::error::{Cause, Error, Result};
use crate::limits::{MAX_COMPATIBLE_PROPOSALS, MAX_COMPATIBLE_SETS};
use crate::meter::Meter;
use crate::money::Language;
use crate::proposals::{Plan, Proposal};
use crate::rules::{Authorization, Breach, Finding};
use crate::words::both;

/// How many of the largest sets, and of the clashes, are listed.
const LISTED: usize = 64;

/// To assess a line or a rule takes about as long as so many looks.
const ASSESSED: usize = 64;

/// The most proposals that depend on each other and are all looked at.
const MOST: usize = 128;

/// Which proposals can be approved together.
#[derive(Clone, Debug, PartialEq)]
pub struct Compatible {
    proposals: Vec<String>,
    orders: Vec<Vec<usize>>,
    clashes: Vec<Clash>,
    proven: bool,
}

/// Proposals that cannot all be approved, while any of them can be without one of the others.
#[derive(Clone, Debug, PartialEq)]
pub struct Clash {
    proposals: Vec<String>,
    obstacle: Obstacle,
}

/// What stands in the way of the last of some proposals.
#[derive(Clone, Debug, PartialEq)]
pub enum Obstacle {
    /// It cannot be carried out: `line_overdrawn`, or a line that is unknown.
    Impossible(Error),
    /// It breaks rules, more than is allowed. These are the findings that do.
    Rules(Vec<Finding>),
}

impl Compatible {
    /// The largest sets that can be approved together, each in the order of the proposals as they were given. At most 64 are
    /// listed.
    #[must_use]
    pub fn largest(&self) -> Vec<Vec<&str>> {
        let sorted = self.orders.iter().map(|order| {
            let mut set = order.clone();
            set.sort_unstable();
            set
        });
        sorted.map(|set| self.names(&set)).collect()
    }

    /// An order in which each of the largest sets can be approved, one for each.
    #[must_use]
    pub fn orders(&self) -> Vec<Vec<&str>> {
        self.orders.iter().map(|order| self.names(order)).collect()
    }

    /// The smallest groups that do not fit together. None if all proposals fit, or if it is not
    /// [proven](Compatible::is_proven) that the sets found are the largest. At most 64 are listed.
    #[must_use]
    pub fn clashes(&self) -> &[Clash] {
        &self.clashes
    }

    /// Whether it is proven that no larger set fits. It is, unless more than
    /// [`limits::MAX_COMPATIBLE_SETS`](crate::limits::MAX_COMPATIBLE_SETS) sets had to be tried, or more than 128 proposals depend
    /// on each other, of which the first 128 are then looked at.
    #[must_use]
    pub fn is_proven(&self) -> bool {
        self.proven
    }

    fn names(&self, set: &[usize]) -> Vec<&str> {
        set.iter().map(|place| self.proposals[*place].as_str()).collect()
    }
}

impl Clash {
    /// The proposals that clash, in the order in which they were given.
    #[must_use]
    pub fn proposals(&self) -> &[String] {
        &self.proposals
    }

    /// What stands in the way when they are approved in that order.
    #[must_use]
    pub fn obstacle(&self) -> &Obstacle {
        &self.obstacle
    }

    /// One sentence for people.
    #[must_use]
    pub fn message(&self, language: Language) -> String {
        let ids: Vec<String> = self.proposals.iter().map(|id| format!("`{id}`")).collect();
        let why = match &self.obstacle {
            Obstacle::Impossible(error) => error.to_string(),
            Obstacle::Rules(findings) => {
                let messages: Vec<String> =
                    findings.iter().map(|finding| finding.message(language)).collect();
                messages.join("; ")
            }
        };
        match ids.as_slice() {
            [only] => language.choose(
                format!("{only} cannot be approved: {why}"),
                format!("{only} non può essere approvata: {why}"),
            ),
            several => language.choose(
                format!("{} cannot all be approved: {why}", several.join(", ")),
                format!("{} non possono essere approvate insieme: {why}", several.join(", ")),
            ),
        }
    }
}

impl Plan {
    /// Which proposals can be approved together with no more authorization than `up_to`: the largest sets, an order for each,
    /// and the clashes that keep the others out.
    ///
    /// ```
    /// use riparto::{Authorization, Plan, Proposal};
    ///
    /// let plan = Plan::from_json(
    ///     r#"{ "format": "riparto.plan/1", "title": "Plan", "total": "100.00",
    ///          "lines": [ {"id": "a", "amount": "50.00"}, {"id": "b", "amount": "50.00"}, {"id": "c", "amount": "0.00"} ] }"#,
    /// )?;
    /// let from_a = |id: &str| Proposal::new(id, "ats")?.transfer("a", "b", "30.00".parse()?);
    /// let proposals = [from_a("p1")?, from_a("p2")?, Proposal::new("p3", "ats")?.transfer("b", "c", "10.00".parse()?)?];
    /// let compatible = plan.compatible(&proposals, Authorization::Exceptional)?;
    /// assert_eq!(compatible.largest(), [["p1", "p3"], ["p2", "p3"]]);
    /// assert_eq!(compatible.clashes()[0].proposals(), ["p1", "p2"]);
    /// # Ok::<(), riparto::Error>(())
    /// ```
    ///
    /// # Errors
    /// `proposal_twice` for two proposals of one id; `too_many` proposals; those of [`assess`](Plan::assess) for what is wrong
    /// with a proposal whatever the others do, such as `line_unknown`.
    pub fn compatible(&self, proposals: &[Proposal], up_to: Authorization) -> Result<Compatible> {
        self.compatible_within(proposals, up_to, &Meter::default())
    }

    /// As [`Plan::compatible`], with the work that a meter allows; at its limit the sets are the largest found, and not
    /// [proven](Compatible::is_proven) to be the largest.
    ///
    /// # Errors
    /// As [`Plan::compatible`].
    pub fn compatible_within(
        &self,
        proposals: &[Proposal],
        up_to: Authorization,
        meter: &Meter,
    ) -> Result<Compatible> {
        let passes = |finding: &Finding, _: &[usize]| finding.needs() <= up_to || finding.stands_authorized();
        compatible(self, &proposals.iter().collect::<Vec<_>>(), &passes, meter)
    }
}

impl CoDesignTable {
    /// Which proposals on the table can be approved together with no more authorization than `up_to`, on the latest
    /// allocation and with the rules that are waived for them: as [`Plan::compatible`], for
    /// [`open_proposals`](CoDesignTable::open_proposals) in their order.
    ///
    /// # Errors
    /// `table_not_open`; `too_many` proposals.
    pub fn compatible(&self, up_to: Authorization) -> Result<Compatible> {
        self.compatible_within(up_to, &Meter::default())
    }

    /// As [`CoDesignTable::compatible`], with the work that a meter allows: see [`Plan::compatible_within`].
    ///
    /// # Errors
    /// As [`CoDesignTable::compatible`].
    pub fn compatible_within(&self, up_to: Authorization, meter: &Meter) -> Result<Compatible> {
        let open = self.opened()?;
        let tabled: Vec<&TabledProposal> = self.open_proposals().collect();
        // The last of the places is that of the proposal whose turn it is.
        let passes = |finding: &Finding, places: &[usize]| {
            let rule = finding.rule().id();
            let waived = |place: &usize| tabled[*place].waivers().contains_key(rule);
            let (turn, earlier) =
                places.split_last().map_or((None, places), |(turn, rest)| (Some(turn), rest));
            let carried = || open.carried.contains_key(rule) || earlier.iter().any(waived);
            finding.needs() <= up_to
                || finding.stands_authorized()
                || turn.is_some_and(waived)
                || (!finding.is_worse() && carried())
        };
        let proposals: Vec<&Proposal> = tabled.iter().map(|tabled| tabled.proposal()).collect();
        compatible(&open.plan, &proposals, &passes, meter)
    }
}

/// Whether a finding does not stand in the way of the last of some proposals, by place, after the others.
type Passes<'a> = &'a dyn Fn(&Finding, &[usize]) -> bool;

fn compatible(plan: &Plan, proposals: &[&Proposal], passes: Passes<'_>, meter: &Meter) -> Result<Compatible> {
    if proposals.len() > MAX_COMPATIBLE_PROPOSALS {
        let (what, found, allowed) =
            (both("proposals", "proposte"), proposals.len(), MAX_COMPATIBLE_PROPOSALS);
        return Err(Cause::TooMany { what, found, allowed }.into());
    }
    let mut ids = BTreeSet::new();
    if let Some(twice) = proposals.iter().find(|proposal| !ids.insert(proposal.id())) {
        return Err(Cause::ProposalTwice { id: twice.id().to_owned() }.into());
    }
    let mut compatible = Compatible {
        proposals: proposals.iter().map(|proposal| proposal.id().to_owned()).collect(),
        orders: vec![Vec::new()],
        clashes: Vec::new(),
        proven: true,
    };
    for group in groups(plan, proposals, passes)? {
        let mut search = Search::new(plan, proposals, &group, (passes, meter))?;
        search.reach(0)?;
        compatible.proven &= !search.full;
        let largest = search.largest();
        let combined = compatible
            .orders
            .iter()
            .flat_map(|order| largest.iter().map(move |more| order.iter().chain(more).copied().collect()));
        compatible.orders = combined.take(LISTED).collect();
        if !search.full {
            for clash in search.clashes().into_iter().take(LISTED - compatible.clashes.len()) {
                compatible.clashes.push(search.explain(clash)?);
            }
        }
    }
    compatible.orders.sort_by_cached_key(|order| {
        let mut set = order.clone();
        set.sort_unstable();
        set
    });
    Ok(compatible)
}

/// Proposals that share a line or a rule, directly or by others between them.
fn groups(plan: &Plan, proposals: &[&Proposal], passes: Passes<'_>) -> Result<Vec<Vec<usize>>> {
    let mut leader: Vec<usize> = (0..proposals.len()).collect();
    fn find(leader: &mut [usize], mut place: usize) -> usize {
        while leader[place] != place {
            leader[place] = leader[leader[place]];
            place = leader[place];
        }
        place
    }
    let (mut of_line, mut of_check) = (BTreeMap::new(), BTreeMap::new());
    for (place, proposal) in proposals.iter().enumerate() {
        let (lines, checks) = plan.touched(proposal)?;
        let mut joined: Vec<usize> = Vec::new();
        joined.extend(lines.iter().map(|line| *of_line.entry(*line).or_insert(place)));
        joined.extend(checks.iter().map(|check| *of_check.entry(*check).or_insert(place)));
        for other in joined {
            let (one, other) = (find(&mut leader, place), find(&mut leader, other));
            leader[one.max(other)] = one.min(other);
        }
    }
    // Rules of a step bind transfers only.
    let binds = |finding: &&Finding| finding.breach() != Breach::LineStep;
    if !plan.check().iter().filter(binds).all(|finding| passes(finding, &[])) {
        return Ok(vec![(0..proposals.len()).collect()]);
    }
    let mut groups: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for place in 0..proposals.len() {
        groups.entry(find(&mut leader, place)).or_default().push(place);
    }
    Ok(groups.into_values().collect())
}

/// Members of a group, by their place in it, as bits.
type Set = u128;

fn members(set: Set) -> impl Iterator<Item = usize> {
    (0..MOST).filter(move |member| set >> member & 1 == 1)
}

struct Search<'a> {
    /// The plan after the set that is looked at.
    plan: Plan,
    proposals: &'a [&'a Proposal],
    group: &'a [usize],
    passes: Passes<'a>,
    meter: &'a Meter,
    /// How much is looked at to assess each member.
    looks: Vec<usize>,
    /// The places of the proposals in it, in the order in which they were carried out.
    carried_out: Vec<usize>,
    /// The sets that were reached, and the proposal that came last.
    reached: BTreeMap<Set, usize>,
    all: Set,
    full: bool,
}

impl<'a> Search<'a> {
    fn new(
        plan: &Plan,
        proposals: &'a [&'a Proposal],
        group: &'a [usize],
        (passes, meter): (Passes<'a>, &'a Meter),
    ) -> Result<Search<'a>> {
        let group_searched = &group[..group.len().min(MOST)];
        let all = group_searched.iter().fold(0, |all, _| all << 1 | 1);
        let full = group.len() > MOST;
        let reached = BTreeMap::from([(0, 0)]);
        let broken = plan.check().len();
        let look = |place: &usize| {
            let (lines, checks) = plan.touched(proposals[*place])?;
            Ok(ASSESSED * (lines.len() + checks.len() + broken))
        };
        let looks = group_searched.iter().map(look).collect::<Result<Vec<usize>>>()?;
        let (plan, carried_out) = (plan.clone(), Vec::new());
        Ok(Search {
            plan,
            proposals,
            group: group_searched,
            passes,
            meter,
            looks,
            carried_out,
            reached,
            all,
            full,
        })
    }

    fn proposal(&self, member: usize) -> &'a Proposal {
        self.proposals[self.group[member]]
    }

    /// What keeps a proposal from being the next.
    fn obstacle(&self, member: usize) -> Result<Option<Obstacle>> {
        match self.plan.assess(self.proposal(member)) {
            Ok(assessment) => {
                let places: Vec<usize> =
                    self.carried_out.iter().copied().chain([self.group[member]]).collect();
                let stands = |finding: &&Finding| !(self.passes)(finding, &places);
                let findings: Vec<Finding> = assessment.findings().iter().filter(stands).cloned().collect();
                Ok((!findings.is_empty()).then_some(Obstacle::Rules(findings)))
            }
            Err(error) if error.code() == "line_overdrawn" => Ok(Some(Obstacle::Impossible(error))),
            Err(error) => Err(error),
        }
    }

    fn carry_out(&mut self, member: usize) -> Result<()> {
        let proposal = self.proposal(member);
        self.plan.apply(proposal, Authorization::Forbidden)?;
        self.carried_out.push(self.group[member]);
        Ok(())
    }

    fn take_back(&mut self, member: usize) -> Result<()> {
        let proposal = self.proposal(member);
        self.plan.apply(&proposal.reverse(proposal.id())?, Authorization::Forbidden)?;
        self.carried_out.pop();
        Ok(())
    }

    /// Reaches all sets beyond the one that the plan is after.
    fn reach(&mut self, set: Set) -> Result<()> {
        for member in 0..self.group.len() {
            let more = set | 1 << member;
            if more == set || self.reached.contains_key(&more) {
                continue;
            }
            if self.reached.contains_key(&self.all) || self.reached.len() > MAX_COMPATIBLE_SETS {
                self.full |= !self.reached.contains_key(&self.all);
                return Ok(());
            }
            if !self.meter.spend(self.looks[member]) {
                self.full = true;
                return Ok(());
            }
            if self.obstacle(member)?.is_none() {
                self.reached.insert(more, member);
                self.carry_out(member)?;
                self.reach(more)?;
                self.take_back(member)?;
            }
        }
        Ok(())
    }

    /// The largest sets that were reached, each as places of proposals in an order that works.
    fn largest(&self) -> Vec<Vec<usize>> {
        let size = self.reached.keys().map(|set| set.count_ones()).max().unwrap_or(0);
        let sets = self.reached.keys().filter(|set| set.count_ones() == size).take(LISTED);
        sets.map(|set| self.order(*set)).collect()
    }

    fn order(&self, set: Set) -> Vec<usize> {
        let mut left = set;
        let mut order = Vec::new();
        while let Some(last) = self.reached.get(&left).filter(|_| left != 0) {
            order.push(self.group[*last]);
            left &= !(1 << last);
        }
        order.reverse();
        order
    }

    /// The smallest sets that are part of no set that was reached: those that meet what each reached set leaves out.
    fn clashes(&self) -> Vec<Set> {
        let mut left_out: Vec<Set> = self.reached.keys().map(|set| self.all & !set).collect();
        left_out.sort_by_key(|out| (out.count_ones(), *out));
        let mut needed: Vec<Set> = Vec::new();
        for out in left_out {
            if needed.iter().all(|smaller| smaller & !out != 0) {
                needed.push(out);
            }
        }
        let mut hitting = smallest_hitting(&needed);
        let meets_all = |set: Set| needed.iter().all(|out| out & set != 0);
        hitting.retain(|set| members(*set).all(|member| !meets_all(set & !(1 << member))));
        hitting.sort_by_cached_key(|set| (set.count_ones(), members(*set).collect::<Vec<_>>()));
        hitting
    }

    fn explain(&mut self, clash: Set) -> Result<Clash> {
        let proposals = members(clash).map(|member| self.proposal(member).id().to_owned()).collect();
        let mut carried: Vec<usize> = Vec::new();
        let mut found = None;
        for member in members(clash) {
            found = self.obstacle(member)?;
            if found.is_some() {
                break;
            }
            self.carry_out(member)?;
            carried.push(member);
        }
        for member in carried.into_iter().rev() {
            self.take_back(member)?;
        }
        // In no order do they fit, so not in this one.
        let obstacle = found.unwrap_or(Obstacle::Rules(Vec::new()));
        Ok(Clash { proposals, obstacle })
    }
}

/// The smallest sets that share a member with each of some sets (Berge's algorithm). Beyond a bound only the shortest are
/// followed, and then some may be missing.
fn smallest_hitting(sets: &[Set]) -> Vec<Set> {
    const FOLLOWED: usize = 1 << 12;
    let mut hitting: Vec<Set> = vec![0];
    for set in sets {
        let (already, not): (Vec<Set>, Vec<Set>) = hitting.into_iter().partition(|hit| hit & set != 0);
        let mut grown: Vec<Set> = not
            .iter()
            .flat_map(|hit| members(*set).map(move |member| hit | 1 << member))
            .filter(|more| already.iter().all(|smaller| smaller & !more != 0))
            .collect();
        grown.extend(already);
        grown.sort_unstable_by_key(|hit| (hit.count_ones(), *hit));
        grown.dedup();
        grown.truncate(FOLLOWED);
        hitting = grown;
    }
    hitting
}
