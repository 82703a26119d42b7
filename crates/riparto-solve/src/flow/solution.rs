//! The answer, measure by measure.

use super::alternation::alternate;
use super::clash::Conflict;
use super::conflict::{cut, start};
use super::costs::{Costs, FITTING, NEVER, Price, Shape};
use super::curve::Curves;
use super::descent::descend;
use super::distance::Distance;
use super::frame::{Frame, Piece};
use super::paths::{Outcome, balance};
use super::problem::{Boxes, Problem, Span};
use super::settle::Cut;
use super::singles::{Bowl, Form, Singles, Vee};
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
pub fn solve(problem: &Problem, measure: Distance) -> Option<Vec<i64>> {
    let mut frame = Frame::build(problem, problem.boxes().ok()?).ok()?;
    match measure {
        Distance::Squares => squares(frame).ok(),
        Distance::Moved => {
            if weights_are_small(problem) {
                optimum::<Vee<i16>>(&mut frame).ok()?;
            } else {
                optimum::<Vee<i32>>(&mut frame).ok()?;
            }
            squares(frame).ok()
        }
        Distance::Peak => {
            start(&frame).ok()?;
            let boxes = problem.boxes().ok()?;
            let peak = least_peak(&mut frame, &boxes);
            frame.confine(problem.boxes_within(&boxes, peak)?);
            squares(frame).ok()
        }
    }
}

/// An allocation that moves as little as any: the first stage of [`solve`], without the choice among the many that do;
/// `None` when no allocation respects the bounds.
///
/// # Panics
///
/// If the problem is malformed, as for [`solve`].
pub fn least_moved(problem: &Problem) -> Option<Vec<i64>> {
    let mut frame = Frame::build(problem, problem.boxes().ok()?).ok()?;
    let cheapest = if weights_are_small(problem) { cheapest::<Vee<i16>> } else { cheapest::<Vee<i32>> };
    let (flow, price) = cheapest(&frame).ok()?;
    if !frame.has_singles_only() {
        narrow::<Vee<i64>>(&mut frame, &flow, &price);
    }
    let pieces = frame.fill(flow);
    Some(frame.amounts(pieces))
}

/// Whether all weights fit into 16 bits.
fn weights_are_small(problem: &Problem) -> bool {
    problem.weights.iter().all(|weight| *weight < i16::MAX.into())
}

/// How many peaks are tried by what a cut lacks before what is left is halved.
const MOST_CUTS: usize = 24;

/// The smallest peak that leaves a feasible allocation: by Newton's method on the cuts that show that a smaller one does
/// not, then by halving.
fn least_peak(frame: &mut Frame, boxes: &Boxes) -> i128 {
    let problem = frame.problem;
    let nearest = problem.wish.iter().enumerate().map(|(line, wish)| {
        let span = boxes.at(line);
        *wish.clamp(&span.low, &span.high)
    });
    let mut least = problem.peak(nearest);
    let farthest = [&boxes.low, &boxes.high].map(|side| problem.peak(side.iter().copied()));
    let mut most = farthest.into_iter().fold(least, i128::max);
    let mut halves = false;
    for tries in 0.. {
        if least == most {
            break;
        }
        let tried = if halves || tries > MOST_CUTS { least + (most - least) / 2 } else { least };
        let Some(narrow) = problem.boxes_within(boxes, tried) else {
            least = tried + 1;
            continue;
        };
        frame.confine(narrow);
        let found = cut(frame);
        halves = found.is_err();
        match found {
            Ok(None) => most = tried,
            Ok(Some((cut, bounds))) => least = most.min(tried + lacking(frame, &cut, &bounds, boxes)),
            Err(_) => least = tried + 1,
        }
    }
    least
}

/// By how much the peak must rise at least so that a cut may let through what it lacks: at each cent of shift every line
/// that crosses it lets a cent more through, at most, and every line beyond a stem that is bound by what its lines hold.
fn lacking(frame: &Frame, cut: &Cut, bounds: &[Span], boxes: &Boxes) -> i128 {
    // The rates are in parts of a cent; what is added at once is what weights round away.
    let (mut rates, mut rounded) = (vec![0_i128; frame.nodes()], vec![0_i128; frame.nodes()]);
    let (mut rate, mut at_once) = (0, 0);
    for cell in 0..frame.cells {
        let ends = frame.arcs[frame.stems() + cell];
        let weight = i128::from(frame.weight_of(cell));
        let full =
            |piece: &Piece| cut.stuck[ends.tail()] && !piece.added && piece.high == boxes.high[piece.line];
        let all = frame.places_of(cell).len() as i128;
        let per_line = (SHARE + weight - 1) / weight;
        for node in [ends.tail(), ends.head()] {
            rates[node] += all * per_line;
            rounded[node] += if weight > 1 { all } else { 0 };
        }
        if cut.stuck[ends.tail()] != cut.stuck[ends.head()] {
            let moving = all - frame.pieces_of(cell).filter(full).count() as i128;
            rate += moving * per_line;
            at_once += if weight > 1 { moving } else { 0 };
        }
    }
    for sums in [&mut rates, &mut rounded] {
        let (first, second) = sums.split_at_mut(frame.sink());
        frame.trees[0].gather(first);
        frame.trees[1].gather(second);
    }
    for (stem, span) in bounds.iter().enumerate().take(frame.stems()) {
        let ends = frame.arcs[stem];
        let (family, branch) = frame.branch_of(stem);
        let group = &frame.trees[family].branches[branch];
        let is_own = match (cut.stuck[ends.tail()], cut.stuck[ends.head()]) {
            (true, false) => group.high.is_some_and(|(high, _)| high == span.high),
            (false, true) => group.low.is_some_and(|(low, _)| low == span.low),
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
const SHARE: i128 = 1 << 30;

/// The one answer of least squares within the present boxes.
fn squares(mut frame: Frame) -> Result<Vec<i64>, Box<Conflict>> {
    let flow = optimum::<Bowl>(&mut frame)?;
    let pieces = Ties::find(&frame, flow).resolve();
    Ok(frame.amounts(pieces))
}

/// A flow of least cost and prices that prove it, if a search in 64 bits finds them in time.
fn search(frame: &Frame, costs: &impl Costs, shape: Shape) -> Option<Proven> {
    let steepest = costs.steepest();
    if steepest >= FITTING {
        return None;
    }
    let prices = match shape {
        Shape::Vee => vec![0; frame.nodes()],
        Shape::Bowl => alternate(frame, costs, steepest),
    };
    match balance(frame, costs, prices) {
        Outcome::Optimal(flow, price) => Some(Ok((flow, price.into_iter().map(i128::from).collect()))),
        Outcome::Infeasible => Some(Err(Box::default())),
        Outcome::Unfinished => None,
    }
}

/// A flow of least cost, and prices that prove it.
type Proven = Result<(Vec<i64>, Vec<i128>), Box<Conflict>>;

/// Finds it by the fastest way that serves.
fn cheapest<F: Form>(frame: &Frame) -> Proven {
    let found = match Singles::<F>::of(frame) {
        Some(singles) => search(frame, &singles?, F::SHAPE),
        None => search(frame, &Curves::draw(frame, F::SHAPE, frame.bounds()?), F::SHAPE),
    };
    found.unwrap_or_else(|| {
        let curves = Curves::draw(frame, F::SHAPE, frame.bounds()?);
        Ok(descend(frame, &curves, start(frame)?))
    })
}

/// A flow of least cost. Afterwards the boxes and the fixed stems of the network allow exactly all such flows.
fn optimum<F: Form>(frame: &mut Frame) -> Result<Vec<i64>, Box<Conflict>> {
    let (flow, price) = cheapest::<F>(frame)?;
    narrow::<F>(frame, &flow, &price);
    Ok(flow)
}

/// What a piece holds with the cents that cost less than a price, and with those that cost as much.
#[inline]
fn around<F: Form, P: Price>(wish: i64, span: Span, weight: P, price: P) -> (i64, i64) {
    let amount = |price: P| F::SHAPE.amount_below(wish, span, weight, price);
    (amount(price), amount(price + P::from(1)))
}

/// Narrows the boxes and fixes the stems to what all flows of least cost have in common, one of which and whose prices are
/// given.
fn narrow<F: Form>(frame: &mut Frame, flow: &[i64], price: &[i128]) {
    let (mut lows, mut highs) = (frame.boxes.low.to_vec(), frame.boxes.high.to_vec());
    for (arc, cents) in flow.iter().enumerate() {
        let ends = frame.arcs[arc];
        let gain = price[ends.head()] - price[ends.tail()];
        if arc < frame.stems() {
            if gain != 0 {
                frame.fixed[arc] = Some(*cents);
            }
            continue;
        }
        let cell = arc - frame.stems();
        let weight = frame.weight_of(cell);
        let small = i64::try_from(gain).ok().filter(|gain| (-NEVER..NEVER).contains(gain));
        for place in frame.places_of(cell) {
            let Piece { wish, low, high, .. } = frame.piece(place);
            let span = Span { low, high };
            (lows[place], highs[place]) = match small {
                Some(gain) => around::<F, i64>(wish, span, weight, gain),
                None => around::<F, i128>(wish, span, weight.into(), gain),
            };
        }
    }
    frame.boxes = Boxes { low: lows.into(), high: highs.into() };
}
