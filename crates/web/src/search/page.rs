//! The page: one line to type into, filters that fold away, and what was found.

use super::{PAGE, STATES, find, query};
use crate::asked::{address, escaped};
use crate::error::WebError;
use crate::pages::layout::{self, Place};
use crate::show::View;
use crate::words::{self, Word};
use axum::response::Response;
use maud::{Markup, html};
use tandem_core::{Lang, Timestamp};
use tandem_engine::search::{Answer, Counts, Hit, Kind, Of, Part, Query};

const HELP: Word = Word::new(
    "可输入文字、案件编号或英文词；多个词以空格分开，须同时出现；加引号表示原样出现。",
    "Type words or a case number. All words must occur; put a phrase in quotes to find it as it is.",
);
const LABEL: Word = Word::new("检索案件、话题和网帖", "Search cases, topics and posts");
const GO: Word = Word::new("检索", "Search");
const FILTERS: Word = Word::new("筛选", "Filters");
const KIND: Word = Word::new("类别", "Kind");
const ANY: Word = Word::new("不限", "any");
const AREA: Word = Word::new("地区（含下级）", "Area, with those below");
const UNIT: Word = Word::new("承办单位代码", "Unit at work (code)");
const STATE: Word = Word::new("案件状态", "Phase of the case");
const FROM: Word = Word::new("起始日期", "From");
const UNTIL: Word = Word::new("截止日期（含）", "Until, that day included");
const FOUND: Word = Word::new("检索结果", "Results");
const NOTHING: Word = Word::new(
    "没有找到您有权查看的内容。可减少词语、放宽筛选，或换一种说法。",
    "Nothing that you may see fits. Try fewer words, wider filters, or other words.",
);
const SEES: Word = Word::new(
    "只检索和计数您的岗位有权查看的内容，按时间由新到旧。",
    "Only what your position sees is searched and counted, newest first.",
);
const IN_TOPIC: Word = Word::new("所属话题", "Topic");
const LONE: Word = Word::new("未成话题", "in no topic");

/// Parameters of a search beside the cursor.
const PARAMETERS: [&str; 7] = ["q", "kind", "area", "unit", "state", "from", "until"];

/// The page.
pub(super) fn page(view: &View<'_>) -> Result<Response, WebError> {
    let query = query(view, PAGE)?;
    let asked = PARAMETERS.iter().any(|name| view.asked.get(name).is_some());
    let answer = asked.then(|| find(view, &query)).transpose()?;
    let typed = view.asked.get("q").unwrap_or_default();
    let main = html! {
        h1 { (view.t(words::SEARCH)) }
        (form(view, typed))
        @if let Some(answer) = &answer { (results(view, &query, answer)) }
    };
    let title = match typed {
        "" => view.t(words::SEARCH).to_owned(),
        typed => format!("{typed} · {}", view.t(words::SEARCH)),
    };
    Ok(layout::still(view, Place::Search, &title, &main))
}

fn form(view: &View<'_>, typed: &str) -> Markup {
    let value = |name| view.asked.get(name).unwrap_or_default();
    let filtered = PARAMETERS[2..].iter().any(|name| view.asked.get(name).is_some());
    html! {
        search {
            form.finding action="/search" method="get" {
                label for="q" { (view.t(LABEL)) }
                div.line {
                    input #q type="search" name="q" value=(typed) maxlength="200"
                        aria-describedby="q-help" autofocus[typed.is_empty()];
                    button.primary type="submit" { (view.t(GO)) }
                }
                p.hint #q-help { (view.t(HELP)) }
                details open[filtered] {
                    summary { (view.t(FILTERS)) }
                    div.filters {
                        (choice(view, "kind", KIND, &kinds(view)))
                        (choice(view, "state", STATE, &states(view)))
                        (choice(view, "area", AREA, &areas(view)))
                        (field(view, "unit", UNIT, "text", value("unit")))
                        (field(view, "from", FROM, "date", value("from")))
                        (field(view, "until", UNTIL, "date", value("until")))
                    }
                }
            }
        }
    }
}

fn field(view: &View<'_>, name: &str, label: Word, kind: &str, value: &str) -> Markup {
    html! {
        div {
            label for={ "f-" (name) } { (view.t(label)) }
            input id={ "f-" (name) } type=(kind) name=(name) value=(value);
        }
    }
}

fn choice(view: &View<'_>, name: &str, label: Word, options: &[(String, String)]) -> Markup {
    let chosen = view.asked.get(name);
    html! {
        div {
            label for={ "f-" (name) } { (view.t(label)) }
            select id={ "f-" (name) } name=(name) {
                option value="" { (view.t(ANY)) }
                @for (value, text) in options {
                    option value=(value) selected[chosen == Some(value)] { (text) }
                }
            }
        }
    }
}

fn kinds(view: &View<'_>) -> Vec<(String, String)> {
    let one = |kind: Kind| (kind.as_str().to_owned(), kind_word(view, kind).to_owned());
    Kind::ALL.into_iter().map(one).collect()
}

fn kind_word(view: &View<'_>, kind: Kind) -> &'static str {
    match (kind, view.lang) {
        (Kind::Case, Lang::Zh) => "案件",
        (Kind::Case, Lang::En) => "Case",
        (Kind::Topic, Lang::Zh) => "话题",
        (Kind::Topic, Lang::En) => "Topic",
        (Kind::Post, Lang::Zh) => "网帖",
        (Kind::Post, Lang::En) => "Post",
    }
}

fn states(view: &View<'_>) -> Vec<(String, String)> {
    STATES.iter().map(|state| ((*state).to_owned(), phase(view, state).to_owned())).collect()
}

/// The name of a phase, as the desk's lists have it.
fn phase(view: &View<'_>, state: &str) -> &'static str {
    view.t(match state {
        "received" => words::TO_TRIAGE,
        "open" => words::OPEN,
        "closed" => words::CLOSED,
        "merged" => words::MERGED,
        _ => words::DECLINED,
    })
}

/// Areas in the order of the region, each under the one above.
fn areas(view: &View<'_>) -> Vec<(String, String)> {
    let region = view.region();
    let line = |area: &tandem_core::region::Area| {
        let depth = region.chain(&area.id).count().saturating_sub(1);
        (area.id.to_string(), format!("{}{}", "　".repeat(depth), view.text(&area.name)))
    };
    region.areas().map(line).collect()
}

fn results(view: &View<'_>, query: &Query, answer: &Answer) -> Markup {
    let Counts { cases, topics, posts } = answer.counts;
    let counts = [(Kind::Case, cases), (Kind::Topic, topics), (Kind::Post, posts)];
    html! {
        section aria-labelledby="found" {
            h2 #found { (view.t(FOUND)) }
            p.sub role="status" {
                @for (no, (kind, count)) in counts.into_iter().enumerate() {
                    @if no > 0 { " · " }
                    (kind_word(view, kind)) " " b { (count) }
                }
            }
            p.hint { (view.t(SEES)) }
            @if answer.hits.is_empty() { p.quiet { (view.t(NOTHING)) } }
            ol.hits { @for hit in &answer.hits { (item(view, hit)) } }
            (pager(view, query, answer))
        }
    }
}

fn item(view: &View<'_>, hit: &Hit) -> Markup {
    match &hit.of {
        Of::Case(row) => html! {
            li {
                h3 { (mark(view, Kind::Case)) " " (view.case_link(&row.case, &row.title)) }
                p.meta {
                    @if row.drill { span.tag { (view.t(words::DRILL)) } " " }
                    span.number { (row.case) } " · " (phase(view, &row.phase))
                    @if !row.areas.is_empty() { " · " (view.areas(&row.areas)) }
                    @if let Some(lead) = &row.lead {
                        " · " (view.t(words::LEAD)) " " (view.unit(lead))
                    }
                    " · " (view.t(words::RECEIVED)) " " (view.time(row.received_at))
                }
                @if !is_title(&hit.snippet, &row.title) { (snippet(&hit.snippet)) }
            }
        },
        Of::Topic(topic) => html! {
            li {
                h3 {
                    (mark(view, Kind::Topic)) " "
                    a href=(topic_at(&topic.id)) { (parts(&hit.snippet)) }
                }
                p.meta {
                    (topic.posts) " " (view.t(words::POSTS))
                    @if !topic.areas.is_empty() { " · " (view.areas(&topic.areas)) }
                    " · " (view.time(topic.last))
                }
            }
        },
        Of::Post(post, topic) => html! {
            li {
                h3 {
                    (mark(view, Kind::Post)) " "
                    @match topic {
                        Some(topic) => a href=(post_at(&topic.id, &post.id)) {
                            (view.said(&post.title))
                        },
                        None => (view.said(&post.title)),
                    }
                }
                (post_line(view, post.time, &post.source, topic.as_deref().map(|t| &*t.title)))
                (snippet(&hit.snippet))
            }
        },
    }
}

fn post_line(view: &View<'_>, at: Timestamp, source: &str, topic: Option<&str>) -> Markup {
    let registered = view.app.outside.sources.get(&source.into());
    html! {
        p.meta {
            @match registered {
                Some(source) => (view.text(&source.name)),
                None => (source),
            }
            " · " (view.time(at)) " · "
            @match topic {
                Some(title) => { (view.t(IN_TOPIC)) " " (view.said(title)) },
                None => (view.t(LONE)),
            }
        }
    }
}

fn mark(view: &View<'_>, kind: Kind) -> Markup {
    html! { span.tag { (kind_word(view, kind)) } }
}

/// Whether a snippet says no more than the title above it.
fn is_title(snippet: &[Part], title: &str) -> bool {
    let whole: String = snippet.iter().map(|part| part.text.as_str()).collect();
    whole == title && snippet.iter().all(|part| !part.marked)
}

fn snippet(found: &[Part]) -> Markup {
    html! { p.snippet lang="zh-CN" { (parts(found)) } }
}

fn parts(found: &[Part]) -> Markup {
    html! {
        @for part in found {
            @if part.marked { mark { (part.text) } } @else { (part.text) }
        }
    }
}

fn pager(view: &View<'_>, query: &Query, answer: &Answer) -> Markup {
    let kept = || PARAMETERS.iter().filter_map(|name| Some((*name, view.asked.get(name)?)));
    let next = answer.next.map(|next| next.to_string());
    html! {
        @if query.cursor.is_some() || next.is_some() {
            nav.pager aria-label=(view.t(words::PAGES)) {
                @if query.cursor.is_some() {
                    a href=(address("/search", kept())) { (view.t(words::NEWEST)) }
                }
                @if let Some(next) = &next {
                    a rel="next" href=(address("/search", kept().chain([("cursor", next.as_str())])))
                    {
                        (view.t(words::OLDER)) " →"
                    }
                }
            }
        }
    }
}

/// The address of a topic.
pub(super) fn topic_at(id: &str) -> String {
    format!("/topics/{}", escaped(id))
}

/// The address of a post on its topic's page.
pub(super) fn post_at(topic: &str, post: &str) -> String {
    format!("{}#post-{}", topic_at(topic), escaped(post))
}
