//! The search for the nearest amounts under constraints of every kind, measure by measure, within a budget of nodes.

use super::network_relaxation::NetworkRelaxation;
use super::objective::Objective;
use riparto_core::capacity::{MAX_SEARCH_BOXES, MAX_SEARCH_COLUMNS};
use riparto_solve::Meter;
use riparto_solve::flow::Distance;
use riparto_solve::search::{Model, SearchGoal, SearchOutcome, SeparableCost, search};

/// What a search found.
#[derive(Clone, Debug)]
pub(crate) struct NearestOutcome {
    pub(crate) amounts: Option<Vec<i64>>,
    /// By the measure asked for, nothing is nearer than this.
    pub(crate) at_least: i128,
    /// Whether nothing is left to look at.
    pub(crate) is_exhausted: bool,
}

/// A model, a wish and weights: the search for the feasible amounts nearest to the wish.
pub(crate) struct NearestSearch<'a> {
    pub(crate) model: &'a Model,
    pub(crate) wish: &'a [i64],
    pub(crate) weights: &'a [i64],
    pub(crate) meter: &'a Meter,
}

/// Where movement comes first, the big-M weight of a cent exceeds all squares by this many bits, if there is room: the larger it is,
/// the tighter the bound on least movement.
const MOST_ROOM: u32 = 3;

/// Costs of all lines below this many bits leave room for prices.
const BEST_COST_BITS: u32 = 102;

/// Costs below this many bits stay within 128 bits, squares included.
const MOST_COST_BITS: u32 = 120;

/// So many caps that ask one thing or another are taken apart: at most two to this power are the searches.
const MOST_TAKEN_APART: usize = 3;

const ANY: SearchGoal = SearchGoal { cutoff: None, first_feasible: true, gap: 0 };
const BEST: SearchGoal = SearchGoal { cutoff: None, first_feasible: false, gap: 0 };

impl NearestSearch<'_> {
    /// The nearest amounts. Where they are not proven, the searches by the other measures are made too, and the nearest of all
    /// that was found is the answer: so no answer is worse by its measure than that for another measure. Each search
    /// has the same part of the work that is left, whichever measure is asked for.
    pub(crate) fn nearest(&self, measure: Distance) -> NearestOutcome {
        let parts = Distance::ALL.map(|_| self.meter.part(Distance::ALL.len() as u64));
        let searched = |measure: Distance, meter: &Meter| {
            let found = NearestSearch { meter, ..*self }.nearest_of(measure, &mut budget(self.model));
            self.meter.join(meter);
            found
        };
        let far = |amounts: &Vec<i64>| (self.of(amounts, measure), self.of(amounts, Distance::Squares));
        let mut found = searched(measure, &parts[0]);
        let known = found.amounts.as_ref().map(far);
        if found.is_exhausted || known.is_some_and(|(known, _)| known <= found.at_least) {
            return found;
        }
        let others = Distance::ALL.into_iter().filter(|other| *other != measure);
        for (other, meter) in others.zip(&parts[1..]) {
            let other = searched(other, meter).amounts;
            let is_nearer =
                |amounts: &Vec<i64>| found.amounts.as_ref().map(far).is_none_or(|known| far(amounts) < known);
            if let Some(nearer) = other.filter(is_nearer) {
                found.amounts = Some(nearer);
            }
        }
        found
    }

    fn nearest_of(&self, measure: Distance, budget: &mut usize) -> NearestOutcome {
        match measure {
            Distance::Squares => self.squares(self.model, BEST, budget),
            Distance::Moved => self.moved(budget),
            Distance::Peak => self.peak(budget),
        }
    }

    /// Any amounts that meet all constraints, looked for in a part of the budget: one for the whole of it.
    pub(crate) fn any(&self, part: usize) -> NearestOutcome {
        self.squares(self.model, ANY, &mut (budget(self.model) / part).max(1))
    }

    /// Amounts of less squares than known ones if some are found, else those.
    pub(crate) fn nearer(&self, known: Vec<i64>) -> Vec<i64> {
        self.below(self.of(&known, Distance::Squares)).amounts.unwrap_or(known)
    }

    /// The least squares below a bound.
    pub(crate) fn below(&self, squares: i128) -> NearestOutcome {
        self.squares(self.model, SearchGoal { cutoff: Some(squares), ..BEST }, &mut budget(self.model))
    }

    fn cost(&self, l1_coefficient: i128) -> SeparableCost<'_> {
        SeparableCost { wish: self.wish, weights: self.weights, l1_coefficient }
    }

    fn squares(&self, model: &Model, goal: SearchGoal, budget: &mut usize) -> NearestOutcome {
        let found = self.search(model, self.cost(0), goal, budget);
        NearestOutcome { amounts: found.best, at_least: found.at_least, is_exhausted: found.is_exhausted }
    }

    fn search(
        &self,
        model: &Model,
        cost: SeparableCost<'_>,
        goal: SearchGoal,
        budget: &mut usize,
    ) -> SearchOutcome {
        let alternatives = model.alternatives(MOST_TAKEN_APART);
        let [only] = &alternatives[..] else { return self.search_each(&alternatives, cost, goal, budget) };
        let found =
            search(only, cost, &NetworkRelaxation::new(only, self.meter), goal, (*budget, self.meter));
        *budget = budget.saturating_sub(found.nodes);
        found
    }

    /// Each alternative within its part of the work that is left, below what those before it found.
    fn search_each(
        &self,
        alternatives: &[Model],
        cost: SeparableCost<'_>,
        goal: SearchGoal,
        budget: &mut usize,
    ) -> SearchOutcome {
        let mut all = SearchOutcome { best: None, at_least: i128::MAX, is_exhausted: true, nodes: 0 };
        let mut cutoff = goal.cutoff;
        for (place, model) in alternatives.iter().enumerate() {
            let left = alternatives.len() - place;
            let meter = self.meter.part(left as u64);
            let part = budget.div_ceil(left);
            let relaxation = NetworkRelaxation::new(model, &meter);
            let found = search(model, cost, &relaxation, SearchGoal { cutoff, ..goal }, (part, &meter));
            self.meter.join(&meter);
            *budget = budget.saturating_sub(found.nodes);
            all.nodes += found.nodes;
            all.is_exhausted &= found.is_exhausted;
            // Where nothing is left and nothing was found, nothing in it is below the cutoff.
            if found.best.is_some() || !found.is_exhausted {
                all.at_least = all.at_least.min(found.at_least);
            }
            if let Some(best) = found.best {
                cutoff = Some(cost.of(&best));
                all.best = Some(best);
                if goal.first_feasible {
                    let is_last = left == 1;
                    all.is_exhausted &= is_last;
                    all.at_least = if is_last { all.at_least } else { 0 };
                    break;
                }
            }
        }
        all.at_least = match all.at_least {
            i128::MAX => cutoff.unwrap_or(0),
            least => cutoff.map_or(least, |cutoff| least.min(cutoff)),
        };
        all
    }

    /// The big-M weight: a cost per cent of movement that exceeds `squares`; `None` if costs would leave 128 bits.
    fn big_m_weight(&self, squares: i128) -> Option<i128> {
        let furthest = |line: usize| i128::from(self.weights[line]) * self.furthest(line);
        let all: i128 = (0..self.model.lines).map(furthest).sum();
        let bits = i128::BITS - squares.checked_mul(all + 1)?.leading_zeros();
        let room = BEST_COST_BITS.saturating_sub(bits).clamp(1, MOST_ROOM);
        (bits <= MOST_COST_BITS).then_some(squares << room)
    }

    /// How many cents a line can be from its wish.
    fn furthest(&self, line: usize) -> i128 {
        let (low, high) = (self.model.bounds.low[line], self.model.bounds.high[line]);
        let wish = self.wish[line];
        (low - wish).abs().max((high - wish).abs()).into()
    }

    /// More than the weighted squares of whatever moves at most this many weighted cents, and what a cent of movement may cost
    /// so that it is dearer. Where weights are large, one line can seldom move as far as all: then squares are at most the
    /// weighted cents times the most of them that one line can move.
    fn big_m_weight_within(&self, moved: i128) -> Option<(i128, i128)> {
        let priced = |squares: i128| Some((squares, self.big_m_weight(squares)?));
        let of_one = |line: usize| self.furthest(line).min(moved / i128::from(self.weights[line]));
        squares_within(moved).and_then(priced).or_else(|| {
            let most = (0..self.model.lines).map(of_one).max()?;
            moved.checked_mul(most)?.checked_add(1).and_then(priced)
        })
    }

    fn of(&self, amounts: &[i64], measure: Distance) -> i128 {
        Objective::new(amounts, self.wish, self.weights).at(measure)
    }

    /// Least movement, then least squares: a cent of movement costs more than all squares that less movement can have.
    fn moved(&self, budget: &mut usize) -> NearestOutcome {
        let first = self.squares(self.model, ANY, budget);
        let Some(known) = first.amounts else { return NearestOutcome { at_least: 0, ..first } };
        let most = self.of(&known, Distance::Moved);
        let Some((squares, l1_coefficient)) = self.big_m_weight_within(most) else {
            return NearestOutcome { amounts: Some(known), at_least: 0, is_exhausted: false };
        };
        let cost = self.cost(l1_coefficient);
        let goal = SearchGoal {
            cutoff: Some(cost.of(&known)),
            first_feasible: false,
            gap: l1_coefficient - squares,
        };
        let found = self.search(self.model, cost, goal, budget);
        let amounts = found.best.unwrap_or(known);
        let moved = self.of(&amounts, Distance::Moved);
        let least = moved_within(found.at_least, squares, l1_coefficient);
        // What lines gain and what they lose differ by a known amount: their sum is odd or even like it.
        let is_odd_one_out = cost.has_parity() && (least - moved) % 2 != 0;
        let at_least = if found.is_exhausted { moved } else { moved.min(least + i128::from(is_odd_one_out)) };
        NearestOutcome { amounts: Some(amounts), at_least, is_exhausted: found.is_exhausted }
    }

    /// The least peak that leaves an allocation, found by doubling and halving; then the least squares within it.
    fn peak(&self, budget: &mut usize) -> NearestOutcome {
        let Some(relaxed) = NetworkRelaxation::new(self.model, self.meter).least_peak(self.cost(0)) else {
            return NearestOutcome { amounts: None, at_least: 0, is_exhausted: true };
        };
        let mut least = self.of(&relaxed, Distance::Peak);
        let first = self.squares(self.model, ANY, budget);
        let Some(mut known) = first.amounts else { return NearestOutcome { at_least: least, ..first } };
        let mut most = self.of(&known, Distance::Peak);
        // From what the bounds of sums alone allow; then just below what is known, which would prove it; else upwards.
        let (mut stride, mut is_close) = (0, false);
        while least < most && *budget > 0 && !self.meter.is_over() {
            let (trial, mut part) = match is_close {
                true => (most - 1, budget.div_ceil(2)),
                false => ((least + stride).min(least + (most - least) / 2), *budget),
            };
            *budget -= part;
            let found = self.squares(&self.within(trial), ANY, &mut part);
            *budget += part;
            match found.amounts {
                Some(amounts) => {
                    most = self.of(&amounts, Distance::Peak);
                    known = amounts;
                    is_close = false;
                }
                None if found.is_exhausted => {
                    least = trial + 1;
                    is_close = stride == 0;
                    stride = (stride * 2 + 1).min(most);
                }
                None => is_close = false,
            }
        }
        let goal = SearchGoal { cutoff: Some(self.of(&known, Distance::Squares)), ..BEST };
        let evened = self.squares(&self.within(most), goal, budget);
        NearestOutcome {
            amounts: Some(evened.amounts.unwrap_or(known)),
            at_least: least,
            is_exhausted: least == most && evened.is_exhausted,
        }
    }

    /// The model with each line within a weighted distance of its wish.
    fn within(&self, peak: i128) -> Model {
        let mut model = self.model.clone();
        for line in 0..model.lines {
            let reach = i64::try_from(peak / i128::from(self.weights[line])).unwrap_or(i64::MAX);
            let (low, high) = (&mut model.bounds.low[line], &mut model.bounds.high[line]);
            *low = (*low).max(self.wish[line].saturating_sub(reach));
            *high = (*high).min(self.wish[line].saturating_add(reach));
        }
        model
    }
}

/// More than the weighted squares of whatever moves at most this many weighted cents: weights are whole, so that the
/// square of a sum of changes is more than the sum of their squares. `None` where it leaves 128 bits.
fn squares_within(moved: i128) -> Option<i128> {
    moved.checked_mul(moved)?.checked_add(1)
}

/// The cents that move at least where that and squares cost at least so much, a cent moved the L1 coefficient, and squares less than
/// some.
fn moved_within(cost: i128, squares: i128, l1_coefficient: i128) -> i128 {
    -(squares - cost).div_euclid(l1_coefficient)
}

/// How many nodes a search may visit: fewer where each takes longer.
fn budget(model: &Model) -> usize {
    let ties = model.sums_of_line.iter().map(Vec::len).sum::<usize>();
    (MAX_SEARCH_COLUMNS / (model.columns() + ties)).clamp(1, MAX_SEARCH_BOXES)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use proptest::strategy::ValueTree;

    use super::{NearestSearch, Objective, moved_within, squares_within};
    use riparto_solve::Meter;
    use riparto_solve::flow::Distance;
    use riparto_solve::search::small_instances::{LINES, TOTAL, feasible_allocations, instance};
    use riparto_solve::search::{Constraint, Model, Term, TermFunction};

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(500))]

        /// What an allocation costs never says that it moves more than it does, also where all cents move on one line.
        #[test]
        fn costs_bound_what_moves((_, wish, weights) in instance(), more in 0..9_i128) {
            let model = Model::new(TOTAL, vec![0; LINES as usize], vec![TOTAL; LINES as usize], &[]);
            let nearest_search = NearestSearch { model: &model, wish: &wish, weights: &weights, meter: &Meter::default() };
            for amounts in feasible_allocations(&model).iter().step_by(7) {
                let moved = nearest_search.of(amounts, Distance::Moved);
                let squares = squares_within(moved + more).unwrap();
                let l1_coefficient = nearest_search.big_m_weight(squares).unwrap();
                let least = moved_within(nearest_search.cost(l1_coefficient).of(amounts), squares, l1_coefficient);
                prop_assert!(least <= moved && moved <= least + 1, "{amounts:?}: {least}, {moved}");
            }
        }

        /// What a cap that is taken apart allows, one alternative allows, and none allows more.
        #[test]
        fn alternatives_allow_what_the_model_does((constraints, ..) in instance(), lines in 1..15_u32, most in 0..9_i64) {
            let term = |column, function| Term { column, base: TOTAL / 3, function };
            let (inside, outside): (Vec<u32>, Vec<u32>) = (0..LINES).partition(|line| lines >> line & 1 == 1);
            let terms = inside.iter().map(|line| term(vec![*line], TermFunction::PositivePart));
            let terms = terms.chain([term(outside, TermFunction::NegativePart)]).collect();
            let constraints = [constraints, vec![Constraint::Cap { terms, most }]].concat();
            let model = Model::new(TOTAL, vec![0; LINES as usize], vec![TOTAL; LINES as usize], &constraints);
            let alternatives = model.alternatives(super::MOST_TAKEN_APART);
            prop_assert!(alternatives.len() > 1);
            let all = feasible_allocations(&Model::new(TOTAL, vec![0; LINES as usize], vec![TOTAL; LINES as usize], &[]));
            for amounts in &all {
                let is_allowed = alternatives.iter().any(|model| model.is_feasible(amounts));
                prop_assert_eq!(is_allowed, model.is_feasible(amounts), "{:?}", amounts);
            }
        }

        /// However soon a search ends, nothing is nearer than it says, and what it proves is the nearest.
        #[test]
        fn nothing_is_nearer_than_is_said((constraints, wish, weights) in instance(), nodes in 1..12_usize) {
            let lines = LINES as usize;
            let model = Model::new(TOTAL, vec![0; lines], vec![TOTAL; lines], &constraints);
            let kept = feasible_allocations(&model);
            let nearest_search = NearestSearch { model: &model, wish: &wish, weights: &weights, meter: &Meter::default() };
            for measure in Distance::ALL {
                let found = nearest_search.nearest_of(measure, &mut nodes.clone());
                let nearest = kept.iter().map(|amounts| nearest_search.of(amounts, measure)).min();
                prop_assert!(found.amounts.iter().all(|amounts| model.is_feasible(amounts)));
                if let Some(nearest) = nearest {
                    prop_assert!(found.at_least <= nearest, "{:?}: {:?}, {}", measure, found, nearest);
                    prop_assert!(found.amounts.is_some() || !found.is_exhausted);
                    if found.is_exhausted {
                        prop_assert_eq!(found.amounts.map(|amounts| nearest_search.of(&amounts, measure)), Some(nearest));
                    }
                } else {
                    prop_assert!(found.amounts.is_none());
                }
            }
        }
    }

    /// Two terms of a cap on the same line: what they count together bounds a sum in which the line counts once.
    #[test]
    fn a_line_in_two_terms_of_a_cap_is_cut_once() {
        let term = |column: &[u32], base, function| Term { column: column.to_vec(), base, function };
        let cap = Constraint::Cap {
            terms: vec![term(&[1], 13, TermFunction::Identity), term(&[1, 3], 3, TermFunction::PositivePart)],
            most: 2,
        };
        let model = Model::new(TOTAL, vec![0; LINES as usize], vec![TOTAL; LINES as usize], &[cap]);
        let (wish, weights) = ([0, 14, 11, 0], [1, 1, 2, 1]);
        let question =
            NearestSearch { model: &model, wish: &wish, weights: &weights, meter: &Meter::default() };
        let found = question.nearest_of(Distance::Squares, &mut 1_000);
        assert!(found.is_exhausted);
        assert_eq!(found.amounts, Some(vec![3, 9, 12, 0]));
        assert_eq!(found.at_least, 36);
    }

    /// Searches that end early find what is worse by their own measure than what others find; what they share never is.
    #[test]
    fn no_measure_is_worse_off_than_another() {
        let mut runner = proptest::test_runner::TestRunner::deterministic();
        let (mut alone, mut shared) = (0, 0);
        for number in 0..400_u64 {
            let (constraints, wish, weights) = instance().new_tree(&mut runner).unwrap().current();
            let lines = LINES as usize;
            let model = Model::new(TOTAL, vec![0; lines], vec![TOTAL; lines], &constraints);
            let effort = 300 * (1 + number % 20);
            let answers = |share: bool| {
                Distance::ALL.map(|measure| {
                    let meter = Meter::new(if share { 3 * effort } else { effort });
                    let nearest_search =
                        NearestSearch { model: &model, wish: &wish, weights: &weights, meter: &meter };
                    let found = match share {
                        true => nearest_search.nearest(measure),
                        false => nearest_search.nearest_of(measure, &mut super::budget(&model)),
                    };
                    found.amounts.map(|amounts| Objective::new(&amounts, &wish, &weights))
                })
            };
            let worse = |answers: [Option<Objective>; 3]| {
                let own = Distance::ALL.into_iter().zip(&answers);
                own.filter(|(measure, own)| {
                    let others = answers.iter().flatten();
                    own.is_some_and(|own| {
                        others.into_iter().any(|other| other.at(*measure) < own.at(*measure))
                    })
                })
                .count()
            };
            alone += worse(answers(false));
            shared += worse(answers(true));
        }
        assert!(alone > 0, "the searches are too short or too long to differ");
        assert_eq!(shared, 0);
    }
}
