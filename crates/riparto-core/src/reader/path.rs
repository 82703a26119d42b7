//! JSON paths: `plan.rules[41].limit`, counted from the outermost value of what was read.

use crate::error::quote;

/// Adds the field of a map: with a point, or in brackets where the name is no plain word.
#[doc(hidden)]
pub fn push_key(path: &mut String, key: &str) {
    let is_word = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-');
    if !key.is_empty() && key.len() <= 64 && key.chars().all(is_word) {
        if !path.is_empty() {
            path.push('.');
        }
        path.push_str(key);
    } else {
        path.push_str("[\"");
        path.push_str(&quote(key).replace('\\', "\\\\").replace('"', "\\\""));
        path.push_str("\"]");
    }
}

/// Adds the position in a list, from zero.
#[doc(hidden)]
pub fn push_index(path: &mut String, index: usize) {
    path.push_str(&format!("[{index}]"));
}

/// The last field of a path with the positions after it: `transfers[2]` of `proposal.transfers[2]`.
pub(crate) fn last_step(path: &str) -> &str {
    path.rsplit('.').next().unwrap_or(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_names_each_step() {
        let mut path = String::new();
        push_key(&mut path, "plan");
        push_key(&mut path, "rules");
        push_index(&mut path, 41);
        assert_eq!(last_step(&path), "rules[41]");
        push_key(&mut path, "limit");
        push_key(&mut path, "a.\"b\"");
        assert_eq!(path, "plan.rules[41].limit[\"a.\\\"b\\\"\"]");
    }
}
