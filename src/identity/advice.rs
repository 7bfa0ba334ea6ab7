//! Which attribute of the directory holds the call-manager IDs.
//!
//! A sample of users is enough; who they are in the directory is known by objectGUID, mail or name wherever possible, so
//! a number that happens to be somebody else's employee number does not count.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};

use super::candidates::{Candidates, Kind};
use super::scale::Seed;
use super::{Links, attribute, digits, is_from_ldap, is_wanted, text, tri};
use crate::evidence::identity::{Advice, Identity, Mapping, Settings, Transform};
use crate::people::{CallManagerUsers, DirectoryUsers, ID_ATTRIBUTES, Tri};

/// Users looked at.
const SAMPLE: usize = 2000;
/// A mapping must cover so many of a hundred users to be advised.
const ENOUGH: u64 = 95;
/// Mappings that are shown.
const RANKING: usize = 5;
/// Fewer users than this prove nothing.
const FEWEST: u64 = 3;
/// Of so many users one may be an exception, whatever share of them one is.
const A_FEW: u64 = 5;

const TRANSFORMS: [Transform; 7] = [
    Transform::AsIs,
    Transform::WithoutDomain,
    Transform::Digits,
    Transform::WithoutCountryCode,
    Transform::Last7,
    Transform::Last5,
    Transform::Last4,
];

/// Users looked at, and who they are in the directory by anything but their ID.
pub(super) struct Sample {
    users: Vec<usize>,
    known: Vec<Option<usize>>,
}

/// Picks users evenly. None when nobody comes from LDAP.
pub(super) fn sample(users: &CallManagerUsers, directory: &DirectoryUsers, settings: &Settings) -> Option<Sample> {
    let eligible = |&row: &usize| is_from_ldap(users, row, settings) && tri(&users.active, row) != Tri::No;
    let count = (0..users.id.len()).filter(eligible).count();
    let step = count.div_ceil(SAMPLE).max(1);
    let sample: Vec<usize> = (0..users.id.len()).filter(eligible).step_by(step).collect();
    let enough = sample.len() as u64 >= FEWEST;
    enough.then(|| Sample { known: known(users, directory, &sample), users: sample })
}

/// Scores every attribute and transform.
///
/// Of mappings that cover equally many, the simplest transform wins, since clients can only take a value as it is. Of
/// equal attributes the one wins that call manager itself is set to, else sAMAccountName, which is what the products take
/// when nobody sets anything; between two others it is a tie.
pub(super) fn advise(
    users: &CallManagerUsers,
    directory: &DirectoryUsers,
    settings: &Settings,
    links: &Links,
    sample: Sample,
) -> Advice {
    let Sample { users: rows, mut known } = sample;
    // Nothing else tells who anybody is: then the same ID is the same person.
    if known.iter().flatten().count() * 2 < rows.len() {
        for (pair, &row) in known.iter_mut().zip(&rows) {
            *pair = pair.or_else(|| links.directory_row(row).filter(|&row| is_wanted(directory, row)));
        }
    }
    let (scores, somebody) = scores(users, directory, &rows, &known);
    // Who is nobody in the directory has left, or is of another domain, and says nothing about attributes. Where most are
    // nobody, the exports may not belong together.
    let told = if somebody * 2 < rows.len() { rows.len() } else { somebody };
    advice(directory, settings, told as u64, scores)
}

/// The mapping gives nearly every user's ID: all but five of a hundred, or all but one of a few.
pub fn is_nearly_all(covered: u64, users: u64) -> bool {
    let exceptions = (users * (100 - ENOUGH) / 100).max(u64::from(users >= A_FEW));
    users.saturating_sub(covered) <= exceptions
}

/// Who the sampled users are: by objectGUID, mail or name.
fn known(users: &CallManagerUsers, directory: &DirectoryUsers, sample: &[usize]) -> Vec<Option<usize>> {
    let mut candidates = Candidates::with_room(sample.len() * 3);
    let mut buffer = String::new();
    let user_name = |row| name(String::new(), users.first_name.at(row), users.last_name.at(row));
    for &row in sample {
        candidates.ask(Kind::Guid, &users.guid.digits(row));
        candidates.ask(Kind::Mail, users.mail.at(row));
        candidates.ask(Kind::Name, &user_name(row));
    }
    let mails = attribute(directory, "mail");
    for row in (0..directory.id.len()).filter(|&row| is_wanted(directory, row)) {
        candidates.offer(Kind::Guid, &directory.guid.digits(row), row, true);
        candidates.offer(Kind::Mail, mails.at(row), row, true);
        let (first, last) = (directory.first_name.at(row), directory.last_name.at(row));
        buffer = name(buffer, first, last);
        candidates.offer(Kind::Name, &buffer, row, true);
    }
    let only = |kind, text: &str| match candidates.rows(kind, text, |_| true).as_slice() {
        [row] => Some(*row),
        _ => None,
    };
    let pair = |&row: &usize| {
        only(Kind::Guid, &users.guid.digits(row))
            .or_else(|| only(Kind::Mail, users.mail.at(row)))
            .or_else(|| only(Kind::Name, &user_name(row)))
    };
    sample.iter().map(pair).collect()
}

/// Both names, or nothing; written over what the buffer had.
fn name(mut buffer: String, first: &str, last: &str) -> String {
    buffer.clear();
    if !first.is_empty() && !last.is_empty() {
        buffer.push_str(first);
        buffer.push('\n');
        buffer.push_str(last);
    }
    buffer
}

/// How many users each attribute and transform covers.
type Scores = HashMap<(usize, Transform), u64>;

/// The scores, and how many of the users are somebody in the directory, by whatever tells.
fn scores(
    users: &CallManagerUsers,
    directory: &DirectoryUsers,
    sample: &[usize],
    known: &[Option<usize>],
) -> (Scores, usize) {
    let mut scores = Scores::new();
    let mut by_id = HashSet::new();
    let mut strangers = Vec::new();
    for (&row, pair) in sample.iter().zip(known) {
        let Some(person) = *pair else {
            strangers.push(row);
            continue;
        };
        for (place, column) in directory.attributes.iter().enumerate() {
            for transform in TRANSFORMS {
                if transformed(column.at(person), transform).is_some_and(|value| text::same(&value, users.id.at(row))) {
                    *scores.entry((place, transform)).or_default() += 1;
                }
            }
        }
    }
    // A few strangers are people who left; many mean that nothing tells who anybody is.
    if strangers.len() * 20 > sample.len() {
        for (place, _) in ID_ATTRIBUTES.iter().enumerate() {
            for transform in TRANSFORMS {
                let found = by_value(users, directory, &strangers, place, transform);
                if !found.is_empty() {
                    *scores.entry((place, transform)).or_default() += found.len() as u64;
                }
                by_id.extend(found);
            }
        }
    }
    (scores, sample.len() - strangers.len() + by_id.len())
}

/// Those of the users whose ID exactly one person's value gives.
fn by_value(
    users: &CallManagerUsers,
    directory: &DirectoryUsers,
    rows: &[usize],
    place: usize,
    transform: Transform,
) -> Vec<usize> {
    let Some(column) = directory.attributes.get(place) else { return Vec::new() };
    let mut candidates = Candidates::with_room(rows.len());
    rows.iter().for_each(|&row| candidates.ask(Kind::Value, users.id.at(row)));
    for row in (0..directory.id.len()).filter(|&row| is_wanted(directory, row)) {
        if let Some(value) = transformed(column.at(row), transform) {
            candidates.offer(Kind::Value, &value, row, true);
        }
    }
    let found = |&&row: &&usize| candidates.rows(Kind::Value, users.id.at(row), |_| true).len() == 1;
    rows.iter().filter(found).copied().collect()
}

fn transformed(value: &str, transform: Transform) -> Option<Cow<'_, str>> {
    if value.is_empty() {
        return None;
    }
    let last = |count: usize| {
        let digits = digits::number(value)?;
        let start = digits.len().checked_sub(count)?;
        // The whole number is the case "digits only".
        (start > 0).then(|| digits.get(start..).unwrap_or_default().to_owned().into())
    };
    match transform {
        Transform::AsIs => Some(value.into()),
        Transform::WithoutDomain => {
            let local = text::local_part(value.strip_prefix("sip:").unwrap_or(value));
            (local != value).then(|| local.into())
        }
        Transform::Digits => digits::number(value).filter(|digits| digits != value).map(Cow::from),
        Transform::WithoutCountryCode => {
            let digits = value.strip_prefix('+').and_then(digits::number)?;
            // Without a table of codes: ten digits are left of the numbers that have more.
            let start = digits.len().checked_sub(10).filter(|&start| (1..=3).contains(&start))?;
            digits.get(start..).map(|rest| rest.to_owned().into())
        }
        Transform::Last7 => last(7),
        Transform::Last5 => last(5),
        Transform::Last4 => last(4),
    }
}

fn advice(directory: &DirectoryUsers, settings: &Settings, users: u64, scores: Scores) -> Advice {
    let default = |attribute: &str| match &settings.directory_attribute {
        Some(set) if set.eq_ignore_ascii_case(attribute) => 0,
        _ if attribute == "sAMAccountName" => 1,
        _ => 2,
    };
    let mut ranked: Vec<((usize, Transform), u64)> = scores.into_iter().collect();
    // Within one of a hundred users of the best, coverage does not tell mappings apart.
    let most = ranked.iter().map(|&(_, covered)| covered).max().unwrap_or(0);
    let order = |&((place, transform), covered): &((usize, Transform), u64)| {
        let name = ID_ATTRIBUTES.get(place).copied().unwrap_or_default();
        let good = covered * 100 >= most * 99;
        (!good, if good { 0 } else { u64::MAX - covered }, transform, default(name), u64::MAX - covered, place)
    };
    ranked.sort_by_key(order);
    let mapping = |&((place, transform), covered): &((usize, Transform), u64)| Mapping {
        attribute: ID_ATTRIBUTES.get(place).copied().unwrap_or_default().to_owned(),
        transform,
        covered,
        collisions: None,
    };
    let mut ranking: Vec<Mapping> = ranked.iter().take(RANKING).map(mapping).collect();
    let is_enough = |covered: u64| is_nearly_all(covered, users);
    let is_alike = |first: &Mapping, second: &Mapping| {
        let told = |mapping: &Mapping| (mapping.covered, mapping.transform, default(&mapping.attribute));
        told(first) == told(second)
    };
    let tie = matches!(ranking.as_slice(), [first, second, ..] if is_enough(first.covered) && is_alike(first, second));
    if let Some(first) = ranking.first_mut().filter(|first| is_enough(first.covered)) {
        first.collisions = Some(collisions(directory, first));
    }
    let population = (0..directory.id.len()).filter(|&row| is_wanted(directory, row)).count() as u64;
    let unique =
        |first: &&Mapping| first.collisions.is_some_and(|collisions| collisions * 100 <= population * (100 - ENOUGH));
    let best = ranking.first().filter(|first| is_enough(first.covered) && !tie).filter(unique).cloned();
    let client = settings.client_attribute.as_deref().and_then(|attribute| client(attribute, &ranked));
    Advice { users, best, ranking, tie, client }
}

/// How the client's attribute fits; none when it is not among those that are looked at.
fn client(attribute: &str, ranked: &[((usize, Transform), u64)]) -> Option<Mapping> {
    let place = ID_ATTRIBUTES.iter().position(|known| known.eq_ignore_ascii_case(attribute))?;
    let own = ranked.iter().find(|(mapping, _)| *mapping == (place, Transform::AsIs));
    let covered = own.map_or(0, |&(_, covered)| covered);
    Some(Mapping { attribute: attribute.to_owned(), transform: Transform::AsIs, covered, collisions: None })
}

/// People who share the mapping's value with somebody else.
fn collisions(directory: &DirectoryUsers, mapping: &Mapping) -> u64 {
    let column = attribute(directory, &mapping.attribute);
    let seed = Seed::random();
    let wanted = (0..directory.id.len()).filter(|&row| is_wanted(directory, row));
    let values = wanted.filter_map(|row| transformed(column.at(row), mapping.transform));
    let mut hashes: Vec<u64> = values.map(|value| seed.hash(Kind::Value as u64, &value)).collect();
    hashes.sort_unstable();
    let groups = hashes.chunk_by(|one, next| one == next);
    groups.map(|people| people.len() as u64).filter(|&people| people > 1).sum()
}

/// The attribute with (nearly) all IDs, when that is not the configured one, which may have most of them.
pub fn another(identity: &Identity) -> Option<&Mapping> {
    let best = identity.advice.as_ref().and_then(|advice| advice.best.as_ref());
    best.filter(|best| !is_configured(best, identity))
}

/// Most people's ID is in the configured attribute as it is, so the setting is right and the others are not.
pub fn most_are_right(identity: &Identity) -> bool {
    identity.advice.as_ref().is_some_and(|advice| {
        let mut known = advice.ranking.iter().chain(&advice.best);
        known.any(|mapping| is_configured(mapping, identity) && mapping.covered * 2 > advice.users)
    })
}

fn is_configured(mapping: &Mapping, identity: &Identity) -> bool {
    let configured = identity.settings.directory_attribute.as_deref();
    mapping.transform == Transform::AsIs && configured.is_some_and(|set| mapping.attribute.eq_ignore_ascii_case(set))
}
