//! The `git` command: no shell, no configuration of ours, and nothing that is typed becomes an option.

use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::thread;

use super::failure::HistoryFailure;
use super::missing;
use crate::settings::Settings;

/// The repository that the package is in, as git finds it: `GIT_DIR` and its kin count.
#[derive(Debug)]
pub(crate) struct Repository {
    /// Where git is started.
    directory: PathBuf,
    /// The root of the work tree.
    top: PathBuf,
    /// The package's directory.
    package: PathBuf,
    /// The package's path from the root of the work tree, with `/` at its end, or nothing.
    prefix: String,
}

/// A commit that a reference means.
#[derive(Debug, Clone)]
pub(crate) struct Commit {
    /// The reference, as it was named.
    pub(crate) name: String,
    /// Its id, in hexadecimal digits alone.
    pub(super) id: String,
}

/// A file of a commit.
#[derive(Debug, Clone)]
pub(super) struct Blob {
    /// Its path from the root of the repository.
    pub(super) path: String,
    /// The id of its content.
    id: String,
}

impl Repository {
    /// Finds the repository of the package.
    ///
    /// # Errors
    ///
    /// There is no git, or the package is in no repository.
    pub(crate) fn of(settings: &Settings) -> Result<Self, HistoryFailure> {
        let mut repository = Self {
            directory: settings.git_directory(),
            top: PathBuf::new(),
            package: settings.package.root.clone(),
            prefix: String::new(),
        };
        let output = repository.run(&["rev-parse", "--show-toplevel"])?;
        let no_repository = |said: String| HistoryFailure::NoRepository {
            said,
            advised: advised(&output),
        };
        if !output.status.success() {
            return Err(no_repository(said(&output)));
        }
        let top = String::from_utf8_lossy(&output.stdout);
        let top = Path::new(top.trim_end_matches(['\n', '\r']));
        let root = &settings.package.root;
        let below = |root: &Path, top: &Path| -> Option<PathBuf> {
            let (root, top) = (root.canonicalize().ok()?, top.canonicalize().ok()?);
            Some(root.strip_prefix(top).ok()?.to_owned())
        };
        let Some(prefix) = below(root, top) else {
            let (root, top) = (root.display(), top.display());
            return Err(no_repository(format!("{root} is not below {top}")));
        };
        repository.top = top.to_owned();
        for part in prefix.components() {
            repository
                .prefix
                .push_str(&part.as_os_str().to_string_lossy());
            repository.prefix.push('/');
        }
        Ok(repository)
    }

    /// The path from the root of the repository of a file of the package.
    pub(super) fn path(&self, file: &str) -> String {
        format!("{}{file}", self.prefix)
    }

    /// The commit that a reference means.
    ///
    /// # Errors
    ///
    /// It means none.
    pub(crate) fn commit(&self, reference: &str) -> Result<Commit, HistoryFailure> {
        match self.find_commit(reference)? {
            Some(commit) => Ok(commit),
            None => Err(HistoryFailure::NoReference {
                reference: reference.to_owned(),
                why: missing::why(self, reference)?,
            }),
        }
    }

    /// The commit that a reference means; `None` when it means none.
    ///
    /// # Errors
    ///
    /// Git cannot be started.
    pub(crate) fn find_commit(&self, reference: &str) -> Result<Option<Commit>, HistoryFailure> {
        // No reference begins so, and to git it would be an option.
        if reference.starts_with('-') || reference.contains('\0') {
            return Ok(None);
        }
        let object = format!("{reference}^{{commit}}");
        let output = self.run(&["rev-parse", "--verify", "--quiet", &object])?;
        let id = String::from_utf8_lossy(&output.stdout).trim().to_owned();
        let is_id = !id.is_empty() && id.bytes().all(|byte| byte.is_ascii_hexdigit());
        Ok((output.status.success() && is_id).then(|| Commit {
            name: reference.to_owned(),
            id,
        }))
    }

    /// The last commit that a reference and the branch that is checked out have in common; `None` when there is none, or when
    /// the history that is here does not reach that far.
    ///
    /// # Errors
    ///
    /// Git cannot be started.
    pub(super) fn common(&self, commit: &Commit) -> Result<Option<Commit>, HistoryFailure> {
        let output = self.run(&["merge-base", "HEAD", &commit.id])?;
        let id = String::from_utf8_lossy(&output.stdout).trim().to_owned();
        Ok(output.status.success().then(|| Commit {
            name: commit.name.clone(),
            id,
        }))
    }

    /// Whether a reference is a branch, which goes on; a tag or a commit stays what it is.
    ///
    /// # Errors
    ///
    /// Git cannot be started.
    pub(super) fn is_branch(&self, commit: &Commit) -> Result<bool, HistoryFailure> {
        let output = self.run(&["rev-parse", "--symbolic-full-name", &commit.name])?;
        let name = String::from_utf8_lossy(&output.stdout);
        let name = name.trim();
        Ok(name.starts_with("refs/heads/") || name.starts_with("refs/remotes/"))
    }

    /// Whether a file is in the work tree, by its path from the root of the repository.
    pub(super) fn has_file(&self, path: &str) -> bool {
        self.top.join(path).exists()
    }

    /// Whether this is a path, from where people may mean it.
    pub(super) fn has_path(&self, name: &str) -> bool {
        let from = [&self.directory, &self.top, &self.package];
        from.iter().any(|from| from.join(name).exists())
    }

    /// What git answers, without the last line feed; `None` when it refuses to answer.
    pub(super) fn asks(&self, words: &[&str]) -> Result<Option<String>, HistoryFailure> {
        let output = self.run(words)?;
        let text = String::from_utf8_lossy(&output.stdout);
        let answer = text.trim_end_matches(['\n', '\r']).to_owned();
        Ok(output.status.success().then_some(answer))
    }

    /// The files of a commit below a path from the root of the repository; all of them, when the path is empty.
    pub(super) fn list(&self, commit: &Commit, path: &str) -> Result<Vec<Blob>, HistoryFailure> {
        let doing = "listing the files of the reference";
        let mut words = vec!["ls-tree", "-r", "-z", "--full-tree", &commit.id];
        if !path.is_empty() {
            words.extend(["--", path]);
        }
        let output = self.run(&words)?;
        if !output.status.success() {
            let said = said(&output);
            return Err(HistoryFailure::Git { doing, said });
        }
        let lines = output.stdout.split(|byte| *byte == 0);
        Ok(lines.filter_map(blob).collect())
    }

    /// The contents of these files, in their order.
    pub(super) fn contents(&self, blobs: &[Blob]) -> Result<Vec<Vec<u8>>, HistoryFailure> {
        if blobs.is_empty() {
            return Ok(Vec::new());
        }
        let doing = "reading the files of the reference";
        let failed = |said: String| HistoryFailure::Git { doing, said };
        let mut command = self.command(&["cat-file", "--batch"]);
        let child = command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn();
        let mut child = child.map_err(|why| no_git(&why))?;
        let wanted: String = blobs.iter().map(|blob| format!("{}\n", blob.id)).collect();
        let stdin = child.stdin.take();
        // Both ends are served at once: either pipe may be full.
        let writing = thread::spawn(move || {
            stdin.map_or(Ok(()), |mut stdin| stdin.write_all(wanted.as_bytes()))
        });
        let output = child.wait_with_output();
        let output = output.map_err(|why| failed(why.to_string()))?;
        // A writer that was cut off shows in what is missing of the answer.
        let _cut = writing.join();
        if !output.status.success() {
            return Err(failed(said(&output)));
        }
        let mut rest = output.stdout.as_slice();
        let contents = blobs.iter().map(|blob| {
            let missing = || failed(format!("`{}` cannot be read", blob.path));
            next_content(&mut rest).ok_or_else(missing)
        });
        contents.collect()
    }

    fn run(&self, words: &[&str]) -> Result<Output, HistoryFailure> {
        let output = self.command(words).stdin(Stdio::null()).output();
        output.map_err(|why| no_git(&why))
    }

    fn command(&self, words: &[&str]) -> Command {
        let mut command = Command::new("git");
        command
            .current_dir(&self.directory)
            .args(words)
            // Asking changes nothing.
            .env("GIT_OPTIONAL_LOCKS", "0");
        command
    }
}

fn no_git(why: &io::Error) -> HistoryFailure {
    let why = why.to_string();
    HistoryFailure::NoGit { why }
}

/// What git says about a failure, in one line.
fn said(output: &Output) -> String {
    let text = String::from_utf8_lossy(&output.stderr);
    match text.lines().next().map(str::trim) {
        None | Some("") => output.status.to_string(),
        Some(line) => line.trim_start_matches("fatal: ").to_owned(),
    }
}

/// The command that git itself advises: a line of its own, as where a repository belongs to somebody else.
fn advised(output: &Output) -> Option<String> {
    let text = String::from_utf8_lossy(&output.stderr);
    let mut lines = text.lines().map(str::trim);
    let command = lines.find(|line| line.starts_with("git config "))?;
    Some(command.to_owned())
}

/// A line of `ls-tree -z`: mode, type, id, a tab, the path. What is no file is left out.
fn blob(line: &[u8]) -> Option<Blob> {
    let tab = line.iter().position(|byte| *byte == b'\t')?;
    let facts = str::from_utf8(&line[..tab]).ok()?;
    let mut facts = facts.split(' ');
    let (_mode, kind, id) = (facts.next()?, facts.next()?, facts.next()?);
    let path = str::from_utf8(&line[tab + 1..]).ok()?.to_owned();
    let id = id.to_owned();
    (kind == "blob").then_some(Blob { path, id })
}

/// The next answer of `cat-file --batch`: id, type, length, a line feed, the content, a line feed.
fn next_content(rest: &mut &[u8]) -> Option<Vec<u8>> {
    let end = rest.iter().position(|byte| *byte == b'\n')?;
    let header = str::from_utf8(&rest[..end]).ok()?;
    let length: usize = header.split(' ').nth(2)?.parse().ok()?;
    let content = rest.get(end + 1..end + 1 + length)?.to_vec();
    *rest = rest.get(end + 2 + length..)?;
    Some(content)
}

#[cfg(test)]
mod tests {
    use super::{blob, next_content};

    #[test]
    fn listings_and_answers_of_git_are_read() {
        let line = b"100644 blob 4c6be9d0e1\tshop/a b\n/up.sql";
        let found = blob(line).unwrap();
        assert_eq!(
            (&*found.path, &*found.id),
            ("shop/a b\n/up.sql", "4c6be9d0e1")
        );
        assert!(blob(b"160000 commit 4c6be9d0e1\tvendored").is_none());

        let mut rest: &[u8] = b"aa blob 3\na\nb\nbb blob 0\n\ncc missing\n";
        assert_eq!(next_content(&mut rest).unwrap(), b"a\nb");
        assert_eq!(next_content(&mut rest).unwrap(), b"");
        assert!(next_content(&mut rest).is_none());
    }
}
