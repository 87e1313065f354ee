//! National formats of personal numbers. Every function takes plain ASCII digits.

/// Weights of the check digit of an identity number (GB 11643).
const IDENTITY_WEIGHTS: [u32; 17] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
const IDENTITY_CHECKS: &[u8; 11] = b"10X98765432";

/// Mobile number: 11 digits from 13 to 19.
pub(super) fn is_mobile(d: &[u8]) -> bool {
    d.len() == 11 && d[0] == b'1' && (b'3'..=b'9').contains(&d[1])
}

/// Landline number with its area code: 010, 02x or 03xx to 09xx.
pub(super) fn is_landline(d: &[u8]) -> bool {
    d.len() >= 10
        && d[0] == b'0'
        && match d[1] {
            b'1' => d[2] == b'0' && d.len() == 11 && is_subscriber(&d[3..]),
            b'2' => d[2] != b'6' && d.len() == 11 && is_subscriber(&d[3..]),
            b'3'..=b'9' => (11..=12).contains(&d.len()) && is_subscriber(&d[4..]),
            _ => false,
        }
}

/// Local number: 7 or 8 digits from 2 to 8.
pub(super) fn is_subscriber(d: &[u8]) -> bool {
    (7..=8).contains(&d.len()) && (b'2'..=b'8').contains(&d[0])
}

/// How sure an 18-digit identity number is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Identity {
    /// Region, birth date and check digit agree.
    Checked,
    /// Region and birth date agree, the check digit does not: perhaps mistyped.
    Unchecked,
}

pub(super) fn identity18(d: &[u8]) -> Option<Identity> {
    let shape = d.len() == 18
        && d[..17].iter().all(u8::is_ascii_digit)
        && is_region(d)
        && matches!(number(&d[6..10]), 1880..=2099)
        && is_month_day(&d[10..14]);
    if !shape {
        return None;
    }
    let sum: u32 = d.iter().zip(IDENTITY_WEIGHTS).map(|(&d, w)| u32::from(d - b'0') * w).sum();
    let check = IDENTITY_CHECKS[(sum % 11) as usize];
    Some(if check == d[17].to_ascii_uppercase() { Identity::Checked } else { Identity::Unchecked })
}

/// Old identity number: region, year of two digits, month, day, sequence.
pub(super) fn is_identity15(d: &[u8]) -> bool {
    d.len() == 15 && is_region(d) && is_month_day(&d[8..12])
}

/// Bank card: 16 to 19 digits that pass Luhn, from the payment ranges 3 to 6 and 9.
pub(super) fn is_bank_card(d: &[u8]) -> bool {
    (16..=19).contains(&d.len()) && matches!(d[0], b'3'..=b'6' | b'9') && luhn(d)
}

/// `yyyymmdd` of a plausible year.
pub(super) fn is_date(d: &[u8]) -> bool {
    d.len() == 8 && matches!(number(&d[..4]), 1800..=2199) && is_month_day(&d[4..])
}

fn luhn(d: &[u8]) -> bool {
    let digit = |(i, &d): (usize, &u8)| {
        let v = u32::from(d - b'0') * if i % 2 == 1 { 2 } else { 1 };
        if v > 9 { v - 9 } else { v }
    };
    d.iter().rev().enumerate().map(digit).sum::<u32>() % 10 == 0 && d.iter().any(|&x| x != d[0])
}

/// First two digits of GB/T 2260.
fn is_region(d: &[u8]) -> bool {
    matches!(number(&d[..2]), 11..=15 | 21..=23 | 31..=37 | 41..=46 | 50..=54 | 61..=65 | 71 | 81..=83)
}

fn is_month_day(d: &[u8]) -> bool {
    let days = match number(&d[..2]) {
        1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
        4 | 6 | 9 | 11 => 30,
        2 => 29,
        _ => 0,
    };
    (1..=days).contains(&number(&d[2..4]))
}

fn number(d: &[u8]) -> u32 {
    d.iter().fold(0, |n, &d| n * 10 + u32::from(d - b'0'))
}

/// Characters that open a vehicle plate (GA 36): one a province-level region.
const PLATE_REGIONS: &str = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼";

pub(super) fn opens_plate(c: char) -> bool {
    !c.is_ascii() && PLATE_REGIONS.contains(c)
}
