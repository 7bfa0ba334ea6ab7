//! What only a client, or the nodes it logs in at, tell.

use super::super::web::Web;
use super::Fault;

const NO_HOME_CLUSTER: &str = r"2026-03-02 08:12:31,004 INFO [0x00000c94] [vices\impl\DiscoveryHandlerImpl.cpp(668)] [service-discovery] [CSFUnified::DiscoveryHandlerImpl::evaluateServiceDiscoveryResult] - ServiceDiscoveryHandlerResult return code FAILED_UCM90_CREDENTIALS_NOT_SET
2026-03-02 08:12:52,118 INFO [0x00002fe4] [etutils\src\http\CurlHttpUtils.cpp(1088)] [csf.httpclient] [csf::http::CurlHttpUtils::configureEasyRequest] - *-----* Configuring request #2 GET https://cucm.demo.example:8443/cucm-uds/clusterUser?username=alice
2026-03-02 08:12:52,391 ERROR [0x000019d0] [es\impl\ucm-config\UdsProvider.cpp(1042)] [csf.config] [csf::ucm90::UdsProvider::convertLocatorUdsResult] - locatorUdsResult=[NO_HOME_UDS_FOUND] ucmConfigResult=[2]
";

const ROLE_MISSING: &str = r"2026-03-02 08:12:52,118 INFO [0x00002fe4] [etutils\src\http\CurlHttpUtils.cpp(1088)] [csf.httpclient] [csf::http::CurlHttpUtils::configureEasyRequest] - *-----* Configuring request #4 GET https://cucm.demo.example:8443/cucm-uds/user/bob
2026-03-02 08:12:52,391 ERROR [0x000004c4] [\ucm-config\uds\HomeUdsUtilities.cpp(64)] [csf.config] [csf::ucm90::HomeUdsUtilities::convertHttpUtilsResult] - Home Uds query failed responseCode =[403]
";

const TOO_OLD: &str = r"2026-03-02 08:13:01,000 INFO [0x00001088] [CupSoapClient\CupSoapClientImpl.cpp(664)] [csf.jwcpp] [CupSoapClientImpl::LoginAsync] - @CupSoapCli: login cup async, server:cups.demo.example, user:****, ver:11.1.0.1
2026-03-02 08:13:01,300 INFO [0x00001088] [rx\jwcpp\LoginMgr\LoginCUPState.cpp(311)] [csf.jwcpp] [CLoginCup::OnLoginFailed] - @LoginMgr: #0, CLoginCup::OnLoginFailed err-code: -1, err-string: The client does not meet the minimal version requirement. request-token:0
";

const REFUSED: &str = r"2026-03-02 08:13:01,000 INFO [0x00001088] [CupSoapClient\CupSoapClientImpl.cpp(664)] [csf.jwcpp] [CupSoapClientImpl::LoginAsync] - @CupSoapCli: login cup async, server:cups.demo.example, user:****, ver:14.2.0.58008
2026-03-02 08:13:03,300 INFO [0x00001088] [s\adapters\imp\components\Login.cpp(129)] [IMPServices] [CSFUnified::IMPStackCap::Login::OnLoginError] - OnLoginError: LERR_CUP_AUTH <12>: Authentication error
";

const CERTIFICATE: &str = r"2026-03-02 08:13:04,100 INFO [0x000021c4] [rwerx\jwcpp\xmppcore\src\client.cpp(254)] [csf.jwcpp] [gloox::Client::handleNormalNode] - @XmppSDK: #0, starting TLS handshake...
2026-03-02 08:13:04,200 ERROR [0x000021c4] [x\jwcpp\xmppcore\src\clientbase.cpp(394)] [csf.jwcpp] [gloox::ClientBase::handleHandshakeResult] - @XmppSDK: #0, TLS handshake failed!
2026-03-02 08:13:04,201 INFO [0x000021c4] [s\adapters\imp\components\Login.cpp(129)] [IMPServices] [CSFUnified::IMPStackCap::Login::OnLoginError] - OnLoginError: LERR_JABBER_CERT <15>: Certificate Failure
";

pub(super) const FAULTS: &[Fault] = &[
    Fault {
        name: "home-cluster-missing",
        story: "a new user's Home Cluster box was not ticked; the client's log tells it",
        expected: Some("home-cluster-missing"),
        plant: |setup| {
            setup.ask_about("alice", false);
            setup.client_log = Some(NO_HOME_CLUSTER);
            Ok(())
        },
    },
    Fault {
        name: "role-missing",
        story: "a user was taken out of Standard CCM End Users; the client's log tells it",
        expected: Some("role-missing"),
        plant: |setup| {
            setup.ask_about("bob", false);
            setup.client_log = Some(ROLE_MISSING);
            Ok(())
        },
    },
    Fault {
        name: "client-too-old",
        story: "the minimum version was raised, and one PC still has last year's client",
        expected: Some("client-too-old"),
        plant: |setup| {
            setup.ask_about("bob", false);
            setup.client_log = Some(TOO_OLD);
            Ok(())
        },
    },
    Fault {
        name: "node-refuses-client",
        story: "the directory takes the password, and the client's log has presence say no to it",
        expected: Some("node-refuses-login"),
        plant: |setup| {
            setup.ask_about("frank", true);
            setup.client_log = Some(REFUSED);
            Ok(())
        },
    },
    Fault {
        name: "node-refuses-login",
        story: "directory and call manager take the password, and the presence node, asked with it, does not",
        expected: Some("node-refuses-login"),
        plant: |setup| {
            setup.ask_about("frank", true);
            setup.web = Web::Logins;
            Ok(())
        },
    },
    Fault {
        name: "user-on-two-clusters",
        story: "a user was moved to another cluster, and Home Cluster stayed ticked on the old one",
        expected: Some("user-on-two-clusters"),
        plant: |setup| {
            setup.ask_about("erin", false);
            setup.web = Web::TwoHomes;
            Ok(())
        },
    },
    Fault {
        name: "client-error",
        story: "the XMPP certificate was renewed by a CA that the clients do not know",
        expected: Some("client-error"),
        plant: |setup| {
            setup.ask_about("frank", false);
            setup.client_log = Some(CERTIFICATE);
            Ok(())
        },
    },
];
