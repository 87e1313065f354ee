//! Whatever the figures are, a drawing is well-formed, has no coordinate that is no number, and
//! shows what its table holds.

use super::figure::Drawing;
use super::{
    Arc, Bin, Calendar, Flow, Interval, Intervals, Layer, Life, Network, Node, NodeKind, Sankey,
    Survival, Week,
};
use proptest::prelude::*;
use quick_xml::Reader;
use quick_xml::events::Event;
use tandem_insight::survival::{Curve, End, Span};

fn heads<const N: usize>() -> [String; N] {
    std::array::from_fn(|at| format!("h{at}"))
}

/// Everything that is written in a drawing.
fn check(drawing: &Drawing) -> Vec<String> {
    let text = format!("<svg>{}</svg>", drawing.marks.0);
    assert!(drawing.width.is_finite() && drawing.height.is_finite());
    let mut reader = Reader::from_str(&text);
    let (mut words, mut depth) = (Vec::new(), 0);
    loop {
        match reader.read_event().expect("well-formed") {
            Event::Start(start) => {
                depth += 1;
                for attribute in start.attributes() {
                    let value = attribute.expect("an attribute stands once").value;
                    let value = String::from_utf8_lossy(&value).into_owned();
                    assert!(!value.contains("NaN") && !value.contains("inf"), "{value}");
                }
            }
            Event::End(_) => depth -= 1,
            Event::Text(said) => words.push(String::from_utf8_lossy(&said).trim().to_owned()),
            Event::Eof => break,
            _ => {}
        }
    }
    assert_eq!(depth, 0);
    words
}

fn life(posts: &[u64]) -> Life {
    let bin = |(nth, posts): (usize, &u64)| Bin {
        when: format!("{nth}:00"),
        posts: *posts,
        stage: nth / 5 % 5,
    };
    Life {
        bins: posts.iter().enumerate().map(bin).collect(),
        stages: ["潜伏", "成长", "爆发", "衰退", "再起"].map(str::to_owned).to_vec(),
        marks: vec![(0, "开始".to_owned())],
        head: heads(),
    }
}

fn sankey(counts: &[u64]) -> Sankey<'static> {
    let flow = |(at, count): (usize, &u64)| Flow { from: at / 3, to: at % 3, count: *count };
    Sankey {
        levels: ["自治区", "设区市", "县"].map(str::to_owned).to_vec(),
        flows: counts.iter().take(9).enumerate().map(flow).collect(),
        sides: ["from", "to"],
        head: heads(),
        ways: ["down", "up", "along"],
    }
}

fn calendar(counts: &[u64]) -> Calendar {
    let week = |(nth, days): (usize, &[u64])| Week {
        name: format!("w{nth}"),
        mark: (nth % 4 == 0).then(|| "3月".to_owned()),
        days: std::array::from_fn(|day| days.get(day).copied()),
    };
    Calendar {
        weeks: counts.chunks(7).enumerate().map(week).collect(),
        days: heads(),
        week: "week".to_owned(),
    }
}

fn network(counts: &[u64]) -> Network {
    let kinds = [NodeKind::CoordinatingBody, NodeKind::Desk, NodeKind::Department];
    let node = |at: usize| Node { name: format!("单位{at}"), kind: kinds[at % 3], layer: at % 2 };
    let arc = |(at, count): (usize, &u64)| Arc {
        one: at % 6,
        other: (at + 1 + at / 6) % 6,
        there: *count,
        back: at as u64 % 2,
    };
    Network {
        layers: vec![Layer { name: "一".to_owned() }, Layer { name: "二".to_owned() }],
        nodes: (0..6).map(node).collect(),
        arcs: counts.iter().take(30).enumerate().map(arc).collect(),
        head: heads(),
    }
}

fn intervals(counts: &[u64]) -> Intervals {
    let row = |(at, value): (usize, &u64)| {
        let value = (at % 4 != 3).then_some(*value as f64 / 7.0 - 2.0);
        let name = format!("机制{at}");
        Interval { name, value, low: value.map(|v| v - 1.0), high: value, n: at as u64 }
    };
    Intervals {
        rows: counts.iter().take(8).enumerate().map(row).collect(),
        none: "none".to_owned(),
        head: heads(),
    }
}

proptest! {
    #[test]
    fn any_figures_can_be_drawn(counts in prop::collection::vec(0u64..1_000_000, 0..150)) {
        let life = life(&counts);
        check(&life.draw());
        let kept: u64 = life.table().rows.iter().map(|r| r[1].parse::<u64>().expect("a count")).sum();
        prop_assert_eq!(kept, counts.iter().sum::<u64>());

        check(&sankey(&counts).draw());
        check(&network(&counts).draw());
        check(&intervals(&counts).draw());

        let calendar = calendar(&counts);
        let drawn = check(&calendar.draw());
        let mut drawn: Vec<u64> = drawn.iter().filter_map(|word| word.parse().ok()).collect();
        let table = calendar.table();
        let cells = table.rows.iter().flat_map(|row| &row[1..]);
        let mut told: Vec<u64> = cells.filter_map(|cell| cell.parse().ok()).filter(|n| *n > 0).collect();
        drawn.sort_unstable();
        told.sort_unstable();
        prop_assert_eq!(drawn, told, "the table holds what is drawn");
    }

    #[test]
    fn any_spans_can_be_drawn(spans in prop::collection::vec((0u32..1_000_000, any::<bool>()), 1..80)) {
        let spans: Vec<Span> = spans
            .into_iter()
            .map(|(seconds, seen)| Span {
                seconds: f64::from(seconds),
                end: if seen { End::Seen } else { End::Open },
            })
            .collect();
        let curve = Curve::of(&spans);
        let survival = Survival {
            steps: &curve.steps,
            n: curve.n,
            unit: (3_600.0, "h"),
            at_risk: "at risk",
            head: heads(),
        };
        let drawn = check(&survival.draw());
        prop_assert!(drawn.contains(&curve.n.to_string()), "all were at risk at first");
        let table = survival.table();
        let last = table.rows.last().expect("a step");
        let left = format!("{:.0}%", curve.steps.last().expect("a step").open * 100.0);
        prop_assert_eq!(&last[3], &left, "the last step is told");
    }
}

#[test]
fn a_flow_says_which_way_it_goes_in_words_too() {
    let sankey = sankey(&[0, 5, 0, 3, 2, 0, 0, 0, 1]);
    let ways: Vec<Vec<String>> = sankey.table().rows;
    let row = |from: &str, to: &str| {
        ways.iter().find(|row| row[0] == from && row[1] == to).expect("a row")[2].clone()
    };
    assert_eq!(row("自治区", "设区市"), "down");
    assert_eq!(row("设区市", "自治区"), "up");
    assert_eq!(row("县", "县"), "along");
    let drawn = check(&sankey.draw());
    assert!(drawn.contains(&"5".to_owned()) && drawn.contains(&"自治区".to_owned()));
}

#[test]
fn equal_shapes_are_drawn_equally() {
    let counts = [4, 0, 9, 1, 7, 7, 2];
    assert_eq!(network(&counts).draw().marks.0, network(&counts).draw().marks.0);
}
