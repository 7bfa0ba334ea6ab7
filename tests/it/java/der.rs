//! Extensions, octet by octet: the matrix needs ones that no library writes.

/// Tag, length and contents.
pub(super) fn tlv(tag: u8, contents: &[u8]) -> Vec<u8> {
    let length = match contents.len() {
        short @ 0..=127 => vec![u8::try_from(short).unwrap()],
        middle @ 128..=255 => vec![0x81, u8::try_from(middle).unwrap()],
        long => {
            let [high, low] = u16::try_from(long).unwrap().to_be_bytes();
            vec![0x82, high, low]
        }
    };
    [vec![tag], length, contents.to_vec()].concat()
}

pub(super) fn sequence(parts: &[Vec<u8>]) -> Vec<u8> {
    tlv(0x30, &parts.concat())
}

pub(super) fn oid(text: &str) -> Vec<u8> {
    let numbers: Vec<u64> = text.split('.').map(|number| number.parse().unwrap()).collect();
    let mut contents = Vec::new();
    for number in [&[numbers[0] * 40 + numbers[1]], &numbers[2..]].concat() {
        let mut groups = vec![u8::try_from(number & 127).unwrap()];
        let mut rest = number >> 7;
        while rest > 0 {
            groups.push(u8::try_from(rest & 127).unwrap() | 128);
            rest >>= 7;
        }
        contents.extend(groups.iter().rev());
    }
    tlv(6, &contents)
}

pub(super) fn oids(texts: &[&str]) -> Vec<u8> {
    sequence(&texts.iter().map(|text| oid(text)).collect::<Vec<_>>())
}

pub(super) fn basic_constraints(ca: bool, path_len: Option<u8>) -> Vec<u8> {
    let flag = if ca { tlv(1, &[0xff]) } else { Vec::new() };
    sequence(&[flag, path_len.map_or_else(Vec::new, |limit| tlv(2, &[limit]))])
}

/// Bits from the left, as RFC 5280 numbers them.
pub(super) fn bits(set: &[u8]) -> Vec<u8> {
    let mut octets = [0_u8; 2];
    for bit in set {
        octets[usize::from(bit / 8)] |= 0x80 >> (bit % 8);
    }
    let length = if octets[1] == 0 { 1 } else { 2 };
    let unused = u8::try_from(octets[length - 1].trailing_zeros().min(7)).unwrap();
    tlv(3, &[&[unused], &octets[..length]].concat())
}

/// One GeneralName: `dns:…`, `ip:…`, `mail:…`, or a name as encoded.
pub(super) fn general_name(text: &str) -> Vec<u8> {
    let (kind, value) = text.split_once(':').unwrap();
    match kind {
        "dns" => tlv(0x82, value.as_bytes()),
        "mail" => tlv(0x81, value.as_bytes()),
        "uri" => tlv(0x86, value.as_bytes()),
        // otherName: Microsoft's login name.
        "upn" => tlv(0xa0, &[oid("1.3.6.1.4.1.311.20.2.3"), tlv(0xa0, &tlv(12, value.as_bytes()))].concat()),
        // otherName: the GUID of a domain controller.
        "guid" => tlv(0xa0, &[oid("1.3.6.1.4.1.311.25.1"), tlv(0xa0, &tlv(4, value.as_bytes()))].concat()),
        // Address, or address and mask.
        "ip" => {
            let octets = value.split('/').flat_map(|part| match part.parse().unwrap() {
                std::net::IpAddr::V4(address) => address.octets().to_vec(),
                std::net::IpAddr::V6(address) => address.octets().to_vec(),
            });
            tlv(0x87, &octets.collect::<Vec<_>>())
        }
        // O=value
        "dir" => {
            let attribute = sequence(&[oid("2.5.4.10"), tlv(12, value.as_bytes())]);
            tlv(0xa4, &sequence(&[tlv(0x31, &attribute)]))
        }
        _ => unreachable!("{text}"),
    }
}

pub(super) fn general_names(texts: &[&str]) -> Vec<u8> {
    sequence(&texts.iter().map(|text| general_name(text)).collect::<Vec<_>>())
}

pub(super) fn name_constraints(permitted: &[&str], excluded: &[&str]) -> Vec<u8> {
    let subtrees = |tag, names: &[&str]| match names {
        [] => Vec::new(),
        names => tlv(tag, &names.iter().map(|name| sequence(&[general_name(name)])).collect::<Vec<_>>().concat()),
    };
    sequence(&[subtrees(0xa0, permitted), subtrees(0xa1, excluded)])
}

pub(super) fn policies(texts: &[&str]) -> Vec<u8> {
    sequence(&texts.iter().map(|text| sequence(&[oid(text)])).collect::<Vec<_>>())
}

pub(super) fn require_policy(skip: u8) -> Vec<u8> {
    sequence(&[tlv(0x80, &[skip])])
}

pub(super) fn policy_mapping(issuer: &str, subject: &str) -> Vec<u8> {
    sequence(&[sequence(&[oid(issuer), oid(subject)])])
}
