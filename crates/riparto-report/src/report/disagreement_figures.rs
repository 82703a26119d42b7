//! Where parties differ, as figures: ballots line by line and party by party, and positions on proposals.

use super::chart::{Mark, RangeRow, map, marks, ranges};
use super::document::CaptionedTable;
use super::figure::{Figure, LineNames, SHOWN, share};
use super::text_table::Align;
use super::words::{one_line, party};
use riparto_ballots::ballots::{Ballots, Disagreement};
use riparto_core::money::{AmountStyle, Currency, Language, Money};
use riparto_core::plan::{Plan, Role};
use riparto_core::words::choose;
use riparto_table::table::{CoDesignTable, Stance, TabledProposal};

/// How many parties the map of distances shows.
const MOST_PARTIES: usize = 11;

/// Ballots on the lines of a plan.
pub(super) struct Divided<'a> {
    pub(super) plan: &'a Plan,
    pub(super) ballots: &'a Ballots,
    /// The ids of the lines, in the order of the ballots.
    pub(super) lines: &'a [String],
    pub(super) names: LineNames,
    pub(super) language: Language,
}

impl Divided<'_> {
    fn line(&self, place: usize) -> String {
        let id = self.lines.get(place).map_or("", String::as_str);
        let envelope = self.plan.envelope();
        envelope
            .position(id)
            .map_or_else(|_| id.to_owned(), |position| self.names.name(envelope.line(position)))
    }

    /// What the lines hold in the allocation approved last.
    fn held(&self) -> Vec<Money> {
        let approved = self.plan.approved();
        self.lines.iter().map(|id| approved.amount(id).unwrap_or_default()).collect()
    }

    /// What all grant each line and what is contested, the most contested first; nothing where ballots are not on this total.
    pub(super) fn by_line(&self) -> Option<Figure> {
        let (held, language, style) = (self.held(), self.language, AmountStyle::from(self.language));
        let found = self.ballots.disagreement(&held).ok()?;
        let mut order: Vec<usize> = (0..found.lines().len()).collect();
        order.sort_by_key(|place| -i128::from(found.lines()[*place].contested().cents()));
        let count = order.len();
        let currency = Currency::printed();
        let mut grid = CaptionedTable::new(
            "",
            [
                (language.choose("line", "voce"), Align::Left),
                (&currency.head(language, "all grant", "quota condivisa"), Align::Right),
                (&currency.head(language, "most granted", "massimo"), Align::Right),
                (&currency.head(language, "approved", "vigente"), Align::Right),
                (language.choose("least by", "meno"), Align::Left),
                (language.choose("most by", "più"), Align::Left),
            ],
        );
        let mut drawn = Vec::new();
        let named = |ballot: usize| {
            let id = self.ballots.as_slice().get(ballot).map_or("", |ballot| ballot.party());
            party(Some(self.plan), id).to_owned()
        };
        for place in order.iter().copied().take(SHOWN) {
            let line = &found.lines()[place];
            let contested = line.contested().to_figures(style);
            grid.row([
                self.line(place),
                line.core.to_figures(style),
                line.most.to_figures(style),
                held[place].to_figures(style),
                named(line.least_by),
                named(line.most_by),
            ]);
            drawn.push(RangeRow {
                label: self.line(place),
                least: line.core.cents().into(),
                most: line.most.cents().into(),
                held: held[place].cents().into(),
                figures: contested,
            });
        }
        let rest = order.iter().skip(SHOWN).fold([0_i128; 2], |[core, sum], place| {
            let least = i128::from(found.lines()[*place].core.cents());
            [core + least, sum + i128::from(held[*place].cents())]
        });
        if count > SHOWN {
            let [core, sum] = rest.map(|cents| Money::saturating(cents).to_figures(style));
            let more = count - SHOWN;
            let others = choose!(language, "the other {more}", "le altre {more}");
            grid.row([others, core, String::new(), sum, String::new(), String::new()]);
        }
        grid.foot = Some(self.totals(&found));
        let (core, rest) = (found.consensus().to_text(style), found.contested().to_text(style));
        let sentence = choose!(
            language,
            "All agree on {core}; {rest} is contested.",
            "Quota condivisa: {core}; quota controversa: {rest}."
        );
        let title = language.choose("Where ballots differ", "Dove le schede divergono").to_owned();
        let legend = [
            language.choose("all grant", "quota condivisa"),
            language.choose("contested", "quota controversa"),
            language.choose("approved", "vigente"),
        ];
        Some(Figure { id: "ballots".to_owned(), title, sentence, svg: ranges(&drawn, legend), grid })
    }

    /// The totals: what all grant, and the total itself.
    fn totals(&self, found: &Disagreement) -> Vec<String> {
        let style = AmountStyle::from(self.language);
        vec![
            self.language.choose("total", "totale").to_owned(),
            found.consensus().to_figures(style),
            String::new(),
            self.ballots.total().to_figures(style),
            String::new(),
            String::new(),
        ]
    }

    /// How far each ballot is from each other, in percent of the total that would have to move.
    pub(super) fn by_party(&self) -> Figure {
        let language = self.language;
        let ballots: Vec<_> = self.ballots.iter().take(MOST_PARTIES).collect();
        let names: Vec<String> =
            ballots.iter().map(|ballot| party(Some(self.plan), ballot.party()).to_owned()).collect();
        let total = i128::from(self.ballots.total().cents());
        let apart = |a: usize, b: usize| {
            let distance = self.ballots.between(a, b).map_or(0, |(distance, _)| i128::from(distance));
            if a == b { 0 } else { distance / 2 }
        };
        let most = (0..names.len()).flat_map(|a| (0..names.len()).map(move |b| (a, b)));
        let most = most.map(|(a, b)| apart(a, b)).max().unwrap_or(0).max(1);
        let cell = |a: usize, b: usize| {
            let shade = u8::try_from(apart(a, b) * 4 / most).unwrap_or(4).min(4);
            let percent = (100 * apart(a, b) + total / 2).checked_div(total).unwrap_or(0);
            (shade, format!("{percent}\u{a0}%"))
        };
        let svg = map(&names, &cell);
        let numbered = |place: usize| format!("{}. {}", place + 1, names[place]);
        let mut grid = CaptionedTable::new(
            "",
            [
                (language.choose("party", "partecipante"), Align::Left),
                (language.choose("and", "e"), Align::Left),
                (&Currency::printed().head(language, "would have to move", "da spostare"), Align::Right),
                ("%", Align::Right),
            ],
        );
        for a in 0..names.len() {
            for b in a + 1..names.len() {
                let figures = Money::saturating(apart(a, b)).to_figures(language.into());
                grid.row([numbered(a), numbered(b), figures, share(apart(a, b), total, language)]);
            }
        }
        let count = self.ballots.as_slice().len();
        let more = match count.checked_sub(MOST_PARTIES).filter(|more| *more > 0) {
            None => String::new(),
            Some(more) => {
                choose!(language, " The other {more} are not shown.", " Gli altri {more} non sono mostrati.")
            }
        };
        let sentence = choose!(
            language,
            "How much of the total would have to move between lines for one ballot to become the other.{more}",
            "Quanto del totale si dovrebbe trasferire tra le voci perché una scheda diventi l'altra.{more}"
        );
        let title =
            language.choose("How far parties are from each other", "Distanza tra i partecipanti").to_owned();
        Figure { id: "distances".to_owned(), title, sentence, svg, grid }
    }
}

/// The positions of parties on the last proposals; nothing where there are none.
pub(super) fn positions(table: &CoDesignTable, language: Language) -> Option<Figure> {
    let plan = table.plan()?;
    let all: Vec<&TabledProposal> = table.proposals().collect();
    let shown = &all[all.len().saturating_sub(SHOWN)..];
    if shown.is_empty() {
        return None;
    }
    let parties = plan.parties().iter().filter(|party| party.role() != Role::Authority);
    let parties: Vec<&str> = parties.map(|party| party.id()).collect();
    let names: Vec<String> = parties.iter().map(|id| party(Some(plan), id).to_owned()).collect();
    let words = |mark: Mark| match mark {
        Mark::Consent => language.choose("consent", "assenso"),
        Mark::Objection => language.choose("objection", "obiezione"),
        Mark::Abstention => language.choose("abstention", "astensione"),
        Mark::Nothing => language.choose("no statement", "nessuna dichiarazione"),
    };
    let mut grid = CaptionedTable::new("", [(language.choose("proposal", "proposta"), Align::Left)]);
    for name in names.iter().map(String::as_str).chain([language.choose("status", "stato")]) {
        let more = CaptionedTable::new("", [(name, Align::Left)]);
        grid.columns.extend(more.columns);
    }
    let mut rows = Vec::new();
    for tabled in shown {
        let mark = |id: &&str| match tabled.stance(id) {
            Some(Stance::Consent) => Mark::Consent,
            Some(Stance::Objection) => Mark::Objection,
            Some(Stance::Abstention) => Mark::Abstention,
            None => Mark::Nothing,
        };
        let marks: Vec<Mark> = parties.iter().map(mark).collect();
        let proposal = tabled.proposal();
        let title = one_line(proposal.title());
        let label =
            if title.is_empty() { proposal.id().to_owned() } else { format!("{}: {title}", proposal.id()) };
        let mut row = vec![label.clone()];
        row.extend(marks.iter().map(|mark| words(*mark).to_owned()));
        row.push(tabled.status().words(language).to_owned());
        grid.rows.push(row);
        rows.push((label, marks));
    }
    let legend =
        [Mark::Consent, Mark::Objection, Mark::Abstention, Mark::Nothing].map(|mark| (mark, words(mark)));
    let (count, few) = (all.len(), shown.len());
    let sentence = choose!(
        language,
        "Proposals at the table: {count}, of which the last {few} are shown; each proposer consents.",
        "Proposte al tavolo: {count}, di cui sono mostrate le ultime {few}; il proponente esprime assenso."
    );
    let title = language.choose("Who stands where", "Posizioni sulle proposte").to_owned();
    Some(Figure { id: "positions".to_owned(), title, sentence, svg: marks(&names, &rows, legend), grid })
}
