//! The checks of the chain, each named after what it checks.

use super::Link;
use super::graph::Graph;
use crate::plan::RevisionId;
use crate::source::code::Code;
use crate::source::manifest::{Manifest, Part};
use crate::source::problem::{Place, Problem};

fn place(link: &Link<'_>, part: Part) -> Place {
    Place::within(link.path, link.text, Manifest::locate(link.text, part))
}

/// Ids that two folders have, and revisions that name themselves.
pub(super) fn identities(graph: &Graph<'_>) -> Vec<Problem> {
    let mut problems = Vec::new();
    for (at, link) in graph.links.iter().enumerate() {
        if let Some(original) = graph.original(at) {
            let original = &graph.links[original];
            let problem = Problem::new(Code::DuplicateId, format!("two folders have the id {}", link.id))
                .at(place(link, Part::Id))
                .label("the same id again")
                .related(place(original, Part::Id), "first here")
                .help("if the folder is a copy, create the revision with `cargo migrate new` and move the scripts there");
            problems.push(problem);
        }
        if link.parents.contains(&link.id) {
            let problem = Problem::new(
                Code::SelfParent,
                format!("revision {} names itself as its parent", link.id),
            )
            .at(place(link, Part::Parent(link.id)))
            .label("this is the revision itself")
            .help("name the revision that it was written upon; `cargo migrate heads` lists the candidates");
            problems.push(problem);
        }
    }
    problems
}

pub(super) fn missing_parents(graph: &Graph<'_>) -> Vec<Problem> {
    let mut problems = Vec::new();
    for link in graph.links {
        for parent in link.parents {
            if graph.index(*parent).is_none() {
                let problem = Problem::new(
                    Code::MissingParent,
                    format!("revision {} is based upon {parent}, which does not exist", link.id),
                )
                .at(place(link, Part::Parent(*parent)))
                .label("no folder has this id")
                .help(format!("restore its folder; `git log -S {parent}` finds the commits that added or removed it"))
                .help("or correct `parents`");
                problems.push(problem);
            }
        }
    }
    problems
}

/// One base and one head.
pub(super) fn ends(graph: &Graph<'_>) -> Vec<Problem> {
    let mut problems = Vec::new();
    let mut roots = graph.roots();
    if roots.len() > 1 {
        roots.sort_by_key(|at| (graph.links[*at].created, graph.links[*at].id));
        problems.push(two_roots(graph, &roots));
    }
    let mut heads = graph.heads();
    if heads.len() > 1 {
        heads.sort_by_key(|at| (graph.links[*at].created, graph.links[*at].id));
        problems.push(two_heads(graph, &heads));
    }
    problems
}

fn ids(graph: &Graph<'_>, nodes: &[usize], between: &str) -> String {
    let ids: Vec<_> = nodes
        .iter()
        .map(|at| graph.links[*at].id.to_string())
        .collect();
    ids.join(between)
}

fn two_roots(graph: &Graph<'_>, roots: &[usize]) -> Problem {
    let (last, earlier) = roots.split_last().expect("the caller found more than one");
    let list = ids(graph, roots, " and ");
    let link = &graph.links[*last];
    let mut problem = Problem::new(
        Code::TwoRoots,
        format!("the revisions {list} have no parent"),
    )
    .at(place(link, Part::Parents))
    .label("a second beginning");
    for at in earlier {
        problem = problem.related(
            place(&graph.links[*at], Part::Parents),
            "the first beginning",
        );
    }
    problem.help(format!(
        "name in `parents` the revision that {} was written upon",
        link.id
    ))
}

fn two_heads(graph: &Graph<'_>, heads: &[usize]) -> Problem {
    let (last, earlier) = heads.split_last().expect("the caller found more than one");
    let (list, all) = if earlier.len() == 1 {
        (ids(graph, heads, " and "), "both")
    } else {
        let first = ids(graph, earlier, ", ");
        let last = graph.links[*last].id;
        (format!("{first} and {last}"), "all")
    };
    let link = &graph.links[*last];
    let mut problem = Problem::new(
        Code::TwoHeads,
        format!("the revisions {list} are {all} heads"),
    )
    .at(place(link, Part::Id))
    .label("nothing is based upon this");
    for at in earlier {
        problem = problem.related(place(&graph.links[*at], Part::Id), "nor upon this");
    }
    let names = ids(graph, heads, " ");
    problem
        .help("put your own revisions on top of the others: `cargo migrate rebase`")
        .help(format!(
            "or join them, when a database has applied yours: `cargo migrate merge {names} -m \"merge\"`"
        ))
}

/// Parents that another parent already includes, and `compatible` that is no ancestor.
pub(super) fn ancestry(graph: &Graph<'_>, order: &[usize]) -> Vec<Problem> {
    let mut position = vec![0; graph.links.len()];
    for (i, at) in order.iter().enumerate() {
        position[*at] = i;
    }
    let includes = |from: usize, wanted: usize| includes(graph, &position, from, wanted);
    let mut problems = Vec::new();
    for at in order {
        let link = &graph.links[*at];
        for parent in &graph.parents[*at] {
            let mut others = graph.parents[*at].iter().filter(|other| *other != parent);
            if let Some(other) = others.find(|other| includes(**other, *parent)) {
                problems.push(redundant(
                    link,
                    graph.links[*parent].id,
                    graph.links[*other].id,
                ));
            }
        }
        if let Some(compatible) = link.compatible {
            let ancestor = graph
                .index(compatible)
                .is_some_and(|wanted| includes(*at, wanted));
            if !ancestor {
                problems.push(not_an_ancestor(link, compatible));
            }
        }
    }
    problems
}

/// Whether `from` is `wanted` or has it among its ancestors. What comes before `wanted` in plan order is not visited.
fn includes(graph: &Graph<'_>, position: &[usize], from: usize, wanted: usize) -> bool {
    let mut open = vec![from];
    let mut seen = std::collections::HashSet::new();
    while let Some(at) = open.pop() {
        if at == wanted {
            return true;
        }
        if position[at] > position[wanted] && seen.insert(at) {
            open.extend(&graph.parents[at]);
        }
    }
    false
}

fn redundant(link: &Link<'_>, parent: RevisionId, other: RevisionId) -> Problem {
    Problem::new(
        Code::RedundantParent,
        format!("revision {} names {parent} as a parent, which its parent {other} already includes", link.id),
    )
    .at(place(link, Part::Parent(parent)))
    .label("joins nothing")
    .help("remove it from `parents`, or name the head that was meant; `cargo migrate history --graph` shows the chain")
}

fn not_an_ancestor(link: &Link<'_>, compatible: RevisionId) -> Problem {
    Problem::new(
        Code::CompatibleUnknown,
        format!("`compatible` of revision {} names {compatible}, which is not one of its ancestors", link.id),
    )
    .at(place(link, Part::Compatible))
    .label("neither the revision itself nor an ancestor")
    .help("name the oldest revision whose application still works after this one; `cargo migrate history` lists them")
}
