//! Figures as people write them: marks between thousands, the decimal mark, signs and the currency.

/// How an amount is written.
///
/// ```
/// use riparto::Money;
/// use riparto::money::AmountStyle;
///
/// let total = Money::from_euros(2_464_000);
/// assert_eq!(total.to_text(AmountStyle::Italian), "2.464.000,00 €");
/// assert_eq!(total.to_text(AmountStyle::English), "€2,464,000.00");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum AmountStyle {
    /// `2464000.00`: digits, a point, two decimals. The style of JSON and CSV.
    Plain,
    /// `2.464.000,00 €`: as in Italian administrative acts.
    Italian,
    /// `€2,464,000.00`
    English,
    /// `2 464 000,00 EUR`: groups of three apart, code after, as the Interinstitutional Style Guide of the EU
    /// (point 7.3.3) writes Italian. Printed with no-break spaces, read with any space.
    European,
}

impl AmountStyle {
    pub(super) const ALL: [AmountStyle; 4] =
        [AmountStyle::Plain, AmountStyle::Italian, AmountStyle::English, AmountStyle::European];

    /// The mark between groups of three digits, and the mark before the decimals.
    pub(super) fn marks(self) -> (Option<char>, char) {
        match self {
            AmountStyle::Plain => (None, '.'),
            AmountStyle::Italian => (Some('.'), ','),
            AmountStyle::English => (Some(','), '.'),
            AmountStyle::European => (Some(' '), ','),
        }
    }
}

/// The digits of a reading: `26` and `344` of `26.344`.
#[derive(PartialEq, Eq)]
pub(super) struct Digits {
    pub(super) whole: String,
    pub(super) decimals: String,
}

/// What figures can mean: one reading for each way in which a style, or any style, divides them.
pub(super) fn readings(figures: &str, style: Option<AmountStyle>) -> Vec<Digits> {
    let styles: &[AmountStyle] = style.as_ref().map_or(&AmountStyle::ALL, std::slice::from_ref);
    let mut readings: Vec<Digits> = Vec::new();
    for style in styles {
        if let Some(mut digits) = split(figures, *style) {
            digits.whole = digits.whole.trim_start_matches('0').to_owned();
            if !readings.contains(&digits) {
                readings.push(digits);
            }
        }
    }
    readings
}

/// The digits of a text in one style, if it is of that style. Decimals may be of any number here.
pub(super) fn split(body: &str, style: AmountStyle) -> Option<Digits> {
    let (mut group_mark, decimal_mark) = style.marks();
    // As in Switzerland: `1'234.56`, and by hand in Italy: `1'234,56`.
    if let Some(apostrophe) = body.chars().find(|mark| matches!(mark, '\'' | '\u{2019}')) {
        group_mark = group_mark.and(Some(apostrophe));
    }
    let (whole, decimals) = match body.split_once(decimal_mark) {
        Some((whole, decimals)) => (whole, Some(decimals)),
        None => (body, None),
    };
    if decimals.is_some_and(|decimals| !is_digits(decimals)) {
        return None;
    }
    let whole = match group_mark {
        Some(mark) if whole.contains(mark) => {
            let mut groups = whole.split(mark);
            let first =
                groups.next().filter(|first| (1..=3).contains(&first.len()) && !first.starts_with('0'))?;
            if !is_digits(first) || groups.clone().any(|group| group.len() != 3 || !is_digits(group)) {
                return None;
            }
            groups.fold(first.to_owned(), |whole, group| whole + group)
        }
        _ => whole.to_owned(),
    };
    is_digits(&whole).then(|| Digits { whole, decimals: decimals.unwrap_or_default().to_owned() })
}

pub(super) fn is_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// An amount without its sign and its currency.
pub(super) struct Bare {
    pub(super) is_negative: bool,
    pub(super) body: String,
}

const DASHES: [char; 5] = ['-', '\u{2212}', '\u{2013}', '\u{2014}', '\u{2011}'];

/// Takes one sign and one currency name off an amount: `€ -5`, `-5 euro`, `5 milioni di euro`. A spreadsheet also writes
/// `(5,00)` and `5,00-` for an amount below zero, and a dash for zero; JSON and CSV in plain style do not.
pub(super) fn strip_sign_and_currency(text: &str, style: Option<AmountStyle>) -> Bare {
    let lower = text.to_lowercase();
    let mut sign = None;
    let mut body = without_currency(without_sign(&lower, &mut sign));
    body = without_sign(body, &mut sign);
    if style != Some(AmountStyle::Plain) {
        if sign.is_none()
            && let Some(inside) = body.strip_prefix('(').and_then(|rest| rest.strip_suffix(')'))
        {
            sign = Some(true);
            body = without_currency(inside.trim());
        }
        if sign.is_none()
            && let Some(before) = body.strip_suffix(DASHES).filter(|before| !before.is_empty())
        {
            sign = Some(true);
            body = without_currency(before.trim_end());
        }
        if body.is_empty() && sign == Some(true) && text.chars().filter(|c| DASHES.contains(c)).count() == 1 {
            return Bare { is_negative: false, body: "0".to_owned() };
        }
    }
    Bare { is_negative: sign == Some(true), body: body.to_owned() }
}

/// Takes a sign off the front, if there was none yet.
fn without_sign<'a>(body: &'a str, sign: &mut Option<bool>) -> &'a str {
    if sign.is_some() {
        return body;
    }
    if let Some(rest) = body.strip_prefix(DASHES) {
        *sign = Some(true);
        return rest.trim_start();
    }
    match body.strip_prefix('+') {
        Some(rest) => {
            *sign = Some(false);
            rest.trim_start()
        }
        None => body,
    }
}

/// Takes the name of the currency off the front, or else off the end.
fn without_currency(body: &str) -> &str {
    if let Some(rest) = ["€", "euro", "eur"].into_iter().find_map(|name| body.strip_prefix(name)) {
        return rest.trim_start();
    }
    let after = ["di euro", "euros", "euro", "eur", "€"].into_iter().find_map(|name| body.strip_suffix(name));
    after.unwrap_or(body).trim_end()
}
