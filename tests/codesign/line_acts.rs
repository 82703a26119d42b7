//! Lines added, split and closed by acts: what holds of the plan, the rules, the pages and the history.
