//! How far one place came at one address: the words of the matrix, and what two places are compared by.

use crate::evidence::{
    Endpoint, FollowUp, LdapFailure, Observed, Server, TcpFailure, TcpFailureKind, TlsFailure, TlsFailureKind,
};
use crate::ldap::fault::Fault;

/// How far one place came at one address.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Reach<'a> {
    /// No connection.
    Unconnected(&'a TcpFailure),
    /// A connection on which nothing useful comes through.
    Stopped(Stop),
    /// A connection, and nothing was sent over it.
    Connected,
    /// The server, or something in its place, answered.
    Answered,
    /// The run was cut before this was known, or it was not asked.
    Unknown,
}

/// How a connection that was made is useless.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Stop {
    /// What we send never arrives.
    DataDropped,
    /// Anything we send is reset.
    DataReset,
    /// What we send is acknowledged and never answered.
    Silent,
    /// The connection is closed or reset on the first message.
    Closed,
    /// Small packets get through, and large ones are lost.
    LargeLost,
}

impl Reach<'_> {
    /// Further is more; nothing where that is not known.
    pub(crate) fn rank(&self) -> Option<u8> {
        match self {
            Self::Unconnected(_) => Some(0),
            Self::Stopped(_) => Some(1),
            Self::Connected => Some(2),
            Self::Answered => Some(3),
            Self::Unknown => None,
        }
    }
}

/// Reads one address: the deepest layer that was looked at decides.
pub(crate) fn reach(endpoint: &Endpoint) -> Reach<'_> {
    match &endpoint.tcp {
        Observed::Failed(failure) => return Reach::Unconnected(failure),
        Observed::Seen(_) => {}
        _ => return Reach::Unknown,
    }
    match (&endpoint.tls, &endpoint.ldap) {
        (Observed::Failed(failure), _) => tls_stop(failure).map_or(Reach::Answered, Reach::Stopped),
        (_, Observed::Failed(failure)) => ldap_stop(failure).map_or(Reach::Answered, Reach::Stopped),
        (_, Observed::Seen(_)) => Reach::Answered,
        (Observed::Cut, _) | (_, Observed::Cut) => Reach::Unknown,
        (Observed::Seen(_), _) => Reach::Answered,
        _ => Reach::Connected,
    }
}

fn tls_stop(failure: &TlsFailure) -> Option<Stop> {
    match &failure.kind {
        _ if failure.wire.passes.is_some() => Some(Stop::LargeLost),
        TlsFailureKind::DataDropped => Some(Stop::DataDropped),
        TlsFailureKind::DataReset => Some(Stop::DataReset),
        TlsFailureKind::Silent | TlsFailureKind::StartTls { fault: Fault::Silent { .. } } => Some(Stop::Silent),
        TlsFailureKind::Closed
        | TlsFailureKind::AwaitsProxyLine
        | TlsFailureKind::EndedUnasked
        | TlsFailureKind::Reset => Some(Stop::Closed),
        TlsFailureKind::StartTls { fault: Fault::Closed { pending: 0 } | Fault::Reset { pending: 0 } } => {
            Some(Stop::Closed)
        }
        _ => None,
    }
}

fn ldap_stop(failure: &LdapFailure) -> Option<Stop> {
    match (&failure.fault, failure.follow_up) {
        _ if failure.wire.passes.is_some() => Some(Stop::LargeLost),
        (_, Some(FollowUp::SingleByteReset)) => Some(Stop::DataReset),
        (_, Some(FollowUp::SpeaksTls | FollowUp::WantsClientCertificate)) => None,
        (Fault::Silent { .. }, _) if failure.wire.unacknowledged => Some(Stop::DataDropped),
        (Fault::Silent { .. }, _) => Some(Stop::Silent),
        (Fault::Closed { pending: 0 } | Fault::Reset { pending: 0 }, _) => Some(Stop::Closed),
        _ => None,
    }
}

/// One address in a word or two.
pub(crate) fn word(endpoint: &Endpoint) -> &'static str {
    match reach(endpoint) {
        Reach::Unconnected(failure) => tcp_word(failure.kind),
        Reach::Stopped(stop) => stop_word(stop),
        Reach::Unknown => match endpoint.tcp {
            Observed::NotAsked(_) => "-",
            _ => "cut",
        },
        Reach::Connected => "ok",
        Reach::Answered => match (&endpoint.tls, &endpoint.ldap) {
            (Observed::Failed(_), _) => "tls",
            (_, Observed::Failed(LdapFailure { fault: Fault::Result { .. }, .. })) => "ok",
            (_, Observed::Failed(_)) => "ldap",
            _ => "ok",
        },
    }
}

/// How a connection attempt ended, in a word or two.
pub(crate) fn tcp_word(kind: TcpFailureKind) -> &'static str {
    match kind {
        TcpFailureKind::Refused => "refused",
        TcpFailureKind::PortUnreachable => "rejected",
        TcpFailureKind::Dropped => "dropped",
        TcpFailureKind::Prohibited => "prohibited",
        TcpFailureKind::HostUnreachable | TcpFailureKind::NetUnreachable => "unreachable",
        TcpFailureKind::NoNeighbour => "no neighbour",
        TcpFailureKind::NoRoute => "no route",
        TcpFailureKind::Reset => "reset",
        TcpFailureKind::SourceUnusable => "no source",
        TcpFailureKind::HostLimited => "not tried",
        TcpFailureKind::Other => "failed",
    }
}

/// How a useless connection is useless, in a word or two.
pub(crate) fn stop_word(stop: Stop) -> &'static str {
    match stop {
        Stop::DataDropped => "data dropped",
        Stop::DataReset => "data reset",
        Stop::Silent => "silent",
        Stop::Closed => "closed",
        Stop::LargeLost => "large lost",
    }
}

/// One server in a word or two: of several addresses, the one that came least far.
pub(crate) fn server_word(server: &Server) -> &'static str {
    match &server.name {
        Observed::Failed(_) => return "no name",
        Observed::Cut => return "cut",
        _ => {}
    }
    let worst = server.endpoints.iter().min_by_key(|endpoint| (reach(endpoint).rank(), word(endpoint) == "ok"));
    worst.map_or("-", word)
}
