//! The nearest allocation in which each line gives or takes the same share of what it wishes for.

use super::asked_of_rules::{AskedOfRules, BindingRules, OptimalFor};
use super::binding::{Deviation, binding};
use super::constraint_set::LineBounds;
use super::fewest_lines::laminar_subfamilies;
use super::measure::Measure;
use super::nearest::{Nearest, nearest_by};
use super::objective::Objective;
use super::shares::{OrderedLines, in_proportion as exact_shares};
use super::side_constraints::SideConstraints;
use super::structured_rules::StructuredRules;
use super::target::Target;
use riparto_core::capacity::MAX_SHARE_WEIGHT;
use riparto_core::error::Result;
use riparto_core::plan::Plan;
use riparto_core::rules::Authorization;
use riparto_solve::flow::Distance;
use riparto_solve::{Answer, Meter};

/// The shares of all lines in cents, and what a cent off counts on each.
pub(super) struct Shares {
    amounts: Vec<i64>,
    weights: Vec<i64>,
}

impl Shares {
    /// The search for what is nearest to the shares.
    pub(super) fn target(&self, up_to: Authorization) -> Target<'_> {
        Target { wish: &self.amounts, weights: &self.weights, distance: Distance::Squares, up_to }
    }
}

/// The shares in proportion to a wish under rules that lie inside or apart from each other; `None` if these leave no
/// amounts.
pub(super) fn shares(
    plan: &Plan,
    wish: &[i64],
    up_to: Authorization,
    side: &SideConstraints,
) -> Result<Option<Shares>> {
    let rules = StructuredRules::of(plan, up_to, side)?;
    let trees = laminar_subfamilies(&rules.constraint_set, &rules.structure)?;
    let Some(laminar) = trees.first().filter(|laminar| laminar.feasible_sums().is_some()) else {
        return Ok(None);
    };
    let LineBounds { low, high } = &laminar.line_bounds;
    let lines = OrderedLines { wish: &laminar.arranged(wish), low, high, order: &laminar.order };
    let amounts = laminar.restore(exact_shares(&laminar.tree, &lines)?);
    let most = wish.iter().copied().max().unwrap_or(0).max(1);
    let weight = |wish: &i64| {
        let cap = i64::from(MAX_SHARE_WEIGHT);
        if *wish == 0 { cap } else { (most + wish - 1).div_euclid(*wish).min(cap) }
    };
    Ok(Some(Shares { amounts, weights: wish.iter().map(weight).collect() }))
}

/// The nearest allocation to the shares in proportion.
pub(super) fn in_proportion(
    plan: &Plan,
    target: &Target<'_>,
    side: &SideConstraints,
    meter: &Meter,
) -> Result<Answer<Nearest, ()>> {
    let Some(shares) = shares(plan, target.wish, target.up_to, side)? else {
        return Ok(Answer::Infeasible(()));
    };
    let mut found = match nearest_by(plan, &shares.target(target.up_to), side, meter)? {
        Answer::Found(found) => found,
        nothing => return Ok(nothing),
    };
    let rules = StructuredRules::of(plan, target.up_to, side)?;
    let amounts: Vec<i64> = found.allocation.amounts().iter().map(|amount| amount.cents()).collect();
    let off_share = found.objective.squares;
    found.objective =
        Objective { off_share: Some(off_share), ..Objective::new(&amounts, target.wish, target.weights) };
    found.measure = Measure::InProportion;
    if found.is_proven() {
        let asked = AskedOfRules::new(&rules, (target.wish, target.weights), found.objective);
        found.optimal_for = OptimalFor::of(&asked, None, Some(Measure::InProportion));
    }
    let objective = Objective::new(&amounts, target.wish, &shares.weights);
    let apart =
        Deviation { amounts: &amounts, wish: target.wish, weights: &shares.weights, objective: &objective };
    found.binding = BindingRules::known(binding(plan, &rules.bounds, &apart, Distance::Squares));
    Ok(Answer::Found(found))
}
