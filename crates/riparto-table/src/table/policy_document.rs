//! The policy document: whose agreement approvals need, as a table is opened with it.

use super::approval_policy::{ApprovalPolicies, ApprovalPolicy, Consent, FreeApproval, PoliciesDocument};
use riparto_core::error::{Error, Result};
use riparto_core::money::{PERCENT, WEIGHT};
use riparto_core::reader::{
    FLAG, Fields, Form, Kind, Shape, choice, entries, fields, from_json, list, names_in, names_of, nullable,
    optional, read_json, required, word,
};
use riparto_core::rules::LEVEL;
use riparto_core::words::both;

static MAJORITY: Shape = fields(
    both(
        "a majority, such as `{\"percent\": \"50\"}`",
        "una maggioranza, per esempio `{\"percent\": \"50\"}`",
    ),
    || names_in::<Consent>("majority"),
    &[required("percent", &PERCENT)],
);

static CONSENT: Shape = choice(
    both(
        "whose consent is needed, such as `\"unanimity\"` or `{\"majority\": {\"percent\": \"50\"}}`",
        "di chi serve l'assenso, per esempio `\"unanimity\"` o `{\"majority\": {\"percent\": \"50\"}}`",
    ),
    names_of::<Consent>,
    &[required("majority", &MAJORITY)],
);

static POLICY: Shape = fields(
    both(
        "a policy, such as `{\"from\": \"free\", \"consent\": \"authority\"}`",
        "una regola di approvazione, per esempio `{\"from\": \"free\", \"consent\": \"authority\"}`",
    ),
    names_of::<ApprovalPolicy>,
    &[
        required("from", &LEVEL),
        optional("consent", &CONSENT),
        nullable("quorum", &PERCENT),
        optional("act", &FLAG),
    ],
);

static FREE: Shape = word(
    both(
        "who approves what needs no authorization, such as `\"by_the_lead\"`",
        "chi approva ciò che non richiede autorizzazione, per esempio `\"by_the_lead\"`",
    ),
    names_of::<FreeApproval>,
);

static POLICY_LIST: Shape = list(
    both(
        "a list of policies, such as `[{\"from\": \"free\", \"consent\": \"authority\"}]`",
        "un elenco di regole di approvazione, per esempio `[{\"from\": \"free\", \"consent\": \"authority\"}]`",
    ),
    &POLICY,
);

static PARTY_WEIGHTS: Shape = entries(
    both("weights by party, such as `{\"ats\": 2}`", "pesi per soggetto, per esempio `{\"ats\": 2}`"),
    &WEIGHT,
);

pub(super) static POLICIES_SHAPE: Shape = Shape {
    expected: both(
        "policies, such as `{\"policies\": [{\"from\": \"free\", \"consent\": \"authority\"}]}`",
        "regole di approvazione, per esempio `{\"policies\": [{\"from\": \"free\", \"consent\": \"authority\"}]}`",
    ),
    form: Form::Fields(Fields {
        names: names_of::<PoliciesDocument>,
        fields: &[
            required("policies", &POLICY_LIST),
            optional("weights", &PARTY_WEIGHTS),
            optional("free", &FREE),
            optional("signed", &FLAG),
        ],
        named: None,
        together: None,
        read: Some(|text| match from_json::<PoliciesDocument>(text) {
            Ok(document) => ApprovalPolicies::try_from(document).map(|_| ()),
            Err(why) => Err(Error::unreadable(
                both("this policy document", "questo documento di regole di approvazione"),
                &why,
            )),
        }),
        meaning: None,
    }),
};

#[doc(hidden)]
pub static POLICIES: Kind = Kind {
    this: both("this policy document", "questo documento di regole di approvazione"),
    shape: &POLICIES_SHAPE,
};

impl ApprovalPolicies {
    /// Reads policies from JSON, as in the example of [`ApprovalPolicy`].
    ///
    /// ```
    /// use riparto::table::ApprovalPolicies;
    ///
    /// let error = ApprovalPolicies::from_json(r#"{"policies": [ {"from": "fre", "quorum": 60} ]}"#).unwrap_err();
    /// let paths: Vec<_> = error.all().map(|mistake| mistake.path().unwrap()).collect();
    /// assert_eq!(paths, ["policies[0].from", "policies[0].quorum"]);
    /// ```
    ///
    /// # Errors
    /// `document_malformed`, also for what [`new`](ApprovalPolicies::new) refuses, with all mistakes.
    pub fn from_json(document: &str) -> Result<ApprovalPolicies> {
        read_json(&POLICIES, document)
    }
}
