//! Findings as they stand in JSON.

use serde::ser::{Serialize, SerializeMap, SerializeSeq, Serializer};

use super::spoken::spoken;
use crate::money::MoneyDelta;
use crate::rules::{Finding, Findings};

/// Whether findings were compared with those before a proposal.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Compared {
    No,
    Yes,
}

pub(super) struct FindingList<'a>(pub(super) &'a Findings, pub(super) Compared);

impl Serialize for FindingList<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut list = serializer.serialize_seq(Some(self.0.len()))?;
        for finding in self.0 {
            list.serialize_element(&FindingAnswer(finding, self.1))?;
        }
        list.end()
    }
}

struct FindingAnswer<'a>(&'a Finding, Compared);

impl Serialize for FindingAnswer<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let FindingAnswer(finding, compared) = self;
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
        answer.serialize_entry("lines", &LineIds(finding))?;
        answer.serialize_entry("message", &finding.message(spoken()))?;
        answer.end()
    }
}

struct LineIds<'a>(&'a Finding);

impl Serialize for LineIds<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.0.lines().map(|line| line.id()))
    }
}
