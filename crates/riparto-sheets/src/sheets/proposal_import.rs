//! `ProposalImport`: a proposal from the rows of a sheet.

use riparto_core::error::{Cause, Error, Result};
use riparto_core::plan::{Plan, Proposal, Transfer};
use riparto_core::reader::Mistakes;

use super::header_words::plain;
use super::named_table::{Heads, NamedTable};
use super::row_words::is_total;
use super::scope_text::ScopeWords;
use super::sheet_grid::{CellValue, SheetGrid};
use super::table_rows::{money_in, refusal, style_of};
use super::workbook::open;

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum TransferField {
    From,
    To,
    Amount,
    Reason,
}

const SHEETS: &[&str] = &["proposta", "proposte", "storni", "storno", "proposal", "transfers"];

const HEADS: Heads<TransferField> = &[
    (
        TransferField::From,
        &["da", "dalla voce", "voce cedente", "da voce", "in diminuzione", "from", "from line"],
    ),
    (TransferField::To, &["a", "alla voce", "voce ricevente", "a voce", "in aumento", "to", "to line"]),
    (TransferField::Amount, &["importo", "amount", "storno", "euro"]),
    (TransferField::Reason, &["motivo", "motivazione", "reason", "note", "nota"]),
];

/// A proposal from a table of one row a transfer, in a workbook (XLSX, XLS, ODS) or CSV: `da`, `a`, `importo` and, if it likes, `motivazione`;
/// lines by their ids or titles. SheetRows above the head may say `Proponente`, `Titolo`, `Motivazione` and `Id`, each with its value
/// beside it.
///
/// ```
/// use riparto::Plan;
/// use riparto::sheets::ProposalImport;
///
/// let plan = Plan::from_json(
///     r#"{ "format": "riparto.plan/1", "title": "Plan", "total": "100.00",
///          "lines": [ {"id": "desks", "title": "Sportelli", "amount": "60.00"}, {"id": "outreach", "amount": "40.00"} ] }"#,
/// )?;
/// let table = "Proponente;anci;;\nda;a;importo;motivazione\nSportelli;outreach;10,00;un mediatore in più\n";
/// let proposal = ProposalImport::new(&plan).run(table.as_bytes())?;
/// assert_eq!((proposal.party(), proposal.reason()), ("anci", "un mediatore in più"));
/// assert_eq!(proposal.transfers()[0].from(), "desks");
/// # Ok::<(), riparto::Error>(())
/// ```
#[derive(Clone, Debug)]
#[must_use]
pub struct ProposalImport<'a> {
    plan: &'a Plan,
    party: Option<String>,
}

impl<'a> ProposalImport<'a> {
    /// A proposal about a plan.
    pub fn new(plan: &'a Plan) -> ProposalImport<'a> {
        ProposalImport { plan, party: None }
    }

    /// Makes it a proposal of this party, where the sheet names none.
    pub fn party(self, party: impl Into<String>) -> ProposalImport<'a> {
        ProposalImport { party: Some(party.into()), ..self }
    }

    /// Reads the transfers of the sheet `Proposta`, `Storni`, `Proposal` or `Transfers`, or else of the first table that has them.
    /// A proposal without a proponent is one of the party that was given, or else of the plan's first; without an id, it is `p1`.
    ///
    /// # Errors
    /// All mistakes of the table at once, each with its cell: a line that is not there (`line_unknown`) or whose title several lines
    /// have (`line_titles`), an amount that is none, a transfer that moves nothing; no table of transfers (`transfers_absent`); a
    /// file that cannot be read, as [`PlanImport::run`](super::PlanImport::run) says.
    pub fn run(&self, bytes: &[u8]) -> Result<Proposal> {
        let grids = open(bytes)?.grids;
        let must = [TransferField::From, TransferField::To, TransferField::Amount];
        let table = NamedTable::find(&grids, SHEETS, HEADS, &must).ok_or(Cause::TransfersAbsent {})?;
        let words = ScopeWords::of(self.plan.envelope());
        let rows: Vec<_> = table.rows().map(|row| (row, table.cells(row))).collect();
        let style = style_of(rows.iter().filter_map(|(_, cells)| cells.get(&TransferField::Amount)));
        let mut mistakes = Mistakes::default();
        let (mut transfers, mut reasons) = (Vec::new(), Vec::<String>::new());
        for (row, cells) in &rows {
            let text = |field| cells.get(&field).map(CellValue::shown).unwrap_or_default().trim();
            let place = |field| table.grid.place(*row, table.column(field));
            let ends = [TransferField::From, TransferField::To].map(text);
            if ends.iter().any(|end| is_total(end)) || ends == ["", ""] {
                continue;
            }
            let mut line = |field| {
                let found = words.line(text(field));
                found.map_err(|error| mistakes.push(error.at(place(field)))).ok()
            };
            let (from, to) = (line(TransferField::From), line(TransferField::To));
            let amount = match cells.get(&TransferField::Amount) {
                Some(value) => money_in(value, style).unwrap_or_else(|| Err(refusal(value))),
                None => Err(Cause::AmountEmpty {}.into()),
            };
            match (from, to, amount) {
                (Some(from), Some(to), Ok(amount)) => match Transfer::new(from, to, amount) {
                    Ok(transfer) => transfers.push(transfer),
                    Err(error) => mistakes.push(error.at(place(TransferField::Amount))),
                },
                (.., Err(error)) => mistakes.push(error.at(place(TransferField::Amount))),
                _ => {}
            }
            let reason = text(TransferField::Reason).to_owned();
            if !reason.is_empty() && !reasons.contains(&reason) {
                reasons.push(reason);
            }
        }
        if transfers.is_empty() {
            let cause = Error::from(Cause::TransfersMissing {});
            mistakes.push(cause.at(table.grid.place(table.head(), table.column(TransferField::Amount))));
        }
        mistakes.into_error().map_or(Ok(()), Err)?;
        let above = |words: &[&str]| above(table.grid, table.head(), words);
        let party = self.proponent(above(&["proponente", "soggetto proponente", "party", "proposed by"]))?;
        let id = above(&["id", "proposta n", "codice"]).unwrap_or_else(|| "p1".to_owned());
        let reason = above(&["motivazione", "motivo", "reason"]).unwrap_or_else(|| reasons.join("; "));
        Proposal::new(id, party)?
            .with_title(above(&["titolo", "oggetto", "title"]).unwrap_or_default())?
            .with_reason(reason)?
            .with_transfers(transfers)
    }

    /// The id of a party of the plan by its id or name.
    fn proponent(&self, written: Option<String>) -> Result<String> {
        let parties = self.plan.parties();
        match written {
            None => {
                let first = || parties.first().map_or("anyone", |party| party.id()).to_owned();
                Ok(self.party.clone().unwrap_or_else(first))
            }
            Some(written) => {
                let same = |name: &str| plain(name) == plain(&written);
                let found = parties.iter().find(|party| party.id() == written || same(party.name()));
                match found {
                    Some(party) => Ok(party.id().to_owned()),
                    None if parties.is_empty() => Ok(written),
                    None => self.plan.party(&written).map(|party| party.id().to_owned()),
                }
            }
        }
    }
}

/// The cell beside a word above the head.
fn above(grid: &SheetGrid, head: u32, words: &[&str]) -> Option<String> {
    let rows = grid.rows.range(..head);
    let found = rows.into_iter().find_map(|(_, cells)| {
        let mut cells = cells.values();
        let is_it = words.contains(&plain(cells.next()?.shown()).as_str());
        is_it.then(|| cells.next().map(|value| value.shown().trim().to_owned())).flatten()
    });
    found.filter(|found| !found.is_empty())
}
