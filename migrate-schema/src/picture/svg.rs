//! The picture drawn, as SVG 1.1 with nothing but shapes and text: no script, no font, no style sheet.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::entity::{Entity, Reference};
use super::layout::{self, LOOP, Line, Point, Route};
use super::{Picture, escaped};
use crate::Name;

/// The width of a letter of a monospaced font of 12 pixels.
const LETTER: f64 = 7.25;
const ROW: f64 = 20.0;
const HEAD: f64 = 28.0;
const PADDING: f64 = 10.0;

/// A table as it is drawn.
struct Drawn<'a> {
    entity: &'a Entity,
    title: String,
    size: Point,
    /// Where the names and the types begin.
    names: f64,
    types: f64,
}

pub(super) fn text(picture: &Picture) -> String {
    let all: Vec<Drawn<'_>> = picture
        .entities
        .iter()
        .map(|entity| Drawn::of(picture, entity))
        .collect();
    let numbers: BTreeMap<&Name, usize> = picture
        .entities
        .iter()
        .enumerate()
        .map(|(number, entity)| (&entity.name, number))
        .collect();
    let joined: Vec<(&Reference, Line)> = picture
        .references
        .iter()
        .filter_map(|one| {
            let end = |name: &Name, columns: &[String]| {
                let number = *numbers.get(name)?;
                Some((number, all[number].row(columns.first()?)))
            };
            let from = end(&one.from, &one.columns)?;
            let to = end(&one.to, &one.referred)?;
            Some((one, Line { from, to }))
        })
        .collect();
    let sizes: Vec<Point> = all.iter().map(|one| one.size).collect();
    let lines: Vec<Line> = joined.iter().map(|(_, line)| *line).collect();
    let placed = layout::layout(&sizes, &lines);
    let (width, height) = (
        placed.size.x.ceil().max(48.0),
        placed.size.y.ceil().max(48.0),
    );
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\" viewBox=\"0 0 {width} {height}\" \
         font-family=\"ui-monospace, SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono', monospace\" font-size=\"12\">\n\
         <rect width=\"{width}\" height=\"{height}\" fill=\"#ffffff\"/>\n\
         <g fill=\"none\" stroke=\"#57606a\" stroke-width=\"1.2\">\n"
    );
    for ((one, _), route) in joined.iter().zip(&placed.routes) {
        let _written = writeln!(
            svg,
            "<g><title>{}</title>{}</g>",
            escaped(&told(picture, one)),
            line(one, route)
        );
    }
    svg.push_str("</g>\n");
    for (one, at) in all.iter().zip(&placed.boxes) {
        one.draw(*at, &mut svg);
    }
    svg.push_str("</svg>\n");
    svg
}

impl<'a> Drawn<'a> {
    fn of(picture: &Picture, entity: &'a Entity) -> Self {
        let title = picture.title(&entity.name);
        let longest = |text: &dyn Fn(usize) -> String| {
            let widths = (0..entity.columns.len()).map(|at| letters(&text(at)));
            widths.fold(0.0, f64::max)
        };
        let marks = longest(&|at| entity.columns[at].keys.marks().join(" "));
        let names = PADDING + if marks > 0.0 { marks + PADDING } else { 0.0 };
        let types = names + longest(&|at| entity.columns[at].name.clone()) + 2.0 * PADDING;
        let width = types + longest(&|at| of_type(entity, at)) + PADDING;
        // The title is bold, and bold letters are not wider in a monospaced font.
        let width = width.max(letters(&title) + 2.0 * PADDING).max(80.0);
        let rows = entity.columns.len() as f64 * ROW;
        Self {
            entity,
            title,
            size: Point {
                x: width.ceil(),
                y: HEAD + rows + 4.0,
            },
            names,
            types,
        }
    }

    /// The middle of a column's row.
    fn row(&self, column: &str) -> f64 {
        let at = self
            .entity
            .columns
            .iter()
            .position(|one| one.name == column);
        HEAD + at.map_or(0.0, |at| at as f64) * ROW + ROW / 2.0
    }

    fn draw(&self, at: Point, svg: &mut String) {
        let Point {
            x: width,
            y: height,
        } = self.size;
        let _written = write!(svg, "<g transform=\"translate({} {})\">", at.x, at.y);
        if let Some(comment) = &self.entity.comment {
            let _written = write!(svg, "<title>{}</title>", escaped(comment));
        }
        let _written = write!(
            svg,
            "<rect width=\"{width}\" height=\"{height}\" rx=\"5\" fill=\"#ffffff\" stroke=\"#8c959f\"/>\
             <path d=\"M0.5 {HEAD}V5.5a5 5 0 0 1 5 -5H{}a5 5 0 0 1 5 5V{HEAD}z\" fill=\"#ddf4ff\"/>\
             <path d=\"M0 {HEAD}H{width}\" stroke=\"#8c959f\"/>\
             <text x=\"{PADDING}\" y=\"18.5\" font-weight=\"bold\" fill=\"#0a3069\" xml:space=\"preserve\">{}</text>",
            width - 5.5,
            escaped(&self.title)
        );
        for (number, column) in self.entity.columns.iter().enumerate() {
            let y = HEAD + number as f64 * ROW + 15.0;
            let marks = column.keys.marks().join(" ");
            if !marks.is_empty() {
                let _written = write!(
                    svg,
                    "<text x=\"{PADDING}\" y=\"{y}\" fill=\"#9a6700\" font-weight=\"bold\">{marks}</text>"
                );
            }
            let _written = write!(
                svg,
                "<text x=\"{}\" y=\"{y}\" fill=\"#1f2328\" xml:space=\"preserve\">{}</text>\
                 <text x=\"{}\" y=\"{y}\" fill=\"#6e7781\" xml:space=\"preserve\">{}</text>",
                self.names,
                escaped(&column.name),
                self.types,
                escaped(&of_type(self.entity, number))
            );
        }
        svg.push_str("</g>\n");
    }
}

fn of_type(entity: &Entity, at: usize) -> String {
    let column = &entity.columns[at];
    match column.not_null {
        true => column.type_name.clone(),
        false => format!("{} null", column.type_name),
    }
}

/// How wide a text is: letters of the languages of East Asia are twice as wide.
fn letters(text: &str) -> f64 {
    let wide = |char: &char| matches!(u32::from(*char), 0x1100..=0x115f | 0x2e80..=0xa4cf | 0xac00..=0xd7a3 | 0xf900..=0xfaff | 0xfe30..=0xfe6f | 0xff00..=0xff60 | 0x1f300..=0x1faff | 0x20000..);
    let count = text.chars().count() + text.chars().filter(wide).count();
    count as f64 * LETTER
}

fn told(picture: &Picture, one: &Reference) -> String {
    format!(
        "{}: {} ({}) to {} ({})",
        one.name,
        picture.title(&one.from),
        one.columns.join(", "),
        picture.title(&one.to),
        one.referred.join(", ")
    )
}

/// A line with its ends: many or one where it begins, one or perhaps none where it leads.
fn line(one: &Reference, route: &Route) -> String {
    match route {
        Route::Loop(from, to) => {
            let path = format!(
                "<path d=\"M{} {}h14C{} {} {} {} {} {}h-14\"/>",
                from.x,
                from.y,
                from.x + LOOP,
                from.y,
                to.x + LOOP,
                to.y,
                to.x + 14.0,
                to.y
            );
            path + &many(one, *from, 1.0) + &target(one, *to, 1.0)
        }
        Route::Across { points, reversed } => {
            let (Some(first), Some(last)) = (points.first(), points.last()) else {
                return String::new();
            };
            let mut path = format!("M{} {}", first.x, first.y);
            for pair in points.windows(2).enumerate() {
                let (at, [a, b]) = pair else { continue };
                if at % 2 == 0 {
                    let _written = write!(path, "H{}", b.x);
                    continue;
                }
                // The ends are straight for the marks on them.
                let (from, to) = (a.x + 14.0, b.x - 14.0);
                let middle = (from + to) / 2.0;
                let _written = write!(
                    path,
                    "H{from}C{middle} {} {middle} {} {to} {}H{}",
                    a.y, b.y, b.y, b.x
                );
            }
            let path = format!("<path d=\"{path}\"/>");
            match reversed {
                true => path + &many(one, *first, 1.0) + &target(one, *last, -1.0),
                false => path + &many(one, *last, -1.0) + &target(one, *first, 1.0),
            }
        }
    }
}

/// Where a line begins: a crow's foot, or a bar when at most one row refers to the same; and a circle, because none may.
fn many(one: &Reference, at: Point, way: f64) -> String {
    let Point { x, y } = at;
    let mark = match one.once {
        true => format!("<path d=\"M{} {}v10\"/>", x + 5.0 * way, y - 5.0),
        false => format!(
            "<path d=\"M{x} {}L{} {y}L{x} {}\"/>",
            y - 5.0,
            x + 8.0 * way,
            y + 5.0
        ),
    };
    format!(
        "{mark}<circle cx=\"{}\" cy=\"{y}\" r=\"3\" fill=\"#ffffff\"/>",
        x + 11.0 * way
    )
}

/// Where a line leads: a bar, and a second one or a circle.
fn target(one: &Reference, at: Point, way: f64) -> String {
    let Point { x, y } = at;
    let bar = format!("<path d=\"M{} {}v10\"/>", x + 5.0 * way, y - 5.0);
    let second = match one.always {
        true => format!("<path d=\"M{} {}v10\"/>", x + 9.0 * way, y - 5.0),
        false => format!(
            "<circle cx=\"{}\" cy=\"{y}\" r=\"3\" fill=\"#ffffff\"/>",
            x + 10.0 * way
        ),
    };
    bar + &second
}
