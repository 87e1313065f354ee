//! Words of the evaluation page.

use crate::words::Word;

pub(super) const EVALUATION: Word = Word::new("联动评估", "Evaluation");
pub(super) const WHOSE: Word = Word::new(
    "统计对象：本地区及以下办公室经办的案件（演练除外）。只有能查看其中每一件的岗位可见本页，因此没有任何数字来自读者看不到的案件。",
    "Counted are the cases of the desks of this area and below, drills left out. Only positions that may open every one of them see this page, so no figure rests on a case that its reader cannot open.",
);
pub(super) const PERIOD: Word = Word::new("受理时间", "Received within");
pub(super) const DAYS: Word = Word::new("天内", "days");
pub(super) const EVER: Word = Word::new("全部", "all");
pub(super) const MADE: Word = Word::new("统计时间", "Read at");
pub(super) const IN_PART: Word = Word::new(
    "案件较多，只统计最近的20000件。",
    "There are many cases; the latest 20,000 are counted.",
);
pub(super) const DOWNLOAD: Word = Word::new("下载", "Download");
pub(super) const DEVIATIONS: Word = Word::new("偏离机制之处", "Where the mechanism was left");
pub(super) const NO_DEVIATIONS: Word =
    Word::new("没有超期办理或未办的事项。", "Nothing was done too late or left undone.");
pub(super) const DEVIATIONS_HELP: Word = Word::new(
    "核心拒绝越权或次序不对的步骤，所以偏离只有两种：办迟了，或到期未办。按超期时间排列。",
    "The core refuses steps that are out of order or out of somebody's power, so only two things deviate: what came too late and what did not come. The latest come first.",
);
pub(super) const STEP: Word = Word::new("环节", "Step");
pub(super) const LATENESS: Word = Word::new("超期", "How late");
pub(super) const LATE: Word = Word::new("办迟", "done late");
pub(super) const NOT_DONE: Word = Word::new("未办", "not done");
pub(super) const LIMITS: Word = Word::new("局限", "Limits");
pub(super) const NOTHING: Word =
    Word::new("这段时间没有受理的案件。", "No case was received in this period.");

pub(super) const FLOW: Word = Word::new("层级之间的信息流", "Messages between levels");
pub(super) const NETWORK: Word = Word::new("协同网络", "Who tells whom");
pub(super) const UNTIL_LEAD: Word = Word::new("从受理到确定牵头", "From receipt to a lead");
pub(super) const UNTIL_RECEIPT: Word = Word::new("从交办到签收", "From an order to its receipt");
pub(super) const UNTIL_CLOSED: Word = Word::new("从受理到办结", "From receipt to closing");
pub(super) const LOAD: Word = Word::new("来件日历", "Calendar of load");
pub(super) const TIMES: Word = Word::new("用时", "How long things take");
pub(super) const LINKAGE: Word = Word::new("谁与谁联动", "Who acts with whom");
