//! Prices for least squares that are nearly the best, one tree after the other.
//!
//! With the prices of one tree fixed, the other is an equal shift on a tree: its best prices are found exactly, branch
//! by branch. Doing so in turns is block coordinate ascent on the dual, which converges since what does not bend smoothly
//! is within one tree or the other (Tseng 2001). On grids where most cells are free each turn leaves a small
//! part of the error; where few are, others finish what this began.

use super::costs::Costs;
use super::frame::Frame;
use super::sides::{Side, Way};

/// The most turns of both trees.
const MOST_TURNS: usize = 60;

/// After how many turns each time it is guessed where they lead.
const GUESSING: usize = 4;

/// A price per node, where a cent costs at most `steepest`, with either sign.
pub(super) fn alternate(frame: &Frame, costs: &impl Costs, steepest: i64) -> Vec<i64> {
    let mut sides = Side::both(frame, costs, steepest);
    let (mut last, mut way) = (i128::MAX, Way::StraightLines);
    for turn in 1..=MOST_TURNS {
        let [first, second] = &mut sides;
        let before = second.levels.clone();
        let mut changed = first.respond(frame.problem.total, &second.levels, way);
        changed += second.respond(frame.problem.total, &first.levels, way);
        // Cents that cost the same are not settled by prices: their number is left.
        if changed < frame.nodes() as i128 / 4 {
            break;
        }
        if changed >= last {
            match way {
                Way::StraightLines => {
                    way = Way::Exact;
                    last = i128::MAX;
                    continue;
                }
                Way::Exact => break,
            }
        } else if turn % GUESSING == 0 && changed > last / 4 {
            // Changes that shrink by a ratio sum to a known end.
            second.extrapolate(&before, changed, last - changed);
        }
        last = changed;
    }
    let mut prices = vec![0; frame.nodes()];
    for (side, sign) in sides.iter().zip([-1, 1]) {
        for (node, level) in side.nodes.iter().zip(&side.levels) {
            prices[*node] = sign * level;
        }
    }
    prices
}
