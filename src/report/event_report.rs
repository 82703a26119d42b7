//! What happened at a table, in sentences.

use super::teller::Teller;
use super::words::{line, moved, one_line, party, subject};
use crate::money::{AmountStyle, Language, Money, MoneyDelta};
use crate::plan::Proposal;
use crate::rules::Authorization;
use crate::table::{
    ApprovalPolicies, CoDesignTable, Consent, EventKind, LineChange, RecognizedDecision, Stance, TableEvent,
    Voided,
};
use crate::words::noun;

/// What one command led to, told in a sentence with its details below, indented by two spaces.
///
/// The table is that after the events, or a later one: it lends the names of parties, lines and rules.
#[must_use]
pub fn events(table: &CoDesignTable, events: &[TableEvent], language: Language) -> String {
    let told = Told::of(table, events.iter(), language);
    let details: String = told.details.iter().map(|detail| format!("  {detail}\n")).collect();
    format!("{}\n{details}", told.sentence)
}

/// A sentence and its details.
pub(super) struct Told {
    pub(super) sentence: String,
    pub(super) details: Vec<String>,
}

impl Told {
    /// What the events of one command tell together.
    pub(super) fn of<'e>(
        table: &CoDesignTable,
        events: impl Iterator<Item = &'e TableEvent>,
        language: Language,
    ) -> Told {
        let teller = Teller { plan: table.plan(), language };
        let (mut phrases, mut details, mut who) = (Vec::new(), Vec::new(), "");
        let mut written = None;
        for event in events {
            who = party(table.plan(), &event.by);
            match (&event.what, written) {
                // A proposal that is put on the table as it is written is one thing to tell.
                (EventKind::Tabled { .. }, Some(proposal)) => phrases = vec![teller.tables(proposal)],
                (EventKind::Drafted { proposal, .. }, _) => {
                    written = Some(proposal);
                    phrases.push(teller.phrase(&event.what));
                }
                (what, _) => phrases.push(teller.phrase(what)),
            }
            details.extend(teller.details(&event.what));
        }
        let and = language.choose(" and ", " e ");
        Told { sentence: format!("{who} {}.", phrases.join(and)), details }
    }
}

/// What an event says that its party does: `approves proposal p1`.
pub(super) fn phrase(table: &CoDesignTable, what: &EventKind, language: Language) -> String {
    Teller { plan: table.plan(), language }.phrase(what)
}

/// The euros of an event: what a proposal moves, or by how much the total changes.
pub(super) fn euros(what: &EventKind, language: Language) -> String {
    let style = AmountStyle::from(language);
    match what {
        EventKind::Drafted { proposal, .. } | EventKind::Amended { proposal, .. } => {
            moved(proposal).to_figures(style)
        }
        EventKind::Approved { changes, .. } | EventKind::LineClosed { changes, .. } => {
            let up = |change: &LineChange| i128::from(change.after.minus(change.before).cents()).max(0);
            Money::saturating(changes.iter().map(up).sum()).to_figures(style)
        }
        EventKind::EnvelopeChanged { before, after, .. } => after.minus(*before).to_figures(style),
        _ => String::new(),
    }
}

impl Teller<'_> {
    fn tables(&self, proposal: &Proposal) -> String {
        let (id, subject) = (proposal.id(), subject(proposal, self.language));
        match proposal.reverses() {
            Some(reversed) => self.language.choose(
                format!("proposes to take back `{reversed}` by proposal `{id}`"),
                format!("propone la revoca di `{reversed}` con la proposta `{id}`"),
            ),
            None => self.language.choose(
                format!("tables proposal `{id}`: {subject}"),
                format!("deposita la proposta `{id}`: {subject}"),
            ),
        }
    }

    fn phrase(&self, what: &EventKind) -> String {
        let say = |english: String, italian: String| self.language.choose(english, italian);
        match what {
            EventKind::Opened { plan, .. } => {
                let title = one_line(plan["title"].as_str().unwrap_or_default());
                say(format!("opens the table on “{title}”"), format!("apre il tavolo su «{title}»"))
            }
            EventKind::SittingOpened { sitting, date, title } => {
                let title = if title.is_empty() { String::new() } else { format!(": {}", one_line(title)) };
                let day = date.words(self.language);
                say(
                    format!("opens sitting `{sitting}` of {day}{title}"),
                    format!("apre la seduta `{sitting}` del {day}{title}"),
                )
            }
            EventKind::SittingClosed { sitting } => {
                say(format!("closes sitting `{sitting}`"), format!("chiude la seduta `{sitting}`"))
            }
            EventKind::SittingCorrected { sitting, reason, .. } => {
                let (what, reason) = (self.corrected(what), one_line(reason));
                say(
                    format!("corrects sitting `{sitting}`: {what}. Reason: {reason}"),
                    format!("rettifica la seduta `{sitting}`: {what}. Motivazione: {reason}"),
                )
            }
            EventKind::EnvelopeChanged { change, act, before, after, .. } => {
                let (before, after, act) = (self.money(*before), self.money(*after), one_line(act));
                say(
                    format!("changes the total from {before} to {after} (`{change}`) by {act}"),
                    format!("varia la dotazione da {before} a {after} (`{change}`) con {act}"),
                )
            }
            EventKind::LineAdded { .. } | EventKind::LineSplit { .. } | EventKind::LineClosed { .. } => {
                self.phrase_of_line(what)
            }
            EventKind::Balloted { .. } => say(
                "states how it would split the total".into(),
                "indica come ripartirebbe la dotazione".into(),
            ),
            EventKind::Closed { act, .. } => {
                let act = one_line(act);
                say(format!("closes the table by {act}"), format!("chiude il tavolo con {act}"))
            }
            about => self.phrase_of_proposal(about),
        }
    }

    /// What a sitting should have been recorded with.
    fn corrected(&self, what: &EventKind) -> String {
        let EventKind::SittingCorrected { renamed, date, title, .. } = what else { return String::new() };
        let (language, mut right) = (self.language, Vec::new());
        if let Some(id) = renamed {
            right.push(language.choose(format!("its id is `{id}`"), format!("l'identificativo è `{id}`")));
        }
        if let Some(date) = date {
            let day = date.words(language);
            right.push(language.choose(format!("its day is {day}"), format!("la data è {day}")));
        }
        if let Some(title) = title {
            let title = one_line(title);
            right.push(language.choose(format!("its title is “{title}”"), format!("il titolo è «{title}»")));
        }
        right.join(", ")
    }

    fn phrase_of_proposal(&self, what: &EventKind) -> String {
        let say = |english: String, italian: String| self.language.choose(english, italian);
        match what {
            EventKind::Drafted { proposal, .. } => {
                let (id, subject) = (proposal.id(), subject(proposal, self.language));
                say(
                    format!("writes proposal `{id}`: {subject}"),
                    format!("redige la proposta `{id}`: {subject}"),
                )
            }
            EventKind::Tabled { proposal } => say(
                format!("puts proposal `{proposal}` on the table"),
                format!("deposita la proposta `{proposal}`"),
            ),
            EventKind::Amended { proposal, version, .. } => {
                let (id, subject) = (proposal.id(), subject(proposal, self.language));
                say(
                    format!("amends proposal `{id}`, now at version {version}: {subject}"),
                    format!("emenda la proposta `{id}`, ora alla versione {version}: {subject}"),
                )
            }
            EventKind::ChangesRequested { proposal, reason } => {
                let reason = one_line(reason);
                say(
                    format!("asks for changes to proposal `{proposal}`: {reason}"),
                    format!("chiede modifiche alla proposta `{proposal}`: {reason}"),
                )
            }
            EventKind::Withdrawn { proposal, reason } => {
                let why = because(reason);
                say(
                    format!("withdraws proposal `{proposal}`{why}"),
                    format!("ritira la proposta `{proposal}`{why}"),
                )
            }
            EventKind::Stated { proposal, stance, reason, .. } => self.stance(proposal, *stance, reason),
            EventKind::Waived { proposal, rule, reason, .. } => {
                let (rule, reason) = (self.rule(rule), one_line(reason));
                say(
                    format!("waives {rule} for proposal `{proposal}`: {reason}"),
                    format!("concede per la proposta `{proposal}` la deroga a {rule}: {reason}"),
                )
            }
            EventKind::Rebased { proposal, from, to } => say(
                format!(
                    "puts proposal `{proposal}`, made against revision {from}, on the allocation of revision {to}"
                ),
                format!(
                    "aggiorna la proposta `{proposal}`, formulata sulla revisione {from}, alla ripartizione vigente (revisione {to})"
                ),
            ),
            EventKind::Approved { proposal, act, .. } => {
                let act = one_line(act);
                let by = if act.is_empty() { act } else { say(format!(" by {act}"), format!(" con {act}")) };
                say(
                    format!("approves proposal `{proposal}`{by}"),
                    format!("approva la proposta `{proposal}`{by}"),
                )
            }
            EventKind::Rejected { proposal, reason } => {
                let reason = one_line(reason);
                say(
                    format!("rejects proposal `{proposal}`: {reason}"),
                    format!("respinge la proposta `{proposal}`: {reason}"),
                )
            }
            _ => String::new(),
        }
    }

    fn stance(&self, proposal: &str, stance: Stance, reason: &str) -> String {
        let (english, italian) = match stance {
            Stance::Consent => ("consents to", "dà il proprio assenso alla"),
            Stance::Objection => ("objects to", "si oppone alla"),
            Stance::Abstention => ("abstains on", "si astiene sulla"),
        };
        let why = because(reason);
        self.language.choose(
            format!("{english} proposal `{proposal}`{why}"),
            format!("{italian} proposta `{proposal}`{why}"),
        )
    }

    fn details(&self, what: &EventKind) -> Vec<String> {
        match what {
            EventKind::Opened { policies, .. } => self.opened(policies),
            EventKind::Drafted { proposal, against } => self.written(proposal, *against),
            EventKind::Amended { proposal, against, voids, .. } => {
                let mut details = self.written(proposal, *against);
                details.extend(voids.iter().flat_map(|voided| self.voided(voided)));
                details
            }
            EventKind::Approved { version, authorization, changes, breaches, .. } => {
                let mut details =
                    vec![self.language.choose(format!("Version {version}"), format!("Versione {version}"))];
                details.push(format!(
                    "{}: {}",
                    self.language.choose("Authorization needed", "Autorizzazione necessaria"),
                    match authorization {
                        Authorization::Free => self.language.choose("none", "nessuna"),
                        level => level.words(self.language),
                    }
                ));
                details.extend(self.breaches(breaches));
                details.extend(changes.iter().map(|change| self.change(change)));
                details
            }
            EventKind::EnvelopeChanged { before, after, changes, breaches, waivers, .. } => {
                let mut details = self.breaches(breaches);
                details.extend(self.waived(waivers));
                details.extend(changes.iter().map(|change| self.change(change)));
                details.extend(self.against(changes, after < before));
                details
            }
            EventKind::LineAdded { .. } | EventKind::LineSplit { .. } | EventKind::LineClosed { .. } => {
                self.details_of_line(what)
            }
            EventKind::Balloted { amounts } => {
                let lines =
                    self.plan.iter().flat_map(|plan| plan.approved().iter().map(|(line, _)| line.id()));
                let wish = |id| amounts.get(id).map(|amount| format!("`{id}` {}", self.money(*amount)));
                vec![lines.filter_map(wish).collect::<Vec<_>>().join(", ")]
            }
            EventKind::Closed { opening, total, changes, decisions, .. } => {
                self.recognized(*opening, *total, changes, decisions)
            }
            _ => Vec::new(),
        }
    }

    /// The total, and what approvals take.
    fn opened(&self, policies: &ApprovalPolicies) -> Vec<String> {
        let Some(plan) = self.plan else { return Vec::new() };
        let total = self.money(plan.original().total());
        let lines = noun("line", "lines", "voce", "voci").count(plan.envelope().line_count(), self.language);
        let mut details = vec![
            self.language
                .choose(format!("Total {total} over {lines}"), format!("Dotazione {total} su {lines}")),
        ];
        details.extend(policies.free().words(self.language).map(str::to_owned));
        for policy in policies.policies() {
            let consent = match policy.consent {
                Consent::Authority => self
                    .language
                    .choose("the authority decides alone", "decide la sola Amministrazione procedente")
                    .to_owned(),
                Consent::Unanimity => {
                    self.language.choose("all parties consent", "occorre l'assenso di tutti").to_owned()
                }
                Consent::Majority { percent } => self.language.choose(
                    format!("more than {percent} % consent"),
                    format!("occorre l'assenso di oltre il {percent} %"),
                ),
            };
            let quorum = policy.quorum.map_or_else(String::new, |quorum| {
                self.language.choose(format!(", quorum {quorum} %"), format!(", quorum {quorum} %"))
            });
            let act = if policy.act { self.language.choose(", by an act", ", con un atto") } else { "" };
            let level = match policy.from {
                Authorization::Free => self.language.choose("Approval", "Approvazione").to_owned(),
                level => self.language.choose(
                    format!("From {} on", level.words(self.language)),
                    format!("Da {} in su", level.words(self.language)),
                ),
            };
            details.push(format!("{level}: {consent}{quorum}{act}"));
        }
        details
    }

    fn written(&self, proposal: &Proposal, against: u64) -> Vec<String> {
        let mut details = Vec::new();
        for transfer in proposal.transfers() {
            let (from, to) = (line(self.plan, transfer.from()), line(self.plan, transfer.to()));
            let amount = self.money(transfer.amount());
            details.push(
                self.language
                    .choose(format!("{amount} from {from} to {to}"), format!("{amount} da {from} a {to}")),
            );
        }
        if !proposal.why().is_empty() {
            let reason = self.language.choose("Reason", "Motivazione");
            details.push(format!("{reason}: {}", one_line(proposal.why())));
        }
        details.push(self.language.choose(
            format!("Made against revision {against}"),
            format!("Formulata sulla revisione {against}"),
        ));
        details
    }

    /// What was said of the version before an amendment.
    fn voided(&self, voided: &Voided) -> Vec<String> {
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
        let told = [(stated, parties.join(", ")), (waived, rules.join(", "))];
        let told = told.into_iter().filter(|(_, names)| !names.is_empty());
        told.map(|(label, names)| format!("{label} {names}")).collect()
    }

    /// The lines that rise though the total is cut, or fall though it is raised.
    fn against(&self, changes: &[LineChange], is_cut: bool) -> Option<String> {
        let strays = changes.iter().filter(|change| (change.after > change.before) == is_cut);
        let names: Vec<String> = strays.map(|change| format!("`{}`", change.line)).collect();
        let names = names.join(", ");
        let sentence = match is_cut {
            true => self.language.choose(
                format!("Although the total is cut, these rise: {names}"),
                format!("Benché la dotazione diminuisca, aumentano: {names}"),
            ),
            false => self.language.choose(
                format!("Although the total is raised, these fall: {names}"),
                format!("Benché la dotazione aumenti, diminuiscono: {names}"),
            ),
        };
        (!names.is_empty()).then_some(sentence)
    }

    fn recognized(
        &self,
        original: Money,
        total: Money,
        changes: &[LineChange],
        decisions: &[RecognizedDecision],
    ) -> Vec<String> {
        let (from, to) = (self.money(original), self.money(total));
        let mut details = vec![match total.minus(original) == MoneyDelta::from(Money::ZERO) {
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
        details.extend(changes.iter().map(|change| self.change(change)));
        details
    }
}

/// A reason after a colon, if there is one.
fn because(reason: &str) -> String {
    let reason = one_line(reason);
    if reason.is_empty() { reason } else { format!(": {reason}") }
}
