//! An independent reader of the same servers: `kdig`, whose JSON (RFC 8427) is put in the few words
//! in which our own reading is put too.

use std::collections::HashMap;
use std::fmt::Write as _;
use std::net::SocketAddr;
use std::process::Command;
use std::time::Duration;

use serde_json::Value;
use zonecut::dns::{Ds, Name, RecordData, Reply};

use crate::installed::program;
use crate::python::{run, text};

/// How long it may take to ask all of its questions.
const LIMIT: Duration = Duration::from_mins(1);

/// An answer in words: how it went, AA, and each record of the three sections, sorted.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Words {
    rcode: u64,
    authoritative: bool,
    sections: [Vec<String>; 3],
}

/// A question: name without final dot, type, and whether DNSSEC records are wanted.
pub(crate) type Question = (String, &'static str, bool);

/// Asks one server many questions, and tells the answers in words.
pub(crate) fn ask(address: SocketAddr, questions: &[Question]) -> Vec<Words> {
    answers(address, questions).iter().map(words).collect()
}

/// The NSEC3 records in the authority section of each answer: the next owner by the owner, as
/// hashes in lower case.
pub(crate) fn hashes(address: SocketAddr, questions: &[Question]) -> Vec<HashMap<String, String>> {
    let chain = |answer: &Value| {
        let records = answer["authorityRRs"].as_array().cloned().unwrap_or_default();
        let hashed = records.iter().filter_map(|record| {
            let next = record["rdataNSEC3"].as_str()?.split_ascii_whitespace().nth(4)?;
            let owner = record["NAME"].as_str()?.split('.').next()?;
            Some((owner.to_ascii_lowercase(), next.to_ascii_lowercase()))
        });
        hashed.collect()
    };
    answers(address, questions).iter().map(chain).collect()
}

fn answers(address: SocketAddr, questions: &[Question]) -> Vec<Value> {
    let mut kdig = Command::new(program("kdig").unwrap());
    kdig.args(["+json", "+norec", "+edns", "+bufsize=1232", "+timeout=5", "+retry=2"]);
    kdig.arg(format!("@{}", address.ip())).args(["-p", &address.port().to_string()]);
    for (name, kind, dnssec) in questions {
        kdig.args(["-q", &format!("{name}."), "-t", kind]);
        kdig.arg(if *dnssec { "+dnssec" } else { "+nodnssec" });
    }
    let output = run(&mut kdig, LIMIT);
    assert!(output.status.success(), "{kdig:?}: {}", text(&output));
    let answers = serde_json::Deserializer::from_slice(&output.stdout).into_iter::<Value>();
    let answers: Vec<Value> = answers.map(Result::unwrap).collect();
    assert_eq!(answers.len(), questions.len(), "{}", text(&output));
    answers
}

fn words(answer: &Value) -> Words {
    let section = |name: &str| {
        let records = answer[name].as_array().cloned().unwrap_or_default();
        let records = records.iter().filter(|record| record["TYPEname"] != "OPT");
        sorted(records.map(record).collect())
    };
    Words {
        rcode: answer["RCODE"].as_u64().unwrap(),
        authoritative: answer["AA"] == 1,
        sections: ["answerRRs", "authorityRRs", "additionalRRs"].map(section),
    }
}

fn record(record: &Value) -> String {
    let kind = record["TYPEname"].as_str().unwrap();
    let data = record[format!("rdata{kind}")].as_str().unwrap();
    let fields: Vec<&str> = data.split_ascii_whitespace().collect();
    let shown = match kind {
        "NS" | "CNAME" => name(data),
        "SOA" => format!("{} {} {}", name(fields[0]), fields[2], fields[6]),
        "DS" => format!("{:?}", Ds::parse(data)),
        "DNSKEY" => format!("{} {}", fields[0], fields[2]),
        "NSEC" => format!("{} {}", name(fields[0]), fields[1..].join(" ")),
        // Hash, flags, iterations, salt, next owner, types: opt-out is the one flag (RFC 5155 §3.1.2).
        "NSEC3" => format!("{} {}", fields[1] == "1", fields[5..].join(" ")),
        "RRSIG" => fields[0].to_owned(),
        "A" | "AAAA" => data.to_owned(),
        _ => String::new(),
    };
    let owner = name(record["NAME"].as_str().unwrap());
    format!("{owner} {} {kind} {shown}", record["TTL"]).trim_end().to_owned()
}

/// A name in presentation format, whose escapes are decimal (RFC 1035 §5.1), in Route 53's words.
fn name(text: &str) -> String {
    let mut octal = String::new();
    let mut rest = text;
    while let Some(at) = rest.find('\\') {
        octal.push_str(&rest[..at]);
        let code = rest.get(at + 1..at + 4).and_then(|digits| digits.parse::<u8>().ok());
        let (octet, length) = match code {
            Some(octet) => (octet, 4),
            None => (rest.as_bytes()[at + 1], 2),
        };
        write!(octal, "\\{octet:03o}").unwrap();
        rest = &rest[at + length..];
    }
    octal.push_str(rest);
    Name::from_route53(&octal).unwrap().as_route53().to_owned()
}

/// Our own reading in the same words.
pub(crate) fn ours(reply: &Reply) -> Words {
    let section = |records: &[zonecut::dns::Record]| sorted(records.iter().map(own).collect());
    Words {
        rcode: match reply.rcode.to_string().as_str() {
            "NOERROR" => 0,
            "FORMERR" => 1,
            "SERVFAIL" => 2,
            "NXDOMAIN" => 3,
            "NOTIMP" => 4,
            "REFUSED" => 5,
            "NOTAUTH" => 9,
            other => panic!("{other}"),
        },
        authoritative: reply.authoritative,
        sections: [&reply.answers, &reply.authority, &reply.additional].map(|all| section(all)),
    }
}

fn own(record: &zonecut::dns::Record) -> String {
    let types = |types: &[zonecut::dns::RecordType]| {
        types.iter().map(|one| one.as_str().to_owned()).collect::<Vec<_>>().join(" ")
    };
    let (kind, shown) = match &record.data {
        RecordData::Ns(name) => ("NS", name.as_route53().to_owned()),
        RecordData::Cname(name) => ("CNAME", name.as_route53().to_owned()),
        RecordData::Soa(soa) => {
            ("SOA", format!("{} {} {}", soa.mname.as_route53(), soa.serial, soa.minimum))
        }
        RecordData::A(address) => ("A", address.to_string()),
        RecordData::Aaaa(address) => ("AAAA", address.to_string()),
        RecordData::Ds(ds) => ("DS", format!("{:?}", Some(ds))),
        RecordData::Dnskey(key) => ("DNSKEY", format!("{} {}", key.flags, key.algorithm)),
        RecordData::Nsec { next, types: at } => {
            ("NSEC", format!("{} {}", next.as_route53(), types(at)))
        }
        RecordData::Nsec3 { opt_out, types: at, .. } => {
            ("NSEC3", format!("{opt_out} {}", types(at)))
        }
        RecordData::Rrsig(covered) => ("RRSIG", covered.to_string()),
        RecordData::Other(kind) => (kind.as_str(), String::new()),
    };
    let owner = record.name.as_route53();
    format!("{owner} {} {kind} {shown}", record.ttl).trim_end().to_owned()
}

fn sorted(mut lines: Vec<String>) -> Vec<String> {
    lines.sort();
    lines
}
