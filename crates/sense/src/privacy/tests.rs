use super::*;
use proptest::strategy::Strategy as _;

fn check(text: &str, want: &str) {
    assert_eq!(mask(text).text, want, "{text}");
}

#[test]
fn masks_personal_numbers() {
    let table = [
        ("请致电13800138000。", "请致电[电话]。"),
        ("电话 138-0013-8000 或 138 0013 8000", "电话 [电话] 或 [电话]"),
        ("＋８６ １３８００１３８０００", "[电话]"),
        ("+86-13800138000，0086 13800138000", "[电话]，[电话]"),
        ("1 3 8 0 0 1 3 8 0 0 0", "[电话]"),
        ("13800138000 13900139000", "[电话] [电话]"),
        ("13800138000、13900139000", "[电话]、[电话]"),
        ("0771-5812345转801", "[电话]"),
        ("(0771)5812345", "[电话]"),
        ("（010）62345678", "[电话]"),
        ("07715812345", "[电话]"),
        ("电话：5812345、3321147，8805670", "电话：[电话]、[电话]，[电话]"),
        ("热线:5812345", "热线:[电话]"),
        ("身份证11010519491231002X", "身份证[证件号]"),
        ("110105 19491231 002X", "[证件号]"),
        ("１１０１０５１９４９１２３１００２ｘ", "[证件号]"),
        ("身份证号:110105194912310021", "身份证号:[证件号]"),
        ("证件110105491231002", "证件[证件号]"),
        ("卡号6222 0212 3456 7890 123 ", "卡号6222 0212 3456 7890 123 "),
        ("卡号4111111111111111", "卡号[银行卡号]"),
        ("卡号4111 1111 1111 1111", "卡号[银行卡号]"),
        ("邮箱：zhang.san_1@mail.example.com.", "邮箱：[邮箱]."),
        ("ｚｈａｎｇ＠ｅｘａｍｐｌｅ．ｃｏｍ", "[邮箱]"),
        ("桂A12345、桂A·D12345、桂 a-1234学", "[车牌]、[车牌]、[车牌]"),
        ("桂A12345D，桂A1234警", "[车牌]，[车牌]"),
        ("车牌为陕E·F5115（挂", "车牌为[车牌]（挂"),
        ("138.0013.8000，138·0013·8000，138_0013_8000", "[电话]，[电话]，[电话]"),
        ("138 - 0013 - 8000，1932 073 7584", "[电话]，[电话]"),
        ("110105·19491231·002X", "[证件号]"),
        ("0771.5812345", "[电话]"),
        ("138、0013、8000，138/0013/8000", "[电话]，[电话]"),
        ("138\u{200b}0013\u{200b}8000，1\u{2009}3800138000", "[电话]，[电话]"),
        ("幺三八〇〇一三八〇〇〇、一三八 零零一三 八零零零", "[电话]、[电话]"),
        ("卡号4111.1111.1111.1111", "卡号[银行卡号]"),
        ("zhang @ example.com，a＠ b.cn", "[邮箱]，[邮箱]"),
        ("订单的卡号4111111111111111", "订单的卡号[银行卡号]"),
    ];
    for (text, want) in table {
        check(text, want);
    }
}

#[test]
fn leaves_the_matter_alone() {
    let table = [
        "国办发〔2016〕61号",
        "2024-05-21 18:00:00",
        "2024 05 21 0830",
        "2019年6月17日",
        "20240521",
        "1990-12-31 120",
        "1998-2024",
        "共13800138000元",
        "￥13800138000",
        "圆周率3.13800138000",
        "G2栋320室，3-2-1101",
        "(2020)桂0103民初1234号",
        "订单号202405211234567890",
        "450103199013011234",
        "110105194912310021",
        "12345热线，400-123-4567，热线400 581 2345，电话8005812345",
        "订单号4111111111111111",
        "证书编号GX036547341600",
        "选号138、139、15000元，共138,001,380元",
        "二〇二四年五月二十一日，一百三十八万零一十三",
        "138.00138000度，192.168.139.168",
        "云上D1234号，桂A1234，桂A123456",
        "电话20240521",
        "阅读13812345678次",
        "@某某 去了南宁",
        "京A级，新B款2024",
        "粤B股票",
        "更新R32024赛事",
        "海拔1.2345米，a@b",
        "5581234",
        "",
    ];
    for text in table {
        check(text, text);
    }
}

#[test]
fn counts_by_kind() {
    let masked = mask("13800138000，a@example.com，13900139000").masked;
    assert_eq!(Kind::ALL.map(|kind| masked.of(kind)), [2, 0, 0, 1, 0]);
    assert_eq!(masked.total(), 3);
}

#[test]
fn masking_is_idempotent() {
    let once = mask("电话13800138000，车牌桂A12345").text;
    assert_eq!(mask(&once).text, once);
}

#[test]
fn pseudonyms_hold_in_their_scope_only() {
    let key = PseudonymKey::new([7; 32]);
    let a = key.author_ref("case 1", "张三");
    assert_eq!(a, key.author_ref("case 1", "张三"));
    assert_ne!(a, key.author_ref("case 2", "张三"));
    assert_ne!(key.author_ref("ab", "c"), key.author_ref("a", "bc"));
    assert_ne!(a, PseudonymKey::new([8; 32]).author_ref("case 1", "张三"));
    assert_ne!(key.rescope("case 2", &a), key.author_ref("case 2", "张三"));
    assert_eq!(AuthorRef::from_stored(a.as_str()).as_ref(), Ok(&a));
    assert!(AuthorRef::from_stored("张三").is_err());
    assert!(!format!("{key:?}").contains('7'));
}

/// Characters that numbers, addresses and plates are made of, and some around them.
fn hostile() -> impl proptest::strategy::Strategy<Value = String> {
    let chars: Vec<char> =
        "0123456789 0123456789-.·_/、,()（）@＠ａ１aX桂A零一二三四五六七八九电话卡号元\u{200b}"
            .chars()
            .collect();
    proptest::collection::vec(proptest::sample::select(chars), 0..80)
        .prop_map(|chars| chars.into_iter().collect())
}

proptest::proptest! {
    #[test]
    fn masking_twice_is_masking_once_and_counts_what_it_wrote(text in hostile()) {
        let once = mask(&text);
        let written = Kind::ALL.map(|kind| once.text.matches(kind.placeholder()).count() as u32);
        proptest::prop_assert_eq!(Kind::ALL.map(|kind| once.masked.of(kind)), written);
        if once.masked.total() == 0 {
            proptest::prop_assert_eq!(&once.text, &text);
        }
    }

    #[test]
    fn a_mobile_number_between_words_never_stays(
        tail in proptest::string::string_regex("[3-9][0-9]{9}").unwrap(),
        before in proptest::sample::select(vec!["电话", "，", "请打", "tel:", "（", "a ", ""]),
    ) {
        let number = format!("1{tail}");
        let masked = mask(&format!("{before}{number}，谢谢")).text;
        proptest::prop_assert!(!masked.contains(&number), "{}", masked);
    }
}
