//! riparto itself, and the pass over memory that it is compared with.

use std::hint::black_box;

use riparto::rebalance::{
    GroupFamily, Rebalance, water_filling as nearest, least_moved_on_grid, nearest_on_grid,
};
use riparto::{Allocation, Answer, Apportion, Authorization, Envelope, Limit, Measure, Method, Money, Plan, Rule, Scope, apportion as split};
use riparto::money::Weight;

use crate::measure::{Answer as Amounts, Outcome, measure};
use crate::question::{Group, NO_CEILING, Question};

fn money(cents: &[i64]) -> Vec<Money> {
    cents.iter().map(|cents| Money::from_cents(*cents).expect("the generator makes amounts")).collect()
}

fn cents(amounts: &[Money]) -> Vec<i64> {
    amounts.iter().map(|amount| amount.cents()).collect()
}

/// One fused read of wish, floor and ceiling: what the memory itself costs. Its answer is no answer.
pub(crate) fn read_pass(question: &Question) -> Outcome {
    let instance = &question.instance;
    let (wish, floors, ceilings) =
        (money(&instance.wish), money(&instance.floors), money(&instance.ceilings));
    let pass = || {
        let lists = black_box(&wish).iter().zip(&floors).zip(&ceilings);
        lists
            .map(|((wish, floor), ceiling)| wish.cents().max(floor.cents()).min(ceiling.cents()))
            .sum::<i64>()
    };
    measure(pass, |sum| Err(format!("the clamped wishes sum to {sum}")))
}

/// From slices to amounts.
pub(crate) fn water_filling(question: &Question) -> Outcome {
    let instance = &question.instance;
    let (wish, floors, ceilings) =
        (money(&instance.wish), money(&instance.floors), money(&instance.ceilings));
    let groups = instance.slice_groups();
    let total = Money::from_cents(instance.total).expect("the generator makes amounts");
    let solve = || nearest(total, black_box(&wish), &floors, &ceilings, &groups);
    measure(solve, read)
}

fn read(answer: riparto::Result<Option<Vec<Money>>>) -> Amounts {
    match answer {
        Ok(Some(amounts)) => Ok(cents(&amounts)),
        Ok(None) => Err("impossible".to_owned()),
        Err(error) => Err(error.to_string()),
    }
}

/// From slices to amounts, where groups lie in two families that cross: the nearest by a measure, or any of those that move
/// the least.
pub(crate) fn grid(question: &Question, measure_by: Option<Measure>) -> Outcome {
    let instance = &question.instance;
    let (wish, floors, ceilings) =
        (money(&instance.wish), money(&instance.floors), money(&instance.ceilings));
    let total = Money::from_cents(instance.total).expect("the generator makes amounts");
    let families: Vec<(Vec<u32>, Vec<Money>, Vec<Money>)> = question
        .families
        .iter()
        .map(|groups| {
            let mut group_of = vec![0; wish.len()];
            for (number, group) in (0..).zip(groups) {
                group.lines.iter().for_each(|line| group_of[*line] = number);
            }
            let bounds = |of: &dyn Fn(&Group) -> i64| money(&groups.iter().map(of).collect::<Vec<i64>>());
            (group_of, bounds(&|group| group.low), bounds(&|group| group.high.min(NO_CEILING)))
        })
        .collect();
    let family = |number: usize| {
        let (group_of, floors, ceilings) = &families[number];
        GroupFamily { group_of, floors, ceilings }
    };
    let solve = || {
        let (wish, families) = (black_box(&wish), [family(0), family(1)]);
        match measure_by {
            Some(measure) => nearest_on_grid(total, wish, &floors, &ceilings, families, measure),
            None => least_moved_on_grid(total, wish, &floors, &ceilings, families),
        }
    };
    measure(solve, read)
}

/// From a plan, whose rules are compiled, and a wish to amounts with their explanation.
pub(crate) fn plan(question: &Question, measure_by: Measure) -> Outcome {
    let (plan, wish) = match drawn_up(question) {
        Ok(drawn_up) => drawn_up,
        Err(error) => return measure(|| (), |()| Err(error.to_string())),
    };
    let options = Rebalance::new().measure(measure_by).up_to(Authorization::Free);
    let solve = || options.clone().wishes(black_box(&wish)).run(&plan);
    measure(solve, |answer| match answer {
        Ok(Answer::Found(nearest)) => Ok(cents(nearest.allocation().amounts())),
        Ok(Answer::Infeasible(_)) => Err("impossible".to_owned()),
        Ok(Answer::Unknown) => Err("no answer found".to_owned()),
        Err(error) => Err(error.to_string()),
    })
}

/// The label keys of the families of groups.
const FAMILIES: [&str; 2] = ["one", "two"];

/// A plan with a rule for each floor and ceiling of a line and each bound of a group.
fn drawn_up(question: &Question) -> riparto::Result<(Plan, Vec<Money>)> {
    let instance = &question.instance;
    let total = Money::from_cents(instance.total)?;
    let lines = instance.wish.len();
    let mut envelope = Envelope::builder("Benchmark", total);
    let mut labels = vec![Vec::new(); lines];
    for (family, groups) in FAMILIES.iter().zip(&question.families) {
        for (number, group) in groups.iter().enumerate() {
            group.lines.iter().for_each(|line| labels[*line].push((family, format!("g{number}"))));
        }
    }
    for (line, labels) in labels.iter().enumerate() {
        envelope = envelope.line(&format!("line-{line}"), "Line");
        for (family, group) in labels {
            envelope = envelope.label(family, group);
        }
    }
    let envelope = envelope.build()?;
    let mut amounts = vec![Money::ZERO; lines];
    amounts[0] = total;
    let mut rules = Vec::new();
    let mut bound = |id: String, scope: Scope, low: i64, high: i64| -> riparto::Result<()> {
        if low > 0 {
            rules.push(Rule::new(
                format!("{id}-floor"),
                scope.clone(),
                Limit::Floor(Money::from_cents(low)?),
            )?);
        }
        if high < NO_CEILING {
            rules.push(Rule::new(format!("{id}-ceiling"), scope, Limit::Ceiling(Money::from_cents(high)?))?);
        }
        Ok(())
    };
    for line in 0..lines {
        let scope = Scope::lines([format!("line-{line}")]);
        bound(format!("l{line}"), scope, instance.floors[line], instance.ceilings[line])?;
    }
    for (family, groups) in FAMILIES.iter().zip(&question.families) {
        for (number, group) in groups.iter().enumerate() {
            bound(
                format!("{family}{number}"),
                Scope::labels([(*family, format!("g{number}"))]),
                group.low,
                group.high,
            )?;
        }
    }
    Ok((Plan::builder(&Allocation::new(&envelope, amounts)?).rules(rules).build()?, money(&instance.wish)))
}

/// Splits an amount by weights.
pub(crate) fn apportion(question: &Question, method: Method) -> Outcome {
    let weights: Vec<Weight> = question.weights.iter().copied().map(Weight::from).collect();
    let total = Money::from_cents(question.instance.total).expect("the generator makes amounts");
    let options = Apportion::new().method(method);
    let solve = || split(total, black_box(&weights), &options);
    let read = |answer: riparto::Result<riparto::Apportionment>| -> Amounts {
        answer.map(|parts| cents(parts.amounts())).map_err(|error| error.to_string())
    };
    measure(solve, read)
}
