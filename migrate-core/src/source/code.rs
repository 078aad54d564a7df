//! The codes: one table that parsing, printing, `cargo migrate explain` and the docs read.

use std::fmt;
use std::str::FromStr;

use super::problem::Severity;
use super::settings::LintLevel;

macro_rules! codes {
    ($($variant:ident = $code:literal, $name:literal, $severity:ident, $summary:literal, $explanation:literal;)*) => {
        /// Which rule a problem breaks.
        ///
        /// `M1xx` are about files and manifests, `M2xx` about the chain, `M3xx` about the lock, `M4xx` about scripts,
        /// `M5xx` about settings, `M6xx` about the proof on a scratch database, `M7xx` what the linter finds in scripts, `M8xx`
        /// about history beside a reference of version control, `M9xx` about the desired schema. A code never changes its meaning and is never used again.
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
        "`migrate.lock` holds both sides of a conflict in git.",
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
        "`directory` or `schema` leads out of the package.",
        "The revisions are part of the package: they are compiled into it and published with it, and the desired schema is its other half. An absolute path, or one with \
`..`, would work on one machine and break `cargo publish`.\n\nGive a path below the package's folder, with `/`.";

    UpFails = "M601", "up-fails", Error,
        "A revision's `up.sql` fails on a scratch database.",
        "`cargo migrate lock` and `check` carry a revision out on an empty PostgreSQL that is thrown away afterwards, under the \
conditions of a run: the same transaction, `search_path` and timeouts, and the same checks after the script. A script that fails there \
would have failed on the first database that it met. Data is not there, so a script that counts on rows has to work without \
them too.\n\nCorrect `up.sql` at the underlined place. Where the scratch server lacks an extension or is of another version than \
yours, name a server that is like yours by `scratch = { env = \"SCRATCH_DATABASE_URL\" }` in `[package.metadata.migrate]`. A role that \
production has and no revision makes is made for the proof by `scratch = { roles = [\"app\"] }`.";
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
    ServerWide = "M606", "server-wide", Error,
        "A script would change the scratch server beyond what the proof can take back.",
        "On a server that `scratch = { env = … }` names, a proof leaves everything as it was. Roles and databases that a script makes \
are dropped with the scratch database. A script that changes or drops a role or a database that was there before, that makes one such \
role a member of another, sets parameters of the whole server (`ALTER SYSTEM`), makes tablespaces, replication slots or replication origins, or lets a subscription connect to its \
publisher would change somebody else's server, so no statement is carried out. The embedded server is thrown \
away, and takes what it can do.\n\nTake such statements out of the revision when they belong to the setup of a server; let a revision, or \
`scratch = { roles = [\"app\"] }`, make the role; or prove on the embedded server.";
    MergeWayBack = "M607", "merge-way-back", Error,
        "One branch of a merge cannot be taken back without the others.",
        "Each branch was proved on what it is built on: its downs restore what was there, without the other branch. After the merge both are \
there, and `down` to a revision of one branch reverts the merge and that branch, and lets the other one stay. That was carried out for each \
branch, and gave another schema than the other one alone. Mostly both branches change the same object, and each `down.sql` writes what \
its own branch replaced.\n\nBase one branch on the other with `cargo migrate rebase`, instead of merging; or say in the merge's `revision.toml` \
that there is no way back past it: `irreversible = \"why\"`.";

    UnusedAllow = "M701", "unused-allow", Warning,
        "An `[[allow]]` accepts nothing.",
        "An exemption that is not needed any more hides the next finding of its rule, which nobody has thought about. It counts as \
used when the rule finds something in the revision, whatever the rule's level.\n\nRemove the entry from `revision.toml`.";
    RequireConcurrentIndexCreation = "M702", "require-concurrent-index-creation", Warning,
        "An index is built while writes to its table wait.",
        "`CREATE INDEX` holds a SHARE lock on the table for the whole build: INSERT, UPDATE and DELETE wait until it is done. \
`CONCURRENTLY` lets them go on; it cannot run inside a transaction. A table that the same or another unapplied revision creates has no \
writers, and a small table that is quickly read needs no care either: then accept the finding.\n\nBuild it with \
`CREATE INDEX CONCURRENTLY` in a revision of its own with `transaction = \"none\"`. An index on a partitioned table cannot be built \
so: create it with `ON ONLY`, build one on each partition concurrently, and attach them.";
    RequireConcurrentIndexDeletion = "M703", "require-concurrent-index-deletion", Warning,
        "An index is dropped while its table is locked.",
        "`DROP INDEX` takes an ACCESS EXCLUSIVE lock on the index's table. The drop itself is quick, but it waits for every \
query that runs on the table, and every new query waits behind it.\n\nDrop it with `DROP INDEX CONCURRENTLY` in a revision of its own \
with `transaction = \"none\"`. An index that belongs to a constraint is dropped with the constraint.";
    RequireConcurrentReindex = "M704", "require-concurrent-reindex", Warning,
        "An index is rebuilt while its table is locked.",
        "`REINDEX` blocks writes to the table, and reads that would use the index, until the new index is built.\n\nUse \
`REINDEX … CONCURRENTLY` in a revision of its own with `transaction = \"none\"`.";
    RequireConcurrentPartitionDetach = "M705", "require-concurrent-partition-detach", Warning,
        "A partition is detached while the whole table is locked.",
        "`DETACH PARTITION` takes an ACCESS EXCLUSIVE lock on the partitioned table and on the partition: it waits for every query \
that runs on either, and every new query waits behind it.\n\nUse `DETACH PARTITION … CONCURRENTLY` (PostgreSQL 14 and later) in a \
revision of its own with `transaction = \"none\"`. It is refused where the table has a default partition.";
    ConstraintMissingNotValid = "M706", "constraint-missing-not-valid", Warning,
        "A check is added and proved for all rows under one lock.",
        "`ADD CONSTRAINT … CHECK` takes an ACCESS EXCLUSIVE lock and reads the whole table while it holds it: reads and writes \
wait. With `NOT VALID` it only binds new rows, which takes a moment; `VALIDATE CONSTRAINT` reads the old ones later, while reads and \
writes go on. The two have to be in different revisions, because a lock is held until its transaction ends.\n\nAdd it `NOT VALID`, and \
validate it in the next revision.";
    AddingForeignKeyConstraint = "M707", "adding-foreign-key-constraint", Warning,
        "A foreign key is added and proved for all rows under one lock.",
        "Adding a foreign key takes a SHARE ROW EXCLUSIVE lock on both tables, and reads all of the referencing one while it holds \
them: writes to both wait. With `NOT VALID` it only binds new rows, which takes a moment; `VALIDATE CONSTRAINT` reads the old ones later, \
while writes go on. The two have to be in different revisions, because a lock is held until its transaction ends.\n\nAdd it `NOT \
VALID`, and validate it in the next revision.";
    DisallowedUniqueConstraint = "M708", "disallowed-unique-constraint", Warning,
        "A unique constraint is added, and its index built, under one lock.",
        "`ADD CONSTRAINT … UNIQUE` takes an ACCESS EXCLUSIVE lock and builds the index while it holds it: reads and writes \
wait.\n\nBuild the index with `CREATE UNIQUE INDEX CONCURRENTLY` in a revision of its own with `transaction = \"none\"`, and add the \
constraint `USING INDEX` in the next one.";
    AddingSerialPrimaryKeyField = "M709", "adding-serial-primary-key-field", Warning,
        "A primary key is added, and its index built, under one lock.",
        "`ADD PRIMARY KEY` takes an ACCESS EXCLUSIVE lock and builds the index while it holds it: reads and writes wait. Where a \
column is not NOT NULL yet, the whole table is read as well.\n\nMake the columns NOT NULL first (see `adding-not-nullable-field`), build \
the index with `CREATE UNIQUE INDEX CONCURRENTLY` in a revision of its own with `transaction = \"none\"`, and add the key `USING INDEX` \
in the next one.";
    AddingNotNullableField = "M710", "adding-not-nullable-field", Warning,
        "A column is made NOT NULL, and all rows are read under one lock.",
        "`SET NOT NULL` takes an ACCESS EXCLUSIVE lock and reads the whole table while it holds it: reads and writes wait. Where a \
valid constraint `CHECK (column IS NOT NULL)` says the same already, PostgreSQL reads nothing.\n\nAdd that check `NOT VALID`, validate \
it in the next revision, then `SET NOT NULL` and drop the check.";
    AddingFieldWithDefault = "M711", "adding-field-with-default", Warning,
        "A new column rewrites its table.",
        "A constant default, or one such as `now()` that is the same for the whole statement, is stored once. A default that \
differs from row to row (`gen_random_uuid()`, `nextval(…)`, serial and identity columns) and `GENERATED … STORED` have to be \
computed for every row: the table is rewritten under an ACCESS EXCLUSIVE lock, and reads and writes wait.\n\nAdd the column without \
it, set the default for new rows, and fill the old ones in batches.";
    ChangingColumnType = "M712", "changing-column-type", Warning,
        "A column's type is changed in place.",
        "Most changes of a type rewrite the table and its indexes under an ACCESS EXCLUSIVE lock: reads and writes wait. An \
application that was deployed before may not understand the new type. What PostgreSQL changes without a rewrite is no finding: a wider \
`varchar(n)`, `varchar` to `text`, a `numeric` of more digits and the same scale.\n\nAdd a column of the new type, let the application \
write both, fill the old rows in batches, and drop the old column when nothing reads it.";
    RenamingColumn = "M713", "renaming-column", Warning,
        "A column that applications use is renamed.",
        "An application that was deployed before the revision names the column as it was, and fails from this moment until it is \
replaced; going back to it fails too.\n\nAdd a column of the new name, let the application write both, fill the old rows in batches, \
and drop the old column when nothing reads it. Or keep the name, and give the column another one in the application's code.";
    RenamingTable = "M714", "renaming-table", Warning,
        "A table that applications use is renamed.",
        "An application that was deployed before the revision names the table as it was, and fails from this moment until it is \
replaced; going back to it fails too.\n\nCreate a view of the old name in the same revision: PostgreSQL lets the application read and \
write through it. Drop the view when nothing uses it.";
    RenamingObject = "M715", "renaming-object", Warning,
        "An object that applications use is renamed.",
        "Functions, views, types, values of an enum, sequences, schemas and the like are named by applications, views and functions \
that were there before the revision: those that name the old one fail. Indexes, constraints, triggers and policies are named by \
migrations alone, and no finding; neither is a type that the same transaction creates again, as an enum that loses a value.\n\nCreate an object of the new name beside the old one, and drop the old one when nothing uses it.";
    BanSetSchema = "M716", "ban-set-schema", Warning,
        "An object that applications use is moved to another schema.",
        "An application that was deployed before the revision looks for the object where it was, unless its `search_path` \
happens to hold both schemas.\n\nFor a table, create a view in the old place in the same revision; otherwise create the object anew, \
and drop the old one when nothing uses it.";
    BanAlterDomainWithAddConstraint = "M717", "ban-alter-domain-with-add-constraint", Warning,
        "A constraint is added to a domain, and every table that uses it is read under a lock.",
        "`ALTER DOMAIN … ADD CONSTRAINT` holds a SHARE lock on every table with a column of the domain while it reads them: writes \
wait. With `NOT VALID` it only binds new values; `VALIDATE CONSTRAINT` reads the old ones later.\n\nAdd it `NOT VALID`, and validate \
it in the next revision.";
    IdentifierTooLong = "M718", "identifier-too-long", Warning,
        "A name is longer than PostgreSQL keeps.",
        "PostgreSQL cuts names to 63 bytes, with no more than a notice. The object then has another name than the script says, and \
two long names may become the same one.\n\nChoose a shorter name.";
    BanDuplicateColumnAssignments = "M719", "ban-duplicate-column-assignments", Warning,
        "A statement names the same column twice.",
        "PostgreSQL refuses the statement when it runs.\n\nRemove one of the two.";
    PreferBigintOverInt = "M730", "prefer-bigint-over-int", Warning,
        "A column has 32 bits.",
        "An `integer` holds about two billion values. A key that runs out of them stops the application, and its type can then \
only be changed by rewriting the table. Advice: it is `allow` unless the package's `lints` say otherwise.\n\nUse `bigint`.";
    PreferBigintOverSmallint = "M731", "prefer-bigint-over-smallint", Warning,
        "A column has 16 bits.",
        "A `smallint` holds 65,536 values, and alignment often eats what it saves. Advice: it is `allow` unless the package's \
`lints` say otherwise.\n\nUse `bigint`.";
    PreferIdentity = "M732", "prefer-identity", Warning,
        "A column is `serial`.",
        "A serial column's sequence has grants and a lifetime of its own. `GENERATED … AS IDENTITY` is standard SQL and one thing. \
Advice: it is `allow` unless the package's `lints` say otherwise.\n\nUse `GENERATED BY DEFAULT AS IDENTITY`.";
    PreferTextField = "M733", "prefer-text-field", Warning,
        "A column is `varchar(n)`.",
        "A `text` column with a check on its length stores the same, and the limit can be changed without touching the type. Advice: \
it is `allow` unless the package's `lints` say otherwise.\n\nUse `text`, with a check where a limit is meant.";
    PreferTimestampTz = "M734", "prefer-timestamp-tz", Warning,
        "A column is a `timestamp` without time zone.",
        "A `timestamp` is what a clock on a wall showed, not a moment: what it means depends on who reads it. Advice: it is \
`allow` unless the package's `lints` say otherwise.\n\nUse `timestamptz`.";
    BanCharField = "M735", "ban-char-field", Warning,
        "A column is `char(n)`.",
        "Values of `char(n)` are padded with spaces, which comparisons then ignore; it saves nothing. Advice: it is `allow` unless \
the package's `lints` say otherwise.\n\nUse `text`, with a check where the length is meant.";
    BanCreateDomainWithConstraint = "M736", "ban-create-domain-with-constraint", Warning,
        "A domain is created with a constraint.",
        "A domain's constraint can only be changed for all tables that use it at once. Advice: it is `allow` unless the package's \
`lints` say otherwise.\n\nPut the constraint on the table's column.";
    RequireEnumValueOrdering = "M737", "require-enum-value-ordering", Warning,
        "A value is added to an enum without saying where.",
        "The value becomes the last one, and the order of an enum's values is the order of `ORDER BY`. Advice: it is `allow` unless \
the package's `lints` say otherwise.\n\nSay `BEFORE` or `AFTER` which value.";
    BanDropNotNull = "M738", "ban-drop-not-null", Warning,
        "A column may be NULL from now on.",
        "An application that was deployed before may not expect a NULL. Advice: it is `allow` unless the package's `lints` say \
otherwise.\n\nDrop NOT NULL when every application that reads the column knows.";
    BanDropTable = "M760", "ban-drop-table", Error,
        "A table is dropped with its rows.",
        "A backup is the only way back, and the applications that were deployed before the revision fail. No finding where \
the same or another unapplied revision created the table, and nothing older got into it: then nothing is lost.\n\nDrop a table when no deployed application uses it, \
and say so in an `[[allow]]`. To keep the rows, copy them first: `CREATE TABLE kept AS TABLE orders`.";
    BanDropColumn = "M761", "ban-drop-column", Error,
        "A column is dropped with its values.",
        "A backup is the only way back, and the applications that were deployed before the revision fail. No finding where \
the same or another unapplied revision added the column. An attribute of a composite type counts as a column.\n\nLet the column be NULL first, deploy an application that does not use it, drop it in a later \
revision, and say so in an `[[allow]]`.";
    BanDropSchema = "M762", "ban-drop-schema", Error,
        "A schema is dropped with everything that is in it.",
        "`DROP SCHEMA … CASCADE` drops every table of the schema without naming one. Without `CASCADE` it is no finding: PostgreSQL \
refuses it while the schema holds anything.\n\nDrop the objects one by one, so that each loss is seen, then the schema without `CASCADE`.";
    BanDropDatabase = "M763", "ban-drop-database", Error,
        "A database is dropped.",
        "A revision belongs to one database; another one is not its business, and everything in it is lost.\n\nDrop databases by \
hand.";
    BanDropSequence = "M764", "ban-drop-sequence", Error,
        "A sequence is dropped, and with it how far it has counted.",
        "The sequence of an identity column goes with `DROP IDENTITY`. A sequence that takes its place begins at 1 and gives out numbers a second time.\n\nKeep the position: create the new \
sequence, or the identity, and set it with `setval` before the old one is dropped. Then say so in an `[[allow]]`.";
    BanDropType = "M765", "ban-drop-type", Error,
        "A type or a domain is dropped with the columns that use it.",
        "`DROP TYPE … CASCADE` and `DROP DOMAIN … CASCADE` drop every column of the type without naming one. Without `CASCADE` it is no finding: \
PostgreSQL refuses it while the type is used.\n\nChange or drop the columns first, so that each loss is seen, then the type without \
`CASCADE`.";
    BanDropExtension = "M766", "ban-drop-extension", Error,
        "An extension is dropped that may have tables of its own, or with `CASCADE`.",
        "Some extensions keep data in tables of their own (jobs, queues, reference systems). With `CASCADE` the columns of \
its types and the indexes of its operator classes go, too. The extensions of PostgreSQL that have no tables are no finding without `CASCADE`.\n\nFind out what belongs to it \
(`\\dx+ NAME` in psql), and say in an `[[allow]]` why it may go.";
    BanDropOwned = "M767", "ban-drop-owned", Error,
        "Everything that belongs to a role is dropped.",
        "`DROP OWNED` drops every table of the role in this database without naming one.\n\nGive the objects to another role: \
`REASSIGN OWNED BY old TO new`.";
    BanTruncate = "M768", "ban-truncate", Error,
        "A table is emptied.",
        "`TRUNCATE` takes an ACCESS EXCLUSIVE lock and throws all rows away; with `CASCADE` also those of every table that refers to it. No finding where \
the same or another unapplied revision created the table.\n\nDelete the rows that are meant, or copy them first: `CREATE TABLE kept AS TABLE orders`.";
    DeleteWithoutWhere = "M769", "delete-without-where", Error,
        "All rows of a table are deleted.",
        "A `DELETE` without a `WHERE`, or with one that is always true, empties the table, also behind `WITH`, `EXPLAIN ANALYZE`, `PREPARE`, in a `COPY` or a `CREATE TABLE AS`; \
so does a `MERGE` whose `ON` says nothing. Most often a condition was forgotten. No finding where \
the same or another unapplied revision created the table.\n\nSay which rows are meant.";
    LossyTypeChange = "M770", "lossy-type-change", Error,
        "A column gets a type that may not hold its values.",
        "A narrower type stops at the first value that does not fit, or cuts and rounds values without a word: a scale, a time zone, the \
time of a day, what a `USING` drops. The type before is known from the plan's earlier scripts; where they do not tell it, the new type is judged alone. \
Widening is no finding (`int` to `bigint`, `varchar(20)` to `text`), nor is a `USING` that only casts to a type which refuses what it does not know \
(`USING status::order_status`).\n\nAdd a column of the new type, fill it, compare, and drop the old column later. Where every value fits, say so in an `[[allow]]`.";
    DropCascade = "M771", "drop-cascade", Error,
        "An object is dropped with `CASCADE`, and columns or tables may go with it.",
        "A collation takes the columns along that have it; a function the domains whose default calls it, with their columns, and the partitioned \
tables whose key does; an operator class the range types that are built on it. PostgreSQL names them in a notice, when they are gone. Without `CASCADE` it is no finding: \
PostgreSQL refuses it while anything depends on the object. Nor is a function that the plan's scripts create for triggers alone.\n\nDrop what depends on it by its name, so that \
each loss is seen, then the object without `CASCADE`.";

    NondeterministicData = "M780", "nondeterministic-data", Warning,
        "A script writes data that differ from database to database.",
        "A revision is sealed so that it means the same wherever it runs. The time of the run, a random number, a setting or the name of who runs it are \
other ones on every database, and what was tested is not what production gets. In defaults of columns they are right, because they are computed for each new row later. \
A time or a setting in a `WHERE` is no finding: which rows are meant depends on the database anyhow; chance is. `nextval` is none: it is \
what the column's own default does.\n\nWrite the value itself; derive an id from a key (`md5('plans/' || name)::uuid`); or leave the column to its default.";
    UpdateWithoutWhere = "M781", "update-without-where", Warning,
        "All rows of a table are updated.",
        "An `UPDATE` without a `WHERE`, or with one that is always true, locks every row until the revision is committed, writes all of them again, and overwrites \
what applications have written. A guard makes it touch what needs it only, and lets it be run twice. No finding on a table that the same or another unapplied revision created, \
nor where only columns are set that the same script adds: nobody has written them.\n\nAdd a guard such as `WHERE plan IS DISTINCT FROM 'free'`; on a large table go in batches, in a revision \
with `transaction = \"none\"`.";
    EnumValueInSameTransaction = "M782", "enum-value-in-same-transaction", Error,
        "A new value of an enum is used in the transaction that adds it.",
        "PostgreSQL refuses it (`unsafe use of new value`): the value could still be rolled back. Defaults, checks, views and partial indexes \
use it when they are created. From PostgreSQL 17 on a type that the same transaction created may have its added values used at once; that is no finding when \
`postgres-version` in `[package.metadata.migrate]` says that the plan runs on no older one. What stands in the body of a function is not looked at.\n\nUse the value in the next revision; of a type that the same script creates, list it in `CREATE TYPE`.";
    ConcurrentlyIfNotExists = "M783", "concurrently-if-not-exists", Warning,
        "An index is built concurrently, unless one of its name exists.",
        "A concurrent build that is interrupted leaves an invalid index: no query uses it, and every write pays for it. With `IF NOT EXISTS` the next attempt \
finds the name taken, does nothing, and is recorded as done.\n\nLeave `IF NOT EXISTS` out: the run records each statement, and `cargo migrate resume` drops the invalid \
index and builds it again.";
    AddingRequiredField = "M784", "adding-required-field", Warning,
        "A column is added that must not be NULL and has no default.",
        "The statement fails on every table that has a row. Where it has none, applications that were deployed before fail with their next INSERT. No finding on a table \
that the same or another unapplied revision created.\n\nGive it a constant default, which is stored once and rewrites nothing; where each row has its own value, add the column without NOT NULL, fill it, and prove it with a \
check that is validated later.";
    SeveralChanges = "M790", "several-changes", Warning,
        "A revision alters several tables that have nothing to do with each other.",
        "All their locks are held until the last change is done, and one that fails or has to be taken back takes the others with it. Tables that a foreign key \
joins count as one change. Advice: it is `allow` unless the package's `lints` say otherwise.\n\nMake a revision for each.";
    ForeignKeyWithoutOnDelete = "M791", "foreign-key-without-on-delete", Warning,
        "A foreign key does not say what a deletion does.",
        "Without `ON DELETE` a row that is referred to cannot be deleted, which is often found out in production. Advice: it is `allow` unless the package's `lints` say \
otherwise.\n\nSay it: `ON DELETE RESTRICT`, `CASCADE` or `SET NULL`.";
    UnqualifiedName = "M792", "unqualified-name", Warning,
        "A name does not say its schema.",
        "Runs set `search_path = public`, so the name means one in `public`. A project with several schemas may want each name to say so. Advice: it is `allow` unless \
the package's `lints` say otherwise.\n\nWrite `public.users`.";

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

    SchemaUnreadable = "M901", "schema-unreadable", Error,
        "The desired schema cannot be read.",
        "`schema` in `[package.metadata.migrate]` names a file of statements, or a folder of files that end in `.sql`. A link is not \
followed, because what it points to is no part of the package. In the folder nothing else may lie but `README` and dot files: a file that is \
left out by its name would be a table that `cargo migrate new … --auto` drops.\n\nCorrect the name, or move the file.";
    SchemaStatement = "M902", "schema-statement", Error,
        "A statement of the desired schema is no part of a schema.",
        "The desired schema is carried out on an empty database that is thrown away, and read back from its catalog. Rows that are written there \
are not seen, and what belongs to the server (roles, databases, tablespaces) would outlive the database. \
A `DO` block may make a role that is not there; it is dropped with the database.\n\nWrite rows by a revision, and make \
what belongs to the server outside of it. Leave out `BEGIN` and `COMMIT`: each statement is carried out by itself.";
    SchemaFails = "M903", "schema-fails", Error,
        "A statement of the desired schema fails.",
        "Each statement was sent to an empty database. Of a folder, what failed because something is missing was tried again after the other \
files, until nothing more came of it; this is the first that is left.\n\nCorrect the statement at the underlined place. Where the scratch server lacks an extension or is \
of another version than yours, name one that is like yours by `scratch = { env = \"SCRATCH_DATABASE_URL\" }`.";
    SchemaDiffers = "M904", "schema-differs", Error,
        "The revisions do not lead to the desired schema.",
        "Two databases were made: one by all revisions up to the head, one by the desired schema. Their catalogs differ, and the message names what \
differs, with both definitions. The order of columns does not count, nor does the layout of a function's body.\n\n`cargo migrate new \"what changes\" --auto` writes the revision that is \
missing. Where the revisions are right and the desired schema is behind, correct the desired schema.";
    AutoDiffers = "M905", "auto-differs", Error,
        "What `--auto` wrote does not lead where it should.",
        "A draft of `cargo migrate new … --auto` is carried out before the command ends: the head and its up.sql have to give the desired schema, and its down.sql \
the head's. The message names what differs: kinds of objects that are compared and not written (`docs/schema-diff.md` lists them), or a mistake of this \
program. The draft is kept.\n\nComplete up.sql and down.sql by hand; `cargo migrate check` compares again.";
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
        ) || self.is_lint() && !matches!(self, Self::UnusedAllow)
    }

    /// Whether it is a rule of the linter, whose level `[package.metadata.migrate.lints]` may set.
    #[must_use]
    pub const fn is_lint(self) -> bool {
        self.code().as_bytes()[1] == b'7'
    }

    /// Whether it is what carrying a script out has shown.
    #[must_use]
    pub const fn is_proof(self) -> bool {
        self.code().as_bytes()[1] == b'6'
    }

    /// The level of a rule of the linter that the settings do not name; `None` for every other code.
    #[must_use]
    pub const fn default_level(self) -> Option<LintLevel> {
        if !self.is_lint() {
            return None;
        }
        match (self.is_advice(), self.severity()) {
            (true, _) => Some(LintLevel::Allow),
            (false, Severity::Warning) => Some(LintLevel::Warn),
            (false, Severity::Error) => Some(LintLevel::Deny),
        }
    }

    /// Whether it is a rule about which reasonable people differ.
    const fn is_advice(self) -> bool {
        matches!(
            self,
            Self::PreferBigintOverInt
                | Self::PreferBigintOverSmallint
                | Self::PreferIdentity
                | Self::PreferTextField
                | Self::PreferTimestampTz
                | Self::BanCharField
                | Self::BanCreateDomainWithConstraint
                | Self::RequireEnumValueOrdering
                | Self::BanDropNotNull
                | Self::SeveralChanges
                | Self::ForeignKeyWithoutOnDelete
                | Self::UnqualifiedName
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
