//! What the simulated authority comes up with about lines.

use crate::asking::What;
use crate::dice::Dice;
use crate::model::Model;

impl Dice {
    pub fn line_act(&mut self, model: &Model) -> What {
        let (id, act, next) = (self.fresh(model), self.act(), model.amounts.len());
        let waive = self.one_in(6).then(|| (self.position(model.bounds.len() + 1), self.reason()));
        if self.one_in(3) {
            return What::AddLine { id, act, at: if self.one_in(10) { 0 } else { next }, waive };
        }
        let line = self.open_line(model);
        if self.one_in(2) {
            let held = |amounts: &[i64]| amounts.get(line).copied().unwrap_or(0);
            let (approved, original) = (held(&model.amounts), held(&model.start));
            let parts = match self.roll(8) {
                0 => vec![(approved, original)],
                1 => vec![(approved, original), (0, 1)],
                2 => vec![(approved, original), (1, 0)],
                _ => {
                    let (first, of_original) = (self.cents(approved), self.cents(original));
                    vec![(first, of_original), (approved - first, original - of_original)]
                }
            };
            return What::SplitLine { id, act, line, at: next, parts, waive };
        }
        let to = (!self.one_in(5)).then(|| self.open_line(model));
        // What stands in the way of closing a line is what binds it from below.
        let binds = |number: &usize| {
            model.bounds[*number].lines.contains(&line) && model.bounds[*number].low.is_some()
        };
        let floor = (0..model.bounds.len()).find(binds).filter(|_| self.one_in(2));
        let waive = floor.map(|number| (number, self.reason())).or(waive);
        What::CloseLine { id, act, line, to, waive }
    }

    /// A line that is not closed, mostly.
    fn open_line(&mut self, model: &Model) -> usize {
        let open: Vec<usize> = (0..model.amounts.len()).filter(|at| !model.shut.contains(at)).collect();
        match self.roll(20) {
            0 => model.amounts.len(),
            1 => self.position(model.amounts.len()),
            _ if open.is_empty() => 0,
            _ => *self.pick(&open),
        }
    }
}
