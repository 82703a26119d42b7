//! The notice of Regione Toscana of February 2024 for a FAMI 2021-2027 project.

use super::public_notice::{Activity, PublicNotice};
use riparto_core::error::Result;
use riparto_core::money::Money;
use riparto_core::plan::{Party, Role};

/// What the public summary of the notice states: EUR 2,464,000 estimated for the activities of art. 4, "subject to
/// variation and/or reallocation during co-design", six activities, and who sits at the table.
///
/// What it does not state, and this function therefore does not hold: an amount, a code or a grouping of the
/// activities; any floor, ceiling or threshold of variation; the selected grouping. The press summary lists six
/// activities, which is no proof that art. 4 has six lines.
///
/// ```
/// use riparto::{Language, published};
///
/// let notice = published::toscana_2024()?;
/// assert_eq!(notice.total().to_string(), "2464000.00");
/// assert_eq!(notice.activities()[3].title(Language::Italian), "Attività di outreach");
/// # Ok::<(), riparto::Error>(())
/// ```
///
/// # Errors
/// None; the signature is that of the constructors it goes through.
pub fn toscana_2024() -> Result<PublicNotice> {
    let activity = |id, english, italian| Activity { id, title: [english, italian] };
    Ok(PublicNotice {
        title: [
            "Integration of third-country nationals in Tuscany, FAMI 2021-2027",
            "Integrazione dei cittadini di Paesi terzi in Toscana, FAMI 2021-2027",
        ],
        source: "Regione Toscana, notice of February 2024, art. 4 (public summary, Nove da Firenze)",
        url: "https://www.nove.firenze.it/integrazione-dei-migranti.htm",
        legal_basis: "art. 55, paragraph 3, D.Lgs. 117/2017",
        total: Money::from_euros(2_464_000),
        activities: vec![
            activity(
                "mediators",
                "Involving and qualifying intercultural mediators",
                "Coinvolgimento e qualificazione dei mediatori interculturali",
            ),
            activity(
                "desks",
                "One-stop-shop desks and multiservice centres",
                "Sportelli unici e centri multiservizi",
            ),
            activity("services", "Mediators inside services", "Mediatori all'interno dei servizi"),
            activity("outreach", "Outreach", "Attività di outreach"),
            activity(
                "autonomy",
                "Potential of young people and foreign citizens, employment and autonomy",
                "Valorizzazione di giovani e cittadini stranieri, occupazione e autonomia",
            ),
            activity(
                "information",
                "Information, communication and active involvement of migrants and associations",
                "Informazione, comunicazione e coinvolgimento attivo di migranti e associazioni",
            ),
        ],
        parties: vec![
            Party::new("regione", "Regione Toscana", Role::Authority)?,
            Party::new("ats", "ATS, temporary grouping led by a third-sector body", Role::Lead)?,
            Party::new("arti", "ARTI, Agenzia regionale toscana per l'impiego", Role::Partner)?,
            Party::new("cnr-igsg", "CNR-IGSG", Role::Partner)?,
            Party::new("anci", "ANCI Toscana", Role::Partner)?,
            Party::new("local-authorities", "Partner local authorities", Role::Partner)?,
        ],
    })
}
