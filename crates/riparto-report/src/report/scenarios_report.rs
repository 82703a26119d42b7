//! Scenarios side by side.

use super::displayed::Report;
use super::plan_report::name;
use super::text_table::{Align, TextTable};
use riparto_core::budget::Allocation;
use riparto_core::money::{AmountStyle, Currency, Language, Money};
use riparto_core::rules::Authorization;
use riparto_core::words::noun;
use riparto_table::table::{ScenarioComparison, ScenarioOutcome};

/// The lines that hold something else in a scenario than at the table, and what each scenario decides.
impl Report for ScenarioComparison {
    fn currency(&self) -> Currency {
        self.before().envelope().currency()
    }

    fn written(&self, language: Language) -> String {
        let style = AmountStyle::from(language);
        let mut columns = vec![
            (language.choose("line", "voce").to_owned(), Align::Left),
            (String::new(), Align::Left),
            (Currency::printed().head(language, "at the table", "al tavolo"), Align::Right),
        ];
        columns.extend(self.outcomes().iter().map(|outcome| (outcome.name.clone(), Align::Right)));
        let mut table = TextTable::of(columns);
        let allocations: Vec<&Allocation> = [self.before()]
            .into_iter()
            .chain(self.outcomes().iter().map(|outcome| &outcome.allocation))
            .collect();
        // Lines come one after the other: one that a table does not have yet holds nothing there.
        let longest = allocations.iter().max_by_key(|allocation| allocation.amounts().len());
        let (mut rest, mut unchanged) = (0, 0_i128);
        for line in longest.iter().flat_map(|allocation| allocation.envelope().lines()) {
            let held: Vec<Money> = allocations
                .iter()
                .map(|allocation| allocation.amounts().get(line.position()).copied().unwrap_or_default())
                .collect();
            let Some((before, after)) = held.split_first() else { continue };
            if after.iter().all(|amount| amount == before) {
                rest += 1;
                unchanged += i128::from(before.cents());
                continue;
            }
            let [id, title] = name(line);
            let changes = after.iter().map(|amount| match (*amount - *before).is_zero() {
                true => String::new(),
                false => amount.to_figures(style),
            });
            table.push([id, title, before.to_figures(style)].into_iter().chain(changes).collect());
        }
        if rest > 0 {
            let others = noun(
                "line the same in all",
                "lines the same in all",
                "voce uguale in tutti",
                "voci uguali in tutti",
            );
            let label = others.count(rest, language);
            let blanks = self.outcomes().iter().map(|_| String::new());
            let unchanged = Money::saturating(unchanged).to_figures(style);
            table.push([String::new(), label, unchanged].into_iter().chain(blanks).collect());
        }
        let totals = allocations.iter().map(|allocation| allocation.total().to_figures(style));
        let label = language.choose("total", "totale").to_owned();
        table.close([label, String::new()].into_iter().chain(totals).collect());
        let outcomes = self.outcomes().iter().map(|outcome| decided(outcome, language));
        format!(
            "{}\n\n{}\n{}",
            self.before().envelope().title(),
            table.render(),
            outcomes.collect::<String>()
        )
    }
}

/// What is decided in a scenario, and what the rules say of the plan that comes out.
fn decided(outcome: &ScenarioOutcome, language: Language) -> String {
    let ids: Vec<String> = outcome.decisions.iter().map(|id| format!("`{id}`")).collect();
    let decisions = match ids.is_empty() {
        true => language.choose("nothing is decided", "nessuna decisione").to_owned(),
        false => format!("{} {}", language.choose("decides", "decisioni:"), ids.join(", ")),
    };
    let rules = match outcome.authorization {
        Authorization::Free => {
            language.choose("no rule is broken", "tutti i vincoli sono rispettati").to_owned()
        }
        level @ (Authorization::Notification
        | Authorization::PriorApproval
        | Authorization::Exceptional
        | Authorization::Forbidden) => {
            let found = language.choose("findings up to", "rilievi fino a");
            format!("{found} «{}»", level.words(language))
        }
    };
    format!("{}: {decisions}; {rules}.\n", outcome.name)
}
