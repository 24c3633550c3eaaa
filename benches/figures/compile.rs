//! Compiling: source text to verified bytecode, its speed and memory; a short program, and one that only says hello.

use std::fmt::Write as _;
use std::{env, fs, process};

use tidelock::program;

use crate::Options;
use crate::counting::Counted;
use crate::machine::{Interpreter, Table, best_seconds, interpreters, quantile, shown};

/// Bytes of source text, about.
const SIZES: [usize; 4] = [300_000, 1_000_000, 3_000_000, 6_000_000];
const SHORT_LINES: usize = 100;
/// Loads of the short program that are timed together.
const SHORT_LOADS: usize = 200;
const STARTS: usize = 100;

const INTRODUCTION: &str = "\
Source text to verified bytecode, in memory; lua5.4: `load`. Peak is the most heap in use while compiling, the result
included.

";

pub(crate) fn section(options: &Options) -> Result<String, String> {
    let file = env::temp_dir().join(format!("tidelock-figures-{}.lua", process::id()));
    let measured = tables(options, &file.to_string_lossy());
    // It may never have been written.
    let _ = fs::remove_file(&file);
    measured
}

fn tables(options: &Options, file: &str) -> Result<String, String> {
    let all = interpreters();
    let (tidelock, lua) = (&all[0], all.get(1));
    let mut text = INTRODUCTION.to_owned();
    let columns = ["MB/s", "lua5.4 MB/s", "MB/s / lua5.4", "peak heap bytes per source byte"];
    let mut table = Table::new("source MB", &columns);
    for size in SIZES {
        let source = generate(|text| text.len() >= size);
        let (ours, theirs) = load_seconds(&source, file, 1, options.rounds, lua)?;
        let megabytes = source.len() as f64 / 1e6;
        let counted = Counted::begin();
        let code = program::load(source.as_bytes(), b"=source").map_err(|error| error.to_string())?;
        let peak = counted.peak_bytes() / source.len() as f64;
        drop(counted);
        drop(code);
        let cells = [shown(megabytes / ours, 1), shown(megabytes / theirs, 1), shown(theirs / ours, 2), shown(peak, 1)];
        table.row(&shown(megabytes, 1), &cells);
    }
    text.push_str(&table.finish());

    let _ = writeln!(
        text,
        "\
A program of {SHORT_LINES} lines from text to verified bytecode, and a process that says hello from its start to its end
(median of {STARTS}, time passed).
"
    );
    let mut table = Table::new("", &["tidelock", "lua5.4", "tidelock / lua5.4"]);
    let source = generate(|text| text.lines().count() >= SHORT_LINES);
    let (ours, theirs) = load_seconds(&source, file, SHORT_LOADS, options.rounds, lua)?;
    let label = format!("load {} lines ({} bytes), microseconds", source.lines().count(), source.len());
    table.row(&label, &[shown(ours * 1e6, 1), shown(theirs * 1e6, 1), shown(ours / theirs, 2)]);

    fs::write(file, "print(\"hello\")\n").map_err(|error| format!("{file}: {error}"))?;
    let (mut ours, mut theirs) = (Vec::new(), Vec::new());
    for _ in 0..STARTS {
        ours.push(tidelock.run(file, &[])?.seconds * 1e3);
        if let Some(lua) = lua {
            theirs.push(lua.run(file, &[])?.seconds * 1e3);
        }
    }
    let [ours, theirs] = [ours, theirs].map(|mut all| {
        all.sort_by(f64::total_cmp);
        if all.is_empty() { f64::NAN } else { quantile(&all, 0.5) }
    });
    table.row("hello, milliseconds", &[shown(ours, 2), shown(theirs, 2), shown(ours / theirs, 2)]);
    text.push_str(&table.finish());
    Ok(text)
}

/// The best time of one load in this process, and in lua5.4's; NaN without it.
fn load_seconds(
    source: &str,
    file: &str,
    loads: usize,
    rounds: usize,
    lua: Option<&Interpreter>,
) -> Result<(f64, f64), String> {
    fs::write(file, source).map_err(|error| format!("{file}: {error}"))?;
    program::load(source.as_bytes(), b"=source").map_err(|error| error.to_string())?;
    let (mut ours, mut theirs) = (f64::NAN, f64::NAN);
    for _ in 0..rounds {
        let seconds = best_seconds(2, || (0..loads).all(|_| program::load(source.as_bytes(), b"=source").is_ok()));
        ours = ours.min(seconds / loads as f64);
        if let Some(lua) = lua {
            let output = lua.run("load.lua", &[file, &loads.to_string()])?.output;
            let seconds = output.trim().parse::<f64>().map_err(|error| format!("load.lua: {error}"))?;
            theirs = theirs.min(seconds);
        }
    }
    Ok((ours, theirs))
}

/// Statements of all sorts, with comments, until there is enough. Always the same.
fn generate(is_enough: impl Fn(&str) -> bool) -> String {
    let mut text = String::from("local registry = {}\nlocal next_id = 1\n\n");
    for number in 1.. {
        text.push_str(&PARTS[number % PARTS.len()].replace('@', &number.to_string()));
        if is_enough(&text) {
            break;
        }
    }
    text.push_str("return registry\n");
    text
}

/// Parts of the generated program; `@` is a number of its own in each copy.
const PARTS: [&str; 5] = [
    r#"-- Sums what is even, and joins the rest.
function collect_@(items, limit)
  local sum, words = 0, {}
  for index, item in ipairs(items) do
    if item % 2 == 0 then
      sum = sum + item * @
    elseif index > limit then
      break
    else
      words[#words + 1] = "item " .. item .. ",\t" .. index
    end
  end
  return sum, table.concat(words, ";")
end
registry.collect_@ = collect_@

"#,
    r#"function registry.step_@(self, x, y, ...)
  local count = select('#', ...)
  while x < y and not self.done do
    x = x + (y - x) // 2 ~ @
    self.steps = (self.steps or 0) + 1
    if self.steps > count then return nil, "too many steps" end
  end
  return x, y, ...
end

"#,
    r#"registry.counter_@ = function(start)
  local value = start or @
  return function(by)
    value = value + (by or 1) -- the next one
    return value
  end, function()
    return string.format("%d of %s", value, registry.name or "none")
  end
end

"#,
    r#"--[[ Entry @: a longer comment
     of two lines. ]]
registry["entry @"] = {
  name = "entry @", id = @, weight = @.25,
  tags = { "red", "green", 'blue @', 0xf@ },
  nested = { left = { @, 2, 3 }, right = nil, ["a key"] = true },
}

"#,
    r#"function registry.fill_@()
  local matrix = {}
  for row = 1, 3 do
    matrix[row] = {}
    for column = 1, 3 do
      matrix[row][column] = row * 10 + column - @ / 2
    end
  end
  repeat
    next_id = next_id + 1
  until next_id > @ or matrix[1][1] == matrix[3][3]
  registry:step_@(next_id, #matrix, matrix)
end

"#,
];
