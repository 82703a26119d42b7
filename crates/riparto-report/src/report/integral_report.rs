//! What phantoms that rise by whole cents make of ballots.

use super::aggregate_report::titled_line;
use super::displayed::Report;
use super::text_table::{Align, TextTable};
use super::words::currency_of;
use riparto_ballots::ballots::{Aggregate, BallotSheet, CountSheet, Guarantee};
use riparto_core::money::{AmountStyle, Currency, Language, Money};
use riparto_core::plan::Plan;

/// What phantoms that rise by whole cents make of ballots, beside the rounded outcome of the same rule.
///
/// ```
/// use riparto::Language;
/// use riparto::ballots::{AggregationRule, Tally};
/// use riparto::report::{IntegralReport, Report};
/// # use riparto::ballots::{BallotRow, BallotSheet, Completion};
/// # let row = |party: &str, desks: &str, outreach: &str| -> riparto::Result<BallotRow> {
/// #     Ok(BallotRow { party: party.into(), weight: 1.into(), amounts: vec![Some(desks.parse()?), Some(outreach.parse()?)] })
/// # };
/// # let rows = vec![row("anci", "60.00", "40.00")?, row("ats", "62.00", "38.00")?, row("cnr", "90.00", "10.00")?];
/// # let sheet = BallotSheet::new("100.00".parse()?, vec!["desks".into(), "outreach".into()], rows, Completion::Refused)?;
///
/// let tally = Tally::of(sheet.ballots());
/// let (rounded, integral) = (tally.aggregate(AggregationRule::Ladder), tally.integral(AggregationRule::Ladder));
/// let text = IntegralReport::of(&sheet, None, &rounded, integral.as_deref()).text(Language::English);
/// assert!(text.contains("not by a cent"), "{text}");
/// # Ok::<(), riparto::Error>(())
/// ```
#[derive(Clone, Copy, Debug)]
pub struct IntegralReport<'a> {
    lines: &'a [String],
    plan: Option<&'a Plan>,
    rounded: &'a Aggregate,
    integral: Option<&'a [Money]>,
}

impl<'a> IntegralReport<'a> {
    /// The report on what a rule makes of a sheet of ballots, rounded and in whole cents; none of a rule without phantoms.
    #[must_use]
    pub fn of(
        sheet: &'a BallotSheet,
        plan: Option<&'a Plan>,
        rounded: &'a Aggregate,
        integral: Option<&'a [Money]>,
    ) -> IntegralReport<'a> {
        IntegralReport { lines: sheet.lines(), plan, rounded, integral }
    }

    /// As [`IntegralReport::of`], of counts.
    #[must_use]
    pub fn of_counts(
        sheet: &'a CountSheet,
        plan: Option<&'a Plan>,
        rounded: &'a Aggregate,
        integral: Option<&'a [Money]>,
    ) -> IntegralReport<'a> {
        IntegralReport { lines: sheet.lines(), plan, rounded, integral }
    }
}

impl Report for IntegralReport<'_> {
    fn currency(&self) -> Currency {
        currency_of(self.plan)
    }

    fn written(&self, language: Language) -> String {
        let IntegralReport { lines, plan, rounded, integral } = *self;
        let rule = rounded.rule().title(language);
        let Some(integral) = integral else {
            return language.choose(
                format!("Whole cents without rounding: the rule {rule} has no phantoms, so that it stays as it is.\n"),
                format!("Centesimi interi senza arrotondamento: la regola «{rule}» non ha voti fantasma, e resta com'è.\n"),
            );
        };
        let style = AmountStyle::from(language);
        let guarantee = Guarantee::StrategyproofToTheCent.sentence(language);
        let head = language.choose("Whole cents without rounding", "Centesimi interi senza arrotondamento");
        if integral == rounded.amounts() {
            let same = language.choose("the same amounts", "gli stessi importi");
            return format!("{head}: {same}. {guarantee}\n");
        }
        let mut table = TextTable::new([
            (language.choose("line", "voce"), Align::Left),
            ("", Align::Left),
            (Currency::printed().head(language, "rounded", "arrotondato").as_str(), Align::Right),
            (Currency::printed().head(language, "whole cents", "centesimi interi").as_str(), Align::Right),
        ]);
        for (line, (rounded, whole)) in rounded.amounts().iter().zip(integral).enumerate() {
            let [id, title] = titled_line(lines, plan, line);
            table.row([id, title, rounded.to_figures(style), whole.to_figures(style)]);
        }
        format!("{head}:\n\n{}\n{guarantee}\n", table.render())
    }
}

/// What phantoms that rise by whole cents make of ballots inside the rules of a plan that bound single lines; or why they make nothing.
///
/// ```
/// use riparto::ballots::{AggregationRule, BallotSheet, ReadBallots, Tally};
/// use riparto::report::{Report, WithinReport};
/// use riparto::{Authorization, Language, Plan};
///
/// let plan = Plan::from_json(
///     r#"{ "format": "riparto.plan/1", "title": "Plan", "total": "100.00",
///          "lines": [ {"id": "desks", "amount": "60.00"}, {"id": "outreach", "amount": "40.00"} ],
///          "rules": [ {"id": "r1", "scope": {"lines": ["outreach"]}, "limit": {"floor": "35.00"}} ] }"#,
/// )?;
/// let sheet = BallotSheet::from_csv("party;desks;outreach\nanci;90,00;10,00\n", &ReadBallots::default())?;
/// let within = Tally::of(sheet.ballots()).integral_under(&plan, AggregationRule::Ladder, Authorization::Free)?;
/// let text = WithinReport::of(&sheet, &plan, within.as_deref()).text(Language::English);
/// assert!(text.contains("65.00") && text.contains("not by a cent"), "{text}");
/// # Ok::<(), riparto::Error>(())
/// ```
#[derive(Clone, Copy, Debug)]
pub struct WithinReport<'a> {
    lines: &'a [String],
    plan: &'a Plan,
    within: Option<&'a [Money]>,
}

impl<'a> WithinReport<'a> {
    /// The report on amounts inside the rules of a plan, of a sheet of ballots.
    #[must_use]
    pub fn of(sheet: &'a BallotSheet, plan: &'a Plan, within: Option<&'a [Money]>) -> WithinReport<'a> {
        WithinReport { lines: sheet.lines(), plan, within }
    }

    /// As [`WithinReport::of`], of counts.
    #[must_use]
    pub fn of_counts(sheet: &'a CountSheet, plan: &'a Plan, within: Option<&'a [Money]>) -> WithinReport<'a> {
        WithinReport { lines: sheet.lines(), plan, within }
    }
}

impl Report for WithinReport<'_> {
    fn currency(&self) -> Currency {
        currency_of(Some(self.plan))
    }

    fn written(&self, language: Language) -> String {
        let WithinReport { lines, plan, within } = *self;
        let Some(within) = within else { return format!("{}\n", Guarantee::none_within(language)) };
        let style = AmountStyle::from(language);
        let head = language.choose(
            "Whole cents within what each line may hold",
            "Centesimi interi entro ciò che ogni voce può contenere",
        );
        let mut table = TextTable::new([
            (language.choose("line", "voce"), Align::Left),
            ("", Align::Left),
            (Currency::printed().head(language, "whole cents", "centesimi interi").as_str(), Align::Right),
        ]);
        for (line, amount) in within.iter().enumerate() {
            let [id, title] = titled_line(lines, Some(plan), line);
            table.row([id, title, amount.to_figures(style)]);
        }
        let guarantee = Guarantee::StrategyproofToTheCent.sentence(language);
        format!("{head}:\n\n{}\n{guarantee}\n", table.render())
    }
}
