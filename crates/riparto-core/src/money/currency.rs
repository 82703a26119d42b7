//! `Currency`: the currency of a budget, by its code.

use std::cell::Cell;
use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::error::{Cause, Error, Result, quote};
use crate::words::Language;

/// The currency of all amounts of a budget, by its code of ISO 4217; the euro if it is not stated. Amounts of two currencies never
/// stand in one plan, and nothing is converted. Only currencies whose unit has a hundred parts are known: all amounts are in cents.
///
/// ```
/// use riparto::money::Currency;
///
/// let francs: Currency = "CHF".parse()?;
/// assert_eq!((francs.code(), Currency::default().code()), ("CHF", "EUR"));
/// assert_eq!("JPY".parse::<Currency>().unwrap_err().code(), "currency_unknown");
/// # Ok::<(), riparto::Error>(())
/// ```
#[doc(alias = "valuta")]
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Currency(&'static str);

impl Default for Currency {
    fn default() -> Currency {
        Currency::EURO
    }
}

/// The codes of ISO 4217 (list one of 2024, as SIX publishes it) whose unit has a hundred parts.
const CODES: &str = "AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BGN BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF CHF CNY COP CRC \
    CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD HKD HNL HTG HUF IDR ILS INR IRR JMD KES KGS KHR \
    KPW KYD KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD PAB PEN PGK \
    PHP PKR PLN QAR RON RSD RUB SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TOP TRY TTD TWD TZS UAH \
    USD UYU UZS VED VES WST XCD YER ZAR ZMW";

thread_local! {
    static PRINTED: Cell<Currency> = const { Cell::new(Currency::EURO) };
}

impl Currency {
    /// The euro.
    pub const EURO: Currency = Currency("EUR");

    /// The code: `EUR`.
    #[must_use]
    pub fn code(self) -> &'static str {
        self.0
    }

    /// The sign before an amount in English.
    pub(super) fn before(self) -> String {
        match self.0 {
            "EUR" => "€".to_owned(),
            "USD" => "$".to_owned(),
            "GBP" => "£".to_owned(),
            code => format!("{code}\u{a0}"),
        }
    }

    /// The sign after an amount in Italian.
    pub(super) fn after(self) -> String {
        match self.0 {
            "EUR" => " €".to_owned(),
            code => format!("\u{a0}{code}"),
        }
    }

    /// The currency that amounts are printed in here: that of the innermost [`Currency::printing`], the euro outside of all.
    #[must_use]
    pub fn printed() -> Currency {
        PRINTED.get()
    }

    /// Prints amounts in this currency: an amount does not carry its own, so it holds for this thread until `print` ends.
    ///
    /// ```
    /// use riparto::money::{AmountStyle, Currency, Money};
    ///
    /// let amount = Money::from_euros(1_200);
    /// let francs: Currency = "CHF".parse()?;
    /// assert_eq!(francs.printing(|| amount.to_text(AmountStyle::Italian)), "1.200,00\u{a0}CHF");
    /// assert_eq!(amount.to_text(AmountStyle::Italian), "1.200,00 €");
    /// # Ok::<(), riparto::Error>(())
    /// ```
    pub fn printing<T>(self, print: impl FnOnce() -> T) -> T {
        struct Former(Currency);
        impl Drop for Former {
            fn drop(&mut self) {
                PRINTED.set(self.0);
            }
        }
        let _former = Former(PRINTED.replace(self));
        print()
    }

    /// Prints amounts in this currency from here on, until the innermost [`Currency::printing`] ends.
    #[doc(hidden)]
    pub fn print_here(self) {
        PRINTED.set(self);
    }

    /// A head of a column of amounts: `before EUR`.
    #[doc(hidden)]
    pub fn head(self, language: Language, english: &str, italian: &str) -> String {
        format!("{} {}", language.choose(english, italian), self.0)
    }
}

impl FromStr for Currency {
    type Err = Error;

    /// Reads a code in capital letters.
    fn from_str(text: &str) -> Result<Currency> {
        let known = CODES.split_whitespace().find(|code| *code == text);
        known.map(Currency).ok_or_else(|| Cause::CurrencyUnknown { found: quote(text) }.into())
    }
}

impl<'de> Deserialize<'de> for Currency {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> std::result::Result<Currency, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(Error::in_serde)
    }
}

impl Serialize for Currency {
    fn serialize<S: Serializer>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error> {
        serializer.serialize_str(self.0)
    }
}

impl fmt::Display for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.0)
    }
}
