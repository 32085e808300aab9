//! What a sign-in asks of a person, and how far it has come.

use std::fmt;
use std::time::Duration;

use super::SignIn;

/// What a profile wants before it has credentials again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Ask {
    /// An address to open and a code to compare there.
    Device(DeviceAsk),
    /// The code that an MFA device shows now.
    Code {
        /// Serial number or ARN of the device (`mfa_serial`).
        serial: String,
        /// ARN of the role that asks for it.
        role: String,
    },
    /// Nothing that could be done here: what to do instead, in a sentence.
    Elsewhere(String),
}

/// A device authorization that waits for its person
/// ([RFC 8628](https://www.rfc-editor.org/rfc/rfc8628#section-3.2), as IAM Identity Center has it).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeviceAsk {
    /// Tells it from all others.
    pub ticket: Ticket,
    /// The session that is signed in to.
    pub session: SignIn,
    /// The address to open. From outside, like the code.
    pub address: String,
    /// The same with the code in it, where the service gives one.
    pub address_with_code: Option<String>,
    /// The code that the page shows or asks for.
    pub code: String,
    /// How long the code is good for.
    pub lasts: Duration,
    /// How long to wait before each question whether it was approved.
    pub pause: Duration,
}

impl DeviceAsk {
    /// The address that needs the least typing.
    #[must_use]
    pub fn best_address(&self) -> &str {
        self.address_with_code.as_deref().unwrap_or(&self.address)
    }
}

/// Tells one device authorization from all others of this run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Ticket(pub u64);

/// What came of asking whether a device authorization was approved
/// ([RFC 8628, 3.5](https://www.rfc-editor.org/rfc/rfc8628#section-3.5)).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Polled {
    /// Not yet: to be asked again after this time.
    NotYet(Duration),
    /// It was, and the token is in the shared cache.
    SignedIn,
    /// Its time has run out.
    Expired,
    /// The person said no.
    Refused,
}

/// A code of an MFA device. It is not printed.
#[derive(Clone, PartialEq, Eq)]
pub struct OneTimeCode(String);

impl OneTimeCode {
    /// A code as it was typed, without the spaces that some devices show in it.
    #[must_use]
    pub fn new(typed: &str) -> Self {
        Self(typed.chars().filter(|char| !char.is_whitespace()).collect())
    }

    /// The code, to be sent.
    #[must_use]
    pub fn reveal(&self) -> &str {
        &self.0
    }

    /// Whether it can be one: six digits
    /// ([AssumeRole](https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html),
    /// `TokenCode`).
    #[must_use]
    pub fn is_well_formed(&self) -> bool {
        self.0.len() == 6 && self.0.bytes().all(|byte| byte.is_ascii_digit())
    }
}

impl fmt::Debug for OneTimeCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("…")
    }
}

#[cfg(test)]
mod tests {
    use super::OneTimeCode;

    #[test]
    fn a_code_is_six_digits_and_not_printed() {
        assert!(OneTimeCode::new(" 123 456").is_well_formed());
        for typed in ["", "12345", "1234567", "12345a", "١٢٣٤٥٦"] {
            assert!(!OneTimeCode::new(typed).is_well_formed(), "{typed}");
        }
        assert!(!format!("{:?}", OneTimeCode::new("123456")).contains("123"));
    }
}
