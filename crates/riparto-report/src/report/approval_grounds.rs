//! What was approved and on what grounds beside the act, in words.

use riparto_core::money::Language;
use riparto_core::rules::Authorization;
use riparto_core::words::choose;

/// The version that was approved and the authorization that it needed.
pub(super) fn approved(version: u32, authorization: Authorization, language: Language) -> Vec<String> {
    let needed = match authorization {
        Authorization::Free => language.choose("none", "nessuna"),
        level @ (Authorization::Notification
        | Authorization::PriorApproval
        | Authorization::Exceptional
        | Authorization::Forbidden) => level.words(language),
    };
    vec![
        choose!(language, "Version {version}", "Versione {version}"),
        choose!(language, "Authorization needed: {needed}", "Autorizzazione necessaria: {needed}"),
    ]
}

/// The documents that came with an approval and the bodies that decided, a line each; none where none are named.
pub(super) fn approval_grounds(
    documents: &[String],
    decided_by: &[String],
    language: Language,
) -> Vec<String> {
    let listed = |names: &[String], english: &str, italian: &str| {
        (!names.is_empty()).then(|| format!("{}: {}", language.choose(english, italian), names.join(", ")))
    };
    let documents = listed(documents, "Documents", "Documenti allegati");
    let bodies = listed(decided_by, "Decided by", "Organi che hanno deciso");
    documents.into_iter().chain(bodies).collect()
}
