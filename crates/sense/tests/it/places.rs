use std::collections::{BTreeSet, HashMap};

use tandem_sense::places::{Area, Gazetteer, Traps};

#[derive(serde::Deserialize)]
struct Row {
    id: u64,
    title: String,
    #[serde(default)]
    description: Option<String>,
}

impl Row {
    fn text(&self) -> String {
        format!("{}\n{}", self.title, self.description.as_deref().unwrap_or_default())
    }
}

fn gazetteer() -> Option<Gazetteer> {
    let path = crate::shared("guangxi_divisions/divisions.csv")?;
    let mut reader = csv::Reader::from_path(path).unwrap();
    let areas = reader.deserialize().map(Result::<Area, _>::unwrap);
    Some(Gazetteer::with_traps(areas, &Traps::zh()).unwrap())
}

/// Precision and recall on posts whose places a person read.
#[test]
fn agrees_with_a_reader() {
    let Some(gazetteer) = gazetteer() else { return };
    let Some(path) = crate::shared("weibo_hot_hourly/guangxi_topics.jsonl") else { return };
    let rows = crate::lines(&path).map(|l| serde_json::from_str::<Row>(&l).unwrap());
    let texts: HashMap<u64, String> = rows.map(|r| (r.id, r.text())).collect();
    let (mut right, mut found, mut wanted) = (0, 0, 0);
    for line in include_str!("places_gold.tsv").lines().filter(|l| !l.starts_with('#')) {
        let (id, codes) = line.split_once('\t').unwrap();
        let Some(text) = texts.get(&id.parse().unwrap()) else { continue };
        let want: BTreeSet<&str> = codes.split(',').filter(|c| !c.is_empty()).collect();
        let places = gazetteer.find(text).places;
        let got: BTreeSet<&str> = places.iter().map(|p| p.code.as_str()).collect();
        if got != want {
            println!("{id}: want {want:?}, got {got:?}");
        }
        right += got.intersection(&want).count();
        found += got.len();
        wanted += want.len();
    }
    println!("places: {right} right of {found} found and {wanted} wanted");
    assert!(right as f64 >= 0.97 * found as f64 && right as f64 >= 0.97 * wanted as f64);
}

#[test]
fn is_not_trapped() {
    let Some(gazetteer) = gazetteer() else { return };
    let Some(path) = crate::shared("weibo_hot_hourly/place_name_traps.tsv") else { return };
    let rows: Vec<String> = crate::lines(&path).skip(1).collect();
    let trapped = rows.iter().filter(|row| {
        let text = row.splitn(3, '\t').nth(2).unwrap_or_default();
        !gazetteer.find(text).places.is_empty()
    });
    let trapped = trapped.count();
    println!("traps: {trapped} of {} find a place", rows.len());
    assert!(trapped * 100 <= rows.len() * 4);
}
