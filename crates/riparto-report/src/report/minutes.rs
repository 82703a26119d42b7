//! Minutes: what a history states of one sitting or of the whole table, and the head that proves it.

use super::document::{Block, Document, Fact};
use super::event_report::EventText;
use super::later_statement::{LaterEvent, LaterStatement};
use super::markdown::markdown;
use super::minutes_section::{MinutedSection, Section};
use super::words::{currency_of, one_line, party, role};
use riparto_core::error::{Cause, Result, quote};
use riparto_core::money::Language;
use riparto_core::plan::{Plan, Role};
use riparto_core::words::choose;
use riparto_table::journal::{Head, Record};
use riparto_table::table::{CoDesignTable, EventKind, Sitting, TableEvent};

/// Minutes of a co-design table, rendered from its history and from nothing else: for each sitting its place, hours, agenda and who was
/// present for whom; each proposal with its reason, who stood where, the act and what changed; what was put off; who signs. The log of
/// acts is an annex, and so is the head of the history, by which anybody can verify that the minutes rest on it.
///
/// ```
/// use riparto::Language;
/// use riparto::table::{Command, PersistentTable};
/// use riparto::journal::{MemoryStore, Store};
/// use riparto::report::Minutes;
///
/// let mut kept = PersistentTable::open(MemoryStore::new())?;
/// let opened = kept.submit(&Command::from_json(r#"{"id": "c1", "party": "regione", "do": {"open": {"plan":
///     { "format": "riparto.plan/1", "title": "Plan", "total": "100.00",
///       "lines": [ {"id": "a", "amount": "60.00"}, {"id": "b", "amount": "40.00"} ],
///       "parties": [ {"id": "regione", "name": "Regione Toscana", "role": "authority"} ] }}}}"#)?)?;
/// let mut minutes = Minutes::new(Language::English);
/// kept.store().read_after(0, &mut |record| minutes.take(&record))?;
/// let text = minutes.text()?;
/// assert!(text.starts_with("# Minutes of the co-design table\n"));
/// assert!(text.contains("1. Regione Toscana opened the table on “Plan”."));
/// assert!(text.contains(&kept.head().hash().to_string()));
/// # Ok::<(), riparto::Error>(())
/// ```
#[derive(Clone, Debug)]
#[doc(alias = "verbale")]
pub struct Minutes {
    language: Language,
    wanted: Option<String>,
    table: CoDesignTable,
    head: Head,
    /// The events of the command that is being read.
    pending: Vec<(u64, TableEvent)>,
    section: Option<Section>,
    ended: Vec<MinutedSection>,
    /// What the event that is being read states of a sitting.
    statement: Option<LaterStatement>,
    /// What was stated of sittings when they were over.
    later: Vec<LaterEvent>,
}

impl Minutes {
    /// Minutes of a whole table.
    #[must_use]
    pub fn new(language: Language) -> Minutes {
        Minutes {
            language,
            wanted: None,
            table: CoDesignTable::new(),
            head: Head::START,
            pending: Vec::new(),
            section: None,
            ended: Vec::new(),
            statement: None,
            later: Vec::new(),
        }
    }

    /// Minutes of one sitting.
    #[must_use]
    pub fn of_sitting(sitting: impl Into<String>, language: Language) -> Minutes {
        Minutes { wanted: Some(sitting.into()), ..Minutes::new(language) }
    }

    /// Takes the next record of the history, from the first on.
    ///
    /// # Errors
    /// `document_malformed`, `event_impossible` for a record that is not the next of a table.
    pub fn take(&mut self, record: &Record) -> Result<()> {
        let event = CoDesignTable::event(record)?;
        if self.pending.last().is_some_and(|(_, last)| last.command != event.command) {
            self.tell();
        }
        let begins = matches!(event.what, EventKind::SittingOpened { .. });
        if begins || self.section.as_ref().is_none_or(Section::has_ended) {
            self.end_section();
            self.section = Some(Section::after(&self.table));
        }
        let statement = LaterStatement::of(&event.what, &self.table, self.language);
        self.table.apply(&event)?;
        self.statement = statement;
        self.head = record.head();
        if let Some(section) = &mut self.section {
            section.count(&event, &self.table);
        }
        self.pending.push((self.table.revision(), event));
        Ok(())
    }

    /// The minutes of what was taken, in Markdown.
    ///
    /// # Errors
    /// `table_not_open` without records; `sitting_unknown` if there was no such sitting.
    pub fn text(self) -> Result<String> {
        self.document().map(|document| markdown(&document))
    }

    /// The minutes of what was taken, as a page of HTML that prints on A4: no script, and nothing from elsewhere.
    ///
    /// # Errors
    /// Those of [`text`](Minutes::text).
    #[cfg(feature = "html")]
    pub fn html(self) -> Result<String> {
        let language = self.language;
        self.document().map(|document| super::document_html::html(&document, language))
    }

    fn document(mut self) -> Result<Document> {
        currency_of(self.table.plan()).printing(|| self.end_section());
        currency_of(self.table.plan()).printing(|| self.assembled())
    }

    fn assembled(&self) -> Result<Document> {
        let (Some(plan), language) = (self.table.plan(), self.language) else {
            return Err(Cause::TableNotOpen {}.into());
        };
        let is_known =
            |wanted: &String| self.table.sittings().iter().any(|sitting| sitting.is_called(wanted));
        if let Some(wanted) = self.wanted.as_ref().filter(|wanted| !is_known(wanted)) {
            return Err(Cause::SittingUnknown { id: quote(wanted) }.into());
        }
        let mut document = Document::default();
        let title =
            language.choose("Minutes of the co-design table", "Verbale del tavolo di co-progettazione");
        document.heading(1, title);
        document.facts(self.of_the_table(plan));
        let wanted = self.ended.iter().filter_map(|section| {
            let sitting = section.sitting.and_then(|place| self.table.sittings().get(place));
            self.is_wanted(sitting).then_some((section, sitting))
        });
        let wanted: Vec<_> = wanted.collect();
        for (section, sitting) in &wanted {
            section.write(&self.table, (*sitting, &self.after(section)), language, &mut document);
        }
        document.blocks.push(Block::Annex);
        document.heading(2, language.choose("Annex: log of the acts", "Allegato: registro degli atti"));
        for (section, sitting) in &wanted {
            section.write_log((*sitting, &self.after(section)), language, &mut document);
        }
        if self.wanted.is_none() {
            document.paragraph(language.choose(
                "These minutes rest on the history alone. Whoever holds its file can verify it:",
                "Questo verbale è redatto sulla base del solo registro. Chi ne ha il file può verificarlo:",
            ));
            let journal = language.choose("JOURNAL", "REGISTRO");
            let (revision, hash) = (self.head.revision(), self.head.hash());
            document.paragraph(format!("riparto table verify {journal} --head {revision}:{hash}"));
        }
        Ok(document)
    }

    /// The body, what it deals with, who belongs to it.
    fn of_the_table(&self, plan: &Plan) -> Vec<Fact> {
        let language = self.language;
        let authorities = plan.parties().iter().filter(|party| party.role() == Role::Authority);
        let authorities: Vec<&str> = authorities.map(|authority| party(Some(plan), authority.id())).collect();
        let authorities = authorities.join(", ");
        let body = choose!(
            language,
            "co-design table at {authorities}",
            "tavolo di co-progettazione presso {authorities}"
        );
        let mut facts = vec![
            Fact::new(language.choose("Body", "Organo"), body),
            Fact::new(language.choose("Object", "Oggetto"), one_line(plan.envelope().title())),
        ];
        if !plan.envelope().source().is_empty() {
            let source = one_line(plan.envelope().source());
            facts.push(Fact::new(language.choose("Source", "Fonte"), source));
        }
        let seats = plan.parties().iter().map(|party| {
            let name = if party.name().is_empty() { party.id() } else { party.name() };
            format!("{} (`{}`), {}", one_line(name), party.id(), role(party.role(), language))
        });
        let seats: Vec<String> = seats.collect();
        facts.push(Fact::new(language.choose("At the table", "Siedono al tavolo"), seats.join("; ")));
        facts
    }

    /// Whether a section is asked for; a sitting may be named by an id that it had before it was corrected.
    fn is_wanted(&self, sitting: Option<&Sitting>) -> bool {
        self.wanted.as_ref().is_none_or(|wanted| sitting.is_some_and(|sitting| sitting.is_called(wanted)))
    }

    /// Writes down what the command that was read last led to.
    fn tell(&mut self) {
        let events = std::mem::take(&mut self.pending);
        let (Some(section), [(first, event), ..]) = (&mut self.section, events.as_slice()) else { return };
        let told = || EventText::of(&self.table, events.iter().map(|(_, event)| event), self.language);
        let text = currency_of(self.table.plan()).printing(told);
        let (word, words) = self.language.choose(("event", "events"), ("evento", "eventi"));
        let last = self.table.revision();
        let place =
            if *first == last { format!("{word} {first}") } else { format!("{words} {first}-{last}") };
        let statement = self.statement.take();
        let logged = section.tell(&event.what, text, &place);
        if let Some(statement) = statement.filter(|stated| section.sitting != Some(stated.sitting)) {
            self.later.push(LaterEvent { statement, logged, head: self.head });
        }
    }

    /// What was stated of the sitting of a section when it was over.
    fn after(&self, section: &MinutedSection) -> Vec<&LaterEvent> {
        let later = self.later.iter();
        later.filter(|later| section.sitting == Some(later.statement.sitting)).collect()
    }

    fn end_section(&mut self) {
        self.tell();
        let Some(section) = self.section.take() else { return };
        let (table, head, language) = (&self.table, self.head, self.language);
        let ended = currency_of(table.plan()).printing(|| section.end(table, head, language));
        self.ended.push(ended);
    }
}
