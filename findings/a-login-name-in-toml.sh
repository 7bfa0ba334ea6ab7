#!/usr/bin/env bash
# a-login-name-in-toml.sh : login names and other settings written as TOML by six libraries, and read by each of them and others.
#
# PyPI toml 0.10.2, tomlkit 0.15.2, tomli-w 1.2.0 and rtoml 0.14.0; tomllib of Python 3.11; npm toml 5.0.1,
# @iarna/toml 3.0.0, smol-toml 1.9.1 and js-toml 2.0.1. Seen on 2026-11-30.
#
# A program keeps what it logs in with in a file of TOML, and writes it with a library. One would guess that any string comes back, or
# is refused. What happens: toml, the oldest library of Python, stumbles over an x behind a backslash. CORP\anna is well and CORP\xaver
# makes a file that nobody can read, toml neither. CORP\xabel is worse: "\xab" is refused by those that know TOML 1.0 and is a sign of
# its own in TOML 1.1, so whoever has newer readers logs in as CORP«el. Of two backslashes before an x one is lost, or the x becomes
# u00, and no reader finds fault with that. @iarna/toml writes 0.0000001 as `1e-7.undefined`, which it does not read itself.
. "$(dirname "$0")/lab/lab.bash"
python_packages toml==0.10.2 tomlkit==0.15.2 tomli-w==1.2.0 rtoml==0.14.0
node_packages toml@5.0.1 @iarna/toml@3.0.0 smol-toml@1.9.1 js-toml@2.0.1
cat >ask.py <<'P'
import json
import subprocess
import tomllib

import rtoml
import toml
import tomli_w
import tomlkit


def by_node(library, todo):
    def ask(given):
        return json.loads(subprocess.run(["node", "ask.cjs", library, todo], input=json.dumps(given), check=True, capture_output=True, text=True).stdout)
    return ask


WRITERS = {"toml": toml.dumps, "tomlkit": tomlkit.dumps, "tomli-w": tomli_w.dumps, "rtoml": rtoml.dumps}
READERS = {"toml": toml.loads, "tomlkit": lambda text: tomlkit.loads(text).unwrap(), "tomllib": tomllib.loads,
           "rtoml": rtoml.loads}
WRITERS |= {f"npm {name}": by_node(name, "stringify") for name in ("@iarna/toml", "smol-toml")}
READERS |= {f"npm {name}": by_node(name, "parse") for name in ("toml", "@iarna/toml", "smol-toml", "js-toml")}


def read(reader, text):
    try:
        return json.dumps(READERS[reader](text)["login"], ensure_ascii=False)
    except (ValueError, IndexError, subprocess.CalledProcessError, toml.TomlDecodeError):
        return "refused"


for value in (r"CORP\anna", r"CORP\xaver", r"CORP\xabel", r"CORP\\xenia", r"\\xserver\people", 0.0000001):
    shown = json.dumps(value)
    for writer, write in WRITERS.items():
        text = write({"login": value})
        for reader in READERS:
            said = read(reader, text)
            print(reader, f"{value} by {writer}, {text.strip()}", "as it was" if said == shown else said, sep="\t")
P
cat >ask.cjs <<'J'
const [name, todo] = process.argv.slice(2), given = JSON.parse(require('fs').readFileSync(0, 'utf8'))
import(name).then(library => console.log(JSON.stringify((library[todo] ?? library.load ?? library.default[todo])(given))))
J
venv/bin/python ask.py >readings
# Who writes what all read as it was needs no line.
cut -f2,3 readings | sort -u | awk -F'\t' '{ ways[$1]++; if ($2 != "as it was") odd[$1] } END { for (one in ways) if (one in odd) print one }' |
    sort >questions
seen=$(alike questions readings)
expect "$seen" '1e-07 by npm @iarna/toml, login = 1e-7.undefined = refused: toml, tomlkit, tomllib, rtoml, npm toml, npm @iarna/toml, npm smol-toml, npm js-toml
CORP\\xenia by toml, login = "CORP\\u00enia" = "CORP\\u00enia": toml, tomlkit, tomllib, rtoml, npm toml, npm @iarna/toml, npm smol-toml, npm js-toml
CORP\xabel by toml, login = "CORP\xabel" = refused: toml, tomllib, npm @iarna/toml
CORP\xabel by toml, login = "CORP\xabel" = "CORP«el": tomlkit, rtoml, npm toml, npm smol-toml, npm js-toml
CORP\xaver by toml, login = "CORP\xaver" = refused: toml, tomlkit, tomllib, rtoml, npm toml, npm @iarna/toml, npm smol-toml, npm js-toml
\\xserver\people by toml, login = "\\xserver\\people" = "\\xserver\\people": toml, tomlkit, tomllib, rtoml, npm toml, npm @iarna/toml, npm smol-toml, npm js-toml'
