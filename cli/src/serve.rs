//! The API over standard input and output: a request a line, a response a line.

use std::io::{BufRead, Read, Write};

use riparto::api;
use riparto::limits::MAX_DOCUMENT_BYTES;

use crate::outcome::{Failure, Outcome};

/// Answers until the input ends, a response for each line, flushing each. A line that is empty, too long or not UTF-8
/// gets an error for an answer, and the next one is read.
pub(crate) fn api(mut requests: impl BufRead, mut responses: impl Write) -> Result<Outcome, Failure> {
    let most = u64::try_from(MAX_DOCUMENT_BYTES).unwrap_or(u64::MAX).saturating_add(2);
    let mut line = Vec::new();
    loop {
        line.clear();
        if requests.by_ref().take(most).read_until(b'\n', &mut line)? == 0 {
            return Ok(Outcome::Free);
        }
        if line.last() != Some(&b'\n') {
            requests.skip_until(b'\n')?;
        }
        let request = line.strip_suffix(b"\n").unwrap_or(&line);
        writeln!(responses, "{}", api::respond_bytes(request))?;
        responses.flush()?;
    }
}
