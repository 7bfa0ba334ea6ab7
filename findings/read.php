<?php
while (($name = fgets(STDIN)) !== false) {
    $parts = ldap_explode_dn($name = rtrim($name, "\n"), 0);
    echo "PHP\t$name\t", $parts ? '[' . preg_replace('/=/', ': ', $parts[0], 1) . ']' : 'refused', "\n";
}
