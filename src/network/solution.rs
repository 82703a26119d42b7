//! The answer, measure by measure.

use super::alternation::alternate;
use super::clash::Conflict;
use super::conflict::{cut, start};
use super::curve::{Curves, Shape};
use super::descent::{descend, within};
use super::frame::{Bounds, Frame, Piece};
use super::measure::Measure;
use super::paths::{Outcome, balance};
use super::problem::Problem;
use super::settle::Cut;
use super::ties::Ties;

/// The best allocation by a measure; `None` when no allocation respects the bounds.
///
/// There is one answer: the best by the measure; among these the one of least weighted squares; among these the
/// lexicographically greatest, that is odd cents go to the lowest lines.
///
/// # Panics
///
/// If the problem is malformed: slices of different lengths, groups of a family that cross, a movement next to a
/// second family.
pub(crate) fn solve(problem: &Problem, measure: Measure) -> Option<Vec<i64>> {
    let (low, high) = problem.boxes().ok()?;
    let mut frame = Frame::build(problem, &low, &high).ok()?;
    match measure {
        Measure::LeastSquares => squares(frame).ok(),
        Measure::LeastMoved => {
            optimum(&mut frame, Shape::Vee).ok()?;
            squares(frame).ok()
        }
        Measure::LeastPeak => {
            start(&frame).ok()?;
            let peak = least_peak(&mut frame, &low, &high);
            let (low, high) = problem.boxes_within(&low, &high, peak)?;
            frame.confine(&low, &high);
            squares(frame).ok()
        }
    }
}

/// How many peaks are tried by what a cut lacks before what is left is halved.
const MOST_CUTS: usize = 24;

/// The smallest peak that leaves a feasible allocation: by Newton's method on the cuts that show that a smaller one does
/// not, then by halving.
fn least_peak(frame: &mut Frame, low: &[i64], high: &[i64]) -> i128 {
    let problem = frame.problem;
    let nearest: Vec<i64> =
        problem.wish.iter().zip(low).zip(high).map(|((wish, low), high)| *wish.clamp(low, high)).collect();
    let mut least = problem.peak(&nearest);
    let mut most = problem.peak(low).max(problem.peak(high)).max(least);
    let mut halves = false;
    for tries in 0.. {
        if least == most {
            break;
        }
        let tried = if halves || tries > MOST_CUTS { least + (most - least) / 2 } else { least };
        let Some((narrow_low, narrow_high)) = problem.boxes_within(low, high, tried) else {
            least = tried + 1;
            continue;
        };
        frame.confine(&narrow_low, &narrow_high);
        let found = cut(frame);
        halves = found.is_err();
        match found {
            Ok(None) => most = tried,
            Ok(Some((cut, bounds))) => least = most.min(tried + lacking(frame, &cut, &bounds, high)),
            Err(_) => least = tried + 1,
        }
    }
    least
}

/// By how much the peak must rise at least so that a cut may let through what it lacks: at each cent of shift every line
/// that crosses it lets a cent more through, at most, and every line beyond a stem that is bound by what its lines hold.
fn lacking(frame: &Frame, cut: &Cut, bounds: &Bounds, high: &[i64]) -> i128 {
    // The rates are in parts of a cent; what is added at once is what weights round away.
    let (mut rates, mut rounded) = (vec![0_i128; frame.nodes()], vec![0_i128; frame.nodes()]);
    let (mut rate, mut at_once) = (0, 0);
    for cell in 0..frame.cells.len() {
        let ends = frame.arcs[frame.stems() + cell];
        let weight = i128::from(frame.cells[cell].weight);
        let full =
            |piece: &&Piece| cut.stuck[ends.tail] && !piece.added && piece.high == high[piece.line as usize];
        let pieces = frame.pieces_of(cell);
        let all = pieces.len() as i128;
        let per_line = (SHARE + weight - 1) / weight;
        for node in [ends.tail, ends.head] {
            rates[node] += all * per_line;
            rounded[node] += if weight > 1 { all } else { 0 };
        }
        if cut.stuck[ends.tail] != cut.stuck[ends.head] {
            let moving = all - pieces.iter().filter(full).count() as i128;
            rate += moving * per_line;
            at_once += if weight > 1 { moving } else { 0 };
        }
    }
    for sums in [&mut rates, &mut rounded] {
        let (first, second) = sums.split_at_mut(frame.sink());
        frame.trees[0].gather(first);
        frame.trees[1].gather(second);
    }
    for stem in 0..frame.stems() {
        let ends = frame.arcs[stem];
        let (family, branch) = frame.branch_of(stem);
        let group = &frame.trees[family].branches[branch];
        let is_own = match (cut.stuck[ends.tail], cut.stuck[ends.head]) {
            (true, false) => group.high.is_some_and(|(high, _)| high == bounds.high[stem]),
            (false, true) => group.low.is_some_and(|(low, _)| low == bounds.low[stem]),
            _ => true,
        };
        if !is_own {
            let node = family * frame.sink() + branch;
            (rate, at_once) = (rate + rates[node], at_once + rounded[node]);
        }
    }
    let needed = (i128::from(cut.short) - at_once) * SHARE;
    if rate > 0 { (needed + rate - 1).div_euclid(rate).max(1) } else { 1 }
}

/// In how many parts a cent is divided where weights share it.
const SHARE: i128 = 1024;

/// The one answer of least squares within the present boxes.
fn squares(mut frame: Frame) -> Result<Vec<i64>, Box<Conflict>> {
    let flow = optimum(&mut frame, Shape::Bowl)?;
    let pieces = Ties::find(&frame, flow).resolve();
    Ok(frame.amounts(&pieces))
}

/// A flow of least cost, and prices that prove it.
fn cheapest(frame: &Frame, curves: &Curves, shape: Shape) -> Result<(Vec<i64>, Vec<i128>), Box<Conflict>> {
    if curves.fit() {
        let prices = match shape {
            Shape::Vee => vec![0; frame.nodes()],
            Shape::Bowl => alternate(frame, curves),
        };
        match balance(frame, curves, prices) {
            Outcome::Optimal(flow, price) => return Ok((flow, price.into_iter().map(i128::from).collect())),
            Outcome::Infeasible => return Err(Box::default()),
            Outcome::Unfinished => {}
        }
    }
    Ok(descend(frame, curves, start(frame)?))
}

/// A flow of least cost. Afterwards the boxes and the fixed stems of the network allow exactly all such flows.
fn optimum(frame: &mut Frame, shape: Shape) -> Result<Vec<i64>, Box<Conflict>> {
    let curves = Curves::draw(frame, shape, frame.bounds()?);
    let (flow, price) = cheapest(frame, &curves, shape)?;
    for (arc, cents) in flow.iter().enumerate() {
        let ends = frame.arcs[arc];
        let gain = within(price[ends.head] - price[ends.tail]);
        if arc < frame.stems() {
            if gain != 0 {
                frame.fixed[arc] = Some(*cents);
            }
            continue;
        }
        let cell = arc - frame.stems();
        let weight = frame.cells[cell].weight;
        frame.narrow(cell, |piece| {
            (piece.low, piece.high) =
                (shape.amount_below(piece, weight, gain), shape.amount_below(piece, weight, gain + 1));
        });
    }
    Ok(flow)
}
