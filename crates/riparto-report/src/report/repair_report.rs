//! What the rules of a plan leave of an outcome, beside the compromise.

use super::aggregate_report::titled_line;
use super::displayed::Report;
use super::text_table::{Align, TextTable};
use super::words::currency_of;
use riparto_ballots::ballots::{BallotSheet, CountSheet, Repair};
use riparto_core::budget::Allocation;
use riparto_core::money::{AmountStyle, Currency, Language, Money, MoneyDelta};
use riparto_core::plan::Plan;

/// An aggregate, what the plan's rules leave of it, and the compromise that weighs the ballots inside the rules.
///
/// ```
/// use riparto::ballots::AggregationRule;
/// use riparto::report::{RepairReport, Report};
/// use riparto::{Authorization, Language};
/// # use riparto::ballots::{BallotRow, BallotSheet, Completion};
/// # let row = |party: &str, desks: &str, outreach: &str| -> riparto::Result<BallotRow> {
/// #     Ok(BallotRow { party: party.into(), weight: 1.into(), amounts: vec![Some(desks.parse()?), Some(outreach.parse()?)] })
/// # };
/// # let rows = vec![row("anci", "60.00", "40.00")?, row("ats", "62.00", "38.00")?, row("cnr", "90.00", "10.00")?];
/// # let sheet = BallotSheet::new("100.00".parse()?, vec!["desks".into(), "outreach".into()], rows, Completion::Refused)?;
/// # let plan = riparto::Plan::from_json(
/// #     r#"{ "format": "riparto.plan/1", "title": "Plan", "total": "100.00",
/// #          "lines": [ {"id": "desks", "amount": "60.00"}, {"id": "outreach", "amount": "40.00"} ],
/// #          "rules": [ {"id": "outreach-floor", "scope": {"lines": ["outreach"]}, "limit": {"floor": "35.00"}} ] }"#,
/// # )?;
///
/// let repair = sheet.ballots().aggregate_under(&plan, AggregationRule::Mean, Authorization::Free)?;
/// let text = RepairReport::of(&sheet, &plan, &repair, None).text(Language::English);
/// assert!(text.contains("within the rules EUR") && text.contains("35.00"), "{text}");
/// # Ok::<(), riparto::Error>(())
/// ```
#[derive(Clone, Copy, Debug)]
pub struct RepairReport<'a> {
    lines: &'a [String],
    total: Money,
    plan: &'a Plan,
    repair: &'a Repair,
    /// With the sum of the distances of all ballots to it.
    compromise: Option<(&'a Allocation, i128)>,
}

impl<'a> RepairReport<'a> {
    /// The report on a repair, beside a compromise if there is one.
    #[must_use]
    pub fn of(
        sheet: &'a BallotSheet,
        plan: &'a Plan,
        repair: &'a Repair,
        compromise: Option<&'a Allocation>,
    ) -> RepairReport<'a> {
        let (lines, total) = (sheet.lines(), sheet.ballots().total());
        let compromise = compromise.map(|found| (found, sheet.ballots().distance(found)));
        RepairReport { lines, total, plan, repair, compromise }
    }

    /// As [`RepairReport::of`], of counts.
    #[must_use]
    pub fn of_counts(
        sheet: &'a CountSheet,
        plan: &'a Plan,
        repair: &'a Repair,
        compromise: Option<&'a Allocation>,
    ) -> RepairReport<'a> {
        let (lines, total) = (sheet.lines(), sheet.tally().total());
        let distance = |found: &'a Allocation| Some((found, sheet.tally().distance(found.amounts()).ok()?));
        RepairReport { lines, total, plan, repair, compromise: compromise.and_then(distance) }
    }
}

impl Report for RepairReport<'_> {
    fn currency(&self) -> Currency {
        currency_of(Some(self.plan))
    }

    fn written(&self, language: Language) -> String {
        let RepairReport { lines, total, plan, repair, compromise } = *self;
        let style = AmountStyle::from(language);
        let Some(allocation) = repair.allocation() else { return String::new() };
        let rule = format!("{} {}", repair.aggregate().rule().title(language), Currency::printed());
        let mut table = TextTable::new([
            (language.choose("line", "voce"), Align::Left),
            ("", Align::Left),
            (&rule, Align::Right),
            (
                Currency::printed().head(language, "within the rules", "entro i vincoli").as_str(),
                Align::Right,
            ),
            (Currency::printed().head(language, "compromise", "compromesso").as_str(), Align::Right),
        ]);
        let amounts = repair.aggregate().amounts().iter().zip(allocation.amounts());
        for (line, (before, after)) in amounts.enumerate() {
            let [id, title] = titled_line(lines, Some(plan), line);
            let fair =
                compromise.map(|(found, _)| found.amounts()[line].to_figures(style)).unwrap_or_default();
            table.row([id, title, before.to_figures(style), after.to_figures(style), fair]);
        }
        let total = total.to_figures(style);
        let label = language.choose("total", "totale").to_owned();
        let of_compromise = compromise.map(|_| total.clone()).unwrap_or_default();
        table.foot([label, String::new(), total.clone(), total, of_compromise]);
        let mut text = format!("{}\n", table.render());
        if allocation.amounts() == repair.aggregate().amounts() {
            text.push_str(language.choose(
                "The outcome respects the plan's rules as it is.\n",
                "Il risultato rispetta già i vincoli del piano.\n",
            ));
        }
        text.push_str(&format!("{}\n", repair.guarantee().sentence(language)));
        let cost = |distance: i128| MoneyDelta::wide_text(distance / 2, style);
        let repaired = cost(repair.cost().unwrap_or_default());
        text.push_str(&match compromise {
        Some((_, least)) => language.choose(
            format!(
                "Over all ballots, by weight, {repaired} would have to move from the outcome, and {} from the compromise, which is the least inside the rules. It promises no truthfulness either.\n",
                cost(least)
            ),
            format!(
                "Somma delle distanze dalle schede, secondo il peso: {repaired} per il risultato entro i vincoli; {} per il compromesso, la minima entro i vincoli. Neppure il compromesso garantisce la non manipolabilità.\n",
                cost(least)
            ),
        ),
        None => language
            .choose(
                "There is no compromise to show: the plan's rules cross, which that search does not cover.\n",
                "Nessun compromesso da mostrare: i vincoli del piano si incrociano, caso che quella ricerca non copre.\n",
            )
            .to_owned(),
    });
        text
    }
}
