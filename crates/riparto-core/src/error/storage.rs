//! `StorageFailure`: why what keeps a history failed.

use std::io::{self, ErrorKind};

use super::cause::Cause;
use super::placed::Error;
use super::quote::clip;
use crate::words::{Bilingual, both};

/// Why a store of a history failed, in broad terms: each is one [`code`](Error::code).
///
/// The author of a `Store` sorts the errors of a database or a service into these, and
/// makes an [`Error`] of each by [`Error::storage`].
///
/// ```
/// use std::io;
///
/// use riparto::error::StorageFailure;
///
/// assert_eq!(StorageFailure::from(&io::ErrorKind::StorageFull.into()), StorageFailure::Full);
/// assert_eq!(StorageFailure::from(&io::ErrorKind::BrokenPipe.into()), StorageFailure::Other);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum StorageFailure {
    /// A history was to be made where there is one: `journal_exists`.
    Exists,
    /// Access is not permitted: `storage_denied`.
    Denied,
    /// There is no room: `storage_full`.
    Full,
    /// Another writer holds the history, and the same call may succeed later: `journal_locked`.
    Locked,
    /// An append failed, and whether its events are stored is not known, such as when a connection is lost during a
    /// commit: `storage_unsure`.
    Unsure,
    /// Anything else: `storage_failed`.
    Other,
}

impl From<&io::Error> for StorageFailure {
    fn from(error: &io::Error) -> StorageFailure {
        let kind = error.kind();
        if matches!(kind, ErrorKind::PermissionDenied | ErrorKind::ReadOnlyFilesystem) {
            StorageFailure::Denied
        } else if matches!(kind, ErrorKind::StorageFull | ErrorKind::QuotaExceeded) {
            StorageFailure::Full
        } else {
            StorageFailure::Other
        }
    }
}

impl Error {
    /// The failure of a store, for authors of a `Store`. The sentence quotes the source's text,
    /// and [`source`](std::error::Error::source) gives the source back.
    ///
    /// ```
    /// use std::error::Error as _;
    ///
    /// use riparto::Error;
    /// use riparto::error::StorageFailure;
    ///
    /// let lost = std::io::Error::from(std::io::ErrorKind::ConnectionReset);
    /// let error = Error::storage(StorageFailure::Unsure, lost);
    /// assert_eq!(error.code(), "storage_unsure");
    /// assert_eq!(error.source().unwrap().to_string(), "connection reset");
    ///
    /// let error = Error::storage(StorageFailure::Denied, "role `portal` may not insert into `history`");
    /// assert_eq!(
    ///     error.to_string(),
    ///     "the history cannot be read or written: role `portal` may not insert into `history`"
    /// );
    /// ```
    #[must_use]
    pub fn storage(
        failure: StorageFailure,
        source: impl Into<Box<dyn std::error::Error + Send + Sync>>,
    ) -> Error {
        const SHOWN: usize = 300;
        let source = source.into();
        let words: Vec<String> = source.to_string().split_whitespace().map(str::to_owned).collect();
        let why = Bilingual::same(clip(&words.join(" "), SHOWN));
        let what = if failure == StorageFailure::Exists {
            both("created", "creare")
        } else {
            both("read or written", "leggere o scrivere")
        };
        Error::of_storage(failure, what, why).with_source(source)
    }

    /// What cannot be done with a history, and why.
    #[doc(hidden)]
    pub fn of_storage(failure: StorageFailure, what: Bilingual, why: Bilingual) -> Error {
        match failure {
            StorageFailure::Exists => Cause::JournalExists { what, why },
            StorageFailure::Denied => Cause::StorageDenied { what, why },
            StorageFailure::Full => Cause::StorageFull { what, why },
            StorageFailure::Locked => Cause::JournalLocked {},
            StorageFailure::Unsure => Cause::StorageUnsure {},
            StorageFailure::Other => Cause::StorageFailed { what, why },
        }
        .into()
    }
}
