//! `SettlementAnswer`: a settlement that respects a plan's rules of flow, or the rules that leave none.

use std::fmt;

use serde::ser::{Serialize, SerializeStruct, Serializer};

use super::allowed_arcs::{AllowedArcs, ArcFlows, binding};
use super::cycle_cancelling::line_transfers;
use super::line_delta::{LineDelta, north_west_corner};
use super::permitted_sets::{PERMITTED_LINES, permitted_subsets, permitted_units};
use super::settle::{line_deltas, settle_within};
use super::settlement::{Settle, Settlement};
use super::work::pay;
use super::zero_sum_subsets::ZeroSumSubsets;
use riparto_core::budget::Allocation;
use riparto_core::error::{Cause, Error, Result};
use riparto_core::money::Language;
use riparto_core::plan::{Party, Plan};
use riparto_core::rules::{Authorization, FlowCap, Rule};
use riparto_core::words::spoken;
use riparto_solve::{Answer, Meter, deletion_filter};

/// The code of what is more than can be looked at.
const TOO_MANY: &str = "too_many";

/// The code of what takes more work than is allowed.
const EFFORT_SPENT: &str = "effort_spent";

/// With more rules than this, the deletion filter is not run.
const THINNED_RULES: usize = 64;

/// Transfers from a plan's approved allocation to another one, or the rules that exclude them.
#[derive(Clone, Debug, PartialEq)]
pub enum SettlementAnswer {
    /// Transfers that respect the rules of flow.
    Found(Settlement),
    /// Rules of flow that exclude every settlement.
    Blocked(Blockage),
}

/// As the operation `settle` writes it: the settlement, or a map of `feasible` (false) and `blockage`.
impl Serialize for SettlementAnswer {
    fn serialize<S: Serializer>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error> {
        match self {
            SettlementAnswer::Found(settlement) => settlement.serialize(serializer),
            SettlementAnswer::Blocked(blockage) => {
                let mut map = serializer.serialize_struct("Blocked", 2)?;
                map.serialize_field("feasible", &false)?;
                map.serialize_field("blockage", blockage)?;
                map.end()
            }
        }
    }
}

#[doc(alias = "blocco")]
/// Rules of flow under which no transfers lead from one allocation to another, as long as no line passes money on.
#[derive(Clone, Debug, PartialEq)]
pub struct Blockage {
    rules: Vec<Rule>,
    proven: bool,
}

/// A map of `rules` (their ids), `proven` and `message`.
impl Serialize for Blockage {
    fn serialize<S: Serializer>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_struct("Blockage", 3)?;
        map.serialize_field("rules", &self.rule_ids())?;
        map.serialize_field("proven", &self.proven)?;
        map.serialize_field("message", &self.message(spoken()))?;
        map.end()
    }
}

/// The sentence in English.
impl fmt::Display for Blockage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message(Language::English))
    }
}

impl Blockage {
    /// The rules. If `proven`, without any one of them there would be a settlement, or at least
    /// none is proven not to exist; beyond 64 rules, or where the work ends before, all that could matter are listed.
    #[must_use]
    pub fn rules(&self) -> &[Rule] {
        &self.rules
    }

    /// Whether it is proven that there is no settlement. It may not be if several caps above zero count the same transfers.
    #[must_use]
    pub fn proven(&self) -> bool {
        self.proven
    }

    /// The ids of the rules.
    #[doc(hidden)]
    #[must_use]
    pub fn rule_ids(&self) -> Vec<&str> {
        self.rules.iter().map(Rule::id).collect()
    }

    /// One sentence.
    #[must_use]
    pub fn message(&self, language: Language) -> String {
        let ids: Vec<String> = self.rules.iter().map(|rule| format!("`{}`", rule.id())).collect();
        let ids = ids.join(", ");
        let english = match self.proven {
            true => format!("no transfers can make these changes within the rules of flow: {ids}"),
            false => {
                format!("no transfers were found that make these changes within the rules of flow: {ids}")
            }
        };
        let italian = match self.proven {
            true => {
                format!("nessuno storno può realizzare queste variazioni entro i vincoli di flusso: {ids}")
            }
            false => {
                format!(
                    "non si sono trovati storni che realizzino queste variazioni entro i vincoli di flusso: {ids}"
                )
            }
        };
        language.choose(english, italian)
    }
}

impl Settle {
    /// The transfers from the approved allocation to another one, as few as can be found, that respect the rules of
    /// flow whose breach needs more than a level of authorization. To amounts that break no rule at that level they need no more;
    /// whether the amounts break other rules is not looked at: assess the proposal.
    ///
    /// Up to 16 changed lines that rules of flow connect, the fewest are found for sure if rules forbid pairs of lines
    /// (`"amount": "0.00"`); caps above zero are respected, and whether fewer transfers would do is then not always
    /// known. Where rules of flow can bind, a minimum is only reported against, not sought.
    ///
    /// ```
    /// use riparto::{Allocation, Authorization, Plan, Settle, SettlementAnswer};
    ///
    /// let plan = Plan::from_json(
    ///     r#"{ "format": "riparto.plan/1", "title": "Plan", "total": "100.00",
    ///          "lines": [ {"id": "staff", "amount": "50.00"}, {"id": "travel", "amount": "30.00"},
    ///                     {"id": "grants", "amount": "20.00"} ],
    ///          "rules": [ {"id": "r1", "scope": {"lines": ["staff"]}, "limit": {"flow": {"to": {"lines": ["grants"]}, "amount": "0.00"}}} ] }"#,
    /// )?;
    /// let to = |staff: &str, travel: &str, grants: &str| {
    ///     Allocation::new(plan.envelope(), vec![staff.parse()?, travel.parse()?, grants.parse()?])
    /// };
    /// let SettlementAnswer::Found(settlement) = Settle::default().run(&plan, &to("40.00", "40.00", "20.00")?, Authorization::Free)?
    /// else { panic!("staff may give to travel") };
    /// assert_eq!(settlement.transfers().len(), 1);
    /// let SettlementAnswer::Blocked(blockage) = Settle::default().run(&plan, &to("40.00", "30.00", "30.00")?, Authorization::Free)?
    /// else { panic!("staff may not give to grants") };
    /// assert_eq!(blockage.rules()[0].id(), "r1");
    /// assert!(blockage.proven());
    /// # Ok::<(), riparto::Error>(())
    /// ```
    ///
    /// # Errors
    /// The allocation is of other lines or another total (`envelope_differs`); more changed lines and rules of flow than
    /// can be looked at together (`too_many`).
    pub fn run(&self, plan: &Plan, to: &Allocation, up_to: Authorization) -> Result<SettlementAnswer> {
        self.run_within(plan, to, up_to, &Meter::default())
    }

    /// As [`Settle::run`], with the work that a meter allows; at its limit the transfers are those found by then, and
    /// [`Settlement::at_least`] tells how many fewer there could be.
    ///
    /// # Errors
    /// As [`Settle::run`]; the work ended before a settlement was found or excluded (`effort_spent`).
    pub fn run_within(
        &self,
        plan: &Plan,
        to: &Allocation,
        up_to: Authorization,
        meter: &Meter,
    ) -> Result<SettlementAnswer> {
        let deltas = line_deltas(plan.approved(), to)?;
        let caps = binding(&deltas, plan.flow_caps(up_to), meter)?;
        if caps.is_empty() {
            return settle_within(plan.approved(), to, self.clone(), meter).map(SettlementAnswer::Found);
        }
        let arcs = AllowedArcs::new(&deltas, &caps, meter)?;
        let blocked = |rules, proven| Ok(SettlementAnswer::Blocked(Blockage { rules, proven }));
        let Some((moves, at_least)) = over_allowed_arcs(&arcs)? else {
            return blocked(blocking(&deltas, &caps, meter)?, true);
        };
        if arcs.keep(&moves) {
            return Settlement::new(plan.envelope(), moves, at_least, self.clone())
                .map(SettlementAnswer::Found);
        }
        match arcs.feasible_flow() {
            Answer::Found(flow) => {
                Settlement::new(plan.envelope(), line_transfers(&arcs, flow), at_least, self.clone())
                    .map(SettlementAnswer::Found)
            }
            Answer::Infeasible(()) => blocked(blocking(&deltas, &caps, meter)?, true),
            Answer::Unknown if meter.is_over() => Err(spent(meter)),
            Answer::Unknown => blocked(caps.iter().map(|cap| cap.rule.clone()).collect(), false),
        }
    }
}

impl SettlementAnswer {
    /// A settlement of amounts that break no rule. More lines and rules of flow than can be looked at together, or more than a meter
    /// allows, are no error here: then the fewest transfers are the answer if they happen to respect the rules, and else none is
    /// known.
    #[doc(hidden)]
    pub fn to(plan: &Plan, to: &Allocation, up_to: Authorization, meter: &Meter) -> Result<SettlementAnswer> {
        let options = Settle::default();
        match options.run_within(plan, to, up_to, meter) {
            Err(error) if [TOO_MANY, EFFORT_SPENT].contains(&error.code()) => {}
            answer => return answer,
        }
        let settlement = settle_within(plan.approved(), to, options, meter)?;
        match needed_by(plan, &settlement, meter) {
            Ok(needed) if needed <= up_to => return Ok(SettlementAnswer::Found(settlement)),
            Err(error) if error.code() != EFFORT_SPENT => return Err(error),
            _ => {}
        }
        let rules = plan.flow_caps(up_to).into_iter().map(|cap| cap.rule.clone()).collect();
        Ok(SettlementAnswer::Blocked(Blockage { rules, proven: false }))
    }
}

/// What the transfers of a settlement need: also for amounts that break rules whatever the transfers.
///
/// # Errors
/// Not the work that their assessment takes (`effort_spent`).
#[doc(hidden)]
pub fn needed_by(plan: &Plan, settlement: &Settlement, meter: &Meter) -> Result<Authorization> {
    if settlement.transfers().is_empty() {
        return Ok(Authorization::Free);
    }
    let party = plan.parties().first().map_or("anyone", Party::id);
    let proposal = settlement.clone().into_proposal("way", party)?;
    pay(meter, plan.assessment_units(&proposal)?)?;
    Ok(plan.assess(&proposal)?.authorization())
}

fn spent(meter: &Meter) -> Error {
    Cause::EffortSpent { allowed: meter.limit() }.into()
}

/// Transfers over allowed arcs, whatever caps above zero say, and how many are needed at least; `None` if
/// there are none.
fn over_allowed_arcs(arcs: &AllowedArcs<'_>) -> Result<Option<(ArcFlows, usize)>> {
    let (mut moves, mut at_least) = (ArcFlows::new(), 0);
    for lines in arcs.parts()? {
        if lines.iter().map(|delta| i128::from(delta.cents)).sum::<i128>() != 0 {
            return Ok(None);
        }
        let ZeroSumSubsets { subsets, at_most } = ZeroSumSubsets::new(&lines, arcs.meter);
        let free: ArcFlows = subsets.iter().flat_map(|subset| north_west_corner(subset)).collect();
        if free.iter().all(|(from, to, _)| arcs.allows_line(*from, *to)) {
            moves.extend(free);
            at_least += lines.len() - at_most;
        } else if lines.len() <= PERMITTED_LINES && arcs.meter.spend(permitted_units(lines.len())) {
            let is_open = |from: usize, to: usize| arcs.allows_line(lines[from].line, lines[to].line);
            let Some(subsets) = permitted_subsets(&lines, is_open) else { return Ok(None) };
            at_least += lines.len() - subsets.len();
            for subset in subsets {
                let Some(more) = over_closed_only(arcs, &subset)? else { return Ok(None) };
                moves.extend(more);
            }
        } else {
            let Some(more) = over_closed_only(arcs, &lines)? else { return Ok(None) };
            moves.extend(more);
            at_least += lines.len() - at_most;
        }
    }
    Ok(Some((moves, at_least)))
}

/// Transfers over allowed arcs, at most one fewer than lines.
fn over_closed_only(arcs: &AllowedArcs<'_>, lines: &[LineDelta]) -> Result<Option<ArcFlows>> {
    let arcs = arcs.closed_only(lines);
    match arcs.feasible_flow() {
        Answer::Found(flow) => Ok(Some(line_transfers(&arcs, flow))),
        Answer::Unknown if arcs.meter.is_over() => Err(spent(arcs.meter)),
        Answer::Infeasible(()) | Answer::Unknown => Ok(None),
    }
}

/// Deletion filter: of rules that exclude every settlement, a subset that excludes every one.
fn blocking(deltas: &[LineDelta], caps: &[FlowCap<'_>], meter: &Meter) -> Result<Vec<Rule>> {
    let test = |without: &[FlowCap<'_>]| {
        if meter.is_over() {
            return Ok(None);
        }
        match AllowedArcs::new(deltas, without, meter).map(|arcs| arcs.feasible_flow().map(drop)) {
            Ok(verdict) => Ok(Some(verdict)),
            // The rest excludes every settlement too, though perhaps not every rule of it is needed.
            Err(error) if error.code() == EFFORT_SPENT => Ok(None),
            Err(error) => Err(error),
        }
    };
    let blocking = match caps.len() <= THINNED_RULES {
        true => deletion_filter(caps.to_vec(), 1, test)?.0,
        false => caps.to_vec(),
    };
    Ok(blocking.into_iter().map(|cap| cap.rule.clone()).collect())
}
