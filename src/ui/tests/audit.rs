//! The audit from its estimate to its end, and the tree that shows what it found.

use std::time::Duration;

use super::audited;
use super::samples::{made, name, standing_cut};
use super::world::World;
use super::{picture, text};
use crate::app::audit::Stage;
use crate::app::key::Code;
use crate::app::{Answer, Effect};
use crate::cut::{Audit, AuditAnswer, AuditQuestion, Heard};
use crate::ui::Theme;
use crate::zone::{ChangeId, ChangeInfo, ChangeStatus, FaultKind, SignIn};

fn estimate() -> World {
    let mut world = World::loaded();
    world.model.dns.ask = true;
    world.keys("a");
    world
}

impl World {
    /// Answers what the audit asks, so many times at most.
    fn audited(&mut self, times: usize) {
        for _ in 0..times {
            let at = self.pending.iter().position(|it| matches!(it, Effect::Audit { .. }));
            let Some(Effect::Audit { id, what }) = at.map(|at| self.pending.remove(at)) else {
                return;
            };
            let answer = Answer::Audited(audited::answer(&what));
            self.send(crate::app::Msg::Answer(id, answer));
        }
    }

    fn stage(&self) -> Stage {
        self.model.audit.as_ref().unwrap().stage()
    }

    /// The name in the selected row of the table.
    fn row(&self) -> String {
        self.model.audit.as_ref().unwrap().selected().unwrap().1.name.to_string()
    }
}

fn running() -> World {
    let mut world = estimate();
    world.key(Code::Enter);
    world.tick(Duration::from_millis(7_400));
    world.audited(2);
    world.tick(Duration::from_millis(10_300));
    world.audited(9);
    world
}

fn done() -> World {
    let mut world = estimate();
    world.key(Code::Enter);
    world.tick(Duration::from_millis(9_400));
    world.audited(1000);
    assert_eq!(world.stage(), Stage::Done);
    world
}

const SIZES: [(u16, u16); 4] = [(60, 15), (80, 24), (120, 40), (200, 60)];

#[test]
fn what_it_will_take() {
    for (width, height) in SIZES {
        picture("audit_estimate", &mut estimate(), width, height);
    }
    let mut world = estimate();
    world.key(Code::Esc);
    assert!(world.model.audit.is_none(), "nothing was begun, nothing is kept");
    assert!(!world.pending.iter().any(|effect| matches!(effect, Effect::Audit { .. })));
}

#[test]
fn while_it_goes_on() {
    for (width, height) in SIZES {
        picture("audit_running", &mut running(), width, height);
    }
    let mut world = running();
    world.keys("x");
    let shown = text(&mut world, 80, 24);
    assert!(shown.contains("Paused, x goes on"), "{shown}");
    world.audited(1000);
    assert_eq!(world.stage(), Stage::Paused, "it asks on while it is paused");
    assert!(text(&mut world, 80, 24).contains("Paused, x goes on"));
    world.keys("x");
    assert_eq!(world.stage(), Stage::Running);
    // It goes on behind the panes, and is there again.
    world.key(Code::Esc);
    let shown = text(&mut world, 80, 24);
    assert!(shown.contains("The audit goes on: a shows it."), "{shown}");
    world.audited(1000);
    world.keys("a");
    assert_eq!(world.stage(), Stage::Done);
}

#[test]
fn what_it_found() {
    for (width, height) in SIZES {
        picture("audit_done", &mut done(), width, height);
    }
}

#[test]
fn the_evidence_of_a_cut() {
    for (width, height) in SIZES {
        let mut world = done();
        world.keys("j");
        assert_eq!(world.row(), "team-a.example.com.");
        world.key(Code::Enter);
        picture("audit_evidence", &mut world, width, height);
        world.key(Code::Esc);
        assert!(text(&mut world, width, height).contains("STATE"));
    }
}

#[test]
fn a_filter_by_state_and_by_text() {
    for (width, height) in SIZES {
        let mut world = done();
        world.keys("/state:");
        world.keys("live");
        picture("audit_filter", &mut world, width, height);
    }
    let found = |filter: &str| -> Vec<String> {
        let mut world = done();
        world.keys("/");
        world.keys(filter);
        world.key(Code::Enter);
        world.model.audit.as_ref().unwrap().in_view().map(|row| row.name.to_string()).collect()
    };
    let none: Vec<String> = Vec::new();
    assert_eq!(found("state:dangling"), ["gone.example.com."]);
    assert_eq!(found("partly lame half"), ["half.example.com."]);
    assert_eq!(found("bücher"), ["xn--bcher-kva.example.com."]);
    assert_eq!(found("state:lame state:live"), none);
}

#[test]
fn a_chosen_profile_narrows_the_audit_to_the_cuts_of_its_zones() {
    let mut world = World::loaded();
    world.model.dns.ask = true;
    world.key(Code::Left);
    world.keys("jja");
    let shown = text(&mut world, 80, 24);
    assert!(shown.contains("team-a: cuts at and below its zones"), "{shown}");
    world.key(Code::Enter);
    world.audited(1000);
    let audit = world.model.audit.as_ref().unwrap();
    let mut rows: Vec<(String, Option<&str>)> = audit
        .in_view()
        .map(|row| (row.name.to_string(), row.parent.as_ref().map(|it| it.profile.as_str())))
        .collect();
    rows.sort();
    // The parent of the first is looked for in all profiles.
    let wanted = [
        ("svc.team-a.example.com.".to_owned(), Some("team-a")),
        ("team-a.example.com.".to_owned(), Some("dns-prod")),
    ];
    assert_eq!(rows, wanted);
}

#[test]
fn the_selection_stays_with_its_row_once_it_was_moved() {
    let mut world = estimate();
    world.key(Code::Enter);
    while world.model.audit.as_ref().unwrap().len() < 2 {
        world.audited(1);
    }
    world.keys("j");
    let chosen = world.row();
    world.audited(1000);
    assert_eq!(world.row(), chosen);
    for _ in 0..3 {
        world.keys("s");
        assert_eq!(world.row(), chosen);
    }
}

#[test]
fn what_cannot_be_read_is_told_and_ends_nothing() {
    let mut world = estimate();
    world.key(Code::Enter);
    let wanted = |effect: &Effect| match effect {
        Effect::Audit { id, what: AuditQuestion::Records { zone, .. } }
            if zone.zone.as_str() == "Z0PARENT" =>
        {
            Some(*id)
        }
        _ => None,
    };
    while world.stage() == Stage::Running {
        let fault = super::samples::fault(
            "ListResourceRecordSets",
            "dns-prod",
            None,
            FaultKind::Denied,
            "no identity-based policy allows it",
        );
        let page = crate::cut::AuditAnswer::Records(Err(fault));
        if world.pending.iter().any(|effect| wanted(effect).is_some()) {
            world.answer(wanted, Answer::Audited(page));
        } else {
            world.audited(1);
        }
    }
    assert_eq!(world.stage(), Stage::Done);
    let shown = text(&mut world, 80, 24);
    assert!(shown.contains("1 zone could not be read"), "{shown}");
    assert!(shown.contains("? unknown"), "{shown}");
}

#[test]
fn a_repair_goes_through_the_review_and_the_cut_is_looked_at_again() {
    let mut world = done();
    world.keys("j");
    world.drawn(80, 24, &Theme::plain());
    world.keys("r");
    world.facts(Ok(standing_cut()));
    let review = world.model.review().unwrap();
    assert_eq!(review.subject.cut, name("team-a.example.com"));
    assert_eq!(review.subject.child.as_ref().unwrap().key.zone.as_str(), "Z0CHILD");
    world.keys("team-a.example.com");
    world.key(Code::Enter);
    world.heard(Heard::Reread(Ok(standing_cut().witness())));
    let id = ChangeId::new("C1");
    world.heard(Heard::Sent(Ok(ChangeInfo { id: id.clone(), status: ChangeStatus::Pending })));
    world.heard(Heard::Polled(Ok(ChangeInfo { id, status: ChangeStatus::InSync })));
    world.heard(Heard::Verified(Ok(made(&standing_cut()))));
    world.key(Code::Esc);
    let shown = text(&mut world, 80, 24);
    assert!(shown.contains("… asking again"), "{shown}");
    world.keys("r");
    assert!(text(&mut world, 80, 24).contains("was changed here since"));
    world.audited(1000);
    let shown = text(&mut world, 80, 24);
    assert!(!shown.contains("asking again") && shown.contains("≠ drifted"), "{shown}");
}

#[test]
fn a_row_without_a_repair_says_why() {
    let mut world = done();
    world.keys("G");
    let shown = text(&mut world, 80, 24);
    assert!(shown.contains("✓ live"), "{shown}");
    world.keys("r");
    assert!(world.model.review().is_none());
    assert!(world.model.messages.flashing().is_some());
}

#[test]
fn rows_in_view_are_written_in_their_order() {
    let mut world = done();
    world.keys("/state:");
    world.keys("d");
    world.key(Code::Enter);
    world.keys("ej");
    let shown = text(&mut world, 80, 24);
    assert!(shown.contains("zonecut-audit.csv"), "{shown}");
    world.key(Code::Enter);
    let document = world.pending.iter().find_map(|effect| match effect {
        Effect::Export { document, .. } => Some(document.clone()),
        _ => None,
    });
    let document = document.unwrap();
    assert!(document.private);
    let names = document.text.lines().skip(1).filter_map(|row| row.split(',').nth(1));
    assert_eq!(names.collect::<Vec<_>>(), ["gone.example.com.", "team-a.example.com."]);
    assert!(document.text.contains("team-a,222222222222"), "{}", document.text);
    let wanted = |effect: &Effect| match effect {
        Effect::Export { id, .. } => Some(*id),
        _ => None,
    };
    world.answer(wanted, Answer::Exported(Ok("/tmp/a.csv".into())));
    assert!(text(&mut world, 80, 24).contains("Written: /tmp/a.csv"));
}

#[test]
fn the_tree_of_the_dns() {
    for (width, height) in SIZES {
        let mut world = World::loaded();
        world.keys("t");
        picture("tree", &mut world, width, height);
    }
    let mut world = World::loaded();
    world.keys("tj ");
    let shown = text(&mut world, 80, 24);
    assert!(shown.contains("example.com. +4"), "{shown}");
    world.keys("/svc");
    picture("tree_filter", &mut world, 80, 24);
}

#[test]
fn the_tree_shows_the_states_and_the_cuts_that_lead_out_of_view() {
    for (width, height) in SIZES {
        let mut world = done();
        world.key(Code::Esc);
        world.keys("t");
        world.key(Code::Home);
        world.keys("jjj");
        picture("tree_audited", &mut world, width, height);
    }
    let mut world = done();
    world.key(Code::Esc);
    world.keys("tjj");
    assert_eq!(world.model.zones.selected_cut().unwrap().name, name("gone.example.com"));
    world.key(Code::Enter);
    assert!(text(&mut world, 80, 24).contains("┏ gone.example.com."));
    world.key(Code::Esc);
    world.key(Code::Esc);
    world.keys("D");
    let subject = &world.model.review().unwrap().subject;
    assert_eq!((subject.cut.to_string(), &subject.child), ("gone.example.com.".into(), &None));
}

#[test]
fn the_list_shows_the_states_too() {
    let mut world = done();
    world.key(Code::Esc);
    world.select("team-a.example.com");
    picture("browse_audited", &mut world, 80, 24);
    picture("browse_audited", &mut world, 120, 40);
}

#[test]
fn a_cut_that_is_gone_is_counted_no_longer() {
    let mut world = done();
    let audit = world.model.audit.as_mut().unwrap();
    let all = |audit: &crate::app::audit::Auditing| -> usize {
        audit.by_state().iter().map(|(_, count)| count).sum()
    };
    let (before, gone) = (all(audit), audit.row(0).unwrap().name.clone());
    let of_it = (0..).map_while(|at| audit.row(at)).filter(|row| row.name == gone).count();
    assert!(audit.look_again(&gone, |run| Audit::new(Vec::new(), run.options().clone())));
    assert_eq!(all(audit), before - of_it);
}

#[test]
fn a_sign_in_brings_back_what_lacked_it_and_no_other_audit() {
    for (lacking, brings) in [("corp", true), ("other", false)] {
        let mut world = estimate();
        world.key(Code::Enter);
        let needed = FaultKind::SignInNeeded(SignIn::Sso(lacking.into()));
        let fault = super::samples::fault("ListResourceRecordSets", "team-a", None, needed, "");
        let of_team_a = |effect: &Effect| match effect {
            Effect::Audit { id, what: AuditQuestion::Records { zone, .. } }
                if zone.profile.as_str() == "team-a" =>
            {
                Some(*id)
            }
            _ => None,
        };
        while world.stage() == Stage::Running {
            if world.pending.iter().any(|effect| of_team_a(effect).is_some()) {
                let page = AuditAnswer::Records(Err(fault.clone()));
                world.answer(of_team_a, Answer::Audited(page));
            } else {
                world.audited(1);
            }
        }
        world.key(Code::Esc);
        world.model.browse.pane = crate::app::browse::Pane::Profiles;
        world.keys("gjjjjjL");
        world.sign_in_to_corp();
        assert_eq!(world.pending.iter().any(|it| matches!(it, Effect::Audit { .. })), brings);
        world.audited(1000);
        assert_eq!(world.stage(), Stage::Done);
        let unread = text(&mut world, 80, 24).contains("could not be read");
        world.keys("a");
        let unread = unread || text(&mut world, 80, 24).contains("could not be read");
        assert_eq!(unread, !brings);
    }
}
