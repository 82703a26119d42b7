//! What `describe-sitting` takes, and the description that it is.

use clap::Args;
use riparto::table::{Action, Attendee, CoDesignTable, Duty, Hour, SittingDescription};

use super::table_arguments::Acting;
use super::values::{hour, named, present};
use crate::argument_values;
use crate::language_choice::spoken;
use crate::outcome::Failure;

/// What the minutes say of a sitting beside its acts.
#[derive(Args)]
pub(crate) struct DescribeSitting {
    #[command(flatten)]
    pub(super) on: Acting,
    /// The id of the sitting
    #[arg(value_parser = argument_values::id)]
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
    /// When somebody present came, where that was later, as "Maria Rossi=10:40"; may be repeated
    #[arg(long, value_name = "NAME=HOUR", value_parser = named(hour))]
    arrived: Vec<(String, Hour)>,
    /// When somebody present left, where that was before the end, as "Maria Rossi=12:10"; may be repeated
    #[arg(long, value_name = "NAME=HOUR", value_parser = named(hour))]
    left: Vec<(String, Hour)>,
    /// Who keeps the minutes: one of those present, or another name
    #[arg(long, value_name = "NAME")]
    secretary: Option<String>,
}

impl DescribeSitting {
    pub(super) fn action(&self, table: &CoDesignTable) -> Result<Action, Failure> {
        let mut description = SittingDescription::of(&self.sitting);
        description.place.clone_from(&self.place);
        (description.begins, description.ends) = (self.begins, self.ends);
        description.agenda = (!self.agenda.is_empty()).then(|| self.agenda.clone());
        let duties = [(&self.chair, Duty::Chair), (&self.secretary, Duty::Secretary)];
        let moves = self.arrived.len() + self.left.len() > 0;
        if !self.present.is_empty() || moves || duties.iter().any(|(name, _)| name.is_some()) {
            let known = table.sittings().iter().find(|sitting| sitting.id() == self.sitting);
            let known = known.map_or(&[][..], |sitting| sitting.present());
            let mut present = if self.present.is_empty() { known.to_vec() } else { self.present.clone() };
            for (name, duty) in duties {
                name.iter().for_each(|name| give(&mut present, name.trim(), duty));
            }
            for (name, hour) in &self.arrived {
                known_as(&mut present, name)?.arrived = Some(*hour);
            }
            for (name, hour) in &self.left {
                known_as(&mut present, name)?.left = Some(*hour);
            }
            description.present = Some(present);
        }
        Ok(Action::DescribeSitting(description))
    }
}

/// Somebody present, by name.
fn known_as<'a>(present: &'a mut [Attendee], name: &str) -> Result<&'a mut Attendee, Failure> {
    present.iter_mut().find(|who| who.name == name.trim()).ok_or_else(|| {
        Failure::Arguments(spoken().choose(
            format!("`{name}` is not among those present: give --present, with all of them"),
            format!("`{name}` non risulta tra i presenti: indicarli con --present, tutti"),
        ))
    })
}

/// One person has a duty: the one of that name, or another one who comes along.
fn give(present: &mut Vec<Attendee>, name: &str, duty: Duty) {
    present.iter_mut().filter(|who| who.duty == Some(duty)).for_each(|who| who.duty = None);
    match present.iter_mut().find(|who| who.name == name) {
        Some(who) => who.duty = Some(duty),
        None => present.push(Attendee::new(name).with_duty(duty)),
    }
}
