#!/usr/bin/env bash
# an-apostrophe-in-a-jabber-id.sh : user IDs of a directory put before the @ of a domain, and read as Jabber IDs, by six libraries.
#
# PyPI slixmpp 1.17.0 and aioxmpp 0.13.3; npm @xmpp/jid 0.14.0 and xmpp-jid 1.3.0; Prosody 0.12.3 (util.jid) and ejabberd's
# p1-xmpp 1.6.1 on Erlang/OTP 25.2.3 (Debian 12). Seen on 2026-11-30.
#
# A chat server's users often are the user IDs of a directory, which may have signs that a Jabber ID must not have. XEP-0106 has a
# way to write them, as \27 for an apostrophe, and leaves to the program when to do so; a backslash which is none of its signs
# stays. One would guess that a library refuses such an ID, until one asks for that. What happens: @xmpp/jid writes so by itself,
# so its o'hara is o\27hara, whom no directory has; it also changes LAB\anna, which is right as it is, to LAB\5canna, somebody
# else than for all others. xmpp-jid sends the apostrophe as it is, to servers that refuse it. Of two @, aioxmpp and npm's two
# take the first. A slash in a user ID makes it another user's with a resource, by all. A dot at the end is another domain to
# four.
. "$(dirname "$0")/lab/lab.bash"
debs {prosody=0.12.3-,lua5.4=5.4.4-} erlang-{base,crypto,asn1,public-key,ssl,inets}=1:25.2.3+ \
    erlang-p1-{xmpp=1.6.1,stringprep=1.0.29,utils=1.0.25}-
needs lua5.4
python_packages slixmpp==1.17.0 aioxmpp==0.13.3 pytz==2025.2
node_packages @xmpp/jid@0.14.0 xmpp-jid@1.3.0
cat >ids <<'T'
anna@lab.example
Anna@Lab.Example
o'hara@lab.example
o\27hara@lab.example
anna archer@lab.example
a&o@lab.example
LAB\anna@lab.example
anna@mail.example@lab.example
anna/mobile@lab.example
anna@lab.example.
T
sed -i "s|=/usr/lib/erlang|=$PWD/usr/lib/erlang|" usr/bin/erl
cat >read.py <<'P'
import aioxmpp
import slixmpp

for text in open("ids").read().splitlines():
    for name, reader in (("slixmpp", slixmpp.JID), ("aioxmpp", aioxmpp.JID.fromstr)):
        try:
            print(name, text, reader(text), sep="\t")
        except ValueError:
            print(name, text, "refused", sep="\t")
P
cat >read.cjs <<'J'
const { jid } = require('@xmpp/jid'), { JID } = require('xmpp-jid')
for (const text of require('fs').readFileSync('ids', 'utf8').trimEnd().split('\n')) {
  console.log(`@xmpp/jid\t${text}\t${jid(text)}\nxmpp-jid\t${text}\t${new JID(text)}`)
}
J
cat >read.lua <<'L'
for _, kind in ipairs { 'path', 'cpath' } do
  package[kind] = arg[1] .. '/usr/lib/prosody/?.' .. (kind == 'path' and 'lua' or 'so') .. ';' .. package[kind]
end
local prep = require 'util.jid'.prep
for text in io.lines() do print('Prosody\t' .. text .. '\t' .. (prep(text) or 'refused')) end
L
cat >read.erl <<'E'
-module(read).
-export([lines/0]).

lines() ->
    {ok, _} = application:ensure_all_started(stringprep),
    jid:start(),
    {ok, Ids} = file:read_file("ids"),
    [io:put_chars(["ejabberd\t", Id, "\t", prepared(Id), "\n"]) || Id <- string:lexemes(Ids, "\n")],
    halt().

prepared(Id) ->
    try jid:encode(jid:tolower(jid:decode(Id))) catch _:_ -> "refused" end.
E
erl -noshell -eval 'compile:file(read), halt().'
{
    venv/bin/python read.py
    node read.cjs
    lua5.4 read.lua "$work" <ids
    erl -noshell -pa . usr/lib/erlang/lib/p1_*/ebin -s read lines
} >readings
seen=$(alike ids readings)
expect "$seen" 'anna@lab.example = anna@lab.example: slixmpp, aioxmpp, @xmpp/jid, xmpp-jid, Prosody, ejabberd
Anna@Lab.Example = anna@lab.example: slixmpp, aioxmpp, @xmpp/jid, xmpp-jid, Prosody, ejabberd
o'\''hara@lab.example = refused: slixmpp, aioxmpp, Prosody, ejabberd
o'\''hara@lab.example = o\27hara@lab.example: @xmpp/jid
o'\''hara@lab.example = o'\''hara@lab.example: xmpp-jid
o\27hara@lab.example = o\27hara@lab.example: slixmpp, aioxmpp, @xmpp/jid, xmpp-jid, Prosody, ejabberd
anna archer@lab.example = refused: slixmpp, aioxmpp, Prosody, ejabberd
anna archer@lab.example = anna\20archer@lab.example: @xmpp/jid
anna archer@lab.example = anna archer@lab.example: xmpp-jid
a&o@lab.example = refused: slixmpp, aioxmpp, Prosody, ejabberd
a&o@lab.example = a\26o@lab.example: @xmpp/jid
a&o@lab.example = a&o@lab.example: xmpp-jid
LAB\anna@lab.example = lab\anna@lab.example: slixmpp, aioxmpp, xmpp-jid, Prosody, ejabberd
LAB\anna@lab.example = lab\5canna@lab.example: @xmpp/jid
anna@mail.example@lab.example = refused: slixmpp, Prosody, ejabberd
anna@mail.example@lab.example = anna@mail.example@lab.example: aioxmpp, @xmpp/jid, xmpp-jid
anna/mobile@lab.example = anna/mobile@lab.example: slixmpp, aioxmpp, @xmpp/jid, xmpp-jid, Prosody, ejabberd
anna@lab.example. = anna@lab.example.: slixmpp, aioxmpp, @xmpp/jid, ejabberd
anna@lab.example. = anna@lab.example: xmpp-jid, Prosody'
