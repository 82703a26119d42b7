//! The sentences of rejections, in both languages.

use std::fmt;

use super::rejection::Rejection;
use super::tabled::Status;
use riparto_core::date::Date;
use riparto_core::money::Language;
use riparto_core::words::{among, both, choose};

impl Rejection {
    /// One sentence for people.
    #[must_use]
    pub fn message(&self, language: Language) -> String {
        match self {
            Rejection::Overtaken { forked, revision } => choose!(
                language,
                "the scenario was forked at revision {forked} and the table is at {revision}: fork it again",
                "lo scenario parte dalla revisione {forked} e il tavolo è alla {revision}: ripartire da questa"
            ),
            Rejection::CommandReused { command, revision } => choose!(
                language,
                "the command `{command}` was used for something else at event {revision}: give the new one its own id",
                "il comando `{command}` è già stato usato per altro all'evento n. {revision}: dare al nuovo un identificativo proprio"
            ),
            Rejection::HeadMoved { expected, revision } => choose!(
                language,
                "the history is at revision {revision} and was to be at revision {expected}, with the hash that was given: read what happened since and decide again",
                "il registro è all'evento n. {revision} e doveva essere all'evento n. {expected}, con l'impronta indicata: rileggere quanto è accaduto e decidere di nuovo"
            ),
            Rejection::NotOpen => choose!(
                language,
                "the table is not open yet: open it on a plan first",
                "il tavolo non è ancora aperto: aprirlo su un piano"
            ),
            Rejection::AlreadyOpen => {
                choose!(language, "the table is open already", "il tavolo è già aperto")
            }
            Rejection::Malformed(error)
            | Rejection::Impossible(error)
            | Rejection::LineNotEmpty(error)
            | Rejection::SplitUnbalanced(error) => error.message(language),
            Rejection::AuthorityMissing => choose!(
                language,
                "the plan names no party with the role `authority`, so nobody could decide: name one",
                "il piano non nomina nessun soggetto con il ruolo di Amministrazione procedente (`authority`), e nessuno potrebbe decidere: indicarne uno"
            ),
            Rejection::Closed { act } => {
                choose!(language, "the table is closed by {act}", "il tavolo è chiuso con {act}")
            }
            Rejection::PartyUnknown { party, known } => choose!(
                language,
                "`{party}` is not at the table: {known}",
                "soggetto non presente al tavolo: `{party}`; {known}",
                known = parties(known, party, language)
            ),
            Rejection::SignatureMissing { party } => choose!(
                language,
                "the commands of this table are signed, and this one is not: sign it with the key that `{party}` declared, or declare one first",
                "i comandi di questo tavolo sono firmati, e questo non lo è: firmarlo con la chiave depositata da `{party}`, o prima depositarne una"
            ),
            Rejection::SignatureDiffers { party } => choose!(
                language,
                "the signature is not that of `{party}` on this command: it is of another key than the one declared, of other words, or on a head that this history has not passed through",
                "la firma non è quella di `{party}` su questo comando: è di una chiave diversa da quella depositata, di altre parole, o su un'impronta per cui questo registro non passa"
            ),
            Rejection::NotAllowed { party, allowed } => choose!(
                language,
                "`{party}` may not do this: it is {allowed}",
                "atto non consentito a `{party}`: è riservato {allowed}",
                allowed = allowed.words(language)
            ),
            Rejection::SittingUnknown { sitting } => {
                choose!(language, "there was no sitting `{sitting}`", "non c'è stata una seduta `{sitting}`")
            }
            Rejection::SittingTaken { sitting } => choose!(
                language,
                "there was a sitting `{sitting}`: give the new one its own id",
                "c'è già stata una seduta `{sitting}`: dare alla nuova un identificativo proprio"
            ),
            Rejection::SittingOpen { sitting } => choose!(
                language,
                "the sitting `{sitting}` is under way: close it first",
                "la seduta `{sitting}` è in corso: chiuderla prima"
            ),
            Rejection::SittingMissing => {
                choose!(language, "no sitting is under way", "nessuna seduta è in corso")
            }
            Rejection::DateEarlier { date, last } => choose!(
                language,
                "the sitting is dated {date} and the last one {last}",
                "la data della seduta è {date}, quella dell'ultima {last}",
                date = day(date, language),
                last = day(last, language)
            ),
            Rejection::DateLater { date, next } => choose!(
                language,
                "the sitting is dated {date} and the next one {next}",
                "la data della seduta è {date}, quella della successiva {next}",
                date = day(date, language),
                next = day(next, language)
            ),
            Rejection::EndsEarlier { begins, ends } => choose!(
                language,
                "the sitting would end at {ends}, and it begins at {begins}",
                "la seduta si chiuderebbe alle ore {ends}, e si apre alle ore {begins}"
            ),
            Rejection::ProposalUnknown { proposal } => {
                choose!(language, "there is no proposal `{proposal}`", "la proposta `{proposal}` non esiste")
            }
            Rejection::IdTaken { id } => choose!(
                language,
                "there is a proposal or a change `{id}`: give the new one its own id",
                "esiste già una proposta o una variazione `{id}`: dare alla nuova un identificativo proprio"
            ),
            Rejection::NotProposer { proposal, proposer } => choose!(
                language,
                "proposal `{proposal}` is that of `{proposer}`",
                "la proposta `{proposal}` è di `{proposer}`"
            ),
            Rejection::WrongStatus { proposal, status, allowed } => choose!(
                language,
                "proposal `{proposal}` is {status}: this is for one that is {allowed}",
                "la proposta `{proposal}` è {status}: occorre che sia {allowed}",
                status = status.words(language),
                allowed = either(allowed, language)
            ),
            Rejection::VersionDiffers { proposal, found, version } => choose!(
                language,
                "proposal `{proposal}` has version {version} by now and this is about version {found}: read it again",
                "la proposta `{proposal}` è alla versione {version}, e qui si intende la {found}: rileggerla"
            ),
            Rejection::ReasonMissing => choose!(language, "a reason is missing", "manca la motivazione"),
            Rejection::CorrectionNeedless { sitting } => choose!(
                language,
                "the correction leaves the sitting `{sitting}` as it is recorded",
                "la rettifica lascia la seduta `{sitting}` com'è registrata"
            ),
            Rejection::KeyTaken { party, revision } => choose!(
                language,
                "this key was declared at event {revision}, as that of `{party}`: each party has a key of its own, and a new one in the place of a former",
                "questa chiave è stata depositata all'evento n. {revision}, come chiave di `{party}`: ogni soggetto ha una chiave propria, e una nuova al posto di una precedente"
            ),
            Rejection::AmendmentNeedless { proposal, version } => choose!(
                language,
                "the amendment leaves `{proposal}` as it is at version {version}: what was stated of it stands; to put it on a later allocation, rebase it",
                "l'emendamento lascia `{proposal}` com'è alla versione {version}: quanto dichiarato resta valido; per riferirla alla ripartizione vigente, aggiornarla"
            ),
            Rejection::RevisionUnknown { against, revision } => choose!(
                language,
                "the proposal is made against revision {against}: those of the table go from 1 to {revision}",
                "la proposta si riferisce alla revisione {against}: quelle del tavolo vanno da 1 a {revision}"
            ),
            Rejection::Stale { proposal, against, changed, by } => choose!(
                language,
                "proposal `{proposal}` was made against revision {against}, and `{by}` changed the allocation at revision {changed}: rebase it",
                "la proposta `{proposal}` si riferisce alla revisione {against}, e `{by}` ha variato la ripartizione alla revisione {changed}: aggiornarla"
            ),
            Rejection::NotStale { proposal } => choose!(
                language,
                "proposal `{proposal}` is on the latest allocation: there is nothing to rebase",
                "la proposta `{proposal}` è già riferita alla ripartizione vigente: non c'è nulla da aggiornare"
            ),
            Rejection::ReversalDiffers { proposal: _, reverses, under_way: Some(other) } => choose!(
                language,
                "`{other}` would take back `{reverses}` already: decide it or let its party withdraw it first",
                "`{other}` propone già di revocare `{reverses}`: prima va decisa, o ritirata dal proponente"
            ),
            Rejection::ReversalDiffers { proposal, reverses, under_way: None } => choose!(
                language,
                "`{proposal}` does not take back `{reverses}`: a reversal has just the opposite transfers, of an approved proposal that no other reversal takes back",
                "`{proposal}` non revoca `{reverses}`: una revoca ha gli storni opposti di una proposta approvata che nessun'altra revoca"
            ),
            Rejection::EnvelopeUnchanged { change } => choose!(
                language,
                "`{change}` changes no total: money moves between lines by a proposal",
                "`{change}` non varia la dotazione: gli importi si trasferiscono tra le voci con una proposta"
            ),
            Rejection::LineClosed { line } => choose!(
                language,
                "line `{line}` is closed: it gives and receives nothing",
                "la voce `{line}` è chiusa: non cede e non riceve importi"
            ),
            Rejection::LineInProposals { line, proposals } => choose!(
                language,
                "these proposals move money from or to line `{line}`: {proposals}: decide them first, or let their parties withdraw or amend them",
                "proposte con storni da o verso la voce `{line}`: {proposals}; vanno prima decise, oppure ritirate o emendate dai proponenti",
                proposals = ids(proposals)
            ),
            Rejection::RulesClash { change, rules: _, messages } => choose!(
                language,
                "no allocation of the new total of `{change}` respects the rules: {why}",
                "nessuna ripartizione del nuovo totale di `{change}` rispetta i vincoli: {why}",
                why = in_language(messages, language)
            ),
            Rejection::RuleUnknown { rule } => {
                choose!(language, "there is no rule `{rule}`", "il vincolo `{rule}` non esiste")
            }
            Rejection::WaiverNeedless { proposal, rule } => choose!(
                language,
                "rule `{rule}` does not stand in the way of `{proposal}`: no waiver is needed",
                "il vincolo `{rule}` non osta a `{proposal}`: nessuna deroga occorre"
            ),
            Rejection::Forbidden { proposal, rules: _, messages } => choose!(
                language,
                "`{proposal}` is forbidden: {why}",
                "`{proposal}` non è ammissibile: {why}",
                why = in_language(messages, language)
            ),
            Rejection::QuorumMissing { proposal, found, all, needed, by_weight } => choose!(
                language,
                "quorum not reached on `{proposal}`: positions stated by {tally}",
                "quorum non raggiunto su `{proposal}`: posizioni espresse {tally}",
                tally = tally([found, all, needed], *by_weight, language)
            ),
            Rejection::ConsentMissing { proposal, found, all, needed, by_weight, without } => choose!(
                language,
                "not enough consent to `{proposal}`: {tally}; without consent: {without}",
                "assensi a `{proposal}` non sufficienti: {tally}; senza assenso: {without}",
                tally = tally([found, all, needed], *by_weight, language),
                without = ids(without)
            ),
            Rejection::ActMissing { needs: None } => choose!(
                language,
                "the decision needs the act that it is based on: name it",
                "la decisione richiede l'atto su cui si fonda: indicarlo"
            ),
            Rejection::ActMissing { needs: Some(needs) } => choose!(
                language,
                "the approval needs `{level}`, and so the act that it is based on: name it",
                "serve l'autorizzazione `{level}`, e quindi l'atto su cui si fonda: indicarlo",
                level = language.choose(needs.name(), needs.words(language))
            ),
            Rejection::RequirementsMissing { proposal, documents, bodies } => choose!(
                language,
                "the approval of `{proposal}` lacks what the rules ask for: {what}",
                "per approvare `{proposal}` manca quanto richiesto dai vincoli: {what}",
                what = required(documents, bodies, language)
            ),
            Rejection::ProposalsOpen { proposals } => choose!(
                language,
                "these proposals are on the table still: {proposals}: decide them first",
                "proposte non ancora decise: {proposals}; vanno prima decise",
                proposals = ids(proposals)
            ),
        }
    }
}

/// Documents and bodies, such as `documents: justification; decision of: monitoring committee`.
fn required(documents: &[String], bodies: &[String], language: Language) -> String {
    let listed = |names: &[String], english: &str, italian: &str| {
        (!names.is_empty()).then(|| format!("{}: {}", language.choose(english, italian), names.join(", ")))
    };
    let documents = listed(documents, "documents", "documenti");
    let bodies = listed(bodies, "the decision of", "la decisione di");
    documents.into_iter().chain(bodies).collect::<Vec<_>>().join("; ")
}

/// A day such as `2026-03-12`; in Italian, in words.
fn day(date: &str, language: Language) -> String {
    match language {
        Language::English => date.to_owned(),
        Language::Italian => date.parse().map_or_else(|_| date.to_owned(), |date: Date| date.words(language)),
    }
}

/// Why rules forbid something, in English and in Italian.
fn in_language([english, italian]: &[String; 2], language: Language) -> &str {
    language.choose(english, italian)
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

/// So many of all parties, by number or by weight, and how many it takes.
fn tally(figures: [&str; 3], by_weight: bool, language: Language) -> String {
    let decimal = |figure: &str| figure.replace('.', language.choose(".", ","));
    let [found, all, needed] = figures.map(decimal);
    match by_weight {
        false => choose!(
            language,
            "{found} of {all} parties; at least {needed} needed",
            "{found} su {all}; ne occorrono almeno {needed}"
        ),
        true => choose!(
            language,
            "parties of weight {found} of {all}; at least {needed} needed",
            "peso {found} su {all}; occorre almeno {needed}"
        ),
    }
}

fn either(allowed: &[Status], language: Language) -> String {
    let words: Vec<&str> = allowed.iter().map(|status| status.words(language)).collect();
    words.join(language.choose(" or ", " o "))
}

/// The sentence in English.
impl fmt::Display for Rejection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message(Language::English))
    }
}

impl std::error::Error for Rejection {}
