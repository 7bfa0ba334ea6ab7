#!/usr/bin/env bash
# five-address-books.sh : two people log in with their names in several spellings, and the accounts that four programs then have.
#
# django-auth-ldap 5.4.0 (with python-ldap 3.4.3 of Debian 12) and django-python3-ldap 0.16.1, both on Django 5.2; Radicale 3.9.0, a
# server of address books; jupyterhub-ldapauthenticator 2.0.2 on JupyterHub 6.1.1 (PyPI); OpenLDAP slapd 2.5.13 (Debian 12). Seen on
# 2026-11-30.
#
# To the directory anna, ANNA and "anna " are one uid (RFC 4519 section 2.39), and a person may have a second one. A program that finds
# her by what was typed then has something of its own for her: an account, a folder, an address book. One would guess that it calls
# it as the directory does, or at least that capitals and blanks make no second one. What happens: Radicale, as it comes, has an
# address book for each spelling, each empty but one, and one for the second uid; with `ldap_user_attribute` it goes by the
# directory. django-auth-ldap and JupyterHub have one account for the spellings, and another for the second uid. JupyterHub refuses
# capitals and blanks with the right password, so that EMMA, as the directory has her, cannot log in, and emma can. django-python3-ldap
# goes by the directory, and knows the uid alone by which the entry is named.
. "$(dirname "$0")/lab/lab.bash"
. "$lab/slapd.bash"
debs "${slapd_packages[@]}" python3-ldap=3.4.3-
needs slapd
python_packages django==5.2 django-python3-ldap==0.16.1 radicale==3.9.0 ldap3==2.9.1 jupyterhub==6.1.1 jupyterhub-ldapauthenticator==2.0.2 pyasn1==0.6.5 \
    pyasn1-modules==0.4.2
venv/bin/pip install --quiet --disable-pip-version-check --no-compile --no-deps django-auth-ldap==5.4.0
slapd_database dc=lab,dc=example | slapd_conf slapd core cosine inetorgperson
{
    lab_entry lab
    for name in 'anna archer' EMMA; do
        printf '%s\n' "dn: uid=${name% *},dc=lab,dc=example" 'objectClass: inetOrgPerson' "cn: $name" 'sn: Lab' 'userPassword: secret-of-lab'
        tr " " "\n" <<<"$name" | sed "s/^/uid: /; \$ s/$/\n/"
    done
} | slapd_add slapd
slapd_start slapd ldap://127.0.0.1:29771
cat >login.py <<'P'
import asyncio
import os
import sys

import django
from django.conf import settings

sys.path.append(os.environ["work"] + "/usr/lib/python3/dist-packages")
import ldap  # noqa: E402
from django_auth_ldap.config import LDAPSearch  # noqa: E402

URL, BASE, ANNA, PASSWORD = "ldap://127.0.0.1:29771", "dc=lab,dc=example", "uid=anna,dc=lab,dc=example", "secret-of-lab"
settings.configure(
    INSTALLED_APPS=["django.contrib.auth", "django.contrib.contenttypes"], DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
    DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}}, AUTH_LDAP_SERVER_URI=URL,
    AUTH_LDAP_USER_SEARCH=LDAPSearch(BASE, ldap.SCOPE_SUBTREE, "(uid=%(user)s)"), LDAP_AUTH_URL=[URL], LDAP_AUTH_SEARCH_BASE=BASE,
    LDAP_AUTH_USER_FIELDS={"username": "uid", "last_name": "sn"}, LDAP_AUTH_OBJECT_CLASS="inetOrgPerson")
django.setup()
from django.contrib.auth import get_user_model  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django_auth_ldap.backend import LDAPBackend  # noqa: E402
from django_python3_ldap.auth import LDAPBackend as OtherBackend  # noqa: E402
from ldapauthenticator import LDAPAuthenticator  # noqa: E402
from radicale import auth, config  # noqa: E402

call_command("migrate", verbosity=0)


def account(backend):
    def login(typed):
        user = backend.authenticate(None, username=typed, password=PASSWORD)
        return user and user.username
    return login


def radicale(**more):
    asked = config.load()
    asked.update({"auth": {"type": "ldap", "ldap_uri": URL, "ldap_base": BASE, "ldap_filter": "(uid={0})", "ldap_reader_dn": ANNA,
                           "ldap_secret": PASSWORD, **more}}, "lab", privileged=True)
    server = auth.load(asked)
    return lambda typed: server.login(typed, PASSWORD, auth.AuthContext())[0]


def jupyter(typed):
    hub = LDAPAuthenticator(server_address=URL, tls_strategy="insecure", allow_all=True, lookup_dn=True, user_search_base=BASE,
                            user_attribute="uid", lookup_dn_user_dn_attribute="cn", lookup_dn_search_user=ANNA, lookup_dn_search_password=PASSWORD)
    user = asyncio.run(hub.get_authenticated_user(None, {"username": typed, "password": PASSWORD}))
    return user and user["name"]


PROGRAMS = {"django-auth-ldap": account(LDAPBackend()), "django-python3-ldap": account(OtherBackend()), "Radicale": radicale(),
            "Radicale by uid": radicale(ldap_user_attribute="uid"), "JupyterHub": jupyter}
for program, login in PROGRAMS.items():
    get_user_model().objects.all().delete()
    for typed in open("typed").read().splitlines():
        print(program, typed, login(typed[1:-1]) or "refused", sep="\t")
P
printf '"%s"\n' anna ANNA 'anna ' archer EMMA emma >typed
venv/bin/python login.py >readings 2>/dev/null
seen=$(alike typed readings)
expect "$seen" '"anna" = anna: django-auth-ldap, django-python3-ldap, Radicale, Radicale by uid, JupyterHub
"ANNA" = anna: django-auth-ldap, django-python3-ldap, Radicale by uid
"ANNA" = ANNA: Radicale
"ANNA" = refused: JupyterHub
"anna " = anna: django-auth-ldap, django-python3-ldap, Radicale by uid
"anna " = anna : Radicale
"anna " = refused: JupyterHub
"archer" = archer: django-auth-ldap, Radicale, JupyterHub
"archer" = refused: django-python3-ldap
"archer" = anna: Radicale by uid
"EMMA" = emma: django-auth-ldap
"EMMA" = EMMA: django-python3-ldap, Radicale, Radicale by uid
"EMMA" = refused: JupyterHub
"emma" = emma: django-auth-ldap, Radicale, JupyterHub
"emma" = EMMA: django-python3-ldap, Radicale by uid'
