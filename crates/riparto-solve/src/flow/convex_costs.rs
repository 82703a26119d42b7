//! The costs of all arcs of any network, one stored function for each arc.

use super::arc_costs::{CostFunction, Price};
use super::flow_network::{FlowNetwork, Piece};
use super::problem::Interval;

/// A point where the slope of x(shift) changes, for a line arc of several pieces: at this shift it carries this amount, and each
/// further cent of shift moves `slope` pieces by a cent each.
#[derive(Debug, Clone, Copy)]
struct Breakpoint {
    shift: i64,
    slope: i64,
    amount: i64,
}

/// The convex cost of one arc.
#[derive(Debug, Clone, Copy)]
enum ArcCost {
    /// 0.
    Zero,
    /// Elastic bounds: the marginal cost is `−falling` below the first breakpoint and rises by one at each of
    /// `unit_breakpoints[first..end]`.
    PiecewiseLinear { falling: u32, first: u32, end: u32 },
    /// [`CostFunction::AbsoluteDeviation`]: `−weight` below the minimizer, `weight` above it.
    AbsoluteDeviation { weight: u32, minimizer: i64 },
    /// [`CostFunction::Quadratic`] of a single piece.
    Quadratic { weight: u32, wish: i64 },
    /// [`CostFunction::Quadratic`] of several pieces: their infimal convolution, all at the same shift, linear between two of
    /// `breakpoints[first..end]`.
    MergedQuadratic { weight: u32, first: u32, end: u32 },
}

/// The costs of all arcs, with their bounds.
#[derive(Debug)]
pub(super) struct ConvexCosts {
    /// The bounds of each arc.
    bounds: Vec<Interval>,
    costs: Vec<ArcCost>,
    breakpoints: Vec<Breakpoint>,
    unit_breakpoints: Vec<i64>,
}

/// The bounds on the flow of one arc that may be violated, at a cost of one for each cent.
#[derive(Debug, Clone, Default)]
pub(super) struct ElasticBounds {
    /// Lower bounds.
    pub(super) lows: Vec<i64>,
    /// Upper bounds.
    pub(super) highs: Vec<i64>,
}

impl ConvexCosts {
    /// The costs of a network under its present bounds.
    pub(super) fn build(network: &FlowNetwork, function: CostFunction, bounds: Vec<Interval>) -> Self {
        let mut costs = Vec::with_capacity(bounds.len());
        costs.resize(network.tree_arc_count(), ArcCost::Zero);
        let mut built = Self { bounds, costs, breakpoints: Vec::new(), unit_breakpoints: Vec::new() };
        for line_arc in 0..network.line_arc_count {
            let weight = network.weight_of(line_arc) as u32;
            let pieces = network.pieces_of(line_arc);
            let cost = match function {
                CostFunction::AbsoluteDeviation => ArcCost::AbsoluteDeviation {
                    weight,
                    minimizer: pieces.map(|piece| piece.wish.max(piece.low).min(piece.high)).sum(),
                },
                CostFunction::Quadratic if pieces.len() == 1 => ArcCost::Quadratic {
                    weight,
                    wish: network.piece(network.positions_of(line_arc).start).wish,
                },
                CostFunction::Quadratic => {
                    let first = built.breakpoints.len() as u32;
                    built.push_breakpoints(&pieces.collect::<Vec<Piece>>());
                    ArcCost::MergedQuadratic { weight, first, end: built.breakpoints.len() as u32 }
                }
            };
            built.costs.push(cost);
        }
        built
    }

    /// No cost on line arcs; on tree arcs the total violation of their elastic bounds.
    pub(super) fn elastic(
        network: &FlowNetwork,
        bounds: Vec<Interval>,
        elastic_bounds: Vec<ElasticBounds>,
    ) -> Self {
        let costs = vec![ArcCost::Zero; network.arcs.len()];
        let mut built = Self { bounds, costs, breakpoints: Vec::new(), unit_breakpoints: Vec::new() };
        for (tree_arc, elastic) in elastic_bounds.into_iter().enumerate() {
            let (falling, first) = (elastic.lows.len() as u32, built.unit_breakpoints.len());
            built.unit_breakpoints.extend(elastic.lows.into_iter().chain(elastic.highs));
            let end = built.unit_breakpoints.len();
            built.unit_breakpoints[first..].sort_unstable();
            built.costs[tree_arc] =
                ArcCost::PiecewiseLinear { falling, first: first as u32, end: end as u32 };
        }
        built
    }

    /// The marginal cost of the cent above `amount` on an arc.
    #[inline]
    pub(super) fn marginal_cost<P: Price>(&self, arc: usize, amount: i64) -> P {
        let whole = |weight: u32| P::from(weight.into());
        match self.costs[arc] {
            ArcCost::Zero => P::from(0),
            ArcCost::PiecewiseLinear { falling, first, end } => {
                let unit_breakpoints = &self.unit_breakpoints[first as usize..end as usize];
                P::from(
                    unit_breakpoints.partition_point(|breakpoint| *breakpoint <= amount) as i64
                        - i64::from(falling),
                )
            }
            ArcCost::AbsoluteDeviation { weight, minimizer } if amount < minimizer => -whole(weight),
            ArcCost::AbsoluteDeviation { weight, .. } => whole(weight),
            ArcCost::Quadratic { weight, wish } => {
                CostFunction::Quadratic.marginal_cost(wish, whole(weight), amount)
            }
            ArcCost::MergedQuadratic { weight, first, end } => {
                let breakpoints = &self.breakpoints[first as usize..end as usize];
                let breakpoint =
                    &breakpoints[breakpoints.partition_point(|breakpoint| breakpoint.amount <= amount) - 1];
                let shift = breakpoint.shift + (amount - breakpoint.amount) / breakpoint.slope.max(1);
                whole(weight) * P::from(2 * shift + 1)
            }
        }
    }

    /// The amount of an arc that takes exactly the cents of marginal cost below `price`.
    #[inline]
    pub(super) fn supply_at<P: Price>(&self, arc: usize, price: P) -> i64 {
        let Interval { low, high } = self.bounds[arc];
        let whole = |weight: u32| P::from(weight.into());
        match self.costs[arc] {
            ArcCost::Zero if price <= P::from(0) => low,
            ArcCost::Zero => high,
            ArcCost::PiecewiseLinear { falling, .. } if price + whole(falling) <= P::from(0) => low,
            ArcCost::PiecewiseLinear { falling, first, end } => {
                let unit_breakpoints = &self.unit_breakpoints[first as usize..end as usize];
                let at = (price + whole(falling) - P::from(1)).cents();
                let breakpoint = usize::try_from(at).ok().and_then(|at| unit_breakpoints.get(at));
                breakpoint.map_or(high, |breakpoint| (*breakpoint).clamp(low, high))
            }
            ArcCost::AbsoluteDeviation { weight, .. } if price <= -whole(weight) => low,
            ArcCost::AbsoluteDeviation { weight, minimizer } if price <= whole(weight) => minimizer,
            ArcCost::AbsoluteDeviation { .. } => high,
            ArcCost::Quadratic { weight, wish } => {
                CostFunction::Quadratic.supply_at(wish, self.bounds[arc], whole(weight), price)
            }
            ArcCost::MergedQuadratic { weight, first, end } => {
                let shift = CostFunction::Quadratic.shift_at(whole(weight), price);
                let breakpoints = &self.breakpoints[first as usize..end as usize];
                match breakpoints.partition_point(|breakpoint| breakpoint.shift <= shift) {
                    0 => low,
                    after => {
                        let breakpoint = &breakpoints[after - 1];
                        breakpoint.amount + breakpoint.slope * (shift - breakpoint.shift)
                    }
                }
            }
        }
    }

    fn push_breakpoints(&mut self, pieces: &[Piece]) {
        let amount = pieces.iter().map(|piece| piece.low).sum();
        let mut slope_changes: Vec<(i64, i64)> = Vec::with_capacity(2 * pieces.len());
        for piece in pieces {
            slope_changes.push((piece.low - piece.wish, 1));
            slope_changes.push((piece.high - piece.wish, -1));
        }
        slope_changes.sort_unstable();
        let mut breakpoint = Breakpoint { shift: slope_changes[0].0, slope: 0, amount };
        for (shift, change) in slope_changes {
            if shift > breakpoint.shift {
                self.breakpoints.push(breakpoint);
                breakpoint.amount += breakpoint.slope * (shift - breakpoint.shift);
                breakpoint.shift = shift;
            }
            breakpoint.slope += change;
        }
        self.breakpoints.push(breakpoint);
    }

    /// The bounds of an arc.
    #[inline]
    pub(super) fn bounds(&self, arc: usize) -> Interval {
        self.bounds[arc]
    }

    /// A lower bound of the reduced cost of every residual line arc when all potentials are zero and each line arc carries its
    /// supply at price zero: the least weight, for [`CostFunction::AbsoluteDeviation`].
    pub(super) fn min_cost_at_zero(&self) -> i64 {
        let weight = |cost: &ArcCost| match cost {
            ArcCost::AbsoluteDeviation { weight, .. } => Some(i64::from(*weight)),
            _ => None,
        };
        self.costs.iter().filter_map(weight).min().unwrap_or(0)
    }

    /// max |marginal cost| over all arcs whose marginal cost depends on the amount, saturating; zero if it depends on none.
    /// Marginal costs may be read in 64 bits only if this is below [`MAX_COST`](super::arc_costs::MAX_COST).
    pub(super) fn max_marginal_cost(&self) -> i64 {
        let max_marginal_cost = (0..self.costs.len()).map(|arc| {
            let Interval { low, high } = self.bounds[arc];
            let cost = |amount| self.marginal_cost::<i128>(arc, amount).abs();
            match self.costs[arc] {
                ArcCost::MergedQuadratic { .. } | ArcCost::Quadratic { .. } => cost(low).max(cost(high)),
                ArcCost::Zero | ArcCost::PiecewiseLinear { .. } | ArcCost::AbsoluteDeviation { .. } => 0,
            }
        });
        i64::try_from(max_marginal_cost.max().unwrap_or(0)).unwrap_or(i64::MAX)
    }

    /// Wish and weight, if the cost of the arc is the [`CostFunction::Quadratic`] of a single piece.
    pub(super) fn single_quadratic(&self, arc: usize) -> Option<(i64, i64)> {
        match self.costs[arc] {
            ArcCost::Quadratic { weight, wish } => Some((wish, weight.into())),
            _ => None,
        }
    }

    /// The weight of the pieces of a line arc; zero for a tree arc.
    pub(super) fn weight(&self, arc: usize) -> i64 {
        match self.costs[arc] {
            ArcCost::Zero | ArcCost::PiecewiseLinear { .. } => 0,
            ArcCost::AbsoluteDeviation { weight, .. }
            | ArcCost::Quadratic { weight, .. }
            | ArcCost::MergedQuadratic { weight, .. } => weight.into(),
        }
    }
}
