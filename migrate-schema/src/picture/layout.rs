//! Where boxes stand and lines go: layers from left to right, what is referred to on the left.
//!
//! The method is that of Sugiyama, Tagawa and Toda (1981): cycles are opened, each box gets a layer, each layer an order with few
//! crossings, each box a height near to what it is joined with. A line that passes a layer has a lane of its own there, so no
//! line crosses a box; lines to the same row share their lanes.

use std::collections::{BTreeMap, BTreeSet};

mod heights;
mod layers;

/// A point, or a size.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(super) struct Point {
    pub(super) x: f64,
    pub(super) y: f64,
}

/// A line from a row of one box to a row of another.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Line {
    /// The box that refers, and the height of the row in it.
    pub(super) from: (usize, f64),
    /// The box that is referred to.
    pub(super) to: (usize, f64),
}

/// What was found.
#[derive(Debug, Default)]
pub(super) struct Layout {
    pub(super) size: Point,
    /// The upper left corners.
    pub(super) boxes: Vec<Point>,
    pub(super) routes: Vec<Route>,
}

/// The way of a line. It begins and ends at the side of a box; from an odd point to the next it bends.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Route {
    /// From left to right: horizontal from the first point to the second, a bend to the third, and so on.
    Across {
        points: Vec<Point>,
        /// Whether the box that refers is at the left end.
        reversed: bool,
    },
    /// From a box to itself, on its right side: the ends.
    Loop(Point, Point),
}

/// Between two boxes of a layer.
const GAP: f64 = 28.0;
/// What a lane is wide, with what keeps it from others.
const LANE: f64 = 9.0;
/// Between two layers, and around all.
const MARGIN: f64 = 24.0;

/// Finds a place for boxes of these sizes.
pub(super) fn layout(sizes: &[Point], lines: &[Line]) -> Layout {
    let mut all = Layout {
        boxes: vec![Point::default(); sizes.len()],
        routes: vec![Route::Loop(Point::default(), Point::default()); lines.len()],
        ..Layout::default()
    };
    let mut parts: Vec<Part> = components(sizes.len(), lines)
        .into_iter()
        .map(|boxes| Part::of(&boxes, sizes, lines))
        .collect();
    // The high ones first, in rows; a stable sort keeps the order of names among equals.
    parts.sort_by(|a, b| b.size.y.total_cmp(&a.size.y));
    let area: f64 = parts
        .iter()
        .map(|part| (part.size.x + GAP) * (part.size.y + GAP))
        .sum();
    let widest = parts.iter().map(|part| part.size.x).fold(0.0, f64::max);
    let width = (area * 1.5).sqrt().max(widest);
    let (mut corner, mut height) = (
        Point {
            x: MARGIN,
            y: MARGIN,
        },
        0.0_f64,
    );
    for part in parts {
        if corner.x > MARGIN && corner.x + part.size.x > MARGIN + width {
            corner = Point {
                x: MARGIN,
                y: corner.y + height + GAP,
            };
            height = 0.0;
        }
        part.put(corner, &mut all);
        all.size.x = all.size.x.max(corner.x + part.size.x + MARGIN);
        all.size.y = all.size.y.max(corner.y + part.size.y + MARGIN);
        corner.x += part.size.x + GAP + MARGIN;
        height = height.max(part.size.y);
    }
    all
}

/// The boxes that lines join, each in the order of their numbers.
fn components(count: usize, lines: &[Line]) -> Vec<Vec<usize>> {
    let mut above: Vec<usize> = (0..count).collect();
    let root = |above: &mut Vec<usize>, mut one: usize| {
        while above[one] != one {
            above[one] = above[above[one]];
            one = above[one];
        }
        one
    };
    for line in lines {
        let (a, b) = (root(&mut above, line.from.0), root(&mut above, line.to.0));
        above[a.max(b)] = a.min(b);
    }
    let mut all: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for one in 0..count {
        all.entry(root(&mut above, one)).or_default().push(one);
    }
    all.into_values().collect()
}

/// Boxes that lines join, laid out by themselves.
struct Part {
    size: Point,
    boxes: Vec<(usize, Point)>,
    routes: Vec<(usize, Route)>,
}

/// What stands in a layer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Cell {
    Box(usize),
    /// A lane of the lines that begin at this row of a box on the left: the box, and the row's height as bits.
    Lane(usize, u64),
}

/// A line from the left to the right.
#[derive(Debug, Clone, Copy)]
struct Joined {
    number: usize,
    left: (usize, f64),
    right: (usize, f64),
    reversed: bool,
}

impl Joined {
    fn lane(&self) -> Cell {
        Cell::Lane(self.left.0, self.left.1.to_bits())
    }
}

impl Part {
    fn of(boxes: &[usize], sizes: &[Point], lines: &[Line]) -> Self {
        let is_in = |one: usize| boxes.binary_search(&one).is_ok();
        let own: Vec<(usize, Line)> = lines
            .iter()
            .copied()
            .enumerate()
            .filter(|(_, line)| is_in(line.from.0))
            .collect();
        let layer = layers::find(boxes, sizes, &own);
        let joined: Vec<Joined> = own
            .iter()
            .filter(|(_, line)| line.from.0 != line.to.0)
            .map(|(number, line)| {
                let reversed = layer[&line.from.0] < layer[&line.to.0];
                let (left, right) = match reversed {
                    true => (line.from, line.to),
                    false => (line.to, line.from),
                };
                Joined {
                    number: *number,
                    left,
                    right,
                    reversed,
                }
            })
            .collect();
        let count = layer.values().max().map_or(0, |last| last + 1);
        let mut cells: Vec<BTreeSet<Cell>> = vec![BTreeSet::new(); count];
        for (one, layer) in &layer {
            cells[*layer].insert(Cell::Box(*one));
        }
        for line in &joined {
            let between = layer[&line.left.0] + 1..layer[&line.right.0];
            for passed in &mut cells[between] {
                passed.insert(line.lane());
            }
        }
        let cells = cells.into_iter().map(|all| all.into_iter().collect());
        let placed = heights::find(cells.collect(), sizes, &joined, &layer);
        Self::drawn(sizes, &layer, &joined, &own, &placed)
    }

    fn drawn(
        sizes: &[Point],
        layer: &BTreeMap<usize, usize>,
        joined: &[Joined],
        own: &[(usize, Line)],
        placed: &[BTreeMap<Cell, f64>],
    ) -> Self {
        // A loop needs room on the right, so each layer has some.
        let mut crossing = vec![0.0_f64; placed.len()];
        for line in joined {
            for channel in &mut crossing[layer[&line.left.0]..layer[&line.right.0]] {
                *channel += 1.0;
            }
        }
        let mut begins = Vec::new();
        let mut x = 0.0;
        let mut size = Point::default();
        for (cells, crossing) in placed.iter().zip(&crossing) {
            let boxes = cells.keys().filter_map(|cell| match cell {
                Cell::Box(one) => Some(sizes[*one].x),
                Cell::Lane(..) => None,
            });
            let width = boxes.fold(0.0, f64::max);
            begins.push((x, x + width));
            size.x = x + width;
            x += width + 64.0 + (crossing * 3.0).min(96.0);
        }
        let mut boxes = Vec::new();
        for (cells, (x, _)) in placed.iter().zip(&begins) {
            for (cell, y) in cells {
                if let Cell::Box(one) = cell {
                    boxes.push((*one, Point { x: *x, y: *y }));
                    size.y = size.y.max(y + sizes[*one].y);
                } else {
                    size.y = size.y.max(y + LANE);
                }
            }
        }
        let corner: BTreeMap<usize, Point> = boxes.iter().copied().collect();
        let mut routes = Vec::new();
        for line in joined {
            let (left, right) = (corner[&line.left.0], corner[&line.right.0]);
            let layers = (layer[&line.left.0], layer[&line.right.0]);
            let y = left.y + line.left.1;
            let x = left.x + sizes[line.left.0].x;
            let mut points = vec![
                Point { x, y },
                Point {
                    x: begins[layers.0].1,
                    y,
                },
            ];
            for passed in layers.0 + 1..layers.1 {
                let y = placed[passed][&line.lane()] + LANE / 2.0;
                let (from, to) = begins[passed];
                points.extend([Point { x: from, y }, Point { x: to, y }]);
            }
            let y = right.y + line.right.1;
            points.extend([Point { x: right.x, y }, Point { x: right.x, y }]);
            let reversed = line.reversed;
            routes.push((line.number, Route::Across { points, reversed }));
        }
        for (number, line) in own.iter().filter(|(_, line)| line.from.0 == line.to.0) {
            let (one, of) = (corner[&line.from.0], sizes[line.from.0]);
            let at = |y: f64| Point {
                x: one.x + of.x,
                y: one.y + y,
            };
            size.x = size.x.max(one.x + of.x + LOOP);
            routes.push((*number, Route::Loop(at(line.from.1), at(line.to.1))));
        }
        Self {
            size,
            boxes,
            routes,
        }
    }

    fn put(&self, corner: Point, all: &mut Layout) {
        let moved = |point: &Point| Point {
            x: point.x + corner.x,
            y: point.y + corner.y,
        };
        for (one, at) in &self.boxes {
            all.boxes[*one] = moved(at);
        }
        for (number, route) in &self.routes {
            all.routes[*number] = match route {
                Route::Loop(a, b) => Route::Loop(moved(a), moved(b)),
                Route::Across { points, reversed } => Route::Across {
                    points: points.iter().map(moved).collect(),
                    reversed: *reversed,
                },
            };
        }
    }
}

/// How far a loop stands out.
pub(super) const LOOP: f64 = 36.0;
