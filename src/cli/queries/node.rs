//! What to type on one node, for the configuration at hand: a logged session of it is all that is needed where no program
//! may log in.

use std::io::{self, Write};

use crate::allowed::Command;

/// Prints them, and how to log the session.
pub(super) fn write(out: &mut dyn Write, name: &str, commands: &[Command]) -> io::Result<()> {
    writeln!(
        out,
        "# On {name}: log the session to a file (PuTTY: Session > Logging > All session output), log in, and paste:\n"
    )?;
    for command in commands {
        writeln!(out, "{command}")?;
    }
    writeln!(out, "\n# Wait for each answer. Then name the file: transcript = \"FILE\" in the entry of this node.")?;
    writeln!(out, "# The first two tests are the measure for the others: one port is open, one is closed.")
}
