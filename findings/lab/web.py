"""The page that a web server of the lab keeps behind a login."""
import base64
import sys
import urllib.error
import urllib.request


def status(port, person, password):
    """What the server says to that login: 200 where it is good."""
    request = urllib.request.Request(f"http://127.0.0.1:{port}/page")
    request.add_header("Authorization", "Basic " + base64.b64encode(f"{person}:{password}".encode()).decode())
    try:
        return urllib.request.urlopen(request).status
    except urllib.error.HTTPError as refused:
        return refused.code


if __name__ == "__main__":
    print(status(*sys.argv[1:]))
