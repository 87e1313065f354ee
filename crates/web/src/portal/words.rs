//! The words of the portal: short sentences, as one would say them to a neighbour.

use crate::words::Word;

const fn w(zh: &'static str, en: &'static str) -> Word {
    Word::new(zh, en)
}

macro_rules! words {
    ($($name:ident = $zh:literal, $en:literal;)*) => {
        $(pub(super) const $name: Word = w($zh, $en);)*
    };
}

words! {
    PORTAL = "公开办理", "Public record";
    MENU = "栏目", "Sections";
    LEDE = "网上反映和群众诉求由谁办、办到哪一步、说过什么、承诺是否兑现，都在这里查。已发布的回应不修改、不撤除；有误以更正说明。", "Who handles what people raise, how far it is, what was said and whether promises were kept. A statement that is out is never edited or taken down; a mistake is put right by a correction.";
    NO_TRACKING = "本站不跟踪访问者：不登录、不用脚本；只有选择语言时存一个语言标记。", "Nobody is tracked here: no sign-in, no script, and one cookie only where you choose a language.";
    FEED = "订阅回应（Atom）", "Statements as a feed (Atom)";
    HOME = "首页", "Start";
    MATTERS = "办理事项", "Matters";
    ASK = "查我的诉求", "Look up my complaint";
    VERIFY = "核验回应", "Verify a statement";
    LATEST = "最新回应", "Latest statements";
    NO_STATEMENTS = "还没有发布回应。", "No statement has been published yet.";
    WATCHED = "关注哪些信源、为什么", "What is watched, and why";
    ALL_MATTERS = "查看全部办理事项", "All matters";
    MATTERS_LEDE = "这里列出已发布过回应的事项；演练和并入其他事项的不列。", "Matters on which a statement was published. Drills and matters merged into others are not listed.";
    AREA = "地区", "Area";
    ANYWHERE = "全部地区", "Everywhere";
    STATE = "状态", "State";
    ANY_STATE = "全部", "All";
    OPEN = "办理中", "Being handled";
    CLOSED = "已办结", "Closed";
    SHOW = "查看", "Show";
    NO_MATTERS = "没有符合条件的事项。", "There is no such matter.";
    OLDER = "更早的", "Older";
    NEWEST = "回到最新", "Back to the newest";
    FIELD = "事项类别", "Field";
    LEAD = "牵头单位", "Lead organ";
    RECEIVED = "收到时间", "Received";
    STAGE = "办到哪一步", "How far it is";
    OWED = "应在此前答复公众", "An answer is owed by";
    NOTHING_OWED = "目前没有到期要答复的事项", "No answer is due at the moment";
    PROMISES = "承诺", "Promises";
    NO_PROMISES = "回应中没有作出承诺。", "The statements promise nothing.";
    STATEMENTS = "回应", "Statements";
    PROMISED_BY = "责任单位", "Owner";
    BY = "期限", "By";
    KEPT = "已兑现", "Kept";
    KEPT_LATE = "已兑现，但晚于期限", "Kept, but late";
    RUNNING = "期限未到", "Not due yet";
    BROKEN = "逾期未兑现", "Overdue and not kept";
    LET_GO = "办结时未兑现", "Not kept when the matter ended";
    WAY = "办理过程", "What happened";
    HANDLING = "办理中", "Being handled";
    FIXED = "问题已处置并经另一单位核实，尚待办结", "The problem is fixed and another unit has verified it; the matter is not closed yet";
    REOPENED = "已重新办理", "Opened again";
    ENDED = "已办结", "Closed";
    LOOKED_AT = "已办结，有异议，正在复看", "Closed and contested; somebody is looking again";
    WENT_RECEIVED = "收到反映", "The matter was received";
    WENT_OPENED = "立案办理", "Handling began";
    WENT_LED = "确定牵头单位：", "Lead organ named: ";
    WENT_SAID = "发布", "Published: ";
    WENT_KEPT = "兑现承诺第", "Promise kept: no. ";
    WENT_VERIFIED = "另一单位核实问题已处置", "Another unit verified that the problem is fixed";
    WENT_REFUTED = "另一单位核实问题尚未解决", "Another unit found that the problem is not fixed";
    WENT_CLOSED = "办结", "The matter was closed";
    WENT_REOPENED = "重新办理", "The matter was opened again";
    WENT_CONTESTED = "有人对办理结果提出异议", "Somebody contested the outcome";
    WENT_LOOKED = "复看后维持原结果", "Somebody looked again and let the outcome stand";
    CORRECTS = "本文更正：", "This corrects: ";
    CORRECTED = "本文已被更正：", "This was corrected by: ";
    RESTS_ON = "依据的核查结论", "Findings that it rests on";
    FINDING = "第", "No. ";
    ALSO_SIGNED = "会签单位", "Also signed by";
    PUBLISHED_AT = "发布时间", "Published";
    PUBLISHED_BY = "发布单位", "Published by";
    PROMISED = "本文承诺", "What it promises";
    MATTER = "所属事项", "The matter";
    PDF = "下载 PDF", "Download as PDF";
    CODE = "核验码", "Verification code";
    CODE_HELP = "核验码是本条发布记录在台账中的哈希值。任何人可凭它或凭全文核验：是否发布过、何时、由谁、之后有无更正。", "The hash of the ledger's entry by which this was published. With it, or with the text, anybody can verify that exactly this was published, when, by whom, and whether it was corrected since.";
    VERIFY_THIS = "核验本文", "Verify this statement";
    VERIFY_LEDE = "把核验码或回应全文粘贴到下面。空格和换行不影响结果，其他任何一个字不同都不算同一篇。", "Paste a verification code or the whole text of a statement. Spaces and line breaks do not count; any other difference makes it another text.";
    VERIFY_FIELD = "核验码或全文", "Code or text";
    VERIFY_DO = "核验", "Verify";
    VERIFY_EMPTY = "请粘贴核验码（64位）或回应全文。", "Paste a code of 64 characters or the text of a statement.";
    VERIFY_LONG = "内容过长；回应全文不超过2万字。", "This is too long; no statement has more than 20,000 characters.";
    IS_OURS = "一致：本站发布过这一篇。", "It matches: exactly this was published here.";
    NOT_OURS = "不一致：本站没有发布过这样的回应。", "It does not match: no such statement was published here.";
    NOT_OURS_HELP = "请核对是否复制完整。转载、截图或节选的文字可能与原文不同，请以本站原文为准。", "Check that the whole of it was copied. What others pass on, show in a picture or shorten may differ from the original; rely on the text here.";
    UNCORRECTED = "之后没有更正。", "It was not corrected since.";
    CORRECTED_SINCE = "之后已有更正，请以更正为准。", "It was corrected since; rely on the correction.";
    ASK_LEDE = "输入提交诉求时得到的编号。只显示已公开事项的进展。编号不会被记录。", "Type the number that you were given with your complaint. What is shown is how far a public matter is. The number is not recorded.";
    ASK_FIELD = "诉求编号", "Number of the complaint";
    ASK_DO = "查询", "Look up";
    ASK_EMPTY = "请输入诉求编号。", "Type the number of your complaint.";
    ASK_FOUND = "该编号的诉求在以下事项中办理：", "The complaint of this number is handled in:";
    ASK_NONE = "这个编号没有可以公开的结果。", "There is nothing to show for this number.";
    ASK_NONE_HELP = "可能是编号有误，也可能有关事项还没有发布过回应。请核对编号，或向受理诉求的单位询问。", "The number may be mistyped, or no statement on the matter has been published yet. Check the number, or ask the office that took the complaint.";
    SLOWER = "查询过于频繁，请稍等再试。", "Too many requests from this address. Wait a little and try again.";
    CONTEST = "不认可这个结果？", "Is it not solved?";
    CONTEST_LEDE = "如果问题并未解决，或答复与事实不符，请说明。您写的内容交给办理机构，由其在规定期限内复看；结果显示在上面的办理过程中。电话、证件号等个人信息会自动遮盖，请不要写姓名。", "Say so if the problem is not solved or the answer is not true. What you write goes to the desk, which must look again within its time limit; what comes of it is shown above. Telephone, identity and similar numbers are masked; please write no names.";
    CONTEST_FIELD = "哪里没有解决", "What is not solved";
    CONTEST_HINT = "10至1000字。", "10 to 1,000 characters.";
    CONTEST_DO = "提出异议", "Contest";
    CONTEST_SHORT = "请至少写10个字，说明哪里没有解决。", "Write at least 10 characters about what is not solved.";
    CONTEST_LONG = "最多1000字，请精简。", "Write 1,000 characters at most.";
    CONTEST_SENT = "已收到异议，已记入台账并交办理机构复看。", "Your objection is recorded in the ledger, and the desk must look again.";
    CONTEST_BUSY = "近期提出的异议较多，没有保存。请稍后再试。", "Many objections came in lately, so this one was not saved. Try again later.";
    CONTEST_FAILED = "没有保存：本站目前不能接收异议。请直接联系办理机构。", "Nothing was saved: objections cannot be taken here at the moment. Please turn to the desk.";
    CONTEST_CLOSED = "本站不接收网上异议。请联系办理机构：", "Objections are not taken online. Please turn to the desk: ";
    CONTEST_NOT_ENDED = "事项还没有办结，没有保存。", "The matter is not closed, so nothing was saved.";
    NOT_HERE = "这里没有您要找的内容", "What you look for is not here";
    NOT_HERE_HELP = "请核对地址或编号；没有发布过回应的事项不公开。", "Check the address or number. Matters on which nothing was published are not public.";
}

pub(super) const WAIT: Word = w("可以再试的时间：", "Try again after ");
