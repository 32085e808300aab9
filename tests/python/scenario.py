"""One story, told to any Route 53: prints, as JSON, how each step ended.

The endpoint, key and region come from the environment. Each step has names of its own, so that a
server which takes what another refuses does not change the steps after it. Zone ids, name servers
and prose differ from server to server and are left out; codes and record sets are kept.
"""

import json

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError, PaginationError

route53 = boto3.client("route53", config=Config(retries={"total_max_attempts": 1}))
sts = boto3.client("sts", config=Config(retries={"total_max_attempts": 1}))
ended = {}


def step(name, call):
    """Notes what a call came to: what it returns, or its error code."""
    try:
        ended[name] = call()
    except ClientError as error:
        ended[name] = error.response["Error"]["Code"]
    except PaginationError:
        ended[name] = "the same page again and again"


def record_set(name, kind, *values, ttl=300, **more):
    records = [{"Value": value} for value in values]
    return {"Name": name, "Type": kind, "TTL": ttl, "ResourceRecords": records, **more}


def change(*changes):
    """Sends a batch of (action, record set) and tells what then stands at the names in it."""
    batch = [{"Action": action, "ResourceRecordSet": wanted} for action, wanted in changes]
    names = {wanted["Name"].rstrip(".") + "." for _, wanted in changes}
    names |= {name.replace("*", "\\052") for name in names}
    try:
        route53.change_resource_record_sets(HostedZoneId=zone, ChangeBatch={"Changes": batch})
        verdict = "ok"
    except ClientError as error:
        verdict = error.response["Error"]["Code"]
    return [verdict] + [line(there) for there in listing() if there["Name"] in names]


def line(there):
    values = sorted(record["Value"] for record in there.get("ResourceRecords", []))
    words = [there["Name"], there["Type"], there.get("SetIdentifier", ""), there.get("TTL", "")]
    return " ".join(str(word) for word in words + values if word != "")


def listing(**more):
    pages = route53.get_paginator("list_resource_record_sets")
    found = []
    for page in pages.paginate(HostedZoneId=zone, **more):
        found += page["ResourceRecordSets"]
    return found


created = route53.create_hosted_zone(Name="example.com", CallerReference="scenario")
zone = created["HostedZone"]["Id"].rsplit("/", 1)[1]
ours = created["DelegationSet"]["NameServers"]
second = route53.create_hosted_zone(Name="example.org", CallerReference="scenario org")

ended["the zone's name"] = created["HostedZone"]["Name"]
ended["four name servers"] = len(ours)
ended["name servers of its own"] = sorted(ours) != sorted(second["DelegationSet"]["NameServers"])
ended["types at the apex"] = [there["Type"] for there in listing()]
ended["apex NS end with a dot"] = [
    record["Value"].endswith(".") for record in listing()[0]["ResourceRecords"]
]
step(
    "a caller reference again",
    lambda: route53.create_hosted_zone(Name="example.com", CallerReference="scenario")[
        "HostedZone"
    ]["Name"],
)

old = record_set("team.example.com", "NS", "ns1.example.net.", "ns2.example.net.")
new = record_set("team.example.com", "NS", "ns3.example.net.", "ns4.example.net.", ttl=60)
step("create NS", lambda: change(("CREATE", old)))
step("replace NS in one batch", lambda: change(("DELETE", old), ("CREATE", new)))
step("delete NS", lambda: change(("DELETE", new)))
step("delete NS that is gone", lambda: change(("DELETE", new)))

twice = record_set("twice.example.com", "NS", "ns1.example.net.")
step("create for the first time", lambda: change(("CREATE", twice)))
step("create the same again", lambda: change(("CREATE", twice)))
over = record_set("over.example.com", "NS", "ns1.example.net.")
other = record_set("over.example.com", "NS", "ns2.example.net.")
step("create before another value", lambda: change(("CREATE", over)))
step("create over another value", lambda: change(("CREATE", other)))
there = record_set("wrong.example.com", "NS", "ns1.example.net.", "ns2.example.net.")
step("create before a wrong delete", lambda: change(("CREATE", there)))
step(
    "delete with other values",
    lambda: change(("DELETE", record_set("wrong.example.com", "NS", "ns9.example.net."))),
)
step(
    "delete with another TTL",
    lambda: change(("DELETE", {**there, "TTL": 301})),
)
step(
    "delete with the values in another order",
    lambda: change(
        ("DELETE", record_set("wrong.example.com", "NS", "ns2.example.net.", "ns1.example.net."))
    ),
)
step(
    "a batch that is half right",
    lambda: change(
        ("CREATE", record_set("half.example.com", "A", "192.0.2.1")),
        ("DELETE", record_set("nothing.example.com", "A", "192.0.2.1")),
    ),
)
step("upsert", lambda: change(("UPSERT", record_set("up.example.com", "A", "192.0.2.1"))))
step("upsert again", lambda: change(("UPSERT", record_set("up.example.com", "A", "192.0.2.2"))))

step("an address", lambda: change(("CREATE", record_set("plain.example.com", "A", "192.0.2.1"))))
step(
    "a CNAME beside an address",
    lambda: change(("CREATE", record_set("plain.example.com", "CNAME", "a.example.net."))),
)
step("a CNAME", lambda: change(("CREATE", record_set("alias.example.com", "CNAME", "a.example."))))
step(
    "NS beside a CNAME",
    lambda: change(("CREATE", record_set("alias.example.com", "NS", "ns1.example.net."))),
)
step(
    "a CNAME to go",
    lambda: change(("CREATE", record_set("room.example.com", "CNAME", "a.example."))),
)
step(
    "a CNAME makes room for NS",
    lambda: change(
        ("DELETE", record_set("room.example.com", "CNAME", "a.example.")),
        ("CREATE", record_set("room.example.com", "NS", "ns1.example.net.")),
    ),
)
step(
    "a name outside the zone",
    lambda: change(("CREATE", record_set("www.example.net", "A", "192.0.2.1"))),
)
step(
    "a name that only ends alike",
    lambda: change(("CREATE", record_set("badexample.com", "A", "192.0.2.1"))),
)
step("a wildcard", lambda: change(("CREATE", record_set("*.wild.example.com", "A", "192.0.2.1"))))
step(
    "an address as name server",
    lambda: change(("CREATE", record_set("number.example.com", "NS", "192.0.2.1"))),
)
step(
    "the same value twice",
    lambda: change(("CREATE", record_set("dup.example.com", "A", "192.0.2.1", "192.0.2.1"))),
)
step(
    "no value that is an address",
    lambda: change(("CREATE", record_set("bad.example.com", "A", "not an address"))),
)
step(
    "weighted sets",
    lambda: change(
        *[
            (
                "CREATE",
                record_set(
                    "w.example.com", "A", f"192.0.2.{n}", SetIdentifier=f"set-{n}", Weight=n
                ),
            )
            for n in (1, 2, 3)
        ]
    ),
)
step(
    "a simple set beside weighted ones",
    lambda: change(("CREATE", record_set("w.example.com", "A", "192.0.2.9"))),
)
step(
    "a zone that is not there",
    lambda: route53.list_resource_record_sets(HostedZoneId="ZNOTTHERE")["MaxItems"],
)
step("a change that is not there", lambda: route53.get_change(Id="CNOTTHERE")["ChangeInfo"]["Id"])
sent = [
    route53.change_resource_record_sets(
        HostedZoneId=zone,
        ChangeBatch={
            "Changes": [
                {"Action": "UPSERT", "ResourceRecordSet": record_set(name, "A", "192.0.2.1")}
            ]
        },
    )["ChangeInfo"]
    for name in ("one.change.example.com", "two.change.example.com")
]
ended["a change begins as"] = sent[0]["Status"]
ended["each change has its own id"] = sent[0]["Id"] != sent[1]["Id"]

filled = record_set("fill.example.com", "A", "192.0.2.1")
for start in (0, 325):
    route53.change_resource_record_sets(
        HostedZoneId=zone,
        ChangeBatch={
            "Changes": [
                {
                    "Action": "CREATE",
                    "ResourceRecordSet": {**filled, "Name": f"h{start + n:04}.fill.example.com"},
                }
                for n in range(325)
            ]
        },
    )
pages = route53.get_paginator("list_resource_record_sets").paginate(
    HostedZoneId=zone, StartRecordName="fill.example.com"
)
filled = [
    [there["Name"] for there in page["ResourceRecordSets"] if ".fill." in there["Name"]]
    for page in pages
]
ended["pages of 300"] = [len(page) for page in filled if page]
ended["pages are in order"] = sum(filled, []) == [f"h{n:04}.fill.example.com." for n in range(650)]
step(
    "weighted sets, one a page",
    lambda: [
        there.get("SetIdentifier")
        for there in listing(StartRecordName="w.example.com", PaginationConfig={"PageSize": 1})
        if there["Name"] == "w.example.com."
    ],
)
ended["zones"] = sorted(found["Name"] for found in route53.list_hosted_zones()["HostedZones"])
ended["zones counted"] = route53.get_hosted_zone_count()["HostedZoneCount"]
ended["zones by name from example.com"] = [
    found["Name"]
    for found in route53.list_hosted_zones_by_name(DNSName="example.com")["HostedZones"]
]
step(
    "a limit",
    lambda: route53.get_hosted_zone_limit(Type="MAX_RRSETS_BY_ZONE", HostedZoneId=zone)["Limit"][
        "Value"
    ],
)
step("signing", lambda: route53.get_dnssec(HostedZoneId=zone)["Status"]["ServeSignature"])
ended["identity"] = sts.get_caller_identity()["Account"]
role = sts.assume_role(RoleArn="arn:aws:iam::222222222222:role/dns", RoleSessionName="scenario")
keys = role["Credentials"]
member = dict(
    aws_access_key_id=keys["AccessKeyId"],
    aws_secret_access_key=keys["SecretAccessKey"],
    aws_session_token=keys["SessionToken"],
)
ended["identity by role"] = boto3.client("sts", **member).get_caller_identity()["Account"]
ended["zones by role"] = len(boto3.client("route53", **member).list_hosted_zones()["HostedZones"])

print(json.dumps(ended, indent=1))
