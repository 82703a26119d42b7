//! Minutes: what a history states of one sitting or of the whole table, and the head that proves it.

use std::collections::BTreeSet;

use super::comparison_report::ComparisonReport;
use super::displayed::Report;
use super::event_report::EventText;
use super::table_report::ProposalsReport;
use super::text_table::wrap;
use super::words::{currency_of, one_line, party, role};
use riparto_core::budget::Allocation;
use riparto_core::error::{Cause, Result, quote};
use riparto_core::money::Language;
use riparto_core::plan::Comparison;
use riparto_table::journal::{Head, Record};
use riparto_table::table::{CoDesignTable, Date, EventKind, Sitting, TableEvent};

/// How wide the text is.
const WIDTH: usize = 100;

/// Minutes of a co-design table, rendered from its history and from nothing else: who acted, what was proposed, stated with
/// which reasons, decided by which act and under which rules, waived and why, the lines before and after, and the head of the
/// history, by which anybody can verify that the minutes rest on it.
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
    open: BTreeSet<String>,
    /// What was written of each section, with the place of its sitting.
    written: Vec<(Option<usize>, String)>,
}

/// A sitting, or what happened between two.
#[derive(Clone, Debug)]
struct Section {
    sitting: Option<usize>,
    first: u64,
    before: Option<Allocation>,
    acting: BTreeSet<String>,
    touched: Vec<String>,
    known: BTreeSet<String>,
    paragraphs: usize,
    text: String,
    ended: bool,
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
            open: BTreeSet::new(),
            written: Vec::new(),
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
        if begins || self.section.as_ref().is_none_or(|section| section.ended) {
            self.end_section();
            self.section = Some(Section::after(&self.table));
        }
        self.table.apply(&event)?;
        self.head = record.head();
        self.count(&event);
        self.pending.push((self.table.revision(), event));
        Ok(())
    }

    /// The minutes of what was taken.
    ///
    /// # Errors
    /// `table_not_open` without records; `sitting_unknown` if there was no such sitting.
    pub fn text(self) -> Result<String> {
        currency_of(self.table.plan()).printing(|| self.written())
    }

    fn written(mut self) -> Result<String> {
        self.end_section();
        let (Some(plan), language) = (self.table.plan(), self.language) else {
            return Err(Cause::TableNotOpen {}.into());
        };
        let is_known =
            |wanted: &String| self.table.sittings().iter().any(|sitting| sitting.is_called(wanted));
        if let Some(wanted) = self.wanted.as_ref().filter(|wanted| !is_known(wanted)) {
            return Err(Cause::SittingUnknown { id: quote(wanted) }.into());
        }
        let title =
            language.choose("MINUTES OF THE CO-DESIGN TABLE", "VERBALE DEL TAVOLO DI CO-PROGETTAZIONE");
        let mut text = format!("{title}\n\n{}", paragraph("", plan.envelope().title()));
        if !plan.envelope().source().is_empty() {
            let source = language.choose("Source", "Fonte");
            text.push_str(&paragraph("", &format!("{source}: {}", one_line(plan.envelope().source()))));
        }
        text.push_str(&format!("\n{}\n", language.choose("At the table:", "Siedono al tavolo:")));
        for party in plan.parties() {
            let name = if party.name().is_empty() { party.id() } else { party.name() };
            let seat = format!("- {name} (`{}`), {}", party.id(), role(party.role(), language));
            text.push_str(&paragraph("  ", &seat));
        }
        for (sitting, section) in &self.written {
            let sitting = sitting.map(|place| &self.table.sittings()[place]);
            if self.is_wanted(sitting) {
                text.push_str(&(heading(sitting, language) + section));
            }
        }
        let (journal, head) = (language.choose("JOURNAL", "REGISTRO"), self.head);
        let verify = format!("riparto table verify {journal} --head {}:{}", head.revision(), head.hash());
        let note = match &self.wanted {
            Some(_) => String::new(),
            None => language.choose(
                format!("These minutes rest on the history alone. Whoever holds its file can verify it:\n  {verify}\n"),
                format!("Questo verbale è redatto sulla base del solo registro. Chi ne ha il file può verificarlo:\n  {verify}\n"),
            ),
        };
        Ok(if note.is_empty() { text } else { format!("{text}\n{note}") })
    }

    fn count(&mut self, event: &TableEvent) {
        let Some(section) = &mut self.section else { return };
        section.acting.insert(event.by.clone());
        let about = match &event.what {
            EventKind::Drafted { proposal, .. } | EventKind::Amended { proposal, .. } => proposal.id(),
            EventKind::Tabled { proposal } => {
                self.open.insert(proposal.clone());
                proposal
            }
            EventKind::Withdrawn { proposal, .. }
            | EventKind::Approved { proposal, .. }
            | EventKind::Rejected { proposal, .. } => {
                self.open.remove(proposal);
                proposal
            }
            EventKind::ChangesRequested { proposal, .. }
            | EventKind::Stated { proposal, .. }
            | EventKind::Waived { proposal, .. }
            | EventKind::Rebased { proposal, .. } => proposal,
            EventKind::SittingOpened { .. } => {
                section.sitting = self.table.sittings().len().checked_sub(1);
                return;
            }
            EventKind::SittingClosed { .. } => {
                section.ended = true;
                return;
            }
            EventKind::Opened { .. }
            | EventKind::SittingCorrected { .. }
            | EventKind::EnvelopeChanged { .. }
            | EventKind::LineAdded { .. }
            | EventKind::LineSplit { .. }
            | EventKind::LineClosed { .. }
            | EventKind::Balloted { .. }
            | EventKind::Closed { .. } => return,
        };
        if section.known.insert(about.to_owned()) {
            section.touched.push(about.to_owned());
        }
    }

    /// Whether a section is asked for; a sitting may be named by an id that it had before it was corrected.
    fn is_wanted(&self, sitting: Option<&Sitting>) -> bool {
        self.wanted.as_ref().is_none_or(|wanted| sitting.is_some_and(|sitting| sitting.is_called(wanted)))
    }

    /// Writes down what the command that was read last led to.
    fn tell(&mut self) {
        let events = std::mem::take(&mut self.pending);
        let Some(mut section) = self.section.take() else { return };
        if let Some((first, _)) = events.first() {
            let told = || EventText::of(&self.table, events.iter().map(|(_, event)| event), self.language);
            let text = currency_of(self.table.plan()).printing(told);
            let (word, words) = self.language.choose(("event", "events"), ("evento", "eventi"));
            let last = self.table.revision();
            let place =
                if *first == last { format!("{word} {first}") } else { format!("{words} {first}-{last}") };
            section.paragraphs += 1;
            let number = format!("{}. ", section.paragraphs);
            section.text.push_str(&hanging(&number, &format!("{} [{place}]", text.sentence)));
            for detail in text.details {
                section.text.push_str(&hanging("     - ", &detail));
            }
        }
        self.section = Some(section);
    }

    fn end_section(&mut self) {
        self.tell();
        let Some(section) = self.section.take() else { return };
        let text = self.section_text(&section);
        self.written.push((section.sitting, text));
    }

    fn section_text(&self, section: &Section) -> String {
        let language = self.language;
        let last = self.table.revision();
        let mut text = String::new();
        let acting: Vec<&str> = section.acting.iter().map(|id| party(self.table.plan(), id)).collect();
        let acting = acting.join(", ");
        let first = section.first;
        let events = match first == last {
            true => language.choose(format!("Event {first}"), format!("Evento {first}")),
            false => {
                language.choose(format!("Events {first} to {last}"), format!("Eventi da {first} a {last}"))
            }
        };
        let presence = language.choose(
            format!("{events} of the history. Acted: {acting}. The history does not state who else was present."),
            format!("{events} del registro. Soggetti che hanno compiuto atti: {acting}. Il registro non attesta altre presenze."),
        );
        text.push_str(&paragraph("", &presence));
        let sitting = section.sitting.map(|place| &self.table.sittings()[place]);
        if sitting.is_some_and(|sitting| sitting.revisions().1.is_none()) {
            text.push_str(language.choose("The sitting is not closed.\n", "La seduta non è chiusa.\n"));
        }
        text.push_str(&format!("\n{}", section.text));
        let touched: Vec<_> = section.touched.iter().filter_map(|id| self.table.proposal(id)).collect();
        if !touched.is_empty() {
            let head = language
                .choose("Proposals dealt with, as they stand at the end", "Proposte trattate ed esito");
            text.push_str(&format!(
                "\n{head}\n\n{}",
                ProposalsReport::of(&self.table, touched).display(language)
            ));
        }
        text.push_str(&self.amounts(section));
        let open: Vec<String> = self.open.iter().map(|id| format!("`{id}`")).collect();
        if !open.is_empty() {
            let label = language.choose("On the table still", "Proposte non ancora decise");
            text.push_str(&hanging("", &format!("{label}: {}.", open.join(", "))));
        }
        let head =
            language.choose("Head of the history at this point", "Impronta del registro a questo punto");
        text + &format!("{head}: {}:{}\n", self.head.revision(), self.head.hash())
    }

    /// The lines before and after.
    fn amounts(&self, section: &Section) -> String {
        let after = self.table.plan().map(|plan| plan.approved());
        match (&section.before, after) {
            (Some(before), Some(after)) if before != after => {
                let head = self.language.choose("Allocation before and after", "Quadro di raffronto");
                let comparison = Comparison::of(before, after);
                format!("\n{head}\n\n{}\n", ComparisonReport::of(&comparison).display(self.language))
            }
            (Some(_), _) => {
                format!(
                    "\n{}\n",
                    self.language.choose("The allocation did not change.", "La ripartizione non è variata.")
                )
            }
            (None, _) => "\n".to_owned(),
        }
    }
}

impl Section {
    fn after(table: &CoDesignTable) -> Section {
        Section {
            sitting: None,
            first: table.revision() + 1,
            before: table.plan().map(|plan| plan.approved().clone()),
            acting: BTreeSet::new(),
            touched: Vec::new(),
            known: BTreeSet::new(),
            paragraphs: 0,
            text: String::new(),
            ended: false,
        }
    }
}

/// The heading of a section: the sitting as last corrected, with what was recorded first.
fn heading(sitting: Option<&Sitting>, language: Language) -> String {
    let heading = match sitting {
        None => language.choose("Outside of sittings", "Fuori seduta").to_owned(),
        Some(sitting) => day_of(sitting.id(), sitting.date(), sitting.title(), language),
    };
    let line = "─".repeat(heading.chars().count().min(WIDTH));
    let corrected = sitting.and_then(Sitting::corrected).map_or_else(String::new, |recorded| {
        let (id, date, title) = (recorded.id(), recorded.date(), recorded.title());
        let (was, event) = (day_of(id, date, title, language), recorded.revision());
        paragraph(
            "",
            &language.choose(
                format!("It was recorded as: {was}. It was corrected at event {event}."),
                format!("Era registrata come: {was}. È stata rettificata all'evento {event}."),
            ),
        )
    });
    format!("\n\n{heading}\n{line}\n{corrected}")
}

fn day_of(id: &str, date: Date, title: &str, language: Language) -> String {
    let (day, title) = (date.words(language), one_line(title));
    let title = if title.is_empty() { title } else { format!(". {title}") };
    language.choose(format!("Sitting `{id}` of {day}{title}"), format!("Seduta `{id}` del {day}{title}"))
}

/// A text in lines of the width, each indented.
fn paragraph(indent: &str, text: &str) -> String {
    let lines = wrap(text, WIDTH - indent.chars().count());
    lines.iter().map(|line| format!("{indent}{line}\n")).collect()
}

/// A text whose first line begins with a mark, and the others below the text.
fn hanging(mark: &str, text: &str) -> String {
    let indent = " ".repeat(mark.chars().count());
    paragraph(&indent, text).replacen(&indent, mark, 1)
}
