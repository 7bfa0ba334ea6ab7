"""The directory servers of directories.bash, by the names that the tables have."""
import ldap3

SUFFIX = "dc=example,dc=com"
STAFF = f"ou=Staff,{SUFFIX}"
PAGES = "1.2.840.113556.1.4.319"
SERVERS = {"slapd": (3890, f"cn=admin,{SUFFIX}", "secret-of-lab"), "389": (3891, "cn=Directory Manager", "secret-of-lab"),
           "ApacheDS": (3892, "uid=admin,ou=system", "secret"), "Samba": (389, f"CN=Administrator,CN=Users,{SUFFIX}", "Nobody-needs-it-1")}


def url(name):
    return f"ldap://127.0.0.1:{SERVERS[name][0]}"


def connect(name, **more):
    """As who may write; ldap3 does not look at names, and asks for no schema."""
    server = ldap3.Server(url(name), get_info=ldap3.NONE)
    return ldap3.Connection(server, *SERVERS[name][1:], auto_bind=True, auto_referrals=False, check_names=False, **more)


def started(name):
    """The first connection, which adds the suffix where it is not there yet."""
    connection = connect(name)
    connection.add(SUFFIX, "domain")
    return connection


def staffed(name):
    """The first connection, which adds the branch of the staff too."""
    connection = started(name)
    assert connection.add(STAFF, "organizationalUnit"), connection.result
    return connection


def cookie(connection):
    """For the next page, where there is one."""
    return connection.result.get("controls", {}).get(PAGES, {}).get("value", {}).get("cookie")
