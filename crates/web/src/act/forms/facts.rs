//! Forms of evidence and findings.

use super::super::form::{Choices as C, Form, Kind, field, form};
use super::{ORIGINALS, REASON, SHOWS, w};

pub(super) const ADD_EVIDENCE: Form = form(
    w("补充证据", "Add evidence"),
    w(
        "原件随案保存，只增不删。",
        "Originals are kept with the case; they are added and never removed.",
    ),
    &[ORIGINALS, SHOWS],
);

pub(super) const RECORD: Form = form(
    w("登记核查结论", "Record a finding"),
    w(
        "一条核实的事实，进入事实清单；通报和上报只能引用其中的结论。",
        "One verified fact for the fact sheet; statements and sitreps cite it by number.",
    ),
    &[
        field("key", w("要点", "What about"), Kind::Line).hint(
            "如“受淹车辆”。同一要点结论不同即为口径冲突。",
            "Such as “vehicles flooded”. Two values on one key are a dispute.",
        ),
        field("value", w("结论", "What is so"), Kind::Line),
        field("evidence", w("证据", "Evidence behind it"), Kind::Any(C::Evidence)).depends(),
        field(
            "supersedes",
            w("取代哪条结论", "The finding that it replaces"),
            Kind::Pick(C::Findings),
        )
        .optional(),
    ],
);

pub(super) const SETTLE_DISPUTE: Form = form(
    w("裁定口径", "Settle the dispute"),
    w("同一要点以哪条结论为准；其余保留可查。", "Which finding holds; the others stay readable."),
    &[field("keep", w("以哪条为准", "Which holds"), Kind::One(C::Disputed)), REASON],
)
.grave();
