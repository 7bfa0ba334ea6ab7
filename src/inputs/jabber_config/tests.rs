use super::*;

#[test]
fn keys_of_all_generations() {
    let text = "\u{feff}<?xml version=\"1.0\" encoding=\"utf-8\"?>\r\n<config version=\"1.0\">\r\n\
        <Directory><!-- both --><BDIPresenceDomain>corp.example</BDIPresenceDomain>\r\n\
        <BaseFilter>(&amp;(objectCategory=person)(cn=&#65;*))</BaseFilter>\r\n\
        <ConnectionPassword>canary</ConnectionPassword><UserAccountName/>\r\n\
        <useraccountname> mail </useraccountname></Directory>\r\n</config>\r\n";
    let loaded = read(text.into()).unwrap();
    let config = loaded.table;
    let keys: Vec<(&str, &str, &str)> =
        config.keys.iter().map(|key| (key.section.as_str(), key.name.as_str(), key.value.as_str())).collect();
    assert_eq!(
        keys,
        [
            ("Directory", "BDIPresenceDomain", "corp.example"),
            ("Directory", "BaseFilter", "(&(objectCategory=person)(cn=A*))"),
            ("Directory", "UserAccountName", ""),
            ("Directory", "useraccountname", "mail"),
        ]
    );
    assert_eq!(config.passwords, ["ConnectionPassword"]);
    assert_eq!(loaded.notes, ["the value of ConnectionPassword in line 5 was not read"]);
}

#[test]
fn damage_is_told_and_what_is_meant_is_read() {
    for (text, says) in [
        (
            "<config>\n<Directory>\n<BaseFilter>(&(a=b)(c=d & e))</BaseFilter>\n</Directory></config>",
            "line 3 holds a raw",
        ),
        (
            "<config><Directory><BaseFilter>(&amp;(a=b))</BaseFilter><UseSSL>1</UseSS></Directory></config>",
            "line 1 or below",
        ),
        ("<config><Directory><BaseFilter>(&amp;(a=b))</BaseFilter>", "ends inside <config><Directory>"),
        ("<Directory><BaseFilter>(&amp;(a=b))</BaseFilter></Directory>", "line 1 begins with <Directory>: the root"),
        (
            "<config><Directory><BaseFilter>(&amp;(a=b))</BaseFilter><UdsServer><ucm address></UdsServer></Directory></config>",
            "holds <ucm address>, which is no element",
        ),
        ("<config><Directory><BaseFilter>(&amp;(a=b))</BaseFilter><x>&boom;</x></Directory></config>", "entity"),
        ("<config><Directory><BaseFilter>(&(a<=b))</BaseFilter></Directory></config>", "raw"),
    ] {
        let config = read(text.into()).unwrap().table;
        assert!(config.damage.first().is_some_and(|damage| damage.contains(says)), "{text}: {:?}", config.damage);
    }
    let meant = read("<config><Directory><BaseFilter>(&(a=b))</BaseFilter></Directory></config>".into()).unwrap().table;
    assert_eq!((meant.keys[0].value.as_str(), meant.damage.len()), ("(&(a=b))", 1));
    assert!(
        read("<config><Directory><x>a &amp; &#65; b</x></Directory></config>".into()).unwrap().table.damage.is_empty()
    );
}

#[test]
fn what_a_lenient_reader_understands_is_damage_all_the_same() {
    let with = |head: &str, tail: &str| {
        format!("{head}<config version=\"1.0\"><Directory><UseSSL>1</UseSSL></Directory></config>{tail}").into_bytes()
    };
    let latin = |name: &str| {
        let head = format!("<?xml version=\"1.0\" encoding=\"{name}\"?>\n<!-- Gen\u{e8}ve -->");
        with(&head, "")
            .iter()
            .filter(|&&byte| byte != 0xc3)
            .map(|&byte| if byte == 0xa8 { 0xe8 } else { byte })
            .collect()
    };
    let wide = |name: &str| {
        let text = String::from_utf8(with(&format!("<?xml version=\"1.0\" encoding=\"{name}\"?>"), "")).unwrap();
        [0xff, 0xfe].into_iter().chain(text.encode_utf16().flat_map(u16::to_le_bytes)).collect()
    };
    let files: [(Vec<u8>, &str); 13] = [
        (with("\r\n<?xml version=\"1.0\"?>", ""), "before which nothing may stand"),
        (with("<?xml version=\u{201c}1.0\u{201d}?>", ""), "straight quotation marks"),
        (with("<!-- a -- b -->", ""), "comment with --"),
        (with("", "\nkept by J."), "text outside"),
        (b"<config version=\"1\" version=\"2\"><Directory/></config>".to_vec(), "stands twice"),
        (latin("utf-8"), "line 2 holds a letter that is not UTF-8"),
        (wide("utf-8"), "is UTF-16"),
        (with("<?xml version=\"1.0\" encoding=\"UTF-16\"?>", ""), "and is not"),
        (latin("iso-8859-1"), ""),
        (wide("utf-16"), ""),
        (with("\u{feff}<?xml version='1.0' encoding='UTF-8'?>\n<!-- a - b -->", "\n<!-- end -->\n"), ""),
        (with("\n", "\n"), ""),
        (with("<?xml version=\"1.0\" encoding=\"utf-8\" standalone=\"yes\"?>", ""), ""),
    ];
    for (file, says) in files {
        let shown = String::from_utf8_lossy(&file).into_owned();
        let damage = read(file).unwrap().table.damage.join("; ");
        assert!(damage.contains(says) && damage.is_empty() == says.is_empty(), "{shown}: {damage}");
    }
}

#[test]
fn an_ampersand_is_one_in_comments_and_plain_text() {
    let filter = |text: &str| format!("<config><Directory><BaseFilter>{text}</BaseFilter></Directory></config>");
    for (text, value, damaged) in [
        ("<![CDATA[(&(cn=a & b)(sn=c))]]>", "(&(cn=a & b)(sn=c))", 0),
        ("<!-- phones & people -->(cn=a)<!-- R&D -->", "(cn=a)", 0),
        ("<!-- phones & people -->(&(cn=a))<!-- & -->", "(&(cn=a))", 1),
    ] {
        let config = read(filter(text).into()).unwrap().table;
        assert_eq!((config.keys[0].value.as_str(), config.damage.len()), (value, damaged), "{text}");
    }
}

#[test]
fn what_is_no_configuration_is_refused() {
    for (text, reason) in [
        ("<!DOCTYPE c [<!ENTITY a \"b\">]><config/>", "document type in line 1"),
        ("<settings></settings>", "<settings> in line 1"),
        ("key=value", "no XML element"),
    ] {
        let error = format!("{:#}", read(text.into()).unwrap_err());
        assert!(error.contains(EXPECTED) && error.contains(reason), "{text}: {error}");
    }
}
