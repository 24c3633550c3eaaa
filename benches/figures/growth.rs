//! How work grows with its input: programs at n, 2n, 4n and 8n.

use crate::Options;
use crate::machine::{Table, interpreters, shown};

/// Programs of `growth.lua`, and n.
const PROGRAMS: [(&str, usize); 17] = [
    ("t[i] = i", 2_000_000),
    ("t[#t + 1] = i", 1_500_000),
    ("string keys", 100_000),
    ("table.concat of n pieces", 150_000),
    ("n coroutines alive", 25_000),
    ("n closures over one variable", 200_000),
    ("n nested calls, 80 times", 20_000),
    ("keys alike but for every other byte", 40_000),
    ("keys alike but for the middle", 60_000),
    ("integer keys 2^32 apart", 300_000),
    ("deletion while pairs goes on", 100_000),
    ("deletion of what next(t) finds", 10_000),
    ("#t after each of n holes", 600_000),
    ("#t after each of n writes with gaps", 200_000),
    ("a queue of 1000, upwards", 600_000),
    ("a queue of 1000, downwards", 600_000),
    ("a queue of n, filled and emptied", 1_000_000),
];
/// What n is multiplied by.
const SIZES: [usize; 4] = [1, 2, 4, 8];
/// A run that takes longer shows what it has to.
const SLOW_SECONDS: f64 = 5.0;

const INTRODUCTION: &str = "\
Processor seconds of whole processes at n, 2n, 4n and 8n, and how many times as long each is as the one before: about 2
is linear.

";

pub(crate) fn section(options: &Options) -> Result<String, String> {
    let mut text = INTRODUCTION.to_owned();
    let columns = ["n", "", "at n", "at 2n", "at 4n", "at 8n", "ratios", "worst ratio"];
    let mut table = Table::new("program", &columns);
    let all = interpreters();
    for (name, n) in PROGRAMS {
        let mut best = vec![[f64::NAN; SIZES.len()]; all.len()];
        for _ in 0..options.rounds {
            for (index, size) in SIZES.iter().enumerate() {
                for (best, one) in best.iter_mut().zip(&all) {
                    // One that is slow is not run again, nor at a larger size.
                    if best[..=index].iter().any(|&seconds| seconds > SLOW_SECONDS) {
                        continue;
                    }
                    let run = one.run("growth.lua", &[name, &(n * size).to_string()])?;
                    best[index] = best[index].min(run.processor_seconds);
                }
            }
        }
        for (seconds, one) in best.iter().zip(&all) {
            let ratios: Vec<f64> = seconds.windows(2).map(|pair| pair[1] / pair[0]).collect();
            let mut cells = vec![n.to_string(), one.column.to_owned()];
            cells.extend(seconds.iter().map(|&seconds| shown(seconds, 3)));
            cells.push(ratios.iter().map(|&ratio| shown(ratio, 2)).collect::<Vec<_>>().join(" "));
            cells.push(format!("**{}**", shown(ratios.iter().copied().fold(f64::NAN, f64::max), 2)));
            table.row(name, &cells);
        }
    }
    text.push_str(&table.finish());
    Ok(text)
}
