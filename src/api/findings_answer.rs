//! Findings as they stand in JSON.

use std::cell::Cell;

use serde::ser::{Serialize, SerializeMap, SerializeSeq, Serializer};

use super::listing::{Listing, Room};
use super::spoken::spoken;
use riparto_core::money::MoneyDelta;
use riparto_core::rules::{Finding, Findings};

/// Whether findings were compared with those before a proposal.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Compared {
    No,
    Yes,
}

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
            list.serialize_element(&FindingAnswer { finding, compared: *compared, listing, room: &room })?;
            listed.set(listed.get() + 1);
        }
        list.end()
    }
}

struct FindingAnswer<'a> {
    finding: &'a Finding,
    compared: Compared,
    listing: &'a Listing,
    room: &'a Room,
}

impl Serialize for FindingAnswer<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let FindingAnswer { finding, compared, listing, room } = self;
        let message = finding.message(spoken());
        room.write(finding.rule().id().len() + message.len() + OTHER_BYTES);
        let mut answer = serializer.serialize_map(None)?;
        answer.serialize_entry("rule", finding.rule().id())?;
        answer.serialize_entry("needs", &finding.needs())?;
        answer.serialize_entry("found", &MoneyDelta::plain(finding.found_cents()))?;
        answer.serialize_entry("limit", &MoneyDelta::plain(finding.limit_cents()))?;
        answer.serialize_entry("excess", &MoneyDelta::plain(finding.excess_cents()))?;
        if *compared == Compared::Yes {
            answer.serialize_entry("excess_before", &MoneyDelta::plain(finding.excess_before_cents()))?;
        }
        if finding.stands_authorized() {
            answer.serialize_entry("stands_authorized", &true)?;
        }
        if let Some(part) = finding.part() {
            answer.serialize_entry("part", &part)?;
        }
        let lines = finding.line_count();
        let listed = room.take(listing.lines, lines);
        answer.serialize_entry("lines", &LineIds(finding, listed, room))?;
        if listed < lines {
            answer.serialize_entry("lines_more", &(lines - listed))?;
        }
        answer.serialize_entry("message", &message)?;
        answer.end()
    }
}

struct LineIds<'a>(&'a Finding, usize, &'a Room);

impl Serialize for LineIds<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let LineIds(finding, listed, room) = self;
        let ids = finding.lines().take(*listed).map(|line| line.id());
        serializer.collect_seq(ids.inspect(|id| room.write(id.len() + QUOTED_BYTES)))
    }
}
