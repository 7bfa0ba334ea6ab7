//! Answers of call manager's UDS and of the presence login, in the shapes that are documented.

use crate::axl::call_manager::CallManager;

/// How a request for the user's own data begins.
pub(crate) const UDS: &str = "GET /cucm-uds/user/";
/// Where the presence login is.
pub(crate) const EPAS: &str = "/EPASSoap/service/v80";
/// The key of a session.
pub(crate) const KEY: &str = "5e551on-k3y-0f-the-tests";

/// How many requests have this in their head.
pub(crate) fn asks(server: &CallManager, part: &str) -> usize {
    server.requests.lock().unwrap().iter().filter(|(head, _)| head.contains(part)).count()
}

/// The user's own data.
pub(crate) fn accepts_user(id: &str, inside: &str) -> String {
    format!(
        "<user uri=\"https://cm7.lab.example:8443/cucm-uds/user/{id}\"><id>00000000-aaaa-bbbb-cccc-000000000007</id>\
         <userName>{id}</userName><lastName>Baker</lastName><accountType useLdapAuth=\"true\">ldap</accountType>\
         <homeCluster enableImAndPresence=\"true\">true</homeCluster>{inside}</user>"
    )
}

/// The user's presence servers.
pub(crate) fn presence_lists(servers: &[&str]) -> String {
    let servers: String = servers.iter().map(|server| format!("<server>{server}</server>")).collect();
    format!("<imAndPresence>{servers}</imAndPresence>")
}

fn envelope(inside: &str) -> String {
    format!(
        "<soap:Envelope xmlns:soap=\"http://www.w3.org/2003/05/soap-envelope\"><soap:Body>{inside}</soap:Body></soap:Envelope>"
    )
}

fn answer(inside: &str) -> String {
    envelope(&format!("<e:login-resp xmlns:e=\"urn:cisco:epas:soap\">{inside}</e:login-resp>"))
}

pub(crate) fn accepts_login() -> String {
    answer(&format!("<e:success><e:session-key>{KEY}</e:session-key></e:success>"))
}

pub(crate) fn failure(inside: &str) -> String {
    answer(&format!("<e:failure>{inside}</e:failure>"))
}

pub(crate) fn logged_out() -> String {
    envelope("<e:logout-resp xmlns:e=\"urn:cisco:epas:soap\"/>")
}

pub(crate) fn fault(words: &str) -> String {
    envelope(&format!(
        "<soap:Fault><soap:Code><soap:Value>soap:Receiver</soap:Value></soap:Code><soap:Reason>\
         <soap:Text>{words}</soap:Text></soap:Reason></soap:Fault>"
    ))
}
