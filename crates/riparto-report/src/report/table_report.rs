//! A co-design table: its proposals, its log, which proposals fit together.

use super::assessment_report::PassingReport;
use super::difference_report::decisions;
use super::displayed::Report;
use super::event_report::{euros, phrase};
use super::text_table::{Align, TextTable};
use super::words::{currency_of, follows, line, moved, one_line, party, subject, when};
use riparto_core::money::{AmountStyle, Currency, Language};
use riparto_core::rules::Authorization;
use riparto_table::table::{
    CoDesignTable, Compatible, Rebased, Stance, TableAssessment, TableEvent, TabledProposal,
};

/// The proposals of a table: who wrote them, when, what they are about, how many euros they move, their status.
///
/// ```
/// use riparto::Language;
/// use riparto::report::{ProposalsReport, Report};
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
/// let text = ProposalsReport::of(kept.table(), kept.table().proposals()).text(Language::English);
/// assert!(text.contains("p1") && text.contains("on the table"), "{text}");
/// # Ok::<(), riparto::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct ProposalsReport<'a> {
    table: &'a CoDesignTable,
    shown: Vec<&'a TabledProposal>,
}

impl<'a> ProposalsReport<'a> {
    /// The report on some proposals of a table.
    #[must_use]
    pub fn of(
        table: &'a CoDesignTable,
        shown: impl IntoIterator<Item = &'a TabledProposal>,
    ) -> ProposalsReport<'a> {
        ProposalsReport { table, shown: shown.into_iter().collect() }
    }
}

impl Report for ProposalsReport<'_> {
    fn currency(&self) -> Currency {
        currency_of(self.table.plan())
    }

    fn written(&self, language: Language) -> String {
        let mut text = TextTable::new([
            (language.choose("proposal", "proposta"), Align::Left),
            (language.choose("version", "versione"), Align::Right),
            (language.choose("party", "proponente"), Align::Left),
            (language.choose("written", "redatta"), Align::Left),
            (language.choose("about", "oggetto"), Align::Left),
            (Currency::printed().code(), Align::Right),
            (language.choose("status", "stato"), Align::Left),
        ]);
        let style = AmountStyle::from(language);
        for tabled in &self.shown {
            let proposal = tabled.proposal();
            text.row([
                proposal.id().to_owned(),
                tabled.version().to_string(),
                proposal.party().to_owned(),
                when(self.table, tabled.written(), language),
                subject(proposal, language),
                moved(proposal).to_figures(style),
                status(self.table, tabled, language),
            ]);
        }
        match self.shown.is_empty() {
            false => text.render(),
            true => language.choose("No proposals.\n", "Nessuna proposta.\n").to_owned(),
        }
    }
}

/// The status of a proposal, and the sitting of its decision.
fn status(table: &CoDesignTable, tabled: &TabledProposal, language: Language) -> String {
    let mut status = tabled.status().words(language).to_owned();
    let mut decided = tabled.decided();
    if let Some(by) = tabled.reversed_by() {
        status.push_str(&language.choose(format!(" by `{by}`"), format!(" con `{by}`")));
        decided = table.proposal(by).and_then(TabledProposal::decided);
    }
    let decided = decided.map(|revision| when(table, revision, language)).unwrap_or_default();
    if decided.is_empty() { status } else { format!("{status} ({decided})") }
}

/// What happened at a table, event by event: when, who, what, how many euros. Each event is given with its revision. A stated time
/// is shown instead of the sitting's day, and a stated person after the party.
///
/// ```
/// use riparto::Language;
/// use riparto::report::{LogReport, Report};
/// use riparto::table::CoDesignTable;
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
/// let events = kept.store().records().iter().map(|record| Ok((record.revision(), CoDesignTable::event(record)?)));
/// let events = events.collect::<riparto::Result<Vec<_>>>()?;
/// let text = LogReport::of(kept.table(), &events).text(Language::English);
/// assert_eq!(text.lines().count(), 5, "a head, a rule, three events: {text}");
/// # Ok::<(), riparto::Error>(())
/// ```
#[derive(Clone, Copy, Debug)]
pub struct LogReport<'a> {
    table: &'a CoDesignTable,
    events: &'a [(u64, TableEvent)],
}

impl<'a> LogReport<'a> {
    /// The report on events of a table, each with its revision.
    #[must_use]
    pub fn of(table: &'a CoDesignTable, events: &'a [(u64, TableEvent)]) -> LogReport<'a> {
        LogReport { table, events }
    }

    /// The rows of the report: the number of the event, when, who, what, and euros if there are any.
    #[doc(hidden)]
    #[must_use]
    pub fn rows(&self, language: Language) -> Vec<[String; 5]> {
        let LogReport { table, events } = *self;
        let row = |(revision, event): &(u64, TableEvent)| {
            [
                revision.to_string(),
                match &event.when {
                    None => when(table, *revision, language),
                    Some(stated) => {
                        let sitting = table.sitting_at(*revision);
                        let sitting =
                            sitting.map_or_else(String::new, |sitting| format!("{}, ", sitting.id()));
                        sitting + &stated.words(language)
                    }
                },
                match &event.actor {
                    None => event.by.clone(),
                    Some(actor) => format!("{} ({})", event.by, one_line(actor)),
                },
                phrase(table, &event.what, language),
                euros(&event.what, language),
            ]
        };
        events.iter().map(row).collect()
    }
}

impl Report for LogReport<'_> {
    fn currency(&self) -> Currency {
        currency_of(self.table.plan())
    }

    fn written(&self, language: Language) -> String {
        let mut text = TextTable::new([
            (language.choose("event", "evento"), Align::Right),
            (language.choose("when", "quando"), Align::Left),
            (language.choose("who", "chi"), Align::Left),
            (language.choose("what", "che cosa"), Align::Left),
            (Currency::printed().code(), Align::Right),
        ]);
        for row in self.rows(language) {
            text.row(row);
        }
        text.render()
    }
}

/// What was written, stated and waived of a proposal.
///
/// ```
/// use riparto::Language;
/// use riparto::report::{ProposalReport, Report};
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
/// let tabled = kept.table().proposal("p1").expect("it was proposed");
/// let text = ProposalReport::of(kept.table(), tabled).text(Language::English);
/// assert!(text.contains("desks"), "{text}");
/// # Ok::<(), riparto::Error>(())
/// ```
#[derive(Clone, Copy, Debug)]
pub struct ProposalReport<'a> {
    table: &'a CoDesignTable,
    tabled: &'a TabledProposal,
}

impl<'a> ProposalReport<'a> {
    /// The report on one proposal of a table.
    #[must_use]
    pub fn of(table: &'a CoDesignTable, tabled: &'a TabledProposal) -> ProposalReport<'a> {
        ProposalReport { table, tabled }
    }
}

impl Report for ProposalReport<'_> {
    fn currency(&self) -> Currency {
        currency_of(self.table.plan())
    }

    fn written(&self, language: Language) -> String {
        let ProposalReport { table, tabled } = *self;
        let (plan, style, proposal) = (table.plan(), AmountStyle::from(language), tabled.proposal());
        let mut text = String::new();
        let mut detail = |label: &str, what: &str| text.push_str(&format!("  {label}: {what}\n"));
        for transfer in proposal.transfers() {
            let (from, to) = (line(plan, transfer.from()), line(plan, transfer.to()));
            let mark = follows(transfer, language);
            detail(&transfer.amount().to_text(style), &format!("{from} → {to}{mark}"));
        }
        let version = tabled.version().to_string();
        detail(language.choose("Version", "Versione"), &version);
        if !proposal.reason().is_empty() {
            detail(language.choose("Reason", "Motivazione"), &one_line(proposal.reason()));
        }
        if let Some(digest) = proposal.proof() {
            let named = language.choose("Proof named by the proponent", "Prova indicata dal proponente");
            let file = language.choose("file with SHA-256", "file con impronta SHA-256");
            detail(named, &format!("{file} {digest}"));
        }
        for (who, statement) in tabled.statements() {
            let stance = match statement.stance {
                Stance::Consent => language.choose("consents", "assenso"),
                Stance::Objection => language.choose("objects", "obiezione"),
                Stance::Abstention => language.choose("abstains", "astensione"),
            };
            let reason = one_line(&statement.reason);
            let why = if reason.is_empty() { reason } else { format!(": {reason}") };
            detail(party(plan, who), &format!("{stance}{why}"));
        }
        for (rule, reason) in tabled.waivers() {
            detail(&format!("{} `{rule}`", language.choose("Waived", "Deroga a")), &one_line(reason));
        }
        if !tabled.act().is_empty() {
            detail(language.choose("Act", "Atto"), tabled.act());
        }
        text
    }
}

/// Which proposals can be approved together, in which order, and why the others cannot.
impl Report for Compatible {
    fn written(&self, language: Language) -> String {
        let list = |ids: &[&str]| ids.iter().map(|id| format!("`{id}`")).collect::<Vec<_>>().join(", ");
        let mut text = match self.orders().as_slice() {
            [] => String::new(),
            [only] if only.is_empty() && self.conflicts().is_empty() && self.is_proven() => language
                .choose("No proposal is on the table.\n", "Nessuna proposta in attesa di decisione.\n")
                .to_owned(),
            [only] if only.is_empty() => language
                .choose("No proposal can be approved.\n", "Nessuna proposta approvabile.\n")
                .to_owned(),
            [only] => language.choose(
                format!("These can be approved together, in this order: {}.\n", list(only)),
                format!("Proposte approvabili insieme, in quest'ordine: {}.\n", list(only)),
            ),
            several => {
                let head = language.choose(
                    "The largest sets that can be approved together, each in an order that works:\n",
                    "Gli insiemi più ampi approvabili insieme, ciascuno in un ordine valido:\n",
                );
                let sets = several.iter().map(|set| format!("  {}\n", list(set)));
                sets.fold(head.to_owned(), |text, set| text + &set)
            }
        };
        for conflict in self.conflicts() {
            text.push_str(&format!("{}\n", conflict.message(language)));
        }
        if !self.is_proven() {
            text.push_str(language.choose(
                "Too many sets to try them all: a larger one may exist.\n",
                "Troppi insiemi per provarli tutti: può essercene uno più ampio.\n",
            ));
        }
        text
    }
}

/// What a proposal does and needs on the latest allocation of a table, with waivers; if it is forbidden, how much would
/// pass.
///
/// ```
/// use riparto::Language;
/// use riparto::report::{Report, TableAssessmentReport};
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
/// let assessed = kept.table().assess("p1")?;
/// let text = TableAssessmentReport::of(kept.table(), &assessed).text(Language::English);
/// assert!(text.contains("Needs no authorization."), "{text}");
/// # Ok::<(), riparto::Error>(())
/// ```
#[derive(Clone, Copy, Debug)]
pub struct TableAssessmentReport<'a> {
    table: &'a CoDesignTable,
    assessed: &'a TableAssessment,
}

impl<'a> TableAssessmentReport<'a> {
    /// The report on an assessment at a table.
    #[must_use]
    pub fn of(table: &'a CoDesignTable, assessed: &'a TableAssessment) -> TableAssessmentReport<'a> {
        TableAssessmentReport { table, assessed }
    }
}

impl Report for TableAssessmentReport<'_> {
    fn currency(&self) -> Currency {
        currency_of(self.table.plan())
    }

    fn written(&self, language: Language) -> String {
        let TableAssessmentReport { table, assessed } = *self;
        let mut text = assessed_on(table, assessed, language);
        let proposal = assessed.assessment().proposal();
        if assessed.authorization() == Authorization::Forbidden
            && let Some(Ok(passing)) = table.plan().map(|plan| plan.would_pass(proposal))
        {
            text.push_str(&PassingReport::of(proposal, &passing).text(language));
        }
        text
    }
}

fn assessed_on(table: &CoDesignTable, assessed: &TableAssessment, language: Language) -> String {
    let mut text = String::new();
    let style = AmountStyle::from(language);
    let plan = table.plan();
    let assessment = assessed.assessment();
    for change in assessment.changes() {
        let id = assessment.line(change).id();
        let (before, after) = (change.before.to_text(style), change.after.to_text(style));
        let delta = change.delta.to_figures(style);
        text.push_str(&format!("  {}: {before} → {after} ({delta})\n", line(plan, id)));
    }
    text.push_str(&match assessed.authorization() {
        Authorization::Free => {
            language.choose("  Needs no authorization.\n", "  Nessuna autorizzazione richiesta.\n").to_owned()
        }
        Authorization::Forbidden => language.choose("  Forbidden:\n", "  Non ammissibile:\n").to_owned(),
        level @ (Authorization::Notification | Authorization::PriorApproval | Authorization::Exceptional) => {
            format!("  {}.\n", level.heading(language))
        }
    });
    for (finding, waived) in assessed.findings() {
        let needs = match waived {
            true => language.choose("waived", "in deroga"),
            false => finding.needs().words(language),
        };
        let as_before = finding.standing_words(language);
        text.push_str(&format!("    [{needs}] {}{as_before}\n", finding.message(language)));
    }
    text
}

/// A proposal on the allocation that it was made against and on the latest, and what came in between.
///
/// ```
/// use riparto::Language;
/// use riparto::report::{RebasedReport, Report};
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
/// let rebased = kept.table().rebased("p1")?;
/// let text = RebasedReport::of(kept.table(), &rebased).text(Language::English);
/// assert!(text.contains("desks"), "{text}");
/// # Ok::<(), riparto::Error>(())
/// ```
#[derive(Clone, Copy, Debug)]
pub struct RebasedReport<'a> {
    table: &'a CoDesignTable,
    rebased: &'a Rebased<'a>,
}

impl<'a> RebasedReport<'a> {
    /// The report on a proposal of a table that is to be rebased.
    #[must_use]
    pub fn of(table: &'a CoDesignTable, rebased: &'a Rebased<'a>) -> RebasedReport<'a> {
        RebasedReport { table, rebased }
    }
}

impl Report for RebasedReport<'_> {
    fn currency(&self) -> Currency {
        currency_of(self.table.plan())
    }

    fn written(&self, language: Language) -> String {
        let RebasedReport { table, rebased } = *self;
        let (against, now) = (rebased.against(), table.revision());
        let mut text = language.choose(
            format!("On the allocation of revision {against}, which it was made against:\n"),
            format!("Sulla ripartizione della revisione {against}, su cui è stata formulata:\n"),
        );
        text.push_str(&assessed_on(table, rebased.before(), language));
        if rebased.variations().is_empty() {
            return text;
        }
        text.push_str(&language.choose(
            format!("On the latest allocation, at revision {now}:\n"),
            format!("Sulla ripartizione vigente, alla revisione {now}:\n"),
        ));
        text.push_str(&TableAssessmentReport::of(table, rebased.now()).text(language));
        let list = |rules: Vec<&str>| rules.iter().map(|id| format!("`{id}`")).collect::<Vec<_>>().join(", ");
        let difference = [
            (
                language.choose("Newly broken", "Vincoli non più rispettati"),
                list(rebased.newly_broken().collect()),
            ),
            (
                language.choose("No longer broken", "Vincoli di nuovo rispettati"),
                list(rebased.no_longer_broken().collect()),
            ),
        ];
        for (label, rules) in difference.into_iter().filter(|(_, rules)| !rules.is_empty()) {
            text.push_str(&format!("{label}: {rules}\n"));
        }
        text + &decisions(table, rebased.variations(), language)
    }
}
