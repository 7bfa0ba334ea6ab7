//! The page in a real browser: nothing of a peer runs in it, and it has both colour schemes.

use std::fs;
use std::io::Read;
use std::path::Path;
use std::process::Command;

use ucdoctor::render::html;

use crate::cases;
use crate::cases::expected::written;
use crate::cli::text;
use crate::watchdog;

fn chromium(folder: &Path, arguments: &[&str]) -> Vec<u8> {
    let mut command = Command::new("chromium");
    command.args(["--headless", "--no-sandbox", "--disable-gpu", "--window-size=1100,900"]);
    command.arg(format!("--user-data-dir={}", folder.join("profile").display()));
    // Its helpers look for a home and a bus of their own.
    command.env("HOME", folder).current_dir(folder).args(arguments);
    let output = watchdog::output(&mut command);
    assert!(output.status.success(), "{}", text(&output.stderr));
    output.stdout
}

fn page(folder: &Path, document: &str) -> String {
    let file = folder.join("report.html");
    fs::write(&file, document).unwrap();
    format!("file://{}", file.display())
}

#[test]
fn names_that_try_markup_are_text() {
    let folder = tempfile::tempdir().unwrap();
    let mut report = cases::judged("stale-contact");
    let attack = "<img src=x onerror=\"document.title='owned'\"><script>document.title='owned'</script>&lt;b&gt;";
    for finding in &mut report.diagnoses {
        finding.summary = attack.to_owned();
        finding.fix.push(format!("`{attack}`"));
    }
    for outcome in &mut report.outcomes {
        outcome.subject = format!("\"' onmouseover=x {attack}");
        outcome.message = attack.to_owned();
        for item in &mut outcome.items {
            item.call_manager_id = Some(attack.to_owned());
        }
    }
    let page = page(folder.path(), &written(|out| html::render(&report, None, out)));
    let shown = String::from_utf8(chromium(folder.path(), &["--dump-dom", &page])).unwrap();
    assert!(shown.contains("<title>ucdoctor: ") && !shown.contains("<img"), "{shown}");
    assert_eq!(shown.matches("<script").count(), 1, "only the search: {shown}");
    assert!(shown.contains("&lt;img src=x onerror="), "{shown}");
}

/// The colour in the corner of a picture: of the first pixel of a PNG every filter leaves the bytes as they are.
fn corner(png: &[u8]) -> [u8; 3] {
    let (mut at, mut packed) = (8, Vec::new());
    while let Some(head) = png.get(at..at + 8) {
        let length = u32::from_be_bytes(head[..4].try_into().unwrap()) as usize;
        if &head[4..] == b"IDAT" {
            packed.extend_from_slice(&png[at + 8..at + 8 + length]);
        }
        at += length + 12;
    }
    let mut first = [0; 4];
    flate2::read::ZlibDecoder::new(packed.as_slice()).read_exact(&mut first).unwrap();
    [first[1], first[2], first[3]]
}

#[test]
fn the_page_is_light_or_dark_as_the_reader_wants() {
    let folder = tempfile::tempdir().unwrap();
    let page = page(folder.path(), &written(|out| html::render(&cases::judged("ca-missing"), None, out)));
    for (scheme, colour) in [("1", [0xff, 0xff, 0xff]), ("0", [0x14, 0x17, 0x1b])] {
        let wanted = format!("--blink-settings=preferredColorScheme={scheme}");
        chromium(folder.path(), &[&wanted, "--screenshot=page.png", &page]);
        assert_eq!(corner(&fs::read(folder.path().join("page.png")).unwrap()), colour, "scheme {scheme}");
    }
    // On paper, in few pages.
    chromium(folder.path(), &["--print-to-pdf=page.pdf", &page]);
    let paper = fs::read(folder.path().join("page.pdf")).unwrap();
    let paper = String::from_utf8_lossy(&paper);
    let pages = paper.matches("/Type /Page\n").count().max(paper.matches("/Type /Page ").count());
    assert!((1..=4).contains(&pages), "{pages} pages");
}
