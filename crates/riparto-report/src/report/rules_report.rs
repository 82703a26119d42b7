//! The rules of aggregation side by side: what each gives, how far from each party, and what overstating is worth.

use super::aggregate_report::{line_name, moved, party_name};
use super::displayed::Report;
use super::text_table::{Align, TextTable};
use super::words::currency_of;
use riparto_ballots::ballots::{AggregationRule, BallotSheet, ManipulationGain, Tally};
use riparto_core::money::{AmountStyle, Currency, Language, Money, MoneyDelta};
use riparto_core::plan::Plan;

/// The rules of aggregation side by side on the same ballots: a row for each line or party, a column for each rule.
///
/// ```
/// use riparto::Language;
/// use riparto::report::{Report, RulesReport};
/// # use riparto::ballots::{BallotRow, BallotSheet, Completion};
/// # let row = |party: &str, desks: &str, outreach: &str| -> riparto::Result<BallotRow> {
/// #     Ok(BallotRow { party: party.into(), weight: 1.into(), amounts: vec![Some(desks.parse()?), Some(outreach.parse()?)] })
/// # };
/// # let rows = vec![row("anci", "60.00", "40.00")?, row("ats", "62.00", "38.00")?, row("cnr", "90.00", "10.00")?];
/// # let sheet = BallotSheet::new("100.00".parse()?, vec!["desks".into(), "outreach".into()], rows, Completion::Refused)?;
///
/// let text = RulesReport::outcomes(&sheet, None).text(Language::English);
/// assert!(text.contains("outreach"), "{text}");
/// # Ok::<(), riparto::Error>(())
/// ```
#[derive(Clone, Copy, Debug)]
pub struct RulesReport<'a> {
    sheet: &'a BallotSheet,
    plan: Option<&'a Plan>,
    shown: ShownBallotRules,
}

#[derive(Clone, Copy, Debug)]
enum ShownBallotRules {
    Outcomes,
    BestOverstatements,
    WholeOverstatements,
}

impl<'a> RulesReport<'a> {
    /// What each rule makes of the ballots, line by line, and what would have to move for each party.
    #[must_use]
    pub fn outcomes(sheet: &'a BallotSheet, plan: Option<&'a Plan>) -> RulesReport<'a> {
        RulesReport { sheet, plan, shown: ShownBallotRules::Outcomes }
    }

    /// By how many euros each party brings the outcome of each rule nearer to its own ballot by the overstatement that serves it
    /// best, of those that [`Ballots::best_overstatement`](riparto_ballots::ballots::Ballots::best_overstatement) tries.
    #[must_use]
    pub fn best_overstatements(sheet: &'a BallotSheet, plan: Option<&'a Plan>) -> RulesReport<'a> {
        RulesReport { sheet, plan, shown: ShownBallotRules::BestOverstatements }
    }

    /// By how many euros each party brings the outcome of each rule nearer to its own ballot, or farther if below zero, by giving
    /// everything to the line on which its ballot exceeds the mean of all most.
    #[must_use]
    pub fn whole_overstatements(sheet: &'a BallotSheet, plan: Option<&'a Plan>) -> RulesReport<'a> {
        RulesReport { sheet, plan, shown: ShownBallotRules::WholeOverstatements }
    }
}

impl Report for RulesReport<'_> {
    fn currency(&self) -> Currency {
        currency_of(self.plan)
    }

    fn written(&self, language: Language) -> String {
        match self.shown {
            ShownBallotRules::Outcomes => rules_compared(self.sheet, self.plan, language),
            ShownBallotRules::BestOverstatements => overstated_best(self.sheet, self.plan, language),
            ShownBallotRules::WholeOverstatements => overstated_wholly(self.sheet, self.plan, language),
        }
    }
}

/// What each rule makes of the same ballots, line by line, and what would have to move for each party.
fn rules_compared(sheet: &BallotSheet, plan: Option<&Plan>, language: Language) -> String {
    let style = AmountStyle::from(language);
    let tally = Tally::of(sheet.ballots());
    let outcomes = AggregationRule::ALL.map(|rule| tally.aggregate(rule));
    let mut table = of_rules(&Currency::printed().head(language, "line,", "voce,"), language);
    for line in 0..sheet.lines().len() {
        let [id, _] = line_name(sheet, plan, line);
        row(&mut table, id, outcomes.each_ref().map(|outcome| outcome.amounts()[line].to_figures(style)));
    }
    let total = sheet.ballots().total().to_figures(style);
    foot(&mut table, language.choose("total", "totale"), [(); 7].map(|()| total.clone()));
    let mut far = of_rules(
        &Currency::printed().head(language, "would have to move,", "distanza dalla propria scheda,"),
        language,
    );
    let mut sums = [0; 7];
    for (ballot, voted) in sheet.ballots().iter().enumerate() {
        let distances = outcomes.each_ref().map(|outcome| {
            let apart = outcome.amounts().iter().zip(voted.amounts());
            apart.map(|(a, b)| (a - *b).abs().cents()).sum::<i64>()
        });
        for (sum, distance) in sums.iter_mut().zip(distances) {
            *sum += i128::from(distance) * i128::from(voted.weight());
        }
        row(&mut far, party_name(sheet, plan, ballot), distances.map(|far| moved(far).to_figures(style)));
    }
    let label = language.choose("all, by weight", "tutti, secondo il peso");
    foot(&mut far, label, sums.map(|sum| Money::saturating(sum / 2).to_figures(style)));
    format!("{}\n{}", table.render(), far.render())
}

/// By how much nearer each party brings the outcome of each rule to its own ballot by the overstatement that serves it best,
/// of those that [`Ballots::best_overstatement`](riparto_ballots::ballots::Ballots::best_overstatement) tries.
fn overstated_best(sheet: &BallotSheet, plan: Option<&Plan>, language: Language) -> String {
    let head =
        Currency::printed().head(language, "best overstatement,", "vantaggio massimo dichiarando altro,");
    gains(sheet, plan, language, &head, |rule, ballot| sheet.ballots().best_overstatement(rule, ballot))
}

/// By how much nearer each party brings the outcome of each rule to its own ballot, or takes it away if below zero, by giving
/// everything to the line on which its ballot exceeds the mean of all most.
fn overstated_wholly(sheet: &BallotSheet, plan: Option<&Plan>, language: Language) -> String {
    let ballots = sheet.ballots();
    let mean = Tally::of(ballots).aggregate(AggregationRule::Mean);
    let head = Currency::printed().head(language, "all on one line,", "dichiarando tutto su una voce,");
    gains(sheet, plan, language, &head, |rule, ballot| {
        let voted = ballots.as_slice()[ballot].amounts();
        let above = voted.iter().zip(mean.amounts()).map(|(voted, mean)| voted - *mean);
        let (favored, _) =
            above.enumerate().reduce(|best, next| if next.1 > best.1 { next } else { best })?;
        let mut written = vec![Money::ZERO; voted.len()];
        written[favored] = ballots.total();
        ballots.gain(rule, ballot, &written).ok()
    })
}

fn gains(
    sheet: &BallotSheet,
    plan: Option<&Plan>,
    language: Language,
    head: &str,
    of: impl Fn(AggregationRule, usize) -> Option<ManipulationGain>,
) -> String {
    let style = AmountStyle::from(language);
    let mut table = of_rules(head, language);
    for ballot in 0..sheet.ballots().as_slice().len() {
        let figures = AggregationRule::ALL.map(|rule| {
            let cents = of(rule, ballot).map_or(0, |gain| gain.cents() / 2);
            MoneyDelta::from_cents(cents).unwrap_or(MoneyDelta::ZERO).to_figures(style)
        });
        row(&mut table, party_name(sheet, plan, ballot), figures);
    }
    table.render()
}

fn of_rules(head: &str, language: Language) -> TextTable {
    let [a, b, c, d, e, f, g] = AggregationRule::ALL.map(|rule| (rule.short_title(language), Align::Right));
    TextTable::new([(head, Align::Left), a, b, c, d, e, f, g])
}

fn row(table: &mut TextTable, name: String, [a, b, c, d, e, f, g]: [String; 7]) {
    table.row([name, a, b, c, d, e, f, g]);
}

fn foot(table: &mut TextTable, name: &str, [a, b, c, d, e, f, g]: [String; 7]) {
    table.foot([name.to_owned(), a, b, c, d, e, f, g]);
}
