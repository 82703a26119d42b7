//! What changed between two allocations, and who gave to whom, as figures.

use super::chart::{FlowLink, Pair, flows, pairs};
use super::document::CaptionedTable;
use super::figure::{Figure, LineNames, SHOWN};
use super::minutes_proposal::percent;
use super::text_table::Align;
use riparto_core::budget::Allocation;
use riparto_core::money::{AmountStyle, Currency, Language, Money, MoneyDelta};
use riparto_core::words::choose;
use riparto_rebalance::transfers::{Settle, settle};

/// Two allocations of one plan, and what they are called.
pub(super) struct ComparedAllocations<'a> {
    pub(super) before: &'a Allocation,
    pub(super) after: &'a Allocation,
    pub(super) called: [&'static str; 2],
    pub(super) language: Language,
}

/// What one line held and holds.
struct Changed {
    label: String,
    before: i128,
    after: i128,
}

impl ComparedAllocations<'_> {
    /// The lines that changed, the greatest change first.
    fn changed(&self) -> Vec<Changed> {
        let held = |at: usize| self.before.amounts().get(at).copied().unwrap_or_default();
        let names = LineNames::of(self.after.envelope());
        let lines = self.after.iter().map(|(line, after)| Changed {
            label: names.name(line),
            before: i128::from(held(line.position()).cents()),
            after: i128::from(after.cents()),
        });
        let mut changed: Vec<Changed> = lines.filter(|line| line.before != line.after).collect();
        changed.sort_by_key(|line| -(line.after - line.before).abs());
        changed
    }

    /// Before and after of the lines that changed; nothing if none did.
    pub(super) fn figure(&self) -> Option<Figure> {
        let language = self.language;
        let style = AmountStyle::from(language);
        let changed = self.changed();
        let count = changed.len();
        if count == 0 {
            return None;
        }
        let currency = Currency::printed();
        let [before, after] = self.called;
        let mut grid = CaptionedTable::new(
            "",
            [
                (language.choose("line", "voce"), Align::Left),
                (&currency.head(language, before, before), Align::Right),
                (&currency.head(language, after, after), Align::Right),
                (&currency.head(language, "change", "variazione"), Align::Right),
                ("%", Align::Right),
            ],
        );
        let row = |label: String, before: i128, after: i128| {
            let (before, after) = (Money::saturating(before), Money::saturating(after));
            let change = after - before;
            let (share, change) = (percent(change, before, language), change.to_figures(style));
            [label, before.to_figures(style), after.to_figures(style), change, share]
        };
        let mut drawn = Vec::new();
        for line in changed.iter().take(SHOWN) {
            let row = row(line.label.clone(), line.before, line.after);
            let (label, change) = (line.label.clone(), row[3].clone());
            drawn.push(Pair { label, before: line.before, after: line.after, change });
            grid.row(row);
        }
        let total = [self.before, self.after].map(|held| i128::from(held.total().cents()));
        let shown = changed
            .iter()
            .take(SHOWN)
            .fold([0; 2], |[before, after], line| [before + line.before, after + line.after]);
        let others = language.choose("all other lines", "tutte le altre voci").to_owned();
        grid.row(row(others, total[0] - shown[0], total[1] - shown[1]));
        grid.foot = Some(row(language.choose("total", "totale").to_owned(), total[0], total[1]).into());
        let moved: i128 = changed.iter().map(|line| (line.after - line.before).max(0)).sum();
        let moved = Money::saturating(moved).to_text(style);
        let sentence = choose!(
            language,
            "{count} lines changed; increases sum to {moved}.",
            "Voci variate: {count}; gli aumenti ammontano in totale a {moved}."
        );
        let title = language.choose("Before and after", "Quadro di raffronto").to_owned();
        Some(Figure { id: "changes".to_owned(), title, sentence, svg: pairs(&drawn, self.called), grid })
    }

    /// Who gives to whom, by the fewest transfers that lead from one to the other; nothing where nothing moved, or where the totals
    /// differ.
    pub(super) fn flow(&self) -> Option<Figure> {
        let settlement = settle(self.before, self.after, Settle::default()).ok()?;
        let (language, style) = (self.language, AmountStyle::from(self.language));
        let names = LineNames::of(self.after.envelope());
        let mut moves: Vec<(String, String, i128)> = Vec::new();
        for (transfer, (from, to)) in settlement.transfers().iter().zip(settlement.lines()) {
            moves.push((names.name(from), names.name(to), i128::from(transfer.amount().cents())));
        }
        if moves.is_empty() {
            return None;
        }
        moves.sort_by_key(|(_, _, cents)| -cents);
        let count = moves.len();
        let all: i128 = moves.iter().map(|(_, _, cents)| cents).sum();
        let rest: i128 = moves.iter().skip(SHOWN).map(|(_, _, cents)| cents).sum();
        moves.truncate(SHOWN);
        let mut links = Links::default();
        let mut grid = CaptionedTable::new(
            "",
            [
                (language.choose("gives", "cede"), Align::Left),
                (language.choose("receives", "riceve"), Align::Left),
                (Currency::printed().code(), Align::Right),
            ],
        );
        if rest > 0 {
            let others = language.choose("other lines", "altre voci").to_owned();
            moves.push((others.clone(), others, rest));
        }
        for (from, to, cents) in moves {
            links.add(&from, &to, cents);
            grid.row([from, to, Money::saturating(cents).to_figures(style)]);
        }
        let total = language.choose("total", "totale").to_owned();
        grid.foot = Some(vec![total, String::new(), Money::saturating(all).to_figures(style)]);
        let moved = MoneyDelta::from(Money::saturating(all)).abs().to_text(style);
        let fewest = match settlement.fewest() {
            true => language.choose(
                ": the fewest that lead from one allocation to the other",
                ": i meno numerosi che portano da una ripartizione all'altra",
            ),
            false => "",
        };
        let sentence = choose!(
            language,
            "{count} transfers move {moved}{fewest}.",
            "Storni: {count}, per {moved} in tutto{fewest}."
        );
        let title = language.choose("Who gives to whom", "Chi cede e chi riceve").to_owned();
        let svg = flows(&links.givers, &links.receivers, &links.links);
        Some(Figure { id: "transfers".to_owned(), title, sentence, svg, grid })
    }
}

/// Who gives and who receives, each once, in the order in which they come.
#[derive(Default)]
struct Links {
    givers: Vec<String>,
    receivers: Vec<String>,
    links: Vec<FlowLink>,
}

impl Links {
    fn add(&mut self, from: &str, to: &str, cents: i128) {
        let place = |names: &mut Vec<String>, name: &str| {
            names.iter().position(|known| known == name).unwrap_or_else(|| {
                names.push(name.to_owned());
                names.len() - 1
            })
        };
        let (from, to) = (place(&mut self.givers, from), place(&mut self.receivers, to));
        self.links.push(FlowLink { from, to, cents });
    }
}
