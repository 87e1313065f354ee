//! What must be over before a case ends.

use super::super::Names;
use super::say;
use crate::Lang;
use crate::case::RefusalKind;

pub(super) fn said(kind: &RefusalKind, lang: Lang, names: &dyn Names) -> Option<String> {
    use RefusalKind as R;
    let (zh, en) = match kind {
        R::OpenOrders(orders) => {
            let orders: Vec<&str> = orders.iter().map(|order| order.as_str()).collect();
            let orders = orders.join(", ");
            (format!("尚有未结交办单：{orders}"), format!("orders are still open: {orders}"))
        }
        R::NothingCompleted => (
            "没有已完成的交办单可供核验".to_owned(),
            "no order was completed, so there is nothing to verify".to_owned(),
        ),
        R::VerifierInvolved { unit } => {
            let unit = names.unit(unit, lang);
            (
                format!("{unit}参与了办理，不能自行核验；由其他单位或办公室核验"),
                format!("{unit} took part in disposal and cannot verify it; another unit must"),
            )
        }
        R::DisposalUnverified => (
            "处置尚未核验，不能办结；先核验，或由有权者说明理由后豁免".to_owned(),
            "disposal is not verified: the case cannot close; verify it, or the authority waives it with a reason".to_owned(),
        ),
        R::FinalMissing => (
            "最终通报尚未发布，不能办结；先发布，或由有权者说明理由后豁免".to_owned(),
            "the final statement is not out: the case cannot close; publish it, or the authority waives it with a reason".to_owned(),
        ),
        R::CommitmentsOpen(open) => {
            let open: Vec<String> = open.iter().map(u32::to_string).collect();
            let open = open.join(", ");
            (
                format!("尚有未兑现的公开承诺：{open}"),
                format!("promises to the public are still open: {open}"),
            )
        }
        R::TrackNotOpen => {
            ("该轨不在进行中".to_owned(), "that track is not open".to_owned())
        }
        R::ReviewerInvolved { unit } => {
            let unit = names.unit(unit, lang);
            (
                format!("{unit}参与了办理，不能复盘自己"),
                format!("{unit} took part and cannot review itself"),
            )
        }
        _ => return None,
    };
    say(lang, zh, en)
}
