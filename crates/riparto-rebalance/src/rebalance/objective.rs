//! How to look for the nearest allocation, and how far it is from the wish.

use serde::{Serialize, Serializer};

use super::measure::Measure;
use riparto_solve::flow::Distance;

/// How far amounts are from a wish by each measure, in cents (squared cents for `squares`); with weights, each line's
/// change, or its square, is multiplied by it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Objective {
    /// The sum of the changes.
    #[serde(serialize_with = "integer")]
    pub moved: i128,
    /// The sum of the squared changes.
    #[serde(serialize_with = "integer")]
    pub squares: i128,
    /// The largest change.
    #[serde(serialize_with = "integer")]
    pub peak: i128,
    /// How many lines change; weights do not count.
    #[serde(skip)]
    pub lines: i128,
    /// How far amounts are from the exact shares in proportion to the wish: zero where each line has its share to the cent. It is
    /// the sum of the squared differences in cents, each times the largest wish divided by that of the line, rounded up and at
    /// most [`MAX_SHARE_WEIGHT`](riparto_core::capacity::MAX_SHARE_WEIGHT). Known only where the measure asked for is
    /// [`Measure::InProportion`].
    #[serde(serialize_with = "known", skip_serializing_if = "Option::is_none")]
    pub off_share: Option<i128>,
}

fn integer<S: Serializer>(number: &i128, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(number)
}

fn known<S: Serializer>(number: &Option<i128>, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(&number.unwrap_or_default())
}

impl Objective {
    pub(crate) fn new(amounts: &[i64], wish: &[i64], weights: &[i64]) -> Objective {
        let mut objective = Objective { moved: 0, squares: 0, peak: 0, lines: 0, off_share: None };
        if weights.is_empty() {
            let mut peak = 0;
            for (amount, wish) in amounts.iter().zip(wish) {
                let change = (amount - wish).abs();
                objective.moved += i128::from(change);
                objective.squares += i128::from(change) * i128::from(change);
                objective.lines += i128::from(change > 0);
                peak = peak.max(change);
            }
            objective.peak = peak.into();
            return objective;
        }
        for (line, (amount, wish)) in amounts.iter().zip(wish).enumerate() {
            let weight = weights.get(line).copied().map_or(1, i128::from);
            let change = i128::from(amount - wish).abs();
            objective.moved += weight * change;
            objective.squares += weight * change * change;
            objective.lines += i128::from(change > 0);
            objective.peak = objective.peak.max(weight * change);
        }
        objective
    }

    /// The value of one measure; the largest number for [`Measure::InProportion`] where it is not known.
    #[must_use]
    pub fn of(&self, measure: Measure) -> i128 {
        match measure {
            Measure::LeastSquares => self.at(Distance::Squares),
            Measure::LeastMoved => self.at(Distance::Moved),
            Measure::LeastPeak => self.at(Distance::Peak),
            Measure::InProportion => self.off_share.unwrap_or(i128::MAX),
            Measure::FewestLines => self.lines,
        }
    }

    pub(crate) fn at(&self, distance: Distance) -> i128 {
        match distance {
            Distance::Squares => self.squares,
            Distance::Moved => self.moved,
            Distance::Peak => self.peak,
        }
    }
}
