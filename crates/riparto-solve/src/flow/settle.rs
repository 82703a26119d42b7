//! From a flow that does not balance to one that does, by a maximum flow.

use std::collections::VecDeque;

use super::costs::Costs;
use super::frame::{Frame, Link};

/// The nodes on one side of a cut across which the bounds contradict each other, and by how many cents.
#[derive(Debug)]
pub(super) struct Cut {
    /// For each node, whether it is on the side where money is stuck.
    pub(super) stuck: Vec<bool>,
    /// The cents that are stuck.
    pub(super) short: i64,
}

/// What flows into each node and not out of it: zero everywhere when the flow balances.
pub(super) fn excesses(frame: &Frame, flow: &[i64]) -> Vec<i64> {
    let mut excess = vec![0; frame.nodes()];
    excess[0] = frame.problem.total;
    excess[frame.sink()] = -frame.problem.total;
    for (arc, amount) in frame.arcs.iter().zip(flow) {
        excess[arc.tail()] -= amount;
        excess[arc.head()] += amount;
    }
    excess
}

/// A flow within the bounds that is cheap on each arc, and need not balance at the nodes.
pub(super) fn unsettled(frame: &Frame, costs: &impl Costs) -> Vec<i64> {
    let mut flow: Vec<i64> = (0..frame.arcs.len()).map(|arc| costs.amount_below(arc, 0)).collect();
    let mut sums = vec![0; frame.nodes()];
    for (arc, ends) in frame.arcs.iter().enumerate().skip(frame.stems()) {
        sums[ends.tail()] += flow[arc];
        sums[ends.head()] += flow[arc];
    }
    for stem in (0..frame.stems()).rev() {
        let (family, branch) = frame.branch_of(stem);
        let first = family * frame.sink();
        let bounds = costs.bounds(stem);
        flow[stem] = sums[first + branch].clamp(bounds.low, bounds.high);
        sums[first + frame.trees[family].branches[branch].parent] += flow[stem];
    }
    flow
}

/// Changes a flow within the bounds until it balances, or finds a cut that shows that none does.
///
/// Blocking flows along shortest paths from where there is too much to where there is too little (Dinic).
pub(super) fn settle(frame: &Frame, costs: &impl Costs, flow: &mut [i64]) -> Result<(), Cut> {
    let excess = excesses(frame, flow);
    let nodes = frame.nodes();
    let mut search = Search { frame, costs, flow, excess, level: vec![0; nodes], next: vec![0; nodes] };
    loop {
        let reached = search.measure_levels();
        let short = search.excess.iter().filter(|excess| **excess > 0).sum();
        if short == 0 {
            return Ok(());
        }
        if !reached {
            return Err(Cut { stuck: search.level.iter().map(|level| *level < FAR).collect(), short });
        }
        search.next.fill(0);
        for node in 0..nodes {
            while search.excess[node] > 0 && search.push_from(node) {}
        }
    }
}

/// The level of a node that was not reached.
const FAR: u32 = u32::MAX;

/// The place where a node has looked at all of its arcs.
const LAST: usize = usize::MAX - 1;

struct Search<'a, C> {
    frame: &'a Frame<'a>,
    costs: &'a C,
    flow: &'a mut [i64],
    excess: Vec<i64>,
    level: Vec<u32>,
    next: Vec<usize>,
}

impl<C: Costs> Search<'_, C> {
    /// How many steps each node is from one with too much; true when one with too little is reached.
    fn measure_levels(&mut self) -> bool {
        self.level.fill(FAR);
        let mut queue = VecDeque::new();
        for (node, excess) in self.excess.iter().enumerate() {
            if *excess > 0 {
                self.level[node] = 0;
                queue.push_back(node);
            }
        }
        let mut reached = false;
        while let Some(node) = queue.pop_front() {
            reached |= self.excess[node] < 0;
            self.frame.for_each_link(node, |link| {
                if self.level[link.other as usize] == FAR && self.room(&link) > 0 {
                    self.level[link.other as usize] = self.level[node] + 1;
                    queue.push_back(link.other as usize);
                }
            });
        }
        reached
    }

    fn room(&self, link: &Link) -> i64 {
        let arc = link.arc as usize;
        if link.leaves {
            self.costs.bounds(arc).high - self.flow[arc]
        } else {
            self.flow[arc] - self.costs.bounds(arc).low
        }
    }

    /// Pushes along one path of rising levels from `start` to a node with too little; false when there is none.
    fn push_from(&mut self, start: usize) -> bool {
        let mut path: Vec<Link> = Vec::new();
        let mut node = start;
        loop {
            if self.excess[node] < 0 {
                self.push_along(start, node, &path);
                return true;
            }
            let step = self.frame.find_link(node, self.next[node], |link| self.leads_on(node, &link));
            self.next[node] = step.map_or(LAST, |(place, _)| place);
            match step {
                Some((_, link)) => {
                    path.push(link);
                    node = link.other as usize;
                }
                None => match path.pop() {
                    Some(link) => {
                        node = self.origin(&link);
                        self.next[node] += 1;
                    }
                    None => return false,
                },
            }
        }
    }

    fn leads_on(&self, node: usize, link: &Link) -> bool {
        let level = self.level[link.other as usize];
        level != FAR && level == self.level[node] + 1 && self.room(link) > 0
    }

    fn origin(&self, link: &Link) -> usize {
        let arc = self.frame.arcs[link.arc as usize];
        (if link.leaves { arc.tail } else { arc.head }) as usize
    }

    fn push_along(&mut self, start: usize, end: usize, path: &[Link]) {
        let ends = self.excess[start].min(-self.excess[end]);
        let amount = path.iter().map(|link| self.room(link)).fold(ends, i64::min);
        for link in path {
            let arc = link.arc as usize;
            if link.leaves {
                self.flow[arc] += amount;
            } else {
                self.flow[arc] -= amount;
            }
        }
        self.excess[start] -= amount;
        self.excess[end] += amount;
    }
}
