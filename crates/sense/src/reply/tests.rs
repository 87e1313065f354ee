//! What a reply is worth, and what it promises.

use super::check;

#[test]
fn empty_replies() {
    let table = [
        "网友：您好！留言已收悉",
        "您的留言已收悉。感谢您对我们工作的支持、理解与监督！",
        "",
        "Thank you for your message.",
    ];
    for reply in table {
        let found = check("请问小区门口的路什么时候修好？", reply);
        assert_eq!((found.complete, found.explained), (0.0, 0.0), "{reply}");
        assert!(found.empty > 0.99, "{reply}: {}", found.empty);
    }
}

#[test]
fn promises() {
    let check = |reply: &str, want: &str| {
        let found: Vec<String> = check("", reply)
            .promises
            .iter()
            .map(|p| {
                let who = p.who.as_ref().map_or("-", |w| w.text.as_str());
                let due = p.due.as_ref().map_or("-", |d| d.span.text.as_str());
                format!("{}|{who}|{due}", p.span.text)
            })
            .collect();
        assert_eq!(found.join("\n"), want, "{reply}");
    };
    check(
        "市住建局将于2019年6月30日前完成整改。",
        "市住建局将于2019年6月30日前完成整改|市住建局|2019年6月30日前",
    );
    check("我们将在5个工作日内答复。", "我们将在5个工作日内答复|我们|5个工作日");
    check("如您有疑问，请您将材料寄来。", "");
    check("已于5月8日将垃圾清运完毕。", "");
    check(
        "We will repair the road within 10 days.",
        "We will repair the road within 10 days|We|10 days",
    );
}
