//! What is wrong with the certificates of a path, one dimension at a time. Leaf first.

use time::OffsetDateTime;

use super::certificate::Certificate;

/// On which side of its validity a certificate stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outside {
    /// After `not_after`.
    Expired,
    /// Before `not_before`.
    NotYetValid,
}

/// The first certificate of the path, from the server on, outside its validity at `now` (RFC 5280 section 4.1.2.5).
pub fn outside_validity(path: &[Certificate], now: OffsetDateTime) -> Option<(&Certificate, Outside)> {
    path.iter().find_map(|certificate| outside(certificate, now).map(|side| (certificate, side)))
}

/// Whether one certificate is outside its validity at `now`.
pub fn outside(certificate: &Certificate, now: OffsetDateTime) -> Option<Outside> {
    if now > certificate.not_after {
        Some(Outside::Expired)
    } else if now < certificate.not_before {
        Some(Outside::NotYetValid)
    } else {
        None
    }
}

/// The first certificate that was not issued for what it does here (RFC 5280 sections 4.2.1.3, 4.2.1.9, 4.2.1.12).
pub fn unsuitable(path: &[Certificate]) -> Option<(&Certificate, String)> {
    let leaf = path.first()?;
    if leaf.server_auth == Some(false) {
        return Some((leaf, "its extended key usage lacks serverAuth".to_owned()));
    }
    if leaf.may_serve_tls == Some(false) {
        return Some((leaf, "its key usage allows neither digitalSignature nor keyEncipherment".to_owned()));
    }
    path.iter().enumerate().skip(1).find_map(|(depth, issuer)| {
        let below = u32::try_from(depth - 1).unwrap_or(u32::MAX);
        if issuer.ca == Some(false) || (issuer.ca.is_none() && !issuer.self_signed) {
            Some((issuer, "it issued a certificate and is no CA by its basic constraints".to_owned()))
        } else if issuer.may_sign_certificates == Some(false) {
            Some((issuer, "its key usage lacks keyCertSign".to_owned()))
        } else if issuer.path_len.is_some_and(|allowed| below > allowed) {
            Some((issuer, format!("it allows {} CAs below it and has {below}", issuer.path_len.unwrap_or(0))))
        } else {
            None
        }
    })
}

/// The first certificate whose key or signature today's clients refuse: RSA below 2048 bit, EC below 224 bit,
/// MD5 or SHA-1 (OpenSSL's security level 2). The signature of a self-signed root proves nothing and is not judged.
pub fn weak(path: &[Certificate]) -> Option<(&Certificate, String)> {
    path.iter().find_map(|certificate| {
        let smallest = match certificate.key_type.as_str() {
            "RSA" => 2048,
            "EC" => 224,
            _ => 0,
        };
        if certificate.key_bits < smallest {
            Some((certificate, format!("{} key of {} bit", certificate.key_type, certificate.key_bits)))
        } else if certificate.weak_signature && !certificate.self_signed {
            Some((certificate, format!("signature {}", certificate.signature)))
        } else {
            None
        }
    })
}

/// Protocol versions that RFC 8996 retires, as OpenSSL names them.
pub fn outdated(version: &str) -> bool {
    matches!(version, "SSLv3" | "TLSv1" | "TLSv1.1")
}

/// What a distinguished name (RFC 4514 form) says about the organisation: its O, else its DC labels, else nothing.
pub fn organisation(name: &str) -> String {
    let domain = parts(name).filter_map(|part| part.strip_prefix("DC=")).collect::<Vec<_>>().join(".");
    parts(name).find_map(|part| part.strip_prefix("O=")).map_or(domain, ToOwned::to_owned).to_lowercase()
}

/// The parts of a distinguished name in RFC 4514 form, split at commas that no backslash escapes.
pub fn parts(name: &str) -> impl Iterator<Item = &str> {
    let mut escaped = false;
    name.split(move |c| {
        let splits = c == ',' && !escaped;
        escaped = c == '\\' && !escaped;
        splits
    })
    .map(str::trim)
}

#[cfg(test)]
mod tests {
    use time::Duration;

    use super::*;
    use crate::trust::certificate::decode;
    use crate::trust::mint::{Certificate as Mint, Minted};

    fn read(path: &[&Minted]) -> Vec<Certificate> {
        path.iter().map(|minted| decode(&minted.pem()).unwrap()).collect()
    }

    #[test]
    fn a_ca_allows_as_many_below_it_as_it_says() {
        let root = Mint::ca("Root").self_signed();
        for (allowed, below, suits) in [(0, 0, true), (0, 1, false), (1, 1, true), (1, 2, false), (2, 0, true)] {
            let mut path = vec![Mint::ca("Top").path_len(allowed).signed_by(&root)];
            for number in 0..below {
                let next = Mint::ca(&format!("Sub {number}")).signed_by(&path[0]);
                path.insert(0, next);
            }
            path.insert(0, Mint::leaf("dc1.corp.example").signed_by(&path[0]));
            let path = read(&path.iter().collect::<Vec<_>>());
            assert_eq!(unsuitable(&path).is_none(), suits, "{allowed} allowed, {below} below: {:?}", unsuitable(&path));
        }
    }

    #[test]
    fn validity_holds_to_the_second() {
        let path = read(&[&Mint::leaf("dc1.corp.example").self_signed()]);
        let (from, until) = (path[0].not_before, path[0].not_after);
        for (now, side) in [
            (from, None),
            (from - Duration::SECOND, Some(Outside::NotYetValid)),
            (until, None),
            (until + Duration::SECOND, Some(Outside::Expired)),
        ] {
            assert_eq!(outside_validity(&path, now).map(|(_, side)| side), side, "{now}");
        }
    }

    #[test]
    fn each_retired_version_is_known() {
        for (version, retired) in
            [("SSLv3", true), ("TLSv1", true), ("TLSv1.1", true), ("TLSv1.2", false), ("TLSv1.3", false)]
        {
            assert_eq!(outdated(version), retired, "{version}");
        }
    }

    #[test]
    fn the_signature_of_a_root_proves_nothing_and_that_of_others_does() {
        use openssl::hash::MessageDigest;
        let root = Mint::ca("Root").hash(MessageDigest::sha1()).self_signed();
        let old = Mint::leaf("dc1.corp.example").hash(MessageDigest::sha1()).signed_by(&root);
        let good = Mint::leaf("dc1.corp.example").signed_by(&root);
        assert!(weak(&read(&[&good, &root])).is_none());
        assert!(weak(&read(&[&old, &root])).is_some_and(|(_, what)| what.starts_with("signature")));
        let small = Mint::leaf("dc1.corp.example").rsa(1024).signed_by(&root);
        assert!(weak(&read(&[&small, &root])).is_some_and(|(_, what)| what == "RSA key of 1024 bit"));
        let enough = Mint::leaf("dc1.corp.example").rsa(2048).signed_by(&root);
        assert!(weak(&read(&[&enough, &root])).is_none());
    }

    #[test]
    fn an_organisation_is_an_o_or_else_a_domain() {
        for (name, organisation_of) in [
            ("CN=x,O=Corp\\, Inc,C=DE", "corp\\, inc"),
            ("CN=x,DC=corp,DC=example", "corp.example"),
            ("CN=x,O=Corp,DC=other", "corp"),
            ("CN=x", ""),
        ] {
            assert_eq!(organisation(name), organisation_of, "{name}");
        }
    }
}
