//! The ledger of an office that adds up by itself what each line holds after the proposals of a sitting. It is small, it is somebody
//! else's, and it may be wrong: its tests let riparto say so.

use std::collections::BTreeMap;

use riparto::{MoneyDelta, Plan, Proposal, Result};

/// By how much each line changes: line by line, in the order of their ids; lines that stay as they are have no entry.
pub type Changes = BTreeMap<String, MoneyDelta>;

/// What the proposals change together.
///
/// # Errors
/// A sum that is beyond the amounts that riparto holds.
pub fn changes(proposals: &[Proposal]) -> Result<Changes> {
    let mut changes = Changes::new();
    for transfer in proposals.iter().flat_map(Proposal::transfers) {
        let amount = MoneyDelta::from(transfer.amount());
        for (line, change) in [(transfer.from(), -amount), (transfer.to(), amount)] {
            let held = changes.entry(line.to_owned()).or_insert(MoneyDelta::ZERO);
            *held = held.checked_add(change)?;
        }
    }
    changes.retain(|_, change| *change != MoneyDelta::ZERO);
    Ok(changes)
}

/// The same with a fault that a hurried program has: what a line gives is kept by line, so that its second transfer takes the place of
/// the first.
///
/// # Errors
/// As [`changes`].
pub fn faulty_changes(proposals: &[Proposal]) -> Result<Changes> {
    let (mut given, mut received) = (Changes::new(), Changes::new());
    for transfer in proposals.iter().flat_map(Proposal::transfers) {
        let amount = MoneyDelta::from(transfer.amount());
        given.insert(transfer.from().to_owned(), -amount);
        let held = received.entry(transfer.to().to_owned()).or_insert(MoneyDelta::ZERO);
        *held = held.checked_add(amount)?;
    }
    for (line, change) in given {
        let held = received.entry(line).or_insert(MoneyDelta::ZERO);
        *held = held.checked_add(change)?;
    }
    received.retain(|_, change| *change != MoneyDelta::ZERO);
    Ok(received)
}

/// What riparto says that a proposal changes.
///
/// # Errors
/// A proposal that the plan cannot carry out.
pub fn changes_by_riparto(plan: &Plan, proposal: &Proposal) -> Result<Changes> {
    let assessment = plan.assess(proposal)?;
    let (before, after) = (assessment.before(), assessment.after());
    let lines = plan.envelope().lines().map(|line| line.id().to_owned());
    let mut changes = Changes::new();
    for line in lines {
        let change = after.amount(&line)? - before.amount(&line)?;
        if change != MoneyDelta::ZERO {
            changes.insert(line, change);
        }
    }
    Ok(changes)
}
