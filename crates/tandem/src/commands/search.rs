//! `tandem search`: find cases, topics and posts.

use super::{Shell, print, say};
use anyhow::{Context as _, Result, bail};
use clap::Args;
use jiff::civil::Date;
use serde_json::json;
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;
use tandem_core::sight::Sight;
use tandem_core::words::Names as _;
use tandem_core::{AreaId, Lang, PositionId, Timestamp, UnitId};
use tandem_engine::search::{Answer, Finder, Hit, Kind, Of, Query, Wanted};
use tandem_engine::{Engine, Store};
use tandem_search::{FOLDER, TantivyIndex};
use tandem_store::SqliteLedger;

/// Find cases, topics and posts, newest first.
#[derive(Debug, Args)]
pub(super) struct Search {
    /// Words that must all occur; put a phrase in quotes to find it as it is
    words: Vec<String>,
    /// Folder of the ledger
    #[arg(long, default_value = "tandem-data/ledger", value_name = "DIR")]
    state: PathBuf,
    /// Name of a region, or its folder
    #[arg(long, default_value = "guangxi")]
    region: String,
    /// Position whose sight holds, such as 450100.desk/duty; everything unless given
    #[arg(long = "as", value_name = "POSITION")]
    position: Option<String>,
    /// Only case, topic or post
    #[arg(long, value_parser = kind)]
    kind: Option<Kind>,
    /// Code of an area: only what concerns it or an area below
    #[arg(long, value_name = "CODE")]
    area: Option<String>,
    /// Only what this unit works on
    #[arg(long)]
    unit: Option<String>,
    /// Only cases in this phase
    #[arg(long, value_parser = ["received", "open", "closed", "merged", "declined"])]
    phase: Option<String>,
    /// First day, such as 2026-03-02
    #[arg(long, value_name = "DAY")]
    from: Option<Date>,
    /// Last day
    #[arg(long, value_name = "DAY")]
    until: Option<Date>,
    /// Hits, at most
    #[arg(long, default_value_t = 20, value_parser = clap::value_parser!(u16).range(1..=1000))]
    limit: u16,
    /// The `next` of the answer before
    #[arg(long)]
    cursor: Option<u64>,
    /// Print a JSON document
    #[arg(long)]
    json: bool,
}

fn kind(name: &str) -> Result<Kind, String> {
    Kind::read(name).ok_or_else(|| format!("`{name}` is no kind; write case, topic or post"))
}

impl Search {
    pub(super) fn run(&self, shell: &Shell) -> Result<ExitCode> {
        let world = shell.files.world(&self.region, None)?;
        let store: Arc<dyn Store> = Arc::new(SqliteLedger::open_to_read(&self.state)?);
        let engine = Engine::to_read(Arc::clone(&store), world)?;
        let query = self.query(&engine)?;
        let index =
            TantivyIndex::open(&self.state.join(FOLDER)).context("open the search index")?;
        let writes = index.writes();
        let region = &engine.world().region;
        let finder = Finder::new(store, region, Box::new(index));
        // Another process keeps the index; otherwise it is brought up to date here.
        if writes && finder.refresh()?.anew {
            say(shell.lang.pick("已新建检索索引", "the search index was made"));
        }
        let answer = finder.answer(&query)?;
        if self.json {
            print(&json_of(&answer).to_string())?;
        } else {
            tell(shell, &engine, &answer)?;
        }
        Ok(ExitCode::SUCCESS)
    }

    fn query(&self, engine: &Engine) -> Result<Query> {
        let calendar = &engine.world().calendar;
        let day = |day: Date| -> Timestamp { calendar.instant(day.at(0, 0, 0, 0)) };
        let after = self.until.map(|day| day.tomorrow().context("the last day is out of range"));
        let area = self.area.as_deref().map(AreaId::from);
        if let Some(area) = area.as_ref().filter(|area| engine.world().region.area(area).is_none())
        {
            bail!("there is no area `{area}`; use a code from the region's areas.csv");
        }
        let sight = self.position.as_deref().map(|name| {
            let position = PositionId::from(name);
            let sight = Sight::of(&position, &engine.new_context());
            sight.with_context(|| {
                format!("there is no position `{name}`; write UNIT/KIND, such as 450100.desk/duty")
            })
        });
        Ok(Query {
            wanted: Wanted::read(&self.words.join(" "))?,
            kind: self.kind,
            under: area,
            unit: self.unit.as_deref().map(UnitId::from),
            state: self.phase.clone(),
            from: self.from.map(day),
            until: after.transpose()?.map(day),
            sight: sight.transpose()?,
            cursor: self.cursor,
            limit: usize::from(self.limit),
        })
    }
}

fn tell(shell: &Shell, engine: &Engine, answer: &Answer) -> Result<()> {
    let counts = answer.counts;
    print(&match shell.lang {
        Lang::Zh => {
            format!("案件{}件，话题{}个，网帖{}条", counts.cases, counts.topics, counts.posts)
        }
        Lang::En => {
            format!("{} cases, {} topics, {} posts", counts.cases, counts.topics, counts.posts)
        }
    })?;
    let ctx = engine.new_context();
    for hit in &answer.hits {
        let snippet: String = hit.snippet.iter().map(|part| part.text.as_str()).collect();
        let (at, name, title) = match &hit.of {
            Of::Case(row) => (row.received_at, row.case.to_string(), row.title.clone()),
            Of::Topic(topic) => (topic.last, topic.id.clone(), topic.title.clone()),
            Of::Post(post, _) => (post.time, post.id.clone(), post.title.clone()),
        };
        let drill = match &hit.of {
            Of::Case(row) if row.drill => shell.lang.pick("（演练）", "(drill) "),
            _ => "",
        };
        print(&format!("{}  {name}  {drill}{title}", ctx.time(at)))?;
        if snippet != title {
            print(&format!("    {snippet}"))?;
        }
    }
    if let Some(next) = answer.next {
        say(&format!("--cursor {next}"));
    }
    Ok(())
}

fn json_of(answer: &Answer) -> serde_json::Value {
    let hits: Vec<_> = answer.hits.iter().map(hit_of).collect();
    let next = answer.next.map(|next| next.to_string());
    json!({ "counts": answer.counts, "hits": hits, "next": next })
}

fn hit_of(hit: &Hit) -> serde_json::Value {
    let snippet: String = hit.snippet.iter().map(|part| part.text.as_str()).collect();
    let mut value = match &hit.of {
        Of::Case(row) => json!({
            "kind": "case", "id": row.case, "title": row.title, "at": row.received_at,
            "phase": row.phase, "drill": row.drill,
        }),
        Of::Topic(topic) => json!({
            "kind": "topic", "id": topic.id, "title": topic.title, "at": topic.last,
            "posts": topic.posts,
        }),
        Of::Post(post, topic) => json!({
            "kind": "post", "id": post.id, "title": post.title, "at": post.time,
            "topic": topic.as_ref().map(|topic| &topic.id),
        }),
    };
    value["snippet"] = snippet.into();
    value
}
