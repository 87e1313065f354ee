//! Topics on labelled streams, strictly online, with one setting for all of them.

use crate::figure::{Absent, Figure, Section, file};
use std::collections::HashMap;
use std::io::{BufRead as _, BufReader};
use std::path::Path;
use tandem_sense::Post;
use tandem_sense::topics::{Config, Detector, TopicId};

const STREAMS: [(&str, &str); 2] = [
    ("event2012", "event2012/event2012_en.jsonl.gz"),
    ("event2012 with noise", "event2012/event2012_noisy_en.jsonl.gz"),
];

#[derive(serde::Deserialize)]
struct Row {
    id: String,
    time: jiff::Timestamp,
    #[serde(default)]
    title: Option<String>,
    text: String,
    event: String,
}

pub(crate) fn measure(data: &Path) -> Result<Section, Absent> {
    let mut figures = Vec::new();
    for (name, path) in STREAMS {
        let rows = read(&file(data, path)?);
        let pairs = assigned(&rows);
        let (precision, recall) = b_cubed(&pairs);
        let f1 = 2.0 * precision * recall / (precision + recall);
        for (what, value) in [("precision", precision), ("recall", recall), ("F1", f1)] {
            figures.push(Figure::plain(format!("{name}: B-cubed {what}"), value, pairs.len(), ""));
        }
    }
    Ok(Section {
        title: "Topics".into(),
        method: "One pass in time order with the default setting; noise is clustered, not scored."
            .into(),
        figures,
    })
}

fn read(path: &Path) -> Vec<Row> {
    let file = BufReader::new(std::fs::File::open(path).expect("the file opens"));
    BufReader::new(flate2::read::GzDecoder::new(file))
        .lines()
        .map(|line| serde_json::from_str(&line.expect("a line")).expect("a labelled post"))
        .collect()
}

/// Truth and found topic of each labelled post.
fn assigned(rows: &[Row]) -> Vec<(String, String)> {
    let mut detector = Detector::new(Config::default());
    let mut places: Vec<Option<TopicId>> = Vec::new();
    let mut by_post: HashMap<&str, usize> = HashMap::new();
    for (i, row) in rows.iter().enumerate() {
        by_post.insert(&row.id, i);
        let assigned = detector.observe(&Post {
            id: row.id.as_str().into(),
            source: Default::default(),
            time: row.time.as_second(),
            title: row.title.clone(),
            text: row.text.clone(),
            lang: None,
            author: None,
            engagement: None,
        });
        if let Some(earlier) = &assigned.joined_earlier {
            places[by_post[earlier.as_str()]] = assigned.topic.clone();
        }
        places.push(assigned.topic);
    }
    let labelled = rows.iter().zip(&places).enumerate().filter(|(_, (row, _))| row.event != "none");
    labelled
        .map(|(i, (row, topic))| {
            let alone = format!("alone {i}");
            (row.event.clone(), topic.as_ref().map_or(alone, ToString::to_string))
        })
        .collect()
}

/// B-cubed precision and recall of (truth, found) pairs.
fn b_cubed(pairs: &[(String, String)]) -> (f64, f64) {
    let (mut both, mut truth, mut found) = (HashMap::new(), HashMap::new(), HashMap::new());
    for (t, f) in pairs {
        *both.entry((t, f)).or_insert(0.0) += 1.0;
        *truth.entry(t).or_insert(0.0) += 1.0;
        *found.entry(f).or_insert(0.0) += 1.0;
    }
    let n = pairs.len() as f64;
    let sum = |of: &dyn Fn(&(&String, &String)) -> f64| -> f64 {
        both.iter().map(|(key, count): (_, &f64)| count * count / of(key)).sum::<f64>() / n
    };
    (sum(&|(_, f)| found[f]), sum(&|(t, _)| truth[t]))
}
