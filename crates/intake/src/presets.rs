//! Mappings that come with the program, for forms in which offices already have what people said.
//!
//! Each names the fields of a public tool or standard and nothing of its code. Fields that say who
//! somebody is (nickname, avatar, gender, profile) are left out of every one of them.

/// Name and text of each.
const PRESETS: [(&str, &str); 16] = [
    ("4cat", include_str!("../presets/4cat.toml")),
    ("12345-ticket", include_str!("../presets/12345-ticket.toml")),
    ("12345-work-order", include_str!("../presets/12345-work-order.toml")),
    ("bazhuayu-weibo", include_str!("../presets/bazhuayu-weibo.toml")),
    ("mediacrawler-bilibili", include_str!("../presets/mediacrawler-bilibili.toml")),
    ("mediacrawler-douyin", include_str!("../presets/mediacrawler-douyin.toml")),
    ("mediacrawler-tieba", include_str!("../presets/mediacrawler-tieba.toml")),
    ("mediacrawler-weibo", include_str!("../presets/mediacrawler-weibo.toml")),
    ("mediacrawler-weibo-comments", include_str!("../presets/mediacrawler-weibo-comments.toml")),
    ("mediacrawler-xhs", include_str!("../presets/mediacrawler-xhs.toml")),
    ("mediacrawler-zhihu", include_str!("../presets/mediacrawler-zhihu.toml")),
    ("open311", include_str!("../presets/open311.toml")),
    ("weibo-api", include_str!("../presets/weibo-api.toml")),
    ("wechat-articles", include_str!("../presets/wechat-articles.toml")),
    ("youtube-comments", include_str!("../presets/youtube-comments.toml")),
    ("youtube-videos", include_str!("../presets/youtube-videos.toml")),
];

/// Names of all presets.
pub fn preset_names() -> impl Iterator<Item = &'static str> {
    PRESETS.iter().map(|(name, _)| *name)
}

/// The mapping file of a preset.
pub(crate) fn text(name: &str) -> Option<&'static str> {
    PRESETS.iter().find(|(known, _)| *known == name).map(|(_, text)| *text)
}
