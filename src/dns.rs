//! Words of the DNS: names, record types and DS, as RFC 1034, RFC 1035, RFC 4034 and Route 53
//! write them.

mod ds;
mod name;
mod record_type;

pub use ds::Ds;
pub use name::{Name, NameError};
pub use record_type::RecordType;
