//! The writer.

use std::fmt;

use super::{Entry, Lock, VERSION};

pub(super) fn write(lock: &Lock, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    f.write_str("# Written by `cargo migrate`. Commit it; do not edit it.\n")?;
    writeln!(f, "version = {VERSION}")?;
    if let Some(head) = lock.head {
        writeln!(f, "head = \"{head}\"")?;
    }
    f.write_str("\n[revisions]\n")?;
    for line in &lock.entries {
        let id = line.id;
        match line.entry {
            Entry::Draft => writeln!(f, "{id} = \"draft\"")?,
            Entry::Sealed { up, down, manifest } => {
                write!(f, "{id} = {{ up = \"{up}\", down = \"{down}\"")?;
                if let Some(manifest) = manifest {
                    write!(f, ", manifest = \"{manifest}\"")?;
                }
                f.write_str(" }\n")?;
            }
        }
    }
    Ok(())
}
