//! The report as text: Markdown, and one page of HTML that needs nothing else.

use super::report::{Finding, Report};
use tandem_core::Lang;

impl Report {
    /// Its title.
    #[must_use]
    pub fn title(lang: Lang) -> &'static str {
        lang.pick("联动评估报告", "How the linkage works")
    }

    /// As Markdown.
    #[must_use]
    pub fn markdown(&self, lang: Lang) -> String {
        markdown(self, lang)
    }

    /// As one page of HTML that needs nothing else.
    #[must_use]
    pub fn html(&self, lang: Lang) -> String {
        html(self, lang)
    }
}

impl Finding {
    /// The cases behind it, as they follow its sentence; nothing where it is about none.
    #[must_use]
    pub fn behind(&self, lang: Lang) -> Option<String> {
        let total = self.cases_total.filter(|total| *total > 0)?;
        let cases: Vec<&str> = self.cases.iter().map(|case| case.as_str()).collect();
        let cases = cases.join(lang.pick("、", ", "));
        Some(match lang {
            Lang::Zh => format!("涉及{total}件，最突出的：{cases}"),
            Lang::En => format!("{total} cases, strongest in {cases}"),
        })
    }
}

fn markdown(report: &Report, lang: Lang) -> String {
    let mut out = format!("# {}\n\n{}\n", Report::title(lang), report.setting.get(lang));
    for section in &report.sections {
        out.push_str(&format!("\n## {}\n\n", section.title.get(lang)));
        for finding in &section.findings {
            out.push_str(&format!("- {}\n", finding.words.get(lang)));
            if let Some(behind) = finding.behind(lang) {
                out.push_str(&format!("  *{behind}*\n"));
            }
        }
    }
    out.push_str(&format!("\n## {}\n\n", lang.pick("局限", "Limits")));
    report.limits.iter().for_each(|limit| out.push_str(&format!("- {}\n", limit.get(lang))));
    out
}

const STYLE: &str = "body{font:1rem/1.6 system-ui,'Noto Sans CJK SC',sans-serif;max-width:46rem;\
                     margin:2rem auto;padding:0 1rem;color:#111;background:#fff}h1{font-size:1.6rem}\
                     h2{font-size:1.15rem;margin-top:2rem;border-bottom:1px solid #999}\
                     li{margin:.4rem 0}small{color:#555;display:block}\
                     @media print{body{margin:0;max-width:none}h2{break-after:avoid}}";

fn html(report: &Report, lang: Lang) -> String {
    let escaped = |text: &str| {
        text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
    };
    let (tag, title) = (lang.pick("zh-CN", "en"), Report::title(lang));
    let mut out = format!(
        "<!doctype html>\n<html lang=\"{tag}\">\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width\">\n<title>{title}</title>\n\
         <style>{STYLE}</style>\n<main>\n<h1>{title}</h1>\n<p>{}</p>\n",
        escaped(report.setting.get(lang))
    );
    for section in &report.sections {
        out.push_str(&format!("<h2>{}</h2>\n<ul>\n", escaped(section.title.get(lang))));
        for finding in &section.findings {
            let behind = finding.behind(lang).map_or_else(String::new, |behind| {
                format!("\n<small>{}</small>", escaped(&behind))
            });
            out.push_str(&format!("<li>{}{behind}</li>\n", escaped(finding.words.get(lang))));
        }
        out.push_str("</ul>\n");
    }
    out.push_str(&format!("<h2>{}</h2>\n<ul>\n", lang.pick("局限", "Limits")));
    for limit in &report.limits {
        out.push_str(&format!("<li>{}</li>\n", escaped(limit.get(lang))));
    }
    out.push_str("</ul>\n</main>\n</html>\n");
    out
}
