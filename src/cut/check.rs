//! The checks, in the order their findings are shown within a severity.

use super::Finding;
use super::draft::Draft;

/// All that follows from a draft: stops first, then warnings, then notes.
pub(super) fn findings(_draft: &Draft) -> Vec<Finding> {
    Vec::new()
}
