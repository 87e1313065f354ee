//! Who can see a case and why.

use crate::show::{Heading, View};
use crate::words;
use maud::{Markup, html};
use tandem_core::case::{Case, Context};
use tandem_core::directory::Exception;
use tandem_core::sight::{Ground, grounds};
use tandem_core::words as core_words;

/// Units named with a rule before the rest folds away.
const NAMED_MAX: usize = 8;

/// Every rule that lets somebody see the case, with the units that it lets in; and to whoever
/// answers for the area, who looks in exceptionally.
pub(super) fn section(view: &View<'_>, case: &Case, ctx: &Context<'_>) -> Markup {
    let looking = looking(view, case, ctx);
    html! {
        section aria-labelledby="sight" {
            (Heading { id: "sight", text: view.t(words::SIGHT), count: None })
            p.hint { (view.t(words::SIGHT_HELP)) }
            ul.pieces { @for ground in grounds(case, ctx) { li { (rule(view, &ground)) } } }
            @if !looking.is_empty() {
                h3 { (view.t(words::LOOKING_IN)) }
                ul.pieces { @for one in looking { li { (exception(view, one)) } } }
            }
        }
    }
}

fn rule(view: &View<'_>, ground: &Ground) -> Markup {
    let named = &ground.units[..ground.units.len().min(NAMED_MAX)];
    let rest = &ground.units[named.len()..];
    html! {
        b { (core_words::sight_rule(ground.rule).get(view.lang)) }
        br;
        (view.units(named))
        @if !rest.is_empty() {
            details { summary { "+ " (rest.len()) } (view.units(rest)) }
        }
    }
}

fn looking<'c>(view: &View<'_>, case: &Case, ctx: &'c Context<'_>) -> Vec<&'c Exception> {
    let Some(desk) = ctx.region.unit(&case.desk) else { return Vec::new() };
    if !view.reader().covers(&desk.area, ctx) {
        return Vec::new();
    }
    let known = ctx.directories.of(&desk.area).map(|directory| directory.exceptions.as_slice());
    let known = known.unwrap_or_default().iter();
    known.filter(|one| one.case == case.id && one.opens_at(view.now)).collect()
}

/// Who looks in, why and until when.
pub(super) fn exception(view: &View<'_>, exception: &Exception) -> Markup {
    html! {
        b { (view.person(&exception.person)) } " · " (view.position(&exception.position)) " · "
        (view.said(&exception.reason)) " · "
        (view.time(exception.from)) " – " (view.time(exception.until))
    }
}
