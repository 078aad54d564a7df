//! Paths as they are printed: usable from the working directory.

use std::path::{Component, Path};

/// The path of a directory as it is named from the working directory, with a `/` at its end, or nothing when it is that
/// directory. Both are absolute. A directory that has nothing in common with the working directory keeps its whole path.
pub(crate) fn prefix(here: &Path, directory: &Path) -> String {
    // A path that was typed, `../shop`, is best printed as it was typed.
    if let Ok(below) = directory.strip_prefix(here) {
        return slashed(below.components());
    }
    let (mut from, mut to) = (
        here.components().peekable(),
        directory.components().peekable(),
    );
    let mut shared = 0;
    while let (Some(a), Some(b)) = (from.peek(), to.peek())
        && a == b
    {
        shared += usize::from(matches!(a, Component::Normal(_)));
        from.next();
        to.next();
    }
    let is_plain = |component: &Component<'_>| matches!(component, Component::Normal(_));
    if shared == 0 || !from.clone().all(|c| is_plain(&c)) || !to.clone().all(|c| is_plain(&c)) {
        return slashed(directory.components());
    }
    "../".repeat(from.count()) + &slashed(to)
}

fn slashed<'p>(components: impl Iterator<Item = Component<'p>>) -> String {
    let mut text = String::new();
    for component in components {
        match component {
            Component::RootDir => text.push('/'),
            Component::CurDir => {}
            other => {
                text.push_str(&other.as_os_str().to_string_lossy());
                text.push('/');
            }
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_directory_is_named_from_where_one_stands() {
        for (here, directory, expected) in [
            ("/home/shop", "/home/shop", ""),
            ("/home", "/home/shop", "shop/"),
            ("/home/shop/src/bin", "/home/shop", "../../"),
            ("/home/jobs", "/home/api", "../api/"),
            ("/home/jobs", "/home/jobs/../api", "../api/"),
            ("/home/jobs", "/home/jobs/.", ""),
            ("/home/me", "/srv/shop", "/srv/shop/"),
            ("/", "/srv/shop", "srv/shop/"),
        ] {
            let prefix = prefix(Path::new(here), Path::new(directory));
            assert_eq!(prefix, expected, "{directory} from {here}");
        }
    }
}
