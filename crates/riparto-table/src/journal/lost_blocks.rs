//! Blocks of an append that never came to disk.
//!
//! A batch is written at once and flushed at once. If power fails before the flush is done, any block of it may be on the disk
//! and any other not, also an earlier one: where it should be, the file reads as zeros, which no record holds.

use std::io::{Read, Result};

use super::chain::Chain;
use super::line_reader::{LineReader, Next};
use super::record::{OPENING, RecordLine};

/// What a disk writes whole or not at all.
const BLOCK: u64 = 512;

/// What a line that is no record turned out to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum LostBlocks {
    /// From the last whole batch to the end of the journal, so many bytes in all, there is one batch, of which blocks are missing.
    OfOneBatch(u64),
    /// Blocks are missing, perhaps of more than one batch.
    OfWhoKnows,
    /// No block is missing: the line is something else.
    None,
}

/// Reads on from a line that is no record, at a place of the journal, after a last batch that ends at `end`.
pub(crate) fn lost_blocks<R: Read>(
    lines: &mut LineReader<R>,
    chain: &Chain,
    end: u64,
    mut at: u64,
    mut next: Next,
) -> Result<LostBlocks> {
    if !is_holed(lines.bytes(), at, end, next) {
        return Ok(LostBlocks::None);
    }
    let mut last = chain.last_of_batch();
    let mut first = chain.next_revision();
    loop {
        let bytes = lines.bytes();
        let beginning = RecordLine::beginning(bytes).map(|(line, _)| (line.head.revision(), line.more));
        for (revision, more) in beginning.into_iter().chain(RecordLine::ending(bytes)) {
            // Any record tells where its batch ends. If none did before, this one must be the first after the last batch.
            let ends = revision.saturating_add(more);
            if last.map_or(revision != first, |last| ends != last) {
                return Ok(LostBlocks::OfWhoKnows);
            }
            last = Some(ends);
        }
        first = 0;
        at += lines.length();
        let goes_on = next == Next::TooLong;
        next = lines.read()?;
        if next == Next::End {
            return Ok(LostBlocks::OfOneBatch(at));
        }
        let bytes = lines.bytes();
        let is_cut_off =
            next == Next::Unfinished && (bytes.starts_with(OPENING) || OPENING.starts_with(bytes));
        if !goes_on && !is_cut_off && !is_holed(bytes, at, end, next) && RecordLine::read(bytes).is_err() {
            return Ok(LostBlocks::OfWhoKnows);
        }
    }
}

/// Whether there are zeros in a line, and all of them fill blocks, or what was free of the block in which the journal ended.
fn is_holed(bytes: &[u8], at: u64, end: u64, next: Next) -> bool {
    let place = |index: usize| at + u64::try_from(index).unwrap_or(u64::MAX);
    let is_zero = |index: usize| bytes.get(index) == Some(&0);
    let mut zeros = (0..bytes.len()).filter(|index| is_zero(*index)).peekable();
    zeros.peek().is_some()
        && zeros.all(|index| {
            let begins = index == 0 || !is_zero(index - 1);
            let ends = !is_zero(index + 1);
            let at_end = index + 1 == bytes.len() && next != Next::Line;
            (!begins || place(index) == end || place(index).is_multiple_of(BLOCK))
                && (!ends || at_end || place(index + 1).is_multiple_of(BLOCK))
        })
}
