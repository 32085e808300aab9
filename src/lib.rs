//! zonecut makes zone cuts across AWS accounts: it shows the hosted zones of all AWS profiles,
//! lets the user pick a parent and a child, shows the exact NS change set with everything it
//! would break, writes what was confirmed, and proves it.
//!
//! # How it is built
//!
//! A functional core in an imperative shell. Two arrows make the program:
//!
//! - [`app::update`] takes a [`Msg`](app::Msg), changes the [`Model`](app::Model) and returns
//!   [`Effects`](app::Effects) as plain data. It is pure.
//! - [`runtime`] carries out effects and turns what came of them into messages. It is the only
//!   caller of the edges on behalf of the screen.
//!
//! What is drawn is a function of the model: [`ui::draw`].
//!
//! # The rooms
//!
//! From the bottom up; each knows those before it and none behind it.
//!
//! - [`dns`]: names and types, as the RFCs and Route 53 write them.
//! - [`zone`]: Route 53's words as plain data, and [`Fault`](zone::Fault): what went wrong, to
//!   whom, and what to do.
//! - [`cut`]: the product. [`Question`](cut::Question)s say what must be read,
//!   [`Facts`](cut::Facts) hold it, a [`Plan`](cut::Plan) is made of facts alone, and
//!   [`Apply`](cut::Apply) is the write as a state machine. No I/O.
//! - [`app`]: what the user is doing. One file a screen, one [key table](app::keymap).
//! - [`ui`]: what the user sees, by ratatui.
//!
//! Beside them stand the edges, each knowing only the plain words:
//!
//! - [`aws`]: profiles, credentials and calls; the only user of the SDK. Its one seam is the HTTP
//!   client.
//! - [`config`] reads `profiles.toml`.
//! - [`resolve`]: asks name servers; the only user of the DNS library.
//! - [`journal`]: what we wrote, on disk before Route 53 hears of it.
//! - [`cache`]: what was listed in earlier runs, to begin with; never a plan's source.
//! - [`habits`]: which profiles come first, and which were used last.
//! - [`log`]: what happened in a run, where that is wanted.
//! - What several of these keep on disk is opened in one place (`private`), for its owner alone.
//! - [`browser`]: opens the address of a sign-in, where there is a browser.
//! - [`emulator`]: a pretend Route 53, STS and IAM Identity Center that is plugged in at that seam,
//!   with name servers on loopback; it knows nothing of zonecut.
//!
//! And above them what brings the two sides together:
//!
//! - [`engine`]: reads facts and carries out the steps of a change, for screen and commands alike.
//! - [`runtime`] for the screen, [`cli`] for the commands, [`sandbox`] for `--demo`.
//!
//! # What holds everywhere
//!
//! - Nothing is written that the user has not seen: the batch sent is the one that was shown, a
//!   [`ConfirmedPlan`](cut::ConfirmedPlan) can only be made by the confirmation that the plan asks
//!   for, and right before the write a [`Witness`](cut::Witness) must equal the preview's.
//! - Nothing that comes from outside reaches a terminal unescaped:
//!   [`plain`](app::document::plain).
//! - A fault is told with profile, account, zone and action, and what to do next.

pub mod app;
pub mod aws;
pub mod browser;
pub mod cache;
pub mod cli;
pub mod config;
pub mod cut;
pub mod dns;
pub mod emulator;
pub mod engine;
pub mod habits;
pub mod journal;
pub mod log;
mod private;
pub mod resolve;
pub mod runtime;
pub mod sandbox;
pub mod ui;
pub mod zone;
