//! Messages over HTTP: our own webhook, and the group robots of three messengers, each in the form
//! and with the signature that its public documentation asks for.

use crate::book::{Robot, Secret};
use crate::letter::{Drill, Letter};
use crate::post::{Outgoing, Reply};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit, Mac};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::{Value, json};
use sha2::Sha256;
use tandem_core::directory::Fault;
use tandem_core::sources::Reach;
use tandem_core::words::Names;
use tandem_core::{Lang, Timestamp};

/// What the smallest of the robots takes is 2048 bytes of text; the rest is counted.
const TEXT_BYTES_MAX: usize = 2_000;

/// The request that carries a letter at an instant.
pub fn request(
    letter: &Letter,
    (robot, url, secret, reach): (Robot, &Secret, Option<&Secret>, Reach),
    names: &dyn Names,
    now: Timestamp,
) -> Outgoing {
    let text = || letter.text(names, TEXT_BYTES_MAX);
    let mut url = url.reveal().to_owned();
    let mut headers = Vec::new();
    let body = match robot {
        Robot::Webhook => {
            let body = hook(letter, names, now);
            let at = now.as_second().to_string();
            let bytes = body.to_string();
            if let Some(secret) = secret {
                let signed = hook_signature(secret.reveal().as_bytes(), &at, bytes.as_bytes());
                headers.push(("x-tandem-signature", signed));
            }
            headers.push(("x-tandem-timestamp", at));
            headers.push(("idempotency-key", letter.id.clone()));
            body
        }
        Robot::Wecom => json!({ "msgtype": "text", "text": { "content": text() } }),
        Robot::Dingtalk => {
            if let Some(secret) = secret {
                // The key signs the time; both travel in the address.
                let at = now.as_millisecond().to_string();
                let signed = mac(secret.reveal(), &format!("{at}\n{}", secret.reveal()));
                let join = if url.contains('?') { '&' } else { '?' };
                let signed = utf8_percent_encode(&signed, NON_ALPHANUMERIC);
                url = format!("{url}{join}timestamp={at}&sign={signed}");
            }
            json!({ "msgtype": "text", "text": { "content": text() } })
        }
        Robot::Feishu => {
            let mut body = json!({ "msg_type": "text", "content": { "text": text() } });
            if let Some(secret) = secret {
                // Here time and secret together are the key, and what is signed is empty.
                let at = now.as_second().to_string();
                body["sign"] = mac(&format!("{at}\n{}", secret.reveal()), "").into();
                body["timestamp"] = at.into();
            }
            body
        }
    };
    headers.push(("content-type", "application/json; charset=utf-8".to_owned()));
    Outgoing { url, reach, headers, body: body.to_string().into_bytes() }
}

/// Whether a reply says that the message was taken. Robots answer 200 and say no in the text.
///
/// # Errors
/// Why it was not taken.
pub(crate) fn taken(robot: Robot, reply: &Reply) -> Result<(), Fault> {
    match reply.status {
        200..=299 => {}
        401 | 403 => return Err(Fault::NotLetIn),
        status => return Err(Fault::Refused(status)),
    }
    let field = match robot {
        Robot::Webhook => return Ok(()),
        Robot::Wecom | Robot::Dingtalk => "errcode",
        Robot::Feishu => "code",
    };
    let said: Option<Value> = serde_json::from_slice(&reply.body).ok();
    match said.as_ref().and_then(|said| said[field].as_i64()) {
        Some(0) => Ok(()),
        // A wrong signature, a wrong key, an address that is not let in.
        Some(310_000 | 93_000 | 19_021 | 19_022 | 19_024) => Err(Fault::NotLetIn),
        Some(code) => Err(Fault::Refused(u16::try_from(code).unwrap_or(u16::MAX))),
        // Something else answers there than a robot.
        None => Err(Fault::Misconfigured),
    }
}

/// The signature of our own webhook: as we ask it of deliveries to us.
pub fn hook_signature(key: &[u8], timestamp: &str, body: &[u8]) -> String {
    let mut mac = Hmac::<Sha256>::new_from_slice(key).expect("a key of any length will do");
    mac.update(timestamp.as_bytes());
    mac.update(b".");
    mac.update(body);
    let digest = mac.finalize().into_bytes();
    let hex: String = digest.iter().map(|byte| format!("{byte:02x}")).collect();
    format!("sha256={hex}")
}

fn hook(letter: &Letter, names: &dyn Names, now: Timestamp) -> Value {
    let notices: Vec<Value> = letter
        .lines
        .iter()
        .map(|line| {
            json!({
                "ids": line.ids,
                "case": line.case,
                "about": line.about,
                "says": letter.says(line, names),
                "by": line.by,
                "link": line.link,
                "drill": line.drill == Drill::Yes,
            })
        })
        .collect();
    let language = match letter.lang {
        Lang::Zh => "zh",
        Lang::En => "en",
    };
    json!({
        "id": letter.id,
        "unit": letter.unit,
        "sent_at": now,
        "language": language,
        "notices": notices,
        "more": letter.more,
    })
}

fn mac(key: &str, text: &str) -> String {
    let mut mac =
        Hmac::<Sha256>::new_from_slice(key.as_bytes()).expect("a key of any length will do");
    mac.update(text.as_bytes());
    STANDARD.encode(mac.finalize().into_bytes())
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test that fails says where")]
mod tests {
    use super::*;
    use crate::book::Entry;
    use crate::check::test_letter;
    use tandem_core::words::NoNames;

    fn carried(robot: Robot) -> (Outgoing, Value) {
        let url = Secret::new("https://robot.example/send?access_token=t");
        let key = Secret::new("SECkey");
        let entry = Entry {
            unit: "450103.desk".into(),
            channel: "group".into(),
            lang: Lang::Zh,
            carrier: crate::Carrier::Mail(Vec::new()),
        };
        let now = Timestamp::from_millisecond(1_700_000_000_123).unwrap();
        let letter = test_letter(&entry, now);
        let target = (robot, &url, Some(&key), Reach::Public);
        let outgoing = request(&letter, target, &NoNames, now);
        let body = serde_json::from_slice(&outgoing.body).unwrap();
        (outgoing, body)
    }

    // The signatures were made with the sample programs of the public documentation.
    #[test]
    fn dingtalk_signs_the_time_in_the_address() {
        let (outgoing, body) = carried(Robot::Dingtalk);
        assert_eq!(
            outgoing.url,
            "https://robot.example/send?access_token=t&timestamp=1700000000123\
             &sign=0TVkYRBCO7MqlH0UoVlUcu2w8GSt%2BXXc%2FOGTtHfVRno%3D"
        );
        assert_eq!(body["msgtype"], "text");
        assert_eq!(body["text"]["content"], "【联动】渠道测试，无须处理");
    }

    #[test]
    fn feishu_signs_nothing_with_time_and_secret() {
        let (outgoing, body) = carried(Robot::Feishu);
        assert_eq!(outgoing.url, "https://robot.example/send?access_token=t");
        assert_eq!(body["timestamp"], "1700000000");
        assert_eq!(body["sign"], "X3PRhuTg+jduG7PhnBDPB3AdIjFS67kt0BWmF47Vh8c=");
        assert_eq!(
            (&body["msg_type"], &body["content"]["text"]),
            (&json!("text"), &json!("【联动】渠道测试，无须处理"))
        );
    }

    #[test]
    fn wecom_has_its_secret_in_the_address_alone() {
        let (outgoing, body) = carried(Robot::Wecom);
        assert_eq!(outgoing.url, "https://robot.example/send?access_token=t");
        assert_eq!(
            body,
            json!({
                "msgtype": "text", "text": { "content": "【联动】渠道测试，无须处理" }
            })
        );
    }

    #[test]
    fn a_robot_that_says_no_with_status_200_is_heard() {
        let check = |robot, status, body: &str, want| {
            let reply = Reply { status, body: body.as_bytes().to_vec() };
            assert_eq!(taken(robot, &reply), want, "{body}");
        };
        check(Robot::Wecom, 200, r#"{"errcode":0}"#, Ok(()));
        check(Robot::Wecom, 200, r#"{"errcode":45009}"#, Err(Fault::Refused(45_009)));
        check(Robot::Wecom, 200, r#"{"errcode":93000}"#, Err(Fault::NotLetIn));
        check(Robot::Dingtalk, 200, r#"{"errcode":310000}"#, Err(Fault::NotLetIn));
        check(Robot::Feishu, 200, r#"{"code":0}"#, Ok(()));
        check(Robot::Feishu, 200, r#"{"code":19021}"#, Err(Fault::NotLetIn));
        check(Robot::Feishu, 200, "<html>sign in</html>", Err(Fault::Misconfigured));
        check(Robot::Webhook, 204, "", Ok(()));
        check(Robot::Webhook, 302, "", Err(Fault::Refused(302)));
        check(Robot::Webhook, 403, "", Err(Fault::NotLetIn));
    }
}
