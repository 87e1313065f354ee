//! Leaves that are read from cues of rumours and from the course of a topic. They inform: none of
//! them weighs unless a mechanism says so, and the information void, like all that is read from how
//! people ask, may not.

use super::indicators::Finding;
use super::{Estimate, View};
use crate::cues::{Speaker, Told, TopicCues, of_topic};
use crate::post::PostId;
use crate::stages::{Stage, read};

/// Posts that are read for cues; in a topic of more, the first of them show what it is about.
const POSTS_MAX: usize = 500;
/// Fewer hours than this are no course.
const HOURS_MIN: i64 = 3;

/// What the posts of a topic, in the order in which they were told, give cues of.
pub(super) struct Cued {
    ids: Vec<PostId>,
    cues: TopicCues,
}

impl Cued {
    pub(super) fn of(view: &View<'_>) -> Self {
        let mut posts: Vec<_> = view.posts.iter().collect();
        posts.sort_by(|a, b| (a.time, &a.id).cmp(&(b.time, &b.id)));
        posts.truncate(POSTS_MAX);
        let texts: Vec<String> = posts.iter().map(|post| post.full_text()).collect();
        let office = |post: &crate::Post| {
            view.official_sources.is_some_and(|official| official.contains(&post.source))
        };
        let told = posts.iter().zip(&texts).map(|(post, text)| Told {
            text,
            speaker: if office(post) { Speaker::Office } else { Speaker::Public },
        });
        let told: Vec<Told<'_>> = told.collect();
        Self { ids: posts.iter().map(|post| post.id.clone()).collect(), cues: of_topic(&told) }
    }

    fn named(&self, posts: impl Iterator<Item = usize>) -> Vec<PostId> {
        posts.map(|post| self.ids[post].clone()).collect()
    }
}

/// Whether posts tell different numbers of people for one thing.
pub(super) fn contradicted(cued: &Cued) -> Finding {
    let found = &cued.cues.contradictions;
    let Some(first) = found.first() else {
        let (zh, en) = ("未见相互矛盾的数字", "no figures contradict each other");
        return Finding::new(Estimate::exact(0.0), zh.into(), en.into());
    };
    let n = found.len();
    let posts = found.iter().flat_map(|between| [between.posts.0, between.posts.1]);
    let mut posts: Vec<usize> = posts.collect();
    posts.sort_unstable();
    posts.dedup();
    Finding::new(
        Estimate::exact(1.0 - 1.0 / (1.0 + n as f64)),
        format!("{n}处数字不一致，如“{}”与“{}”；供核查", first.one, first.other),
        format!(
            "{n} figures differ, such as \"{}\" and \"{}\"; to be checked",
            first.one, first.other
        ),
    )
    .with(cued.named(posts.into_iter()))
}

/// How much there is to check before anybody repeats it.
pub(super) fn to_check(cued: &Cued) -> Finding {
    let TopicCues { to_check, refuted_by, .. } = &cued.cues;
    let (zh, en) = match refuted_by {
        Some(_) => ("已有机关说不实", "an office calls it false"),
        None => ("尚无机关说不实", "no office has called it false"),
    };
    Finding::new(
        Estimate::exact(*to_check),
        format!("待核查程度{to_check:.2}，{zh}；是线索，不是结论"),
        format!("to be checked: {to_check:.2}, {en}; a cue, not a verdict"),
    )
    .with(cued.named(refuted_by.iter().copied()))
}

/// Questions after which no office spoke.
pub(super) fn void(cued: &Cued) -> Finding {
    let open = &cued.cues.unanswered;
    let (n, all) = (open.len(), cued.ids.len());
    Finding::new(
        Estimate::exact(n as f64 / all.max(1) as f64),
        format!("{n}条网帖的疑问之后没有机关回应（信息真空）；仅供了解，不提升等级"),
        format!(
            "{n} of {all} posts ask and no office spoke since; for information, raises no level"
        ),
    )
    .with(cued.named(open.iter().copied()))
}

/// The stage of life at the hour of the last post.
pub(super) fn stage(view: &View<'_>) -> Finding {
    let unknown = || Finding::unknown("所处阶段", "stage of life");
    let hour = |time: i64| time.div_euclid(3600);
    let hours = view.posts.iter().map(|post| hour(post.time));
    let (Some(first), Some(last)) = (hours.clone().min(), hours.clone().max()) else {
        return unknown();
    };
    let long = last.saturating_sub(first).saturating_add(1);
    if long < HOURS_MIN || long > crate::stages::HOURS_MAX as i64 {
        return unknown();
    }
    let mut counts = vec![Some(0.0); long as usize];
    for hour in hours {
        if let Some(count) = &mut counts[(hour - first) as usize] {
            *count += 1.0;
        }
    }
    let Some(stage) = read(&counts).ok().and_then(|reading| reading.stages.last().copied()) else {
        return unknown();
    };
    let (value, zh, en) = match stage {
        Stage::Latent => (0.0, "潜伏", "latent"),
        Stage::Decline => (0.25, "衰退", "decline"),
        Stage::Growth => (0.5, "成长", "growth"),
        Stage::Recurrence => (0.75, "再起", "recurrence"),
        Stage::Outbreak => (1.0, "爆发", "outbreak"),
    };
    Finding::new(
        Estimate::exact(value),
        format!("按每小时发帖数，处于{zh}阶段（{long}小时）"),
        format!("by posts an hour, in the stage of {en} ({long} hours)"),
    )
}
