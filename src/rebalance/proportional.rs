//! The nearest allocation in which each line gives or takes the same share of what it wishes for.

use super::binding::Apart;
use super::fewest_lines::laminar_subfamilies;
use super::measure::Measure;
use super::nearest::{Asked, Kept, Sought, optimal_for};
use super::objective::Objective;
use super::shares::{Lines, in_proportion};
use crate::capacity::MAX_SHARE_WEIGHT;
use crate::error::Result;
use crate::plan::Plan;
use crate::rules::Authorization;
use riparto_solve::Meter;
use riparto_solve::flow::Distance;

/// The shares of all lines in cents, and what a cent off counts on each.
pub(super) struct Shares {
    amounts: Vec<i64>,
    weights: Vec<i64>,
}

impl Shares {
    /// The search for what is nearest to the shares.
    pub(super) fn asked(&self, up_to: Authorization) -> Asked<'_> {
        Asked { wish: &self.amounts, weights: &self.weights, distance: Distance::Squares, up_to }
    }
}

impl Plan {
    /// The shares in proportion to a wish under rules that lie inside or apart from each other; `None` if these leave no
    /// amounts.
    pub(super) fn shares(&self, wish: &[i64], up_to: Authorization, kept: &Kept) -> Result<Option<Shares>> {
        let constraint_set = self.constraint_set(&self.bounds_beside(up_to, &kept.breaches)?, kept);
        let trees = laminar_subfamilies(&constraint_set, &self.structure(&constraint_set)?)?;
        let Some(laminar) = trees.first().filter(|laminar| laminar.feasible_sums(&constraint_set).is_some())
        else {
            return Ok(None);
        };
        let [low, high] =
            [&constraint_set.low, &constraint_set.high].map(|of| laminar.arrange(|line| of[line].cents));
        let lines = Lines {
            wish: &laminar.arrange(|line| wish[line]),
            low: &low,
            high: &high,
            order: &laminar.order,
        };
        let amounts = laminar.restore(&in_proportion(&laminar.tree, &lines)?);
        let most = wish.iter().copied().max().unwrap_or(0).max(1);
        let weight = |wish: &i64| {
            let cap = i64::from(MAX_SHARE_WEIGHT);
            if *wish == 0 { cap } else { (most + wish - 1).div_euclid(*wish).min(cap) }
        };
        Ok(Some(Shares { amounts, weights: wish.iter().map(weight).collect() }))
    }

    /// The nearest allocation to the shares in proportion.
    pub(super) fn in_proportion(&self, asked: &Asked<'_>, kept: &Kept, meter: &Meter) -> Result<Sought> {
        let Some(shares) = self.shares(asked.wish, asked.up_to, kept)? else { return Ok(Sought::Impossible) };
        let mut found = match self.nearest_by(&shares.asked(asked.up_to), kept, meter)? {
            Sought::Found(found) => found,
            nothing => return Ok(nothing),
        };
        let bounds = self.bounds_beside(asked.up_to, &kept.breaches)?;
        let constraint_set = self.constraint_set(&bounds, kept);
        let amounts: Vec<i64> = found.allocation.amounts().iter().map(|amount| amount.cents()).collect();
        let off_share = found.objective.squares;
        found.objective =
            Objective { off_share: Some(off_share), ..Objective::new(&amounts, asked.wish, asked.weights) };
        found.measure = Measure::InProportion;
        if found.is_proven() {
            let structure = self.structure(&constraint_set)?;
            found.optimal_for =
                optimal_for(&constraint_set, &structure, asked.wish, asked.weights, (&amounts, None));
            found.optimal_for.push(Measure::InProportion);
        }
        let apart = Apart { amounts: &amounts, wish: asked.wish, weights: &shares.weights };
        found.binding = self.binding(&bounds, &apart, Distance::Squares);
        Ok(Sought::Found(found))
    }
}
