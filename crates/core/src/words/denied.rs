//! Why a person may not act, as one sentence.

use super::Names;
use crate::Lang;
use crate::authority::Denied;

/// Why a person may not act in a position.
pub fn denied(denied: &Denied, lang: Lang, names: &dyn Names) -> String {
    let (zh, en) = match denied {
        Denied::Nobody => ("须由人员办理".to_owned(), "a person must ask for this".to_owned()),
        Denied::UnusableName => (
            "姓名不可用：须为1至64个可见字符".to_owned(),
            "that name cannot be used: write 1 to 64 visible characters".to_owned(),
        ),
        Denied::UnitEnded { unit, serving } => {
            let unit = names.unit(unit, lang);
            let serving = serving.as_ref().map(|serving| names.unit(serving, lang));
            match serving {
                Some(serving) => (
                    format!("{unit}已撤销，其职责现由{serving}承担"),
                    format!("{unit} is no more; {serving} has its work now"),
                ),
                None => (format!("{unit}已撤销"), format!("{unit} is no more")),
            }
        }
        Denied::UnknownPosition(id) => (
            format!("没有岗位“{id}”；请核对单位代码与岗位类别"),
            format!("there is no position `{id}`; check unit code and kind of position"),
        ),
        Denied::NoPower { position, power, holders } => {
            let (position, power) = (names.position(position, lang), power.words());
            let holders: Vec<&str> = holders.iter().map(|name| name.get(lang)).collect();
            let holders = holders.join(lang.pick("、", ", "));
            if holders.is_empty() {
                let (zh, en) = (&power.zh, &power.en);
                (
                    format!("{position}无权“{zh}”；本机制没有把这项权限授予任何岗位"),
                    format!("{position} may not {en}; this mechanism gives that power to nobody"),
                )
            } else {
                (
                    format!("{position}无权“{}”；有此权限的岗位：{holders}", power.zh),
                    format!("{position} may not {}; who may: {holders}", power.en),
                )
            }
        }
        Denied::NotHolder { person, position } => {
            let position = names.position(position, lang);
            (
                format!("{person}现在不任{position}，也无有效委托；请由任职者办理，或先任命、委托"),
                format!(
                    "{person} is not {position} now and has no delegation for this; a holder \
                     does it, or appoints or delegates first"
                ),
            )
        }
    };
    lang.pick(&zh, &en).to_owned()
}
