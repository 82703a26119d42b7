//! Proposals for a plan.

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;

use super::forms::PlanForms;
use super::money::{accepted, any_money, clamped, scaled};
use super::pick::{Pick, any_pick};
use super::plan::plan_of_lines;
use super::scope::picked_line;
use riparto_core::budget::Line;
use riparto_core::money::Money;
use riparto_core::plan::{Party, Plan, Proposal};
use riparto_core::rules::Authorization;

/// What a proposal is meant to try.
#[derive(Clone, Copy, Debug)]
enum Intent {
    /// Moves parts of what lines hold.
    Move,
    /// Moves as much as a level of authorization allows.
    Keep(Authorization),
    /// Moves a cent more than that.
    Break(Authorization),
    /// Takes all from a line.
    Drain,
    /// Moves the same amount there and back, or in a circle.
    Cancel,
    /// Moves an amount over a line that need not hold it.
    Detour,
}

/// A transfer as it is drawn: from where, to which other line, and how much.
type DrawnTransfer = (Pick, Pick, i64);

/// A proposal that a plan can assess: no line gives more than it has. It may keep rules or break them, drain a line,
/// cancel out, or lead over a third line.
///
/// A plan of one line allows no transfer: its proposal has none, and [`Plan::assess`] refuses it as
/// `transfers_missing`.
///
/// ```
/// use proptest::prelude::*;
/// use riparto::arbitrary::{any_plan, any_proposal_for};
///
/// let tables = any_plan().prop_flat_map(|plan| (any_proposal_for(&plan), Just(plan)));
/// proptest!(|((proposal, plan) in tables)| {
///     prop_assert_eq!(plan.assess(&proposal).is_ok(), plan.envelope().line_count() > 1);
/// });
/// ```
pub fn any_proposal_for(plan: &Plan) -> impl Strategy<Value = Proposal> + use<> {
    let plan = plan.clone();
    (0..1_000_000u32, proposal_seed())
        .prop_map(move |(number, seed)| seed.proposal(&format!("p{number}"), &plan))
}

/// A proposal for a plan that is known later.
#[derive(Clone, Debug)]
struct ProposalSeed {
    party: Pick,
    intent: Intent,
    steps: Vec<DrawnTransfer>,
    amount: Money,
}

fn proposal_seed() -> BoxedStrategy<ProposalSeed> {
    let level = || select(Authorization::ALL.to_vec());
    let intent = prop_oneof![
        4 => Just(Intent::Move),
        3 => level().prop_map(Intent::Keep),
        2 => level().prop_map(Intent::Break),
        2 => Just(Intent::Drain),
        1 => Just(Intent::Cancel),
        1 => Just(Intent::Detour),
    ];
    let steps = vec((any_pick(), any_pick(), 0..=1_000i64), 1..=5);
    (any_pick(), intent, steps, any_money())
        .prop_map(|(party, intent, steps, amount)| ProposalSeed { party, intent, steps, amount })
        .boxed()
}

impl ProposalSeed {
    fn proposal(&self, id: &str, plan: &Plan) -> Proposal {
        let party = match plan.parties() {
            [] => "ats",
            parties => parties[self.party.position(parties.iter().map(Party::id))].id(),
        };
        let mut draft = ProposalDraft::new(plan, accepted(Proposal::new(id, party)));
        if plan.envelope().line_count() > 1 {
            draft.carry_out(self.intent, &self.steps, self.amount);
        }
        draft.proposal
    }
}

/// A plan of at least two lines, and up to six proposals for it as it stands. Each is valid by itself; after one is
/// applied, another may ask a line for more than is left.
///
/// ```
/// use proptest::prelude::*;
/// use riparto::arbitrary::any_plan_with_proposals;
///
/// proptest!(|((plan, proposals) in any_plan_with_proposals())| {
///     prop_assert!(proposals.iter().all(|proposal| plan.assess(proposal).is_ok()));
/// });
/// ```
pub fn any_plan_with_proposals() -> impl Strategy<Value = (Plan, Vec<Proposal>)> {
    any_plan_of_with_proposals(PlanForms::default())
}

/// A plan as [`any_plan_with_proposals`] draws it, in more forms of the language; proposals name lines, none that follows.
pub fn any_plan_of_with_proposals(forms: PlanForms) -> impl Strategy<Value = (Plan, Vec<Proposal>)> {
    (vec(proposal_seed(), 1..=6), plan_of_lines(2..=12, forms)).prop_map(|(seeds, plan)| {
        let numbered = (1..).zip(&seeds);
        let proposals = numbered.map(|(number, seed)| seed.proposal(&format!("p{number}"), &plan)).collect();
        (plan, proposals)
    })
}

/// A proposal while it is drawn up, with what each line would hold.
struct ProposalDraft<'a> {
    plan: &'a Plan,
    proposal: Proposal,
    held: Vec<i64>,
}

impl ProposalDraft<'_> {
    fn new(plan: &Plan, proposal: Proposal) -> ProposalDraft<'_> {
        let held = plan.approved().amounts().iter().map(|amount| amount.cents()).collect();
        ProposalDraft { plan, proposal, held }
    }

    /// Draws up a proposal with at least one transfer, for a plan with at least two lines.
    fn carry_out(&mut self, intent: Intent, steps: &[DrawnTransfer], amount: Money) {
        let first = &steps[0];
        let (from, to) = self.ends(first);
        match intent {
            Intent::Move => {
                for step in steps {
                    let (from, to) = self.ends(step);
                    self.push(from, to, scaled(self.held[from], step.2));
                }
            }
            Intent::Keep(level) => self.push(from, to, self.largest(from, to, level)),
            Intent::Break(level) => {
                let more = self.largest(from, to, level).cents() + 1;
                self.push(from, to, clamped(more.min(self.held[from])));
            }
            Intent::Drain => {
                let part = scaled(self.held[from], first.2);
                let (_, other) = self.ends(&(first.0, steps[steps.len() - 1].1, 0));
                self.push(from, to, part);
                self.push(from, other, clamped(self.held[from]));
            }
            Intent::Cancel => {}
            Intent::Detour => {
                let over = (0..self.held.len()).find(|line| *line != from && *line != to);
                let part = scaled(self.held[from], first.2);
                if let Some(over) = over
                    && !part.is_zero()
                {
                    // The proposal counts as a whole, so the line in between needs to hold nothing.
                    self.push(over, to, part);
                    self.push(from, over, part);
                }
            }
        }
        let stuck = self.proposal.transfers().is_empty() && !matches!(intent, Intent::Cancel);
        let rich = (0..self.held.len()).max_by_key(|line| self.held[*line]).unwrap_or(from);
        if stuck && rich != to {
            self.push(rich, to, scaled(self.held[rich], first.2));
        }
        if self.proposal.transfers().is_empty() {
            // Nothing was left to move: what goes and comes back needs no money.
            let amount = if amount.is_zero() { clamped(1) } else { amount };
            self.push(from, to, amount);
            self.push(to, from, amount);
        }
    }

    /// Two different lines.
    fn ends(&self, (from, to, _): &DrawnTransfer) -> (usize, usize) {
        let envelope = self.plan.envelope();
        let from = picked_line(envelope, *from).position();
        let others: Vec<Line<'_>> = envelope.lines().filter(|line| line.position() != from).collect();
        (from, others[to.position(others.iter().map(|line| line.id()))].position())
    }

    fn largest(&self, from: usize, to: usize, level: Authorization) -> Money {
        let id = |line: usize| self.plan.envelope().line(line).id();
        accepted(self.plan.largest_transfer(id(from), id(to), level))
    }

    fn push(&mut self, from: usize, to: usize, amount: Money) {
        if amount.is_zero() {
            return;
        }
        self.held[from] -= amount.cents();
        self.held[to] += amount.cents();
        let id = |line: usize| self.plan.envelope().line(line).id();
        self.proposal = accepted(self.proposal.clone().transfer(id(from), id(to), amount));
    }
}
