//! Reading each leaf of the tree.

use rustc_hash::FxHashSet;

use super::cued::{self, Cued};
use super::harm::{Casualties, Figure, Harm};
use super::{Estimate, Indicator, Reading, Rules, Span, View};
use crate::post::{Post, PostId};

/// What a reader of an indicator returns before it gets its weight.
pub(super) struct Finding {
    estimate: Option<Estimate>,
    zh: String,
    en: String,
    posts: Vec<PostId>,
    spans: Vec<Span>,
}

impl Finding {
    pub(super) fn new(estimate: Estimate, zh: String, en: String) -> Self {
        Self { estimate: Some(estimate), zh, en, posts: Vec::new(), spans: Vec::new() }
    }

    pub(super) fn unknown(zh: &str, en: &str) -> Self {
        let (zh, en) = (format!("{zh}未知"), format!("{en}: unknown"));
        Self { estimate: None, zh, en, posts: Vec::new(), spans: Vec::new() }
    }

    pub(super) fn with(mut self, posts: Vec<PostId>) -> Self {
        self.posts = posts;
        self
    }

    fn at(mut self, spans: Vec<Span>) -> Self {
        let mut seen = FxHashSet::default();
        self.posts = spans.iter().map(|s| &s.post).filter(|p| seen.insert(*p)).cloned().collect();
        self.spans = spans;
        self
    }
}

/// Reads every leaf, in the order of the tree.
pub(super) fn read(
    view: &View<'_>,
    found: &[(usize, Vec<Harm>)],
    casualties: &Casualties,
    rules: &Rules,
) -> Vec<Reading> {
    let cued = Cued::of(view);
    let read_one = |indicator: Indicator| {
        let finding = match indicator {
            Indicator::HarmKind => harm_kind(view, found),
            Indicator::Persons => persons(view, found, casualties),
            Indicator::Vulnerable => vulnerable(view, found),
            Indicator::Volume => volume(view),
            Indicator::Voices => voices(view),
            Indicator::Growth => growth(view),
            Indicator::Platforms => platforms(view),
            Indicator::Areas => areas(view),
            Indicator::Stage => cued::stage(view),
            Indicator::Corroboration => corroboration(view, found),
            Indicator::Official => official(view),
            Indicator::Undisputed => undisputed(view),
            Indicator::Contradicted => cued::contradicted(&cued),
            Indicator::ToCheck => cued::to_check(&cued),
            Indicator::Anger => share(view, ANGER, "含愤怒用语的网帖", "posts with words of anger"),
            Indicator::Questions => share(view, QUESTIONS, "提出疑问的网帖", "posts that ask"),
            Indicator::Void => cued::void(&cued),
            Indicator::Unanswered => unanswered(view),
            Indicator::Repeated => counted(view.repeats, "同类话题或案件重复次数", "earlier cases"),
            Indicator::Joint => counted(
                view.units.map(|n| n.saturating_sub(1)),
                "需协同的其他单位数",
                "further units that must act",
            ),
        };
        let Finding { estimate, zh, en, posts, spans } = finding;
        Reading { indicator, estimate, weight: rules.weights.of(indicator), zh, en, posts, spans }
    };
    Indicator::ALL.into_iter().map(read_one).collect()
}

fn spans<'a>(
    view: &View<'_>,
    found: &'a [(usize, Vec<Harm>)],
    wanted: impl Fn(&Harm) -> bool + Copy + 'a,
) -> Vec<Span> {
    let of_post = |(post, harms): &'a (usize, Vec<Harm>)| {
        harms.iter().filter(move |h| wanted(h)).map(move |h| (*post, h.start, h.end))
    };
    let named = |(post, start, end): (usize, usize, usize)| Span {
        post: view.posts[post].id.clone(),
        start,
        end,
    };
    found.iter().flat_map(of_post).map(named).collect()
}

fn harm_kind(view: &View<'_>, found: &[(usize, Vec<Harm>)]) -> Finding {
    let kinds = found.iter().flat_map(|(_, harms)| harms).map(|h| h.kind);
    match kinds.min() {
        None => Finding::new(
            Estimate::exact(0.0),
            "未见造成伤害的陈述".into(),
            "no harm is reported".into(),
        ),
        Some(kind) => Finding::new(
            Estimate::exact(kind.gravity()),
            format!("所述最重的伤害：{}", kind.zh()),
            format!("gravest harm reported: {}", kind.en()),
        )
        .at(spans(view, found, move |h| h.kind == kind)),
    }
}

fn persons(view: &View<'_>, found: &[(usize, Vec<Harm>)], c: &Casualties) -> Finding {
    // 30 dead, the limit of the gravest class of accidents, is 1.
    let scale = |dead: u32, missing: u32, injured: u32| {
        let weighed = 10.0 * f64::from(dead) + 8.0 * f64::from(missing) + f64::from(injured);
        (weighed.ln_1p() / 300.0f64.ln_1p()).min(1.0)
    };
    let of =
        |figure: fn(&Figure) -> u32| scale(figure(&c.dead), figure(&c.missing), figure(&c.injured));
    let estimate = Estimate { value: of(|f| f.value), low: of(|f| f.low), high: of(|f| f.high) };
    let say = |f: &Figure| {
        if f.low == f.high {
            f.value.to_string()
        } else {
            format!("{} ({}–{})", f.value, f.low, f.high)
        }
    };
    let (dead, missing, injured) = (say(&c.dead), say(&c.missing), say(&c.injured));
    Finding::new(
        estimate,
        format!("所述死亡{dead}人，失联被困{missing}人，受伤{injured}人"),
        format!("reported: {dead} dead, {missing} missing or trapped, {injured} injured"),
    )
    .at(spans(view, found, |h| h.persons.is_some()))
}

const VULNERABLE: &[&str] = &[
    "儿童", "幼儿", "学生", "婴儿", "孕妇", "老人", "患者", "残疾", "男童", "女童", "小学", "男孩",
    "女孩", "children", "pupil", "elderly", "patient", "pregnant",
];

fn vulnerable(view: &View<'_>, found: &[(usize, Vec<Harm>)]) -> Finding {
    let harmed = |post: usize| found.get(post).is_some_and(|(_, harms)| !harms.is_empty());
    let posts: Vec<PostId> = (0..view.posts.len())
        .filter(|&i| harmed(i) && says(&view.posts[i], VULNERABLE))
        .map(|i| view.posts[i].id.clone())
        .collect();
    let (zh, en) = if posts.is_empty() {
        ("未见老幼病残孕受害的陈述", "no vulnerable persons are reported harmed")
    } else {
        ("所述受害者涉及老幼病残孕", "vulnerable persons are reported harmed")
    };
    let value = if posts.is_empty() { 0.0 } else { 1.0 };
    Finding::new(Estimate::exact(value), zh.into(), en.into()).with(posts)
}

/// Posts or voices at which spread counts as full.
const SPREAD_FULL: f64 = 10_000.0;

fn spread(n: usize) -> Estimate {
    Estimate::exact((n as f64).ln_1p() / SPREAD_FULL.ln_1p())
}

/// 0 for one, 1/2 for two, 3/4 for four.
fn beyond_one(n: usize) -> Estimate {
    Estimate::exact(1.0 - 1.0 / n.max(1) as f64)
}

fn volume(view: &View<'_>) -> Finding {
    let n = view.posts.len();
    Finding::new(spread(n), format!("{n}条网帖"), format!("{n} posts")).with(ids(view.posts.iter()))
}

fn voices(view: &View<'_>) -> Finding {
    let known: FxHashSet<_> = view.posts.iter().filter_map(|p| p.author.as_ref()).collect();
    let unattributed = view.posts.iter().filter(|p| p.author.is_none()).count();
    let most = known.len() + unattributed;
    // Posts without an author may be one voice or as many as there are.
    let least = known.len() + usize::from(known.is_empty() && unattributed > 0);
    let estimate = Estimate { low: spread(least).value, ..spread(most) };
    let mut seen = FxHashSet::default();
    let firsts = view.posts.iter().filter(|p| p.author.as_ref().is_none_or(|a| seen.insert(a)));
    let firsts = ids(firsts);
    Finding::new(
        estimate,
        format!("{most}个不同声音（其中{unattributed}条未注明作者）"),
        format!("{most} distinct voices ({unattributed} posts without an author)"),
    )
    .with(firsts)
}

fn growth(view: &View<'_>) -> Finding {
    match view.growth {
        None => Finding::unknown("热度增长", "growth of engagement"),
        Some(ratio) => Finding::new(
            Estimate::exact(1.0 - 1.0 / ratio.max(1.0)),
            format!("一小时内互动量为前一小时的{ratio:.1}倍"),
            format!("engagement is {ratio:.1} times that of the hour before"),
        ),
    }
}

fn platforms(view: &View<'_>) -> Finding {
    let mut seen = FxHashSet::default();
    let firsts = ids(view.posts.iter().filter(|p| seen.insert(&p.source)));
    let n = firsts.len();
    Finding::new(beyond_one(n), format!("{n}个信源"), format!("{n} sources")).with(firsts)
}

fn areas(view: &View<'_>) -> Finding {
    match view.areas {
        None => Finding::unknown("涉及地区", "areas"),
        Some(areas) => {
            let n = areas.iter().collect::<FxHashSet<_>>().len();
            Finding::new(beyond_one(n), format!("涉及{n}个地区"), format!("{n} areas"))
        }
    }
}

fn corroboration(view: &View<'_>, found: &[(usize, Vec<Harm>)]) -> Finding {
    let harmed = found.iter().filter(|(_, harms)| !harms.is_empty()).map(|&(i, _)| &view.posts[i]);
    let mut seen = FxHashSet::default();
    let voices = ids(harmed.filter(|p| p.author.as_ref().is_none_or(|a| seen.insert(a))));
    let n = voices.len();
    Finding::new(
        Estimate::exact(n as f64 / (n as f64 + 2.0)),
        format!("{n}个声音陈述了伤害"),
        format!("{n} voices report harm"),
    )
    .with(voices)
}

fn official(view: &View<'_>) -> Finding {
    let Some(official) = view.official_sources else {
        return Finding::unknown("是否有官方信源", "official source");
    };
    let posts = ids(view.posts.iter().filter(|p| official.contains(&p.source)));
    let value = if posts.is_empty() { 0.0 } else { 1.0 };
    let n = posts.len();
    Finding::new(
        Estimate::exact(value),
        format!("{n}条来自官方信源"),
        format!("{n} posts from official sources"),
    )
    .with(posts)
}

const DENIALS: &[&str] =
    &["辟谣", "谣言", "不实", "造谣", "假消息", "rumour", "rumor", "hoax", "fake"];
const ANGER: &[&str] =
    &["愤怒", "气愤", "可恶", "无耻", "丧尽天良", "忍无可忍", "怒", "[怒]", "angry", "outrage"];
const QUESTIONS: &[&str] = &["？", "?", "为什么", "为何", "凭什么", "什么时候"];

fn undisputed(view: &View<'_>) -> Finding {
    let posts = ids(view.posts.iter().filter(|p| says(p, DENIALS)));
    let (n, all) = (posts.len(), view.posts.len());
    Finding::new(
        Estimate::exact(1.0 - n as f64 / all as f64),
        format!("{n}条网帖称其不实"),
        format!("{n} of {all} posts deny it"),
    )
    .with(posts)
}

fn share(view: &View<'_>, cues: &[&str], zh: &str, en: &str) -> Finding {
    let posts = ids(view.posts.iter().filter(|p| says(p, cues)));
    let (n, all) = (posts.len(), view.posts.len());
    Finding::new(
        Estimate::exact(n as f64 / all as f64),
        format!("{zh}{n}条，共{all}条；仅供了解，不提升等级"),
        format!("{n} of {all} {en}; for information, raises no level"),
    )
    .with(posts)
}

fn unanswered(view: &View<'_>) -> Finding {
    match view.unanswered_hours {
        None => Finding::unknown("未回应时长", "time without an answer"),
        Some(hours) => Finding::new(
            Estimate::exact(hours.max(0.0) / (hours.max(0.0) + 24.0)),
            format!("{hours:.0}小时未回应"),
            format!("{hours:.0} hours without an answer"),
        ),
    }
}

fn counted(n: Option<u32>, zh: &str, en: &str) -> Finding {
    match n {
        None => Finding::unknown(zh, en),
        Some(n) => {
            let estimate = Estimate::exact(1.0 - 1.0 / (1.0 + f64::from(n)));
            Finding::new(estimate, format!("{zh}：{n}"), format!("{en}: {n}"))
        }
    }
}

fn says(post: &Post, cues: &[&str]) -> bool {
    let has = |text: &str| cues.iter().any(|cue| text.contains(cue));
    has(&post.text) || post.title.as_deref().is_some_and(has)
}

fn ids<'a>(posts: impl Iterator<Item = &'a Post>) -> Vec<PostId> {
    posts.map(|p| p.id.clone()).collect()
}
