//! Findings as they stand in JSON.

use serde::ser::{Serialize, SerializeMap, SerializeSeq, Serializer};

use super::listing::{Listing, Room};
use super::spoken::spoken;
use crate::money::MoneyDelta;
use crate::rules::{Finding, Findings};

/// Whether findings were compared with those before a proposal.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Compared {
    No,
    Yes,
}

/// The findings that an answer lists.
pub(super) struct FindingList<'a>(pub(super) &'a Findings, pub(super) Compared, pub(super) Listing);

impl FindingList<'_> {
    /// How many there are after those that are listed.
    fn more(&self) -> usize {
        let FindingList(findings, _, listing) = self;
        findings.len().saturating_sub(listing.from.saturating_add(self.listed()))
    }

    fn listed(&self) -> usize {
        let FindingList(findings, _, listing) = self;
        findings.iter().len().saturating_sub(listing.from).min(listing.findings)
    }

    /// `findings`, and `findings_more` where there are more than are listed.
    pub(super) fn serialize_into<M: SerializeMap>(&self, answer: &mut M) -> Result<(), M::Error> {
        answer.serialize_entry("findings", self)?;
        match self.more() {
            0 => Ok(()),
            more => answer.serialize_entry("findings_more", &more),
        }
    }
}

impl Serialize for FindingList<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let FindingList(findings, compared, listing) = self;
        let room = Room::new();
        let mut list = serializer.serialize_seq(Some(self.listed()))?;
        for finding in findings.iter().skip(listing.from).take(listing.findings) {
            list.serialize_element(&FindingAnswer { finding, compared: *compared, listing, room: &room })?;
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
        answer.serialize_entry("lines", &LineIds(finding, listed))?;
        if listed < lines {
            answer.serialize_entry("lines_more", &(lines - listed))?;
        }
        answer.serialize_entry("message", &finding.message(spoken()))?;
        answer.end()
    }
}

struct LineIds<'a>(&'a Finding, usize);

impl Serialize for LineIds<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.0.lines().take(self.1).map(|line| line.id()))
    }
}
