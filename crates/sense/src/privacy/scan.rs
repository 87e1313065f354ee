//! Finding personal numbers in running text, also in full width or broken by blanks and hyphens.
//!
//! A run is a row of digit groups with single separators between them. From its left end the
//! longest row of whole groups that is a personal number wins; groups are never cut, so the
//! inside of a longer number is never taken for a telephone.

use std::ops::Range;

use super::numbers::{
    Identity, identity18, is_bank_card, is_date, is_identity15, is_landline, is_mobile,
    is_subscriber, opens_plate,
};
use super::{Counts, Kind, Masked};
use crate::text::fold_width;

/// Replaces personal numbers by placeholders.
pub fn mask(text: &str) -> Masked {
    let original: Vec<char> = text.chars().collect();
    let mut chars: Vec<char> = original.iter().map(|&c| fold(c)).collect();
    fold_han_digits(&mut chars);
    let mut masked = Counts::default();
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    let mut telephone_end = None;
    while at < original.len() {
        if let Some(end) = service_line_end(&chars, at) {
            out.extend(&original[at..end]);
            at = end;
        } else if let Some((kind, end)) = match_at(&chars, at, telephone_end) {
            masked.count(kind);
            telephone_end = (kind == Kind::Telephone).then_some(end).or(telephone_end);
            out.push_str(kind.placeholder());
            at = end;
        } else {
            // A run that is no personal number is passed whole, group by group.
            let end = group_end(&chars, at).max(at + 1);
            out.extend(&original[at..end]);
            at = end;
        }
    }
    Masked { text: out, masked }
}

fn fold(c: char) -> char {
    match fold_width(c) {
        '‐' | '‑' | '‒' | '–' | '—' | '―' | '−' | '﹣' => '-',
        // Blanks of other widths and none, which are put inside numbers to hide them.
        '\u{2000}'..='\u{200d}' | '\u{202f}' | '\u{205f}' | '\u{2060}' | '\u{feff}' => ' ',
        '•' | '・' | '‧' => '·',
        folded => folded,
    }
}

/// Fewest Han digits that are read as one number: years and amounts are shorter.
const HAN_DIGITS_MIN: usize = 10;

/// Writes long numbers in Han digits, perhaps broken by blanks or hyphens, with plain ones.
fn fold_han_digits(chars: &mut [char]) {
    let mut at = 0;
    while at < chars.len() {
        let (mut end, mut digits) = (at, 0);
        while let Some(&c) = chars.get(end) {
            let broken = digits > 0 && matches!(c, ' ' | '-');
            if han_digit(c).is_none() && !broken {
                break;
            }
            digits += usize::from(!broken);
            end += 1;
        }
        if digits >= HAN_DIGITS_MIN {
            for c in &mut chars[at..end] {
                *c = han_digit(*c).unwrap_or(*c);
            }
        }
        at = end.max(at + 1);
    }
}

fn han_digit(c: char) -> Option<char> {
    const DIGITS: [&str; 10] =
        ["零〇○", "一幺壹", "二两贰", "三叁", "四肆", "五伍", "六陆", "七柒", "八捌", "九玖"];
    if c.is_ascii() {
        return None;
    }
    DIGITS.iter().zip('0'..='9').find(|(forms, _)| forms.contains(c)).map(|(_, digit)| digit)
}

/// `telephone_end` is where the telephone number before this place ended.
fn match_at(chars: &[char], at: usize, telephone_end: Option<usize>) -> Option<(Kind, usize)> {
    let c = chars[at];
    let before = at.checked_sub(1).map(|i| chars[i]);
    if c.is_ascii_alphanumeric()
        && !before.is_some_and(is_mail_local)
        && let Some(end) = mail_end(chars, at)
    {
        return Some((Kind::Mail, end));
    }
    // 更新A12345 is an update of something, not a plate.
    let in_word =
        c == '新' && before.is_some_and(|b| matches!(b, '更' | '最' | '全' | '刷' | '创'));
    if opens_plate(c) && !in_word {
        return plate_end(chars, at).map(|end| (Kind::Plate, end));
    }
    let opens = c.is_ascii_digit() || matches!(c, '(' | '+');
    if !opens || before.is_some_and(|b| b.is_ascii_digit()) || is_fraction(chars, at) {
        return None;
    }
    let start = if c == '(' { at + 1 } else { country_code_end(chars, at) };
    let (kind, end) = number_at(chars, start, telephone_end)?;
    // A bracket is swallowed only where it belongs to an area code: (0771) 5812345.
    let bracket = c == '(' && !chars[start..end].contains(&')');
    if bracket { None } else { Some((kind, end)) }
}

/// Digits right after a decimal point belong to an amount or a version.
fn is_fraction(chars: &[char], at: usize) -> bool {
    at >= 2 && chars[at - 1] == '.' && chars[at - 2].is_ascii_digit()
}

/// Position after `+86`, `0086` or `86` with its separator, or `at`.
fn country_code_end(chars: &[char], at: usize) -> usize {
    let rest = &chars[at..];
    let code = |prefix: &[char]| rest.starts_with(prefix).then_some(prefix.len());
    let plus = code(&['+', '8', '6']).or_else(|| code(&['0', '0', '8', '6']));
    let bare = || code(&['8', '6']).filter(|&n| rest.get(n).is_some_and(|&c| is_separator(c)));
    let Some(len) = plus.or_else(bare) else {
        return at;
    };
    let skip = usize::from(rest.get(len).is_some_and(|&c| is_separator(c)));
    let start = at + len + skip;
    // Only in front of a mobile number is it a country code.
    if chars.get(start) == Some(&'1') { start } else { at }
}

fn is_separator(c: char) -> bool {
    matches!(c, ' ' | '-' | ')')
}

/// Marks that also belong to amounts, addresses of machines, names of files and lists; numbers
/// broken by them must have the groups of a personal number.
fn is_dot(c: char) -> bool {
    matches!(c, '.' | '·' | '_' | '/' | '、' | ',')
}

/// Characters between two digit groups: at most one mark, at most one bracket, blanks around
/// them; 0 where it is none.
fn separator_len(chars: &[char]) -> usize {
    let (mut marks, mut brackets) = (0, 0);
    let fits = |c: &&char| {
        marks += usize::from(**c == '-' || is_dot(**c));
        brackets += usize::from(**c == ')');
        (is_separator(**c) || is_dot(**c)) && marks <= 1 && brackets <= 1
    };
    let len = chars.iter().take(3).take_while(fits).count();
    if chars.get(len).is_some_and(char::is_ascii_digit) { len } else { 0 }
}

/// End of a service line such as 400-123-4567, which belongs to an office or a firm and stays.
fn service_line_end(chars: &[char], at: usize) -> Option<usize> {
    let head = chars.get(at..at + 3)?;
    let inside = at > 0 && chars[at - 1].is_ascii_alphanumeric();
    if inside || !matches!(head, ['4' | '8', '0', '0']) {
        return None;
    }
    let (mut end, mut digits) = (at, 0);
    loop {
        let group = group_end(chars, end);
        digits += group - end;
        end = group;
        let skip = separator_len(&chars[end..]);
        if skip == 0 || digits >= SERVICE_LINE_DIGITS {
            return (digits == SERVICE_LINE_DIGITS).then_some(end);
        }
        end += skip;
    }
}

const SERVICE_LINE_DIGITS: usize = 10;

/// End of the digit group that starts here, or `at`.
fn group_end(chars: &[char], at: usize) -> usize {
    at + chars[at..].iter().take_while(|c| c.is_ascii_digit()).count()
}

/// Most digits that any personal number has.
const DIGITS_MAX: usize = 19;

/// The longest personal number made of whole groups that starts here.
fn number_at(chars: &[char], start: usize, telephone_end: Option<usize>) -> Option<(Kind, usize)> {
    let mut digits: Vec<u8> = Vec::with_capacity(DIGITS_MAX);
    let mut groups: Vec<usize> = Vec::new();
    let mut best = None;
    let mut at = start;
    let listed = telephone_end.is_some_and(|end| is_list(&chars[end.min(start)..start]));
    loop {
        let end = group_end(chars, at);
        if end == at || digits.len() + (end - at) > DIGITS_MAX {
            break;
        }
        digits.extend(chars[at..end].iter().map(|&c| c as u8));
        groups.push(end - at);
        if let Some(found) = kind_of(chars, start..end, &digits, &groups, listed) {
            best = Some(found);
        }
        let separators = separator_len(&chars[end..]);
        if separators == 0 {
            break;
        }
        at = end + separators;
    }
    best
}

/// What the groups of a range are, with the end including a check letter or extension. `listed`:
/// they stand in a list behind a telephone number.
fn kind_of(
    chars: &[char],
    Range { start, end }: Range<usize>,
    digits: &[u8],
    groups: &[usize],
    listed: bool,
) -> Option<(Kind, usize)> {
    let next = chars.get(end).copied();
    let listed_groups = chars[start..end].iter().any(|c| matches!(c, '、' | ','));
    let dotted = listed_groups || chars[start..end].iter().any(|&c| is_dot(c));
    if (dotted && !dots_fit(digits, groups)) || (listed_groups && !as_printed(groups)) {
        return None;
    }
    if digits.len() == 17 && next.is_some_and(|c| matches!(c, 'x' | 'X')) {
        let mut with_letter = digits.to_vec();
        with_letter.push(b'X');
        return identity(chars, start, &with_letter).map(|kind| (kind, end + 1));
    }
    if next.is_some_and(|c| c == '.') && chars.get(end + 1).is_some_and(char::is_ascii_digit) {
        return None;
    }
    if let Some(kind) = identity(chars, start, digits) {
        return Some((kind, end));
    }
    if is_bank_card(digits) && groups_fit(groups) && !is_record(chars, start) {
        return Some((Kind::BankCard, end));
    }
    let dated = groups.len() > 1 && groups[0] == 4 && groups[1] <= 2;
    if dated || is_amount(chars, start, end) {
        return None;
    }
    if is_mobile(digits) && !is_range(digits, groups) {
        return Some((Kind::Telephone, end));
    }
    // 编号GX036547341600: letters right in front make it a number of something else.
    let lettered = || {
        let before = start.checked_sub(1).map(|i| chars[i]);
        before.is_some_and(|c| c.is_ascii_alphabetic() || c == '.')
            && !cue_before(chars, start, TELEPHONE_CUES, 8)
    };
    if is_landline(digits) && groups[0] >= 3 && !(groups.len() == 1 && lettered()) {
        return Some((Kind::Telephone, extension_end(chars, end)));
    }
    let local = is_subscriber(digits) && !is_date(digits) && groups.len() <= 2 && groups[0] >= 3;
    if local && (listed || cue_before(chars, start, TELEPHONE_CUES, 8)) {
        return Some((Kind::Telephone, extension_end(chars, end)));
    }
    None
}

/// Whether only marks of a list stand here, such as between two telephone numbers.
fn is_list(between: &[char]) -> bool {
    between.len() <= 2
        && between.iter().all(|c| matches!(c, '、' | ',' | '，' | '/' | ';' | '；' | ' ' | '或'))
}

fn identity(chars: &[char], start: usize, digits: &[u8]) -> Option<Kind> {
    let cued = || cue_before(chars, start, IDENTITY_CUES, 14);
    let sure = match identity18(digits) {
        Some(Identity::Checked) => true,
        Some(Identity::Unchecked) => cued(),
        None => is_identity15(digits),
    };
    sure.then_some(Kind::Identity)
}

const TELEPHONE_CUES: &[&str] =
    &["电话", "热线", "座机", "固话", "致电", "拨打", "来电", "手机", "号码", "联系", "tel"];
const IDENTITY_CUES: &[&str] = &["身份证", "证件", "证号", "身份号", "identity", "id"];

/// Whether one of the words stands within `reach` characters before `start`.
fn cue_before(chars: &[char], start: usize, cues: &[&str], reach: usize) -> bool {
    let from = start.saturating_sub(reach);
    let window: String = chars[from..start].iter().flat_map(|c| c.to_lowercase()).collect();
    cues.iter().any(|cue| window.contains(cue))
}

/// Cards are printed in groups of three or more; single digits side by side are also a disguise.
fn groups_fit(groups: &[usize]) -> bool {
    let last = groups.len() - 1;
    groups[..last].iter().all(|&g| g >= 3) || groups.iter().all(|&g| g == 1)
}

/// Numbers broken by dots: an area code and its number, or three or more long groups. Two are a
/// decimal fraction, short ones a date, a version or an address of a machine.
fn dots_fit(digits: &[u8], groups: &[usize]) -> bool {
    let long = groups.iter().all(|&g| g >= 3);
    long && (groups.len() >= 3 || (groups.len() == 2 && digits[0] == b'0'))
}

/// The groups in which mobile, identity and card numbers are printed; between marks of a list,
/// other groups are other numbers.
fn as_printed(groups: &[usize]) -> bool {
    matches!(groups, [3, 4, 4] | [6, 8, 4] | [4, 4, 4, 4] | [4, 4, 4, 4, 3])
}

/// `1998-2024` and the like: two years are not a telephone number.
fn is_range(digits: &[u8], groups: &[usize]) -> bool {
    groups.len() > 1 && groups[..2] == [4, 4] && matches!(&digits[..2], b"18" | b"19")
}

const RECORD_CUES: &[&str] =
    &["订单", "单号", "编号", "流水", "序号", "批号", "代码", "isbn", "order"];
const CARD_CUES: &[&str] = &["卡", "账", "帐", "card", "account"];

/// Whether a number is called one of a record, such as an order, and not one of a card. One in ten
/// of them passes the check digit of cards.
fn is_record(chars: &[char], start: usize) -> bool {
    cue_before(chars, start, RECORD_CUES, 8) && !cue_before(chars, start, CARD_CUES, 8)
}

const AMOUNT_AFTER: &[char] = &['元', '次', '亿', '万', '%', '美', '吨', '円'];
const AMOUNT_BEFORE: &[char] = &['¥', '￥', '$', '€'];

/// A number with a currency sign or a measure word right next to it.
fn is_amount(chars: &[char], start: usize, end: usize) -> bool {
    let after = chars.get(end).is_some_and(|c| AMOUNT_AFTER.contains(c));
    after || start > 0 && AMOUNT_BEFORE.contains(&chars[start - 1])
}

/// End after `转801` or `-801`.
fn extension_end(chars: &[char], end: usize) -> usize {
    if !chars.get(end).is_some_and(|&c| matches!(c, '-' | '转')) {
        return end;
    }
    let digits = group_end(chars, end + 1) - (end + 1);
    if (1..=5).contains(&digits) { end + 1 + digits } else { end }
}

fn is_mail_local(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-' | '+' | '%')
}

fn mail_end(chars: &[char], at: usize) -> Option<usize> {
    let rest = &chars[at..];
    let mut local = rest.iter().take_while(|&&c| is_mail_local(c)).count();
    let blank = |at: usize| usize::from(rest.get(at) == Some(&' '));
    local += blank(local);
    if rest.get(local) != Some(&'@') {
        return None;
    }
    local += blank(local + 1);
    let host = |c: &&char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-');
    let mut len = rest[local + 1..].iter().take_while(host).count();
    while len > 0 && matches!(rest[local + len], '.' | '-') {
        len -= 1;
    }
    let domain: String = rest[local + 1..local + 1 + len].iter().collect();
    let (name, top) = domain.rsplit_once('.')?;
    let valid = !name.is_empty() && top.len() >= 2 && top.chars().all(|c| c.is_ascii_alphabetic());
    valid.then_some(at + local + 1 + len)
}

/// Last characters of plates of learners, police, trailers, consulates and the border.
const PLATE_ENDS: &[char] = &['学', '警', '挂', '领', '使', '港', '澳'];

/// Region, letter, an optional dot, blank or hyphen, then five letters and digits (the last may be
/// one of [`PLATE_ENDS`]), or six of which the first or the last is a letter.
fn plate_end(chars: &[char], at: usize) -> Option<usize> {
    // A blank inside the head is a disguise too: 桂 A·12345.
    let mut i = at + 1 + usize::from(chars.get(at + 1) == Some(&' '));
    if !chars.get(i)?.is_ascii_alphabetic() {
        return None;
    }
    i += 1;
    i += chars[i..].iter().take(2).take_while(|c| matches!(c, '·' | ' ' | '-' | '.')).count();
    let tail = &chars[i..];
    let len = tail.iter().take_while(|c| c.is_ascii_alphanumeric()).count();
    let body: Vec<char> = tail[..len].iter().map(char::to_ascii_uppercase).collect();
    let digits = body.iter().filter(|c| c.is_ascii_digit()).count();
    let ends = len == 4 && tail.get(4).is_some_and(|c| PLATE_ENDS.contains(c));
    let letter_at = |at: usize| body[at].is_ascii_alphabetic();
    let shaped = len == 5 || ends || (len == 6 && (letter_at(0) || letter_at(5)));
    let valid = shaped && digits >= 2 && !body.iter().any(|c| matches!(c, 'I' | 'O'));
    let end = i + len + usize::from(ends);
    (valid && !is_amount(chars, i, end)).then_some(end)
}
