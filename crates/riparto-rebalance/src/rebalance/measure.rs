//! `Measure`: what counts as near to a wish.

use serde::{Deserialize, Serialize};

use riparto_core::reader::{read_by_name, shown_by_name};
use riparto_solve::flow::Distance;

/// What counts as near.
///
/// ```
/// use riparto::Measure;
///
/// assert_eq!("fewest_lines".parse::<Measure>()?, Measure::FewestLines);
/// assert_eq!(Measure::InProportion.to_string(), "in_proportion");
/// assert_eq!("nearest".parse::<Measure>().unwrap_err().code(), "name_unknown");
/// # Ok::<(), riparto::Error>(())
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Measure {
    /// The sum of the squared changes: the same euros from each line, since large changes count most.
    #[default]
    LeastSquares,
    /// The sum of the changes, without their signs: how many cents move.
    LeastMoved,
    /// The largest change.
    LeastPeak,
    /// Each line gives or takes the same share of what it wishes for, to the cent, within the rules. A line that wishes for
    /// nothing changes only where nothing else can.
    ///
    /// The exact shares are those real amounts within the rules whose changes, squared and divided by the wish, sum to the
    /// least: all lines that no bound holds change by one percentage. Cents go by largest remainder, of equal ones to the
    /// first line. Where rules cross or are no bounds of sums, the shares are those of the rules that lie inside or apart
    /// from each other, and the answer is the nearest to them ([`Objective::off_share`](super::Objective::off_share)).
    InProportion,
    /// As few lines change as can be, then as few cents move.
    FewestLines,
}

read_by_name! { Measure: "a measure", "un criterio di vicinanza"; }
shown_by_name!(Measure);

impl Measure {
    /// All measures.
    pub const ALL: [Measure; 5] = [
        Measure::LeastSquares,
        Measure::LeastMoved,
        Measure::LeastPeak,
        Measure::InProportion,
        Measure::FewestLines,
    ];

    /// Those by which any two answers compare whatever the rules are, and which a grid without a plan has.
    pub const DISTANCES: [Measure; 3] = [Measure::LeastSquares, Measure::LeastMoved, Measure::LeastPeak];

    /// The measure that is a distance.
    pub(super) fn of(distance: Distance) -> Measure {
        match distance {
            Distance::Squares => Measure::LeastSquares,
            Distance::Moved => Measure::LeastMoved,
            Distance::Peak => Measure::LeastPeak,
        }
    }
}
