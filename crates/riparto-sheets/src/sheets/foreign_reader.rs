//! Readers that others wrote: where a broken file stops one with a panic, nobody but the caller hears of it.

use std::cell::Cell;
use std::panic::{self, AssertUnwindSafe, Location, PanicHookInfo};
use std::sync::Once;

thread_local! {
    static IS_READING: Cell<bool> = const { Cell::new(false) };
}

/// What was read, or nothing after a panic. A panic of a foreign reader is not printed: it says nothing to who gave the file.
/// What the program does about panics else, it does.
pub(super) fn read_or_stopped<T>(read: impl FnOnce() -> T) -> Option<T> {
    static HOOK: Once = Once::new();
    if !std::thread::panicking() {
        HOOK.call_once(|| {
            let former = panic::take_hook();
            panic::set_hook(Box::new(move |found| {
                if !(IS_READING.get() && is_foreign(found)) {
                    former(found);
                }
            }));
        });
    }
    let before = IS_READING.replace(true);
    let read = panic::catch_unwind(AssertUnwindSafe(read));
    IS_READING.set(before);
    read.ok()
}

/// Whether a panic began outside of our own code.
fn is_foreign(found: &PanicHookInfo<'_>) -> bool {
    let file = found.location().map_or("", Location::file);
    !file.contains("riparto-")
}
