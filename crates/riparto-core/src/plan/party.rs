//! `Party`: who sits at the table.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::budget::{check_id, check_text};
use crate::capacity::MAX_PARTIES;
use crate::error::{Cause, Error, Result};
use crate::reader::{document, read_by_name, shown_by_name};
use crate::words::{both, named};

/// Who sits at the table, and in which role.
///
/// ```
/// use riparto::{Party, Role};
///
/// let party = Party::new("anci", "ANCI Toscana", Role::Lead)?;
/// assert_eq!(serde_json::to_string(&party).unwrap(), r#"{"id":"anci","name":"ANCI Toscana","role":"lead"}"#);
/// # Ok::<(), riparto::Error>(())
/// ```
#[doc(alias = "partecipante")]
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Party {
    id: String,
    name: String,
    role: Role,
}

/// What a party is at the table.
///
/// ```
/// use riparto::Role;
///
/// assert_eq!("lead".parse::<Role>()?, Role::Lead);
/// assert_eq!(Role::Authority.to_string(), "authority");
/// # Ok::<(), riparto::Error>(())
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// The administration that decides.
    #[doc(alias = "amministrazione procedente")]
    Authority,
    /// The body that leads the grouping of partners.
    #[doc(alias = "capofila")]
    Lead,
    /// A body that takes part.
    #[default]
    Partner,
}

read_by_name! { Role: "a role", "un ruolo"; }
shown_by_name!(Role);

impl Party {
    /// A party.
    ///
    /// # Errors
    /// A malformed id (`id_malformed`), a name too long or with control characters.
    pub fn new(id: impl Into<String>, name: impl Into<String>, role: Role) -> Result<Party> {
        let (id, mut name) = (id.into(), name.into());
        // Separators of lines and paragraphs at the end of a name, as pasted from elsewhere, are no part of it.
        name.truncate(name.trim_end_matches(['\u{2028}', '\u{2029}']).len());
        check_id(&id)?;
        check_text(both("the name", "il nome"), &name)
            .map_err(|error| error.at(named("party", "soggetto", &id)))?;
        Ok(Party { id, name, role })
    }

    /// The id, unique at a table.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.id
    }

    /// What a person reads.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The role at the table.
    #[must_use]
    pub fn role(&self) -> Role {
        self.role
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct PartyDocument {
    id: String,
    #[serde(default)]
    name: String,
    #[serde(default)]
    role: Role,
}

document!(Party: PartyDocument);

impl TryFrom<PartyDocument> for Party {
    type Error = Error;

    fn try_from(document: PartyDocument) -> Result<Party> {
        Party::new(document.id, document.name, document.role)
    }
}

/// The parties of one plan: not too many, and no two with one id.
pub(super) fn check_parties(parties: &[Party]) -> Result<()> {
    if parties.len() > MAX_PARTIES {
        let (what, found, allowed) = (both("parties", "soggetti"), parties.len(), MAX_PARTIES);
        return Err(Cause::TooMany { what, found, allowed }.into());
    }
    let mut ids = BTreeSet::new();
    match parties.iter().find(|party| !ids.insert(party.id())) {
        Some(party) => {
            Err(Cause::IdTaken { what: both("party", "soggetto"), id: party.id().to_owned() }.into())
        }
        None => Ok(()),
    }
}
