use super::*;

fn parse_words(words: &[&str]) -> Result<Command, String> {
    parse(std::iter::once("tidelock").chain(words.iter().copied()).map(OsString::from).collect())
}

fn parse_run(words: &[&str]) -> Run {
    match parse_words(&[&["run"], words].concat()) {
        Ok(Command::Run(run)) => *run,
        other => panic!("expected run, found {other:?}"),
    }
}

#[test]
fn sizes() {
    assert_eq!(parse_size("65536"), Ok(65536));
    assert_eq!(parse_size("64K"), Ok(65536));
    assert_eq!(parse_size("10m"), Ok(10 << 20));
    assert_eq!(parse_size("1G"), Ok(1 << 30));
    for bad in ["", "K", "-1", "1.5M", "10MB", "0", "99999999999G", "1é"] {
        assert!(parse_size(bad).is_err(), "{bad}");
    }
}

#[test]
fn numbers() {
    assert_eq!(parse_number("0"), Ok(0));
    assert_eq!(parse_count("18446744073709551615"), Ok(u64::MAX));
    for bad in ["", "-1", "0", "abc", "1e6", "18446744073709551616"] {
        assert!(parse_count(bad).is_err(), "{bad}");
    }
}

#[test]
fn options_after_the_file_belong_to_the_program() {
    let run = parse_run(&["--quantum", "7", "x.lua", "--stats", "--", "-e"]);
    assert_eq!(run.command, ["x.lua", "--stats", "--", "-e"]);
    assert!(!run.stats && run.before.is_empty() && run.quantum == 7);
    assert_eq!(parse_run(&["--", "-x", "-y"]).command, ["-x", "-y"]);
    assert_eq!(parse_run(&["-", "-y"]).command, ["-", "-y"]);
}

#[test]
fn values_are_attached_or_follow() {
    let run = parse_run(&["-e", "-x", "-lm", "-el()", "--seed=3", "--allow-read", "--allow-env=A,B", "x"]);
    let before = [Before::Execute("-x".into()), Before::Library("m".into()), Before::Execute("l()".into())];
    assert_eq!(run.before, before);
    assert_eq!((run.world.seed, run.command), (3, vec![OsString::from("x")]));
    assert_eq!((run.world.allow_read, run.world.allow_env), (vec!["".into()], vec!["A,B".into()]));
}

/// Every option that a help names is one, and takes a value if the help says so.
#[test]
fn help_tells_the_truth() {
    for (name, _, help) in COMMANDS {
        for line in help.lines().filter(|line| line.starts_with("  -")) {
            let (names, _) = line.trim().split_once("  ").unwrap_or((line.trim(), ""));
            // The value stands behind the last name.
            let value = names.rsplit(", ").next().and_then(|last| last.split_once([' ', '['])).map_or("", |of| of.1);
            for option in names.split(", ") {
                let option = option.split([' ', '[']).next().unwrap_or(option);
                let given = match value {
                    "" => vec![option],
                    "N" => vec![option, "1"],
                    "SIZE" => vec![option, "1K"],
                    _ if value.contains('|') => vec![option, value.split('|').next().unwrap_or(value)],
                    _ if value.starts_with('=') => vec![option],
                    _ => vec![option, "x"],
                };
                let why = match parse_words(&[&[name], &given[..]].concat()) {
                    Ok(_) => continue,
                    Err(why) => why,
                };
                let is_incomplete = why.starts_with("no ") || why.starts_with("--json shows");
                assert!(is_incomplete, "{name} {given:?}: {why}");
            }
        }
    }
}
