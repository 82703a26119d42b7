//! What a rule makes of counted ballots.

use super::aggregate_report::{rounding, titled_line};
use super::displayed::Report;
use super::text_table::{Align, TextTable};
use super::words::currency_of;
use riparto_ballots::ballots::{Aggregate, AggregationRule, CountSheet, Guarantee, TallyDisagreement};
use riparto_core::money::{AmountStyle, Currency, Language};
use riparto_core::plan::Plan;

/// What a rule makes of counted ballots, line by line, beside the mean and what is contested; what is guaranteed, and what counts do not
/// tell.
///
/// ```
/// use riparto::Language;
/// use riparto::ballots::{AggregationRule, CountSheet, ReadBallots};
/// use riparto::report::{CountsReport, Report};
///
/// let table = "line,amount,weight\ndesks,60.00,3000000\ndesks,20.00,1000000\noutreach,40.00,3000000\noutreach,80.00,1000000\n";
/// let sheet = CountSheet::from_csv(table, &ReadBallots::default())?;
/// let aggregate = sheet.tally().aggregate(AggregationRule::Utilitarian);
/// let text = CountsReport::of(&sheet, None, &aggregate).text(Language::English);
/// assert!(text.contains("weigh 4000000 together") && text.contains("60.00"), "{text}");
/// # Ok::<(), riparto::Error>(())
/// ```
#[derive(Clone, Copy, Debug)]
pub struct CountsReport<'a> {
    sheet: &'a CountSheet,
    plan: Option<&'a Plan>,
    aggregate: &'a Aggregate,
}

impl<'a> CountsReport<'a> {
    /// The report on an aggregate of counts, with the titles of a plan.
    #[must_use]
    pub fn of(sheet: &'a CountSheet, plan: Option<&'a Plan>, aggregate: &'a Aggregate) -> CountsReport<'a> {
        CountsReport { sheet, plan, aggregate }
    }
}

impl Report for CountsReport<'_> {
    fn currency(&self) -> Currency {
        currency_of(self.plan)
    }

    fn written(&self, language: Language) -> String {
        let CountsReport { sheet, plan, aggregate } = *self;
        let (style, tally) = (AmountStyle::from(language), sheet.tally());
        let (mean, found) = (tally.aggregate(AggregationRule::Mean), tally.disagreement());
        let rule = format!("{} {}", aggregate.rule().title(language), Currency::printed());
        let mut table = TextTable::new([
            (language.choose("line", "voce"), Align::Left),
            ("", Align::Left),
            (Currency::printed().head(language, "all grant", "quota condivisa").as_str(), Align::Right),
            (Currency::printed().head(language, "contested", "quota controversa").as_str(), Align::Right),
            (Currency::printed().head(language, "mean", "media").as_str(), Align::Right),
            (&rule, Align::Right),
        ]);
        let amounts = mean.amounts().iter().zip(aggregate.amounts());
        for ((line, of_line), (mean, amount)) in found.lines().iter().enumerate().zip(amounts) {
            let [id, title] = titled_line(sheet.lines(), plan, line);
            let [core, contested, mean, amount] =
                [of_line.core, of_line.contested(), *mean, *amount].map(|amount| amount.to_figures(style));
            table.row([id, title, core, contested, mean, amount]);
        }
        let total = tally.total().to_figures(style);
        let core = found.consensus().to_figures(style);
        let label = language.choose("total", "totale").to_owned();
        table.foot([label, String::new(), core, String::new(), total.clone(), total]);
        let heading = heading(self, language);
        let rounded = rounding(sheet.lines(), aggregate, language);
        let guarantee = Guarantee::of(aggregate.rule()).sentence(language);
        let untold = TallyDisagreement::untold(language);
        format!(
            "{heading}\n\n{}\n{rounded}\n{guarantee}\n{}{untold}\n",
            table.render(),
            divided(self, &found, language)
        )
    }
}

/// The plan's title, if there is a plan, and what is split.
fn heading(report: &CountsReport<'_>, language: Language) -> String {
    let (total, weight) =
        (report.sheet.tally().total().to_text(language.into()), report.sheet.tally().weight());
    let title = report.plan.map_or_else(String::new, |plan| format!("{}\n", plan.envelope().title()));
    title
        + &language.choose(
            format!("Counted ballots of {total} each, which weigh {weight} together"),
            format!("Schede contate di {total} ciascuna, che pesano insieme {weight}"),
        )
}

/// What all agree on, and the line that divides most.
fn divided(report: &CountsReport<'_>, found: &TallyDisagreement, language: Language) -> String {
    let style = AmountStyle::from(language);
    let (core, contested) = (found.consensus().to_text(style), found.contested().to_text(style));
    let agreed = language.choose(
        format!("All agree on {core}; {contested} is contested.\n"),
        format!("Quota condivisa: {core}; quota controversa: {contested}.\n"),
    );
    let Some(line) = found.most_divided_line() else { return agreed };
    let (id, of_line) = (&report.sheet.lines()[line], found.lines()[line]);
    let (least, most) = (of_line.core.to_text(style), of_line.most.to_text(style));
    agreed
        + &language.choose(
            format!("Most divided on `{id}`: from {least} to {most}.\n"),
            format!("Voce più controversa: `{id}`, da {least} a {most}.\n"),
        )
}
