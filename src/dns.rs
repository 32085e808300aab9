//! Words of the DNS: names and record types, as RFC 1034, RFC 1035 and Route 53 write them.

mod name;
mod record_type;

pub use name::{Name, NameError};
pub use record_type::RecordType;
