//! One line on standard error that says what is going on; only on a terminal.

use std::io::IsTerminal;
use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use crate::probes::Progress;

/// The progress line. It disappears when it is dropped.
pub struct Line {
    bar: ProgressBar,
}

impl Line {
    /// A line that is shown on a terminal that can move its cursor, unless `quiet`; with the share of the deadline that is
    /// spent.
    pub fn new(quiet: bool, deadline: Option<Duration>) -> Self {
        let dumb = std::env::var_os("TERM").is_none_or(|term| term == "dumb");
        if quiet || dumb || !std::io::stderr().is_terminal() {
            return Self { bar: ProgressBar::hidden() };
        }
        let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr());
        let share = deadline.map(|all| format!(" of {}s", all.as_secs_f64().ceil())).unwrap_or_default();
        if let Ok(style) = ProgressStyle::with_template(&format!("{{elapsed}}{share}  {{wide_msg}}")) {
            bar.set_style(style);
        }
        bar.enable_steady_tick(Duration::from_millis(200));
        Self { bar }
    }
}

impl Progress for Line {
    fn step(&self, what: &str) {
        if !self.bar.is_hidden() {
            let shown: String = what.chars().map(|c| if c.is_control() { '?' } else { c }).collect();
            self.bar.set_message(shown);
        }
    }
}

impl Drop for Line {
    fn drop(&mut self) {
        self.bar.finish_and_clear();
    }
}
