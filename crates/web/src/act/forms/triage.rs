//! Forms of what a desk does with a matter before and beside its handling.

use super::super::form::{Choices as C, Field, Form, Kind, field, form};
use super::{ORIGINALS, REASON, SHOWS, w};

const OTHER: Field = field("other", w("另一案件的编号", "Number of the other case"), Kind::Line)
    .hint(
        "如 450103-2026-0003，见该案页首。",
        "Such as 450103-2026-0003; it stands at the head of that case.",
    );

pub(super) const RECEIVE: Form = form(
    w("登记来件", "Enter a matter"),
    w(
        "电话、来访或其他途径得知的事项，登记后进入待甄别。",
        "What came by telephone, in person or otherwise; it then waits for triage.",
    ),
    &[
        field("title", w("什么事、在哪里", "What it is about and where"), Kind::Line)
            .hint("不写当事人姓名、电话。", "Without names or telephone numbers of persons."),
        field("areas", w("涉及地区", "Areas concerned"), Kind::Any(C::Areas)),
        field("remit", w("主要职责事项", "Main remit"), Kind::Pick(C::Remits)),
        ORIGINALS,
        SHOWS,
        field("drill", w("演练", "Drill"), Kind::Any(C::Drill))
            .hint("只在演练时勾选。", "Tick only in a drill.")
            .optional(),
    ],
);

pub(super) const ACCEPT: Form = form(
    w("受理", "Accept"),
    w(
        "立案并同时开启处置轨和回应轨；时限开始计算。",
        "Makes it a case and opens both tracks; the time limits begin to run.",
    ),
    &[],
);

pub(super) const MERGE: Form = form(
    w("并案", "Merge into another case"),
    w(
        "本案的一切并入另一案，由其继续办理；本案仍可查阅。",
        "The other case takes over all that this one holds; this one stays readable.",
    ),
    &[OTHER, REASON],
)
.grave();

pub(in super::super) const DECLINE: Form = form(
    w("不予受理", "Decline"),
    w(
        "不立案。理由会告知询问的人，请写得让人明白。",
        "It becomes no case. Whoever asks is told the reason, so write it for them.",
    ),
    &[
        field("ground", w("依据", "Ground"), Kind::One(C::Grounds)),
        field("reason", w("理由（向公众说明）", "Reason, as the public is told"), Kind::Text),
    ],
)
.grave();

pub(super) const ASSESS: Form = form(
    w("研判定级", "Fix the risk level"),
    w(
        "等级由人确定；降级必须说明理由。时限随等级变化。",
        "A person fixes the level; lowering it needs a reason. Time limits follow the level.",
    ),
    &[
        field("level", w("等级", "Level"), Kind::One(C::Levels)),
        field("reason", w("研判理由", "Reason"), Kind::Text)
            .hint("事实依据，而不是语气。", "What is so, not how it is said."),
    ],
);

pub(super) const ASSIGN_LEAD: Form = form(
    w("确定牵头单位", "Assign the lead"),
    w(
        "牵头单位由工作机制和责任清单确定，可以增加协办单位。",
        "Mechanism and directory name the lead; further units can be added to assist.",
    ),
    &[field("assisting", w("增加协办单位", "Further assisting units"), Kind::Any(C::Units))
        .optional()],
);

pub(super) const FORWARD: Form = form(
    w("转办", "Forward"),
    w(
        "转给一个单位知悉处理，不要求反馈。要求反馈请用交办。",
        "Passes the matter on without a duty to report back; dispatch an order where you want that.",
    ),
    &[
        field("to", w("转给", "To"), Kind::Pick(C::Units)),
        field("note", w("说明", "Note"), Kind::Text),
    ],
);

pub(super) const LINK: Form = form(
    w("关联另一案件", "Link another case"),
    w("两案互相注明，各自办理。", "Each case names the other; both go on by themselves."),
    &[OTHER, field("relation", w("关系", "How they belong together"), Kind::One(C::Relations))],
);

pub(super) const SPLIT: Form = form(
    w("分案", "Split off a part"),
    w(
        "把一部分地区或事项分出为新案，由相应的办公室办理。",
        "Makes a part, by area or by remit, a case of its own at the desk that answers for it.",
    ),
    &[
        field("title", w("分出部分的标题", "What the part is about"), Kind::Line).optional(),
        field("areas", w("分出的地区", "Its areas"), Kind::Any(C::CaseAreas)).optional(),
        field("remits", w("分出的事项", "Its remits"), Kind::Any(C::CaseRemits)).optional(),
        field(
            "evidence",
            w("随案证据（不选则全部）", "Its evidence; all unless chosen"),
            Kind::Any(C::Evidence),
        )
        .optional(),
        REASON,
    ],
)
.grave();

pub(super) const JOIN: Form = form(
    w("合办", "Join under one lead"),
    w(
        "与另一案合为一个总案，由共同上级的办公室统一牵头。",
        "One case over this and another, at the desk of their lowest common superior.",
    ),
    &[
        field("title", w("总案标题", "What the whole is about"), Kind::Line),
        OTHER,
        field("how", w("两案此后", "What becomes of the two"), Kind::One(C::Joinings)),
        REASON,
    ],
)
.grave();

/// Accepting, grading, assigning and ordering at once, as a desk does with most matters.
pub(in super::super) const AT_ONCE: Form = form(
    w("受理并交办", "Accept and dispatch"),
    w(
        "一次完成受理、定级、确定牵头和交办；任何一步不合规则，则一步也不办。",
        "Accepts, fixes the level, assigns the lead and gives the order; where one step is refused, none is done.",
    ),
    &[
        field("level", w("等级", "Level"), Kind::One(C::Levels)),
        field("reason", w("研判理由", "Reason for the level"), Kind::Text)
            .hint("事实依据，而不是语气。", "What is so, not how it is said."),
        field("to", w("交给", "Order to"), Kind::Pick(C::Units)),
        field("task", w("要做什么", "What must be done"), Kind::Text),
        field("urgency", w("紧急程度", "Urgency"), Kind::One(C::Urgencies))
            .hint("重大及以上一般应为紧急。", "Grave and graver are usually urgent."),
    ],
);

/// Merging into one of the cases that may be about the same.
pub(in super::super) const MERGE_NEAR: Form = Form {
    fields: &[field("other", w("并入哪一件", "Into which"), Kind::One(C::Similar)), REASON],
    ..MERGE
};
