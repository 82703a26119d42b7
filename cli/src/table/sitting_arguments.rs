//! What `describe-sitting` takes, and the description that it is.

use clap::Args;
use riparto::table::{Action, Attendee, CoDesignTable, Duty, Hour, SittingDescription};

use super::table_arguments::Acting;
use super::values::present;
use crate::reading;

/// What the minutes say of a sitting beside its acts.
#[derive(Args)]
pub(crate) struct DescribeSitting {
    #[command(flatten)]
    pub(super) on: Acting,
    /// The id of the sitting
    #[arg(value_parser = reading::id)]
    sitting: String,
    /// Where it is held
    #[arg(long)]
    place: Option<String>,
    /// When it begins, as 10:30
    #[arg(long, value_name = "HOUR")]
    begins: Option<Hour>,
    /// When it ends, as 12:45
    #[arg(long, value_name = "HOUR")]
    ends: Option<Hour>,
    /// An item of the agenda; may be repeated
    #[arg(long, value_name = "TEXT")]
    agenda: Vec<String>,
    /// Who is present and for whom, as "Maria Rossi, dirigente=regione"; a guest without `=`; all of them each time
    #[arg(long, value_name = "NAME=PARTY", value_parser = present)]
    present: Vec<Attendee>,
    /// Who chairs the sitting: one of those present, or another name
    #[arg(long, value_name = "NAME")]
    chair: Option<String>,
    /// Who keeps the minutes: one of those present, or another name
    #[arg(long, value_name = "NAME")]
    secretary: Option<String>,
}

impl DescribeSitting {
    pub(super) fn action(&self, table: &CoDesignTable) -> Action {
        let mut description = SittingDescription::of(&self.sitting);
        description.place.clone_from(&self.place);
        (description.begins, description.ends) = (self.begins, self.ends);
        description.agenda = (!self.agenda.is_empty()).then(|| self.agenda.clone());
        let duties = [(&self.chair, Duty::Chair), (&self.secretary, Duty::Secretary)];
        if !self.present.is_empty() || duties.iter().any(|(name, _)| name.is_some()) {
            let known = table.sittings().iter().find(|sitting| sitting.id() == self.sitting);
            let known = known.map_or(&[][..], |sitting| sitting.present());
            let mut present = if self.present.is_empty() { known.to_vec() } else { self.present.clone() };
            for (name, duty) in duties {
                name.iter().for_each(|name| give(&mut present, name.trim(), duty));
            }
            description.present = Some(present);
        }
        Action::DescribeSitting(description)
    }
}

/// One person has a duty: the one of that name, or another one who comes along.
fn give(present: &mut Vec<Attendee>, name: &str, duty: Duty) {
    present.iter_mut().filter(|who| who.duty == Some(duty)).for_each(|who| who.duty = None);
    match present.iter_mut().find(|who| who.name == name) {
        Some(who) => who.duty = Some(duty),
        None => present.push(Attendee::new(name).with_duty(duty)),
    }
}
