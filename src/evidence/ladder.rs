//! What stands in the way of what at one address: name, TCP, TLS, LDAP, session, bind, and then account and search.

use super::fault::Fault;
use super::result::is_busy;
use super::{Endpoint, LdapFailure, Observed, RootDse, Slot};

impl Slot {
    /// How far up it stands.
    fn rung(self) -> u8 {
        match self {
            Self::Name => 0,
            Self::Tcp => 1,
            Self::Tls => 2,
            Self::Ldap => 3,
            Self::EarlierBind => 4,
            Self::Session => 5,
            Self::Bind => 6,
        }
    }
}

impl Endpoint {
    /// What stands in the way of all that is not answered yet.
    pub fn stopped_at(&self) -> Option<Slot> {
        let ldap = stop(&self.ldap, Slot::Ldap).filter(|_| conversation_broke(&self.ldap));
        let rejected = self.bind.seen().filter(|answer| answer.code != 0).map(|_| Slot::Bind);
        stop(&self.tcp, Slot::Tcp)
            .or_else(|| stop(&self.tls, Slot::Tls))
            .or(ldap)
            .or_else(|| stop(&self.session, Slot::Session))
            .or_else(|| stop(&self.bind, Slot::Bind))
            .or(rejected)
    }

    /// Marks what comes after `slot` and has no answer yet: it never will have one.
    pub fn block_after(&mut self, slot: Slot) {
        self.above(slot, |place| place.block(slot));
    }

    /// Takes back every answer that comes after `slot`.
    pub fn forget_after(&mut self, slot: Slot) {
        self.above(slot, |place| place.forget());
    }

    fn above(&mut self, slot: Slot, change: impl Fn(&mut dyn Place)) {
        let places: [(u8, &mut dyn Place); 6] = [
            (Slot::Tls.rung(), &mut self.tls),
            (Slot::Ldap.rung(), &mut self.ldap),
            (Slot::Session.rung(), &mut self.session),
            (Slot::Bind.rung(), &mut self.bind),
            (u8::MAX, &mut self.account),
            (u8::MAX, &mut self.search),
        ];
        for (_, place) in places.into_iter().filter(|(rung, _)| *rung > slot.rung()) {
            change(place);
        }
    }
}

/// One place for an answer, whatever is answered there.
trait Place {
    fn block(&mut self, slot: Slot);
    fn forget(&mut self);
}

impl<T, F> Place for Observed<T, F> {
    fn block(&mut self, slot: Slot) {
        if matches!(self, Self::Cut) {
            *self = Self::Blocked(slot);
        }
    }

    fn forget(&mut self) {
        if matches!(self, Self::Seen(_) | Self::Failed(_)) {
            *self = Self::Cut;
        }
    }
}

/// What a place without an answer says of those above it.
fn stop<T, F>(place: &Observed<T, F>, own: Slot) -> Option<Slot> {
    match place {
        Observed::Failed(_) => Some(own),
        Observed::Blocked(earlier) => Some(*earlier),
        _ => None,
    }
}

/// A rootDSE that is refused does not stand in the way of the bind; a server that is busy or breaks the conversation does.
fn conversation_broke(ldap: &Observed<RootDse, LdapFailure>) -> bool {
    match ldap.failed().map(|failure| &failure.fault) {
        Some(Fault::Result { code, .. }) => is_busy(*code),
        _ => true,
    }
}
