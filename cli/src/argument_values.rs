//! Reading values of the command line, in the language of the run.

use riparto::money::{AmountStyle, Weight};
use riparto::rebalance::PlanPart;
use riparto::report::PrintedPage;
use riparto::table::{Date, Timestamp};
use riparto::{Error, Language, Money, MoneyDelta, Percent, Proposal};

use crate::language_choice::spoken;

/// An amount as a person writes it. In Italian a point is a mark between thousands: `25.000` is 25,000 euros.
pub(crate) fn amount(text: &str) -> Result<Money, Error> {
    text.parse::<Money>().or_else(|error| match italian(&error) {
        true => Money::parse(text, AmountStyle::Italian).map_err(|_| error),
        false => Err(error),
    })
}

/// A change of an amount, as [`amount`] with a sign.
pub(crate) fn change(text: &str) -> Result<MoneyDelta, Error> {
    text.parse::<MoneyDelta>().or_else(|error| {
        let body = text.trim();
        let size = body.trim_start_matches(['-', '+', '\u{2212}']);
        match italian(&error).then(|| Money::parse(size, AmountStyle::Italian)) {
            Some(Ok(size)) if body.starts_with(['-', '\u{2212}']) => Ok(Money::ZERO - size),
            Some(Ok(size)) => Ok(size - Money::ZERO),
            _ => Err(error),
        }
    })
}

/// Whether the text has two readings of which Italian decides.
fn italian(error: &Error) -> bool {
    spoken() == Language::Italian && error.code() == "amount_ambiguous"
}

/// A number of columns, or `none`.
pub(crate) fn page(text: &str) -> Result<PrintedPage, String> {
    match text.trim() {
        "none" => Ok(PrintedPage::ENDLESS),
        text => text.parse::<u16>().map(|columns| PrintedPage::of_columns(columns.into())).map_err(|_| {
            spoken()
                .choose("give a number of columns, or `none`", "indicare un numero di colonne, o `none`")
                .to_owned()
        }),
    }
}

/// A line, or a label as `key=value`.
pub(crate) fn part(text: &str) -> Result<PlanPart, String> {
    text.trim().parse().map_err(|error: Error| error.message(spoken()))
}

/// What a line or a label gets: `desks=50000.00`.
pub(crate) fn given(text: &str) -> Result<(PlanPart, MoneyDelta), String> {
    let (named, amount) = text
        .rsplit_once('=')
        .ok_or_else(|| spoken().choose("write it as LINE=AMOUNT", "scrivere VOCE=IMPORTO").to_owned())?;
    Ok((part(named)?, change(amount.trim()).map_err(|error| error.message(spoken()))?))
}

/// The count of a quantity: `mediators=13`.
pub(crate) fn count(text: &str) -> Result<(String, Weight), String> {
    let (name, count) = text
        .rsplit_once('=')
        .ok_or_else(|| spoken().choose("write it as NAME=COUNT", "scrivere NOME=NUMERO").to_owned())?;
    Ok((name.trim().to_owned(), number(count.trim()).map_err(|error| error.message(spoken()))?))
}

/// A number as a person writes it. In Italian a point is a mark between thousands.
pub(crate) fn number(text: &str) -> Result<Weight, Error> {
    Weight::read(text, None).or_else(|error| match spoken() {
        Language::Italian => Weight::read(text, Some(AmountStyle::Italian)).map_err(|_| error),
        Language::English => Err(error),
    })
}

/// A percentage, with a point or in Italian a comma for decimals, and with or without its sign.
pub(crate) fn percent(text: &str) -> Result<Percent, Error> {
    text.trim().trim_end_matches('%').trim_end().replace(',', ".").parse()
}

/// A column of weights and its percentage: `population=60`.
pub(crate) fn criterion(text: &str) -> Result<(String, Percent), String> {
    let (column, share) = text.rsplit_once('=').ok_or_else(|| {
        spoken().choose("write it as COLUMN=PERCENT", "scrivere COLONNA=PERCENTUALE").to_owned()
    })?;
    let share = percent(share).map_err(|error| error.message(spoken()))?;
    Ok((column.trim().to_owned(), share))
}

/// A group of parties: `towns=anci,ats`.
pub(crate) fn group(text: &str) -> Result<(String, Vec<String>), String> {
    let (name, parties) = text.split_once('=').ok_or_else(|| {
        spoken().choose("write it as NAME=PARTY,PARTY", "scrivere NOME=SOGGETTO,SOGGETTO").to_owned()
    })?;
    Ok((name.trim().to_owned(), parties.split(',').map(|party| party.trim().to_owned()).collect()))
}

pub(crate) fn date(text: &str) -> Result<Date, Error> {
    Date::parse(text, spoken())
}

/// A day or a moment; a day also as a person writes it.
pub(crate) fn moment(text: &str) -> Result<Timestamp, Error> {
    text.parse().or_else(|moment| date(text).map(Timestamp::from).map_err(|_| moment))
}

/// An end of a transfer: a line, or a label whose lines give or receive, as `action=A1`.
pub(crate) fn end(text: &str) -> Result<String, Error> {
    let other = if text == "a" { "b" } else { "a" };
    Proposal::new("proposal", "party")?.transfer(text, other, Money::from_euros(1)).map(|_| text.to_owned())
}

/// An id, which is read here so that an error names its argument.
pub(crate) fn id(text: &str) -> Result<String, Error> {
    Proposal::new(text, "party").map(|_| text.to_owned())
}
