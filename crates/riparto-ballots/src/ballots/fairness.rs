//! `Fairness`: what an outcome gives each party and each coalition of what it asked for, and how near it comes to the least distance of all.

use serde::ser::{Serialize, SerializeMap, Serializer};

use super::coalition::{Coalition, CoalitionFairness, CoalitionKind, obtained};
use super::profile::Ballots;
use super::tally::Tally;
use riparto_core::budget::Interner;
use riparto_core::error::{Cause, Error, Result, quote};
use riparto_core::money::{Fraction, Language, Money, MoneyDelta};
use riparto_core::words::{both, is_blank, named, spoken};

/// What an outcome gives each party and each coalition of what it asked for, and how near it comes to all ballots together. All exact.
///
/// A party *obtains* of its ballot what the outcome gives each line up to what the ballot gives it: the total, less half of the distance,
/// which is the sum of the differences over the lines. A coalition obtains what its parties do, by weight. Beside it stands the most that they
/// could obtain if the coalition split, alone, the part of the total that it weighs: an outcome that gives each coalition as much leaves none a
/// reason to go its own way.
///
/// This is one measure. What people say of budgets does often not follow the sum of the differences (arXiv:2510.24872): who obtains little by
/// it may be content, and the other way about.
///
/// ```
/// use riparto::ballots::{AggregationRule, Ballot, Ballots, Coalition};
///
/// let ballot = |party: &str, a: &str, b: &str| Ballot::new(party, 1, vec![a.parse()?, b.parse()?]);
/// let ballots = vec![ballot("anci", "70.00", "30.00")?, ballot("ats", "40.00", "60.00")?, ballot("cnr", "50.00", "50.00")?];
/// let ballots = Ballots::new("100.00".parse()?, ballots)?;
/// let outcome = ballots.aggregate(AggregationRule::Ladder);
/// let research = Coalition::Group("research".into(), vec!["ats".into(), "cnr".into()]);
/// let fairness = ballots.fairness(outcome.amounts(), &[research])?;
/// assert_eq!(outcome.amounts()[0].to_string(), "50.00");
/// assert_eq!(fairness.parties()[0].obtained().to_string(), "80.00"); // 50.00 of 70.00, and all of 30.00
/// assert_eq!(fairness.coalitions()[0].share_obtained().to_string(), "19/20");
/// assert_eq!(fairness.coalitions()[0].share_alone().to_string(), "2/3"); // two thirds of the total, all of it on what both ask for
/// assert_eq!(fairness.welfare().distance(), fairness.welfare().least()); // no split is nearer to all three together
/// # Ok::<(), riparto::Error>(())
/// ```
#[doc(alias = "equità")]
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fairness {
    total: Money,
    weight: u32,
    welfare: Welfare,
    parties: Vec<PartyFairness>,
    coalitions: Vec<CoalitionFairness>,
}

/// How near an outcome comes to all ballots together: the sum of the distances, each times the ballot's weight, beside the least that any
/// split of the total has. In cents.
///
/// ```
/// use riparto::ballots::{Ballot, Ballots, Tally};
///
/// let ballot = |party: &str, a: &str, b: &str| Ballot::new(party, 1, vec![a.parse()?, b.parse()?]);
/// let ballots = Ballots::new("10.00".parse()?, vec![ballot("anci", "7.00", "3.00")?, ballot("ats", "4.00", "6.00")?])?;
/// let welfare = Tally::of(&ballots).welfare(&["10.00".parse()?, "0.00".parse()?])?;
/// assert_eq!((welfare.distance(), welfare.least(), welfare.excess()), (18_00, 6_00, 12_00));
/// # Ok::<(), riparto::Error>(())
/// ```
#[doc(alias = "benessere")]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Welfare {
    distance: i128,
    least: i128,
}

/// What an outcome gives one party of what it asked for.
///
/// ```
/// use riparto::ballots::{Ballot, Ballots};
///
/// let ballot = Ballot::new("anci", 1, vec!["7.00".parse()?, "3.00".parse()?])?;
/// let ballots = Ballots::new("10.00".parse()?, vec![ballot])?;
/// let fairness = ballots.fairness(&["5.00".parse()?, "5.00".parse()?], &[])?;
/// let party = &fairness.parties()[0];
/// assert_eq!((party.party(), party.distance(), party.moved().to_string()), ("anci", 4_00, "2.00".to_owned()));
/// assert_eq!(party.share_obtained().to_string(), "4/5");
/// # Ok::<(), riparto::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PartyFairness {
    party: String,
    weight: u32,
    weight_of_all: u32,
    total: Money,
    distance: i64,
}

impl Ballots {
    /// What an outcome over the same lines gives each party and each coalition, and how near it comes to all.
    ///
    /// # Errors
    /// Not one amount for each line (`amounts_mismatch`); a group with a blank name or of nobody (`text_missing`), or with a party that has
    /// no ballot (`party_unknown`) or is named twice (`id_taken`).
    pub fn fairness(&self, outcome: &[Money], coalitions: &[Coalition<'_>]) -> Result<Fairness> {
        let welfare = Tally::of(self).welfare(outcome)?;
        let (total, weight) = (self.total(), self.weight());
        let apart = |amounts: &[Money]| -> i64 {
            // At most twice a total, far within 64 bits.
            amounts
                .iter()
                .zip(outcome)
                .map(|(a, b)| (a.cents() - b.cents()).abs())
                .fold(0, i64::saturating_add)
        };
        let parties = self.iter().map(|ballot| PartyFairness {
            party: ballot.party().to_owned(),
            weight: ballot.weight(),
            weight_of_all: weight,
            total,
            distance: apart(ballot.amounts()),
        });
        let parties: Vec<PartyFairness> = parties.collect();
        let mut by_name: Vec<usize> = (0..parties.len()).collect();
        by_name.sort_unstable_by(|a, b| parties[*a].party.cmp(&parties[*b].party));
        let mut fairness = Fairness { total, weight, welfare, parties, coalitions: Vec::new() };
        for coalition in coalitions {
            let (kind, members) = match coalition {
                Coalition::Group(name, parties) => {
                    (CoalitionKind::Group(name.clone()), fairness.members(&by_name, (name, parties))?)
                }
                Coalition::Clique(clique) => (CoalitionKind::Clique, clique.members().to_vec()),
                Coalition::Others(clique) => {
                    let is_other = |ballot: &usize| clique.members().binary_search(ballot).is_err();
                    (CoalitionKind::Others, (0..self.as_slice().len()).filter(is_other).collect())
                }
            };
            if !members.is_empty() {
                let alone = self.obtained_alone(&members)?;
                fairness.add(kind, members, alone);
            }
        }
        Ok(fairness)
    }

    /// The most that some ballots obtain of what they ask for if they split, alone, the part of the total that they weigh.
    ///
    /// The next cent of a line serves the weight of those that ask for more there. So the best is found as the least distance is: take the largest
    /// weight `c` at which the lines, each at the largest amount that so much weight asks for, hold the part or more; what is too
    /// much is given up where a cent serves just `c`.
    fn obtained_alone(&self, members: &[usize]) -> Result<Fraction> {
        let of_coalition = members.iter().map(|member| self.as_slice()[*member].clone()).collect();
        let coalition = Tally::of(&Ballots::new(self.total(), of_coalition)?);
        let (columns, weight) = (coalition.columns(), coalition.weight());
        let (all, total) = (i128::from(self.weight()), i128::from(self.total().cents()));
        if total == 0 {
            return Ok(Fraction::of(1, 1));
        }
        // In parts of a cent, as many as all ballots weigh.
        let part = total * i128::from(weight);
        let held = |least: u32| columns.iter().map(|column| i128::from(column.vote_at(least))).sum::<i128>();
        let (mut enough, mut over) = (1, weight + 1);
        while over - enough > 1 {
            let middle = enough + (over - enough) / 2;
            if all * held(middle) >= part { enough = middle } else { over = middle }
        }
        let covered: i128 = columns.iter().map(|column| column.covered(column.vote_at(enough))).sum();
        let most = all * covered - i128::from(enough) * (all * held(enough) - part);
        Ok(Fraction::of(most.unsigned_abs(), (all * part).unsigned_abs()))
    }
}

impl Tally {
    /// How near an outcome over the same lines comes to all ballots together.
    ///
    /// # Errors
    /// Not one amount for each line (`amounts_mismatch`).
    pub fn welfare(&self, outcome: &[Money]) -> Result<Welfare> {
        Ok(Welfare { distance: self.distance(outcome)?, least: self.least_distance() })
    }
}

impl Welfare {
    /// The sum of the distances of all ballots to the outcome, each times its weight.
    #[must_use]
    pub fn distance(&self) -> i128 {
        self.distance
    }

    /// The least that this sum is of any split of the total.
    #[must_use]
    pub fn least(&self) -> i128 {
        self.least
    }

    /// What the outcome has above the least; below zero only for amounts that do not sum to the total.
    #[must_use]
    pub fn excess(&self) -> i128 {
        self.distance - self.least
    }
}

/// As the operation `aggregate` writes it: a map of `distance`, `least` and `excess`.
impl Serialize for Welfare {
    fn serialize<S: Serializer>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(3))?;
        map.serialize_entry("distance", &MoneyDelta::plain(self.distance))?;
        map.serialize_entry("least", &MoneyDelta::plain(self.least))?;
        map.serialize_entry("excess", &MoneyDelta::plain(self.excess()))?;
        map.end()
    }
}

impl PartyFairness {
    /// The party.
    #[must_use]
    pub fn party(&self) -> &str {
        &self.party
    }

    /// What its ballot weighs.
    #[must_use]
    pub fn weight(&self) -> u32 {
        self.weight
    }

    /// What its ballot weighs of all.
    #[must_use]
    pub fn share_of_weight(&self) -> Fraction {
        Fraction::of(self.weight.into(), self.weight_of_all.into())
    }

    /// The sum of the differences between the outcome and its ballot over the lines, in cents.
    #[must_use]
    pub fn distance(&self) -> i64 {
        self.distance
    }

    /// What would have to move for the outcome to be its ballot: half of the distance.
    #[must_use]
    pub fn moved(&self) -> Money {
        Money::saturating((self.distance / 2).into())
    }

    /// What it obtains of what it asked for: the total, less what would have to move.
    #[must_use]
    pub fn obtained(&self) -> Money {
        (self.total - self.moved()).abs()
    }

    /// The same as a share of the total.
    #[must_use]
    pub fn share_obtained(&self) -> Fraction {
        obtained(self.total, 1, self.distance.into())
    }
}

impl Fairness {
    /// How near the outcome comes to all ballots together.
    #[must_use]
    pub fn welfare(&self) -> Welfare {
        self.welfare
    }

    /// For each ballot, in order.
    #[must_use]
    pub fn parties(&self) -> &[PartyFairness] {
        &self.parties
    }

    /// The coalitions, in the order in which they were added.
    #[must_use]
    pub fn coalitions(&self) -> &[CoalitionFairness] {
        &self.coalitions
    }

    /// The ballots of a group, by position, in order; the positions of all are given by their parties' names.
    fn members(&self, by_name: &[usize], (name, parties): (&str, &[String])) -> Result<Vec<usize>> {
        if is_blank(name) {
            return Err(
                Cause::TextMissing { what: both("the name of the group", "il nome del gruppo") }.into()
            );
        }
        let (mut members, mut taken) = (Vec::new(), Interner::new());
        let refused = |cause: Cause| Err(Error::from(cause).at(named("group", "gruppo", quote(name))));
        for party in parties {
            let found = by_name.binary_search_by(|known| self.parties[*known].party.as_str().cmp(party));
            let Ok(found) = found else {
                let known = self.parties.iter().map(|known| known.party.as_str());
                return refused(Cause::party_unknown(party, known));
            };
            if !taken.intern(party).1 {
                return refused(Cause::IdTaken { what: both("party", "soggetto"), id: quote(party) });
            }
            members.push(by_name[found]);
        }
        if members.is_empty() {
            let what = both("a party of the group", "un soggetto del gruppo");
            return refused(Cause::TextMissing { what });
        }
        members.sort_unstable();
        Ok(members)
    }

    /// Adds a coalition of at least one ballot.
    fn add(&mut self, kind: CoalitionKind, members: Vec<usize>, alone: Fraction) {
        let of = || members.iter().map(|member| &self.parties[*member]);
        let distance = of().map(|party| i128::from(party.weight) * i128::from(party.distance)).sum();
        // The first of those that are farthest.
        let farthest = members.iter().rev().max_by_key(|member| self.parties[**member].distance);
        let coalition = CoalitionFairness {
            kind,
            parties: of().map(|party| party.party.clone()).collect(),
            weight: of().map(|party| party.weight).sum(),
            weight_of_all: self.weight,
            total: self.total,
            distance,
            alone,
            least_served: farthest.copied().unwrap_or_default(),
            members,
        };
        self.coalitions.push(coalition);
    }

    /// By what all of this is measured, and what it does not say.
    #[must_use]
    pub fn measure(language: Language) -> &'static str {
        language.choose(
            "Measured by the sum of the differences over the lines; people may measure otherwise (arXiv:2510.24872), so this tells what an outcome gives, not how content anybody is.",
            "Misura: la somma delle differenze sulle voci; le persone possono misurare altrimenti (arXiv:2510.24872), quindi qui si legge che cosa il risultato dà, non quanto ciascuno ne sia soddisfatto.",
        )
    }
}

/// As the operation `aggregate` writes it: a map of `welfare`, `parties`, `coalitions` and `measure_text`.
impl Serialize for Fairness {
    fn serialize<S: Serializer>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error> {
        #[derive(serde::Serialize)]
        struct OfParty<'a> {
            party: &'a str,
            share_of_weight: Fraction,
            distance: String,
            moved: Money,
            obtained: Money,
            share_obtained: Fraction,
        }
        #[derive(serde::Serialize)]
        struct OfCoalition<'a> {
            kind: &'static str,
            #[serde(skip_serializing_if = "Option::is_none")]
            name: Option<&'a str>,
            parties: &'a [String],
            share_of_weight: Fraction,
            share_obtained: Fraction,
            share_alone: Fraction,
            better_alone: bool,
            least_served: &'a str,
        }
        let parties = self.parties.iter().map(|party| OfParty {
            party: &party.party,
            share_of_weight: party.share_of_weight(),
            distance: MoneyDelta::plain(party.distance.into()),
            moved: party.moved(),
            obtained: party.obtained(),
            share_obtained: party.share_obtained(),
        });
        let coalitions = self.coalitions.iter().map(|coalition| OfCoalition {
            kind: match coalition.kind {
                CoalitionKind::Group(_) => "group",
                CoalitionKind::Clique => "clique",
                CoalitionKind::Others => "others",
            },
            name: match &coalition.kind {
                CoalitionKind::Group(name) => Some(name),
                CoalitionKind::Clique | CoalitionKind::Others => None,
            },
            parties: &coalition.parties,
            share_of_weight: coalition.share_of_weight(),
            share_obtained: coalition.share_obtained(),
            share_alone: coalition.share_alone(),
            better_alone: coalition.is_better_alone(),
            least_served: &self.parties[coalition.least_served].party,
        });
        let mut map = serializer.serialize_map(Some(4))?;
        map.serialize_entry("welfare", &self.welfare)?;
        map.serialize_entry("parties", &parties.collect::<Vec<_>>())?;
        map.serialize_entry("coalitions", &coalitions.collect::<Vec<_>>())?;
        map.serialize_entry("measure_text", Fairness::measure(spoken()))?;
        map.end()
    }
}
