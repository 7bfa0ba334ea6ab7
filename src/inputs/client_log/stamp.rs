//! The time at the beginning of a line, in the forms that logs have and that the programs people open them with write.
//!
//! `2017-04-19 16:30:30,565` and `2024-02-01T05:48:33.551Z`; `19.04.2017 16:30`, `4/19/2017 4:30:30 PM` (month first,
//! unless that cannot be), `Apr 19 16:30:30 host` and `Apr 19 2017 16:30:30.56`, with `<134>` before it or in brackets.

use time::{Date, Month};

/// When a line was written, in a form that sorts. A line without a date stands before those with one, and a date
/// without a year before those that have it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Moment {
    day: Option<i32>,
    millisecond: i64,
}

impl Moment {
    /// From one of the forms of a line's time.
    pub(super) fn of(text: &str) -> Option<Self> {
        let mut rest = Cursor { text };
        let day = rest.date();
        rest.gap();
        Some(Self { day, millisecond: rest.clock()? })
    }

    /// Milliseconds from an earlier moment to this; none when one of them has no date.
    pub(super) fn since(self, earlier: Self) -> Option<i64> {
        let days = match (self.day, earlier.day) {
            (Some(day), Some(before)) => i64::from(day) - i64::from(before),
            (None, None) => 0,
            _ => return None,
        };
        Some(days * 86_400_000 + self.millisecond - earlier.millisecond)
    }
}

/// The time at the beginning, as it is written, and what follows; none where no date begins the line.
pub(super) fn at_start(line: &str) -> Option<(&str, &str)> {
    let mut rest = Cursor { text: line };
    let bracket = rest.mark('[');
    if !bracket && rest.mark('<') {
        rest.number(1, 3)?;
        rest.mark('>').then_some(())?;
    }
    let start = rest.text;
    rest.date()?;
    // A month and its day alone is Android's, which has a form of its own.
    let short = start.len() - rest.text.len() <= "03-11".len();
    (!short || start.starts_with(|c: char| c.is_ascii_alphabetic())).then_some(())?;
    (rest.gap() > 0).then_some(())?;
    rest.clock()?;
    rest.zone();
    let time = start.get(..start.len() - rest.text.len())?;
    if bracket {
        rest.mark(']').then_some(())?;
    }
    Some((time, rest.text))
}

/// What is left of a line.
struct Cursor<'a> {
    text: &'a str,
}

impl Cursor<'_> {
    fn mark(&mut self, mark: char) -> bool {
        let after = self.text.strip_prefix(mark);
        self.text = after.unwrap_or(self.text);
        after.is_some()
    }

    /// A number of at least and at most so many digits, and how many it has.
    fn number(&mut self, least: usize, most: usize) -> Option<(i32, usize)> {
        let digits = self.text.bytes().take_while(u8::is_ascii_digit).count();
        let (number, rest) = self.text.split_at_checked(digits).filter(|_| (least..=most).contains(&digits))?;
        self.text = rest;
        Some((number.parse().ok()?, digits))
    }

    /// What stands between date and time: blanks, a comma, a `T` before a digit.
    fn gap(&mut self) -> usize {
        let before = self.text.len();
        if self.text.as_bytes().get(1).is_some_and(u8::is_ascii_digit) && self.mark('T') {
            return 1;
        }
        self.text = self.text.trim_start_matches([' ', ',', '\t']);
        before - self.text.len()
    }

    /// The number of a day; nothing is taken when no date begins here.
    fn date(&mut self) -> Option<i32> {
        let text = self.text;
        let day = self.named_month().or_else(|| {
            self.text = text;
            self.numbers()
        });
        if day.is_none() {
            self.text = text;
        }
        day
    }

    /// `Apr 19`, `Apr 19 2017`.
    fn named_month(&mut self) -> Option<i32> {
        const NAMES: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
        let (name, rest) = self.text.split_at_checked(3)?;
        let month = (1_u8..).zip(NAMES).find(|(_, known)| *known == name)?.0;
        self.text = rest;
        (self.gap() > 0).then_some(())?;
        let (day, _) = self.number(1, 2)?;
        let (text, gap) = (self.text, self.gap());
        let year = self.number(4, 4).filter(|_| gap > 0 && self.text.starts_with(' '));
        if year.is_none() {
            self.text = text;
        }
        number_of(year.map_or(0, |(year, _)| year), i32::from(month), day)
    }

    /// Three numbers with one mark between them; `03-11`, of Android, is a month and its day.
    fn numbers(&mut self) -> Option<i32> {
        let (first, digits) = self.number(1, 4)?;
        let mark = self.text.chars().next().filter(|mark| matches!(mark, '-' | '/' | '.'))?;
        self.mark(mark);
        let (second, _) = self.number(1, 2)?;
        if !self.mark(mark) {
            return (mark == '-' && digits == 2).then(|| number_of(0, first, second))?;
        }
        let (third, last) = self.number(1, 4)?;
        let year = |year, digits| if digits == 2 { 2000 + year } else { year };
        match (digits, last) {
            (4, 1 | 2) => number_of(first, second, third),
            (1 | 2, 2 | 4) if mark == '/' && first <= 12 => number_of(year(third, last), first, second),
            (1 | 2, 2 | 4) => number_of(year(third, last), second, first),
            _ => None,
        }
    }

    /// Milliseconds of `16:30`, `16:30:30,565`, `4:30:30 PM`.
    fn clock(&mut self) -> Option<i64> {
        let (mut hour, _) = self.number(1, 2)?;
        self.mark(':').then_some(())?;
        let (minute, _) = self.number(2, 2)?;
        let second = if self.mark(':') { self.number(2, 2)?.0 } else { 0 };
        let mut part = 0;
        if self.text.as_bytes().get(1).is_some_and(u8::is_ascii_digit) && (self.mark(',') || self.mark('.')) {
            let digits = self.text.bytes().take_while(u8::is_ascii_digit).count();
            let (fraction, rest) = self.text.split_at_checked(digits)?;
            self.text = rest;
            part = fraction.bytes().chain(*b"000").take(3).fold(0, |sum, digit| sum * 10 + i64::from(digit - b'0'));
        }
        let half = self.text.trim_start_matches([' ', '\u{202f}']);
        if let Some(word) = half.get(..2).filter(|word| ["AM", "PM", "am", "pm"].contains(word)) {
            hour = hour % 12 + if word.eq_ignore_ascii_case("pm") { 12 } else { 0 };
            self.text = half.get(2..).unwrap_or_default();
        }
        (hour < 24 && minute < 60 && second < 61).then_some(())?;
        Some(i64::from((hour * 60 + minute) * 60 + second) * 1000 + part)
    }

    /// `Z`, `+01:00`; of a zone that has a name nothing is taken.
    fn zone(&mut self) {
        if self.mark('Z') || !self.text.starts_with(['+', '-']) {
            return;
        }
        let end = self.text.bytes().skip(1).take_while(|byte| byte.is_ascii_digit() || *byte == b':').count();
        if end >= 4 {
            self.text = self.text.get(1 + end..).unwrap_or_default();
        }
    }
}

fn number_of(year: i32, month: i32, day: i32) -> Option<i32> {
    let month = Month::try_from(u8::try_from(month).ok()?).ok()?;
    Some(Date::from_calendar_date(year, month, u8::try_from(day).ok()?).ok()?.to_julian_day())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_moment_in_every_form() {
        let iso = Moment::of("2017-04-19 16:30:30,565");
        for line in [
            "2017-04-19T16:30:30.565Z <Error> x",
            "2017-04-19 16:30:30.565+02:00 x",
            "[2017-04-19 16:30:30,565] x",
            "2017/04/19 16:30:30,5654 x",
            "19.04.2017 16:30:30,565 x",
            "19.04.2017, 16:30:30.565 x",
            "19.4.17 16:30:30,565 x",
            "4/19/2017 4:30:30.565 PM x",
            "4/19/2017, 4:30:30.565\u{202f}PM x",
            "19/04/2017 16:30:30.565 x",
            "<134>Apr 19 2017 16:30:30.565 x",
            "Apr 19 2017 16:30:30.565 UTC x",
        ] {
            let (time, rest) = at_start(line).unwrap();
            assert!(rest.ends_with('x'), "{line}: {rest}");
            assert_eq!(Moment::of(time), iso, "{line}");
        }
    }

    #[test]
    fn what_lacks_a_part_still_has_an_order() {
        let of = |text: &str| Moment::of(text).unwrap();
        let ordered =
            ["08:59:17.149", "03-11 07:15:02.118", "Jun  9 23:00:00", "9.6.2024 00:05", "6/9/2024 12:06:00 AM"];
        assert!(ordered.windows(2).all(|pair| of(pair[0]) < of(pair[1])));
        assert_eq!(of("2024-03-01 00:00:01").since(of("2024-02-29 23:59:59,500")), Some(1500));
        assert_eq!(of("2024-03-01 00:00:01").since(of("23:59:59")), None);
        for line in
            ["", "no", "2024-13-01 00:00:00", "31.02.2024 00:00", "10.1.2.3:8443 x", "2024-03-01", "1/2 x", "[x]"]
        {
            assert_eq!(at_start(line), None, "{line}");
        }
    }
}
