//! Cycles, each with its path.

use super::Link;
use super::graph::Graph;
use crate::source::code::Code;
use crate::source::manifest::{Manifest, Part};
use crate::source::problem::{Place, Problem};

/// Every cycle once; `order` is the part of the graph that could be ordered.
pub(super) fn cycles(graph: &Graph<'_>, order: &[usize]) -> Vec<Problem> {
    let mut open = vec![false; graph.links.len()];
    for at in graph.nodes() {
        open[at] = true;
    }
    for at in order {
        open[*at] = false;
    }
    let mut problems = Vec::new();
    for at in graph.nodes() {
        if open[at] {
            let path = walk(graph, &mut open, at);
            if !path.is_empty() {
                problems.push(problem(graph.links, &path));
            }
        }
    }
    problems
}

/// Follows open parents from a revision until one comes again; closes all that it passed. The path of the cycle, or
/// nothing when it led into a part that is already told.
fn walk(graph: &Graph<'_>, open: &mut [bool], start: usize) -> Vec<usize> {
    let mut path = Vec::new();
    let mut at = start;
    loop {
        if let Some(begin) = path.iter().position(|passed| *passed == at) {
            return path.split_off(begin);
        }
        if !open[at] {
            return Vec::new();
        }
        open[at] = false;
        path.push(at);
        let next = |parent: &&usize| open[**parent] || path.contains(*parent);
        match graph.parents[at].iter().find(next) {
            Some(parent) => at = *parent,
            None => return Vec::new(),
        }
    }
}

fn problem(links: &[Link<'_>], path: &[usize]) -> Problem {
    let first = &links[path[0]];
    let parent = links[path[1 % path.len()]].id;
    let ids = path.iter().chain(&path[..1]).map(|at| links[*at].id);
    let ids: Vec<_> = ids.map(|id| id.to_string()).collect();
    let range = Manifest::locate(first.text, Part::Parent(parent));
    let mut problem = Problem::new(
        Code::Cycle,
        format!("revision {} is its own ancestor", first.id),
    )
    .at(Place::within(first.path, first.text, range))
    .label("this leads back to the revision itself")
    .note(format!("the path of parents: {}", ids.join(" -> ")));
    for at in &path[1..] {
        problem = problem.related(Place::whole(links[*at].path), "on the path");
    }
    problem.help("correct `parents` of one of these revisions")
}
