//! `AgreementClique`: the heaviest clique of the graph whose nodes are ballots and whose edges join ballots that agree within a tolerance.

use serde::{Serialize, Serializer};

use super::profile::Ballots;
use riparto_core::money::{Fraction, Money};

/// The heaviest set of ballots that agree within a tolerance: on no line do two of them differ by more. Then one split lies
/// within half the tolerance of all of them on every line.
///
/// ```
/// use riparto::ballots::{Ballot, Ballots};
///
/// let ballot = |party: &str, desks: &str, outreach: &str| -> riparto::Result<Ballot> {
///     Ballot::new(party, 1, vec![desks.parse()?, outreach.parse()?])
/// };
/// let ballots = vec![ballot("anci", "60.00", "40.00")?, ballot("ats", "62.00", "38.00")?, ballot("cnr", "90.00", "10.00")?];
/// let ballots = Ballots::new("100.00".parse()?, ballots)?;
/// let clique = ballots.agreement_clique("5.00".parse()?);
/// assert_eq!((clique.parties(), clique.weight()), (&["anci".to_owned(), "ats".to_owned()][..], 2));
/// assert!(clique.is_proven());
/// # Ok::<(), riparto::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AgreementClique {
    tolerance: Money,
    members: Vec<usize>,
    parties: Vec<String>,
    weight: u32,
    weight_of_all: u32,
    is_proven: bool,
}

/// As the operation `aggregate` writes it: a map of `tolerance`, `parties`, `share` and `proven`.
impl Serialize for AgreementClique {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        #[derive(Serialize)]
        struct Written<'a> {
            tolerance: Money,
            parties: &'a [String],
            share: Fraction,
            proven: bool,
        }
        Written {
            tolerance: self.tolerance,
            parties: &self.parties,
            share: self.share(),
            proven: self.is_proven,
        }
        .serialize(serializer)
    }
}

impl AgreementClique {
    /// The ballots, by position from zero, in order.
    #[must_use]
    pub fn members(&self) -> &[usize] {
        &self.members
    }

    /// The parties of these ballots, in the same order.
    #[must_use]
    pub fn parties(&self) -> &[String] {
        &self.parties
    }

    /// By how much two of them differ on a line at most, as it was asked for.
    #[must_use]
    pub fn tolerance(&self) -> Money {
        self.tolerance
    }

    /// What they weigh of all ballots.
    #[must_use]
    pub fn share(&self) -> Fraction {
        Fraction::of(self.weight.into(), self.weight_of_all.into())
    }

    /// What they weigh together.
    #[must_use]
    pub fn weight(&self) -> u32 {
        self.weight
    }

    /// Whether it is proven that no heavier set agrees. The search ends early only among many ballots that nearly agree.
    #[must_use]
    pub fn is_proven(&self) -> bool {
        self.is_proven
    }
}

/// The most ballots that are compared with one another: the heaviest ones.
const COMPARED: usize = 256;

/// The work limit of the search, in steps.
const MOST_STEPS: usize = 200_000;

impl Ballots {
    /// The heaviest set of ballots no two of which differ by more than a tolerance on any line; of sets that weigh the
    /// same, the one whose ballots come first.
    ///
    /// Finding it is finding a heaviest clique, done by branch and bound: exact for up to 256 ballots within a bound of
    /// steps, and beyond that over the heaviest 256 ballots, which [`AgreementClique::is_proven`] then says.
    ///
    /// ```
    /// use riparto::ballots::{Ballot, Ballots};
    ///
    /// let ballot = |party: &str, a: &str, b: &str| Ballot::new(party, 1, vec![a.parse()?, b.parse()?]);
    /// let ballots = Ballots::new(
    ///     "100.00".parse()?,
    ///     vec![ballot("a", "60.00", "40.00")?, ballot("b", "10.00", "90.00")?, ballot("c", "65.00", "35.00")?],
    /// )?;
    /// let clique = ballots.agreement_clique("5.00".parse()?);
    /// assert_eq!((clique.members(), clique.is_proven()), (&[0, 2][..], true));
    /// # Ok::<(), riparto::Error>(())
    /// ```
    #[must_use]
    pub fn agreement_clique(&self, tolerance: Money) -> AgreementClique {
        let ballots = self.as_slice();
        let mut order: Vec<usize> = (0..ballots.len()).collect();
        order.sort_by_key(|place| std::cmp::Reverse(ballots[*place].weight()));
        order.truncate(COMPARED);
        let agree = |a: usize, b: usize| {
            let pairs = ballots[a].amounts().iter().zip(ballots[b].amounts());
            pairs.into_iter().all(|(a, b)| (a - *b).abs() <= tolerance)
        };
        let neighbors: Vec<Vec<bool>> =
            order.iter().map(|a| order.iter().map(|b| agree(*a, *b)).collect()).collect();
        let weights: Vec<u32> = order.iter().map(|place| ballots[*place].weight()).collect();
        let mut search =
            CliqueSearch { neighbors: &neighbors, weights: &weights, best: (0, Vec::new()), steps: 0 };
        let candidates: Vec<usize> = (0..order.len()).collect();
        search.extend(&mut Vec::new(), 0, &candidates);
        let is_proven = search.steps < MOST_STEPS && ballots.len() <= COMPARED;
        let mut members: Vec<usize> = search.best.1.iter().map(|place| order[*place]).collect();
        members.sort_unstable();
        let parties = members.iter().map(|ballot| ballots[*ballot].party().to_owned()).collect();
        let (weight, weight_of_all) = (search.best.0, self.weight());
        AgreementClique { tolerance, members, parties, weight, weight_of_all, is_proven }
    }
}

struct CliqueSearch<'a> {
    neighbors: &'a [Vec<bool>],
    weights: &'a [u32],
    best: (u32, Vec<usize>),
    steps: usize,
}

impl CliqueSearch<'_> {
    /// Adds candidates, which all agree with the chosen ones, as long as a heavier set can come of it.
    fn extend(&mut self, chosen: &mut Vec<usize>, weight: u32, candidates: &[usize]) {
        if weight > self.best.0 {
            self.best = (weight, chosen.clone());
        }
        for (at, candidate) in candidates.iter().enumerate() {
            self.steps += 1;
            if self.steps >= MOST_STEPS || weight + self.bound(&candidates[at..]) <= self.best.0 {
                return;
            }
            let rest: Vec<usize> = candidates[at + 1..]
                .iter()
                .copied()
                .filter(|other| self.neighbors[*candidate][*other])
                .collect();
            chosen.push(*candidate);
            self.extend(chosen, weight + self.weights[*candidate], &rest);
            chosen.pop();
        }
    }

    /// The most that candidates can add: each joins the first class in which it agrees with nobody, and a set takes at most
    /// one of a class.
    fn bound(&self, candidates: &[usize]) -> u32 {
        let mut classes: Vec<(u32, Vec<usize>)> = Vec::new();
        for candidate in candidates {
            let alone = |class: &&mut (u32, Vec<usize>)| {
                class.1.iter().all(|other| !self.neighbors[*candidate][*other])
            };
            match classes.iter_mut().find(alone) {
                Some(class) => {
                    class.0 = class.0.max(self.weights[*candidate]);
                    class.1.push(*candidate);
                }
                None => classes.push((self.weights[*candidate], vec![*candidate])),
            }
        }
        classes.iter().map(|class| class.0).sum()
    }
}
