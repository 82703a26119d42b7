//! riparto's JSON API as a WebAssembly module. It has three exports and imports nothing: no clock, no randomness, no files.
//!
//! A host writes a request and reads its response, both UTF-8, in the memory that the module exports:
//!
//! 1. `request(length)` makes room for so many bytes and says where; 0 if they are more than a request may have.
//! 2. `respond()` answers what was written there, and says how many bytes the response has.
//! 3. `response()` says where it is. It stays until the next `request`.

use std::cell::RefCell;

use riparto::api::{RequestBounds, respond_bytes, too_large};

/// What is between two calls: the bytes of a request, then those of its response.
#[derive(Default)]
struct CallBuffer {
    bytes: Vec<u8>,
    /// The length of a request that was too large to be written.
    refused: Option<usize>,
}

thread_local! {
    static EXCHANGE: RefCell<CallBuffer> = RefCell::default();
}

/// Makes room for a request of so many bytes, and says where it is; nowhere if a request may not have so many.
#[allow(unsafe_code, reason = "a host calls it by name; nothing unsafe is done")]
#[unsafe(no_mangle)]
pub extern "C" fn request(length: usize) -> *mut u8 {
    EXCHANGE.with_borrow_mut(|exchange| {
        let fits = length <= RequestBounds::default().bytes;
        exchange.refused = (!fits).then_some(length);
        exchange.bytes = if fits { vec![0; length] } else { Vec::new() };
        if fits { exchange.bytes.as_mut_ptr() } else { std::ptr::null_mut() }
    })
}

/// Answers the request, and says how many bytes the response has.
#[allow(unsafe_code, reason = "a host calls it by name; nothing unsafe is done")]
#[unsafe(no_mangle)]
pub extern "C" fn respond() -> usize {
    EXCHANGE.with_borrow_mut(|exchange| {
        let response = match exchange.refused.take() {
            Some(length) => too_large(length, &RequestBounds::default()),
            None => respond_bytes(&exchange.bytes),
        };
        exchange.bytes = response.into_bytes();
        exchange.bytes.len()
    })
}

/// Where the response is.
#[allow(unsafe_code, reason = "a host calls it by name; nothing unsafe is done")]
#[unsafe(no_mangle)]
pub extern "C" fn response() -> *const u8 {
    EXCHANGE.with_borrow(|exchange| exchange.bytes.as_ptr())
}
