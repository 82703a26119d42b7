//! Proposals counted as if they were approved, and what others would take.

use super::displayed::Report;
use super::plan_report::name;
use super::text_table::{Align, TextTable};
use super::words::{party, subject};
use riparto_core::money::{AmountStyle, Currency, Language};
use riparto_core::rules::Authorization;
use riparto_rebalance::rebalance::Headroom;
use riparto_table::table::{LineClaims, Preview};

/// The proposals that are counted as if they were approved, each with its version and what it needs in its turn.
impl Report for Preview {
    fn currency(&self) -> Currency {
        self.plan().envelope().currency()
    }

    fn written(&self, language: Language) -> String {
        let counted = "Counted as if approved, in this order:\n";
        let mut text = language.choose(counted, "Considerate come approvate, in quest'ordine:\n").to_owned();
        let version_word = language.choose("version", "versione");
        for (step, version) in self.steps().iter().zip(self.versions()) {
            let proposal = step.assessment().proposal();
            let (id, about) = (proposal.id(), subject(proposal, language));
            let by = party(Some(self.plan()), proposal.party());
            let needs = match step.authorization() {
                Authorization::Free => {
                    language.choose("needs no authorization", "nessuna autorizzazione richiesta").to_owned()
                }
                level @ (Authorization::Notification
                | Authorization::PriorApproval
                | Authorization::Exceptional
                | Authorization::Forbidden) => {
                    let counts =
                        step.findings().filter(|(finding, waived)| !waived && finding.needs() == level);
                    let mut rules: Vec<String> =
                        counts.map(|(finding, _)| format!("`{}`", finding.rule().id())).collect();
                    rules.dedup();
                    format!("{} ({})", level.words(language), rules.join(", "))
                }
            };
            text.push_str(&format!("  `{id}`, {version_word} {version}, {by}: {about} [{needs}]\n"));
        }
        text
    }
}

/// What proposals that are not decided would take from lines and bring to them, beside what the lines may give and receive.
///
/// ```
/// use riparto::report::{ClaimsReport, Report};
/// use riparto::{Authorization, Headroom, Language};
/// # use riparto::journal::MemoryStore;
/// # use riparto::table::{Command, PersistentTable};
/// # let mut kept = PersistentTable::open(MemoryStore::new())?;
/// # let mut say = |text: &str| kept.submit(&Command::from_json(text)?);
/// # let _ = say(r#"{"id": "c1", "party": "regione", "do": {"open": {"plan":
/// #     { "format": "riparto.plan/1", "title": "Plan", "total": "100.00",
/// #       "lines": [ {"id": "desks", "amount": "60.00"}, {"id": "outreach", "amount": "40.00"} ],
/// #       "parties": [ {"id": "regione", "role": "authority"}, {"id": "anci"} ] }}}}"#)?;
/// # let _ = say(r#"{"id": "c2", "party": "anci", "do": {"propose": {"proposal":
/// #     {"id": "p1", "party": "anci", "transfers": [ {"from": "outreach", "to": "desks", "amount": "5.00"} ]}}}}"#)?;
/// # let table = kept.table();
///
/// let headroom = Headroom::of(table.plan().expect("it is open"), Authorization::Free);
/// let claims = table.line_claims(&[])?;
/// let text = ClaimsReport::of(&headroom, &claims).text(Language::English);
/// assert!(text.contains("5.00"), "{text}");
/// # Ok::<(), riparto::Error>(())
/// ```
#[derive(Clone, Copy, Debug)]
pub struct ClaimsReport<'a> {
    headroom: &'a Headroom,
    claims: &'a [LineClaims],
}

impl<'a> ClaimsReport<'a> {
    /// The report on the claims of proposals to the lines of a plan.
    #[must_use]
    pub fn of(headroom: &'a Headroom, claims: &'a [LineClaims]) -> ClaimsReport<'a> {
        ClaimsReport { headroom, claims }
    }
}

/// Nothing where no proposal waits.
impl Report for ClaimsReport<'_> {
    fn currency(&self) -> Currency {
        self.headroom.envelope().currency()
    }

    fn written(&self, language: Language) -> String {
        if self.claims.is_empty() {
            return String::new();
        }
        let (style, currency) = (AmountStyle::from(language), Currency::printed());
        let mut table = TextTable::new([
            (language.choose("line", "voce"), Align::Left),
            ("", Align::Left),
            (currency.head(language, "would give", "cederebbe").as_str(), Align::Right),
            (currency.head(language, "may give", "può cedere").as_str(), Align::Right),
            (currency.head(language, "would receive", "riceverebbe").as_str(), Align::Right),
            (currency.head(language, "may receive", "può ricevere").as_str(), Align::Right),
            (language.choose("proposals", "proposte"), Align::Left),
        ]);
        let mut beyond = Vec::new();
        for margin in self.headroom.iter() {
            let Some(claims) = self.claims.iter().find(|claims| claims.line == margin.line.id()) else {
                continue;
            };
            let [id, title] = name(margin.line);
            let side = |claimed: riparto_core::money::Money, may: riparto_core::money::Money| match claimed
                .is_zero()
            {
                true => [String::new(), String::new()],
                false => [claimed.to_figures(style), may.to_figures(style)],
            };
            let ([gives, may_give], [receives, may_receive]) =
                (side(claims.gives, margin.give), side(claims.receives, margin.receive));
            if claims.gives > margin.give || claims.receives > margin.receive {
                beyond.push(format!("`{}`", claims.line));
            }
            table.row([id, title, gives, may_give, receives, may_receive, claims.proposals.join(", ")]);
        }
        let head = language.choose(
            "What proposals on the table would take, beside these margins",
            "Quanto impegnerebbero le proposte non ancora decise, a fronte di questi margini",
        );
        let mut text = format!("\n{head}:\n\n{}", table.render());
        if !beyond.is_empty() {
            let lines = beyond.join(", ");
            text.push_str(&language.choose(
                format!("More than the margin of {lines}.\n"),
                format!("Oltre il margine di {lines}.\n"),
            ));
        }
        text
    }
}
