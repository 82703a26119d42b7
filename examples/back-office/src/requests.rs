//! The endpoints.

use std::sync::Arc;

use axum::extract::{FromRequestParts, Path, Query, State};
use axum::http::header::{ETAG, IF_MATCH};
use axum::http::request::Parts;
use axum::http::{HeaderName, StatusCode};
use axum::response::{AppendHeaders, IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use riparto::journal::Head;
use riparto::table::{Action, Command, IfStale, Timestamp};
use riparto::{Language, Proposal, Result};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::office::Office;
use crate::status::Refusal;

type Answer<T> = std::result::Result<T, Refusal>;

/// The endpoints of a table.
pub fn router(office: Arc<Office>) -> Router {
    Router::new()
        .route("/table", get(table))
        .route("/table/proposals", post(propose))
        .route("/table/proposals/{id}/assessment", get(assess))
        .route("/table/proposals/{id}/approval", post(approve))
        .route("/table/minutes", get(minutes))
        .with_state(office)
}

/// Who asks, by which command, and what was read before.
struct Caller {
    party: String,
    actor: String,
    command: String,
    read: Option<Head>,
}

impl<S: Sync> FromRequestParts<S> for Caller {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Answer<Caller> {
        let text = |name: &'static str| {
            let found = parts.headers.get(HeaderName::from_static(name));
            found.and_then(|value| value.to_str().ok()).map(str::to_owned).ok_or(Refusal::Header(name))
        };
        let read = match parts.headers.get(IF_MATCH) {
            None => None,
            Some(tag) => Some(tag.to_str().ok().and_then(head_of).ok_or(Refusal::Header("if-match"))?),
        };
        Ok(Caller {
            party: text("x-party")?,
            actor: text("x-actor")?,
            command: text("idempotency-key")?,
            read,
        })
    }
}

impl Caller {
    /// What is asked, with who asks and when: both are recorded, inside the hash.
    fn command(self, action: Action) -> Result<Command> {
        let now: Timestamp = jiff::Timestamp::now().to_string().parse()?;
        let command = Command::new(self.command, self.party, action)?.acting(self.actor)?.dated(now);
        Ok(match self.read {
            Some(head) => command.expecting(head),
            None => command,
        })
    }
}

/// `"12:3f8a…"`, the tag of a head.
fn tag(head: Head) -> AppendHeaders<[(HeaderName, String); 1]> {
    AppendHeaders([(ETAG, format!("\"{}:{}\"", head.revision(), head.hash()))])
}

fn head_of(tag: &str) -> Option<Head> {
    let (revision, hash) = tag.strip_prefix('"')?.strip_suffix('"')?.split_once(':')?;
    Some(Head::new(revision.parse().ok()?, hash.parse().ok()?))
}

/// Runs what reads or flushes a file on a thread that may wait.
async fn on_disk<T: Send + 'static>(
    office: Arc<Office>,
    work: impl FnOnce(&Office) -> Answer<T> + Send + 'static,
) -> Answer<T> {
    match tokio::task::spawn_blocking(move || work(&office)).await {
        Ok(answer) => answer,
        Err(panic) => std::panic::resume_unwind(panic.into_panic()),
    }
}

async fn table(State(office): State<Arc<Office>>) -> impl IntoResponse {
    office.read(|kept| {
        let table = kept.table();
        let lines = table.plan().map(|plan| {
            let lines = plan.approved().iter();
            lines.map(|(line, amount)| json!({"id": line.id(), "amount": amount.to_string()})).collect()
        });
        let proposals = table.proposals().map(|tabled| {
            json!({"id": tabled.proposal().id(), "party": tabled.proposal().party(), "status": tabled.status()})
        });
        let state = json!({"lines": lines.unwrap_or(Value::Null), "proposals": proposals.collect::<Value>()});
        (tag(kept.head()), Json(state))
    })
}

async fn propose(State(office): State<Arc<Office>>, caller: Caller, body: String) -> Answer<Response> {
    let proposal = Proposal::from_json(&body)?;
    let command = caller.command(Action::Propose { proposal, against: None })?;
    let head = on_disk(office, move |office| office.submit(&command)).await?;
    Ok((StatusCode::CREATED, tag(head)).into_response())
}

async fn assess(State(office): State<Arc<Office>>, Path(id): Path<String>) -> Answer<impl IntoResponse> {
    office.read(|kept| {
        let assessment = kept.table().assess(&id)?;
        let findings = assessment.findings().map(|(finding, is_waived)| {
            json!({"rule": finding.rule().id(), "waived": is_waived, "message": finding.message(Language::English)})
        });
        let answer = json!({
            "authorization": assessment.authorization(),
            "findings": findings.collect::<Value>(),
        });
        Ok((tag(kept.head()), Json(answer)))
    })
}

/// The act that an approval is based on.
#[derive(Deserialize)]
struct Approval {
    act: String,
}

async fn approve(
    State(office): State<Arc<Office>>,
    Path(proposal): Path<String>,
    caller: Caller,
    Json(Approval { act }): Json<Approval>,
) -> Answer<impl IntoResponse> {
    // A proposal that was made on an earlier allocation is judged on the latest.
    let action = Action::Approve {
        proposal,
        act,
        documents: Vec::new(),
        decided_by: Vec::new(),
        version: None,
        if_stale: IfStale::Rebase,
    };
    let command = caller.command(action)?;
    let head = on_disk(office, move |office| office.submit(&command)).await?;
    Ok((StatusCode::NO_CONTENT, tag(head)))
}

#[derive(Deserialize)]
struct InLanguage {
    #[serde(default)]
    lang: String,
}

async fn minutes(
    State(office): State<Arc<Office>>,
    Query(InLanguage { lang }): Query<InLanguage>,
) -> Answer<String> {
    let language = if lang == "it" { Language::Italian } else { Language::English };
    on_disk(office, move |office| Ok(office.minutes(language)?)).await
}
