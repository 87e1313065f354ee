//! Life of a topic: posts by hour with the stage of each, and how large it may become.

use crate::chart::{Bin, Figure, Interval, Intervals, Life};
use crate::show::{Heading, View, capital};
use crate::words::Word;
use maud::{Markup, html};
use tandem_core::{Lang, Timestamp};
use tandem_engine::ArchivedPost;
use tandem_sense::stages::{CannotTell, Forecast, HOURS_MAX, Stage, read};

const TITLE: Word = Word::new("话题生命曲线", "Life of the topic");
const FINAL: Word = Word::new("最终规模预测", "Final size, as forecast");
const BY_NOW: Word = Word::new("预计最终条数", "posts in the end");

/// Fewer posts have no life to draw.
const POSTS_MIN: usize = 3;
/// Bins of the picture.
const BINS_MAX: usize = 120;
/// Hours after the last post that are shown.
const QUIET_HOURS: i64 = 24;

/// The picture, its table, and the forecast; nothing of a topic with hardly a post.
pub(super) fn section(view: &View<'_>, posts: &[ArchivedPost]) -> Markup {
    if posts.len() < POSTS_MIN {
        return html! {};
    }
    let Some((start, counts)) = hours(view, posts) else { return html! {} };
    let read_of: Vec<Option<f64>> = counts.iter().map(|n| Some(*n as f64)).collect();
    let Ok(reading) = read(&read_of) else { return html! {} };
    let life = life(view, start, &counts, &reading.stages);
    let stage = reading.stages.last().copied().unwrap_or(Stage::Latent);
    let says = says(view, &life, stage);
    let (drawing, table) = (life.draw(), life.table());
    html! {
        section aria-labelledby="life" {
            (Heading { id: "life", text: view.t(TITLE), count: None })
            (Figure { id: "life-of", title: &capital(view.t(name(stage))), says: &says, drawing, table }
                .show(view))
            @match &reading.forecast {
                Ok(forecast) => (forecast_of(view, posts.len() as u64, forecast)),
                Err(why) => p.quiet { (view.t(FINAL)) (view.lang.pick("：", ": ")) (view.t(cannot(*why))) },
            }
        }
    }
}

/// Posts by the hour from the first one on; up to now, or a day after the last one.
fn hours(view: &View<'_>, posts: &[ArchivedPost]) -> Option<(Timestamp, Vec<u64>)> {
    let first = posts.iter().map(|post| post.time).min()?;
    let last = posts.iter().map(|post| post.time).max()?;
    let hour = |at: Timestamp| at.as_second().div_euclid(3_600);
    let end = hour(view.now).min(hour(last) + QUIET_HOURS).max(hour(last));
    let length = usize::try_from(end - hour(first) + 1).ok().filter(|n| *n <= HOURS_MAX)?;
    let mut counts = vec![0; length];
    for post in posts {
        counts[(hour(post.time) - hour(first)) as usize] += 1;
    }
    Some((Timestamp::from_second(hour(first) * 3_600).ok()?, counts))
}

fn life(view: &View<'_>, start: Timestamp, counts: &[u64], stages: &[Stage]) -> Life {
    let wide = counts.len().div_ceil(BINS_MAX);
    let at = |hour: usize| start + jiff::SignedDuration::from_hours(hour as i64);
    let bins: Vec<Bin> = counts
        .chunks(wide)
        .zip(stages.chunks(wide))
        .enumerate()
        .map(|(nth, (counts, stages))| Bin {
            when: view.moment(at(nth * wide)),
            posts: counts.iter().sum(),
            // The stage in which a bin ends; within a bin it may pass through others.
            stage: stages.last().map_or(0, |stage| place(*stage)),
        })
        .collect();
    let marks = [0, bins.len() / 3, 2 * bins.len() / 3];
    let marks = marks.into_iter().enumerate().filter(|(nth, bin)| *nth == 0 || *bin > 0);
    let per = match (view.lang, wide) {
        (Lang::Zh, 1) => "每小时网帖".to_owned(),
        (Lang::Zh, hours) => format!("每{hours}小时网帖"),
        (Lang::En, 1) => "Posts in the hour".to_owned(),
        (Lang::En, hours) => format!("Posts in {hours} hours"),
    };
    Life {
        marks: marks.map(|(_, bin)| (bin, view.moment(at(bin * wide)))).collect(),
        bins,
        stages: Stage::ALL.iter().map(|stage| view.t(name(*stage)).to_owned()).collect(),
        head: [
            view.lang.pick("开始于", "From").to_owned(),
            per,
            view.lang.pick("阶段", "Stage").to_owned(),
        ],
    }
}

fn place(stage: Stage) -> usize {
    Stage::ALL.iter().position(|known| *known == stage).unwrap_or(0)
}

fn says(view: &View<'_>, life: &Life, now: Stage) -> String {
    let all: u64 = life.bins.iter().map(|bin| bin.posts).sum();
    let most = life.bins.iter().max_by_key(|bin| (bin.posts, std::cmp::Reverse(&bin.when)));
    let (when, most) = most.map_or((String::new(), 0), |bin| (bin.when.clone(), bin.posts));
    let (per, stage) = (&life.head[1], view.t(name(now)));
    match view.lang {
        Lang::Zh => format!("共{all}条，目前处于{stage}阶段；{per}最多{most}条，始于{when}。"),
        Lang::En => {
            format!("{all} posts, now in the stage of {stage}. {per}: at most {most}, from {when}.")
        }
    }
}

fn forecast_of(view: &View<'_>, seen: u64, forecast: &Forecast) -> Markup {
    let intervals = Intervals {
        rows: vec![Interval {
            name: view.t(BY_NOW).to_owned(),
            value: Some(forecast.r#final.round()),
            low: Some(forecast.low.round()),
            high: Some(forecast.high.round()),
            n: seen,
        }],
        none: "—".to_owned(),
        head: match view.lang {
            Lang::Zh => ["项目", "中位", "下限", "上限", "已有"],
            Lang::En => ["What", "Median", "From", "To", "Seen"],
        }
        .map(str::to_owned),
    };
    let (median, low, high) = (forecast.r#final, forecast.low, forecast.high);
    let says = match view.lang {
        Lang::Zh => {
            format!("预计最终约{median:.0}条（90%区间{low:.0}–{high:.0}条），下限即已有条数。")
        }
        Lang::En => format!(
            "About {median:.0} posts in the end (90% interval {low:.0}–{high:.0}); the lower bound is \
             what was seen."
        ),
    };
    let (drawing, table) = (intervals.draw(), intervals.table());
    Figure { id: "forecast", title: view.t(FINAL), says: &says, drawing, table }.show(view)
}

fn cannot(why: CannotTell) -> Word {
    match why {
        CannotTell::TooEarly => Word::new(
            "尚不能判断，网帖太少或时间太短。",
            "cannot tell yet; there are too few posts or hours.",
        ),
        CannotTell::StillGrowing => {
            Word::new("尚不能判断，仍在增长。", "cannot tell while it grows.")
        }
        CannotTell::DoesNotFade => {
            Word::new("不作预测，该话题没有消退。", "none; the topic does not fade.")
        }
    }
}

fn name(stage: Stage) -> Word {
    match stage {
        Stage::Latent => Word::new("潜伏", "latency"),
        Stage::Growth => Word::new("成长", "growth"),
        Stage::Outbreak => Word::new("爆发", "outbreak"),
        Stage::Decline => Word::new("衰退", "decline"),
        Stage::Recurrence => Word::new("再起", "recurrence"),
    }
}
