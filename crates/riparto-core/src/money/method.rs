//! `Method` and `TieBreak`: how an amount is split in proportion to weights, as the literature names it.

use serde::{Deserialize, Serialize};

use crate::error::{Cause, Result};
use crate::reader::{read_by_name, shown_by_name};
use crate::words::Language;

/// A method of apportionment.
///
/// Write w for the weight of a part, x for its cents and q for its *quota*: the amounts in proportion to the
/// weights, as fractions of a cent, that sum to the total, where a part beyond its floor or ceiling is held at it and
/// the others share the rest. All methods split in whole cents, within floors and ceilings, and differ in what becomes
/// of the fractions. The *divisor methods* hand out cent after cent, each to the part with the largest w / d(k), where
/// k is what the part has by then; so one more cent in the total never takes a cent from a part (*house monotonicity*).
/// A method *stays within the quota* if each part is less than a cent from q. Balinski and Young (*Fair
/// Representation*, 1982) prove that no method stays within the quota and also never lets a part whose weight grows
/// lose a cent to one whose weight falls (*population monotonicity*); only divisor methods have the latter.
///
/// On budgets the difference is a cent or so for each part: choose one, state it in the act, and keep it.
///
/// | method | d(k) | least possible | within the quota | house monotone | leans towards |
/// |---|---|---|---|---|---|
/// | `LargestRemainder` | | sum of \|x − q\| | yes | no | none |
/// | `Webster` | k + ½ | sum of x² / w | may leave it | yes | none |
/// | `Jefferson` | k + 1 | sum of x (x + 1) / w | never below | yes | large parts |
/// | `Adams` | k | sum of x (x − 1) / w | never above | yes | small parts |
/// | `HuntingtonHill` | √(k (k + 1)) | sum of w² / x | may leave it | yes | small parts, slightly |
/// | `Truncated` | | | all but the named part | no | the named part |
///
/// The quota columns hold without floors and ceilings; the objectives and house monotonicity hold with them too.
///
/// ```
/// use riparto::{Apportion, Method, Money, apportion};
/// use riparto::money::Weight;
///
/// let weights: Vec<Weight> = [6, 6, 2].map(Weight::from).to_vec();
/// let split = |total: &str, method| -> riparto::Result<Vec<String>> {
///     let options = Apportion::new().method(method);
///     let split = apportion(total.parse()?, &weights, &options)?;
///     Ok(split.amounts().iter().map(Money::to_string).collect())
/// };
/// // One more cent to split, and the third part loses one: the Alabama paradox.
/// assert_eq!(split("0.10", Method::LargestRemainder)?, ["0.04", "0.04", "0.02"]);
/// assert_eq!(split("0.11", Method::LargestRemainder)?, ["0.05", "0.05", "0.01"]);
/// // A divisor method never does that.
/// assert_eq!(split("0.10", Method::Webster)?, ["0.05", "0.04", "0.01"]);
/// assert_eq!(split("0.11", Method::Webster)?, ["0.05", "0.05", "0.01"]);
/// # Ok::<(), riparto::Error>(())
/// ```
#[doc(alias = "criterio di riparto")]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(tag = "method", rename_all = "snake_case")]
#[non_exhaustive]
pub enum Method {
    /// Hamilton's method (1792; Hare–Niemeyer), the default: quotas rounded down, the leftover cents, one each, to the
    /// largest remainders. Of the published splits of public money that were tried, it reproduces each that any method does. The sum of |x − q| is the least possible and every part stays within the quota, with floors and
    /// ceilings too. Easy to explain on paper. Not house monotone: with one more cent to split a part may lose one
    /// (the Alabama paradox).
    #[doc(alias = "Hamilton")]
    #[doc(alias = "Hare")]
    #[default]
    LargestRemainder,
    /// Webster's method (1832; Sainte-Laguë 1910): weights divided by a common divisor and rounded to the
    /// nearest cent, d(k) = k + ½. The sum of x² / w is the least possible, and so is that of w (x / w − T / Σw)². House
    /// and population monotone; Balinski and Young find it the one divisor method that favours neither large parts nor
    /// small ones. A part may leave the quota, on few inputs.
    #[doc(alias = "Sainte-Laguë")]
    Webster,
    /// Jefferson's method (1792; D'Hondt 1882): weights divided by a common divisor and rounded down, d(k) = k + 1. The
    /// sum of x (x + 1) / w is the least possible, and so is the largest x / w. House and population monotone; no part
    /// falls a cent below its quota, but large parts may rise above it by more than one.
    #[doc(alias = "Hondt")]
    Jefferson,
    /// Adams's method (1832): weights divided by a common divisor and rounded up, d(k) = k. The sum of x (x − 1) / w is
    /// the least possible, and the smallest x / w the largest possible. Every part of weight above zero gets its first
    /// cent before any gets a second one; where there are fewer cents than such parts, all these claims are equal and
    /// the tie break decides. House and population monotone; no part rises a cent above its quota, but large parts
    /// may fall below it by more than one.
    Adams,
    /// The method of equal proportions (Huntington 1921, Hill 1911; in use for the seats of the US House of
    /// Representatives since 1941): weights divided by a common divisor and rounded at the geometric mean,
    /// d(k) = √(k (k + 1)). The sum of w² / x is the least possible, and no transfer of a cent lessens the relative
    /// difference of x / w between two parts. First cents and their ties as with [`Method::Adams`]. House and population
    /// monotone; a part may leave the quota, on few inputs.
    #[doc(alias = "Hill")]
    #[doc(alias = "equal proportions")]
    HuntingtonHill,
    /// Quotas truncated to the cent, and all leftover cents to one named part, by position from zero: how partners
    /// of Interreg and similar projects fill in budget tables. It minimizes nothing; the named part may be up to a cent
    /// for each other part above its share, and its weight may be zero. A ceiling that it would pass is an error.
    #[serde(rename = "cut_down")]
    Truncated {
        /// The part that takes the leftover cents, by position from zero.
        residual_to: usize,
    },
}

/// The name of a [`Method`], as documents and requests write it; what takes the residual is beside it.
///
/// ```
/// use riparto::Method;
/// use riparto::money::MethodName;
///
/// let name: MethodName = "cut_down".parse()?;
/// assert_eq!(name.with(Some(2))?, Method::Truncated { residual_to: 2 });
/// assert_eq!(MethodName::HuntingtonHill.to_string(), "huntington_hill");
/// assert_eq!(
///     "webstr".parse::<MethodName>().unwrap_err().to_string(),
///     "`webstr` is not a method of apportionment: the names are `largest_remainder`, `webster`, `jefferson`, `adams`, \
///      `huntington_hill`, `cut_down`, `half_up`; did you mean `webster`?"
/// );
/// # Ok::<(), riparto::Error>(())
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum MethodName {
    /// [`Method::LargestRemainder`].
    #[default]
    LargestRemainder,
    /// [`Method::Webster`].
    Webster,
    /// [`Method::Jefferson`].
    Jefferson,
    /// [`Method::Adams`].
    Adams,
    /// [`Method::HuntingtonHill`].
    HuntingtonHill,
    /// [`Method::Truncated`].
    #[serde(rename = "cut_down")]
    Truncated,
    /// [`Apportion::half_up`](super::Apportion::half_up), which is no [`Method`]: its shares need not sum to the total.
    HalfUp,
}

impl MethodName {
    /// What people call the method.
    #[must_use]
    pub fn title(self, language: Language) -> &'static str {
        match self {
            MethodName::LargestRemainder => language.choose("largest remainder", "resti più alti"),
            MethodName::Webster => "Webster (Sainte-Laguë)",
            MethodName::Jefferson => "Jefferson (D'Hondt)",
            MethodName::Adams => "Adams",
            MethodName::HuntingtonHill => "Huntington-Hill",
            MethodName::Truncated => language.choose("truncated", "troncamento"),
            MethodName::HalfUp => language.choose("half up, line by line", "arrotondamento riga per riga"),
        }
    }

    /// The method of this name, with the part that takes the residual.
    ///
    /// # Errors
    /// Truncation without such a part (`field_missing`), another one with it (`residual_unused`), the name of shares that
    /// need not sum to the total (`method_inexact`).
    pub fn with(self, residual_to: Option<usize>) -> Result<Method> {
        let method = match (self, residual_to) {
            (MethodName::Truncated, Some(residual_to)) => return Ok(Method::Truncated { residual_to }),
            (MethodName::Truncated, None) => {
                let (field, operation) = ("residual_to", "apportion");
                return Err(Cause::FieldMissing { field, operation }.into());
            }
            (_, Some(_)) => return Err(Cause::ResidualUnused {}.into()),
            (MethodName::LargestRemainder, None) => Method::LargestRemainder,
            (MethodName::Webster, None) => Method::Webster,
            (MethodName::Jefferson, None) => Method::Jefferson,
            (MethodName::Adams, None) => Method::Adams,
            (MethodName::HuntingtonHill, None) => Method::HuntingtonHill,
            (MethodName::HalfUp, None) => return Err(Cause::MethodInexact {}.into()),
        };
        Ok(method)
    }
}

read_by_name! {
    MethodName: "a method of apportionment", "un metodo di riparto";
    TieBreak: "a tie break", "un criterio di spareggio";
}
shown_by_name!(MethodName, TieBreak);

/// What decides between parts with equal claims to a cent.
///
/// ```
/// use riparto::{Apportion, apportion};
/// use riparto::money::{TieBreak, Weight};
///
/// let halves = [Weight::from(1); 2];
/// let last = Apportion::new().tie_break(TieBreak::Last);
/// assert_eq!(apportion("0.01".parse()?, &halves, &last)?.amounts()[1].cents(), 1);
/// let refuse = Apportion::new().tie_break(TieBreak::Refuse);
/// assert_eq!(apportion("0.01".parse()?, &halves, &refuse).unwrap_err().code(), "tie_refused");
/// # Ok::<(), riparto::Error>(())
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum TieBreak {
    /// The part that comes first.
    #[default]
    First,
    /// The part that comes last.
    Last,
    /// The part with the largest weight, then the one that comes first.
    LargestWeight,
    /// Nothing: equal claims are an error that names the parts.
    Refuse,
}
