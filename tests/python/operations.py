"""Drives boto3 through every operation of the emulator: answers, error codes, page sizes.

Arguments: the id of a zone that a service owns, of a signed zone, of a private zone, and of a zone
in another account; the keys of a caller who may not list zones, of one whose session is over, and
of one who may do what the AWS CDK grants for a delegation, and no more.
"""

import sys
import time

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError

linked, signed, private, foreign, denied_key, expired_key, delegator_key = sys.argv[1:]
ONCE = Config(retries={"total_max_attempts": 1})
route53 = boto3.client("route53", config=ONCE)
sts = boto3.client("sts", config=ONCE)


def refused(code, call, *words, **arguments):
    """The call fails with this code, its text has these words, its HTTP status suits."""
    try:
        answer = call(**arguments)
    except ClientError as error:
        found = error.response["Error"]
        status = error.response["ResponseMetadata"]["HTTPStatusCode"]
        assert found["Code"] == code, error
        assert status == STATUS.get(code, 400), (status, error)
        assert error.response["ResponseMetadata"]["RequestId"], error
        for word in words:
            assert word in found["Message"], f"{word!r} is not in {found['Message']!r}"
    else:
        raise AssertionError(f"{code} was expected, not {answer}")


STATUS = {
    "NoSuchHostedZone": 404,
    "NoSuchChange": 404,
    "HostedZoneAlreadyExists": 409,
    "AccessDenied": 403,
    "ExpiredToken": 403,
    "InvalidClientTokenId": 403,
}


def change(zone, *changes):
    batch = [{"Action": action, "ResourceRecordSet": wanted} for action, wanted in changes]
    return dict(HostedZoneId=zone, ChangeBatch={"Comment": "test", "Changes": batch})


def record_set(name, kind, *values, ttl=300, **more):
    records = [{"Value": value} for value in values]
    return {"Name": name, "Type": kind, "TTL": ttl, "ResourceRecords": records, **more}


def apply(zone, *changes):
    return route53.change_resource_record_sets(**change(zone, *changes))["ChangeInfo"]


def invalid(zone, *changes, words=(), code="InvalidChangeBatch"):
    refused(code, route53.change_resource_record_sets, *words, **change(zone, *changes))


def names(zone, **more):
    pages = route53.get_paginator("list_resource_record_sets").paginate(HostedZoneId=zone, **more)
    return [there["Name"] for page in pages for there in page["ResourceRecordSets"]]


# CreateHostedZone, GetHostedZone
created = route53.create_hosted_zone(
    Name="Child.Example.com", CallerReference="one", HostedZoneConfig={"Comment": "a & <b>"}
)
zone = created["HostedZone"]["Id"].removeprefix("/hostedzone/")
assert created["ResponseMetadata"]["HTTPStatusCode"] == 201
assert created["Location"].endswith(zone), created["Location"]
assert created["ChangeInfo"]["Status"] == "PENDING"
assert created["HostedZone"]["Name"] == "child.example.com."
assert created["HostedZone"]["ResourceRecordSetCount"] == 2
servers = created["DelegationSet"]["NameServers"]
assert len(set(servers)) == 4 and not any(server.endswith(".") for server in servers), servers
read = route53.get_hosted_zone(Id=zone)
assert read["HostedZone"]["Config"] == {"Comment": "a & <b>", "PrivateZone": False}, read
assert read["DelegationSet"]["NameServers"] == servers and "VPCs" not in read
refused("HostedZoneAlreadyExists", route53.create_hosted_zone, Name="x.org", CallerReference="one")
refused("InvalidDomainName", route53.create_hosted_zone, Name="a..b", CallerReference="two")
refused(
    "NoSuchDelegationSet",
    route53.create_hosted_zone,
    Name="x.org",
    CallerReference="three",
    DelegationSetId="N404",
)
inside = route53.create_hosted_zone(
    Name="inside.example.com",
    CallerReference="inside",
    VPC={"VPCRegion": "eu-central-1", "VPCId": "vpc-1"},
    HostedZoneConfig={"PrivateZone": True},
)
assert inside["VPC"] == {"VPCRegion": "eu-central-1", "VPCId": "vpc-1"}, inside
inside_zone = route53.get_hosted_zone(Id=private)
assert inside_zone["HostedZone"]["Config"]["PrivateZone"] and "DelegationSet" not in inside_zone
assert inside_zone["VPCs"], inside_zone
apex = route53.list_resource_record_sets(HostedZoneId=private)["ResourceRecordSets"][0]
assert apex["ResourceRecords"][0]["Value"] == "ns-0.awsdns-00.com.", apex
owned = route53.get_hosted_zone(Id=linked)["HostedZone"]["LinkedService"]
assert owned["ServicePrincipal"] == "servicediscovery.amazonaws.com", owned
refused("NoSuchHostedZone", route53.get_hosted_zone, "Z404", Id="Z404")
refused("AccessDenied", route53.get_hosted_zone, "not authorized", Id=foreign)

# ChangeResourceRecordSets, GetChange
ns = record_set("a.child.example.com", "NS", "ns1.example.net", "ns2.example.net.")
info = apply(zone, ("CREATE", ns))
assert info["Status"] == "PENDING" and info["Comment"] == "test", info
for _ in range(100):
    if route53.get_change(Id=info["Id"])["ChangeInfo"]["Status"] == "INSYNC":
        break
    time.sleep(0.02)
else:
    raise AssertionError("the change never got in sync")
refused("NoSuchChange", route53.get_change, Id="C404")
missing = record_set("b.child.example.com", "NS", "ns1.example.net")
invalid(
    zone,
    ("CREATE", ns),
    ("DELETE", missing),
    words=(
        "[Tried to create resource record set [name='a.child.example.com.', type='NS'] but it "
        "already exists, Tried to delete resource record set [name='b.child.example.com.', "
        "type='NS'] but it was not found]",
    ),
)
invalid(
    zone,
    ("DELETE", {**ns, "TTL": 60}),
    words=("but the values provided do not match the current values",),
)
invalid(
    zone,
    ("CREATE", record_set("a.child.example.com", "CNAME", "x.example.net")),
    words=(
        "[RRSet of type CNAME with DNS name a.child.example.com. is not permitted as it "
        "conflicts with other records with the same DNS name in zone child.example.com.]",
    ),
)
apply(zone, ("CREATE", record_set("c.child.example.com", "CNAME", "x.example.net")))
invalid(
    zone,
    ("CREATE", record_set("c.child.example.com", "NS", "ns1.example.net")),
    words=(
        "[RRSet of type NS with DNS name c.child.example.com. is not permitted because a "
        "conflicting RRSet of type CNAME with the same DNS name already exists in zone "
        "child.example.com.]",
    ),
)
invalid(
    zone,
    ("CREATE", record_set("child.example.com", "CNAME", "x.example.net")),
    words=("is not permitted at apex in zone child.example.com.",),
)
invalid(
    zone,
    ("CREATE", record_set("badchild.example.com", "A", "192.0.2.1")),
    words=("[RRSet with DNS name badchild.example.com. is not permitted in zone child.",),
)
apex = {
    there["Type"]: there
    for there in route53.list_resource_record_sets(HostedZoneId=zone, MaxItems="2")[
        "ResourceRecordSets"
    ]
}
invalid(zone, ("DELETE", apex["NS"]), words=("must contain at least one NS record",))
invalid(zone, ("DELETE", apex["SOA"]), words=("must contain exactly one SOA record",))
invalid(zone, ("CREATE", record_set("*.child.example.com", "NS", "ns1.example.net")))
invalid(zone, ("CREATE", record_set("n.child.example.com", "NS", "192.0.2.53")))
invalid(
    zone,
    ("CREATE", record_set("n.child.example.com", "NS", "a.org", "a.org")),
    words=("Duplicate Resource Record: 'a.org'",),
)
invalid(
    zone,
    ("CREATE", record_set("n.child.example.com", "A", "300.0.0.1")),
    words=(
        "ARRDATAIllegalIPv4Address (Value is not a valid IPv4 address) encountered with '300.0.0.1'",
    ),
)
invalid(
    zone,
    ("CREATE", record_set("a..child.example.com", "A", "192.0.2.1")),
    words=("DomainLabelEmpty",),
)
ds = record_set("ds.child.example.com", "DS", "12345 13 2 " + "AB" * 32)
invalid(zone, ("CREATE", ds), words=("no RRSet of type NS",))
with_ns = record_set("ds.child.example.com", "NS", "ns1.example.net")
apply(zone, ("CREATE", ds), ("CREATE", with_ns))
invalid(zone, ("DELETE", with_ns), words=("no RRSet of type NS",))
apply(zone, ("DELETE", with_ns), ("DELETE", ds))
invalid(zone, ("UPSERT", ns), ("UPSERT", ns), words=("invalid set of changes",))
invalid(linked, ("CREATE", record_set("a.svc.example.com", "A", "192.0.2.1")), code="AccessDenied")
invalid("Z404", ("CREATE", ns), code="NoSuchHostedZone")
invalid(zone, ("CREATE", {"Name": "x.child.example.com", "Type": "A"}), code="InvalidInput")
invalid(zone, ("CREATE", {**ns, "SetIdentifier": "x"}), code="InvalidInput")
invalid(zone, ("CREATE", {**ns, "Weight": 1}), code="InvalidInput", words=("SetIdentifier",))
invalid(zone, ("CREATE", {**ns, "SetIdentifier": "x", "Weight": 1}), code="InvalidInput")

# The limits of a batch: 1,000 records and 32,000 characters, and UPSERT counts twice.
addresses = [f"10.0.{n // 250}.{n % 250}" for n in range(1001)]
large = [record_set(f"l{n}.child.example.com", "A", *addresses[n * 250 :][:250]) for n in range(4)]
one_more = record_set("l4.child.example.com", "A", addresses[1000])
invalid(zone, *[("CREATE", it) for it in large + [one_more]], words=("limit of 1000 exceeded",))
invalid(zone, *[("UPSERT", it) for it in large[:3]], words=("limit of 1000 exceeded",))
apply(zone, *[("CREATE", it) for it in large])
apply(zone, *[("DELETE", it) for it in large])
strings = " ".join(['"' + "x" * 250 + '"'] * 15)
texts = [record_set(f"t{n}.child.example.com", "TXT", strings) for n in range(9)]
invalid(zone, *[("CREATE", it) for it in texts], words=("limit of 32000 exceeded",))
invalid(zone, *[("UPSERT", it) for it in texts[:5]], words=("limit of 32000 exceeded",))
apply(zone, *[("CREATE", it) for it in texts[:8]])
apply(zone, *[("DELETE", it) for it in texts[:8]])

# Aliases and routing policies come back as they were sent.
target = {"HostedZoneId": zone, "DNSName": "a.child.example.com.", "EvaluateTargetHealth": False}
routed = [
    {"Name": "al.child.example.com.", "Type": "A", "AliasTarget": target},
    record_set("co.child.example.com.", "A", "192.0.2.1", SetIdentifier="x", Failover="PRIMARY"),
    record_set(
        "eu.child.example.com.",
        "A",
        "192.0.2.1",
        SetIdentifier="x",
        GeoLocation={"ContinentCode": "EU"},
    ),
    record_set("la.child.example.com.", "A", "192.0.2.1", SetIdentifier="x", Region="eu-west-1"),
    record_set("mu.child.example.com.", "A", "192.0.2.1", SetIdentifier="x", MultiValueAnswer=True),
    record_set("we.child.example.com.", "A", "192.0.2.1", SetIdentifier="x", Weight=0),
]
apply(zone, *[("CREATE", it) for it in routed])
back = route53.list_resource_record_sets(HostedZoneId=zone)["ResourceRecordSets"]
assert all(it in back for it in routed), back
invalid(
    zone,
    ("CREATE", record_set("we.child.example.com.", "A", "192.0.2.1")),
    words=("cannot be created as other RRSets exist with the same name and type.",),
)
invalid(zone, ("CREATE", {**routed[0], "Type": "NS"}))
apply(zone, *[("DELETE", it) for it in routed])

# ListResourceRecordSets: where it starts, what size its pages have, in what order it comes.
odd = ["*.child", "a-b.child", "0/25.child", "a b.child", "_dmarc.child"]
apply(zone, *[("CREATE", record_set(f"{it}.example.com", "A", "192.0.2.1")) for it in odd])
whole = names(zone)
assert whole == [
    "child.example.com.",
    "child.example.com.",
    "\\052.child.example.com.",
    "0\\05725.child.example.com.",
    "_dmarc.child.example.com.",
    "a\\040b.child.example.com.",
    "a-b.child.example.com.",
    "a.child.example.com.",
    "c.child.example.com.",
], whole
for size in range(1, 11):
    assert names(zone, PaginationConfig={"PageSize": size}) == whole, size
assert names(zone, StartRecordName="a.child.example.com") == whole[7:]
assert names(zone, StartRecordName="A\\040b.child.example.com.") == whole[5:]
assert names(zone, StartRecordName="child.example.com", StartRecordType="SOA") == whole[1:]
one = route53.list_resource_record_sets(HostedZoneId=zone, MaxItems="1")
assert one["IsTruncated"] and one["NextRecordType"] == "SOA" and one["MaxItems"] == "1", one
many = [record_set(f"h{n:03}.child.example.com", "A", "192.0.2.1") for n in range(300)]
apply(zone, *[("CREATE", it) for it in many])
first = route53.list_resource_record_sets(HostedZoneId=zone, MaxItems="1000")
assert len(first["ResourceRecordSets"]) == 300 and first["MaxItems"] == "300", first["MaxItems"]
assert len(names(zone)) == 309
assert route53.get_hosted_zone(Id=zone)["HostedZone"]["ResourceRecordSetCount"] == 309
listed = route53.list_resource_record_sets
refused("InvalidInput", listed, HostedZoneId=zone, StartRecordType="A")
refused("InvalidInput", listed, HostedZoneId=zone, StartRecordName="a.b", StartRecordIdentifier="x")
refused("InvalidInput", listed, HostedZoneId=zone, MaxItems="0")
refused("NoSuchHostedZone", listed, HostedZoneId="Z404")

# ListHostedZones, ListHostedZonesByName, GetHostedZoneCount
for n in range(103):
    route53.create_hosted_zone(Name=f"z{n:03}.example.org", CallerReference=f"z{n}")
count = route53.get_hosted_zone_count()["HostedZoneCount"]
pages = list(route53.get_paginator("list_hosted_zones").paginate())
assert [len(page["HostedZones"]) for page in pages] == [100, count - 100], count
ids = [there["Id"] for page in pages for there in page["HostedZones"]]
assert len(set(ids)) == count
small = route53.get_paginator("list_hosted_zones").paginate(PaginationConfig={"PageSize": 7})
assert [there["Id"] for page in small for there in page["HostedZones"]] == ids
refused("InvalidInput", route53.list_hosted_zones, Marker="Z404")
by_name = route53.list_hosted_zones_by_name(DNSName="z100.example.org", MaxItems="2")
found = [there["Name"] for there in by_name["HostedZones"]]
assert found == ["z100.example.org.", "z101.example.org."], found
assert by_name["IsTruncated"] and by_name["NextDNSName"] == "z102.example.org."
assert by_name["NextHostedZoneId"], by_name
start, seen = {}, []
while True:
    page = route53.list_hosted_zones_by_name(MaxItems="9", **start)
    seen += [there["Id"] for there in page["HostedZones"]]
    if not page["IsTruncated"]:
        break
    start = {"DNSName": page["NextDNSName"], "HostedZoneId": page["NextHostedZoneId"]}
assert sorted(seen) == sorted(ids) and len(seen) == count
refused("InvalidInput", route53.list_hosted_zones_by_name, HostedZoneId=zone)

# GetAccountLimit, GetHostedZoneLimit, GetDNSSEC
zones = route53.get_account_limit(Type="MAX_HOSTED_ZONES_BY_OWNER")
assert zones["Limit"] == {"Type": "MAX_HOSTED_ZONES_BY_OWNER", "Value": 500}, zones
assert zones["Count"] == count, zones
sets = route53.get_account_limit(Type="MAX_REUSABLE_DELEGATION_SETS_BY_OWNER")
assert (sets["Limit"]["Value"], sets["Count"]) == (100, 0), sets
refused("InvalidInput", route53.get_account_limit, "MAX_DREAMS", Type="MAX_DREAMS")
limit = route53.get_hosted_zone_limit(Type="MAX_RRSETS_BY_ZONE", HostedZoneId=zone)
assert (limit["Limit"]["Value"], limit["Count"]) == (10000, 309), limit
vpcs = dict(Type="MAX_VPCS_ASSOCIATED_BY_ZONE")
assert route53.get_hosted_zone_limit(HostedZoneId=private, **vpcs)["Count"] == 1
refused("HostedZoneNotPrivate", route53.get_hosted_zone_limit, HostedZoneId=zone, **vpcs)
assert route53.get_dnssec(HostedZoneId=zone)["Status"]["ServeSignature"] == "NOT_SIGNING"
keys = route53.get_dnssec(HostedZoneId=signed)["KeySigningKeys"]
assert keys[0]["DSRecord"].startswith(f"{keys[0]['KeyTag']} 13 2 "), keys
refused("InvalidArgument", route53.get_dnssec, "private hosted zones", HostedZoneId=private)

# A record set protection holds against everybody, also for a set that is not there yet.
kept = record_set("kept.signed.example.com", "NS", "ns1.example.net")
for action in ["CREATE", "UPSERT", "DELETE"]:
    invalid(signed, (action, kept), words=("protected", "ask Ann", "name='kept.signed."))
apply(signed, ("CREATE", record_set("kept.signed.example.com", "A", "192.0.2.1")))

# STS, and who may do what
assert sts.get_caller_identity()["Account"] == "123456789012"
role = "arn:aws:iam::222222222222:role/dns"
assumed = sts.assume_role(RoleArn=role, RoleSessionName="test", DurationSeconds=900)
given = assumed["Credentials"]
member = dict(
    aws_access_key_id=given["AccessKeyId"],
    aws_secret_access_key=given["SecretAccessKey"],
    aws_session_token=given["SessionToken"],
)
identity = boto3.client("sts", **member).get_caller_identity()
assert identity["Arn"] == "arn:aws:sts::222222222222:assumed-role/dns/test", identity
refused(
    "AccessDenied",
    sts.assume_role,
    "sts:AssumeRole on resource",
    RoleArn="arn:aws:iam::222222222222:role/other",
    RoleSessionName="test",
)
refused(
    "ValidationError", sts.assume_role, RoleArn=role, RoleSessionName="test", DurationSeconds=99999
)


def client(service, key):
    credentials = dict(aws_access_key_id=key, aws_secret_access_key="secret")
    return boto3.client(service, config=ONCE, **credentials)


denied = client("route53", denied_key)
refused(
    "AccessDenied",
    denied.list_hosted_zones,
    "User: arn:aws:iam::123456789012:user/auditor is not authorized to perform: "
    "route53:ListHostedZones because no identity-based policy allows",
)
assert denied.get_hosted_zone_count()["HostedZoneCount"] == count
delegator = client("route53", delegator_key)
organizations = boto3.client("organizations", config=ONCE)
pages = list(organizations.get_paginator("list_accounts").paginate())
assert len(pages) == 2, pages
accounts = {account["Id"]: account for page in pages for account in page["Accounts"]}
assert accounts["222222222222"]["Status"] == "SUSPENDED", accounts
assert accounts["222222222222"]["Arn"].startswith("arn:aws:organizations::123456789012:account/o-")
refused("InvalidInputException", organizations.list_accounts, NextToken="x")
refused(
    "AccessDeniedException",
    client("organizations", denied_key).list_accounts,
    "is not authorized to perform: organizations:ListAccounts",
)
found = delegator.list_hosted_zones_by_name(DNSName="child.example.com", MaxItems="1")
assert found["HostedZones"][0]["Id"].endswith(zone), found
cut = record_set("cut.child.example.com", "NS", "ns1.example.net")
send = delegator.change_resource_record_sets
send(**change(zone, ("UPSERT", cut)))
for kind, values in [("NS", ["ns1.example.net"]), ("A", ["192.0.2.1"])]:
    refused(
        "AccessDenied",
        send,
        "user/delegator is not authorized to perform: route53:ChangeResourceRecordSets on "
        "resource: arn:aws:route53:::hostedzone/" + zone,
        **change(zone, ("CREATE", record_set("new.child.example.com", kind, *values))),
    )
address = record_set("new.child.example.com", "A", "192.0.2.1")
refused("AccessDenied", send, **change(zone, ("DELETE", cut), ("UPSERT", address)))
assert "cut.child.example.com." in names(zone), "a batch is let in whole or not at all"
send(**change(zone, ("DELETE", cut)))
refused("AccessDenied", delegator.get_hosted_zone, Id=zone)
refused("AccessDenied", delegator.list_resource_record_sets, HostedZoneId=zone)
refused("ExpiredToken", client("sts", expired_key).get_caller_identity)
refused("ExpiredToken", client("route53", expired_key).list_hosted_zones)
refused("InvalidClientTokenId", client("route53", "AKIANOBODY").list_hosted_zones)
refused("InvalidClientTokenId", client("sts", "AKIANOBODY").get_caller_identity)
refused("InvalidAction", route53.delete_hosted_zone, "DELETE", Id=zone)
print("all of it")
