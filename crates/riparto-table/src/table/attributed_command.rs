//! What a caller states of a command besides what it asks.

use super::attribution::check_actor;
use super::command::{Action, Command};
use super::metadata::Metadata;
use super::timestamp::Timestamp;
use riparto_core::error::Result;

/// What the caller states of a command, and the history keeps inside its hashes: the table takes the caller's word for it,
/// and decides as without it. The same command sent again with another time or another person is still the same command.
///
/// ```
/// use riparto::table::{Action, Command, Metadata};
///
/// let command = Command::new("c1", "regione", Action::Close { act: "DD 9/2026".into() })?
///     .dated("2026-03-12T10:15:00+01:00".parse()?)
///     .acting("Carlo Bianchi")?
///     .noting(Metadata::of(&serde_json::json!({"protocol": "2026/1184"}))?);
/// assert_eq!(command.actor(), Some("Carlo Bianchi"));
/// assert_eq!(command.when().map(|when| when.date().to_string()).as_deref(), Some("2026-03-12"));
/// # Ok::<(), riparto::Error>(())
/// ```
impl Command {
    /// The same command with another action: who asks, what is stated and expected stay.
    pub(super) fn asking(&self, action: Action) -> Result<Command> {
        let mut command = Command::new(self.id(), self.party(), action)?;
        command.expect = self.expect;
        command.attribution = self.attribution.clone();
        Ok(command)
    }

    /// The same command whatever the head of the history is.
    pub(super) fn expecting_nothing(&self) -> Command {
        let mut command = self.clone();
        command.expect = None;
        command
    }

    /// The same command, given at a time that the caller states.
    #[must_use]
    pub fn dated(mut self, when: Timestamp) -> Command {
        self.attribution.when = Some(when);
        self
    }

    /// The same command, by a person who acts for the party.
    ///
    /// # Errors
    /// `text_missing` for a blank; `text_too_long`, `text_malformed` such as for a name with a line feed.
    pub fn acting(mut self, actor: impl Into<String>) -> Result<Command> {
        let actor = actor.into();
        check_actor(&actor)?;
        self.attribution.actor = Some(actor);
        Ok(self)
    }

    /// The same command, with what the caller's program knows of it.
    #[must_use]
    pub fn noting(mut self, metadata: Metadata) -> Command {
        self.attribution.metadata = Some(metadata);
        self
    }

    /// When it was given, as the caller states it.
    #[must_use]
    pub fn when(&self) -> Option<&Timestamp> {
        self.attribution.when.as_ref()
    }

    /// Who acts for the party.
    #[must_use]
    pub fn actor(&self) -> Option<&str> {
        self.attribution.actor.as_deref()
    }

    /// What the caller's program knows of it.
    #[must_use]
    pub fn metadata(&self) -> Option<&Metadata> {
        self.attribution.metadata.as_ref()
    }
}
