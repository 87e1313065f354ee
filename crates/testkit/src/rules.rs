//! Mechanisms that differ in their amounts and switches.

use std::fmt::Write as _;

/// The amounts and switches of a mechanism; [`Rules::toml`] writes them as a mechanism file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rules {
    /// Time limits: id, kind, risk levels (all if empty), length.
    pub deadlines: Vec<(&'static str, &'static str, &'static str, String)>,
    /// The time limit for the receipt of an urgent order at the lower risk levels.
    pub urgent_receipt: String,
    /// How long before any deadline the unit is reminded.
    pub remind_before: String,
    /// How long each rung of the ladder has.
    pub step: String,
    /// The same for grave matters.
    pub step_grave: String,
    /// `yes` or `no`.
    pub direct_command: &'static str,
    /// `urgent` or `never`.
    pub read_back: &'static str,
    /// How often an order is extended at most.
    pub extensions_max: u32,
    /// Risk level that counts before a person has fixed one.
    pub risk_until_assessed: &'static str,
    /// The factor from which a reaction is worse.
    pub reaction_worse_from: String,
}

/// Every kind of deadline once, and once more for grave matters where that matters.
const DEADLINES: [(&str, &str, &str, &str); 32] = [
    ("T1", "triage", "", "2h"),
    ("T2", "assignment", "", "4h"),
    ("S1", "receipt", "", "1wd"),
    ("S2", "receipt", "\"I\", \"II\"", "30min"),
    ("F1", "feedback", "", "5wd"),
    ("F3", "feedback", "\"I\", \"II\"", "4h"),
    ("J1", "judgement", "", "1wd"),
    ("J2", "judgement", "\"I\", \"II\"", "2h"),
    ("B1", "send_back", "", "1wd"),
    ("B2", "settlement", "", "1wd"),
    ("B3", "settlement", "\"I\", \"II\"", "1h"),
    ("D1", "notice", "\"I\", \"II\"", "5h"),
    ("D2", "briefing", "\"I\", \"II\"", "24h"),
    ("D3", "answer", "", "48h"),
    ("V1", "verification", "", "2wd"),
    ("C1", "closing", "", "3wd"),
    ("R1", "review", "", "20d"),
    ("A9", "assignment", "\"I\"", "1h"),
    ("K1", "read_back", "", "30min"),
    ("K2", "acceptance", "", "2wd"),
    ("K3", "acceptance", "\"I\", \"II\"", "2h"),
    ("U1", "supervision_receipt", "", "4h"),
    ("U2", "supervision", "", "3wd"),
    ("M1", "consultation", "", "1wd"),
    ("G1", "countersign", "", "1wd"),
    ("H1", "help", "", "2wd"),
    ("A1", "sitrep", "\"I\", \"II\"", "2h"),
    ("A4", "sitrep", "\"III\"", "6h"),
    ("E1", "second_look", "", "2wd"),
    ("W1", "take_over", "", "15min"),
    ("W2", "channel_check", "", "30d"),
    ("W3", "row_decision", "", "5wd"),
];

impl Default for Rules {
    fn default() -> Self {
        let owned = |(id, kind, risk, within): (_, _, _, &str)| (id, kind, risk, within.to_owned());
        Self {
            deadlines: DEADLINES.map(owned).to_vec(),
            urgent_receipt: "1h".to_owned(),
            remind_before: "1h".to_owned(),
            step: "1wd".to_owned(),
            step_grave: "30min".to_owned(),
            direct_command: "yes",
            read_back: "urgent",
            extensions_max: 1,
            risk_until_assessed: "IV",
            reaction_worse_from: "1.5".to_owned(),
        }
    }
}

impl Rules {
    /// The mechanism file.
    pub fn toml(&self) -> String {
        let mut text = HEAD.to_owned();
        for (id, kind, risk, within) in &self.deadlines {
            let _ = write!(
                text,
                "\n[[deadline]]\nid = \"{id}\"\nfor = \"{kind}\"\nrisk = [{risk}]\n\
                 within = \"{within}\"\nsource = \"law\"\n"
            );
        }
        let _ = write!(
            text,
            "\n[[deadline]]\nid = \"S3\"\nfor = \"receipt\"\nrisk = [\"III\", \"IV\"]\n\
             urgent = true\nwithin = \"{}\"\nsource = \"law\"\n",
            self.urgent_receipt
        );
        text.push_str(POWERS);
        let Self {
            remind_before,
            step,
            step_grave,
            direct_command,
            read_back,
            extensions_max,
            risk_until_assessed,
            reaction_worse_from,
            ..
        } = self;
        let _ = write!(
            text,
            r#"
[escalation]
remind_before = "{remind_before}"
step = "{step}"
step_grave = "{step_grave}"
source = "law"

[conduct]
direct_command = "{direct_command}"
read_back = "{read_back}"
first_receiver_rule = "L-first"
first_receiver_words = {{ zh = "首接负责", en = "the first receiver leads" }}
first_receiver_source = "law"
risk_until_assessed = "{risk_until_assessed}"
extensions_max = {extensions_max}
reaction_worse_from = {reaction_worse_from}
"#
        );
        text
    }
}

const HEAD: &str = r#"id = "small"
version = 1
name = { zh = "小机制", en = "Small mechanism" }
about = { zh = "测试用", en = "for tests" }

[[source]]
id = "law"
title = { zh = "某法", en = "Some law" }

[[risk]]
level = "I"
name = { zh = "特别重大", en = "especially grave" }
colour = "red"
proposed_from = 0.75
source = "law"

[[risk]]
level = "II"
name = { zh = "重大", en = "grave" }
colour = "orange"
proposed_from = 0.55
source = "law"

[[risk]]
level = "III"
name = { zh = "较大", en = "fairly grave" }
colour = "yellow"
proposed_from = 0.3
source = "law"

[[risk]]
level = "IV"
name = { zh = "一般", en = "ordinary" }
colour = "blue"
proposed_from = 0.0
source = "law"
"#;

const POWERS: &str = r#"
[relay_audit]
share = 0.5
every_days = 7
source = "law"

[[checklist]]
id = "known"
words = { zh = "已知什么", en = "what is known" }
required_for = ["final"]
source = "law"

[[checklist]]
id = "respect"
words = { zh = "表示尊重", en = "show respect" }
source = "law"

[[power]]
id = "P-duty"
position = "duty"
on = ["desk"]
may = ["receive", "triage", "assess", "assign_lead", "dispatch", "withdraw", "confirm_read_back", "judge_feedback", "remind", "add_evidence", "record_finding", "verify", "sign", "feedback", "forward", "convene", "state_position", "plan_task", "file_sitrep", "look_again", "link_case", "ask_countersign"]
source = "law"

[[power]]
id = "P-lead"
position = "lead"
on = ["desk"]
may = ["receive", "triage", "assess", "assign_lead", "dispatch", "withdraw", "confirm_read_back", "judge_feedback", "remind", "add_evidence", "record_finding", "verify", "settle", "grant_extension", "settle_dispute", "approve_statement", "direct_command", "close", "reopen", "review", "forward", "supervise", "convene", "state_position", "plan_task", "file_sitrep", "look_again", "link_case", "join", "ask_countersign"]
source = "law"

[[power]]
id = "P-chief"
position = "chief"
on = ["desk"]
may = ["triage", "assess", "assign_lead", "dispatch", "withdraw", "confirm_read_back", "judge_feedback", "remind", "verify", "settle", "grant_extension", "settle_dispute", "approve_statement", "direct_command", "waive", "close", "reopen", "review", "forward", "supervise", "convene", "state_position", "look_again", "audit_relay", "link_case", "join"]
source = "law"

[[power]]
id = "P-principal"
position = "principal"
on = ["coordinating_body"]
may = ["assess", "assign_lead", "dispatch", "withdraw", "confirm_read_back", "judge_feedback", "remind", "verify", "settle", "grant_extension", "settle_dispute", "approve_statement", "direct_command", "waive", "close", "reopen", "review", "supervise", "convene", "state_position", "look_again", "audit_relay"]
source = "law"

[[power]]
id = "P-liaison"
position = "liaison"
on = ["department", "desk"]
may = ["sign", "feedback", "send_back", "ask_extension", "add_evidence", "record_finding", "fulfil_commitment", "state_position", "ask_help", "finish_task"]
source = "law"

[[power]]
id = "P-head"
position = "head"
on = ["department"]
may = ["sign", "feedback", "send_back", "ask_extension", "add_evidence", "record_finding", "approve_statement", "fulfil_commitment", "convene", "state_position", "ask_help", "plan_task", "finish_task", "countersign", "ask_countersign"]
source = "law"

[[power]]
id = "P-editor"
position = "editor"
on = ["department", "desk"]
may = ["draft_statement", "add_evidence", "ask_countersign"]
source = "law"

[[power]]
id = "P-spokes"
position = "spokes"
on = ["department", "desk"]
may = ["draft_statement", "publish_statement"]
source = "law"

[[power]]
id = "P-watch"
position = "duty"
on = ["desk"]
may = ["take_watch", "keep_channels", "see_exceptionally"]
source = "law"

[[power]]
id = "P-watch-lead"
position = "lead"
on = ["desk"]
may = ["take_watch", "roster", "keep_channels", "propose_row", "delegate", "see_exceptionally"]
source = "law"

[[power]]
id = "P-staff-desk"
position = "chief"
on = ["desk"]
may = ["appoint", "roster", "delegate", "keep_channels", "propose_row", "amend_directory", "see_exceptionally"]
source = "law"

[[power]]
id = "P-staff-principal"
position = "principal"
on = ["coordinating_body"]
may = ["appoint", "delegate", "amend_directory", "see_exceptionally"]
source = "law"

[[power]]
id = "P-staff-head"
position = "head"
on = ["department"]
may = ["appoint", "delegate", "keep_channels", "propose_row", "see_exceptionally"]
source = "law"

[[power]]
id = "P-channels"
position = "liaison"
on = ["department", "desk"]
may = ["keep_channels", "see_exceptionally"]
source = "law"

[[lead_rule]]
id = "L-grave-areas"
when = ["especially_grave", "several_areas"]
lead = "common_superior"
coordinator = "coordinating_body"
words = { zh = "特别重大且涉及多地", en = "especially grave and in several places" }
source = "law"

[[lead_rule]]
id = "L-areas"
when = ["several_areas"]
lead = "common_superior"
coordinator = "desk"
words = { zh = "涉及多地", en = "several places" }
source = "law"

[[lead_rule]]
id = "L-vertical"
when = ["vertical"]
lead = "directory"
coordinator = "functional_superior"
words = { zh = "垂直管理", en = "vertically managed" }
source = "law"

[[lead_rule]]
id = "L-departments"
when = ["several_departments"]
lead = "directory"
coordinator = "desk"
words = { zh = "涉及多部门", en = "several departments" }
source = "law"

[[lead_rule]]
id = "L-territory"
when = []
lead = "directory"
coordinator = "desk"
words = { zh = "属地管理", en = "by territory" }
source = "law"
"#;
