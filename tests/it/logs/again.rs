//! Several attempts in one log without a start or a sign-out between them, and what programs make of a log that they save.

use super::write::{FAULTS, Form, Log, fault};
use super::{codes, judged, read, read_bytes};

#[test]
fn of_two_attempts_that_fail_the_later_counts() {
    for (first, second) in (0..FAULTS).flat_map(|first| (0..FAULTS).map(move |second| (first, second))) {
        let mut log = Log::new(Form::Windows, (first * FAULTS + second) as u64);
        drop(fault(&mut log, first));
        log.pause(1_500);
        let expected = fault(&mut log, second);
        let last = read(&log.text).last.unwrap();
        let error = last.error.unwrap();
        assert_eq!(
            (error.stage, error.code.as_str()),
            (expected.stage, expected.code),
            "{first}, {second}\n{}",
            log.text
        );
        assert_eq!(error.at, expected.at, "{first}, {second}");
    }
}

/// The client tries again by itself: its first steps say nothing new of the login.
#[test]
fn the_beginning_of_another_try_is_no_error_of_its_own() {
    let mut log = Log::new(Form::Windows, 5);
    let expected = fault(&mut log, 9);
    log.query();
    let url = format!("https://{}:8443/cucm-uds/version", log.call_manager);
    log.http("INFO", &format!("HTTP response code 0 connect code 0 for request #6 to {url}"));
    log.http("ERROR", "There was an issue performing the call to curl_easy_perform for request #6: CONNECT_ERROR");
    let last = read(&log.text).last.unwrap();
    assert_eq!((last.tried_again, last.error.unwrap().code.as_str()), (true, expected.code));
}

#[test]
fn a_log_without_times_goes_by_its_lines() {
    let mut log = Log::new(Form::Document, 6);
    drop(fault(&mut log, 6));
    let expected = fault(&mut log, 4);
    let found = read(&log.text);
    assert_eq!(found.last.unwrap().error.unwrap().code, expected.code);
    assert_eq!(found.earlier.unwrap().code, "LERR_CUP_AUTH <12>");
}

/// A healthy login of the morning in the file that was rolled over, a failed one of the evening in the other.
#[test]
fn times_are_read_as_other_programs_write_them() {
    let forms: [fn(&str, &str, &str) -> String; 4] = [
        |y, m, d| format!("{d}.{m}.{y}"),
        |y, m, d| format!("{}/{}/{y}", m.trim_start_matches('0'), d.trim_start_matches('0')),
        |y, m, d| format!("{y}/{m}/{d}"),
        |_, m, d| format!("{} {d}", if m == "06" { "Jun" } else { "?" }),
    ];
    for (nth, form) in forms.into_iter().enumerate() {
        let mut log = Log::new(Form::Windows, 50 + nth as u64);
        drop(fault(&mut log, 6));
        let failed = std::mem::take(&mut log.text);
        log.pause(4_000);
        log.healthy();
        let written = |text: &str| text.replace("2022-06-01", &form("2022", "06", "01"));
        let files = [("new.log", written(&log.text)), ("old.log", written(&failed))];
        let found = super::read_files(&files);
        assert!(found.last.as_ref().unwrap().error.is_none(), "{nth}: {:?}", found.last);
        assert!(found.files.iter().all(|file| file.first.is_some() && file.last.is_some()), "{:?}", found.files);
        assert_eq!(codes(&judged(found)), Vec::<&str>::new());
    }
}

#[test]
fn a_log_in_utf_16_is_read() {
    let mut log = Log::new(Form::Windows, 8);
    log.noise(3_000);
    let expected = fault(&mut log, 3);
    let wide = |bytes: fn(u16) -> [u8; 2]| -> Vec<u8> {
        std::iter::once(0xfeff).chain(log.text.encode_utf16()).flat_map(bytes).collect()
    };
    for bytes in [wide(u16::to_le_bytes), wide(u16::to_be_bytes)] {
        let found = read_bytes(bytes.clone()).unwrap();
        assert_eq!(found.last.unwrap().error.unwrap().code, expected.code);
        let zip = super::archives::archive(&[("jabber.log".to_owned(), bytes)]);
        assert_eq!(read_bytes(zip).unwrap().last.unwrap().error.unwrap().at, expected.at);
    }
}
