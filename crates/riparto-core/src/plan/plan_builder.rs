//! `PlanBuilder`: a plan put together in code.

use super::financial_plan::Plan;
use super::party::{Party, check_parties};
use crate::budget::Allocation;
use crate::capacity::MAX_CHANGES_MADE;
use crate::error::{Cause, Result};
use crate::rules::{Authorization, ChangeMade, Circumstances, KeptAllocations, Rule};
use crate::words::both;

/// Puts a [`Plan`] together: the original allocation, rules, parties, and what was approved since.
///
/// ```
/// use riparto::{Allocation, Envelope, Limit, Money, Party, Plan, Role, Rule, Scope};
///
/// let envelope = Envelope::builder("Integration plan", Money::from_euros(2_464_000))
///     .line("desks", "One-stop-shop desks")
///     .line("outreach", "Outreach")
///     .build()?;
/// let desks = |euros| Allocation::builder(&envelope).amount("desks", Money::from_euros(euros)).remainder_to("outreach").build();
/// let plan = Plan::builder(&desks(2_064_000)?)
///     .rule(Rule::new("outreach-floor", Scope::lines(["outreach"]), Limit::Floor(Money::from_euros(350_000)))?)
///     .party(Party::new("anci", "ANCI Toscana", Role::Partner)?)
///     .approved(&desks(2_100_000)?)
///     .build()?;
/// assert_eq!(plan.original().amount("outreach")?, Money::from_euros(400_000));
/// assert_eq!(plan.approved().amount("outreach")?, Money::from_euros(364_000));
/// # Ok::<(), riparto::Error>(())
/// ```
#[derive(Clone, Debug)]
#[must_use]
pub struct PlanBuilder {
    original: Allocation,
    rules: Vec<Rule>,
    parties: Vec<Party>,
    approved: Option<Allocation>,
    kept: KeptAllocations,
    changes_made: Vec<ChangeMade>,
}

impl Plan {
    /// Starts a plan from the allocation that it begins with; [`PlanBuilder::build`] ends it.
    pub fn builder(original: &Allocation) -> PlanBuilder {
        let (rules, parties) = (Vec::new(), Vec::new());
        let kept = KeptAllocations::default();
        let (original, changes_made) = (original.clone(), Vec::new());
        PlanBuilder { original, rules, parties, approved: None, kept, changes_made }
    }
}

impl PlanBuilder {
    /// Adds a rule after those that are there.
    pub fn rule(self, rule: Rule) -> PlanBuilder {
        self.rules([rule])
    }

    /// Adds rules after those that are there.
    pub fn rules(mut self, rules: impl IntoIterator<Item = Rule>) -> PlanBuilder {
        self.rules.extend(rules);
        self
    }

    /// Adds a party. In a plan without parties any party may propose.
    pub fn party(self, party: Party) -> PlanBuilder {
        self.parties([party])
    }

    /// Adds parties.
    pub fn parties(mut self, parties: impl IntoIterator<Item = Party>) -> PlanBuilder {
        self.parties.extend(parties);
        self
    }

    /// States the allocation approved last, where it is not the original one. It is of the same lines; its total may differ, after
    /// an act that changed the envelope.
    pub fn approved(mut self, approved: &Allocation) -> PlanBuilder {
        self.approved = Some(approved.clone());
        self
    }

    /// States the original allocation with the acts on the total since, for rules that measure from it; the original one if it is
    /// not stated.
    pub fn initial_with_acts(mut self, initial: &Allocation) -> PlanBuilder {
        self.kept.initial_with_acts = Some(initial.clone());
        self
    }

    /// States the allocation after the last decision that needed at least a level of authorization, for rules that measure from
    /// it; the original one if it is not stated.
    pub fn authorized(mut self, level: Authorization, allocation: &Allocation) -> PlanBuilder {
        self.kept.authorized.insert(level, allocation.clone());
        self
    }

    /// States the changes that were made, for rules that count them.
    pub fn changes_made(mut self, changes: impl IntoIterator<Item = ChangeMade>) -> PlanBuilder {
        self.changes_made.extend(changes);
        self
    }

    /// The plan.
    ///
    /// # Errors
    /// Two parties with one id (`id_taken`) or too many (`too_many`); rules that do not compile (see
    /// [`Rulebook::compile`](crate::Rulebook::compile)), such as one that names an unknown line (`line_unknown`); an approved
    /// allocation of other lines (`envelope_differs`).
    pub fn build(self) -> Result<Plan> {
        let PlanBuilder { original, rules, parties, approved, kept, changes_made } = self;
        check_parties(&parties)?;
        if changes_made.len() > MAX_CHANGES_MADE {
            let what = both("changes made", "variazioni disposte");
            let (found, allowed) = (changes_made.len(), MAX_CHANGES_MADE);
            return Err(Cause::TooMany { what, found, allowed }.into());
        }
        let mut plan = Plan::begun(&original, rules, parties)?;
        if !changes_made.is_empty() {
            plan = plan.under(Circumstances { day: None, made: changes_made })?;
        }
        let stated = approved.iter().chain(&kept.initial_with_acts).chain(kept.authorized.values());
        let mut others = stated.filter(|allocation| !allocation.envelope().same_lines(original.envelope()));
        match (others.next(), approved.as_ref().unwrap_or(&original)) {
            (Some(_), _) => Err(Cause::EnvelopeDiffers {}.into()),
            (None, approved) if kept == KeptAllocations::default() && *approved == original => Ok(plan),
            (None, approved) => plan.restated(&original, approved, plan.rulebook().rules().to_vec(), &kept),
        }
    }
}
