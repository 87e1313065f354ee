use tandem_sense::near_duplicates::{Index, Inserted, Threshold};

#[derive(serde::Deserialize)]
struct Row {
    text: String,
}

/// The exact counts come from a plain join of all prefixes in another language.
#[test]
fn finds_every_pair_of_the_english_stream() {
    let Some(path) = crate::shared("event2012/event2012_en.jsonl.gz") else { return };
    let mut index = Index::new(Threshold::new(0.7).unwrap());
    let (mut pairs, mut sum, mut rows) = (0, 0.0, 0);
    for (at, line) in crate::lines(&path).enumerate() {
        let row: Row = serde_json::from_str(&line).unwrap();
        rows += 1;
        if let Inserted::Distinct(found) = index.insert(at, &row.text) {
            pairs += found.len();
            sum += found.iter().map(|p| p.jaccard).sum::<f64>();
        }
    }
    if rows == 39_864 {
        assert_eq!((index.len(), pairs), (35_411, 6_343));
        assert!((sum - 5_074.435_838).abs() < 1e-5, "{sum}");
    }
}
