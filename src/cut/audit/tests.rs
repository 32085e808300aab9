//! Audits of whole worlds.
