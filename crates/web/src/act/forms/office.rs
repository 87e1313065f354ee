//! Forms of an area's offices.

use super::super::form::{Choices as C, Field, Form, Kind, field, form};
use super::{REASON, w};
use tandem_core::directory::Verb;

const PERSON: Field = field("person", w("谁（工号或姓名）", "Who, by staff name"), Kind::Line);
const POSITION: Field = field("position", w("岗位", "Position"), Kind::Pick(C::Positions));
const FROM: Field = field("from", w("自", "From"), Kind::When);
const UNTIL: Field = field("until", w("至", "Until"), Kind::When);
const UNIT: Field = field("unit", w("单位", "Unit"), Kind::Pick(C::AreaUnits));
const CHANNEL: Field = field("channel", w("渠道名称", "Name of the channel"), Kind::Line)
    .hint("如 night-phone，在单位内唯一。", "Such as night-phone; unique in its unit.");

/// The form of a verb of offices. What only the mechanism does has none; the secret of a key is
/// shown once by the command line, so keys are issued there; exceptional access has a page of its
/// own.
pub(in super::super) fn of_office(verb: Verb) -> Option<&'static Form> {
    use Verb as V;
    Some(match verb {
        V::Appoint => &APPOINT,
        V::Relieve => &RELIEVE,
        V::PlanShift => &PLAN,
        V::DropShift => &DROP,
        V::HandOver => &HAND_OVER,
        V::TakeWatch => &TAKE,
        V::StandDown => &STAND_DOWN,
        V::Delegate => &DELEGATE,
        V::RevokeDelegation => &REVOKE,
        V::SetChannel => &SET_CHANNEL,
        V::DropChannel => &DROP_CHANNEL,
        V::CheckChannel => &CHECK_CHANNEL,
        V::ProposeRow => &PROPOSE,
        V::DecideRow => &DECIDE,
        V::EndUnit => &END_UNIT,
        V::RevokeKey => &REVOKE_KEY,
        V::Escalate | V::NoteMessage | V::IssueKey | V::OpenException | V::EndException => {
            return None;
        }
    })
}

const APPOINT: Form = form(
    w("任命", "Appoint"),
    w(
        "此人即可在该岗位办事。首次任命后，未任命的人不能再用该岗位。",
        "The person may act in the position. From the first appointment on nobody else may.",
    ),
    &[POSITION, PERSON, FROM, UNTIL.optional()],
);
const RELIEVE: Form = form(
    w("免职", "Relieve"),
    w("此人不再担任该岗位。", "The person no longer holds the position."),
    &[REASON],
)
.grave();
const PLAN: Form = form(
    w("排班", "Plan a watch"),
    w(
        "列入值班表；到点由本人接班。",
        "It goes on the roster; the officer takes it when it begins.",
    ),
    &[field("position", w("岗位", "Position"), Kind::Pick(C::Positions)), PERSON, FROM, UNTIL],
);
const DROP: Form = form(
    w("取消排班", "Take the watch off the roster"),
    w("该班次不再安排。", "Nobody is planned for it any more."),
    &[REASON],
);
const HAND_OVER: Form = form(
    w("写交班", "Write the hand-over"),
    w(
        "告诉下一班：什么未了、要看什么。",
        "What the next officer must know: what is open, what to look at.",
    ),
    &[field("note", w("交班内容", "Note"), Kind::Text)],
);
const TAKE: Form = form(
    w("接班", "Take the watch"),
    w(
        "从现在起由你值班，上一班结束。",
        "From now on the watch is yours; whoever had it is relieved.",
    ),
    &[],
);
const STAND_DOWN: Form = form(
    w("收班", "Stand down"),
    w(
        "值班结束而无人接班，例如只在上班时间值守。",
        "The watch ends and nobody takes over, as where a desk keeps office hours.",
    ),
    &[REASON],
)
.grave();
const DELEGATE: Form = form(
    w("委托", "Delegate"),
    w("在一段时间内由他人代行本岗位。", "Another person acts in your position for a time."),
    &[
        field("to", w("由谁代行", "Who acts"), Kind::Line),
        field(
            "powers",
            w(
                "哪些权限（不选则全部可委托的）",
                "Which powers; all that can be delegated unless chosen",
            ),
            Kind::Any(C::Powers),
        )
        .optional(),
        FROM,
        UNTIL,
        REASON,
    ],
);
const REVOKE: Form =
    form(w("撤销委托", "End the delegation"), w("委托立即结束。", "It ends at once."), &[REASON]);
const SET_CHANNEL: Form = form(
    w("设置渠道", "Set a channel"),
    w(
        "单位如何联系得到；只写办公号码或地址。",
        "How a unit is reached. Numbers and addresses of offices only, never private ones.",
    ),
    &[
        UNIT,
        CHANNEL,
        field("kind", w("种类", "Kind"), Kind::One(C::ChannelKinds)),
        field("address", w("号码或地址", "Number or address"), Kind::Line),
    ],
);
const DROP_CHANNEL: Form = form(
    w("停用渠道", "Drop the channel"),
    w("不再用它联系该单位。", "The unit is no longer reached this way."),
    &[REASON],
);
const CHECK_CHANNEL: Form = form(
    w("检查渠道", "Check the channel"),
    w(
        "记录检查结果；不通的会告知上级。",
        "What a check found; the desks above are told where it fails.",
    ),
    &[
        field("outcome", w("结果", "What it found"), Kind::One(C::Outcomes)),
        field("note", w("说明（不通时必填）", "In words, needed where it fails"), Kind::Text)
            .optional(),
    ],
);
const PROPOSE: Form = form(
    w("提议清单", "Propose a row of the directory"),
    w(
        "提议由谁负责一项职责，经审定生效。",
        "Who should answer for a remit; it holds once it is accepted.",
    ),
    &[
        field("remit", w("职责事项", "Remit"), Kind::Pick(C::Remits)),
        field("lead", w("牵头部门", "Department that leads"), Kind::Pick(C::Departments)),
        field("assisting", w("协办部门", "Departments that assist"), Kind::Any(C::Departments))
            .optional(),
        field("basis", w("依据", "Ground"), Kind::Text),
    ],
);
const DECIDE: Form = form(
    w("审定清单", "Decide on the row"),
    w("采纳后即按此确定牵头单位。", "Once accepted, the lead is named by it."),
    &[
        field("verdict", w("审定意见", "Decision"), Kind::One(C::RowDecisions)),
        field("reason", w("不采纳的理由", "Why not"), Kind::Text).optional(),
    ],
);
const END_UNIT: Form = form(
    w("撤销单位", "End a unit"),
    w(
        "单位不再存在；其未了事项由承接单位办理。",
        "It is no more; whoever has its work steps into everything open.",
    ),
    &[
        UNIT,
        field("successor", w("承接单位", "Who has its work"), Kind::Pick(C::AreaUnits)).optional(),
        REASON,
    ],
)
.grave();
const REVOKE_KEY: Form =
    form(w("吊销密钥", "Revoke the key"), w("该密钥立即失效。", "It opens no more."), &[REASON])
        .grave();
