//! Why a unit may see a case, in words.

use crate::Text;
use crate::sight::SightRule;

/// A rule of sight in one sentence.
pub fn sight_rule(rule: SightRule) -> Text {
    let (zh, en) = match rule {
        SightRule::Area => (
            "承办地区及其各上级的领导小组与办公室",
            "Desks and coordinating bodies of the handling area and of the areas above",
        ),
        SightRule::Lead => ("牵头单位", "The lead unit"),
        SightRule::Assisting => ("协办单位", "Assisting units"),
        SightRule::Coordinator => ("统筹协调单位", "Who coordinates beside the lead"),
        SightRule::Ordered => ("收到交办的单位", "Units that were given an order"),
        SightRule::Issuer => {
            ("发出交办、督办、会商或协助请求的单位", "Units that ordered or asked")
        }
        SightRule::PassedOver => (
            "被提级直办越过的层级（同步知悉，不得阻拦）",
            "Levels that a direct command passed over: they see it and cannot block it (AUTH-2)",
        ),
        SightRule::Forwarded => ("收到转办的单位", "Units that the matter was passed on to"),
        SightRule::Supervised => ("被督办单位", "Units under supervision"),
        SightRule::Consulted => ("受邀会商单位", "Units called to a consultation"),
        SightRule::Requested => ("被请求协助的单位", "Units that were asked for help"),
        SightRule::Countersigning => ("会签单位", "Units whose countersignature was asked for"),
        SightRule::Speaking => (
            "发布回应或承担公开承诺的单位",
            "Units that a statement speaks for, or whose work it promises",
        ),
        SightRule::Working => {
            ("承担任务、登记结论或核验的单位", "Units with a task, a finding, or the verification")
        }
        SightRule::Reporting => ("报送与接收专报的单位", "Units that reported or were reported to"),
        SightRule::Awaited => ("有期限待办的单位", "Units that must act by a running deadline"),
    };
    Text::new(zh, en)
}
