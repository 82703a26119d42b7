//! `ApprovalPolicy`: whose agreement a proposal needs before the authority may approve it.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use riparto_core::capacity::{MAX_BALLOT_WEIGHT, MAX_PARTIES};
use riparto_core::error::{Cause, Error, Result};
use riparto_core::money::{Language, Percent, Rounding, Weight, weights_by_name};
use riparto_core::plan::{Party, Role};
use riparto_core::reader::unique_map;
use riparto_core::rules::Authorization;
use riparto_core::words::{both, named};

/// Whose agreement is needed.
///
/// ```
/// use riparto::Language;
/// use riparto::table::Consent;
///
/// let majority: Consent = serde_json::from_str(r#"{"majority": {"percent": "50"}}"#).unwrap();
/// assert!(matches!(majority, Consent::Majority { .. }));
/// assert!(majority.words(Language::English).contains("50"));
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
#[non_exhaustive]
pub enum Consent {
    /// The authority decides alone.
    #[default]
    Authority,
    /// Every party but the authority consents.
    #[doc(alias = "unanimità")]
    Unanimity,
    /// Consenting parties weigh more than this percentage of all parties except the authority.
    #[doc(alias = "maggioranza")]
    Majority {
        /// From 0 to 100, exceeded strictly: 50 is a simple majority.
        percent: Percent,
    },
}

impl Consent {
    /// What it asks for, as minutes say it.
    #[must_use]
    pub fn words(&self, language: Language) -> String {
        match self {
            Consent::Authority => language
                .choose("the authority decides alone", "decide la sola Amministrazione procedente")
                .to_owned(),
            Consent::Unanimity => {
                language.choose("all parties consent", "occorre l'assenso di tutti").to_owned()
            }
            Consent::Majority { percent } => language.choose(
                format!("more than {percent} % consent"),
                format!("occorre l'assenso di oltre il {percent} %"),
            ),
        }
    }
}

/// Who may approve a proposal that needs no authorization.
///
/// ```
/// use riparto::table::{ApprovalPolicies, FreeApproval};
///
/// let policies = ApprovalPolicies::default().with_free(FreeApproval::ByTheLead);
/// assert_eq!(policies.free(), FreeApproval::ByTheLead);
/// assert_eq!(ApprovalPolicies::default().free(), FreeApproval::ByTheAuthority);
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum FreeApproval {
    /// The authority alone.
    #[default]
    ByTheAuthority,
    /// The lead, as well as the authority.
    #[doc(alias = "capofila")]
    ByTheLead,
    /// The party of the proposal, as well as the authority.
    ByTheProposer,
}

impl FreeApproval {
    fn is_default(&self) -> bool {
        *self == FreeApproval::default()
    }

    /// Whether it lets a party of a role approve, besides the authority.
    pub(super) fn lets(self, role: Option<Role>, is_own: bool) -> bool {
        match self {
            FreeApproval::ByTheAuthority => false,
            FreeApproval::ByTheLead => role == Some(Role::Lead),
            FreeApproval::ByTheProposer => is_own && role.is_some(),
        }
    }

    /// What it says besides that the authority approves.
    #[doc(hidden)]
    pub fn words(self, language: Language) -> Option<&'static str> {
        match self {
            FreeApproval::ByTheAuthority => None,
            FreeApproval::ByTheLead => Some(language.choose(
                "What needs no authorization, the lead approves too",
                "Ciò che non richiede autorizzazione può essere approvato anche dal soggetto capofila",
            )),
            FreeApproval::ByTheProposer => Some(language.choose(
                "What needs no authorization, its proposer approves too",
                "Ciò che non richiede autorizzazione può essere approvato anche dal proponente",
            )),
        }
    }
}

/// What approving a proposal takes, from a level of authorization on.
///
/// ```
/// use riparto::table::{ApprovalPolicies, Consent};
/// use riparto::Authorization;
///
/// let policies: ApprovalPolicies = serde_json::from_str(
///     r#"{"policies": [ {"from": "free", "consent": {"majority": {"percent": "50"}}, "quorum": "60"},
///                       {"from": "prior_approval", "consent": "unanimity", "act": true} ],
///         "weights": {"ats": 3}}"#,
/// ).unwrap();
/// assert_eq!(policies.policy(Authorization::Exceptional).consent, Consent::Unanimity);
/// assert_eq!(policies.weight("ats"), 3);
/// assert_eq!(policies.weight("anci"), 1);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ApprovalPolicy {
    /// The lowest level of authorization that it is for.
    pub from: Authorization,
    /// Whose agreement it takes.
    #[serde(default)]
    pub consent: Consent,
    /// How many percent of the weight of all parties but the authority must have stated consent, objection or abstention.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub quorum: Option<Percent>,
    /// Whether the approval must name the act that it is based on.
    #[serde(default)]
    pub act: bool,
}

/// The policies of a table, by level of authorization, and the weights of its parties.
///
/// By default the authority decides alone, and from prior approval on names its act.
///
/// ```
/// use riparto::Authorization;
/// use riparto::table::{ApprovalPolicies, Consent};
///
/// let policies = ApprovalPolicies::from_json(
///     r#"{ "policies": [ {"from": "free"}, {"from": "prior_approval", "consent": "unanimity", "act": true} ], "weights": {"anci": 2} }"#,
/// )?;
/// assert_eq!(policies.policy(Authorization::Notification).consent, Consent::Authority);
/// assert_eq!(policies.policy(Authorization::Exceptional).consent, Consent::Unanimity);
/// assert_eq!((policies.weight("anci"), policies.weight("ats")), (2, 1));
/// # Ok::<(), riparto::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "PoliciesDocument")]
pub struct ApprovalPolicies {
    policies: Vec<ApprovalPolicy>,
    #[serde(serialize_with = "weights_by_name")]
    weights: BTreeMap<String, Weight>,
    #[serde(skip_serializing_if = "FreeApproval::is_default")]
    free: FreeApproval,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    signed: bool,
    /// What the parties that are named weigh in whole numbers, and what any other does.
    #[serde(skip_serializing)]
    whole: (BTreeMap<String, u32>, u32),
}

impl Default for ApprovalPolicies {
    fn default() -> ApprovalPolicies {
        let alone = |from, act| ApprovalPolicy { from, consent: Consent::Authority, quorum: None, act };
        let policies = vec![alone(Authorization::Free, false), alone(Authorization::PriorApproval, true)];
        ApprovalPolicies {
            policies,
            weights: BTreeMap::new(),
            free: FreeApproval::default(),
            signed: false,
            whole: (BTreeMap::new(), 1),
        }
    }
}

impl ApprovalPolicies {
    /// Policies from the lowest level to the highest, and weights by party, which may have decimals; who is not named weighs 1.
    ///
    /// # Errors
    /// `policies_unordered` if the first is not for `free`, or two are for one level, or they do not rise;
    /// `percent_too_large` beyond 100 percent; `ballot_weight` for a weight of 0 or beyond
    /// [`capacity::MAX_BALLOT_WEIGHT`](riparto_core::capacity::MAX_BALLOT_WEIGHT), and `ballot_weights` for one that is so only where all are
    /// brought to whole numbers; `too_many` weights.
    pub fn new(policies: Vec<ApprovalPolicy>, weights: BTreeMap<String, Weight>) -> Result<ApprovalPolicies> {
        let rises = policies.windows(2).all(|pair| pair[0].from < pair[1].from);
        if !rises || policies.first().is_none_or(|first| first.from != Authorization::Free) {
            return Err(Cause::PoliciesUnordered {}.into());
        }
        let whole = Percent::from_whole(100)?;
        for policy in &policies {
            let majority = match policy.consent {
                Consent::Majority { percent } => Some(percent),
                Consent::Authority | Consent::Unanimity => None,
            };
            if let Some(found) = majority.into_iter().chain(policy.quorum).find(|percent| *percent > whole) {
                return Err(Cause::PercentTooLarge { found: found.to_string(), allowed: 100 }.into());
            }
        }
        if weights.len() > MAX_PARTIES {
            let (what, found, allowed) = (both("weights", "pesi"), weights.len(), MAX_PARTIES);
            return Err(Cause::TooMany { what, found, allowed }.into());
        }
        let weights: BTreeMap<String, Weight> =
            weights.into_iter().map(|(party, weight)| (party, weight.shortest())).collect();
        let whole = whole_weights(&weights)?;
        Ok(ApprovalPolicies { policies, weights, free: FreeApproval::default(), signed: false, whole })
    }

    /// The same, with who may approve what needs no authorization.
    #[must_use]
    pub fn with_free(self, free: FreeApproval) -> ApprovalPolicies {
        ApprovalPolicies { free, ..self }
    }

    /// Who may approve what needs no authorization.
    #[must_use]
    pub fn free(&self) -> FreeApproval {
        self.free
    }

    /// The same, with whether commands are refused that their party did not sign.
    #[must_use]
    pub fn with_signed(self, signed: bool) -> ApprovalPolicies {
        ApprovalPolicies { signed, ..self }
    }

    /// Whether commands are refused that their party did not sign.
    #[must_use]
    pub fn signed(&self) -> bool {
        self.signed
    }

    /// The policy for a level of authorization.
    #[must_use]
    pub fn policy(&self, level: Authorization) -> ApprovalPolicy {
        let known = self.policies.iter().rev().find(|policy| policy.from <= level);
        *known.unwrap_or(&self.policies[0])
    }

    /// The policies, from the lowest level up.
    #[must_use]
    pub fn policies(&self) -> &[ApprovalPolicy] {
        &self.policies
    }

    /// What a party weighs, in whole numbers: beside a weight of `"1.5"`, which is 3, a party that is not named weighs 2.
    #[must_use]
    pub fn weight(&self, party: &str) -> u32 {
        let (named, unnamed) = &self.whole;
        named.get(party).copied().unwrap_or(*unnamed)
    }

    /// A sum of weights as the policies state weights: as a decimal, where a party that is not named weighs one.
    pub(super) fn figure(&self, weight: u64) -> String {
        let unit = u64::from(self.whole.1);
        let (mut figure, mut rest) = ((weight / unit).to_string(), weight % unit);
        if rest > 0 {
            figure.push('.');
        }
        // The unit divides a power of ten, as one and all weights are decimals.
        while rest > 0 {
            figure.push_str(&(rest * 10 / unit).to_string());
            rest = rest * 10 % unit;
        }
        figure
    }

    /// The parties that a weight is given to.
    pub(super) fn weighted(&self) -> impl Iterator<Item = &str> {
        self.weights.keys().map(String::as_str)
    }

    /// What the parties' statements come to.
    pub(crate) fn count<'a>(
        &self,
        parties: &'a [Party],
        stance: impl Fn(&str) -> Option<Stance>,
    ) -> Count<'a> {
        let mut count = Count::default();
        for party in parties.iter().filter(|party| party.role() != Role::Authority) {
            let weight = u64::from(self.weight(party.id()));
            count.all += weight;
            match stance(party.id()) {
                Some(Stance::Consent) => count.consenting += weight,
                Some(Stance::Objection | Stance::Abstention) => count.other += weight,
                None => {}
            }
            if stance(party.id()) != Some(Stance::Consent) {
                count.without_consent.push(party.id());
            }
        }
        count
    }
}

/// What parties that are named weigh in whole numbers, and what any other does.
fn whole_weights(weights: &BTreeMap<String, Weight>) -> Result<(BTreeMap<String, u32>, u32)> {
    // One, for those that are not named, is never to blame.
    let unnamed = ("", Weight::from(1));
    let stated: Vec<(&str, Weight)> =
        weights.iter().map(|(party, weight)| (party.as_str(), *weight)).chain([unnamed]).collect();
    let all: Vec<Weight> = stated.iter().map(|(_, weight)| *weight).collect();
    let allowed = MAX_BALLOT_WEIGHT;
    let mut whole = Weight::whole(&all, allowed, u64::MAX).map_err(|position| {
        let (party, weight) = stated[Weight::blamed(&all, position, allowed)];
        let cause = match weight.to_whole() {
            Some(found) => Cause::BallotWeight { found, allowed },
            None => Cause::BallotWeights { found: weight.to_string(), allowed },
        };
        Error::from(cause).at(named("party", "soggetto", party))
    })?;
    let unnamed = whole.pop().unwrap_or(1);
    Ok((weights.keys().cloned().zip(whole).collect(), unnamed))
}

/// What a party says of a proposal.
///
/// ```
/// # use riparto::journal::MemoryStore;
/// # use riparto::table::{Command, PersistentTable};
/// # let mut kept = PersistentTable::open(MemoryStore::new())?;
/// # let mut say = |text: &str| kept.submit(&Command::from_json(text)?);
/// # let _ = say(r#"{"id": "c1", "party": "regione", "do": {"open": {"plan":
/// #     { "format": "riparto.plan/1", "title": "Plan", "total": "100.00",
/// #       "lines": [ {"id": "desks", "amount": "60.00"}, {"id": "outreach", "amount": "40.00"} ],
/// #       "parties": [ {"id": "regione", "role": "authority"}, {"id": "anci"} ],
/// #       "rules": [ {"id": "up", "scope": {"lines": ["desks"]}, "limit": {"variation": {"up": {"percent": "20"}}}} ] }}}}"#)?;
/// # let _ = say(r#"{"id": "c2", "party": "anci", "do": {"propose": {"proposal":
/// #     {"id": "p1", "party": "anci", "transfers": [ {"from": "outreach", "to": "desks", "amount": "5.00"} ]}}}}"#)?;
/// use riparto::table::Stance;
///
/// assert_eq!(kept.table().proposal("p1").and_then(|tabled| tabled.stance("anci")), Some(Stance::Consent), "it is its own");
/// # Ok::<(), riparto::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Stance {
    /// It agrees.
    #[doc(alias = "assenso")]
    Consent,
    /// It does not agree, and says why.
    #[doc(alias = "obiezione")]
    Objection,
    /// It takes no side; it counts for the quorum.
    #[doc(alias = "astensione")]
    Abstention,
}

/// The weights of those who stated something.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Count<'a> {
    pub(crate) all: u64,
    pub(crate) consenting: u64,
    pub(crate) other: u64,
    pub(crate) without_consent: Vec<&'a str>,
}

impl Count<'_> {
    /// The weight that the quorum asks for, if it is not reached.
    pub(crate) fn below_quorum(&self, quorum: Percent) -> Option<u64> {
        let needed = share(quorum, self.all, Rounding::Up);
        (self.consenting + self.other < needed).then_some(needed)
    }

    /// The weight that a majority asks for, if it is not reached.
    pub(crate) fn below_majority(&self, percent: Percent) -> Option<u64> {
        // Strictly more than a percentage: in whole weights, the percentage rounded down plus one.
        let needed = (share(percent, self.all, Rounding::Down) + 1).min(self.all);
        (self.consenting < needed).then_some(needed)
    }
}

fn share(percent: Percent, all: u64, rounding: Rounding) -> u64 {
    // At most 10,000 parties of a weight of at most 2^30 each.
    let share = percent.share(i64::try_from(all).unwrap_or(i64::MAX), rounding);
    u64::try_from(share).unwrap_or(u64::MAX)
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct PoliciesDocument {
    policies: Vec<ApprovalPolicy>,
    #[serde(default, deserialize_with = "unique_map")]
    weights: BTreeMap<String, Weight>,
    #[serde(default)]
    free: FreeApproval,
    #[serde(default)]
    signed: bool,
}

impl TryFrom<PoliciesDocument> for ApprovalPolicies {
    type Error = Error;

    fn try_from(document: PoliciesDocument) -> Result<ApprovalPolicies> {
        let policies = ApprovalPolicies::new(document.policies, document.weights)?;
        Ok(policies.with_free(document.free).with_signed(document.signed))
    }
}
