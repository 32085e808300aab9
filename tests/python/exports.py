"""Reads what zonecut exports by parsers that others wrote.

    exports.py hcl FILE            the configuration as JSON, by python-hcl2
    exports.py zone FILE ORIGIN HOST:PORT
                                   a zone file by dnspython, held against what a server answers;
                                   prints how many RRsets were, and what differs
"""

import json
import sys

import dns.flags
import dns.message
import dns.name
import dns.query
import dns.rdataclass
import dns.rdatatype
import dns.zone
import hcl2

LIMIT = 5


def value(parsed):
    """Strings without their quotation marks, and with what their escapes stand for."""
    if isinstance(parsed, dict):
        return {value(key): value(item) for key, item in parsed.items() if key != "__is_block__"}
    if isinstance(parsed, list):
        return [value(item) for item in parsed]
    if isinstance(parsed, str) and parsed.startswith('"'):
        return json.loads(parsed).replace("$${", "${").replace("%%{", "%{")
    return parsed


def hcl(path):
    with open(path) as file:
        print(json.dumps(value(hcl2.load(file))))


def zone(path, origin, server):
    host, port = server.rsplit(":", 1)
    read = dns.zone.from_file(path, origin=origin, relativize=False)
    differences, held = [], 0
    apex = dns.name.from_text(origin)
    is_cut = lambda node: node.get_rdataset(dns.rdataclass.IN, dns.rdatatype.NS)
    cuts = {name for name, node in read.nodes.items() if is_cut(node)}
    for name, node in read.nodes.items():
        # What lies below a cut is occluded, and not answered.
        if any(name != cut and name.is_subdomain(cut) for cut in cuts - {apex}):
            continue
        for rdataset in node:
            query = dns.message.make_query(name, rdataset.rdtype)
            query.flags &= ~dns.flags.RD
            answer = dns.query.tcp(query, host, timeout=LIMIT, port=int(port))
            # Below the apex NS come as a referral.
            found = [
                rrset
                for rrset in answer.answer + answer.authority
                if rrset.name == name and rrset.rdtype == rdataset.rdtype
            ]
            told = [(rrset.ttl, sorted(r.to_text() for r in rrset)) for rrset in found]
            wanted = [(rdataset.ttl, sorted(r.to_text() for r in rdataset))]
            held += 1
            if told != wanted:
                kind = dns.rdatatype.to_text(rdataset.rdtype)
                differences.append(f"{name} {kind}: {wanted} in the file, {told} by the server")
    print(json.dumps({"held": held, "differences": differences}))


if sys.argv[1] == "hcl":
    hcl(sys.argv[2])
else:
    zone(*sys.argv[2:])
