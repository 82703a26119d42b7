//! `PublicNotice`: the frame of an envelope, as a public text states it.

use riparto_core::budget::Envelope;
use riparto_core::error::Result;
use riparto_core::money::{Language, Money};
use riparto_core::plan::Party;

/// What a public notice states of a budget: a total, activities, parties, and where it says so. No amounts by
/// activity.
///
/// ```
/// use riparto::{Language, published};
///
/// let notice = published::toscana_2024()?;
/// assert_eq!(notice.total().to_string(), "2464000.00");
/// assert_eq!(notice.envelope(Language::English)?.line_count(), notice.activities().len());
/// # Ok::<(), riparto::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PublicNotice {
    pub(super) title: [&'static str; 2],
    pub(super) source: &'static str,
    pub(super) url: &'static str,
    pub(super) legal_basis: &'static str,
    pub(super) total: Money,
    pub(super) activities: Vec<Activity>,
    pub(super) parties: Vec<Party>,
}

/// One activity that a notice lists, with its title in both languages.
///
/// ```
/// use riparto::{Language, published};
///
/// let notice = published::toscana_2024()?;
/// let desks = notice.activities().iter().find(|activity| activity.id() == "desks").expect("one is of desks");
/// assert_eq!(desks.title(Language::English), "One-stop-shop desks and multiservice centres");
/// # Ok::<(), riparto::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Activity {
    pub(super) id: &'static str,
    pub(super) title: [&'static str; 2],
}

impl Activity {
    /// An id of this crate: the notice's own codes are not public.
    #[must_use]
    pub fn id(&self) -> &'static str {
        self.id
    }

    /// The title, worded after the public summary.
    #[must_use]
    pub fn title(&self, language: Language) -> &'static str {
        let [english, italian] = self.title;
        language.choose(english, italian)
    }
}

impl PublicNotice {
    /// What the notice is about.
    #[must_use]
    pub fn title(&self, language: Language) -> &'static str {
        let [english, italian] = self.title;
        language.choose(english, italian)
    }

    /// Which text states all this.
    #[must_use]
    pub fn source(&self) -> &'static str {
        self.source
    }

    /// Where the text can be read.
    #[must_use]
    pub fn url(&self) -> &'static str {
        self.url
    }

    /// The law that the notice is based on.
    #[must_use]
    pub fn legal_basis(&self) -> &'static str {
        self.legal_basis
    }

    /// The total, as estimated by the notice.
    #[must_use]
    pub fn total(&self) -> Money {
        self.total
    }

    /// The activities, in the order of the text.
    #[must_use]
    pub fn activities(&self) -> &[Activity] {
        &self.activities
    }

    /// The bodies that take part, with their roles.
    #[must_use]
    pub fn parties(&self) -> &[Party] {
        &self.parties
    }

    /// The envelope: the total over one line for each activity. Amounts come from the caller.
    ///
    /// # Errors
    /// None for the notices of this crate; their tests build each envelope.
    pub fn envelope(&self, language: Language) -> Result<Envelope> {
        let mut builder = Envelope::builder(self.title(language), self.total).source(self.source);
        for activity in &self.activities {
            builder = builder.line(activity.id, activity.title(language));
        }
        builder.build()
    }
}
