use std::collections::BTreeMap;

use tandem_sense::remit::{Remit, Remits};

#[derive(serde::Deserialize)]
struct Row {
    title: String,
    text: String,
    label: String,
}

/// First-level categories with the names of their second and third level as keywords. It measures
/// the matching alone: a deployment brings keywords of its own.
fn remits() -> Option<Remits> {
    let path = crate::shared("gov_messages_taidi_c2020/category_tree.csv")?;
    let mut words: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for record in csv::Reader::from_path(path).unwrap().records() {
        let record = record.unwrap();
        let of = words.entry(record[0].to_owned()).or_default();
        let parts =
            record.iter().skip(1).flat_map(|name| name.split(['和', '与', '、', '（', '）']));
        of.extend(parts.map(str::trim).filter(|w| w.chars().count() > 1).map(str::to_owned));
    }
    let remit = |(name, words): (&String, &Vec<String>)| Remit {
        code: name.into(),
        name: name.into(),
        parent: "".into(),
        keywords: words.iter().map(Into::into).collect(),
    };
    Some(Remits::new(words.iter().map(remit)).unwrap())
}

#[test]
fn suggests_from_the_names_of_a_category_tree() {
    let Some(remits) = remits() else { return };
    let Some(path) = crate::shared("gov_messages_taidi_c2020/labelled_sample_495.jsonl") else {
        return;
    };
    let (mut rows, mut first, mut among, mut abstained) = (0, 0, 0, 0);
    for line in crate::lines(&path) {
        let row: Row = serde_json::from_str(&line).unwrap();
        let suggestion = remits.suggest(&format!("{}\n{}", row.title, row.text));
        rows += 1;
        abstained += usize::from(suggestion.abstained.is_some());
        let at = suggestion.subjects.iter().position(|s| s.name == row.label);
        first += usize::from(suggestion.abstained.is_none() && at == Some(0));
        among += usize::from(at.is_some());
    }
    println!("remit: {rows} rows, first {first}, among three {among}, abstained {abstained}");
    assert!(rows == 0 || first * 100 >= rows * 35);
}
