//! eDirectory's own words inside LDAP answers.

/// The number at the end of a bind answer's text (`NDS error: failed authentication (-669)`), if there is one.
///
/// Only texts in eDirectory's own form count, so a number in another server's message means nothing.
pub fn error_code(text: &str) -> Option<i32> {
    let (_, after) = text.split_once("NDS error")?;
    let (_, number) = after.rsplit_once("(-")?;
    let digits = number.split_once(')')?.0;
    digits.parse::<i32>().ok().filter(|number| *number > 0).map(|number| -number)
}

#[cfg(test)]
mod tests {
    use super::error_code;

    #[test]
    fn reads_the_number_of_edirectory_only() {
        for (text, code) in [
            ("NDS error: failed authentication (-669)", Some(-669)),
            ("NDS error: bad password (-222)", Some(-222)),
            ("80: NDS error: login lockout (-197), try later", Some(-197)),
            ("NDS error (of 3): no such entry (-601)", Some(-601)),
            ("NDS error: none (-)", None),
            ("NDS error: none (--5)", None),
            ("NDS error: (-99999999999)", None),
            ("NDS error: open (-669", None),
            ("failed authentication (-669)", None),
            ("", None),
        ] {
            assert_eq!(error_code(text), code, "{text:?}");
        }
    }
}
