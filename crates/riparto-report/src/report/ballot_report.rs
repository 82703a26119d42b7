//! Ballots: how parties would split the total, what a rule makes of it, and what the plan's rules leave of that.

use super::displayed::Report;
use super::rebalance_report::unproven;
use super::text_table::{Align, TextTable};
use super::words::{currency_of, party};
use riparto_ballots::ballots::{Aggregate, AggregationRule, Ballots, BallotsByLabel, Disagreement};
use riparto_core::budget::Allocation;
use riparto_core::error::Result;
use riparto_core::money::{AmountStyle, Currency, Language, Money};
use riparto_core::plan::Plan;
use riparto_core::rules::Authorization;
use riparto_rebalance::rebalance::{Answer, Conflict};

/// The ballots of parties side by side, what a rule of aggregation makes of them, what all grant, and the allocation within
/// the rules that is nearest to all ballots. It decides nothing.
///
/// ```
/// use riparto::Language;
/// use riparto::ballots::AggregationRule;
/// use riparto::report::{BallotReport, Report};
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
/// let report = BallotReport::of(&plan, sheet.ballots(), AggregationRule::Mean)?;
/// assert!(report.text(Language::English).contains("outreach"));
/// # Ok::<(), riparto::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct BallotReport<'a> {
    plan: &'a Plan,
    ballots: &'a Ballots,
    outcome: Aggregate,
    apart: Disagreement,
    /// What is nearest to all ballots within the rules; none where the lines are values of a label, which have no rules.
    compromise: Option<Result<Answer<Allocation, Conflict>>>,
}

impl<'a> BallotReport<'a> {
    /// The report on ballots over the lines of a plan, aggregated by a rule.
    ///
    /// # Errors
    /// Those of [`Ballots::disagreement`]: ballots of other lines than the plan's.
    pub fn of(plan: &'a Plan, ballots: &'a Ballots, rule: AggregationRule) -> Result<BallotReport<'a>> {
        let outcome = ballots.aggregate(rule);
        let apart = ballots.disagreement(outcome.amounts())?;
        let compromise = Some(ballots.compromise(plan, Authorization::Free));
        Ok(BallotReport { plan, ballots, outcome, apart, compromise })
    }

    /// The report on ballots over the values of a label, as [`BallotsByLabel::sums`](riparto_ballots::ballots::BallotsByLabel::sums) makes
    /// them: no rule of the plan is about these.
    ///
    /// # Errors
    /// As [`BallotReport::of`].
    pub fn by_label(
        by_label: &'a BallotsByLabel,
        sums: &'a Ballots,
        rule: AggregationRule,
    ) -> Result<BallotReport<'a>> {
        let outcome = sums.aggregate(rule);
        let apart = sums.disagreement(outcome.amounts())?;
        Ok(BallotReport { plan: by_label.plan(), ballots: sums, outcome, apart, compromise: None })
    }
}

impl Report for BallotReport<'_> {
    fn currency(&self) -> Currency {
        currency_of(Some(self.plan))
    }

    fn written(&self, language: Language) -> String {
        let BallotReport { plan, ballots, outcome, apart, compromise } = self;
        let (plan, rule) = (*plan, outcome.rule());
        let style = AmountStyle::from(language);
        let within = match compromise {
            Some(Ok(Answer::Found(found))) => Some(found.amounts()),
            _ => None,
        };
        let word = |english: &str, italian: &str| language.choose(english, italian).to_owned();
        let is_of_lines = compromise.is_some();
        let mut columns = vec![
            (if is_of_lines { word("line", "voce") } else { String::new() }, Align::Left),
            (Currency::printed().head(language, "approved", "vigente"), Align::Right),
            (word("least granted", "minimo indicato"), Align::Right),
            (word("most asked", "massimo indicato"), Align::Right),
            (word("aggregated", "sintesi"), Align::Right),
        ];
        columns.extend(is_of_lines.then(|| (word("within the rules", "entro i vincoli"), Align::Right)));
        let mut text = TextTable::of(columns);
        let nearest =
            |line: usize| within.map_or_else(String::new, |amounts| amounts[line].to_figures(style));
        for (place, (line, approved)) in plan.approved().iter().enumerate() {
            let divided = &apart.lines()[place];
            let mut row = vec![
                if is_of_lines { line.id() } else { line.title() }.to_owned(),
                approved.to_figures(style),
                divided.core.to_figures(style),
                divided.most.to_figures(style),
                outcome.amounts()[place].to_figures(style),
            ];
            row.extend(is_of_lines.then(|| nearest(place)));
            text.push(row);
        }
        let total = ballots.total().to_figures(style);
        let mut foot = vec![
            language.choose("total", "totale").to_owned(),
            plan.approved().total().to_figures(style),
            apart.consensus().to_figures(style),
            String::new(),
            total.clone(),
        ];
        foot.extend(is_of_lines.then(|| if within.is_some() { total } else { String::new() }));
        text.close(foot);
        let count = ballots.iter().len();
        let (consensus, contested) = (apart.consensus().to_text(style), apart.contested().to_text(style));
        let mut said = language.choose(
        format!(
            "Ballots: {count}, aggregated by {}. All grant {consensus}; {contested} is contested.\n",
            rule.title(language)
        ),
        format!(
            "Schede: {count}, regola di sintesi: {}. Quota condivisa: {consensus}; quota controversa: {contested}.\n",
            rule.title(language)
        ),
    );
        said.push_str(&why_none_within(compromise.as_ref(), language));
        let apart_by = language.choose("Away from the aggregate:\n", "Distanza dalla sintesi:\n");
        said.push_str(apart_by);
        said.push_str(&distances(plan, ballots, apart.distances(), language));
        let note = language.choose(
            "A synthesis of preferences decides nothing: amounts change only by approved proposals.\n",
            "La sintesi delle schede non decide nulla: gli importi variano solo con proposte approvate.\n",
        );
        format!("{}\n{said}{note}", text.render())
    }
}

/// Why nothing within the rules is reported, where that was looked for.
fn why_none_within(compromise: Option<&Result<Answer<Allocation, Conflict>>>, language: Language) -> String {
    match compromise {
        None | Some(Ok(Answer::Found(_))) => String::new(),
        Some(Ok(Answer::Infeasible(conflict))) => format!("{}\n", conflict.explanation(language)),
        Some(Ok(Answer::Unknown)) => unproven(language).to_owned(),
        Some(Err(error)) => format!("{}\n", error.message(language)),
    }
}

/// How far each party is from what the rule makes of all ballots.
fn distances(plan: &Plan, ballots: &Ballots, distances: &[i64], language: Language) -> String {
    let mut text = String::new();
    for (ballot, distance) in ballots.iter().zip(distances) {
        // A euro that would have to move counts on the line that gives it and on the one that takes it.
        let half = Money::saturating(i128::from(*distance) / 2).to_text(language.into());
        let who = party(Some(plan), ballot.party());
        text.push_str(&format!("  {who}: {half}\n"));
    }
    text
}
