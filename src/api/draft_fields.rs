//! What a request about a draft states: amounts as people type them, a handle that was moved, where what lacks should come from.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::bar_scale::{BarScale, ScaleKind};
use riparto_core::error::{Cause, Error, Result, quote};
use riparto_core::money::{AmountStyle, Money};
use riparto_core::plan::{DraftAllocation, DraftReach, LOOKS, LineReach, Plan};
use riparto_core::reader::{
    FLAG, Form, ID, Shape, TEXT, entries, fields, list, names_of, nullable, optional, required, unique_map,
    word,
};
use riparto_core::rules::{Authorization, LEVEL};
use riparto_core::words::{both, named, spoken};
use riparto_rebalance::rebalance::{MEASURE, Measure};
use riparto_rebalance::transfers::pay;
use riparto_solve::Meter;

/// Amounts as they were typed, by line.
pub(super) static TYPED_AMOUNTS: Shape = entries(
    both(
        "amounts by line as they are typed, such as `{\"A1\": \"12,345.60\"}`",
        "importi per voce come si scrivono, per esempio `{\"A1\": \"12.345,60\"}`",
    ),
    &TEXT,
);

/// A handle, a map.
pub(super) static HANDLE: Shape = fields(
    both(
        "a handle with its line and its place, such as `{\"line\": \"A1\", \"at\": 250}`",
        "un cursore con la sua voce e il suo posto, per esempio `{\"line\": \"A1\", \"at\": 250}`",
    ),
    names_of::<HandleField>,
    &[
        required("line", &ID),
        nullable("at", &PLACE),
        nullable("up", &PLACE),
        nullable("down", &PLACE),
        nullable("remainder", &FLAG),
    ],
);

static PLACE: Shape = Shape {
    expected: both("a whole number, such as `250`", "un numero intero, per esempio `250`"),
    form: Form::Whole(65_535),
};

/// The scale of bars.
pub(super) static SCALE: Shape =
    word(both("a scale, such as `\"own\"`", "una scala, per esempio `\"own\"`"), names_of::<ScaleKind>);

/// Ids of lines, or keys of labels.
pub(super) static NAMES: Shape = list(
    both("a list of texts, such as `[\"partner\"]`", "un elenco di testi, per esempio `[\"partner\"]`"),
    &TEXT,
);

/// From where what lacks should come, or where what is left over should go.
pub(super) static COVER: Shape = fields(
    both(
        "how the remainder is covered, such as `{\"measure\": \"in_proportion\"}`",
        "come si copre il residuo, per esempio `{\"measure\": \"in_proportion\"}`",
    ),
    names_of::<CoverField>,
    &[
        optional("measure", &MEASURE),
        nullable("from", &NAMES),
        optional("pins", &NAMES),
        optional("nearest", &FLAG),
        optional("up_to", &LEVEL),
    ],
);

/// How far lines of the draft may go.
pub(super) static REACH: Shape = fields(
    both(
        "which lines are asked how far they may go, such as `{\"up_to\": \"free\"}`",
        "di quali voci si chiede fin dove possono andare, per esempio `{\"up_to\": \"free\"}`",
    ),
    names_of::<ReachField>,
    &[optional("up_to", &LEVEL), nullable("lines", &NAMES)],
);

/// Amounts as people type them, by line.
#[derive(Default, Deserialize)]
#[serde(transparent)]
pub(super) struct TypedAmounts(#[serde(deserialize_with = "unique_map")] BTreeMap<String, String>);

impl TypedAmounts {
    /// What was typed for each line of a plan.
    pub(super) fn read(&self, plan: &Plan) -> Result<Vec<Option<Money>>> {
        let mut written = vec![None; plan.envelope().line_count()];
        for (line, text) in &self.0 {
            let at_line = |error: Error| error.at(named("line", "voce", quote(line)));
            let position = plan.envelope().position(line)?;
            written[position] = Some(typed(text).map_err(at_line)?);
        }
        Ok(written)
    }
}

/// An amount as it is written in the language that is spoken, or else in any way that leaves no doubt.
pub(super) fn typed(text: &str) -> Result<Money> {
    Money::parse(text, AmountStyle::from(spoken())).or_else(|_| text.parse())
}

/// A handle that was moved.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct HandleField {
    pub(super) line: String,
    #[serde(default)]
    at: Option<u16>,
    #[serde(default)]
    up: Option<u16>,
    #[serde(default)]
    down: Option<u16>,
    #[serde(default)]
    remainder: Option<bool>,
}

impl HandleField {
    /// The amount that the handle stands for, on a draft without it.
    pub(super) fn amount(&self, draft: &DraftAllocation, position: usize, scale: BarScale) -> Result<Money> {
        let held = draft.amounts()[position];
        match (self.at, self.up, self.down, self.remainder.filter(|taken| *taken)) {
            (Some(at), None, None, None) => Ok(scale.amount_at(at)),
            (None, Some(up), None, None) => Ok(scale.moved(held, i32::from(up))),
            (None, None, Some(down), None) => Ok(scale.moved(held, -i32::from(down))),
            // A line that holds less than lacks gives all that it holds.
            (None, None, None, Some(_)) => held.checked_add(draft.remainder()).or(Ok(Money::ZERO)),
            _ => Err(Cause::FieldMissing { field: "at", operation: "draft" }.into()),
        }
    }
}

/// How far lines of the draft may go.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ReachField {
    #[serde(default)]
    up_to: Authorization,
    /// All lines, if it is absent.
    #[serde(default)]
    lines: Option<Vec<String>>,
}

impl ReachField {
    /// The level, and the lines, which the plan has; their work is paid.
    pub(super) fn asked(self, plan: &Plan, meter: &Meter) -> Result<AskedReach> {
        let ids = || plan.envelope().lines().map(|line| line.id().to_owned()).collect();
        let lines = self.lines.unwrap_or_else(ids);
        lines.iter().try_for_each(|line| plan.envelope().position(line).map(drop))?;
        // A line looks at its own rules only: those of all lines are those of the plan, as far as each looks at few.
        pay(meter, plan.rulebook().check_units().saturating_add(lines.len()).saturating_mul(LOOKS))?;
        Ok(AskedReach { up_to: self.up_to, lines })
    }
}

/// Lines that are asked how far they may go, and with which authorization.
pub(super) struct AskedReach {
    up_to: Authorization,
    lines: Vec<String>,
}

impl AskedReach {
    /// How far they may go in a draft with what was written.
    pub(super) fn of<'a>(&self, plan: &'a Plan, written: &'a [Option<Money>]) -> Vec<LineReach<'a>> {
        let reach = DraftReach::new(plan, written, self.up_to);
        self.lines.iter().filter_map(|line| reach.of(line).ok()).collect()
    }
}

/// From where what lacks should come.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct CoverField {
    #[serde(default)]
    pub(super) measure: Measure,
    /// The lines that may change; those that the draft leaves as they are, if it is absent.
    #[serde(default)]
    pub(super) from: Option<Vec<String>>,
    /// The lines that never change.
    #[serde(default)]
    pub(super) pins: Vec<String>,
    /// Whether all lines that are not pinned may change.
    #[serde(default)]
    pub(super) nearest: bool,
    #[serde(default = "exceptional")]
    pub(super) up_to: Authorization,
}

fn exceptional() -> Authorization {
    Authorization::Exceptional
}
