//! `LineCost`: the least that a line costs within its bounds, less what its prices give, over whole cents.

/// How a change of a line counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum CostKind {
    /// Its square.
    Squares,
    /// Its size.
    Moved,
    /// Not at all.
    Nothing,
}

/// What a line costs: `weight` times its change from the wish, or its square; less `slope` for each cent that it holds, and less `price`
/// for each cent above `held` for each pair of these in `increases`.
pub(super) struct LineCost<'a> {
    pub(super) kind: CostKind,
    pub(super) wish: i64,
    pub(super) weight: i128,
    pub(super) slope: i128,
    pub(super) increases: &'a [(i64, i128)],
}

impl LineCost<'_> {
    /// What an amount costs; none where it leaves 128 bits.
    pub(super) fn at(&self, amount: i64) -> Option<i128> {
        let change = i128::from(amount).checked_sub(self.wish.into())?;
        let own = match self.kind {
            CostKind::Squares => change.checked_mul(change)?.checked_mul(self.weight)?,
            CostKind::Moved => change.abs().checked_mul(self.weight)?,
            CostKind::Nothing => 0,
        };
        let mut cost = own.checked_sub(self.slope.checked_mul(amount.into())?)?;
        for (held, price) in self.increases {
            let increase = (i128::from(amount) - i128::from(*held)).max(0);
            cost = cost.checked_sub(price.checked_mul(increase)?)?;
        }
        Some(cost)
    }

    /// The least cost of the multiples of a step from one to another; none where it leaves 128 bits.
    pub(super) fn least(&self, (low, high): (i64, i64), step: i64) -> Option<i128> {
        let mut corners: Vec<i64> = self.increases.iter().map(|(held, _)| *held).collect();
        if self.kind == CostKind::Moved {
            corners.push(self.wish);
        }
        corners.push(high);
        corners.sort_unstable();
        let (mut from, mut least) = (low, self.at(low)?);
        for corner in corners.into_iter().map(|corner| corner.clamp(low, high)) {
            // Between corners the cost is a parabola or linear: it is least at an end or beside the vertex.
            let vertex = self.vertex(from, corner)?;
            for near in [corner, vertex] {
                let multiple = near - near.rem_euclid(step);
                for amount in [multiple, multiple + step] {
                    least = least.min(self.at(amount.clamp(low, high))?);
                }
            }
            from = corner;
        }
        Some(least)
    }

    /// The amount between two corners at or just below which the cost is least.
    fn vertex(&self, from: i64, to: i64) -> Option<i64> {
        let rising = self.increases.iter().filter(|(held, _)| *held <= from);
        let slope = rising.map(|(_, price)| *price).try_fold(self.slope, i128::checked_add)?;
        match (self.kind, self.weight) {
            (CostKind::Squares, 1..) => {
                let vertex = i128::from(self.wish).checked_add(slope.div_euclid(2 * self.weight))?;
                i64::try_from(vertex.clamp(from.into(), to.into())).ok()
            }
            _ => Some(to),
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{CostKind, LineCost};

    proptest! {
        /// The least is that of all amounts, tried one by one.
        #[test]
        fn the_least_is_the_least_of_all(
            kind in prop::sample::select(vec![CostKind::Squares, CostKind::Moved, CostKind::Nothing]),
            (wish, weight, slope) in (-5..40_i64, 1..5_i128, -60..60_i128),
            increases in prop::collection::vec((-3..40_i64, -40..40_i128), 0..3),
            (low, width, step) in (0..8_i64, 0..8_i64, 1..5_i64),
        ) {
            let cost = LineCost { kind, wish, weight, slope, increases: &increases };
            let (low, high) = (low * step, (low + width) * step);
            let all = (low..=high).step_by(usize::try_from(step).unwrap()).map(|amount| cost.at(amount).unwrap());
            prop_assert_eq!(cost.least((low, high), step), all.min());
        }
    }
}
