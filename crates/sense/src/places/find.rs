//! From hits of the automaton to places.

use smol_str::SmolStr;

use super::{Abstained, AreaLevel, Form, Gazetteer, Meaning, Place, Places};
use crate::text::{fold_width, is_han};

/// One mention of one area.
#[derive(Debug, Clone)]
struct Hit {
    area: usize,
    form: Form,
    span: Span,
    /// The name is listed as a word itself.
    common: bool,
}

/// Characters from `start` to before `end`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Span {
    start: usize,
    end: usize,
}

impl Span {
    fn len(self) -> usize {
        self.end - self.start
    }

    fn inside(self, other: Self) -> bool {
        other.start <= self.start && self.end <= other.end && self.len() < other.len()
    }

    fn overlaps(self, other: Self) -> bool {
        self.start < other.end && other.start < self.end
    }
}

struct Scan {
    chars: Vec<char>,
    hits: Vec<Hit>,
    traps: Vec<Span>,
    outside: Vec<Span>,
}

/// A mention with how well it is supported.
struct Accepted {
    hit: Hit,
    confidence: f32,
}

impl Gazetteer {
    /// Finds the places of a text. Offsets count characters.
    pub fn find(&self, text: &str) -> Places {
        let scan = self.scan(text);
        if scan.hits.is_empty() {
            return Places { places: Vec::new(), abstained: Some(Abstained::NoName) };
        }
        let mut abstained = None;
        let mut open: Vec<Hit> = Vec::new();
        for hit in self.longest(&scan) {
            match self.veto(&scan, &hit) {
                Some(reason) => abstained = abstained.or(Some(reason)),
                None => open.push(hit),
            }
        }
        let mut accepted: Vec<Accepted> = Vec::new();
        // What stands for itself comes first and may support others, these may support more.
        for _ in 0..3 {
            let before = accepted.len();
            open.retain(|hit| match self.support(&scan, hit, &accepted) {
                Some(confidence) => {
                    accepted.push(Accepted { hit: hit.clone(), confidence });
                    false
                }
                None => true,
            });
            if accepted.len() == before {
                break;
            }
        }
        if let Some(hit) = open.first() {
            abstained = abstained.or(Some(Abstained::Unsupported(scan.text(hit.span))));
        }
        let (places, shared) = self.resolve(&scan, &accepted);
        let abstained = if places.is_empty() { shared.or(abstained) } else { None };
        Places { places, abstained }
    }

    fn scan(&self, text: &str) -> Scan {
        let chars: Vec<char> = text.chars().map(fold_width).collect();
        let folded: String = chars.iter().collect();
        // Character offset of every byte offset where a character starts.
        let mut offsets = vec![0; folded.len() + 1];
        for (n, (at, _)) in folded.char_indices().enumerate() {
            offsets[at] = n;
        }
        offsets[folded.len()] = chars.len();
        let mut scan = Scan { chars, hits: Vec::new(), traps: Vec::new(), outside: Vec::new() };
        for found in self.automaton.find_overlapping_iter(&folded) {
            let span = Span { start: offsets[found.start()], end: offsets[found.end()] };
            let meanings = &self.meanings[found.pattern().as_usize()];
            let common = meanings.iter().any(|m| matches!(m, Meaning::Trap));
            for meaning in meanings {
                match *meaning {
                    Meaning::Area { area, form } => {
                        scan.hits.push(Hit { area, form, span, common });
                    }
                    Meaning::Trap => scan.traps.push(span),
                    Meaning::Outside => scan.outside.push(span),
                }
            }
        }
        scan
    }

    /// Hits that are not part of a longer name; of two that cross, the first.
    fn longest(&self, scan: &Scan) -> Vec<Hit> {
        let mut hits: Vec<Hit> = scan.hits.clone();
        hits.sort_by_key(|h| (h.span.start, std::cmp::Reverse(h.span.end), h.area));
        let mut kept: Vec<Hit> = Vec::new();
        for hit in hits {
            let crossed = kept.iter().any(|k| k.span != hit.span && k.span.overlaps(hit.span));
            if !crossed {
                kept.push(hit);
            }
        }
        kept
    }

    /// Why a mention is no place at all.
    fn veto(&self, scan: &Scan, hit: &Hit) -> Option<Abstained> {
        let name = || scan.text(hit.span);
        if scan.traps.iter().any(|&trap| hit.span.inside(trap)) {
            return Some(Abstained::InLongerWord(name()));
        }
        let preceded = |o: &Span| {
            let gap = scan.gap(o.end, hit.span.start);
            o.end <= hit.span.start && matches!(gap.as_deref(), Some("" | "省" | "市" | "自治区"))
        };
        let crosses = |o: &Span| o.overlaps(hit.span) && !o.inside(hit.span);
        // Provinces are listed one after another; anything smaller belongs to the one before it.
        let listed = self.level(hit.area) == AreaLevel::Region;
        if scan.outside.iter().any(|o| !listed && preceded(o) || crosses(o)) {
            return Some(Abstained::Elsewhere(name()));
        }
        let bare = hit.form == Form::Bare && self.level(hit.area) != AreaLevel::Region;
        if bare && (scan.continues(hit.span.end) || scan.is_given_name(hit.span.start)) {
            return Some(Abstained::InLongerWord(name()));
        }
        None
    }

    /// How well a mention is supported, or nothing.
    fn support(&self, scan: &Scan, hit: &Hit, accepted: &[Accepted]) -> Option<f32> {
        let above: Vec<usize> = self.above(hit.area).collect();
        let city = above.iter().copied().find(|&a| self.level(a) == AreaLevel::City);
        let in_front = accepted.iter().any(|a| {
            above.contains(&a.hit.area)
                && a.hit.span.end <= hit.span.start
                && matches!(scan.gap(a.hit.span.end, hit.span.start).as_deref(), Some("" | "的"))
        });
        let own_full = accepted.iter().any(|a| a.hit.area == hit.area && a.hit.form == Form::Full);
        let city_named = city.is_some_and(|c| accepted.iter().any(|a| a.hit.area == c));
        let region_named = accepted.iter().any(|a| above.contains(&a.hit.area));
        match (self.level(hit.area), hit.form) {
            (AreaLevel::Region, _) => Some(0.95),
            (AreaLevel::City | AreaLevel::County, Form::Full) if hit.common => {
                (in_front || city_named || region_named).then_some(0.9)
            }
            (AreaLevel::City | AreaLevel::County, Form::Full) => {
                Some(if in_front || region_named { 0.98 } else { 0.9 })
            }
            (AreaLevel::City, Form::Bare) if hit.common => (in_front || own_full).then_some(0.85),
            (AreaLevel::City, Form::Bare) => {
                Some(if in_front || region_named || own_full { 0.92 } else { 0.75 })
            }
            (AreaLevel::County, Form::Bare) if hit.common => {
                let known = own_full || in_front;
                known.then_some(0.65)
            }
            (AreaLevel::County, Form::Bare) => {
                let sibling = || {
                    accepted.iter().any(|a| {
                        self.parents[a.hit.area] == self.parents[hit.area]
                            && a.hit.form == Form::Full
                    })
                };
                match () {
                    () if in_front || own_full => Some(0.9),
                    () if city_named => Some(0.8),
                    () if (sibling() || region_named) && scan.starts_name(hit.span.start) => {
                        Some(0.65)
                    }
                    () => None,
                }
            }
            (AreaLevel::Town, Form::Full) => {
                let county = self.parents[hit.area];
                let county_named = accepted.iter().any(|a| Some(a.hit.area) == county);
                (county_named || city_named || in_front).then_some(0.7)
            }
            (AreaLevel::Town, Form::Bare) => None,
        }
    }

    /// One place an area, the most specific only, in the order of mention. A town stands for its
    /// county.
    fn resolve(&self, scan: &Scan, accepted: &[Accepted]) -> (Vec<Place>, Option<Abstained>) {
        let mut found: Vec<(usize, Accepted)> = Vec::new();
        let mut shared = None;
        for a in accepted {
            let rivals = accepted.iter().filter(|b| b.hit.span == a.hit.span);
            let best = rivals.clone().map(|b| b.confidence).fold(0.0, f32::max);
            if a.confidence < best {
                continue;
            }
            let qualified = |x: &Accepted| {
                self.above(x.hit.area).any(|up| accepted.iter().any(|o| o.hit.area == up))
            };
            let equals = rivals.filter(|b| b.confidence >= best);
            let (count, with_parent) =
                equals.fold((0, 0), |(n, q), b| (n + 1, q + usize::from(qualified(b))));
            if count > 1 && !(with_parent == 1 && qualified(a)) {
                shared = Some(Abstained::Shared(scan.text(a.hit.span)));
                continue;
            }
            let area = match self.level(a.hit.area) {
                AreaLevel::Town => self.parents[a.hit.area].unwrap_or(a.hit.area),
                _ => a.hit.area,
            };
            found.push((area, Accepted { hit: a.hit.clone(), confidence: a.confidence }));
        }
        let names: Vec<usize> = found.iter().map(|(area, _)| *area).collect();
        let covered = |area: usize| names.iter().any(|&n| self.above(n).any(|up| up == area));
        found.retain(|(area, _)| !covered(*area));
        found.sort_by_key(|(_, a)| a.hit.span.start);
        let mut places: Vec<Place> = Vec::new();
        for (area, a) in found {
            let code = &self.areas[area].code;
            if let Some(known) = places.iter_mut().find(|p| p.code == *code) {
                known.confidence = known.confidence.max(a.confidence);
                continue;
            }
            places.push(Place {
                code: code.clone(),
                name: self.areas[area].name.clone(),
                start: a.hit.span.start,
                end: a.hit.span.end,
                confidence: a.confidence,
            });
        }
        (places, shared)
    }
}

/// Endings that make a name in front of them part of another one: streets, villages, shops.
const OTHER_NAME: &[&str] = &["街", "大道", "巷", "镇", "乡", "村", "盟", "岭", "旗", "店", "道"];
/// After 路 these show that a road is spoken of, not named.
const ROAD_SPOKEN_OF: &[char] = &['面', '上', '边', '人', '政', '况', '段', '网'];
/// Common surnames that are hardly ever the last word before a place.
const SURNAMES: &str = "李王张刘陈杨赵黄周吴徐孙胡朱林何郭马罗梁宋郑谢韩唐冯董萧程曹袁邓许傅沈曾彭吕苏卢蒋\
                        蔡贾丁魏薛叶阎余潘杜戴钟汪姜范姚谭廖邹熊陆郝孔崔康毛邱秦史顾侯邵孟段雷钱汤尹黎易武乔贺赖龚覃韦";
/// Longest gap between a parent and its child, in characters.
const GAP_CHARS_MAX: usize = 3;
/// Words after which a name begins.
const BEFORE_NAME: &[char] =
    &['在', '于', '从', '到', '赴', '去', '往', '至', '经', '和', '与', '及', '来', '自', '由'];

impl Scan {
    fn text(&self, span: Span) -> SmolStr {
        self.chars[span.start..span.end].iter().copied().collect()
    }

    /// What stands between two places of the text, if it is short.
    fn gap(&self, from: usize, to: usize) -> Option<String> {
        (from <= to && to - from <= GAP_CHARS_MAX).then(|| self.chars[from..to].iter().collect())
    }

    /// Whether the name goes on as the name of a street, village or shop.
    fn continues(&self, end: usize) -> bool {
        let rest: String = self.chars[end..].iter().take(3).collect();
        let half = rest.strip_prefix(['东', '西', '南', '北', '中']).unwrap_or_default();
        if half.starts_with(['路', '街']) {
            return true;
        }
        if let Some(after) = rest.strip_prefix('路') {
            return !after.starts_with(ROAD_SPOKEN_OF);
        }
        OTHER_NAME.iter().any(|ending| rest.starts_with(ending))
    }

    /// Whether the name may be that of a person: a surname stands before it, and nothing before that.
    fn is_given_name(&self, start: usize) -> bool {
        start > 0
            && SURNAMES.contains(self.chars[start - 1])
            && (start == 1 || !is_han(self.chars[start - 2]))
    }

    /// Whether a name can begin here: at the start, after a mark, or after a word of direction.
    fn starts_name(&self, start: usize) -> bool {
        start == 0 || {
            let before = self.chars[start - 1];
            !is_han(before) && !before.is_alphanumeric() || BEFORE_NAME.contains(&before)
        }
    }
}
