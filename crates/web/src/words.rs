//! The words of the console itself. Domain words come from the core and from the data.

use tandem_core::case::{EvidenceKind, OrderRole, OrderState, StatementState, SupervisionState};
use tandem_core::control::WhyUnowned;
use tandem_core::directory::{ChannelKind, ShiftState, Void};
use tandem_core::mechanism::{Allowed, Condition, Coordinator, LeadStrategy, Required, Standing};
use tandem_core::region::UnitKind;
use tandem_core::{Lang, Text};

/// A word or a short sentence in both languages.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Word {
    zh: &'static str,
    en: &'static str,
}

impl Word {
    pub(crate) fn get(self, lang: Lang) -> &'static str {
        lang.pick(self.zh, self.en)
    }

    pub(crate) const fn new(zh: &'static str, en: &'static str) -> Self {
        Self { zh, en }
    }
}

const fn w(zh: &'static str, en: &'static str) -> Word {
    Word { zh, en }
}

macro_rules! words {
    ($($name:ident = $zh:literal, $en:literal;)*) => {
        $(pub(crate) const $name: Word = w($zh, $en);)*
    };
}

words! {
    PRODUCT = "联动", "Tandem";
    SKIP = "跳到正文", "Skip to content";
    MAIN_MENU = "主菜单", "Main menu";
    LANGUAGE = "语言", "Language";
    MY_WORK = "我的待办", "My work";
    START_TRIAGE = "开始甄别", "Start triage";
    ENTER = "登记来件", "Enter a matter";
    DESK = "收件箱", "Desk inbox";
    SITUATION = "态势", "Situation";
    MECHANISM = "工作机制", "Mechanism";
    LEDGER = "台账", "Ledger";
    READ_ONLY = "未登录：只能查看。", "Not signed in: you can only read.";
    SIGHT = "谁能看到本案及依据", "Who can see this, and why";
    SIGHT_HELP = "按规则可见；未列出的单位看不到本案，也不知道有本案。", "These rules let units in; whoever is not named sees nothing of this case, not even that there is one.";
    LOOKING_IN = "正在例外查阅", "Looking in exceptionally";
    OTHERS_CASE = "已由其他单位立案", "a case of others";
    EXCEPTIONS = "例外查阅", "Exceptional access";
    EXCEPTIONS_HELP = "按规则看不到本地区案件、但凭理由限时查阅的人员；到期自动结束，可提前结束。", "People whom no rule lets see a case of this area, and who look into it for a reason; it ends by itself, or earlier here.";
    NO_EXCEPTIONS = "目前没有。", "Nobody at present.";
    EXCEPTIONS_OVER = "已结束：", "Over:";
    END_EXCEPTION = "结束", "End it";
    ILLUSTRATIVE = "地区数据为示例，使用前须由当地核对修改。", "The region's data are illustrative and must be checked locally before use.";
    RELAY = "转报", "Relay";
    RELAY_AUDIT = "抽查", "Audit";
    DRAWN = "随机抽中", "drawn by chance";
    CHECKLIST = "发布清单", "Checklist for statements";
    EXPLAINED = "看似不一致，起草人说明", "Reads as a contradiction; the drafter says why it is none";
    CHECKLIST_CAPTION = "起草人逐项勾选，审批人看得见未勾的各项；标明种类的，未勾不得审批。", "The drafter ticks these points and the approver sees which are open; where kinds are named, no statement of that kind is approved without them.";
    REQUIRED_FOR = "必勾于", "Required for";
    TICKED = "已勾", "ticked";
    NOT_TICKED = "未勾", "not ticked";
    REQUIRED = "必勾", "required";
    LAST_SWEEP = "上次巡检", "Last sweep";
    NO_SWEEP = "巡检尚未运行", "No sweep yet";
    SWEEP_STALE = "巡检已停：期限到期也不会催办，请通知运维", "The sweeper has stopped: deadlines pass unseen, tell the operator";
    PAGE_TIME = "本页时间", "Time of this page";
    LIVE = "实时更新", "Live";
    PAUSED = "已暂停更新", "Updates paused";
    PAUSE = "暂停", "Pause";
    RESUME = "继续", "Resume";

    AREAS_WITHIN = "下级地区", "Areas within";
    WHERE = "所在地区", "Where you are";
    NO_AREAS_WITHIN = "没有下级地区", "No areas within";
    OVERDUE = "逾期", "Overdue";
    TO_TRIAGE = "待甄别", "To triage";
    OPEN = "办理中", "Open";
    CLOSED = "已办结", "Closed";
    MERGED = "已并案", "Merged";
    DECLINED = "不予受理", "Declined";
    ALL = "全部", "All";
    INBOX = "待办", "To do";
    FILTER = "按状态筛选", "Filter by phase";
    ALL_OVERDUE = "查看全部逾期", "See all that is overdue";
    ALL_TO_TRIAGE = "查看全部待甄别", "See all to triage";
    NOTHING_OVERDUE = "没有逾期事项。", "Nothing is overdue.";
    NOTHING_TO_TRIAGE = "没有待甄别的来件。", "Nothing waits for triage.";
    NOTHING_OPEN = "没有按时办理中的案件。", "No open case that is in time.";
    NOTHING_HERE = "这里没有案件。", "There are no cases here.";
    ON_TIME = "按时办理中", "Open and in time";
    OLDER = "更早的", "Older";
    NEWEST = "回到最新", "Back to the newest";
    PAGES = "翻页", "Pages";
    LEAD = "牵头", "Lead";
    NO_LEAD = "尚未确定", "Not assigned yet";
    NO_DEADLINE = "无待守期限", "No deadline runs";
    RECEIVED = "收到于", "Received";
    DRILL = "演练", "Drill";
    UNASSESSED = "未定级", "Not assessed";
    TRACKS = "两轨进度", "Both tracks";

    CASE = "案件", "Case";
    AREAS = "涉及地区", "Areas concerned";
    REMITS = "职责事项", "Remits";
    LEAD_UNIT = "牵头单位", "Lead unit";
    LEAD_RULE = "牵头依据", "Why this unit leads";
    ASSISTING = "协办单位", "Assisting units";
    COORDINATOR = "协调", "Coordinating";
    HANDLING_DESK = "承办办公室", "Desk";
    PINNED = "适用机制", "Mechanism";
    VERSION = "第 {} 版", "version {}";
    FROM_TOPIC = "来源话题", "From topic";
    FROM_COMPLAINT = "来源诉求", "From complaint";
    NONE = "无", "none";
    ON_THIS_PAGE = "本页内容", "On this page";
    DEADLINES = "期限", "Deadlines";
    DEADLINES_CAPTION = "尚在进行的期限，最早的在前", "Deadlines that run, earliest first";
    WHAT = "事项", "What";
    WHO = "责任单位", "Who";
    BY_WHEN = "期限", "By when";
    RULE = "规则与来源", "Rule and source";
    TIME_LEFT = "剩余", "Time left";
    NO_DEADLINES = "当前没有进行中的期限。", "No deadline runs at the moment.";
    PROVISIONAL = "暂定：日历尚无该年放假安排", "provisional: the calendar lacks that year's days off";
    A_PROMISE = "公开承诺的期限", "Set by a public promise";
    TIME_LINE = "两轨时间线", "Both tracks on one time line";
    TIME_LINE_HELP = "左为处置轨，右为回应轨，居中为共同事项。", "Disposal on the left, response on the right; what concerns both stands across.";
    BOTH_TRACKS = "两轨共同", "both tracks";
    NOW = "现在", "Now";
    TO_NOW = "跳到现在", "Jump to now";
    DUE = "到期", "Due";
    ORDERS = "交办单", "Dispatch orders";
    NO_ORDERS = "尚无交办单。", "No order yet.";
    TOGETHER = "协同办理", "Working together";
    ORDERS_CONFLICT = "两个上级的交办冲突", "Orders of two superiors conflict";
    SUPERVISION = "督办单", "Supervision order";
    CONSULTATION = "会商", "Consultation";
    INVITED = "邀请", "Invited";
    DECIDED = "结论", "Decided";
    REQUEST = "协助请求", "Request";
    ANSWERED = "已答复", "Answered";
    TAKEN_BACK = "已撤回", "Taken back";
    WAITS_FOR_ANSWER = "待答复", "Waits for an answer";
    TASK = "办理任务", "Task";
    FINISHED = "已完成", "Finished";
    UNTIL = "期限", "Until";
    AFTER_TASK = "前置任务", "After task";
    ORIGINALS_CARRIED = "随附原件", "Originals that travel along";
    ORDER = "交办单", "Order";
    STATE = "进度", "State";
    ISSUED = "交办于", "Issued";
    URGENT = "紧急", "Urgent";
    SIGNED_BY = "签收人", "Signed by";
    EMPTY_FEEDBACK = "空反馈：无结论无证据", "Empty feedback: no finding, no evidence";
    EXTENSION_ASKED = "申请延期", "Asks for more time";
    SENT_BACK_TO = "建议承办", "proposes";
    CLOCK_STANDS = "上级裁定之前反馈时限暂停", "Its clock for feedback stands still until the superiors settle";
    PASSED_OVER = "提级直办，同时知会", "Direct command, seen by";
    FACTS = "事实清单", "Fact sheet";
    FACTS_CAPTION = "核查结论；被取代的保留可查", "Findings; superseded ones stay readable";
    NO_FACTS = "尚无核查结论。", "No finding yet.";
    NUMBER = "编号", "No.";
    KEY = "要点", "Key";
    VALUE = "结论", "Finding";
    FIGURE = "数值", "Value";
    RULE_SOURCE = "来源", "Source";
    VERIFIER = "核查单位", "Verified by";
    HOLDS = "有效", "Holds";
    SUPERSEDED_BY = "已被取代，见结论", "Superseded by finding";
    DISPUTED = "口径冲突", "Disputed";
    DISPUTE_ALERT = "口径冲突未裁定：", "Findings differ and nobody has settled it: ";
    STATEMENTS = "回应与通报", "Statements";
    NO_STATEMENTS = "尚未起草回应。", "No statement yet.";
    RESTS_ON = "依据", "Rests on";
    PROMISES = "公开承诺", "Promises";
    KEPT = "已兑现", "Kept";
    NOT_KEPT = "未兑现", "Not kept yet";
    CORRECTS = "更正", "Corrects";
    DRAFTED_BY = "起草", "Drafted by";
    APPROVED_BY = "审批", "Approved by";
    FINDING = "结论", "Finding";
    EVIDENCE = "证据材料", "Evidence";
    EVIDENCE_OF = "证据", "Evidence";
    NO_EVIDENCE = "没有证据材料。", "No evidence.";
    DIGEST = "摘要值", "Digest";
    ARCHIVED_TEXT = "查看存档原文", "Read the archived original";
    OPEN_ORIGINAL = "打开原件", "Open the original";
    MAY_SHOW_PERSONS = "可能拍到人，勿外传", "may show persons; do not pass it on";
    SIGN_IN_TO_SEE = "登录后可查看", "sign in to see it";
    SOURCE = "信源", "Source";
    PUBLISHED = "发布时间", "Published";
    CASE_LEDGER = "本案台账", "Ledger of this case";
    CASE_LEDGER_CAPTION = "本案全部条目，每条以哈希与前一条相连", "All entries of this case; each hash covers the entry before it";
    WHEN = "时间", "When";
    WHAT_HAPPENED = "内容", "What happened";
    BY_WHOM = "经办与权限", "By whom, by what power";
    HASH = "哈希", "Hash";
    THE_MECHANISM = "工作机制自动执行", "The mechanism itself";
    BASIS = "依据", "by";
    FURTHER_OVERDUE = "另有 {} 项逾期", "{} more overdue";
    AS_JSON = "以 JSON 查看", "This case as JSON";
    ENTRIES = "条目", "entries";
    VERIFICATION = "处置核验", "Verified";
    REVIEW = "复盘评估", "Review";
    REOPENED_TIMES = "重办次数", "Times reopened";
    MERGED_INTO = "并入案件", "Merged into";

    TOPICS_CAPTION = "话题，最近活跃的在前", "Topics, latest first";
    TOPIC = "话题", "Topic";
    POSTS = "网帖", "Posts";
    LIFE = "走势", "Life";
    BECAME = "处理", "Became";
    NO_CASE = "未立案", "no case";
    NO_TOPICS = "尚无话题。信源接入后，话题会出现在这里。", "No topics yet. They appear here once a source is connected.";
    LAST_POST = "最近", "Last post";
    FIRST_POST = "最早", "First post";
    ASSESSMENT = "研判", "Assessment";
    ASSESSMENT_HELP = "机器给出的建议，每个数值附理由和所依据的网帖；等级由人确定。", "A proposal by machine: each figure has its reason and the posts behind it. A person fixes the level.";
    NO_ASSESSMENT = "尚无研判。", "Not assessed yet.";
    PROPOSED = "建议等级", "Proposed level";
    INDICATOR = "指标", "Indicator";
    REASON = "理由", "Reason";
    WEIGHT = "权重", "Weight";
    UNKNOWN = "未知", "unknown";
    BEHIND = "所依据网帖", "Posts behind it";
    RANGE = "区间", "range";
    POSTS_HELP = "个人信息在接收时已遮蔽；不显示作者。", "Personal data were masked at intake; authors are not shown.";
    COUNTS = "总量", "In all";
    TOPICS = "话题", "topics";

    DEADLINE_RULES = "期限规则", "Deadlines";
    LEAD_RULES = "谁牵头", "Who leads";
    LEAD_RULES_CAPTION = "自上而下，第一条符合的规则适用", "From the top, the first rule that fits applies";
    POWERS = "谁有权做什么", "Who may do what";
    ESCALATION = "逾期之后", "When a deadline passes";
    RISKS = "风险等级", "Risk levels";
    SOURCES = "规则来源", "Where the rules come from";
    RULE_ID = "规则", "Rule";
    WITHIN = "时限", "Within";
    ONLY_AT = "适用于", "Holds at";
    EVERYWHERE = "所有等级与层级", "all levels";
    REMIND = "提前提醒", "Reminder";
    CONDITION = "条件", "When";
    ALWAYS = "其余情形", "otherwise";
    WHO_LEADS = "牵头单位", "Lead";
    WORDING = "表述", "In words";
    POSITION = "岗位", "Position";
    IN_UNITS = "所在单位", "In";
    MAY = "可以", "May";
    STANDING = "核对状况", "Standing";
    LEVEL_NAME = "名称", "Name";
    COLOUR = "预警颜色", "Colour";
    PROPOSED_FROM = "研判值自（阈值为自拟）", "Proposed from (threshold: ours)";
    BY_SETTLEMENT = "由协调机构裁定", "Settled by a coordinating body";
    STEP = "每级时限", "Time for each rung";
    STEP_GRAVE = "重大及以上每级时限", "The same for I and II";
    DIRECT_COMMAND = "提级直办", "Direct command";
    READ_BACK = "签收须复述", "Read-back of receipts";
    RELAYS_AUDITED = "随机抽查带原件的转报：比例与周期", "Relays with originals drawn for audit: share and period";
    EXTENSIONS = "每单可延期次数", "Extensions for one order";
    UNTIL_ASSESSED = "定级之前按", "Until assessed, as";
    FIRST_RECEIVER = "首接负责", "First receiver";
    SETTING = "设置", "Setting";
    ANNEX = "备注", "Note";

    LEDGER_HELP = "每项决定都是一个条目，每个条目的哈希覆盖前一条；改动任何一字，其后的哈希都不再吻合。", "Every decision is an entry, and each hash covers the entry before it: change one byte and every later hash stops fitting.";
    ROOT = "总根（最后一条的哈希）", "Root (hash of the last entry)";
    NUMBER_OF_ENTRIES = "条目数", "Entries";
    INVARIANTS = "本次启动以来的不变式检查", "Invariants checked since the start";
    BROKEN = "违反", "broken";
    VERIFY_NOW = "立即核验全部台账", "Verify the whole ledger now";
    VERIFY_HELP = "重新计算每一条的哈希，逐条核对。", "Computes every hash again and compares each entry.";
    VERIFIED = "核验通过：台账与写入时完全一致。", "Verified: the ledger is exactly what was written.";
    NOT_VERIFIED = "核验未通过", "Verification failed";
    BROKEN_REMEDY = "请停止写入，保留现场，用 `ledger verify` 复核并从备份恢复。", "Stop writing, keep the store as it is, check again with `ledger verify`, and restore a backup.";
    LAST_ENTRIES = "最近条目", "Last entries";
    NO_ENTRIES = "台账为空。", "The ledger is empty.";

    OPEN_ORDERS = "未办结的交办单", "Open orders";
    NO_OPEN_ORDERS = "没有未办结的交办单。", "No open orders.";
    LEADS = "牵头办理的案件", "Cases it leads";
    LEADS_NONE = "没有牵头办理中的案件。", "It leads no open case.";
    NOTICES = "通知", "Notices";
    NO_NOTICES = "没有通知。", "No notices.";
    SUPERIOR = "业务上级（条）", "Functional superior";
    VERTICAL = "垂直管理", "vertically managed";
    MY_ORDERS = "我的交办单", "My orders";

    OFFICES = "值班与机构", "Watch and offices";
    SPAN_OF_CONTROL = "管理幅度与无主事项", "Span of control, and what nobody owns";
    SPAN_IN_PART = "案件较多，此处只计最近的2000件；全部见 tandem audit。", "There are many cases; the latest 2,000 are counted here, all of them by tandem audit.";
    AREAS_BELOW = "直接下级区域", "Areas directly below";
    DEPARTMENTS_HERE = "本级部门", "Departments here";
    CASES_IN_HAND = "在办案件", "Cases in hand";
    ORDERS_OPEN = "未结交办单", "Open orders given";
    UNOWNED = "尚无牵头单位的案件", "Cases that no unit has taken over";
    UNOWNED_HOURS = "无牵头时间（合计/最久，小时）", "Hours without a lead (all / longest)";
    DIRECTORY_GAPS = "责任清单空白", "Gaps in the directory";
    DIRECTORY_CONTESTED = "责任清单有争议事项", "Contested remits";
    HOW_MANY = "数量", "How many";
    BY_DELEGATION = "受委托", "by delegation";
    BY_KEY = "程序以密钥", "by a program with key";
    ON_WATCH_NOW = "现在谁在值班", "Who is on watch now";
    NOBODY_ON_WATCH = "无人值班", "Nobody is on watch";
    SHOULD_HAVE_IT = "应接班：", "Should have it:";
    WATCH_OVER = "班次已到时，等待接班：", "This watch was to end, nobody took over:";
    NEXT_GAP = "七日内首个空班：", "First gap in the roster within seven days:";
    SINCE = "自", "since";
    ROSTER = "值班表", "Duty roster";
    OFFICER = "值班人员", "Officer";
    NO_ROSTER = "没有排班。", "Nobody is rostered.";
    OFFICE_STATE = "状态", "State";
    UNIT = "单位", "Unit";
    CHANNEL = "渠道", "Channel";
    CHANNELS = "联络渠道", "Channels";
    NO_CHANNELS = "没有登记联络渠道。", "No channel is registered.";
    NO_CHANNEL = "没有经检查可用的渠道，逾期时可能联系不上：", "No channel that passed its check; a passed deadline may not reach:";
    CHANNELS_HELP = "渠道在需要之前检查；检查到期未做会逐级告知。", "Channels are checked before they are needed; a check that is due and not made is told upward.";
    NEVER_CHECKED = "从未检查", "never checked";
    WORKS = "畅通", "works";
    FAILS = "不通", "fails";
    TELLING = "控制台以外的告知", "Telling units outside the console";
    QUIET_HOURS = "免打扰", "quiet hours";
    DIGEST_AT = "汇总时间", "collected things go at";
    HOURLY_MAX = "每小时至多", "messages an hour at most:";
    AT_RISK = "仅限等级", "Only at levels";
    PACE = "何时", "When";
    THE_REST = "其余", "the rest";
    LAST_DELIVERED = "最近一次送达", "last message delivered";
    NOT_DELIVERED = "最近的消息未能送达：", "the last message was not delivered:";
    POSITIONS = "岗位任职", "Positions";
    NOBODY_APPOINTED = "尚无任职记录：登录者均可代表岗位。", "Nobody is appointed yet: whoever signs in for a position acts in it.";
    ACCESS_KEYS = "接口密钥", "Keys of programs";
    DELEGATIONS = "委托代行", "Delegations";
    PROPOSALS = "责任清单修订提议", "Proposed rows of the directory";
    NO_PROPOSALS = "没有提议。权责裁定会自动形成提议，由人审定。", "No proposals. A settlement makes one by itself; a person decides on it.";
    TO_DECIDE = "待审定", "to be decided";
    ACCEPTED = "已采纳", "accepted";
    NOT_ACCEPTED = "未采纳", "declined";
    ENDED_UNITS = "已撤销单位", "Units that are no more";
}

/// How far a shift is.
pub(crate) fn shift_state(state: ShiftState) -> Word {
    match state {
        ShiftState::Planned => w("待接班", "planned"),
        ShiftState::Taken => w("值班中", "on watch"),
        ShiftState::Ended => w("已结束", "over"),
        ShiftState::Void(Void::Dropped) => w("已取消", "taken off"),
        ShiftState::Void(Void::Missed) => w("无人接班", "missed"),
    }
}

/// What a channel is.
pub(crate) fn channel_kind(kind: ChannelKind) -> Word {
    match kind {
        ChannelKind::Phone => w("电话", "telephone"),
        ChannelKind::Mail => w("电子邮箱", "mailbox"),
        ChannelKind::Messenger => w("即时通讯", "messenger"),
        ChannelKind::Webhook => w("程序接口", "webhook"),
    }
}

/// What kind of unit.
pub(crate) fn unit_kind(kind: UnitKind) -> Word {
    match kind {
        UnitKind::CoordinatingBody => w("协调机构", "coordinating body"),
        UnitKind::Desk => w("领导小组办公室", "desk"),
        UnitKind::Department => w("部门", "department"),
    }
}

/// How well a source is known.
pub(crate) fn standing(standing: Standing) -> Word {
    match standing {
        Standing::Read => w("已读原文", "read"),
        Standing::SeenInPart => w("仅见部分，引用前核对", "seen in part"),
        Standing::Proposal => w("自拟建议，非法律", "proposal, not law"),
    }
}

/// A class for the same.
pub(crate) fn standing_class(standing: Standing) -> &'static str {
    match standing {
        Standing::Read => "mark read",
        Standing::SeenInPart => "mark seen",
        Standing::Proposal => "mark proposal",
    }
}

/// What kind of evidence.
pub(crate) fn evidence_kind(kind: EvidenceKind) -> Word {
    match kind {
        EvidenceKind::Post => w("网帖", "post"),
        EvidenceKind::Complaint => w("诉求", "complaint"),
        EvidenceKind::Document => w("文件", "document"),
        EvidenceKind::Media => w("影音", "media"),
        EvidenceKind::Measurement => w("测量", "measurement"),
    }
}

/// How far an order is.
pub(crate) fn order_state(state: OrderState) -> Text {
    let (zh, en) = match state {
        OrderState::Issued => ("待签收", "to be signed"),
        OrderState::Restated => ("已复述，待确认", "restated, to be confirmed"),
        OrderState::Signed => ("已签收，办理中", "signed, at work"),
        OrderState::Answered => ("已反馈，待审核", "answered, to be judged"),
        OrderState::Ended(end) => return tandem_core::words::end(end),
    };
    Text::new(zh, en)
}

/// In which part.
pub(crate) fn order_role(role: OrderRole) -> Word {
    match role {
        OrderRole::Lead => w("牵头", "lead"),
        OrderRole::Assisting => w("协办", "assisting"),
        OrderRole::Relaying => w("转交", "to be relayed"),
    }
}

/// How far a supervision order is.
pub(crate) fn supervision_state(state: SupervisionState) -> Word {
    match state {
        SupervisionState::Issued => w("待签收", "to be signed"),
        SupervisionState::Signed => w("已签收，待答复", "signed, to be answered"),
        SupervisionState::Answered => w("已答复，待销号", "answered, to be discharged"),
        SupervisionState::Discharged => w("已销号", "discharged"),
    }
}

/// How far a statement is.
pub(crate) fn statement_state(state: StatementState) -> Word {
    match state {
        StatementState::Draft => w("草稿", "draft"),
        StatementState::Approved => w("已审批，待发布", "approved, not out yet"),
        StatementState::Published(_) => w("已发布", "published"),
        StatementState::Withdrawn => w("已撤回", "withdrawn"),
    }
}

/// Why nobody answers for a matter.
pub(crate) fn why_unowned(why: WhyUnowned) -> Word {
    match why {
        WhyUnowned::FirstReceiver => w("仅首接单位负责", "only its first receiver holds it"),
        WhyUnowned::SentBack => w("退单待裁定", "sent back, to be settled"),
    }
}

/// When a lead rule holds.
pub(crate) fn condition(condition: Condition) -> Word {
    match condition {
        Condition::SeveralAreas => w("涉及多个地区", "several areas"),
        Condition::SeveralDepartments => w("涉及多个部门", "several departments"),
        Condition::Vertical => w("部门垂直管理", "vertically managed department"),
        Condition::EspeciallyGrave => w("特别重大", "especially grave"),
    }
}

/// How the lead is found.
pub(crate) fn strategy(strategy: LeadStrategy) -> Word {
    match strategy {
        LeadStrategy::Directory => w("责任清单所列部门", "the directory's department"),
        LeadStrategy::CommonSuperior => w("共同上级的主管部门", "the common superior's department"),
        LeadStrategy::Desk => w("承办办公室", "the desk"),
    }
}

/// Who coordinates.
pub(crate) fn coordinator(coordinator: Coordinator) -> Word {
    match coordinator {
        Coordinator::Desk => w("承办办公室", "the desk"),
        Coordinator::FunctionalSuperior => w("业务上级", "the functional superior"),
        Coordinator::CoordinatingBody => w("协调机构", "the coordinating body"),
    }
}

/// A switch.
pub(crate) fn allowed(allowed: Allowed) -> Word {
    match allowed {
        Allowed::Yes => w("允许", "allowed"),
        Allowed::No => w("不允许", "not allowed"),
    }
}

/// When something is required.
pub(crate) fn required(required: Required) -> Word {
    match required {
        Required::Urgent => w("紧急交办单须复述", "for urgent orders"),
        Required::Never => w("不要求", "never"),
    }
}

/// A warning colour.
pub(crate) fn colour(colour: &str) -> Option<Word> {
    Some(match colour {
        "red" => w("红色", "red"),
        "orange" => w("橙色", "orange"),
        "yellow" => w("黄色", "yellow"),
        "blue" => w("蓝色", "blue"),
        _ => return None,
    })
}

/// An indicator of an assessment, by the name under which it is kept.
pub(crate) fn indicator(name: &str) -> Option<Word> {
    Some(match name {
        "HarmKind" | "harm_kind" => w("损害种类", "Kind of harm"),
        "Persons" | "persons" => w("涉及人数", "Persons concerned"),
        "Vulnerable" | "vulnerable" => w("弱势群体", "Vulnerable groups"),
        "Volume" | "volume" => w("数量", "Volume"),
        "Voices" | "voices" => w("发声人数", "Voices"),
        "Growth" | "growth" => w("增速", "Growth"),
        "Platforms" | "platforms" => w("平台数", "Platforms"),
        "Areas" | "areas" => w("地区数", "Areas"),
        "Stage" | "stage" => w("所处阶段", "Stage of life"),
        "Corroboration" | "corroboration" => w("相互印证", "Corroboration"),
        "Official" | "official" => w("官方来源", "Official sources"),
        "Undisputed" | "undisputed" => w("无争议程度", "Undisputed"),
        "Contradicted" | "contradicted" => w("说法矛盾", "Contradictions"),
        "ToCheck" | "to_check" => w("待核查", "To be checked"),
        "Anger" | "anger" => w("不满情绪", "Anger"),
        "Questions" | "questions" => w("疑问", "Questions"),
        "Void" | "void" => w("信息真空", "Information void"),
        "Unanswered" | "unanswered" => w("未回应时长", "Unanswered"),
        "Repeated" | "repeated" => w("反复发生", "Repeated"),
        "Joint" | "joint" => w("需多部门", "Needs several units"),
        _ => return None,
    })
}

/// An article of a source: a plain `art. 20` is written in the reader's language.
pub(crate) fn article(text: &str, lang: Lang) -> String {
    let plain = text.strip_prefix("art. ").filter(|rest| {
        rest.split(", ").all(|no| !no.is_empty() && no.bytes().all(|b| b.is_ascii_digit()))
    });
    match (plain, lang) {
        (Some(numbers), Lang::Zh) => {
            let numbers: Vec<_> = numbers.split(", ").map(|no| format!("第{no}条")).collect();
            numbers.join("、")
        }
        _ => text.to_owned(),
    }
}
