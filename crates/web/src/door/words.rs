//! The words of the door.

use crate::words::Word;

const fn w(zh: &'static str, en: &'static str) -> Word {
    Word::new(zh, en)
}

/// Words of the head of every page.
pub(crate) mod menu {
    use super::{Word, w};

    pub(crate) const SIGN_IN: Word = w("登录", "Sign in");
    pub(crate) const SIGN_IN_AS: Word = w("以演示身份进入", "Step in as…");
    pub(crate) const SIGN_OUT: Word = w("退出登录", "Sign out");
    pub(crate) const ACCOUNT: Word = w("我的账号", "My account");
    pub(crate) const ACT_AS: Word = w("以此岗位查看和办理", "Look and act in this position");
    pub(crate) const NO_POSITION: Word = w("暂无岗位", "no position");
    pub(crate) const EXCEPTIONS: Word = w("例外查阅", "Exceptional access");
    pub(crate) const SIMULATED: Word = w("演示身份", "Demo person");
    pub(crate) const MISSING: Word = w("待完善事项", "What is missing");
    pub(crate) const ACCOUNTS: Word = w("账号", "Accounts");
}

pub(super) const SIGN_IN: Word = w("登录", "Sign in");
pub(super) const LOGIN: Word = w("登录名", "Login name");
pub(super) const PASSWORD: Word = w("密码", "Password");
pub(super) const CODE: Word = w("动态验证码", "One-time code");
pub(super) const CODE_HINT: Word = w(
    "启用了动态验证码的账号才需填写；手机丢失时填一个备用码。",
    "Only if you set one up; a recovery code where the phone is lost.",
);
pub(super) const WRONG: Word = w(
    "无法登录：登录名、密码或动态验证码不正确，或账号已停用。请核对后重试；忘记密码请联系管理员重发邀请链接。",
    "You could not be signed in: the login name, password or one-time code is wrong, or the account \
     is disabled. Check and try again; if you forgot the password, ask an administrator for a new \
     invitation link.",
);
pub(super) const WAIT: Word =
    w("尝试次数过多，请等到此时再试：", "Too many attempts. Try again after ");
pub(super) const NOTHING_TOLD: Word = w(
    "为保护账号，系统不会说明具体哪一项有误。",
    "To protect accounts you are not told which of them is wrong.",
);
pub(super) const DEMO_PEOPLE: Word = w("以演示身份进入", "Step in as a demo person");
pub(super) const DEMO_LEDE: Word = w(
    "以下人员均为虚构，无需密码。进入后只能看到该岗位可看的案件；退出后恢复浏览全部。演示数据随时可以重来。",
    "All of these persons are invented and have no password. Once in, you see what their position \
     may see; sign out to see everything again. A demo can be started over at any time.",
);
pub(super) const AREA: Word = w("地区", "Area");
pub(super) const SHOW: Word = w("列出", "Show");
pub(super) const STEP_IN: Word = w("进入", "Step in");

pub(super) const ACCOUNT: Word = w("我的账号", "My account");
pub(super) const PERSON: Word = w("姓名", "Name");
pub(super) const POSITIONS: Word = w("我的岗位", "My positions");
pub(super) const NO_POSITIONS: Word = w(
    "您目前没有岗位，因此看不到任何案件。请本单位负责人任命，或请管理员为您登记待任命岗位。",
    "You hold no position, so you see no case. Ask the head of your unit to appoint you.",
);
pub(super) const CHOSEN: Word = w("当前岗位", "chosen");
pub(super) const HELD: Word = w("任职", "you hold it");
pub(super) const DELEGATED: Word = w("受委托代行，委托", "by delegation");
pub(super) const OPEN: Word = w("尚无人任职，登记使用", "nobody was appointed yet");
pub(super) const CHOOSE: Word = w("切换到此岗位", "Use this position");
pub(super) const SESSIONS: Word = w("登录中的设备", "Where you are signed in");
pub(super) const THIS_SESSION: Word = w("本设备", "this browser");
pub(super) const OPENED: Word = w("登录于", "Signed in");
pub(super) const USED: Word = w("最近使用", "last used");
pub(super) const END_SESSION: Word = w("退出该设备", "Sign it out");
pub(super) const END_OTHERS: Word = w("退出其他所有设备", "Sign all others out");
pub(super) const UNKNOWN_BROWSER: Word = w("未知浏览器", "unknown browser");
pub(super) const CHANGE_PASSWORD: Word = w("修改密码", "Change the password");
pub(super) const OLD_PASSWORD: Word = w("当前密码", "Present password");
pub(super) const NEW_PASSWORD: Word = w("新密码", "New password");
pub(super) const AGAIN: Word = w("再输入一次", "The same again");
pub(super) const PASSWORD_HINT: Word = w(
    "至少12个字符，可用空格；无须大小写或符号。避免常见密码和自己的姓名。",
    "At least 12 characters, spaces welcome; no need for capitals or signs. Not a common one, not \
     your name.",
);
pub(super) const DIFFERS: Word = w("两次输入不一致。", "The two do not agree.");
pub(super) const OLD_WRONG: Word = w("当前密码不正确。", "The present password is wrong.");
pub(super) const CHANGED: Word = w(
    "密码已修改，其他设备均已退出。",
    "The password is changed; all other browsers are signed out.",
);
pub(super) const ENDED: Word = w("已退出。", "Signed out.");
pub(super) const DEMO_ACCOUNT: Word = w("演示身份没有密码。", "A demo person has no password.");

pub(super) const CODES: Word = w("动态验证码", "One-time codes");
pub(super) const CODES_ON: Word = w("已启用。", "They are set up.");
pub(super) const CODES_OFF: Word = w(
    "未启用。启用后，登录时除密码外还需手机验证器上的6位数字。",
    "They are not set up. Once they are, signing in needs the six digits of an authenticator beside \
     the password.",
);
pub(super) const CODES_LEFT: Word = w("未用备用码：", "Recovery codes left: ");
pub(super) const SET_UP_CODES: Word = w("设置", "Set up");
pub(super) const CODES_LEDE: Word = w(
    "1. 用手机验证器扫描二维码，或手工输入密钥。2. 填写验证器显示的6位数字和登录密码。",
    "1. Scan this with an authenticator, or type the key. 2. Enter the six digits that it shows, and \
     your password.",
);
pub(super) const KEY: Word = w("密钥", "Key");
pub(super) const QR: Word = w("二维码，内容为下面的密钥", "QR code of the key below");
pub(super) const TURN_ON: Word = w("启用", "Turn on");
pub(super) const TURN_OFF: Word = w("停用动态验证码", "Turn one-time codes off");
pub(super) const CODE_WRONG: Word = w(
    "验证码不正确。请确认手机时间准确，填写当前显示的6位数字。",
    "The code is wrong. Check the clock of the phone and enter the six digits shown now.",
);
pub(super) const RECOVERY: Word = w("备用码", "Recovery codes");
pub(super) const RECOVERY_LEDE: Word = w(
    "动态验证码已启用。请抄下这些备用码并妥善保管：手机丢失时每个可用一次。离开本页后不再显示。",
    "One-time codes are on. Write these recovery codes down and keep them safe: each opens once \
     where the phone is lost. They are not shown again.",
);
pub(super) const BACK: Word = w("返回我的账号", "Back to my account");

pub(super) const INVITATION: Word = w("设置密码", "Set your password");
pub(super) const INVITATION_OVER: Word = w(
    "邀请链接无效、已使用或已过期。请联系管理员重新发送。",
    "This invitation is not valid, was used, or is over. Ask an administrator for a new one.",
);
pub(super) const SET: Word = w("设置密码并登录", "Set it and sign in");

pub(super) const SETUP: Word = w("首次使用", "First use");
pub(super) const SETUP_LEDE: Word = w(
    "系统还没有账号。请填写启动程序时终端上显示的一次性安装码，并创建第一个管理员账号。此前任何人都看不到案件。",
    "There is no account yet. Enter the one-time code that the terminal showed when the program \
     started, and create the first administrator. Until then nobody sees a case.",
);
pub(super) const SETUP_CODE: Word = w("安装码", "Setup code");
pub(super) const SETUP_CODE_WRONG: Word = w(
    "安装码不正确。请复制终端上最近一次启动时显示的安装码。",
    "The code is wrong. Copy the one that the terminal showed at the latest start.",
);
pub(super) const LOGIN_HINT: Word =
    w("字母、数字、汉字或 . - _ @，不含空格。", "Letters, digits, or . - _ @, without spaces.");
pub(super) const LOGIN_WRONG: Word = w(
    "登录名不能为空，不能含空格或特殊字符，最多64个字符。",
    "Use 1 to 64 letters, digits or . - _ @, without spaces.",
);
pub(super) const PERSON_HINT: Word =
    w("将写入台账，作为办理人。", "The ledger names you so in what you do.");
pub(super) const PERSON_WRONG: Word =
    w("请填写姓名，最多64个字符。", "Enter a name of 1 to 64 characters.");
pub(super) const POSITION: Word = w("岗位", "Position");
pub(super) const POSITION_HINT: Word = w(
    "尚无人任职的岗位；任命以后以任命为准。可以不选。",
    "One that nobody was appointed to; once somebody is, appointments decide. May be left open.",
);
pub(super) const NONE: Word = w("不选", "none");
pub(super) const CREATE: Word = w("创建管理员并登录", "Create the administrator and sign in");

pub(super) const MISSING: Word = w("待完善事项", "What is missing");
pub(super) const MISSING_LEDE: Word = w(
    "以下各项不影响登录，但会影响办件。",
    "None of this keeps people out, but work suffers from each.",
);
pub(super) const UNSTAFFED: Word = w("尚无人任职的办公室", "Desks to which nobody is appointed");
pub(super) const UNREACHED: Word =
    w("没有经检查可用渠道的办公室", "Desks without a channel that passed its check");
pub(super) const CALENDAR: Word = w("日历", "Calendar");
pub(super) const CALENDAR_FINE: Word =
    w("未来60天内不会到期。", "It does not run out within 60 days.");
pub(super) const NOTHING_MISSING: Word = w("没有。", "None.");
pub(super) const OTHER_ACCOUNTS: Word = w("其他账号", "Other accounts");
pub(super) const OTHER_ACCOUNTS_LEDE: Word = w(
    "在“账号”页为每人建立账号并转交一次性链接；服务器上也可用 tandem account。岗位由任命决定。",
    "On the page of accounts, or by tandem account on the server, each person gets a link that \
     opens once; positions follow from appointments.",
);
pub(super) const OF: Word = w("共", "of");

pub(super) const ACCOUNTS: Word = w("账号", "Accounts");
pub(super) const ACCOUNTS_LEDE: Word = w(
    "谁可以登录。能看什么、能办什么，由任命和规则决定，与账号无关。",
    "Who may sign in. What they see and may do follows from appointments and rules, not from here.",
);
pub(super) const ADD_ACCOUNT: Word = w("建立账号", "Add an account");
pub(super) const FIRST_POSITIONS: Word = w("待任命岗位（可不填）", "Positions for now (optional)");
pub(super) const FIRST_POSITIONS_HINT: Word = w(
    "如 450103.desk/duty，可用逗号分隔几个；该岗位一旦有人任命，即以任命为准。",
    "Such as 450103.desk/duty, several with commas; once anybody is appointed there, appointments \
     decide.",
);
pub(super) const NAMED_HINT: Word = w("台账中以此称呼本人。", "The ledger names the person so.");
pub(super) const NO_SUCH_POSITION: Word = w("没有这个岗位：", "There is no position ");
pub(super) const ROLE: Word = w("类型", "Kind");
pub(super) const STAFF: Word = w("工作人员", "Staff");
pub(super) const ADMINISTRATOR: Word = w("管理员", "Administrator");
pub(super) const OWN_PASSWORD: Word = w("您自己的密码", "Your own password");
pub(super) const OWN_HINT: Word =
    w("停用和退出登录不需要填写。", "Not needed to disable an account or to end sessions.");
pub(super) const CHANGE: Word = w("变更", "Change");
pub(super) const DEED: Word = w("要做什么", "What to do");
pub(super) const DO_IT: Word = w("执行", "Do it");
pub(super) const DONE: Word = w("已完成。", "Done.");
pub(super) const INVITE: Word = w("生成新的一次性链接", "Make a new link that opens once");
pub(super) const DISABLE: Word = w("停用并退出其全部登录", "Disable, and end all sessions");
pub(super) const ENABLE: Word = w("恢复使用", "Enable again");
pub(super) const RESET_CODES: Word = w("关闭动态验证码", "Turn one-time codes off");
pub(super) const END_ALL_SESSIONS: Word = w("退出其全部登录", "End all sessions");
pub(super) const LINK_MADE: Word = w("请把此链接交给本人", "Give this link to the person");
pub(super) const LINK_HINT: Word = w(
    "只能使用一次，72小时内有效，此处只显示这一次。请当面或用可靠渠道转交。",
    "It opens once, within 72 hours, and is shown here only now. Hand it over in person or by a \
     channel you trust.",
);
pub(super) const STATE_ACTIVE: Word = w("可登录", "active");
pub(super) const STATE_INVITED: Word = w("未设密码", "invited");
pub(super) const STATE_DISABLED: Word = w("已停用", "disabled");
pub(super) const CODED: Word = w("动态验证码", "one-time codes");
pub(super) const LAST_SIGNED: Word = w("最近登录", "last signed in");
pub(super) const NO_SUCH_ACCOUNT: Word = w("：没有这个账号。", ": there is no such account.");
pub(super) const ACCOUNT_TAKEN: Word =
    w("：登录名已被使用，请换一个。", " is taken; choose another login name.");
pub(super) const ACCOUNT_DISABLED: Word =
    w("：账号已停用，请先恢复使用。", " is disabled; enable it first.");
pub(super) const LAST_ADMINISTRATOR: Word = w(
    "：这是最后一名管理员，停用后无人能管理账号；请先设另一名。",
    " is the last administrator, and nobody could let people in; make another one first.",
);

pub(super) const EXCEPTIONS: Word = w("例外查阅", "Exceptional access");
pub(super) const EXCEPTIONS_LEDE: Word = w(
    "按规则看不到、但确因工作需要查阅的案件，可凭理由限时查阅。每次查阅写入承办地区台账，承办地区领导小组立即可见。",
    "A case that no rule opens to your position can be looked into for a reason and a time. Each \
     access is an entry in the ledger of the case's area, and its coordinating body sees it at once.",
);
pub(super) const CASE_NO: Word = w("案件编号", "Case number");
pub(super) const REASON: Word = w("理由", "Reason");
pub(super) const REASON_HINT: Word =
    w("写明为何需要查阅；不要写个人信息。", "Say why it must be seen; no personal data.");
pub(super) const HOURS: Word = w("时长（小时）", "For how many hours");
pub(super) const OPEN_IT: Word = w("查阅并记录", "Look and have it recorded");
pub(super) const NO_SUCH_CASE: Word = w(
    "没有这个编号的案件，或您无需例外即可查看。请核对编号。",
    "There is no case of this number, or you see it without an exception. Check the number.",
);
pub(super) const HOURS_WRONG: Word = w("请填写整数小时。", "Enter whole hours.");
pub(super) const MY_EXCEPTIONS: Word = w("我的例外查阅", "What I may look into now");
pub(super) const NO_EXCEPTIONS: Word = w("没有。", "Nothing.");
pub(super) const UNTIL: Word = w("至", "until");
pub(super) const END: Word = w("提前结束", "End it now");
pub(super) const END_REASON: Word = w("查阅完毕", "no longer needed");
