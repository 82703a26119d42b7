//! The public keys of parties: declaring them, and whose they are when.

use super::co_design_table::{CoDesignTable, OpenedTable};
use super::command_context::{CommandContext, Decided};
use super::declared_key::DeclaredKey;
use super::fold::FoldResult;
use super::rejection::{Allowed, Rejection};
use super::table_event::EventKind;
use crate::checkpoints::VerifierKey;
use riparto_core::words::bilingual;

impl CoDesignTable {
    /// All public keys that were declared, in their order, with those that others took the place of.
    #[must_use]
    pub fn keys(&self) -> &[DeclaredKey] {
        self.open.as_ref().map_or(&[], |open| &open.keys)
    }

    /// The keys whose signatures count on a checkpoint at a revision: all but those that another took the place of by then.
    pub fn keys_for(&self, revision: u64) -> impl Iterator<Item = &VerifierKey> {
        let counts = move |key: &&DeclaredKey| key.replaced.is_none_or(|replaced| replaced > revision);
        self.keys().iter().filter(counts).map(|declared| &declared.key)
    }
}

impl CommandContext<'_> {
    /// The public key of the party that asks, or of another one if the authority asks.
    pub(super) fn declare_key(&self, key: &VerifierKey) -> Decided<EventKind> {
        if self.open.party(key.name()).is_none() {
            let known = self.open.plan.parties().iter().map(|party| party.id().to_owned()).collect();
            return Err(Rejection::PartyUnknown { party: key.name().to_owned(), known });
        }
        if key.name() != self.party {
            self.require_role(Allowed::Authority)?;
        }
        match self.open.declared(key) {
            None => Ok(EventKind::KeyDeclared { key: key.clone() }),
            Some(known) => {
                let (party, revision) = (known.key.name().to_owned(), known.revision);
                Err(Rejection::KeyTaken { party, revision })
            }
        }
    }
}

impl OpenedTable {
    /// Who declared a key before, whatever its name then.
    fn declared(&self, key: &VerifierKey) -> Option<&DeclaredKey> {
        self.keys.iter().find(|known| known.key.as_bytes() == key.as_bytes())
    }

    /// The key that a party signs with.
    pub(super) fn key_of(&self, party: &str) -> Option<&VerifierKey> {
        self.keys.iter().rfind(|known| known.key.name() == party).map(|known| &known.key)
    }

    pub(super) fn fold_key(&mut self, by: &str, key: &VerifierKey, revision: u64) -> FoldResult {
        let party = key.name();
        if self.party(party).is_none() || self.declared(key).is_some() {
            return Err(bilingual!(
                "the key of `{party}` was declared before, or is of nobody at the table",
                "la chiave di `{party}` era già stata depositata, o non è di un soggetto presente al tavolo"
            ));
        }
        let current = self.keys.iter_mut().rfind(|known| known.key.name() == party);
        current.into_iter().for_each(|current| current.replaced = Some(revision));
        self.keys.push(DeclaredKey { key: key.clone(), by: by.to_owned(), revision, replaced: None });
        Ok(())
    }
}
