//! `least_missed`: amounts that miss rows by the fewest cents in all, where these are a network.

use super::asked_rows::{RowTerms, RuleRows};
use super::row_families::RowFamilies;
use super::weak_duality::Case;
use riparto_core::capacity::MAX_REBALANCE_CENTS;
use riparto_solve::flow::{Distance, Family, Group, Problem, least_violation, solve};

/// A group of the network: the row that it is of, if it is one on some lines, with its sides.
struct RowGroup<'a> {
    lines: &'a [u32],
    low: Option<i64>,
    high: Option<i64>,
}

/// Amounts that sum to the total and miss the rows by the fewest cents in all, near to a wish. Where rows on one line may be missed
/// they are rows as others. None where rows are no network, or lines leave no room for the total.
pub(super) fn least_missed(rows: &RuleRows, case: &Case, wish: &[i64], may_miss: bool) -> Option<Vec<i64>> {
    let (lines, total) = (wish.len(), rows.total);
    let bounds = &case.bounds;
    let (least, most) = (sum(&bounds.low), sum(&bounds.high));
    let is_empty = bounds.low.iter().zip(&bounds.high).any(|(low, high)| low > high);
    let is_wide = i128::from(total) * (lines as i128) > MAX_REBALANCE_CENTS;
    if is_empty
        || is_wide
        || !(least..=most).contains(&i128::from(total))
        || bounds.steps.iter().any(|step| *step > 1)
    {
        return None;
    }
    let mut groups: Vec<RowGroup<'_>> = Vec::new();
    let mut movement: Option<(Vec<i64>, i64)> = None;
    for (number, row) in rows.rows.iter().enumerate() {
        let (low, high) = case.sides[number];
        match &row.terms {
            RowTerms::Line(_) if !may_miss => {}
            RowTerms::Line(line) => groups.push(RowGroup { lines: std::slice::from_ref(line), low, high }),
            RowTerms::Lines(of) if of.len() == lines => {}
            RowTerms::Lines(of) => groups.push(RowGroup { lines: of, low, high }),
            RowTerms::Increases { lines: of, held } if of.len() == lines && movement.is_none() => {
                movement = Some((held.clone(), high?));
            }
            RowTerms::Increases { .. } | RowTerms::Share { .. } => return None,
        }
    }
    // A side that no amounts miss is none.
    let side = |group: &RowGroup<'_>| Group {
        lines: group.lines.to_vec(),
        low: group.low.filter(|low| *low > 0).unwrap_or(i64::MIN),
        high: group.high.filter(|high| *high < total).unwrap_or(i64::MAX),
    };
    let sets: Vec<&[u32]> = groups.iter().map(|group| group.lines).collect();
    let families = RowFamilies::of(lines, &sets)?;
    let of_side = |second: bool| -> Vec<Group> {
        let own = groups.iter().zip(&families.sides).filter(|(_, other)| **other == second);
        own.map(|(group, _)| side(group)).collect()
    };
    let (first, second) = (of_side(false), of_side(true));
    if movement.is_some() && !second.is_empty() {
        return None;
    }
    let weights = vec![1; lines];
    let problem = Problem {
        total,
        wish,
        low: &bounds.low,
        high: &bounds.high,
        weights: &weights,
        families: [Family::Laminar(&first), Family::Laminar(&second)],
        movement: movement.as_ref().map(|(held, cap)| (&held[..], *cap)),
    };
    let caps: Vec<i64> = movement.iter().map(|(_, cap)| *cap).collect();
    let violation = least_violation(&problem, &caps);
    let loosened = |groups: &[Group], missed: &[i64]| -> Vec<Group> {
        let loosen = |(group, cents): (&Group, &i64)| Group {
            lines: group.lines.clone(),
            low: if group.low == i64::MIN { i64::MIN } else { group.low - cents },
            high: if group.high == i64::MAX { i64::MAX } else { group.high + cents },
        };
        groups.iter().zip(missed).map(loosen).collect()
    };
    let families = [loosened(&first, &violation.groups[0]), loosened(&second, &violation.groups[1])];
    let more = violation.caps.iter().sum::<i64>();
    let movement = problem.movement.map(|(held, cap)| (held, cap.saturating_add(more)));
    let families = [Family::Laminar(&families[0]), Family::Laminar(&families[1])];
    solve(&Problem { families, movement, ..problem }, Distance::Squares)
}

fn sum(amounts: &[i64]) -> i128 {
    amounts.iter().map(|amount| i128::from(*amount)).sum()
}
