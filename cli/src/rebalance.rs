//! The command `rebalance`: the nearest allocation to a wish, or from where a line may get more.

use std::io::Write;

use riparto::journal::Digest;
use riparto::proof::{NoProof, Proof};
use riparto::rebalance::{Giving, GivingChoices, Nearest};
use riparto::report::{GivenReport, NearestReport, Report};
use riparto::{Answer, Conflict, Meter, Rebalance, SettlementAnswer};

use crate::arguments::{PlanArguments, RebalanceArguments};
use crate::commands::say_where_it_ended;
use crate::files;
use crate::outcome::{Failure, Outcome};
use crate::proof;

pub(crate) fn run(
    out: &mut impl Write,
    named: &PlanArguments,
    options: &RebalanceArguments,
    meter: &Meter,
) -> Result<Outcome, Failure> {
    let (asked, language) = (files::asked(out, named)?, named.language());
    let plan = &asked.plan;
    let question = Rebalance::new().measure(options.measure.into()).up_to(options.up_to.into());
    let question = match options.wish.as_deref() {
        Some(name) => question.wishes(&files::wish(name, plan)?),
        None => question,
    };
    let changes = options.give.iter().cloned();
    let giving = changes.fold(Giving::new(), |giving, (part, change)| giving.change(part, change));
    let giving = options.from.iter().cloned().fold(giving, Giving::from);
    let input = |error| Failure::Input(named.plan.clone(), error);
    if options.compare {
        let choices = GivingChoices::of_within(&giving, plan, &question, meter).map_err(input)?;
        write!(out, "{}", choices.display(language))?;
        say_where_it_ended(out, meter, language)?;
        let found = choices.iter().any(|(_, given)| matches!(given.answer(), Answer::Found(_)));
        return Ok(if found { Outcome::Free } else { Outcome::Forbidden });
    }
    let given = giving.run_within(plan, &question, meter).map_err(input)?;
    let outcome = match given.answer() {
        Answer::Found(nearest) => {
            let report = match options.wish.is_none() && !options.give.is_empty() {
                true => NearestReport::of_changes(plan, nearest),
                false => NearestReport::of(plan, given.wish(), nearest),
            };
            write!(out, "{}", report.display(language))?;
            write!(out, "{}", GivenReport::of(&giving, &given).display(language))?;
            Outcome::Free
        }
        Answer::Infeasible(conflict) => {
            write!(out, "{}", conflict.display(language))?;
            Outcome::Forbidden
        }
        Answer::Unknown => {
            write!(out, "{}", Answer::<(), Conflict>::Unknown.display(language))?;
            Outcome::Forbidden
        }
    };
    let proof = match &options.proof {
        Some(file) => {
            let plan = asked.digested(out, &named.plan)?;
            let made = Proof::of_given(&plan, &question, &given, meter).map_err(input)?;
            let open = made
                .as_ref()
                .is_ok_and(|made| matches!(given.answer(), Answer::Found(_)) && made.is_of_rules_alone());
            let written = proof::write(out, file, made)?;
            if open {
                writeln!(out, "{}", proof::sentence(&NoProof::Nearness.message(language)))?;
            }
            written
        }
        None => None,
    };
    let outcome = match given.answer() {
        Answer::Found(nearest) => {
            let asked = options.proposal.as_deref().zip(options.party.as_deref());
            propose(out, nearest, (asked, &named.plan), proof)?
        }
        _ => outcome,
    };
    say_where_it_ended(out, meter, language)?;
    Ok(proof::ended(outcome, options.proof.is_none() || proof.is_some()))
}

/// Writes the transfers as a proposal, if that is asked for: in which file, by which party; with an id that the table of the plan does not
/// have yet, and the digest of the proof that was written beside it.
pub(crate) fn propose(
    out: &mut impl Write,
    nearest: &Nearest,
    (asked, plan): (Option<(&str, &str)>, &str),
    proof: Option<Digest>,
) -> Result<Outcome, Failure> {
    let Some((name, party)) = asked else { return Ok(Outcome::Free) };
    let Some(SettlementAnswer::Found(settlement)) = nearest.settlement() else {
        return Ok(Outcome::Forbidden);
    };
    let proposal = settlement.clone().into_proposal(files::free_proposal(plan), party);
    let proposal = proposal.and_then(|proposal| match proof {
        Some(digest) => proposal.with_proof(digest.to_string()),
        None => Ok(proposal),
    });
    let proposal = proposal.map_err(|error| Failure::Input("--proposal".to_owned(), error))?;
    files::write(out, name, proposal.to_json())?;
    Ok(Outcome::Free)
}
