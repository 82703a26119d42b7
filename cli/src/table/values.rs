//! Values of the arguments: a head, an amount of a line, a waiver, a rule of aggregation.

use riparto::ballots::AggregationRule;
use riparto::checkpoints::{SigningKey, VerifierKey};
use riparto::journal::{Digest, Head, TypedHead};
use riparto::table::{Attendee, Hour};

use crate::argument_values;
use crate::language_choice::spoken;

/// `12:3f8a…`, as minutes and `verify` print it.
pub(super) fn head(text: &str) -> Result<Head, String> {
    let revision = text.split_once(':').and_then(|(revision, hash)| {
        let revision = revision.trim();
        let plain = !revision.is_empty() && revision.bytes().all(|byte| byte.is_ascii_digit());
        plain.then(|| revision.parse::<u64>().ok()).flatten().map(|revision| (revision, hash.trim()))
    });
    let (revision, hash) = revision.ok_or_else(|| {
        let write = spoken().choose(
            "write it as REVISION:HASH, such as `12:` and 64 digits",
            "scrivere REVISIONE:IMPRONTA, per esempio `12:` e 64 cifre",
        );
        write.to_owned()
    })?;
    let hash = hash.parse::<Digest>().map_err(|error| error.message(spoken()))?;
    Ok(Head::new(revision, hash))
}

/// The private key in a file.
pub(super) fn private_key(file: &str) -> Result<Box<SigningKey>, String> {
    let text = std::fs::read_to_string(file).map_err(|why| riparto::error::io_message(&why, spoken()))?;
    text.trim().parse::<SigningKey>().map(Box::new).map_err(|error| error.message(spoken()))
}

/// `anci+14305d68+Abd8bT0…`, as `key` prints it.
pub(super) fn public_key(text: &str) -> Result<VerifierKey, String> {
    text.trim().parse::<VerifierKey>().map_err(|error| error.message(spoken()))
}

/// `21-K7QF-9M2X-…`, as minutes print it.
pub(super) fn typed(text: &str) -> Result<TypedHead, String> {
    text.parse::<TypedHead>().map_err(|error| error.message(spoken()))
}

/// `12:47DEQp…`, as `extract` prints it.
pub(super) fn root(text: &str) -> Result<(u64, Digest), String> {
    let pair = text.trim().split_once(':');
    let read = pair.and_then(|(size, root)| Some((size.parse().ok()?, Digest::from_base64(root).ok()?)));
    read.ok_or_else(|| {
        let write = spoken().choose(
            "write it as SIZE:ROOT, such as `12:` and 44 characters of base64",
            "scrivere EVENTI:RADICE, per esempio `12:` e 44 caratteri in base64",
        );
        write.to_owned()
    })
}

/// `p3`, or `p3@2` for its second version.
pub(super) fn versioned(text: &str) -> Result<(String, Option<u32>), String> {
    let (id, version) = match text.split_once('@') {
        None => (text, None),
        Some((id, version)) => {
            let version = version.parse::<u32>().ok().filter(|version| *version > 0);
            let write = || {
                let write = spoken().choose(
                    "write it as PROPOSAL@VERSION, such as `p3@2`",
                    "scrivere PROPOSTA@VERSIONE, per esempio `p3@2`",
                );
                write.to_owned()
            };
            (id, Some(version.ok_or_else(write)?))
        }
    };
    argument_values::id(id).map(|id| (id, version)).map_err(|error| error.message(spoken()))
}

/// `desks=20000.00`
pub(super) fn named<T>(
    read: impl Fn(&str) -> Result<T, riparto::Error> + Clone,
) -> impl Fn(&str) -> Result<(String, T), String> + Clone {
    move |text| {
        let (line, amount) = text
            .split_once('=')
            .ok_or_else(|| spoken().choose("write it as LINE=AMOUNT", "scrivere VOCE=IMPORTO").to_owned())?;
        let amount = read(amount).map_err(|error| error.message(spoken()))?;
        Ok((line.trim().to_owned(), amount))
    }
}

/// `outreach-floor=the survey is late`
pub(super) fn waiver(text: &str) -> Result<(String, String), String> {
    let (rule, reason) = text.split_once('=').ok_or_else(|| {
        spoken().choose("write it as RULE=REASON", "scrivere VINCOLO=MOTIVAZIONE").to_owned()
    })?;
    Ok((rule.trim().to_owned(), reason.trim().to_owned()))
}

/// `Maria Rossi, dirigente=regione`
pub(super) fn present(text: &str) -> Result<Attendee, String> {
    let (who, party) = text.rsplit_once('=').map_or((text, ""), |(who, party)| (who, party.trim()));
    let (name, capacity) = who.split_once(',').unwrap_or((who, ""));
    if name.trim().is_empty() {
        let write = spoken().choose("write it as NAME=PARTY", "scrivere NOME=SOGGETTO");
        return Err(write.to_owned());
    }
    let attendee = Attendee::new(name.trim()).with_capacity(capacity.trim());
    Ok(if party.is_empty() { attendee } else { attendee.with_party(party) })
}

/// `10:30`
pub(super) fn hour(text: &str) -> riparto::Result<Hour> {
    text.parse()
}

/// `partner=ats`
pub(super) fn label(text: &str) -> Result<(String, String), String> {
    let (key, value) = text
        .split_once('=')
        .ok_or_else(|| spoken().choose("write it as KEY=VALUE", "scrivere CHIAVE=VALORE").to_owned())?;
    Ok((key.trim().to_owned(), value.trim().to_owned()))
}

/// `courses=partner=ats`
pub(super) fn part_label(text: &str) -> Result<(String, (String, String)), String> {
    let said = text.split_once('=').and_then(|(part, said)| Some((part, label(said).ok()?)));
    let (part, label) = said.ok_or_else(|| {
        spoken().choose("write it as PART=KEY=VALUE", "scrivere PARTE=CHIAVE=VALORE").to_owned()
    })?;
    Ok((part.trim().to_owned(), label))
}

/// `courses=Courses for operators`
pub(super) fn titled(text: &str) -> Result<(String, String), String> {
    let (part, title) = text
        .split_once('=')
        .ok_or_else(|| spoken().choose("write it as PART=TITLE", "scrivere PARTE=TITOLO").to_owned())?;
    Ok((part.trim().to_owned(), title.trim().to_owned()))
}

pub(super) fn rule(name: &str) -> Result<AggregationRule, String> {
    let names: Vec<String> = AggregationRule::ALL.iter().map(|rule| format!("`{}`", rule.name())).collect();
    let known = AggregationRule::ALL.into_iter().find(|rule| rule.name() == name);
    known.ok_or_else(|| format!("{} {}", spoken().choose("one of", "uno tra"), names.join(", ")))
}
