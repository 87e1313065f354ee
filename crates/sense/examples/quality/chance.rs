//! Chance that is the same in every run and its laws, areas under curves, and intervals by resampling.

/// A small generator of numbers (splitmix64).
pub(crate) struct Chance(u64);

impl Chance {
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed)
    }

    pub(crate) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// Below `n`, which is above 0.
    pub(crate) fn below(&mut self, n: usize) -> usize {
        (self.next() % n as u64) as usize
    }

    pub(crate) fn pick<'a, T>(&mut self, items: &'a [T]) -> &'a T {
        &items[self.below(items.len())]
    }

    /// True `percent` times in a hundred.
    pub(crate) fn happens(&mut self, percent: usize) -> bool {
        self.below(100) < percent
    }

    pub(crate) fn shuffle<T>(&mut self, items: &mut [T]) {
        for i in (1..items.len()).rev() {
            let j = self.below(i + 1);
            items.swap(i, j);
        }
    }

    /// At least 0, below 1.
    pub(crate) fn uniform(&mut self) -> f64 {
        (self.next() >> 11) as f64 / (1_u64 << 53) as f64
    }

    fn normal(&mut self) -> f64 {
        let radius = (-2.0 * (1.0 - self.uniform()).ln()).sqrt();
        radius * (std::f64::consts::TAU * self.uniform()).cos()
    }

    /// Gamma law of shape 8 and mean 1: the sum of eight exponentials.
    fn gamma8(&mut self) -> f64 {
        (0..8).map(|_| -(1.0 - self.uniform()).ln()).sum::<f64>() / 8.0
    }

    /// Poisson law: by multiplication in pieces, so that the exponential does not vanish.
    pub(crate) fn poisson(&mut self, mean: f64) -> f64 {
        if mean > 500.0 {
            return (mean + mean.sqrt() * self.normal()).round().max(0.0);
        }
        let (mut left, mut count) = (mean, 0.0);
        while left > 0.0 {
            let piece = left.min(30.0);
            left -= piece;
            let bound = (-piece).exp();
            let mut product = self.uniform();
            while product > bound {
                product *= self.uniform();
                count += 1.0;
            }
        }
        count
    }

    /// Negative binomial law: Poisson with its mean mixed by the gamma law.
    pub(crate) fn mixed(&mut self, mean: f64) -> f64 {
        let factor = self.gamma8();
        self.poisson(mean * factor)
    }
}

/// Area under the curve of scores of what is meant against what is not; ties count half.
pub(crate) fn auc(meant: &[f64], other: &[f64]) -> f64 {
    let mut all: Vec<(f64, bool)> = meant.iter().map(|&s| (s, true)).collect();
    all.extend(other.iter().map(|&s| (s, false)));
    all.sort_by(|a, b| a.0.total_cmp(&b.0));
    let (mut below, mut sum) = (0.0, 0.0);
    let mut rest = all.as_slice();
    while let Some(first) = rest.first() {
        let ties = rest.iter().take_while(|item| item.0 == first.0).count();
        let positives = rest[..ties].iter().filter(|item| item.1).count() as f64;
        let negatives = ties as f64 - positives;
        sum += positives * (below + negatives / 2.0);
        below += negatives;
        rest = &rest[ties..];
    }
    sum / (meant.len() as f64 * other.len() as f64)
}

/// 95 % interval of a figure over `n` items, by drawing items again 400 times.
pub(crate) fn interval(
    n: usize,
    seed: u64,
    figure: impl Fn(&[usize]) -> Option<f64>,
) -> (f64, f64) {
    let mut chance = Chance::new(seed);
    let mut draw = Vec::with_capacity(n);
    let mut found: Vec<f64> = (0..400)
        .filter_map(|_| {
            draw.clear();
            draw.extend((0..n).map(|_| chance.below(n)));
            figure(&draw)
        })
        .collect();
    found.sort_by(f64::total_cmp);
    let at = |share: f64| found[((found.len() - 1) as f64 * share).round() as usize];
    (at(0.025), at(0.975))
}
