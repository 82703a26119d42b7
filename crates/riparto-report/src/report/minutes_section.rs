//! A section of the minutes: a sitting, or what happened between two.

use std::collections::{BTreeMap, BTreeSet};

use super::comparison_report::ComparisonReport;
use super::document::{Block, CaptionedTable, ColumnHead, Document, Fact, Numbered};
use super::event_report::EventText;
use super::later_statement::LaterEvent;
use super::minuted_margin::{MinutedMargin, sources};
use super::minutes_proposal::{Ending, MinutedProposal, Undecided};
use super::sitting_words::{comings, hours};
use super::text_table::Align;
use super::words::{one_line, party};
use riparto_core::budget::Allocation;
use riparto_core::money::Language;
use riparto_core::plan::{Comparison, Plan};
use riparto_core::words::choose;
use riparto_table::journal::{Head, TypedHead};
use riparto_table::table::{CoDesignTable, Date, Duty, EventKind, Sitting, TableEvent};

/// Amounts of ballots on more lines are in the annex alone.
const MOST_BALLOT_LINES: usize = 12;

/// A sitting, or what happened between two, while it is read.
#[derive(Clone, Debug)]
pub(super) struct Section {
    pub(super) sitting: Option<usize>,
    first: u64,
    before: Option<Allocation>,
    acting: BTreeSet<String>,
    touched: Vec<String>,
    endings: BTreeMap<String, Ending>,
    acts: Vec<Numbered>,
    log: Vec<Numbered>,
    ended: bool,
}

/// A section that was read to its end.
#[derive(Clone, Debug)]
pub(super) struct MinutedSection {
    pub(super) sitting: Option<usize>,
    /// Proposals, other acts, what changed, what was put off.
    body: Document,
    acted: BTreeSet<String>,
    log: Vec<Numbered>,
    /// Its events, in words.
    events: String,
    head: Head,
}

impl Section {
    pub(super) fn after(table: &CoDesignTable) -> Section {
        Section {
            sitting: None,
            first: table.revision() + 1,
            before: table.plan().map(|plan| plan.approved().clone()),
            acting: BTreeSet::new(),
            touched: Vec::new(),
            endings: BTreeMap::new(),
            acts: Vec::new(),
            log: Vec::new(),
            ended: false,
        }
    }

    pub(super) fn has_ended(&self) -> bool {
        self.ended
    }

    /// Takes an event that the table has seen.
    pub(super) fn count(&mut self, event: &TableEvent, table: &CoDesignTable) {
        self.acting.insert(event.by.clone());
        if let Some((proposal, mut ending)) = Ending::of(&event.what) {
            ending.weigh(table.plan());
            self.endings.insert(proposal.to_owned(), ending);
        }
        let about = match &event.what {
            EventKind::Drafted { proposal, .. } | EventKind::Amended { proposal, .. } => proposal.id(),
            EventKind::Tabled { proposal }
            | EventKind::Withdrawn { proposal, .. }
            | EventKind::Approved { proposal, .. }
            | EventKind::Rejected { proposal, .. }
            | EventKind::ChangesRequested { proposal, .. }
            | EventKind::Stated { proposal, .. }
            | EventKind::Waived { proposal, .. }
            | EventKind::Rebased { proposal, .. } => proposal,
            EventKind::SittingOpened { .. } => {
                self.sitting = table.sittings().len().checked_sub(1);
                return;
            }
            EventKind::SittingClosed { .. } => {
                self.ended = true;
                return;
            }
            EventKind::Opened { .. }
            | EventKind::SittingCorrected { .. }
            | EventKind::SittingDescribed(_)
            | EventKind::KeyDeclared { .. }
            | EventKind::EnvelopeChanged { .. }
            | EventKind::LineAdded { .. }
            | EventKind::LineSplit { .. }
            | EventKind::LineClosed { .. }
            | EventKind::Balloted { .. }
            | EventKind::Closed { .. } => return,
        };
        if !self.touched.iter().any(|touched| touched == about) {
            self.touched.push(about.to_owned());
        }
    }

    /// Takes what a command led to, in words; what the log says of it.
    pub(super) fn tell(&mut self, what: &EventKind, text: EventText, place: &str) -> Numbered {
        let is_act = matches!(
            what,
            EventKind::Opened { .. }
                | EventKind::KeyDeclared { .. }
                | EventKind::EnvelopeChanged { .. }
                | EventKind::LineAdded { .. }
                | EventKind::LineSplit { .. }
                | EventKind::LineClosed { .. }
                | EventKind::Balloted { .. }
                | EventKind::Closed { .. }
        );
        if is_act {
            // Of a ballot on many lines, the annex alone has all amounts.
            let is_long =
                matches!(what, EventKind::Balloted { amounts } if amounts.len() > MOST_BALLOT_LINES);
            let told = if is_long { Vec::new() } else { text.details.clone() };
            self.acts.push(Numbered { text: text.sentence.clone(), details: told });
        }
        let logged = Numbered { text: format!("{} ({place})", text.sentence), details: text.details };
        self.log.push(logged.clone());
        logged
    }

    /// Ends it on the table as it is then.
    pub(super) fn end(self, table: &CoDesignTable, head: Head, language: Language) -> MinutedSection {
        let (first, last) = (self.first, table.revision());
        let events = match first == last {
            true => choose!(language, "event {first}", "evento {first}"),
            false => choose!(language, "events {first} to {last}", "eventi da {first} a {last}"),
        };
        let body = self.body(table, language);
        MinutedSection { sitting: self.sitting, body, acted: self.acting, log: self.log, events, head }
    }

    fn body(&self, table: &CoDesignTable, language: Language) -> Document {
        let mut body = Document::default();
        let undecided = match (self.sitting, self.ended) {
            (None, _) => Undecided::OutsideSittings,
            (Some(_), false) => Undecided::UnderDiscussion,
            (Some(_), true) => Undecided::Deferred,
        };
        for (place, tabled) in self.touched.iter().filter_map(|id| table.proposal(id)).enumerate() {
            let ending = self.endings.get(tabled.proposal().id());
            MinutedProposal { table, tabled, ending, undecided, language }.write(place + 1, &mut body);
        }
        if !self.acts.is_empty() {
            body.heading(3, language.choose("Other acts", "Altri atti"));
            body.blocks.push(Block::Numbered(self.acts.clone()));
        }
        body.blocks.extend(self.comparison(table, language));
        let open = table.proposals().filter(|tabled| tabled.is_open());
        let open: Vec<String> = open.map(|tabled| format!("`{}`", tabled.proposal().id())).collect();
        if !open.is_empty() {
            let open = open.join(", ");
            let label = match undecided {
                Undecided::Deferred => {
                    language.choose("Deferred, still to be decided", "Rinviate, ancora da decidere")
                }
                Undecided::UnderDiscussion => language.choose("Under discussion", "In discussione"),
                Undecided::OutsideSittings => language.choose("Still to be decided", "Ancora da decidere"),
            };
            body.paragraph(format!("{label}: {open}."));
        }
        body
    }

    /// All that changed, where it is more than what one proposal changed, with what is used of the allowances.
    fn comparison(&self, table: &CoDesignTable, language: Language) -> Vec<Block> {
        let (Some(before), Some(plan)) = (&self.before, table.plan()) else { return Vec::new() };
        let named = self.endings.values().flat_map(Ending::margins).flat_map(MinutedMargin::rules);
        let after = plan.approved();
        if before == after {
            let unchanged =
                language.choose("The allocation did not change.", "La ripartizione non è variata.");
            let mut told = Vec::new();
            sources(plan, named, &mut told, language);
            let told = Some(told).filter(|told| !told.is_empty()).map(Block::Items);
            return told.into_iter().chain([Block::Paragraph(unchanged.to_owned())]).collect();
        }
        let approvals = self.endings.values().filter(|ending| matches!(ending, Ending::Approved(_))).count();
        let moved = table.variations().iter().filter(|variation| variation.revision() >= self.first).count();
        let comparison = Comparison::of(before, after).with_allowances(plan);
        let (changes, allowances) = ComparisonReport::of(&comparison).tables(language);
        let mut blocks = Vec::new();
        if (approvals, moved) != (1, 1) {
            let caption = language.choose("All that changed", "Quadro di raffronto complessivo");
            let mut grid = CaptionedTable::of(caption, changes);
            // On paper each column has a head.
            let heads = [language.choose("code", "codice"), language.choose("line", "voce")];
            grid.columns.iter_mut().zip(heads).for_each(|(column, head)| head.clone_into(&mut column.head));
            blocks.push(Block::Table(grid));
        }
        let mut told = Vec::new();
        if let Some((allowances, cited)) = allowances {
            let caption = language.choose("Allowances used", "Margini utilizzati");
            blocks.push(Block::Table(CaptionedTable::of(caption, allowances)));
            told = cited;
        }
        sources(plan, named, &mut told, language);
        blocks.push(Block::Items(told));
        blocks.retain(|block| !matches!(block, Block::Items(items) if items.is_empty()));
        blocks
    }
}

impl MinutedSection {
    /// Writes it, with what is known of its sitting and what was stated of it afterwards.
    pub(super) fn write(
        &self,
        table: &CoDesignTable,
        (sitting, later): (Option<&Sitting>, &[&LaterEvent]),
        language: Language,
        document: &mut Document,
    ) {
        document.heading(2, heading(sitting, language));
        if let Some(sitting) = sitting {
            self.write_sitting(table, (sitting, later), language, document);
        }
        document.blocks.extend(self.body.blocks.iter().cloned());
        if let Some(sitting) = sitting {
            document.blocks.push(signatures(sitting, language));
        }
    }

    /// Writes its log, with what was stated of the sitting afterwards, and the head after the last event that it has.
    pub(super) fn write_log(
        &self,
        (sitting, later): (Option<&Sitting>, &[&LaterEvent]),
        language: Language,
        document: &mut Document,
    ) {
        let events = &self.events;
        document.heading(3, format!("{} ({events})", heading(sitting, language)));
        document.blocks.push(Block::Numbered(self.log.clone()));
        if !later.is_empty() {
            document.paragraph(language.choose("Stated after the sitting:", "Atti successivi sulla seduta:"));
            let logged = later.iter().map(|later| later.logged.clone());
            document.blocks.push(Block::Numbered(logged.collect()));
        }
        let head = later.last().map_or(self.head, |later| later.head);
        let (revision, hash) = (head.revision(), head.hash());
        let typed = TypedHead::of(&head);
        document.paragraph(choose!(
            language,
            "Head of the history at this point: {revision}:{hash} (in short, to type: `{typed}`)",
            "Impronta del registro a questo punto: {revision}:{hash} (breve, da digitare: `{typed}`)"
        ));
    }

    fn write_sitting(
        &self,
        table: &CoDesignTable,
        (sitting, later): (&Sitting, &[&LaterEvent]),
        language: Language,
        document: &mut Document,
    ) {
        if let Some(recorded) = sitting.corrected() {
            let was = day_of(recorded.id(), recorded.date(), recorded.title(), language);
            let event = recorded.revision();
            document.paragraph(choose!(
                language,
                "It was recorded as: {was}. It was corrected at event {event}.",
                "Era registrata come: {was}. È stata rettificata all'evento {event}."
            ));
        }
        for sentence in later.iter().filter_map(|later| later.sentence(language)) {
            document.paragraph(sentence);
        }
        let mut facts = Vec::new();
        if !sitting.place().is_empty() {
            facts.push(Fact::new(language.choose("Place", "Luogo"), one_line(sitting.place())));
        }
        if let Some(hours) = hours(sitting.hours(), language) {
            facts.push(Fact::new(language.choose("Hours", "Orario"), hours));
        }
        if sitting.present().is_empty() {
            let acted = named(table.plan(), self.acted.iter().map(String::as_str));
            let told = choose!(
                language,
                "not described. Acted: {acted}",
                "non verbalizzati. Hanno compiuto atti: {acted}"
            );
            facts.push(Fact::new(language.choose("Present", "Presenti"), told));
        } else if let Some(plan) = table.plan() {
            let [acting, absent] = self.unlisted(plan, sitting);
            let label = language.choose("Acted, not listed as present", "Atti senza presenza verbalizzata");
            facts.extend(acting.map(|acting| Fact::new(label, acting)));
            let label = language.choose("Not represented", "Non rappresentati");
            facts.extend(absent.map(|absent| Fact::new(label, absent)));
        }
        document.facts(facts);
        let items = sitting.agenda().iter();
        let items = items.map(|item| Numbered { text: one_line(item), details: Vec::new() });
        let items: Vec<Numbered> = items.collect();
        if !items.is_empty() {
            document.paragraph(language.choose("Agenda:", "Ordine del giorno:"));
            document.blocks.push(Block::Numbered(items));
        }
        if !sitting.present().is_empty() {
            document.blocks.push(Block::Table(present(table.plan(), sitting, language)));
        }
        if sitting.revisions().1.is_none() {
            document.paragraph(language.choose("The sitting is not closed.", "La seduta non è chiusa."));
        }
    }

    /// The parties for whom nobody is listed as present: those that acted at the sitting all the same, and those that did not.
    fn unlisted(&self, plan: &Plan, sitting: &Sitting) -> [Option<String>; 2] {
        let is_there = |id: &str| sitting.present().iter().any(|who| who.party.as_deref() == Some(id));
        let unlisted = plan.parties().iter().map(|party| party.id()).filter(|id| !is_there(id));
        let (acting, absent): (Vec<&str>, Vec<&str>) = unlisted.partition(|id| self.acted.contains(*id));
        [acting, absent].map(|ids| (!ids.is_empty()).then(|| named(Some(plan), ids.into_iter())))
    }
}

/// Parties by name.
fn named<'a>(plan: Option<&Plan>, ids: impl Iterator<Item = &'a str>) -> String {
    let names: Vec<String> = ids.map(|id| party(plan, id).to_owned()).collect();
    names.join(", ")
}

fn present(plan: Option<&Plan>, sitting: &Sitting, language: Language) -> CaptionedTable {
    let mut grid = CaptionedTable::new(
        language.choose("Present", "Presenti"),
        [
            (language.choose("name", "nome"), Align::Left),
            (language.choose("capacity", "qualifica"), Align::Left),
            (language.choose("for", "per conto di"), Align::Left),
            (language.choose("duty", "ufficio"), Align::Left),
        ],
    );
    // Only where somebody came or left meanwhile.
    let moves = sitting.present().iter().any(|who| who.arrived.or(who.left).is_some());
    if moves {
        let head = language.choose("came and left", "entrata e uscita").to_owned();
        grid.columns.push(ColumnHead { head, align: Align::Left });
    }
    for who in sitting.present() {
        let for_whom = who.party.as_deref().map_or("", |id| party(plan, id));
        let duty = who.duty.map_or("", |duty| duty.words(language));
        let mut row =
            vec![one_line(&who.name), one_line(&who.capacity), for_whom.to_owned(), duty.to_owned()];
        row.extend(moves.then(|| comings(who, language).unwrap_or_default()));
        grid.rows.push(row);
    }
    grid
}

/// The chair and who keeps the minutes, by name where that was described.
fn signatures(sitting: &Sitting, language: Language) -> Block {
    let signs = |duty: Duty, label: &str| {
        let who = sitting.present().iter().find(|who| who.duty == Some(duty));
        Fact::new(label, who.map_or_else(String::new, |who| one_line(&who.name)))
    };
    Block::Signatures(vec![
        signs(Duty::Chair, language.choose("The chair", "Il presidente")),
        signs(Duty::Secretary, language.choose("The secretary", "Il segretario verbalizzante")),
    ])
}

/// The heading of a section: the sitting as last corrected.
fn heading(sitting: Option<&Sitting>, language: Language) -> String {
    match sitting {
        None => language.choose("Outside of sittings", "Fuori seduta").to_owned(),
        Some(sitting) => day_of(sitting.id(), sitting.date(), sitting.title(), language),
    }
}

fn day_of(id: &str, date: Date, title: &str, language: Language) -> String {
    let (day, title) = (date.words(language), one_line(title));
    let title = if title.is_empty() { title } else { format!(". {title}") };
    choose!(language, "Sitting `{id}` of {day}{title}", "Seduta `{id}` del {day}{title}")
}
