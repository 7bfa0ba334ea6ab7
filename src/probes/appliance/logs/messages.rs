//! What is asked of Log Collection, and what its answers hold.
//!
//! Requests and elements as in the service's own description (LogCollectionPortTypeService.wsdl of Cisco's samples for the
//! Serviceability APIs): document style, namespace `http://schemas.cisco.com/ast/soap`, every element of the criteria
//! present, empty where nothing is asked. That empty elements are taken and `xsi:nil` is not, that the time zone is the one
//! that `getTimeZone` tells, that `RelText` and `RelTime` choose a time where dates are refused, and that each answer is a
//! multipart one with XOP, is what a public client saw on a live call manager. No request here stores, pushes or
//! schedules anything: the job is always `DownloadtoClient`, once.

use quick_xml::escape::escape;

use super::super::multipart;
use crate::probes::appliance::https::Response;
use crate::xml;

/// What stands beside a message, by its `Content-ID`.
pub(super) type Beside = Vec<(String, Vec<u8>)>;

/// Services, files and names kept of one answer.
const MOST: usize = 2000;
/// Characters of a name or path.
const LONGEST: usize = 1024;

/// One request. None of them changes anything.
#[derive(Debug, Clone, Copy)]
pub(super) enum Ask<'a> {
    /// The nodes, and the services whose logs each has.
    Services,
    /// The time zone of this host, by its own name.
    TimeZone(&'a str),
    /// The files of a service that were changed within a time.
    Files {
        service: &'a str,
        zone: &'a str,
        /// `Minutes`, `Hours` or `Days`.
        unit: &'static str,
        /// How many; a byte in the description of the service.
        number: u8,
    },
    /// One file, by the path that the service gave.
    File(&'a str),
}

impl Ask<'_> {
    /// The operation, which is also its SOAPAction.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Services => "listNodeServiceLogs",
            Self::TimeZone(_) => "getTimeZone",
            Self::Files { .. } => "selectLogFiles",
            Self::File(_) => "GetOneFile",
        }
    }

    pub(super) fn envelope(self) -> String {
        let inside = match self {
            Self::Services => {
                "<s:listNodeServiceLogs><s:ListRequest></s:ListRequest></s:listNodeServiceLogs>".to_owned()
            }
            Self::TimeZone(host) => format!("<s:LocalHost>{}</s:LocalHost>", escape(host)),
            Self::Files { service, zone, unit, number } => format!(
                "<s:selectLogFiles><s:FileSelectionCriteria><s:ServiceLogs><s:item>{}</s:item></s:ServiceLogs>\
                 <s:SystemLogs></s:SystemLogs><s:SearchStr></s:SearchStr><s:Frequency>OnDemand</s:Frequency>\
                 <s:JobType>DownloadtoClient</s:JobType><s:ToDate></s:ToDate><s:FromDate></s:FromDate>\
                 <s:TimeZone>{}</s:TimeZone><s:RelText>{unit}</s:RelText><s:RelTime>{number}</s:RelTime><s:Port>0</s:Port>\
                 <s:IPAddress></s:IPAddress><s:UserName></s:UserName><s:Password></s:Password><s:ZipInfo>false</s:ZipInfo>\
                 <s:RemoteFolder></s:RemoteFolder></s:FileSelectionCriteria></s:selectLogFiles>",
                escape(service),
                escape(zone)
            ),
            Self::File(path) => format!("<s:FileName>{}</s:FileName>", escape(path)),
        };
        format!(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\
             <soapenv:Envelope xmlns:soapenv=\"http://schemas.xmlsoap.org/soap/envelope/\" \
             xmlns:s=\"http://schemas.cisco.com/ast/soap\"><soapenv:Header/><soapenv:Body>{inside}</soapenv:Body>\
             </soapenv:Envelope>"
        )
    }
}

/// The SOAP message of an answer takes the place of its body; the files beside it come with it, by their `Content-ID`.
pub(super) fn unpacked(mut response: Response) -> Result<(Response, Beside), String> {
    let content_type = response.content_type.clone().unwrap_or_default();
    let Some(parts) = multipart::parts(&content_type, &response.body)? else {
        if content_type.to_ascii_lowercase().contains("application/dime") {
            return Err("it sends DIME, as old releases do; multipart/related with XOP was expected".to_owned());
        }
        return Ok((response, Vec::new()));
    };
    let mut parts = parts.into_iter();
    let root = parts.next().map(|part| part.body.to_vec()).unwrap_or_default();
    let files = parts.filter_map(|part| Some((part.id?.to_owned(), part.body.to_vec()))).collect();
    response.body = root.into();
    Ok((response, files))
}

/// The services that any node lists, each once.
pub(super) fn services(body: &[u8]) -> Vec<String> {
    let mut found = Vec::new();
    walk(body, &mut |path, text| {
        if let ([.., "ServiceLog", "item"], Some(text)) = (path, text)
            && found.len() < MOST
            && !found.iter().any(|known| known == text)
        {
            found.push(text.to_owned());
        }
    });
    found
}

/// The time zone as `selectLogFiles` wants it: `getTimeZone` answers with a document as text, in which it is the `value`
/// of `LocalTimeZone`.
pub(super) fn time_zone(body: &[u8]) -> Option<String> {
    let mut document = None;
    walk(body, &mut |path, text| {
        if let ([.., "TimeZone"], Some(text)) = (path, text) {
            document = Some(text.to_owned());
        }
    });
    let mut zone = None;
    walk(document?.as_bytes(), &mut |path, text| {
        if let ([.., "LocalTimeZone", "value" | "@value"], Some(text)) = (path, text) {
            zone = Some(text.to_owned());
        }
    });
    zone
}

/// A file that the service offers.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Offered {
    /// Its path on the node, as `GetOneFile` wants it.
    pub(super) path: String,
    /// Bytes; none where it does not say.
    pub(super) size: Option<u64>,
    /// When it was last changed, in a form that sorts: `2026-11-28 15:41:07`.
    pub(super) changed: Option<String>,
}

/// The files of an answer to `selectLogFiles`, the last changed first.
pub(super) fn files(body: &[u8]) -> Vec<Offered> {
    let (mut found, mut file) = (Vec::new(), Offered::default());
    walk(body, &mut |path, text| match (path, text) {
        ([.., "File", "absolutepath"], Some(text)) => text.clone_into(&mut file.path),
        ([.., "File", "filesize"], Some(text)) => file.size = text.parse().ok(),
        ([.., "File", "modifiedDate"], Some(text)) => file.changed = sortable(text),
        ([.., "File"], None) => {
            let file = std::mem::take(&mut file);
            if found.len() < MOST && is_path(&file.path) {
                found.push(file);
            }
        }
        _ => {}
    });
    found.sort_by(|one: &Offered, other| other.changed.cmp(&one.changed).then_with(|| one.path.cmp(&other.path)));
    found
}

/// A path as nodes have it, which is given back to the node as it came.
fn is_path(path: &str) -> bool {
    path.starts_with('/') && path.len() <= LONGEST && !path.contains("/../") && !path.chars().any(char::is_control)
}

/// `Sat Nov 28 15:41:07 CST 2026` without its zone, year first.
fn sortable(text: &str) -> Option<String> {
    const MONTHS: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    let words: Vec<&str> = text.split_whitespace().collect();
    let [_, month, day, clock, .., year] = words.as_slice() else { return None };
    let month = MONTHS.iter().position(|known| known == month)? + 1;
    Some(format!("{year}-{month:02}-{:02} {clock}", day.parse::<u8>().ok()?))
}

/// The bytes of a file: beside the message, or in it as base64. Errors say what was expected.
pub(super) fn file(body: &[u8], beside: Beside) -> Result<Vec<u8>, String> {
    let (mut reference, mut inside) = (None, None);
    walk(body, &mut |path, text| match (path, text) {
        ([.., "GetOneFileReturn", "Include", "@href"], Some(text)) => {
            reference = text.strip_prefix("cid:").map(|id| id.replace("%40", "@"));
        }
        ([.., "GetOneFileReturn"], Some(text)) => inside = Some(text.to_owned()),
        _ => {}
    });
    if let Some(id) = reference {
        let file = beside.into_iter().find(|(known, _)| known.replace("%40", "@") == id);
        return file
            .map(|(_, bytes)| bytes)
            .ok_or_else(|| "the file is not beside the message that names it".to_owned());
    }
    let text =
        inside.ok_or("the answer has no GetOneFileReturn: a file beside the message (XOP) or in it was expected")?;
    let text: String = text.split_whitespace().collect();
    openssl::base64::decode_block(&text).map_err(|_| "what GetOneFileReturn holds is no base64".to_owned())
}

/// Walks through a message that was found to be well-formed; paths are names, texts trimmed and not endless.
fn walk(body: &[u8], visit: &mut dyn FnMut(&[&str], Option<&str>)) {
    let _ = xml::walk(body, &mut |path, text| {
        let path: Vec<&str> = path.iter().map(String::as_str).collect();
        visit(&path, text.map(str::trim).filter(|text| !text.is_empty()));
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn requests_are_well_formed_and_ask_for_nothing_but_a_download() {
        let files = Ask::Files { service: "Cisco A&B", zone: "Client: <x>", unit: "Minutes", number: 30 };
        for (ask, says) in [
            (Ask::Services, "<s:ListRequest></s:ListRequest>"),
            (Ask::TimeZone("p1.lab.example"), "<s:LocalHost>p1.lab.example</s:LocalHost>"),
            (files, "<s:JobType>DownloadtoClient</s:JobType>"),
            (files, "<s:item>Cisco A&amp;B</s:item>"),
            (files, "<s:RelText>Minutes</s:RelText><s:RelTime>30</s:RelTime>"),
            (Ask::File("/var/log/a&b"), "<s:FileName>/var/log/a&amp;b</s:FileName>"),
        ] {
            let envelope = ask.envelope();
            assert!(envelope.contains(says), "{envelope}");
            xml::walk(envelope.as_bytes(), &mut |_, _| {}).unwrap();
        }
    }

    #[test]
    fn answers_of_the_service() {
        let list = "<E><listNodeServiceLogsResponse><listNodeServiceLogsReturn><name>cm1</name><ServiceLog>\
            <item>Cisco DirSync</item><item>Cisco CTIManager</item></ServiceLog></listNodeServiceLogsReturn>\
            <listNodeServiceLogsReturn><name>cm2</name><ServiceLog><item>Cisco DirSync</item></ServiceLog>\
            </listNodeServiceLogsReturn></listNodeServiceLogsResponse></E>";
        assert_eq!(services(list.as_bytes()), ["Cisco DirSync", "Cisco CTIManager"]);
        let zone = "Client: (GMT-6:0)America/Chicago";
        for inner in [
            format!("&lt;TimeZone&gt;&lt;LocalTimeZone value=\"{zone}\"/&gt;&lt;/TimeZone&gt;"),
            format!(
                "&lt;TimeZone&gt;&lt;LocalTimeZone&gt;&lt;value&gt;{zone}&lt;/value&gt;&lt;/LocalTimeZone&gt;&lt;/TimeZone&gt;"
            ),
        ] {
            let body = format!("<E><Body><TimeZone>{inner}</TimeZone></Body></E>");
            assert_eq!(time_zone(body.as_bytes()).as_deref(), Some(zone), "{body}");
        }
        assert_eq!(time_zone(b"<E><TimeZone>America/Chicago</TimeZone></E>"), None);
        let file = |path: &str, changed: &str| {
            format!(
                "<File><name>n</name><absolutepath>{path}</absolutepath><filesize>17</filesize><modifiedDate>{changed}</modifiedDate></File>"
            )
        };
        let list = format!(
            "<E><SetOfFiles>{}{}{}{}</SetOfFiles></E>",
            file("/var/log/a.log", "Fri Oct 2 05:01:07 CDT 2026"),
            file("/var/log/b.log", "Sat Nov 28 15:41:07 CST 2026"),
            file("../etc/shadow", "Sat Nov 28 15:41:07 CST 2026"),
            file("/var/../etc/shadow", ""),
        );
        let paths: Vec<String> = files(list.as_bytes()).into_iter().map(|file| file.path).collect();
        assert_eq!(paths, ["/var/log/b.log", "/var/log/a.log"]);
    }

    #[test]
    fn a_file_is_beside_the_message_or_in_it() {
        let beside = || vec![("1.urn:x@y".to_owned(), b"lines".to_vec())];
        let xop = |href: &str| format!("<E><GetOneFileReturn><Include href=\"{href}\"/></GetOneFileReturn></E>");
        for (body, expected) in [
            (xop("cid:1.urn:x@y"), Ok(b"lines".to_vec())),
            (xop("cid:1.urn:x%40y"), Ok(b"lines".to_vec())),
            (xop("cid:other"), Err("not beside")),
            ("<E><GetOneFileReturn>bGlu\nZXM=</GetOneFileReturn></E>".to_owned(), Ok(b"lines".to_vec())),
            ("<E><GetOneFileReturn>no base64!</GetOneFileReturn></E>".to_owned(), Err("no base64")),
            ("<E/>".to_owned(), Err("no GetOneFileReturn")),
        ] {
            match (file(body.as_bytes(), beside()), expected) {
                (Ok(bytes), Ok(expected)) => assert_eq!(bytes, expected, "{body}"),
                (Err(why), Err(says)) => assert!(why.contains(says), "{why}"),
                (found, _) => unreachable!("{body}: {found:?}"),
            }
        }
    }
}
