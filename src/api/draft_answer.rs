//! A draft as it stands in JSON: amounts, texts, bars, totals by label, the verdict.

use serde::Serialize;
use serde::ser::{SerializeMap, Serializer};

use super::bar_scale::{BarScale, PARTS};
use super::draft_cover::Covered;
use super::draft_fields::AskedReach;
use super::draft_margins::{DraftMargins, DraftReaches};
use super::findings_answer::FindingList;
use super::listing::Listing;
use riparto_core::budget::{Allocation, LineGroups};
use riparto_core::money::{AmountStyle, Money, MoneyDelta};
use riparto_core::plan::{Comparison, DraftAllocation, Plan, Transfer};
use riparto_core::rules::{Authorization, Compared};
use riparto_core::words::{choose, spoken};
use riparto_rebalance::rebalance::{CounterProposal, Headroom};

/// What there is to say to a draft.
pub(super) struct DraftAnswer {
    pub(super) plan: Plan,
    pub(super) draft: DraftAllocation,
    pub(super) scales: Vec<BarScale>,
    pub(super) groups: Vec<(String, LineGroups)>,
    pub(super) headroom: Option<Headroom>,
    pub(super) written: Vec<Option<Money>>,
    pub(super) reach: Option<AskedReach>,
    pub(super) cover: Option<Covered>,
    pub(super) advice: Option<Advice>,
    pub(super) listing: Listing,
}

/// What would pass in the place of a draft.
pub(super) struct Advice {
    /// Sentences about what would pass with less authorization.
    pub(super) would_pass: String,
    pub(super) counter: Option<CounterProposal>,
    /// For a draft of several transfers: what comes nearest to it with less authorization than it needs.
    pub(super) ways: Vec<NearestPart>,
}

/// What comes nearest to a draft within a level of authorization.
pub(super) struct NearestPart {
    pub(super) level: Authorization,
    pub(super) after: Allocation,
}

impl NearestPart {
    fn written(&self, draft: &DraftAllocation) -> NearestPartAnswer<'_> {
        let moved = |after: &[Money]| -> Money {
            let gains = after.iter().zip(draft.before().amounts());
            Money::saturating(
                gains.map(|(after, before)| i128::from((*after - *before).cents().max(0))).sum(),
            )
        };
        let style = AmountStyle::from(spoken());
        let (moves, of) = (moved(self.after.amounts()).to_text(style), moved(draft.amounts()).to_text(style));
        let level = match self.level {
            Authorization::Free => {
                spoken().choose("Without authorization", "Senza autorizzazione").to_owned()
            }
            level => choose!(spoken(), "With {level}", "Con {level}", level = level.words(spoken())),
        };
        let text = choose!(
            spoken(),
            "{level} what comes nearest moves {moves}; the draft moves {of}.",
            "{level} la ripartizione più vicina sposta {moves}; la bozza sposta {of}."
        );
        NearestPartAnswer { amounts: &self.after, authorization: self.level, text }
    }
}

#[derive(Serialize)]
struct NearestPartAnswer<'a> {
    authorization: Authorization,
    amounts: &'a Allocation,
    text: String,
}

/// Amounts before and after as people read them, and how long their bars are.
#[derive(Serialize)]
struct LineFigures {
    before: Money,
    after: Money,
    change: MoneyDelta,
    before_text: String,
    after_text: String,
    change_text: String,
    percent_text: String,
}

#[derive(Serialize)]
struct LineAnswer<'a> {
    id: &'a str,
    #[serde(flatten)]
    figures: LineFigures,
    bar: [i64; 2],
    step: Money,
    share: i64,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    derived: bool,
}

#[derive(Serialize)]
struct GroupRow<'a> {
    value: Option<&'a str>,
    lines: usize,
    #[serde(flatten)]
    figures: LineFigures,
    bar: [i64; 2],
}

#[derive(Serialize)]
struct GroupAnswer<'a> {
    key: &'a str,
    rows: Vec<GroupRow<'a>>,
}

#[derive(Serialize)]
struct TransferAnswer<'a> {
    #[serde(flatten)]
    transfer: &'a Transfer,
    text: String,
    part: i64,
}

/// An allocation that would pass, by line.
#[derive(Serialize)]
struct PassingDraft<'a> {
    amounts: &'a Allocation,
    authorization: Authorization,
    moved_text: String,
}

#[derive(Serialize)]
struct LevelText {
    level: Authorization,
    text: &'static str,
}

impl LineFigures {
    fn of(before: Money, after: Money) -> LineFigures {
        let (change, style) = (after - before, AmountStyle::from(spoken()));
        let signed =
            |delta: MoneyDelta| if delta.is_zero() { String::new() } else { delta.to_figures(style) };
        let percent = Comparison::hundredths_of_percent(before, change).filter(|_| !change.is_zero());
        let percent = percent.and_then(|hundredths| MoneyDelta::from_cents(hundredths).ok());
        LineFigures {
            before,
            after,
            change,
            before_text: before.to_figures(style),
            after_text: after.to_figures(style),
            change_text: signed(change),
            percent_text: percent.map_or_else(String::new, |percent| format!("{} %", signed(percent))),
        }
    }
}

/// How many thousandths of a total an amount is.
fn share(amount: Money, total: Money) -> i64 {
    let parts = i128::from(amount.cents()) * i128::from(PARTS);
    parts.checked_div(i128::from(total.cents())).and_then(|parts| i64::try_from(parts).ok()).unwrap_or(0)
}

impl DraftAnswer {
    fn lines(&self) -> Vec<LineAnswer<'_>> {
        let (before, total) = (self.draft.before(), self.draft.before().total());
        let line = |(position, after): (usize, &Money)| {
            let (held, scale) = (before.amounts()[position], self.scales[position]);
            LineAnswer {
                id: self.plan.envelope().line(position).id(),
                figures: LineFigures::of(held, *after),
                bar: [scale.parts(held), scale.parts(*after)],
                step: scale.step(),
                share: share(*after, total),
                derived: self.draft.is_derived(position),
            }
        };
        self.draft.amounts().iter().enumerate().map(line).collect()
    }

    fn groups(&self) -> Vec<GroupAnswer<'_>> {
        let cents = |amounts: &[Money]| amounts.iter().map(|amount| amount.cents()).collect::<Vec<_>>();
        let (before, after) = (cents(self.draft.before().amounts()), cents(self.draft.amounts()));
        let total = self.draft.before().total();
        let mut answers = Vec::new();
        for (key, groups) in &self.groups {
            let [before, after] = [&before, &after].map(|cents| groups.sums(cents.iter().copied()));
            let sizes = groups.sizes();
            let row = |number: usize| {
                let [before, after] = [&before, &after].map(|sums| Money::saturating(sums[number]));
                GroupRow {
                    value: groups.labels(number).first().copied().flatten(),
                    lines: sizes[number],
                    figures: LineFigures::of(before, after),
                    bar: [share(before, total), share(after, total)],
                }
            };
            answers.push(GroupAnswer { key, rows: (0..groups.count()).map(row).collect() });
        }
        answers
    }

    /// What is left over or lacks, as a sentence.
    fn remainder_sentence(&self) -> String {
        let (remainder, language) = (self.draft.remainder(), spoken());
        let text =
            Money::saturating(i128::from(remainder.cents()).abs()).to_text(AmountStyle::from(language));
        match remainder.cents().signum() {
            0 => language
                .choose("The amounts sum to the total.", "Gli importi corrispondono al totale.")
                .to_owned(),
            1 => choose!(language, "{text} are on no line yet.", "Restano da assegnare {text}."),
            _ => {
                choose!(language, "The lines hold {text} too much.", "Le voci superano il totale di {text}.")
            }
        }
    }
}

impl Serialize for DraftAnswer {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let DraftAnswer { plan, draft, written, scales, headroom, reach, cover, advice, listing, .. } = self;
        let (language, style) = (spoken(), AmountStyle::from(spoken()));
        let mut answer = serializer.serialize_map(None)?;
        let total = draft.before().total();
        answer.serialize_entry("total", &total)?;
        answer.serialize_entry("total_text", &total.to_text(style))?;
        answer.serialize_entry("remainder", &draft.remainder())?;
        answer.serialize_entry("remainder_text", &draft.remainder().to_figures(style))?;
        answer.serialize_entry("remainder_sentence", &self.remainder_sentence())?;
        let level = draft.findings().authorization();
        answer.serialize_entry("authorization", &level)?;
        answer.serialize_entry("verdict", level.heading(language))?;
        FindingList(draft.findings(), Compared::Yes, *listing).serialize_into(&mut answer)?;
        answer.serialize_entry("lines", &self.lines())?;
        answer.serialize_entry("groups", &self.groups())?;
        let transfers = draft.transfers();
        let moved = transfers.iter().flatten().map(|transfer| i128::from(transfer.amount().cents())).sum();
        let told = |transfer| TransferAnswer {
            transfer,
            text: transfer.amount().to_text(style),
            part: share(transfer.amount(), Money::saturating(moved)),
        };
        let shown = transfers.as_ref().map(|all| all.iter().map(told).collect::<Vec<_>>());
        answer.serialize_entry("transfers", &shown)?;
        let level = |level: Authorization| LevelText { level, text: level.words(language) };
        answer.serialize_entry("levels", &Authorization::ALL.map(level))?;
        if let Some(headroom) = headroom {
            let margins = DraftMargins { headroom, held: draft.before().amounts(), scales };
            answer.serialize_entry("margins", &margins)?;
        }
        if let Some(reach) = reach {
            let reaches = DraftReaches { reaches: &reach.of(plan, written), draft, scales };
            answer.serialize_entry("reach", &reaches)?;
        }
        if let Some(cover) = cover {
            answer.serialize_entry("cover", cover)?;
        }
        if let Some(Advice { would_pass, counter, ways }) = advice {
            answer.serialize_entry("would_pass", would_pass)?;
            let after = counter.as_ref().map(|counter| (counter, counter.assessment().after()));
            let nearest = after.as_ref().map(|(counter, after)| PassingDraft {
                amounts: after,
                authorization: counter.assessment().authorization(),
                moved_text: counter.assessment().moved().to_text(style),
            });
            answer.serialize_entry("nearest", &nearest)?;
            answer.serialize_entry("ways", &ways.iter().map(|way| way.written(draft)).collect::<Vec<_>>())?;
        }
        answer.end()
    }
}
