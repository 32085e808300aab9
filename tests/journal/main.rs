//! The journal on a real disk, among real processes, and under an adversary's.

mod disk;
mod faults;
mod files;
mod process;
mod processes;
mod sample;
