//! The one file we want out of a tar archive (POSIX ustar).
//!
//! Our own reader, since a header is 512 bytes of which four fields matter, and links, permissions and paths, where the
//! risks of unpacking lie, are not even looked at: nothing is unpacked.

use anyhow::bail;

use super::Log;

const BLOCK: usize = 512;

/// Members that are looked at.
const MAX_MEMBERS: usize = 10_000;

/// Whether the bytes begin with the header of a tar archive.
pub(super) fn is_tar(bytes: &[u8]) -> bool {
    bytes.get(257..262) == Some(b"ustar") && bytes.get(..BLOCK).is_some_and(checksum_fits)
}

/// The content of the member with this file name, in whichever folder. Fails when there is none, or it is cut off.
pub(super) fn member(mut bytes: Vec<u8>, wanted: &str, log: &mut Log) -> anyhow::Result<Vec<u8>> {
    let (mut at, mut names, mut found) = (0, Vec::new(), None);
    while let Some(header) = bytes.get(at..at + BLOCK).filter(|header| header.iter().any(|byte| *byte != 0)) {
        if names.len() == MAX_MEMBERS || !checksum_fits(header) {
            bail!("expected a tar archive with {wanted}, found a damaged header at byte {at}");
        }
        let Some(size) = size(header) else { bail!("expected a tar archive, found a damaged size at byte {at}") };
        let start = at + BLOCK;
        let name = name(header);
        let is_file = matches!(header.get(156), Some(b'0' | 0));
        if is_file && name.eq_ignore_ascii_case(wanted) && found.is_none() {
            found = Some((start, size));
        } else if is_file && names.len() < 8 {
            names.push(name);
        }
        at = start.saturating_add(size.div_ceil(BLOCK).saturating_mul(BLOCK));
    }
    let Some((start, size)) = found else {
        bail!("expected a tar archive with {wanted}, found one with {}", words(&names));
    };
    if start + size > bytes.len() {
        bail!("expected {wanted} with {size} bytes in the tar archive, found the archive cut off");
    }
    log.note(format!("{wanted} was read from a tar archive"));
    bytes.truncate(start + size);
    bytes.drain(..start);
    Ok(bytes)
}

/// Names of members, as far as they are printable.
fn words(names: &[String]) -> String {
    if names.is_empty() { "no files".to_owned() } else { format!("{names:?}") }
}

/// The last part of a member's path.
fn name(header: &[u8]) -> String {
    let field = header.get(..100).unwrap_or_default();
    let path = field.split(|byte| *byte == 0).next().unwrap_or_default();
    let file = path.rsplit(|byte| *byte == b'/').next().unwrap_or_default();
    String::from_utf8_lossy(file).into_owned()
}

/// The size in octal digits. A larger file would have it in binary, which no export of users reaches.
fn size(header: &[u8]) -> Option<usize> {
    octal(header.get(124..136)?)
}

fn octal(field: &[u8]) -> Option<usize> {
    let digits = std::str::from_utf8(field).ok()?.trim_matches(['\0', ' ']);
    usize::from_str_radix(digits, 8).ok()
}

/// The sum of all bytes of a header, its own field taken as blanks.
fn checksum_fits(header: &[u8]) -> bool {
    let own = 148..156;
    let sum: usize = header
        .iter()
        .enumerate()
        .map(|(index, byte)| if own.contains(&index) { usize::from(b' ') } else { usize::from(*byte) })
        .sum();
    header.get(own).and_then(octal) == Some(sum)
}
