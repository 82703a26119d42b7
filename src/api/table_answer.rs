//! Answers about a co-design table, as they stand in JSON.

use std::collections::BTreeSet;

use serde::Serialize;

use riparto_core::budget::Allocation;
use riparto_core::capacity::LISTED_LINES;
use riparto_core::words::spoken;
use riparto_table::journal::Digest;
use riparto_table::table::{Compatible, Obstacle, ProposalConflict, Replayed};

#[derive(Serialize)]
pub(super) struct CompatibleAnswer<'a> {
    largest: Vec<Vec<&'a str>>,
    order: Vec<&'a str>,
    orders: Vec<Vec<&'a str>>,
    #[serde(skip_serializing_if = "is_zero")]
    sets_more: u32,
    clashes: Vec<ProposalConflictAnswer<'a>>,
    #[serde(skip_serializing_if = "is_true")]
    clashes_complete: bool,
    proven: bool,
}

fn is_zero(number: &u32) -> bool {
    *number == 0
}

fn is_true(known: &bool) -> bool {
    *known
}

#[derive(Serialize)]
struct ProposalConflictAnswer<'a> {
    proposals: &'a [String],
    rules: Vec<&'a str>,
    lines: Vec<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    lines_more: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    findings_more: Option<usize>,
    message: String,
}

impl CompatibleAnswer<'_> {
    pub(super) fn new(compatible: &Compatible) -> CompatibleAnswer<'_> {
        let orders = compatible.orders();
        CompatibleAnswer {
            largest: compatible.largest(),
            order: orders.first().cloned().unwrap_or_default(),
            orders,
            clashes: compatible.conflicts().iter().map(ProposalConflictAnswer::new).collect(),
            sets_more: compatible.sets_unlisted(),
            clashes_complete: compatible.lists_all_conflicts(),
            proven: compatible.is_proven(),
        }
    }
}

impl ProposalConflictAnswer<'_> {
    fn new(conflict: &ProposalConflict) -> ProposalConflictAnswer<'_> {
        let (mut rules, mut lines, mut known) = (Vec::new(), Vec::new(), BTreeSet::new());
        if let Obstacle::Rules(findings) = conflict.obstacle() {
            for finding in findings {
                rules.push(finding.rule().id());
                for line in finding.lines() {
                    if known.insert(line.id()) && lines.len() < LISTED_LINES {
                        lines.push(line.id());
                    }
                }
            }
            rules.dedup();
        }
        ProposalConflictAnswer {
            proposals: conflict.proposals(),
            rules,
            lines_more: Some(known.len() - lines.len()).filter(|more| *more > 0),
            lines,
            findings_more: Some(conflict.findings_unlisted()).filter(|more| *more > 0),
            message: conflict.message(spoken()),
        }
    }
}

#[derive(Serialize)]
pub(super) struct ReplayAnswer<'a> {
    head: Digest,
    revision: u64,
    total: Option<String>,
    amounts: Option<&'a Allocation>,
    valid: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    broken: Option<BrokenAnswer<'a>>,
}

#[derive(Serialize)]
struct BrokenAnswer<'a> {
    event: u64,
    code: &'static str,
    message: &'a str,
}

impl ReplayAnswer<'_> {
    pub(super) fn new(replayed: &Replayed) -> ReplayAnswer<'_> {
        let plan = replayed.table().plan();
        // A text is whole without the line feed at its end.
        let torn = replayed.torn().filter(|torn| torn.bytes() > 0);
        let cut_off = torn.map(|torn| BrokenAnswer {
            event: replayed.head().revision() + 1,
            code: "torn",
            message: torn.end().words(spoken()),
        });
        let broken = replayed.broken().map(|broken| BrokenAnswer {
            event: broken.revision(),
            code: broken.code(),
            message: broken.message(spoken()),
        });
        let broken = broken.or(cut_off);
        ReplayAnswer {
            head: replayed.head().hash(),
            revision: replayed.head().revision(),
            total: plan.map(|plan| plan.envelope().total().to_string()),
            amounts: plan.map(|plan| plan.approved()),
            valid: broken.is_none(),
            broken,
        }
    }
}
