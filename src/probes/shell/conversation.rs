//! The conversation with a shell: wait for the prompt, type a command, turn pages, say "no", wait for the prompt.

use std::time::Duration;

use russh::client::Msg;
use russh::{Channel, ChannelMsg};
use tokio::time::{Instant, timeout, timeout_at};

use super::link::Link;
use super::{Told, trouble};
use crate::allowed::{Command, Key, Typed};
use crate::evidence::node::{ShellTrouble, ShellTroubleKind as Kind};
use crate::inputs::transcript::NO_RIGHT;
use crate::inputs::transcript::waiting::{Waiting, waiting};

/// Wide against wrapped lines, tall against pagers.
const COLUMNS: u32 = 200;
const ROWS: u32 = 1_000;
/// How long the first prompt is waited for.
const PROMPT: Duration = Duration::from_secs(60);
/// The same while the platform says that it is starting up.
const STARTING: Duration = Duration::from_secs(300);
/// Words of that.
const STARTING_UP: &str = "Command Line Interface is starting up";
/// What opening the shell may take.
const OPENING: Duration = Duration::from_secs(30);
/// Silence after which a line that looks like a question is taken for one.
const QUIET: Duration = Duration::from_secs(5);
/// What an interrupted command may still take.
const INTERRUPTED: Duration = Duration::from_secs(10);
/// Questions of one command that are answered.
const QUESTIONS: usize = 3;
/// Bytes of a whole session; one of a large cluster has some ten thousand.
const MOST: usize = 512 << 10;
/// Bytes at its beginning in which a banner stands.
const BANNER: usize = 16 << 10;
/// Bytes of the last line that are looked at.
const LINE: usize = 4 << 10;

/// Opens a shell and asks everything, one after the other.
pub(super) async fn ask(link: &Link, commands: &[Command], told: &Told) -> Result<(), ShellTrouble> {
    let mut shell = Terminal::open(link, told).await?;
    shell.prompt().await?;
    let mut refused: Vec<&str> = Vec::new();
    for command in commands.iter() {
        if refused.contains(&command.verb()) {
            continue;
        }
        if shell.run(command).await? == Right::Missing {
            refused.push(command.verb());
        }
    }
    Ok(())
}

/// Whether the account may use a command.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Right {
    Given,
    Missing,
}

/// A terminal, and the line that its cursor stands in.
struct Terminal<'t> {
    channel: Channel<Msg>,
    told: &'t Told,
    line: Vec<u8>,
    /// Where in the text the answer to the last command begins.
    begin: usize,
    /// The line began after what was typed last, so it is the shell's, and no echo.
    own: bool,
}

impl<'t> Terminal<'t> {
    async fn open(link: &Link, told: &'t Told) -> Result<Self, ShellTrouble> {
        let no_shell = |error: russh::Error| trouble(Kind::NoShell, error.to_string());
        let opened = timeout(OPENING, async {
            let channel = link.channel_open_session().await.map_err(no_shell)?;
            channel.request_pty(false, "vt100", COLUMNS, ROWS, 0, 0, &[]).await.map_err(no_shell)?;
            channel.request_shell(false).await.map_err(no_shell)?;
            Ok(channel)
        });
        let channel = opened.await.unwrap_or_else(|_| Err(trouble(Kind::NoShell, "no answer to the request")))?;
        Ok(Self { channel, told, line: Vec::new(), begin: 0, own: true })
    }

    /// Waits for the first prompt.
    async fn prompt(&mut self) -> Result<(), ShellTrouble> {
        let start = Instant::now();
        loop {
            match self.waits() {
                Waiting::Command => return Ok(()),
                Waiting::Password => return Err(trouble(Kind::PasswordChange, self.last_line())),
                _ => {}
            }
            let starting = self.shows_at_first(STARTING_UP);
            let limit = if starting { STARTING } else { PROMPT };
            if !self.read(start + limit).await? {
                let kind = if starting { Kind::StartingUp } else { Kind::NoPrompt };
                return Err(trouble(
                    kind,
                    format!("within {} s; the last line is: {}", limit.as_secs(), self.last_line()),
                ));
            }
        }
    }

    /// Types a command and waits for the prompt after its answer.
    async fn run(&mut self, command: &Command) -> Result<Right, ShellTrouble> {
        self.begin = self.told.locked().text.len();
        self.send(Typed::Command(command)).await?;
        let mut end = Instant::now() + command.patience();
        let (mut questions, mut interrupted) = (0, false);
        loop {
            let quiet = Instant::now() + QUIET;
            let key = match self.waits() {
                Waiting::Command if self.own => return Ok(self.right()),
                Waiting::Page => Some(Key::Page),
                Waiting::PageOfFile => Some(Key::NextOfFile),
                Waiting::Confirmation => Some(Key::No),
                Waiting::Password => return Err(trouble(Kind::Asked, format!("{command}: {}", self.last_line()))),
                Waiting::Perhaps if !self.read(quiet.min(end)).await? => Some(Key::No),
                Waiting::Perhaps => None,
                Waiting::Command | Waiting::Nothing => {
                    if self.read(end).await? {
                        None
                    } else if interrupted {
                        return Err(trouble(Kind::Silent, command.to_string()));
                    } else {
                        interrupted = true;
                        end = Instant::now() + INTERRUPTED;
                        Some(Key::Interrupt)
                    }
                }
            };
            questions += usize::from(key == Some(Key::No));
            if questions > QUESTIONS {
                return Err(trouble(Kind::Asked, format!("{command}: {}", self.last_line())));
            }
            if let Some(key) = key {
                self.send(Typed::Key(key)).await?;
            }
        }
    }

    fn right(&self) -> Right {
        let refused = self.told.locked().text.get(self.begin..).is_some_and(|answer| contains(answer, NO_RIGHT));
        if refused { Right::Missing } else { Right::Given }
    }

    /// The one place that writes to a shell.
    async fn send(&mut self, typed: Typed<'_>) -> Result<(), ShellTrouble> {
        self.line.clear();
        // What a key clears is a line of the shell's own; a command is echoed.
        self.own = matches!(typed, Typed::Key(Key::Page | Key::NextOfFile));
        self.channel.data_bytes(typed.bytes()).await.map_err(|error| trouble(Kind::Ended, error.to_string()))
    }

    /// Reads what comes next; false when nothing came in time.
    async fn read(&mut self, end: Instant) -> Result<bool, ShellTrouble> {
        let message = match timeout_at(end, self.channel.wait()).await {
            Err(_) => return Ok(false),
            Ok(message) => message,
        };
        match message {
            Some(ChannelMsg::Data { data } | ChannelMsg::ExtendedData { data, .. }) => self.take(&data)?,
            Some(ChannelMsg::Failure) => return Err(trouble(Kind::NoShell, "the request was refused")),
            None | Some(ChannelMsg::Eof | ChannelMsg::Close) => {
                return Err(trouble(Kind::Ended, format!("the last line is: {}", self.last_line())));
            }
            _ => {}
        }
        // What is ready is taken whole, and an end that has passed is an end.
        Ok(Instant::now() < end)
    }

    fn take(&mut self, data: &[u8]) -> Result<(), ShellTrouble> {
        // A terminal shows nothing for NUL.
        let data: Vec<u8> = data.iter().copied().filter(|byte| *byte != 0).collect();
        {
            let text = &mut self.told.locked().text;
            let room = MOST.saturating_sub(text.len());
            text.extend_from_slice(data.get(..data.len().min(room)).unwrap_or_default());
            if data.len() > room {
                // An answer without an end says nothing, and nobody has to read it.
                text.truncate(self.begin);
                return Err(trouble(Kind::TooMuch, format!("more than {} KiB", MOST >> 10)));
            }
        }
        match data.iter().rposition(|byte| *byte == b'\n') {
            Some(at) => {
                self.line = data.get(at + 1..).unwrap_or_default().to_vec();
                self.own = true;
            }
            None => self.line.extend_from_slice(&data),
        }
        let surplus = self.line.len().saturating_sub(LINE);
        self.line.drain(..surplus);
        Ok(())
    }

    fn shows_at_first(&self, words: &str) -> bool {
        let told = self.told.locked();
        contains(told.text.get(..told.text.len().min(BANNER)).unwrap_or_default(), words)
    }

    fn waits(&self) -> Waiting {
        waiting(&String::from_utf8_lossy(&self.line))
    }

    fn last_line(&self) -> String {
        String::from_utf8_lossy(&self.line).trim().to_owned()
    }
}

fn contains(text: &[u8], words: &str) -> bool {
    memchr::memmem::find(text, words.as_bytes()).is_some()
}
