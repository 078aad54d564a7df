//! How problems look, in the corners that the cases do not reach.

use migrate_core::source::{Code, Place, Problem, Style, render};

fn problem(text: &str, range: std::ops::Range<usize>) -> Problem {
    Problem::new(Code::SyntaxError, "syntax error")
        .at(Place::within("up.sql", text, range))
        .label("here")
        .help("correct it")
}

/// The text without colours.
fn plain(ansi: &str) -> String {
    let mut parts = ansi.split('\x1b');
    let mut text = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        text.push_str(part.split_once('m').expect("a colour ends with m").1);
    }
    text
}

#[test]
fn colours_change_nothing_but_colours() {
    let problem = problem("SELECT 1;\nSELCT 2;\n", 10..15).note("a fact");
    let (colour, text) = (
        render(&problem, Style::Ansi),
        render(&problem, Style::Plain),
    );
    assert_ne!(colour, text);
    assert_eq!(plain(&colour), text);
}

#[test]
fn of_a_long_line_the_part_around_the_mistake_is_shown() {
    let line = format!("INSERT INTO t VALUES ({}oops);\n", "1, ".repeat(500));
    let at = line.find("oops").unwrap();
    let text = render(&problem(&line, at..at + 4), Style::Plain);
    let lines: Vec<_> = text.lines().collect();
    assert!(
        lines.iter().all(|line| line.chars().count() < 200),
        "{text}"
    );
    let column = lines[4].chars().position(|c| c == '^').unwrap();
    let shown: String = lines[3].chars().skip(column).take(4).collect();
    assert_eq!(shown, "oops");
}

#[test]
fn a_terminal_is_not_given_control_characters_of_a_script() {
    let text = "SELECT '\x1b[31m' \tx;\n";
    let rendered = render(&problem(text, 16..17), Style::Plain);
    assert!(
        !rendered.contains('\x1b') && !rendered.contains('\t'),
        "{rendered}"
    );
}
