//! Ballots: what a rule makes of them, where they differ, who agrees.

use super::displayed::Report;
use super::text_table::{Align, TextTable};
use super::words::currency_of;
use riparto_ballots::ballots::{
    Aggregate, AggregationRule, AgreementClique, BallotSheet, Disagreement, Guarantee, Tally,
};
use riparto_core::money::{AmountStyle, Currency, Language, Money};
use riparto_core::plan::Plan;

/// So many parties are listed; of more, the first ones.
pub(super) const MOST_LISTED: usize = 50;

/// So many ballots are compared with one another.
const MOST_COMPARED: usize = 200;

/// What a rule makes of ballots, line by line, beside the mean and what is contested; and what is guaranteed.
///
/// ```
/// use riparto::Language;
/// use riparto::ballots::AggregationRule;
/// use riparto::report::{AggregateReport, Report};
/// # use riparto::ballots::{BallotRow, BallotSheet, Completion};
/// # let row = |party: &str, desks: &str, outreach: &str| -> riparto::Result<BallotRow> {
/// #     Ok(BallotRow { party: party.into(), weight: 1.into(), amounts: vec![Some(desks.parse()?), Some(outreach.parse()?)] })
/// # };
/// # let rows = vec![row("anci", "60.00", "40.00")?, row("ats", "62.00", "38.00")?, row("cnr", "90.00", "10.00")?];
/// # let sheet = BallotSheet::new("100.00".parse()?, vec!["desks".into(), "outreach".into()], rows, Completion::Refused)?;
///
/// let aggregate = sheet.ballots().aggregate(AggregationRule::MedianNormalized);
/// let text = AggregateReport::of(&sheet, None, &aggregate).text(Language::English);
/// assert!(text.contains("desks") && text.contains("100.00"), "{text}");
/// # Ok::<(), riparto::Error>(())
/// ```
#[derive(Clone, Copy, Debug)]
pub struct AggregateReport<'a> {
    sheet: &'a BallotSheet,
    plan: Option<&'a Plan>,
    aggregate: &'a Aggregate,
}

impl<'a> AggregateReport<'a> {
    /// The report on an aggregate of a sheet of ballots, with the titles of a plan.
    #[must_use]
    pub fn of(
        sheet: &'a BallotSheet,
        plan: Option<&'a Plan>,
        aggregate: &'a Aggregate,
    ) -> AggregateReport<'a> {
        AggregateReport { sheet, plan, aggregate }
    }
}

impl Report for AggregateReport<'_> {
    fn currency(&self) -> Currency {
        currency_of(self.plan)
    }

    fn written(&self, language: Language) -> String {
        let AggregateReport { sheet, plan, aggregate } = *self;
        let style = AmountStyle::from(language);
        let ballots = sheet.ballots();
        let mean = Tally::of(ballots).aggregate(AggregationRule::Mean);
        let Ok(found) = ballots.disagreement(aggregate.amounts()) else { return String::new() };
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
            let [id, title] = line_name(sheet, plan, line);
            let [core, contested, mean, amount] =
                [of_line.core, of_line.contested(), *mean, *amount].map(|amount| amount.to_figures(style));
            table.row([id, title, core, contested, mean, amount]);
        }
        let total = ballots.total().to_figures(style);
        let core = found.consensus().to_figures(style);
        let label = language.choose("total", "totale").to_owned();
        table.foot([label, String::new(), core, String::new(), total.clone(), total]);
        let heading = heading(sheet, plan, language);
        let rounded = rounding(sheet.lines(), aggregate, language);
        let guarantee = Guarantee::of(aggregate.rule()).sentence(language);
        let (completed, twice) = (completed(sheet, plan, language), near_equal(sheet, language));
        format!("{heading}\n\n{}\n{rounded}\n{guarantee}\n{completed}{twice}", table.render())
    }
}

/// Parties that may be one and vote twice.
fn near_equal(sheet: &BallotSheet, language: Language) -> String {
    let groups = sheet.ballots().near_equal_parties();
    let said = groups.iter().map(|group| {
        let ids: Vec<String> = group.iter().map(|id| format!("`{id}`")).collect();
        let ids = listed(&ids, language);
        language.choose(
            format!("Note: {ids} are written nearly alike and have a ballot each: make sure that they are not one party.\n"),
            format!("Nota: {ids} sono scritti in modo quasi uguale e hanno una scheda ciascuno: verificare che non siano lo stesso partecipante.\n"),
        )
    });
    said.collect()
}

/// The plan's title, if there is a plan, and what is split.
fn heading(sheet: &BallotSheet, plan: Option<&Plan>, language: Language) -> String {
    let total = sheet.ballots().total().to_text(language.into());
    let title = plan.map_or_else(String::new, |plan| format!("{}\n", plan.envelope().title()));
    let split = match sheet.ballots().as_slice().len() {
        1 => language.choose(format!("1 ballot of {total}"), format!("1 scheda di {total}")),
        count => language.choose(
            format!("{count} ballots of {total} each"),
            format!("{count} schede di {total} ciascuna"),
        ),
    };
    title + &split
}

/// What was rounded, of some lines.
pub(super) fn rounding(lines: &[String], aggregate: &Aggregate, language: Language) -> String {
    let leftovers = &aggregate.receipt().leftovers;
    if leftovers.is_empty() {
        return language
            .choose(
                "Nothing was rounded: the exact amounts are whole cents.",
                "Nessun arrotondamento: gli importi esatti sono in centesimi interi.",
            )
            .to_owned();
    }
    let lines: Vec<String> = leftovers.iter().map(|leftover| format!("`{}`", lines[leftover.part])).collect();
    let lines = listed(&lines, language);
    let tied = match aggregate.receipt().tied.is_empty() {
        true => "",
        false => language
            .choose("; of equal claims, the line that stands first", "; a parità, la voce che viene prima"),
    };
    match leftovers.len() {
        1 => language.choose(
            format!("Rounded down to cents; the leftover cent went to {lines}, whose remainder was largest{tied}."),
            format!("Importi arrotondati per difetto al centesimo; il centesimo residuo è attribuito a {lines}, che ha il resto più alto{tied}."),
        ),
        _ => language.choose(
            format!("Rounded down to cents; a leftover cent each went to {lines}, whose remainders were largest{tied}."),
            format!("Importi arrotondati per difetto al centesimo; un centesimo residuo ciascuna è attribuito a {lines}, che hanno i resti più alti{tied}."),
        ),
    }
}

fn completed(sheet: &BallotSheet, plan: Option<&Plan>, language: Language) -> String {
    let parties: Vec<String> =
        sheet.completed().iter().map(|ballot| party_name(sheet, plan, *ballot)).collect();
    if parties.is_empty() {
        return String::new();
    }
    let label = language.choose("These ballots were completed", "Schede completate d'ufficio");
    format!("{label}: {}.\n", listed(&parties, language))
}

/// Where ballots differ: what they agree on, which line divides whom, and how far each is from an outcome.
///
/// ```
/// use riparto::Language;
/// use riparto::ballots::AggregationRule;
/// use riparto::report::{DisagreementReport, Report};
/// # use riparto::ballots::{BallotRow, BallotSheet, Completion};
/// # let row = |party: &str, desks: &str, outreach: &str| -> riparto::Result<BallotRow> {
/// #     Ok(BallotRow { party: party.into(), weight: 1.into(), amounts: vec![Some(desks.parse()?), Some(outreach.parse()?)] })
/// # };
/// # let rows = vec![row("anci", "60.00", "40.00")?, row("ats", "62.00", "38.00")?, row("cnr", "90.00", "10.00")?];
/// # let sheet = BallotSheet::new("100.00".parse()?, vec!["desks".into(), "outreach".into()], rows, Completion::Refused)?;
///
/// let aggregate = sheet.ballots().aggregate(AggregationRule::Mean);
/// let found = sheet.ballots().disagreement(aggregate.amounts())?;
/// let text = DisagreementReport::of(&sheet, None, &found).text(Language::English);
/// assert!(text.contains("cnr"), "{text}");
/// # Ok::<(), riparto::Error>(())
/// ```
#[derive(Clone, Copy, Debug)]
pub struct DisagreementReport<'a> {
    sheet: &'a BallotSheet,
    plan: Option<&'a Plan>,
    found: &'a Disagreement,
}

impl<'a> DisagreementReport<'a> {
    /// The report on the disagreement of a sheet of ballots, with the titles of a plan.
    #[must_use]
    pub fn of(
        sheet: &'a BallotSheet,
        plan: Option<&'a Plan>,
        found: &'a Disagreement,
    ) -> DisagreementReport<'a> {
        DisagreementReport { sheet, plan, found }
    }
}

impl Report for DisagreementReport<'_> {
    fn currency(&self) -> Currency {
        currency_of(self.plan)
    }

    fn written(&self, language: Language) -> String {
        let DisagreementReport { sheet, plan, found } = *self;
        let style = AmountStyle::from(language);
        let (core, contested) = (found.consensus().to_text(style), found.contested().to_text(style));
        let mut text = language.choose(
            format!("All agree on {core}; {contested} is contested.\n"),
            format!("Quota condivisa: {core}; quota controversa: {contested}.\n"),
        );
        if let Some(line) = found.most_divided_line() {
            let of_line = &found.lines()[line];
            let [id, _] = line_name(sheet, plan, line);
            let (least, most) = (of_line.core.to_text(style), of_line.most.to_text(style));
            let [least_by, most_by] =
                [of_line.least_by, of_line.most_by].map(|ballot| party_name(sheet, plan, ballot));
            text.push_str(&language.choose(
                format!("Most divided on `{id}`: from {least} ({least_by}) to {most} ({most_by}).\n"),
                format!("Voce più controversa: `{id}`, da {least} ({least_by}) a {most} ({most_by}).\n"),
            ));
        }
        text.push_str(&farthest_apart(sheet, plan, language));
        let mut table = TextTable::new([
            (language.choose("party", "partecipante"), Align::Left),
            (language.choose("weight", "peso"), Align::Right),
            (Currency::printed().head(language, "would have to move", "distanza").as_str(), Align::Right),
            (language.choose("farthest on", "voce più distante"), Align::Left),
        ]);
        let far = found.distances().iter().zip(found.farthest_lines());
        for (ballot, (distance, farthest)) in far.enumerate().take(MOST_LISTED) {
            let line = farthest.map_or_else(String::new, |line| sheet.lines()[line].clone());
            let weight = sheet.ballots().as_slice()[ballot].weight().to_string();
            table.row([party_name(sheet, plan, ballot), weight, moved(*distance).to_figures(style), line]);
        }
        let more = found.distances().len().saturating_sub(MOST_LISTED);
        let more = match more {
            0 => String::new(),
            more => language.choose(format!("and {more} more\n"), format!("e altri {more}\n")),
        };
        format!("{text}\n{}{more}", table.render())
    }
}

/// The two parties whose ballots are farthest apart.
fn farthest_apart(sheet: &BallotSheet, plan: Option<&Plan>, language: Language) -> String {
    let ballots = sheet.ballots();
    let count = ballots.as_slice().len();
    if count > MOST_COMPARED {
        return String::new();
    }
    let mut farthest: Option<(usize, usize, i64, usize)> = None;
    for a in 0..count {
        for b in a + 1..count {
            if let Some((distance, line)) = ballots.between(a, b)
                && farthest.is_none_or(|(_, _, most, _)| distance > most)
            {
                farthest = Some((a, b, distance, line));
            }
        }
    }
    let Some((a, b, distance, line)) = farthest else { return String::new() };
    let [a, b] = [a, b].map(|ballot| party_name(sheet, plan, ballot));
    let (euros, line) = (moved(distance).to_text(language.into()), &sheet.lines()[line]);
    let and = and(&b, language);
    language.choose(
        format!("Farthest apart are {a} {and} {b}: {euros} would have to move, most of it on `{line}`.\n"),
        format!("Distanza maggiore: tra {a} {and} {b}, {euros}, soprattutto sulla voce `{line}`.\n"),
    )
}

/// Who agrees within a tolerance.
///
/// ```
/// use riparto::Language;
/// use riparto::report::{CliqueReport, Report};
/// # use riparto::ballots::{BallotRow, BallotSheet, Completion};
/// # let row = |party: &str, desks: &str, outreach: &str| -> riparto::Result<BallotRow> {
/// #     Ok(BallotRow { party: party.into(), weight: 1.into(), amounts: vec![Some(desks.parse()?), Some(outreach.parse()?)] })
/// # };
/// # let rows = vec![row("anci", "60.00", "40.00")?, row("ats", "62.00", "38.00")?, row("cnr", "90.00", "10.00")?];
/// # let sheet = BallotSheet::new("100.00".parse()?, vec!["desks".into(), "outreach".into()], rows, Completion::Refused)?;
///
/// let tolerance = "5.00".parse()?;
/// let clique = sheet.ballots().agreement_clique(tolerance);
/// let text = CliqueReport::of(&sheet, None, tolerance, &clique).text(Language::English);
/// assert!(text.contains("anci") && text.contains("ats"), "{text}");
/// # Ok::<(), riparto::Error>(())
/// ```
#[derive(Clone, Copy, Debug)]
pub struct CliqueReport<'a> {
    sheet: &'a BallotSheet,
    plan: Option<&'a Plan>,
    tolerance: Money,
    clique: &'a AgreementClique,
}

impl<'a> CliqueReport<'a> {
    /// The report on the clique of a sheet of ballots that agrees within a tolerance on every line.
    #[must_use]
    pub fn of(
        sheet: &'a BallotSheet,
        plan: Option<&'a Plan>,
        tolerance: Money,
        clique: &'a AgreementClique,
    ) -> CliqueReport<'a> {
        CliqueReport { sheet, plan, tolerance, clique }
    }
}

impl Report for CliqueReport<'_> {
    fn currency(&self) -> Currency {
        currency_of(self.plan)
    }

    fn written(&self, language: Language) -> String {
        let CliqueReport { sheet, plan, tolerance, clique } = *self;
        let tolerance = tolerance.to_text(language.into());
        let members: Vec<String> = clique
            .members()
            .iter()
            .take(MOST_LISTED)
            .map(|ballot| party_name(sheet, plan, *ballot))
            .collect();
        let (weight, all) = (clique.weight(), sheet.ballots().weight());
        let proof = match clique.is_proven() {
            true => "",
            false => language.choose(
                "; whether a heavier set agrees is not known",
                "; non è noto se un insieme più pesante concordi",
            ),
        };
        if members.len() == 1 {
            return language.choose(
                format!("No two agree within {tolerance} on every line{proof}.\n"),
                format!("Nessuna coppia concorda entro {tolerance} su ogni voce{proof}.\n"),
            );
        }
        let members = listed(&members, language);
        language.choose(
            format!(
                "Within {tolerance} on every line agree {members}: {weight} of {all} by weight{proof}.\n"
            ),
            format!(
                "Concordano entro {tolerance} su ogni voce {members}: {weight} su {all} in peso{proof}.\n"
            ),
        )
    }
}

/// Half of a distance: what would have to move.
pub(super) fn moved(distance: i64) -> Money {
    Money::saturating((distance / 2).into())
}

/// A line's name and, if the plan has one that says more, its title.
pub(super) fn line_name(sheet: &BallotSheet, plan: Option<&Plan>, line: usize) -> [String; 2] {
    titled_line(sheet.lines(), plan, line)
}

/// The name of one of some lines and, if the plan has one that says more, its title.
pub(super) fn titled_line(lines: &[String], plan: Option<&Plan>, line: usize) -> [String; 2] {
    let name = &lines[line];
    let title = match plan {
        Some(plan) if plan.envelope().line(line).title() != name => plan.envelope().line(line).title(),
        _ => "",
    };
    [name.clone(), title.to_owned()]
}

/// A party's name up to its first comma (`ARTI, Agenzia regionale …`), or its id.
pub(super) fn party_name(sheet: &BallotSheet, plan: Option<&Plan>, ballot: usize) -> String {
    let id = sheet.ballots().as_slice()[ballot].party();
    let party = plan.and_then(|plan| plan.parties().iter().find(|party| party.id() == id));
    let name = party.map_or("", |party| party.name()).split(',').next().unwrap_or_default().trim();
    if name.is_empty() { id.to_owned() } else { name.to_owned() }
}

/// Names in a sentence.
pub(super) fn listed(names: &[String], language: Language) -> String {
    match names {
        [] => String::new(),
        [one] => one.clone(),
        [first @ .., last] => format!("{} {} {last}", first.join(", "), and(last, language)),
    }
}

/// The word between two names; in Italian `ed` before an `e`.
fn and(next: &str, language: Language) -> &'static str {
    let euphonic = next.trim_start_matches('`').starts_with(['e', 'E']);
    language.choose("and", if euphonic { "ed" } else { "e" })
}
