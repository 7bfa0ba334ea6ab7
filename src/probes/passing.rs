//! Whether a way loses packets by their size: what stays unanswered with segments of the usual size is asked again on
//! connections that agree on smaller ones.

use std::num::NonZeroU16;
use std::time::Instant;

use tokio::io::{AsyncRead, AsyncWrite};

use super::draft::{Note, Notes};
use super::endpoint::Door;
use super::{tcp, tls};
use crate::evidence::{LdapFailure, RootDse};
use crate::ldap::fault::Fault;
use crate::ldap::session::{Query, Scope, Session};

/// Segments that every way lets through (RFC 1122 section 4.2.2.6).
const SMALLEST: u16 = 536;

/// Sizes that are tried once the smallest gets through, for who has to set a limit.
const LARGER: [u16; 3] = [1200, 1300, 1400];

/// What is asked on each connection. Its answer is longer than a packet, or nothing is learnt.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Question {
    /// A handshake, whose answer has the certificates.
    Handshake,
    /// The root entry.
    RootEntry,
    /// The schema, which servers other than Active Directory show to everybody.
    Schema,
}

/// The largest segments by which the question is answered, where those of the usual size get no answer and the smallest
/// do, every time.
pub(super) async fn passes(door: &Door, question: Question) -> Option<NonZeroU16> {
    let with = |segment| answered(door, question, segment);
    if !with(Some(SMALLEST)).await {
        return None;
    }
    // Two connections in a row by the usual size: a balancer that has one dead machine would answer one of them.
    let [first, second, third] = LARGER.map(Some).map(with);
    let (usual, once_more, again, first, second, third) =
        tokio::join!(with(None), with(None), with(Some(SMALLEST)), first, second, third);
    let larger = LARGER.into_iter().zip([first, second, third]);
    let largest = larger.filter_map(|(bytes, answered)| answered.then_some(bytes)).next_back();
    NonZeroU16::new(largest.unwrap_or(SMALLEST)).filter(|_| again && !usual && !once_more)
}

/// The same while the first answer is still waited for.
pub(super) async fn meanwhile(door: &Door, question: Question, notes: &Notes) -> Option<NonZeroU16> {
    notes.tell(Note::Unheard(door.at));
    Box::pin(passes(door, question)).await
}

/// The failure with what gets through, where silence leaves that open; `known` where it was asked meanwhile.
pub(super) async fn explained(
    door: &Door,
    question: Question,
    known: Option<Option<NonZeroU16>>,
    mut failure: LdapFailure,
) -> LdapFailure {
    if let Fault::Silent { .. } | Fault::Stalled { .. } = failure.fault {
        failure.wire.passes = match known {
            Some(passes) => passes,
            None => passes(door, question).await,
        };
    }
    failure
}

/// Whether LDAP is answered on a further connection, in the time that the door allows for each answer.
pub(super) async fn answers(door: &Door) -> bool {
    answered(door, Question::RootEntry, None).await
}

async fn answered(door: &Door, question: Question, segment: Option<u16>) -> bool {
    let target = &door.target;
    let Ok((stream, _)) = tcp::connect_by(target.address, target.source, target.timeout, segment).await else {
        return false;
    };
    if !door.encrypted {
        return converses(stream, door, question).await;
    }
    match tls::shaken(stream, target).await {
        Some(_) if question == Question::Handshake => true,
        Some(stream) => converses(stream, door, question).await,
        None => false,
    }
}

async fn converses<S>(stream: S, door: &Door, question: Question) -> bool
where
    S: AsyncRead + AsyncWrite + Send + Unpin + 'static,
{
    let Ok(mut session) = Session::open(stream, door.target.timeout).await else { return false };
    let root = session.root_dse().await;
    let answered = match (question, &root) {
        (Question::Schema, Ok(root)) => has_schema(&mut session, root, door).await,
        // A refusal is an answer.
        (_, Err(failure)) => matches!(failure.fault, Fault::Result { .. }),
        (_, Ok(_)) => true,
    };
    session.close().await;
    answered
}

/// Whether a part of the schema comes that no packet holds: the syntaxes, some kilobytes.
async fn has_schema(session: &mut Session, root: &RootDse, door: &Door) -> bool {
    let Some(subentry) = root.values("subschemaSubentry").first() else { return false };
    let query = Query {
        base: subentry,
        scope: Scope::Base,
        filter: "(objectClass=*)",
        attributes: &["ldapSyntaxes"],
        page: None,
        limit: 2,
        deadline: Instant::now() + door.target.timeout,
    };
    let mut came = false;
    let end = session.read_each(query, &mut |_| came = true).await;
    came && end.is_ok_and(|end| end.code == 0)
}
