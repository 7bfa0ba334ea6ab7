//! The domain at rest: provisioned and filled once, and joined by a second controller when a test wants two. Each
//! controller that runs does so on a copy.

use std::sync::LazyLock;

use super::dc::{Dc, HOSTS};
use super::quarters::{ADDRESS, FOLDER, Quarters, run_to_end};
use super::seed;
use crate::live::pki::{self, Draft, Issued, Pki};

/// Who may do everything.
pub(super) const ADMINISTRATOR: &str = "Administrator@lab.example";
/// The administrator's password.
pub(super) const ADMINISTRATOR_PASSWORD: &str = "Adm1n-of-the-lab";
/// The first day of 2020, in 100 ns since 1601.
const IN_2020: &str = "132223104000000000";

/// A provisioned and filled domain of one controller, `dc1`, with certificates for two.
pub(super) static FILLED: LazyLock<(Quarters, Pki)> = LazyLock::new(|| {
    let quarters = Quarters::alone(&format!(
        "samba-tool domain provision --targetdir={FOLDER}/dc1 --realm=LAB.EXAMPLE --domain=LAB --server-role=dc \
         --host-name=dc1 --host-ip={ADDRESS} --dns-backend=SAMBA_INTERNAL --use-rfc2307 \
         --adminpass={ADMINISTRATOR_PASSWORD} >{FOLDER}/provision.log 2>&1 || {{ tail {FOLDER}/provision.log; exit 1; }}"
    ));
    let authority = Pki::new("Lab");
    for (name, host) in [("dc1", HOSTS[0]), ("dc2", HOSTS[1])] {
        let server = Draft::server(&[host]).sign(Some(&authority.issuing));
        quarters.write(&format!("{name}.key"), &server.key.private_key_to_pem_pkcs8().unwrap());
        quarters.write(&format!("{name}.pem"), pki::bundle(&[&server, &authority.issuing]).as_bytes());
    }
    quarters.write("ca.pem", pki::bundle(&[&authority.root]).as_bytes());
    let dc = Dc::run(quarters, "dc1", &[ADDRESS], "no");
    seed::fill(&dc);
    let quarters = dc.stop();
    age_passwords(&quarters, seed::OLD_PASSWORDS);
    hide_children(&quarters, seed::HIDDEN);
    (quarters, authority)
});

/// The same domain with a second controller, `dc2`, which replicated it from the first when it joined.
pub(super) static JOINED: LazyLock<Quarters> = LazyLock::new(|| {
    let first = Dc::start("no");
    first.run_tool(&format!(
        "printf '[libdefaults]\\ndefault_realm = LAB.EXAMPLE\\ndns_lookup_kdc = false\\n[realms]\\nLAB.EXAMPLE = {{\\n\
         kdc = {ADDRESS}\\n}}\\n' >{FOLDER}/krb5.conf
         export KRB5_CONFIG={FOLDER}/krb5.conf
         samba_spnupdate -s {FOLDER}/dc1.conf
         samba-tool domain join lab.example DC --server={dc1} --targetdir={FOLDER}/dc2 --dns-backend=NONE \
         --option='netbios name=DC2' --option='interfaces={ADDRESS}/32' --use-kerberos=required \
         -UAdministrator@LAB.EXAMPLE --password={ADMINISTRATOR_PASSWORD}",
        dc1 = HOSTS[0]
    ));
    first.stop()
});

/// The CA that signed the controllers' certificates.
pub(crate) fn root() -> &'static Issued {
    &FILLED.1.root
}

/// The CA below it, with its key.
pub(super) fn issuing() -> &'static Issued {
    &FILLED.1.issuing
}

/// Dates the passwords of these entries back to 2020, in the database itself: by LDAP only "now" and "never" can be
/// written. Samba must not run.
fn age_passwords(quarters: &Quarters, entries: &[&str]) {
    let script = "import ldb, sys\n\
        database = ldb.Ldb(sys.argv[1])\n\
        for dn in sys.argv[3:]:\n  \
        entry = {'dn': dn, 'pwdLastSet': sys.argv[2]}\n  \
        database.modify(ldb.Message.from_dict(database, entry, ldb.FLAG_MOD_REPLACE))";
    // The system's own Python: Samba depends on it, and no other has its modules.
    let mut python = quarters.command("/usr/bin/python3");
    python.args(["-c", script, &format!("{FOLDER}/dc1/private/sam.ldb.d/DC=LAB,DC=EXAMPLE.ldb"), IN_2020]);
    run_to_end(python.args(entries), b"");
}

/// Nobody but the system may list what stands below this entry.
fn hide_children(quarters: &Quarters, dn: &str) {
    let mut tool = quarters.command("samba-tool");
    tool.args(["dsacl", "set", "--objectdn", dn, "--sddl", "(D;;LC;;;WD)", "-H"]);
    run_to_end(tool.arg(format!("{FOLDER}/dc1/private/sam.ldb")).args(["-s", &format!("{FOLDER}/dc1.conf")]), b"");
}
