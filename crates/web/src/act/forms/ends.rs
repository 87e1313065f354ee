//! Forms of verification, closing, and what comes after.

use super::super::form::{Choices as C, Form, Kind, field, form};
use super::{ORIGINALS, REASON, SHOWS, w};

pub(super) const VERIFY: Form = form(
    w("核验处置", "Verify disposal"),
    w(
        "由未参与办理的人核验问题是否真正解决。",
        "Whether the problem is really solved, by somebody who had no part in it.",
    ),
    &[
        field("solved", w("问题解决了吗", "Is it solved"), Kind::One(C::Solved)),
        field("reason", w("看到了什么", "What was seen"), Kind::Text),
        ORIGINALS,
        SHOWS,
    ],
);

pub(super) const WAIVE: Form = form(
    w("豁免一轨", "Waive a track"),
    w(
        "以理由放弃处置或回应中的一轨；公开可查。",
        "Lets one track go, with a reason that stays on record.",
    ),
    &[field("track", w("哪一轨", "Which track"), Kind::One(C::Tracks)), REASON],
)
.grave();

pub(super) const CLOSE: Form = form(
    w("办结", "Close the case"),
    w(
        "处置已核验、最终通报已发布后办结；随后复盘。",
        "Once disposal is verified and the final statement is out; a review follows.",
    ),
    &[field("summary", w("结果如何", "What became of it"), Kind::Text)],
)
.grave();

pub(super) const REOPEN: Form = form(
    w("重办", "Open the case again"),
    w(
        "虚假办结、反响恶化或出现新事实时重办；两轨重新开启。",
        "After a false closure, a worse reaction or new facts; both tracks open again.",
    ),
    &[REASON, ORIGINALS, SHOWS],
)
.grave();

pub(super) const REVIEW: Form = form(
    w("复盘", "Review the case"),
    w("办结后总结经验。", "What was learnt from it."),
    &[field("lessons", w("经验教训", "Lessons"), Kind::Text)],
);

pub(super) const REACTION: Form = form(
    w("记录反响", "Record the public's reaction"),
    w(
        "通报或办结前后等长时段内的网帖和诉求数；明显变多即须复查。",
        "Posts and complaints in windows of equal length; a clear rise has somebody look again.",
    ),
    &[
        field("before", w("之前", "Before"), Kind::Number),
        field("after", w("之后", "After"), Kind::Number),
    ],
);

pub(super) const CONTEST: Form = form(
    w("记录异议", "Record that it is contested"),
    w(
        "外界认为没有解决；须有人复查。",
        "Somebody outside says that it is not solved; somebody must look again.",
    ),
    &[field("reason", w("异议内容", "In which words"), Kind::Text), ORIGINALS, SHOWS],
);

pub(super) const LOOK_AGAIN: Form = form(
    w("复查后维持", "Look again and let it stand"),
    w(
        "复查后认为无需重办。需要重办请用“重办”。",
        "Looked at again, and it stands; otherwise open the case again.",
    ),
    &[REASON],
);
