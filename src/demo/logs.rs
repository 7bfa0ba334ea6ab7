//! What the log of a client in the demo company says.

use std::io::Cursor;

use crate::evidence::client_log::ClientLog;
use crate::inputs::client_log::{self, Source};

/// Reads the text of a log as `why --problem-report` does.
pub(super) fn read(text: &'static str) -> anyhow::Result<ClientLog> {
    let open = || Ok(Box::new(Cursor::new(text.as_bytes())) as Box<dyn Source>);
    client_log::read([("jabber.log".to_owned(), open)])
}
