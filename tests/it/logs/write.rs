//! Writes logs with known answers: a client's, in every form of line that is known, with what surrounds a login.

use ucdoctor::evidence::client_log::{LoginErrorKind as Kind, LoginStage as Stage};

/// The forms of lines.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    /// Back slashes, `- *-----*`.
    Windows,
    /// Slashes, and lines of Swift between them.
    Ios,
    /// No hyphen, a level of five columns.
    Of2013,
    /// As documents print it: no time.
    Document,
}

pub(super) const FORMS: [Form; 4] = [Form::Windows, Form::Ios, Form::Of2013, Form::Document];

/// A log that is being written.
pub(super) struct Log {
    form: Form,
    seconds: u64,
    random: u64,
    pub(super) text: String,
    /// The time of the last line, as it is written there.
    pub(super) at: Option<String>,
    pub(super) call_manager: String,
    pub(super) presence: String,
    pub(super) domain: String,
}

impl Log {
    pub(super) fn new(form: Form, seed: u64) -> Self {
        let mut log = Self {
            form,
            seconds: 30_000 + seed * 977 % 40_000,
            random: seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1,
            text: String::new(),
            at: None,
            call_manager: String::new(),
            presence: String::new(),
            domain: format!("branch{seed}.example.net"),
        };
        log.call_manager = format!("ucm{}.{}", log.number(90), log.domain);
        log.presence = format!("im-{}.{}", log.number(90), log.domain);
        log
    }

    fn number(&mut self, below: u64) -> u64 {
        self.random ^= self.random << 13;
        self.random ^= self.random >> 7;
        self.random ^= self.random << 17;
        self.random % below
    }

    fn time(&mut self) -> Option<String> {
        let more = 1 + self.number(4);
        self.seconds += more;
        let (h, m, s, ms) = (self.seconds / 3600, self.seconds / 60 % 60, self.seconds % 60, self.number(1000));
        let day = 1 + h / 24;
        (self.form != Form::Document).then(|| format!("2022-06-{day:02} {:02}:{m:02}:{s:02},{ms:03}", h % 24))
    }

    /// Nothing is written for a while.
    pub(super) fn pause(&mut self, seconds: u64) {
        self.seconds += seconds;
    }

    /// A line of this form: level, source, module and function before the text.
    pub(super) fn line(&mut self, level: &str, source: &str, module: &str, function: &str, text: &str) {
        self.at = self.time();
        let (thread, number) = (self.number(65_000), self.number(2000));
        let source = if self.form == Form::Ios { source.replace('\\', "/") } else { source.to_owned() };
        let start = self.at.as_ref().map(|at| format!("{at} ")).unwrap_or_default();
        let (level, dash) = match self.form {
            Form::Of2013 => (format!("{level:<5}"), ""),
            Form::Windows => (level.to_owned(), "- *-----* "),
            Form::Ios | Form::Document => (level.to_owned(), "- "),
        };
        let line =
            format!("{start}{level} [0x{thread:08x}] [{source}({number})] [{module}] [{function}] {dash}{text}\r\n");
        self.text.push_str(&line);
    }

    fn discovery(&mut self, text: &str) {
        self.line("INFO", r"vices\impl\DiscoveryHandlerImpl.cpp", "service-discovery", "Disc::evaluate", text);
    }

    pub(super) fn http(&mut self, level: &str, text: &str) {
        self.line(level, r"ls\src\http\BasicHttpClientImpl.cpp", "csf.httpclient", "csf::http::perform", text);
    }

    fn soap(&mut self, text: &str) {
        self.line("INFO", r"CupSoapClient\CupSoapClientImpl.cpp", "csf.jwcpp", "CupSoapClientImpl::LoginAsync", text);
    }

    fn ended(&mut self, code: &str) {
        let text = format!("OnLoginError: {code}");
        self.line(
            "INFO",
            r"s\adapters\imp\components\Login.cpp",
            "IMPServices",
            "IMPStackCap::Login::OnLoginError",
            &text,
        );
    }

    /// Lines that have nothing to do with a login; warnings among them.
    pub(super) fn noise(&mut self, lines: u64) {
        for _ in 0..lines {
            match self.number(5) {
                0 => self.line("WARN", r"ne\src\telephony\Device.cpp", "ecc.sipcc", "ccsip::warn", "no headset"),
                1 => self.http(
                    "INFO",
                    "HTTP response code 200 connect code 0 for request #77 to https://photos.example.org/x.png",
                ),
                2 => self.line(
                    "DEBUG",
                    r"c\windows\Main.cpp",
                    "csf.ui",
                    "Window::paint",
                    "repaint 40 regions, LDAP not asked",
                ),
                3 if self.form == Form::Ios => {
                    let at = self.time().unwrap_or_default().replace(' ', "T").replace(',', ".");
                    self.text.push_str(&format!("{at}Z <Warning> [0x84953][]ChatView.swift:91 a cell was reused\n"));
                }
                _ => self.line("INFO", r"p\base\Timer.cpp", "csf.timer", "Timer::fire", "tick"),
            }
        }
    }

    pub(super) fn launched(&mut self) {
        self.line("INFO", r"c\windows\Main.cpp", "csf.main", "main", "***** Jabber launched, start logging *****");
        self.discovery("ServiceDiscoveryHandlerResult return code FAILED_UCM90_CREDENTIALS_NOT_SET");
    }

    pub(super) fn signed_out(&mut self) {
        self.line("INFO", r"p\lifecycle\Impl.cpp", "csf.lifecycle", "set", "Changing lifecycle State to: SIGNEDOUT");
    }

    pub(super) fn query(&mut self) {
        let text = format!(
            "DNS query PII_CED_Exception{{_cisco-uds._tcp.{}.}} has failed: DNS name does not exist.",
            self.domain
        );
        self.line("WARN", r"src\dnsutils\win32\win32DnsUtils.cpp", "csf.dns", "csf::dns::map", &text);
    }

    pub(super) fn asks(&mut self, number: u32, path: &str) {
        let text = format!("Configuring request #{number} GET https://{}:8443/cucm-uds/{path}", self.call_manager);
        self.http("INFO", &text);
    }

    pub(super) fn discovered(&mut self) {
        self.asks(2, "version");
        self.discovery("ServiceDiscoveryHandlerResult return code SUCCESS");
    }

    pub(super) fn asks_presence(&mut self) {
        let text = format!("@CupSoapCli: login cup async, server:{}, user:****, ver:14.1.2.3", self.presence);
        self.soap(&text);
        let text = format!("@CupSoapCli: soap,endpoint:https://{}:8443/EPASSoap/service/v80", self.presence);
        self.soap(&text);
    }

    pub(super) fn handshake(&mut self) {
        let text = "@XmppSDK: #0, starting TLS handshake...";
        self.line("INFO", r"rwerx\jwcpp\xmppcore\src\client.cpp", "csf.jwcpp", "gloox::Client::handle", text);
    }

    /// A login that comes through.
    pub(super) fn healthy(&mut self) {
        self.discovered();
        self.noise(3);
        self.asks_presence();
        self.handshake();
        self.noise(3);
    }
}

/// What a planted error must come out as.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Answer {
    pub(super) stage: Stage,
    pub(super) kind: Kind,
    pub(super) code: &'static str,
    pub(super) cause: &'static str,
    pub(super) server: Option<String>,
    pub(super) at: Option<String>,
}

pub(super) const FAULTS: usize = 15;

/// Writes the login that ends in fault `nth`, and says what it is.
pub(super) fn fault(log: &mut Log, nth: usize) -> Answer {
    let (call_manager, presence) = (Some(log.call_manager.clone()), Some(log.presence.clone()));
    let error = "client-error";
    let mut at = None;
    let (stage, kind, code, cause, server) = match nth {
        0 => {
            log.query();
            log.query();
            log.discovery("ServiceDiscoveryHandlerResult return code FAILED_NO_SRV_RECORDS_FOUND");
            at.clone_from(&log.at);
            log.discovery("Discovery Failure -> (id) name :: (1005) ServiceDiscoveryNoSRVRecordsFound");
            let name = Some(format!("_cisco-uds._tcp.{}", log.domain));
            (Stage::ServiceDiscovery, Kind::NoSrvRecords, "FAILED_NO_SRV_RECORDS_FOUND", error, name)
        }
        1 => {
            log.asks(2, "clusterUser?username=****");
            log.line(
                "ERROR",
                r"es\impl\ucm-config\UdsProvider.cpp",
                "csf.config",
                "csf::ucm90::UdsProvider::convert",
                "locatorUdsResult=[NO_HOME_UDS_FOUND] ucmConfigResult=[2]",
            );
            at.clone_from(&log.at);
            log.line(
                "WARN",
                r"m90configflows\UcmRetrievalFlow.cpp",
                "service-discovery",
                "Ucm90::map",
                "CUCM Result : Failed - User lookup failure.",
            );
            (Stage::HomeCluster, Kind::NoHomeCluster, "NO_HOME_UDS_FOUND", "home-cluster-missing", call_manager)
        }
        2 => {
            let url = format!("https://{}:8443/cucm-uds/version ", log.call_manager);
            log.http(
                "INFO",
                &format!("HTTP response code 0 connect code 0 for request #0 to PII_CED_Exception{{{url}}}"),
            );
            log.http(
                "ERROR",
                "There was an issue performing the call to curl_easy_perform for request #0: UNRESOLVED_HOST_ERROR",
            );
            (Stage::ServiceDiscovery, Kind::HostUnresolved, "UNRESOLVED_HOST_ERROR", error, call_manager)
        }
        3 => {
            log.asks(4, "user/****");
            log.line(
                "ERROR",
                r"\ucm-config\uds\HomeUdsUtilities.cpp",
                "csf.config",
                "csf::ucm90::HomeUds::convert",
                "Home Uds query failed responseCode =[403]",
            );
            at.clone_from(&log.at);
            log.discovery("ServiceDiscoveryHandlerResult return code FAILED_UCM90_CONNECTION");
            (Stage::CallManagerLogin, Kind::RoleMissing, "HTTP 403", "role-missing", call_manager)
        }
        4 => {
            let url = format!("https://{}:8443/ [...]", log.call_manager);
            log.http(
                "INFO",
                &format!("HTTP response code 401 connect code 0 for request #4 to PII_CED_Exception{{{url}}}"),
            );
            log.line("ERROR", r"ces\impl\ucm-config\UdsProvider.cpp", "csf.config", "csf::ucm90::UdsProvider::home", "homeUdsResult=[HOME_UDS_AUTHENTICATION_FAILED] ucmConfigResult=[FAILED_TO_AUTHENTICATE_WITH_CALL_MANAGER]");
            (Stage::CallManagerLogin, Kind::CallManagerRefuses, "HOME_UDS_AUTHENTICATION_FAILED", error, call_manager)
        }
        5 => {
            log.discovered();
            log.asks_presence();
            log.line("INFO", r"rx\jwcpp\LoginMgr\LoginCUPState.cpp", "csf.jwcpp", "CLoginCup::OnLoginFailed", "@LoginMgr: #0, CLoginCup::OnLoginFailed errtype: 37345, errcode: 30, hAsync: 1, errstring: (soap fault text), soapFaultString: SSL_ERROR_SSL error:1416F086:SSL routines:tls_process_server_certificate:certificate verify failed, customData: 1");
            log.ended("LERR_CUP_CERT <11>:");
            (Stage::PresenceLogin, Kind::PresenceCertificate, "LERR_CUP_CERT <11>", error, presence)
        }
        6 => {
            log.discovered();
            log.asks_presence();
            log.ended("LERR_CUP_AUTH <12>: Authentication error");
            (Stage::PresenceLogin, Kind::PresenceRefuses, "LERR_CUP_AUTH <12>", error, presence)
        }
        7 => {
            log.asks_presence();
            log.line("INFO", r"rx\jwcpp\LoginMgr\LoginCUPState.cpp", "csf.jwcpp", "CLoginCup::OnLoginFailed", "@LoginMgr: #0, CLoginCup::OnLoginFailed err-code: -1, err-string: The client does not meet the minimal version requirement. request-token:0");
            at.clone_from(&log.at);
            log.ended("LERR_CUP_OTHER <10>:");
            (Stage::PresenceLogin, Kind::ClientTooOld, "err-code -1", "client-too-old", presence)
        }
        8 => {
            log.asks_presence();
            log.handshake();
            log.line(
                "ERROR",
                r"x\jwcpp\xmppcore\src\clientbase.cpp",
                "csf.jwcpp",
                "gloox::ClientBase::handle",
                "@XmppSDK: #0, TLS handshake failed!",
            );
            log.ended("LERR_JABBER_CERT <15>: Certificate Failure");
            (Stage::Xmpp, Kind::XmppCertificate, "LERR_JABBER_CERT <15>", error, presence)
        }
        9 => {
            log.asks_presence();
            log.ended("LERR_JABBER_UNREACHABLE <16>: no connection");
            (Stage::Xmpp, Kind::XmppUnreachable, "LERR_JABBER_UNREACHABLE <16>", error, presence)
        }
        10 => {
            log.asks_presence();
            log.ended("LERR_JABBER_AUTH <17>:");
            (Stage::Xmpp, Kind::XmppRefuses, "LERR_JABBER_AUTH <17>", error, presence)
        }
        11 => {
            log.asks_presence();
            log.ended("LERR_CUP_UNREACHABLE <9>: timed out");
            (Stage::PresenceLogin, Kind::PresenceUnreachable, "LERR_CUP_UNREACHABLE <9>", error, presence)
        }
        12 => {
            log.query();
            log.discovery("ServiceDiscoveryHandlerResult return code FAILED_EDGE_AUTHENTICATION");
            (Stage::CallManagerLogin, Kind::EdgeRefuses, "FAILED_EDGE_AUTHENTICATION", error, None)
        }
        13 => {
            log.asks(3, "version");
            log.discovery("ServiceDiscoveryHandlerResult return code FAILED_UCM90_CONNECTION");
            (Stage::ServiceDiscovery, Kind::CallManagerUnreachable, "FAILED_UCM90_CONNECTION", error, call_manager)
        }
        _ => {
            log.asks_presence();
            log.ended("LERR_CUP_UNHEARD_OF <77>: something new");
            (Stage::PresenceLogin, Kind::Other, "LERR_CUP_UNHEARD_OF <77>", error, presence)
        }
    };
    Answer { stage, kind, code, cause, server, at: at.or_else(|| log.at.clone()) }
}
