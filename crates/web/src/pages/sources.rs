//! Who is listened to, why, by which right and for how long; and whether it works. Everything here
//! may be read by anybody.

use super::layout::{self, Place};
use crate::error::WebError;
use crate::show::View;
use crate::words::Word;
use axum::response::Response;
use maud::{Markup, html};
use tandem_core::Text;
use tandem_core::sources::Source;
use tandem_engine::{Light, SourceState};

const TITLE: Word = Word::new("信源公示", "Sources");
const LEAD: Word = Word::new(
    "本单位只从下列登记信源获取公开信息或诉求；未登记的一律不采集。",
    "This office takes in public posts and complaints from these registered sources alone.",
);
const NEVER: Word = Word::new(
    "不采集姓名、昵称、头像和性别；电话、证件号、银行卡号、邮箱、车牌在入库前遮蔽；作者只以无法跨案件关联的代号表示；原始字节一律不保存。不愿被采集的，可要求登记，其内容将不再采集并予删除。信源删除的内容随之删除。",
    "Names, handles, avatars and gender are not taken; telephone, identity and card numbers, mail addresses and plates are masked before anything is kept; authors are pseudonyms that cannot be joined across cases; the bytes as they came are not kept. Who does not want to be read may say so: nothing more is taken, and what is kept is removed. What a source deletes is removed here too.",
);
const NONE: Word = Word::new("尚未登记任何信源。", "No source is registered.");
const BROUGHT: Word = Word::new("何时提交值守", "When a topic goes to a desk");
const ORIGINALS: Word = Word::new("办结后原件保存", "Originals kept after a matter ended");
const NO_TERM: Word = Word::new("未规定期限，不删除", "no term is set; they are not deleted");
const PURPOSE: Word = Word::new("目的", "Purpose");
const BASIS: Word = Word::new("法律依据", "Legal basis");
const COLLECTS: Word = Word::new("采集内容", "What is taken");
const KEPT: Word = Word::new("保存期限", "Kept for");
const DAYS: Word = Word::new("天", "days");
const WAY: Word = Word::new("方式", "How");
const HEALTH: Word = Word::new("状态", "Health");
const LAST: Word = Word::new("最近成功", "Last success");
const FAILURE: Word = Word::new("最近失败", "Last failure");
const ROWS: Word = Word::new("累计", "So far");
const SYNTHETIC: Word = Word::new("虚构数据", "invented");
const LICENCE: Word = Word::new("使用许可", "Licence");

/// The register with a light for each source.
pub(super) fn page(view: &View<'_>) -> Result<Response, WebError> {
    let states = view.app.engine.store().source_states()?;
    let register = &view.app.outside.sources;
    let main = html! {
        h1 { (view.t(TITLE)) }
        p.sub { (view.t(LEAD)) }
        p { (view.t(NEVER)) }
        (rules(view))
        @if register.is_empty() { p.quiet { (view.t(NONE)) } }
        @for source in register.iter() {
            (entry(view, source, states.iter().find(|state| state.source == source.id)))
        }
    };
    Ok(layout::page(view, Place::Sources, view.t(TITLE), &main))
}

/// What holds for all sources: what is brought to a desk, and how long originals outlive a matter.
fn rules(view: &View<'_>) -> Markup {
    let register = &view.app.outside.sources;
    let bringing = register.bringing();
    let (posts, hours) = (bringing.posts_min, bringing.silent_hours_max);
    let brought = Text::new(
        format!("有人提出诉求，或满{posts}条；沉寂超过{hours}小时的不再提交。"),
        format!(
            "Where somebody asks government, or from {posts} posts on; not after {hours} hours of \
             silence."
        ),
    );
    html! {
        dl.facts {
            dt { (view.t(BROUGHT)) }
            dd { (view.text(&brought)) " " (view.text(&bringing.reason)) }
            dt { (view.t(ORIGINALS)) }
            dd {
                @match register.originals() {
                    Some(originals) => {
                        (originals.days_after_end) " " (view.t(DAYS)) " · "
                        (view.text(&originals.legal_basis))
                    },
                    None => (view.t(NO_TERM)),
                }
            }
        }
    }
}

fn entry(view: &View<'_>, source: &Source, state: Option<&SourceState>) -> Markup {
    let rows = [
        (PURPOSE, view.text(&source.purpose).to_owned()),
        (BASIS, view.text(&source.legal_basis).to_owned()),
        (COLLECTS, view.text(&source.collects).to_owned()),
        (KEPT, format!("{} {}", source.retention_days, view.t(DAYS))),
        (WAY, view.text(&way(source)).to_owned()),
    ];
    html! {
        section aria-labelledby={ "s-" (source.id.as_str()) } {
            h2 id={ "s-" (source.id.as_str()) } {
                (view.text(&source.name)) " " code { (source.id.as_str()) }
                @if source.synthetic { " " span.tag { (view.t(SYNTHETIC)) } }
            }
            dl.facts {
                @for (word, text) in rows { dt { (view.t(word)) } dd { (text) } }
                @if let Some(licence) = &source.licence {
                    dt { (view.t(LICENCE)) } dd { (licence) }
                }
                dt { (view.t(HEALTH)) } dd { (health(view, source, state)) }
                @if let Some(state) = state { (history(view, state)) }
            }
        }
    }
}

fn health(view: &View<'_>, source: &Source, state: Option<&SourceState>) -> Markup {
    let light = state.map_or(Light::Waiting, |state| state.light(source, view.now));
    let words = light.words();
    html! {
        @match light {
            Light::Failing => strong.grave { (view.text(&words)) },
            Light::Good | Light::Waiting | Light::Stale => (view.text(&words)),
        }
    }
}

/// When it worked and when not. Why it failed is shown: who reads may be who can mend it.
fn history(view: &View<'_>, state: &SourceState) -> Markup {
    let counts = &state.counts;
    let skipped: u64 = counts.skipped.values().sum();
    let so_far = Text::new(
        format!(
            "读取{}，新{}，跳过{skipped}，删除{}，到期删除{}，遮蔽{}处",
            counts.read, counts.new, counts.removed, counts.expired, counts.masked
        ),
        format!(
            "read {}, new {}, skipped {skipped}, removed {}, expired {}, masked {}",
            counts.read, counts.new, counts.removed, counts.expired, counts.masked
        ),
    );
    html! {
        @if let Some(at) = state.last_success {
            dt { (view.t(LAST)) } dd { (view.time(at)) " (" (view.ago(at)) ")" }
        }
        @if let Some(failure) = &state.last_failure {
            dt { (view.t(FAILURE)) }
            dd { (view.time(failure.at)) ": " (view.text(&failure.what)) }
        }
        dt { (view.t(ROWS)) } dd { (view.text(&so_far)) }
    }
}

/// How what a source says gets here.
fn way(source: &Source) -> Text {
    match (&source.feed, &source.webhook) {
        (Some(feed), _) => Text::new(
            format!("每{}分钟读取 {}", feed.every_minutes, feed.url),
            format!("reads {} every {} minutes", feed.url, feed.every_minutes),
        ),
        (None, Some(_)) => Text::new("信源推送", "the source sends it"),
        (None, None) => Text::new("导入文件", "imported from files"),
    }
}
