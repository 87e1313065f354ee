//! Axes, and how wide a word is.

/// Round numbers from 0 to at least `max`, some four steps apart.
pub(super) fn ticks(max: f64) -> Vec<f64> {
    if max.is_nan() || max <= 0.0 {
        return vec![0.0, 1.0];
    }
    let rough = max / 4.0;
    let power = 10f64.powf(rough.log10().floor());
    let step = [1.0, 2.0, 5.0, 10.0].into_iter().map(|m| m * power).find(|s| *s >= rough * 0.999);
    let step = step.unwrap_or(power * 10.0);
    let steps = (max / step - 1e-9).ceil().max(1.0) as usize;
    (0..=steps).map(|at| at as f64 * step).collect()
}

/// The same over a range that may begin below 0 and need not hold it.
pub(super) fn ticks_between(low: f64, high: f64) -> Vec<f64> {
    let span = if high - low > 0.0 { high - low } else { high.abs().max(1.0) };
    let found = ticks(span);
    let step = found[1];
    let first = (low / step).floor();
    let last = (high / step).ceil().max(first + 1.0);
    (0..=(last - first) as usize).map(|at| (first + at as f64) * step).collect()
}

/// A number for people: as many digits as it needs.
pub(super) fn figure(value: f64) -> String {
    if value.fract().abs() < 1e-9 {
        return format!("{value:.0}");
    }
    match value.abs() {
        10.0.. => format!("{value:.0}"),
        1.0.. => format!("{value:.1}"),
        _ => format!("{value:.2}"),
    }
}

/// A coordinate.
pub(super) fn at(value: f64) -> String {
    format!("{value:.1}")
}

/// How wide a text is about, at 12 units a letter's height.
pub(super) fn width(text: &str) -> f64 {
    text.chars().map(|c| if c.is_ascii() { 6.4 } else { 12.0 }).sum()
}

/// A text cut so that it is no wider than this; the table has the whole.
pub(super) fn cut(text: &str, wide: f64) -> String {
    if width(text) <= wide {
        return text.to_owned();
    }
    let mut out = String::new();
    for c in text.chars() {
        if width(&out) + 20.0 > wide {
            break;
        }
        out.push(c);
    }
    out.push('…');
    out
}
