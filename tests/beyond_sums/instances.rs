//! Plans with rules that are no bounds of sums, as JSON: shared by tests and benchmarks.

use serde_json::{Map, Value, json};

/// Whole numbers that look random: SplitMix64.
pub(crate) struct Random(u64);

impl Random {
    pub(crate) fn new(seed: u64) -> Random {
        Random(seed)
    }

    /// From zero to below `end`.
    pub(crate) fn below(&mut self, end: i64) -> i64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut word = self.0;
        word = (word ^ (word >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        word = (word ^ (word >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        i64::try_from((word ^ (word >> 31)) >> 1).unwrap() % end
    }
}

/// A plan and a wish for it.
pub(crate) struct Wished {
    pub(crate) plan: Value,
    pub(crate) wish: Vec<i64>,
}

fn euros(cents: i64) -> String {
    format!("{}.{:02}", cents / 100, cents % 100)
}

pub(crate) fn plan(amounts: &[i64], labels: impl Fn(usize) -> Value, rules: Value) -> Value {
    let lines: Vec<Value> = (0..amounts.len())
        .map(|line| json!({"id": format!("L{line}"), "amount": euros(amounts[line]), "labels": labels(line)}))
        .collect();
    let total = euros(amounts.iter().sum());
    json!({"format": "riparto.plan/1", "title": "Plan", "total": total, "lines": lines, "rules": rules})
}

/// The six amounts of the example of art. 4.
const SIX: [i64; 6] = [42_000_000, 64_000_000, 51_000_000, 30_000_000, 41_400_000, 18_000_000];

/// The last of six lines is indirect costs at 7 % of the others; two lines wish for more.
pub(crate) fn derived_six() -> Wished {
    let rules = json!([
        {"id": "indirect", "scope": {"lines": ["L5"]}, "limit": {"derived": {"percent": "7", "of": {"lines": ["L0", "L1", "L2", "L3", "L4"]}, "rounding": "half_up"}}},
        {"id": "outreach", "scope": {"lines": ["L3"]}, "limit": {"floor": "250000.00"}},
        {"id": "lines", "scope": "all", "each": "line", "limit": {"variation": {"up": {"percent": "20"}, "down": {"percent": "20"}}}}
    ]);
    let wish = vec![42_000_000, 72_345_678, 51_000_000, 22_000_000, 49_400_000, 18_000_000];
    Wished { plan: plan(&SIX, |_| json!({}), rules), wish }
}

/// Two bases chained: indirect costs at most 7 % of direct ones, and management just 4 % of both together.
pub(crate) fn chained_six() -> Wished {
    let rules = json!([
        {"id": "indirect", "scope": {"lines": ["L4"]}, "limit": {"share_ceiling": {"percent": "7", "of": {"lines": ["L0", "L1", "L2", "L3"]}}}},
        {"id": "management", "scope": {"lines": ["L5"]}, "limit": {"derived": {"percent": "4.25", "of": {"lines": ["L0", "L1", "L2", "L3", "L4"]}, "rounding": "down"}}}
    ]);
    let wish = vec![42_000_000, 64_000_001, 51_000_000, 30_000_000, 41_400_000, 18_000_000];
    Wished { plan: plan(&SIX, |_| json!({}), rules), wish }
}

/// Whole hundreds of euros, and nothing into the last line; the wish is a third more on two lines.
pub(crate) fn stepped_six() -> Wished {
    let rules = json!([
        {"id": "hundreds", "scope": "all", "limit": {"step": "100.00"}},
        {"id": "management", "scope": "all", "limit": {"flow": {"to": {"lines": ["L5"]}, "amount": "0.00"}}}
    ]);
    let wish = vec![41_066_667, 71_066_666, 41_066_667, 31_066_667, 41_066_667, 21_066_666];
    Wished { plan: plan(&SIX, |_| json!({}), rules), wish }
}

/// Actions, partners and categories, each within a few percent of what it held: three families that cross.
pub(crate) fn three_families(side: usize) -> Wished {
    let mut random = Random::new(side as u64);
    let lines = side.pow(3);
    let amounts: Vec<i64> = (0..lines).map(|_| 50_000 + random.below(4_000_000)).collect();
    let wish: Vec<i64> = amounts.iter().map(|amount| amount * (50 + random.below(100)) / 100).collect();
    let labels = |line: usize| {
        let named = ["action", "partner", "category"].iter().enumerate();
        let labels = named.map(|(place, key)| {
            ((*key).to_owned(), json!(format!("{}", line / side.pow(place as u32) % side)))
        });
        Value::Object(labels.collect::<Map<String, Value>>())
    };
    let rule = |key: &str, percent: &str| json!({"id": key, "scope": "all", "each": {"label": key}, "limit": {"variation": {"up": {"percent": percent}, "down": {"percent": percent}}}});
    let rules = json!([rule("action", "2"), rule("partner", "0"), rule("category", "1")]);
    Wished { plan: plan(&amounts, labels, rules), wish }
}

/// Movement inside two partners and a flow between categories, over twenty lines.
pub(crate) fn moving_lines() -> Wished {
    let mut random = Random::new(20);
    let amounts: Vec<i64> = (0..20).map(|_| 500_000 + random.below(5_000_000)).collect();
    let wish: Vec<i64> = amounts.iter().map(|amount| amount * (60 + random.below(80)) / 100).collect();
    let labels = |line: usize| json!({"partner": format!("{}", line / 10), "category": (["staff", "travel", "other"][line % 3])});
    let rules = json!([
        {"id": "first", "scope": {"labels": {"partner": "0"}}, "limit": {"movement": {"percent": "8"}}},
        {"id": "second", "scope": {"labels": {"partner": "1"}}, "limit": {"movement": {"percent": "5"}}},
        {"id": "staff", "scope": {"labels": {"category": "staff"}}, "limit": {"flow": {"to": {"labels": {"category": "travel"}}, "percent": "1"}}},
        {"id": "categories", "scope": "all", "limit": {"movement": {"by": "category", "percent": "2"}}}
    ]);
    Wished { plan: plan(&amounts, labels, rules), wish }
}

/// Hundreds of lines with labels of every line's own: two shares of other scopes, a flow, and actions that vary little.
pub(crate) fn many_lines(lines: usize) -> Wished {
    let mut random = Random::new(lines as u64);
    let amounts: Vec<i64> = (0..lines).map(|_| 10_000 + random.below(2_000_000)).collect();
    let wish: Vec<i64> = amounts.iter().map(|amount| amount * (50 + random.below(100)) / 100).collect();
    let mut drawn: Vec<[i64; 3]> = Vec::with_capacity(lines);
    drawn.extend((0..lines).map(|_| [lines as i64 / 10, 5, 4].map(|count| random.below(count))));
    let labels = |line: usize| {
        let [action, category, partner] = drawn[line].map(|number| number.to_string());
        json!({"action": action, "category": category, "partner": partner})
    };
    let of = |key: &str, values: &[&str]| json!({"labels": {key: values}});
    let rules = json!([
        {"id": "indirect", "scope": of("category", &["0"]), "limit": {"share_ceiling": {"percent": "20", "of": of("category", &["1", "2", "3"])}}},
        {"id": "local", "scope": of("partner", &["1"]), "limit": {"share_floor": {"percent": "28", "of": of("partner", &["0", "2"])}}},
        {"id": "actions", "scope": "all", "each": {"label": "action"}, "limit": {"variation": {"up": {"percent": "10"}, "down": {"percent": "10"}}}},
        {"id": "away", "scope": of("partner", &["0"]), "limit": {"flow": {"to": of("partner", &["3"]), "percent": "5"}}}
    ]);
    Wished { plan: plan(&amounts, labels, rules), wish }
}
