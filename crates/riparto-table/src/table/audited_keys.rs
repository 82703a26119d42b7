//! The keys and signatures that an audit has seen.

use std::collections::{BTreeMap, BTreeSet};

use super::audited_lines::AuditResult;
use super::command::Action;
use super::recount::is_authority;
use super::said::says;
use super::table_event::{EventKind, TableEvent};
use crate::checkpoints::VerifierKey;
use riparto_core::plan::Role;
use riparto_core::words::bilingual;

/// The bytes of every key that was declared, the key of each party, and what was asked and signed last.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct AuditedKeys {
    declared: BTreeSet<[u8; 32]>,
    current: BTreeMap<String, VerifierKey>,
    /// The id of the last command that was signed, and what it asks.
    asked: Option<(String, Action)>,
}

impl AuditedKeys {
    /// A key is of a party at the table, which declares it, or the authority in its stead; no key is declared twice.
    pub(super) fn declare(
        &mut self,
        key: &VerifierKey,
        by: &str,
        roles: &BTreeMap<String, Role>,
    ) -> AuditResult {
        let party = key.name();
        if !roles.contains_key(party) || !self.declared.insert(*key.as_bytes()) {
            return Err(bilingual!(
                "the key of `{party}` is of nobody at the table, or was declared before",
                "la chiave di `{party}` non è di un soggetto presente al tavolo, o era già stata depositata"
            ));
        }
        self.current.insert(party.to_owned(), key.clone());
        if party == by { Ok(()) } else { is_authority(roles, by) }
    }

    /// What is signed is signed by the party of the event, with its key, and asks for what happened; where all commands are to be signed,
    /// none is not.
    pub(super) fn judge(&mut self, event: &TableEvent, all_are_signed: bool) -> AuditResult {
        match &event.signed {
            Some(signed) => {
                let command = signed.command(&event.command, &event.by, event.attribution());
                let command = command.map_err(|error| error.words())?;
                let own = if let EventKind::KeyDeclared { key } = &event.what { Some(key) } else { None };
                let own = own.filter(|key| key.name() == event.by);
                let key = self.current.get(&event.by).or(own);
                if command.digest() != event.request || !key.is_some_and(|key| command.is_signed_with(key)) {
                    return Err(bilingual!(
                        "the signature of `{by}` is not of this command, or not with the key that it declared",
                        "la firma di `{by}` non è di questo comando, o non è con la chiave depositata",
                        by = event.by
                    ));
                }
                self.asked = Some((event.command.clone(), signed.action.clone()));
            }
            None => {
                self.asked.take_if(|(command, _)| *command != event.command);
                let is_opening = matches!(event.what, EventKind::Opened { .. });
                if all_are_signed && !is_opening && self.asked.is_none() {
                    return Err(bilingual!(
                        "command `{id}` is not signed, and those of this table are",
                        "il comando `{id}` non è firmato, e quelli di questo tavolo lo sono",
                        id = event.command
                    ));
                }
            }
        }
        match &self.asked {
            Some((_, asked)) if !says(asked, &event.what) => Err(bilingual!(
                "what happened is not what `{by}` signed",
                "quanto avvenuto non è ciò che `{by}` ha firmato",
                by = event.by
            )),
            _ => Ok(()),
        }
    }
}
