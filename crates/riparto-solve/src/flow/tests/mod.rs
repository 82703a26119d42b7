//! Cases from independent engines, full enumeration, and larger instances with their certificates.

mod cases;
mod elastic;
mod enumeration;
mod grids;
mod instance;
mod properties;
mod algorithms;
