//! `Rejection`: why the table refuses a command.

use serde::Serialize;

use super::hour::Hour;
use super::tabled::Status;
use riparto_core::error::Error;
use riparto_core::money::Language;
use riparto_core::rules::Authorization;

/// Why a command is refused. Nothing happened.
///
/// Reasons are checked in the order of these variants, and the first that holds is returned; its [`code`](Rejection::code) is
/// stable. docs/TABLE.md lists for each command the reasons that it can be refused for.
///
/// ```
/// use riparto::Language;
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
///
/// let approve = Command::from_json(r#"{"id": "c3", "party": "anci", "do": {"approve": {"proposal": "p1"}}}"#)?;
/// let rejection = kept.submit(&approve)?.accepted().unwrap_err();
/// assert_eq!((rejection.code(), rejection.kind().name()), ("not_allowed", "permission"));
/// assert!(rejection.message(Language::Italian).contains("Amministrazione procedente"));
/// # Ok::<(), riparto::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
#[allow(missing_docs, reason = "fields are what the sentences say")]
pub enum Rejection {
    /// The table has gone on since a scenario was forked, and its commands name revisions that are now others. Only
    /// [`Scenario::promote`](super::Scenario::promote) gives it, before it looks at any command.
    Overtaken { forked: u64, revision: u64 },
    /// The id of the command was used for another one.
    CommandReused { command: String, revision: u64 },
    /// The history has another head than the command expects. Only [`PersistentTable`](super::PersistentTable) gives it.
    HeadMoved { expected: u64, revision: u64 },
    /// The table is not open yet.
    NotOpen,
    /// The table is open already.
    AlreadyOpen,
    /// What was asked makes no sense in itself: a plan that cannot be read, a text too long.
    Malformed(Error),
    /// The plan names no authority, so nobody could decide.
    AuthorityMissing,
    /// The table is closed.
    Closed { act: String },
    /// Who asks is not at the table.
    PartyUnknown { party: String, known: Vec<String> },
    /// The commands of the table are signed, and this one is not.
    SignatureMissing { party: String },
    /// The signature is not that of the party on this command, with the key that it declared, on a head of this history.
    SignatureDiffers { party: String },
    /// Who asks may not do this.
    NotAllowed { party: String, allowed: Allowed },
    /// There was no such sitting.
    SittingUnknown { sitting: String },
    /// There was such a sitting.
    SittingTaken { sitting: String },
    /// A sitting is under way.
    SittingOpen { sitting: String },
    /// No sitting is under way.
    SittingMissing,
    /// The sitting is dated before the last one.
    DateEarlier { date: String, last: String },
    /// The sitting is dated after the next one.
    DateLater { date: String, next: String },
    /// The sitting would end before it begins.
    EndsEarlier { begins: Hour, ends: Hour },
    /// There is no such proposal.
    ProposalUnknown { proposal: String },
    /// There is such a proposal, or such a change.
    IdTaken { id: String },
    /// The proposal is another party's.
    NotProposer { proposal: String, proposer: String },
    /// The proposal is not in a state for this.
    WrongStatus { proposal: String, status: Status, allowed: &'static [Status] },
    /// The proposal has a newer version.
    VersionDiffers { proposal: String, found: u32, version: u32 },
    /// A reason is missing.
    ReasonMissing,
    /// The correction leaves the sitting as it is recorded.
    CorrectionNeedless { sitting: String },
    /// The key was declared before, by somebody and for somebody.
    KeyTaken { party: String, revision: u64 },
    /// An amendment with the text that the proposal has.
    AmendmentNeedless { proposal: String, version: u32 },
    /// The proposal names a revision that is yet to come, or 0, before there was an allocation.
    RevisionUnknown { against: u64, revision: u64 },
    /// The allocation has changed since the proposal was made.
    Stale { proposal: String, against: u64, changed: u64, by: String },
    /// The proposal is on the latest allocation already.
    NotStale { proposal: String },
    /// A reversal of a proposal that is not opposite to it, or of one that another reversal, which is named, would take back.
    ReversalDiffers { proposal: String, reverses: String, under_way: Option<String> },
    /// The envelope change changes no total.
    EnvelopeUnchanged { change: String },
    /// A line that is closed: it gives and receives nothing, and is not split or closed again.
    LineClosed { line: String },
    /// The proposal or the change cannot be carried out at all: a line is unknown or would be overdrawn.
    Impossible(Error),
    /// Proposals that wait for a decision move money from or to a line that an act would split or close.
    LineInProposals { line: String, proposals: Vec<String> },
    /// A line that would be closed holds something, and no line is named that receives it.
    LineNotEmpty(Error),
    /// The parts of a line do not sum to what it holds, or to what it held in the original plan.
    SplitUnbalanced(Error),
    /// No allocation of the new total respects the rules that the change must.
    RulesClash { change: String, rules: Vec<String>, messages: Box<[String; 2]> },
    /// There is no such rule.
    RuleUnknown { rule: String },
    /// The waiver is for a rule that does not block the proposal.
    WaiverNeedless { proposal: String, rule: String },
    /// Rules forbid it.
    Forbidden { proposal: String, rules: Vec<String>, messages: Box<[String; 2]> },
    /// Too few parties made a statement: how many did, of all but the authority; by weight where parties have weights.
    QuorumMissing { proposal: String, found: String, all: Box<str>, needed: String, by_weight: bool },
    /// Too few parties consent: how many do, of all but the authority; by weight where parties have weights.
    ConsentMissing {
        proposal: String,
        found: String,
        all: Box<str>,
        needed: String,
        by_weight: bool,
        without: Vec<String>,
    },
    /// The decision needs the act that it is based on: an approval if its policy asks for it, what is no proposal always.
    ActMissing { needs: Option<Authorization> },
    /// Rules ask for documents that do not come with the approval, or for the decision of bodies that are not named.
    RequirementsMissing { proposal: String, documents: Vec<String>, bodies: Vec<String> },
    /// Proposals are on the table still.
    ProposalsOpen { proposals: Vec<String> },
}

/// What a rejection is about, in broad terms: enough to decide what its sender should do. docs/TABLE.md shows the codes of each kind,
/// and the HTTP status that fits it.
///
/// ```
/// use riparto::table::RejectionKind;
///
/// let status = |kind| match kind {
///     RejectionKind::Input => 400,
///     RejectionKind::Permission => 403,
///     RejectionKind::Unknown => 404,
///     RejectionKind::State => 409,
///     RejectionKind::Outdated => 412,
///     _ => 422,
/// };
/// assert_eq!((status(RejectionKind::Outdated), RejectionKind::Outdated.name()), (412, "outdated"));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum RejectionKind {
    /// The command makes no sense in itself: a plan that cannot be read, no reason.
    Input,
    /// Who asks may not do this.
    Permission,
    /// A proposal, a sitting or a rule that is not there.
    Unknown,
    /// The table, the sitting, the proposal or the line is not in a state for this.
    State,
    /// The table has gone on since the command was written: read it again, and decide again.
    Outdated,
    /// The amounts do not allow it: a line would be overdrawn, parts do not sum.
    Amounts,
    /// Rules forbid it.
    Rules,
    /// An approval needs more consent, or the act that it is based on.
    Consent,
}

impl RejectionKind {
    /// A stable name for programs: `outdated`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            RejectionKind::Input => "input",
            RejectionKind::Permission => "permission",
            RejectionKind::Unknown => "unknown",
            RejectionKind::State => "state",
            RejectionKind::Outdated => "outdated",
            RejectionKind::Amounts => "amounts",
            RejectionKind::Rules => "rules",
            RejectionKind::Consent => "consent",
        }
    }
}

/// Who may do something.
///
/// ```
/// use riparto::table::{Allowed, Rejection};
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
///
/// let approve = Command::from_json(r#"{"id": "c3", "party": "anci", "do": {"approve": {"proposal": "p1"}}}"#)?;
/// let Err(Rejection::NotAllowed { allowed, .. }) = kept.table().decide(&approve) else { panic!("it is not the authority") };
/// assert_eq!(allowed, Allowed::Authority);
/// # Ok::<(), riparto::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Allowed {
    /// The authority.
    Authority,
    /// The authority or the lead.
    AuthorityOrLead,
    /// Everybody but the authority.
    Others,
    /// The party of the proposal or the authority.
    ProposerOrAuthority,
}

impl Allowed {
    /// Whom it is for: `for the authority`.
    pub(super) fn words(self, language: Language) -> &'static str {
        match self {
            Allowed::Authority => language.choose("for the authority", "all'Amministrazione procedente"),
            Allowed::AuthorityOrLead => language
                .choose("for the authority or the lead", "all'Amministrazione procedente o al capofila"),
            Allowed::Others => language.choose(
                "for the parties other than the authority",
                "ai partecipanti diversi dall'Amministrazione procedente",
            ),
            Allowed::ProposerOrAuthority => language
                .choose("for its party or the authority", "al proponente o all'Amministrazione procedente"),
        }
    }
}

impl Rejection {
    /// All codes, in the order in which reasons are looked for.
    pub const CODES: [&'static str; 47] = [
        "overtaken",
        "command_reused",
        "head_moved",
        "not_open",
        "already_open",
        "malformed",
        "authority_missing",
        "closed",
        "party_unknown",
        "signature_missing",
        "signature_differs",
        "not_allowed",
        "sitting_unknown",
        "sitting_taken",
        "sitting_open",
        "sitting_missing",
        "date_earlier",
        "date_later",
        "ends_earlier",
        "proposal_unknown",
        "id_taken",
        "not_proposer",
        "wrong_status",
        "version_differs",
        "reason_missing",
        "correction_needless",
        "key_taken",
        "amendment_needless",
        "revision_unknown",
        "stale",
        "not_stale",
        "reversal_differs",
        "envelope_unchanged",
        "line_closed",
        "impossible",
        "line_in_proposals",
        "line_not_empty",
        "split_unbalanced",
        "rules_clash",
        "rule_unknown",
        "waiver_needless",
        "forbidden",
        "quorum_missing",
        "consent_missing",
        "act_missing",
        "requirements_missing",
        "proposals_open",
    ];

    /// What it is about, in broad terms.
    ///
    /// ```
    /// use riparto::journal::MemoryStore;
    /// use riparto::table::{Action, Command, PersistentTable, RejectionKind};
    ///
    /// let mut kept = PersistentTable::open(MemoryStore::new())?;
    /// let close = Command::new("c1", "regione", Action::Close { act: "DD 9/2026".into() })?;
    /// let refused = kept.submit(&close)?.accepted().unwrap_err();
    /// assert_eq!((refused.code(), refused.kind()), ("not_open", RejectionKind::State));
    /// # Ok::<(), riparto::Error>(())
    /// ```
    #[must_use]
    pub fn kind(&self) -> RejectionKind {
        match self {
            Rejection::Overtaken { .. }
            | Rejection::HeadMoved { .. }
            | Rejection::VersionDiffers { .. }
            | Rejection::Stale { .. } => RejectionKind::Outdated,
            Rejection::CommandReused { .. }
            | Rejection::NotOpen
            | Rejection::AlreadyOpen
            | Rejection::Closed { .. }
            | Rejection::SittingTaken { .. }
            | Rejection::SittingOpen { .. }
            | Rejection::SittingMissing
            | Rejection::DateEarlier { .. }
            | Rejection::DateLater { .. }
            | Rejection::EndsEarlier { .. }
            | Rejection::IdTaken { .. }
            | Rejection::WrongStatus { .. }
            | Rejection::CorrectionNeedless { .. }
            | Rejection::KeyTaken { .. }
            | Rejection::AmendmentNeedless { .. }
            | Rejection::NotStale { .. }
            | Rejection::ReversalDiffers { .. }
            | Rejection::LineClosed { .. }
            | Rejection::LineInProposals { .. }
            | Rejection::WaiverNeedless { .. }
            | Rejection::ProposalsOpen { .. } => RejectionKind::State,
            Rejection::Malformed(_)
            | Rejection::AuthorityMissing
            | Rejection::ReasonMissing
            | Rejection::RevisionUnknown { .. }
            | Rejection::EnvelopeUnchanged { .. } => RejectionKind::Input,
            Rejection::PartyUnknown { .. }
            | Rejection::SignatureMissing { .. }
            | Rejection::SignatureDiffers { .. }
            | Rejection::NotAllowed { .. }
            | Rejection::NotProposer { .. } => RejectionKind::Permission,
            Rejection::SittingUnknown { .. }
            | Rejection::ProposalUnknown { .. }
            | Rejection::RuleUnknown { .. } => RejectionKind::Unknown,
            Rejection::Impossible(_) | Rejection::LineNotEmpty(_) | Rejection::SplitUnbalanced(_) => {
                RejectionKind::Amounts
            }
            Rejection::RulesClash { .. } | Rejection::Forbidden { .. } => RejectionKind::Rules,
            Rejection::QuorumMissing { .. }
            | Rejection::ConsentMissing { .. }
            | Rejection::ActMissing { .. }
            | Rejection::RequirementsMissing { .. } => RejectionKind::Consent,
        }
    }

    /// A stable name for programs: `stale`.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Rejection::Overtaken { .. } => "overtaken",
            Rejection::CommandReused { .. } => "command_reused",
            Rejection::HeadMoved { .. } => "head_moved",
            Rejection::NotOpen => "not_open",
            Rejection::AlreadyOpen => "already_open",
            Rejection::Malformed(_) => "malformed",
            Rejection::AuthorityMissing => "authority_missing",
            Rejection::Closed { .. } => "closed",
            Rejection::PartyUnknown { .. } => "party_unknown",
            Rejection::SignatureMissing { .. } => "signature_missing",
            Rejection::SignatureDiffers { .. } => "signature_differs",
            Rejection::NotAllowed { .. } => "not_allowed",
            Rejection::SittingUnknown { .. } => "sitting_unknown",
            Rejection::SittingTaken { .. } => "sitting_taken",
            Rejection::SittingOpen { .. } => "sitting_open",
            Rejection::SittingMissing => "sitting_missing",
            Rejection::DateEarlier { .. } => "date_earlier",
            Rejection::DateLater { .. } => "date_later",
            Rejection::EndsEarlier { .. } => "ends_earlier",
            Rejection::ProposalUnknown { .. } => "proposal_unknown",
            Rejection::IdTaken { .. } => "id_taken",
            Rejection::NotProposer { .. } => "not_proposer",
            Rejection::WrongStatus { .. } => "wrong_status",
            Rejection::VersionDiffers { .. } => "version_differs",
            Rejection::ReasonMissing => "reason_missing",
            Rejection::CorrectionNeedless { .. } => "correction_needless",
            Rejection::KeyTaken { .. } => "key_taken",
            Rejection::AmendmentNeedless { .. } => "amendment_needless",
            Rejection::RevisionUnknown { .. } => "revision_unknown",
            Rejection::Stale { .. } => "stale",
            Rejection::NotStale { .. } => "not_stale",
            Rejection::ReversalDiffers { .. } => "reversal_differs",
            Rejection::EnvelopeUnchanged { .. } => "envelope_unchanged",
            Rejection::LineClosed { .. } => "line_closed",
            Rejection::Impossible(_) => "impossible",
            Rejection::LineInProposals { .. } => "line_in_proposals",
            Rejection::LineNotEmpty(_) => "line_not_empty",
            Rejection::SplitUnbalanced(_) => "split_unbalanced",
            Rejection::RulesClash { .. } => "rules_clash",
            Rejection::RuleUnknown { .. } => "rule_unknown",
            Rejection::WaiverNeedless { .. } => "waiver_needless",
            Rejection::Forbidden { .. } => "forbidden",
            Rejection::QuorumMissing { .. } => "quorum_missing",
            Rejection::ConsentMissing { .. } => "consent_missing",
            Rejection::ActMissing { .. } => "act_missing",
            Rejection::RequirementsMissing { .. } => "requirements_missing",
            Rejection::ProposalsOpen { .. } => "proposals_open",
        }
    }
}
