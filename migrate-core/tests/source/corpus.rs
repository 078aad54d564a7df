//! Real histories: crates.io (diesel's layout) and zksync-era (sqlx's layout).

use std::fs;
use std::path::{Path, PathBuf};

use migrate_core::plan::TransactionMode;
use migrate_core::source::scan::{TokenKind, tokens};
use migrate_core::source::{Code, script};

/// The corpora lie beside the workspace; where they are absent the tests say so and pass.
pub(crate) fn corpus() -> Option<PathBuf> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/corpus");
    if !path.is_dir() {
        eprintln!("skipped: no corpus at {}", path.display());
        return None;
    }
    Some(path)
}

fn sql_files(directory: &Path, files: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(directory).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sql_files(&path, files);
        } else if path.extension().is_some_and(|e| e == "sql") {
            files.push(path);
        }
    }
}

/// Every script of both histories, with its path below the corpus.
pub(crate) fn scripts() -> Vec<(String, String)> {
    let Some(corpus) = corpus() else {
        return Vec::new();
    };
    let mut files = Vec::new();
    sql_files(&corpus, &mut files);
    files.sort();
    let read = |path: PathBuf| {
        let name = path.strip_prefix(&corpus).unwrap().display().to_string();
        (name, fs::read_to_string(path).unwrap())
    };
    files.into_iter().map(read).collect()
}

#[test]
fn the_grammar_accepts_every_script_but_the_broken_one() {
    let scripts = scripts();
    if scripts.is_empty() {
        return;
    }
    let mut findings = Vec::new();
    for (path, text) in &scripts {
        for problem in script::analyse(path, text, TransactionMode::Single).problems {
            let place = problem.place.unwrap();
            findings.push(format!(
                "{} {}:{}:{} {}",
                problem.code, place.path, place.line, place.column, problem.message
            ));
        }
    }
    println!("{}", findings.join("\n"));
}

#[test]
fn timing() {
    use migrate_core::source::*;
    use std::time::Instant;
    let pairs = scripts();
    let ups: Vec<_> = pairs
        .iter()
        .filter(|(p, _)| p.starts_with("cratesio") && p.ends_with("up.sql"))
        .collect();
    let n = 1000;
    let files = crate::project::line(
        (0..n).map(|i| (ups[i % ups.len()].1.clone(), "DROP TABLE x;\n".to_owned())),
    );
    let settings = crate::project::settings();
    let bytes: usize = files
        .folders
        .iter()
        .map(|f| f.up.as_ref().unwrap().len())
        .sum();
    let t = Instant::now();
    let sealed = relock(&files, &settings);
    println!(
        "relock {:?} problems {} bytes {bytes}",
        t.elapsed(),
        sealed.loaded.problems.len()
    );
    let mut files = files;
    files.lock = Some(
        Lock::sealed_from(sealed.loaded.plan.as_ref().unwrap())
            .to_string()
            .into_bytes(),
    );
    for _ in 0..3 {
        let t = Instant::now();
        let loaded = load(&files, &settings, Drafts::Refused);
        println!("load {:?} {}", t.elapsed(), loaded.problems.len());
        if let Some(p) = loaded.problems.first() {
            println!("{}", render(p, Style::Plain));
        }
    }
    let m: Vec<String> = files
        .folders
        .iter()
        .map(|f| String::from_utf8(f.manifest.clone().unwrap()).unwrap())
        .collect();
    let t = Instant::now();
    for m in &m {
        Manifest::parse("x", m).unwrap();
    }
    println!("manifests fast {:?}", t.elapsed());
    let t = Instant::now();
    for m in &m {
        Manifest::parse("x", &format!("{m}\n")).unwrap();
    }
    println!("manifests full {:?}", t.elapsed());
    let t = Instant::now();
    Lock::parse(
        "x",
        std::str::from_utf8(files.lock.as_ref().unwrap()).unwrap(),
    )
    .unwrap();
    println!("lock fast {:?}", t.elapsed());
    let t = Instant::now();
    Lock::parse(
        "x",
        &format!(
            "{}\n",
            std::str::from_utf8(files.lock.as_ref().unwrap()).unwrap()
        ),
    )
    .unwrap();
    println!("lock full {:?}", t.elapsed());
    let t = Instant::now();
    let mut s = String::new();
    for f in &files.folders {
        s.clear();
        normal::append(std::str::from_utf8(f.up.as_ref().unwrap()).unwrap(), &mut s);
    }
    println!("normal {:?}", t.elapsed());
    let t = Instant::now();
    for f in &files.folders {
        text::canonical(f.up.as_ref().unwrap()).unwrap();
    }
    println!("canonical {:?}", t.elapsed());
}
