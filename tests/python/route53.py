"""Another reader and writer of a Route 53 than ours: a line of JSON in, a line of JSON out.

The endpoint comes from the environment. A request names the account key to use, as `[id, secret]`.
"""

import json
import sys

import boto3
from botocore.config import Config

CONFIG = Config(retries={"total_max_attempts": 1})


def client(service, key, token=None):
    names = ("aws_access_key_id", "aws_secret_access_key")
    return boto3.client(service, config=CONFIG, aws_session_token=token, **dict(zip(names, key)))


def account(request):
    """A key of another account, as moto makes them: by the keys of a role in it."""
    role = f"arn:aws:iam::{request['account']}:role/seed"
    sts = client("sts", ["seed", "seed"])
    session = sts.assume_role(RoleArn=role, RoleSessionName="seed")["Credentials"]
    iam = client(
        "iam", [session["AccessKeyId"], session["SecretAccessKey"]], session["SessionToken"]
    )
    iam.create_user(UserName="admin")
    made = iam.create_access_key(UserName="admin")["AccessKey"]
    return [made["AccessKeyId"], made["SecretAccessKey"]]


def session(request):
    """A session of a role, as somebody might paste it into a file."""
    sts = client("sts", request["key"])
    given = sts.assume_role(RoleArn=request["role"], RoleSessionName="pasted")["Credentials"]
    return [given["AccessKeyId"], given["SecretAccessKey"], given["SessionToken"]]


def identity(request):
    return client("sts", request["key"]).get_caller_identity()["Account"]


def organization(request):
    organizations = client("organizations", request["key"])
    organizations.create_organization(FeatureSet="ALL")
    made = [
        organizations.create_account(AccountName=name, Email=f"{at}@example.com")
        for at, name in enumerate(request["names"])
    ]
    return [status["CreateAccountStatus"]["AccountId"] for status in made]


def zone(request):
    made = client("route53", request["key"]).create_hosted_zone(
        Name=request["name"], CallerReference=request["account"] + request["name"]
    )
    return {
        "id": made["HostedZone"]["Id"].rsplit("/", 1)[1],
        "name_servers": made["DelegationSet"]["NameServers"],
    }


def sets(request):
    pages = client("route53", request["key"]).get_paginator("list_resource_record_sets")
    return [
        {
            "name": there["Name"],
            "type": there["Type"],
            "ttl": there["TTL"],
            "values": [record["Value"] for record in there["ResourceRecords"]],
        }
        for page in pages.paginate(HostedZoneId=request["zone"])
        for there in page["ResourceRecordSets"]
        if "ResourceRecords" in there
    ]


def put(request):
    """An edit from elsewhere."""
    wanted = {
        "Name": request["name"],
        "Type": request["type"],
        "TTL": request["ttl"],
        "ResourceRecords": [{"Value": value} for value in request["values"]],
    }
    change = {"Action": "UPSERT", "ResourceRecordSet": wanted}
    client("route53", request["key"]).change_resource_record_sets(
        HostedZoneId=request["zone"], ChangeBatch={"Changes": [change]}
    )


for line in sys.stdin:
    request = json.loads(line)
    print(json.dumps(globals()[request["do"]](request)), flush=True)
