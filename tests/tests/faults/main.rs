//! What goes wrong between a client and a server, and what is left of it.
#![expect(
    clippy::unwrap_used,
    reason = "helpers of tests stop at the first surprise, as tests do"
)]

mod cuts;
mod errors;
mod kills;
mod load;
mod operator;
mod resumes;
mod round_trips;
