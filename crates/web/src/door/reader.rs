//! Who reads, and what they see.

use super::Door;
use super::cookies::form_token;
use crate::app::App;
use crate::error::WebError;
use crate::signed::Signed;
use axum::http::{HeaderMap, header};
use tandem_core::case::{Case, Context};
use tandem_core::directory::{AccessKey, Standing};
use tandem_core::sight::{self, Sight};
use tandem_core::{AreaId, Digest, PersonId, PositionId};
use tandem_engine::accounts::{Account, AccountState, Role};

/// Who reads.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) enum Reader {
    /// Nobody who may see anything: a stranger, or a person without a position.
    #[default]
    Nobody,
    /// Whoever comes sees everything, where all of it is invented or simulated.
    Everyone,
    /// A person in a position.
    In {
        /// Who.
        person: PersonId,
        /// In which position.
        position: PositionId,
        /// What the position sees.
        sight: Sight,
    },
}

impl Reader {
    fn of(app: &App, person: &PersonId, position: Option<&PositionId>) -> Self {
        let ctx = app.engine.new_context();
        let seen = position.and_then(|position| Some((position, Sight::of(position, &ctx)?)));
        seen.map_or(Self::Nobody, |(position, sight)| Self::In {
            person: person.clone(),
            position: position.clone(),
            sight,
        })
    }

    /// What lists are to show; everything where it is `None`.
    pub(crate) fn sight(&self) -> Option<Sight> {
        match self {
            Self::Everyone => None,
            Self::Nobody => Some(Sight { units: Vec::new(), areas: Vec::new() }),
            Self::In { sight, .. } => Some(sight.clone()),
        }
    }

    /// Whether they see a case: by a rule, or exceptionally.
    pub(crate) fn sees(&self, app: &App, case: &Case, ctx: &Context<'_>) -> bool {
        match self {
            Self::Everyone => true,
            Self::Nobody => false,
            Self::In { person, position, sight } => {
                let now = app.clock.now();
                sight.sees(case, ctx)
                    || sight::exception(case, person, position, ctx, now).is_some()
            }
        }
    }

    /// Whether they see what concerns an area as a whole.
    pub(crate) fn covers(&self, area: &AreaId, ctx: &Context<'_>) -> bool {
        match self {
            Self::Everyone => true,
            Self::Nobody => false,
            Self::In { sight, .. } => sight.covers(area, ctx),
        }
    }

    /// Whether they see a topic of these areas by itself.
    pub(crate) fn concerns(&self, areas: &[AreaId], ctx: &Context<'_>) -> bool {
        match self {
            Self::Everyone => true,
            Self::Nobody => false,
            Self::In { sight, .. } => sight.concerns(areas, ctx),
        }
    }
}

/// A person who signed in, with what the pages of the door need.
#[derive(Clone, Debug)]
pub(crate) struct Guest {
    pub(crate) account: Account,
    /// Positions that they may look and act in.
    pub(crate) positions: Vec<(PositionId, Standing)>,
}

impl Guest {
    pub(crate) fn is_administrator(&self) -> bool {
        self.account.role == Role::Administrator
    }
}

/// The positions of an account now.
pub(crate) fn positions_of(app: &App, account: &Account) -> Vec<(PositionId, Standing)> {
    let ctx = app.engine.new_context();
    sight::positions(&account.person, &account.positions, &ctx, app.clock.now())
}

/// Who a session belongs to, while it opens; notes its use.
pub(crate) fn reader_of_session(
    app: &App,
    door: &Door,
    secret: &str,
) -> Result<Option<(Signed, Guest, Reader)>, WebError> {
    let digest = Digest::of(secret.as_bytes());
    let now = door.clock.now();
    let Some(session) = door.accounts.session(digest)? else { return Ok(None) };
    if !session.opens_at(door.limits, now) {
        door.accounts.end_session(digest)?;
        return Ok(None);
    }
    let account = door.accounts.account(&session.login)?;
    let Some(account) = account.filter(|account| account.state == AccountState::Active) else {
        door.accounts.end_session(digest)?;
        return Ok(None);
    };
    if session.is_stale(now) {
        door.accounts.change_session(digest, &mut |session| {
            session.used_at = session.used_at.max(now);
        })?;
    }
    let positions = positions_of(app, &account);
    // A position that was lost is not looked through any longer.
    let chosen = session.position.filter(|p| positions.iter().any(|(held, _)| held == p));
    let position = chosen.or_else(|| positions.first().map(|(position, _)| position.clone()));
    let reader = Reader::of(app, &account.person, position.as_ref());
    let signed = Signed {
        person: account.person.clone(),
        position,
        session: digest,
        form_token: form_token(secret),
    };
    Ok(Some((signed, Guest { account, positions }, reader)))
}

/// Who the key of a request stands for, while they may act in its position.
pub(crate) fn reader_of_key(app: &App, headers: &HeaderMap) -> Option<Reader> {
    let AccessKey { person, position, .. } = key_of(app, headers)?;
    let ctx = app.engine.new_context();
    let open = [position.clone()];
    let held = sight::positions(&person, &open, &ctx, app.clock.now());
    let holds = held.iter().any(|(held, _)| held == &position);
    Some(Reader::of(app, &person, Some(&position).filter(|_| holds)))
}

/// The key that a request shows, where it opens.
fn key_of(app: &App, headers: &HeaderMap) -> Option<AccessKey> {
    let shown = headers.get(header::AUTHORIZATION)?.to_str().ok()?.split_once(' ')?;
    let digest = Digest::of(shown.1.trim().as_bytes());
    let directories = app.engine.directories();
    let (_, key) = directories.key(digest, app.clock.now())?;
    shown.0.eq_ignore_ascii_case("bearer").then(|| key.clone())
}
