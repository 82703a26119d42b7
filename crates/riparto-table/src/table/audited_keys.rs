//! The keys that an audit has seen.

use std::collections::{BTreeMap, BTreeSet};

use super::audited_lines::AuditResult;
use super::recount::is_authority;
use crate::checkpoints::VerifierKey;
use riparto_core::plan::Role;
use riparto_core::words::bilingual;

/// The bytes of every key that was declared.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct AuditedKeys(BTreeSet<[u8; 32]>);

impl AuditedKeys {
    /// A key is of a party at the table, which declares it, or the authority in its stead; no key is declared twice.
    pub(super) fn declare(
        &mut self,
        key: &VerifierKey,
        by: &str,
        roles: &BTreeMap<String, Role>,
    ) -> AuditResult {
        let party = key.name();
        if !roles.contains_key(party) || !self.0.insert(*key.as_bytes()) {
            return Err(bilingual!(
                "the key of `{party}` is of nobody at the table, or was declared before",
                "la chiave di `{party}` non è di un soggetto presente al tavolo, o era già stata depositata"
            ));
        }
        if party == by { Ok(()) } else { is_authority(roles, by) }
    }
}
