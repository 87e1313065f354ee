//! A region of ten thousand units: the shipped one of Guangxi, with invented townships that have
//! departments of their own.

use anyhow::{Context as _, Result};
use std::fmt::Write as _;
use std::path::Path;
use tandem::files::Files;

/// The region that is made larger.
const SHIPPED: &str = "guangxi";

/// Townships, spread over the counties in the order of their codes.
const TOWNSHIPS: usize = 170;

/// Writes the region's files into a folder.
pub(crate) fn write(folder: &Path) -> Result<()> {
    std::fs::create_dir_all(folder).with_context(|| format!("make {}", folder.display()))?;
    let files = Files::default();
    let read = |file: &str| files.region_file(SHIPPED, file).map(|(_, text)| text.into_owned());
    let region = read("region.toml")?.replace("\"county\"]", "\"county\", \"township\"]").replace(
        "[level_names]",
        "[level_names]\ntownship = { zh = \"乡镇（虚构）\", en = \"township (invented)\" }",
    );
    let departments = read("departments.csv")?
        .replace("city;county,", "city;county;township,")
        .replace(",county,", ",county;township,");
    let made = [
        ("region.toml", region),
        ("areas.csv", areas(&read("areas.csv")?)),
        ("departments.csv", departments),
        ("remits.csv", read("remits.csv")?),
        ("sources.toml", read("sources.toml")?),
        ("directory.csv", directory(&read("directory.csv")?)),
    ];
    for (file, text) in made {
        let place = folder.join(file);
        std::fs::write(&place, text).with_context(|| format!("write {}", place.display()))?;
    }
    Ok(())
}

fn areas(shipped: &str) -> String {
    let mut text = shipped.trim_end().to_owned() + "\n";
    let counties: Vec<&str> = shipped
        .lines()
        .filter(|line| line.split(',').nth(4) == Some("county"))
        .filter_map(|line| line.split(',').next())
        .collect();
    for number in 0..TOWNSHIPS {
        let county = counties[number % counties.len()];
        let within = number / counties.len() + 1;
        let name = format!("虚构第{}镇", number + 1);
        // Writing to a string cannot fail.
        let _ = writeln!(
            text,
            "{county}{within:03},{name},{name},Invented Town {},township,{county},,",
            number + 1
        );
    }
    text
}

/// What a county's departments answer for, a township's of the same name do in their town.
fn directory(shipped: &str) -> String {
    let mut text = shipped.trim_end().to_owned() + "\n";
    for line in shipped.lines() {
        let mut fields = line.splitn(4, ',');
        let (remit, level, area) = (fields.next(), fields.next(), fields.next());
        if let (Some(remit), Some("county"), Some(""), Some(rest)) =
            (remit, level, area, fields.next())
        {
            let _ = writeln!(text, "{remit},township,,{rest}");
        }
    }
    text
}
