//! `Compatible`: which proposals can be approved together.
//!
//! A set of proposals *fits* if there is an order in which each, in its turn, can be carried out with what follows it and needs no more
//! authorization than is given. What the allocation is after a set does not depend on the order (transfers commute), but
//! whether a proposal passes may: rules may measure against the allocation approved last. So sets are reached one proposal at a
//! time, and each set once; where rules measure from the last decision that needed some level, or count such decisions, or where derived
//! lines follow, once for each way in which what it leaves can differ.
//!
//! Proposals that share no line and no rule do not depend on each other: they are separated first, and each group is
//! searched by itself. If the present allocation breaks a rule that blocks proposals, every proposal may have to
//! wait for one that heals it; if a rule measures from the last decision of a level, or counts them, for one that needs that level: then all of
//! them are one group.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Serialize, Serializer};

use super::co_design_table::CoDesignTable;
use super::followed::followed;
use super::proposal_conflict::ProposalConflict;
use super::set_search::{LISTED, MOST, Passes, SetSearch};
use super::tabled::TabledProposal;
use riparto_core::capacity::MAX_COMPATIBLE_PROPOSALS;
use riparto_core::error::{Cause, Result};
use riparto_core::plan::{Plan, Proposal};
use riparto_core::rules::{Authorization, Breach, Finding};
use riparto_core::words::both;
use riparto_solve::Meter;

/// Which proposals can be approved together.
///
/// ```
/// # use riparto::journal::MemoryStore;
/// # use riparto::table::{Command, PersistentTable};
/// # let mut kept = PersistentTable::open(MemoryStore::new())?;
/// # let mut say = |text: &str| kept.submit(&Command::from_json(text)?);
/// # let _ = say(r#"{"id": "c1", "party": "regione", "do": {"open": {"plan":
/// #     { "format": "riparto.plan/1", "title": "Plan", "total": "100.00",
/// #       "lines": [ {"id": "desks", "amount": "60.00"}, {"id": "outreach", "amount": "40.00"} ],
/// #       "parties": [ {"id": "regione", "role": "authority"}, {"id": "anci"} ],
/// #       "rules": [ {"id": "up", "scope": {"lines": ["desks"]}, "limit": {"variation": {"up": {"percent": "20"}}}} ] }}}}"#)?;
/// # let _ = say(r#"{"id": "c2", "party": "anci", "do": {"propose": {"proposal":
/// #     {"id": "p1", "party": "anci", "transfers": [ {"from": "outreach", "to": "desks", "amount": "5.00"} ]}}}}"#)?;
/// let _ = say(r#"{"id": "c3", "party": "anci", "do": {"propose": {"proposal":
///     {"id": "p2", "party": "anci", "transfers": [ {"from": "outreach", "to": "desks", "amount": "10.00"} ]}}}}"#)?;
/// let compatible = kept.table().compatible(riparto::Authorization::Free)?;
/// assert_eq!(compatible.largest(), [["p1"], ["p2"]], "together they are beyond 20 percent");
/// assert_eq!(compatible.conflicts()[0].proposals(), ["p1", "p2"]);
/// # Ok::<(), riparto::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Compatible {
    proposals: Vec<String>,
    orders: Vec<Vec<usize>>,
    /// How many sets are as large, beside those.
    sets_unlisted: u32,
    conflicts: Vec<ProposalConflict>,
    conflicts_complete: bool,
    proven: bool,
}

/// As the operation `compatible` writes it: a map of `largest`, `order` (of the first set), `orders`, `clashes` (the conflicts) and
/// `proven`, and of `sets_more` and `clashes_complete` where not all are listed.
impl Serialize for Compatible {
    fn serialize<S: Serializer>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error> {
        #[derive(Serialize)]
        struct Written<'a> {
            largest: Vec<Vec<&'a str>>,
            order: Vec<&'a str>,
            orders: Vec<Vec<&'a str>>,
            #[serde(skip_serializing_if = "Option::is_none")]
            sets_more: Option<u32>,
            clashes: &'a [ProposalConflict],
            #[serde(skip_serializing_if = "Option::is_none")]
            clashes_complete: Option<bool>,
            proven: bool,
        }
        let orders = self.orders();
        Written {
            largest: self.largest(),
            order: orders.first().cloned().unwrap_or_default(),
            orders,
            sets_more: Some(self.sets_unlisted).filter(|more| *more > 0),
            clashes: &self.conflicts,
            clashes_complete: Some(self.conflicts_complete).filter(|complete| !complete),
            proven: self.proven,
        }
        .serialize(serializer)
    }
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
    pub fn conflicts(&self) -> &[ProposalConflict] {
        &self.conflicts
    }

    /// How many sets are as large as those that are listed, beside them; `u32::MAX` says that many or more.
    #[must_use]
    pub fn sets_unlisted(&self) -> u32 {
        self.sets_unlisted
    }

    /// Whether all conflicts are listed; if not, there may be more.
    #[must_use]
    pub fn lists_all_conflicts(&self) -> bool {
        self.conflicts_complete
    }

    /// Whether it is proven that no larger set fits. It is, unless more than
    /// [`capacity::MAX_COMPATIBLE_SETS`](riparto_core::capacity::MAX_COMPATIBLE_SETS) sets had to be tried, or more than 128 proposals depend
    /// on each other, of which the first 128 are then looked at.
    #[must_use]
    pub fn is_proven(&self) -> bool {
        self.proven
    }

    fn names(&self, set: &[usize]) -> Vec<&str> {
        set.iter().map(|place| self.proposals[*place].as_str()).collect()
    }
}

impl Compatible {
    /// Which proposals can be approved together with no more authorization than `up_to`: the largest sets, an order for each,
    /// and the conflicts that keep the others out.
    ///
    /// ```
    /// use riparto::table::Compatible;
    /// use riparto::{Authorization, Plan, Proposal};
    ///
    /// let plan = Plan::from_json(
    ///     r#"{ "format": "riparto.plan/1", "title": "Plan", "total": "100.00",
    ///          "lines": [ {"id": "a", "amount": "50.00"}, {"id": "b", "amount": "50.00"}, {"id": "c", "amount": "0.00"} ] }"#,
    /// )?;
    /// let from_a = |id: &str| Proposal::new(id, "ats")?.transfer("a", "b", "30.00".parse()?);
    /// let proposals = [from_a("p1")?, from_a("p2")?, Proposal::new("p3", "ats")?.transfer("b", "c", "10.00".parse()?)?];
    /// let compatible = Compatible::of(&plan, &proposals, Authorization::Exceptional)?;
    /// assert_eq!(compatible.largest(), [["p1", "p3"], ["p2", "p3"]]);
    /// assert_eq!(compatible.conflicts()[0].proposals(), ["p1", "p2"]);
    /// # Ok::<(), riparto::Error>(())
    /// ```
    ///
    /// # Errors
    /// `proposal_twice` for two proposals of one id; `too_many` proposals; those of [`assess`](Plan::assess) for what is wrong
    /// with a proposal whatever the others do, such as `line_unknown`.
    pub fn of(plan: &Plan, proposals: &[Proposal], up_to: Authorization) -> Result<Compatible> {
        Compatible::of_within(plan, proposals, up_to, &Meter::default())
    }

    /// As [`Compatible::of`], with the work that a meter allows; at its limit the sets are the largest found, and not
    /// [proven](Compatible::is_proven) to be the largest.
    ///
    /// # Errors
    /// As [`Compatible::of`].
    pub fn of_within(
        plan: &Plan,
        proposals: &[Proposal],
        up_to: Authorization,
        meter: &Meter,
    ) -> Result<Compatible> {
        let passes = |finding: &Finding, _: &[usize]| finding.needs() <= up_to || finding.stands_authorized();
        compatible(plan, &proposals.iter().collect::<Vec<_>>(), &passes, meter)
    }
}

impl CoDesignTable {
    /// Which proposals on the table can be approved together with no more authorization than `up_to`, on the latest
    /// allocation and with the rules that are waived for them: as [`Compatible::of`], for
    /// [`open_proposals`](CoDesignTable::open_proposals) in their order.
    ///
    /// # Errors
    /// `table_not_open`; `too_many` proposals.
    pub fn compatible(&self, up_to: Authorization) -> Result<Compatible> {
        self.compatible_within(up_to, &Meter::default())
    }

    /// As [`CoDesignTable::compatible`], with the work that a meter allows: see [`Compatible::of_within`].
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
            let has_standing_waiver =
                || open.standing_waivers.contains_key(rule) || earlier.iter().any(waived);
            finding.needs() <= up_to
                || finding.stands_authorized()
                || turn.is_some_and(waived)
                || (!finding.is_worse() && has_standing_waiver())
        };
        let proposals: Vec<&Proposal> = tabled.iter().map(|tabled| tabled.proposal()).collect();
        compatible(&open.plan, &proposals, &passes, meter)
    }
}

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
        sets_unlisted: 0,
        conflicts: Vec::new(),
        conflicts_complete: true,
        proven: true,
    };
    let mut groups = groups(plan, proposals, (passes, meter))?;
    // Of more proposals than one search holds, those that can be approved alone come first.
    for group in groups.iter_mut().filter(|group| group.len() > MOST) {
        group.sort_by_cached_key(|place| !passes_alone(plan, proposals[*place], *place, (passes, meter)));
    }
    let new = |group| SetSearch::new(plan, proposals, group, (passes, meter));
    let mut searches = groups.iter().map(|group| new(group)).collect::<Result<Vec<SetSearch<'_>>>>()?;
    // Each group has an answer before any is searched to its end.
    searches.iter_mut().try_for_each(SetSearch::go_straight)?;
    let mut sets: u32 = 1;
    for search in &mut searches {
        search.reach_all()?;
        compatible.proven &= !search.full;
        let (largest, count) = search.largest();
        sets = sets.saturating_mul(count);
        let combined = compatible
            .orders
            .iter()
            .flat_map(|order| largest.iter().map(move |more| order.iter().chain(more).copied().collect()));
        compatible.orders = combined.take(LISTED).collect();
    }
    compatible.sets_unlisted =
        sets.saturating_sub(u32::try_from(compatible.orders.len()).unwrap_or(u32::MAX));
    compatible.conflicts_complete = searches.iter().all(|search| !search.full);
    for search in searches.iter_mut().filter(|search| !search.full) {
        let (conflicts, are_all) = search.conflicts();
        let room = LISTED - compatible.conflicts.len();
        compatible.conflicts_complete &= are_all && conflicts.len() <= room;
        for conflict in conflicts.into_iter().take(room) {
            compatible.conflicts.push(search.explain(conflict)?);
        }
    }
    compatible.orders.sort_by_cached_key(|order| {
        let mut set = order.clone();
        set.sort_unstable();
        set
    });
    Ok(compatible)
}

/// Units of work for a line or a rule that a proposal touches, to group it with the others that do.
const TOUCHED: usize = 16;

/// Whether it is known that nothing blocks a proposal that is approved alone.
fn passes_alone(
    plan: &Plan,
    proposal: &Proposal,
    place: usize,
    (passes, meter): (Passes<'_>, &Meter),
) -> bool {
    let following = plan.following_units();
    let is_paid =
        plan.assessment_units(proposal).is_ok_and(|units| meter.spend(units.saturating_add(following)));
    let judge = || plan.assess(&*followed(plan, proposal).ok()?).ok();
    let assessment = is_paid.then(judge).flatten();
    assessment.is_some_and(|assessment| assessment.findings().iter().all(|finding| passes(finding, &[place])))
}

/// Proposals that share a line or a rule, directly or by others between them; all in one group where the meter is over before.
fn groups(
    plan: &Plan,
    proposals: &[&Proposal],
    (passes, meter): (Passes<'_>, &Meter),
) -> Result<Vec<Vec<usize>>> {
    let mut leader: Vec<usize> = (0..proposals.len()).collect();
    fn find(leader: &mut [usize], mut place: usize) -> usize {
        while leader[place] != place {
            leader[place] = leader[leader[place]];
            place = leader[place];
        }
        place
    }
    let (mut of_line, mut of_check) = (BTreeMap::new(), BTreeMap::new());
    // Proposals that something follows share the lines that follow and those that pay.
    let paying = plan.paying();
    let following = plan.checks_of(&paying.lines);
    for (place, proposal) in proposals.iter().enumerate() {
        let (mut lines, mut checks) = plan.touched(proposal)?;
        if lines.iter().any(|line| paying.bases.contains(line) || paying.lines.contains(line)) {
            lines.extend(&paying.lines);
            checks.extend(&following);
        }
        if !meter.spend(TOUCHED.saturating_mul(lines.len() + checks.len())) {
            // Mistakes in the others are reported all the same.
            proposals[place..].iter().try_for_each(|other| plan.stated_moves(other).map(drop))?;
            return Ok(vec![(0..proposals.len()).collect()]);
        }
        let mut joined: Vec<usize> = Vec::new();
        joined.extend(lines.iter().map(|line| *of_line.entry(*line).or_insert(place)));
        joined.extend(checks.iter().map(|check| *of_check.entry(*check).or_insert(place)));
        for other in joined {
            let (one, other) = (find(&mut leader, place), find(&mut leader, other));
            leader[one.max(other)] = one.min(other);
        }
    }
    // Where a rule measures from the last decision of a level, any proposal that needs so much moves what it measures from; where a
    // rule counts such decisions, any of them is one more.
    if !plan.rulebook().authorized_levels().is_empty() || plan.rulebook().counted_from().is_some() {
        return Ok(vec![(0..proposals.len()).collect()]);
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
