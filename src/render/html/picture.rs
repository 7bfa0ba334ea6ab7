//! The path picture: from where, to where, what passes and what stops.

use maud::{Markup, html};

use super::shown;
use crate::code::CheckCode;
use crate::compare::reach::server_word;
use crate::evidence::Vantage;
use crate::report::{OutcomeVerdict, Report};
use crate::server_url::ServerUrl;

/// Boxes in a column of the drawing; the table below it has no limit.
const DRAWN: usize = 8;

/// Sizes of the drawing, in its own units.
const BOX: (usize, usize) = (240, 36);
const STEP: usize = 60;
const WIDTH: usize = 800;

/// Whence: a place that looked, or a node that told what it reaches; and how each server is from there.
struct Row {
    name: String,
    ways: Vec<&'static str>,
}

pub(super) fn of(report: &Report) -> Markup {
    let servers = &report.evidence.asked.servers;
    let places = report
        .evidence
        .vantages
        .iter()
        .map(|place| Row { name: place.name.clone(), ways: servers.iter().map(|server| way(place, server)).collect() });
    let nodes = report.evidence.nodes.iter().map(|node| Row {
        name: format!("{}, by its session", node.name),
        ways: servers.iter().map(|server| told(report, &node.name, server)).collect(),
    });
    let rows: Vec<Row> = places.chain(nodes).collect();
    if rows.is_empty() || servers.is_empty() {
        return html! {};
    }
    html! {
        section aria-labelledby="ways-title" {
            h2 #ways-title { "Which place reaches which server" }
            @if rows.len() <= DRAWN && servers.len() <= DRAWN { (drawing(&rows, servers)) }
            table.ways {
                thead { tr { th scope="col" { "From" } @for server in servers { th scope="col" { (shown(&server.authority())) } } } }
                tbody {
                    @for row in &rows {
                        tr {
                            th scope="row" { (shown(&row.name)) }
                            @for word in &row.ways { td.(class(word)) { (word) } }
                        }
                    }
                }
            }
        }
    }
}

/// The same as a picture, for those who see it; the table tells it to everybody.
fn drawing(from: &[Row], servers: &[ServerUrl]) -> Markup {
    let rows = from.len().max(servers.len());
    let height = rows * STEP + 20;
    let right = WIDTH - BOX.0 - 10;
    html! {
        svg viewBox=(format!("0 0 {WIDTH} {height}")) role="img" aria-hidden="true" {
            @for (nth, row) in from.iter().enumerate() {
                @for (column, word) in row.ways.iter().enumerate() {
                    @let (from, to) = (middle(nth, from.len(), rows), middle(column, servers.len(), rows));
                    line.(class(word)) x1=(BOX.0 + 10) y1=(from) x2=(right) y2=(to) {}
                    // One third of the way: where lines cross in the middle, the words do not.
                    text.(class(word)) x=((2 * (BOX.0 + 10) + right) / 3) y=((2 * from + to) / 3 - 6) text-anchor="middle" { (word) }
                }
            }
            @for (nth, row) in from.iter().enumerate() { (node(10, middle(nth, from.len(), rows), &row.name)) }
            @for (row, server) in servers.iter().enumerate() { (node(right, middle(row, servers.len(), rows), &server.authority())) }
        }
    }
}

fn node(x: usize, y: usize, name: &str) -> Markup {
    let short: String =
        if name.chars().count() > 30 { name.chars().take(29).chain(['…']).collect() } else { name.into() };
    html! {
        rect x=(x) y=(y - BOX.1 / 2) width=(BOX.0) height=(BOX.1) rx="6" {}
        text x=(x + BOX.0 / 2) y=(y + 5) text-anchor="middle" { (shown(&short)) }
    }
}

/// The height of a box's middle, the column centred.
fn middle(row: usize, boxes: usize, rows: usize) -> usize {
    10 + STEP / 2 + row * STEP + (rows - boxes) * STEP / 2
}

fn way(place: &Vantage, server: &ServerUrl) -> &'static str {
    if place.unreached.is_some() {
        return "not seen";
    }
    place.servers.iter().find(|seen| seen.url == *server).map_or("-", server_word)
}

/// What the node's own test said of this server.
fn told(report: &Report, node: &str, server: &ServerUrl) -> &'static str {
    let subject = format!("{} x {node}", server.authority());
    let judged =
        report.outcomes.iter().find(|outcome| outcome.check == CheckCode::Node001.name() && outcome.subject == subject);
    match judged.map(|outcome| outcome.verdict) {
        Some(OutcomeVerdict::Pass) => "ok",
        Some(OutcomeVerdict::Fail | OutcomeVerdict::Warn) => "stopped",
        _ => "-",
    }
}

fn class(word: &str) -> &'static str {
    match word {
        "ok" => "good",
        "-" | "cut" | "not seen" => "faint",
        _ => "bad",
    }
}
