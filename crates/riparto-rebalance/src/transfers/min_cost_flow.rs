//! Maximum flow of least cost by successive shortest paths.

use std::collections::VecDeque;

use riparto_solve::Meter;

/// Nodes and arcs with capacities in cents and costs per cent that flows.
pub(super) struct ResidualNetwork {
    /// Each arc is followed by the one that takes its flow back.
    arcs: Vec<TransferArc>,
    leaving: Vec<Vec<usize>>,
}

struct TransferArc {
    to: usize,
    left: i64,
    cost: i64,
}

impl ResidualNetwork {
    pub(super) fn new(nodes: usize) -> ResidualNetwork {
        ResidualNetwork { arcs: Vec::new(), leaving: vec![Vec::new(); nodes] }
    }

    /// Adds an arc and returns its number.
    pub(super) fn arc(&mut self, from: usize, to: usize, capacity: i64, cost: i64) -> usize {
        let number = self.arcs.len();
        self.leaving[from].push(number);
        self.leaving[to].push(number + 1);
        self.arcs.push(TransferArc { to, left: capacity, cost });
        self.arcs.push(TransferArc { to: from, left: 0, cost: -cost });
        number
    }

    /// What flows through an arc.
    pub(super) fn sent(&self, arc: usize) -> i64 {
        self.arcs[arc + 1].left
    }

    /// A maximum flow of least cost, by successive shortest augmenting paths; returns its value, or nothing if the work that a meter
    /// allows ends before.
    pub(super) fn send(&mut self, source: usize, sink: usize, meter: &Meter) -> Option<i64> {
        let mut total = 0;
        while let Some(path) = self.cheapest_path(source, sink, meter) {
            let fits = path.iter().map(|arc| self.arcs[*arc].left).min().unwrap_or(0);
            for arc in path {
                self.arcs[arc].left -= fits;
                self.arcs[arc ^ 1].left += fits;
            }
            total += fits;
        }
        (!meter.is_over()).then_some(total)
    }

    /// The arcs of a cheapest path with room, from the last to the first; none is looked for once the meter is over.
    fn cheapest_path(&self, source: usize, sink: usize, meter: &Meter) -> Option<Vec<usize>> {
        if !meter.spend(self.leaving.len()) {
            return None;
        }
        let mut cost: Vec<Option<i64>> = vec![None; self.leaving.len()];
        let mut entered: Vec<usize> = vec![usize::MAX; self.leaving.len()];
        let mut waiting = vec![false; self.leaving.len()];
        let mut queue = VecDeque::from([source]);
        cost[source] = Some(0);
        while let Some(node) = queue.pop_front() {
            waiting[node] = false;
            if !meter.spend(self.leaving[node].len()) {
                return None;
            }
            let so_far = cost[node].unwrap_or(0);
            for number in &self.leaving[node] {
                let arc = &self.arcs[*number];
                let through = so_far + arc.cost;
                if arc.left > 0 && cost[arc.to].is_none_or(|known| through < known) {
                    cost[arc.to] = Some(through);
                    entered[arc.to] = *number;
                    if !std::mem::replace(&mut waiting[arc.to], true) {
                        queue.push_back(arc.to);
                    }
                }
            }
        }
        cost[sink]?;
        let mut path = Vec::new();
        let mut node = sink;
        while node != source {
            path.push(entered[node]);
            node = self.arcs[entered[node] ^ 1].to;
        }
        Some(path)
    }
}
