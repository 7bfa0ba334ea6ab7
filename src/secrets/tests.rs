use super::*;
use crate::checks::sample;
use crate::evidence::{BindAnswer, Observed};

fn secrets(given: &[&str], open: &str) -> Secrets {
    Secrets::new(given.iter().map(|word| (SecretString::from(*word), Some("axl-reader".to_owned()))), open)
}

#[test]
fn no_form_of_a_secret_passes() {
    let secret = "gr<ün&4711\"";
    let base64 = |text: &str| data_encoding::BASE64.encode(text.as_bytes());
    let url_safe = data_encoding::BASE64URL_NOPAD.encode(format!("12{secret}").as_bytes());
    let hexadecimal = data_encoding::HEXLOWER.encode(secret.as_bytes());
    let percent: String = secret.bytes().map(|byte| format!("%{byte:02X}")).collect();
    let filter: String = secret.bytes().map(|byte| format!("\\{byte:02x}")).collect();
    let references: String = secret.chars().map(|c| format!("&#{};", u32::from(c))).collect();
    let wide: String = secret.chars().flat_map(|c| [c, '\0']).collect();
    let forms = [
        format!("wrong password {secret}!"),
        "wrong password gr&lt;ün&amp;4711&quot; for you".to_owned(),
        "gr&amp;lt;ün&amp;amp;4711&amp;quot;".to_owned(),
        references,
        base64(secret),
        base64(&format!("axl-reader:{secret}")),
        format!("x{}", base64(&format!("a{secret}b"))),
        base64(&format!("ab{secret}bc")),
        url_safe,
        percent,
        filter,
        wide,
        "gr<\\u00fcn&4711\\u0022".to_owned(),
        format!("you sent {hexadecimal} to us"),
        hexadecimal,
        secret.to_uppercase(),
        format!("so it is cut: {}…, and goes on", "gr<ün&47"),
        format!("{}gr<ün&47", "long words ".repeat(30)),
    ];
    let secrets = secrets(&[secret], "");
    for form in forms {
        let shown = secrets.text(&form, false).expect("this form passes");
        assert!(shown.contains(WITHHELD) && !shown.contains("4711") && !shown.contains("gr<"), "{form}: {shown}");
    }
    for harmless in ["gr<ün&4712", "Invalid credentials", "&amp; &#x; %zz \\q", "AAAA", "", "gr<ün"] {
        assert_eq!(secrets.text(harmless, true), None, "{harmless}");
    }
}

#[test]
fn of_a_text_with_a_short_secret_nothing_stays() {
    let secrets = secrets(&["k4t"], "");
    assert_eq!(secrets.text("you said k4t, try again", true).as_deref(), Some(WITHHELD));
    assert_eq!(secrets.text("you said nothing", true), None);
}

#[test]
fn a_word_that_the_run_says_anyway_is_looked_for_in_sentences_only() {
    let secrets = secrets(&["svc-ucm"], "CN=svc-ucm,DC=corp,DC=example");
    assert_eq!(secrets.text("CN=svc-ucm,OU=x", false), None);
    assert_eq!(secrets.text("bad password svc-ucm", true).unwrap(), "bad password [withheld]");
}

fn evidence(text: &str) -> Evidence {
    let mut evidence = sample::healthy();
    sample::at(&mut evidence, 0).bind =
        Observed::Seen(BindAnswer { who_am_i: Some(text.to_owned()), ..BindAnswer::of(49, text) });
    evidence
}

#[test]
fn evidence_keeps_its_shape_whatever_the_secret_is() {
    // Words of ours, parts of addresses and dates among them.
    for secret in ["seen", "10.0.0", "client", "2026-", "state", "ldaps://", "636", "Fiskehane 12"] {
        let before = evidence(&format!("you sent {secret}"));
        let after = secrets(&[secret], "").withheld(before.clone());
        let endpoint = &after.vantages[0].servers[0].endpoints[0];
        assert_eq!(endpoint.address, before.vantages[0].servers[0].endpoints[0].address);
        let answer = endpoint.bind.seen().unwrap();
        assert!(!answer.text.contains(secret), "{secret}: {answer:?}");
        assert!(!answer.who_am_i.as_ref().unwrap().contains(secret), "{secret}: {answer:?}");
    }
}

#[test]
fn a_finished_report_is_searched_once_more() {
    let secrets = secrets(&["a\"b<c>&d'e7"], "");
    let written = |written, text: &str| {
        let mut out = Vec::new();
        secrets.write(&mut out, written, |out| out.write_all(text.as_bytes())).unwrap();
        String::from_utf8(out).unwrap()
    };
    assert_eq!(written(Written::Text, "x a\"b<c>&d'e7 y"), "x [withheld] y");
    assert_eq!(written(Written::Json, r#"{"k":"x a\"b<c>&d'e7"}"#), r#"{"k":"x [withheld]"}"#);
    let full = "<a b=\"a&quot;b&lt;c&gt;&amp;d&apos;e7\">a\"b&lt;c&gt;&amp;d'e7</a>";
    assert_eq!(written(Written::Markup, full), "<a b=\"[withheld]\">[withheld]</a>");
}

#[test]
fn names_of_the_format_are_no_secrets() {
    let secrets = secrets(&["severity", "newline"], "");
    let mut out = Vec::new();
    let json = br#"{"severity":"error","message":"the severity is \newline"}"#;
    secrets.write(&mut out, Written::Json, |out| out.write_all(json)).unwrap();
    assert_eq!(String::from_utf8(out).unwrap(), r#"{"severity":"error","message":"the [withheld] is \newline"}"#);
}
