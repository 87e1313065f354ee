//! DOCX: the same paper for whoever must go on writing in it.
//!
//! Fonts are named as the standard names them; the reader's program takes what it has.

use crate::paper::{Block, Paper};
use docx_rs::{
    AlignmentType, Docx, Footer, Header, LineSpacing, LineSpacingType, PageMargin, PageNum,
    Paragraph, Run, RunFonts, SpecialIndentType, Table, TableCell, TableRow, WidthType,
};
use std::io::Cursor;

/// A paper could not be packed.
#[derive(Debug, thiserror::Error)]
#[error("the paper cannot be packed as DOCX: {0}")]
pub struct DocxError(String);

/// Twentieths of a point in a millimetre.
const TWIPS_PER_MM: f64 = 56.692_9;
/// Width of the text area in twips: 156 mm.
const WIDTH: usize = 8_844;
/// Half points of size 3, size 2 and of tables.
const BODY: usize = 32;
const TITLE: usize = 44;
const SMALL: usize = 21;
/// A line of the standard, 225 mm over 22, in twips.
const LINE: i32 = 580;

/// Packs a paper.
///
/// # Errors
/// Where packing fails.
pub fn docx(paper: &Paper) -> Result<Vec<u8>, DocxError> {
    let zh = paper.lang == "zh";
    let mm = |mm: f64| (mm * TWIPS_PER_MM) as i32;
    let margin = PageMargin::new().top(mm(37.0)).left(mm(28.0)).right(mm(26.0)).bottom(mm(35.0));
    let mut docx = Docx::new()
        .page_size(11_906, 16_838)
        .page_margin(margin)
        .default_fonts(face(zh, "仿宋"))
        .default_size(if zh { BODY } else { 22 })
        .footer(Footer::new().add_paragraph(
            Paragraph::new().align(AlignmentType::Center).add_page_num(PageNum::new()),
        ));
    if !paper.marks.is_empty() {
        let marks: Vec<&str> = paper.marks.iter().map(|mark| mark.0.as_str()).collect();
        let run = Run::new().add_text(marks.join("　")).size(SMALL).color("D7000F");
        let line = Paragraph::new().align(AlignmentType::Center).add_run(run);
        docx = docx.header(Header::new().add_paragraph(line));
    }
    for paragraph in head(paper, zh) {
        docx = docx.add_paragraph(paragraph);
    }
    for block in &paper.body {
        docx = match block {
            Block::Heading { text } => docx.add_paragraph(heading(text, zh)),
            Block::Text { text } => docx.add_paragraph(body(text, zh)),
            Block::Points { points } => {
                points.iter().fold(docx, |docx, point| docx.add_paragraph(body(point, zh)))
            }
            Block::Table { head, widths, rows } => docx.add_table(table(head, widths, rows)),
        };
    }
    for line in paper.signed.iter().chain([&paper.date]) {
        docx = docx.add_paragraph(plain(line).align(AlignmentType::Right));
    }
    if !paper.copies.is_empty() {
        let (word, comma) = if zh { ("抄送：", "、") } else { ("Copies: ", ", ") };
        docx = docx.add_paragraph(plain(&format!("{word}{}", paper.copies.join(comma))));
    }
    for line in &paper.proof {
        docx = docx.add_paragraph(Paragraph::new().add_run(Run::new().add_text(line).size(SMALL)));
    }
    let mut bytes = Cursor::new(Vec::new());
    docx.build().pack(&mut bytes).map_err(|error| DocxError(error.to_string()))?;
    Ok(bytes.into_inner())
}

fn face(zh: bool, name: &str) -> RunFonts {
    if zh {
        RunFonts::new().east_asia(name).ascii("Times New Roman").hi_ansi("Times New Roman")
    } else {
        RunFonts::new().ascii("Times New Roman").hi_ansi("Times New Roman").east_asia("宋体")
    }
}

fn plain(text: &str) -> Paragraph {
    Paragraph::new().add_run(Run::new().add_text(text))
}

fn head(paper: &Paper, zh: bool) -> Vec<Paragraph> {
    let organ = Run::new().add_text(&paper.organ).size(TITLE).bold().color("D7000F");
    let organ = organ.fonts(face(zh, "小标宋"));
    let number = match &paper.urgency {
        Some(urgency) => format!("{urgency}　{}〔{}〕", paper.kind, paper.number),
        None => format!("{}〔{}〕", paper.kind, paper.number),
    };
    let title = Run::new().add_text(&paper.title).size(TITLE).bold().fonts(face(zh, "小标宋"));
    let centred = |run| Paragraph::new().align(AlignmentType::Center).add_run(run);
    let mut head =
        vec![centred(organ), centred(Run::new().add_text(number)), centred(title).style("Title")];
    head.extend(
        paper
            .to
            .as_ref()
            .map(|to| plain(&if zh { format!("{to}：") } else { format!("To: {to}") })),
    );
    head
}

fn heading(text: &str, zh: bool) -> Paragraph {
    let run = Run::new().add_text(text).fonts(face(zh, "黑体")).bold();
    Paragraph::new().add_run(run).style("Heading2").keep_next(true)
}

fn body(text: &str, zh: bool) -> Paragraph {
    let paragraph = plain(text);
    if !zh {
        return paragraph;
    }
    let line = LineSpacing::new().line_rule(LineSpacingType::Exact).line(LINE);
    // Two characters of size 3.
    paragraph.indent(None, Some(SpecialIndentType::FirstLine(640)), None, None).line_spacing(line)
}

fn table(head: &[String], widths: &[u32], rows: &[Vec<String>]) -> Table {
    let whole: u32 = widths.iter().sum::<u32>().max(1);
    let grid: Vec<usize> =
        widths.iter().map(|width| WIDTH * *width as usize / whole as usize).collect();
    let row = |cells: &[String], bold: bool| {
        let cells = cells.iter().zip(&grid).map(|(text, width)| {
            let run = Run::new().add_text(text).size(SMALL);
            let run = if bold { run.bold() } else { run };
            TableCell::new()
                .width(*width, WidthType::Dxa)
                .add_paragraph(Paragraph::new().add_run(run))
        });
        TableRow::new(cells.collect())
    };
    let all = std::iter::once(row(head, true)).chain(rows.iter().map(|cells| row(cells, false)));
    Table::new(all.collect()).set_grid(grid.clone())
}
