//! The table of causes: from rows to an enum with codes, kinds and sentences.

macro_rules! causes {
    ($( $(#[$doc:meta])* $variant:ident { $($field:ident : $type:ty),* } => $kind:ident, $code:literal, $english:literal, $italian:literal; )*) => {
        /// Why input makes no sense. Private to the crate: the public face is [`Error`].
        #[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
        // What only tables of CSV are refused for is not constructed without them.
        #[cfg_attr(not(feature = "csv"), allow(dead_code))]
        #[doc(hidden)]
        pub enum Cause {
            $( $(#[$doc])* #[error($english)] $variant { $($field: $type),* }, )*
        }
        impl Cause {
            /// The sentence in Italian.
            pub(super) fn italian(&self) -> String {
                #[allow(unused_variables, reason = "a sentence need not tell every field")]
                match self {
                    $( Cause::$variant { $($field),* } => {
                        $( let $field = $field.in_italian(); )*
                        format!($italian)
                    } )*
                }
            }
            pub(super) fn kind(&self) -> ErrorKind {
                match self { $( Cause::$variant { .. } => ErrorKind::$kind, )* }
            }
            pub(super) fn code(&self) -> &'static str {
                match self { $( Cause::$variant { .. } => $code, )* }
            }
        }
        /// Every code that an [`Error`](crate::Error) can carry, with its kind, in the order of the source.
        #[must_use]
        pub fn codes() -> &'static [(&'static str, ErrorKind)] {
            &[ $( ($code, ErrorKind::$kind), )* ]
        }
    };
}

pub(super) use causes;
