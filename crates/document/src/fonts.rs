//! Fonts of the machine: the ones that papers ask for, the first that is there for each part.

use serde::Serialize;
use std::path::{Path, PathBuf};
use typst::foundations::Bytes;
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;

/// Where machines keep fonts.
const FOLDERS: [&str; 5] = [
    "/usr/share/fonts",
    "/usr/local/share/fonts",
    "/System/Library/Fonts",
    "/Library/Fonts",
    "C:/Windows/Fonts",
];

/// A font file beyond this is none.
const BYTES_MAX: u64 = 200 << 20;
/// Folders within folders.
const DEPTH_MAX: usize = 6;

/// Families for each part of a paper, what the standard asks for first, then what can be had freely.
const BODY: &[&str] = &[
    "FangSong_GB2312",
    "FangSong",
    "STFangsong",
    "仿宋",
    "Noto Serif CJK SC",
    "Source Han Serif SC",
    "SimSun",
    "WenQuanYi Micro Hei",
];
const TITLE: &[&str] = &[
    "FZXiaoBiaoSong-B05S",
    "方正小标宋简体",
    "STZhongsong",
    "Noto Serif CJK SC",
    "Source Han Serif SC",
    "SimSun",
    "WenQuanYi Micro Hei",
];
const HEI: &[&str] =
    &["SimHei", "STHeiti", "Noto Sans CJK SC", "Source Han Sans SC", "WenQuanYi Micro Hei"];
const LATIN: &[&str] =
    &["Libertinus Serif", "Times New Roman", "Liberation Serif", "Noto Serif", "DejaVu Serif"];

/// Fonts with which papers are set.
pub struct Fonts {
    pub(crate) book: LazyHash<FontBook>,
    pub(crate) fonts: Vec<Font>,
    pub(crate) families: Families,
}

/// The families of each part, as the layout asks for them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct Families {
    body: Vec<&'static str>,
    title: Vec<&'static str>,
    hei: Vec<&'static str>,
    latin: Vec<&'static str>,
}

/// No paper can be set.
#[derive(Debug, thiserror::Error)]
pub enum FontsError {
    /// There is no font with Chinese characters.
    #[error(
        "no font with Chinese characters in {looked}; install one, such as Debian's \
         fonts-noto-cjk or fonts-wqy-microhei, or name its folder"
    )]
    NoChinese {
        /// Where fonts were looked for.
        looked: String,
    },
}

impl Fonts {
    /// Fonts of the machine, and of a folder that comes first. Reads every font file once: keep it.
    ///
    /// # Errors
    /// Where no font has Chinese characters: names of places and units are Chinese in every paper.
    pub fn find(first: Option<&Path>) -> Result<Self, FontsError> {
        let mut folders: Vec<PathBuf> = first.into_iter().map(Path::to_path_buf).collect();
        folders.extend(FOLDERS.map(PathBuf::from));
        let mut files = Vec::new();
        folders.iter().for_each(|folder| list(folder, 0, &mut files));
        let wanted = [BODY, TITLE, HEI, LATIN].concat();
        let all: Vec<Font> = files.iter().flat_map(|file| wanted_of(file, &wanted)).collect();
        let there = |families: &[&'static str]| -> Vec<&'static str> {
            let is_there = |family: &&&str| all.iter().any(|font| font.info().family == **family);
            families.iter().filter(is_there).copied().take(1).collect()
        };
        let (body, title, hei, latin) = (there(BODY), there(TITLE), there(HEI), there(LATIN));
        if body.is_empty() {
            let looked: Vec<String> =
                folders.iter().map(|folder| folder.display().to_string()).collect();
            return Err(FontsError::NoChinese { looked: looked.join(", ") });
        }
        // Whatever a part lacks, the body's font has; English papers name Chinese places.
        let with_body = |mut families: Vec<&'static str>| {
            families.extend(
                body.iter()
                    .filter(|family| !families.contains(family))
                    .copied()
                    .collect::<Vec<_>>(),
            );
            families
        };
        let families = Families {
            title: with_body(title),
            hei: with_body(hei),
            latin: with_body(latin),
            body,
        };
        let used = [&families.body, &families.title, &families.hei, &families.latin];
        let used: Vec<&str> = used.into_iter().flatten().copied().collect();
        let fonts: Vec<Font> =
            all.into_iter().filter(|font| used.contains(&font.info().family.as_str())).collect();
        Ok(Self { book: LazyHash::new(FontBook::from_fonts(&fonts)), fonts, families })
    }
}

/// Font files of a folder, in the order of names, so that equal machines set equal papers.
fn list(folder: &Path, depth: usize, files: &mut Vec<PathBuf>) {
    // A folder that is not there or may not be read has no fonts.
    let Ok(entries) = std::fs::read_dir(folder) else { return };
    let mut paths: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).collect();
    paths.sort();
    for path in paths {
        if path.is_dir() {
            if depth < DEPTH_MAX {
                list(&path, depth + 1, files);
            }
            continue;
        }
        let ending = path.extension().and_then(|end| end.to_str()).unwrap_or_default();
        let is_font = ["ttf", "otf", "ttc", "otc"].contains(&ending.to_ascii_lowercase().as_str());
        let small = std::fs::metadata(&path).is_ok_and(|of| of.len() <= BYTES_MAX);
        if is_font && small {
            files.push(path);
        }
    }
}

fn wanted_of(file: &Path, wanted: &[&str]) -> Vec<Font> {
    let Ok(bytes) = std::fs::read(file) else { return Vec::new() };
    let fonts = Font::iter(Bytes::new(bytes));
    fonts.filter(|font| wanted.contains(&font.info().family.as_str())).collect()
}
