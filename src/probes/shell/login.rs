//! The platform account's password, sent once: nodes lock an account after two to five wrong ones.

use std::time::Duration;

use russh::MethodKind;
use russh::client::{AuthResult, KeyboardInteractiveAuthResponse as Answer, Prompt};
use secrecy::ExposeSecret;
use tokio::time::timeout;

use super::link::Link;
use super::trouble;
use crate::attempts::{Account, Attempts, Turn};
use crate::evidence::node::{ShellTrouble, ShellTroubleKind as Kind};
use crate::memory::Tried;
use crate::plan::ShellAccess;

/// What an answer to a login may take: wrong passwords are answered late on purpose.
const ANSWER: Duration = Duration::from_secs(30);
/// Rounds of questions without any, such as notices.
const ROUNDS: usize = 5;
/// The code that a rejection is remembered with: SSH_MSG_USERAUTH_FAILURE (RFC 4252 section 6).
const FAILURE: u32 = 51;

/// How a password that was sent fared.
enum Sent {
    Accepted,
    Rejected(String),
    /// Accepted, and of no use before it is changed.
    MustChange(String),
}

/// Logs in with the method that the node offers: questions first, since some nodes refuse plain passwords.
pub(super) async fn log_in(link: &mut Link, access: &ShellAccess, attempts: &Attempts) -> Result<(), ShellTrouble> {
    // "none" asks which methods there are, and counts as no try (RFC 4252 section 5.2).
    let methods = match within(link.authenticate_none(&access.user)).await? {
        AuthResult::Success => return Ok(()),
        AuthResult::Failure { remaining_methods, .. } => remaining_methods,
    };
    let turn = turn(access, attempts).await?;
    let mut sent = Ok(None);
    if methods.contains(&MethodKind::KeyboardInteractive) {
        sent = by_questions(link, access).await;
    }
    if matches!(sent, Ok(None)) && methods.contains(&MethodKind::Password) {
        sent = by_password(link, access).await.map(Some);
    }
    let servers = [access.server()];
    let tried = Tried { servers: &servers, account: &access.user, password: &access.password };
    match sent {
        Ok(None) => {
            turn.harmless();
            let offered: Vec<String> = methods.iter().map(|method| <&str>::from(method).to_owned()).collect();
            Err(trouble(Kind::NoPasswordLogin, format!("it offers {}", offered.join(", "))))
        }
        Ok(Some(Sent::Accepted)) => {
            turn.harmless();
            attempts.memory().forget(tried);
            Ok(())
        }
        Ok(Some(Sent::MustChange(words))) => {
            turn.harmless();
            Err(trouble(Kind::PasswordChange, words))
        }
        Ok(Some(Sent::Rejected(words))) => {
            turn.ended();
            attempts.memory().keep(tried, FAILURE, None, true);
            Err(trouble(Kind::Rejected, words))
        }
        // Whether it was counted is not known.
        Err(trouble) => {
            turn.ended();
            Err(trouble)
        }
    }
}

/// The right to send this password, once.
async fn turn(access: &ShellAccess, attempts: &Attempts) -> Result<Turn, ShellTrouble> {
    let not_sent = |why: String| trouble(Kind::NotSent, why);
    let account = Account::of_host(&access.server(), &access.user);
    let turn = attempts.turn(&account).await;
    let turn = turn.ok_or_else(|| not_sent("it was rejected at this address in this run".to_owned()))?;
    let servers = [access.server()];
    let tried = Tried { servers: &servers, account: &access.user, password: &access.password };
    match attempts.memory().recall(tried, &[]) {
        None => Ok(turn),
        Some(recalled) => {
            turn.ended();
            Err(not_sent(format!("it was rejected in an earlier run ({})", recalled.at)))
        }
    }
}

/// Keyboard-interactive (RFC 4256): one hidden question is the password's. None when nothing was sent.
async fn by_questions(link: &mut Link, access: &ShellAccess) -> Result<Option<Sent>, ShellTrouble> {
    let mut answer = within(link.authenticate_keyboard_interactive_start(&access.user, None)).await?;
    let mut sent = false;
    for _ in 0..ROUNDS {
        let prompts = match answer {
            Answer::Success => return Ok(Some(Sent::Accepted)),
            Answer::Failure { .. } if sent => return Ok(Some(Sent::Rejected("the password was refused".to_owned()))),
            Answer::Failure { .. } => return Ok(None),
            Answer::InfoRequest { prompts, .. } => prompts,
        };
        let replies = match prompts.as_slice() {
            [] => Vec::new(),
            // Asked again, it wants another one: either the first was wrong, or a new one is to be chosen.
            [first, ..] if sent => {
                let words = first.prompt.clone();
                return Ok(Some(if is_new(&words) { Sent::MustChange(words) } else { Sent::Rejected(words) }));
            }
            [only] if !only.echo => {
                sent = true;
                vec![access.password.expose_secret().to_owned()]
            }
            others => return Err(asks(others)),
        };
        answer = within(link.authenticate_keyboard_interactive_respond(replies)).await?;
    }
    Err(trouble(Kind::NoPasswordLogin, "it asks again and again"))
}

/// What a node asks instead of a password. Nothing was sent.
fn asks(prompts: &[Prompt]) -> ShellTrouble {
    let words: Vec<&str> = prompts.iter().take(3).map(|prompt| prompt.prompt.trim()).collect();
    trouble(Kind::NoPasswordLogin, format!("it asks {}", words.join(" and ")))
}

/// Whether a question is for a new password: "New password:", "(current) UNIX password:".
fn is_new(prompt: &str) -> bool {
    let small = prompt.to_lowercase();
    ["new", "current", "change", "unix"].iter().any(|word| small.contains(word))
}

/// The method "password" (RFC 4252 section 8).
async fn by_password(link: &mut Link, access: &ShellAccess) -> Result<Sent, ShellTrouble> {
    match within(link.authenticate_password(&access.user, access.password.expose_secret())).await? {
        AuthResult::Success => Ok(Sent::Accepted),
        AuthResult::Failure { .. } if link.is_closed() => {
            Ok(Sent::Rejected("the node ended the connection at the password".to_owned()))
        }
        AuthResult::Failure { .. } => Ok(Sent::Rejected("the password was refused".to_owned())),
    }
}

/// An answer of the login, in time.
async fn within<T>(answer: impl Future<Output = Result<T, russh::Error>>) -> Result<T, ShellTrouble> {
    match timeout(ANSWER, answer).await {
        Ok(Ok(answer)) => Ok(answer),
        Ok(Err(error)) => Err(trouble(Kind::Ended, format!("at the login: {error}"))),
        Err(_) => Err(trouble(Kind::Ended, format!("no answer to the login within {} s", ANSWER.as_secs()))),
    }
}
