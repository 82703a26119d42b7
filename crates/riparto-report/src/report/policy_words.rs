//! What the opening of a table states: the total, and what approvals need.

use super::wording::Wording;
use riparto_core::rules::Authorization;
use riparto_core::words::noun;
use riparto_table::table::ApprovalPolicies;

impl Wording<'_> {
    /// The total, and what approvals need.
    pub(super) fn opened(&self, policies: &ApprovalPolicies) -> Vec<String> {
        let Some(plan) = self.plan else { return Vec::new() };
        let total = self.money(plan.original().total());
        let lines = noun("line", "lines", "voce", "voci").count(plan.envelope().line_count(), self.language);
        let mut details = vec![
            self.language
                .choose(format!("Total {total} over {lines}"), format!("Dotazione {total} su {lines}")),
        ];
        details.extend(policies.free().words(self.language).map(str::to_owned));
        if policies.signed() {
            let signed = self.language.choose(
                "Every command is signed by its party",
                "Ogni comando è firmato dal soggetto che lo dà",
            );
            details.push(signed.to_owned());
        }
        for policy in policies.policies() {
            let consent = policy.consent.words(self.language);
            let quorum = policy.quorum.map_or_else(String::new, |quorum| {
                self.language.choose(format!(", quorum {quorum} %"), format!(", quorum {quorum} %"))
            });
            let act = if policy.act { self.language.choose(", by an act", ", con un atto") } else { "" };
            let level = match policy.from {
                Authorization::Free => self.language.choose("Approval", "Approvazione").to_owned(),
                level @ (Authorization::Notification
                | Authorization::PriorApproval
                | Authorization::Exceptional
                | Authorization::Forbidden) => self.language.choose(
                    format!("From {} on", level.words(self.language)),
                    format!("Da {} in su", level.words(self.language)),
                ),
            };
            details.push(format!("{level}: {consent}{quorum}{act}"));
        }
        details
    }
}
