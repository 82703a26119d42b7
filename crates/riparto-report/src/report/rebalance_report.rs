//! The nearest allocation to a wish, a conflict of rules, and a counter-proposal.

use super::comparison_report::ComparisonReport;
use super::displayed::Report;
use super::plan_report::name;
use super::settlement_report::transfers as transfers_of;
use super::text_table::{Align, TextTable};
use super::words::{currency_of, follows};
use riparto_core::money::{AmountStyle, Currency, Language, Money};
use riparto_core::plan::{Comparison, DerivedCompletion, Plan, Proposal, Transfer};
use riparto_rebalance::rebalance::{Answer, Conflict, CounterProposal, Given, Giving, Nearest};
use riparto_rebalance::transfers::SettlementAnswer;

/// The nearest allocation beside the approved one and the wish, what holds it there, and the transfers that lead to it.
///
/// ```
/// use riparto::report::{NearestReport, Report};
/// use riparto::{Answer, Language, Money, Rebalance};
/// # let plan = riparto::Plan::from_json(
/// #     r#"{ "format": "riparto.plan/1", "title": "Plan", "total": "100.00",
/// #          "lines": [ {"id": "desks", "amount": "60.00"}, {"id": "outreach", "amount": "40.00"} ],
/// #          "rules": [ {"id": "outreach-floor", "scope": {"lines": ["outreach"]}, "limit": {"floor": "35.00"}} ] }"#,
/// # )?;
///
/// let wish = [Money::from_euros(80), Money::from_euros(20)];
/// let Answer::Found(nearest) = Rebalance::new().wishes(&wish).run(&plan)? else { panic!("the rules leave room") };
/// let text = NearestReport::of(&plan, &wish, &nearest).text(Language::English);
/// assert!(text.contains("35.00"), "{text}");
/// # Ok::<(), riparto::Error>(())
/// ```
#[derive(Clone, Copy, Debug)]
pub struct NearestReport<'a> {
    plan: &'a Plan,
    wish: Option<&'a [Money]>,
    nearest: &'a Nearest,
}

impl<'a> NearestReport<'a> {
    /// The report on the nearest allocation of a plan to a wish, which has an amount for each line. The wish is shown with what follows
    /// it ([`Nearest::wished`]).
    #[must_use]
    pub fn of(plan: &'a Plan, wish: &'a [Money], nearest: &'a Nearest) -> NearestReport<'a> {
        NearestReport { plan, wish: Some(wish), nearest }
    }

    /// The report on the nearest allocation to what is approved, such as what gives to some lines: the lines that change.
    #[must_use]
    pub fn of_changes(plan: &'a Plan, nearest: &'a Nearest) -> NearestReport<'a> {
        NearestReport { plan, wish: None, nearest }
    }

    /// Each line beside its wish.
    fn wishes(&self, wish: &[Money], language: Language) -> String {
        let wish = self.plan.wish_with_what_follows(wish);
        let style = AmountStyle::from(language);
        let mut table = TextTable::new([
            (language.choose("line", "voce"), Align::Left),
            ("", Align::Left),
            (Currency::printed().head(language, "approved", "vigente").as_str(), Align::Right),
            (Currency::printed().head(language, "wish", "desiderato").as_str(), Align::Right),
            (Currency::printed().head(language, "nearest", "più vicino").as_str(), Align::Right),
            (language.choose("to the wish", "differenza"), Align::Right),
        ]);
        let amounts = self.plan.approved().iter().zip(&*wish).zip(self.nearest.allocation().amounts());
        for (((line, approved), wish), found) in amounts {
            let [id, title] = name(line);
            let apart = found - *wish;
            let apart = if apart.is_zero() { String::new() } else { apart.to_figures(style) };
            let [approved, wish, found] = [approved, *wish, *found].map(|amount| amount.to_figures(style));
            table.row([id, title, approved, wish, found, apart]);
        }
        let total = self.plan.approved().total().to_figures(style);
        let label = language.choose("total", "totale").to_owned();
        let wished = Money::checked_sum(wish.iter().copied())
            .map_or_else(|_| String::new(), |sum| sum.to_figures(style));
        table.foot([label, String::new(), total.clone(), wished, total, String::new()]);
        table.render()
    }
}

impl Report for NearestReport<'_> {
    fn currency(&self) -> Currency {
        currency_of(Some(self.plan))
    }

    fn written(&self, language: Language) -> String {
        let NearestReport { plan, wish, nearest } = *self;
        let table = match wish {
            Some(wish) => self.wishes(wish, language),
            None => {
                let comparison = Comparison::of(plan.approved(), nearest.allocation());
                ComparisonReport::of(&comparison).text(language)
            }
        };
        let held: Vec<String> = nearest.binding().map(|rule| format!("`{}`", rule.id())).collect();
        let held = match held.as_slice() {
            [] => String::new(),
            rules => {
                format!("{}: {}.\n", language.choose("Held by", "Vincoli che limitano"), rules.join(", "))
            }
        };
        let proof = match nearest.is_proven() {
            true => "",
            false => language.choose(
                "The search ended before it proved that nothing is nearer.\n",
                "Ricerca terminata prima di dimostrare che non esistono importi più vicini.\n",
            ),
        };
        let transfers = match nearest.settlement() {
            Some(SettlementAnswer::Found(found)) if found.transfers().is_empty() => {
                language.choose("Nothing changes.\n", "Nessuna variazione.\n").to_owned()
            }
            Some(SettlementAnswer::Found(found)) => {
                let moved = language.choose("The transfers that lead there", "Storni necessari");
                format!("{moved}:\n\n{}", transfers_of(found, language))
            }
            Some(blocked) => {
                let broken = language.choose(
                "These amounts break no rule, but cannot be reached by transfers that break none",
                "Questi importi rispettano tutti i vincoli, ma nessuna serie di storni ammessi vi conduce",
            );
                format!("{broken}: {}", blocked.display(language))
            }
            None => String::new(),
        };
        format!("{}\n\n{}\n{held}{proof}{transfers}", plan.envelope().title(), table)
    }
}

/// What parts got of what was to be given to them, where that is not all, and which other lines changed; empty if there is nothing
/// to say.
///
/// ```
/// use riparto::rebalance::{Giving, PlanPart};
/// use riparto::report::{GivenReport, Report};
/// use riparto::{Language, Rebalance};
/// # let plan = riparto::Plan::from_json(
/// #     r#"{ "format": "riparto.plan/1", "title": "Plan", "total": "100.00",
/// #          "lines": [ {"id": "desks", "amount": "60.00"}, {"id": "outreach", "amount": "40.00"} ],
/// #          "rules": [ {"id": "outreach-floor", "scope": {"lines": ["outreach"]}, "limit": {"floor": "35.00"}} ] }"#,
/// # )?;
///
/// let giving = Giving::new().change(PlanPart::Line("desks".into()), "5.00".parse()?);
/// let given = giving.run(&plan, &Rebalance::new())?;
/// let text = GivenReport::of(&giving, &given).text(Language::English);
/// assert!(text.contains("desks"), "{text}");
/// # Ok::<(), riparto::Error>(())
/// ```
#[derive(Clone, Copy, Debug)]
pub struct GivenReport<'a> {
    giving: &'a Giving,
    given: &'a Given,
}

impl<'a> GivenReport<'a> {
    /// The report on what was to be given and what was.
    #[must_use]
    pub fn of(giving: &'a Giving, given: &'a Given) -> GivenReport<'a> {
        GivenReport { giving, given }
    }
}

impl Report for GivenReport<'_> {
    fn written(&self, language: Language) -> String {
        let GivenReport { giving, given } = *self;
        let style = AmountStyle::from(language);
        let mut text = String::new();
        for ((part, asked), (_, got)) in giving.changes().iter().zip(given.changes()) {
            let [shown, whole] = [got, asked].map(|change| change.to_text(style));
            text.push_str(&match got == asked {
            true => {
                language.choose(format!("`{part}` gets {shown}.\n"), format!("`{part}` riceve {shown}.\n"))
            }
            false => language.choose(
                format!("`{part}` gets {shown} of {whole}: the rules allow nothing nearer.\n"),
                format!(
                    "`{part}` riceve {shown} su {whole}: i vincoli non consentono di avvicinarsi di più.\n"
                ),
            ),
        });
        }
        if !given.others().is_empty() {
            let others: Vec<String> = given.others().iter().map(|line| format!("`{line}`")).collect();
            let others = others.join(", ");
            text.push_str(&language.choose(
                format!("Lines that change though they are not among those that may give: {others}.\n"),
                format!("Voci che variano pur non essendo tra quelle da cui prendere: {others}.\n"),
            ));
        }
        text
    }
}

/// Whether rules can hold together; if not, which cannot and the cheapest way out.
impl Report for Answer<(), Conflict> {
    fn written(&self, language: Language) -> String {
        match self {
            Answer::Found(()) => {
                language.choose("The rules can hold together.\n", "I vincoli sono compatibili.\n").to_owned()
            }
            Answer::Infeasible(found) => found.text(language),
            Answer::Unknown => unproven(language).to_owned(),
        }
    }
}

/// That a search ended with nothing found and nothing excluded.
pub(super) fn unproven(language: Language) -> &'static str {
    language.choose(
        "The search ended before it found an allocation that respects all rules, or proved that there is none.\n",
        "Ricerca terminata prima di trovare una ripartizione che rispetti tutti i vincoli, o di dimostrare che non \
         esiste.\n",
    )
}

/// Rules that cannot hold together, in a sentence, and the cheapest way out in euros.
impl Report for Conflict {
    fn written(&self, language: Language) -> String {
        let style = AmountStyle::from(language);
        let mut text = format!(
            "{}\n  {}\n",
            language.choose(
                "No allocation respects all rules:",
                "Nessuna ripartizione rispetta tutti i vincoli:"
            ),
            self.explanation(language)
        );
        for rule in self.rules().filter(|rule| !rule.text().is_empty()) {
            text.push_str(&format!("  `{}`: {}\n", rule.id(), rule.text_in(language)));
        }
        let euros = |cents: i128| Money::saturating(cents).to_text(style);
        text.push_str(&match (self.relaxation_cents(), self.is_relaxation_proven()) {
            (None, _) => language
                .choose(
                    "By how much rules would have to give way is not known.\n",
                    "Non è noto di quanto i limiti dovrebbero essere allentati.\n",
                )
                .to_owned(),
            (Some(cents), true) => {
                let total = euros(cents);
                language.choose(
                    format!("The cheapest way out: rules give way by {total} in all.\n"),
                    format!("Soluzione meno onerosa: allentare i limiti di {total} complessivi.\n"),
                )
            }
            (Some(cents), false) => {
                let total = euros(cents);
                let least = euros(self.relaxation_at_least().unwrap_or_default());
                language.choose(
                    format!(
                        "A way out: rules give way by {total} in all; {least} is the least that could do.\n"
                    ),
                    format!("Una soluzione: allentare i limiti di {total} complessivi; meno di {least} non può bastare.\n"),
                )
            }
        });
        for (rule, cents) in self.relaxation() {
            text.push_str(&format!("  `{}`: {}\n", rule.id(), euros(cents)));
        }
        text
    }
}

/// The nearest admissible proposal to one that is forbidden, in transfers, and the lines that it changes though the other does
/// not name them.
impl Report for CounterProposal {
    fn written(&self, language: Language) -> String {
        let mut text = language
            .choose("The nearest proposal that is not forbidden:\n", "La proposta ammissibile più vicina:\n")
            .to_owned();
        text.push_str(&transfers(self.proposal().transfers(), language));
        let ids =
            |lines: &[String]| lines.iter().map(|line| format!("`{line}`")).collect::<Vec<_>>().join(", ");
        if !self.derived().is_empty() {
            let follow = language.choose("  Derived lines that follow", "  Voci calcolate che si adeguano");
            text.push_str(&format!("{follow}: {}.\n", ids(self.derived())));
        }
        if !self.payers().is_empty() {
            let pay = language.choose("  Lines that pay for them", "  Voci che ne sostengono la spesa");
            text.push_str(&format!("{pay}: {}.\n", ids(self.payers())));
        }
        if !self.unnamed().is_empty() {
            let others = language.choose(
            "  It also changes lines that the proposal does not name, as nothing is admissible without them",
            "  Variano anche voci che la proposta non indica, perché altrimenti nessuna proposta è ammissibile",
        );
            text.push_str(&format!("{others}: {}.\n", ids(self.unnamed())));
        }
        text
    }
}

/// How derived lines are completed after a proposal: the transfers to add, or why there are none; empty if nothing
/// is needed.
impl Report for DerivedCompletion {
    fn written(&self, language: Language) -> String {
        match self {
            DerivedCompletion::Needless => String::new(),
            DerivedCompletion::Impossible(why) => language.choose(
                format!("Derived lines cannot be made right: {}.\n", why.message(language)),
                format!("Le voci calcolate non si possono adeguare: {}.\n", why.message(language)),
            ),
            DerivedCompletion::Completed(completed) => {
                let text = language.choose(
                    "With these transfers added, derived lines hold what is due:\n",
                    "Storni da aggiungere per adeguare le voci calcolate:\n",
                );
                text.to_owned() + &transfers(completed.added(), language)
            }
        }
    }
}

/// What follows a proposal so that derived lines hold what is due, as their rules say who pays: transfers that are judged with it, or
/// why there are none; empty if nothing follows.
///
/// ```
/// use riparto::report::{FollowingReport, Report};
/// use riparto::{Language, Plan, Proposal};
///
/// let plan = Plan::from_json(
///     r#"{ "format": "riparto.plan/1", "title": "Plan", "total": "2000.00",
///          "lines": [ {"id": "desks", "amount": "1000.00"}, {"id": "indirect", "amount": "70.00"}, {"id": "reserve", "amount": "930.00"} ],
///          "rules": [ {"id": "flat", "scope": {"lines": ["indirect"]},
///                      "limit": {"derived": {"percent": "7", "of": {"lines": ["desks"]}, "paid_by": "giver"}}} ] }"#,
/// )?;
/// let proposal = Proposal::new("p1", "anci")?.transfer("reserve", "desks", "100.00".parse()?)?;
/// let completion = plan.follow(&proposal)?;
/// let text = FollowingReport::of(&completion).text(Language::English);
/// assert!(text.ends_with("  €7.00 from `reserve` to `indirect` (follows)\n"));
/// # Ok::<(), riparto::Error>(())
/// ```
#[derive(Clone, Copy, Debug)]
pub struct FollowingReport<'a>(&'a DerivedCompletion);

impl<'a> FollowingReport<'a> {
    /// The report on what [`Plan::follow`](riparto_core::plan::Plan::follow) found.
    #[must_use]
    pub fn of(completion: &'a DerivedCompletion) -> FollowingReport<'a> {
        FollowingReport(completion)
    }
}

impl Report for FollowingReport<'_> {
    fn written(&self, language: Language) -> String {
        match self.0 {
            DerivedCompletion::Impossible(why) => language.choose(
                format!(
                    "Derived lines cannot follow: {}. The proposal is judged as it stands.\n",
                    why.message(language)
                ),
                format!(
                    "Le voci calcolate non si possono adeguare: {}. La proposta è valutata così com'è.\n",
                    why.message(language)
                ),
            ),
            DerivedCompletion::Completed(completed) if !completed.added().is_empty() => {
                let text = language.choose(
                    "These transfers follow, so that derived lines hold what is due; the proposal is judged with them:\n",
                    "Storni di adeguamento delle voci calcolate, con i quali la proposta è valutata:\n",
                );
                text.to_owned() + &transfers(completed.added(), language)
            }
            DerivedCompletion::Completed(_) | DerivedCompletion::Needless => String::new(),
        }
    }
}

/// What transfers that are written once for several sources became; empty if all named lines.
///
/// ```
/// use riparto::report::{Report, SourcesReport};
/// use riparto::{Language, Plan, Proposal};
///
/// let plan = Plan::from_json(
///     r#"{ "format": "riparto.plan/1", "title": "Plan", "total": "200.00",
///          "lines": [ {"id": "A1-eu", "amount": "75.00", "labels": {"action": "A1", "source": "eu"}},
///                     {"id": "A1-state", "amount": "25.00", "labels": {"action": "A1", "source": "state"}},
///                     {"id": "reserve", "amount": "100.00"} ],
///          "co_financing": {"by": "source", "each": "action", "rates": {"eu": "75", "state": "25"}, "residual_to": "state"} }"#,
/// )?;
/// let proposal = Proposal::new("p1", "anci")?.transfer("reserve", "action=A1", "10.00".parse()?)?;
/// let split = plan.split_by_source(&proposal)?;
/// let text = SourcesReport::of(&proposal, &split).text(Language::English);
/// assert!(text.ends_with("  €7.50 from `reserve` to `A1-eu`\n  €2.50 from `reserve` to `A1-state`\n"));
/// # Ok::<(), riparto::Error>(())
/// ```
#[derive(Clone, Copy, Debug)]
pub struct SourcesReport<'a>(Option<&'a Proposal>);

impl<'a> SourcesReport<'a> {
    /// The report on what [`Plan::split_by_source`](riparto_core::plan::Plan::split_by_source) made of a proposal as it is stated.
    #[must_use]
    pub fn of(stated: &Proposal, split: &'a Proposal) -> SourcesReport<'a> {
        SourcesReport((stated != split).then_some(split))
    }
}

impl Report for SourcesReport<'_> {
    fn written(&self, language: Language) -> String {
        let Some(split) = self.0 else { return String::new() };
        let text = language.choose(
            "By source, the transfers of the proposal are:\n",
            "Per fonte, gli storni della proposta sono:\n",
        );
        text.to_owned() + &transfers(split.transfers(), language)
    }
}

fn transfers(transfers: &[Transfer], language: Language) -> String {
    let style = AmountStyle::from(language);
    let line = |transfer: &Transfer| {
        let (amount, from, to) = (transfer.amount().to_text(style), transfer.from(), transfer.to());
        let mark = follows(transfer, language);
        language.choose(
            format!("  {amount} from `{from}` to `{to}`{mark}\n"),
            format!("  {amount} da `{from}` a `{to}`{mark}\n"),
        )
    };
    transfers.iter().map(line).collect()
}
