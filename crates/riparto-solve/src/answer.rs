//! `Answer`: how a search ends.

use serde::{Serialize, Serializer};

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

/// What a search finds, which says whether it is proven that nothing is better.
///
/// ```
/// use riparto_solve::{Answer, Proven};
///
/// // That there is something at all is proven once it is found.
/// assert!(Answer::<(), ()>::Found(()).is_proven());
/// assert!(!Answer::<(), ()>::Unknown.is_proven());
/// ```
pub trait Proven {
    /// Whether it is proven that nothing is better.
    fn is_proven(&self) -> bool;
}

impl Proven for () {
    fn is_proven(&self) -> bool {
        true
    }
}

impl<T: Proven, C> Answer<T, C> {
    /// Whether the search went to its end: what it found is proven the best, or it is proven that there is none.
    #[must_use]
    pub fn is_proven(&self) -> bool {
        match self {
            Answer::Found(found) => found.is_proven(),
            Answer::Infeasible(_) => true,
            Answer::Unknown => false,
        }
    }
}

/// A map of `feasible` (null where it is not known), `proven`, and then the fields of what was found, or `conflict`.
///
/// ```
/// use riparto_solve::Answer;
///
/// let answer: Answer<(), [&str; 1]> = Answer::Infeasible(["floor"]);
/// assert_eq!(serde_json::to_string(&answer)?, r#"{"feasible":false,"proven":true,"conflict":["floor"]}"#);
/// # Ok::<(), serde_json::Error>(())
/// ```
impl<T: Proven + Serialize, C: Serialize> Serialize for Answer<T, C> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        #[derive(Serialize)]
        struct Written<'a, T, C> {
            feasible: Option<bool>,
            proven: bool,
            #[serde(flatten)]
            found: Option<&'a T>,
            #[serde(skip_serializing_if = "Option::is_none")]
            conflict: Option<&'a C>,
        }
        let (feasible, found, conflict) = match self {
            Answer::Found(found) => (Some(true), Some(found), None),
            Answer::Infeasible(why) => (Some(false), None, Some(why)),
            Answer::Unknown => (None, None, None),
        };
        Written { feasible, proven: self.is_proven(), found, conflict }.serialize(serializer)
    }
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
