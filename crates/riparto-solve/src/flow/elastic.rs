//! The fewest cents by which bounds must give way so that all can hold.
//!
//! Every bound may be passed, at a cost of one for each cent. What a group or a cap asks then bends the cost of one arc, at
//! most once for each bound, and no cent costs anything else: the flow of least cost says by how much each bound gives
//! way, in whole cents.

use super::curve::{Bends, Curves};
use super::descent::descend;
use super::frame::Frame;
use super::paths::{Outcome, balance};
use super::problem::{Family, Group, Problem};
use super::settle::{settle, unsettled};

/// By how many cents bounds give way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GivenWay {
    /// Each group of each family.
    pub groups: [Vec<i64>; 2],
    /// Each cap on the movement.
    pub caps: Vec<i64>,
}

/// By how much each bound of a group, and each of the caps on the movement that stand in the place of its own cap, gives
/// way, so that these cents are the fewest. The boxes of the lines do not give way, and leave room for the total.
///
/// # Panics
///
/// If the boxes leave no room for the total, or the problem is malformed.
pub fn give_way(problem: &Problem, caps: &[i64]) -> GivenWay {
    let unbound = |groups: &[Group]| -> Vec<Group> {
        let unbound = |group: &Group| Group { lines: group.lines.clone(), low: i64::MIN, high: i64::MAX };
        groups.iter().map(unbound).collect()
    };
    let groups = problem.families.map(Family::groups);
    let families = [unbound(&groups[0]), unbound(&groups[1])];
    let movement = problem.movement.map(|(base, _)| (base, i64::MAX));
    let families = [Family::Nested(&families[0]), Family::Nested(&families[1])];
    let free = Problem { families, movement, ..*problem };
    let frame = free.boxes().and_then(|boxes| Frame::build(&free, boxes));
    let Ok(frame) = frame else { panic!("the boxes leave room for the total") };
    let stems = [0, 1].map(|family| -> Vec<usize> {
        let tree = &frame.trees[family];
        groups[family].iter().map(|group| frame.stem_of(family, tree.branch_of(&group.lines))).collect()
    });
    let mut bends = vec![Bends::default(); frame.stems()];
    for (family, stems) in groups.iter().zip(&stems) {
        for (group, stem) in family.iter().zip(stems) {
            bends[*stem].lows.extend((group.low > i64::MIN).then_some(group.low));
            bends[*stem].highs.extend((group.high < i64::MAX).then_some(group.high));
        }
    }
    // What is added is the second branch of its tree.
    let added = problem.movement.map(|_| frame.stem_of(1, 2));
    if let Some(stem) = added {
        bends[stem].highs.extend(caps);
    }
    let flow = cheapest(&frame, bends);
    let beyond = |(group, stem): (&Group, &usize)| {
        (group.low.saturating_sub(flow[*stem])).max(0) + (flow[*stem].saturating_sub(group.high)).max(0)
    };
    let groups =
        [0, 1].map(|family| groups[family].iter().zip(&stems[family]).map(beyond).collect::<Vec<i64>>());
    let moved = added.map_or(0, |stem| flow[stem]);
    GivenWay { groups, caps: caps.iter().map(|cap| (moved - cap).max(0)).collect() }
}

fn cheapest(frame: &Frame, bends: Vec<Bends>) -> Vec<i64> {
    let Ok(bounds) = frame.bounds() else { panic!("stems without bounds do not clash") };
    let curves = Curves::bend(frame, bounds, bends);
    if let Outcome::Optimal(flow, _) = balance(frame, &curves, vec![0; frame.nodes()]) {
        return flow;
    }
    let mut flow = unsettled(frame, &curves);
    let settled = settle(frame, &curves, &mut flow);
    assert!(settled.is_ok(), "boxes that leave room for the total allow some allocation");
    descend(frame, &curves, flow).0
}
