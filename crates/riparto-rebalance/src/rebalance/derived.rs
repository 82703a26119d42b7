//! The lines that rules derive from others.

use std::collections::BTreeSet;

use riparto_core::budget::Selection;
use riparto_core::plan::Plan;

/// The lines that rules derive from some lines, or from what is derived from those, and from which some of them are.
pub(super) fn derived_from(plan: &Plan, lines: &BTreeSet<usize>) -> BTreeSet<usize> {
    let derivations = plan.rulebook().derivations();
    // For each line, the derivations that look at it. The sum of all lines never changes.
    let mut looking: Vec<Vec<u32>> = vec![Vec::new(); plan.envelope().line_count()];
    for (derivation, number) in derivations.iter().zip(0..) {
        for selection in [derivation.part, derivation.whole] {
            if *selection != Selection::All || std::ptr::eq(selection, derivation.part) {
                selection.for_each(plan.envelope(), |line| looking[line].push(number));
            }
        }
    }
    let mut reached = lines.clone();
    let mut follows = vec![false; derivations.len()];
    let mut next: Vec<usize> = lines.iter().copied().collect();
    while let Some(line) = next.pop() {
        for number in std::mem::take(&mut looking[line]) {
            if !std::mem::replace(&mut follows[number as usize], true) {
                let part = derivations[number as usize].part.positions(plan.envelope());
                next.extend(part.filter(|line| reached.insert(*line)));
            }
        }
    }
    reached.difference(lines).copied().collect()
}
