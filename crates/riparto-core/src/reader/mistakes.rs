//! All that is wrong with a document, up to a bound.

use crate::capacity::MAX_MISTAKES;
use crate::error::Error;

/// Mistakes in the order in which they were found: the first ones, and how many there are.
#[derive(Default)]
#[doc(hidden)]
pub struct Mistakes {
    kept: Vec<Error>,
    count: usize,
}

impl Mistakes {
    #[doc(hidden)]
    pub fn push(&mut self, error: Error) {
        self.count += 1;
        if self.kept.len() < MAX_MISTAKES {
            self.kept.push(error);
        }
    }

    /// How many there are.
    pub(crate) fn count(&self) -> usize {
        self.count
    }

    /// The first one, if there is any.
    pub(crate) fn into_first(self) -> Option<Error> {
        self.kept.into_iter().next()
    }

    /// All of them as one error, if there are any: the first, with the others.
    #[cfg(feature = "csv")]
    #[doc(hidden)]
    pub fn into_error(self) -> Option<Error> {
        let unlisted = self.count - self.kept.len();
        let mut kept = self.kept.into_iter();
        let first = kept.next()?;
        Some(first.with_others(kept.collect(), unlisted))
    }

    /// What a document is refused with that was refused already: the same code first, then all that is wrong as well.
    #[doc(hidden)]
    pub fn after(mut self, refused: Error) -> Error {
        let place = |is_it: &dyn Fn(&Error) -> bool| self.kept.iter().position(is_it);
        let same = place(&|error| *error == refused).or_else(|| place(&|error| error.has_cause_of(&refused)));
        let alike = same.or_else(|| place(&|error| error.code() == refused.code()));
        let first = match alike {
            Some(place) => {
                let found = self.kept.remove(place);
                match found.path() {
                    // The sentence that says where in words stays, the place in JSON comes with it.
                    Some(path) if same.is_some() => refused.with_path(path),
                    _ => found,
                }
            }
            None => {
                self.count += 1;
                self.kept.truncate(MAX_MISTAKES - 1);
                refused
            }
        };
        let unlisted = self.count - 1 - self.kept.len();
        first.with_others(self.kept, unlisted)
    }
}
