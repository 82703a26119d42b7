//! Readers that others wrote: where a broken file stops one with a panic, the caller is told that it cannot be read.

use std::cell::Cell;
use std::panic::{AssertUnwindSafe, catch_unwind};

thread_local! {
    static IS_READING: Cell<bool> = const { Cell::new(false) };
}

/// What was read, or nothing after a panic.
pub(super) fn read_or_stopped<T>(read: impl FnOnce() -> T) -> Option<T> {
    let before = IS_READING.replace(true);
    let read = catch_unwind(AssertUnwindSafe(read));
    IS_READING.set(before);
    read.ok()
}

/// Whether a reader that others wrote is at work in this thread: what its panic would print says nothing to who gave the file. A
/// program that prints for people may pass over it in a hook of its own; a library sets none.
#[doc(hidden)]
#[must_use]
pub fn is_foreign_reader_at_work() -> bool {
    IS_READING.get()
}
