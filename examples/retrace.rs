//! Published splits, retraced: which method makes them, what nobody received, and the decree that is a cent off.
//!
//! `cargo run --example retrace`, in Italian with `-- --lang it`. The food aid of Ordinanza OCDPC 658 of 29 March 2020, part (a), to 7,904 municipalities (draft sent by the
//! Conferenza delle Regioni; transcribed by Associazione onData, CC BY 4.0,
//! <https://github.com/ondata/covid19italia/tree/master/risorseSolidarietaAlimentare>; the columns `zona rossa`, `minimo` and `paga` are
//! ours), and the DPCM of 13 October 2017 (GU 290 of 13.12.2017, annex 1).
#![allow(clippy::print_stdout)]

use riparto::money::{AllocationKey, AmountStyle, Apportion, Retrace, Weight};
use riparto::report::{Report, RetraceReport};
use riparto::{Language, Money};

const OCDPC: &str = include_str!("data/ocdpc-658-2020.csv");

/// Name, key and published amount.
const DPCM: [(&str, &str, &str); 12] = [
    ("Abruzzo", "4.69", "35920.89"),
    ("Campania", "20.99", "160763.21"),
    ("Friuli-Venezia Giulia", "3.55", "27189.59"),
    ("Lazio", "13.83", "105924.50"),
    ("Liguria", "2.17", "16620.11"),
    ("Lombardia", "4.25", "32550.91"),
    ("Marche", "5.81", "44499.01"),
    ("Puglia", "7.14", "54685.53"),
    ("Sicilia", "17.71", "135641.56"),
    ("Toscana", "8.48", "64948.64"),
    ("Umbria", "3.62", "27725.72"),
    ("Veneto", "7.76", "59434.13"),
];

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = std::env::args().skip(1);
    let language: Language = match (arguments.next().as_deref(), arguments.next()) {
        (None, _) => Language::English,
        (Some("--lang"), Some(language)) => language.parse()?,
        _ => return Err("the only argument is `--lang`, with `en` or `it`".into()),
    };
    println!("{}\n", language.choose("DPCM 13 October 2017", "DPCM 13 ottobre 2017"));
    let names: Vec<String> = DPCM.iter().map(|row| row.0.to_owned()).collect();
    let weights = DPCM.iter().map(|row| row.1.parse()).collect::<riparto::Result<Vec<Weight>>>()?;
    let published = DPCM.iter().map(|row| row.2.parse()).collect::<riparto::Result<Vec<Money>>>()?;
    show("765903.80", &names, (&weights, &published), &Apportion::new(), language)?;

    let heading = language.choose(
        "OCDPC 658/2020, part (a): minima that the 45 largest municipalities pay for",
        "OCDPC 658/2020, quota a): minimi a carico dei 45 Comuni più grandi",
    );
    println!("\n{heading}\n");
    let (mut names, mut weights, mut published) = (Vec::new(), Vec::new(), Vec::new());
    let (mut floors, mut payers) = (Vec::new(), Vec::new());
    for row in OCDPC.lines().skip(1) {
        let cells: Vec<&str> = row.split(';').collect();
        names.push(cells[0].to_owned());
        weights.push(cells[2].parse::<Weight>()?);
        published.push(Money::parse(cells[3], AmountStyle::Italian)?);
        let floor = Some(cells[6]).filter(|floor| !floor.is_empty());
        floors.push(floor.map(|floor| Money::parse(floor, AmountStyle::Italian)).transpose()?);
        payers.push(cells[7] == "sì");
    }
    let options = Apportion::new().floors(floors).payers(payers);
    show("320000000.00", &names, (&weights, &published), &options, language)?;
    Ok(())
}

fn show(
    total: &str,
    names: &[String],
    (weights, published): (&[Weight], &[Money]),
    options: &Apportion,
    language: Language,
) -> riparto::Result<()> {
    let retrace = Retrace::of(total.parse()?, AllocationKey::Weights(weights), published, options)?;
    print!("{}", RetraceReport::of(names, &retrace).display(language));
    Ok(())
}
