//! Sends a password, when neither this run nor an earlier one has spent it already.

use secrecy::SecretString;

use crate::attempts::Account;
use crate::evidence::result::leaves_the_password_alone;
use crate::evidence::{BindAnswer, LdapFailure, Remembered, RootDse};
use crate::ldap::nds;
use crate::ldap::session::Session;
use crate::memory::Tried;
use crate::plan::Plan;
use crate::probes::endpoint::Door;

/// How it went.
pub(super) enum Sent {
    /// The server's answer, of now or of an earlier run.
    Answered(BindAnswer),
    /// It was sent, and no answer came.
    Broken(LdapFailure),
    /// Not sent: something else spent a try of what may be the same account in this run.
    Never,
}

/// Whose password goes where.
pub(super) struct Guarded<'a> {
    pub(super) plan: &'a Plan,
    pub(super) door: &'a Door,
    pub(super) root_dse: Option<&'a RootDse>,
    /// All names of the account.
    pub(super) account: &'a Account,
    /// The name it is sent with.
    pub(super) name: &'a str,
    pub(super) password: &'a SecretString,
    /// Another server accepted it in this run.
    pub(super) accepted_elsewhere: bool,
}

impl Guarded<'_> {
    /// Sends it once, or says what an earlier run was told.
    pub(super) async fn send(&self, session: &mut Session) -> Sent {
        let Some(turn) = self.plan.attempts.turn(self.account).await else { return Sent::Never };
        let memory = self.plan.attempts.memory();
        let servers = self.servers();
        let tried = Tried { servers: &servers, account: self.name, password: self.password };
        let others: Vec<String> = match self.accepted_elsewhere {
            true => Vec::new(),
            false => self.plan.asked.servers.iter().map(|url| url.authority()).collect(),
        };
        if let Some(recalled) = memory.recall(tried, &others) {
            turn.ended();
            return Sent::Answered(BindAnswer {
                ad_data: recalled.ad_data,
                remembered: Some(Remembered { at: recalled.at, server: recalled.server }),
                ..BindAnswer::of(recalled.code, "")
            });
        }
        match session.simple_bind(self.name, self.password).await {
            Err(failure) => {
                turn.ended();
                Sent::Broken(failure)
            }
            Ok(answer) => {
                if answer.code == 0 {
                    memory.forget(tried);
                } else if rejected(&answer) {
                    memory.keep(tried, answer.code, answer.ad_data, self.accepted_elsewhere);
                }
                if answer.code == 0 || leaves_the_password_alone(answer.code) {
                    turn.harmless()
                } else {
                    turn.ended()
                }
                Sent::Answered(answer)
            }
        }
    }

    /// The names of this one server: as configured, and as it calls itself.
    fn servers(&self) -> Vec<String> {
        let own = self.root_dse.and_then(|root| root.values("dnsHostName").first());
        [self.door.url.authority()].into_iter().chain(own.cloned()).collect()
    }
}

/// The password itself was wrong, and will be the next time. An account that is locked, expired or restricted may have
/// the right one.
fn rejected(answer: &BindAnswer) -> bool {
    let policy = answer.password_policy.as_ref().and_then(|policy| policy.error);
    let wrong = matches!(nds::error_code(&answer.text), None | Some(-669));
    answer.code == 49 && matches!(answer.ad_data, None | Some(0x52e)) && policy.is_none() && wrong
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evidence::PasswordPolicy;

    #[test]
    fn only_codes_that_leave_the_password_alone_let_the_next_server_be_tried() {
        let harmless: Vec<u32> = (1..=123).filter(|&code| leaves_the_password_alone(code)).collect();
        assert_eq!(harmless, [7, 8, 13, 48, 51]);
        for counted in [19, 32, 34, 49, 50, 52, 53, 80] {
            assert!(!leaves_the_password_alone(counted), "{counted}");
        }
    }

    #[test]
    fn what_says_nothing_about_the_password_is_not_remembered() {
        for (code, ad_data, policy, remembered) in [
            (49, None, None, true),
            (49, Some(0x52e), None, true),
            (49, Some(0x525), None, false),
            (49, Some(0x775), None, false),
            (49, Some(0x533), None, false),
            (49, None, Some(1), false),
            (49, None, Some(0), false),
            (19, None, None, false),
            (32, None, None, false),
            (0, None, None, false),
        ] {
            let password_policy = Some(PasswordPolicy { error: policy, ..PasswordPolicy::default() });
            let answer = BindAnswer { ad_data, password_policy, ..BindAnswer::of(code, "") };
            assert_eq!(rejected(&answer), remembered, "{answer:?}");
        }
    }

    #[test]
    fn of_edirectory_a_wrong_password_alone_is_remembered() {
        for (text, remembered) in [
            ("NDS error: failed authentication (-669)", true),
            ("NDS error: bad password (-222)", false),
            ("NDS error: login lockout (-197)", false),
        ] {
            assert_eq!(rejected(&BindAnswer::of(49, text)), remembered, "{text}");
        }
    }
}
