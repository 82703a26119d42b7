//! What minutes state of a sitting beside its acts, in words.

use super::words::{one_line, party};
use riparto_core::money::Language;
use riparto_core::plan::Plan;
use riparto_core::words::choose;
use riparto_table::table::{Attendee, Hour, SittingDescription};

/// What a party does that describes a sitting: `described sitting s1`.
pub(super) fn describes(description: &SittingDescription, language: Language) -> String {
    let sitting = &description.sitting;
    choose!(language, "described sitting `{sitting}`", "verbalizzazione dei dati della seduta `{sitting}`")
}

/// What it says of the sitting, a line each.
pub(super) fn described(
    plan: Option<&Plan>,
    description: &SittingDescription,
    language: Language,
) -> Vec<String> {
    let SittingDescription { place, begins, ends, agenda, present, .. } = description;
    let stated = |label: (&str, &str), text: String| format!("{}: {text}", language.choose(label.0, label.1));
    let mut lines = Vec::new();
    lines.extend(place.iter().map(|place| stated(("Place", "Luogo"), one_line(place))));
    lines.extend(begins.iter().map(|hour| stated(("Begins at", "Ora di apertura"), hour.to_string())));
    lines.extend(ends.iter().map(|hour| stated(("Ends at", "Ora di chiusura"), hour.to_string())));
    lines.extend(agenda.iter().map(|items| {
        let numbered = |(place, item): (usize, &String)| format!("{}) {}", place + 1, one_line(item));
        let items: Vec<String> = items.iter().enumerate().map(numbered).collect();
        stated(("Agenda", "Ordine del giorno"), items.join("; "))
    }));
    lines.extend(present.iter().map(|present| {
        let present: Vec<String> = present.iter().map(|who| attendee(plan, who, language)).collect();
        stated(("Present", "Presenti"), present.join("; "))
    }));
    lines
}

/// A person with the capacity, for whom, and the duty: `Maria Rossi (dirigente) per Regione Toscana, presidente`.
pub(super) fn attendee(plan: Option<&Plan>, who: &Attendee, language: Language) -> String {
    let mut text = one_line(&who.name);
    if !who.capacity.is_empty() {
        text.push_str(&format!(" ({})", one_line(&who.capacity)));
    }
    if let Some(id) = &who.party {
        text.push_str(&format!(" {} {}", language.choose("for", "per"), party(plan, id)));
    }
    if let Some(duty) = who.duty {
        text.push_str(&format!(", {}", duty.words(language)));
    }
    if let Some(hours) = comings(who, language) {
        text.push_str(&format!(", {hours}"));
    }
    text
}

/// When a person came and left, where that was during the sitting: `came at 10:40, left at 12:10`.
pub(super) fn comings(who: &Attendee, language: Language) -> Option<String> {
    let came = |hour: Hour| choose!(language, "came at {hour}", "entra alle ore {hour}");
    let left = |hour: Hour| choose!(language, "left at {hour}", "esce alle ore {hour}");
    let both: Vec<String> = who.arrived.map(came).into_iter().chain(who.left.map(left)).collect();
    (!both.is_empty()).then(|| both.join(", "))
}

/// The hours of a sitting: `from 10:30 to 12:45`.
pub(super) fn hours((begins, ends): (Option<Hour>, Option<Hour>), language: Language) -> Option<String> {
    match (begins, ends) {
        (None, None) => None,
        (Some(begins), None) => Some(choose!(language, "from {begins}", "dalle ore {begins}")),
        (None, Some(ends)) => Some(choose!(language, "until {ends}", "fino alle ore {ends}")),
        (Some(begins), Some(ends)) => {
            Some(choose!(language, "from {begins} to {ends}", "dalle ore {begins} alle ore {ends}"))
        }
    }
}
