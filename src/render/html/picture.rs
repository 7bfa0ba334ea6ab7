//! The path picture: from where, to where, what passes and what stops.

use maud::{Markup, html};

use super::shown;
use crate::compare::reach::server_word;
use crate::evidence::Vantage;
use crate::report::Report;
use crate::server_url::ServerUrl;

/// Boxes in a column of the drawing; the table below it has no limit.
const DRAWN: usize = 8;

/// Sizes of the drawing, in its own units.
const BOX: (usize, usize) = (240, 36);
const STEP: usize = 60;
const WIDTH: usize = 800;

pub(super) fn of(report: &Report) -> Markup {
    let (places, servers) = (&report.evidence.vantages, &report.evidence.asked.servers);
    if places.is_empty() || servers.is_empty() {
        return html! {};
    }
    html! {
        section aria-labelledby="ways-title" {
            h2 #ways-title { "Ways" }
            @if places.len() <= DRAWN && servers.len() <= DRAWN { (drawing(places, servers)) }
            table {
                caption { "Which place reaches which server" }
                thead { tr { th scope="col" { "From" } @for server in servers { th scope="col" { (shown(&server.authority())) } } } }
                tbody {
                    @for place in places {
                        tr {
                            th scope="row" { (shown(&place.name)) }
                            @for server in servers { @let word = way(place, server); td.(class(word)) { (word) } }
                        }
                    }
                }
            }
        }
    }
}

/// The same as a picture, for those who see it; the table tells it to everybody.
fn drawing(places: &[Vantage], servers: &[ServerUrl]) -> Markup {
    let rows = places.len().max(servers.len());
    let height = rows * STEP + 20;
    let right = WIDTH - BOX.0 - 10;
    html! {
        svg viewBox=(format!("0 0 {WIDTH} {height}")) role="img" aria-hidden="true" {
            @for (row, place) in places.iter().enumerate() {
                @for (column, server) in servers.iter().enumerate() {
                    @let word = way(place, server);
                    @let (from, to) = (middle(row, places.len(), rows), middle(column, servers.len(), rows));
                    line.(class(word)) x1=(BOX.0 + 10) y1=(from) x2=(right) y2=(to) {}
                    // One third of the way: where lines cross in the middle, the words do not.
                    text.(class(word)) x=((2 * (BOX.0 + 10) + right) / 3) y=((2 * from + to) / 3 - 6) text-anchor="middle" { (word) }
                }
            }
            @for (row, place) in places.iter().enumerate() { (node(10, middle(row, places.len(), rows), &place.name)) }
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

fn class(word: &str) -> &'static str {
    match word {
        "ok" => "good",
        "-" | "cut" | "not seen" => "faint",
        _ => "bad",
    }
}
