//! Names, record types and messages, as the RFCs and Route 53 write them. Imports nothing of ours.

mod ds;
mod lookup;
mod message;
mod name;
mod reading;
mod record_type;

pub use ds::Ds;
pub use lookup::{
    AddressSighting, Chain, ChainEnd, ChainStart, CouldNotAsk, Hop, Looked, Lookup, Sighting,
    Unresolved,
};
pub use message::{Dnskey, Nsec3Place, Query, Rcode, Record, RecordData, Reply, Soa, Transport};
pub use name::{Name, NameError};
pub use reading::{Doubt, Reading};
pub use record_type::RecordType;
