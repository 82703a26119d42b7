//! A whole negotiation over three sittings on the Tuscan plan, kept in a journal, ending in minutes that anybody can verify.
//!
//! `cargo run --example tavolo`, in Italian with `-- --lang it`, and with `-- --journal FILE` on a journal that stays. The
//! amounts, the rules and everything that is said are invented for the example; no party proposed any of it.
#![allow(clippy::print_stdout, reason = "an example prints")]

use std::error::Error;
use std::fs::{self, File};
use std::path::PathBuf;
use std::{env, process};

use riparto::ballots::AggregationRule;
use riparto::journal::{Head, Journal, Store};
use riparto::plan::Comparison;
use riparto::rebalance::CounterProposal;
use riparto::report::{
    BallotReport, ComparisonReport, EventReport, Minutes, PrintedPage, RebasedReport, Report,
    TableAssessmentReport,
};
use riparto::table::{
    Action, ApprovalPolicies, CoDesignTable, Command, IfStale, PersistentTable, Replayed, Scenario, Stance,
    SubmitOutcome,
};
use riparto::{Authorization, Language, Money, Plan, Proposal};

type Done<T = ()> = Result<T, Box<dyn Error>>;

/// Two parties of three consent, and more than half of all speak, from prior approval on.
const POLICIES: &str = r#"{"policies": [ {"from": "free"},
    {"from": "prior_approval", "consent": {"majority": {"percent": "50"}}, "quorum": "60", "act": true} ]}"#;

fn main() -> Done {
    PrintedPage::A4.printing(negotiated)
}

fn negotiated() -> Done {
    let (language, kept_at) = arguments()?;
    let path = kept_at
        .clone()
        .unwrap_or_else(|| env::temp_dir().join(format!("riparto-tavolo-{}.jsonl", process::id())));
    fs::remove_file(&path).ok();
    let store = Journal::create(&path)?;
    let kept = PersistentTable::with(store, CoDesignTable::new(), Head::START)?;
    let mut room = Room { kept, language, commands: 0 };
    room.note(
        "EVERYTHING BELOW IS INVENTED: who proposes, what is said, the amounts and the rules. Only the total and the six\n\
         activities are those of the notice.",
        "TUTTO CIÒ CHE SEGUE È INVENTATO: chi propone, che cosa si dice, gli importi e i vincoli. Solo il totale e le sei\n\
         attività sono quelli dell'avviso.",
    );
    room.open()?;
    room.first_sitting()?;
    room.second_sitting()?;
    room.third_sitting()?;
    let head = room.minutes()?;
    drop(room);
    verify(&path, head, language)?;
    if kept_at.is_none() {
        fs::remove_file(&path)?;
    }
    Ok(())
}

fn arguments() -> Done<(Language, Option<PathBuf>)> {
    let (mut language, mut journal) = (Language::English, None);
    let mut arguments = env::args().skip(1);
    while let Some(argument) = arguments.next() {
        let value = arguments.next().ok_or("each option takes a value")?;
        match argument.as_str() {
            "--lang" => language = value.parse()?,
            "--journal" => journal = Some(PathBuf::from(value)),
            other => return Err(format!("`{other}`: give --lang or --journal").into()),
        }
    }
    Ok((language, journal))
}

/// The table, and the language that is spoken in the room.
struct Room {
    kept: PersistentTable<Journal>,
    language: Language,
    commands: u64,
}

/// A text in both languages.
type Text = (&'static str, &'static str);

impl Room {
    fn say(&self, text: Text) -> &'static str {
        self.language.choose(text.0, text.1)
    }

    fn note(&self, english: &str, italian: &str) {
        println!("{}\n", self.language.choose(english, italian));
    }

    fn title(&self, english: &str, italian: &str) {
        println!("\n━━ {} ━━\n", self.language.choose(english, italian));
    }

    /// The id of a line, by its English name.
    fn line(&self, english: &'static str) -> &'static str {
        let italian = match english {
            "mediators" => "mediatori",
            "desks" => "sportelli",
            "services" => "servizi",
            "autonomy" => "autonomia",
            "information" => "informazione",
            other => other,
        };
        self.language.choose(english, italian)
    }

    fn command(&mut self, party: &str, action: Action) -> Done<Command> {
        self.commands += 1;
        Ok(Command::new(format!("c{}", self.commands), party, action)?)
    }

    /// Sends a command and tells what came of it.
    fn ask(&mut self, party: &str, action: Action) -> Done<bool> {
        let command = self.command(party, action)?;
        match self.kept.submit(&command)? {
            SubmitOutcome::Rejected(rejection) => {
                let refused = self.say(("Refused", "Rifiutato"));
                println!("{refused} [{}]: {}\n", rejection.code(), rejection.message(self.language));
                Ok(false)
            }
            submitted => {
                let events = submitted.accepted().unwrap_or_default();
                println!("{}", EventReport::of(self.kept.table(), &events).display(self.language));
                Ok(true)
            }
        }
    }

    fn done(&mut self, party: &str, action: Action) -> Done {
        self.ask(party, action)?.then_some(()).ok_or_else(|| "the example goes on only from here".into())
    }

    fn refused(&mut self, party: &str, action: Action) -> Done {
        (!self.ask(party, action)?).then_some(()).ok_or_else(|| "this was to be refused".into())
    }

    fn proposal(
        &self,
        id: &str,
        party: &str,
        title: Text,
        why: Text,
        moves: &[(&'static str, &'static str, &str)],
    ) -> Done<Proposal> {
        let begun = Proposal::new(id, party)?.with_title(self.say(title))?.with_reason(self.say(why))?;
        let add = |proposal: Proposal, (from, to, amount): &(&'static str, &'static str, &str)| {
            proposal.transfer(self.line(from), self.line(to), amount.parse()?)
        };
        Ok(moves.iter().try_fold(begun, add)?)
    }

    /// Tables a proposal that was made against a revision.
    fn propose(&mut self, proposal: Proposal, against: u64) -> Done {
        let (id, party) = (proposal.id().to_owned(), proposal.party().to_owned());
        self.done(&party, Action::Propose { proposal, against: Some(against) })?;
        self.assess(&id)
    }

    fn assess(&self, proposal: &str) -> Done {
        let assessed = self.kept.table().assess(proposal)?;
        println!("{}", TableAssessmentReport::of(self.kept.table(), &assessed).display(self.language));
        Ok(())
    }

    fn state(&mut self, party: &str, proposal: &str, stance: Stance, reason: Text) -> Done {
        let (proposal, reason) = (proposal.to_owned(), self.say(reason).to_owned());
        self.done(party, Action::State { proposal, stance, reason, version: None })
    }

    fn approval(&self, proposal: &str, act: &str) -> Action {
        let (proposal, act) = (proposal.to_owned(), act.to_owned());
        Action::Approve {
            proposal,
            act,
            documents: Vec::new(),
            decided_by: Vec::new(),
            version: None,
            if_stale: IfStale::Refuse,
        }
    }

    fn open_sitting(&mut self, id: &str, date: &str, title: Text) -> Done {
        let title = self.say(title).to_owned();
        self.done("regione", Action::OpenSitting { sitting: id.to_owned(), date: date.parse()?, title })
    }

    fn open(&mut self) -> Done {
        self.title("The table is opened", "Apertura del tavolo");
        let name = self.say(("toscana-plan.json", "toscana-piano.json"));
        let path = format!("{}/examples/data/{name}", env!("CARGO_MANIFEST_DIR"));
        let plan = Plan::from_json(&fs::read_to_string(path)?)?;
        let policies = ApprovalPolicies::from_json(POLICIES)?;
        let open = Command::open("open", "regione", &plan, policies)?;
        let SubmitOutcome::Accepted(events) = self.kept.submit(&open)? else {
            return Err("the table must open".into());
        };
        println!("{}", EventReport::of(self.kept.table(), &events).display(self.language));
        println!("{}", plan.display(self.language));
        Ok(())
    }

    /// Two proposals on the same money: one is approved, the other is then stale, rebased, forbidden, and made smaller.
    fn first_sitting(&mut self) -> Done {
        self.title("First sitting", "Prima seduta");
        self.open_sitting("s1", "2026-03-12", ("Opening proposals", "Prime proposte"))?;
        let against = self.kept.table().revision();
        let desks = self.proposal(
            "p1",
            "anci",
            ("Two more desks in the mountain municipalities", "Due sportelli in più nei comuni montani"),
            ("Requests have doubled since the spring", "Le richieste sono raddoppiate dalla primavera"),
            &[("outreach", "desks", "20.000,00")],
        )?;
        self.propose(desks, against)?;
        let vouchers = self.proposal(
            "p2",
            "arti",
            ("Vouchers for training on the job", "Voucher per la formazione sul lavoro"),
            ("Forty young people are on the waiting list", "Quaranta giovani sono in lista d'attesa"),
            &[("outreach", "autonomy", "50.000,00")],
        )?;
        self.propose(vouchers, against)?;
        let objection = (
            "Outreach loses a quarter of its money to the two",
            "Con le due proposte l'outreach perde quasi un quarto",
        );
        self.state("cnr-igsg", "p2", Stance::Objection, objection)?;
        self.state("ats", "p1", Stance::Consent, ("", ""))?;

        self.note("Can both be approved?", "Si possono approvare entrambe?");
        let compatible = self.kept.table().compatible(Authorization::Exceptional)?;
        println!("{}", compatible.display(self.language));
        self.done("regione", self.approval("p1", ""))?;
        self.refused("regione", self.approval("p2", "DD 41/2026"))?;

        self.note(
            "What has changed for `p2` since it was made:",
            "Che cosa è cambiato per `p2` da quando è stata formulata:",
        );
        println!(
            "{}",
            RebasedReport::of(self.kept.table(), &self.kept.table().rebased("p2")?).display(self.language)
        );
        self.done("arti", Action::Rebase { proposal: "p2".into() })?;
        self.refused("regione", self.approval("p2", "DD 41/2026"))?;
        self.counter_proposal("p2")?;
        let reason = self.say((
            "Stay above the floor of outreach, and take part of it from information",
            "Restare sopra il minimo dell'outreach e attingere in parte all'informazione",
        ));
        self.done(
            "regione",
            Action::RequestChanges { proposal: "p2".into(), reason: reason.into(), version: None },
        )?;
        self.done("ats", Action::CloseSitting {})
    }

    /// What would pass instead of a forbidden proposal.
    fn counter_proposal(&self, id: &str) -> Done {
        let table = self.kept.table();
        let (Some(plan), Some(tabled)) = (table.plan(), table.proposal(id)) else {
            return Err("it is there".into());
        };
        if let Some(counter) = CounterProposal::of(plan, tabled.proposal(), Authorization::Exceptional)? {
            println!("{}", counter.display(self.language));
        }
        Ok(())
    }

    /// An amendment, an approval that needs consent and an act, a waiver, and preferences.
    fn second_sitting(&mut self) -> Done {
        self.title("Second sitting", "Seconda seduta");
        self.open_sitting("s2", "2026-04-16", ("Amendments and the summer", "Emendamenti ed estate"))?;
        let amended = self.proposal(
            "p2",
            "arti",
            ("Vouchers for training on the job", "Voucher per la formazione sul lavoro"),
            ("Half as many vouchers, from two lines", "Metà dei voucher, da due voci"),
            &[("outreach", "autonomy", "20.000,00"), ("information", "autonomy", "5.000,00")],
        )?;
        let against = self.kept.table().revision();
        self.done("arti", Action::Amend { proposal: amended, against: Some(against) })?;
        self.assess("p2")?;
        self.state("cnr-igsg", "p2", Stance::Consent, ("The floor holds", "Il minimo è rispettato"))?;
        self.done("regione", self.approval("p2", ""))?;

        let summer = self.proposal(
            "p3",
            "ats",
            ("A third street unit for the coast", "Una terza unità di strada per la costa"),
            (
                "The two that are planned do not reach the coast in summer",
                "Le due previste non raggiungono la costa in estate",
            ),
            &[("desks", "outreach", "60.000,00"), ("services", "outreach", "50.000,00")],
        )?;
        let against = self.kept.table().revision();
        self.propose(summer, against)?;
        self.refused("regione", self.approval("p3", "DD 58/2026"))?;
        self.state("anci", "p3", Stance::Consent, ("", ""))?;
        self.state(
            "arti",
            "p3",
            Stance::Consent,
            ("It reaches the seasonal workers", "Raggiunge i lavoratori stagionali"),
        )?;
        self.state("cnr-igsg", "p3", Stance::Abstention, ("", ""))?;
        self.refused("regione", self.approval("p3", ""))?;
        self.done("regione", self.approval("p3", "DD 58/2026"))?;

        let campaign = self.proposal(
            "p4",
            "cnr-igsg",
            ("A campaign in eight languages", "Una campagna in otto lingue"),
            ("The guides exist in three languages", "Le guide esistono in tre lingue"),
            &[("services", "information", "75.000,00")],
        )?;
        let against = self.kept.table().revision();
        self.propose(campaign, against)?;
        let reason = self.say((
            "Once: the guides serve all six activities, and the excess is EUR 3,600",
            "Per una volta: le guide servono a tutte e sei le attività, e l'eccedenza è di 3.600 euro",
        ));
        let rule = self.say(("information-share", "quota-informazione")).to_owned();
        self.done(
            "regione",
            Action::Waive { proposal: "p4".into(), rule, reason: reason.into(), version: None },
        )?;
        self.ballots()?;
        self.done("ats", Action::CloseSitting {})
    }

    /// How the partners would split the total, and what is made of it.
    fn ballots(&mut self) -> Done {
        self.note("How would each split the whole?", "Come ripartirebbe ciascuno il totale?");
        let lines = ["mediators", "desks", "services", "outreach", "autonomy", "information"];
        let wishes: [(&str, [u32; 6]); 3] = [
            ("ats", [420_000, 600_000, 450_000, 440_000, 394_000, 160_000]),
            ("arti", [400_000, 620_000, 480_000, 300_000, 504_000, 160_000]),
            ("anci", [420_000, 700_000, 460_000, 350_000, 364_000, 170_000]),
        ];
        for (party, wish) in wishes {
            let amounts = lines
                .iter()
                .zip(wish)
                .map(|(line, euros)| (self.line(line).to_owned(), Money::from_euros(euros)));
            let ballot = Action::Ballot { amounts: amounts.collect() };
            let command = self.command(party, ballot)?;
            self.kept.submit(&command)?.accepted()?;
        }
        let table = self.kept.table();
        let Some(plan) = table.plan() else { return Err("the table is open".into()) };
        println!(
            "{}",
            BallotReport::of(plan, &table.ballots()?, AggregationRule::Ladder)?.display(self.language)
        );
        Ok(())
    }

    /// A scenario, a reversal, a change of the envelope, the ledger, and the final act.
    fn third_sitting(&mut self) -> Done {
        self.title("Third sitting", "Terza seduta");
        self.open_sitting("s3", "2026-05-21", ("Closing", "Chiusura"))?;
        for (party, reason) in [
            ("ats", ("", "")),
            ("anci", ("", "")),
            ("arti", ("The guides serve the vouchers too", "Le guide servono anche ai voucher")),
        ] {
            self.state(party, "p4", Stance::Consent, reason)?;
        }
        self.done("regione", self.approval("p4", "DD 73/2026"))?;
        self.reversal()?;
        self.envelope_change()?;

        self.note(
            "The ledger: what each line gave and received, and what is left of each allowance.",
            "Il registro delle variazioni: che cosa ogni voce ha ceduto e ricevuto, e che cosa resta di ogni margine.",
        );
        println!("{}", self.kept.table().ledger()?.display(self.language));
        self.done("ats", Action::CloseSitting {})?;
        self.done("regione", Action::Close { act: "DD 95/2026".into() })?;
        self.refused("anci", Action::Withdraw { proposal: "p4".into(), reason: String::new() })
    }

    /// Takes `p1` back: tried on a fork of the table first, then carried out at the table, all of it or nothing.
    fn reversal(&mut self) -> Done {
        self.note(
            "One of the two municipalities has found money of its own. What if `p1` was taken back? Tried on a fork of the table:",
            "Uno dei due comuni ha trovato risorse proprie. E se si revocasse `p1`? Si prova su una copia del tavolo:",
        );
        let reason = self.say((
            "One of the two desks has other money by now",
            "Uno dei due sportelli ha ora altre risorse",
        ));
        let mut scenario = Scenario::of(self.kept.table());
        let reverse = Action::Reverse { proposal: "p1".into(), reversal: "p5".into(), reason: reason.into() };
        let mut steps = vec![("anci", reverse)];
        for party in ["ats", "arti"] {
            let (proposal, reason) = ("p5".to_owned(), String::new());
            steps.push((party, Action::State { proposal, stance: Stance::Consent, reason, version: None }));
        }
        steps.push(("regione", self.approval("p5", "DD 86/2026")));
        let mut happened = Vec::new();
        for (party, action) in steps {
            let command = self.command(party, action)?;
            happened.push(scenario.try_command(&command)?);
        }
        let (Some(now), Some(then)) = (self.kept.table().plan(), scenario.table().plan()) else {
            return Err("both are open".into());
        };
        let comparison = Comparison::of(now.approved(), then.approved());
        println!("{}", ComparisonReport::of(&comparison).display(self.language));
        self.note(
            "The table agrees, and what was tried is carried out:",
            "Il tavolo è d'accordo, e quanto provato viene eseguito:",
        );
        scenario.promote(&mut self.kept)??;
        for events in happened {
            println!("{}", EventReport::of(self.kept.table(), &events).display(self.language));
        }
        Ok(())
    }

    /// More money for two lines, by an act of its own.
    fn envelope_change(&mut self) -> Done {
        let shares = [("outreach", "16.000,00"), ("autonomy", "20.000,00")];
        let mut named = std::collections::BTreeMap::new();
        for (line, amount) in shares {
            named.insert(self.line(line).to_owned(), amount.parse()?);
        }
        let action = Action::ChangeEnvelope {
            change: "e1".into(),
            act: "DD 88/2026".into(),
            amount: "36.000,00".parse()?,
            distribution: riparto::rebalance::DistributionRule::Named(named),
            reverses: None,
            waivers: Default::default(),
        };
        self.done("regione", action)
    }

    /// The minutes of the whole table; its head.
    fn minutes(&self) -> Done<Head> {
        self.title("The minutes", "Il verbale");
        let mut minutes = Minutes::new(self.language);
        self.kept.store().read_after(0, &mut |record| minutes.take(&record))?;
        println!("{}", minutes.text()?);
        Ok(self.kept.head())
    }
}

/// Reads the journal anew, as somebody who was not there.
fn verify(path: &std::path::Path, head: Head, language: Language) -> Done {
    let replayed = Replayed::of(File::open(path)?, &[head])?;
    if let Some(broken) = replayed.broken() {
        return Err(format!("event {}: {}", broken.revision(), broken.message(language)).into());
    }
    let (events, hash) = (replayed.head().revision(), replayed.head().hash());
    println!(
        "{}",
        language.choose(
            format!("Verified: {events} events, each chained to the one before, replayed and audited. Head {events}:{hash}"),
            format!("Verificato: {events} eventi, ciascuno legato al precedente, rieseguiti e controllati. Impronta {events}:{hash}"),
        )
    );
    Ok(())
}
