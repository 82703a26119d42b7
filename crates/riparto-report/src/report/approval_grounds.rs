//! What an approval is based on beside its act, in words.

use riparto_core::money::Language;

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
