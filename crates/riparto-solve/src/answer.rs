//! `Answer`: how a search ends.

/// How a search ends: with what was sought, with the reason why there is none, or without knowing.
///
/// ```
/// use riparto_solve::Answer;
///
/// let cents: Answer<i64, &str> = Answer::Found(1_000);
/// assert_eq!(cents.map(|cents| cents / 100), Answer::Found(10));
/// assert_eq!(Answer::<i64, &str>::Infeasible("the floors exceed the total").found(), None);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[must_use]
pub enum Answer<T, C> {
    /// What was sought. It says itself whether it is proven to be the best.
    Found(T),
    /// It is proven that there is none, and this is why.
    Infeasible(C),
    /// The search hit its limit: nothing was found, and nothing is proven.
    Unknown,
}

impl<T, C> Answer<T, C> {
    /// What was found.
    pub fn found(self) -> Option<T> {
        match self {
            Answer::Found(found) => Some(found),
            Answer::Infeasible(_) | Answer::Unknown => None,
        }
    }

    /// Why there is none, where that is proven.
    pub fn infeasible(self) -> Option<C> {
        match self {
            Answer::Infeasible(why) => Some(why),
            Answer::Found(_) | Answer::Unknown => None,
        }
    }

    /// The same answer, by reference.
    pub fn as_ref(&self) -> Answer<&T, &C> {
        match self {
            Answer::Found(found) => Answer::Found(found),
            Answer::Infeasible(why) => Answer::Infeasible(why),
            Answer::Unknown => Answer::Unknown,
        }
    }

    /// The same answer about something made of what was found.
    pub fn map<U>(self, make: impl FnOnce(T) -> U) -> Answer<U, C> {
        match self {
            Answer::Found(found) => Answer::Found(make(found)),
            Answer::Infeasible(why) => Answer::Infeasible(why),
            Answer::Unknown => Answer::Unknown,
        }
    }

    /// The same answer with another reason, which may fail to be made.
    ///
    /// # Errors
    /// Those of `make`.
    pub fn because<D, E>(self, make: impl FnOnce(C) -> Result<D, E>) -> Result<Answer<T, D>, E> {
        Ok(match self {
            Answer::Found(found) => Answer::Found(found),
            Answer::Infeasible(why) => Answer::Infeasible(make(why)?),
            Answer::Unknown => Answer::Unknown,
        })
    }
}
