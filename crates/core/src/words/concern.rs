//! What a unit is told of, in words that name no matter, no person and no place.

use crate::Text;

/// Each kind of concern as stored notices and mechanism files name it, in Chinese and English.
pub const CONCERNS: &[(&str, &str, &str)] = &[
    ("received", "新来件待甄别", "A matter to triage"),
    ("lead", "确定了牵头与协办", "Lead and assisting units assigned"),
    ("order", "交办单有变化", "An order"),
    ("direct_command", "上级提级直办，予以知会", "Direct command past your level"),
    ("feedback", "交办单有回音", "An answer to your order"),
    ("settlement", "退单待裁定", "A send-back to be settled"),
    ("reminder", "催办", "Reminder"),
    ("escalation", "提级", "Escalation"),
    ("lapse", "各级均未处理", "No level acted"),
    ("relay_audit", "转报原件被抽查", "A relay was audited"),
    ("supervision", "督办单有变化", "A supervision order"),
    ("consultation", "会商", "A consultation"),
    ("request", "协助请求", "A request between units"),
    ("countersign", "会签", "A countersignature"),
    ("task", "办理任务", "A task"),
    ("sitrep", "下级上报专报", "A sitrep from below"),
    ("forward", "转办", "A matter was forwarded"),
    ("conflict", "两个上级的交办冲突", "Orders of two superiors conflict"),
    ("superseded", "所引用的结论已被取代", "A finding that you cited was replaced"),
    ("second_look", "公众反响变差或有异议，须复查", "Look again: the public's reaction"),
    ("dispute", "口径冲突", "Findings differ"),
    ("statement_withdrawn", "回应稿撤回", "A statement was withdrawn"),
    ("statement", "发布了回应", "A statement is out"),
    ("case", "案件办结或重办", "Case closed or reopened"),
    ("succession", "单位撤销与承接", "A unit ended; its work moved"),
    ("roster", "值班表有变化", "The duty roster"),
    ("watch", "值班交接", "The watch"),
    ("channel", "联络渠道", "A channel"),
    ("proposal", "责任清单修订", "The directory"),
    ("urgent_order", "收到紧急交办单，须复述签收", "An urgent order: sign and restate it"),
    ("read_back", "复述待确认", "A read-back to be confirmed"),
    ("approval", "回应稿待审批", "A statement to be approved"),
    ("contested", "有人对办结提出异议", "A closure is contested"),
    ("sweeper", "期限巡检停止，逾期无人催办", "The sweep for deadlines stands still"),
    ("brief", "每日简报", "The daily brief"),
    ("test", "渠道测试，无须处理", "A test of this channel; nothing to do"),
];

/// A kind of concern in words; `None` where nobody tells of such a thing.
pub fn concern(about: &str) -> Option<Text> {
    let found = CONCERNS.iter().find(|(name, ..)| *name == about);
    found.map(|(_, zh, en)| Text::new(*zh, *en))
}
