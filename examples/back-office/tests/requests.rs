//! The back office on a free port, asked by several callers at once.

#![allow(clippy::unwrap_used, clippy::expect_used)]

use std::collections::BTreeSet;
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::thread;

use riparto::Plan;
use riparto::journal::Journal;
use riparto::table::Audit;
use riparto_back_office::{Office, router};
use serde_json::{Value, json};

const PLAN: &str = r#"{ "format": "riparto.plan/1", "title": "Integration plan", "total": "2464000.00",
    "lines": [ {"id": "desks", "amount": "2064000.00"}, {"id": "outreach", "amount": "400000.00"} ],
    "parties": [ {"id": "regione", "role": "authority"}, {"id": "ats", "role": "lead"}, {"id": "anci", "role": "partner"} ],
    "rules": [ {"id": "outreach-floor", "scope": {"lines": ["outreach"]}, "limit": {"floor": "350000.00"}} ] }"#;

/// A server on a journal of its own, which ends with the test's process.
struct Server {
    address: SocketAddr,
    journal: PathBuf,
}

impl Server {
    fn start(name: &str) -> Server {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("{name}-{}", std::process::id()));
        std::fs::remove_dir_all(&folder).ok();
        std::fs::create_dir_all(&folder).unwrap();
        let journal = folder.join("table.jsonl");
        let office = Office::open(&journal, &Plan::from_json(PLAN).unwrap(), "regione").unwrap();
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        listener.set_nonblocking(true).unwrap();
        let address = listener.local_addr().unwrap();
        thread::spawn(move || {
            let runtime =
                tokio::runtime::Builder::new_multi_thread().worker_threads(4).enable_all().build().unwrap();
            runtime.block_on(async {
                let listener = tokio::net::TcpListener::from_std(listener).unwrap();
                axum::serve(listener, router(Arc::new(office))).await.unwrap();
            });
        });
        Server { address, journal }
    }

    /// Status, tag and body of an answer.
    fn ask(&self, request: &str, headers: &[(&str, &str)], body: &str) -> (u16, String, String) {
        let mut stream = TcpStream::connect(self.address).unwrap();
        let headers: String = headers.iter().map(|(name, value)| format!("{name}: {value}\r\n")).collect();
        let length = body.len();
        write!(
            stream,
            "{request} HTTP/1.1\r\nhost: office\r\nconnection: close\r\ncontent-type: application/json\r\n\
             content-length: {length}\r\n{headers}\r\n{body}"
        )
        .unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        let (head, body) = answer.split_once("\r\n\r\n").unwrap();
        let status = head.split(' ').nth(1).unwrap().parse().unwrap();
        let tag = head.lines().find_map(|line| line.strip_prefix("etag: ")).unwrap_or_default();
        (status, tag.to_owned(), body.to_owned())
    }

    fn get(&self, path: &str) -> (u16, String, String) {
        self.ask(&format!("GET {path}"), &[], "")
    }

    fn table(&self) -> (String, Value) {
        let (status, tag, body) = self.get("/table");
        assert_eq!(status, 200);
        (tag, serde_json::from_str(&body).unwrap())
    }

    fn propose(&self, party: &str, id: &str, amount: &str, tag: Option<&str>) -> u16 {
        let transfer = json!({"from": "outreach", "to": "desks", "amount": amount});
        let body = json!({"id": id, "party": party, "transfers": [transfer]}).to_string();
        let key = format!("propose-{id}");
        let mut headers = vec![("x-party", party), ("x-actor", "Anna Rossi"), ("idempotency-key", &*key)];
        headers.extend(tag.map(|tag| ("if-match", tag)));
        self.ask("POST /table/proposals", &headers, &body).0
    }

    fn approve(&self, party: &str, id: &str, act: &str) -> (u16, String) {
        let key = format!("approve-{id}-{act}").replace([' ', '/'], "-");
        let headers = [("x-party", party), ("x-actor", "Carlo Bianchi"), ("idempotency-key", &*key)];
        let body = json!({ "act": act }).to_string();
        let (status, _, body) = self.ask(&format!("POST /table/proposals/{id}/approval"), &headers, &body);
        let code = serde_json::from_str::<Value>(&body).map_or(Value::Null, |body| body["code"].clone());
        (status, code.as_str().unwrap_or_default().to_owned())
    }
}

#[test]
fn a_proposal_goes_from_the_table_to_the_minutes() {
    let server = Server::start("minutes");
    assert_eq!(server.propose("ats", "p1", "40000.00", None), 201);
    assert_eq!(server.propose("ats", "p1", "40000.00", None), 201, "sent again, it is carried out once");
    let (status, _, body) = server.get("/table/proposals/p1/assessment");
    assert_eq!((status, body.as_str()), (200, r#"{"authorization":"free","findings":[]}"#));
    assert_eq!(server.approve("regione", "p1", "DD 120/2026"), (204, String::new()));
    let (_, table) = server.table();
    assert_eq!(table["lines"][1], json!({"id": "outreach", "amount": "360000.00"}));
    assert_eq!(table["proposals"], json!([{"id": "p1", "party": "ats", "status": "approved"}]));
    let (status, _, minutes) = server.get("/table/minutes?lang=it");
    assert_eq!(status, 200);
    assert!(minutes.starts_with("# Verbale del tavolo di co-progettazione"), "{minutes}");
    assert!(minutes.contains("Anna Rossi") && minutes.contains("Carlo Bianchi"), "{minutes}");
}

#[test]
fn refusals_have_a_status_and_a_code() {
    let server = Server::start("refusals");
    assert_eq!(server.approve("regione", "p9", "DD 1"), (404, "proposal_unknown".into()));
    assert_eq!(server.get("/table/proposals/p9/assessment").0, 404);
    assert_eq!(server.propose("ats", "p1", "60000.00", None), 201);
    assert_eq!(server.approve("anci", "p1", "DD 1"), (403, "not_allowed".into()));
    assert_eq!(server.approve("prefettura", "p1", "DD 1"), (403, "party_unknown".into()));
    assert_eq!(server.approve("regione", "p1", "DD 2"), (422, "forbidden".into()), "below the floor");
    let (status, _, body) = server.get("/table/proposals/p1/assessment");
    assert!(
        status == 200 && body.contains("outreach-floor") && body.contains("€10,000.00 is missing"),
        "{body}"
    );
    assert_eq!(server.propose("ats", "p2", "400000.01", None), 422, "more than the line holds");
    let who = [("x-party", "ats"), ("x-actor", "Anna Rossi"), ("idempotency-key", "c1")];
    assert_eq!(server.ask("POST /table/proposals", &who, "{").0, 400);
    assert_eq!(server.ask("POST /table/proposals", &who[..2], "{}").0, 400, "no id of the command");
}

#[test]
fn callers_at_once_lose_no_proposal_and_retry_what_they_decided_on_an_older_table() {
    const CALLERS: usize = 6;
    const EACH: usize = 5;
    let server = Server::start("callers");
    let conflicts: usize = thread::scope(|scope| {
        let callers: Vec<_> = (0..CALLERS)
            .map(|caller| {
                let server = &server;
                scope.spawn(move || {
                    let party = ["ats", "anci"][caller % 2];
                    let mut conflicts = 0;
                    for number in 0..EACH {
                        let id = format!("p{caller}-{number}");
                        // Each proposal is decided on the table as it was read: 412 says that it has gone on.
                        while server.propose(party, &id, "100.00", Some(&server.table().0)) == 412 {
                            conflicts += 1;
                        }
                    }
                    conflicts
                })
            })
            .collect();
        callers.into_iter().map(|caller| caller.join().unwrap()).sum()
    });
    assert!(conflicts > 0, "callers met");
    let (_, table) = server.table();
    let proposals = table["proposals"].as_array().unwrap();
    let ids: BTreeSet<&str> = proposals.iter().map(|proposal| proposal["id"].as_str().unwrap()).collect();
    assert_eq!((proposals.len(), ids.len()), (CALLERS * EACH, CALLERS * EACH));
    // The journal holds the same, in one chain that adds up.
    let mut records = Vec::new();
    let verification = Journal::inspect(&server.journal, &[], &mut |record| {
        records.push(record);
        Ok(())
    });
    assert!(verification.unwrap().is_whole());
    assert_eq!(Audit::of(&records).unwrap().fault(), None);
    assert_eq!(records.len(), 1 + 2 * CALLERS * EACH);
}
