//! A proposal: before, after and change of each line, and what it needs.

use super::displayed::Report;
use super::plan_report::name;
use super::text_table::{Align, TextTable};
use riparto_core::money::{AmountStyle, Currency, Language, Money, MoneyDelta};
use riparto_core::plan::{Assessment, Proposal};
use riparto_core::rules::Authorization;

/// The lines before and after a proposal, with the change of each: the comparison table that requests for variation
/// enclose (as in GU 23A04924, art. 12, paragraph 3).
impl Report for Assessment {
    fn currency(&self) -> Currency {
        self.before().envelope().currency()
    }

    fn written(&self, language: Language) -> String {
        let style = AmountStyle::from(language);
        let proposal = self.proposal();
        let mut table = TextTable::new([
            (language.choose("line", "voce"), Align::Left),
            ("", Align::Left),
            (Currency::printed().head(language, "before", "prima").as_str(), Align::Right),
            (Currency::printed().head(language, "after", "dopo").as_str(), Align::Right),
            (language.choose("change", "variazione"), Align::Right),
        ]);
        let after = self.after();
        for ((line, before), after) in self.before().iter().zip(after.amounts()) {
            let [id, title] = name(line);
            let delta = after - before;
            let change = if delta.is_zero() { String::new() } else { delta.to_figures(style) };
            table.row([id, title, before.to_figures(style), after.to_figures(style), change]);
        }
        let total = self.before().total().to_figures(style);
        let unchanged = MoneyDelta::ZERO.to_figures(style);
        table.foot([
            language.choose("total", "totale").to_owned(),
            String::new(),
            total.clone(),
            total,
            unchanged,
        ]);
        let by = language.choose("by", "di");
        let label = language.choose("Proposal", "Proposta");
        let envelope = self.before().envelope();
        let mut text =
            format!("{}\n{label} `{}` {by} `{}`", envelope.title(), proposal.id(), proposal.party());
        if !proposal.title().is_empty() {
            text.push_str(&format!(": {}", proposal.title()));
        }
        text.push('\n');
        if !proposal.reason().is_empty() {
            text.push_str(&format!("{}: {}\n", language.choose("Reason", "Motivazione"), proposal.reason()));
        }
        let moved = self.moved().to_text(style);
        text + "\n"
            + &table.render()
            + "\n"
            + &language.choose(
                format!("{moved} moves between lines. "),
                format!("Importo complessivo degli storni: {moved}. "),
            )
            + &self.findings().text(language)
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
    passing: &'a [(Authorization, Money)],
}

impl<'a> PassingReport<'a> {
    /// The report on a proposal and what [`Plan::would_pass`](riparto_core::plan::Plan::would_pass) found of it.
    #[must_use]
    pub fn of(proposal: &'a Proposal, passing: &'a [(Authorization, Money)]) -> PassingReport<'a> {
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
        let sentence = |(level, most): &(Authorization, Money)| {
            let most_is_zero = most.is_zero();
            let most = most.to_text(style);
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
                    format!("Nothing from `{from}` to `{to}` would pass {with}.\n"),
                    format!("{with} nessun importo può essere trasferito da `{from}` a `{to}`.\n"),
                );
            }
            language.choose(
                format!("Up to {most} from `{from}` to `{to}` would pass {with}.\n"),
                format!("{with} si possono trasferire fino a {most} da `{from}` a `{to}`.\n"),
            )
        };
        passing.iter().map(sentence).collect()
    }
}
