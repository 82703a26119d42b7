//! Which rules cannot hold together.

use super::clash::Conflict;
use super::costs::{Costs, Shape};
use super::curve::Curves;
use super::frame::Frame;
use super::problem::{Problem, Span};
use super::settle::{Cut, settle, unsettled};
use super::singles::{Singles, Vee};

/// Whether some allocation respects all bounds.
pub fn feasible(problem: &Problem) -> bool {
    conflict(problem).is_none()
}

/// Rules that cannot hold together; `None` when all can.
pub fn conflict(problem: &Problem) -> Option<Conflict> {
    let boxes = match problem.boxes() {
        Ok(boxes) => boxes,
        Err(conflict) => return Some(*conflict),
    };
    let found = Frame::build(problem, boxes).and_then(|frame| start(&frame));
    found.err().map(|conflict| *conflict)
}

/// A flow that balances within the present boxes.
pub(super) fn start(frame: &Frame) -> Result<Vec<i64>, Box<Conflict>> {
    settled(frame)?.map_err(|(cut, bounds)| Conflict::of_cut(frame, &bounds, &cut))
}

/// A cut that no flow within the present boxes passes, if there is one, and the bounds of the stems.
pub(super) fn cut(frame: &Frame) -> Result<Option<(Cut, Vec<Span>)>, Box<Conflict>> {
    Ok(settled(frame)?.err())
}

/// A flow that balances, or a cut and the bounds of the stems.
type Settled = Result<Vec<i64>, (Cut, Vec<Span>)>;

/// Settles the flow that moves the least on each arc.
fn settled(frame: &Frame) -> Result<Settled, Box<Conflict>> {
    fn settled(frame: &Frame, costs: &impl Costs) -> Settled {
        let mut flow = unsettled(frame, costs);
        match settle(frame, costs, &mut flow) {
            Ok(()) => Ok(flow),
            Err(cut) => Err((cut, (0..frame.stems()).map(|stem| costs.bounds(stem)).collect())),
        }
    }
    match Singles::<Vee<i64>>::of(frame) {
        Some(singles) => Ok(settled(frame, &singles?)),
        None => Ok(settled(frame, &Curves::draw(frame, Shape::Vee, frame.bounds()?))),
    }
}

impl Conflict {
    /// A stem whose bounds exclude each other.
    pub(super) fn of_stem(frame: &Frame, stem: usize, bounds: &[Span]) -> Box<Self> {
        let mut conflict = Self { short: (bounds[stem].low - bounds[stem].high).into(), ..Self::default() };
        conflict.blame_floor(frame, stem, bounds);
        conflict.blame_ceiling(frame, stem, bounds);
        conflict.tidy(frame)
    }

    /// The bounds that a cut runs into: the least on all arcs that enter, the greatest on all that leave.
    fn of_cut(frame: &Frame, bounds: &[Span], cut: &Cut) -> Box<Self> {
        let total = cut.stuck[0] != cut.stuck[frame.sink()];
        let mut conflict = Self { short: cut.short.into(), total, ..Self::default() };
        for (number, arc) in frame.arcs.iter().enumerate() {
            match (cut.stuck[arc.tail()], cut.stuck[arc.head()]) {
                (true, false) if number < frame.stems() => conflict.blame_ceiling(frame, number, bounds),
                (false, true) if number < frame.stems() => conflict.blame_floor(frame, number, bounds),
                (true, false) => conflict.blame_line_ceilings(frame, number - frame.stems()),
                (false, true) => conflict.blame_line_floors(frame, number - frame.stems()),
                _ => {}
            }
        }
        conflict.tidy(frame)
    }

    fn blame_floor(&mut self, frame: &Frame, stem: usize, bounds: &[Span]) {
        let (family, branch) = frame.branch_of(stem);
        match frame.trees[family].branches[branch].low {
            Some((low, group)) if low == bounds[stem].low => {
                self.group_floors.push((family, group));
            }
            _ => cells_within(frame, family, branch).for_each(|cell| self.blame_line_floors(frame, cell)),
        }
    }

    fn blame_ceiling(&mut self, frame: &Frame, stem: usize, bounds: &[Span]) {
        let (family, branch) = frame.branch_of(stem);
        match frame.trees[family].branches[branch].high {
            Some((high, group)) if high == bounds[stem].high => {
                if family == 1 && frame.problem.movement.is_some() {
                    self.movement = true;
                } else {
                    self.group_ceilings.push((family, group));
                }
            }
            _ => cells_within(frame, family, branch).for_each(|cell| self.blame_line_ceilings(frame, cell)),
        }
    }

    fn blame_line_floors(&mut self, frame: &Frame, cell: usize) {
        self.line_floors.extend(frame.pieces_of(cell).map(|piece| piece.line as u32));
    }

    fn blame_line_ceilings(&mut self, frame: &Frame, cell: usize) {
        self.line_ceilings.extend(frame.pieces_of(cell).map(|piece| piece.line as u32));
    }

    /// Each line once. A ceiling that only follows from the total and the floors of the other lines becomes these.
    fn tidy(mut self, frame: &Frame) -> Box<Self> {
        let problem = frame.problem;
        let floors: i128 = problem.low.iter().map(|low| i128::from(*low)).sum();
        let slack = i128::from(problem.total) - floors;
        let all = self.line_ceilings.len();
        self.line_ceilings.retain(|line| {
            let line = *line as usize;
            i128::from(problem.high[line]) <= i128::from(problem.low[line]) + slack
        });
        if self.line_ceilings.len() < all {
            self.total = true;
            self.line_floors = (0_u32..).take(problem.low.len()).collect();
        }
        for lines in [&mut self.line_floors, &mut self.line_ceilings] {
            lines.sort_unstable();
            lines.dedup();
        }
        Box::new(self)
    }
}

/// The cells inside a branch.
fn cells_within<'a>(frame: &'a Frame, family: usize, branch: usize) -> impl Iterator<Item = usize> + 'a {
    (0..frame.cells).filter(move |cell| {
        let arc = frame.arcs[frame.stems() + cell];
        let home = if family == 0 { arc.tail() } else { arc.head() - frame.sink() };
        frame.trees[family].within(home, branch)
    })
}
