//! What an outcome gives each party and each group of what it asked for.

use super::aggregate_report::{MOST_LISTED, listed, party_name};
use super::displayed::Report;
use super::text_table::{Align, TextTable};
use super::words::currency_of;
use riparto_ballots::ballots::{BallotSheet, CoalitionFairness, CoalitionKind, Fairness, Welfare};
use riparto_core::money::{AmountStyle, Currency, Fraction, Language, Money, MoneyDelta};
use riparto_core::plan::Plan;

/// What an outcome gives each party and each group of what it asked for, and how near it comes to all ballots together.
///
/// ```
/// use riparto::Language;
/// use riparto::ballots::{AggregationRule, BallotSheet, Coalition, ReadBallots};
/// use riparto::report::{FairnessReport, Report};
///
/// let table = "party;desks;outreach\nanci;70,00;30,00\nats;40,00;60,00\ncnr;50,00;50,00\n";
/// let sheet = BallotSheet::from_csv(table, &ReadBallots::default())?;
/// let outcome = sheet.ballots().aggregate(AggregationRule::Ladder);
/// let research = Coalition::Group("research".into(), vec!["ats".into(), "cnr".into()]);
/// let fairness = sheet.ballots().fairness(outcome.amounts(), &[research])?;
/// let report = FairnessReport::of(&sheet, None, &fairness);
/// assert!(report.text(Language::English).contains("95.00"), "{}", report.text(Language::English));
/// assert!(report.markdown(Language::Italian).contains("| research"), "{}", report.markdown(Language::Italian));
/// # Ok::<(), riparto::Error>(())
/// ```
#[derive(Clone, Copy, Debug)]
pub struct FairnessReport<'a> {
    sheet: &'a BallotSheet,
    plan: Option<&'a Plan>,
    fairness: &'a Fairness,
}

impl<'a> FairnessReport<'a> {
    /// The report on the fairness of an outcome to a sheet of ballots, with the names of a plan's parties.
    #[must_use]
    pub fn of(sheet: &'a BallotSheet, plan: Option<&'a Plan>, fairness: &'a Fairness) -> FairnessReport<'a> {
        FairnessReport { sheet, plan, fairness }
    }

    /// The tables and sentences as Markdown.
    #[must_use]
    pub fn markdown(&self, language: Language) -> String {
        self.currency().printing(|| {
            let sentences = self.sentences(language).concat().replace('\n', "\n\n");
            let tables: Vec<String> =
                self.tables(language).iter().map(|table| format!("{}\n", table.markdown())).collect();
            format!("## {}\n\n{}{sentences}", head(language), tables.concat())
        })
    }

    /// The parties; and the coalitions, if there are any.
    fn tables(&self, language: Language) -> Vec<TextTable> {
        let FairnessReport { sheet, plan, fairness } = *self;
        let style = AmountStyle::from(language);
        let [weight, obtained] =
            [("weight, %", "peso, %"), ("obtained, %", "ottiene, %")].map(|(a, b)| language.choose(a, b));
        let mut parties = TextTable::new([
            (language.choose("party", "partecipante"), Align::Left),
            (weight, Align::Right),
            (Currency::printed().head(language, "distance", "distanza").as_str(), Align::Right),
            (Currency::printed().head(language, "would have to move", "da spostare").as_str(), Align::Right),
            (Currency::printed().head(language, "obtains", "ottiene").as_str(), Align::Right),
            (obtained, Align::Right),
        ]);
        for (ballot, party) in fairness.parties().iter().enumerate().take(MOST_LISTED) {
            parties.row([
                party_name(sheet, plan, ballot),
                hundredths(&party.share_of_weight(), language),
                Money::saturating(party.distance().into()).to_figures(style),
                party.moved().to_figures(style),
                party.obtained().to_figures(style),
                hundredths(&party.share_obtained(), language),
            ]);
        }
        if fairness.coalitions().is_empty() {
            return vec![parties];
        }
        let mut coalitions = TextTable::new([
            (language.choose("group", "gruppo"), Align::Left),
            (language.choose("parties", "partecipanti"), Align::Left),
            (weight, Align::Right),
            (obtained, Align::Right),
            (language.choose("alone, %", "da solo, %"), Align::Right),
            (language.choose("least served", "il meno soddisfatto"), Align::Left),
        ]);
        for coalition in fairness.coalitions() {
            coalitions.row([
                coalition_name(coalition, language),
                members(self, coalition, language),
                hundredths(&coalition.share_of_weight(), language),
                hundredths(&coalition.share_obtained(), language),
                hundredths(&coalition.share_alone(), language),
                party_name(sheet, plan, coalition.least_served()),
            ]);
        }
        vec![parties, coalitions]
    }

    fn sentences(&self, language: Language) -> Vec<String> {
        let mut sentences = Vec::new();
        let more = self.fairness.parties().len().saturating_sub(MOST_LISTED);
        if more > 0 {
            sentences.push(language.choose(
                format!("Of the parties {more} more are not listed.\n"),
                format!("Altri {more} partecipanti non sono elencati.\n"),
            ));
        }
        if !self.fairness.coalitions().is_empty() {
            sentences.push(language.choose(
                "Alone: the most that a group could obtain by splitting only the part of the total that it weighs.\n".to_owned(),
                "Da solo: il massimo che un gruppo otterrebbe ripartendo soltanto la parte del totale pari al suo peso.\n".to_owned(),
            ));
        }
        let better: Vec<String> = self
            .fairness
            .coalitions()
            .iter()
            .filter(|coalition| coalition.is_better_alone())
            .map(|coalition| coalition_name(coalition, language))
            .collect();
        if !better.is_empty() {
            let better = listed(&better, language);
            sentences.push(language.choose(
                format!("More alone than here would be obtained by: {better}.\n"),
                format!("Otterrebbero di più da soli: {better}.\n"),
            ));
        }
        sentences.push(welfare_sentence(self.fairness.welfare(), language));
        sentences.push(format!("{}\n", Fairness::measure(language)));
        sentences
    }
}

impl Report for FairnessReport<'_> {
    fn currency(&self) -> Currency {
        currency_of(self.plan)
    }

    fn written(&self, language: Language) -> String {
        let tables: Vec<String> =
            self.tables(language).iter().map(|table| format!("{}\n", table.render())).collect();
        format!("{}:\n\n{}{}", head(language), tables.concat(), self.sentences(language).concat())
    }
}

/// How near an outcome comes to all counted ballots together.
///
/// ```
/// use riparto::Language;
/// use riparto::ballots::{AggregationRule, CountSheet, ReadBallots};
/// use riparto::report::{Report, WelfareReport};
///
/// let table = "line,amount,weight\ndesks,60.00,3\ndesks,20.00,1\noutreach,40.00,3\noutreach,80.00,1\n";
/// let sheet = CountSheet::from_csv(table, &ReadBallots::default())?;
/// let outcome = sheet.tally().aggregate(AggregationRule::Mean);
/// let text = WelfareReport::of(sheet.tally().welfare(outcome.amounts())?, None).text(Language::English);
/// assert!(text.starts_with("Over all ballots, by weight, €60.00 would have to move from this outcome; the least of any split is €40.00."));
/// # Ok::<(), riparto::Error>(())
/// ```
#[derive(Clone, Copy, Debug)]
pub struct WelfareReport<'a> {
    welfare: Welfare,
    plan: Option<&'a Plan>,
}

impl<'a> WelfareReport<'a> {
    /// The report, in the currency of a plan.
    #[must_use]
    pub fn of(welfare: Welfare, plan: Option<&'a Plan>) -> WelfareReport<'a> {
        WelfareReport { welfare, plan }
    }
}

impl Report for WelfareReport<'_> {
    fn currency(&self) -> Currency {
        currency_of(self.plan)
    }

    fn written(&self, language: Language) -> String {
        format!("{}{}\n", welfare_sentence(self.welfare, language), Fairness::measure(language))
    }
}

fn head(language: Language) -> &'static str {
    language.choose("What each obtains of what it asked for", "Quanto ciascuno ottiene di ciò che ha chiesto")
}

fn welfare_sentence(welfare: Welfare, language: Language) -> String {
    let [distance, least] =
        [welfare.distance(), welfare.least()].map(|cents| MoneyDelta::wide_text(cents / 2, language.into()));
    if welfare.excess() == 0 {
        return language.choose(
            format!("Over all ballots, by weight, {distance} would have to move from this outcome: no split has less.\n"),
            format!("Su tutte le schede, secondo il peso, andrebbero spostati {distance} da questo risultato: nessuna ripartizione ne richiede meno.\n"),
        );
    }
    language.choose(
        format!("Over all ballots, by weight, {distance} would have to move from this outcome; the least of any split is {least}.\n"),
        format!("Su tutte le schede, secondo il peso, andrebbero spostati {distance} da questo risultato; il minimo di ogni ripartizione è {least}.\n"),
    )
}

fn coalition_name(coalition: &CoalitionFairness, language: Language) -> String {
    match coalition.kind() {
        CoalitionKind::Group(name) => name.clone(),
        CoalitionKind::Clique => language.choose("those who agree", "chi concorda").to_owned(),
        CoalitionKind::Others => language.choose("all others", "tutti gli altri").to_owned(),
    }
}

/// The names of a coalition's parties, the first of many.
fn members(report: &FairnessReport<'_>, coalition: &CoalitionFairness, language: Language) -> String {
    /// So many are named.
    const NAMED: usize = 8;
    let name = |member: &usize| party_name(report.sheet, report.plan, *member);
    let names: Vec<String> = coalition.members().iter().take(NAMED).map(name).collect();
    match coalition.members().len().saturating_sub(NAMED) {
        0 => listed(&names, language),
        more => language.choose(
            format!("{} and {more} more", names.join(", ")),
            format!("{} e altri {more}", names.join(", ")),
        ),
    }
}

/// A share in percent with two decimals, rounded as all percentages are.
fn hundredths(share: &Fraction, language: Language) -> String {
    let (above, below) = (share.numerator().unwrap_or(0), share.denominator().unwrap_or(1));
    let parts = above.saturating_mul(20_000).saturating_add(below) / below.saturating_mul(2).max(1);
    let point = language.choose('.', ',');
    format!("{}{point}{:02}", parts / 100, parts % 100)
}
