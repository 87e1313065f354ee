//! Intervals of 95 %.

/// 97.5 % point of the normal distribution.
pub(crate) const Z: f64 = 1.959_963_984_540_054;

/// Wilson's interval of a share; nothing of nothing.
#[must_use]
pub fn wilson(part: u64, n: u64) -> Option<(f64, f64)> {
    if n == 0 {
        return None;
    }
    let (p, n) = (part as f64 / n as f64, n as f64);
    let middle = p + Z * Z / (2.0 * n);
    let half = Z * (p * (1.0 - p) / n + Z * Z / (4.0 * n * n)).sqrt();
    let below = 1.0 + Z * Z / n;
    Some((((middle - half) / below).max(0.0), ((middle + half) / below).min(1.0)))
}

/// The 97.5 % point of Student's distribution with so many degrees of freedom; infinite with none.
/// Beyond the table by the expansion of Cornish and Fisher, which is right to three digits there.
#[must_use]
pub fn student(freedom: usize) -> f64 {
    const TABLE: [f64; 10] =
        [12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228];
    let Some(row) = freedom.checked_sub(1) else { return f64::INFINITY };
    if let Some(point) = TABLE.get(row) {
        return *point;
    }
    let f = freedom as f64;
    let first = (Z.powi(3) + Z) / (4.0 * f);
    let second = (5.0 * Z.powi(5) + 16.0 * Z.powi(3) + 3.0 * Z) / (96.0 * f * f);
    Z + first + second
}
