"""Answers with the people of the case that is asked for (serve PORT), lists the cases (titles), shows who read what (show [--first])."""
import http.server
import json
import re
import sys

ENVELOPE = """<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><s:Body>
<lab:findResponse xmlns:lab="urn:lab.example:people"><people>{}</people></lab:findResponse></s:Body></s:Envelope>"""


def cases():
    with open("cases.json", encoding="utf-8") as file:
        return json.load(file)


class Service(http.server.BaseHTTPRequestHandler):
    def do_POST(self):
        title = re.search(r"title>([^<]*)<", self.rfile.read(int(self.headers["Content-Length"])).decode())[1]
        reply = ENVELOPE.format("".join(f"<person>{one}</person>" for one in cases()[title])).encode()
        self.send_response(200)
        self.send_header("Content-Type", "text/xml; charset=utf-8")
        self.send_header("Content-Length", str(len(reply)))
        self.end_headers()
        self.wfile.write(reply)


def inside(reply):
    """What the reply says of people, under whatever names around it."""
    for name in ("people", "person"):
        if isinstance(reply, dict) and name in reply:
            reply = reply[name]
    return reply


def first(reply):
    """The first person in words."""
    person = reply[0] if isinstance(reply, list) and reply else reply
    if not isinstance(person, dict):
        return json.dumps(person)
    return ", ".join(f"{name} {json.dumps(value)}" for name, value in person.items()) or "{}"


def show(in_words):
    rows = {}
    for line in sys.stdin:
        library, title, reply = line.rstrip("\n").split("\t")
        rows.setdefault(title, {}).setdefault(in_words(inside(json.loads(reply))), []).append(library)
    for title, readings in rows.items():
        for shown, libraries in readings.items():
            print(f"{title}: {shown}: {', '.join(libraries)}")


if sys.argv[1] == "serve":
    http.server.HTTPServer(("127.0.0.1", int(sys.argv[2])), Service).serve_forever()
elif sys.argv[1] == "titles":
    print("\n".join(cases()))
else:
    show(first if "--first" in sys.argv else json.dumps)
