//! The three set-ups in which delegations are made across accounts, each on the emulator and on
//! moto, judged by what the server tells somebody else.

use std::time::Duration;

use zonecut::aws::Aws;
use zonecut::cut::{Confirmation, Ending, Verdict};
use zonecut::emulator::Action;

use crate::drive::{Pair, TTL, apply, confirm, load, pair, plan, within};
use crate::site::{Made, Ns, Site};

const LIMIT: Duration = Duration::from_secs(100);

/// A pair of zones to make a cut between, and the profile that reaches the child.
struct Cut<'a> {
    parent: &'a Made,
    child: Made,
    profile: &'a str,
    name: &'a str,
}

impl Cut<'_> {
    /// Finds the pair as the user would, and checks that it is the one that was meant.
    async fn found(&self, aws: &Aws) -> Pair {
        let pair = pair(aws, self.profile, self.name).await;
        assert_eq!(pair.parent.zone.as_str(), self.parent.id);
        assert_eq!(pair.child.zone.as_str(), self.child.id);
        pair
    }

    /// The NS set that is to stand in the parent.
    fn due(&self) -> Ns {
        (u64::from(TTL), self.child.name_servers.clone())
    }
}

/// A delegation from nothing to INSYNC, and again with nothing to do.
async fn new_cut(site: &Site, aws: &Aws, cut: &Cut<'_>) {
    let pair = cut.found(aws).await;
    assert_eq!(site.ns(cut.parent, cut.name), None);
    made_as_planned(site, aws, &pair).await;
    assert_eq!(site.ns(cut.parent, cut.name), Some(cut.due()));

    let before = writes(site);
    let again = plan(aws, &pair).await;
    assert_eq!(again.verdict(), Verdict::UpToDate);
    assert!(again.batch().is_none() && again.confirm_typed(cut.name).is_none());
    assert_eq!(writes(site), before);
}

/// A delegation to servers of somebody else's is replaced, once its name was typed.
///
/// At a name of its own: moto 5.2.5 looks for the set of a CREATE among all changes that it ever
/// took, and so refuses to bring back what was there before.
async fn replacement(site: &Site, aws: &Aws, cut: &Cut<'_>) {
    let pair = cut.found(aws).await;
    site.put_ns(cut.parent, cut.name, 900, &["ns1.example.net.", "ns2.example.net."]);
    let plan = plan(aws, &pair).await;
    assert!(matches!(plan.confirmation(), Some(Confirmation::TypeName(_))));
    assert_eq!(plan.confirm_yes(), None);
    assert_eq!(plan.confirm_typed("example.com"), None);
    made_as_planned(site, aws, &pair).await;
    assert_eq!(site.ns(cut.parent, cut.name), Some(cut.due()));
}

async fn made_as_planned(site: &Site, aws: &Aws, pair: &Pair) {
    let before = writes(site);
    let plan = plan(aws, pair).await;
    assert_eq!(plan.verdict(), Verdict::Ready, "{:?}", plan.findings());
    let ending = apply(aws, confirm(&plan)).await;
    assert!(matches!(ending, Ending::InSync { .. }), "{ending:?}");
    if site.emulated().is_some() {
        assert_eq!(writes(site), before + 1);
    }
}

/// Requests that were to write, as the emulator counts them.
fn writes(site: &Site) -> usize {
    let log = site.emulated().map(zonecut::emulator::Emulator::log).unwrap_or_default();
    log.iter().filter(|call| call.action == Action::ChangeResourceRecordSets).count()
}

/// A profile in the parent's account and one in the child's, and nothing between them.
async fn direct(mut site: Site) {
    let (dns, team) = ("111111111111", "222222222222");
    site.account(dns);
    site.account(team);
    let parent = site.zone(dns, "example.com");
    let cut = |name| Cut { parent: &parent, child: site.zone(team, name), profile: "team", name };
    let (new, old) = (cut("team.example.com"), cut("old.example.com"));
    let config = site.profile("dns", dns) + &site.profile("team", team);
    let aws = load(site.host(&config)).await;
    new_cut(&site, &aws, &new).await;
    replacement(&site, &aws, &old).await;
}

/// One account holds the parents; several teams delegate from it, one after the other.
async fn shared(mut site: Site) {
    let (dns, one, two) = ("311111111111", "322222222222", "333333333333");
    for account in [dns, one, two] {
        site.account(account);
    }
    let com = site.zone(dns, "example.com");
    let net = site.zone(dns, "example.net");
    let cut = |parent, profile, account, name| {
        let child = site.zone(account, name);
        Cut { parent, child, profile, name }
    };
    let new = [
        cut(&com, "one", one, "one.example.com"),
        cut(&com, "two", two, "two.example.com"),
        cut(&net, "two", two, "two.example.net"),
        cut(&com, "one", one, "a.b.example.com"),
    ];
    let old = cut(&net, "one", one, "old.example.net");
    let profiles = [("shared-dns", dns), ("one", one), ("two", two)];
    let config: String =
        profiles.iter().map(|(name, account)| site.profile(name, account)).collect();
    let aws = load(site.host(&config)).await;
    for cut in &new {
        new_cut(&site, &aws, cut).await;
    }
    replacement(&site, &aws, &old).await;
    // What one team has made, no other has touched.
    for cut in &new {
        assert_eq!(site.ns(cut.parent, cut.name), Some(cut.due()), "{}", cut.name);
    }
}

/// Member accounts of an Organization, each reached by a role from one source profile.
async fn organization(mut site: Site) {
    let (management, dns, team) = ("411111111111", "422222222222", "433333333333");
    for account in [management, dns, team] {
        site.account(account);
    }
    site.trust(dns, management);
    site.trust(team, management);
    let parent = site.zone(dns, "example.com");
    let cut = |name| Cut { parent: &parent, child: site.zone(team, name), profile: "team", name };
    let (new, old) = (cut("team.example.com"), cut("old.example.com"));
    let config = site.profile("management", management)
        + &Site::role_profile("dns", dns, "management")
        + &Site::role_profile("team", team, "management");
    let aws = load(site.host(&config)).await;
    for (profile, account) in [("dns", dns), ("team", team)] {
        let profiles = aws.profiles();
        let profile = profiles.iter().find(|known| known.name.as_str() == profile).unwrap();
        let identity = aws.identity(&profile.name).await.unwrap();
        assert_eq!(identity.account.as_str(), account);
        assert!(identity.arn.contains(":assumed-role/"), "{}", identity.arn);
    }
    new_cut(&site, &aws, &new).await;
    replacement(&site, &aws, &old).await;
}

#[tokio::test(start_paused = true)]
async fn direct_on_the_emulator() {
    within(LIMIT, direct(Site::emulator())).await;
}

#[tokio::test]
async fn direct_on_moto() {
    within(LIMIT, direct(Site::moto())).await;
}

#[tokio::test(start_paused = true)]
async fn a_shared_dns_account_on_the_emulator() {
    within(LIMIT, Box::pin(shared(Site::emulator()))).await;
}

#[tokio::test]
async fn a_shared_dns_account_on_moto() {
    within(LIMIT, Box::pin(shared(Site::moto()))).await;
}

#[tokio::test(start_paused = true)]
async fn an_organization_by_role_on_the_emulator() {
    within(LIMIT, organization(Site::emulator())).await;
}

#[tokio::test]
async fn an_organization_by_role_on_moto() {
    within(LIMIT, organization(Site::moto())).await;
}

/// Moto lets everybody assume every role, so this is for the emulator alone.
#[tokio::test(start_paused = true)]
async fn a_role_that_may_not_be_assumed_says_so_and_holds_up_nobody() {
    within(LIMIT, async {
        let mut site = Site::emulator();
        for account in ["411111111111", "422222222222"] {
            site.account(account);
        }
        site.trust("422222222222", "411111111111");
        let good = Site::role_profile("member", "422222222222", "management");
        let bad = good.replace("zonecut-tests", "another").replace("member", "locked");
        let config = site.profile("management", "411111111111") + &good + &bad;
        let aws = load(site.host(&config)).await;
        let inventory = zonecut::engine::list_all(&aws, aws.profiles().to_vec(), true).await;
        let faults: Vec<_> = inventory.faults().collect();
        let [fault] = faults.as_slice() else { panic!("{faults:?}") };
        assert_eq!((fault.profile.as_str(), fault.action), ("locked", "sts:AssumeRole"));
        assert_eq!(fault.state(), "access denied");
        assert!(fault.hint().contains("sts:AssumeRole"), "{}", fault.hint());
    })
    .await;
}
