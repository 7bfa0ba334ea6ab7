//! What a file is that is no directory as it can be read, and how to get one that is.

/// How to export by PowerShell what is compared.
const BY_POWER_SHELL: &str = "export by `Get-ADUser -Filter * -Properties * | Select-Object \
    DistinguishedName,ObjectClass,ObjectCategory,SamAccountName,UserPrincipalName,Surname,GivenName,mail,telephoneNumber,\
    userAccountControl,objectGUID | Export-Csv dir.csv -NoTypeInformation -Encoding UTF8`, or by `ldifde -f dir.ldf`";

/// Lines that are looked at.
const LOOKED_AT: usize = 20;

/// What a text is.
pub(super) fn what(text: &str) -> String {
    let mut lines = text.lines().map(str::trim).filter(|line| !line.is_empty()).take(LOOKED_AT);
    let first = lines.clone().next().unwrap_or_default();
    let is_table = |line: &str| {
        let line = line.to_ascii_lowercase();
        line.contains("samaccountname") && line.contains([',', ';', '\t'])
    };
    let is_shown = |line: &str| {
        let name = line.split_once(" : ").map(|(name, _)| name.trim().to_ascii_lowercase());
        name.is_some_and(|name| ["distinguishedname", "samaccountname"].contains(&name.as_str()))
    };
    let found = if lines.clone().any(is_of_entra) {
        "users of Entra ID, which call manager does not ask by LDAP and which need not have everybody of the directory"
    } else if first.starts_with(['{', '[']) {
        "JSON"
    } else if first.starts_with('<') {
        "XML"
    } else if lines.clone().any(is_shown) {
        "a list as PowerShell shows it on the screen"
    } else if lines.clone().any(is_table) {
        "columns without DistinguishedName, which tells who is inside the search base"
    } else if lines.any(|line| line.to_ascii_lowercase().starts_with("distinguishedname ")) {
        "a table as dsquery or PowerShell show it on the screen"
    } else {
        return "text whose first line is neither".to_owned();
    };
    format!("{found}: {BY_POWER_SHELL}")
}

/// Columns that Entra ID (Azure AD) and Microsoft 365 have beside the user principal name, and Active Directory has not.
const OF_ENTRA: [&str; 8] = [
    "accountenabled",
    "usertype",
    "directorysynced",
    "dirsyncenabled",
    "onpremises",
    "objectid,",
    "blockcredential",
    "odata",
];

/// Whether a line has the names of columns that exports of Entra ID have.
fn is_of_entra(line: &str) -> bool {
    let line = line.to_ascii_lowercase().replace([' ', '"'], "").replace([';', '\t'], ",");
    let is_table = line.contains("userprincipalname") && line.contains(',') && !line.contains(",distinguishedname");
    is_table && OF_ENTRA.iter().any(|name| line.contains(name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whoever_gives_another_file_is_told_how_to_get_one() {
        for (text, expected) in [
            ("[{\"SamAccountName\":\"kim\"}]", "JSON: export by `Get-ADUser"),
            ("<Objs Version=\"1.1\">", "XML: export by"),
            ("\n\nEnabled : True\nSamAccountName    : kim\n", "on the screen: export by `Get-ADUser"),
            ("#TYPE Selected\n\"SamAccountName\",\"Surname\"\n\"kim\",\"Roe\"\n", "without DistinguishedName"),
            ("  distinguishedName     sn\n  CN=Kim,DC=x  Roe\n", "dsquery"),
            ("hello\n", "is neither"),
            ("userPrincipalName,displayName,surname,id,userType\nk@x.test,Kim,Roe,7,Member\n", "Entra ID, which"),
            ("ObjectId,DisplayName,UserPrincipalName\n7,Kim,k@x.test\n", "export by `Get-ADUser"),
            ("Block credential,City,User principal name\nFalse,,k@x.test\n", "Entra ID"),
            ("\"UserPrincipalName\";\"AccountEnabled\";\"OnPremisesSamAccountName\"\n", "Entra ID"),
            ("[{\"userPrincipalName\":\"k@x.test\",\"accountEnabled\":true}]", "Entra ID"),
            ("SamAccountName,UserPrincipalName,Enabled\nkim,k@x.test,True\n", "without DistinguishedName"),
        ] {
            assert!(what(text).contains(expected), "{text}: {}", what(text));
        }
    }
}
