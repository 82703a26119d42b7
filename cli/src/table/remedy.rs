//! What to do about a refusal, in terms of the command line.

use riparto::Language;
use riparto::table::{Allowed, CoDesignTable, Rejection};

/// What to do about a refusal; empty where its sentence says it.
pub(crate) fn remedy(rejection: &Rejection, table: &CoDesignTable, language: Language) -> String {
    let say = |english: &str, italian: &str| language.choose(english, italian).to_owned();
    match rejection {
        Rejection::NotOpen => say(
            "start again with a new journal: riparto table new JOURNAL PLAN --as PARTY",
            "ricominciare con un nuovo registro: riparto table new REGISTRO PIANO --as SOGGETTO",
        ),
        Rejection::AuthorityMissing => say(
            "give a party of the plan the role `authority`; a workbook takes its parties from a table: riparto import FILE --parties TABLE --out PLAN",
            "dare a un soggetto del piano il ruolo `authority`; i soggetti di una cartella di lavoro si prendono da una tabella: riparto import FILE --parties TABELLA --out PIANO",
        ),
        Rejection::Closed { .. } => say(
            "it can be read: list, log, diff, at, ledger, minutes",
            "si può consultare: list, log, diff, at, ledger, minutes",
        ),
        Rejection::PartyUnknown { .. } => {
            say("name a party of the plan with --as", "indicare con --as un soggetto del piano")
        }
        Rejection::NotAllowed { allowed, .. } => match allowed {
            Allowed::Authority => {
                say("let the authority do it, with --as", "indicare con --as l'Amministrazione procedente")
            }
            Allowed::Others => say(
                "the authority decides: approve, reject or request-changes",
                "decide la sola Amministrazione procedente: approve, reject o request-changes",
            ),
            _ => say("name who may with --as", "indicare con --as un soggetto a cui è consentito"),
        },
        Rejection::SittingOpen { .. } => {
            say("riparto table close-sitting JOURNAL", "riparto table close-sitting JOURNAL")
        }
        Rejection::SittingMissing => {
            say("riparto table open-sitting JOURNAL ID DAY", "riparto table open-sitting JOURNAL ID DATA")
        }
        Rejection::DateEarlier { .. } | Rejection::DateLater { .. } => say(
            "give the day of the sitting; if another one is dated wrongly: riparto table correct-sitting JOURNAL ID --date DAY --reason …",
            "indicare il giorno della seduta; se è errata la data di un'altra: riparto table correct-sitting JOURNAL ID --date DATA --reason …",
        ),
        Rejection::EndsEarlier { .. } => say(
            "give the hours of the sitting, --begins and --ends; one that begins from 12:00 on may end after midnight, by 06:00",
            "indicare le ore della seduta, --begins ed --ends; se si apre dalle 12:00 in poi può chiudersi dopo la mezzanotte, entro le 06:00",
        ),
        Rejection::SittingUnknown { .. } => {
            say("see them: riparto table minutes JOURNAL", "vederle: riparto table minutes JOURNAL")
        }
        Rejection::ProposalUnknown { .. } => {
            say("see them all: riparto table list JOURNAL", "vederle tutte: riparto table list JOURNAL")
        }
        Rejection::NotProposer { .. } => say(
            "only its own party can: name it with --as",
            "atto riservato al proponente: indicarlo con --as",
        ),
        Rejection::ReasonMissing => say("give it with --reason", "indicarla con --reason"),
        about => of_decision(about, table, language),
    }
}

fn of_decision(rejection: &Rejection, table: &CoDesignTable, language: Language) -> String {
    let say = |english: &str, italian: &str| language.choose(english, italian).to_owned();
    match rejection {
        Rejection::HeadMoved { .. } => say(
            "see what happened: riparto table log JOURNAL; then expect the head that list and show print",
            "vedere che cosa è accaduto: riparto table log JOURNAL; poi indicare l'impronta che mostrano list e show",
        ),
        Rejection::ReversalDiffers { under_way: Some(other), .. } => language.choose(
            format!("see it: riparto table show JOURNAL {other}"),
            format!("vederla: riparto table show JOURNAL {other}"),
        ),
        Rejection::Stale { proposal, .. } => language.choose(
            format!("see the difference: riparto table show JOURNAL {proposal}; then rebase, or approve with --rebase"),
            format!("vedere la differenza: riparto table show JOURNAL {proposal}; poi rebase, o approve con --rebase"),
        ),
        Rejection::Forbidden { proposal, .. } if table.proposal(proposal).is_none() => say(
            "let it break the rule: --waive RULE=REASON; a change of the total may be shared out otherwise too (--share, --nearest)",
            "concedere una deroga: --waive VINCOLO=MOTIVAZIONE; una variazione della dotazione si può anche ripartire diversamente (--share, --nearest)",
        ),
        Rejection::Overtaken { .. } => say(
            "see what happened: riparto table log JOURNAL; to decide anew on what is there now: promote with --rebase",
            "vedere che cosa è accaduto: riparto table log JOURNAL; per decidere di nuovo su ciò che c'è ora: promote con --rebase",
        ),
        Rejection::VersionDiffers { proposal, version, .. } => language.choose(
            format!("see what it says now: riparto table show JOURNAL {proposal}; then name that version: {proposal}@{version}, or --version {version}"),
            format!("vedere che cosa dice ora: riparto table show JOURNAL {proposal}; poi indicare quella versione: {proposal}@{version}, o --version {version}"),
        ),
        Rejection::RulesClash { .. } => say(
            "change the total by another amount, or let the lines be named with --share",
            "variare la dotazione di un altro importo, o indicare le voci con --share",
        ),
        Rejection::Forbidden { proposal, .. } => language.choose(
            format!("amend it, or waive the rule with its reason: riparto table waive JOURNAL {proposal} RULE --reason …"),
            format!("emendarla, o concedere una deroga motivata: riparto table waive JOURNAL {proposal} VINCOLO --reason …"),
        ),
        Rejection::QuorumMissing { proposal, .. } | Rejection::ConsentMissing { proposal, .. } => language.choose(
            format!("parties say what they think: riparto table state JOURNAL {proposal} consent --as PARTY"),
            format!("i partecipanti si esprimono con: riparto table state JOURNAL {proposal} consent --as SOGGETTO"),
        ),
        Rejection::ActMissing { .. } => say("name it with --act", "indicarlo con --act"),
        Rejection::RequirementsMissing { .. } => say(
            "name what comes with it with --document, and who decided with --decided-by",
            "indicare gli allegati con --document e l'organo che ha deciso con --decided-by",
        ),
        Rejection::LineNotEmpty(_) => say("name it with --remainder-to", "indicarla con --remainder-to"),
        Rejection::ProposalsOpen { .. } | Rejection::LineInProposals { .. } => say(
            "approve, reject or withdraw each: riparto table list JOURNAL --open",
            "approvarle, respingerle o ritirarle: riparto table list JOURNAL --open",
        ),
        Rejection::RuleUnknown { .. } | Rejection::WaiverNeedless { .. } => {
            say("see what it breaks: riparto table show JOURNAL PROPOSAL", "vedere quali vincoli supera: riparto table show JOURNAL PROPOSTA")
        }
        _ => String::new(),
    }
}
