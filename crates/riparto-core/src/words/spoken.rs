//! The language of what is being serialized.

use std::cell::Cell;

use super::language::Language;

thread_local! {
    static SPOKEN: Cell<Language> = const { Cell::new(Language::English) };
}

/// The language of the sentences in what is serialized: English, unless [`Language::speaking`] says otherwise.
pub fn spoken() -> Language {
    SPOKEN.get()
}

impl Language {
    /// Serializes with sentences in this language: serde hands no language on, so it holds for this thread until `write` ends.
    ///
    /// ```
    /// use riparto::{Language, Money};
    ///
    /// let error = "-5".parse::<Money>().unwrap_err();
    /// let told = Language::Italian.speaking(|| serde_json::to_value(&error)).unwrap();
    /// assert_eq!(told["message"], "l'importo `-5` è negativo: un importo è pari o superiore a zero");
    /// ```
    pub fn speaking<T>(self, write: impl FnOnce() -> T) -> T {
        struct Former(Language);
        impl Drop for Former {
            fn drop(&mut self) {
                SPOKEN.set(self.0);
            }
        }
        let _former = Former(SPOKEN.replace(self));
        write()
    }
}
