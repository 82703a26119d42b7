//! Who said what of proposals, and what waits for whom.

use super::displayed::Report;
use super::text_table::{Align, TextTable};
use super::words::{one_line, party};
use riparto_core::money::Language;
use riparto_core::plan::Plan;
use riparto_core::rules::Authorization;
use riparto_table::table::{CoDesignTable, PartyPosition, PartyQueue, Positions, Stance, WaitingFor};

/// Who said what of proposals: who consents, objects, abstains and said nothing, and the reasons.
///
/// ```
/// use riparto::Language;
/// use riparto::report::{PositionsReport, Report};
/// use riparto::table::Positions;
/// # use riparto::journal::MemoryStore;
/// # use riparto::table::{Command, PersistentTable};
/// # let mut kept = PersistentTable::open(MemoryStore::new())?;
/// # let mut say = |text: &str| kept.submit(&Command::from_json(text)?);
/// # let _ = say(r#"{"id": "c1", "party": "regione", "do": {"open": {"plan":
/// #     { "format": "riparto.plan/1", "title": "Plan", "total": "100.00",
/// #       "lines": [ {"id": "desks", "amount": "60.00"}, {"id": "outreach", "amount": "40.00"} ],
/// #       "parties": [ {"id": "regione", "role": "authority"}, {"id": "anci"}, {"id": "arti"} ] }}}}"#)?;
/// # let _ = say(r#"{"id": "c2", "party": "anci", "do": {"propose": {"proposal":
/// #     {"id": "p1", "party": "anci", "transfers": [ {"from": "outreach", "to": "desks", "amount": "5.00"} ]}}}}"#)?;
///
/// let positions = Positions::of(kept.table())?;
/// let text = PositionsReport::of(kept.table(), &positions).text(Language::English);
/// assert!(text.contains("p1") && text.contains("arti"), "{text}");
/// # Ok::<(), riparto::Error>(())
/// ```
#[derive(Clone, Copy, Debug)]
pub struct PositionsReport<'a> {
    plan: Option<&'a Plan>,
    positions: &'a [Positions],
}

impl<'a> PositionsReport<'a> {
    /// The report on what was said of proposals of a table.
    #[must_use]
    pub fn of(table: &'a CoDesignTable, positions: &'a [Positions]) -> PositionsReport<'a> {
        PositionsReport { plan: table.plan(), positions }
    }
}

impl Report for PositionsReport<'_> {
    fn written(&self, language: Language) -> String {
        if self.positions.is_empty() {
            return language.choose("No proposals.\n", "Nessuna proposta.\n").to_owned();
        }
        let mut table = TextTable::new([
            (language.choose("proposal", "proposta"), Align::Left),
            (language.choose("version", "versione"), Align::Right),
            (language.choose("status", "stato"), Align::Left),
            (language.choose("consent", "assenso"), Align::Left),
            (language.choose("objection", "obiezione"), Align::Left),
            (language.choose("abstention", "astensione"), Align::Left),
            (language.choose("said nothing", "non si sono espressi"), Align::Left),
        ]);
        let mut reasons = String::new();
        for of in self.positions {
            let names = |stance| {
                let name = |position: &PartyPosition| position.party.clone();
                of.with(stance).map(name).collect::<Vec<_>>().join(", ")
            };
            table.row([
                of.proposal.clone(),
                of.version.to_string(),
                of.status.words(language).to_owned(),
                names(Some(Stance::Consent)),
                names(Some(Stance::Objection)),
                names(Some(Stance::Abstention)),
                names(None),
            ]);
            for position in of.parties.iter().filter(|position| !position.reason.is_empty()) {
                let (who, why) = (party(self.plan, &position.party), one_line(&position.reason));
                let stance = position.stance.map_or("", |stance| noun_of(stance, language));
                reasons.push_str(&format!("  `{}`, {who}, {stance}: {why}\n", of.proposal));
            }
        }
        match reasons.is_empty() {
            true => table.render(),
            false => {
                let head = language.choose("Reasons", "Motivazioni");
                format!("{}\n{head}:\n{reasons}", table.render())
            }
        }
    }
}

fn noun_of(stance: Stance, language: Language) -> &'static str {
    match stance {
        Stance::Consent => language.choose("consent", "assenso"),
        Stance::Objection => language.choose("objection", "obiezione"),
        Stance::Abstention => language.choose("abstention", "astensione"),
    }
}

/// What waits for each party.
///
/// ```
/// use riparto::Language;
/// use riparto::report::{QueueReport, Report};
/// use riparto::table::PartyQueue;
/// # use riparto::journal::MemoryStore;
/// # use riparto::table::{Command, PersistentTable};
/// # let mut kept = PersistentTable::open(MemoryStore::new())?;
/// # let mut say = |text: &str| kept.submit(&Command::from_json(text)?);
/// # let _ = say(r#"{"id": "c1", "party": "regione", "do": {"open": {"plan":
/// #     { "format": "riparto.plan/1", "title": "Plan", "total": "100.00",
/// #       "lines": [ {"id": "desks", "amount": "60.00"}, {"id": "outreach", "amount": "40.00"} ],
/// #       "parties": [ {"id": "regione", "role": "authority"}, {"id": "anci"}, {"id": "arti"} ] }}}}"#)?;
/// # let _ = say(r#"{"id": "c2", "party": "anci", "do": {"propose": {"proposal":
/// #     {"id": "p1", "party": "anci", "transfers": [ {"from": "outreach", "to": "desks", "amount": "5.00"} ]}}}}"#)?;
///
/// let queues = PartyQueue::of(kept.table())?;
/// let text = QueueReport::of(kept.table(), &queues).text(Language::English);
/// assert!(text.contains("regione (regione)") || text.contains("regione"), "{text}");
/// # Ok::<(), riparto::Error>(())
/// ```
#[derive(Clone, Copy, Debug)]
pub struct QueueReport<'a> {
    plan: Option<&'a Plan>,
    queues: &'a [PartyQueue],
}

impl<'a> QueueReport<'a> {
    /// The report on what waits for parties of a table.
    #[must_use]
    pub fn of(table: &'a CoDesignTable, queues: &'a [PartyQueue]) -> QueueReport<'a> {
        QueueReport { plan: table.plan(), queues }
    }
}

impl Report for QueueReport<'_> {
    fn written(&self, language: Language) -> String {
        let mut text = String::new();
        for queue in self.queues.iter().filter(|queue| !queue.waiting.is_empty()) {
            text.push_str(&format!("{} (`{}`)\n", party(self.plan, &queue.party), queue.party));
            for item in &queue.waiting {
                let (id, version) = (&item.proposal, item.version);
                let version_word = language.choose("version", "versione");
                let what = waiting(&item.waiting_for, language);
                text.push_str(&format!("  `{id}`, {version_word} {version}: {what}\n"));
            }
        }
        match text.is_empty() {
            true => language.choose("Nothing waits.\n", "Nulla in attesa.\n").to_owned(),
            false => text,
        }
    }
}

fn waiting(waiting_for: &WaitingFor, language: Language) -> String {
    match waiting_for {
        WaitingFor::Statement => {
            language.choose("say what it thinks", "esprimere la propria posizione").to_owned()
        }
        WaitingFor::Amendment => {
            language.choose("sent back: amend or withdraw it", "restituita: emendarla o ritirarla").to_owned()
        }
        WaitingFor::Tabling => language
            .choose("a draft: put it on the table or withdraw it", "in bozza: depositarla o ritirarla")
            .to_owned(),
        WaitingFor::Decision { needs, stale, refused } => {
            let mut text = language.choose("to be decided", "da decidere").to_owned();
            if let Some(level) = needs.filter(|level| *level != Authorization::Forbidden) {
                text.push_str(&format!("; {}", in_sentence(level, language)));
            }
            if *stale {
                text.push_str(language.choose(
                    "; the allocation has changed since it was made (--rebase)",
                    "; la ripartizione è cambiata da quando è stata formulata (--rebase)",
                ));
            }
            if let Some(rejection) = refused {
                let (so_far, why) = (
                    language.choose("; not to be approved as it stands", "; per ora non approvabile"),
                    rejection.message(language),
                );
                text.push_str(&format!("{so_far}: {why}"));
            }
            text
        }
        _ => String::new(),
    }
}

/// What a decision needs, inside a sentence.
fn in_sentence(level: Authorization, language: Language) -> String {
    let heading = level.heading(language);
    let mut letters = heading.chars();
    letters.next().map_or_else(String::new, |first| first.to_lowercase().chain(letters).collect())
}
