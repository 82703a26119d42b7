//! `Listing`: how much of long lists an answer holds.

use std::cell::Cell;

use serde::Deserialize;

use riparto_core::capacity::{LISTED_FINDINGS, LISTED_LINES, MAX_LISTED_BYTES, MAX_LISTED_LINES};

/// How many findings an answer lists, from which on, and how many lines of each; the field `list` of a request.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Listing {
    pub(super) findings: usize,
    pub(super) from: usize,
    pub(super) lines: usize,
}

impl Default for Listing {
    fn default() -> Listing {
        Listing { findings: LISTED_FINDINGS, from: 0, lines: LISTED_LINES }
    }
}

/// What is left of the lines and bytes of findings that one answer may list.
pub(super) struct Room {
    lines: Cell<usize>,
    bytes: Cell<usize>,
}

impl Room {
    pub(super) fn new() -> Room {
        Room { lines: Cell::new(MAX_LISTED_LINES), bytes: Cell::new(MAX_LISTED_BYTES) }
    }

    /// How many lines of so many are listed: one at least.
    pub(super) fn take(&self, most: usize, lines: usize) -> usize {
        let taken = lines.min(most.min(self.lines.get()).max(1));
        self.lines.set(self.lines.get().saturating_sub(taken));
        taken
    }

    /// Counts bytes that are written.
    pub(super) fn write(&self, bytes: usize) {
        self.bytes.set(self.bytes.get().saturating_sub(bytes));
    }

    /// Whether there are bytes left for one more.
    pub(super) fn is_left(&self) -> bool {
        self.bytes.get() > 0
    }
}
