//! Amounts as people write them: plain, Italian, English and European style, and in Italian words.
//!
//! `1.234` is 1,234 euros to an Italian and 1.234 to an Englishman. What can be read in two ways is refused
//! with both readings, unless the caller names the [`AmountStyle`].

use std::fmt;
use std::str::FromStr;

use super::amount::{Money, MoneyDelta};
use super::amount_style::{AmountStyle, Bare, Digits, is_digits, readings, split, strip_sign_and_currency};
use super::currency::Currency;
use crate::capacity::MAX_AMOUNT_BYTES;
use crate::error::{Cause, Error, Result, quote};
use crate::words::{Bilingual, Language, bilingual, both};

impl From<Language> for AmountStyle {
    fn from(language: Language) -> AmountStyle {
        language.choose(AmountStyle::English, AmountStyle::Italian)
    }
}

impl Money {
    /// The amount that a text states in a named style.
    ///
    /// ```
    /// use riparto::Money;
    /// use riparto::money::AmountStyle;
    ///
    /// assert_eq!(Money::parse("1.234", AmountStyle::Italian)?, Money::from_euros(1_234));
    /// assert!(Money::parse("1.234", AmountStyle::Plain).is_err()); // a third decimal
    /// # Ok::<(), riparto::Error>(())
    /// ```
    ///
    /// # Errors
    /// A text that is no amount of that style (`amount_malformed`), has a third decimal (`amount_too_precise`), a
    /// sign (`amount_negative`) or a value out of range (`amount_too_large`).
    pub fn parse(text: &str, style: AmountStyle) -> Result<Money> {
        unsigned(text, read(text, Some(style), Sign::Refused)?)
    }

    /// The amount in a style; [`Display`](fmt::Display) writes the plain one.
    #[must_use]
    pub fn to_text(self, style: AmountStyle) -> String {
        write(self.cents().into(), style, true)
    }

    /// The amount for a sentence, without a currency sign: `1000.00`, in Italian `1.000,00`.
    #[doc(hidden)]
    pub fn words(self) -> Bilingual {
        MoneyDelta::words(self.cents().into())
    }

    /// The amount in a style without its currency sign, for columns whose head names the currency.
    #[must_use]
    pub fn to_figures(self, style: AmountStyle) -> String {
        write(self.cents().into(), style, false)
    }
}

impl MoneyDelta {
    /// The change in a style, with a minus sign where it is negative.
    #[must_use]
    pub fn to_text(self, style: AmountStyle) -> String {
        write(self.cents().into(), style, true)
    }

    /// Any count of cents for a sentence in both languages, also out of range, without a currency sign.
    #[doc(hidden)]
    pub fn words(cents: i128) -> Bilingual {
        Bilingual::new(write(cents, AmountStyle::Plain, false), write(cents, AmountStyle::Italian, false))
    }

    /// Any count of cents in a style, also out of range: for sentences about such counts.
    #[doc(hidden)]
    #[must_use]
    pub fn wide_text(cents: i128, style: AmountStyle) -> String {
        write(cents, style, true)
    }

    /// The change in a style with its sign, `+` included, and without a currency sign: for columns of changes.
    #[must_use]
    pub fn to_figures(self, style: AmountStyle) -> String {
        let figures = write(self.cents().into(), style, false);
        if self.cents() > 0 { format!("+{figures}") } else { figures }
    }
}

/// Reads an amount in any of the styles, or in words (`2 milioni 464 mila euro`).
///
/// # Errors
/// As [`Money::parse`], and a text with two readings (`amount_ambiguous`): `1.234`, `26.344 milioni di euro`.
impl FromStr for Money {
    type Err = Error;

    fn from_str(text: &str) -> Result<Money> {
        unsigned(text, read(text, None, Sign::Refused)?)
    }
}

/// Reads a change, as [`Money`] with an optional sign.
impl FromStr for MoneyDelta {
    type Err = Error;

    fn from_str(text: &str) -> Result<MoneyDelta> {
        let Signed { negative, amount } = read(text, None, Sign::Read)?;
        let change = MoneyDelta::from(amount);
        Ok(if negative { -change } else { change })
    }
}

impl fmt::Display for Money {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&write(self.cents().into(), AmountStyle::Plain, false))
    }
}

impl fmt::Display for MoneyDelta {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&write(self.cents().into(), AmountStyle::Plain, false))
    }
}

fn write(cents: i128, style: AmountStyle, currency: bool) -> String {
    let (group_mark, decimal_mark) = match style {
        AmountStyle::European => (Some('\u{a0}'), ','),
        other => other.marks(),
    };
    let whole = (cents.unsigned_abs() / 100).to_string();
    let mut text = String::with_capacity(32);
    if cents < 0 {
        text.push('-');
    }
    if currency && style == AmountStyle::English {
        text.push_str(&Currency::printed().before());
    }
    for (position, digit) in whole.chars().enumerate() {
        if let Some(mark) = group_mark
            && position > 0
            && (whole.len() - position).is_multiple_of(3)
        {
            text.push(mark);
        }
        text.push(digit);
    }
    text.push(decimal_mark);
    text.push_str(&format!("{:02}", cents.unsigned_abs() % 100));
    match style {
        AmountStyle::Italian if currency => text.push_str(&Currency::printed().after()),
        AmountStyle::European if currency => {
            text.push('\u{a0}');
            text.push_str(Currency::printed().code());
        }
        _ => {}
    }
    text
}

/// Whether a minus sign may stand before an amount.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Sign {
    Read,
    Refused,
}

/// An amount that may carry a minus sign in its text.
struct Signed {
    negative: bool,
    amount: Money,
}

/// The amount as a document writes it: digits, and up to two decimals after a point, and nothing else.
#[doc(hidden)]
pub fn read_wire(text: &str) -> Result<Money> {
    match read_plain(text) {
        Some(amount) => Ok(amount),
        // What only a person may write, such as a currency sign, is no amount of a document.
        None => Money::parse(text, AmountStyle::Plain).and_then(|_| Err(not_plain(text))),
    }
}

/// A change as a document writes it: an amount, with a minus sign where it is a decrease.
pub(crate) fn read_wire_change(text: &str) -> Result<MoneyDelta> {
    match text.strip_prefix('-') {
        Some(size) => read_wire(size).map(|size| -MoneyDelta::from(size)),
        None => read_wire(text).map(MoneyDelta::from),
    }
}

/// What a person writes in another style, with the same amount in the plain one; or an example, where it is none.
fn not_plain(text: &str) -> Error {
    let meant = read(text, None, Sign::Refused).ok().filter(|read| !read.negative);
    let example = meant.map_or_else(|| "2464000.00".to_owned(), |read| read.amount.to_string());
    Cause::AmountNotPlain { found: quote(text), example }.into()
}

fn unsigned(text: &str, read: Signed) -> Result<Money> {
    if read.negative {
        return Err(Cause::AmountNegative { found: quote(text.trim()) }.into());
    }
    Ok(read.amount)
}

/// Digits, and at most two decimals after a point: what JSON carries a million times. Everything else takes the long
/// way.
fn read_plain(text: &str) -> Option<Money> {
    const MOST_DIGITS: usize = 15;
    let bytes = text.as_bytes();
    let whole = bytes.iter().take_while(|byte| byte.is_ascii_digit()).count();
    let decimals = match bytes.get(whole..)? {
        [] => [b'0', b'0'],
        [b'.', tenths] => [*tenths, b'0'],
        [b'.', tenths, hundredths] => [*tenths, *hundredths],
        _ => return None,
    };
    if !(1..=MOST_DIGITS).contains(&whole) || !decimals.iter().all(u8::is_ascii_digit) {
        return None;
    }
    let digits = bytes[..whole].iter().chain(&decimals);
    let cents = digits.fold(0i128, |cents, digit| cents * 10 + i128::from(digit - b'0'));
    Money::from_wide(cents)
}

fn read(text: &str, style: Option<AmountStyle>, sign: Sign) -> Result<Signed> {
    if matches!(style, None | Some(AmountStyle::Plain))
        && let Some(amount) = read_plain(text)
    {
        return Ok(Signed { negative: false, amount });
    }
    if text.len() > MAX_AMOUNT_BYTES {
        let figures = text.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b'.' | b','));
        return Err(if figures {
            too_large(text)
        } else {
            Cause::AmountMalformed { found: quote(text) }.into()
        });
    }
    let spaced: String =
        text.chars().map(|c| if matches!(c, '\u{a0}' | '\u{202f}' | '\u{2009}') { ' ' } else { c }).collect();
    let Bare { is_negative: negative, body } = strip_sign_and_currency(spaced.trim(), style);
    if body.is_empty() {
        let cause = if text.trim().is_empty() {
            Cause::AmountEmpty {}
        } else {
            Cause::AmountMalformed { found: quote(text.trim()) }
        };
        return Err(cause.into());
    }
    // Words are Italian: a document in another style, such as JSON, does not hold them.
    let italian = matches!(style, None | Some(AmountStyle::Italian));
    let amount = if italian && body.chars().any(char::is_alphabetic) {
        read_words(text.trim(), &body)?
    } else {
        read_figures(text.trim(), (negative.then_some(sign), &body), style)?
    };
    Ok(Signed { negative, amount })
}

fn read_figures(
    text: &str,
    (minus, body): (Option<Sign>, &str),
    style: Option<AmountStyle>,
) -> Result<Money> {
    let readings = readings(body, style);
    match readings.as_slice() {
        [] if style == Some(AmountStyle::Plain) => Err(not_plain(text)),
        [] => Err(Cause::AmountMalformed { found: quote(text) }.into()),
        [digits] => value(text, digits, 1),
        [..] => Err(ambiguous_figures(text, minus, &readings)),
    }
}

/// `1.234` and `1,234` are the only figures with two readings: three digits after one mark.
fn ambiguous_figures(text: &str, minus: Option<Sign>, readings: &[Digits]) -> Error {
    let sign = minus.map_or("", |_| "-");
    let grouped = readings.iter().find(|digits| digits.decimals.is_empty());
    let whole = grouped.map_or("0", |digits| digits.whole.as_str());
    let split = readings.iter().find(|digits| !digits.decimals.is_empty());
    let (before, after) = split.map_or(("", ""), |digits| (digits.whole.as_str(), digits.decimals.as_str()));
    let (high, low) = whole.split_at(whole.len().saturating_sub(3));
    Cause::AmountAmbiguous {
        found: quote(text),
        first: Bilingual::new(format!("{sign}{whole}.00"), format!("{sign}{high}.{low},00")),
        second: bilingual!("{sign}{before}.{after}", "{sign}{before},{after}"),
        write: bilingual!(
            "`{sign}{whole}.00` or `{sign}{high}.{low},00`",
            "`{sign}{whole}.00` o `{sign}{high}.{low},00`"
        ),
        but: match minus {
            Some(Sign::Refused) => both(
                ", but here without the sign: an amount is zero or more",
                ", ma qui senza il segno: un importo è pari o superiore a zero",
            ),
            _ => both("", ""),
        },
    }
    .into()
}

/// `unit` times the number that the digits state, in cents.
fn value(text: &str, digits: &Digits, unit: u64) -> Result<Money> {
    let mut cents: u128 = 0;
    for byte in digits.whole.bytes() {
        cents = cents.saturating_mul(10).saturating_add(u128::from(byte - b'0'));
    }
    cents = cents.saturating_mul(u128::from(unit)).saturating_mul(100);
    let mut place = u128::from(unit) * 100;
    for byte in digits.decimals.bytes() {
        if !place.is_multiple_of(10) {
            return Err(Cause::amount_too_precise(text).into());
        }
        place /= 10;
        cents = cents.saturating_add(u128::from(byte - b'0') * place);
    }
    i128::try_from(cents).ok().and_then(Money::from_wide).ok_or_else(|| too_large(text))
}

fn too_large(text: &str) -> Error {
    Cause::AmountTooLarge { found: quote(text), allowed: Money::MAX.words() }.into()
}

/// `2 milioni 464 mila`: numbers below a thousand before units that shrink.
///
/// Real acts also write `26.344 milioni` for 26,344,000 euros and `25.807.320,08 milioni` for 25,807,320.08. A
/// point before such a unit is therefore refused with two readings.
fn read_words(text: &str, body: &str) -> Result<Money> {
    let malformed = || Error::from(Cause::AmountMalformed { found: quote(text) });
    let mut tokens: Vec<String> = Vec::new();
    for word in body.split_whitespace() {
        let unit = word.find(char::is_alphabetic).unwrap_or(word.len());
        tokens.extend(
            [&word[..unit], &word[unit..]].into_iter().filter(|part| !part.is_empty()).map(str::to_owned),
        );
    }
    let mut sum = Money::ZERO;
    let mut last_unit = u64::MAX;
    let mut pairs = tokens.chunks_exact(2);
    for pair in &mut pairs {
        let unit = match pair[1].as_str() {
            "miliardo" | "miliardi" | "mld" | "mld." => 1_000_000_000,
            "milione" | "milioni" | "mln" | "mln." => 1_000_000,
            "mila" => 1_000,
            _ => return Err(malformed()),
        };
        if pair[0].contains('.')
            && let Some(ambiguous) = ambiguous_words(text, &pair[0], unit)
        {
            return Err(ambiguous);
        }
        // A point that cannot stand between thousands stands before decimals: `1.5 mln`.
        let read = |style| split(&pair[0], style);
        let digits = read(AmountStyle::Italian).or_else(|| read(AmountStyle::Plain)).ok_or_else(malformed)?;
        if unit >= last_unit || digits.whole.len() > 3 {
            return Err(malformed());
        }
        last_unit = unit;
        sum = sum.checked_add(value(text, &digits, unit)?)?;
    }
    match pairs.remainder() {
        [] => Ok(sum),
        [rest] if is_digits(rest) && rest.len() <= 3 => {
            sum.checked_add(value(text, &Digits { whole: rest.clone(), decimals: String::new() }, 1)?)
        }
        _ => Err(malformed()),
    }
}

/// The two readings of a number with a point before `milioni`.
fn ambiguous_words(text: &str, figures: &str, unit: u64) -> Option<Error> {
    let grouped = split(figures, AmountStyle::Italian)?;
    // One point: it may be meant as a decimal mark. Several: the unit may be spurious.
    let (digits, scale) = match split(figures, AmountStyle::Plain) {
        Some(decimal) => (decimal, unit),
        None => (split(figures, AmountStyle::Italian)?, 1),
    };
    let first = value(text, &digits, scale).ok()?;
    let second = value(text, &grouped, unit).map_or_else(
        |_| {
            let once = value(text, &grouped, 1).unwrap_or_default().words();
            Bilingual::new(format!("{once} times {unit}"), format!("{} per {unit}", once.italian()))
        },
        Money::words,
    );
    let write = Bilingual::same(format!("`{first}`"));
    let (first, but) = (first.words(), both("", ""));
    Some(Cause::AmountAmbiguous { found: quote(text), first, second, write, but }.into())
}
