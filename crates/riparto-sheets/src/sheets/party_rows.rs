//! Parties from the rows of a sheet.

use riparto_core::error::{Cause, Error, Result};
use riparto_core::plan::{Party, Role};
use riparto_core::reader::Mistakes;
use riparto_core::words::both;

use super::header_words::plain;
use super::line_ids::slug;
use super::named_table::{Heads, NamedTable, sheets_called};
use super::scope_text::no_such_words;
use super::sheet_grid::{CellValue, SheetGrid};
use super::workbook::open;

/// What a column of a table of parties holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum PartyField {
    Id,
    Name,
    Role,
}

const SHEETS: &[&str] = &["soggetti", "partecipanti", "parties", "participants"];

const HEADS: Heads<PartyField> = &[
    (PartyField::Id, &["id", "codice", "sigla", "code"]),
    (PartyField::Name, &["nome", "denominazione", "soggetto", "ente", "partecipante", "name", "party"]),
    (PartyField::Role, &["ruolo", "role"]),
];

const ROLES: &[(Role, &[&str])] = &[
    (
        Role::Authority,
        &["amministrazione procedente", "amministrazione", "ente procedente", "autorita", "authority"],
    ),
    (Role::Lead, &["capofila", "ente capofila", "lead"]),
    (Role::Partner, &["partner", "partecipante", "soggetto attuatore", "participant"]),
];

/// Parties from a table of one row a party, in a workbook (XLSX, XLS, ODS) or CSV: `denominazione`, `ruolo`, and `sigla` for the id, or
/// `name`, `role`, `id`. A party without an id has one made of its name.
///
/// ```
/// use riparto::Role;
/// use riparto::sheets::PartyImport;
///
/// let table = "sigla;denominazione;ruolo\nregione;Regione Toscana;amministrazione procedente\n;ANCI Toscana;partner\n";
/// let parties = PartyImport.run(table.as_bytes())?;
/// assert_eq!((parties[0].id(), parties[0].role()), ("regione", Role::Authority));
/// assert_eq!(parties[1].id(), "anci-toscana");
/// # Ok::<(), riparto::Error>(())
/// ```
#[derive(Clone, Copy, Debug, Default)]
#[must_use]
pub struct PartyImport;

impl PartyImport {
    /// Reads the parties of the sheet `Soggetti`, `Partecipanti` or `Parties`, or else of the first table that has a name and a role.
    ///
    /// # Errors
    /// All mistakes of the table at once, each with its cell: a name that is missing (`text_missing`), words that are none of a role
    /// (`cell_words`), a malformed id (`id_malformed`); no table of parties (`parties_absent`); a file that cannot be read, as
    /// [`PlanImport::run`](super::PlanImport::run) says.
    pub fn run(self, bytes: &[u8]) -> Result<Vec<Party>> {
        let grids = open(bytes)?.grids;
        let table = NamedTable::find(&grids, SHEETS, HEADS, &[PartyField::Name, PartyField::Role]);
        parties_of(&table.ok_or(Cause::PartiesAbsent {})?)
    }
}

/// The table of parties in the sheets that are called so.
pub(super) fn party_table(grids: &[SheetGrid]) -> Option<NamedTable<'_, PartyField>> {
    let must = [PartyField::Name, PartyField::Role];
    sheets_called(grids, SHEETS).find_map(|grid| NamedTable::in_grid(grid, HEADS, &must))
}

/// The parties of a table, or all that is wrong with it. A party without an id has one made of its name.
pub(super) fn parties_of(table: &NamedTable<'_, PartyField>) -> Result<Vec<Party>> {
    let mut parties = Vec::new();
    let mut mistakes = Mistakes::default();
    for row in table.rows() {
        let cells = table.cells(row);
        let text = |field| cells.get(&field).map(CellValue::shown).unwrap_or_default().trim();
        let name = text(PartyField::Name);
        let id = match text(PartyField::Id) {
            "" => slug(name),
            id => id.to_owned(),
        };
        let mut refuse =
            |field, error: Error| mistakes.push(error.at(table.grid.place(row, table.column(field))));
        if name.is_empty() {
            let what = both("the name of a party", "la denominazione di un soggetto");
            refuse(PartyField::Name, Cause::TextMissing { what }.into());
        }
        match role(text(PartyField::Role)) {
            Ok(role) if !name.is_empty() => match Party::new(id, name, role) {
                Ok(party) => parties.push(party),
                Err(error) => refuse(PartyField::Id, error),
            },
            Ok(_) => {}
            Err(error) => refuse(PartyField::Role, error),
        }
    }
    mistakes.into_error().map_or(Ok(parties), Err)
}

fn role(text: &str) -> Result<Role> {
    let written = plain(text);
    let found = ROLES.iter().find(|(_, words)| words.contains(&written.as_str()));
    found.map(|(role, _)| *role).ok_or_else(|| {
        let known =
            [["authority", "amministrazione procedente"], ["lead", "capofila"], ["partner", "partner"]];
        no_such_words(text, both("a role", "un ruolo"), &both("the roles are", "i ruoli sono"), &known)
    })
}
