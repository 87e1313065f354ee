//! Scores topic detection on a labelled stream: `score_topics FILE.jsonl.gz [SIMILARITY] [LIMIT]`.
//!
//! Each line holds `id`, `time`, `text` and `event`; posts of the event "none" are clustered but
//! not scored. Prints B-cubed precision, recall and F1.
#![allow(clippy::print_stdout, reason = "an example prints its figures")]

use std::collections::HashMap;
use std::io::{BufRead, BufReader};

use tandem_sense::Post;
use tandem_sense::topics::{Config, Detector, TopicId};

#[derive(serde::Deserialize)]
struct Row {
    id: String,
    time: jiff::Timestamp,
    #[serde(default)]
    title: Option<String>,
    text: String,
    event: String,
    #[serde(default)]
    lang: Option<String>,
}

fn main() {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let path = args.first().expect("usage: score_topics FILE [SIMILARITY] [LIMIT]");
    let mut config = Config::default();
    if let Some(similarity) = args.get(1) {
        config.similarity_min = similarity.parse().expect("a number");
    }
    let limit = args.get(2).map_or(usize::MAX, |n| n.parse().expect("a number"));
    let file = BufReader::new(std::fs::File::open(path).expect("the file opens"));
    let reader: Box<dyn BufRead> = if path.ends_with(".gz") {
        Box::new(BufReader::new(flate2::read::GzDecoder::new(file)))
    } else {
        Box::new(file)
    };
    let rows: Vec<Row> = reader
        .lines()
        .take(limit)
        .map(|line| serde_json::from_str(&line.expect("a line")).expect("a post"))
        .collect();
    let mut detector = Detector::new(config);
    let mut places: Vec<Option<TopicId>> = Vec::new();
    let mut by_post: HashMap<String, usize> = HashMap::new();
    for (i, row) in rows.iter().enumerate() {
        by_post.insert(row.id.clone(), i);
        let post = Post {
            id: row.id.as_str().into(),
            source: Default::default(),
            time: row.time.as_second(),
            title: row.title.clone(),
            text: row.text.clone(),
            lang: row.lang.as_deref().map(Into::into),
            author: None,
            engagement: None,
        };
        let assigned = detector.observe(&post);
        if let Some(earlier) = &assigned.joined_earlier {
            places[by_post[earlier.as_str()]] = assigned.topic.clone();
        }
        places.push(assigned.topic);
    }
    let pairs: Vec<(String, String)> = rows
        .iter()
        .zip(&places)
        .enumerate()
        .filter(|(_, (row, _))| row.event != "none")
        .map(|(i, (row, topic))| {
            let alone = format!("alone {i}");
            (row.event.clone(), topic.as_ref().map_or(alone, ToString::to_string))
        })
        .collect();
    let (precision, recall) = b_cubed(&pairs);
    let f1 = 2.0 * precision * recall / (precision + recall);
    println!(
        "posts {} scored {} open {} P {precision:.4} R {recall:.4} F1 {f1:.4}",
        rows.len(),
        pairs.len(),
        detector.open_clusters()
    );
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
