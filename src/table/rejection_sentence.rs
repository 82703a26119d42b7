//! The sentences of rejections, in both languages.

use std::fmt;

use super::date::Date;
use super::rejection::Rejection;
use super::tabled::Status;
use crate::money::Language;
use crate::words::{among, both};

impl Rejection {
    /// One sentence for people. Sentences of the crate's errors inside it are in English.
    #[must_use]
    pub fn message(&self, language: Language) -> String {
        match language {
            Language::English => self.english(),
            Language::Italian => self.italian(),
        }
    }

    fn english(&self) -> String {
        match self {
            Rejection::Overtaken { forked, revision } => {
                format!(
                    "the scenario was forked at revision {forked} and the table is at {revision}: fork it again"
                )
            }
            Rejection::CommandReused { command, revision } => {
                format!(
                    "the command `{command}` was used for something else at event {revision}: give the new one its own id"
                )
            }
            Rejection::HeadMoved { expected, revision } => {
                format!(
                    "the history is at revision {revision} and was to be at revision {expected}, with the hash that was given: read what happened since and decide again"
                )
            }
            Rejection::NotOpen => "the table is not open yet: open it on a plan first".into(),
            Rejection::AlreadyOpen => "the table is open already".into(),
            Rejection::Malformed(error)
            | Rejection::Impossible(error)
            | Rejection::LineNotEmpty(error)
            | Rejection::SplitUnbalanced(error) => error.to_string(),
            Rejection::AuthorityMissing => {
                "the plan names no party with the role `authority`, so nobody could decide: name one".into()
            }
            Rejection::Closed { act } => format!("the table is closed by {act}"),
            Rejection::PartyUnknown { party, known } => {
                format!("`{party}` is not at the table: {}", parties(known, party, Language::English))
            }
            Rejection::NotAllowed { party, allowed } => {
                format!("`{party}` may not do this: it is {}", allowed.words(Language::English))
            }
            Rejection::RulesClash { change, messages, .. } => {
                format!("no allocation of the new total of `{change}` respects the rules: {}", messages[0])
            }
            about => about.english_of_sitting(),
        }
    }

    fn english_of_sitting(&self) -> String {
        match self {
            Rejection::SittingUnknown { sitting } => format!("there was no sitting `{sitting}`"),
            Rejection::SittingTaken { sitting } => {
                format!("there was a sitting `{sitting}`: give the new one its own id")
            }
            Rejection::SittingOpen { sitting } => {
                format!("the sitting `{sitting}` is under way: close it first")
            }
            Rejection::SittingMissing => "no sitting is under way".into(),
            Rejection::DateEarlier { date, last } => {
                format!("the sitting is dated {date} and the last one {last}")
            }
            Rejection::DateLater { date, next } => {
                format!("the sitting is dated {date} and the next one {next}")
            }
            Rejection::CorrectionNeedless { sitting } => {
                format!("the correction leaves the sitting `{sitting}` as it is recorded")
            }
            about => about.english_of_proposal(),
        }
    }

    fn english_of_proposal(&self) -> String {
        match self {
            Rejection::ProposalUnknown { proposal } => format!("there is no proposal `{proposal}`"),
            Rejection::IdTaken { id } => {
                format!("there is a proposal or a change `{id}`: give the new one its own id")
            }
            Rejection::NotProposer { proposal, proposer } => {
                format!("proposal `{proposal}` is that of `{proposer}`")
            }
            Rejection::WrongStatus { proposal, status, allowed } => {
                let status = status.words(Language::English);
                format!(
                    "proposal `{proposal}` is {status}: this is for one that is {}",
                    either(allowed, Language::English)
                )
            }
            Rejection::VersionDiffers { proposal, found, version } => {
                format!(
                    "proposal `{proposal}` has version {version} by now and this is about version {found}: read it again"
                )
            }
            Rejection::ReasonMissing => "a reason is missing".into(),
            Rejection::AmendmentNeedless { proposal, version } => {
                format!(
                    "the amendment leaves `{proposal}` as it is at version {version}: what was stated of it stands; to put it on a later allocation, rebase it"
                )
            }
            Rejection::RevisionUnknown { against, revision } => {
                format!(
                    "the proposal is made against revision {against}: those of the table go from 1 to {revision}"
                )
            }
            Rejection::Stale { proposal, against, changed, by } => {
                format!(
                    "proposal `{proposal}` was made against revision {against}, and `{by}` changed the allocation at revision {changed}: rebase it"
                )
            }
            Rejection::NotStale { proposal } => {
                format!("proposal `{proposal}` is on the latest allocation: there is nothing to rebase")
            }
            about => about.english_of_decision(),
        }
    }

    fn english_of_decision(&self) -> String {
        match self {
            Rejection::ReversalDiffers { reverses, under_way: Some(other), .. } => {
                format!(
                    "`{other}` would take back `{reverses}` already: decide it or let its party withdraw it first"
                )
            }
            Rejection::ReversalDiffers { proposal, reverses, under_way: None } => {
                format!(
                    "`{proposal}` does not take back `{reverses}`: a reversal has just the opposite transfers, of an approved proposal that no other reversal takes back"
                )
            }
            Rejection::EnvelopeUnchanged { change } => {
                format!("`{change}` changes no total: money moves between lines by a proposal")
            }
            Rejection::LineClosed { line } => {
                format!("line `{line}` is closed: it gives and receives nothing")
            }
            Rejection::LineInProposals { line, proposals } => {
                format!(
                    "these proposals move money from or to line `{line}`: {}: decide them first, or let their parties withdraw or amend them",
                    ids(proposals)
                )
            }
            Rejection::RuleUnknown { rule } => format!("there is no rule `{rule}`"),
            Rejection::WaiverNeedless { proposal, rule } => {
                format!("rule `{rule}` does not stand in the way of `{proposal}`: no waiver is needed")
            }
            Rejection::Forbidden { proposal, messages, .. } => {
                format!("`{proposal}` is forbidden: {}", messages[0])
            }
            Rejection::QuorumMissing { proposal, found, needed } => {
                format!(
                    "parties of weight {found} have said what they think of `{proposal}`: the quorum is {needed}"
                )
            }
            Rejection::ConsentMissing { proposal, found, needed, without } => {
                format!(
                    "parties of weight {found} consent to `{proposal}` and {needed} is needed; without consent: {}",
                    ids(without)
                )
            }
            Rejection::ActMissing { needs: None } => {
                "the decision needs the act that it is based on: name it".into()
            }
            Rejection::ActMissing { needs: Some(needs) } => {
                format!("the approval needs `{}`, and so the act that it is based on: name it", needs.name())
            }
            Rejection::ProposalsOpen { proposals } => {
                format!("these proposals are on the table still: {}: decide them first", ids(proposals))
            }
            about => about.code().into(),
        }
    }

    fn italian(&self) -> String {
        match self {
            Rejection::Overtaken { forked, revision } => {
                format!("lo scenario parte dalla revisione {forked} e il tavolo è alla {revision}: ripartire da questa")
            }
            Rejection::CommandReused { command, revision } => {
                format!("il comando `{command}` è già stato usato per altro all'evento n. {revision}: dare al nuovo un identificativo proprio")
            }
            Rejection::HeadMoved { expected, revision } => {
                format!("il registro è all'evento n. {revision} e doveva essere all'evento n. {expected}, con l'impronta indicata: rileggere quanto è accaduto e decidere di nuovo")
            }
            Rejection::NotOpen => "il tavolo non è ancora aperto: aprirlo su un piano".into(),
            Rejection::AlreadyOpen => "il tavolo è già aperto".into(),
            Rejection::Malformed(error)
            | Rejection::Impossible(error)
            | Rejection::LineNotEmpty(error)
            | Rejection::SplitUnbalanced(error) => error.message(Language::Italian),
            Rejection::AuthorityMissing => {
                "il piano non nomina nessun soggetto con il ruolo di Amministrazione procedente (`authority`), e nessuno potrebbe decidere: indicarne uno".into()
            }
            Rejection::Closed { act } => format!("il tavolo è chiuso con {act}"),
            Rejection::PartyUnknown { party, known } => format!("`{party}` non siede al tavolo: {}", parties(known, party, Language::Italian)),
            Rejection::NotAllowed { party, allowed } => {
                format!("atto non consentito a `{party}`: è riservato {}", allowed.words(Language::Italian))
            }
            Rejection::RulesClash { change, messages, .. } => {
                format!(
                    "nessuna ripartizione del nuovo totale di `{change}` rispetta i vincoli: {}",
                    messages[1]
                )
            }
            about => about.italian_of_sitting(),
        }
    }

    fn italian_of_sitting(&self) -> String {
        match self {
            Rejection::SittingUnknown { sitting } => format!("non c'è stata una seduta `{sitting}`"),
            Rejection::SittingTaken { sitting } => {
                format!("c'è già stata una seduta `{sitting}`: dare alla nuova un identificativo proprio")
            }
            Rejection::SittingOpen { sitting } => {
                format!("la seduta `{sitting}` è in corso: chiuderla prima")
            }
            Rejection::SittingMissing => "nessuna seduta è in corso".into(),
            Rejection::DateEarlier { date, last } => {
                format!("la seduta ha la data {} e l'ultima {}", day(date), day(last))
            }
            Rejection::DateLater { date, next } => {
                format!("la seduta ha la data {} e la successiva {}", day(date), day(next))
            }
            Rejection::CorrectionNeedless { sitting } => {
                format!("la rettifica lascia la seduta `{sitting}` com'è registrata")
            }
            about => about.italian_of_proposal(),
        }
    }

    fn italian_of_proposal(&self) -> String {
        match self {
            Rejection::ProposalUnknown { proposal } => format!("la proposta `{proposal}` non esiste"),
            Rejection::IdTaken { id } => format!(
                "esiste già una proposta o una variazione `{id}`: dare alla nuova un identificativo proprio"
            ),
            Rejection::NotProposer { proposal, proposer } => {
                format!("la proposta `{proposal}` è di `{proposer}`")
            }
            Rejection::WrongStatus { proposal, status, allowed } => {
                let status = status.words(Language::Italian);
                format!(
                    "la proposta `{proposal}` è {status}: occorre che sia {}",
                    either(allowed, Language::Italian)
                )
            }
            Rejection::VersionDiffers { proposal, found, version } => {
                format!(
                    "la proposta `{proposal}` è alla versione {version}, e qui si intende la {found}: rileggerla"
                )
            }
            Rejection::ReasonMissing => "manca la motivazione".into(),
            Rejection::AmendmentNeedless { proposal, version } => {
                format!(
                    "l'emendamento lascia `{proposal}` com'è alla versione {version}: quanto dichiarato resta valido; per riferirla alla ripartizione vigente, aggiornarla"
                )
            }
            Rejection::RevisionUnknown { against, revision } => {
                format!(
                    "la proposta si riferisce alla revisione {against}: quelle del tavolo vanno da 1 a {revision}"
                )
            }
            Rejection::Stale { proposal, against, changed, by } => {
                format!(
                    "la proposta `{proposal}` si riferisce alla revisione {against}, e `{by}` ha variato la ripartizione alla revisione {changed}: aggiornarla"
                )
            }
            Rejection::NotStale { proposal } => {
                format!(
                    "la proposta `{proposal}` è già riferita alla ripartizione vigente: non c'è nulla da aggiornare"
                )
            }
            about => about.italian_of_decision(),
        }
    }

    fn italian_of_decision(&self) -> String {
        match self {
            Rejection::ReversalDiffers { reverses, under_way: Some(other), .. } => {
                format!(
                    "`{other}` propone già di revocare `{reverses}`: prima va decisa, o ritirata dal proponente"
                )
            }
            Rejection::ReversalDiffers { proposal, reverses, under_way: None } => {
                format!(
                    "`{proposal}` non revoca `{reverses}`: una revoca ha gli storni opposti di una proposta approvata che nessun'altra revoca"
                )
            }
            Rejection::EnvelopeUnchanged { change } => {
                format!(
                    "`{change}` non varia la dotazione: gli importi si trasferiscono tra le voci con una proposta"
                )
            }
            Rejection::LineClosed { line } => {
                format!("la voce `{line}` è chiusa: non cede e non riceve importi")
            }
            Rejection::LineInProposals { line, proposals } => {
                format!(
                    "queste proposte trasferiscono importi da o verso la voce `{line}`: {}: prima vanno decise, oppure ritirate o emendate dai proponenti",
                    ids(proposals)
                )
            }
            Rejection::RuleUnknown { rule } => format!("il vincolo `{rule}` non esiste"),
            Rejection::WaiverNeedless { proposal, rule } => {
                format!("il vincolo `{rule}` non osta a `{proposal}`: non serve deroga")
            }
            Rejection::Forbidden { proposal, messages, .. } => {
                format!("`{proposal}` non è ammissibile: {}", messages[1])
            }
            Rejection::QuorumMissing { proposal, found, needed } => {
                format!(
                    "quorum non raggiunto su `{proposal}`: si sono espressi partecipanti di peso {found}, ne occorre {needed}"
                )
            }
            Rejection::ConsentMissing { proposal, found, needed, without } => {
                format!(
                    "assensi a `{proposal}` non sufficienti: hanno peso {found} e ne occorre {needed}; senza assenso: {}",
                    ids(without)
                )
            }
            Rejection::ActMissing { needs: None } => {
                "la decisione richiede l'atto su cui si fonda: indicarlo".into()
            }
            Rejection::ActMissing { needs: Some(needs) } => format!(
                "serve l'autorizzazione `{}`, e quindi l'atto su cui si fonda: indicarlo",
                needs.words(Language::Italian)
            ),
            Rejection::ProposalsOpen { proposals } => {
                format!("proposte non ancora decise: {}: occorre deciderle", ids(proposals))
            }
            about => about.code().into(),
        }
    }
}

/// A day that is told as `2026-03-12`, in Italian words.
fn day(date: &str) -> String {
    date.parse::<Date>().map_or_else(|_| date.to_owned(), |date| date.words(Language::Italian))
}

/// Who is at the table, and who may have been meant.
fn parties(known: &[String], party: &str, language: Language) -> String {
    let are = both("the parties are", "i soggetti sono");
    among(party, &are, known.iter().map(String::as_str)).text(language).to_owned()
}

fn ids(ids: &[String]) -> String {
    const SHOWN: usize = 8;
    let mut text = ids.iter().take(SHOWN).map(|id| format!("`{id}`")).collect::<Vec<_>>().join(", ");
    if ids.len() > SHOWN {
        text.push('…');
    }
    text
}

fn either(allowed: &[Status], language: Language) -> String {
    let words: Vec<&str> = allowed.iter().map(|status| status.words(language)).collect();
    words.join(language.choose(" or ", " o "))
}

/// The sentence in English.
impl fmt::Display for Rejection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.english())
    }
}

impl std::error::Error for Rejection {}
