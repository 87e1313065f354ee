//! Forms of statements and of what they promise.

use super::super::form::{Choices as C, Form, Kind, field, form};
use super::{REASON, w};

pub(super) const DRAFT: Form = form(
    w("起草通报", "Write a statement"),
    w(
        "只说核查结论支持的话；由另一人审批后发布。",
        "It may only say what findings support; another person approves it before it goes out.",
    ),
    &[
        field("kind", w("种类", "Kind"), Kind::One(C::StatementKinds)),
        field("corrects", w("更正哪一篇", "What it corrects"), Kind::Pick(C::Published))
            .hint("只在更正时选择。", "Only for a correction.")
            .optional(),
        field("text", w("正文", "Text"), Kind::Text),
        field("cites", w("依据", "What it rests on"), Kind::Any(C::Cites)).depends(),
        field("promises", w("公开承诺", "Promises"), Kind::Promises)
            .hint(
                "发布后即成为有责任单位和期限的任务。",
                "Each becomes a commitment with an owner and a deadline once it is out.",
            )
            .optional(),
        field("explained", w("看似不一致的说明", "What only reads as a contradiction"), Kind::Text)
            .hint(
                "仅在系统指出与结论或他单位通报不一致、而两者其实都对时填写；审批人会看到。",
                "Only where the check says that the text contradicts what stands and both are true: \
                 say why. The approver sees it.",
            )
            .optional(),
        field("ticked", w("发布清单", "Checklist"), Kind::Any(C::Checklist))
            .hint(
                "做到了才勾；审批人看得见未勾的。",
                "Tick what you have seen to; the approver sees what is open.",
            )
            .optional(),
    ],
);

pub(super) const APPROVE: Form = form(
    w("审批通报", "Approve the statement"),
    w(
        "审批人不能是起草人。审批后方可发布。",
        "By somebody else than its drafter; then it may go out.",
    ),
    &[],
);

pub(super) const PUBLISH: Form = form(
    w("发布通报", "Publish the statement"),
    w(
        "向公众发布。发布后不能改动，只能更正。",
        "It goes out to the public. Nothing published is edited, only corrected.",
    ),
    &[],
)
.grave();

pub(super) const WITHDRAW: Form = form(
    w("撤稿", "Take the statement back"),
    w(
        "尚未发布的稿件作废；已发布的只能更正。",
        "One that is not out yet ends; what is out is only corrected.",
    ),
    &[REASON],
)
.grave();

pub(super) const ASK_COUNTERSIGN: Form = form(
    w("送会签", "Ask for countersignatures"),
    w("被送单位全部会签后方可发布。", "It goes out only when all of them have signed."),
    &[field("units", w("送哪些单位", "Which units"), Kind::Any(C::Units))],
);

pub(super) const COUNTERSIGN: Form = form(
    w("会签", "Countersign"),
    w("同意则会签；有异议须说明。", "Sign it too, or object with a reason."),
    &[
        field("verdict", w("意见", "Your word"), Kind::One(C::Countersigns)),
        field("reason", w("异议", "Objection"), Kind::Text).depends(),
    ],
);

pub(super) const LIFT_OBJECTION: Form = form(
    w("撤回异议", "Take the objection back"),
    w("撤回异议并会签。", "Takes it back and signs."),
    &[REASON],
);

pub(super) const FULFIL: Form = form(
    w("兑现承诺", "Report the promise as kept"),
    w(
        "须有证据；证据不在此处时请先补充证据。",
        "Needs evidence; add it to the case first where it is not here yet.",
    ),
    &[field("evidence", w("证据", "Evidence"), Kind::Any(C::Evidence)).depends()],
);
