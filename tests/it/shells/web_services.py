#!/usr/bin/env python3
"""The web services of a node, over HTTPS: its certificate management, and AXL as far as a wrong password needs it.

Usage: web_services.py SETTINGS.json

Every account that comes with a request is written to the file "tried" of the settings: SERVICE USER accepted|rejected.
"""

import base64
import http.server
import json
import ssl
import sys
import threading

SNAPSHOT = "/platformcom/api/v1/certmgr/config/snapshot/server"


class Service(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    node = {}

    def do_GET(self):
        if self.path != SNAPSHOT:
            return self.answer(404, {"message": "no such thing"})
        if not self.accepted("certificates"):
            return self.answer(401, {"message": self.node.get("refusal", "who is that") + self.echo()})
        certificates = [{"filename": f"CA_{nth}.pem", "certificate": pem} for nth, pem in enumerate(self.node["trusts"])]
        self.answer(200, {
            "trackingId": "00000000-0000-0000-0000-000000000007",
            "server": self.node["name"],
            "identities": [],
            "trusts": [{"service": "tomcat-trust", "certificate_data": certificates}],
            "revokedCertificates": [],
            **self.node.get("more", {}),
        })

    def do_POST(self):
        self.rfile.read(int(self.headers.get("Content-Length", 0)))
        self.answer(503 if self.accepted("axl") else 401, {"message": "busy" + self.echo()})

    def accepted(self, service):
        user, password = base64.b64decode(self.headers["Authorization"].split()[1]).decode().split(":", 1)
        known = self.node["accounts"].get(user) == password
        with open(self.node["tried"], "a", encoding="utf-8") as file:
            file.write(f"{service} {user} {'accepted' if known else 'rejected'}\n")
        return known

    def echo(self):
        """What was sent, as a careless service may repeat it."""
        sent = self.headers["Authorization"]
        return f" {sent} {base64.b64decode(sent.split()[1]).decode()}" if self.node.get("echoes") else ""

    def answer(self, status, body):
        body = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        if status == 401:
            self.send_header("WWW-Authenticate", 'Basic realm="CMPlatform Realm"')
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


def main():
    with open(sys.argv[1], encoding="utf-8") as file:
        Service.node = json.load(file)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(Service.node["certificate"], Service.node["key"])
    servers = [http.server.ThreadingHTTPServer((Service.node["address"], port), Service) for port in (443, 8444)]
    for server in servers:
        server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
    for server in servers[1:]:
        threading.Thread(target=server.serve_forever, daemon=True).start()
    servers[0].serve_forever()


if __name__ == "__main__":
    main()
