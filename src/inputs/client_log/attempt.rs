//! Attempts: the signals between two starts or sign-outs, and the last error that nothing after it overcame.

use super::scan::Seen;
use super::searches::Searches;
use super::signal::{Failed, How, Signal};
use super::stamp::Moment;
use crate::evidence::client_log::{LoginAttempt, LoginError, LoginErrorKind, LoginStage};
use crate::inputs::excerpt::excerpt;

/// Lines that tell of one error come within this time, in milliseconds; what comes later is of another attempt.
pub(super) const APART: i64 = 120_000;

/// What the signals of all files amount to.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Attempts {
    pub(super) count: u64,
    pub(super) last: Option<LoginAttempt>,
    pub(super) earlier: Option<LoginError>,
    pub(super) directory: Option<LoginError>,
}

/// Parts signals, in the order of their times, into attempts.
pub(super) fn read(seen: impl Iterator<Item = Seen>) -> Attempts {
    let (mut attempts, mut current) = (Attempts::default(), Current::default());
    let mut searches = Searches::default();
    for seen in seen {
        match &seen.signal {
            Signal::Launched => {
                searches.launched();
                current.end(&mut attempts, false);
            }
            Signal::SignedOut => current.end(&mut attempts, true),
            Signal::Reached(stage) => {
                current.part(*stage, None, &seen, &mut attempts);
                current.reached(*stage, &seen);
            }
            Signal::Failed(failed) if failed.stage == LoginStage::DirectorySearch => {
                searches.failed(error(failed, &seen, None), seen.order);
            }
            Signal::Failed(failed) => {
                current.part(failed.stage, Some(failed), &seen, &mut attempts);
                current.failed(failed, &seen);
            }
            Signal::AsksDirectory => searches.asks(seen.servers.directory(), seen.order),
            Signal::Words(words) => current.words(words),
            Signal::Certificate(reasons) => current.refused = Some((reasons.clone(), seen.order)),
            Signal::Harmless(_) | Signal::Appliance(..) => {}
        }
    }
    current.end(&mut attempts, false);
    attempts.directory = searches.last();
    attempts
}

#[derive(Default)]
struct Current {
    began: Option<String>,
    reached: Option<LoginStage>,
    error: Option<LoginError>,
    /// How the line of the error told it, and when.
    how: Option<How>,
    when: Moment,
    /// A certificate that the client refused, why, and when.
    refused: Option<(String, Moment)>,
    /// Something else was tried since the error.
    fresh: bool,
    tried_again: bool,
    /// It follows an error of this moment, without a start or a sign-out between them.
    again: Option<Moment>,
    /// Some line was about the login itself, and not about a single request.
    told: bool,
}

impl Current {
    fn begin(&mut self, stage: LoginStage, seen: &Seen) {
        if self.reached.is_none() {
            self.began.clone_from(&seen.at);
        }
        self.reached = self.reached.max(Some(stage));
    }

    /// Ends the attempt when a line can only be of another one.
    fn part(&mut self, stage: LoginStage, failed: Option<&Failed>, seen: &Seen, attempts: &mut Attempts) {
        let Some(error) = &self.error else { return };
        let ended = self.how == Some(How::Result);
        let other = match failed {
            None => ended && stage < error.stage,
            Some(failed) if is_unplaced(failed) => false,
            Some(failed) => {
                let result = failed.how == How::Result && is_before(stage, error.stage);
                ended && result || seen.order.since(self.when) > Some(APART)
            }
        };
        if other {
            let before = self.when;
            self.end(attempts, false);
            self.again = Some(before);
        }
    }

    /// Coming to a stage overcomes what failed before it; an XMPP session that begins again overcomes itself.
    fn reached(&mut self, stage: LoginStage, seen: &Seen) {
        self.begin(stage, seen);
        self.fresh = true;
        let Some(error) = &self.error else { return };
        if error.stage < stage || stage == LoginStage::Xmpp {
            (self.error, self.how) = (None, None);
        } else {
            self.tried_again = true;
        }
    }

    fn failed(&mut self, failed: &Failed, seen: &Seen) {
        // A single request that fails once the login is past its stage is about something else.
        if failed.how == How::Request && self.reached > Some(failed.stage) {
            return;
        }
        let later = self.again.is_some_and(|before| seen.order.since(before) > Some(APART));
        self.told |= failed.how != How::Request || later;
        let stage = if is_unplaced(failed) { self.reached.unwrap_or(failed.stage) } else { failed.stage };
        self.begin(stage, seen);
        let failed = self.with_certificate(Failed { stage, ..failed.clone() }, seen);
        let mut words = None;
        if let Some(known) = self.error.as_ref().filter(|_| !self.fresh) {
            if says_more(known, self.how, &failed) {
                return;
            }
            words = known.words.clone().or_else(|| Some(known.text.clone()));
        }
        self.error = Some(error(&failed, seen, words));
        (self.how, self.when) = (Some(failed.how), seen.order);
        (self.fresh, self.tried_again) = (false, false);
    }

    /// The reason why a certificate was refused belongs to the error that follows.
    fn with_certificate(&mut self, mut failed: Failed, seen: &Seen) -> Failed {
        use LoginErrorKind::{CallManagerCertificate, PresenceCertificate, SingleSignOn, XmppCertificate};
        let about = [CallManagerCertificate, PresenceCertificate, SingleSignOn, XmppCertificate].contains(&failed.kind);
        let Some((reasons, when)) = self.refused.as_ref().filter(|_| about) else { return failed };
        if seen.order.since(*when) <= Some(APART) && !(failed.kind != SingleSignOn && reasons.is_empty()) {
            let reasons = if reasons.is_empty() { "refused" } else { reasons };
            failed.code = format!("{}, certificate {reasons}", failed.code);
        }
        failed
    }

    fn words(&mut self, words: &str) {
        if let Some(error) = self.error.as_mut().filter(|_| !self.fresh) {
            error.words.get_or_insert_with(|| excerpt(words));
        }
    }

    fn end(&mut self, attempts: &mut Attempts, signed_out: bool) {
        let ended = std::mem::take(self);
        let Some(reached) = ended.reached else {
            if let Some(last) = attempts.last.as_mut() {
                last.signed_out |= signed_out;
            }
            return;
        };
        attempts.count += 1;
        let (again, told) = (ended.again.is_some(), ended.told);
        let (error, tried_again) = (ended.error, ended.tried_again);
        let this = LoginAttempt { began: ended.began, reached, error, tried_again, signed_out };
        match &mut attempts.last {
            // What a client looks up after a sign-out, by itself, is no attempt of a person.
            Some(last) if is_less(&this, last) || again && !told && this.reached < LoginStage::Xmpp => {
                last.signed_out |= signed_out;
                last.tried_again |= again;
            }
            Some(last) => {
                let before = std::mem::replace(last, this);
                attempts.earlier = before.error.or(attempts.earlier.take());
            }
            None => attempts.last = Some(this),
        }
    }
}

/// A failure whose line does not say of which stage it is.
fn is_unplaced(failed: &Failed) -> bool {
    failed.kind == LoginErrorKind::Other && failed.stage == LoginStage::ServiceDiscovery
}

/// Whether a result of one stage cannot follow the error of another within one attempt. Service discovery sums up what
/// the stages up to call manager's login brought.
fn is_before(stage: LoginStage, error: LoginStage) -> bool {
    stage < error && (stage > LoginStage::ServiceDiscovery || error > LoginStage::CallManagerLogin)
}

/// Whether an attempt tells less than the one before it: no error, and not as far as that one, or as its end.
fn is_less(this: &LoginAttempt, before: &LoginAttempt) -> bool {
    this.error.is_none() && this.reached < LoginStage::Xmpp && this.reached <= before.reached
}

/// Whether what is known of the error already says more than a line that follows it.
fn says_more(known: &LoginError, how: Option<How>, new: &Failed) -> bool {
    use LoginErrorKind::{ClientTooOld, HostUnresolved, Other, RoleMissing};
    match new.stage.cmp(&known.stage) {
        std::cmp::Ordering::Less => true,
        std::cmp::Ordering::Greater => false,
        std::cmp::Ordering::Equal => {
            let specific = matches!(known.kind, ClientTooOld | RoleMissing | HostUnresolved);
            let vaguer = new.kind == Other && (known.kind != Other || new.how != How::Result);
            let again = new.kind == known.kind && how == Some(How::Result);
            specific || vaguer || again
        }
    }
}

fn error(failed: &Failed, seen: &Seen, words: Option<String>) -> LoginError {
    let Failed { stage, kind, code, .. } = failed;
    let (server, at, text) = (seen.servers.of(*stage, *kind), seen.at.clone(), seen.text.clone());
    LoginError { stage: *stage, kind: *kind, code: code.clone(), server, at, text, words }
}
