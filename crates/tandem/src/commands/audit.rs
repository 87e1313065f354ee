//! `tandem audit`: what is overdue and for whom, what lacks a next step, what is broken, and whether
//! the sweeper is alive.

use super::{Shell, print, say, serve};
use anyhow::{Context as _, Result};
use clap::Args;
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;
use tandem_core::control::Control;
use tandem_core::words::{Names as _, directory_subject, fault};
use tandem_core::{AreaId, Context, Lang, Timestamp};
use tandem_engine::{Audit as Found, Engine, Overdue, Pulse, SWEEP_MINUTES_MAX, Store};
use tandem_store::SqliteLedger;

/// Look for what is overdue, stuck or broken, and whether the sweeper is alive.
#[derive(Debug, Args)]
pub(super) struct Audit {
    /// Folder of the ledger
    #[arg(long, default_value = "tandem-data/ledger", value_name = "DIR")]
    state: PathBuf,
    /// Name of a region, or its folder
    #[arg(long, default_value = "guangxi")]
    region: String,
    /// Code of an area: only cases of its desk and of those below it
    #[arg(long, value_name = "CODE")]
    area: Option<String>,
    /// The instant to look at it from, such as 2026-03-02T09:05; now unless given
    #[arg(long, value_name = "TIME")]
    at: Option<String>,
    /// Minutes after which a last sweep is an alarm
    #[arg(long, default_value_t = SWEEP_MINUTES_MAX, value_name = "MINUTES",
          value_parser = clap::value_parser!(i64).range(1..))]
    stale: i64,
    /// Print a JSON document
    #[arg(long)]
    json: bool,
}

impl Audit {
    pub(super) fn run(&self, shell: &Shell) -> Result<ExitCode> {
        let world = shell.files.world(&self.region, None)?;
        let at = match &self.at {
            None => serve::now(),
            Some(text) => instant(text, &world)?,
        };
        let store: Arc<dyn Store> = Arc::new(SqliteLedger::open_to_read(&self.state)?);
        let engine = Engine::to_read(store, world)?;
        let under = self.area.as_ref().map(|code| AreaId::from(code.as_str()));
        if let Some(area) = under.as_ref().filter(|area| engine.world().region.area(area).is_none())
        {
            anyhow::bail!("there is no area `{area}`; use a code from the region's areas.csv");
        }
        let found = engine.audit(at, under.as_ref())?;
        let sample = engine.relay_sample(at, under.as_ref())?;
        let pulse = found.pulse(self.stale);
        let clean = found.is_clean(self.stale);
        if self.json {
            let mut json = serde_json::to_value(&found).context("write the audit as JSON")?;
            json["sweeper"] = serde_json::to_value(pulse).context("write the audit as JSON")?;
            json["clean"] = clean.into();
            json["relay_sample"] = serde_json::to_value(&sample).context("write the sample")?;
            print(&json.to_string())?;
        } else {
            self.tell(shell, &engine, &found, pulse)?;
            let ctx = engine.new_context();
            for line in crate::scenario::show::sample(shell.lang, &ctx, sample.as_ref()) {
                print(&line)?;
            }
        }
        if !clean {
            say(shell.lang.pick("有须处理的事项", "something needs to be done"));
        }
        Ok(ExitCode::from(u8::from(!clean)))
    }

    fn tell(&self, shell: &Shell, engine: &Engine, found: &Found, pulse: Pulse) -> Result<()> {
        let lang = shell.lang;
        let ctx = engine.new_context();
        let (cases, living, late) = (found.cases, found.living, found.overdue.len());
        print(lang.pick(
            &format!("{}：案件{cases}件，在办{living}件，逾期{late}项", ctx.time(found.at)),
            &format!(
                "{}: {cases} cases, {living} of them living, {late} steps overdue",
                ctx.time(found.at)
            ),
        ))?;
        for overdue in &found.overdue {
            print(&self.line(shell, engine, overdue)?)?;
        }
        for case in &found.without_next_step {
            print(
                lang.pick(
                    &format!("没有下一步：案件{case}"),
                    &format!("no next step: case {case}"),
                ),
            )?;
        }
        for broken in &found.breaches {
            let (case, id, what) = (&broken.case, broken.invariant, &broken.what);
            print(lang.pick(
                &format!("不变量{id}不成立：案件{case}：{what}"),
                &format!("invariant {id} does not hold on case {case}: {what}"),
            ))?;
        }
        for late in &found.offices {
            let area = ctx.area(&late.area, lang);
            let what = directory_subject(&late.subject, lang, &ctx);
            let (since, rule, rung) = (ctx.time(late.since), &late.rule, late.rung);
            print(lang.pick(
                &format!("机构逾期：{area}：{what}，{since}前（{rule}），已告知{rung}级"),
                &format!("office overdue: {area}: {what}, by {since} ({rule}), rungs told: {rung}"),
            ))?;
        }
        if !found.unreachable.is_empty() {
            let units: Vec<String> =
                found.unreachable.iter().map(|unit| ctx.unit(unit, lang)).collect();
            let units = units.join(lang.pick("、", ", "));
            print(lang.pick(
                &format!("没有经检查可用的联络渠道，逾期时可能联系不上：{units}"),
                &format!("no channel that passed its check; a deadline may not reach: {units}"),
            ))?;
        }
        for failing in &found.failing_channels {
            let (unit, channel) = (ctx.unit(&failing.unit, lang), &failing.channel);
            let since = ctx.time(failing.since);
            let why = failing.fault.map(fault);
            let why =
                why.as_ref().map_or(lang.pick("检查不通", "its check failed"), |w| w.get(lang));
            print(lang.pick(
                &format!("联络渠道不通：{unit}的{channel}，自{since}：{why}"),
                &format!("channel fails: {channel} of {unit}, since {since}: {why}"),
            ))?;
        }
        for control in &found.control {
            print(&controlled(control, found.at, &ctx, lang))?;
        }
        let waiting = found.waiting_effects;
        print(lang.pick(
            &format!("待送达的通知与发布：{waiting}"),
            &format!("notices and publications that wait for delivery: {waiting}"),
        ))?;
        if found.untold > 0 {
            let untold = found.untold;
            print(lang.pick(
                &format!("待经联络渠道告知单位的事项：{untold}"),
                &format!("things that units are still to be told through their channels: {untold}"),
            ))?;
        }
        let stale = self.stale;
        let (zh, en) = match pulse {
            Pulse::Never => (
                "巡检从未运行：期限到期也不会催办；请启动 tandem serve".to_owned(),
                "no sweep was ever remembered: deadlines pass unseen; start `tandem serve`"
                    .to_owned(),
            ),
            Pulse::Alive { minutes } => {
                (format!("上次巡检在{minutes}分钟前"), format!("last sweep {minutes} minutes ago"))
            }
            Pulse::Stale { minutes } => (
                format!("警报：上次巡检在{minutes}分钟前，超过{stale}分钟；请检查 tandem serve"),
                format!(
                    "ALARM: last sweep {minutes} minutes ago, more than {stale}; look at `tandem serve`"
                ),
            ),
        };
        print(lang.pick(&zh, &en))?;
        if let Some(stuck) = found.heartbeat.map(|beat| beat.stuck).filter(|stuck| *stuck > 0) {
            print(lang.pick(
                &format!("上次巡检有{stuck}件案件无法推进，详见日志"),
                &format!("the last sweep passed over {stuck} cases; see the log"),
            ))?;
        }
        Ok(())
    }

    /// One overdue step as a sentence.
    fn line(&self, shell: &Shell, engine: &Engine, overdue: &Overdue) -> Result<String> {
        let lang = shell.lang;
        let case = engine.case(&overdue.case)?;
        let ctx = engine.context(&case)?;
        let (unit, holder) = (ctx.unit(&overdue.unit, lang), ctx.unit(&overdue.holder, lang));
        let (since, what, rule) = (ctx.time(overdue.since), overdue.what(lang), &overdue.rule);
        let source = ctx.source_of(rule.as_str(), lang);
        let (id, title, rung) = (&overdue.case, &overdue.title, overdue.rung);
        let rule = match source {
            Some(source) => {
                lang.pick(&format!("{rule}：{source}"), &format!("{rule}: {source}")).to_owned()
            }
            None => rule.to_string(),
        };
        let drill = if overdue.drill { lang.pick("【演练】", "[exercise] ") } else { "" };
        let now = match (overdue.exhausted, rung) {
            (true, _) => lang
                .pick(
                    &format!("各级均已逾期，由{holder}直接负责"),
                    &format!("every level had its time; {holder} is directly responsible"),
                )
                .to_owned(),
            (false, 0) => lang.pick("尚未提级", "not escalated yet").to_owned(),
            (false, rung) => lang
                .pick(
                    &format!("已提级{rung}次，现由{holder}处理"),
                    &format!("escalated to rung {rung}, now with {holder}"),
                )
                .to_owned(),
        };
        Ok(lang
            .pick(
                &format!("逾期：{drill}案件{id}“{title}”，{what}，{unit}，自{since}（{rule}），{now}"),
                &format!("overdue: {drill}case {id} “{title}”, {what}, {unit}, since {since} ({rule}), {now}"),
            )
            .to_owned())
    }
}

/// What a desk has under it, as a sentence.
fn controlled(control: &Control, at: Timestamp, ctx: &Context<'_>, lang: Lang) -> String {
    let Control { areas_below, departments, open_cases, open_orders, .. } = control;
    let (desk, unowned) = (ctx.unit(&control.desk, lang), control.unowned.len());
    let (gaps, contested) = (control.gaps.len(), control.contested.len());
    let (_, longest) = control.unowned_hours(at);
    lang.pick(
        &format!(
            "管理幅度：{desk}：下级区域{areas_below}个、部门{departments}个，在办{open_cases}件、\
             未结交办{open_orders}份；无牵头{unowned}件（最久{longest:.1}小时），\
             职责空白{gaps}项、有争议{contested}项"
        ),
        &format!(
            "span of control: {desk}: {areas_below} areas and {departments} departments below, \
             {open_cases} cases and {open_orders} orders open; {unowned} without a lead (longest \
             {longest:.1} h), directory gaps {gaps}, contested {contested}"
        ),
    )
    .to_owned()
}

/// A local time of the region's calendar, or an instant with its offset.
fn instant(text: &str, world: &tandem_engine::World) -> Result<Timestamp> {
    if let Ok(at) = text.parse() {
        return Ok(at);
    }
    let local = text.replacen(' ', "T", 1).parse();
    let local = local.with_context(|| {
        format!("`{text}` is not a time; write it as 2026-03-02T09:05, or with an offset")
    })?;
    Ok(world.calendar.instant(local))
}
