//! One renderer for all forms.
//!
//! A page with a form works without a script: every question has a label, a hint and, where
//! something is wrong with the answer, a message that is tied to it; all messages stand at the head
//! too, each leading to its question. What was typed is never lost.

use super::choices::{self, Choice};
use super::filled::Filled;
use super::form::{Choices, Field, Form, Kind, Need, Weight};
use super::read::{Problem, ROWS};
use super::scene::Scene;
use super::w;
use crate::words::Word;
use maud::{Markup, html};
use tandem_core::EvidenceId;
use tandem_core::case::Evidence;

/// Long lists fold away under their headings from this many things on.
const FOLD_FROM: usize = 12;

const PROBLEM: Word = w("有问题需要改正", "There is a problem");
const OPTIONAL: Word = w("（可不填）", "(optional)");
const CHOOSE: Word = w("请选择", "Choose");
const OTHERS: Word = w("其他单位", "Other units");
const SURE: Word = w("我已确认要这样做", "I have made sure that this is what I want");
const KEPT: Word = w("已收到的原件", "Originals already received");
const DROP: Word = w("取消勾选即不提交", "Untick what you do not want to hand in");
const CHECK: Word = w("先检查，不提交", "Check, without sending");
const NONE_HERE: Word = w("本案尚无可选项。", "There is nothing to choose from on this case yet.");
const WHAT: Word = w("承诺做什么", "What is promised");
const OWNER: Word = w("由谁兑现", "Who keeps it");
const BY: Word = w("何时之前", "By when");
const PROMISE: Word = w("承诺", "Promise");

/// A form with what was typed and what is wrong with it.
pub(super) struct Drawn<'a> {
    pub(super) scene: &'a Scene<'a>,
    pub(super) form: &'static Form,
    pub(super) filled: &'a Filled,
    pub(super) problems: &'a [Problem],
    /// Originals that were handed in with an earlier try.
    pub(super) kept: &'a [Evidence],
    /// Where it is sent.
    pub(super) action: &'a str,
    /// What sets the ids of its questions apart from those of another form on the page.
    pub(super) within: &'a str,
    /// What it carries that nobody types.
    pub(super) hidden: &'a [(&'a str, &'a str)],
}

impl Drawn<'_> {
    fn t(&self, word: Word) -> &'static str {
        self.scene.view.t(word)
    }

    /// What is wrong, at the head of the page; nothing where nothing is.
    pub(super) fn summary(&self) -> Markup {
        html! {
            @if !self.problems.is_empty() {
                div.problems #problems role="alert" tabindex="-1" {
                    h2 { (self.t(PROBLEM)) }
                    ul {
                        @for problem in self.problems {
                            li {
                                @match problem.field {
                                    Some(field) => a href={ "#q-" (self.within) (field) } {
                                        (self.scene.view.said(&problem.say))
                                    },
                                    None => (self.scene.view.said(&problem.say)),
                                }
                            }
                        }
                    }
                }
            }
        }
    }

    /// The form itself.
    pub(super) fn body(&self) -> Markup {
        let encoding = if self.form.takes_files() {
            "multipart/form-data"
        } else {
            "application/x-www-form-urlencoded"
        };
        html! {
            form.act id={ "act" (self.within) } method="post" action=(self.action) enctype=(encoding) novalidate {
                @for (name, value) in self.hidden {
                    input type="hidden" name=(name) value=(value);
                }
                @for field in self.form.fields { (self.question(field)) }
                @if self.form.weight == Weight::Grave { (self.sure()) }
                div id={ "verdict" (self.within) } role="status" aria-live="polite" {}
                div.send {
                    button.do type="submit" name="send" value="do" {
                        (self.t(self.form.title))
                    }
                    @if !self.form.fields.is_empty() {
                        button type="submit" name="send" value="check" { (self.t(CHECK)) }
                    }
                }
            }
        }
    }

    fn sure(&self) -> Markup {
        let wrong = self.wrong("sure");
        html! {
            div.question.is-wrong[wrong.is_some()] id={ "q-" (self.within) "sure" } {
                (self.message("sure"))
                label.tick {
                    input type="checkbox" name="sure" value="yes"
                        checked[self.filled.has("sure", "yes")]
                        aria-describedby=[wrong.map(|_| format!("e-{}sure", self.within))];
                    span { (self.t(SURE)) }
                }
            }
        }
    }

    fn wrong(&self, name: &str) -> Option<&Problem> {
        self.problems.iter().find(|problem| problem.field == Some(name))
    }

    fn message(&self, name: &str) -> Markup {
        html! {
            @for problem in self.problems.iter().filter(|problem| problem.field == Some(name)) {
                p.wrong id={ "e-" (self.within) (name) } { (self.scene.view.said(&problem.say)) }
            }
        }
    }

    /// The ids of the hint and of what is wrong, for a screen reader.
    fn described(&self, field: &Field) -> Option<String> {
        let hint = field.hint.map(|_| format!("h-{}{}", self.within, field.name));
        let wrong = self.wrong(field.name).map(|_| format!("e-{}{}", self.within, field.name));
        let ids: Vec<String> = hint.into_iter().chain(wrong).collect();
        (!ids.is_empty()).then(|| ids.join(" "))
    }

    /// One question of it.
    pub(super) fn question(&self, field: &Field) -> Markup {
        let grouped = matches!(field.kind, Kind::One(_) | Kind::Any(_) | Kind::Promises);
        let inner = html! {
            @if let Some(hint) = field.hint {
                p.hint id={ "h-" (self.within) (field.name) } { (self.t(hint)) }
            }
            (self.message(field.name))
            (self.answer(field))
        };
        let wrong = self.wrong(field.name).is_some();
        html! {
            @if grouped {
                fieldset.question.is-wrong[wrong] id={ "q-" (self.within) (field.name) } tabindex="-1"
                    aria-describedby=[self.described(field)] {
                    legend { (self.label(field)) }
                    (inner)
                }
            } @else {
                div.question.is-wrong[wrong] {
                    label for={ "q-" (self.within) (field.name) } { (self.label(field)) }
                    (inner)
                }
            }
        }
    }

    fn label(&self, field: &Field) -> Markup {
        html! {
            (self.t(field.label))
            @if field.need == Need::Optional && field.kind != Kind::Any(Choices::Drill) {
                " " span.optional { (self.t(OPTIONAL)) }
            }
        }
    }

    fn answer(&self, field: &Field) -> Markup {
        let (name, id) = (field.name, format!("q-{}{}", self.within, field.name));
        let (value, described) = (self.filled.get(name), self.described(field));
        let wrong = self.wrong(name).map(|_| "true");
        html! {
            @match field.kind {
                Kind::Line => input type="text" id=(id) name=(name) value=(value)
                    autocomplete="off" aria-describedby=[described] aria-invalid=[wrong];,
                Kind::Text => textarea id=(id) name=(name) rows="4"
                    aria-describedby=[described] aria-invalid=[wrong] { (value) },
                Kind::Number => input.number type="text" inputmode="numeric" id=(id) name=(name)
                    value=(value) autocomplete="off" aria-describedby=[described]
                    aria-invalid=[wrong];,
                Kind::When => input.when type="datetime-local" id=(id) name=(name) value=(value)
                    aria-describedby=[described] aria-invalid=[wrong];,
                Kind::One(of) => (self.ticks("radio", field, &choices::of(of, name, self.scene))),
                Kind::Any(of) => (self.any(field, &choices::of(of, name, self.scene))),
                Kind::Pick(of) => (self.pick(&id, name, &choices::of(of, name, self.scene),
                    described.as_deref())),
                Kind::Originals => (self.originals(&id, name, described.as_deref())),
                Kind::Promises => (self.promises()),
            }
        }
    }

    fn tick(&self, kind: &str, name: &str, choice: &Choice) -> Markup {
        let chosen = self.filled.has(name, &choice.value);
        html! {
            label.tick {
                input type=(kind) name=(name) value=(choice.value) checked[chosen];
                span {
                    (self.scene.view.said(&choice.label))
                    @if !choice.note.is_empty() {
                        " " span.meta { (self.scene.view.said(&choice.note)) }
                    }
                }
            }
        }
    }

    fn ticks(&self, kind: &str, field: &Field, all: &[Choice]) -> Markup {
        html! {
            @if all.is_empty() { p.quiet { (self.t(NONE_HERE)) } }
            div.ticks { @for choice in all { (self.tick(kind, field.name, choice)) } }
        }
    }

    /// Check boxes; of a long list only the first heading is open.
    fn any(&self, field: &Field, all: &[Choice]) -> Markup {
        if all.len() < FOLD_FROM {
            return self.ticks("checkbox", field, all);
        }
        let first = all.first().map(|choice| choice.group.clone()).unwrap_or_default();
        let (open, folded): (Vec<_>, Vec<_>) =
            all.iter().cloned().partition(|choice| choice.group == first && !first.is_empty());
        let chosen = folded.iter().any(|choice| self.filled.has(field.name, &choice.value));
        html! {
            @if !open.is_empty() { (self.ticks("checkbox", field, &open)) }
            details open[chosen || open.is_empty()] {
                summary {
                    (self.t(if open.is_empty() { CHOOSE } else { OTHERS }))
                    " " span.count { (folded.len()) }
                }
                (self.ticks("checkbox", field, &folded))
            }
        }
    }

    fn pick(&self, id: &str, name: &str, all: &[Choice], described: Option<&str>) -> Markup {
        let chosen = self.filled.get(name);
        let option = |choice: &Choice| {
            html! {
                option value=(choice.value) selected[choice.value == chosen] { (choice.label) }
            }
        };
        let mut groups: Vec<&str> = Vec::new();
        for choice in all {
            if !groups.contains(&choice.group.as_str()) {
                groups.push(&choice.group);
            }
        }
        html! {
            select id=(id) name=(name) aria-describedby=[described]
                aria-invalid=[self.wrong(name).map(|_| "true")] {
                option value="" { (self.t(CHOOSE)) }
                @for group in groups {
                    @let within = all.iter().filter(|choice| choice.group == group);
                    @if group.is_empty() { @for choice in within { (option(choice)) } }
                    @else { optgroup label=(group) { @for choice in within { (option(choice)) } } }
                }
            }
        }
    }

    fn originals(&self, id: &str, name: &str, described: Option<&str>) -> Markup {
        html! {
            @if !self.kept.is_empty() {
                p { (self.t(KEPT)) " " span.meta { (self.t(DROP)) } }
                div.ticks {
                    @for piece in self.kept {
                        @let value = kept_value(piece);
                        label.tick {
                            input type="checkbox" name="kept" value=(value) checked;
                            span { (piece.title) }
                        }
                    }
                }
            }
            input type="file" id=(id) name=(name) multiple aria-describedby=[described]
                accept="image/jpeg,image/png,image/webp,application/pdf,text/plain";
        }
    }

    fn promises(&self) -> Markup {
        let units = choices::of(Choices::Units, "owner", self.scene);
        html! {
            @for (index, row) in ROWS.iter().enumerate() {
                @let filled = !self.filled.get(row.text).is_empty();
                details.promise open[filled] {
                    summary { (self.t(PROMISE)) " " (index + 1) }
                    label for={ "q-" (self.within) (row.text) } { (self.t(WHAT)) }
                    textarea id={ "q-" (self.within) (row.text) } name=(row.text) rows="2" {
                        (self.filled.get(row.text))
                    }
                    label for={ "q-" (self.within) (row.owner) } { (self.t(OWNER)) }
                    (self.pick(&format!("q-{}{}", self.within, row.owner), row.owner, &units, None))
                    label for={ "q-" (self.within) (row.by) } { (self.t(BY)) }
                    input.when type="datetime-local" id={ "q-" (self.within) (row.by) } name=(row.by)
                        value=(self.filled.get(row.by));
                }
            }
        }
    }
}

/// An original that was received with an earlier try, as the form carries it on.
pub(super) fn kept_value(piece: &Evidence) -> String {
    format!("{}|{}", piece.digest, piece.title)
}

/// The id of an original: the first digits of its digest.
pub(super) fn evidence_id(digest: &tandem_core::Digest) -> EvidenceId {
    EvidenceId::from(&digest.to_string()[..12])
}
