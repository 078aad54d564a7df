//! Which layer each box is in: right of all that it refers to, and no layer much higher than the whole is wide.

use std::collections::{BTreeMap, BTreeSet};

use super::{GAP, Line, Point};

/// The layers of boxes that lines join.
pub(super) fn find(
    boxes: &[usize],
    sizes: &[Point],
    lines: &[(usize, Line)],
) -> BTreeMap<usize, usize> {
    let mut refers: BTreeMap<usize, BTreeSet<usize>> = BTreeMap::new();
    for one in boxes {
        refers.insert(*one, BTreeSet::new());
    }
    for (_, line) in lines {
        if line.from.0 != line.to.0
            && let Some(all) = refers.get_mut(&line.from.0)
        {
            all.insert(line.to.0);
        }
    }
    open_cycles(&mut refers);
    let mut referred: BTreeMap<usize, BTreeSet<usize>> = BTreeMap::new();
    for (from, all) in &refers {
        for to in all {
            referred.entry(*to).or_default().insert(*from);
        }
    }
    let area: f64 = boxes
        .iter()
        .map(|one| (sizes[*one].x + 110.0) * (sizes[*one].y + GAP))
        .sum();
    let highest = boxes.iter().map(|one| sizes[*one].y).fold(0.0, f64::max);
    let limit = (area / 1.5).sqrt().max(highest + GAP);
    let mut waits: BTreeMap<usize, usize> =
        refers.iter().map(|(one, all)| (*one, all.len())).collect();
    let mut ready: BTreeSet<(usize, usize)> = BTreeSet::new();
    ready.extend(
        waits
            .iter()
            .filter(|(_, count)| **count == 0)
            .map(|(one, _)| (0, *one)),
    );
    let mut heights: Vec<f64> = Vec::new();
    let mut layer: BTreeMap<usize, usize> = BTreeMap::new();
    while let Some((mut at, one)) = ready.pop_first() {
        let height = sizes[one].y + GAP;
        loop {
            heights.resize(heights.len().max(at + 1), 0.0);
            if heights[at] == 0.0 || heights[at] + height <= limit {
                break;
            }
            at += 1;
        }
        heights[at] += height;
        layer.insert(one, at);
        for other in referred.get(&one).into_iter().flatten() {
            if let Some(count) = waits.get_mut(other) {
                *count -= 1;
                if *count == 0 {
                    let below = refers[other].iter().filter_map(|to| layer.get(to));
                    let least = below.max().map_or(0, |last| last + 1);
                    ready.insert((least, *other));
                }
            }
        }
    }
    move_near(&refers, &referred, sizes, limit, &mut heights, &mut layer);
    layer
}

/// What refers to nothing stands beside what refers to it, where there is room.
fn move_near(
    refers: &BTreeMap<usize, BTreeSet<usize>>,
    referred: &BTreeMap<usize, BTreeSet<usize>>,
    sizes: &[Point],
    limit: f64,
    heights: &mut [f64],
    layer: &mut BTreeMap<usize, usize>,
) {
    for (one, _) in refers.iter().filter(|(_, all)| all.is_empty()) {
        let users = referred.get(one).into_iter().flatten();
        let nearest = users.filter_map(|user| layer.get(user)).min();
        let (Some(nearest), Some(at)) = (nearest.copied(), layer.get(one).copied()) else {
            continue;
        };
        let height = sizes[*one].y + GAP;
        let mut free = (at + 1..nearest).rev();
        if let Some(to) = free.find(|to| heights[*to] + height <= limit) {
            heights[at] -= height;
            heights[to] += height;
            layer.insert(*one, to);
        }
    }
    // A layer that became empty is no layer.
    let used: BTreeSet<usize> = layer.values().copied().collect();
    let number: BTreeMap<usize, usize> = used
        .into_iter()
        .enumerate()
        .map(|(new, old)| (old, new))
        .collect();
    for at in layer.values_mut() {
        *at = number[at];
    }
}

/// Turns the references around that lead back to where a walk along them came from.
fn open_cycles(refers: &mut BTreeMap<usize, BTreeSet<usize>>) {
    let mut ended: BTreeSet<usize> = BTreeSet::new();
    let mut turned: Vec<(usize, usize)> = Vec::new();
    for begin in refers.keys() {
        // The way here, each with what is left to look at.
        let mut way: Vec<(usize, Vec<usize>)> = Vec::new();
        if !ended.contains(begin) {
            way.push((*begin, refers[begin].iter().copied().collect()));
        }
        let mut on_way: BTreeSet<usize> = way.iter().map(|(one, _)| *one).collect();
        while let Some((one, left)) = way.last_mut() {
            let one = *one;
            let Some(next) = left.pop() else {
                ended.insert(one);
                on_way.remove(&one);
                way.pop();
                continue;
            };
            if on_way.contains(&next) {
                turned.push((one, next));
            } else if !ended.contains(&next) {
                on_way.insert(next);
                way.push((next, refers[&next].iter().copied().collect()));
            }
        }
    }
    for (from, to) in turned {
        if let Some(all) = refers.get_mut(&from) {
            all.remove(&to);
        }
        if let Some(all) = refers.get_mut(&to) {
            all.insert(from);
        }
    }
}
