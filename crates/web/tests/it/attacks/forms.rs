//! Forms from elsewhere, methods in disguise, and names of other hosts.

use super::super::browser::{Browser, House, Kind, house};
use super::super::story::FLOOD;
use super::end;
use axum::http::StatusCode;
use tandem_engine::accounts::Role;
use tandem_web::Comers;

/// Every address that changes something for a browser that signed in.
const FORMS: [&str; 17] = [
    "/accounts",
    "/cases/FLOOD/act",
    "/cases/FLOOD/check",
    "/cases/FLOOD/triage",
    "/receive",
    "/duty/450100/act",
    "/signin",
    "/signin/as",
    "/signout",
    "/setup",
    "/invitation/none",
    "/position",
    "/account/password",
    "/account/codes",
    "/account/sessions",
    "/exceptions",
    "/exceptions/end",
];

async fn signed_in(house: &House) -> Browser {
    house.add("li", Role::Staff, &["450100.desk/duty", "450100.desk/chief"]);
    house.signed_in("li").await
}

#[tokio::test]
async fn no_form_from_elsewhere_changes_anything() {
    let house = house(Kind::SignIn);
    let mut browser = signed_in(&house).await;
    let token = super::super::browser::hidden(&browser.get("/account").await.body, "form_token");
    let before = end(&house.app);
    let hostile: [(&str, &[(&'static str, &str)]); 5] = [
        ("", &[]),
        ("ab", &[]),
        (&token, &[("origin", "https://evil.example")]),
        (&token, &[("origin", "null"), ("sec-fetch-site", "cross-site")]),
        (&token, &[("sec-fetch-site", "same-site")]),
    ];
    for path in FORMS {
        let path = path.replace("FLOOD", FLOOD);
        for (token, headers) in hostile {
            let mut forged = browser.clone();
            forged.headers =
                headers.iter().map(|(name, value)| (*name, (*value).to_owned())).collect();
            let answer = forged.post_plain(&path, &[("form_token", token), ("do", "close")]).await;
            assert_eq!(answer.status, StatusCode::FORBIDDEN, "{path} {token} {headers:?}");
        }
    }
    assert_eq!(end(&house.app), before);
    assert_eq!(browser.get("/account").await.status, StatusCode::OK, "still signed in");
}

/// A browser can be made to send a body of three kinds without asking; none of them is a command,
/// and no cookie opens the API for writing.
#[tokio::test]
async fn a_browser_cannot_be_made_to_send_a_command() {
    let house = house(Kind::SignIn);
    let browser = signed_in(&house).await;
    let before = end(&house.app);
    let path = format!("/api/v1/cases/{FLOOD}/commands");
    for kind in ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data"] {
        let mut lured = browser.clone();
        let body = (r#""accept""#.to_owned(), kind);
        let answer = lured.send_marked("POST", &path, Some(body)).await;
        assert_eq!(answer.status, StatusCode::UNAUTHORIZED, "{kind}");
    }
    assert_eq!(end(&house.app), before);
}

#[tokio::test]
async fn a_method_in_disguise_is_what_it_is() {
    let house = house(Kind::SignIn);
    let mut browser = signed_in(&house).await;
    let before = end(&house.app);
    browser.headers = ["x-http-method-override", "x-http-method", "x-method-override"]
        .map(|name| (name, "POST".to_owned()))
        .into();
    for path in ["/signout?_method=POST", "/account/sessions?_method=DELETE", "/position"] {
        let answer = browser.get(path).await;
        assert_eq!(answer.status, StatusCode::METHOD_NOT_ALLOWED, "{path}");
    }
    let page = browser.get(&format!("/cases/{FLOOD}?_method=DELETE")).await;
    assert_eq!(page.status, StatusCode::OK);
    for method in ["PUT", "PATCH", "DELETE", "TRACE", "OPTIONS", "CONNECT", "BREW"] {
        let path = format!("/cases/{FLOOD}");
        let answer = browser.send_marked(method, &path, None).await;
        assert_eq!(answer.status, StatusCode::METHOD_NOT_ALLOWED, "{method}");
        assert!(!answer.headers.contains_key("access-control-allow-origin"), "{method}");
    }
    assert_eq!(end(&house.app), before);
    assert_eq!(browser.get("/account").await.status, StatusCode::OK, "still signed in");
}

/// Forms are checked where they are sent by POST; so no route may take anything else.
#[tokio::test]
async fn no_route_takes_another_method_than_get_and_post() {
    let house = house(Kind::SignIn);
    let mut browser = signed_in(&house).await;
    let mut asked = 0;
    for (route, comers) in tandem_web::comers() {
        let path = route.replace("{id}", FLOOD).replace("{case}", FLOOD);
        for method in ["PUT", "PATCH", "DELETE", "TRACE", "OPTIONS"] {
            let answer = browser.send_marked(method, &path, None).await;
            // A program's route says first that a session is no key.
            let closed = [StatusCode::METHOD_NOT_ALLOWED, StatusCode::UNAUTHORIZED];
            // Whoever is no administrator is told so whatever they ask.
            let closed = closed.contains(&answer.status) || comers == Comers::Administrators;
            assert!(closed, "{method} {route}: {}", answer.status);
            asked += 1;
        }
    }
    assert!(asked > 150, "{asked}");
}

#[tokio::test]
async fn the_name_of_another_host_goes_nowhere() {
    for kind in [Kind::SignIn, Kind::Https] {
        let house = house(kind);
        let mut browser = signed_in(&house).await;
        browser.headers = vec![
            ("x-forwarded-host", "evil.example".to_owned()),
            ("x-original-host", "evil.example".to_owned()),
            ("x-original-url", "/account".to_owned()),
            ("x-rewrite-url", "/account".to_owned()),
            ("forwarded", "host=evil.example".to_owned()),
            ("host", "evil.example".to_owned()),
        ];
        for path in ["/", "/signin", "/account", "/public", "/public/feed.atom", "/nowhere"] {
            let answer = browser.get(path).await;
            let told = format!("{:?} {}", answer.headers, answer.body);
            assert!(!told.contains("evil.example"), "{path}");
        }
        let mut stranger = Browser::new(&house.app);
        stranger.headers = browser.headers.clone();
        let answer = stranger.get("/topics").await;
        assert!(answer.location().starts_with("/signin"), "{}", answer.location());
    }
}

/// No other site may read an answer or put a page into a frame.
#[tokio::test]
async fn no_other_site_is_let_in() {
    let house = house(Kind::SignIn);
    let mut browser = signed_in(&house).await;
    browser.headers = vec![("origin", "https://evil.example".to_owned())];
    let case = format!("/cases/{FLOOD}");
    for path in ["/", case.as_str(), "/api/v1/cases", "/events", "/public", "/healthz"] {
        let answer = browser.get(path).await;
        let names: Vec<&str> = answer.headers.keys().map(|name| name.as_str()).collect();
        assert!(!names.iter().any(|name| name.starts_with("access-control")), "{path}: {names:?}");
        let of = |name: &str| answer.headers[name].to_str().expect("text").to_owned();
        assert!(of("content-security-policy").contains("frame-ancestors 'none'"), "{path}");
        assert_eq!(of("x-content-type-options"), "nosniff", "{path}");
        assert_eq!(of("cross-origin-resource-policy"), "same-origin", "{path}");
    }
}
