//! Finds places: `find_places DIVISIONS.csv < POSTS.jsonl`, one `{"id","text"}` a line.
#![allow(clippy::print_stdout, reason = "an example prints its findings")]

use std::io::BufRead;

use tandem_sense::places::{Area, Gazetteer, Traps};

#[derive(serde::Deserialize)]
struct Row {
    id: serde_json::Value,
    text: String,
}

fn main() {
    let path = std::env::args().nth(1).expect("usage: find_places DIVISIONS.csv < POSTS.jsonl");
    let mut reader = csv::Reader::from_path(path).expect("the divisions open");
    let areas: Vec<Area> = reader.deserialize().map(|area| area.expect("an area")).collect();
    let gazetteer = Gazetteer::with_traps(areas, &Traps::zh()).expect("the areas are sound");
    for line in std::io::stdin().lock().lines() {
        let row: Row = serde_json::from_str(&line.expect("a line")).expect("a post");
        let found = gazetteer.find(&row.text);
        let abstained = found.abstained.map(|reason| reason.to_string());
        let out = serde_json::json!({
            "id": row.id, "places": found.places, "abstained": abstained
        });
        println!("{out}");
    }
}
