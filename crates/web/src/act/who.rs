//! Who acts.

use crate::error::WebError;
use crate::show::View;
use crate::signed::Signed;
use tandem_core::UnitId;
use tandem_core::case::Actor;

/// Somebody who signed in and has a position to act in.
pub(crate) struct Who<'a> {
    pub(crate) signed: &'a Signed,
    pub(crate) actor: Actor,
    pub(crate) unit: UnitId,
}

/// Who acts; a stranger is led to sign in and then back.
pub(crate) fn who<'a>(view: &View<'a>) -> Result<Who<'a>, WebError> {
    let signed = view.asked.signed.as_ref();
    let signed = signed.ok_or_else(|| WebError::Stranger { next: view.asked.address() })?;
    maybe(view).ok_or_else(|| WebError::NoPosition { person: signed.person.to_string() })
}

/// Who acts, if somebody can.
pub(crate) fn maybe<'a>(view: &View<'a>) -> Option<Who<'a>> {
    let signed = view.asked.signed.as_ref()?;
    let actor = signed.actor()?;
    let unit = signed.position.as_ref()?.split()?.0;
    Some(Who { signed, actor, unit })
}
