//! Large files read piece by piece: what takes rows keeps them as columns, so the text need never be in memory whole.

use std::fs::File;
use std::io::Read;
use std::path::Path;

use anyhow::bail;
use memchr::{memchr, memrchr};

use super::source::MAX_BYTES;
use super::text;

/// Bytes that are read at once; few enough to stay in the processor's cache.
pub(super) const PIECE: usize = 48 << 10;
/// Bytes of one row or entry at most: photographs are large.
const LONGEST: usize = 64 << 20;

/// Hands a file to a reader in pieces of whole lines, without a byte-order mark. The reader also learns whether the
/// piece is the last, and says how many bytes it is done with: the others come again, with more behind them.
///
/// None for what is no plain file in UTF-8, and when the reader fails: such files are read as a whole, which also finds
/// the words for what is wrong.
pub(super) fn each(path: &Path, size: usize, mut take: impl FnMut(&str, bool) -> anyhow::Result<usize>) -> Option<()> {
    if path == Path::new("-") {
        return None;
    }
    let mut file = File::open(path).ok()?;
    let metadata = file.metadata().ok()?;
    if !metadata.is_file() || metadata.len() > MAX_BYTES {
        return None;
    }
    let mut buffer = Vec::with_capacity(2 * size);
    let mut first = true;
    let mut next = size;
    loop {
        let more = (&mut file).take(next as u64).read_to_end(&mut buffer).ok()?;
        let last = more < next;
        if std::mem::take(&mut first) {
            start(&mut buffer).ok()?;
        }
        let used = take(lines(&buffer, last).ok()?, last).ok()?;
        if last {
            return Some(());
        }
        // What yields nothing is looked at again with twice as much behind it, and not with the same little each time.
        next = if used == 0 { 2 * next } else { size };
        buffer.drain(..used);
        if buffer.len() > LONGEST {
            return None;
        }
    }
}

/// Fails on the first bytes of what is no text, and takes a byte-order mark away.
fn start(buffer: &mut Vec<u8>) -> anyhow::Result<()> {
    if text::other_than_text(buffer).is_some() || text::ends_lines_the_old_way(buffer) {
        bail!("no text of lines");
    }
    if buffer.starts_with("\u{feff}".as_bytes()) {
        buffer.drain(.."\u{feff}".len());
    }
    Ok(())
}

/// The whole lines of a buffer; at the end of the file everything.
fn lines(buffer: &[u8], last: bool) -> anyhow::Result<&str> {
    let end = if last { buffer.len() } else { memrchr(b'\n', buffer).map_or(0, |at| at + 1) };
    let lines = buffer.get(..end).unwrap_or_default();
    if memchr(0, lines).is_some() {
        bail!("binary data");
    }
    Ok(std::str::from_utf8(lines)?)
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;
    use crate::inputs::directory::Query;
    use crate::inputs::{Loaded, call_manager, contacts, directory, presence};

    const QUERY: Query<'_> = Query { user_id: "sAMAccountName", base: Some("DC=x"), filter: None };

    /// What two ways of reading say of a text in pieces of every size, with both line ends and a byte-order mark.
    fn same<T: std::fmt::Debug>(
        text: &str,
        pieces: impl Fn(&Path, usize) -> Option<Loaded<T>>,
        whole: impl Fn(Vec<u8>) -> anyhow::Result<Loaded<T>>,
    ) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("export");
        for (mark, end) in [("", "\n"), ("", "\r\n"), ("\u{feff}", "\n")] {
            let text = format!("{mark}{}", text.replace('\n', end));
            fs::write(&path, &text).unwrap();
            let expected = whole(text.into_bytes()).unwrap();
            let (rows, rejected) = (expected.rows, expected.rejected_count);
            assert!(rows > 100 && rejected > 100, "{rows} rows, {rejected} rejected");
            let expected = format!("{expected:?}");
            for size in (120..220).step_by(9) {
                let read = pieces(&path, size).expect("read in pieces");
                assert_eq!(format!("{read:?}"), expected, "{size} bytes, {end:?}");
            }
        }
    }

    /// Rows with everything that can be wrong or unusual; the first field is that of the name, eight more follow.
    fn messy_rows(d: char) -> String {
        let field = |content: &str| format!("{d}\"{content}\"");
        let broken = |count: usize| field("two\nlines").repeat(count);
        let rows = [
            format!("NAME{d}müller{d}{d}plain\n"),
            format!("NAME{}\n", field(&format!("x{d} \"\"y\"\" "))),
            format!("NAME{}\n", broken(1)),
            format!("NAME{}\n", broken(8)),
            format!("NAME{}\n", broken(9)),
            format!("NAME{d}\"never closed\n"),
            format!("NAME{d}\"closed{d}too late\n\nNAME{d}x\n\"\n"),
            format!("NAME{d}\"closed\" then text\n"),
            format!("{d}nobody\n"),
            format!("{}\n \n\n", d.to_string().repeat(5)),
            format!("NAME{}\n", format!("{d}x").repeat(12)),
            format!("NAME{d}\"never closed{d}\n\n\n\n\n\n\n\n\n\n\n\n\n"),
        ];
        // The names of the columns stand well before the end of every first piece.
        let mut text = "a\n".repeat(15);
        for round in 0..30 {
            for (index, _) in rows.iter().enumerate() {
                // Another order each round, and names that move the borders on.
                let row = &rows[(index * 5 + round) % rows.len()];
                text += &row.replace("NAME", &format!("\"CN={}{round}-{index},DC=x\"", "n".repeat(round % 7)));
            }
        }
        text
    }

    #[test]
    fn rows_are_those_of_the_whole() {
        let header = |d: char| ["sAMAccountName", "sn", "mail", "a", "b", "c", "e", "f"].join(&d.to_string());
        for (start, d) in [("", ','), ("\n \nsep=;\n", ';')] {
            let text = format!("{start}DN{d}{}\n{}", header(d), messy_rows(d));
            same(
                &text,
                |path, size| directory::load_pieces(path, size, &QUERY),
                |bytes| directory::read(bytes, &QUERY),
            );
            let text = format!("{start}a title\nUSER ID{d}LAST NAME{d}MAIL ID\n{}", messy_rows(d));
            same(&text, call_manager::load_pieces, call_manager::read);
            let names = ["User ID", "User Domain", "Contact ID", "Contact Domain"].join(&d.to_string());
            let names = names + &format!("{d}more").repeat(13);
            let rows = messy_rows(d).replace("\"CN=", &format!("kim{d}x.test{d}lee{d}y.test{d}\"CN="));
            let text = format!("{start}{names}\n{rows}");
            same(&text, contacts::load_pieces, contacts::read);
        }
    }

    #[test]
    fn a_quote_that_stays_open_at_the_end_of_a_file() {
        for lines in [0, 1, 2, 7, 8, 9, 10, 13] {
            let open = format!("u,\"open\n{}", "x,y\n".repeat(lines));
            let text = format!("USER ID,LAST NAME\n{}{open}", ",nobody\nanna,Ahrens\n,nobody\nbert,Berg\n".repeat(60));
            same(&text, call_manager::load_pieces, call_manager::read);
            same(text.trim_end(), call_manager::load_pieces, call_manager::read);
        }
    }

    #[test]
    fn entries_are_those_of_the_whole() {
        let mut text = String::from("version: 1\n\n");
        for n in 0..300 {
            text += &format!("dn: CN=Person {n},DC=x\nobjectClass: user\nsAMAccountName: p{n}\nsn: Some\n  one\n\n");
            text += if n % 2 == 0 { "dn: CN=broken\nno colon\n\n\n" } else { "photo:< file:///x\n\n" };
        }
        text += "search: 2\nresult: 4 Size limit exceeded\n";
        same(&text, |path, size| directory::load_pieces(path, size, &QUERY), |bytes| directory::read(bytes, &QUERY));
    }

    #[test]
    fn tables_are_those_of_the_whole() {
        let mut text = String::from("admin:run sql select userid,imaddress,mailid from enduser\n");
        for n in 0..150 {
            text += match n % 10 {
                0 => "userid   imaddress      mailid\n======== ============== ======\n",
                3 => "Press <enter> for 1 line\nPress <enter> for 1 line\n\u{c}\n",
                6 => "admin:\n\na   b\n=== ===\nx   y\nxx  yyyy\nadmin:run sql select\nPress <enter>\n",
                7 => "userid   imaddress\n======== ==============\n",
                _ => "",
            };
            text += &format!("u{n:<7} u{n}@x.example\nmüller{} NULL           m\n   misaligned {n}\n", n % 10);
        }
        same(&text, presence::load_pieces, presence::read);
    }

    #[test]
    fn other_files_are_read_as_a_whole() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("export");
        let late = |what: &[u8]| [b"userid,imaddress\n".repeat(500).as_slice(), what].concat();
        for bytes in [
            late(b"\xfc,\n"),
            late(b"a,\0\n"),
            late(b"a  b\n== ==\n"),
            b"\xff\xfeu\0".to_vec(),
            b"%PDF,userid,imaddress\n".to_vec(),
            Vec::new(),
            b"dn: CN=a\nchangetype: delete\n".to_vec(),
        ] {
            fs::write(&path, &bytes).unwrap();
            assert!(presence::load_pieces(&path, 128).is_none() && presence::load_pieces(&path, PIECE).is_none());
            assert!(directory::load_pieces(&path, PIECE, &QUERY).is_none());
        }
        assert!(presence::load_pieces(folder.path(), PIECE).is_none());
        assert!(presence::load_pieces(Path::new("-"), PIECE).is_none());
    }
}
