//! Tables of patterns: what they find, what they say when malformed, and that work does not depend on how it is split.

use super::*;

/// Runs to the end in steps of `budget`; the answer and all that was charged.
fn run(matcher: &mut Matcher, subject: &[u8], pattern: &[u8], budget: i64) -> (Result<Step, PatternError>, i64) {
    let mut charged = 0;
    loop {
        let mut left = budget;
        let step = matcher.run(subject, pattern, &mut left);
        charged += budget - left;
        if step != Ok(Step::Pending) {
            return (step, charged);
        }
        let mut words = Vec::new();
        matcher.to_words(&mut words);
        assert_eq!(Matcher::from_words(&words, subject.len(), pattern.len()).as_ref(), Some(&*matcher));
    }
}

/// What `string.find` would give, as text.
fn find(subject: &[u8], pattern: &[u8]) -> String {
    let (pattern, anchored) = match pattern {
        [b'^', rest @ ..] => (rest, true),
        _ => (pattern, false),
    };
    let mut whole = Matcher::new(0, anchored);
    let (step, charged) = run(&mut whole, subject, pattern, 1 << 40);
    for budget in [0, 1, 3] {
        let mut split = Matcher::new(0, anchored);
        assert_eq!(run(&mut split, subject, pattern, budget), (step, charged), "{pattern:?} in steps of {budget}");
        if step.is_ok() {
            assert_eq!(split, whole);
        }
    }
    let finished = whole.check_finished();
    match step.and_then(|step| finished.map(|()| step)) {
        Err(error) => error.to_string(),
        Ok(Step::Match { start, end }) => {
            let mut text = format!("{} {end}", start + 1);
            for capture in whole.captures() {
                text += &match *capture {
                    Capture::Span(start, end) => format!(" {}", String::from_utf8_lossy(&subject[start..end])),
                    Capture::Position(at) => format!(" @{}", at + 1),
                };
            }
            text
        }
        Ok(_) => "nil".into(),
    }
}

#[test]
fn finds() {
    let table: &[(&str, &str, &str)] = &[
        ("", "", "1 0"),
        ("alo", "", "1 0"),
        ("a\0o a\0o a\0o", "a", "1 1"),
        ("alo123alo", "12", "4 5"),
        ("aaab", "a*", "1 3"),
        ("aaa", "^.*$", "1 3"),
        ("aaa", "b*", "1 0"),
        ("aaab", ".*b", "1 4"),
        ("aaa", ".*b", "nil"),
        ("aaab", "a-b", "1 4"),
        ("aaa", "^.-$", "1 3"),
        ("aabaaabaaabaaaba", "b.-b", "3 7"),
        ("alo xo", ".o$", "5 6"),
        (" \n isto é assim", "%S%S*", "4 7"),
        ("key = value", "(%w+)%s*=%s*(%w+)", "1 11 key value"),
        ("hello", "()ll()", "3 4 @3 @5"),
        ("=======", "^(=*)=%1$", "1 7 ==="),
        ("==========", "^([=]*)=%1$", "nil"),
        ("THE (quick) fox", "%((%a+)%)", "5 11 quick"),
        ("aaa aa a aaa a", "%f[%w]%a", "1 1"),
        ("[[]] [][] [[[[", "%f[[].", "1 1"),
        ("x[y]", "[]]", "4 4"),
        ("a-z", "[a%-]+", "1 2"),
        ("f(a(b)c)d", "%b()", "2 8"),
        ("f(a(b", "%b()", "nil"),
        ("a$a", "$\0?", "2 2"),
        ("^a", "[%^x]", "1 1"),
        ("  hi  ", "^%s*(.-)%s*$", "1 6 hi"),
    ];
    for (subject, pattern, expected) in table {
        assert_eq!(find(subject.as_bytes(), pattern.as_bytes()), *expected, "{pattern}");
    }
}

#[test]
fn malformed_patterns() {
    let table = [
        ("(.", "unfinished capture"),
        (".)", "invalid pattern capture"),
        ("[a", "malformed pattern (missing ']')"),
        ("[]", "malformed pattern (missing ']')"),
        ("[^]", "malformed pattern (missing ']')"),
        ("[a%]", "malformed pattern (missing ']')"),
        ("[a%", "malformed pattern (missing ']')"),
        ("%b", "malformed pattern (missing arguments to '%b')"),
        ("%ba", "malformed pattern (missing arguments to '%b')"),
        ("%", "malformed pattern (ends with '%')"),
        ("%f", "missing '[' after '%f' in pattern"),
        ("(%0)", "invalid capture index %0"),
        ("(%1)", "invalid capture index %1"),
        ("%2", "invalid capture index %2"),
    ];
    for (pattern, expected) in table {
        assert_eq!(find(b"a", pattern.as_bytes()), expected, "{pattern}");
    }
}

#[test]
fn limits_at_and_past() {
    let repeated = |text: &str, times: usize| text.repeat(times).into_bytes();
    assert!(find(b"a", &repeated("()", CAPTURES_MAX)).starts_with("1 0 @1"));
    assert_eq!(find(b"a", &repeated("()", CAPTURES_MAX + 1)), "too many captures");
    assert_eq!(find(&[b'a'; 300], &repeated("a?", FRAMES_MAX)), format!("1 {FRAMES_MAX}"));
    assert_eq!(find(&[b'a'; 300], &repeated("a?", FRAMES_MAX + 1)), "pattern too complex");
    assert_eq!(find(&[b'a'; 2000], &repeated(".?", 2000)), "pattern too complex");
}

#[test]
fn empty_matches_are_refused_once() {
    let mut matcher = Matcher::new(0, false);
    let mut found = Vec::new();
    while let Ok(Step::Match { start, end }) = matcher.run(b"ab,c", b"%a*", &mut 1_000) {
        found.push((start, end));
        matcher.restart(end, false, Some(end));
    }
    assert_eq!(found, [(0, 2), (3, 4)]);
}

#[test]
fn plain_search() {
    let table: &[(&str, &str, usize, Option<usize>)] = &[
        ("", "", 0, Some(0)),
        ("abc", "", 3, Some(3)),
        ("abc", "", 4, None),
        ("aaaaaaab", "aab", 0, Some(5)),
        ("abcabd", "abd", 0, Some(3)),
        ("abc", "abcd", 0, None),
        ("abcabc", "abc", 1, Some(3)),
        ("aaaa", "ab", 0, None),
    ];
    for (subject, needle, init, expected) in table {
        let expected = expected.map_or(Step::NoMatch, |start| Step::Match { start, end: start + needle.len() });
        let mut totals = Vec::new();
        for budget in [0, 1, 2, 1_000] {
            let mut search = PlainFind::new(*init);
            let mut total = 0;
            let step = loop {
                let mut left = budget;
                let step = search.run(subject.as_bytes(), needle.as_bytes(), &mut left);
                total += budget - left;
                if step != Step::Pending {
                    break step;
                }
            };
            assert_eq!(step, expected, "{needle} in {subject}");
            totals.push(total);
        }
        assert!(totals.iter().all(|total| *total == totals[0]));
    }
    assert!(has_specials(b"a.b") && has_specials(b"[") && !has_specials(b"a]b)"));
}

#[test]
fn hostile_words_are_refused_or_harmless() {
    let (subject, pattern) = (b"aab(aab)aab".as_slice(), b"(a*)()[ab]-%b()%1$".as_slice());
    let mut matcher = Matcher::new(0, false);
    for _ in 0..40 {
        let _ = matcher.run(subject, pattern, &mut 1);
        let mut words = Vec::new();
        matcher.to_words(&mut words);
        for index in 0..words.len() {
            for value in [0, 1, 2, 3, 5, 11, 12, 18, 40, u64::MAX] {
                let mut changed = words.clone();
                changed[index] = value;
                let Some(mut hostile) = Matcher::from_words(&changed, subject.len(), pattern.len()) else { continue };
                for _ in 0..20 {
                    if let Ok(Step::Match { start, end }) = hostile.run(subject, pattern, &mut 50) {
                        assert!(start <= end && end <= subject.len());
                    }
                }
            }
        }
    }
}
