use super::*;

#[test]
fn codes_are_decoded_by_their_names() {
    let told = |stage, kind, code: &str| failed(How::Result, stage, kind, code);
    let table = [
        ("x ServiceDiscoveryHandlerResult return code SUCCESS", Some(Signal::Reached(Stage::HomeCluster))),
        (
            "x ServiceDiscoveryHandlerResult return code FAILED_EDGE_CREDENTIALS_NOT_SET",
            Some(Signal::Harmless("FAILED_EDGE_CREDENTIALS_NOT_SET".into())),
        ),
        (
            "OnLoginError: LERR_CUP_AUTH <12>: Authentication",
            told(Stage::PresenceLogin, Kind::PresenceRefuses, "LERR_CUP_AUTH <12>"),
        ),
        (
            "OnLoginError: LERR_JABBER_UNREACHABLE <16>",
            told(Stage::Xmpp, Kind::XmppUnreachable, "LERR_JABBER_UNREACHABLE <16>"),
        ),
        ("OnLoginError: LERR_NEW_THING <99>", told(Stage::PresenceLogin, Kind::Other, "LERR_NEW_THING <99>")),
        (
            "Home Uds query failed responseCode =[403]",
            failed(How::Part, Stage::CallManagerLogin, Kind::RoleMissing, "HTTP 403"),
        ),
        (
            "locatorUdsResult=[NO_HOME_UDS_FOUND] ucmConfigResult=[2]",
            told(Stage::HomeCluster, Kind::NoHomeCluster, "NO_HOME_UDS_FOUND"),
        ),
        (
            "OnLoginError: LERR_CUP_INTERNAL_ERROR <13>:",
            told(Stage::PresenceLogin, Kind::PresenceFails, "LERR_CUP_INTERNAL_ERROR <13>"),
        ),
        (
            "[csf.cert] [x] - Verification result : FAILURE reason : [CN_NO_MATCH UNKNOWN]",
            Some(Signal::Certificate("CN_NO_MATCH UNKNOWN".into())),
        ),
        ("*-----* Certificate Verification Result: FAILURE", Some(Signal::Certificate(String::new()))),
        ("*-----* Certificate Verification Result: SUCCESS", None),
        (
            "[SecureOnNavigationCompleted] - OnNavigationCompleted( UnknownError )",
            told(Stage::CallManagerLogin, Kind::SingleSignOn, "OnNavigationCompleted( UnknownError )"),
        ),
        ("[SecureOnNavigationCompleted] - OnNavigationCompleted( Success )", None),
        ("a download: starting TLS handshake", None),
        ("nothing of it", None),
    ];
    for (text, expected) in table {
        assert_eq!(of(text), expected, "{text}");
    }
}

#[test]
fn windows_says_why_a_search_has_no_searcher() {
    for (code, kind) in [
        ("0x8007203a", Kind::DirectoryUnreachable),
        ("0x80072027", Kind::DirectoryUnreachable),
        ("0x8007052e", Kind::DirectoryRefuses),
        ("0x80070775", Kind::DirectoryRefuses),
        ("0x80072030", Kind::DirectoryBase),
        ("0x80072028", Kind::DirectoryWantsTls),
        ("0x8000052e", Kind::DirectoryUnreachable),
    ] {
        let line = format!("Manager::Get - failed to get a searcher - COMException [{code}]");
        assert_eq!(of(&line), failed(How::Result, Stage::DirectorySearch, kind, code), "{code}");
    }
    let lost =
        "Directory searcher LDAP://ad4.lab.example:389/ou=x not found, adding server ad4.lab.example to blacklist.";
    let told = failed(How::Result, Stage::DirectorySearch, Kind::DirectoryUnreachable, "not found");
    assert_eq!((of(lost), of("adding server ad4.lab.example")), (told, None));
}

#[test]
fn a_server_is_a_host_and_nothing_else() {
    for (text, host) in [
        ("to PII_CED_Exception{https://cm.lab.example:8443/x}", Some("cm.lab.example")),
        ("login cup async, server:imp7.lab.example, user:****", Some("imp7.lab.example")),
        ("[LDAP://dc4.lab.example:389] with tokens [1]", Some("dc4.lab.example")),
        ("GET https://jane:hunter2@cm.lab.example/x", Some("cm.lab.example")),
        ("https://****/", None),
    ] {
        assert_eq!(server(text), host, "{text}");
    }
}
