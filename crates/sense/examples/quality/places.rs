//! Places of posts that a person read, and posts that only seem to name one.

use crate::clustering::share_interval;
use crate::figure::{Absent, Figure, Section, file};
use std::collections::{BTreeSet, HashMap};
use std::path::Path;
use tandem_sense::places::{Area, Gazetteer, Traps};

#[derive(serde::Deserialize)]
struct Row {
    id: u64,
    title: String,
    #[serde(default)]
    description: Option<String>,
}

pub(crate) fn measure(data: &Path) -> Result<Section, Absent> {
    let areas = file(data, "guangxi_divisions/divisions.csv")?;
    let topics = file(data, "weibo_hot_hourly/guangxi_topics.jsonl")?;
    let traps = file(data, "weibo_hot_hourly/place_name_traps.tsv")?;
    let gazetteer = gazetteer(&areas);
    let texts = texts(&topics);
    let mut figures = Vec::new();
    for (name, gold) in [
        (
            "posts read before the rules were finished",
            include_str!("../../tests/it/places_gold.tsv"),
        ),
        ("posts read after", include_str!("../../tests/it/places_later.tsv")),
    ] {
        posts(name, gold, &gazetteer, &texts, &mut figures);
    }
    let traps = std::fs::read_to_string(traps).expect("the traps can be read");
    let traps: Vec<&str> =
        traps.lines().skip(1).filter_map(|row| row.splitn(3, '\t').nth(2)).collect();
    let caught = traps.iter().filter(|text| !gazetteer.find(text).places.is_empty()).count();
    figures.push(Figure {
        interval: Some(share_interval(caught, traps.len())),
        ..Figure::plain(
            "traps: share in which a place is found",
            caught as f64 / traps.len() as f64,
            traps.len(),
            "",
        )
    });
    Ok(Section {
        title: "Places".into(),
        method: "Posts about one region whose most specific areas (down to the county) a person \
                 read. Those read after the rules were written were read with the rules' answers \
                 in view; at that time precision and recall were 0.983 each, and one of the two \
                 mistakes has been mended since. Traps are posts in which a plain search finds a \
                 name of the region; most of them, not all, are about something else. Intervals \
                 by Wilson."
            .into(),
        figures,
    })
}

fn gazetteer(path: &Path) -> Gazetteer {
    let mut reader = csv::Reader::from_path(path).expect("the divisions open");
    let areas: Vec<Area> = reader.deserialize().map(|area| area.expect("an area")).collect();
    Gazetteer::with_traps(areas, &Traps::zh()).expect("the areas are sound")
}

fn texts(path: &Path) -> HashMap<u64, String> {
    let rows = std::fs::read_to_string(path).expect("the posts can be read");
    let text = |line: &str| {
        let row: Row = serde_json::from_str(line).expect("a post");
        (row.id, format!("{}\n{}", row.title, row.description.unwrap_or_default()))
    };
    rows.lines().map(text).collect()
}

fn posts(
    name: &str,
    gold: &str,
    gazetteer: &Gazetteer,
    texts: &HashMap<u64, String>,
    figures: &mut Vec<Figure>,
) {
    let (mut right, mut found, mut wanted, mut read, mut abstained) = (0, 0, 0, 0, 0);
    for line in gold.lines().filter(|line| !line.starts_with('#')) {
        let (id, codes) = line.split_once('\t').expect("id and codes");
        let Some(text) = texts.get(&id.parse().expect("a number")) else { continue };
        let want: BTreeSet<&str> = codes.split(',').filter(|code| !code.is_empty()).collect();
        let places = gazetteer.find(text).places;
        let got: BTreeSet<&str> = places.iter().map(|place| place.code.as_str()).collect();
        right += got.intersection(&want).count();
        found += got.len();
        wanted += want.len();
        read += 1;
        abstained += usize::from(got.is_empty());
    }
    let mut figure = |of: &str, hits: usize, n: usize, aim: &str| {
        let value = hits as f64 / n.max(1) as f64;
        let interval = Some(share_interval(hits, n.max(1)));
        figures.push(Figure { interval, ..Figure::plain(format!("{name}: {of}"), value, n, aim) });
    };
    figure("precision", right, found, "≥ 0.97");
    figure("recall", right, wanted, "≥ 0.90");
    figure("share that abstains", abstained, read, "");
}
