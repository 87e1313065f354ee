//! What stands around every chart.

use crate::show::View;
use crate::words::Word;
use maud::{Markup, html};

/// What opens the table behind a picture.
pub(crate) const BEHIND: Word = Word::new("图中数据", "The figures in this chart");

/// A drawing in units of its own; text is 12 of them high.
pub(crate) struct Drawing {
    pub(crate) width: f64,
    pub(crate) height: f64,
    pub(crate) marks: Markup,
}

/// The table behind a chart; the first cell of a row names it.
pub(crate) struct Table {
    pub(crate) head: Vec<String>,
    pub(crate) rows: Vec<Vec<String>>,
}

/// A chart with what it says.
pub(crate) struct Figure<'a> {
    /// Unique on its page.
    pub(crate) id: &'a str,
    pub(crate) title: &'a str,
    /// What is to be seen, as a sentence.
    pub(crate) says: &'a str,
    pub(crate) drawing: Drawing,
    pub(crate) table: Table,
}

impl Figure<'_> {
    pub(crate) fn show(&self, view: &View<'_>) -> Markup {
        let Self { id, title, says, drawing, table } = self;
        let (name, told) = (format!("{id}-name"), format!("{id}-told"));
        let viewed = format!("0 0 {:.0} {:.0}", drawing.width, drawing.height);
        let class = if drawing.width > 420.0 { "plot wide" } else { "plot" };
        html! {
            figure.chart id=(id) {
                figcaption { b id=(name) { (view.said(title)) } p id=(told) { (view.said(says)) } }
                div.scroll tabindex="0" role="group" aria-labelledby=(name) {
                    svg class=(class) viewBox=(viewed) width=(format!("{:.0}", drawing.width))
                        height=(format!("{:.0}", drawing.height))
                        role="img" aria-labelledby=(name) aria-describedby=(told) {
                        (drawing.marks)
                    }
                }
                details {
                    summary { (view.t(BEHIND)) }
                    (rows(view, table))
                }
            }
        }
    }
}

fn rows(view: &View<'_>, table: &Table) -> Markup {
    html! {
        table.cards.behind {
            thead { tr { @for name in &table.head { th scope="col" { (name) } } } }
            tbody {
                @for row in &table.rows {
                    tr {
                        @for (nth, cell) in row.iter().enumerate() {
                            @let label = table.head.get(nth).map_or("", String::as_str);
                            @if nth == 0 {
                                th scope="row" data-label=(label) { (view.said(cell)) }
                            } @else {
                                td data-label=(label) { (view.said(cell)) }
                            }
                        }
                    }
                }
            }
        }
    }
}
