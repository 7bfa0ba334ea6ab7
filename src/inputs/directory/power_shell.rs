//! A directory as `Get-ADUser … | Export-Csv` of PowerShell writes it: properties in place of attributes, and names of types
//! in place of what does not fit a cell; and what other consoles call attributes.

use std::borrow::Cow;

use super::implied::DISABLED;

/// What `Get-ADUser` of PowerShell calls properties, and the attributes they are. `Enabled` says the opposite.
const PROPERTIES: [(&str, &str); 5] = [
    ("Surname", "sn"),
    ("EmailAddress", "mail"),
    ("OfficePhone", "telephoneNumber"),
    ("MobilePhone", "mobile"),
    ("AccountExpirationDate", "accountExpires"),
];

/// A property that is true or false, and the values of an attribute that say the same.
pub(super) struct Said {
    pub(super) property: &'static str,
    pub(super) attribute: &'static str,
    pub(super) yes: &'static str,
    pub(super) no: &'static str,
}

/// Those of accounts. What an account lacks is left empty, as by the directory.
/// The last three are those of the older `Get-QADUser`.
pub(super) const SAID: [Said; 6] = [
    Said { property: "Enabled", attribute: DISABLED, yes: "FALSE", no: "TRUE" },
    Said { property: "LockedOut", attribute: "pwdAccountLockedTime", yes: "000001010000Z", no: "" },
    Said { property: "PasswordExpired", attribute: "pwdReset", yes: "TRUE", no: "FALSE" },
    Said { property: "AccountIsDisabled", attribute: DISABLED, yes: "TRUE", no: "FALSE" },
    Said { property: "AccountIsLockedOut", attribute: "pwdAccountLockedTime", yes: "000001010000Z", no: "" },
    Said { property: "PasswordIsExpired", attribute: "pwdReset", yes: "TRUE", no: "FALSE" },
];

/// What reports of consoles call attributes.
const TITLES: [(&str, &str); 12] = [
    ("Distinguished Name", "distinguishedName"),
    ("SAM Account Name", "sAMAccountName"),
    ("User Principal Name", "userPrincipalName"),
    ("Last Name", "sn"),
    ("LastName", "sn"),
    ("First Name", "givenName"),
    ("FirstName", "givenName"),
    ("Display Name", "displayName"),
    ("Email Address", "mail"),
    ("Email", "mail"),
    ("Telephone Number", "telephoneNumber"),
    ("Object Class", "objectClass"),
];

/// The attribute in each column, by the names of the first row.
pub(super) fn attributes_of(cells: &[Cow<'_, str>]) -> Vec<String> {
    let names = || cells.iter().map(|cell| cell.trim());
    let has = |wanted: &str| names().any(|name| name.eq_ignore_ascii_case(wanted));
    let is_property = has("SamAccountName") && (has("DistinguishedName") || has("DN"));
    let attribute = |name: &str| {
        let said = SAID.iter().map(|said| (said.property, said.attribute));
        let known = PROPERTIES.iter().copied().chain(said).find(|(property, _)| property.eq_ignore_ascii_case(name));
        let property = known.map(|(_, attribute)| attribute).filter(|_| is_property);
        let titled = || Some(TITLES.iter().find(|(title, _)| title.eq_ignore_ascii_case(name))?.1);
        property.or_else(titled).filter(|attribute| !has(attribute))
    };
    names().map(|name| attribute(name).unwrap_or(name).to_owned()).collect()
}

/// Whether all rows are users: `Get-ADUser` returns nothing else, and it alone has such properties. Its ObjectClass is left
/// out by who chooses a few columns.
pub(super) fn are_users(cells: &[Cow<'_, str>]) -> bool {
    let has = |wanted: &str| cells.iter().any(|cell| cell.trim().eq_ignore_ascii_case(wanted));
    ["DistinguishedName", "SamAccountName", "Surname"].into_iter().all(has) && !has("ObjectClass")
}

/// Whether PowerShell wrote the name of a type in place of the values: `System.String[]`, `…ADPropertyValueCollection`.
pub(super) fn is_type(cell: &str) -> bool {
    let is_one = ["[]", "Collection", "]", "__ComObject"].iter().any(|end| cell.ends_with(end));
    is_one && ["System.", "Microsoft."].iter().any(|start| cell.starts_with(start)) && !cell.contains([' ', ',', '@'])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn properties_are_attributes_where_the_shell_wrote_them() {
        let of = |names: &str| {
            let cells: Vec<Cow<'_, str>> = names.split(',').map(Cow::Borrowed).collect();
            attributes_of(&cells).join(",")
        };
        for (names, attributes) in [
            (
                "DistinguishedName,SamAccountName,Surname,LockedOut",
                "DistinguishedName,SamAccountName,sn,pwdAccountLockedTime",
            ),
            ("DistinguishedName,SamAccountName,Surname,sn", "DistinguishedName,SamAccountName,Surname,sn"),
            ("DN,Surname,LockedOut", "DN,Surname,LockedOut"),
            ("Distinguished Name,SAM account name,Last Name", "distinguishedName,sAMAccountName,sn"),
            ("DN,Email Address,mail", "DN,Email Address,mail"),
            ("DN,SamAccountName,LastName,AccountIsDisabled", "DN,SamAccountName,sn,msDS-UserAccountDisabled"),
        ] {
            assert_eq!(of(names), attributes);
        }
    }

    #[test]
    fn users_are_known_by_properties_that_nothing_else_has() {
        let of = |names: &str| are_users(&names.split(',').map(Cow::Borrowed).collect::<Vec<_>>());
        assert!(of("SamAccountName,Surname,DistinguishedName"));
        for others in [
            "SamAccountName,sn,DistinguishedName",
            "DN,Surname",
            "DistinguishedName,SamAccountName,Surname,ObjectClass",
        ] {
            assert!(!of(others), "{others}");
        }
    }

    #[test]
    fn the_name_of_a_type_is_no_value() {
        for (cell, expected) in [
            ("Microsoft.ActiveDirectory.Management.ADPropertyValueCollection", true),
            ("System.String[]", true),
            ("System.Collections.Generic.List`1[System.String]", true),
            ("System.__ComObject", true),
            ("System.Operator", false),
            ("Microsoft.Admin@corp.example", false),
            ("System Team [EMEA]", false),
            ("[]", false),
        ] {
            assert_eq!(is_type(cell), expected, "{cell}");
        }
    }
}
