//! What each command does.

use std::io::{self, Write};

use riparto::{
    Authorization, Diagnosis, Plan, Rebalance, Rebalanced, RulePack, Settle, Way, api, report, settle,
};

use crate::arguments::{Arguments, Command};
use crate::outcome::{Failure, Outcome};
use crate::{files, serve};

pub(crate) fn run(arguments: &Arguments) -> Result<Outcome, Failure> {
    let mut out = io::stdout().lock();
    match &arguments.command {
        Command::Check { plan: named } => {
            let (plan, language) = (files::plan(named)?, named.language());
            let findings = plan.check();
            writeln!(out, "{}", report::plan(&plan, language))?;
            write!(out, "{}", report::findings(&findings, language))?;
            write!(out, "{}", report::notices(&plan.notices(), language))?;
            Ok(findings.authorization().into())
        }
        Command::Assess { plan: named, proposal: name } => {
            let (plan, proposal) = (files::plan(named)?, files::proposal(name)?);
            let language = named.language();
            let input = |error| Failure::Input(name.clone(), error);
            let assessment = plan.assess(&proposal).map_err(input)?;
            write!(out, "{}", report::assessment(&assessment, language))?;
            let passing = plan.would_pass(&proposal).map_err(input)?;
            write!(out, "{}", report::would_pass(&proposal, &passing, language))?;
            if let Some(counter) =
                plan.counter_proposal(&proposal, Authorization::Exceptional).map_err(input)?
            {
                write!(out, "{}", report::counter_proposal(&counter, language))?;
            }
            write!(out, "{}", report::notices(&plan.notices(), language))?;
            Ok(assessment.authorization().into())
        }
        Command::Headroom { plan: named, up_to } => {
            let (plan, language) = (files::plan(named)?, named.language());
            write!(out, "{}", report::headroom(&plan.headroom((*up_to).into()), language))?;
            write!(out, "{}", report::notices(&plan.notices(), language))?;
            Ok(Authorization::Free.into())
        }
        Command::Settle { plan: named, to: name, up_to } => {
            let (plan, to) = (files::plan(named)?, files::read(name, Plan::from_json)?);
            let way = plan
                .settle(to.approved(), Settle::default(), (*up_to).into())
                .map_err(|error| Failure::Input(name.clone(), error))?;
            write!(out, "{}", report::way(&way, named.language()))?;
            Ok(match way {
                Way::Found(_) => Outcome::Free,
                Way::Blocked(_) => Outcome::Forbidden,
            })
        }
        Command::Rebalance { plan: named, wish, measure, up_to } => {
            let (plan, language) = (files::plan(named)?, named.language());
            let wish = match wish {
                Some(name) => files::read(name, Plan::from_json)?.approved().amounts().to_vec(),
                None => plan.approved().amounts().to_vec(),
            };
            let input = |error| Failure::Input(named.plan.clone(), error);
            let options =
                Rebalance { measure: (*measure).into(), up_to: (*up_to).into(), ..Rebalance::default() };
            match plan.rebalance(&wish, &options).map_err(input)? {
                Rebalanced::Nearest(nearest) => {
                    let transfers =
                        settle(plan.approved(), nearest.allocation(), Settle::default()).map_err(input)?;
                    write!(out, "{}", report::nearest(&plan, &wish, &nearest, &transfers, language))?;
                    Ok(Outcome::Free)
                }
                Rebalanced::Impossible(conflict) => {
                    write!(out, "{}", report::conflict(&conflict, language))?;
                    Ok(Outcome::Forbidden)
                }
            }
        }
        Command::Diagnose { plan: named, up_to } => {
            let plan = files::plan(named)?;
            let input = |error| Failure::Input(named.plan.clone(), error);
            let diagnosis = plan.conflict((*up_to).into()).map_err(input)?;
            write!(out, "{}", report::diagnosis(&diagnosis, named.language()))?;
            Ok(if diagnosis == Diagnosis::Feasible { Outcome::Free } else { Outcome::Forbidden })
        }
        Command::Packs { id: None } => {
            for id in RulePack::built_in_ids() {
                let pack = pack(id)?;
                writeln!(
                    out,
                    "{id}\n    {}\n    {}, {}, {}",
                    pack.title(),
                    pack.act(),
                    pack.article(),
                    pack.date()
                )?;
                writeln!(out, "    labels: {}", pack.labels())?;
            }
            Ok(Outcome::Free)
        }
        Command::Packs { id: Some(id) } => {
            writeln!(out, "{}", pack(id)?.to_json())?;
            Ok(Outcome::Free)
        }
        Command::Schema => {
            write!(out, "{}", api::schema())?;
            Ok(Outcome::Free)
        }
        Command::Api => serve::api(io::stdin().lock(), out),
    }
}

fn pack(id: &str) -> Result<RulePack, Failure> {
    RulePack::built_in(id).map_err(|error| Failure::Input("packs".to_owned(), error))
}
