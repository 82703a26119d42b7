//! Flow between groups without needless passages, and what the lines make of it.

use std::collections::{BTreeMap, VecDeque};

use super::blocks::Blocks;
use super::open::{Open, walk};
use super::passages::{Group, Moves, Passages};

/// The transfers of lines that a flow between groups becomes: one fewer than lines if no cap keeps a circle closed.
pub(super) fn lines_of(passages: &Passages<'_>, moves: Moves) -> Moves {
    let moves = without_circles(passages, moves);
    let mut pieces: BTreeMap<(usize, usize), Vec<Open>> = BTreeMap::new();
    cut(&passages.giving, &moves, |(from, _, _)| from, &mut pieces);
    cut(&passages.taking, &moves, |(_, to, _)| to, &mut pieces);
    pieces
        .values()
        .flat_map(|pieces| Blocks::new(pieces, passages.meter).blocks)
        .flat_map(|block| walk(&block))
        .collect()
}

/// Cuts the lines of each group into what goes over its passages, one after the other.
fn cut(
    groups: &[Group],
    moves: &Moves,
    group_of: impl Fn((usize, usize, i64)) -> usize,
    pieces: &mut BTreeMap<(usize, usize), Vec<Open>>,
) {
    let mut lines: Vec<_> = groups.iter().map(|group| group.lines.iter().copied().peekable()).collect();
    for (from, to, cents) in moves {
        let lines = &mut lines[group_of((*from, *to, *cents))];
        let mut wanted = *cents;
        while wanted > 0
            && let Some(open) = lines.peek_mut()
        {
            let piece = open.cents.abs().min(wanted) * open.cents.signum();
            pieces.entry((*from, *to)).or_default().push(Open { line: open.line, cents: piece });
            wanted -= piece.abs();
            open.cents -= piece;
            if open.cents == 0 {
                lines.next();
            }
        }
        assert!(wanted == 0, "a passage that its group does not fill");
    }
}

/// The same sums with as few passages: where passages make a circle, one is emptied over the others, if caps allow it and
/// the meter is not over.
fn without_circles(passages: &Passages<'_>, moves: Moves) -> Moves {
    if !passages.spend_on(moves.len()) {
        return moves;
    }
    let mut room = passages.room(&moves);
    let mut flow: BTreeMap<(usize, usize), i64> =
        moves.into_iter().map(|(from, to, cents)| ((from, to), cents)).collect();
    let mut forest = Forest::new(passages.giving.len() + passages.taking.len());
    for pair in flow.keys().copied().collect::<Vec<_>>() {
        let node = |to: usize| passages.giving.len() + to;
        // A look for a path is at every node; the last one is after the circles.
        while passages.meter.spend(2 * forest.joined.len())
            && let Some(path) = forest.path(pair.0, node(pair.1))
            && passages.spend_on(path.len())
        {
            // Around the circle, passages take turns to gain and to lose.
            let ends = path.windows(2).map(|ends| (ends[0].min(ends[1]), ends[0].max(ends[1]) - node(0)));
            let circle: Vec<((usize, usize), i64)> =
                [pair].into_iter().chain(ends).zip([1, -1].into_iter().cycle()).collect();
            if !turn(passages, &circle, &mut flow, &mut room) {
                break;
            }
            for (emptied, _) in circle.iter().filter(|(pair, _)| flow[pair] == 0) {
                forest.cut(emptied.0, node(emptied.1));
            }
            if flow[&pair] == 0 {
                break;
            }
        }
        if passages.meter.is_over() {
            break;
        }
        if flow[&pair] > 0 && forest.path(pair.0, node(pair.1)).is_none() {
            forest.join(pair.0, node(pair.1));
        }
    }
    flow.into_iter().filter(|(_, cents)| *cents > 0).map(|((from, to), cents)| (from, to, cents)).collect()
}

/// Turns a circle until a passage is empty, in the direction that caps allow; whether there is one.
fn turn(
    passages: &Passages<'_>,
    circle: &[((usize, usize), i64)],
    flow: &mut BTreeMap<(usize, usize), i64>,
    room: &mut [i64],
) -> bool {
    let mut counted = vec![0; room.len()];
    for ((from, to), sign) in circle {
        passages.counting(*from, *to).for_each(|cap| counted[cap] += sign);
    }
    for direction in [-1, 1] {
        let losing = circle.iter().filter(|(_, sign)| sign * direction < 0);
        let cents = losing.map(|(pair, _)| flow[pair]).min().unwrap_or(0);
        let fits = |(counted, room): (&i64, &i64)| {
            i128::from(counted * direction) * i128::from(cents) <= i128::from(*room)
        };
        if cents > 0 && counted.iter().zip(&*room).all(fits) {
            for (pair, sign) in circle {
                *flow.entry(*pair).or_default() += sign * direction * cents;
            }
            room.iter_mut().zip(&counted).for_each(|(room, counted)| *room -= counted * direction * cents);
            return true;
        }
    }
    false
}

/// Nodes joined without a circle.
struct Forest {
    joined: Vec<Vec<usize>>,
}

impl Forest {
    fn new(nodes: usize) -> Forest {
        Forest { joined: vec![Vec::new(); nodes] }
    }

    fn join(&mut self, a: usize, b: usize) {
        self.joined[a].push(b);
        self.joined[b].push(a);
    }

    fn cut(&mut self, a: usize, b: usize) {
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
