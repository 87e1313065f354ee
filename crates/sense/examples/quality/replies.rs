//! Replies against a hundred labels, by leave-one-out fits of the two scores, and against replies
//! to other messages.

use crate::chance::{auc, interval};
use crate::figure::{Absent, Figure, Section, file};
use std::collections::HashMap;
use std::path::Path;
use tandem_sense::reply::{Checked, check};

#[derive(serde::Deserialize)]
struct Row {
    id: u64,
    text: String,
    reply: String,
}

#[derive(serde::Deserialize)]
struct Label {
    id: u64,
    complete: f64,
    explained: f64,
}

/// Ridge penalty of the fit, on standardised inputs; the usual 1.
const RIDGE: f64 = 1.0;

pub(crate) fn measure(data: &Path) -> Result<Section, Absent> {
    let labels = file(data, "gov_messages_taidi_c2020/reply_quality_labels_100.csv")?;
    let path = file(data, "gov_messages_taidi_c2020/messages_with_replies_2816.jsonl")?;
    let text = std::fs::read_to_string(path).expect("the file reads");
    let rows: Vec<Row> = text.lines().map(|l| serde_json::from_str(l).expect("a row")).collect();
    let by_id: HashMap<u64, &Row> = rows.iter().map(|row| (row.id, row)).collect();
    let labels = csv::Reader::from_path(labels).expect("the file opens").into_deserialize();
    let labelled: Vec<(Label, Checked)> = labels
        .map(|label: Result<Label, _>| label.expect("a label"))
        .filter_map(|label| by_id.get(&label.id).map(|row| (label, check(&row.text, &row.reply))))
        .collect();
    let mut figures = Vec::new();
    let complete: Vec<(Vec<f64>, bool)> = labelled
        .iter()
        .map(|(l, c)| (c.measures.of_complete().to_vec(), l.complete > 0.5))
        .collect();
    let explained: Vec<(Vec<f64>, bool)> = labelled
        .iter()
        .map(|(l, c)| (c.measures.of_explained().to_vec(), l.explained > 0.5))
        .collect();
    for (name, items) in [("complete", &complete), ("explained", &explained)] {
        let scores: Vec<f64> = (0..items.len()).map(|out| left_out(items, out)).collect();
        figures.push(labelled_auc(
            format!("{name}: AUC, each reply scored by a fit on the others"),
            &scores,
            items,
            "0.85",
        ));
        if std::env::var_os("QUALITY_FIT").is_some() {
            eprintln!("{name}: {:?}", fit(items, None));
        }
    }
    let built_in =
        |score: fn(&Checked) -> f64| labelled.iter().map(|(_, c)| score(c)).collect::<Vec<_>>();
    figures.push(labelled_auc(
        "complete: AUC as built in (fitted on these)".into(),
        &built_in(|c| c.complete),
        &complete,
        "",
    ));
    figures.push(labelled_auc(
        "explained: AUC as built in (fitted on these)".into(),
        &built_in(|c| c.explained),
        &explained,
        "",
    ));
    figures.extend(unlabelled(&rows));
    Ok(Section {
        title: "Replies".into(),
        method: "Labels of one team of students (complete, explained) on replies of 2018–2019; \
                 intervals by drawing replies again. The other figures need no labels: own reply \
                 against the reply to another message, and replies known to be a receipt."
            .into(),
        figures,
    })
}

fn labelled_auc(what: String, scores: &[f64], items: &[(Vec<f64>, bool)], aim: &str) -> Figure {
    let of = |draw: &[usize]| {
        let part = |good: bool| -> Vec<f64> {
            draw.iter().filter(|&&i| items[i].1 == good).map(|&i| scores[i]).collect()
        };
        let (meant, other) = (part(true), part(false));
        (!meant.is_empty() && !other.is_empty()).then(|| auc(&meant, &other))
    };
    let all: Vec<usize> = (0..items.len()).collect();
    Figure {
        what,
        value: of(&all).unwrap_or(f64::NAN),
        interval: Some(interval(items.len(), 3, of)),
        n: items.len(),
        aim: aim.to_owned(),
    }
}

fn unlabelled(rows: &[Row]) -> Vec<Figure> {
    let long: Vec<&Row> = rows.iter().filter(|r| r.reply.chars().count() > 80).step_by(3).collect();
    let other = |i: usize| &long[(i * 7919 + 13) % long.len()].reply;
    let own_of: Vec<Checked> = long.iter().map(|r| check(&r.text, &r.reply)).collect();
    let foreign_of: Vec<Checked> =
        long.iter().enumerate().map(|(i, r)| check(&r.text, other(i))).collect();
    let complete = |all: &[Checked]| all.iter().map(|c| c.complete).collect::<Vec<_>>();
    let relevance = |all: &[Checked]| all.iter().map(|c| c.measures.relevance).collect::<Vec<_>>();
    let (own, foreign) = (complete(&own_of), complete(&foreign_of));
    let receipt = |row: &&Row| {
        let bare = row.reply.replace([' ', '\n'], "");
        bare.ends_with("您好！留言已收悉") || bare.chars().count() < 20
    };
    let receipts: Vec<f64> =
        rows.iter().filter(receipt).map(|r| check(&r.text, &r.reply).empty).collect();
    let full: Vec<f64> = long.iter().map(|r| check(&r.text, &r.reply).empty).collect();
    let promised = long.iter().filter(|r| !check(&r.text, &r.reply).promises.is_empty()).count();
    vec![
        Figure::plain(
            "complete: own reply against another one's, AUC",
            auc(&own, &foreign),
            own.len(),
            "",
        ),
        Figure::plain(
            "relevance: own reply against another one's, AUC",
            auc(&relevance(&own_of), &relevance(&foreign_of)),
            own_of.len(),
            "",
        ),
        Figure::plain(
            "empty: receipts against replies over 80 characters, AUC",
            auc(&receipts, &full),
            receipts.len(),
            "",
        ),
        Figure::plain(
            "empty: least score of a receipt",
            receipts.iter().copied().fold(1.0, f64::min),
            receipts.len(),
            "",
        ),
        Figure::plain(
            "replies over 80 characters with a promise, share",
            promised as f64 / long.len() as f64,
            long.len(),
            "",
        ),
    ]
}

fn left_out(items: &[(Vec<f64>, bool)], out: usize) -> f64 {
    let (zero, weights) = fit(items, Some(out));
    zero + weights.iter().zip(&items[out].0).map(|(w, x)| w * x).sum::<f64>()
}

/// Logistic regression with a ridge penalty, on standardised inputs, by gradient steps; weights are
/// given back for the inputs as they are.
fn fit(items: &[(Vec<f64>, bool)], out: Option<usize>) -> (f64, Vec<f64>) {
    let kept: Vec<&(Vec<f64>, bool)> =
        items.iter().enumerate().filter(|(i, _)| Some(*i) != out).map(|(_, item)| item).collect();
    let (n, width) = (kept.len() as f64, kept[0].0.len());
    let mean: Vec<f64> =
        (0..width).map(|k| kept.iter().map(|item| item.0[k]).sum::<f64>() / n).collect();
    let spread: Vec<f64> = (0..width)
        .map(|k| {
            let sum = kept.iter().map(|item| (item.0[k] - mean[k]).powi(2)).sum::<f64>();
            (sum / n).sqrt().max(1e-9)
        })
        .collect();
    let input = |item: &(Vec<f64>, bool), k: usize| (item.0[k] - mean[k]) / spread[k];
    let (mut zero, mut weights) = (0.0, vec![0.0; width]);
    for _ in 0..4_000 {
        let (mut down_zero, mut down) = (0.0, vec![0.0; width]);
        for item in &kept {
            let sum: f64 = zero + (0..width).map(|k| weights[k] * input(item, k)).sum::<f64>();
            let miss = 1.0 / (1.0 + (-sum).exp()) - f64::from(u8::from(item.1));
            down_zero += miss;
            for (k, d) in down.iter_mut().enumerate() {
                *d += miss * input(item, k);
            }
        }
        zero -= 0.02 * down_zero;
        for k in 0..width {
            weights[k] -= 0.02 * (down[k] + RIDGE * weights[k]);
        }
    }
    let plain: Vec<f64> = (0..width).map(|k| weights[k] / spread[k]).collect();
    zero -= plain.iter().zip(&mean).map(|(w, m)| w * m).sum::<f64>();
    (zero, plain)
}
