//! The order of boxes and lanes in each layer, and how high each of them stands.

use std::collections::BTreeMap;

use super::{Cell, GAP, Joined, LANE, Point};

/// What a cell is joined with on one side: a cell, its row, and the own row.
type Neighbours = BTreeMap<Cell, Vec<(Cell, f64, f64)>>;

/// The upper ends of the cells of each layer.
pub(super) fn find(
    mut cells: Vec<Vec<Cell>>,
    sizes: &[Point],
    lines: &[Joined],
    layer: &BTreeMap<usize, usize>,
) -> Vec<BTreeMap<Cell, f64>> {
    let sides = neighbours(cells.len(), lines, layer);
    let height = |cell: &Cell| match cell {
        Cell::Box(one) => sizes[*one].y,
        Cell::Lane(..) => LANE,
    };
    let mut placed: Vec<BTreeMap<Cell, f64>> = Vec::new();
    for layer in &cells {
        placed.push(stacked(layer, &height));
    }
    let count = cells.len();
    // To the right by what is on the left, and back; the order settles within a few rounds.
    for round in 0..10 {
        let forth = round % 2 == 0;
        for step in 0..count {
            let at = if forth { step } else { count - 1 - step };
            let side = usize::from(!forth);
            let wanted = wanted(&cells[at], &placed, at, &sides, &[side], &height);
            let mut order: Vec<(f64, Cell)> = cells[at]
                .iter()
                .map(|cell| (wanted[cell] + height(cell) / 2.0, *cell))
                .collect();
            order.sort_by(|a, b| a.0.total_cmp(&b.0));
            cells[at] = order.into_iter().map(|(_, cell)| cell).collect();
            placed[at] = spread(&cells[at], &wanted, &height);
        }
    }
    for round in 0..8 {
        for step in 0..count {
            let at = if round % 2 == 0 {
                step
            } else {
                count - 1 - step
            };
            let wanted = wanted(&cells[at], &placed, at, &sides, &[0, 1], &height);
            placed[at] = spread(&cells[at], &wanted, &height);
        }
    }
    let ends = placed.iter().flat_map(|all| all.values().copied());
    let top = ends.fold(f64::INFINITY, f64::min);
    for y in placed.iter_mut().flat_map(|all| all.values_mut()) {
        *y = (*y - top).round();
    }
    placed
}

/// What each cell is joined with on the left and on the right, by layer.
fn neighbours(
    count: usize,
    lines: &[Joined],
    layer: &BTreeMap<usize, usize>,
) -> Vec<[Neighbours; 2]> {
    let mut all: Vec<[Neighbours; 2]> = (0..count).map(|_| Default::default()).collect();
    for line in lines {
        let (first, last) = (layer[&line.left.0], layer[&line.right.0]);
        let mut before = (Cell::Box(line.left.0), line.left.1);
        for at in first + 1..=last {
            let here = match at == last {
                true => (Cell::Box(line.right.0), line.right.1),
                false => (line.lane(), LANE / 2.0),
            };
            let on_left = all[at][0].entry(here.0).or_default();
            on_left.push((before.0, before.1, here.1));
            let on_right = all[at - 1][1].entry(before.0).or_default();
            on_right.push((here.0, here.1, before.1));
            before = here;
        }
    }
    all
}

/// Where each cell would be straight beside what it is joined with.
fn wanted(
    cells: &[Cell],
    placed: &[BTreeMap<Cell, f64>],
    at: usize,
    sides: &[[Neighbours; 2]],
    of: &[usize],
    height: &impl Fn(&Cell) -> f64,
) -> BTreeMap<Cell, f64> {
    let one = |cell: &Cell| {
        let (mut sum, mut count) = (0.0, 0.0);
        for side in of {
            let beside = if *side == 0 {
                at.checked_sub(1)
            } else {
                Some(at + 1)
            };
            let Some(beside) = beside.and_then(|beside| placed.get(beside)) else {
                continue;
            };
            for (other, row, own) in sides[at][*side].get(cell).into_iter().flatten() {
                sum += beside[other] + row - own;
                count += 1.0;
            }
        }
        match count > 0.0 {
            true => sum / count,
            // Joined with nothing there: it stays.
            false => placed[at].get(cell).copied().unwrap_or(-height(cell)),
        }
    };
    cells.iter().map(|cell| (*cell, one(cell))).collect()
}

fn gap(above: &Cell, below: &Cell) -> f64 {
    match (above, below) {
        (Cell::Lane(..), Cell::Lane(..)) => 0.0,
        (Cell::Box(_), Cell::Box(_)) => GAP,
        _ => GAP / 2.0,
    }
}

/// One below the other, from the top.
fn stacked(cells: &[Cell], height: &impl Fn(&Cell) -> f64) -> BTreeMap<Cell, f64> {
    let offsets = offsets(cells, height);
    cells.iter().copied().zip(offsets).collect()
}

fn offsets(cells: &[Cell], height: &impl Fn(&Cell) -> f64) -> Vec<f64> {
    let mut all = Vec::with_capacity(cells.len());
    let mut y = 0.0;
    for (at, cell) in cells.iter().enumerate() {
        if at > 0 {
            y += gap(&cells[at - 1], cell);
        }
        all.push(y);
        y += height(cell);
    }
    all
}

/// As near to where they want to be as their order and heights allow, by least squares: without the offsets of a stack the
/// places only have to rise, and pooling adjacent violators (Ayer and others, 1955) is exact.
fn spread(
    cells: &[Cell],
    wanted: &BTreeMap<Cell, f64>,
    height: &impl Fn(&Cell) -> f64,
) -> BTreeMap<Cell, f64> {
    let offsets = offsets(cells, height);
    // Sum and number of each pool.
    let mut pools: Vec<(f64, usize)> = Vec::new();
    for (cell, offset) in cells.iter().zip(&offsets) {
        pools.push((wanted[cell] - offset, 1));
        while let [.., (a, m), (b, n)] = pools[..]
            && a / m as f64 > b / n as f64
        {
            pools.pop();
            pools.pop();
            pools.push((a + b, m + n));
        }
    }
    let places = pools
        .iter()
        .flat_map(|(sum, count)| std::iter::repeat_n(sum / *count as f64, *count));
    cells
        .iter()
        .zip(places.zip(&offsets))
        .map(|(cell, (place, offset))| (*cell, place + offset))
        .collect()
}
