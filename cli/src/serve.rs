//! The API over standard input and output: a request a line, a response a line.

use std::io::{BufRead, Read, Write};
use std::panic::catch_unwind;

use riparto::api::{self, RequestBounds};

use crate::outcome::{Failure, Outcome};

/// A line that took more memory than this gives it back.
const KEPT_BYTES: usize = 1 << 20;

/// Answers until the input ends, a response for each line, flushing each. A line that is empty, too long or not UTF-8
/// gets an error for an answer, and the next one is read; of a line that is too long no more is held than is allowed.
pub(crate) fn api(
    mut requests: impl BufRead,
    mut responses: impl Write,
    bounds: &RequestBounds,
) -> Result<Outcome, Failure> {
    // One byte more than the longest line and its end.
    let most = u64::try_from(bounds.bytes).unwrap_or(u64::MAX).saturating_add(2);
    let mut line = Vec::new();
    loop {
        line.clear();
        line.shrink_to(KEPT_BYTES);
        if requests.by_ref().take(most).read_until(b'\n', &mut line)? == 0 {
            return Ok(Outcome::Free);
        }
        let response = match line.strip_suffix(b"\n") {
            Some(request) => answer(request, bounds),
            None if line.len() <= bounds.bytes => answer(&line, bounds),
            None => {
                let skipped = requests.skip_until(b'\n')?;
                api::too_large(line.len().saturating_add(skipped.saturating_sub(1)), bounds)
            }
        };
        writeln!(responses, "{response}")?;
        responses.flush()?;
    }
}

/// A panic is a fault of riparto; it is answered, and does not end the others.
fn answer(request: &[u8], bounds: &RequestBounds) -> String {
    catch_unwind(|| api::respond_within(request, bounds)).unwrap_or_else(|_| api::failed(request))
}
