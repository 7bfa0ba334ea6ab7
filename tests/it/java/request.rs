//! A request for a client certificate names the CAs it takes one from, and Java reads no message of any length.

use std::time::Duration;

use ucdoctor::evidence::HelloKind;
use ucdoctor::probes::tls::{self, Target};
use ucdoctor::trust::java::MAX_MESSAGE;

use super::server::{Java, serve_asking};
use super::{cases, pki};

#[tokio::test(flavor = "multi_thread")]
async fn a_request_is_too_long_for_us_where_it_is_for_a_real_java() {
    let (folder, case) = (tempfile::tempdir().unwrap(), cases::sound());
    std::fs::write(folder.path().join("hosts"), format!("127.0.0.1 {}\n", case.host)).unwrap();
    let store = folder.path().join("store");
    std::fs::write(&store, case.store.iter().map(pki::Issued::pem).collect::<String>()).unwrap();
    let mut java = Java::start("java", folder.path());
    for (authorities, refused) in [(1, false), (300, false), (500, true)] {
        let port = serve_asking(&case, authorities);
        let said = java.ask(&case.host, port, &store);
        assert_eq!(said.contains("exceeds the maximum"), refused, "{authorities}: {said}");
        assert_eq!(said == "OK", !refused, "{authorities}: {said}");
        let target = Target {
            address: ([127, 0, 0, 1], port).into(),
            host: case.host.clone(),
            source: None,
            start_tls: false,
            timeout: Duration::from_secs(20),
        };
        let bytes = tls::sample(&target, HelloKind::Tls12).await.0.unwrap().request_bytes.unwrap();
        assert_eq!(bytes as usize > MAX_MESSAGE, refused, "{authorities}: {bytes} bytes");
        assert!(bytes as usize > authorities * 80, "{authorities}: {bytes} bytes");
    }
}
