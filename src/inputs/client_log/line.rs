//! One line of a log: its time, its level, who wrote it, and its text.
//!
//! Forms that are known: `2017-04-19 16:30:30,565 INFO [0x13b0] [path(line)] [module] [function] - *-----* text`
//! (Windows, macOS, iOS; in 2013 without the hyphen), `2024-02-01T05:48:33.551Z <Error> [0x84953][]File.swift:358 text`
//! (iOS), `2021-04-23 17:04:46,507 ERROR [thread] class - text` (Tomcat) and `00895261.034 |08:59:17.149 |AppInfo |text`
//! (CTI manager). Documents often print the first form without its time. Android's own log writes
//! `03-11 07:15:02.118  1234  5678 E Tag: text` or `03-11 07:15:02.118 E/Tag( 1234): text` (its manual, "logcat"); what a
//! client of Android writes into a problem report is not public. Other forms of the time: `stamp.rs`.

use super::stamp;

/// How bad a line says it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Level {
    /// Anything else.
    Lower,
    /// `WARN`, `<Warning>`.
    Warning,
    /// `ERROR`, `FATAL`, `<Error>`.
    Error,
}

/// A line, taken apart; every part borrows from it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Line<'a> {
    pub(super) time: Option<&'a str>,
    pub(super) level: Level,
    /// The last bracket before the text: the function, or the class.
    pub(super) from: &'a str,
    pub(super) text: &'a str,
}

/// Takes a line apart. A line without any of the forms is all text.
pub(super) fn parse(line: &str) -> Line<'_> {
    let line = line.trim_end_matches(['\r', '\n', '\0']);
    if let Some(line) = cti(line).or_else(|| logcat(line)) {
        return line;
    }
    let (time, rest) = stamp::at_start(line).map_or((None, line), |(time, rest)| (Some(time), rest));
    let rest = if time.is_some_and(|time| time.starts_with(|c: char| c.is_ascii_alphabetic())) {
        forwarded(rest)
    } else {
        rest
    };
    let (level, rest) = level(rest.trim_start());
    let (from, text) = brackets(rest);
    Line { time, level, from, text }
}

/// What was sent on through syslog, after the host and the program that stand there before it.
fn forwarded(rest: &str) -> &str {
    let after = rest.trim_start().split_once(' ').map_or(rest, |(_host, after)| after.trim_start());
    match after.split_once(' ') {
        Some((program, text)) if program.ends_with(':') => text,
        _ => after,
    }
}

fn level(rest: &str) -> (Level, &str) {
    const WORDS: [(&str, Level); 10] = [
        ("ERROR", Level::Error),
        ("FATAL", Level::Error),
        ("WARNING", Level::Warning),
        ("WARN", Level::Warning),
        ("INFO", Level::Lower),
        ("DEBUG", Level::Lower),
        ("TRACE", Level::Lower),
        ("<Error>", Level::Error),
        ("<Fatal>", Level::Error),
        ("<Warning>", Level::Warning),
    ];
    let found = WORDS.iter().find_map(|(word, level)| {
        let after = rest.strip_prefix(word)?;
        (after.starts_with([' ', '\t', '[']) || after.is_empty()).then_some((*level, after))
    });
    found.unwrap_or((Level::Lower, rest))
}

/// The last of the brackets in a row, and the text after them; for Tomcat's form the class before ` - `.
fn brackets(rest: &str) -> (&str, &str) {
    let (mut from, mut rest, mut seen) = ("", rest.trim_start(), 0);
    while let Some((inside, after)) = rest.strip_prefix('[').and_then(|open| open.split_once(']')) {
        if seen > 0 || after.trim_start().starts_with("- ") {
            from = inside;
        }
        seen += 1;
        rest = after.trim_start();
    }
    // `[thread] class - text`: a class is one word.
    if seen == 1
        && let Some((class, text)) = rest.split_once(" - ")
        && !class.is_empty()
        && !class.trim().contains(' ')
    {
        return (class.trim(), text.trim_start());
    }
    let text = rest.trim_start_matches("- ").trim_start_matches("*-----*").trim_start();
    (from, text)
}

/// `00895261.034 |08:59:17.149 |AppInfo |text`
fn cti(line: &str) -> Option<Line<'_>> {
    let (number, rest) = line.split_once('|')?;
    let number = number.trim_end();
    let sequence = number.len() >= 8 && number.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
    let (time, rest) = rest.split_once('|')?;
    let (kind, text) = rest.split_once('|')?;
    let clock = time.trim().bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b':' | b'.'));
    (sequence && clock).then(|| Line {
        time: Some(time.trim()),
        level: if kind.trim() == "AppError" { Level::Error } else { Level::Lower },
        from: "",
        text: text.trim(),
    })
}

/// Android's own log, in the forms `threadtime` and `time`; its year is not told.
pub(super) fn logcat(line: &str) -> Option<Line<'_>> {
    const CLOCK: usize = "03-11 07:15:02.118".len();
    let (time, rest) = line.split_at_checked(CLOCK)?;
    let like = |(byte, form): (u8, u8)| byte == form || (form == b'0' && byte.is_ascii_digit());
    let clock = time.bytes().zip(b"00-00 00:00:00.000".iter().copied()).all(like);
    let mut words = rest.trim_start();
    if let Some((process, after)) = words.split_once(' ').filter(|(number, _)| is_number(number)) {
        let (thread, after) = after.trim_start().split_once(' ')?;
        if process.is_empty() || !is_number(thread) {
            return None;
        }
        words = after.trim_start();
    }
    let (level, words) = words.split_once([' ', '/'])?;
    let level = match level {
        "E" | "F" => Level::Error,
        "W" => Level::Warning,
        "V" | "D" | "I" => Level::Lower,
        _ => return None,
    };
    let (tag, text) = words.split_once(": ").or_else(|| words.split_once(':'))?;
    let tag = tag.split('(').next().unwrap_or_default().trim();
    clock.then_some(Line { time: Some(time), level, from: tag, text: text.trim_start() })
}

fn is_number(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_form_is_taken_apart() {
        let table = [
            (
                r"2019-03-11 07:15:02,118 ERROR [0x00001d2c] [ils\src\http\BasicClient.cpp(12)] [csf.config] [csf::A::run] - *-----* no luck",
                (Some("2019-03-11 07:15:02,118"), Level::Error, "csf::A::run", "no luck"),
            ),
            (
                "2013-12-01 00:27:31,448 INFO  [0x000003c8] [a/b.cpp(118)] [m.stack] [Stack::init] List started",
                (Some("2013-12-01 00:27:31,448"), Level::Lower, "Stack::init", "List started"),
            ),
            (
                "WARN [0x00003398] [src/x.cpp(52)] [csf.dns] [map] - text [with] brackets",
                (None, Level::Warning, "map", "text [with] brackets"),
            ),
            (
                "2024-02-01T05:48:33.551Z <Error> [0x84953][]View.swift:358 gone",
                (Some("2024-02-01T05:48:33.551Z"), Level::Error, "", "View.swift:358 gone"),
            ),
            (
                "2021-04-23 17:04:46,507 WARN [http-nio-81-exec-17] impl.Auth - it - failed",
                (Some("2021-04-23 17:04:46,507"), Level::Warning, "impl.Auth", "it - failed"),
            ),
            ("00895261.034 |08:59:17.149 |AppInfo | text ", (Some("08:59:17.149"), Level::Lower, "", "text")),
            (
                "03-11 07:15:02.118  1234  5678 E LoginTask: no luck: 12",
                (Some("03-11 07:15:02.118"), Level::Error, "LoginTask", "no luck: 12"),
            ),
            (
                "03-11 07:15:02.118 W/Login.Task( 1234): no luck",
                (Some("03-11 07:15:02.118"), Level::Warning, "Login.Task", "no luck"),
            ),
            ("03-11 07:15:02.118 1234", (None, Level::Lower, "", "03-11 07:15:02.118 1234")),
            ("no form at all", (None, Level::Lower, "", "no form at all")),
            ("2024-13 bad", (None, Level::Lower, "", "2024-13 bad")),
            ("", (None, Level::Lower, "", "")),
            ("[", (None, Level::Lower, "", "[")),
        ];
        for (line, (time, level, from, text)) in table {
            assert_eq!(parse(line), Line { time, level, from, text }, "{line}");
        }
    }
}
