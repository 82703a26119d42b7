//! The one error of the crate: opaque, with a kind, a stable code and one sentence.
//!
//! An [`Error`] means that input made no sense: an amount that cannot be read, a line that does not exist, a
//! total that is a cent off. A well-formed plan or proposal that breaks rules is *not* an error: that is an
//! answer, with findings (see [`crate::rules`]). A sentence says what, where, found, allowed, and what to do.

use std::borrow::Cow;
use std::fmt;

/// What a [`Result`](std::result::Result) of this crate carries.
pub type Result<T> = std::result::Result<T, Error>;

/// Input that makes no sense, with the place where it was found.
///
/// ```
/// use riparto::Money;
///
/// let error = "1.234".parse::<Money>().unwrap_err();
/// assert_eq!(error.code(), "amount_ambiguous");
/// assert_eq!(
///     error.to_string(),
///     "amount `1.234` can be read as 1234.00 or as 1.234: write `1234.00` or `1.234,00` for the first"
/// );
/// ```
#[derive(Clone)]
pub struct Error(Box<Inner>);

#[derive(Clone)]
struct Inner {
    cause: Cause,
    /// Outermost place first: `plan`, `line A1`.
    places: Vec<String>,
}

/// What an [`Error`] is about, in broad terms: enough to decide whom to tell.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum ErrorKind {
    /// A text that is no amount, percentage or weight, or an amount out of range.
    Amount,
    /// An id or a text that is malformed, given twice, or unknown.
    Name,
    /// Amounts that do not make an allocation of the envelope.
    Envelope,
    /// A rule that cannot be understood or can select nothing.
    Rule,
    /// A search for an allocation that cannot be made.
    Rebalance,
    /// A proposal that cannot be carried out as written.
    Proposal,
    /// Ballots that do not split one total over the same lines.
    Ballot,
    /// A split that is not defined: no weights, a tie that the caller refused to break.
    Apportionment,
    /// A document or request that is not what it should be.
    Document,
    /// A bound of [`crate::limits`] was passed.
    Limit,
    /// What was asked needs more authorization than was given.
    Authorization,
    /// A table, or an event, that what is asked does not fit.
    Table,
    /// A history that cannot be read or written where it is kept.
    Storage,
}

macro_rules! causes {
    ($( $(#[$doc:meta])* $variant:ident { $($field:ident : $type:ty),* } => $kind:ident, $code:literal, $sentence:literal; )*) => {
        /// Why input makes no sense. Private to the crate: the public face is [`Error`].
        #[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
        pub(crate) enum Cause {
            $( $(#[$doc])* #[error($sentence)] $variant { $($field: $type),* }, )*
        }
        impl Cause {
            fn kind(&self) -> ErrorKind {
                match self { $( Cause::$variant { .. } => ErrorKind::$kind, )* }
            }
            fn code(&self) -> &'static str {
                match self { $( Cause::$variant { .. } => $code, )* }
            }
        }
        /// Every code that an [`Error`] can carry, with its kind, in the order of the source.
        #[must_use]
        pub fn codes() -> &'static [(&'static str, ErrorKind)] {
            &[ $( ($code, ErrorKind::$kind), )* ]
        }
    };
}

causes! {
    AmountEmpty {} => Amount, "amount_empty",
        "an amount is missing: write for example `2464000.00`";
    AmountMalformed { found: String } => Amount, "amount_malformed",
        "`{found}` is not an amount: write for example `2464000.00` or `2.464.000,00 €`";
    AmountNotPlain { found: String } => Amount, "amount_not_plain",
        "`{found}` is not an amount in plain style: write digits, a point and two decimals, such as `2464000.00`";
    AmountAmbiguous { found: String, first: String, second: String, write: String } => Amount, "amount_ambiguous",
        "amount `{found}` can be read as {first} or as {second}: write {write} for the first";
    AmountTooPrecise { found: String } => Amount, "amount_too_precise",
        "amount `{found}` has more than two decimals and is never rounded: write whole cents, without marks between thousands, such as `1234.00`";
    AmountNegative { found: String } => Amount, "amount_negative",
        "amount `{found}` is negative: an amount is zero or more";
    AmountTooLarge { found: String, allowed: String } => Amount, "amount_too_large",
        "amount `{found}` is too large: at most {allowed} is allowed";
    AmountOverflow { operation: &'static str, allowed: String } => Amount, "amount_overflow",
        "the {operation} is out of range: amounts go up to {allowed}";
    AmountBelowZero { held: String, taken: String, missing: String } => Amount, "amount_below_zero",
        "{taken} cannot be taken from {held}: {missing} is missing";
    PercentMalformed { found: String } => Amount, "percent_malformed",
        "`{found}` is not a percentage: write for example `7` or `12.5`, without a sign";
    PercentTooPrecise { found: String, allowed: usize } => Amount, "percent_too_precise",
        "percentage `{found}` has too many decimals: at most {allowed} are allowed";
    PercentTooLarge { found: String, allowed: u64 } => Amount, "percent_too_large",
        "percentage `{found}` is too large: at most {allowed} is allowed";
    WeightMalformed { found: String } => Amount, "weight_malformed",
        "`{found}` is not a weight: write a number of zero or more, such as `3` or `12.5`";
    WeightTooLong { found: String, allowed: usize } => Amount, "weight_too_long",
        "weight `{found}` is too long: at most {allowed} digits are allowed";

    IdMalformed { found: String, allowed: usize } => Name, "id_malformed",
        "`{found}` is not an id: use 1 to {allowed} characters of a-z, A-Z, 0-9, `.`, `_`, `-`, `:`";
    IdTaken { what: &'static str, id: String } => Name, "id_taken",
        "{what} `{id}` is given twice: ids are unique";
    LineUnknown { id: String } => Name, "line_unknown",
        "there is no line `{id}`: use an id of the plan's lines";
    PartyUnknown { id: String } => Name, "party_unknown",
        "there is no party `{id}`: use an id of the plan's parties";
    RuleUnknown { id: String } => Name, "rule_unknown",
        "there is no rule `{id}`: use an id of the plan's rules";
    LabelKeyUnknown { key: String } => Name, "label_key_unknown",
        "no line has a label `{key}`: use a key that the plan's lines carry";
    PackUnknown { id: String, known: String } => Name, "pack_unknown",
        "there is no rule pack `{id}`: the packs are {known}";
    TextMissing { what: &'static str } => Name, "text_missing",
        "the {what} is missing: write at least one character";
    TextMalformed { what: &'static str } => Name, "text_malformed",
        "the {what} holds a control character: use letters, digits, spaces and punctuation";

    LinesMissing {} => Envelope, "lines_missing",
        "an envelope needs at least one line: add one";
    LineMissingForLabel { key: String } => Envelope, "line_missing_for_label",
        "label `{key}` belongs to no line: add the line first";
    TotalMismatch { sum: String, total: String, difference: String } => Envelope, "total_mismatch",
        "the lines sum to {sum} and the total is {total}: {difference}";
    AmountsMismatch { found: usize, lines: usize } => Envelope, "amounts_mismatch",
        "there are {found} amounts for {lines} lines: give one for each line";
    AmountMissing { id: String } => Envelope, "amount_missing",
        "line `{id}` has no amount: give one, or name the line that takes the remainder";
    AmountTwice { id: String } => Envelope, "amount_twice",
        "line `{id}` has two amounts: give one";
    EnvelopeDiffers {} => Envelope, "envelope_differs",
        "these allocations do not belong to the same lines and total: compare allocations of one envelope";

    ScopeEmpty { selection: String } => Rule, "scope_empty",
        "the scope selects no line: no line has {selection}";
    ScopeTooDeep { allowed: usize } => Rule, "scope_too_deep",
        "the scope nests `except` too deep: at most {allowed} levels are allowed";
    LimitEmpty { limit: &'static str } => Rule, "limit_empty",
        "the limit `{limit}` bounds nothing: give a percentage or an amount";
    LimitZeroStep {} => Rule, "limit_zero_step",
        "a step of 0.00 allows no amount: give a step of at least 0.01";
    BandsEmpty {} => Rule, "bands_empty",
        "the limit `bands` has no band: give at least one";
    BandsTooMany { found: usize, allowed: usize } => Rule, "bands_too_many",
        "the limit `bands` has {found} bands: at most {allowed} are allowed";
    BandsUnsupported { limit: &'static str } => Rule, "bands_unsupported",
        "`bands` does not go with the limit `{limit}`: write one rule";
    BandsMixed { first: &'static str, other: &'static str } => Rule, "bands_mixed",
        "the bands are of two kinds, `{first}` and `{other}`: write one rule for each kind";
    BandsDiffer { field: &'static str } => Rule, "bands_differ",
        "the limit's `{field}` is not that of the first band: write one rule for each `{field}`";
    BandsUnordered { band: usize } => Rule, "bands_unordered",
        "band {band} is not looser than the one before it, or does not need more: order bands from tight to loose";
    BandsNeeds { found: &'static str, last: &'static str } => Rule, "bands_needs",
        "the rule needs `{found}` and its loosest band `{last}`: state what a breach needs in each band, and leave the rule's own out";
    EachUnsupported { limit: &'static str } => Rule, "each_unsupported",
        "`each` does not go with the limit `{limit}`: write one rule for each part";

    WishWeight { found: u32, allowed: u32 } => Rebalance, "wish_weight",
        "the weight {found} is out of range: weights of a wish go from 1 to {allowed}";
    GroupsCross { start: usize, end: usize } => Rebalance, "groups_cross",
        "the group of lines from {start} to {end} is neither inside nor apart from the others: let groups nest, and hold lines";
    RebalanceUnsupported { rule: String } => Rebalance, "rebalance_unsupported",
        "the search cannot prove an answer with rule `{rule}` among the others: leave it out, and check the outcome against it";
    RebalanceUnproven {} => Rebalance, "rebalance_unproven",
        "the search ended before it found an allocation that respects all rules, or proved that there is none: leave a rule \
         out, and check the outcome against it";

    TransfersMissing {} => Proposal, "transfers_missing",
        "a proposal needs at least one transfer: add one";
    TransferZero { from: String, to: String } => Proposal, "transfer_zero",
        "the transfer from `{from}` to `{to}` moves 0.00: give an amount of at least 0.01";
    TransferToItself { line: String } => Proposal, "transfer_to_itself",
        "the transfer from `{line}` goes to the same line: name another line";
    LineOverdrawn { line: String, held: String, taken: String, missing: String } => Proposal, "line_overdrawn",
        "line `{line}` holds {held} and would give {taken}: {missing} is missing";
    ChangeUnbalanced { shares: String, change: String } => Proposal, "change_unbalanced",
        "the lines' shares sum to {shares} and the total changes by {change}: make them equal";

    BallotsMissing {} => Ballot, "ballots_missing",
        "there is no ballot to aggregate: give at least one";
    BallotWeight { found: u32, allowed: u32 } => Ballot, "ballot_weight",
        "the weight {found} is out of range: ballots weigh from 1 to {allowed}";
    BallotWeights { found: String, allowed: u32 } => Ballot, "ballot_weights",
        "the weights have no common unit of which `{found}` is at most {allowed} times: write weights that are small multiples of one another";
    BallotIncomplete { line: String, sum: String, total: String, difference: String } => Ballot, "ballot_incomplete",
        "line `{line}` has no amount, the others sum to {sum} and the total is {total}: {difference}";
    BallotLine { id: String } => Ballot, "ballot_line",
        "the first ballot has no line `{id}`: give all ballots the same lines, or give the plan that has them";
    BallotUnbalanced { sum: String, total: String, difference: String } => Ballot, "ballot_unbalanced",
        "the amounts sum to {sum} and the total is {total}: {difference}";
    BallotsTotal { found: String, total: String } => Ballot, "ballots_total",
        "the ballots split {found} and the plan's total is {total}: split the plan's total";
    TalliesDiffer {} => Ballot, "tallies_differ",
        "these tallies are not of the same total and lines: merge tallies of one envelope";

    WeightsMissing {} => Apportionment, "weights_missing",
        "there are no weights to split by: give one for each part";
    BoundsMismatch { what: &'static str, found: usize, parts: usize } => Apportionment, "bounds_mismatch",
        "there are {found} {what} for {parts} parts: give one for each part, or none at all";
    WeightsTooFine { allowed: usize } => Apportionment, "weights_too_fine",
        "the weights need more than {allowed} digits when written with equally many decimals: write them with fewer digits";
    FloorAboveCeiling { part: usize, floor: String, ceiling: String } => Apportionment, "floor_above_ceiling",
        "part number {part} has the floor {floor} above its ceiling {ceiling}: lower the one or raise the other";
    FloorsAboveTotal { sum: String, total: String, excess: String } => Apportionment, "floors_above_total",
        "the floors sum to {sum} and the total is {total}: lower floors by {excess} in all";
    CeilingsBelowTotal { sum: String, total: String, missing: String } => Apportionment, "ceilings_below_total",
        "the ceilings sum to {sum} and the total is {total}: raise ceilings by {missing} in all";
    WeightsAllZero { left: String } => Apportionment, "weights_all_zero",
        "all weights are zero, so {left} has no proportional split: give at least one weight above zero";
    ProportionImpossible { left: String } => Apportionment, "proportion_impossible",
        "all parts with a weight above zero are at their ceilings and {left} is left: raise a ceiling, or give weight to a part that has none";
    ResidualUnknown { found: usize, last: usize } => Apportionment, "residual_unknown",
        "there is no part {found} to take the residual: parts are counted from 0 to {last}";
    ResidualUnused {} => Apportionment, "residual_unused",
        "only the method `cut_down` has a part that takes the residual: leave `residual_to` out, or choose that method";
    ResidualAboveCeiling { part: usize, found: String, ceiling: String } => Apportionment, "residual_above_ceiling",
        "part number {part} would get {found} with the residual and its ceiling is {ceiling}: name another part or raise its ceiling";
    TieRefused { cents: usize, tied: usize, parts: String } => Apportionment, "tie_refused",
        "{cents} leftover cents fall to {tied} parts with equal claims ({parts}): choose how to break ties";

    DocumentMalformed { what: &'static str, why: String } => Document, "document_malformed",
        "this {what} cannot be read: {why}";
    DocumentFormat { found: String, expected: &'static str } => Document, "document_format",
        "the document's format is `{found}`: `{expected}` is what this version reads";
    FieldUnknown { field: String, operation: &'static str, allowed: String } => Document, "field_unknown",
        "`{operation}` has no field `{field}`: its fields are {allowed}";
    FieldMissing { field: &'static str, operation: &'static str } => Document, "field_missing",
        "`{operation}` needs the field `{field}`: add it";
    FieldTwice { field: String } => Document, "field_twice",
        "the field `{field}` is given twice: give it once";
    OperationUnknown { found: String, allowed: String } => Document, "operation_unknown",
        "there is no operation `{found}`: the operations are {allowed}";
    EventMalformed { why: String } => Document, "event_malformed",
        "this event cannot be recorded: {why}";
    HashMalformed { found: String } => Document, "hash_malformed",
        "`{found}` is not a hash: write 64 of the digits 0-9 and a-f";

    DocumentTooLarge { what: &'static str, found: usize, allowed: usize } => Limit, "document_too_large",
        "this {what} has {found} bytes: at most {allowed} are allowed";
    TooMany { what: &'static str, found: usize, allowed: usize } => Limit, "too_many",
        "there are {found} {what}: at most {allowed} are allowed";
    EffortOutOfRange { found: u64, allowed: u64 } => Limit, "effort_out_of_range",
        "an effort of {found} units is given and 1 to {allowed} are allowed: give fewer, or none for the default";
    TextTooLong { what: &'static str, found: usize, allowed: usize } => Limit, "text_too_long",
        "the {what} has {found} characters: at most {allowed} are allowed";

    NotAuthorized { needs: &'static str, granted: &'static str } => Authorization, "not_authorized",
        "the proposal needs `{needs}` and `{granted}` was given: assess it to see why";

    TableNotOpen {} => Table, "table_not_open",
        "the table is not open yet: open it on a plan first";
    DateMalformed { found: String } => Table, "date_malformed",
        "`{found}` is not a date: write for example `2024-02-29`";
    PoliciesUnordered {} => Table, "policies_unordered",
        "approval policies begin with one from `free`, and each is from a higher level than the one before";
    ProposalUnknown { id: String } => Table, "proposal_unknown",
        "there is no proposal `{id}` at the table";
    ProposalTwice { id: String } => Table, "proposal_twice",
        "proposal `{id}` is named twice: name it once";
    ProposalDecided { id: String, status: &'static str } => Table, "proposal_decided",
        "proposal `{id}` is `{status}` already: name one that is still to be decided";
    SittingUnknown { id: String } => Table, "sitting_unknown",
        "there was no sitting `{id}` at the table";
    RevisionUnknown { found: u64, last: u64 } => Table, "revision_unknown",
        "there is no revision {found} of the table: they go from 1 to {last}";
    EventImpossible { revision: u64, why: String } => Table, "event_impossible",
        "event {revision} cannot have happened: {why}";

    StorageFailed { what: &'static str, why: String } => Storage, "storage_failed",
        "the history cannot be {what}: {why}";
    StorageUnsure {} => Storage, "storage_unsure",
        "an append failed and what the disk holds of it is not known: open the history again";
    JournalNotAFile {} => Storage, "journal_not_a_file",
        "this is not a regular file: give the path of a journal";
    JournalLocked {} => Storage, "journal_locked",
        "another program is writing this history: try again when it is done";
    JournalChanged {} => Storage, "journal_changed",
        "another program changed the journal without its lock: open it again to see what it holds";
    JournalReplaced {} => Storage, "journal_replaced",
        "the path of the journal no longer leads to the file that was opened: a synchronizing client, an editor or a copy put another one there, and nothing was written to it: verify it, compare it with other copies, and ask again";
    JournalTorn { end: String } => Storage, "journal_torn",
        "the journal ends in {end}: repair it to go on";
    JournalBroken { revision: u64, why: String } => Storage, "journal_broken",
        "event {revision} of the history is broken: {why}: go back to a copy that verifies";
    HeadMissed { revision: u64, hash: String } => Storage, "head_missed",
        "the history has gone on to event {revision} ({hash}) and nothing was written: read what is new and decide again";
}

impl Error {
    /// What the error is about, in broad terms.
    #[must_use]
    pub fn kind(&self) -> ErrorKind {
        self.0.cause.kind()
    }

    /// A stable name of the cause, for programs: `amount_ambiguous`, `total_mismatch`, …
    #[must_use]
    pub fn code(&self) -> &'static str {
        self.0.cause.code()
    }

    /// A text that serde cannot read as a kind of document. Its words quote the document, whatever that holds.
    pub(crate) fn unreadable(what: &'static str, why: &serde_json::Error) -> Error {
        const SHOWN: usize = 400;
        let mut words = clip(&why.to_string(), SHOWN);
        if words.ends_with('…') {
            words.push_str(&format!(" at line {} column {}", why.line(), why.column()));
        }
        Cause::DocumentMalformed { what, why: words }.into()
    }

    /// The same error, found at a place: `rule r1`, `line A1`. The outermost place comes first in the sentence.
    #[must_use]
    pub(crate) fn at(mut self, place: impl Into<String>) -> Error {
        self.0.places.insert(0, place.into());
        self
    }
}

/// The first characters of a text, for a sentence that quotes it.
pub(crate) fn quote(text: &str) -> String {
    const SHOWN: usize = 60;
    clip(text, SHOWN)
}

/// The first so many characters of a text, without control characters.
fn clip(text: &str, shown: usize) -> String {
    let clean: Cow<'_, str> = if text.chars().any(char::is_control) {
        text.chars().map(|c| if c.is_control() { '\u{FFFD}' } else { c }).collect::<String>().into()
    } else {
        text.into()
    };
    match clean.char_indices().nth(shown) {
        Some((end, _)) => format!("{}…", &clean[..end]),
        None => clean.into_owned(),
    }
}

impl From<Cause> for Error {
    fn from(cause: Cause) -> Error {
        Error(Box::new(Inner { cause, places: Vec::new() }))
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for place in &self.0.places {
            write!(f, "{place}: ")?;
        }
        fmt::Display::fmt(&self.0.cause, f)
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Error({}: {self})", self.code())
    }
}

impl std::error::Error for Error {}

impl PartialEq for Error {
    fn eq(&self, other: &Error) -> bool {
        self.0.cause == other.0.cause && self.0.places == other.0.places
    }
}
