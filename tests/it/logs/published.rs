//! Lines of clients as Cisco TAC has published them, with other names: 221845, 220225, 212081, 212084, 223101.

use ucdoctor::evidence::client_log::{LoginErrorKind as Kind, LoginStage as Stage};

use super::{codes, judged, read};

const PROXY: &str = "\
2017-04-19 16:30:30,565 INFO [0x000013b0] [etutils\\src\\http\\CurlHttpUtils.cpp(1088)] [csf.httpclient] [csf::http::CurlHttpUtils::configureEasyRequest] - *-----* Configuring request #20 GET https://ucm4.lab.example:8443/cucm-uds/version
2017-04-19 16:30:30,770 DEBUG [0x000013b0] [netutils\\src\\http\\CurlHttpUtils.cpp(192)] [csf.httpclient] [csf::http::CurlHttpUtils::curlTraceCallback] - Request #20 post connect phase: 'Connected to localhost (127.0.0.1) port 3128 (#1)'
2017-04-19 16:30:35,913 INFO [0x000013b0] [ls\\src\\http\\CurlAnswerEvaluator.cpp(115)] [csf.httpclient] [csf::http::CurlAnswerEvaluator::curlCodeToResult] - Request #20 got curlCode=[56] curl error message=\"[ Received HTTP code 503 from proxy after CONNECT ]\" HttpClientResult=[UNKNOWN_ERROR] fips enabled=[false]
2017-04-19 16:30:35,913 INFO [0x000013b0] [ls\\src\\http\\BasicHttpClientImpl.cpp(452)] [csf.httpclient] [csf::http::executeImpl] - *-----* HTTP response code 0 for request #20 to https://ucm4.lab.example:8443/cucm-uds/version
2017-04-19 16:30:35,913 ERROR [0x000013b0] [ls\\src\\http\\BasicHttpClientImpl.cpp(457)] [csf.httpclient] [csf::http::executeImpl] - There was an issue performing the call to curl_easy_perform for request #20: UNKNOWN_ERROR
";

const UNTRUSTED: &str = "\
INFO [0x00002fd0] [tutils\\adapters\\HttpCertAdapter.cpp(109)] [csf.httpclient] [csf::netutils::adapters::HttpCertAdapter::verifyCertificate] - *-----* Certificate Verification Result: FAILURE

INFO [0x00002fd0] [ls\\src\\http\\BasicHttpClientImpl.cpp(675)] [csf.httpclient] [csf::http::performRequest] - *-----* HTTP response code 0 connect code 0 for request #0 to PII_CED_Exception{https://ucm4.lab.example:8443/cucm-uds/version }

ERROR [0x00002fd0] [ls\\src\\http\\BasicHttpClientImpl.cpp(568)] [csf.httpclient] [csf::http::executeImpl] - There was an issue performing the call to curl_easy_perform for request #0: CERTIFICATE_VALIDATION_ERROR
";

const SIGN_ON: &str = "\
2024-02-01 05:48:33,461 INFO  [0x6d4ab000] [mmon/PlatformVerificationHandler.cpp(38)] [csf.cert] [handlePlatformVerificationResultSynchronously] - Verification result : FAILURE reason : [CN_NO_MATCH UNKNOWN]
2024-02-01 05:48:33,480 INFO  [0x6d4ab000] [vices/impl/DiscoveryHandlerImpl.cpp(668)] [service-discovery] [evaluateServiceDiscoveryResult] - ServiceDiscoveryHandlerResult return code FAILED_UCM90_CREDENTIALS_NOT_SET
2024-02-01T05:48:33.551Z <Error> [0x84953][]WebViewController.swift:358 webView(_:didFailProvisionalNavigation:withError:):Provisional Navigation failed: An SSL error has occurred and a secure connection to the server cannot be made.
2024-02-01 05:49:03,567 INFO  [0x6e36f000] [rvices/impl/BrowserListenerImpl.cpp(120)] [BrowserListener-Logger] [SecureOnNavigationCompleted] - OnNavigationCompleted( UnknownError )
";

const INSIDE: &str = "\
2023-03-01 10:00:00,001 INFO [0x00001088] [CupSoapClient\\CupSoapClientImpl.cpp(664)] [csf.jwcpp] [CupSoapClientImpl::LoginAsync] - @CupSoapCli: login cup async, server:imp4.lab.example, user:****, ver:14.2.0.58008
2023-03-01 10:00:02,001 INFO [0x00001088] [s\\adapters\\imp\\components\\Login.cpp(129)] [IMPServices] [CSFUnified::IMPStackCap::Login::OnLoginError] - OnLoginError: LERR_CUP_INTERNAL_ERROR <13>:
";

#[test]
fn each_error_says_whose_it_is() {
    for (text, stage, kind, code, server, says) in [
        (
            PROXY,
            Stage::ServiceDiscovery,
            Kind::ProxyRefuses,
            "HTTP 503 of a proxy",
            Some("ucm4.lab.example"),
            "a proxy stands between the client and call manager",
        ),
        (
            UNTRUSTED,
            Stage::ServiceDiscovery,
            Kind::CallManagerCertificate,
            "CERTIFICATE_VALIDATION_ERROR",
            Some("ucm4.lab.example"),
            "does not trust the certificate of call manager",
        ),
        (
            SIGN_ON,
            Stage::CallManagerLogin,
            Kind::SingleSignOn,
            "OnNavigationCompleted( UnknownError ), certificate CN_NO_MATCH UNKNOWN",
            None,
            "single sign-on failed",
        ),
        (
            INSIDE,
            Stage::PresenceLogin,
            Kind::PresenceFails,
            "LERR_CUP_INTERNAL_ERROR <13>",
            Some("imp4.lab.example"),
            "failed inside",
        ),
    ] {
        let log = read(text);
        let error = log.last.as_ref().and_then(|last| last.error.as_ref()).unwrap_or_else(|| panic!("{text}"));
        assert_eq!((error.stage, error.kind, error.code.as_str()), (stage, kind, code), "{text}");
        assert_eq!(error.server.as_deref(), server, "{text}");
        let report = judged(log);
        assert_eq!((codes(&report), report.exit_code), (vec!["client-error"], 1), "{text}");
        assert!(report.diagnoses[0].summary.contains(says), "{}", report.diagnoses[0].summary);
    }
}

/// A page of the identity provider that loads, or a proxy that let another request through, is no error.
#[test]
fn what_went_well_says_nothing() {
    let signed_on = SIGN_ON.replace("OnNavigationCompleted( UnknownError )", "OnNavigationCompleted( Success )");
    assert_eq!(read(&signed_on).last, None);
    let other = PROXY.replace("Request #20 got curlCode", "Request #21 got curlCode");
    let error = read(&other).last.and_then(|last| last.error).map(|error| error.kind);
    assert_eq!(error, Some(Kind::Other));
}

#[test]
fn a_contact_search_says_what_windows_told_it() {
    let of = |code: &str| {
        format!(
            "2016-10-21 08:35:47,004 DEBUG [0x000034ec] [rdsource\\ADPersonRecordSourceLog.cpp(50)] [csf.person.adsource] [WriteLogMessage] - ConnectionManager::GetDirectoryGroupSearcher - Using custom credentials to connect [LDAP://ad4.lab.example:389] with tokens [1]\n\
             2016-10-21 08:35:47,138 DEBUG [0x000034ec] [rdsource\\ADPersonRecordSourceLog.cpp(50)] [csf.person.adsource] [WriteLogMessage] - ConnectionManager::GetDirectoryGroupSearcher - failed to get a searcher - COMException [{code}]\n"
        )
    };
    for (code, says) in [
        ("0x8007203a", "cannot use its directory server"),
        ("0x8007052e", "refuses the account"),
        ("0x80072030", "search base"),
        ("0x80072028", "wants signing or TLS"),
    ] {
        let report = judged(read(&of(code)));
        let outcome = report.outcomes.iter().find(|outcome| outcome.check == "LOG-002").unwrap();
        let told = outcome.message.contains(says) && outcome.message.contains("ad4.lab.example");
        assert!(told, "{code}: {}", outcome.message);
        assert_eq!(codes(&report), ["client-error"], "{code}");
    }
}

/// A laptop outside of the network finds no directory; inside, the same client does, or another start of it.
#[test]
fn a_contact_search_that_works_later_overcomes_the_error() {
    let line = |time: &str, words: &str| {
        format!(
            "2021-05-04 {time},004 DEBUG [0x000034ec] [rdsource\\ADPersonRecordSourceLog.cpp(50)] [csf.person.adsource] [WriteLogMessage] - ConnectionManager::GetDirectoryGroupSearcher - {words}\n"
        )
    };
    let asks = |time, host: &str| {
        line(time, &format!("Using custom credentials to connect [LDAP://{host}:3268] with tokens [1]"))
    };
    let fails = |time| line(time, "failed to get a searcher - COMException [0x8007203a]");
    let start =
        "2021-05-04 10:00:00,004 INFO [0x1] [main.cpp(1)] [csf] [main] - ***** Jabber launched, start logging *****\n";
    let outside = asks("07:10:01", "gc1.ship.test") + &fails("07:10:02");
    for (later, is_told) in [
        (String::new(), true),
        // The next of several servers, at once.
        (asks("07:10:02", "gc2.ship.test"), true),
        (asks("09:10:00", "gc2.ship.test"), true),
        (asks("09:10:00", "gc1.ship.test"), false),
        (start.to_owned() + &asks("10:00:05", "gc2.ship.test"), false),
        (start.to_owned(), true),
        (asks("09:10:00", "gc1.ship.test") + &fails("09:10:04"), true),
    ] {
        let found = read(&(outside.clone() + &later)).directory;
        assert_eq!(found.is_some(), is_told, "{later}");
    }
}
