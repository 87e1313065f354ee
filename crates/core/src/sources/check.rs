//! What makes a source register unusable, and what somebody should look at.

use super::{Feed, Source};
use crate::Text;
use crate::ids::is_sound;
use crate::problem::Problem;
use std::collections::BTreeSet;

/// Feeds are not asked more often than this.
const EVERY_MINUTES_MIN: u32 = 5;
/// Posts kept for longer need a reason that somebody has looked at.
const RETENTION_DAYS_LONG: u32 = 3 * 366;

pub(super) fn check(file: &str, sources: &[Source]) -> Vec<Problem> {
    let mut problems = Vec::new();
    let mut names = BTreeSet::new();
    let mut urls = BTreeSet::new();
    for source in sources {
        let place = format!("{file}, source {}", source.id);
        if !names.insert(&source.id) {
            let what = Text::new("信源重复登记", "the source is registered twice");
            problems.push(Problem::error(
                &place,
                what,
                Text::new("合并为一条", "merge the two entries"),
            ));
        }
        problems.extend(name(&place, source));
        problems.extend(account(&place, source));
        if let Some(feed) = &source.feed {
            problems.extend(feed_problems(&place, feed));
            if !urls.insert(&feed.url) {
                let what = Text::new(
                    "同一网址登记为两个信源",
                    "the address is registered for two sources",
                );
                let remedy = Text::new("每个网址只登记一次", "register each address once");
                problems.push(Problem::error(&place, what, remedy));
            }
        }
    }
    problems
}

/// A name goes into addresses, file names and the ids of posts.
fn name(place: &str, source: &Source) -> Option<Problem> {
    let id = source.id.as_str();
    let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-' || c == '_';
    (!is_sound(id) || !id.chars().all(plain) || id.starts_with('-')).then(|| {
        Problem::error(
            place,
            Text::new("名称含有不可用的字符", "the id has characters that cannot be used"),
            Text::new(
                "只用小写字母、数字、“-”和“_”，不超过64个字符",
                "use lower-case letters, digits, - and _ only, 64 at most",
            ),
        )
    })
}

/// Whoever is listened to may ask why, by which right and for how long.
fn account(place: &str, source: &Source) -> Vec<Problem> {
    let mut problems = Vec::new();
    let told = [
        ("name", "名称", &source.name),
        ("purpose", "目的", &source.purpose),
        ("legal_basis", "法律依据", &source.legal_basis),
        ("collects", "采集内容", &source.collects),
    ];
    for (field, zh, text) in told {
        if text.zh.trim().is_empty() || text.en.trim().is_empty() {
            problems.push(Problem::error(
                place,
                Text::new(format!("未写明{zh}"), format!("`{field}` is empty")),
                Text::new(
                    format!("填写 {field} 的中英文，将向公众公开"),
                    format!("write `{field}` in both languages; the public can read it"),
                ),
            ));
        }
    }
    if source.retention_days == 0 {
        problems.push(Problem::error(
            place,
            Text::new("保存期限为零", "`retention_days` is zero"),
            Text::new("写明保存多少天", "say for how many days posts are kept"),
        ));
    } else if source.retention_days > RETENTION_DAYS_LONG {
        problems.push(Problem::warning(
            place,
            Text::new("保存期限超过三年", "posts are kept for more than three years"),
            Text::new(
                "核对是否为实现目的所必需的最短时间（个人信息保护法第十九条）",
                "check that this is the shortest time that the purpose needs (PIPL art. 19)",
            ),
        ));
    }
    if source.expected_minutes == 0 {
        problems.push(Problem::error(
            place,
            Text::new("预期间隔为零", "`expected_minutes` is zero"),
            Text::new("写明多久没有内容算异常", "say after how much silence something is wrong"),
        ));
    }
    problems
}

fn feed_problems(place: &str, feed: &Feed) -> Vec<Problem> {
    let mut problems = Vec::new();
    let rest = feed.url.strip_prefix("https://").or_else(|| feed.url.strip_prefix("http://"));
    let host = rest.map(|rest| rest.split(['/', '?', '#']).next().unwrap_or_default());
    if host.is_none_or(|host| host.is_empty() || host.contains('@')) {
        problems.push(Problem::error(
            place,
            Text::new("不是可用的网址", "the feed's address cannot be used"),
            Text::new(
                "以 http:// 或 https:// 开头，网址会公开，不得含用户名和密码",
                "begin with http:// or https://; it is public, so no name and password in it",
            ),
        ));
    } else if feed.url.starts_with("http://") {
        problems.push(Problem::warning(
            place,
            Text::new("未加密的网址", "the feed's address is not encrypted"),
            Text::new("改用 https://", "use https:// where the source offers it"),
        ));
    }
    if feed.every_minutes < EVERY_MINUTES_MIN {
        problems.push(Problem::error(
            place,
            Text::new("访问过于频繁", "the feed would be asked too often"),
            Text::new(
                format!("every_minutes 至少 {EVERY_MINUTES_MIN}"),
                format!("every_minutes is at least {EVERY_MINUTES_MIN}"),
            ),
        ));
    }
    problems
}
