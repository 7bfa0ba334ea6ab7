#!/usr/bin/env bash
# the-first-page-once-more.sh : people of a directory, by pages and up to a limit, and changes of one of them, by Symfony's library.
#
# Symfony's Ldap 5.4.53 on PHP 8.2 (php-symfony-ldap), OpenLDAP slapd 2.5.13 (Debian 12). Seen on 2026-11-30.
#
# A query may say how many people a page has, and how many are wanted at most. One would guess that the first so many come, whatever the
# pages are. What happens: where the limit is a multiple of the page it is so. Else the last page is asked for as a smaller one without
# saying what it follows, so that the first people come once more: of seven, by pages of two, the first five are Anna to Dora, and Anna.
# Nothing is an error, and the count is right. A change is no better: an attribute that is removed from the entry stays in the directory
# after update(), and one that is set to an empty list goes. Who is renamed has her old name in the entry, for whatever comes next.
. "$(dirname "$0")/lab/lab.bash"
. "$lab/slapd.bash"
debs "${slapd_packages[@]}" {php8.2-cli,php8.2-common,php8.2-ldap}=8.2. php-symfony-{ldap,options-resolver}=5.4.53+ \
    php-symfony-deprecation-contracts
needs slapd php8.2
slapd_database dc=lab,dc=example secret-of-lab | slapd_conf slapd core cosine inetorgperson
{
    lab_entry lab
    printf 'dn: cn=%s,dc=lab,dc=example\nobjectClass: inetOrgPerson\nsn: Lab\ntitle: Head\n\n' Anna Berta Carla Dora Emma Fay Greta
} | slapd_add slapd
slapd_start slapd ldap://127.0.0.1:27251
cat >ask.php <<'P'
<?php
set_include_path(getenv('work') . '/usr/share/php');
require 'Symfony/Component/Ldap/autoload.php';
$directory = Symfony\Component\Ldap\Ldap::create('ext_ldap', ['host' => '127.0.0.1', 'port' => 27251]);
$directory->bind('cn=admin,dc=lab,dc=example', 'secret-of-lab');
$base = 'dc=lab,dc=example';
function found($asked, $options = []) {
    global $directory, $base;
    return $directory->query($base, $asked, $options)->execute()->toArray();
}
foreach ([[0, 4], [2, 0], [2, 2], [2, 3], [2, 4], [2, 5], [3, 4], [3, 5], [3, 7], [4, 7]] as [$page, $most]) {
    $people = array_map(fn($one) => $one->getAttribute('cn')[0], found('(sn=Lab)', ['pageSize' => $page, 'maxItems' => $most]));
    echo "pages of $page, at most $most: ", implode(' ', $people), "\n";
}
function told($what) {
    $anna = found('(cn=Anna*)')[0];
    echo "$what: {$anna->getDn()}, title ", $anna->getAttribute('title')[0] ?? 'none', "\n";
}
$manager = $directory->getEntryManager();
$anna = found('(cn=Anna)')[0];
$anna->setAttribute('title', ['Clerk']);
$manager->update($anna);
told('set');
$anna->removeAttribute('title');
$manager->update($anna);
told('removed');
$anna->setAttribute('title', []);
$manager->update($anna);
told('set to nothing');
$manager->rename($anna, 'cn=Anna Archer');
told('renamed, and the entry says ' . $anna->getDn());
P
seen=$(unpacked php8.2 -n -d "extension_dir=$(echo "$work"/usr/lib/php/2*)" -d extension=ldap ask.php)
expect "$seen" 'pages of 0, at most 4: Anna Berta Carla Dora
pages of 2, at most 0: Anna Berta Carla Dora Emma Fay Greta
pages of 2, at most 2: Anna Berta
pages of 2, at most 3: Anna Berta Anna
pages of 2, at most 4: Anna Berta Carla Dora
pages of 2, at most 5: Anna Berta Carla Dora Anna
pages of 3, at most 4: Anna Berta Carla Anna
pages of 3, at most 5: Anna Berta Carla Anna Berta
pages of 3, at most 7: Anna Berta Carla Dora Emma Fay Anna
pages of 4, at most 7: Anna Berta Carla Dora Anna Berta Carla
set: cn=Anna,dc=lab,dc=example, title Clerk
removed: cn=Anna,dc=lab,dc=example, title Clerk
set to nothing: cn=Anna,dc=lab,dc=example, title none
renamed, and the entry says cn=Anna,dc=lab,dc=example: cn=Anna Archer,dc=lab,dc=example, title none'
