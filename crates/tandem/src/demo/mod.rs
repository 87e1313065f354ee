//! `tandem demo`: real posts of Guangxi, replayed through the whole loop by simulated officials.
//!
//! Nothing is scripted but the behaviour of officials. Which step comes next is a function of the
//! seed and of what is stored: posts that were not heard yet, topics without a case, what each
//! office would do next ([`officials`]), and what the mechanism must do ([`due`]). So the same seed
//! gives the same ledger, byte for byte, and a demo that was killed goes on where it stopped.
//!
//! [`due`]: tandem_core::case::due

mod chance;
mod officials;
mod outcome;
mod posts;
mod replay;

pub use outcome::Outcome;
pub use posts::sources;
pub use replay::{Demo, Step, VirtualClock};

use tandem_core::Text;

/// What every page and print-out of a demo says.
pub fn banner() -> Text {
    Text::new(
        "演示：帖文为公开热搜存档，诉求为虚构；官员由程序模拟，单位与职责为示例，案件均非真实办件",
        "Demo: posts are from a public archive, complaints are invented; officials are simulated, \
         units and remits are illustrative, no case is real",
    )
}
