//! The codes: one table that parsing, printing, `cargo migrate explain` and the docs read.

use std::fmt;
use std::str::FromStr;

use super::problem::Severity;

macro_rules! codes {
    ($($variant:ident = $code:literal, $name:literal, $severity:ident, $summary:literal, $explanation:literal;)*) => {
        /// Which rule a problem breaks.
        ///
        /// `M1xx` are about files and manifests, `M2xx` about the chain, `M3xx` about the lock, `M4xx` about scripts,
        /// `M5xx` about settings, `M6xx` about the proof on a scratch database, `M8xx` about history beside a reference of
        /// version control. A code never changes its meaning and is never used again.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[non_exhaustive]
        pub enum Code {
            $(#[doc = $summary] $variant,)*
        }

        impl Code {
            /// Every code, in ascending order.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)*];

            /// The code as it is printed: `M203`.
            #[must_use]
            pub const fn code(self) -> &'static str {
                match self { $(Self::$variant => $code,)* }
            }

            /// The name for people: `two-heads`.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self { $(Self::$variant => $name,)* }
            }

            /// The rule that is broken, in one sentence.
            #[must_use]
            pub const fn summary(self) -> &'static str {
                match self { $(Self::$variant => $summary,)* }
            }

            /// What `cargo migrate explain` says: why the rule is there, and what to do.
            #[must_use]
            pub const fn explanation(self) -> &'static str {
                match self { $(Self::$variant => $explanation,)* }
            }

            /// Whether breaking the rule stops the work.
            #[must_use]
            pub const fn severity(self) -> Severity {
                match self { $(Self::$variant => Severity::$severity,)* }
            }
        }
    };
}

codes! {
    DirectoryMissing = "M101", "directory-missing", Error,
        "The directory of revisions does not exist.",
        "The settings name a directory (`migrations` unless configured) that is not there. An empty plan would apply nothing \
and call that success, so the absence is an error.\n\nRun `cargo migrate init`, or correct `directory` in \
`[package.metadata.migrate]`.";
    Unreadable = "M102", "unreadable", Error,
        "A file or folder could not be read.",
        "The operating system refused to list or read it, or the file is larger than one PostgreSQL message may be (1 GiB). \
A revision that cannot be read cannot be checked, so nothing is guessed about it.\n\nCorrect the permissions, or restore the file.";
    Stray = "M103", "stray", Error,
        "Something in the directory of revisions does not belong there.",
        "The directory holds `migrate.lock` and one folder for each revision; a folder holds `revision.toml`, `up.sql` and \
`down.sql`. Anything else is most often a revision with a misspelt name, which a tool that skips what it does not know \
would never apply. Dot files and files whose names begin with `README` are excepted, and symbolic links are not followed.\n\n\
Rename the file, or move it out of the directory.";
    FolderName = "M104", "folder-name", Error,
        "A revision's folder name is malformed.",
        "A folder is named `<created as yyyymmddhhmmss>_<slug of the message>`. The id in `revision.toml` is the revision's \
identity; the name is for people and for the order in a directory listing. A number, an underscore and a slug of letters, digits, \
`_` and `-` are required, so that a stray folder is not taken for a revision.\n\nRename the folder.";
    ManifestMissing = "M105", "manifest-missing", Error,
        "A revision's folder has no `revision.toml`.",
        "The manifest gives the revision its identity and its parents; without it the folder has no place in the chain.\n\n\
Restore the file from git, or create revisions with `cargo migrate new`.";
    ManifestSyntax = "M106", "manifest-syntax", Error,
        "A `revision.toml` is not valid TOML.",
        "A manifest that cannot be read never falls back to defaults: a default transaction mode for a file that said something \
else would be applied in silence.\n\nCorrect the file at the underlined place.";
    UnknownKey = "M107", "unknown-key", Error,
        "A `revision.toml` holds a key that does not exist.",
        "An unknown key is nearly always a misspelt one, and skipping it would mean the opposite of what its author wanted. \
The message lists the keys that exist.\n\nCorrect or remove the key.";
    MissingKey = "M108", "missing-key", Error,
        "A `revision.toml` lacks a required key.",
        "`id`, `parents`, `message` and `created` are required; an entry of `[[allow]]` needs `rule` and `reason`.\n\n\
Add the key.";
    BadValue = "M109", "bad-value", Error,
        "A key of a `revision.toml` has a value that is not accepted.",
        "Each key has one type and, where its vocabulary is closed, a list of accepted words, which the message gives.\n\n\
Correct the value.";
    BadId = "M110", "bad-id", Error,
        "A revision id is malformed.",
        "An id is 12 lower-case hex digits, random, made by `cargo migrate new`. One id has one spelling, so that text search \
finds every place that names it.\n\nCorrect the id where it is underlined.";
    UpMissing = "M111", "up-missing", Error,
        "A revision's folder has no `up.sql`.",
        "A revision without a script would be recorded as applied and do nothing. Only a merge may have an empty script, and it \
has the file too.\n\nRestore the file from git, or remove the folder if the revision was never applied.";
    UpEmpty = "M112", "up-empty", Error,
        "An `up.sql` holds no statement.",
        "A script of comments and white space alone is most often one that somebody forgot to write. Only a merge revision, \
which has several parents, may have one.\n\nWrite the script.";
    NotUtf8 = "M113", "not-utf8", Error,
        "A file is not UTF-8 text.",
        "Files are sent to PostgreSQL as UTF-8. Bytes of another encoding would be refused by the server or, worse, stored as \
other characters.\n\nSave the file as UTF-8.";
    Nul = "M114", "nul", Error,
        "A file holds a NUL character.",
        "PostgreSQL cannot store a NUL in any text, and its protocol ends a query at the first one: what follows would never \
run. Such a file is often UTF-16.\n\nSave the file as UTF-8, or remove the character.";
    DownMissing = "M115", "down-missing", Error,
        "A revision has neither a `down.sql` nor a reason for not having one.",
        "Going back is decided when the revision is written, not in the night when it is needed.\n\nWrite `down.sql`, or say \
`irreversible = \"why\"` in `revision.toml`.";
    DownAndIrreversible = "M116", "down-and-irreversible", Error,
        "A revision is called irreversible and has a `down.sql`.",
        "One of the two is not true, and it is not for a tool to choose which.\n\nRemove `irreversible` from \
`revision.toml`, or delete `down.sql`.";

    NoRevision = "M201", "no-revision", Error,
        "The directory holds no revision.",
        "A plan without revisions would find every database up to date. That is more often a wrong `directory` than a project \
that just began.\n\nCreate the first revision with `cargo migrate new`, or correct `directory` in `[package.metadata.migrate]`.";
    TwoRoots = "M202", "two-roots", Error,
        "More than one revision has no parent.",
        "A plan has one base, the first revision ever. A second one would be a second history that shares nothing with \
the first.\n\nGive the later one the revision it was written upon in `parents`.";
    TwoHeads = "M203", "two-heads", Error,
        "More than one revision has no child.",
        "Two branches each added a revision upon the same parent, and nobody has said in which order their changes meet. \
Applying them in either order may be wrong, so nothing is applied.\n\n`cargo migrate rebase` puts the revisions of your branch on \
top of the other one's, while no database that counts has applied them. `cargo migrate merge` writes a revision that has both as \
parents, and moves nothing.";
    MissingParent = "M204", "missing-parent", Error,
        "A parent does not exist.",
        "The revision was written upon one that is not in the directory: it was deleted, or it is on a branch that was not \
merged.\n\nRestore the parent's folder from git, or correct `parents`.";
    Cycle = "M205", "cycle", Error,
        "Revisions are each other's ancestors.",
        "Following the parents leads back to where it began, so none of them can be applied first. The message gives the \
path.\n\nCorrect `parents` of one of them.";
    SelfParent = "M206", "self-parent", Error,
        "A revision names itself as its parent.",
        "It could only be applied after itself.\n\nCorrect `parents`.";
    DuplicateId = "M207", "duplicate-id", Error,
        "Two folders have the same id.",
        "The id is the revision's identity in the lock and in every database. A copied folder keeps the id of the original, \
so one of the two would never be applied.\n\nCreate the copy anew with `cargo migrate new`.";
    RedundantParent = "M208", "redundant-parent", Error,
        "A parent is an ancestor of another parent.",
        "A merge joins branches. A parent that another parent already includes joins nothing; it usually means that the \
wrong revision was named.\n\nRemove it from `parents`, or name the head that was meant.";
    CompatibleUnknown = "M209", "compatible-unknown", Error,
        "`compatible` names a revision that is not an ancestor.",
        "`compatible` says how old an application may be that still works after this revision. Only the revision itself \
and its ancestors can be that old application's head.\n\nCorrect `compatible`.";

    LockMissing = "M301", "lock-missing", Error,
        "There is no `migrate.lock`.",
        "The lock says which revisions there are and what the sealed ones mean. Without it an edited or forgotten revision \
would go unnoticed.\n\nRestore it from git. In a project that never had one, `cargo migrate lock` writes it.";
    LockUnreadable = "M302", "lock-unreadable", Error,
        "`migrate.lock` is not a lock file.",
        "The lock is written by the tool alone; an edit by hand, or a merge driver, has left something that it never \
writes.\n\nRestore it from git. A lock of the time before manifests were sealed lacks the key `manifest`; `cargo migrate lock` adds it.";
    LockConflicted = "M303", "lock-conflicted", Error,
        "`migrate.lock` holds git's conflict markers.",
        "Both branches added a revision, and the `head` line made git notice. That is its purpose: the order of the two \
has to be decided.\n\nRun `cargo migrate rebase`, which puts your revisions on top of theirs, or `cargo migrate merge`, which writes \
a merge revision upon both heads. Both understand the conflicted lock and write one without markers.";
    NotInLock = "M304", "not-in-lock", Error,
        "A revision is not listed in `migrate.lock`.",
        "A folder was added without the tool. The lock has to change with every revision, because it is what makes cargo \
build the plan anew.\n\nRun `cargo migrate lock`.";
    NotOnDisk = "M305", "not-on-disk", Error,
        "`migrate.lock` lists a revision that is not on disk.",
        "Its folder was deleted, or was not committed. Databases may have applied it.\n\nRestore the folder from git. \
A draft that is not wanted any more is dropped from the lock by `cargo migrate lock`.";
    UpEdited = "M306", "up-edited", Error,
        "A sealed revision goes forward differently than when it was sealed.",
        "A sealed revision may have been applied to databases that will not apply it again, so an edit makes new databases \
differ from old ones. The digest covers the id, the parents, the transaction mode and the tokens of `up.sql`; comments, \
white space and line ends do not count.\n\nRestore the file, and put the change into a new revision.";
    DownEdited = "M307", "down-edited", Error,
        "A sealed revision goes back differently than when it was sealed.",
        "The way back was proved together with the way forward, and databases keep a copy of it. The digest covers the id and \
the tokens of `down.sql`, or that there is none; comments, white space and line ends do not count.\n\nRestore the file.";
    WrongHead = "M308", "wrong-head", Error,
        "`migrate.lock` names another head than the files have.",
        "The `head` line is there to conflict in git when two branches add a revision. A wrong one means that such a conflict \
was resolved by hand.\n\nRun `cargo migrate lock`.";
    DraftBelowSealed = "M309", "draft-below-sealed", Error,
        "A sealed revision has a draft among its ancestors.",
        "The digests of a sealed revision say that everything below it is settled; a draft is not.\n\nSeal the draft with \
`cargo migrate lock`.";
    DraftInRelease = "M310", "draft-in-release", Error,
        "A draft is not allowed here.",
        "A draft may still change, and a database that applied its first version would not notice. Release builds and \
`--locked` therefore refuse it.\n\nSeal it with `cargo migrate lock` and commit `migrate.lock`.";
    LockOrder = "M311", "lock-order", Error,
        "`migrate.lock` lists the revisions in another order than the plan.",
        "The lock is written in plan order: parents before children, ties by `created`, then by id. Another order means that \
it was edited or merged by hand, or that a manifest's `created` was changed.\n\nRun `cargo migrate lock`.";
    LockVersion = "M312", "lock-version", Error,
        "`migrate.lock` has a version that is not known.",
        "A later version of cargo migrate wrote it, and what it means is not known here.\n\nUpdate `cargo-migrate` and the \
`migrate-runtime` dependency.";
    ManifestEdited = "M313", "manifest-edited", Error,
        "The manifest of a sealed revision was edited.",
        "The plan embeds the message, `created`, `compatible`, the timeouts and the reason of `irreversible`, and a sealed \
revision means the same for ever: the `manifest` digest in `migrate.lock` commits to these values. The layout of the file, the order of \
its keys and `[[allow]]` are not part of it. A build that was made before the edit goes on with what was sealed; the next time \
the plan is compiled, and in `cargo migrate check`, the edit is told.\n\nRestore the file from git. If it says the right thing now, \
`cargo migrate lock --amend ID --reason \"…\"` seals it anew, also when other revisions are based upon it; databases that applied it \
keep the message and `compatible` that they recorded.";

    SyntaxError = "M401", "syntax-error", Error,
        "A script is not valid PostgreSQL.",
        "Scripts are parsed with PostgreSQL's grammar before anything is applied. The parser reads the whole script, so a \
mistake in its last line is found too.\n\nCorrect the statement at the underlined place.";
    PsqlCommand = "M402", "psql-command", Error,
        "A script holds a command of psql.",
        "Lines that begin with a backslash are commands of the terminal program psql; the server does not know them. They \
come from dumps or from scripts that were written to be piped into psql.\n\nRemove the line. `\\i` is replaced by the \
included text, `\\set` by the value, and `\\copy` by INSERT statements.";
    CopyFromStdin = "M403", "copy-from-stdin", Error,
        "A script holds `COPY … FROM STDIN`.",
        "The data of such a COPY follows the statement in a stream of its own, which a script has not.\n\nWrite the rows \
as `INSERT INTO … VALUES (…)`. From a dump: `pg_dump --inserts`.";
    TransactionControl = "M404", "transaction-control", Error,
        "A script begins or ends a transaction.",
        "The revision runs in a transaction together with its row in the ledger: applied and recorded, or neither. A COMMIT \
in between breaks that promise. In a revision with `transaction = \"none\"` each statement is recorded by itself, and a \
transaction around several would roll those records back.\n\nRemove the statement. Statements that belong together \
go into a revision of their own with the default `transaction = \"single\"`.";
    RefusedInTransaction = "M405", "refused-in-transaction", Error,
        "A statement cannot run inside a transaction.",
        "PostgreSQL refuses some statements inside a transaction, and the default is one transaction for each revision. The script \
would fail on the server every time.\n\nPut the statement into a revision of its own with `transaction = \"none\"`.";
    SessionSetting = "M406", "session-setting", Error,
        "A script changes a setting of the session.",
        "A session-level SET stays when the revision is over and changes the meaning of the following revisions, or of whatever \
runs next on a pooled connection. An early `SET search_path` has put many a table into the wrong schema.\n\nUse SET LOCAL, which \
ends with the transaction (put `search_path` and the role back before the script ends), qualify the names, or use `lock_timeout` and `statement_timeout` in `revision.toml`.";
    NeedlessNone = "M407", "needless-none", Warning,
        "A revision gives up its transaction without need.",
        "Every statement of this script could run inside a transaction. With `transaction = \"none\"` a failure leaves it half \
applied.\n\nRemove `transaction = \"none\"`, unless the statements are meant to commit one by one, as batches of \
a long backfill are.";

    SettingsUnreadable = "M501", "settings-unreadable", Error,
        "`Cargo.toml` cannot be read as a package's manifest.",
        "The settings are in `[package.metadata.migrate]`, and the plan's name is the package's name unless configured. \
Both need a file that is TOML and has `package.name`.\n\nCorrect `Cargo.toml`, or choose a package with `--package`.";
    SettingsUnknownKey = "M502", "settings-unknown-key", Error,
        "`[package.metadata.migrate]` holds a key that does not exist.",
        "An unknown key is nearly always a misspelt one, and the default would be used in silence. The message lists the keys \
that exist.\n\nCorrect or remove the key.";
    SettingsBadValue = "M503", "settings-bad-value", Error,
        "A key of `[package.metadata.migrate]` has a value that is not accepted.",
        "Each key has one type, which the message gives.\n\nCorrect the value.";
    SettingsDirectory = "M504", "settings-directory", Error,
        "`directory` leads out of the package.",
        "The revisions are part of the package: they are compiled into it and published with it. An absolute path, or one with \
`..`, would work on one machine and break `cargo publish`.\n\nGive a path below the package's folder, with `/`.";

    UpFails = "M601", "up-fails", Error,
        "A revision's `up.sql` fails on a scratch database.",
        "`cargo migrate lock` and `check` carry a revision out on an empty PostgreSQL that is thrown away afterwards, under the \
conditions of a run: the same transaction, `search_path` and timeouts, and the same checks after the script. A script that fails there \
would have failed on the first database that it met. Data is not there, so a script that counts on rows has to work without \
them too.\n\nCorrect `up.sql` at the underlined place. Where the scratch server lacks an extension or is of another version than \
yours, name a server that is like yours by `scratch = { env = \"SCRATCH_DATABASE_URL\" }` in `[package.metadata.migrate]`.";
    DownFails = "M602", "down-fails", Error,
        "A revision's `down.sql` fails after its `up.sql`.",
        "The down was carried out right after the up, on a scratch database. A down that fails there fails in the night when it is \
needed.\n\nCorrect `down.sql`; or, when the revision cannot be taken back, delete `down.sql` and say `irreversible = \"why\"` in \
`revision.toml`.";
    DownDoesNotRestore = "M603", "down-does-not-restore", Error,
        "A revision's `down.sql` leaves another schema than there was before its `up.sql`.",
        "The whole schema was read before the up and after the down: tables, columns, defaults, constraints, indexes, types, \
functions, triggers, policies, comments, grants. The message names the first object that differs, with its definition on both \
sides. One real down in four does not restore the schema, and nobody sees it before the next up fails on what was left over. A column \
that was dropped can only come back as the last one, so the order of columns is no error, nor is the layout of a function's \
body.\n\nWrite into `down.sql` what takes `up.sql` back; or, when it cannot be taken back, delete `down.sql` and say \
`irreversible = \"why\"` in `revision.toml`.";
    UpAgain = "M604", "up-again", Error,
        "After a revision's up and down, a second up fails or gives another schema.",
        "Up, down and up again is what a developer does with a draft, and what an operator does after a mistake. A second up that \
fails, or gives something else, shows that the down left something which the schema does not tell, or that the up skips what it finds: \
`IF NOT EXISTS` hides remains.\n\nLet `down.sql` take back all that `up.sql` does, and let `up.sql` not depend on what it finds.";
    MergeOrder = "M605", "merge-order", Error,
        "The schema after a merge depends on the order of its branches.",
        "Before two branches are merged, databases have met them in either order: one has applied mine first, another one theirs. Both \
orders were carried out on scratch databases, up to and with the merge's own `up.sql`, and gave different schemas, or one of them \
failed. From then on the same plan would mean two things. The order of columns does not count.\n\nLet the merge's `up.sql` \
bring both to the same schema; or base one branch on the other, instead of merging.";

    HistoryRewritten = "M801", "history-rewritten", Error,
        "A revision is not what the reference has sealed.",
        "`cargo migrate check --against REF` compares the lock with the one of a branch, a tag or a commit. What is sealed there may \
have been applied to databases that will not apply it again, so it may not change, also when its files and its entry in the lock \
were rewritten together and agree. Databases of CI are new each time and would never notice.\n\nThe message tells which digest \
differs, and `git show REF:path` prints what was sealed. Restore it and put the change into a new revision. \
`cargo migrate lock --amend ID --reason \"…\"` is the one way to change what is sealed, because it leaves the reason in `revision.toml`.";
    HistoryRemoved = "M802", "history-removed", Error,
        "A revision that the reference has sealed is gone.",
        "Databases that applied it would be refused by every build without it: they hold a revision that nobody knows.\n\nRestore \
its folder, as the message says, and run `cargo migrate lock`. What it did is taken back by a new revision.";
    HistoryReordered = "M803", "history-reordered", Error,
        "The lock lists sealed revisions in another order than the reference.",
        "The order follows from the parents, and from `created` where the parents leave it open; both are sealed. Another order means \
that the lock was edited or merged by hand.\n\nRun `cargo migrate lock`, which writes the order anew.";
    HistoryAmended = "M804", "history-amended", Warning,
        "A revision that the reference has sealed was amended.",
        "`cargo migrate lock --amend` sealed it anew and left the reason in its `revision.toml`, with the digests that were \
replaced, which are those of the reference. `check` tells it, with the reason, and does not fail: the change is for a person to accept. \
What other revisions were based upon at the reference cannot be amended; that is M801.\n\nDatabases that applied what was sealed refuse a \
build in which the revision goes forward or back differently.";
}

impl Code {
    /// Whether an `[[allow]]` in the revision's manifest, with a reason, makes an exemption from the rule.
    ///
    /// `syntax-error` may be allowed because the parser can be wrong about a statement that the server accepts.
    #[must_use]
    pub const fn may_be_allowed(self) -> bool {
        matches!(
            self,
            Self::SyntaxError | Self::SessionSetting | Self::NeedlessNone
        )
    }
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

impl FromStr for Code {
    type Err = UnknownCode;

    /// Reads a code or a name; letters of either case.
    fn from_str(text: &str) -> Result<Self, UnknownCode> {
        let is_it = |code: &&Self| {
            text.eq_ignore_ascii_case(code.code()) || text.eq_ignore_ascii_case(code.name())
        };
        Self::ALL.iter().find(is_it).copied().ok_or(UnknownCode)
    }
}

/// The text is neither a code nor a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct UnknownCode;

impl fmt::Display for UnknownCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("expected a code such as `M203`, or its name such as `two-heads`")
    }
}

impl std::error::Error for UnknownCode {}
