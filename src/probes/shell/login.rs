//! The platform account's password, sent once: nodes lock an account after two to five wrong ones.

use std::time::Duration;

use russh::client::{AuthResult, KeyboardInteractiveAuthResponse as Answer, Prompt};
use russh::{MethodKind, MethodSet};
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
#[derive(Debug, PartialEq)]
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
    let sent = send(link, access, &methods).await;
    let servers = access.servers();
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

/// Sends the password by one of the methods; none when it was not sent.
async fn send(link: &mut Link, access: &ShellAccess, methods: &MethodSet) -> Result<Option<Sent>, ShellTrouble> {
    if methods.contains(&MethodKind::KeyboardInteractive)
        && let Some(sent) = by_questions(link, access).await?
    {
        return Ok(Some(sent));
    }
    match methods.contains(&MethodKind::Password) {
        true => by_password(link, access).await.map(Some),
        false => Ok(None),
    }
}

/// The right to send this password, once.
async fn turn(access: &ShellAccess, attempts: &Attempts) -> Result<Turn, ShellTrouble> {
    let not_sent = |why: String| trouble(Kind::NotSent, why);
    let servers = access.servers();
    let account = Account::of_host(servers.iter().map(String::as_str), &access.user);
    let turn = attempts.turn(&account).await;
    let spent = || "at another door of this node the same name was rejected in this run, or its answer never came";
    let turn = turn.ok_or_else(|| not_sent(spent().to_owned()))?;
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
    let mut sent: Option<String> = None;
    for _ in 0..ROUNDS {
        let prompts = match answer {
            Answer::Success => return Ok(Some(Sent::Accepted)),
            Answer::Failure { .. } if sent.is_some() => {
                return Ok(Some(Sent::Rejected("the password was refused".to_owned())));
            }
            Answer::Failure { .. } => return Ok(None),
            Answer::InfoRequest { prompts, .. } => prompts,
        };
        let replies = match (prompts.as_slice(), &sent) {
            ([], _) => Vec::new(),
            ([again, ..], Some(first)) => return Ok(Some(asked_again(first, &again.prompt))),
            ([only], None) if !only.echo => {
                sent = Some(only.prompt.clone());
                vec![access.password.expose_secret().to_owned()]
            }
            (others, None) => return Err(asks(others)),
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

/// A second question, after a password was sent: the same one means that it was wrong, whatever its words (a host may be
/// called "new"); another one may want a new password: "New password:", "(current) UNIX password:".
fn asked_again(first: &str, again: &str) -> Sent {
    let small = again.to_lowercase();
    let wants_new = ["new", "current", "change", "unix"].iter().any(|word| small.contains(word));
    if wants_new && first.trim() != again.trim() {
        Sent::MustChange(again.to_owned())
    } else {
        Sent::Rejected(again.to_owned())
    }
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

#[cfg(test)]
mod tests {
    use super::{Sent, asked_again};

    #[test]
    fn the_same_question_again_is_a_refusal_and_another_may_want_a_new_password() {
        for (first, again, refused) in [
            ("Password: ", "Password: ", true),
            ("admin@newyork1's password:", "admin@newyork1's password: ", true),
            ("UNIX password:", "UNIX password:", true),
            ("Password:", "Password again:", true),
            ("Password:", "New password:", false),
            ("Password:", "(current) UNIX password: ", false),
            ("Password:", "You are required to change your password. Enter it:", false),
        ] {
            let told = asked_again(first, again);
            assert_eq!(told == Sent::Rejected(again.to_owned()), refused, "{first:?} {again:?}: {told:?}");
        }
    }
}
