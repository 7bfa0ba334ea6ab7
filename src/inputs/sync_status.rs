//! What the presence server's sync agent says of itself: `run sql select syncstatus from epassyncagentcfg`.

use std::borrow::Cow;
use std::path::Path;

use super::columns::Places;
use super::feed::{self, Sink, feed};
use super::{Loaded, Log, source, text};
use crate::evidence::deployment::SyncStatus;

/// Reads the state from a file, or from standard input for `-`. Of several answers in one file the last counts.
///
/// Fails, with what was expected and what was found, on a file that is no such table, or an empty one.
pub fn load(path: &Path) -> anyhow::Result<Loaded<SyncStatus>> {
    source::load(path, "the state of the sync agent", read)
}

/// Reads the state from the bytes of a file.
pub fn read(bytes: Vec<u8>) -> anyhow::Result<Loaded<SyncStatus>> {
    let mut log = Log::default();
    let text = text::decode(bytes, &mut log)?;
    let mut states = States::default();
    feed(&text, &mut states, &mut log)?;
    let Some(last) = states.last else {
        return Err(feed::expected::<States>("found the column without a value: the sync agent has never run"));
    };
    if states.seen > 1 {
        log.note(format!("of {} answers the last one counts", states.seen));
    }
    Ok(log.finish("table epassyncagentcfg", 1, state(&last)))
}

/// `Completed 2022-10-15 15:03:55`, or a sentence with what is wrong, a time at its end too.
pub fn state(text: &str) -> SyncStatus {
    let mut words = text.rsplit(' ');
    let at = match (words.next(), words.next()) {
        (Some(time), Some(date)) if date.len() == 10 && date.starts_with('2') && time.contains(':') => {
            Some(format!("{date} {time}"))
        }
        _ => None,
    };
    SyncStatus { text: text.to_owned(), completed: text.to_ascii_lowercase().starts_with("completed"), at }
}

/// The answers met so far.
#[derive(Default)]
struct States {
    last: Option<String>,
    seen: u64,
    place: Option<Places<1>>,
}

impl Sink for States {
    const EXPECTED: &'static str = "the output of `run sql select syncstatus from epassyncagentcfg` on a presence node";

    fn accepts(&mut self, names: &[&str]) -> anyhow::Result<bool> {
        let place = Places::new(names.iter().copied(), [&["SYNCSTATUS"]]);
        let accepted = place.has(0);
        if accepted {
            self.place = Some(place);
        }
        Ok(accepted)
    }

    fn row(&mut self, cells: &[Cow<'_, str>]) -> Result<(), String> {
        let value = self.place.as_ref().map_or("", |place| place.cell(cells, 0));
        if value.is_empty() {
            return Err("no value in column syncstatus".to_owned());
        }
        self.seen += 1;
        self.last = Some(value.to_owned());
        Ok(())
    }
}
