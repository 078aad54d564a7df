//! Pictures of schemas: what is drawn does not overlap, and names cannot break out.

use proptest::collection::vec;
use proptest::prelude::{Strategy, prop_assert, proptest};

use super::layout::{Line, Point, Route, layout};
use super::*;
use crate::model::{Column, Constraint, Persistence, RowSecurity, Table, TableKind};

fn column(name: &str, of_type: &str, not_null: bool) -> Column {
    Column {
        name: name.to_owned(),
        type_name: of_type.to_owned(),
        collation: None,
        not_null,
        not_null_constraint: None,
        default: None,
        identity: None,
        generated: None,
        storage: None,
        compression: None,
        statistics: None,
        options: Vec::new(),
        inherited: false,
        meta: Default::default(),
    }
}

fn table(name: &str, columns: Vec<Column>) -> Table {
    Table {
        name: Name::new("public", name),
        kind: TableKind::Ordinary,
        persistence: Persistence::Permanent,
        columns,
        partition_by: None,
        partition_of: None,
        inherits: Vec::new(),
        of_type: None,
        access_method: None,
        tablespace: None,
        options: Vec::new(),
        replica_identity: None,
        row_security: RowSecurity::Disabled,
        foreign: None,
        meta: Default::default(),
    }
}

fn constraint(table: &str, name: &str, definition: &str) -> Constraint {
    Constraint {
        parent: crate::Parent::Relation(Name::new("public", table)),
        name: name.to_owned(),
        definition: definition.to_owned(),
        index: Default::default(),
        meta: Default::default(),
    }
}

fn shop() -> Schema {
    let tables = vec![
        table(
            "orders",
            vec![
                column("id", "bigint", true),
                column("user_id", "bigint", true),
                column("total", "numeric(8,2)", false),
                column("of", "bigint", false),
            ],
        ),
        table(
            "users",
            vec![
                column("id", "bigint", true),
                column("email", "character varying(80)", true),
                column("seen", "timestamp(3) with time zone", false),
            ],
        ),
    ];
    let references = "FOREIGN KEY (user_id) REFERENCES public.users(id) ON DELETE CASCADE";
    let constraints = vec![
        constraint("orders", "orders_pkey", "PRIMARY KEY (id)"),
        constraint("orders", "orders_user_id_fkey", references),
        constraint(
            "orders",
            "orders_of_fkey",
            "FOREIGN KEY (\"of\") REFERENCES public.orders(id)",
        ),
        constraint("users", "users_pkey", "PRIMARY KEY (id)"),
        constraint("users", "users_email_key", "UNIQUE (email)"),
    ];
    Schema {
        tables,
        constraints,
        ..Schema::default()
    }
}

#[test]
fn a_shop_for_mermaid() {
    let expected = r#"erDiagram
    "orders" {
        bigint id PK
        bigint user_id FK
        numeric(8_2) total "numeric(8,2), null"
        bigint of FK "null"
    }
    "users" {
        bigint id PK
        varchar(80) email UK
        timestamptz(3) seen "null"
    }
    "orders" }o--o| "orders" : "of"
    "orders" }o--|| "users" : "user_id"
"#;
    assert_eq!(Picture::of(&shop()).mermaid(), expected);
}

#[test]
fn around_a_table_are_its_neighbours() {
    let mut schema = shop();
    schema
        .tables
        .push(table("Alone", vec![column("id", "bigint", true)]));
    let picture = Picture::of(&schema);
    assert_eq!(picture.len(), 3);
    assert_eq!(picture.around(["users"]).map(|near| near.len()), Ok(2));
    assert_eq!(
        picture.around(["public.\"Alone\""]).map(|near| near.len()),
        Ok(1)
    );
    assert_eq!(
        picture.around(["Alone", "orders"]).map(|near| near.len()),
        Ok(3)
    );
    let missing = picture
        .around(["orders", "user"])
        .expect_err("there is no such table");
    assert_eq!(missing.asked, "user");
    assert_eq!(
        missing.tables,
        ["public.\"Alone\"", "public.orders", "public.users"].map(str::to_owned)
    );
}

#[test]
fn no_name_breaks_out_of_its_place() {
    let name = "a\"]{<b>&amp;%\\;#'\n}\u{1}";
    let tables = vec![table(
        name,
        vec![column(name, "\"x<y>\"", true), column("pk", "text", true)],
    )];
    let quoted = crate::Identifier(name).to_string();
    let constraints = vec![constraint(
        name,
        name,
        &format!("FOREIGN KEY ({quoted}) REFERENCES public.{quoted}({quoted})"),
    )];
    let schema = Schema {
        tables,
        constraints,
        ..Schema::default()
    };
    let picture = Picture::of(&schema);
    let (svg, dot) = (picture.svg(), picture.dot());
    assert!(!svg.contains("<b>&amp;%") && !svg.contains("<y>"), "{svg}");
    // A name in quotes is a name to Graphviz, whatever is in it.
    assert!(dot.contains(r#""public.\"a\"\"]{<b>&amp;%\\;#'"#), "{dot}");
    for text in [svg, dot] {
        assert!(text.contains("&lt;b&gt;&amp;amp;%"), "{text}");
    }
    assert!(!picture.svg().contains('\u{1}'));
    for line in picture.mermaid().lines() {
        assert!(
            line.matches('"').count() % 2 == 0 && !line.contains(['%', '<', '\u{1}']),
            "{line}"
        );
    }
    let mermaid = picture.mermaid();
    assert!(mermaid.contains("text pk_ \"pk\""), "{mermaid}");
}

/// Boxes do not overlap, lie within the whole, and no line crosses one.
fn is_clear(sizes: &[Point], lines: &[Line]) -> Result<(), String> {
    let found = layout(sizes, lines);
    let boxes: Vec<(Point, Point)> = found
        .boxes
        .iter()
        .copied()
        .zip(sizes.iter().copied())
        .collect();
    for (number, (at, size)) in boxes.iter().enumerate() {
        let end = Point {
            x: at.x + size.x,
            y: at.y + size.y,
        };
        if at.x < 0.0 || at.y < 0.0 || end.x > found.size.x || end.y > found.size.y {
            return Err(format!("box {number} lies outside"));
        }
        for (other, (there, of)) in boxes[..number].iter().enumerate() {
            if at.x < there.x + of.x && there.x < end.x && at.y < there.y + of.y && there.y < end.y
            {
                return Err(format!("boxes {other} and {number} overlap"));
            }
        }
    }
    for (line, route) in lines.iter().zip(&found.routes) {
        let (from, to) = (line.from, line.to);
        let (ends, pieces) = match route {
            Route::Loop(a, b) => ([*a, *b], Vec::new()),
            Route::Across { points, reversed } => {
                let (first, last) = (points[0], points[points.len() - 1]);
                let ends = if *reversed {
                    [first, last]
                } else {
                    [last, first]
                };
                (
                    ends,
                    points.windows(2).map(|pair| (pair[0], pair[1])).collect(),
                )
            }
        };
        for ((number, row), end) in [from, to].into_iter().zip(ends) {
            let (at, size) = boxes[number];
            let is_side = end.x == at.x || end.x == at.x + size.x;
            if !is_side || (end.y - at.y - row).abs() > 0.01 {
                return Err(format!("{line:?} does not end at box {number}"));
            }
        }
        for (a, b) in pieces {
            if b.x < a.x {
                return Err(format!("{line:?} goes back"));
            }
            let (top, bottom) = (a.y.min(b.y), a.y.max(b.y));
            for (number, (at, size)) in boxes.iter().enumerate() {
                let is_beside =
                    b.x <= at.x || at.x + size.x <= a.x || bottom <= at.y || at.y + size.y <= top;
                if !is_beside {
                    return Err(format!("{line:?} crosses box {number}"));
                }
            }
        }
    }
    Ok(())
}

fn schemas() -> impl Strategy<Value = (Vec<Point>, Vec<Line>)> {
    (1_usize..40).prop_flat_map(|count| {
        let size = (80.0..320.0, 1_u8..20).prop_map(|(x, rows)| Point {
            x: f64::round(x),
            y: 32.0 + f64::from(rows) * 20.0,
        });
        let end = move || 0..count;
        let lines = vec((end(), end(), 0_u8..20, 0_u8..20), 0..60);
        (vec(size, count), lines).prop_map(|(sizes, lines)| {
            let row = |one: usize, row: u8| {
                let rows = (sizes[one].y - 32.0) / 20.0;
                (one, 38.0 + (f64::from(row) % rows) * 20.0)
            };
            let lines = lines.iter().map(|(from, to, a, b)| Line {
                from: row(*from, *a),
                to: row(*to, *b),
            });
            let lines = lines.collect();
            (sizes, lines)
        })
    })
}

proptest! {
    #[test]
    fn no_box_overlaps_another_and_no_line_crosses_one((sizes, lines) in schemas()) {
        let clear = is_clear(&sizes, &lines);
        prop_assert!(clear.is_ok(), "{}", clear.unwrap_err());
    }
}
