//! A short story on the shipped Guangxi region: what the desks of a city did in two days.

use std::path::Path;
use std::sync::Arc;
use tandem_core::calendar::{Calendar, base_of};
use tandem_core::case::{
    Actor, Cite, Command, DeclineGround, Evidence, EvidenceKind, FeedbackVerdict, NewFinding,
    Origin, Progress, Promise, StatementKind, Urgency,
};
use tandem_core::mechanism::RiskLevel;
use tandem_core::region::{Region, RegionFiles};
use tandem_core::{CaseId, Digest, EvidenceId, Text, Timestamp, UnitId};
use tandem_engine::{
    ArchivedPost, Clock, Effect, Engine, MemoryLedger, Notice, Request, TopicRow, World,
};
use tandem_web::{App, Entrance};

/// The flood that most of the story is about.
pub(crate) const FLOOD: &str = "450100-2026-0012";
/// A case closed and reviewed.
pub(crate) const LIGHT: &str = "450103-2026-0003";
/// A matter whose title tries to be markup.
pub(crate) const MARKUP: &str = "450100-2026-0015";

struct Fixed(Timestamp);

impl Clock for Fixed {
    fn now(&self) -> Timestamp {
        self.0
    }
}

/// The application at the end of the story, open to whoever comes.
pub(crate) fn app() -> Arc<App> {
    Arc::new(told())
}

/// The same behind an entrance.
pub(crate) fn behind(entrance: Entrance) -> Arc<App> {
    Arc::new(told().behind(entrance))
}

fn told() -> App {
    let world = world();
    let now = local(&world, "2026-03-03 14:20");
    let store: Arc<MemoryLedger> = Arc::default();
    let engine = Engine::new(store, world).expect("an engine on an empty ledger");
    Teller { engine: &engine, day: "2026-03-02" }.tell();
    engine.sweep(now).expect("sweep");
    deliver(&engine);
    let banner = Text::new(
        "演示：官员为模拟，内容为虚构，不代表任何真实机关。",
        "Demonstration: the officials are simulated and the content is invented.",
    );
    App::new(Arc::new(engine), Arc::new(Fixed(now)), Some(banner))
}

/// The same, so many minutes later, with nobody sweeping.
pub(crate) fn later(minutes: i64) -> Arc<App> {
    let app = app();
    let now = app.clock.now() + jiff::SignedDuration::from_mins(minutes);
    Arc::new(App::new(Arc::clone(&app.engine), Arc::new(Fixed(now)), None))
}

fn repository() -> &'static Path {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.ancestors().nth(2).expect("the crate is two levels down")
}

fn read(file: &str) -> String {
    let path = repository().join(file);
    std::fs::read_to_string(&path).unwrap_or_else(|e| panic!("{}: {e}", path.display()))
}

fn calendar(name: &str) -> Calendar {
    let text = read(&format!("calendars/{name}.toml"));
    let base = base_of(&text).map(|base| calendar(&base));
    Calendar::parse(name, &text, base.as_ref()).unwrap_or_else(|e| panic!("{e}"))
}

fn world() -> World {
    let files = ["region.toml", "areas.csv", "departments.csv", "remits.csv", "directory.csv"]
        .map(|file| read(&format!("regions/guangxi/{file}")));
    let [region, areas, departments, remits, directory] = &files;
    let (region, _) = Region::parse(&RegionFiles { region, areas, departments, remits, directory })
        .unwrap_or_else(|e| panic!("{e}"));
    let file = format!("{}.toml", region.mechanism);
    let text = read(&format!("mechanisms/{file}"));
    let calendar = calendar(&region.calendar);
    World::new(region, calendar, &file, &text).unwrap_or_else(|e| panic!("{e}"))
}

fn local(world: &World, time: &str) -> Timestamp {
    world.calendar.instant(time.parse().expect("the story writes its times right"))
}

/// Puts what the outbox holds into the units' notices.
fn deliver(engine: &Engine) {
    let store = engine.store();
    let waiting = store.undelivered(10_000).expect("outbox");
    let notices: Vec<Notice> = waiting
        .into_iter()
        .filter_map(|waiting| match waiting.effect {
            Effect::Notify { unit, about } => {
                Some(Notice { id: waiting.id, unit, case: waiting.case, about })
            }
            Effect::Publish { .. } | Effect::Propose { .. } => None,
        })
        .collect();
    store.notify(&notices).expect("notices");
}

/// When, on which case, in which position.
type Scene<'a> = (&'a str, &'a str, &'a str);

/// How a matter reached the desk.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Heard {
    InPosts,
    Otherwise,
}

struct Teller<'a> {
    engine: &'a Engine,
    day: &'a str,
}

impl Teller<'_> {
    fn at(&self, time: &str) -> Timestamp {
        let time = if time.len() > 5 { time.to_owned() } else { format!("{} {time}", self.day) };
        local(self.engine.world(), &time)
    }

    fn does(&self, time: &str, case: &str, who: &str, command: Command) {
        let request = Request {
            at: self.at(time),
            by: Actor::person(person(who), who),
            case: CaseId::from(case),
            command,
            key: None,
        };
        let done = self.engine.execute(&request);
        done.unwrap_or_else(|e| panic!("{time} {case} {who}: {e}"));
    }

    fn sweep(&self, time: &str) {
        self.engine.sweep(self.at(time)).expect("sweep");
    }

    fn tell(&self) {
        self.topics();
        self.street_light();
        self.flood();
        self.others();
    }

    fn post(&self, id: &str, time: &str, text: &str, topic: &str) -> ArchivedPost {
        ArchivedPost {
            id: format!("sample:{id}"),
            source: "sample".to_owned(),
            time: self.at(time),
            title: text.chars().take(18).collect(),
            text: text.to_owned(),
            author: Some("a-7f3c".to_owned()),
            author_scope: None,
            digest: Digest::of(id.as_bytes()),
            topic: Some(topic.to_owned()),
        }
    }

    fn topics(&self) {
        let mut posts: Vec<ArchivedPost> = FLOOD_POSTS
            .iter()
            .enumerate()
            .map(|(no, (time, text))| self.post(&format!("f{no}"), time, text, "t-flood"))
            .collect();
        posts.push(self.post(
            "b0",
            "08:40",
            "鲁班路口的公交车改道了，站牌没有通知，等了四十分钟。",
            "t-bus",
        ));
        posts.push(self.post("b1", "09:05", "公交改道没人说一声，老人冒雨走回家。", "t-bus"));
        let topic = |id: &str, title: &str, areas: &[&str], remits: &[&str]| {
            let mine: Vec<_> = posts.iter().filter(|p| p.topic.as_deref() == Some(id)).collect();
            let times = || mine.iter().map(|post| post.time);
            TopicRow {
                id: id.to_owned(),
                title: title.to_owned(),
                first: times().min().expect("a topic has posts"),
                last: times().max().expect("a topic has posts"),
                posts: mine.len() as u64,
                areas: areas.iter().map(|code| (*code).into()).collect(),
                remits: remits.iter().map(|code| (*code).into()).collect(),
                case: (id == "t-flood").then(|| CaseId::from(FLOOD)),
                assessment: if id == "t-flood" { ASSESSMENT.to_owned() } else { String::new() },
            }
        };
        let topics = [
            topic(
                "t-flood",
                "青秀区多条道路积水，地下车库被淹",
                &["450103", "450102"],
                &["disaster.flood"],
            ),
            topic("t-bus", "公交临时改道无通知", &["450102"], &["transport"]),
        ];
        self.engine.store().keep(&posts, &topics).expect("keep posts");
    }

    /// From a lamp that is dark to a review, in one district.
    fn street_light(&self) {
        let case = LIGHT;
        let day = |time: &str| format!("2026-02-24 {time}");
        let lead = self.receive(
            (&day("09:10"), case, "450103.desk/duty"),
            "仙葫大道三盏路灯不亮，夜间行人难行",
            &["450103"],
            "urban",
            Heard::Otherwise,
        );
        let (head, liaison) = (format!("{lead}/head"), format!("{lead}/liaison"));
        let (editor, spokes) = (format!("{lead}/editor"), format!("{lead}/spokes"));
        let assess = Command::Assess { level: RiskLevel::IV, reason: "影响范围小".to_owned() };
        self.does(&day("09:30"), case, "450103.desk/duty", assess);
        self.dispatch(
            (&day("09:40"), case, "450103.desk/lead"),
            "o1",
            &lead,
            Urgency::Normal,
            "修复路灯并反馈原因",
        );
        self.does(
            &day("11:00"),
            case,
            &liaison,
            Command::Sign { order: "o1".into(), restated: None },
        );
        let evidence = document("lamp-repair", "路灯检修记录");
        let command = Command::Feedback {
            order: "o1".into(),
            text: "电缆接头受潮，已更换，三盏路灯恢复照明。".to_owned(),
            progress: Progress::Complete,
            findings: vec![
                finding("原因", "电缆接头受潮", &evidence),
                finding("恢复盏数", "3盏", &evidence),
            ],
            evidence: vec![evidence],
            compared: None,
        };
        self.does(&day("17:20"), case, &liaison, command);
        let verdict = FeedbackVerdict::Accept;
        self.does(
            "2026-02-25 09:00",
            case,
            "450103.desk/duty",
            Command::JudgeFeedback { order: "o1".into(), verdict },
        );
        let verify = Command::Verify {
            solved: true,
            reason: "夜间现场查看，三盏均亮".to_owned(),
            evidence: vec![],
        };
        self.does("2026-02-25 20:10", case, "450103.desk/duty", verify);
        let text = "仙葫大道三盏路灯因电缆接头受潮不亮，已于2月24日修复。感谢市民反映。";
        self.draft(
            ("2026-02-26 09:00", case, &editor),
            "s1",
            StatementKind::Final,
            text,
            vec![Cite::Finding(1), Cite::Finding(2)],
            vec![],
        );
        self.does(
            "2026-02-26 09:40",
            case,
            &head,
            Command::ApproveStatement { statement: "s1".into() },
        );
        self.does(
            "2026-02-26 10:00",
            case,
            &spokes,
            Command::PublishStatement { statement: "s1".into() },
        );
        self.does(
            "2026-02-26 15:00",
            case,
            "450103.desk/lead",
            Command::Close { summary: "路灯已修复并公开答复".to_owned() },
        );
        self.does(
            "2026-02-27 10:00",
            case,
            "450103.desk/lead",
            Command::Review { lessons: "雨季前应普查电缆接头。".to_owned() },
        );
    }

    /// Water in the streets of two districts: urgent orders, findings that differ, a promise.
    fn flood(&self) {
        let case = FLOOD;
        let city = |position: &str| format!("450100.desk/{position}");
        let lead = self.receive(
            ("09:05", case, &city("duty")),
            "青秀区、兴宁区多条道路积水，地下车库被淹",
            &["450103", "450102"],
            "disaster.flood",
            Heard::InPosts,
        );
        let assess = Command::Assess {
            level: RiskLevel::II,
            reason: "两区交通中断，有人被困，降雨仍在持续".to_owned(),
        };
        self.does("09:14", case, &city("duty"), assess);
        let opened = self.engine.case(&case.into()).expect("the case is there");
        let assisting: Vec<UnitId> = opened.lead.iter().flat_map(|l| l.assisting.clone()).collect();
        let [first, second] = [&assisting[0], &assisting[1]];
        self.dispatch(
            ("09:20", case, &city("lead")),
            "o1",
            &lead,
            Urgency::Urgent,
            "两小时内排除民族大道、东葛路积水，救出被困人员，查明地下车库受淹情况并反馈",
        );
        self.dispatch(
            ("09:21", case, &city("lead")),
            "o2",
            first,
            Urgency::Urgent,
            "提供实时雨情和未来六小时预报",
        );
        self.dispatch(
            ("09:22", case, &city("lead")),
            "o3",
            second,
            Urgency::Urgent,
            "核实排水泵站运行情况",
        );
        let sign = |order: &str, text: &str| Command::Sign {
            order: order.into(),
            restated: Some(text.to_owned()),
        };
        self.does(
            "09:31",
            case,
            &format!("{lead}/liaison"),
            sign("o1", "两小时内排积水、救人、查车库，结果报市联动办"),
        );
        self.does("09:33", case, &city("duty"), Command::ConfirmReadBack { order: "o1".into() });
        self.does("09:38", case, &format!("{first}/liaison"), sign("o2", "提供雨情和六小时预报"));
        self.does("09:40", case, &city("duty"), Command::ConfirmReadBack { order: "o2".into() });
        self.sweep("10:30");
        let photo = document("garage-photo", "民族大道88号地下车库照片及抽排记录");
        let command = Command::Feedback {
            order: "o1".into(),
            text: "民族大道积水已退，救出被困4人，无人伤亡；车库仍在抽排。".to_owned(),
            progress: Progress::Interim,
            findings: vec![
                finding("救出人数", "4人", &photo),
                finding("伤亡", "无", &photo),
                finding("受淹车辆", "31辆", &photo),
            ],
            evidence: vec![photo],
            compared: None,
        };
        self.does("11:05", case, &format!("{lead}/liaison"), command);
        let notice = "今晨强降雨致我市青秀区、兴宁区多条道路积水。被困4人已全部救出，无人伤亡。请绕行民族大道，积水情况将在今日17时前再次通报。";
        let promise = Promise {
            text: "17时前再次通报积水和车库抽排情况".to_owned(),
            owner: lead.clone(),
            by: self.at("17:00"),
        };
        self.draft(
            ("11:20", case, &format!("{lead}/editor")),
            "s1",
            StatementKind::Notice,
            notice,
            vec![Cite::Finding(1), Cite::Finding(2)],
            vec![promise],
        );
        self.does(
            "11:36",
            case,
            &format!("{lead}/head"),
            Command::ApproveStatement { statement: "s1".into() },
        );
        self.does(
            "11:41",
            case,
            &format!("{lead}/spokes"),
            Command::PublishStatement { statement: "s1".into() },
        );
        let rain = document("rain-record", "自动站雨量记录（06–12时）");
        let command = Command::Feedback {
            order: "o2".into(),
            text: "6至12时累计雨量112毫米，午后减弱。".to_owned(),
            progress: Progress::Complete,
            findings: vec![
                finding("累计雨量", "112毫米", &rain),
                finding("受淹车辆", "27辆", &rain),
            ],
            evidence: vec![rain],
            compared: None,
        };
        self.does("12:10", case, &format!("{first}/liaison"), command);
        let verdict = FeedbackVerdict::Accept;
        self.does(
            "13:00",
            case,
            &city("duty"),
            Command::JudgeFeedback { order: "o2".into(), verdict },
        );
        let done = Command::FulfilCommitment { no: 1, evidence: vec![evidence_id("garage-photo")] };
        self.does("16:40", case, &format!("{lead}/head"), done);
    }

    fn others(&self) {
        self.receive(
            ("13:30", "450100-2026-0013", "450100.desk/duty"),
            "朝阳路施工围挡占用人行道",
            &["450102"],
            "urban",
            Heard::Otherwise,
        );
        let matter = |title: &str, areas: &[&str], remit: &str| Command::Receive {
            title: title.to_owned(),
            origin: Origin { topics: vec![], complaints: vec!["12345-260303-118".into()] },
            areas: areas.iter().map(|code| (*code).into()).collect(),
            remits: vec![remit.into()],
            evidence: vec![],
            drill: false,
        };
        let next = |time: &str| format!("2026-03-03 {time}");
        self.does(
            &next("13:40"),
            "450100-2026-0014",
            "450100.desk/duty",
            matter("公交临时改道无通知，站牌未更新", &["450102"], "transport"),
        );
        let title = "<script>alert(1)</script> 标题里的标记 & \"引号\"";
        self.does(
            &next("09:30"),
            "450100-2026-0016",
            "450100.desk/duty",
            matter("民族大道积水未退，车辆绕行", &["450103"], "disaster.flood"),
        );
        let merge =
            Command::Merge { into: FLOOD.into(), reason: "与该案为同一事项".to_owned() };
        self.does(&next("09:50"), "450100-2026-0016", "450100.desk/duty", merge);
        self.does(
            &next("13:55"),
            MARKUP,
            "450100.desk/duty",
            matter(title, &["450103"], "transport"),
        );
        self.does(
            &next("10:00"),
            "450200-2026-0007",
            "450200.desk/duty",
            matter("柳北区自来水发黄", &["450205"], "urban"),
        );
        self.does(
            &next("11:00"),
            "450300-2026-0002",
            "450300.desk/duty",
            matter("求推荐桂林米粉", &["450302"], "market"),
        );
        let lead = self.receive(
            (&next("08:50"), "450102-2026-0009", "450102.desk/duty"),
            "民主路小学门口上学时段拥堵，缺少护学岗",
            &["450102"],
            "transport",
            Heard::Otherwise,
        );
        let assess =
            Command::Assess { level: RiskLevel::III, reason: "涉及学生安全".to_owned() };
        self.does(&next("09:10"), "450102-2026-0009", "450102.desk/duty", assess);
        self.dispatch(
            (&next("09:20"), "450102-2026-0009", "450102.desk/lead"),
            "o1",
            &lead,
            Urgency::Normal,
            "上学时段增设护学岗，提出疏导方案",
        );
        self.does(
            &next("10:05"),
            "450102-2026-0009",
            &format!("{lead}/liaison"),
            Command::Sign { order: "o1".into(), restated: None },
        );
        let ground = DeclineGround::NotPublicMatter;
        let decline = Command::Decline { ground, reason: "不属于政府办理事项".to_owned() };
        self.does(&next("11:20"), "450300-2026-0002", "450300.desk/duty", decline);
    }

    /// Receives, accepts and gives it a lead; returns that.
    fn receive(
        &self,
        (time, case, who): Scene<'_>,
        title: &str,
        areas: &[&str],
        remit: &str,
        heard: Heard,
    ) -> UnitId {
        let evidence = if heard == Heard::InPosts {
            vec![original("f0", FLOOD_POSTS[0].1), original("f4", FLOOD_POSTS[4].1)]
        } else {
            vec![]
        };
        let origin = Origin {
            topics: if heard == Heard::InPosts { vec!["t-flood".into()] } else { vec![] },
            complaints: vec![],
        };
        let command = Command::Receive {
            title: title.to_owned(),
            origin,
            areas: areas.iter().map(|code| (*code).into()).collect(),
            remits: vec![remit.into()],
            evidence,
            drill: false,
        };
        self.does(time, case, who, command);
        let later = |minutes| self.at(time) + jiff::SignedDuration::from_mins(minutes);
        for (minutes, command) in
            [(4, Command::Accept), (6, Command::AssignLead { also_assisting: vec![] })]
        {
            let by = Actor::person(person(who), who);
            let request = Request { at: later(minutes), by, case: case.into(), command, key: None };
            self.engine.execute(&request).unwrap_or_else(|e| panic!("{case}: {e}"));
        }
        let case = self.engine.case(&case.into()).expect("the case is there");
        case.lead.as_ref().expect("an open case has a lead").unit.clone()
    }

    fn dispatch(
        &self,
        (time, case, who): Scene<'_>,
        order: &str,
        to: &UnitId,
        urgency: Urgency,
        task: &str,
    ) {
        let command = Command::Dispatch {
            order: order.into(),
            to: to.clone(),
            task: task.to_owned(),
            urgency,
        };
        self.does(time, case, who, command);
    }

    fn draft(
        &self,
        (time, case, who): Scene<'_>,
        id: &str,
        kind: StatementKind,
        text: &str,
        cites: Vec<Cite>,
        promises: Vec<Promise>,
    ) {
        let command = Command::DraftStatement {
            statement: id.into(),
            kind,
            text: text.to_owned(),
            cites,
            promises,
            corrects: None,
            ticked: Vec::new(),
            explained: None,
        };
        self.does(time, case, who, command);
    }
}

fn person(position: &str) -> tandem_core::PersonId {
    format!("sim:{position}").as_str().into()
}

fn evidence_id(name: &str) -> EvidenceId {
    EvidenceId::from(&Digest::of(name.as_bytes()).to_string()[..12])
}

fn document(name: &str, title: &str) -> Evidence {
    let digest = Digest::of(name.as_bytes());
    Evidence {
        id: evidence_id(name),
        kind: EvidenceKind::Document,
        digest,
        title: title.to_owned(),
    }
}

fn original(id: &str, text: &str) -> Evidence {
    let title = text.chars().take(18).collect();
    let digest = Digest::of(id.as_bytes());
    Evidence { id: evidence_id(id), kind: EvidenceKind::Post, digest, title }
}

fn finding(key: &str, value: &str, evidence: &Evidence) -> NewFinding {
    NewFinding {
        key: key.to_owned(),
        value: value.to_owned(),
        evidence: vec![evidence.id.clone()],
        supersedes: None,
    }
}

const FLOOD_POSTS: [(&str, &str); 14] = [
    ("06:50", "民族大道又积水了，水都到车门了，什么时候能修好排水？"),
    ("07:15", "东葛路这边水很深，电动车全趴窝。"),
    ("07:32", "兴宁区朝阳广场地下通道进水，大家绕行。"),
    ("07:40", "小区地下车库被淹，物业说泵坏了。"),
    ("07:48", "民族大道88号地下车库有人被困，已经打了119，请大家转发提醒不要下车库！"),
    ("07:55", "水还在涨，孩子上学怎么办，学校停课吗？"),
    ("08:02", "消防到了，在救人。"),
    ("08:10", "有人知道被困的人救出来没有？"),
    ("08:15", "全城堵车，公交都停了。"),
    ("08:22", "每年都淹，去年说改造完成了的。"),
    ("08:31", "官方什么时候通报？网上说有人伤亡，是真的吗？"),
    ("08:44", "刚路过，水开始退了。"),
    ("10:20", "车库还在抽水，车全泡了。"),
    ("12:05", "看到通报了，4人救出，没有伤亡，松口气。"),
];

const ASSESSMENT: &str = include_str!("assessment.json");
