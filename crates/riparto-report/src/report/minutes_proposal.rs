//! A proposal in the minutes: its reason, the positions, what was decided and by which act, what changed.

use std::collections::BTreeMap;

use super::approval_grounds::approval_grounds;
use super::document::{Block, CaptionedTable, ColumnHead, Document, Fact};
use super::minuted_margin::MinutedMargin;
use super::text_table::Align;
use super::wording::Wording;
use super::words::{follows, line, one_line, party};
use riparto_core::money::{AmountStyle, Currency, Language, Money, MoneyDelta};
use riparto_core::plan::{Comparison, Plan, Proposal, Role};
use riparto_core::rules::Authorization;
use riparto_core::words::choose;
use riparto_table::table::{
    AcceptedBreach, CoDesignTable, EventKind, LineChange, Stance, Status, TabledProposal,
};

/// How a proposal ended in a section of the minutes, or what stopped it.
#[derive(Clone, Debug)]
pub(super) enum Ending {
    Approved(Box<Approval>),
    Rejected { reason: String },
    Withdrawn { reason: String },
    ChangesRequested { reason: String },
}

/// What an approval states.
#[derive(Clone, Debug)]
pub(super) struct Approval {
    authorization: Authorization,
    act: String,
    documents: Vec<String>,
    decided_by: Vec<String>,
    changes: Vec<LineChange>,
    breaches: Vec<AcceptedBreach>,
    /// What rules leave to the lines right after it.
    margins: Vec<MinutedMargin>,
}

impl Ending {
    /// Keeps what rules leave to the lines right after it, on the plan as it is then.
    pub(super) fn weigh(&mut self, plan: Option<&Plan>) {
        if let (Ending::Approved(approval), Some(plan)) = (self, plan) {
            approval.margins = MinutedMargin::of(plan, &approval.changes, &approval.breaches);
        }
    }

    /// What rules leave to the lines of an approval.
    pub(super) fn margins(&self) -> &[MinutedMargin] {
        match self {
            Ending::Approved(approval) => &approval.margins,
            Ending::Rejected { .. } | Ending::Withdrawn { .. } | Ending::ChangesRequested { .. } => &[],
        }
    }

    /// The ending that an event is, with the id of its proposal.
    pub(super) fn of(what: &EventKind) -> Option<(&str, Ending)> {
        let (proposal, ending) = match what {
            EventKind::Rejected { proposal, reason } => {
                (proposal, Ending::Rejected { reason: reason.clone() })
            }
            EventKind::Withdrawn { proposal, reason } => {
                (proposal, Ending::Withdrawn { reason: reason.clone() })
            }
            EventKind::ChangesRequested { proposal, reason } => {
                (proposal, Ending::ChangesRequested { reason: reason.clone() })
            }
            EventKind::Approved {
                proposal,
                version: _,
                authorization,
                act,
                documents,
                decided_by,
                changes,
                breaches,
            } => {
                let approval = Approval {
                    authorization: *authorization,
                    act: act.clone(),
                    documents: documents.clone(),
                    decided_by: decided_by.clone(),
                    changes: changes.clone(),
                    breaches: breaches.clone(),
                    margins: Vec::new(),
                };
                (proposal, Ending::Approved(Box::new(approval)))
            }
            EventKind::Opened { .. }
            | EventKind::SittingOpened { .. }
            | EventKind::SittingClosed { .. }
            | EventKind::SittingCorrected { .. }
            | EventKind::SittingDescribed(_)
            | EventKind::KeyDeclared { .. }
            | EventKind::Drafted { .. }
            | EventKind::Tabled { .. }
            | EventKind::Amended { .. }
            | EventKind::Stated { .. }
            | EventKind::Waived { .. }
            | EventKind::Rebased { .. }
            | EventKind::EnvelopeChanged { .. }
            | EventKind::LineAdded { .. }
            | EventKind::LineSplit { .. }
            | EventKind::LineClosed { .. }
            | EventKind::Balloted { .. }
            | EventKind::Closed { .. } => return None,
        };
        Some((proposal, ending))
    }
}

/// What minutes call a proposal that is not decided.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Undecided {
    /// A sitting that is closed put it off.
    Deferred,
    /// The sitting is under way.
    UnderDiscussion,
    OutsideSittings,
}

/// A proposal as the minutes tell it.
pub(super) struct MinutedProposal<'a> {
    pub(super) table: &'a CoDesignTable,
    pub(super) tabled: &'a TabledProposal,
    pub(super) ending: Option<&'a Ending>,
    pub(super) undecided: Undecided,
    pub(super) language: Language,
}

impl MinutedProposal<'_> {
    /// Writes it under a heading with a number.
    pub(super) fn write(&self, number: usize, document: &mut Document) {
        let (language, proposal) = (self.language, self.tabled.proposal());
        document.heading(3, format!("{number}. {}", self.heading()));
        let mut facts = Vec::new();
        let mut fact = |english: &str, italian: &str, text: String| {
            if !text.is_empty() {
                facts.push(Fact::new(language.choose(english, italian), text));
            }
        };
        fact("Proposed by", "Proponente", self.proposer());
        fact("Reason", "Motivazione", one_line(proposal.reason()));
        fact("Transfers", "Storni", self.transfers(proposal));
        let proof = proposal.proof().map(|digest| {
            choose!(language, "file with SHA-256 `{digest}`", "file con impronta SHA-256 `{digest}`")
        });
        fact("Proof named by the proponent", "Prova indicata dal proponente", proof.unwrap_or_default());
        fact("Positions", "Posizioni", self.positions());
        for (rule, reason) in self.tabled.waivers() {
            let rule = Wording { plan: self.table.plan(), language }.rule(rule);
            fact("Waived", "Deroga", format!("{rule}: {}", one_line(reason)));
        }
        fact("Outcome", "Esito", self.outcome());
        document.facts(facts);
        if let Some(Ending::Approved(approval)) = self.ending {
            document.items(Wording { plan: self.table.plan(), language }.breaches(&approval.breaches));
            let caption = language.choose("What changed", "Quadro di raffronto");
            let (changes, margins) = (&approval.changes, approval.margins.as_slice());
            let changes = LineChanges { table: self.table, changes, margins, language };
            document.blocks.extend(changes.grid(caption));
        }
    }

    fn heading(&self) -> String {
        let proposal = self.tabled.proposal();
        let named = choose!(self.language, "Proposal `{id}`", "Proposta `{id}`", id = proposal.id());
        let title = one_line(proposal.title());
        let back = proposal.reverses().map(|reversed| {
            choose!(self.language, " taking back `{reversed}`", " di revoca di `{reversed}`")
        });
        let title = if title.is_empty() { title } else { format!(": {title}") };
        named + &back.unwrap_or_default() + &title
    }

    fn proposer(&self) -> String {
        let proposer = party(self.table.plan(), self.tabled.proposal().party()).to_owned();
        match self.tabled.version() {
            1 => proposer,
            version => choose!(
                self.language,
                "{proposer} (version {version}, as amended)",
                "{proposer} (versione {version}, come emendata)"
            ),
        }
    }

    /// The transfers, the first of them where there are many: the comparison has all lines.
    fn transfers(&self, proposal: &Proposal) -> String {
        const SHOWN: usize = 6;
        let (plan, language) = (self.table.plan(), self.language);
        let is_approved = matches!(self.ending, Some(Ending::Approved(_)));
        let transfers = proposal.transfers();
        let said = transfers.iter().take(SHOWN).map(|transfer| {
            // The comparison of what was approved has the titles.
            let named = |id: &str| if is_approved { format!("`{id}`") } else { line(plan, id) };
            let (from, to) = (named(transfer.from()), named(transfer.to()));
            let (amount, mark) = (transfer.amount().to_text(language.into()), follows(transfer, language));
            choose!(language, "{amount} from {from} to {to}{mark}", "{amount} da {from} a {to}{mark}")
        });
        let mut said: Vec<String> = said.collect();
        if let Some(more) = transfers.len().checked_sub(SHOWN).filter(|more| *more > 0) {
            said.push(choose!(language, "{more} more", "altri {more}"));
        }
        said.join("; ")
    }

    /// The parties by stance, and those that did not say.
    fn positions(&self) -> String {
        let (language, plan) = (self.language, self.table.plan());
        let mut by: BTreeMap<u8, Vec<String>> = BTreeMap::new();
        let parties = plan.map_or(&[][..], |plan| plan.parties());
        for who in parties.iter().filter(|party| party.role() != Role::Authority) {
            let stance = self.tabled.stance(who.id());
            let statement = self.tabled.statements().get(who.id());
            let reason = statement.map_or_else(String::new, |statement| one_line(&statement.reason));
            let name = party(plan, who.id());
            let said = match (reason.is_empty(), who.id() == self.tabled.proposal().party()) {
                (false, _) => format!("{name} ({reason})"),
                (true, true) => choose!(language, "{name} (proposer)", "{name} (proponente)"),
                (true, false) => name.to_owned(),
            };
            let place = match stance {
                Some(Stance::Consent) => 0,
                Some(Stance::Objection) => 1,
                Some(Stance::Abstention) => 2,
                None => 3,
            };
            by.entry(place).or_default().push(said);
        }
        let label = |place: u8| match place {
            0 => language.choose("consent", "assenso"),
            1 => language.choose("objection", "obiezione"),
            2 => language.choose("abstention", "astensione"),
            _ => language.choose("no statement", "nessuna dichiarazione"),
        };
        let said = by.iter().map(|(place, names)| format!("{}: {}", label(*place), names.join(", ")));
        said.collect::<Vec<_>>().join("; ")
    }

    fn outcome(&self) -> String {
        let language = self.language;
        let why = |words: &str, reason: &str| match one_line(reason) {
            reason if reason.is_empty() => words.to_owned(),
            reason => choose!(language, "{words}. Reason: {reason}", "{words}. Motivazione: {reason}"),
        };
        match self.ending {
            None => match self.tabled.status() {
                Status::Tabled if self.undecided == Undecided::Deferred => {
                    language.choose("not decided at this point: deferred", "non decisa: rinviata").to_owned()
                }
                Status::Tabled if self.undecided == Undecided::UnderDiscussion => {
                    language.choose("under discussion", "in discussione").to_owned()
                }
                status @ (Status::Draft
                | Status::Tabled
                | Status::ChangesRequested
                | Status::Withdrawn
                | Status::Approved
                | Status::Rejected
                | Status::Reversed) => status.words(language).to_owned(),
            },
            Some(Ending::Rejected { reason }) => why(Status::Rejected.words(language), reason),
            Some(Ending::Withdrawn { reason }) => why(Status::Withdrawn.words(language), reason),
            Some(Ending::ChangesRequested { reason }) => match self.tabled.status() {
                Status::ChangesRequested => why(Status::ChangesRequested.words(language), reason),
                // It came back amended.
                status @ (Status::Tabled
                | Status::Draft
                | Status::Withdrawn
                | Status::Approved
                | Status::Rejected
                | Status::Reversed) => status.words(language).to_owned(),
            },
            Some(Ending::Approved(approval)) => self.approved(approval),
        }
    }

    fn approved(&self, approval: &Approval) -> String {
        let language = self.language;
        let mut text = Status::Approved.words(language).to_owned();
        let act = one_line(&approval.act);
        if !act.is_empty() {
            text.push_str(&choose!(language, " by {act}", " con {act}"));
        }
        let needed = approval.authorization;
        let needed = match needed {
            Authorization::Free => {
                language.choose("no authorization needed", "nessuna autorizzazione richiesta")
            }
            level @ (Authorization::Notification
            | Authorization::PriorApproval
            | Authorization::Exceptional
            | Authorization::Forbidden) => level.words(language),
        };
        text.push_str(&format!(" ({needed})"));
        for grounds in approval_grounds(&approval.documents, &approval.decided_by, language) {
            text.push_str(&format!(". {grounds}"));
        }
        if let Some(by) = self.tabled.reversed_by() {
            text.push_str(&choose!(language, ". Taken back by `{by}`", ". Revocata con `{by}`"));
        }
        text
    }
}

/// Lines that a decision, or a sitting, changed.
pub(super) struct LineChanges<'a> {
    pub(super) table: &'a CoDesignTable,
    pub(super) changes: &'a [LineChange],
    /// What rules leave to these lines; none where no rule says anything of them.
    pub(super) margins: &'a [MinutedMargin],
    pub(super) language: Language,
}

impl LineChanges<'_> {
    /// Before, after and the change of each line that changed, and of all of them; nothing where none did.
    pub(super) fn grid(&self, caption: &str) -> Option<Block> {
        if self.changes.is_empty() {
            return None;
        }
        let mut grid = self.lines(caption);
        let sum = |held: fn(&LineChange) -> Money| {
            Money::saturating(self.changes.iter().map(|change| i128::from(held(change).cents())).sum())
        };
        let label = self.language.choose("these lines", "voci elencate").to_owned();
        let mut foot = self.row(label, sum(|change| change.before), sum(|change| change.after));
        foot.resize(grid.columns.len(), String::new());
        grid.foot = Some(foot);
        Some(Block::Table(grid))
    }

    fn lines(&self, caption: &str) -> CaptionedTable {
        let (language, currency) = (self.language, Currency::printed());
        let mut grid = CaptionedTable::new(
            caption,
            [
                (language.choose("line", "voce"), Align::Left),
                (&currency.head(language, "before", "prima"), Align::Right),
                (&currency.head(language, "after", "dopo"), Align::Right),
                (&currency.head(language, "change", "variazione"), Align::Right),
                ("%", Align::Right),
            ],
        );
        if !self.margins.is_empty() {
            let heads = [
                (currency.head(language, "allowance", "margine"), Align::Right),
                (language.choose("left", "residuo").to_owned(), Align::Right),
                (language.choose("level", "livello").to_owned(), Align::Left),
            ];
            grid.columns.extend(heads.map(|(head, align)| ColumnHead { head, align }));
        }
        let rows = self.changes.iter().map(|change| {
            let mut row = self.row(line(self.table.plan(), &change.line), change.before, change.after);
            if let Some(margin) = self.margins.iter().find(|margin| margin.line() == change.line) {
                row.extend(margin.cells(language));
            }
            row.resize(grid.columns.len(), String::new());
            row
        });
        grid.rows = rows.collect();
        grid
    }

    fn row(&self, label: String, before: Money, after: Money) -> Vec<String> {
        let style = AmountStyle::from(self.language);
        vec![
            label,
            before.to_figures(style),
            after.to_figures(style),
            (after - before).to_figures(style),
            percent(after - before, before, self.language),
        ]
    }
}

/// A change in percent of what was there, to two decimals, halves away from zero: for reading, never for computing.
pub(super) fn percent(change: MoneyDelta, before: Money, language: Language) -> String {
    let Some(hundredths) = Comparison::hundredths_of_percent(before, change) else {
        return language.choose("n/a", "n.d.").to_owned();
    };
    let figures = Money::saturating(i128::from(hundredths).abs()).to_figures(language.into());
    match hundredths.signum() {
        -1 => format!("-{figures}"),
        1 => format!("+{figures}"),
        _ => figures,
    }
}
