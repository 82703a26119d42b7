//! Ballots: how parties would split the total, what a rule makes of it, and what the plan's rules leave of that.

use super::displayed::Report;
use super::rebalance_report::unproven;
use super::text_table::{Align, TextTable};
use super::words::{currency_of, party};
use riparto_ballots::ballots::{Aggregate, AggregationRule, Ballots, Disagreement};
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
    compromise: Result<Answer<Allocation, Conflict>>,
}

impl<'a> BallotReport<'a> {
    /// The report on ballots over the lines of a plan, aggregated by a rule.
    ///
    /// # Errors
    /// Those of [`Ballots::disagreement`]: ballots of other lines than the plan's.
    pub fn of(plan: &'a Plan, ballots: &'a Ballots, rule: AggregationRule) -> Result<BallotReport<'a>> {
        let outcome = ballots.aggregate(rule);
        let apart = ballots.disagreement(outcome.amounts())?;
        let compromise = ballots.compromise(plan, Authorization::Free);
        Ok(BallotReport { plan, ballots, outcome, apart, compromise })
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
            Ok(Answer::Found(found)) => Some(found.amounts()),
            _ => None,
        };
        let mut text = TextTable::new([
            (language.choose("line", "voce"), Align::Left),
            (Currency::printed().head(language, "approved", "vigente").as_str(), Align::Right),
            (language.choose("least granted", "minimo indicato"), Align::Right),
            (language.choose("most asked", "massimo indicato"), Align::Right),
            (language.choose("aggregated", "sintesi"), Align::Right),
            (language.choose("within the rules", "entro i vincoli"), Align::Right),
        ]);
        let nearest =
            |line: usize| within.map_or_else(String::new, |amounts| amounts[line].to_figures(style));
        for (place, (line, approved)) in plan.approved().iter().enumerate() {
            let divided = &apart.lines()[place];
            text.row([
                line.id().to_owned(),
                approved.to_figures(style),
                divided.core.to_figures(style),
                divided.most.to_figures(style),
                outcome.amounts()[place].to_figures(style),
                nearest(place),
            ]);
        }
        let total = ballots.total().to_figures(style);
        text.foot([
            language.choose("total", "totale").to_owned(),
            plan.approved().total().to_figures(style),
            apart.consensus().to_figures(style),
            String::new(),
            total.clone(),
            if within.is_some() { total } else { String::new() },
        ]);
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
        match compromise {
            Ok(Answer::Found(_)) => {}
            Ok(Answer::Infeasible(conflict)) => {
                said.push_str(&format!("{}\n", conflict.explanation(language)))
            }
            Ok(Answer::Unknown) => said.push_str(unproven(language)),
            Err(error) => said.push_str(&format!("{}\n", error.message(language))),
        }
        said.push_str(&distances(plan, ballots, apart.distances(), language));
        let note = language.choose(
            "A synthesis of preferences decides nothing: amounts change only by approved proposals.\n",
            "La sintesi delle schede non decide nulla: gli importi variano solo con proposte approvate.\n",
        );
        format!("{}\n{said}{note}", text.render())
    }
}

/// How far each party is from what the rule makes of all ballots.
fn distances(plan: &Plan, ballots: &Ballots, distances: &[i64], language: Language) -> String {
    let mut text = String::new();
    for (ballot, distance) in ballots.iter().zip(distances) {
        // A euro that would have to move counts on the line that gives it and on the one that takes it.
        let half = Money::saturating(i128::from(*distance) / 2).to_text(language.into());
        let who = party(Some(plan), ballot.party());
        text.push_str(
            &language.choose(
                format!("  {who}: {half} away from it\n"),
                format!("  {who}: a {half} di distanza\n"),
            ),
        );
    }
    text
}
