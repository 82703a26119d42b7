//! Refusals of what is larger, or takes more work, than is allowed.

use riparto::{Envelope, Money, Plan, Proposal};

use super::{Case, answered, refused, workbooks};

pub(super) fn bounds() -> Vec<Case> {
    let enormous = String::from_utf8(vec![0; riparto::capacity::MAX_DOCUMENT_BYTES + 1]).unwrap();
    let keys = (0..33).fold(Envelope::builder("Plan", Money::ZERO).line("a", "A"), |builder, key| {
        builder.label(&format!("key-{key}"), "value")
    });
    vec![
        refused(
            Plan::from_json(&enormous),
            "document_too_large",
            "this plan has 536870913 bytes: at most 536870912 are allowed",
        ),
        workbooks::swelling(),
        workbooks::too_many_rows(),
        workbooks::cells(),
        refused(keys.build(), "too_many", "there are 33 label keys: at most 32 are allowed"),
        answered(
            r#"{"op": "diagnose", "effort": 0}"#,
            "effort_out_of_range",
            "an effort of 0 units is given and 1 to 1099511627776 are allowed: give fewer, or none for the default",
        ),
        answered(
            r#"{"op": "apportion", "total": "1.00", "weights": [1, 1], "effort": 1}"#,
            "effort_spent",
            "an answer takes more than the 1 units of work that are allowed: allow more effort, or ask about less",
        ),
        refused(
            Proposal::new("p1", "ats").unwrap().with_reason("é".repeat(4_001)),
            "text_too_long",
            "the reason has 4001 characters: at most 4000 are allowed",
        ),
    ]
}
