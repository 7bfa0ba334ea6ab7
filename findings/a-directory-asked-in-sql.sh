#!/usr/bin/env bash
# a-directory-asked-in-sql.sh : people of a directory asked and changed by statements of SQL.
#
# DBD::LDAP 0.20 (a driver of Perl's DBI), on Net::LDAP 0.68; OpenLDAP slapd 2.5.13 (Debian 12). Seen on 2026-11-30.
#
# The driver makes a filter out of what is behind WHERE. One would guess that what it cannot put into a filter is an error. What
# happens: no statement is one, and some find others than they say. `<>` finds nobody, `!=` all the others, with those who have no
# number, whom SQL leaves out. IS NOT NULL is right, `is not null` finds nobody, though all other words may be small. Nor do IN, BETWEEN and
# NOT in front find anybody. OR binds closer than AND, so that somebody is missing unless there are parentheses. LIMIT is not seen. And
# "no number any more", SET telephoneNumber = NULL, gives her the number "NULL"; DELETE takes the same people as SELECT finds, here one less
# than it says.
. "$(dirname "$0")/lab/lab.bash"
. "$lab/slapd.bash"
debs "${slapd_packages[@]}" libdbd-ldap-perl=0.20- libdbi-perl=1.643- "${perl_ldap_packages[@]}"
needs slapd
slapd_database dc=lab,dc=example secret-of-lab | slapd_conf slapd core cosine inetorgperson
{
    lab_entry lab
    while read -r name surname room number; do
        printf '%s\n' "dn: cn=$name,dc=lab,dc=example" 'objectClass: inetOrgPerson' "sn: $surname" "roomNumber: $room" \
            ${number:+"telephoneNumber: $number"} ''
    done <<'T'
Anna Archer 8 1201
Berta Baker 9 1202
Carla Clark 9
Dora Davis 10 1204
T
} | slapd_add slapd
slapd_start slapd ldap://127.0.0.1:27211
printf '%s\n' '127.0.0.1;27211:dc=lab,dc=example:cn=*,<ROOT>' \
    'people::(objectClass=inetOrgPerson):cn:cn,sn,roomNumber,telephoneNumber:objectClass=inetOrgPerson:' >lab.ldb
cat >ask.pl <<'P'
use DBI;
my $directory = DBI->connect('DBI:LDAP:lab', 'admin', 'secret-of-lab', {AutoCommit => 1, PrintError => 0}) or die;
while (my $statement = <STDIN>) {
    chomp $statement;
    my $asked = $directory->prepare($statement);
    my $done = $asked->execute or die $DBI::errstr;
    my @people = $statement =~ /^SELECT/ ? map { join ' ', grep { length } @$_ } @{$asked->fetchall_arrayref} : "$done changed";
    print "$statement: ", join(', ', sort @people) || 'nobody', "\n";
}
P
unpacked_perl ask.pl >seen 2>errors <<'Q'
SELECT cn FROM people WHERE telephoneNumber = '1201'
SELECT cn FROM people WHERE telephoneNumber != '1201'
SELECT cn FROM people WHERE telephoneNumber <> '1201'
SELECT cn FROM people WHERE telephoneNumber IS NULL
SELECT cn FROM people WHERE telephoneNumber IS NOT NULL
SELECT cn FROM people where telephoneNumber is null
SELECT cn FROM people where telephoneNumber is not null
SELECT cn FROM people WHERE NOT (telephoneNumber IS NULL)
SELECT cn FROM people WHERE sn IN ('Archer', 'Baker')
SELECT cn FROM people WHERE sn BETWEEN 'A' AND 'C'
SELECT cn FROM people WHERE sn LIKE 'B%'
SELECT cn FROM people WHERE sn = 'Archer' OR sn = 'Baker' AND roomNumber = '9'
SELECT cn FROM people WHERE roomNumber = '9' AND sn = 'Baker' OR sn = 'Archer'
SELECT cn FROM people WHERE sn = 'Archer' OR (sn = 'Baker' AND roomNumber = '9')
SELECT cn FROM people ORDER BY cn LIMIT 2
UPDATE people SET telephoneNumber = NULL WHERE cn = 'Dora'
SELECT cn, telephoneNumber FROM people WHERE cn = 'Dora'
DELETE FROM people WHERE roomNumber = '8' AND sn = 'Archer' OR sn = 'Baker'
SELECT cn FROM people
Q
expect "$(cat seen errors)" 'SELECT cn FROM people WHERE telephoneNumber = '\''1201'\'': Anna
SELECT cn FROM people WHERE telephoneNumber != '\''1201'\'': Berta, Carla, Dora
SELECT cn FROM people WHERE telephoneNumber <> '\''1201'\'': nobody
SELECT cn FROM people WHERE telephoneNumber IS NULL: Carla
SELECT cn FROM people WHERE telephoneNumber IS NOT NULL: Anna, Berta, Dora
SELECT cn FROM people where telephoneNumber is null: Carla
SELECT cn FROM people where telephoneNumber is not null: nobody
SELECT cn FROM people WHERE NOT (telephoneNumber IS NULL): nobody
SELECT cn FROM people WHERE sn IN ('\''Archer'\'', '\''Baker'\''): nobody
SELECT cn FROM people WHERE sn BETWEEN '\''A'\'' AND '\''C'\'': nobody
SELECT cn FROM people WHERE sn LIKE '\''B%'\'': Berta
SELECT cn FROM people WHERE sn = '\''Archer'\'' OR sn = '\''Baker'\'' AND roomNumber = '\''9'\'': Berta
SELECT cn FROM people WHERE roomNumber = '\''9'\'' AND sn = '\''Baker'\'' OR sn = '\''Archer'\'': Berta
SELECT cn FROM people WHERE sn = '\''Archer'\'' OR (sn = '\''Baker'\'' AND roomNumber = '\''9'\''): Anna, Berta
SELECT cn FROM people ORDER BY cn LIMIT 2: Anna, Berta, Carla, Dora
UPDATE people SET telephoneNumber = NULL WHERE cn = '\''Dora'\'': 1 changed
SELECT cn, telephoneNumber FROM people WHERE cn = '\''Dora'\'': Dora NULL
DELETE FROM people WHERE roomNumber = '\''8'\'' AND sn = '\''Archer'\'' OR sn = '\''Baker'\'': 1 changed
SELECT cn FROM people: Berta, Carla, Dora'
