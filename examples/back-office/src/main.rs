//! `riparto-back-office JOURNAL PLAN AUTHORITY ADDRESS`, such as `table.jsonl plan.json regione 127.0.0.1:8080`.

use std::path::Path;
use std::process::ExitCode;
use std::sync::Arc;

use riparto::Plan;
use riparto_back_office::{Office, router};

#[tokio::main]
async fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match serve(&arguments).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(why) => {
            use std::io::Write;
            writeln!(std::io::stderr(), "riparto-back-office: {why}").ok();
            ExitCode::FAILURE
        }
    }
}

async fn serve(arguments: &[String]) -> Result<(), String> {
    let [journal, plan, authority, address] = arguments else {
        return Err("give JOURNAL PLAN AUTHORITY ADDRESS".to_owned());
    };
    let plan = std::fs::read_to_string(plan).map_err(|why| format!("{plan}: {why}"))?;
    let plan = Plan::from_json(&plan).map_err(|error| error.to_string())?;
    let office = Office::open(Path::new(journal), &plan, authority)
        .map_err(|refused| format!("{journal}: {refused:?}"))?;
    let listener = tokio::net::TcpListener::bind(address).await.map_err(|why| format!("{address}: {why}"))?;
    axum::serve(listener, router(Arc::new(office))).await.map_err(|why| why.to_string())
}
