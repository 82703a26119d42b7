//! A proposal: what it changes and what it needs.

use super::comparison_report::ComparisonReport;
use super::displayed::Report;
use riparto_core::money::{AmountStyle, Currency, Language};
use riparto_core::plan::{Assessment, Comparison, Proposal, TransferBounds};
use riparto_core::rules::Authorization;

/// What a proposal changes and what it needs: the comparison of what is approved with what it leads to, and what it breaks.
///
/// ```
/// use riparto::plan::Comparison;
/// use riparto::report::{AssessmentReport, Report};
/// use riparto::{Language, Proposal};
/// # let plan = riparto::Plan::from_json(
/// #     r#"{ "format": "riparto.plan/1", "title": "Plan", "total": "100.00",
/// #          "lines": [ {"id": "desks", "amount": "60.00"}, {"id": "outreach", "amount": "40.00"} ],
/// #          "rules": [ {"id": "up", "scope": {"lines": ["desks"]}, "limit": {"variation": {"up": {"percent": "20"}}}} ] }"#,
/// # )?;
///
/// let assessment = plan.assess(&Proposal::new("p1", "anci")?.transfer("outreach", "desks", "10.00".parse()?)?)?;
/// let comparison = Comparison::of_assessment(&plan, &assessment)?;
/// let text = AssessmentReport::of(&assessment, &comparison).text(Language::English);
/// assert!(text.contains("12.00  10.00  2.00"), "the allowance, used, left: {text}");
/// # Ok::<(), riparto::Error>(())
/// ```
#[derive(Clone, Copy, Debug)]
pub struct AssessmentReport<'a> {
    assessment: &'a Assessment,
    table: ComparisonReport<'a>,
    is_proposed: bool,
}

impl<'a> AssessmentReport<'a> {
    /// The report on an assessment and its comparison, by line or by labels.
    #[must_use]
    pub fn of(assessment: &'a Assessment, comparison: &'a Comparison) -> AssessmentReport<'a> {
        AssessmentReport { assessment, table: ComparisonReport::of(comparison), is_proposed: true }
    }

    /// Whether rows without a change are shown one by one; if not, as one row.
    #[must_use]
    pub fn all(self, all: bool) -> AssessmentReport<'a> {
        AssessmentReport { table: self.table.all(all), ..self }
    }

    /// Transfers that somebody asks about and no party has proposed: neither an id nor a party is named.
    #[must_use]
    pub fn unproposed(self) -> AssessmentReport<'a> {
        AssessmentReport { is_proposed: false, ..self }
    }
}

impl Report for AssessmentReport<'_> {
    fn currency(&self) -> Currency {
        self.assessment.currency()
    }

    fn written(&self, language: Language) -> String {
        let (assessment, style) = (self.assessment, AmountStyle::from(language));
        let proposal = assessment.proposal();
        let by = language.choose("by", "di");
        let label = language.choose("Proposal", "Proposta");
        let envelope = assessment.before().envelope();
        let mut text = envelope.title().to_owned();
        if self.is_proposed {
            text.push_str(&format!("\n{label} `{}` {by} `{}`", proposal.id(), proposal.party()));
        }
        if !proposal.title().is_empty() {
            text.push_str(&format!(": {}", proposal.title()));
        }
        text.push('\n');
        if !proposal.reason().is_empty() {
            text.push_str(&format!("{}: {}\n", language.choose("Reason", "Motivazione"), proposal.reason()));
        }
        let moved = assessment.moved().to_text(style);
        text + "\n"
            + &self.table.written(language)
            + "\n"
            + &language.choose(
                format!("{moved} moves between lines. "),
                format!("Importo complessivo degli storni: {moved}. "),
            )
            + &assessment.findings().text(language)
    }
}

/// What a proposal changes and what it needs; [`AssessmentReport`] has the allowances too.
impl Report for Assessment {
    fn currency(&self) -> Currency {
        self.before().envelope().currency()
    }

    fn written(&self, language: Language) -> String {
        let comparison = Comparison::of(self.before(), &self.after());
        AssessmentReport::of(self, &comparison).written(language)
    }
}

/// What a proposal of one transfer could have moved with less authorization, as [`Plan::would_pass`] finds it; empty if
/// there is nothing to say.
///
/// [`Plan::would_pass`]: riparto_core::plan::Plan::would_pass
///
/// ```
/// use riparto::report::{PassingReport, Report};
/// use riparto::{Language, Proposal};
/// # let plan = riparto::Plan::from_json(
/// #     r#"{ "format": "riparto.plan/1", "title": "Plan", "total": "100.00",
/// #          "lines": [ {"id": "desks", "amount": "60.00"}, {"id": "outreach", "amount": "40.00"} ],
/// #          "rules": [ {"id": "outreach-floor", "scope": {"lines": ["outreach"]}, "limit": {"floor": "35.00"}} ] }"#,
/// # )?;
///
/// let proposal = Proposal::new("p1", "anci")?.transfer("outreach", "desks", "10.00".parse()?)?;
/// let passing = plan.would_pass(&proposal)?;
/// assert_eq!(
///     PassingReport::of(&proposal, &passing).text(Language::English),
///     "Up to €5.00 from `outreach` to `desks` would pass without authorization.
/// "
/// );
/// # Ok::<(), riparto::Error>(())
/// ```
#[derive(Clone, Copy, Debug)]
pub struct PassingReport<'a> {
    proposal: &'a Proposal,
    passing: &'a [(Authorization, TransferBounds)],
}

impl<'a> PassingReport<'a> {
    /// The report on a proposal and what [`Plan::would_pass`](riparto_core::plan::Plan::would_pass) found of it.
    #[must_use]
    pub fn of(proposal: &'a Proposal, passing: &'a [(Authorization, TransferBounds)]) -> PassingReport<'a> {
        PassingReport { proposal, passing }
    }
}

impl Report for PassingReport<'_> {
    fn written(&self, language: Language) -> String {
        let PassingReport { proposal, passing } = *self;
        let [transfer] = proposal.transfers() else {
            return String::new();
        };
        let style = AmountStyle::from(language);
        let (from, to) = (transfer.from(), transfer.to());
        let sentence = |(level, bounds): &(Authorization, TransferBounds)| {
            let most_is_zero = bounds.passes().is_zero();
            let most = bounds.passes().to_text(style);
            let above = if bounds.is_proven() {
                String::new()
            } else {
                let at_most = bounds.at_most().to_text(style);
                language.choose(
                    format!(" (none above {at_most} does; in between nothing is proven)"),
                    format!(
                        " (nessun importo superiore a {at_most}; per quelli intermedi nulla è dimostrato)"
                    ),
                )
            };
            let with = match level {
                Authorization::Free => {
                    language.choose("without authorization", "Senza autorizzazione").to_owned()
                }
                level @ (Authorization::Notification
                | Authorization::PriorApproval
                | Authorization::Exceptional
                | Authorization::Forbidden) => {
                    format!("{} {}", language.choose("with", "Con"), level.words(language))
                }
            };
            if most_is_zero {
                return language.choose(
                    format!("Nothing from `{from}` to `{to}` would pass {with}{above}.\n"),
                    format!("{with} nessun importo può essere trasferito da `{from}` a `{to}`{above}.\n"),
                );
            }
            language.choose(
                format!("Up to {most} from `{from}` to `{to}` would pass {with}{above}.\n"),
                format!("{with} si possono trasferire fino a {most} da `{from}` a `{to}`{above}.\n"),
            )
        };
        passing.iter().map(sentence).collect()
    }
}
