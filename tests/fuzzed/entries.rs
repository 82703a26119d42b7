//! What is tried on bytes of any kind, by the fuzzer and by the stable tests alike.
//!
//! Each entry takes bytes and asserts what must hold of them: no panic, what was read can be written and read again,
//! totals are exact, and answers agree with the operations that judge them.

use riparto::ballots::{AggregationRule, BallotSheet, Completion, CountSheet, ReadBallots, Tally};
use riparto::money::{AmountStyle, Method, Weight};
use riparto::rules::RulePack;
use riparto::sheets::{PlanImport, WorkbookExport};
use riparto::table::{ApprovalPolicies, Command, Replayed};
use riparto::{
    Allocation, Answer, Authorization, Findings, Headroom, Language, Measure, Money, MoneyDelta, Percent,
    Plan, Proposal, Rebalance,
};
use serde_json::{Value, json};

use super::choices::Choices;
use riparto_test_support::oracle::reading::{expected, found};
use riparto_test_support::split_oracle::Case;

/// An entry: its name, and what it does with bytes.
pub(crate) type Entry = (&'static str, fn(&[u8]));

/// All entries, each a fuzz target of the same name.
pub(crate) const ENTRIES: [Entry; 15] = [
    ("amount_text", amount_text),
    ("plan", plan),
    ("proposal", proposal),
    ("ballots_csv", ballots_csv),
    ("ballots_json", ballots_json),
    ("counts_csv", counts_csv),
    ("policies", policies),
    ("rule_pack", rule_pack),
    ("spreadsheet", spreadsheet),
    ("command", command),
    ("journal", journal),
    ("respond", respond),
    ("judgement", judgement),
    ("nearest", nearest),
    ("split", split),
];

const PLAN: &str = include_str!("../../examples/data/toscana-plan.json");

/// Plans larger than these are read, but not searched: a fuzzer learns nothing from waiting.
const SEARCHED_LINES: usize = 10;
const SEARCHED_RULES: usize = 10;

fn text(bytes: &[u8]) -> Option<&str> {
    std::str::from_utf8(bytes).ok()
}

fn toscana() -> Plan {
    Plan::from_json(PLAN).expect("the example is a plan")
}

/// Amounts, changes, percentages and weights: what is read is written and read again as the same.
pub(crate) fn amount_text(bytes: &[u8]) {
    let Some(text) = text(bytes) else { return };
    for style in [AmountStyle::Italian, AmountStyle::English, AmountStyle::European, AmountStyle::Plain] {
        if let Ok(amount) = Money::parse(text, style) {
            assert_eq!(Money::parse(&amount.to_string(), AmountStyle::Plain), Ok(amount));
        }
    }
    if let Ok(amount) = text.parse::<Money>() {
        assert_eq!(amount.to_string().parse(), Ok(amount));
        let readings =
            [AmountStyle::Italian, AmountStyle::English, AmountStyle::European, AmountStyle::Plain];
        let agreeing = readings.iter().filter_map(|style| Money::parse(text, *style).ok());
        assert!(agreeing.clone().all(|other| other == amount), "a clear amount has one reading");
        assert!(agreeing.count() > 0, "some style reads it");
    }
    if let Ok(delta) = text.parse::<MoneyDelta>() {
        assert_eq!(delta.to_string().parse(), Ok(delta));
    }
    if let Ok(percent) = text.parse::<Percent>() {
        assert_eq!(percent.to_string().parse(), Ok(percent));
    }
    if let Ok(weight) = text.parse::<Weight>() {
        assert_eq!(weight.to_string().parse(), Ok(weight));
    }
}

/// A workbook or a table of CSV: the plan that is read is written as a workbook and read again as the same.
pub(crate) fn spreadsheet(bytes: &[u8]) {
    let Ok(imported) = PlanImport::new().run(bytes) else { return };
    let (plan, lines) = (imported.plan(), imported.report().lines());
    assert_eq!(plan.envelope().line_count(), lines);
    assert_eq!(Plan::from_json(&plan.to_json()).as_ref(), Ok(plan));
    let book = WorkbookExport::new(plan).bytes(Language::Italian).expect("it was read from a sheet");
    assert_eq!(PlanImport::new().run(&book).expect("it was written by us").plan(), plan);
}

/// A pack, Markdown or JSON: what it says is written as JSON and read again, and its tests are run.
pub(crate) fn rule_pack(bytes: &[u8]) {
    let Some(pack) = text(bytes).and_then(|text| RulePack::from_text(text).ok()) else { return };
    assert_eq!(RulePack::from_json(&pack.to_json()).as_ref(), Ok(&pack));
    for tests in pack.tests() {
        if let Ok(found) = tests.found(&pack) {
            assert_eq!(found.len(), tests.cases().len());
        }
    }
}

/// A plan document: what it says is written and read again, and its answers agree with each other.
pub(crate) fn plan(bytes: &[u8]) {
    let Some(plan) = text(bytes).and_then(|text| Plan::from_json(text).ok()) else { return };
    let written = plan.to_json();
    let again = Plan::from_json(&written).expect("what was written can be read");
    assert_eq!(again, plan);
    assert_eq!(again.to_json(), written);
    assert_eq!(sum(&plan), i128::from(plan.envelope().total().cents()));
    if plan.envelope().line_count() <= SEARCHED_LINES && plan.rulebook().rules().len() <= SEARCHED_RULES {
        agree(&plan);
    }
}

fn sum(plan: &Plan) -> i128 {
    plan.approved().amounts().iter().map(|amount| i128::from(amount.cents())).sum()
}

/// Headroom and a rebalancing, fed back to `assess` and `check`.
fn agree(plan: &Plan) {
    let up_to = Authorization::Free;
    let headroom = Headroom::of(plan, up_to);
    for margin in headroom.iter() {
        let held = plan.approved().amounts()[margin.line.position()];
        assert!(margin.give <= held, "a line gives no more than it has");
    }
    let mut wish = plan.approved().amounts().to_vec();
    wish.rotate_left(1);
    let Ok(Answer::Found(nearest)) = Rebalance::new().wishes(&wish).run(plan) else { return };
    let findings = plan.check_allocation(nearest.allocation()).expect("it is of the same envelope");
    assert!(findings.authorization() <= up_to, "the nearest allocation respects the rules");
}

/// A proposal document: written and read again, assessed, and what would pass does pass.
pub(crate) fn proposal(bytes: &[u8]) {
    let Some(proposal) = text(bytes).and_then(|text| Proposal::from_json(text).ok()) else { return };
    assert_eq!(Proposal::from_json(&proposal.to_json()), Ok(proposal.clone()));
    let mut plan = toscana();
    let Ok(assessment) = plan.assess(&proposal) else { return };
    let needed = assessment.authorization();
    for (level, most) in plan.would_pass(&proposal).expect("it was assessed") {
        let [only] = proposal.transfers() else { panic!("only one transfer has an amount that would pass") };
        assert!(level < needed && most.at_most() <= only.amount());
    }
    plan.apply(&proposal, Authorization::Forbidden).expect("everything is granted");
    assert_eq!(sum(&plan), i128::from(plan.envelope().total().cents()));
}

/// Ballots in CSV, alone and for a plan.
pub(crate) fn ballots_csv(bytes: &[u8]) {
    let Some(text) = text(bytes) else { return };
    sheets(|read| BallotSheet::from_csv(text, read).ok());
}

/// A document of ballots, alone and for a plan.
pub(crate) fn ballots_json(bytes: &[u8]) {
    let Some(text) = text(bytes) else { return };
    sheets(|read| BallotSheet::from_json(text, read).ok());
}

/// A table of counts, alone and for a plan: every outcome sums to the total, and the counts of the tally are the tally again.
pub(crate) fn counts_csv(bytes: &[u8]) {
    let Some(text) = text(bytes) else { return };
    let plan = toscana();
    let plain = ReadBallots::default();
    let italian = ReadBallots { style: Some(AmountStyle::Italian), ..plain };
    let with_plan = ReadBallots { plan: Some(&plan), ..plain };
    for read in [plain, italian, with_plan] {
        let Ok(sheet) = CountSheet::from_csv(text, &read) else { continue };
        let (tally, counts) = (sheet.tally(), sheet.tally().counts());
        if counts.iter().map(Vec::len).sum::<usize>() > 400 {
            continue;
        }
        assert_eq!(Tally::from_counts(tally.total(), &counts).as_ref(), Ok(tally));
        for rule in AggregationRule::ALL {
            let aggregate = tally.aggregate(rule);
            for amounts in [Some(aggregate.amounts().to_vec()), tally.integral(rule)].into_iter().flatten() {
                assert_eq!(Money::checked_sum(amounts.iter().copied()), Ok(tally.total()));
                assert!(tally.welfare(&amounts).expect("an amount for each line").excess() >= 0);
            }
        }
    }
}

fn sheets(read: impl Fn(&ReadBallots<'_>) -> Option<BallotSheet>) {
    let plan = toscana();
    let plain = ReadBallots::default();
    let italian = ReadBallots { style: Some(AmountStyle::Italian), ..plain };
    let in_proportion = ReadBallots { completion: Completion::InProportion, ..plain };
    let with_plan = ReadBallots { plan: Some(&plan), ..plain };
    for sheet in [plain, italian, in_proportion, with_plan].iter().filter_map(read) {
        let ballots = sheet.ballots();
        if ballots.iter().count() * sheet.lines().len() > 400 {
            continue;
        }
        for rule in AggregationRule::ALL {
            let aggregate = ballots.aggregate(rule);
            assert_eq!(Money::checked_sum(aggregate.amounts().iter().copied()), Ok(ballots.total()));
        }
    }
}

/// A document of policies.
pub(crate) fn policies(bytes: &[u8]) {
    let Some(text) = text(bytes) else { return };
    if let Ok(policies) = ApprovalPolicies::from_json(text) {
        for level in Authorization::ALL {
            let _ = policies.policy(level);
        }
    }
}

/// A command to a table, in JSON.
pub(crate) fn command(bytes: &[u8]) {
    let Some(text) = text(bytes) else { return };
    let _ = Command::from_json(text);
}

/// The bytes of a journal: replayed, and verified alike.
pub(crate) fn journal(bytes: &[u8]) {
    let verified = riparto::journal::verify(bytes, &[]).expect("a slice can be read");
    let replayed = Replayed::of(bytes, &[]).expect("a slice can be read");
    if replayed.broken().is_none() {
        assert!(verified.fault().is_none(), "a whole table is in a whole history");
        assert_eq!(verified.head(), replayed.head());
    }
}

/// One request: the answer is one line of JSON with either `ok` or `error`, the same each time.
pub(crate) fn respond(bytes: &[u8]) {
    let answer = riparto::api::respond_bytes(bytes);
    assert!(!answer.contains('\n'), "an answer is one line");
    let value: Value = serde_json::from_str(&answer).expect("an answer is JSON");
    assert!(value.get("ok").is_some() != value.get("error").is_some(), "{answer}");
    assert_eq!(riparto::api::respond_bytes(bytes), answer);
    feed_back(bytes, &value);
}

/// The transfers of a rebalancing must pass `assess`.
fn feed_back(bytes: &[u8], answer: &Value) {
    let Ok(request) = serde_json::from_slice::<Value>(bytes) else { return };
    let transfers = answer["ok"]["transfers"].as_array().filter(|transfers| !transfers.is_empty());
    let (Some(transfers), "rebalance") = (transfers, request["op"].as_str().unwrap_or_default()) else {
        return;
    };
    let party = request["plan"]["parties"][0]["id"].as_str().unwrap_or("ats");
    let up_to = request["up_to"]
        .as_str()
        .and_then(|name| Authorization::ALL.into_iter().find(|level| level.name() == name))
        .unwrap_or(Authorization::Free);
    let proposal = json!({"id": "fed-back", "party": party, "transfers": transfers});
    let plan = Plan::from_json(&request["plan"].to_string()).expect("the plan was read before");
    let proposal = Proposal::from_json(&proposal.to_string()).expect("transfers make a proposal");
    let findings = plan.assess(&proposal).expect("it can be carried out").findings().clone();
    assert!(passes(&findings, up_to), "{findings:?}");
}

fn passes(findings: &Findings, up_to: Authorization) -> bool {
    findings.iter().all(|finding| finding.needs() <= up_to || !finding.is_worse())
}

/// Bytes as choices: `check` and `assess` agree with the brute-force reading of the rules, and what
/// headroom, the largest transfer and `would_pass` say holds when it is assessed.
pub(crate) fn judgement(bytes: &[u8]) {
    let mut choices = Choices::of(bytes);
    let Some(plan) = choices.plan() else { return };
    let Some(other) = choices.allocation(&plan) else { return };
    let Some(proposal) = choices.proposal(&plan) else { return };
    assert_eq!(found(&plan.check()), expected(&plan, plan.approved()), "{}", plan.to_json());
    let findings = plan.check_allocation(&other).expect("it is of the same envelope");
    assert_eq!(found(&findings), expected(&plan, &other), "{other:?} of {}", plan.to_json());
    for (level, most) in plan.would_pass(&proposal).unwrap_or_default() {
        let [only] = proposal.transfers() else { panic!("only one transfer has an amount that would pass") };
        let most = most.passes();
        if !most.is_zero() {
            let less = Proposal::new("less", proposal.party())
                .and_then(|p| p.transfer(only.from(), only.to(), most));
            let assessed = plan.assess(&less.expect("it is a proposal")).expect("it can be carried out");
            assert!(assessed.authorization() <= level, "{most} of {}", plan.to_json());
        }
    }
}

/// Bytes as choices of few cents: what the search calls nearest, or impossible, against a look at every allocation that the
/// brute-force reading of the rules finds nothing wrong with.
pub(crate) fn nearest(bytes: &[u8]) {
    let mut choices = Choices::of_few_cents(bytes);
    let Some(plan) = choices.plan() else { return };
    let Some(wish) = choices.allocation(&plan) else { return };
    let measure = Measure::DISTANCES[choices.below(Measure::DISTANCES.len())];
    let wanted = cents_of(&wish);
    let allowed: Vec<Vec<i64>> = splits(plan.envelope().total().cents(), plan.envelope().line_count())
        .into_iter()
        .filter(|amounts| expected(&plan, &allocation(&plan, amounts)).is_empty())
        .collect();
    let far = |amounts: &[i64]| -> i64 {
        let changes = amounts.iter().zip(&wanted).map(|(amount, wish)| (amount - wish).abs());
        match measure {
            Measure::LeastSquares => changes.map(|change| change * change).sum(),
            Measure::LeastMoved => changes.sum(),
            _ => changes.max().unwrap_or(0),
        }
    };
    let least = allowed.iter().map(|amounts| far(amounts)).min();
    match Rebalance::new().measure(measure).wishes(wish.amounts()).run(&plan).expect("it can be asked") {
        Answer::Found(nearest) => {
            let amounts = cents_of(nearest.allocation());
            assert!(allowed.contains(&amounts), "{amounts:?} is not allowed: {}", plan.to_json());
            let distance = Some(far(&amounts));
            assert!(
                nearest.is_proven() && distance == least,
                "{measure:?} of {wanted:?}: {amounts:?} of {}",
                plan.to_json()
            );
        }
        Answer::Infeasible(_) => assert_eq!(least, None, "{measure:?} of {wanted:?}: {}", plan.to_json()),
        Answer::Unknown => panic!("so few cents are searched whole: {}", plan.to_json()),
    }
}

fn cents_of(allocation: &Allocation) -> Vec<i64> {
    allocation.amounts().iter().map(|amount| amount.cents()).collect()
}

fn allocation(plan: &Plan, cents: &[i64]) -> Allocation {
    let amounts = cents.iter().map(|cents| Money::from_cents(*cents).expect("it is an amount")).collect();
    Allocation::new(plan.envelope(), amounts).expect("it sums to the total")
}

/// All ways to split some cents among lines.
fn splits(total: i64, lines: usize) -> Vec<Vec<i64>> {
    if lines == 1 {
        return vec![vec![total]];
    }
    let further = |first: i64| {
        splits(total - first, lines - 1).into_iter().map(move |rest| [&[first], &rest[..]].concat())
    };
    (0..=total).flat_map(further).collect()
}

/// Bytes as a small split: what the API gives for each method and tie, against a look at every split within the bounds.
pub(crate) fn split(bytes: &[u8]) {
    let mut choices = Choices::of(bytes);
    let count = 1 + choices.below(4);
    let part = |choices: &mut Choices<'_>| {
        let weight = u32::try_from(choices.below(7)).unwrap_or(0);
        let floor = u64::try_from(choices.below(6).saturating_sub(2)).unwrap_or(0);
        (weight, floor, u64::try_from(choices.below(10)).ok().filter(|ceiling| *ceiling < 7))
    };
    let parts: Vec<_> = (0..count).map(|_| part(&mut choices)).collect();
    let case = Case {
        total: u64::try_from(choices.below(13)).unwrap_or(0),
        weights: parts.iter().map(|part| part.0).collect(),
        floors: parts.iter().map(|part| part.1).collect(),
        ceilings: parts.iter().map(|part| part.2).collect(),
    };
    let is_bounded = parts.iter().all(|part| part.2.is_none_or(|ceiling| part.1 <= ceiling));
    let all = if is_bounded { case.all() } else { Vec::new() };
    let euros = |cents: u64| format!("{}.{:02}", cents / 100, cents % 100);
    let methods = [
        (Method::LargestRemainder, "largest_remainder"),
        (Method::Webster, "webster"),
        (Method::Jefferson, "jefferson"),
        (Method::Adams, "adams"),
        (Method::HuntingtonHill, "huntington_hill"),
    ];
    for (method, name) in methods {
        for (tie_break, first) in [("first", true), ("last", false)] {
            let request = json!({"op": "apportion", "total": euros(case.total), "weights": case.weights, "method": name,
                "tie_break": tie_break, "floors": case.floors.iter().map(|floor| euros(*floor)).collect::<Vec<_>>(),
                "ceilings": case.ceilings.iter().map(|ceiling| ceiling.map(euros)).collect::<Vec<_>>()});
            let answer: Value =
                serde_json::from_str(&riparto::api::respond(&request.to_string())).expect("it is JSON");
            let best = all.iter().map(|split| case.objective(method, split)).min();
            let tied = all.iter().filter(|split| Some(case.objective(method, split)) == best);
            // Of splits that are equally good the one that favours the first parts, or the last.
            let reversed = |split: &Vec<u64>| split.iter().rev().copied().collect::<Vec<_>>();
            let due =
                if first { tied.max().cloned() } else { tied.max_by_key(|split| reversed(split)).cloned() };
            let due = due.map(|split| split.into_iter().map(euros).collect::<Vec<_>>());
            let found = answer["ok"]["amounts"].as_array();
            let found = found.map(|amounts| {
                amounts.iter().map(|amount| amount.as_str().unwrap_or_default().to_owned()).collect()
            });
            assert_eq!(found, due, "{request} is answered {answer}");
        }
    }
}
