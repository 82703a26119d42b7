//! Findings as they stand in JSON.

use std::cell::Cell;

use serde::ser::{Serialize, SerializeMap, SerializeSeq, Serializer};

use super::listing::{Listing, Room};
use riparto_core::rules::{Compared, Findings, ListedFinding};

/// Bytes of a finding beside its ids, its part and its sentence, about.
const OTHER_BYTES: usize = 150;

/// Bytes of an id beside its letters.
const QUOTED_BYTES: usize = 3;

/// The findings that an answer lists.
pub(super) struct FindingList<'a>(pub(super) &'a Findings, pub(super) Compared, pub(super) Listing);

impl FindingList<'_> {
    /// `findings`, and `findings_more` where there are more than are listed.
    pub(super) fn serialize_into<M: SerializeMap>(&self, answer: &mut M) -> Result<(), M::Error> {
        let FindingList(findings, _, listing) = self;
        let listed = Cell::new(0);
        answer.serialize_entry("findings", &Listed(self, &listed))?;
        match findings.len().saturating_sub(listing.from.saturating_add(listed.get())) {
            0 => Ok(()),
            more => answer.serialize_entry("findings_more", &more),
        }
    }
}

/// The findings, which are counted as they are written.
struct Listed<'a>(&'a FindingList<'a>, &'a Cell<usize>);

impl Serialize for Listed<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Listed(FindingList(findings, compared, listing), listed) = self;
        let room = Room::new();
        let mut list = serializer.serialize_seq(None)?;
        for finding in findings.iter().skip(listing.from).take(listing.findings) {
            if !room.is_left() {
                break;
            }
            let lines = room.take(listing.lines, finding.line_count());
            let answer = ListedFinding::new(finding, *compared).with_lines(lines);
            let ids: usize = answer.line_ids().map(|id| id.len() + QUOTED_BYTES).sum();
            room.write(finding.rule().id().len() + answer.message().len() + OTHER_BYTES + ids);
            list.serialize_element(&answer)?;
            listed.set(listed.get() + 1);
        }
        list.end()
    }
}
