//! Forms of working together: supervision, consultation, help, tasks, accounts upward.

use super::super::form::{Choices as C, Form, Kind, field, form};
use super::{ORIGINALS, REASON, SHOWS, w};

pub(super) const SUPERVISE: Form = form(
    w("督办", "Give a supervision order"),
    w(
        "正式督办：对方须签收、在时限内答复，由你销号。销号前不能办结。",
        "A formal demand: the unit signs, accounts within the limit, and you discharge it. The case cannot close before.",
    ),
    &[
        field("to", w("督办谁", "Who must account"), Kind::Pick(C::Units)),
        field("demand", w("督办要求", "What is demanded"), Kind::Text),
    ],
);

pub(super) const SIGN_SUPERVISION: Form = form(
    w("签收督办单", "Sign for the supervision order"),
    w("签收后开始计算答复时限。", "The limit for the account begins to run."),
    &[],
);

pub(super) const ANSWER_SUPERVISION: Form = form(
    w("答复督办", "Answer the supervision order"),
    w("说明如何落实督办要求。", "Account for what is demanded."),
    &[field("text", w("答复", "Account"), Kind::Text)],
);

pub(super) const DISCHARGE: Form = form(
    w("销号", "Discharge the supervision order"),
    w("督办要求已落实，督办单结束。", "What was demanded is done; the supervision order ends."),
    &[REASON],
);

pub(super) const CONVENE: Form = form(
    w("召集会商", "Call a consultation"),
    w(
        "限时会商：受邀单位各自表态，由你作结论。",
        "Timed: each unit states its position on record, and you decide.",
    ),
    &[
        field("question", w("要议定什么", "What is to be decided"), Kind::Text),
        field("invited", w("邀请", "Who is invited"), Kind::Any(C::Units)),
    ],
);

pub(super) const STATE_POSITION: Form = form(
    w("发表意见", "State your unit's position"),
    w("意见记录在案，不同意见同样保留。", "It goes on record; dissent stays there too."),
    &[
        field("stance", w("态度", "For or against"), Kind::One(C::Stances)),
        field("text", w("意见", "In words"), Kind::Text),
    ],
);

pub(super) const CONCLUDE: Form = form(
    w("会商结论", "Decide the consultation"),
    w("全部表态后，或到期后，方可作结论。", "Once everybody invited has spoken, or time is up."),
    &[field("decision", w("结论", "What is decided"), Kind::Text)],
);

pub(super) const ASK_HELP: Form = form(
    w("请求协助", "Ask another unit for help"),
    w("直接向另一单位请求协助，办公室可见。", "Directly, without going up; the desk sees it."),
    &[
        field("to", w("请求谁", "Whom"), Kind::Pick(C::Units)),
        field("text", w("请求什么", "For what"), Kind::Text),
    ],
);

pub(super) const ANSWER_HELP: Form = form(
    w("答复协助请求", "Answer the request"),
    w("答复对方的协助请求。", "Answers what the other unit asked for."),
    &[field("text", w("答复", "Answer"), Kind::Text), ORIGINALS, SHOWS],
);

pub(super) const WITHDRAW_HELP: Form = form(
    w("撤回协助请求", "Take the request back"),
    w("不再需要答复。", "Its answer is not needed any more."),
    &[REASON],
);

pub(super) const PLAN_TASK: Form = form(
    w("安排任务", "Plan a task"),
    w(
        "处置中的一项工作，有责任单位和期限；未完成不能核验。",
        "A piece of disposal work with an owner and a time; disposal is not verified before it is done.",
    ),
    &[
        field("text", w("做什么", "What"), Kind::Text),
        field("owner", w("谁来做", "Who does it"), Kind::Pick(C::Units)),
        field("by", w("何时完成", "By when"), Kind::When),
        field("after", w("须先完成", "After these tasks"), Kind::Any(C::Tasks)).optional(),
    ],
);

pub(super) const FINISH_TASK: Form = form(
    w("完成任务", "Finish the task"),
    w(
        "报告任务完成，须有证据；证据不在此处时请先补充证据。",
        "Needs evidence; add it to the case first where it is not here yet.",
    ),
    &[field("evidence", w("证据", "Evidence"), Kind::Any(C::Evidence)).depends()],
);

pub(super) const SITREP: Form = form(
    w("上报", "File a sitrep"),
    w(
        "依据事实清单向上级报告；全部原件随报，保真度对照原件测量。",
        "An account upward that cites findings; all originals travel along, and its fidelity is measured against them.",
    ),
    &[
        field("kind", w("报次", "Which of the series"), Kind::One(C::SitrepKinds)),
        field("text", w("内容", "What it says"), Kind::Text).hint(
            "把握不准的写“据称”“待核”，不要删去限定语。",
            "Keep “reportedly” and “not confirmed” where they belong.",
        ),
        field("cites", w("依据", "What it rests on"), Kind::Any(C::Cites)).depends(),
    ],
);

pub(super) const AUDIT_RELAY: Form = form(
    w("抽查转报", "Audit the relay"),
    w("对照原件，判断转报是否如实。", "Whether it gave what its originals say."),
    &[
        field("verdict", w("结论", "Verdict"), Kind::One(C::RelayVerdicts)),
        field("reason", w("对照了什么、发现什么", "What was compared and found"), Kind::Text),
    ],
);
