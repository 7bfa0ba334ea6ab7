import json
import os
import sys

import suds.client
import zeep
import zeep.helpers


def plain(value):
    return {name: plain(one) for name, one in value} if hasattr(value, "__keylist__") else [plain(one) for one in value] \
        if isinstance(value, list) else value


by_zeep = zeep.Client("people.wsdl").service
by_suds = suds.client.Client(f"file://{os.getcwd()}/people.wsdl", cache=None).service


def told(ask):
    """The reply, or the error."""
    try:
        return json.dumps(ask())
    except Exception as error:
        return json.dumps({"error": f"{type(error).__name__} {error}"})


for title in sys.argv[1:]:
    print(f"zeep\t{title}\t{told(lambda: zeep.helpers.serialize_object(by_zeep.find(title=title), dict))}")
    print(f"suds\t{title}\t{told(lambda: plain(by_suds.find(title)))}")
