"""Another DNS client than ours: asks the name servers on loopback, and says what is not as expected.

The argument names a file of JSON: `root` and `resolver`, ports; `hosts`, the port of each host.
"""

import json
import sys

import dns.dnssec
import dns.flags
import dns.message
import dns.name
import dns.query
import dns.rcode
import dns.rdatatype
import dns.resolver

with open(sys.argv[1]) as file:
    told = json.load(file)
LIMIT = 5
HOSTS = {dns.name.from_text(host): port for host, port in told["hosts"].items()}


def ask(port, name, kind, tcp=False, **options):
    query = dns.message.make_query(name, kind, **options)
    query.flags &= ~dns.flags.RD
    by = dns.query.tcp if tcp else dns.query.udp
    # dnspython holds the answer against id, question and source by itself.
    return by(query, "127.0.0.1", timeout=LIMIT, port=port)


def values(message, section, kind):
    return sorted(
        record.to_text()
        for rrset in message.section_from_number(section)
        if rrset.rdtype == dns.rdatatype.from_text(kind)
        for record in rrset
    )


def answer(message, kind):
    return values(message, 1, kind)


def authority(message, kind):
    return values(message, 2, kind)


def additional(message, kind):
    return values(message, 3, kind)


def flag(message, name):
    return bool(message.flags & dns.flags.from_text(name))


def walk(name, kind):
    """From the root by referrals: the zones passed, and the last answer."""
    name = dns.name.from_text(name)
    port, passed = told["root"], []
    for _ in range(10):
        message = ask(port, name, kind, want_dnssec=True)
        cut = next((it for it in message.authority if it.rdtype == dns.rdatatype.NS), None)
        if flag(message, "AA") or cut is None:
            return passed, message
        passed.append(cut.name.to_text())
        port = HOSTS[sorted(record.target for record in cut)[0]]
    raise AssertionError("a walk without end")


parent, child = HOSTS[dns.name.from_text("ns-11.awsdns-01.com")], HOSTS[
    dns.name.from_text("ns1.child.example.com")
]

# An answer, by both ways, and the case of the question.
for tcp in (False, True):
    message = ask(parent, "WWW.example.com.", "A", tcp=tcp)
    assert message.rcode() == dns.rcode.NOERROR and flag(message, "AA")
    assert not flag(message, "RA") and not flag(message, "TC")
    assert answer(message, "A") == ["192.0.2.1"], message
    assert message.answer[0].name.to_text() == "WWW.example.com."

# Names that are not there, and types that are not there.
message = ask(parent, "nothing.example.com.", "A")
assert message.rcode() == dns.rcode.NXDOMAIN and flag(message, "AA") and not message.answer
assert message.authority[0].rdtype == dns.rdatatype.SOA and message.authority[0].ttl == 900
message = ask(parent, "www.example.com.", "AAAA")
assert message.rcode() == dns.rcode.NOERROR and flag(message, "AA") and not message.answer
assert message.authority[0].name.to_text() == "example.com."

# A referral with its glue.
message = ask(parent, "www.child.example.com.", "A")
assert message.rcode() == dns.rcode.NOERROR and not flag(message, "AA") and not message.answer
assert authority(message, "NS") == ["ns-21.awsdns-02.com.", "ns1.child.example.com."]
assert additional(message, "A") == ["192.0.2.53"]

# The zone itself, and what the server has not got.
message = ask(child, "child.example.com.", "SOA")
assert flag(message, "AA") and answer(message, "SOA")[0].startswith("ns1.child.example.com. ")
assert ask(child, "example.com.", "SOA").rcode() == dns.rcode.REFUSED

# Wildcards, CNAMEs, odd names, long answers.
assert answer(ask(parent, "any.wild.example.com.", "A"), "A") == ["192.0.2.9"]
message = ask(parent, "alias.example.com.", "A")
assert answer(message, "CNAME") == ["www.example.com."] and answer(message, "A") == ["192.0.2.1"]
assert answer(ask(parent, r"0\0475.example.com.", "TXT"), "TXT") == ['"odd"']
message = ask(parent, "large.example.com.", "TXT")
assert flag(message, "TC")
message, by_tcp = dns.query.udp_with_fallback(
    dns.message.make_query("large.example.com.", "TXT"), "127.0.0.1", timeout=LIMIT, port=parent
)
assert by_tcp and len(answer(message, "TXT")) == 40
message = ask(parent, "www.example.com.", "A", use_edns=0, payload=1232, want_dnssec=True)
assert message.edns == 0 and message.ednsflags & dns.flags.DO

# The mail and the rest of the types, as dnspython reads them.
for kind, text in told["types"].items():
    assert answer(ask(parent, "types.example.com.", kind), kind) == [text], kind

# From the root to a signed zone: the DS at the cut is the digest of a key that is served.
passed, message = walk("www.signed.example.org.", "A")
assert passed == ["example.org.", "signed.example.org."], passed
assert answer(message, "A") == ["192.0.2.8"] and answer(message, "RRSIG")
signed = HOSTS[dns.name.from_text("ns-31.awsdns-03.com")]
upper = HOSTS[dns.name.from_text("ns-30.awsdns-03.com")]
keys = ask(signed, "signed.example.org.", "DNSKEY", want_dnssec=True).answer[0]
ds = ask(upper, "signed.example.org.", "DS").answer[0][0]
made = [dns.dnssec.make_ds("signed.example.org.", key, "SHA256") for key in keys]
assert ds in made, (ds, made)
assert ds.key_tag in [dns.dnssec.key_id(key) for key in keys]
registered = ask(told["root"], "example.org.", "DS").answer[0][0]
keys = ask(upper, "example.org.", "DNSKEY").answer[0]
assert registered in [dns.dnssec.make_ds("example.org.", key, "SHA256") for key in keys]
message = ask(upper, "plain.example.org.", "NS", want_dnssec=True)
assert not flag(message, "AA") and not authority(message, "DS")
assert authority(message, "NSEC") == [r"\000.plain.example.org. NS RRSIG NSEC"], message
passed, message = walk("ns1.child.example.com.", "AAAA")
assert passed == ["example.com.", "child.example.com."] and not message.answer

# The resolver.
resolver = dns.resolver.Resolver(configure=False)
resolver.nameservers, resolver.port, resolver.lifetime = ["127.0.0.1"], told["resolver"], LIMIT
found = resolver.resolve("alias.example.com.", "A")
assert [it.to_text() for it in found] == ["192.0.2.1"]
assert found.canonical_name.to_text() == "www.example.com."
assert flag(found.response, "RA") and not flag(found.response, "AA")
servers = sorted(it.target.to_text() for it in resolver.resolve("child.example.com.", "NS"))
assert servers == ["ns-21.awsdns-02.com.", "ns1.child.example.com."], servers
for name, kind, error in (
    ("nothing.example.com.", "A", dns.resolver.NXDOMAIN),
    ("www.example.com.", "MX", dns.resolver.NoAnswer),
    ("lame.example.com.", "A", dns.resolver.NoNameservers),
    ("bogus.example.org.", "A", dns.resolver.NoNameservers),
):
    try:
        found = resolver.resolve(name, kind)
    except error:
        continue
    raise AssertionError((name, kind, found.rrset))

print("all of it")
