//! What a form is about, as addresses and hidden fields write it: `order:o1`.

use tandem_core::case::About;

/// In one word.
pub(crate) fn written(about: &About) -> String {
    match about {
        About::Case => "case".to_owned(),
        About::Order(id) => format!("order:{id}"),
        About::Supervision(id) => format!("supervision:{id}"),
        About::Consultation(id) => format!("consultation:{id}"),
        About::Request(id) => format!("request:{id}"),
        About::Task(no) => format!("task:{no}"),
        About::Commitment(no) => format!("commitment:{no}"),
        About::Statement(id) => format!("statement:{id}"),
        About::Dispute(key) => format!("dispute:{key}"),
        About::Relay(no) => format!("relay:{no}"),
        About::Deadline(subject) => {
            // A subject is an enum of ids and numbers, which always has a JSON form.
            let subject = serde_json::to_string(subject).expect("a subject can be written");
            format!("deadline:{subject}")
        }
    }
}

/// The thing that a word names; `None` for what is none.
pub(crate) fn read(text: &str) -> Option<About> {
    let Some((kind, rest)) = text.split_once(':') else {
        return (text == "case" || text.is_empty()).then_some(About::Case);
    };
    Some(match kind {
        "order" => About::Order(rest.into()),
        "supervision" => About::Supervision(rest.into()),
        "consultation" => About::Consultation(rest.into()),
        "request" => About::Request(rest.into()),
        "task" => About::Task(rest.parse().ok()?),
        "commitment" => About::Commitment(rest.parse().ok()?),
        "statement" => About::Statement(rest.into()),
        "dispute" => About::Dispute(rest.to_owned()),
        "relay" => About::Relay(rest.parse().ok()?),
        "deadline" => About::Deadline(serde_json::from_str(rest).ok()?),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::{read, written};
    use tandem_core::case::{About, Subject};

    #[test]
    fn what_is_written_reads_back() {
        let all = [
            About::Case,
            About::Order("o1".into()),
            About::Task(3),
            About::Dispute("受淹车辆：辆".to_owned()),
            About::Deadline(Subject::Countersign("s1".into(), "450103.housing".into())),
            About::Deadline(Subject::Triage),
        ];
        for about in all {
            assert_eq!(read(&written(&about)), Some(about));
        }
        assert_eq!(read("nothing:1"), None);
        assert_eq!(read("task:x"), None);
    }
}
