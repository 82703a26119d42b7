//! What happened at a table, in sentences.

use std::collections::BTreeMap;

use super::approval_grounds::{approval_grounds, approved};
use super::displayed::Report;
use super::line_act_words::titled;
use super::sitting_words::{described, describes};
use super::wording::Wording;
use super::words::{currency_of, follows, line, moved, one_line, party, subject_and_proof};
use riparto_core::money::{AmountStyle, Currency, Language, Money, MoneyDelta};
use riparto_core::plan::{Proposal, Transfer};
use riparto_core::words::choose;
use riparto_table::table::{
    CoDesignTable, Date, EventKind, LineChange, RecognizedDecision, Stance, TableEvent, Voided,
};

/// The events of one command: a sentence, with details below, indented by two spaces.
///
/// The table, after the events or later, gives the names of parties, lines and rules.
///
/// ```
/// use riparto::Language;
/// use riparto::report::{EventReport, Report};
/// use riparto::table::SubmitOutcome;
/// # use riparto::journal::MemoryStore;
/// # use riparto::table::{Command, PersistentTable};
/// # let mut kept = PersistentTable::open(MemoryStore::new())?;
/// # let mut say = |text: &str| kept.submit(&Command::from_json(text)?);
/// # let _ = say(r#"{"id": "c1", "party": "regione", "do": {"open": {"plan":
/// #     { "format": "riparto.plan/1", "title": "Plan", "total": "100.00",
/// #       "lines": [ {"id": "desks", "amount": "60.00"}, {"id": "outreach", "amount": "40.00"} ],
/// #       "parties": [ {"id": "regione", "role": "authority"}, {"id": "anci"} ],
/// #       "rules": [ {"id": "up", "scope": {"lines": ["desks"]}, "limit": {"variation": {"up": {"percent": "20"}}}} ] }}}}"#)?;
/// # let _ = say(r#"{"id": "c2", "party": "anci", "do": {"propose": {"proposal":
/// #     {"id": "p1", "party": "anci", "transfers": [ {"from": "outreach", "to": "desks", "amount": "5.00"} ]}}}}"#)?;
///
/// let withdraw = r#"{"id": "c3", "party": "anci", "do": {"withdraw": {"proposal": "p1", "reason": "Too early"}}}"#;
/// let SubmitOutcome::Accepted(events) = say(withdraw)? else { panic!("its party may") };
/// let text = EventReport::of(kept.table(), &events).text(Language::English);
/// assert!(text.starts_with("anci withdrew proposal `p1`"), "{text}");
/// # Ok::<(), riparto::Error>(())
/// ```
#[derive(Clone, Copy, Debug)]
pub struct EventReport<'a> {
    table: &'a CoDesignTable,
    events: &'a [TableEvent],
}

impl<'a> EventReport<'a> {
    /// The report on the events of one command at a table.
    #[must_use]
    pub fn of(table: &'a CoDesignTable, events: &'a [TableEvent]) -> EventReport<'a> {
        EventReport { table, events }
    }
}

impl Report for EventReport<'_> {
    fn currency(&self) -> Currency {
        currency_of(self.table.plan())
    }

    fn written(&self, language: Language) -> String {
        let EventReport { table, events } = *self;
        let text = EventText::of(table, events.iter(), language);
        let details: String = text.details.iter().map(|detail| format!("  {detail}\n")).collect();
        format!("{}\n{details}", text.sentence)
    }
}

/// A sentence and its details.
pub(super) struct EventText {
    pub(super) sentence: String,
    pub(super) details: Vec<String>,
}

impl EventText {
    /// The sentence for all events of one command.
    pub(super) fn of<'e>(
        table: &CoDesignTable,
        events: impl Iterator<Item = &'e TableEvent>,
        language: Language,
    ) -> EventText {
        let wording = Wording { plan: table.plan(), language };
        let (mut phrases, mut details, mut who) = (Vec::new(), Vec::new(), "");
        let (mut written, mut stated) = (None, None);
        for event in events {
            stated = stated.or_else(|| stated_of(event, language));
            who = party(table.plan(), &event.by);
            match (&event.what, written) {
                // A proposal that is drafted and tabled by one command is one phrase.
                (EventKind::Tabled { .. }, Some(proposal)) => phrases = vec![wording.tables(proposal)],
                (EventKind::Drafted { proposal, .. }, _) => {
                    written = Some(proposal);
                    phrases.push(wording.phrase(&event.what));
                }
                (what, _) => phrases.push(wording.phrase(what)),
            }
            details.extend(wording.details(&event.what));
        }
        details.extend(stated);
        let (and, does) = language.choose((" and ", " "), (" e ", ": "));
        EventText { sentence: format!("{who}{does}{}.", phrases.join(and)), details }
    }
}

/// Who acted for the party and when, as the caller stated it; nothing if that was not stated.
fn stated_of(event: &TableEvent, language: Language) -> Option<String> {
    let actor = event.actor.as_deref().map(one_line);
    let actor = actor.map(|actor| {
        language.choose(
            format!("acting for the party: {actor}"),
            format!("in nome e per conto del soggetto: {actor}"),
        )
    });
    let when = event.when.as_ref().map(|when| {
        let when = when.words(language);
        language.choose(format!("time stated: {when}"), format!("data dichiarata: {when}"))
    });
    let signed = event.signed.as_ref().map(|_| language.choose("signed", "con firma").to_owned());
    let stated: Vec<String> = actor.into_iter().chain(when).chain(signed).collect();
    (!stated.is_empty()).then(|| stated.join("; "))
}

/// What an event says that its party did, without a verb in Italian, as the name of a party may be of any gender and
/// number: `approved proposal p1`, `approvazione della proposta p1`.
pub(super) fn phrase(table: &CoDesignTable, what: &EventKind, language: Language) -> String {
    Wording { plan: table.plan(), language }.phrase(what)
}

/// The euros of an event: what a proposal moves, or by how much the total changes.
pub(super) fn euros(what: &EventKind, language: Language) -> String {
    let style = AmountStyle::from(language);
    match what {
        EventKind::Drafted { proposal, .. } | EventKind::Amended { proposal, .. } => {
            moved(proposal).to_figures(style)
        }
        EventKind::Approved { changes, .. } | EventKind::LineClosed { changes, .. } => {
            let up = |change: &LineChange| i128::from((change.after - change.before).cents()).max(0);
            Money::saturating(changes.iter().map(up).sum()).to_figures(style)
        }
        EventKind::EnvelopeChanged { before, after, .. } => (after - *before).to_figures(style),
        EventKind::Opened { .. }
        | EventKind::SittingOpened { .. }
        | EventKind::SittingClosed { .. }
        | EventKind::SittingCorrected { .. }
        | EventKind::SittingDescribed(_)
        | EventKind::KeyDeclared { .. }
        | EventKind::Tabled { .. }
        | EventKind::ChangesRequested { .. }
        | EventKind::Withdrawn { .. }
        | EventKind::Stated { .. }
        | EventKind::Waived { .. }
        | EventKind::Rebased { .. }
        | EventKind::Rejected { .. }
        | EventKind::LineAdded { .. }
        | EventKind::LineSplit { .. }
        | EventKind::Balloted { .. }
        | EventKind::Closed { .. } => String::new(),
    }
}

impl Wording<'_> {
    /// A proposal that is put on the table as it is written.
    fn tables(&self, proposal: &Proposal) -> String {
        match proposal.reverses() {
            Some(reversed) => choose!(
                self.language,
                "proposed to take back `{reversed}` by proposal `{id}`",
                "deposito della proposta `{id}` di revoca di `{reversed}`",
                id = proposal.id()
            ),
            None => choose!(
                self.language,
                "submitted proposal `{id}`: {subject}",
                "deposito della proposta `{id}` ({subject})",
                id = proposal.id(),
                subject = subject_and_proof(proposal, self.language)
            ),
        }
    }

    /// What its party did by an event: `approved proposal p1`.
    fn phrase(&self, what: &EventKind) -> String {
        match what {
            EventKind::Opened { plan, policies: _ } => choose!(
                self.language,
                "opened the table on “{title}”",
                "apertura del tavolo su «{title}»",
                title = plan.plan().map_or_else(|_| String::new(), |plan| one_line(plan.envelope().title()))
            ),
            EventKind::SittingOpened { sitting, date, title } => choose!(
                self.language,
                "opened sitting `{sitting}` of {day}{title}",
                "apertura della seduta `{sitting}` del {day}{title}",
                day = date.words(self.language),
                title = self.after("Oggetto", title)
            ),
            EventKind::SittingClosed { sitting } => {
                choose!(self.language, "closed sitting `{sitting}`", "chiusura della seduta `{sitting}`")
            }
            EventKind::SittingCorrected { sitting, renamed, date, title, reason } => choose!(
                self.language,
                "corrected sitting `{sitting}`: {what}. Reason: {reason}",
                "rettifica della seduta `{sitting}` ({what}). Motivazione: {reason}",
                what = self.corrected(renamed.as_deref(), *date, title.as_deref()),
                reason = one_line(reason)
            ),
            EventKind::SittingDescribed(description) => describes(description, self.language),
            EventKind::KeyDeclared { key } => choose!(
                self.language,
                "declared the public key `{key}`",
                "deposito della chiave pubblica `{key}`"
            ),
            EventKind::Drafted { proposal, against: _ } => choose!(
                self.language,
                "drafted proposal `{id}`: {subject}",
                "redazione della proposta `{id}` ({subject})",
                id = proposal.id(),
                subject = subject_and_proof(proposal, self.language)
            ),
            EventKind::Tabled { proposal } => choose!(
                self.language,
                "submitted proposal `{proposal}`",
                "deposito della proposta `{proposal}`"
            ),
            EventKind::Amended { proposal, version, .. } => choose!(
                self.language,
                "amended proposal `{id}`, now at version {version}: {subject}",
                "emendamento della proposta `{id}`, ora alla versione {version} ({subject})",
                id = proposal.id(),
                subject = subject_and_proof(proposal, self.language)
            ),
            EventKind::ChangesRequested { proposal, reason } => choose!(
                self.language,
                "asked for changes to proposal `{proposal}`: {reason}",
                "richiesta di modifiche alla proposta `{proposal}`. Motivazione: {reason}",
                reason = one_line(reason)
            ),
            EventKind::Withdrawn { proposal, reason } => choose!(
                self.language,
                "withdrew proposal `{proposal}`{why}",
                "ritiro della proposta `{proposal}`{why}",
                why = self.after("Motivazione", reason)
            ),
            EventKind::Stated { proposal, version: _, stance: Stance::Consent, reason } => choose!(
                self.language,
                "consented to proposal `{proposal}`{why}",
                "assenso alla proposta `{proposal}`{why}",
                why = self.after("Motivazione", reason)
            ),
            EventKind::Stated { proposal, version: _, stance: Stance::Objection, reason } => choose!(
                self.language,
                "objected to proposal `{proposal}`{why}",
                "obiezione alla proposta `{proposal}`{why}",
                why = self.after("Motivazione", reason)
            ),
            EventKind::Stated { proposal, version: _, stance: Stance::Abstention, reason } => choose!(
                self.language,
                "abstained on proposal `{proposal}`{why}",
                "astensione sulla proposta `{proposal}`{why}",
                why = self.after("Motivazione", reason)
            ),
            EventKind::Waived { proposal, version: _, rule, reason } => choose!(
                self.language,
                "waived {rule} for proposal `{proposal}`: {reason}",
                "deroga al vincolo {rule} per la proposta `{proposal}`. Motivazione: {reason}",
                rule = self.rule(rule),
                reason = one_line(reason)
            ),
            EventKind::Rebased { proposal, from, to, follows: _ } => choose!(
                self.language,
                "updated proposal `{proposal}`, made against revision {from}, to the allocation of revision {to}",
                "aggiornamento della proposta `{proposal}`, formulata sulla revisione {from}, alla ripartizione vigente (revisione {to})"
            ),
            EventKind::Approved { proposal, act, .. } => choose!(
                self.language,
                "approved proposal `{proposal}`{by}",
                "approvazione della proposta `{proposal}`{by}",
                by = self.by_act(act)
            ),
            EventKind::Rejected { proposal, reason } => choose!(
                self.language,
                "rejected proposal `{proposal}`: {reason}",
                "rigetto della proposta `{proposal}`. Motivazione: {reason}",
                reason = one_line(reason)
            ),
            EventKind::EnvelopeChanged { change, act, before, after, reverses, .. } => choose!(
                self.language,
                "changed the total from {before} to {after} (`{change}`) by {act}{reversed}",
                "variazione della dotazione da {before} a {after} (`{change}`) con {act}{reversed}",
                reversed = self.taking_back(reverses.as_deref()),
                before = self.money(*before),
                after = self.money(*after),
                act = one_line(act)
            ),
            EventKind::LineAdded { change, act, line, .. } => choose!(
                self.language,
                "added line {name} (`{change}`) by {act}",
                "istituzione della voce {name} (`{change}`) con {act}",
                name = titled(&line.id, line.title.as_deref()),
                act = one_line(act)
            ),
            EventKind::LineSplit { change, act, line: split, parts, .. } => choose!(
                self.language,
                "split line {name} into {count} parts (`{change}`) by {act}",
                "suddivisione della voce {name} in {count} parti (`{change}`) con {act}",
                name = line(self.plan, split),
                count = parts.len(),
                act = one_line(act)
            ),
            EventKind::LineClosed { change, act, line: closed, .. } => choose!(
                self.language,
                "closed line {name} (`{change}`) by {act}",
                "chiusura della voce {name} (`{change}`) con {act}",
                name = line(self.plan, closed),
                act = one_line(act)
            ),
            EventKind::Balloted { amounts: _ } => choose!(
                self.language,
                "stated a wish of how to split the total",
                "scheda con la ripartizione desiderata"
            ),
            EventKind::Closed { act, .. } => choose!(
                self.language,
                "closed the table by {act}",
                "chiusura del tavolo con {act}",
                act = one_line(act)
            ),
        }
    }

    /// A reason or a title at the end of a sentence, in Italian with what it is, if there is one.
    fn after(&self, italian: &str, text: &str) -> String {
        match one_line(text) {
            text if text.is_empty() => text,
            text => choose!(self.language, ": {text}", ". {italian}: {text}"),
        }
    }

    /// The act of a decision, if one is named.
    fn by_act(&self, act: &str) -> String {
        match one_line(act) {
            act if act.is_empty() => act,
            act => choose!(self.language, " by {act}", " con {act}"),
        }
    }

    /// What a sitting should have been recorded with.
    fn corrected(&self, renamed: Option<&str>, date: Option<Date>, title: Option<&str>) -> String {
        let language = self.language;
        let id = renamed.map(|id| choose!(language, "its id is `{id}`", "identificativo `{id}`"));
        let day =
            date.map(|date| choose!(language, "its day is {day}", "data {day}", day = date.words(language)));
        let title = title.map(|title| {
            choose!(language, "its title is “{title}”", "oggetto «{title}»", title = one_line(title))
        });
        [id, day, title].into_iter().flatten().collect::<Vec<_>>().join(", ")
    }

    fn details(&self, what: &EventKind) -> Vec<String> {
        match what {
            EventKind::Opened { policies, .. } => self.opened(policies),
            EventKind::Drafted { proposal, against } => self.written(proposal, *against),
            EventKind::Amended { proposal, against, voids, .. } => {
                [self.written(proposal, *against), self.voided(voids.as_ref())].concat()
            }
            EventKind::Approved {
                version, authorization, documents, decided_by, changes, breaches, ..
            } => [
                approved(*version, *authorization, self.language),
                approval_grounds(documents, decided_by, self.language),
                self.breaches(breaches),
                self.changes(changes),
            ]
            .concat(),
            EventKind::EnvelopeChanged { before, after, changes, breaches, waivers, .. } => [
                self.breaches(breaches),
                self.waived(waivers),
                self.changes(changes),
                self.against(changes, after < before),
            ]
            .concat(),
            EventKind::LineAdded { line, breaches, waivers, .. } => {
                [self.labels(&line.labels), self.breaches(breaches), self.waived(waivers)].concat()
            }
            EventKind::LineSplit { line, parts, changes, breaches, waivers, .. } => [
                self.change_of(line, changes),
                self.parts(parts),
                self.breaches(breaches),
                self.waived(waivers),
            ]
            .concat(),
            EventKind::LineClosed { changes, breaches, waivers, .. } => {
                [self.changes(changes), self.breaches(breaches), self.waived(waivers)].concat()
            }
            EventKind::Balloted { amounts } => self.balloted(amounts),
            EventKind::Rebased { follows, .. } => self.transfers(follows.as_deref().unwrap_or_default()),
            EventKind::Closed { opening, total, changes, decisions, .. } => {
                [self.recognized(*opening, *total, decisions), self.changes(changes)].concat()
            }
            EventKind::SittingDescribed(description) => described(self.plan, description, self.language),
            EventKind::SittingOpened { .. }
            | EventKind::SittingClosed { .. }
            | EventKind::SittingCorrected { .. }
            | EventKind::KeyDeclared { .. }
            | EventKind::Tabled { .. }
            | EventKind::ChangesRequested { .. }
            | EventKind::Withdrawn { .. }
            | EventKind::Stated { .. }
            | EventKind::Waived { .. }
            | EventKind::Rejected { .. } => Vec::new(),
        }
    }

    /// The amounts of a ballot, in the order of the plan.
    fn balloted(&self, amounts: &BTreeMap<String, Money>) -> Vec<String> {
        let lines = self.plan.iter().flat_map(|plan| plan.approved().iter().map(|(line, _)| line.id()));
        let wish = |id| amounts.get(id).map(|amount| format!("`{id}` {}", self.money(*amount)));
        vec![lines.filter_map(wish).collect::<Vec<_>>().join(", ")]
    }

    fn transfers(&self, transfers: &[Transfer]) -> Vec<String> {
        let text = |transfer: &Transfer| {
            let (from, to) = (line(self.plan, transfer.from()), line(self.plan, transfer.to()));
            let (amount, mark) = (self.money(transfer.amount()), follows(transfer, self.language));
            self.language.choose(
                format!("{amount} from {from} to {to}{mark}"),
                format!("{amount} da {from} a {to}{mark}"),
            )
        };
        transfers.iter().map(text).collect()
    }

    fn written(&self, proposal: &Proposal, against: u64) -> Vec<String> {
        let mut details = self.transfers(proposal.transfers());
        if !proposal.reason().is_empty() {
            let reason = self.language.choose("Reason", "Motivazione");
            details.push(format!("{reason}: {}", one_line(proposal.reason())));
        }
        details.push(self.language.choose(
            format!("Made against revision {against}"),
            format!("Formulata sulla revisione {against}"),
        ));
        details
    }

    /// The statements and waivers that an amendment voided.
    fn voided(&self, voided: Option<&Voided>) -> Vec<String> {
        let Some(voided) = voided else { return Vec::new() };
        let parties: Vec<&str> = voided.statements.iter().map(|id| party(self.plan, id)).collect();
        let rules: Vec<String> = voided.waivers.iter().map(|rule| self.rule_id(rule)).collect();
        let stated = self.language.choose(
            "Said of the former version, and no longer counts: the statements of",
            "Non valgono più, perché riferite alla versione precedente, le dichiarazioni di",
        );
        let waived = self.language.choose(
            "Given for the former version, and no longer counts: the waiver of",
            "Non vale più, perché riferita alla versione precedente, la deroga a",
        );
        let voided = [(stated, parties.join(", ")), (waived, rules.join(", "))];
        let voided = voided.into_iter().filter(|(_, names)| !names.is_empty());
        voided.map(|(label, names)| format!("{label} {names}")).collect()
    }

    fn recognized(&self, original: Money, total: Money, decisions: &[RecognizedDecision]) -> Vec<String> {
        let (from, to) = (self.money(original), self.money(total));
        let mut details = vec![match total - original == MoneyDelta::from(Money::ZERO) {
            true => self.language.choose(
                format!("The total is {to}, as at the opening"),
                format!("Dotazione {to}, come all'apertura"),
            ),
            false => self.language.choose(
                format!("The total was {from} at the opening and is {to}"),
                format!("Dotazione {from} all'apertura, {to} alla chiusura"),
            ),
        }];
        let named = |decision: &RecognizedDecision| match decision.act.as_str() {
            "" => format!("`{}`", decision.id),
            act => format!("`{}` ({})", decision.id, one_line(act)),
        };
        let ids: Vec<String> = decisions.iter().map(named).collect();
        let (label, none) = (
            self.language.choose("Decisions recognized", "Decisioni riconosciute"),
            self.language.choose("none", "nessuna").to_owned(),
        );
        details.push(format!("{label}: {}", if ids.is_empty() { none } else { ids.join(", ") }));
        details
    }
}
