//! Every bound on input, named in one place.
//!
//! riparto reads files and requests that strangers wrote. Each quantity that a stranger controls has a bound
//! here, chosen far above real budgets and low enough that exact arithmetic never leaves 128 bits and that no
//! input makes the crate run out of memory or time. A bound that is passed is an [`Error`](crate::Error) of
//! kind [`Limit`](crate::ErrorKind::Limit) or [`Amount`](crate::ErrorKind::Amount), never a panic.

/// The largest amount, in cents: 2^48, about 2.8 million million euros. The product of an amount and a weight,
/// and the sum of a million squared amounts, then stay within 128 bits.
pub const MAX_AMOUNT_CENTS: i64 = 1 << 48;

/// The most lines one envelope can have: 2^20, a little over a million.
pub const MAX_LINES: usize = 1 << 20;

/// The most rules one plan can have.
pub const MAX_RULES: usize = 1 << 20;

/// The most bands one rule can have.
pub const MAX_BANDS: usize = 16;

/// The most parties at one table.
pub const MAX_PARTIES: usize = 10_000;

/// The most transfers in one proposal.
pub const MAX_TRANSFERS: usize = 1 << 20;

/// The most label keys in one envelope (`action`, `partner`, `category`, …).
pub const MAX_LABEL_KEYS: usize = 32;

/// The most memberships over all scopes written as lists of lines, and four times the parts over all rules of movement by label:
/// what a plan holds in memory is bounded by this.
pub const MAX_MEMBERSHIPS: usize = 1 << 24;

/// The most pairs of lines, one that gives and one that takes, that rules of flow tell apart in a settlement.
pub const MAX_PASSAGES: usize = 1 << 18;

/// The most that rules of derived lines, times the lines that are derived, change or balance, may be for a proposal to
/// be completed.
pub const MAX_DERIVED_PLACES: usize = 1 << 20;

/// The most parts that the rules of one plan hold for: a rule for each value of a label holds for as many as there are values.
pub const MAX_CHECKS: usize = 1 << 22;

/// The most lines that all rules of one plan look at one by one when an allocation is checked: each line of a scope for a rule for
/// each line, of a step or of movement, and all lines for a rule of flow.
pub const MAX_LOOKS: usize = 1 << 27;

/// The most bounds on lines and sums that a search looks at: a rule for each line has as many as its scope has lines.
pub const MAX_BOUNDS: usize = 1 << 22;

/// How deep `except` can be nested in a scope.
pub const MAX_SCOPE_DEPTH: usize = 8;

/// How deep scopes can lie inside scopes where an allocation is searched for.
pub const MAX_TREE_DEPTH: usize = 64;

/// The largest weight of a line in a search for the nearest allocation, in lowest terms. Every sum and price of the search then
/// stays within 128 bits: a cent costs at most 2^30 * 2^50. Where the total and the wishes leave less room it is less: the weight
/// times the sum of the squared wishes and of the squared total (in cents) is at most 3 * 2^125, and the weight times the largest of
/// these amounts times the square of the number of lines is at most 2^115. Neither binds up to a total, and a sum of the wishes, of
/// 2^47 cents and up to 2^17 lines; 1,535 may always be used.
pub const MAX_WISH_WEIGHT: u32 = 1 << 30;

/// The most that a cent off the exact share counts on a line that wishes for less than the line that wishes for most, under the
/// measure in proportion.
pub const MAX_SHARE_WEIGHT: u32 = 1 << 10;

/// The largest product of total, in cents, and lines in a search for the nearest allocation: sums of ceilings then
/// stay within 64 bits. A million lines may share 40 million million cents.
pub const MAX_REBALANCE_CENTS: i128 = 1 << 62;

/// The most nodes of branch and bound, which searches where rules are not bounds of sums; beyond it, its answer is not proven.
pub const MAX_SEARCH_BOXES: usize = 1 << 11;

/// The most lines and sums over all nodes of branch and bound: with many lines, it visits fewer nodes.
pub const MAX_SEARCH_COLUMNS: usize = 1 << 20;

/// The most numbers in the program by which the cheapest way out of a conflict is found, where rules are no bounds of sums:
/// about its rules times its lines and rules. With more, the way out that is told is not proven to be the cheapest.
pub const MAX_RELAXED_NUMBERS: usize = 1 << 20;

/// The most such programs that are solved for one way out.
pub const MAX_RELAXED_PROGRAMS: usize = 1 << 12;

/// The most tableau entries that are read in all of them.
pub const MAX_RELAXATION_LOOKS: usize = 1 << 27;

/// The most findings of one check that are kept and can be listed; the others are counted.
pub const MAX_FINDINGS: usize = 1 << 17;

/// How many findings an answer lists where nothing else is asked for; how many more there are stands beside them.
pub const LISTED_FINDINGS: usize = 1_000;

/// How many lines an answer lists of one finding where nothing else is asked for.
pub const LISTED_LINES: usize = 100;

/// The most lines that one answer lists in all findings together.
pub const MAX_LISTED_LINES: usize = 1 << 18;

/// About how many bytes of findings one answer lists: the one in which they are reached is the last.
pub const MAX_LISTED_BYTES: usize = 1 << 22;

/// The most units of work that a question may be allowed.
pub const MAX_EFFORT: u64 = 1 << 40;

/// The most numbers that a search for the headroom of all lines looks at, where rules are not all bounds of sums that lie inside or
/// apart from each other: beyond it, what a line can give or receive is said to be at most so much.
pub const MAX_HEADROOM_LOOKS: usize = 1 << 26;

/// The most rules that are named as what stops a line.
pub const MAX_STOPPING_RULES: usize = 16;

/// The most lines that rules derive which follow in a headroom; with more, none does.
pub const MAX_FOLLOWING_LINES: usize = 1 << 8;

/// The most ballots in one aggregation: a little over a million.
pub const MAX_BALLOTS: usize = 1 << 20;

/// The most that one ballot weighs, and all ballots of one aggregation together: every product of an aggregation then stays
/// within 128 bits. Beyond a total of 85,899,345.91 euros one ballot weighs less: 32,767 at the largest total.
pub const MAX_BALLOT_WEIGHT: u32 = 1 << 30;

/// The most amounts in all ballots of one aggregation.
pub const MAX_BALLOT_AMOUNTS: usize = 1 << 27;

/// The most cells of a table of counts, as its separators tell.
pub const MAX_COUNT_CELLS: usize = 1 << 26;

/// The most characters in an id.
pub const MAX_ID_CHARS: usize = 64;

/// The most characters in a title, a reason, a rule's text or source, a label.
pub const MAX_TEXT_CHARS: usize = 4_000;

/// The most bytes in the text of one amount.
pub const MAX_AMOUNT_BYTES: usize = 120;

/// The largest percentage: a hundred times the base is more than any rule that was found.
pub const MAX_PERCENT: u64 = 10_000;

/// The most decimals of a percentage.
pub const MAX_PERCENT_DECIMALS: usize = 9;

/// The most digits of a weight, before and after the point together; also when all weights of a split are written with
/// the same number of decimals.
pub const MAX_WEIGHT_DIGITS: usize = 18;

/// The most criteria of one split. Each one lengthens the common denominator of the shares by up to 80 bits.
pub const MAX_CRITERIA: usize = 32;

/// The most bytes in one document or one request: 512 MiB, enough for a plan of a million lines.
pub const MAX_DOCUMENT_BYTES: usize = 512 << 20;

/// How deep lists and maps can lie in one another in a document.
pub const MAX_DOCUMENT_DEPTH: usize = 128;

/// The most mistakes of one document that are told; how many more there are is told as well.
pub const MAX_MISTAKES: usize = 100;

/// The most notices about labels of one plan; how many more there are is told as well.
pub const MAX_LABEL_NOTICES: usize = 100;

/// The most lines that a notice about a label names for one spelling, and the most spellings; the others are counted.
pub const MAX_NOTICE_LINES: usize = 10;

/// The most bytes of a document that is examined for all its mistakes; of a larger one the first is told.
pub const MAX_EXAMINED_BYTES: usize = 64 << 20;

/// The most rules times lines of a document whose rules are compiled one by one to find the mistakes of each.
pub const MAX_EXAMINED_PAIRS: usize = 1 << 24;

/// The most bytes that are put in one page, of a plan and the journal of its table: 32 MiB, more than browsers answer about while one waits.
pub const MAX_PAGE_BYTES: usize = 32 << 20;

/// The most bytes in one event of a history, in its canonical form: as many as in the largest document.
pub const MAX_EVENT_BYTES: usize = MAX_DOCUMENT_BYTES;

/// How deep arrays and objects can be nested in an event, the event itself counted.
pub const MAX_EVENT_DEPTH: usize = 64;

/// The largest whole number in an event, with either sign: 2^53 - 1, which every language's JSON reads exactly.
pub const MAX_EVENT_INTEGER: u64 = (1 << 53) - 1;

/// The most bytes of what a caller's program states of a command, as canonical JSON: it is in each event that the command leads to.
pub const MAX_METADATA_BYTES: usize = 4096;

/// The most bytes of the extension fields of a plan, a line, a party, a rule or a proposal, as JSON: they are in every copy of it.
pub const MAX_EXTENSION_BYTES: usize = 4096;

/// The most events appended to a history at once.
pub const MAX_BATCH_EVENTS: usize = 1 << 20;

/// The most proposals of which `compatible` looks for sets that fit together.
pub const MAX_COMPATIBLE_PROPOSALS: usize = 1 << 10;

/// The most sets of proposals that `compatible` tries among those that depend on each other; beyond it, what it finds is not
/// proven to be all.
pub const MAX_COMPATIBLE_SETS: usize = 1 << 16;

// Those of the solver stand beside it.

/// The most bytes of a workbook's parts when they are unpacked.
pub const MAX_WORKBOOK_BYTES: usize = 1 << 29;

/// The most sheets of a workbook.
pub const MAX_SHEETS: usize = 256;

/// The most cells of a workbook that hold something.
pub const MAX_SHEET_CELLS: usize = 1 << 21;

/// How many amounts, percentages and lists one amount of a rule is made of: no published act needs more than three.
pub const MAX_AMOUNT_TERMS: usize = 16;

/// How deep lists of amounts of a rule nest.
pub const MAX_AMOUNT_DEPTH: usize = 4;

/// How many documents an approval needs by one rule or band, and how many bodies decide.
pub const MAX_REQUIREMENTS: usize = 16;

/// The most changes that a plan states as made: a table makes one for each approval that some rule counts.
pub const MAX_CHANGES_MADE: usize = 10_000;

/// The most quantities that one line is made of.
pub const MAX_QUANTITIES: usize = 8;
