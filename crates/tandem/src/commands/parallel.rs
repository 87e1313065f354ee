//! Many independent runs on all cores, put together in their order, so that the number of cores
//! changes no figure.

use indicatif::{ProgressBar, ProgressStyle};
use std::sync::atomic::{AtomicUsize, Ordering};

/// A bar for so many runs.
pub(super) fn progress(runs: u64) -> ProgressBar {
    let bar = ProgressBar::new(runs);
    let style = ProgressStyle::with_template("{pos}/{len} {bar:30} {eta}");
    bar.with_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()))
}

/// Does the jobs from 0 to `n` on all cores and returns what they gave in the order of their
/// numbers. After a first error a core takes no further job.
///
/// # Errors
/// The error of a job.
pub(super) fn on_all_cores<T: Send, E: Send>(
    n: usize,
    bar: &ProgressBar,
    job: impl Fn(usize) -> Result<T, E> + Sync,
) -> Result<Vec<T>, E> {
    let next = AtomicUsize::new(0);
    let work = || {
        let numbers = std::iter::from_fn(|| Some(next.fetch_add(1, Ordering::Relaxed)));
        let mine = numbers.take_while(|nth| *nth < n).map(|nth| {
            let done = job(nth)?;
            bar.inc(1);
            Ok((nth, done))
        });
        mine.collect::<Result<Vec<_>, E>>()
    };
    let workers = std::thread::available_parallelism().map_or(1, usize::from);
    let mut done = std::thread::scope(|scope| {
        let workers: Vec<_> = (0..workers).map(|_| scope.spawn(work)).collect();
        let mut all = Vec::with_capacity(n);
        for worker in workers {
            all.extend(worker.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))?);
        }
        Ok(all)
    })?;
    done.sort_by_key(|(nth, _)| *nth);
    Ok(done.into_iter().map(|(_, done)| done).collect())
}
