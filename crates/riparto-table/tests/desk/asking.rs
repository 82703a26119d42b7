//! What the simulated parties ask, in plain values, and as the commands that they are.

use riparto_table::table::Command;
use serde_json::{Value, json};

use crate::model::Model;
use crate::refusable::public_key;

/// How a proposal is written.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum How {
    Draft,
    Propose,
    Amend,
}

/// A proposal in plain values: lines by position, beyond the last for one that is unknown; cents.
#[derive(Clone, Debug, PartialEq)]
pub struct Text {
    pub id: String,
    pub author: String,
    pub legs: Vec<(usize, usize, i64)>,
    pub reverses: Option<String>,
}

/// What is asked.
#[derive(Clone, Debug, PartialEq)]
pub enum What {
    OpenSitting {
        id: String,
        day: u8,
    },
    CloseSitting,
    CorrectSitting {
        id: String,
        renamed: Option<String>,
        day: Option<u8>,
        reason: String,
    },
    DescribeSitting {
        id: String,
        hour: u8,
        party: String,
    },
    DeclareKey {
        party: String,
        seed: u8,
    },
    Write {
        how: How,
        text: Text,
        against: u64,
    },
    Table(String),
    RequestChanges(String, String),
    Withdraw(String),
    State {
        id: String,
        stance: &'static str,
        reason: String,
        version: Option<u32>,
    },
    Waive {
        id: String,
        rule: usize,
        reason: String,
    },
    Rebase(String),
    Approve {
        id: String,
        act: String,
        /// Whether the report comes with it.
        report: bool,
        version: Option<u32>,
        rebase: bool,
    },
    Reject(String, String),
    Reverse {
        id: String,
        reversal: String,
    },
    /// Named shares, or none for the nearest allocation that the rules allow.
    ChangeEnvelope {
        id: String,
        act: String,
        cents: i64,
        shares: Option<Vec<(usize, i64)>>,
        waive: Option<(usize, String)>,
    },
    /// A line of this number, the first that is free, mostly.
    AddLine {
        id: String,
        act: String,
        at: usize,
        waive: Option<(usize, String)>,
    },
    /// The approved and the original cents of each part, and the number of the first one.
    SplitLine {
        id: String,
        act: String,
        line: usize,
        at: usize,
        parts: Vec<(i64, i64)>,
        waive: Option<(usize, String)>,
    },
    CloseLine {
        id: String,
        act: String,
        line: usize,
        to: Option<usize>,
        waive: Option<(usize, String)>,
    },
    Ballot(Vec<i64>),
    Close {
        act: String,
    },
    OpenAgain,
}

/// A command.
#[derive(Clone, Debug, PartialEq)]
pub struct Ask {
    pub id: String,
    pub by: String,
    pub what: What,
}

pub fn euros(cents: i64) -> String {
    let sign = if cents < 0 { "-" } else { "" };
    format!("{sign}{}.{:02}", cents.abs() / 100, cents.abs() % 100)
}

pub fn line(position: usize) -> String {
    format!("l{position}")
}

/// Every other rule asks for a report with the approval of a breach.
pub fn asks_for_report(number: usize) -> bool {
    number % 2 == 1
}

pub fn rule(number: usize) -> String {
    format!("r{number}")
}

fn waivers(waive: Option<&(usize, String)>) -> Value {
    waive.map_or_else(|| json!({}), |(number, reason)| json!({rule(*number): reason}))
}

impl Text {
    fn json(&self) -> Value {
        let legs = self.legs.iter();
        let transfers: Vec<Value> = legs
            .map(|(from, to, cents)| json!({"from": line(*from), "to": line(*to), "amount": euros(*cents)}))
            .collect();
        let mut text = json!({"id": self.id, "party": self.author, "transfers": transfers});
        if let Some(reverses) = &self.reverses {
            text["reverses"] = json!(reverses);
        }
        text
    }
}

impl What {
    /// An act on lines, as it is asked for.
    fn on_lines(&self) -> Value {
        match self {
            What::AddLine { id, act, at, waive } => {
                json!({"add_line": {"change": id, "act": act, "line": {"id": line(*at)}, "waivers": waivers(waive.as_ref())}})
            }
            What::SplitLine { id, act, line: split, at, parts, waive } => {
                let part = |(at, (approved, original)): (usize, &(i64, i64))| {
                    json!({"id": line(at),
                    "approved": euros(*approved), "original": euros(*original)})
                };
                let parts: Vec<Value> = (*at..).zip(parts).map(part).collect();
                json!({"split_line": {"change": id, "act": act, "line": line(*split), "parts": parts,
                    "waivers": waivers(waive.as_ref())}})
            }
            What::CloseLine { id, act, line: closed, to, waive } => {
                json!({"close_line": {"change": id, "act": act, "line": line(*closed),
                    "remainder_to": to.map(line), "waivers": waivers(waive.as_ref())}})
            }
            _ => Value::Null,
        }
    }
}

impl Ask {
    pub fn command(&self, model: &Model) -> Command {
        let action = match &self.what {
            What::OpenSitting { id, day } => {
                json!({"open_sitting": {"sitting": id, "date": format!("2024-05-{day:02}")}})
            }
            What::CloseSitting => json!({"close_sitting": {}}),
            What::CorrectSitting { id, renamed, day, reason } => {
                let date = day.map(|day| format!("2024-05-{day:02}"));
                json!({"correct_sitting": {"sitting": id, "renamed": renamed, "date": date, "reason": reason}})
            }
            What::DeclareKey { party, seed } => {
                json!({"declare_key": {"key": public_key(party, *seed)}})
            }
            What::DescribeSitting { id, hour, party } => {
                let present = json!([{"name": "Anna Rossi", "party": party, "duty": "chair"}]);
                json!({"describe_sitting": {"sitting": id, "begins": format!("{hour:02}:00"), "ends": "10:30", "present": present}})
            }
            What::Write { how, text, against } => {
                let how = match how {
                    How::Draft => "draft",
                    How::Propose => "propose",
                    How::Amend => "amend",
                };
                json!({how: {"against": against, "proposal": text.json()}})
            }
            What::Table(id) => json!({"table": {"proposal": id}}),
            What::RequestChanges(id, reason) => {
                json!({"request_changes": {"proposal": id, "reason": reason}})
            }
            What::Withdraw(id) => json!({"withdraw": {"proposal": id}}),
            What::State { id, stance, reason, version } => {
                json!({"state": {"proposal": id, "stance": stance, "reason": reason, "version": version}})
            }
            What::Waive { id, rule: number, reason } => {
                json!({"waive": {"proposal": id, "rule": rule(*number), "reason": reason}})
            }
            What::Rebase(id) => json!({"rebase": {"proposal": id}}),
            What::Approve { id, act, report, version, rebase } => {
                let if_stale = if *rebase { "rebase" } else { "refuse" };
                let documents: &[&str] = if *report { &["report"] } else { &[] };
                json!({"approve": {"proposal": id, "act": act, "documents": documents, "version": version, "if_stale": if_stale}})
            }
            What::Reject(id, reason) => json!({"reject": {"proposal": id, "reason": reason}}),
            What::Reverse { id, reversal } => json!({"reverse": {"proposal": id, "reversal": reversal}}),
            What::ChangeEnvelope { id, act, cents, shares, waive } => {
                let mut change = json!({"change": id, "act": act, "amount": euros(*cents)});
                change["distribution"] = match shares {
                    None => json!({"nearest": {}}),
                    Some(shares) => {
                        let named: serde_json::Map<String, Value> =
                            shares.iter().map(|(at, cents)| (line(*at), json!(euros(*cents)))).collect();
                        json!({"named": named})
                    }
                };
                change["waivers"] = waivers(waive.as_ref());
                json!({"change_envelope": change})
            }
            What::AddLine { .. } | What::SplitLine { .. } | What::CloseLine { .. } => self.what.on_lines(),
            What::Ballot(amounts) => {
                let amounts: serde_json::Map<String, Value> =
                    (0..).zip(amounts).map(|(at, cents)| (line(at), json!(euros(*cents)))).collect();
                json!({"ballot": {"amounts": amounts}})
            }
            What::Close { act } => json!({"close": {"act": act}}),
            What::OpenAgain => json!({"open": {"plan": model.plan()}}),
        };
        serde_json::from_value(json!({"id": self.id, "party": self.by, "do": action})).unwrap()
    }
}
