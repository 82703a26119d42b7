//! The API over standard input and output: a request a line, a response a line.

use std::io::{BufRead, Read, Write};
use std::panic::{RefUnwindSafe, catch_unwind};

use riparto::api::{self, RequestBounds};

use crate::outcome::{Failure, Outcome};

/// A line that took more memory than this gives it back.
const KEPT_BYTES: usize = 1 << 20;

/// Answers until the input ends, a response for each line, flushing each. A line that is empty, too long or not UTF-8
/// gets an error for an answer, and the next one is read; of a line that is too long no more is held than is allowed.
pub(crate) fn api(
    requests: impl BufRead,
    responses: impl Write,
    bounds: &RequestBounds,
) -> Result<Outcome, Failure> {
    answer_all(requests, responses, bounds, &api::respond_within)
}

/// How a request is answered.
type Respond<'a> = &'a (dyn Fn(&[u8], &RequestBounds) -> String + RefUnwindSafe);

fn answer_all(
    mut requests: impl BufRead,
    mut responses: impl Write,
    bounds: &RequestBounds,
    respond: Respond<'_>,
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
            Some(request) => answer(request, bounds, respond),
            None if line.len() <= bounds.bytes => answer(&line, bounds, respond),
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
fn answer(request: &[u8], bounds: &RequestBounds, respond: Respond<'_>) -> String {
    catch_unwind(|| respond(request, bounds)).unwrap_or_else(|_| api::failed(request))
}

#[cfg(test)]
mod tests {
    use super::{RequestBounds, answer_all, api};

    /// Requests that name no operation are answered, and those that say so are a fault.
    fn at_fault(request: &[u8], bounds: &RequestBounds) -> String {
        assert!(!request.windows(5).any(|found| found == b"fault"), "a fault of riparto");
        api::respond_within(request, bounds)
    }

    #[test]
    fn a_request_that_fails_is_answered_and_so_is_the_next() {
        let requests: &[u8] = b"{\"id\":1}\n{\"id\":2,\"lang\":\"it\",\"op\":\"fault\"}\n{\"id\":3}\n";
        let mut responses = Vec::new();
        let outcome = answer_all(requests, &mut responses, &RequestBounds::default(), &at_fault);
        assert!(outcome.is_ok());
        let told = String::from_utf8_lossy(&responses);
        let lines: Vec<&str> = told.lines().collect();
        let starts = [
            r#"{"id":1,"error":{"code":"field_missing""#,
            r#"{"id":2,"error":{"code":"request_failed","message":"non "#,
            r#"{"id":3,"error":{"code":"field_missing""#,
        ];
        assert_eq!(lines.len(), starts.len());
        assert!(lines.iter().zip(starts).all(|(line, start)| line.starts_with(start)), "{told}");
    }
}
