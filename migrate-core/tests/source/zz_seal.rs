use migrate_core::plan::*;
use migrate_core::source::*;
#[test]
fn seal_placeholders() {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/cases");
    for case in std::fs::read_dir(root).unwrap() {
        let case = case.unwrap().path();
        if !case.is_dir() {
            continue;
        }
        let lock = case.join("migrations/migrate.lock");
        let Ok(text) = std::fs::read_to_string(&lock) else {
            continue;
        };
        let files = disk::read(&case, "migrations");
        let mut out = String::new();
        for line in text.lines() {
            if let Some((id, rest)) = line.split_once(" = SEAL") {
                let rid: RevisionId = id.parse().unwrap();
                let (folder, m) = manifests(&files)
                    .into_iter()
                    .find(|(_, m)| m.id == rid)
                    .unwrap();
                let f = files.folders.iter().find(|f| f.name == folder).unwrap();
                let mut up = text::canonical(f.up.as_ref().unwrap())
                    .unwrap()
                    .into_owned();
                let mut down = f
                    .down
                    .as_ref()
                    .map(|d| text::canonical(d).unwrap().into_owned());
                let mut mode = m.transaction;
                if let Some(u) = rest.strip_prefix(":up=") {
                    up = u.replace("\\n", "\n");
                }
                if let Some(u) = rest.strip_prefix(":down=") {
                    down = Some(u.replace("\\n", "\n"));
                }
                if rest == ":mode=single" {
                    mode = TransactionMode::Single;
                }
                let mut d = digest::Digester::new();
                out += &format!(
                    "{id} = {{ up = \"{}\", down = \"{}\" }}\n",
                    d.up(rid, &m.parents, mode, &up),
                    d.down(rid, down.as_deref())
                );
            } else {
                out += line;
                out += "\n";
            }
        }
        std::fs::write(lock, out).unwrap();
    }
}
