//! Randomness of the operating system.

use tandem_engine::accounts::Entropy;

/// The operating system's own source, which nobody can guess.
#[derive(Clone, Copy, Debug)]
pub struct SystemEntropy;

impl Entropy for SystemEntropy {
    fn fill(&self, bytes: &mut [u8]) {
        // Without it no secret can be made; to go on with a weaker one would be worse.
        getrandom::fill(bytes).expect("the operating system gives random bytes");
    }
}
