//! `InItalian`: the arguments of a cause's sentence.

use std::fmt;

use crate::words::Bilingual;

/// How an argument of a sentence is said in Italian.
pub(super) trait InItalian {
    fn in_italian(&self) -> &dyn fmt::Display;
}

macro_rules! same_in_both {
    ($($type:ty),*) => { $( impl InItalian for $type {
        fn in_italian(&self) -> &dyn fmt::Display {
            self
        }
    } )* };
}

same_in_both!(String, &'static str, usize, u64, u32);

impl InItalian for Bilingual {
    fn in_italian(&self) -> &dyn fmt::Display {
        self.italian()
    }
}
