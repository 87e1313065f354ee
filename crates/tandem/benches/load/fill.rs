//! A store as it is after years of work: real commands through the real core, in bulk.
//!
//! Of a hundred matters sixty were declined (answered before, or none of government's), thirty went
//! the whole way to a review, eight are open at one step or another, two wait for triage. What is
//! over lies in the past; what is living came in the last two days, so that deadlines run.

use crate::region;
use anyhow::{Context as _, Result, bail};
use jiff::SignedDuration;
use std::path::Path;
use std::sync::Arc;
use std::time::Instant;
use tandem::files::Files;
use tandem::folder::{Purpose, claim};
use tandem::notices::ToConsole;
use tandem_core::case::{
    Actor, Cite, Command, DeclineGround, Evidence, EvidenceKind, FeedbackVerdict, NewFinding,
    Origin, Progress, StatementKind, Urgency,
};
use tandem_core::mechanism::RiskLevel;
use tandem_core::region::Region;
use tandem_core::{AreaId, CaseId, Digest, EvidenceId, Timestamp, UnitId, directory};
use tandem_engine::{Courier as _, Done, Engine, OfficeRequest, Request, Store};
use tandem_store::SqliteLedger;

/// Cases of one append.
const BATCH: usize = 2_000;

/// Seconds between two matters of the past.
const PACE_S: i64 = 60;

/// Hours in which what is living came in.
const LIVING_HOURS: i64 = 40;

/// Where a key is, and the area that issued it.
pub(crate) const KEY_AREA: &str = "450100";

/// A secret that opens a store that is deleted afterwards.
pub(crate) const KEY: &str = "load benchmark: a key to invented cases";

const TITLES: [&str; 12] = [
    "小区二次供水水压不足",
    "道路积水多日未退",
    "公交改线后站牌未更新",
    "夜间施工噪声扰民",
    "路灯成片不亮",
    "垃圾清运不及时",
    "学校门口上下学拥堵",
    "农村道路破损",
    "停车收费未公示",
    "河道有异味",
    "办证窗口排队过长",
    "集市占道经营",
];

/// How far a matter came.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Fate {
    Declined,
    Reviewed,
    Open,
    Waiting,
}

impl Fate {
    /// What becomes of the matter of a number, of so many.
    fn of(number: usize, cases: usize) -> Self {
        let living = cases / 10;
        match number.checked_sub(cases - living) {
            None if number.is_multiple_of(3) => Self::Reviewed,
            None => Self::Declined,
            Some(late) if late % 5 == 4 => Self::Waiting,
            Some(_) => Self::Open,
        }
    }
}

/// A matter that is to be played.
struct Matter {
    id: CaseId,
    number: usize,
    fate: Fate,
    area: AreaId,
    at: Timestamp,
}

/// The id of the case of a number.
pub(crate) fn id_of(number: usize) -> CaseId {
    CaseId::new(format!("load-{number:07}"))
}

/// What filling a store took.
pub(crate) struct Filled {
    pub(crate) cases: usize,
    pub(crate) units: usize,
    pub(crate) entries: u64,
    pub(crate) seconds: f64,
    pub(crate) bytes: u64,
}

/// Makes the region and the store under a folder.
pub(crate) fn fill(folder: &Path, cases: usize, now: Timestamp) -> Result<Filled> {
    let pack = folder.join("region");
    region::write(&pack)?;
    let world = Files::default().world(&pack.to_string_lossy(), None)?;
    let state = folder.join("ledger");
    claim(&state, &Purpose::Region(world.region.id.clone()))?;
    let store: Arc<dyn Store> = Arc::new(SqliteLedger::open(&state)?);
    let engine = Engine::new(Arc::clone(&store), world)?;
    engine.refresh_rows()?;
    let begun = Instant::now();
    let areas = areas_of(&engine.world().region);
    let mut said = Instant::now();
    for first in (0..cases).step_by(BATCH) {
        let last = (first + BATCH).min(cases);
        let matters: Vec<Matter> =
            (first..last).map(|number| matter(number, cases, &areas, now)).collect();
        play(&engine, &matters)?;
        deliver(engine.store())?;
        if said.elapsed().as_secs() >= 10 {
            said = Instant::now();
            eprintln!("{last} of {cases} cases after {:.0} s", begun.elapsed().as_secs_f64());
        }
    }
    engine.sweep(now)?;
    deliver(engine.store())?;
    issue_key(&engine, now)?;
    let place = state.join(tandem_store::FILE);
    let bytes =
        std::fs::metadata(&place).with_context(|| format!("look at {}", place.display()))?;
    Ok(Filled {
        cases,
        units: engine.world().region.units().count(),
        entries: store.head()?.entries,
        seconds: begun.elapsed().as_secs_f64(),
        bytes: bytes.len(),
    })
}

/// Delivers in larger parts than a server does, which would wait for the disk each time.
fn deliver(store: &dyn Store) -> Result<()> {
    const PART: usize = 100_000;
    loop {
        let waiting = store.undelivered(PART)?;
        if waiting.is_empty() {
            return Ok(());
        }
        ToConsole(store).deliver(&waiting)?;
        let ids: Vec<u64> = waiting.iter().map(|effect| effect.id).collect();
        store.delivered(&ids)?;
    }
}

/// Every area with a desk, below the top one: counties and townships get most of what comes.
fn areas_of(region: &Region) -> Vec<AreaId> {
    let below = region.areas().filter(|area| area.parent.is_some());
    below.filter(|area| region.desk(&area.id).is_some()).map(|area| area.id.clone()).collect()
}

fn matter(number: usize, cases: usize, areas: &[AreaId], now: Timestamp) -> Matter {
    let fate = Fate::of(number, cases);
    let living = (cases / 10).max(1);
    let past = cases - living;
    let at = match fate {
        Fate::Open => {
            let late = (number - past) as i64;
            now - SignedDuration::from_secs(
                LIVING_HOURS * 3_600 * (living as i64 - late) / living as i64 + 600,
            )
        }
        // Triage has two hours; some of it is late already.
        Fate::Waiting => now - SignedDuration::from_secs(60 * (number % 150) as i64),
        Fate::Declined | Fate::Reviewed => {
            let before = (past - number) as i64 * PACE_S + 30 * 24 * 3_600;
            now - SignedDuration::from_secs(before)
        }
    };
    // Neighbouring numbers fall to different areas.
    let area = areas[number.wrapping_mul(7_919) % areas.len()].clone();
    Matter { id: id_of(number), number, fate, area, at }
}

/// Plays matters: up to a lead in one append, and the rest, which depends on who leads, in another.
fn play(engine: &Engine, matters: &[Matter]) -> Result<()> {
    let region = &engine.world().region;
    let mut first = Vec::new();
    for matter in matters {
        let desk = region.desk(&matter.area).context("the area has a desk")?;
        first.extend(beginning(matter, &desk.id));
    }
    let done = carried_out(engine, &first)?;
    let led: Vec<(&Matter, UnitId)> = matters
        .iter()
        .filter_map(|matter| {
            let last = done.iter().rev().find(|done| done.case.id == matter.id)?;
            Some((matter, last.case.lead.as_ref()?.unit.clone()))
        })
        .collect();
    let mut rest = Vec::new();
    for (matter, lead) in led {
        let desk = region.desk(&matter.area).context("the area has a desk")?;
        rest.extend(further(matter, &desk.id, &lead));
    }
    carried_out(engine, &rest).map(drop)
}

fn carried_out(engine: &Engine, requests: &[Request]) -> Result<Vec<Done>> {
    let mut all = Vec::with_capacity(requests.len());
    for (request, done) in requests.iter().zip(engine.execute_all(requests)?) {
        match done {
            Ok(done) => all.push(done),
            Err(failure) => bail!("{} {:?}: {failure}", request.case, request.command),
        }
    }
    Ok(all)
}

fn request(matter: &Matter, minutes: i64, position: &str, command: Command) -> Request {
    Request {
        at: matter.at + SignedDuration::from_mins(minutes),
        by: Actor::person(format!("sim:{position}").as_str(), position),
        case: matter.id.clone(),
        command,
        key: None,
    }
}

fn beginning(matter: &Matter, desk: &UnitId) -> Vec<Request> {
    const REMITS: [&str; 5] = ["disaster.flood", "urban", "transport", "education", "environment"];
    let duty = format!("{desk}/duty");
    let digest = Digest::of(matter.id.as_str().as_bytes());
    let evidence = Evidence {
        id: EvidenceId::from(&digest.to_string()[..12]),
        kind: EvidenceKind::Complaint,
        digest,
        title: "来电记录".to_owned(),
    };
    let receive = Command::Receive {
        title: format!("{}（示例{}）", TITLES[matter.number % TITLES.len()], matter.number),
        origin: Origin::default(),
        areas: vec![matter.area.clone()],
        remits: vec![REMITS[matter.number % REMITS.len()].into()],
        evidence: vec![evidence],
        drill: false,
    };
    let mut all = vec![request(matter, 0, &duty, receive)];
    match matter.fate {
        Fate::Waiting => {}
        Fate::Declined => {
            let ground = DeclineGround::AlreadyAnswered;
            let reason = "昨日已答复，见同一事项".to_owned();
            all.push(request(matter, 5, &duty, Command::Decline { ground, reason }));
        }
        Fate::Reviewed | Fate::Open => {
            all.push(request(matter, 4, &duty, Command::Accept));
            let assess =
                Command::Assess { level: RiskLevel::IV, reason: "影响范围小".to_owned() };
            all.push(request(matter, 5, &duty, assess));
            let assign = Command::AssignLead { also_assisting: Vec::new() };
            all.push(request(matter, 6, &duty, assign));
        }
    }
    all
}

/// What the lead and the desk do; how much of it, where it is open, depends on the number.
fn further(matter: &Matter, desk: &UnitId, lead: &UnitId) -> Vec<Request> {
    let (duty, chief) = (format!("{desk}/duty"), format!("{desk}/lead"));
    let of = |kind: &str| format!("{lead}/{kind}");
    let order = || "o1".into();
    let statement = || "s1".into();
    let digest = Digest::of(format!("{} done", matter.id).as_bytes());
    let id = EvidenceId::from(&digest.to_string()[..12]);
    let finding = NewFinding {
        key: "原因".to_owned(),
        value: "设施老化，已更换".to_owned(),
        evidence: vec![id.clone()],
        supersedes: None,
    };
    let evidence =
        Evidence { id, kind: EvidenceKind::Document, digest, title: "处理记录".to_owned() };
    let task = "核查原因，处理后反馈".to_owned();
    let dispatch =
        Command::Dispatch { order: order(), to: lead.clone(), task, urgency: Urgency::Normal };
    let feedback = Command::Feedback {
        order: order(),
        text: "已到现场更换老化设施，恢复正常。".to_owned(),
        progress: Progress::Complete,
        evidence: vec![evidence],
        findings: vec![finding],
        compared: None,
    };
    let draft = Command::DraftStatement {
        statement: statement(),
        kind: StatementKind::Final,
        text: "您反映的问题因设施老化引起，现已更换并恢复正常。感谢反映。".to_owned(),
        cites: vec![Cite::Finding(1)],
        promises: Vec::new(),
        corrects: None,
        ticked: Vec::new(),
        explained: None,
    };
    let verify =
        Command::Verify {
            solved: true, reason: "现场查看属实".to_owned(), evidence: Vec::new()
        };
    let accept = FeedbackVerdict::Accept;
    let all: Vec<(i64, String, Command)> = vec![
        (8, duty.clone(), dispatch),
        (15, of("liaison"), Command::Sign { order: order(), restated: None }),
        (90, of("liaison"), feedback),
        (100, duty.clone(), Command::JudgeFeedback { order: order(), verdict: accept }),
        (120, duty, verify),
        (130, of("editor"), draft),
        (140, of("head"), Command::ApproveStatement { statement: statement() }),
        (150, of("spokes"), Command::PublishStatement { statement: statement() }),
        (160, chief.clone(), Command::Close { summary: "已处理并公开答复".to_owned() }),
        (170, chief, Command::Review { lessons: "应定期检查老化设施。".to_owned() }),
    ];
    let steps = match matter.fate {
        Fate::Open => matter.number % 4,
        _ => all.len(),
    };
    all.into_iter()
        .take(steps)
        .map(|(minutes, position, command)| {
            // Nothing that is living was done later than now.
            let minutes = if matter.fate == Fate::Open { minutes.min(9) } else { minutes };
            request(matter, minutes, &position, command)
        })
        .collect()
}

/// A key by which a program brings in new matters while others read.
fn issue_key(engine: &Engine, now: Timestamp) -> Result<()> {
    let chief = format!("{KEY_AREA}.desk/chief");
    let command = directory::Command::IssueKey {
        position: format!("{KEY_AREA}.desk/duty").as_str().into(),
        person: "程序（示例）".into(),
        digest: Digest::of(KEY.as_bytes()),
        until: now + SignedDuration::from_hours(24),
    };
    let by = Actor::person("示例", chief.as_str());
    let request = OfficeRequest { at: now, by, area: KEY_AREA.into(), command, key: None };
    engine.direct(&request)?;
    Ok(())
}
