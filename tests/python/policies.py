"""Holds policies against calls with Principal Mapper, an evaluator of IAM policies.

Argument: a file of JSON, a list of {policy, calls: [{action, resource, context}]}. Prints for each a
list of whether the policy allows the calls, one by one.
"""

import collections
import collections.abc
import json
import sys

# Principal Mapper 1.1.5 imports these from where they were before Python 3.10.
for name in ("Mapping", "MutableMapping"):
    setattr(collections, name, getattr(collections.abc, name))

from principalmapper.common import Node, Policy
from principalmapper.querying.query_interface import local_check_authorization

ARN = "arn:aws:iam::111111111111:user/somebody"


def allowed(policy, call):
    """Whether a user with this policy and no other may make the call."""
    user = Node(
        ARN, "AIDA", [Policy(ARN, "least", policy)], [], None, None, 1, False, False, None, False, {}
    )
    return local_check_authorization(user, call["action"], call["resource"], call["context"])


with open(sys.argv[1], encoding="utf-8") as file:
    questions = json.load(file)
print(json.dumps([[allowed(each["policy"], call) for call in each["calls"]] for each in questions]))
