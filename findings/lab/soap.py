"""Answers with the people of the case that is asked for (serve PORT), lists the cases (titles), shows who read what (show [--first]).

A case is a list of people, or an answer of another kind: its status, body and further headers. Who is sent elsewhere by it, to
/another, finds there a person who says how it was asked."""
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
        asked = self.rfile.read(int(self.headers.get("Content-Length", 0))).decode()
        if self.path == "/another":
            people = [f"<userid>{self.command} {'with' if asked else 'without'} the question</userid>"]
        else:
            people = cases()[re.search(r"title>([^<]*)<", asked)[1]]
        if isinstance(people, dict):
            self.reply(people["status"], people.get("body", ""), {"Content-Type": "text/html", **people.get("headers", {})})
        else:
            reply = ENVELOPE.format("".join(f"<person>{one}</person>" for one in people))
            self.reply(200, reply, {"Content-Type": "text/xml; charset=utf-8"})

    def reply(self, status, body, headers):
        self.send_response(status)
        for name, value in {**headers, "Content-Length": str(len(body.encode()))}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body.encode())

    do_GET = do_POST


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
        said = json.loads(reply)
        failed = isinstance(said, dict) and said.get("error")
        rows.setdefault(title, {}).setdefault(f"error, {failed[:60].strip()}" if failed else in_words(inside(said)), []).append(library)
    for title, readings in rows.items():
        for shown, libraries in readings.items():
            print(f"{title}: {shown}: {', '.join(libraries)}")


if sys.argv[1] == "serve":
    http.server.HTTPServer(("127.0.0.1", int(sys.argv[2])), Service).serve_forever()
elif sys.argv[1] == "titles":
    print("\n".join(cases()))
else:
    show(first if "--first" in sys.argv else json.dumps)
