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
    let found = if first.starts_with(['{', '[']) {
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
        ] {
            assert!(what(text).contains(expected), "{text}: {}", what(text));
        }
    }
}
