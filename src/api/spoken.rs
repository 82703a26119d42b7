//! The language of the response that is being written.

use std::cell::Cell;

use riparto_core::words::Language;

thread_local! {
    static SPOKEN: Cell<Language> = const { Cell::new(Language::English) };
}

/// The language of messages. Answers are serialized in many places, none of which is handed it.
pub(super) fn spoken() -> Language {
    SPOKEN.get()
}

/// Writes a response in a language.
pub(super) fn in_language<T>(language: Language, write: impl FnOnce() -> T) -> T {
    struct Former(Language);
    impl Drop for Former {
        fn drop(&mut self) {
            SPOKEN.set(self.0);
        }
    }
    let _former = Former(SPOKEN.replace(language));
    write()
}
