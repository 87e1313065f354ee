//! Forms of orders: from the one who gives them and from the one who gets them.

use super::super::form::{Choices as C, Field, Form, Kind, field, form};
use super::{ORIGINALS, REASON, SHOWS, w};

const TO: Field = field("to", w("交给", "To"), Kind::Pick(C::Units));

pub(super) const DISPATCH: Form = form(
    w("交办", "Give an order"),
    w(
        "下达交办单：对方须在时限内签收并反馈。",
        "The unit must sign for it and report back within the limits.",
    ),
    &[
        TO,
        field("task", w("要做什么", "What must be done"), Kind::Text)
            .hint("写清做什么、做到什么程度。", "Say what, and when it is done well."),
        field("urgency", w("紧急程度", "Urgency"), Kind::One(C::Urgencies)).hint(
            "紧急的须复述确认，时限更短。",
            "An urgent order is read back, and its limits are shorter.",
        ),
    ],
);

pub(super) const WITHDRAW: Form = form(
    w("撤回交办", "Take the order back"),
    w("交办单结束，对方不再负责办理。", "The order ends; the unit need not act on it any more."),
    &[REASON],
)
.grave();

pub(super) const SIGN: Form = form(
    w("签收", "Sign for the order"),
    w(
        "签收即接受办理。紧急交办须复述：用自己的话写，或逐项确认要点。",
        "Signing accepts the order. An urgent one is read back: in your own words, or by confirming each key point.",
    ),
    &[
        field("points", w("确认要点", "Key points"), Kind::Any(C::KeyPoints)).depends(),
        field("restated", w("用自己的话复述", "The order in your words"), Kind::Text)
            .hint("你将做什么、何时完成。", "What you will do, and by when.")
            .depends(),
    ],
);

pub(super) const CONFIRM_READ_BACK: Form = form(
    w("确认复述无误", "Confirm the read-back"),
    w("对方的复述与交办一致时确认。", "Confirm that the unit understood the order."),
    &[],
);

pub(super) const FEEDBACK: Form = form(
    w("反馈", "Report back"),
    w(
        "说明做了什么、结果如何。办结的反馈须有核查结论或证据，否则会被标为空反馈。",
        "Say what was done and what came of it. A last account without a finding or evidence is marked as empty.",
    ),
    &[
        field("text", w("做了什么、结果如何", "What was done and what came of it"), Kind::Text),
        field("progress", w("进展", "Progress"), Kind::One(C::Progresses)),
        ORIGINALS,
        SHOWS,
        field("key", w("核查结论：要点", "Finding: what about"), Kind::Line)
            .hint(
                "如“受淹车辆”。结论会进入事实清单。",
                "Such as “vehicles flooded”. It goes into the fact sheet.",
            )
            .optional(),
        field("value", w("核查结论：内容", "Finding: what is so"), Kind::Line).optional(),
        field(
            "evidence",
            w("结论所依据的已有证据", "Evidence behind it that is here already"),
            Kind::Any(C::Evidence),
        )
        .optional(),
    ],
);

pub(super) const JUDGE: Form = form(
    w("审核反馈", "Judge the feedback"),
    w(
        "通过则交办单办结；退回须说明缺什么。",
        "Accepting completes the order; returning it needs a reason.",
    ),
    &[
        field("verdict", w("审核意见", "Judgement"), Kind::One(C::Judgements)),
        field("reason", w("退回的理由", "Why it is returned"), Kind::Text)
            .hint(
                "只在退回时填写：缺什么、要补什么。",
                "Only where it is returned: what is missing.",
            )
            .optional(),
    ],
);

pub(super) const SEND_BACK: Form = form(
    w("退单", "Send the order back"),
    w(
        "不属本单位职责时退回，由共同上级裁定。每单位只能退一次，须有职责依据和证据。",
        "Where it is not your remit; the lowest common superior settles it. Once for each unit, with a remit and evidence.",
    ),
    &[
        field("remit", w("属于哪项职责", "By which remit"), Kind::Pick(C::Remits)),
        field("proposed", w("应由谁办理", "Who should have it"), Kind::Pick(C::Units)),
        field("evidence", w("证据", "Evidence"), Kind::Any(C::Evidence)).depends(),
        REASON,
    ],
)
.grave();

pub(super) const SETTLE: Form = form(
    w("裁定牵头", "Settle who leads"),
    w("裁定后相关单位不得再退单。", "After a settlement these units may not send back again."),
    &[
        field("lead", w("牵头单位", "Lead"), Kind::Pick(C::Units)),
        field("assisting", w("协办单位", "Assisting units"), Kind::Any(C::Units)).optional(),
        REASON,
    ],
)
.grave();

pub(super) const SETTLE_CONFLICT: Form = form(
    w("裁定以本单为准", "Let this order hold"),
    w(
        "两个上级的交办冲突时，以本单为准，另一单结束。",
        "Of two superiors' orders this one holds; the other ends.",
    ),
    &[REASON],
)
.grave();

pub(super) const ASK_EXTENSION: Form = form(
    w("申请延期", "Ask for more time"),
    w("由交办单位批复；批复前原时限不变。", "The issuer answers; until then the old limit stands."),
    &[REASON],
);

pub(super) const ANSWER_EXTENSION: Form = form(
    w("批复延期", "Answer the request for more time"),
    w("同意则按同一时限顺延一次。", "Granting gives the same limit once more."),
    &[
        field("verdict", w("批复", "Answer"), Kind::One(C::ExtensionAnswers)),
        field("reason", w("不同意的理由", "Why not"), Kind::Text).optional(),
    ],
);

pub(super) const REMIND: Form = form(
    w("催办", "Remind"),
    w("提醒责任单位；不改变期限。", "Nudges whoever must act; the deadline stays."),
    &[],
);
