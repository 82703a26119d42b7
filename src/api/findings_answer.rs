//! Findings as they stand in JSON.

use serde::ser::{Serialize, SerializeMap, SerializeSeq, Serializer};

use crate::money::Language;
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
        answer.serialize_entry("found", &finding.found())?;
        answer.serialize_entry("limit", &finding.limit())?;
        answer.serialize_entry("excess", &finding.excess())?;
        if *compared == Compared::Yes {
            answer.serialize_entry("excess_before", &finding.excess_before())?;
        }
        answer.serialize_entry("lines", &LineIds(finding))?;
        answer.serialize_entry("message", &finding.message(Language::English))?;
        answer.end()
    }
}

struct LineIds<'a>(&'a Finding);

impl Serialize for LineIds<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.0.lines().map(|line| line.id()))
    }
}
