//! What a message says, in the language of its channel.

use tandem_core::words::{Names, concern};
use tandem_core::{CaseId, Digest, Lang, Timestamp, UnitId};

/// One thing that a unit is told. There is no room for a title, a text or a person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// What it stands for: names that stay the same however often and in whatever company it is
    /// told, so that a receiver can tell what it has heard before.
    pub ids: Vec<String>,
    /// The number of the case; none where it is about the offices or the machine.
    pub case: Option<CaseId>,
    /// An exercise.
    pub drill: Drill,
    /// What kind of concern.
    pub about: String,
    /// By when, where something is due from the unit.
    pub by: Option<Timestamp>,
    /// Where it can be seen, after signing in.
    pub link: Option<String>,
}

/// Whether a case is an exercise.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Drill {
    /// It is.
    Yes,
    /// It is not.
    No,
}

/// A message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Letter {
    /// The same for the same things through the same channel, however often it is sent.
    pub id: String,
    /// Who is told.
    pub unit: UnitId,
    /// In which language.
    pub lang: Lang,
    /// What it tells, what is most pressing first.
    pub lines: Vec<Line>,
    /// Things that are not named for want of room.
    pub more: usize,
    /// A paper that goes with it: its name and its bytes.
    pub paper: Option<(String, Vec<u8>)>,
}

/// Length of a letter's id in hexadecimal digits.
const ID_CHARS: usize = 32;

impl Letter {
    /// The id of a letter that tells of these things through a channel.
    pub fn id<'a>(channel: &str, told: impl IntoIterator<Item = &'a str>) -> String {
        let mut told: Vec<&str> = told.into_iter().collect();
        told.sort_unstable();
        let whole = format!("{channel}\n{}", told.join("\n"));
        Digest::of(whole.as_bytes()).to_string().chars().take(ID_CHARS).collect()
    }

    /// What stands in the list of a mailbox.
    pub fn subject(&self, names: &dyn Names) -> String {
        let mark = self.lang.pick("【联动】", "[Tandem] ");
        let all = self.lines.len() + self.more;
        match &self.lines[..] {
            [line] if all == 1 => format!("{mark}{}", self.says(line, names)),
            _ => {
                format!("{mark}{}", self.lang.pick(&format!("{all}项"), &format!("{all} notices")))
            }
        }
    }

    /// The whole text, as long as `bytes_max` allows: what does not fit is counted.
    pub fn text(&self, names: &dyn Names, bytes_max: usize) -> String {
        let all = self.lines.len() + self.more;
        let mut text = match all {
            1 => self.lang.pick("【联动】", "[Tandem] ").to_owned(),
            _ => self
                .lang
                .pick(&format!("【联动】共{all}项\n"), &format!("[Tandem] {all} notices\n"))
                .to_owned(),
        };
        let room = bytes_max.saturating_sub(self.rest(all).len() + 1);
        let mut named = 0;
        for (index, line) in self.lines.iter().enumerate() {
            let mut said = self.says(line, names);
            if let Some(link) = &line.link {
                said = format!("{said} {link}");
            }
            if all > 1 {
                said = format!("{}. {said}\n", index + 1);
            }
            if text.len() + said.len() > room && named > 0 {
                break;
            }
            text.push_str(&said);
            named += 1;
        }
        if named < all {
            text.push_str(&self.rest(all - named));
        }
        text.trim_end().to_owned()
    }

    fn rest(&self, count: usize) -> String {
        match self.lang {
            Lang::Zh => format!("另有{count}项，见控制台"),
            Lang::En => format!("{count} more in the console"),
        }
    }

    /// One thing as a sentence.
    pub fn says(&self, line: &Line, names: &dyn Names) -> String {
        let about = concern(&line.about);
        let about = about.as_ref().map_or("", |words| words.get(self.lang));
        let drill = match line.drill {
            Drill::Yes => self.lang.pick("【演练】", "[exercise] "),
            Drill::No => "",
        };
        let case = line.case.as_ref().map_or_else(String::new, |case| match self.lang {
            Lang::Zh => format!("案件{case}："),
            Lang::En => format!("Case {case}: "),
        });
        let by = line.by.map_or_else(String::new, |by| {
            let by = names.time(by);
            match self.lang {
                Lang::Zh => format!("，限{by}前"),
                Lang::En => format!(", by {by}"),
            }
        });
        format!("{drill}{case}{about}{by}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use tandem_core::words::NoNames;

    fn letter(lines: usize, lang: Lang) -> Letter {
        let line = |no: usize| Line {
            ids: vec![no.to_string()],
            case: Some(CaseId::from(format!("c{no}").as_str())),
            drill: Drill::No,
            about: "order".to_owned(),
            by: Some(Timestamp::UNIX_EPOCH),
            link: Some(format!("https://tandem.example/cases/c{no}")),
        };
        let unit = UnitId::from("450103.water");
        let id = Letter::id("mail", ["1", "2"]);
        Letter { id, unit, lang, lines: (1..=lines).map(line).collect(), more: 0, paper: None }
    }

    #[test]
    fn one_thing_is_one_line_and_more_are_counted() {
        let one = letter(1, Lang::En);
        let said = "Case c1: An order, by 1970-01-01T00:00:00Z";
        assert_eq!(one.subject(&NoNames), format!("[Tandem] {said}"));
        assert_eq!(
            one.text(&NoNames, 2_000),
            format!("[Tandem] {said} https://tandem.example/cases/c1")
        );
        let many = letter(40, Lang::Zh);
        assert_eq!(many.subject(&NoNames), "【联动】40项");
        let text = many.text(&NoNames, 2_000);
        assert!(text.len() <= 2_000, "{}", text.len());
        let named = text.lines().filter(|line| line.contains("案件")).count();
        assert!(text.ends_with(&format!("另有{}项，见控制台", 40 - named)), "{text}");
    }

    #[test]
    fn an_id_does_not_depend_on_order() {
        assert_eq!(Letter::id("mail", ["1", "2"]), Letter::id("mail", ["2", "1"]));
        assert_ne!(Letter::id("mail", ["1", "2"]), Letter::id("robot", ["1", "2"]));
    }
}
