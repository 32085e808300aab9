//! The cuts of one zone, found while its record sets stream by; all else is let go.

use std::collections::{BTreeSet, HashMap};

use crate::dns::{Ds, Name, RecordType};
use crate::zone::{Data, RecordSet};

/// How many occluded record sets of a cut are kept by name.
const EXAMPLES: usize = 16;

/// The NS RRset of a zone at a name below its apex, with what stands at and below it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Cut {
    /// The servers it names.
    pub(super) servers: BTreeSet<Name>,
    /// Values that are no names.
    pub(super) odd: Vec<String>,
    /// Servers at or below the cut of which the zone has no address: no referral can tell resolvers
    /// where they are (RFC 9471 §2.1).
    pub(super) without_glue: BTreeSet<Name>,
    /// The DS records at the cut that can be read.
    pub(super) ds: Vec<Ds>,
    /// What the cut hides.
    pub(super) occluded: Occluded,
}

/// Record sets at or below a cut that are never answered (RFC 2136 §7.18).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Occluded {
    /// How many there are. Addresses of the cut's own servers are no part of it: the parent sends
    /// them along as glue (RFC 9471); nor are deeper cuts: they have rows of their own.
    pub(super) count: u64,
    /// The first of them.
    pub(super) examples: Vec<(Name, RecordType)>,
}

/// The cuts of one zone.
///
/// Rests on Route 53's order in one respect: a name comes before the names below it. Were that
/// untrue, occluded records and glue could be missed, never a cut.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Cuts {
    apex: Name,
    /// The zone's own servers, by the NS set of its apex.
    servers: BTreeSet<Name>,
    by_name: HashMap<Name, Cut>,
    /// Servers at or below their own cut that have an address here.
    glue: BTreeSet<Name>,
    /// The name that is streaming by: its types may be spread over two pages.
    at: Option<Standing>,
}

/// What stands at one name.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Standing {
    name: Name,
    /// The name servers, where there is an NS set.
    cut: Option<Cut>,
    ds: Vec<Ds>,
    /// Sets of other types: how many, and the types.
    others: u64,
    types: BTreeSet<RecordType>,
    /// Of them, A and AAAA.
    addresses: u64,
}

impl Standing {
    fn of(name: Name) -> Self {
        Self { name, cut: None, ds: Vec::new(), others: 0, types: BTreeSet::new(), addresses: 0 }
    }

    fn take(&mut self, set: RecordSet) {
        match set.rtype {
            RecordType::Ns => name_servers(self.cut.get_or_insert_default(), set.data),
            RecordType::Ds => {
                let read = set.values().iter().filter_map(|value| Ds::parse(value));
                self.ds.extend(read);
            }
            other => {
                self.others += 1;
                self.addresses += u64::from(is_address(&other));
                self.types.insert(other);
            }
        }
    }
}

fn name_servers(cut: &mut Cut, data: Data) {
    match data {
        Data::Records { values, .. } => {
            for value in values {
                match Name::from_route53(&value) {
                    Ok(server) => drop(cut.servers.insert(server)),
                    Err(_) => cut.odd.push(value),
                }
            }
        }
        Data::Alias(target) => cut.odd.push(format!("alias of {}", target.dns_name)),
    }
}

fn is_address(rtype: &RecordType) -> bool {
    matches!(rtype, RecordType::A | RecordType::Aaaa)
}

impl Cuts {
    pub(super) fn of(apex: Name) -> Self {
        Self {
            apex,
            servers: BTreeSet::new(),
            by_name: HashMap::new(),
            glue: BTreeSet::new(),
            at: None,
        }
    }

    /// Takes a page, in Route 53's order.
    pub(super) fn take(&mut self, sets: Vec<RecordSet>) {
        for set in sets {
            if !set.name.is_below(&self.apex) {
                if set.name == self.apex && set.rtype == RecordType::Ns {
                    let servers = set.values().iter().filter_map(|it| Name::from_route53(it).ok());
                    self.servers.extend(servers);
                }
                continue;
            }
            if self.at.as_ref().is_none_or(|at| at.name != set.name) {
                self.leave_name();
                self.at = Some(Standing::of(set.name.clone()));
            }
            if let Some(at) = &mut self.at {
                at.take(set);
            }
        }
    }

    /// Tells that there are no more pages.
    pub(super) fn finish(&mut self) {
        self.leave_name();
        self.leave_out_glue_of_others();
        let glue = std::mem::take(&mut self.glue);
        for (name, cut) in &mut self.by_name {
            let inside = cut.servers.iter().filter(|server| server.is_at_or_below(name));
            cut.without_glue = inside.filter(|server| !glue.contains(*server)).cloned().collect();
        }
    }

    /// The zone's own servers, in their order.
    pub(super) fn servers(&self) -> impl Iterator<Item = &Name> {
        self.servers.iter()
    }

    /// The cut at a name.
    pub(super) fn get(&self, name: &Name) -> Option<&Cut> {
        self.by_name.get(name)
    }

    /// The names that are cut.
    pub(super) fn names(&self) -> impl Iterator<Item = &Name> {
        self.by_name.keys()
    }

    /// The topmost cut above a name: nobody comes down further than to it.
    pub(super) fn above(&self, name: &Name) -> Option<Name> {
        if self.by_name.is_empty() {
            return None;
        }
        let inside = name.ancestors().take_while(|above| *above != self.apex);
        inside.filter(|above| self.by_name.contains_key(above)).last()
    }

    fn leave_name(&mut self) {
        let Some(at) = self.at.take() else { return };
        let hidden_by = self.above(&at.name).or_else(|| at.cut.is_some().then(|| at.name.clone()));
        if let Some(mut cut) = at.cut {
            cut.ds = at.ds;
            match self.by_name.get_mut(&at.name) {
                // The name has come by before: its order is not what it should be.
                Some(known) => {
                    known.servers.extend(cut.servers);
                    known.odd.extend(cut.odd);
                    known.ds.extend(cut.ds);
                }
                None => drop(self.by_name.insert(at.name.clone(), cut)),
            }
        }
        if let Some(cut) = hidden_by.and_then(|name| self.by_name.get_mut(&name)) {
            let is_glue = cut.servers.contains(&at.name);
            if is_glue && at.addresses > 0 {
                self.glue.insert(at.name.clone());
            }
            cut.occluded.count += if is_glue { at.others - at.addresses } else { at.others };
            for rtype in at.types {
                // Which addresses are glue of other cuts is known at the end.
                let has_room = is_address(&rtype) || cut.occluded.examples.len() < EXAMPLES;
                if has_room && !(is_glue && is_address(&rtype)) {
                    cut.occluded.examples.push((at.name.clone(), rtype));
                }
            }
        }
    }

    /// Addresses below one cut may be glue of another (RFC 9471 §2.2, sibling glue).
    fn leave_out_glue_of_others(&mut self) {
        let all: BTreeSet<Name> =
            self.by_name.values().flat_map(|cut| cut.servers.iter().cloned()).collect();
        for cut in self.by_name.values_mut() {
            let Occluded { count, examples } = &mut cut.occluded;
            examples.retain(|(name, rtype)| {
                let is_glue = is_address(rtype) && all.contains(name);
                *count -= u64::from(is_glue);
                !is_glue
            });
            examples.truncate(EXAMPLES);
            examples.shrink_to_fit();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cut::fixture::{DS, alias, name, set, weighted};

    fn read(sets: &[RecordSet]) -> Cuts {
        read_by(sets, 300)
    }

    fn read_by(sets: &[RecordSet], page: usize) -> Cuts {
        let mut cuts = Cuts::of(name("example.com"));
        for page in sets.chunks(page) {
            cuts.take(page.to_vec());
        }
        cuts.finish();
        cuts
    }

    fn ns(owner: &str, servers: &[&str]) -> RecordSet {
        set(owner, "NS", 300, servers)
    }

    fn occluded(cuts: &Cuts, at: &str) -> Vec<String> {
        let cut = cuts.get(&name(at)).unwrap();
        assert_eq!(cut.occluded.count, cut.occluded.examples.len() as u64);
        cut.occluded.examples.iter().map(|(name, rtype)| format!("{name} {rtype}")).collect()
    }

    #[test]
    fn cuts_are_found_with_what_stands_there_however_the_pages_fall() {
        let sets = [
            ns("example.com", &["ns-9.awsdns-09.com."]),
            set("a.example.com", "A", 60, &["192.0.2.1"]),
            set("a.example.com", "DS", 60, &[DS, "odd"]),
            ns("a.example.com", &["NS1.example.net", "ns2.example.net."]),
            set("a.example.com", "TXT", 60, &["\"x\""]),
            set("www.a.example.com", "A", 60, &["192.0.2.1"]),
            set("b.example.com", "A", 60, &["192.0.2.1"]),
        ];
        for page in 1..=sets.len() {
            let cuts = read_by(&sets, page);
            assert_eq!(cuts.names().collect::<Vec<_>>(), [&name("a.example.com")]);
            let cut = cuts.get(&name("a.example.com")).unwrap();
            assert_eq!(cut.servers, [name("ns1.example.net"), name("ns2.example.net")].into());
            assert_eq!(cut.ds, [Ds::parse(DS).unwrap()]);
            let hidden = ["a.example.com. A", "a.example.com. TXT", "www.a.example.com. A"];
            assert_eq!(occluded(&cuts, "a.example.com"), hidden, "pages of {page}");
        }
    }

    #[test]
    fn a_cut_below_another_is_dead_and_what_lies_there_is_hidden_by_the_upper_one() {
        let cuts = read(&[
            ns("a.example.com", &["ns1.example.net"]),
            ns("b.a.example.com", &["ns1.example.net"]),
            set("b.a.example.com", "DS", 60, &[DS]),
            set("c.b.a.example.com", "A", 60, &["192.0.2.1"]),
            ns("d.c.b.a.example.com", &["ns1.example.net"]),
        ]);
        assert_eq!(cuts.above(&name("b.a.example.com")), Some(name("a.example.com")));
        assert_eq!(cuts.above(&name("d.c.b.a.example.com")), Some(name("a.example.com")));
        assert_eq!(cuts.above(&name("a.example.com")), None);
        assert_eq!(occluded(&cuts, "a.example.com"), ["c.b.a.example.com. A"]);
        assert!(occluded(&cuts, "b.a.example.com").is_empty());
    }

    #[test]
    fn addresses_of_servers_below_the_cut_are_glue_and_nothing_else_is() {
        let cuts = read(&[
            ns("a.example.com", &["ns1.a.example.com", "a.example.com"]),
            set("a.example.com", "A", 60, &["192.0.2.1"]),
            set("ns1.a.example.com", "AAAA", 60, &["2001:db8::1"]),
            set("ns1.a.example.com", "TXT", 60, &["\"x\""]),
            alias("ns2.a.example.com", "A", "lb.example.net."),
            set("ns3.a.example.com", "A", 60, &["192.0.2.3"]),
            ns("b.example.com", &["ns3.a.example.com"]),
        ]);
        let hidden = ["ns1.a.example.com. TXT", "ns2.a.example.com. A"];
        assert_eq!(occluded(&cuts, "a.example.com"), hidden);
    }

    #[test]
    fn however_many_servers_of_other_cuts_lie_below_one_they_are_glue() {
        let hosts: Vec<String> =
            (0..2 * EXAMPLES).map(|n| format!("h{n:02}.ns.example.com")).collect();
        let servers: Vec<&str> = hosts.iter().map(String::as_str).collect();
        let mut sets = vec![ns("ns.example.com", &["ns.other.net"])];
        sets.extend(servers.iter().map(|host| set(host, "A", 60, &["192.0.2.1"])));
        sets.push(ns("zone.example.com", &servers));
        assert_eq!(read_by(&sets, 5).get(&name("ns.example.com")).unwrap().occluded.count, 0);
        sets.pop();
        let occluded = read_by(&sets, 5).get(&name("ns.example.com")).unwrap().occluded.clone();
        assert_eq!((occluded.count, occluded.examples.len()), (2 * EXAMPLES as u64, EXAMPLES));
    }

    #[test]
    fn servers_below_the_cut_need_an_address_whatever_else_stands_there() {
        let sets = [
            ns("a.example.com", &["ns1.a.example.com", "ns2.a.example.com", "a.example.com"]),
            set("ns1.a.example.com", "AAAA", 60, &["2001:db8::1"]),
            set("ns2.a.example.com", "CNAME", 60, &["ns1.a.example.com"]),
            ns("b.example.com", &["b.example.com", "ns2.a.example.com", "ns.example.com"]),
            set("b.example.com", "A", 60, &["192.0.2.1"]),
        ];
        for page in 1..=sets.len() {
            let cuts = read_by(&sets, page);
            let without = |at: &str| &cuts.get(&name(at)).unwrap().without_glue;
            let found = [name("a.example.com"), name("ns2.a.example.com")].into();
            assert_eq!(*without("a.example.com"), found);
            assert!(without("b.example.com").is_empty(), "others are found in other ways");
        }
    }

    #[test]
    fn of_ten_thousand_records_below_a_cut_a_few_are_kept() {
        let mut cuts = Cuts::of(name("example.com"));
        cuts.take(vec![ns("a.example.com", &["ns1.example.net"])]);
        for page in 0..34 {
            let owner = |at: i32| format!("h{page:02}{at:03}.a.example.com");
            cuts.take((0..300).map(|at| set(&owner(at), "A", 60, &["192.0.2.1"])).collect());
        }
        cuts.finish();
        let cut = cuts.get(&name("a.example.com")).unwrap();
        assert_eq!((cut.occluded.count, cut.occluded.examples.len()), (10_200, EXAMPLES));
        assert!(format!("{cuts:?}").len() < 4_000, "{cuts:?}");
        let mut plain = Cuts::of(name("example.com"));
        let many =
            |at: i32| weighted(set("w.example.com", "A", 60, &["192.0.2.1"]), &at.to_string());
        plain.take((0..10_000).map(many).collect());
        assert!(format!("{plain:?}").len() < 1_000, "{plain:?}");
    }

    #[test]
    fn names_that_sort_between_a_cut_and_what_lies_below_it_are_not_hidden() {
        let cuts = read(&[
            ns("a.example.com", &["ns1.example.net"]),
            set("a-b.example.com", "A", 60, &["192.0.2.1"]),
            set("www.a.example.com", "A", 60, &["192.0.2.1"]),
        ]);
        assert_eq!(occluded(&cuts, "a.example.com"), ["www.a.example.com. A"]);
    }

    #[test]
    fn a_value_that_is_no_name_is_kept_as_it_is() {
        let cuts = read(&[ns("a.example.com", &["ns1.example.net", "a..b"])]);
        assert_eq!(cuts.get(&name("a.example.com")).unwrap().odd, ["a..b"]);
    }
}
