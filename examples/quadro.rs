//! The main job of an analyst from end to end: a financial plan as an office keeps it in a workbook, the rules on it, three
//! proposals, and the workbook and the report with the changes that nothing forbids.
//!
//! `cargo run --example quadro`, in Italian with `-- --lang it`. It writes the workbook `target/quadro.xlsx`, the report
//! `target/quadro.html` and, as text, `target/quadro.txt`.
//!
//! `examples/data/quadro-piano-finanziario.xlsx` is made to look like a workbook that goes with a grant agreement: a title block,
//! merged cells, amounts that somebody typed as text, a total for each action and one for all, a note below. ILLUSTRATIVE: 59
//! lines of six actions, six partners and four categories; only the total of EUR 2,464,000.00 is that of a notice of Regione
//! Toscana. The rules in `examples/data/quadro-vincoli.md` and the proposals are invented too.
#![allow(clippy::print_stdout, reason = "an example prints")]

use std::error::Error;
use std::{env, fs};

use riparto::plan::Comparison;
use riparto::rebalance::CounterProposal;
use riparto::report::{ComparisonReport, HtmlReport, PassingReport, Report};
use riparto::rules::RulePack;
use riparto::sheets::{PlanImport, WorkbookExport};
use riparto::{Authorization, Language, Plan, Proposal};

type Done<T = ()> = Result<T, Box<dyn Error>>;

const ROOT: &str = env!("CARGO_MANIFEST_DIR");

fn main() -> Done {
    let mut arguments = env::args().skip(1);
    let language = match (arguments.next().as_deref(), arguments.next()) {
        (None, _) => Language::English,
        (Some("--lang"), Some(language)) => language.parse()?,
        _ => return Err("the only argument is `--lang`, with `en` or `it`".into()),
    };
    let mut told = Told { language, text: String::new() };
    let plan = told.read()?;
    let (changed, granted) = told.proposals(&plan)?;
    told.written(&plan, &changed, &granted)?;
    Ok(())
}

/// What was said, on the terminal and for the report.
struct Told {
    language: Language,
    text: String,
}

impl Told {
    fn say(&mut self, text: &str) {
        println!("{text}");
        self.text.push_str(text);
        self.text.push('\n');
    }

    fn title(&mut self, english: &str, italian: &str) {
        let title = format!("\n━━ {} ━━\n", self.language.choose(english, italian));
        self.say(&title);
    }

    fn show(&mut self, report: &impl Report) {
        let text = report.display(self.language).to_string();
        if !text.is_empty() {
            self.say(text.trim_end());
        }
    }

    /// The plan of the workbook with the rules on it, and whether it respects them.
    fn read(&mut self) -> Done<Plan> {
        self.title("What was read of the workbook", "Che cosa è stato letto della cartella di lavoro");
        let workbook = fs::read(format!("{ROOT}/examples/data/quadro-piano-finanziario.xlsx"))?;
        let imported = PlanImport::new().run(&workbook)?;
        self.say(imported.report().text(self.language).trim_end());

        self.title("The rules, and whether the plan respects them", "I vincoli, e se il piano li rispetta");
        let page = fs::read_to_string(format!("{ROOT}/examples/data/quadro-vincoli.md"))?;
        let pack = RulePack::from_markdown(&page)?.in_language(self.language)?;
        let plan = imported.into_plan().with_pack(&pack)?;
        for rule in pack.rules() {
            self.say(&format!("`{}`: {}", rule.id(), rule.text()));
        }
        self.say("");
        self.show(&plan.check());
        Ok(plan)
    }

    /// What the rules say to three proposals; the plan with those that they do not forbid, and these.
    fn proposals(&mut self, plan: &Plan) -> Done<(Plan, Vec<Proposal>)> {
        let (mut changed, mut granted) = (plan.clone(), Vec::new());
        for proposal in proposals(self.language)? {
            self.title(&format!("Proposal `{}`", proposal.id()), &format!("Proposta `{}`", proposal.id()));
            let assessment = changed.assess(&proposal)?;
            self.show(&assessment);
            self.show(&PassingReport::of(&proposal, &changed.would_pass(&proposal)?));
            match CounterProposal::of(&changed, &proposal, Authorization::Exceptional)? {
                Some(counter) => self.show(&counter),
                None => {
                    changed.apply(&proposal, Authorization::Exceptional)?;
                    granted.push(proposal);
                }
            }
        }
        Ok((changed, granted))
    }

    /// The comparison of before and after, the workbook with live formulas, which is read back whole, and the report.
    fn written(&mut self, plan: &Plan, changed: &Plan, granted: &[Proposal]) -> Done {
        self.title(
            "Before and after the proposals that nothing forbids",
            "Quadro di raffronto, con le proposte ammissibili",
        );
        let comparison = Comparison::of(plan.approved(), changed.approved()).with_allowances(changed);
        self.show(&ComparisonReport::of(&comparison));
        self.title("The same by action", "Lo stesso, per azione");
        let by_action = Comparison::of(plan.approved(), changed.approved()).by(&["azione"])?;
        self.show(&ComparisonReport::of(&by_action).all(true));
        fs::create_dir_all(format!("{ROOT}/target"))?;
        let bytes = WorkbookExport::new(changed).bytes(self.language)?;
        assert_eq!(PlanImport::new().run(&bytes)?.plan(), changed, "the workbook holds the plan whole");
        fs::write(format!("{ROOT}/target/quadro.xlsx"), bytes)?;
        let report = HtmlReport::of(plan).proposals(granted).html(self.language)?;
        fs::write(format!("{ROOT}/target/quadro.html"), report)?;
        fs::write(format!("{ROOT}/target/quadro.txt"), self.text.trim_start())?;
        println!(
            "\n{}: target/quadro.xlsx, target/quadro.html, target/quadro.txt",
            self.language.choose("Written", "File scritti")
        );
        Ok(())
    }
}

/// One that is free, one for prior approval, one that is forbidden.
fn proposals(language: Language) -> Done<[Proposal; 3]> {
    let proposal = |id, party, [english, italian]: [&str; 2], [why, perche]: [&str; 2]| {
        Proposal::new(id, party)?
            .with_title(language.choose(english, italian))?
            .with_reason(language.choose(why, perche))
    };
    Ok([
        proposal(
            "p1",
            "anci",
            [
                "More staff at the desks of the mountain municipalities",
                "Più personale agli sportelli dei comuni montani",
            ],
            ["Requests have doubled since the autumn", "Le richieste sono raddoppiate dall'autunno"],
        )?
        .transfer("3.1.2", "2.2.1", "15.000,00".parse()?)?,
        proposal(
            "p2",
            "comuni",
            ["Computers for two desks", "Postazioni per due sportelli"],
            ["The quotation is above the estimate", "Il preventivo supera la previsione"],
        )?
        .transfer("2.3.1", "2.3.3", "10.000,00".parse()?)?,
        proposal(
            "p3",
            "arti",
            ["Traineeships in companies", "Tirocini in azienda"],
            ["Companies offer more places than planned", "Le imprese offrono più posti del previsto"],
        )?
        .transfer("4.1.1", "5.1.1", "40.000,00".parse()?)?
        .transfer("4.2.1", "5.1.1", "30.000,00".parse()?)?,
    ])
}
