//! Random numbers by name: who draws, for what, the how-manieth time.
//!
//! A stream depends on the seed and on its name only, never on how many numbers others drew before.
//! So the same case, office and purpose draw the same numbers under every mechanism (common random
//! numbers), and the difference between two mechanisms is not the difference of their luck.
//!
//! The generator is SplitMix64 (Steele, Lea, Flood 2014): a counter, mixed. Names are mixed into the
//! counter's start by the same finaliser.

const GOLDEN: u64 = 0x9e37_79b9_7f4a_7c15;

/// All streams of one seed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Draws(u64);

/// The name of a stream: which case, which office, which purpose, the how-manieth time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Name {
    /// Number of the case.
    pub case: u64,
    /// Number of the office.
    pub office: u64,
    /// Number of the purpose.
    pub purpose: u64,
    /// The how-manieth time this office does this on this case.
    pub nth: u64,
}

/// Numbers of one name.
#[derive(Clone, Copy, Debug)]
pub struct Stream(u64);

impl Draws {
    /// The streams of a seed.
    #[must_use]
    pub fn new(seed: u64) -> Self {
        Self(mix(seed ^ GOLDEN))
    }

    /// The streams of the nth of several independent repetitions.
    #[must_use]
    pub fn replication(self, nth: u64) -> Self {
        Self(mix(self.0.wrapping_add(GOLDEN.wrapping_mul(nth + 1))))
    }

    /// The stream of a name.
    #[must_use]
    pub fn stream(self, name: Name) -> Stream {
        let mut state = self.0;
        for part in [name.case, name.office, name.purpose, name.nth] {
            state = mix(state.wrapping_add(GOLDEN) ^ part.wrapping_mul(0xd134_2543_de82_ef95));
        }
        Stream(state)
    }
}

impl Stream {
    /// The next 64 bits.
    #[inline]
    pub fn bits(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(GOLDEN);
        mix(self.0)
    }

    /// A number from 0 up to, but not including, 1.
    #[inline]
    pub fn unit(&mut self) -> f64 {
        (self.bits() >> 11) as f64 / (1_u64 << 53) as f64
    }

    /// Whether something with a probability happens.
    pub fn happens(&mut self, probability: f64) -> bool {
        self.unit() < probability
    }

    /// An exponential number with mean 1.
    #[inline]
    pub fn exponential(&mut self) -> f64 {
        -(1.0 - self.unit()).ln()
    }

    /// A normal number with mean 0 and deviation 1 (Box and Muller).
    pub fn normal(&mut self) -> f64 {
        let radius = (-2.0 * (1.0 - self.unit()).ln()).sqrt();
        radius * (std::f64::consts::TAU * self.unit()).cos()
    }

    /// A lognormal number by its median and the deviation of its logarithm. Cut at 50 medians, so
    /// that no single draw decides a whole comparison.
    pub fn lognormal(&mut self, median: f64, spread: f64) -> f64 {
        median * (spread * self.normal()).exp().min(50.0)
    }

    /// A whole number below `n`; 0 where `n` is 0.
    pub fn below(&mut self, n: usize) -> usize {
        ((self.unit() * n as f64) as usize).min(n.saturating_sub(1))
    }
}

#[inline]
fn mix(mut z: u64) -> u64 {
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}
