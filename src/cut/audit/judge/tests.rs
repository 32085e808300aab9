//! Judging, case by case.
