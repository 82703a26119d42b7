//! Cycle cancelling: a flow between groups on as few arcs as possible, and the transfers of lines that it becomes.

use std::collections::{BTreeMap, VecDeque};

use super::allowed_arcs::{AllowedArcs, ArcFlows, RoleGroup};
use super::line_delta::{LineDelta, north_west_corner};
use super::zero_sum_subsets::ZeroSumSubsets;

/// The transfers of lines that a flow between groups becomes: one fewer than lines if no cap blocks a cycle from being cancelled.
pub(super) fn line_transfers(arcs: &AllowedArcs<'_>, moves: ArcFlows) -> ArcFlows {
    let moves = cancel_cycles(arcs, moves);
    let mut pieces: BTreeMap<(usize, usize), Vec<LineDelta>> = BTreeMap::new();
    split_over_arcs(&arcs.giving, &moves, |(from, _, _)| from, &mut pieces);
    split_over_arcs(&arcs.taking, &moves, |(_, to, _)| to, &mut pieces);
    pieces
        .values()
        .flat_map(|pieces| ZeroSumSubsets::new(pieces, arcs.meter).subsets)
        .flat_map(|subset| north_west_corner(&subset))
        .collect()
}

/// Splits the imbalances of each group over its arcs, one after the other.
fn split_over_arcs(
    groups: &[RoleGroup],
    moves: &ArcFlows,
    group_of: impl Fn((usize, usize, i64)) -> usize,
    pieces: &mut BTreeMap<(usize, usize), Vec<LineDelta>>,
) {
    let mut lines: Vec<_> = groups.iter().map(|group| group.lines.iter().copied().peekable()).collect();
    for (from, to, cents) in moves {
        let lines = &mut lines[group_of((*from, *to, *cents))];
        let mut wanted = *cents;
        while wanted > 0
            && let Some(delta) = lines.peek_mut()
        {
            let piece = delta.cents.abs().min(wanted) * delta.cents.signum();
            pieces.entry((*from, *to)).or_default().push(LineDelta { line: delta.line, cents: piece });
            wanted -= piece.abs();
            delta.cents -= piece;
            if delta.cents == 0 {
                lines.next();
            }
        }
        assert!(wanted == 0, "a passage that its group does not fill");
    }
}

/// The same sums on the arcs of a forest: flow is pushed around each cycle until an arc is empty, if caps allow it and the meter is
/// not over.
fn cancel_cycles(arcs: &AllowedArcs<'_>, moves: ArcFlows) -> ArcFlows {
    if !arcs.spend_on(moves.len()) {
        return moves;
    }
    let mut room = arcs.room(&moves);
    let mut flow: BTreeMap<(usize, usize), i64> =
        moves.into_iter().map(|(from, to, cents)| ((from, to), cents)).collect();
    let mut forest = SpanningForest::new(arcs.giving.len() + arcs.taking.len());
    for pair in flow.keys().copied().collect::<Vec<_>>() {
        let node = |to: usize| arcs.giving.len() + to;
        // A look for a path is at every node; the last one is after the cycles.
        while arcs.meter.spend(2 * forest.joined.len())
            && let Some(path) = forest.path(pair.0, node(pair.1))
            && arcs.spend_on(path.len())
        {
            // Around the cycle, arcs gain and lose alternately.
            let ends = path.windows(2).map(|ends| (ends[0].min(ends[1]), ends[0].max(ends[1]) - node(0)));
            let cycle: Vec<((usize, usize), i64)> =
                [pair].into_iter().chain(ends).zip([1, -1].into_iter().cycle()).collect();
            if !augment(arcs, &cycle, &mut flow, &mut room) {
                break;
            }
            for (emptied, _) in cycle.iter().filter(|(pair, _)| flow[pair] == 0) {
                forest.unlink(emptied.0, node(emptied.1));
            }
            if flow[&pair] == 0 {
                break;
            }
        }
        if arcs.meter.is_over() {
            break;
        }
        if flow[&pair] > 0 && forest.path(pair.0, node(pair.1)).is_none() {
            forest.link(pair.0, node(pair.1));
        }
    }
    flow.into_iter().filter(|(_, cents)| *cents > 0).map(|((from, to), cents)| (from, to, cents)).collect()
}

/// Pushes flow around a cycle until an arc is empty, in a direction that caps allow; whether there is one.
fn augment(
    arcs: &AllowedArcs<'_>,
    cycle: &[((usize, usize), i64)],
    flow: &mut BTreeMap<(usize, usize), i64>,
    room: &mut [i64],
) -> bool {
    let mut counted = vec![0; room.len()];
    for ((from, to), sign) in cycle {
        arcs.counting(*from, *to).for_each(|cap| counted[cap] += sign);
    }
    for direction in [-1, 1] {
        let losing = cycle.iter().filter(|(_, sign)| sign * direction < 0);
        let cents = losing.map(|(pair, _)| flow[pair]).min().unwrap_or(0);
        let fits = |(counted, room): (&i64, &i64)| {
            i128::from(counted * direction) * i128::from(cents) <= i128::from(*room)
        };
        if cents > 0 && counted.iter().zip(&*room).all(fits) {
            for (pair, sign) in cycle {
                *flow.entry(*pair).or_default() += sign * direction * cents;
            }
            room.iter_mut().zip(&counted).for_each(|(room, counted)| *room -= counted * direction * cents);
            return true;
        }
    }
    false
}

/// A spanning forest of the arcs in use.
struct SpanningForest {
    joined: Vec<Vec<usize>>,
}

impl SpanningForest {
    fn new(nodes: usize) -> SpanningForest {
        SpanningForest { joined: vec![Vec::new(); nodes] }
    }

    fn link(&mut self, a: usize, b: usize) {
        self.joined[a].push(b);
        self.joined[b].push(a);
    }

    fn unlink(&mut self, a: usize, b: usize) {
        self.joined[a].retain(|other| *other != b);
        self.joined[b].retain(|other| *other != a);
    }

    /// The nodes from one to another.
    fn path(&self, from: usize, to: usize) -> Option<Vec<usize>> {
        let mut before: Vec<Option<usize>> = vec![None; self.joined.len()];
        let mut queue = VecDeque::from([to]);
        before[to] = Some(to);
        while let Some(node) = queue.pop_front() {
            for next in &self.joined[node] {
                if before[*next].is_none() {
                    before[*next] = Some(node);
                    queue.push_back(*next);
                }
            }
        }
        before[from]?;
        let mut path = vec![from];
        while let Some(node) = path.last().copied().filter(|node| *node != to) {
            path.extend(before[node]);
        }
        Some(path)
    }
}
