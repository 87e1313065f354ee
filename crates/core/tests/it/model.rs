//! Every way that a small world can go, breadth first: a region, a city, a county, two departments
//! at each; whoever may settle, order, sign, answer, send back, withdraw, and time.
//!
//! Two states are the same if nothing that can still happen tells them apart: ids of what ended,
//! texts and absolute times do not count, how long each deadline still runs does. In every state
//! all named invariants hold, and in every state that is expanded:
//! whoever holds an unsigned order can sign it, whoever else has a say; every conflict of orders
//! and every send-back can be settled by somebody.
//!
//! `TANDEM_STATES=n` looks at more states or fewer.

use crate::common::{by, evidence};
use jiff::SignedDuration;
use std::collections::HashSet;
use std::hash::{DefaultHasher, Hash, Hasher};
use tandem_core::case::{
    Actor, Case, Command, FeedbackVerdict, Order, OrderEnd, OrderRole, OrderState, Origin, Phase,
    Progress, Subject, TrackKind, Urgency, Watch, apply, decide, due,
};
use tandem_core::region::{Region, RegionFiles};
use tandem_core::{CaseId, EvidenceId, OrderId, RemitId, Timestamp, UnitId, invariants};
use tandem_testkit::{Rules, World};

/// Distinct states that the default run looks at.
const STATES: usize = 30_000;

/// The same where `TANDEM_LONG` is set.
const STATES_LONG: usize = 1_000_000;

/// Orders that a case has at most; without a bound there is no end of states.
const ORDERS: usize = 3;

/// States that are expanded before what they lead to is merged.
const CHUNK: usize = 2_048;

const AREAS: &str = "code,name,short_name,name_en,level,parent,valid_from,valid_until
R,大区,大区,Region,region,,,
A,甲市,甲,City A,city,R,,
A1,甲一县,甲一,County A1,county,A,,
";

const DEPARTMENTS: &str = "id,name,name_en,kind,levels,line,vertical,note
cb,{area}领导小组,{area} Coordinating Body,coordinating_body,region;city;county,cb,no,
desk,{area}办公室,{area} Desk,desk,region;city;county,desk,no,
water,{area}水利局,{area} Water,department,region;city;county,water,no,
roads,{area}交通局,{area} Roads,department,region;city;county,roads,no,
";

const REMITS: &str = "code,name,name_en,parent,keywords,source
water,水,Water,,水|water,small
roads,道路,Roads,,道路|road,small
";

const DIRECTORY: &str = "remit,level,area,lead,assisting,basis
water,region,,water,,three duties
roads,region,,roads,,three duties
water,city,,water,,three duties
roads,city,,roads,,three duties
water,county,,water,roads,three duties
roads,county,,roads,,three duties
";

/// All limits are an hour, but for feedback, which has two, and what is owed to the public.
fn world(direct_command: &'static str) -> World {
    let files = RegionFiles {
        areas: AREAS,
        departments: DEPARTMENTS,
        remits: REMITS,
        directory: DIRECTORY,
        ..World::small_files()
    };
    let (region, _) = Region::parse(&files).expect("the smallest region parses");
    let mut rules = Rules {
        remind_before: "0min".to_owned(),
        step: "1h".to_owned(),
        step_grave: "1h".to_owned(),
        direct_command,
        ..Rules::default()
    };
    for (_, kind, _, within) in &mut rules.deadlines {
        let amount = match *kind {
            "feedback" => "2h",
            "answer" => "3660d",
            _ => "1h",
        };
        *within = amount.to_owned();
    }
    let small = World::small_under(&rules);
    World::new(region, small.mechanism, small.calendar)
}

/// A case at an instant, and how the search came there.
#[derive(Clone)]
struct State {
    case: Case,
    now: Timestamp,
    way: Vec<u8>,
}

/// What may be tried.
#[allow(clippy::large_enum_variant, reason = "moves live in lists of a few")]
enum Move {
    Ask(Actor, Command),
    /// An hour passes, and the mechanism does what is due.
    Hour,
}

/// Whoever may order, settle and withdraw, from the bottom up.
const SUPERIORS: [&str; 4] = ["A1.desk/lead", "A.desk/lead", "R.desk/lead", "R.cb/principal"];

fn received(world: &World, desk: &str) -> State {
    let duty = by(&format!("{desk}/duty"));
    let start = Case::new(CaseId::from("K-1"));
    let mut state = State { case: start, now: world.at("2026-03-02 10:00"), way: Vec::new() };
    let receive = Command::Receive {
        title: "brown water".to_owned(),
        origin: Origin::default(),
        areas: vec!["A1".into()],
        remits: vec![RemitId::from("water")],
        evidence: evidence("E1"),
        drill: false,
    };
    for command in [receive, Command::Accept] {
        state = ask(world, &state, &duty, command).expect("a case begins");
    }
    state
}

/// Asks; where that is not refused, the state after what comes of it. Every invariant holds.
fn ask(world: &World, state: &State, by: &Actor, command: Command) -> Option<State> {
    let context = world.context();
    let entries = decide(&state.case, &context, state.now, by, command).ok()?;
    let mut after = state.clone();
    for entry in &entries {
        apply(&mut after.case, entry);
    }
    let breaches = invariants::check(&state.case, &entries, &after.case, &context);
    let way = &state.way;
    assert!(breaches.is_empty(), "{breaches:?} after {entries:?} on the way {way:?}");
    Some(after)
}

fn hour(world: &World, mut state: State) -> State {
    state.now += SignedDuration::from_mins(61);
    while let Some(command) = due(&state.case, &world.context(), state.now).into_iter().next() {
        let text = format!("{command:?}");
        let after = ask(world, &state, &Actor::Mechanism, command);
        state = after.unwrap_or_else(|| panic!("{text} is due but refused, way {:?}", state.way));
    }
    state
}

/// What may be tried in a state. Refused is most of it.
fn moves(case: &Case) -> Vec<Move> {
    let mut moves = vec![Move::Hour];
    let mut ask = |position: &str, command: Command| moves.push(Move::Ask(by(position), command));
    let desk = format!("{}/lead", case.desk);
    ask(&desk, Command::AssignLead { also_assisting: Vec::new() });
    for superior in SUPERIORS {
        for order in pending(case).into_iter().map(Some).chain([None]) {
            for lead in ["A1.water", "A1.roads"] {
                let (lead, assisting) = (UnitId::from(lead), Vec::new());
                let reason = "it is theirs".to_owned();
                ask(superior, Command::Settle { order: order.clone(), lead, assisting, reason });
            }
        }
        if case.orders.len() < ORDERS {
            for to in ["A1.water", "A1.roads", "A1.desk", "A.desk"] {
                ask(
                    superior,
                    Command::Dispatch {
                        order: OrderId::new(format!("O{}", case.orders.len() + 1)),
                        to: UnitId::from(to),
                        task: "mend it".to_owned(),
                        urgency: Urgency::Normal,
                    },
                );
            }
        }
        for order in case.open_orders() {
            let (order, reason) = (order.id.clone(), "no longer needed".to_owned());
            ask(superior, Command::Withdraw { order, reason });
        }
        for keep in case.conflicts.iter().flat_map(|conflict| conflict.orders.clone()) {
            ask(superior, Command::SettleConflict { keep, reason: "it holds".to_owned() });
        }
    }
    for order in case.open_orders() {
        moves.extend(order_moves(order));
    }
    moves
}

/// What the ordered unit and the issuer may try.
fn order_moves(order: &Order) -> Vec<Move> {
    let (id, unit) = (order.id.clone(), format!("{}/liaison", order.to));
    let mut moves = Vec::new();
    if order.state == OrderState::Issued {
        moves.push((unit.clone(), Command::Sign { order: id.clone(), restated: None }));
    }
    if matches!(order.state, OrderState::Issued | OrderState::Signed) {
        let water = order.to.as_str().ends_with("water");
        let send_back = Command::SendBack {
            order: id.clone(),
            remit: RemitId::from(if water { "roads" } else { "water" }),
            evidence: vec![EvidenceId::from("E1")],
            proposed: UnitId::from(if water { "A1.roads" } else { "A1.water" }),
            reason: "not ours".to_owned(),
        };
        moves.push((unit.clone(), send_back));
    }
    if order.state == OrderState::Signed {
        let feedback = Command::Feedback {
            order: id.clone(),
            text: "mended".to_owned(),
            progress: Progress::Complete,
            evidence: evidence(&format!("E-{id}")),
            findings: Vec::new(),
            compared: None,
        };
        moves.push((unit, feedback));
    }
    if order.state == OrderState::Answered {
        let issuer = SUPERIORS.iter().find(|position| {
            position.split_once('/').is_some_and(|(unit, _)| unit == order.issuer.as_str())
        });
        let accept = Command::JudgeFeedback { order: id, verdict: FeedbackVerdict::Accept };
        moves.extend(issuer.map(|issuer| ((*issuer).to_owned(), accept)));
    }
    moves.into_iter().map(|(position, command)| Move::Ask(by(&position), command)).collect()
}

/// Orders that were sent back and are to be settled.
fn pending(case: &Case) -> Vec<OrderId> {
    let settlements = case.watches.iter().filter_map(|watch| match &watch.subject {
        Subject::Settlement(order) => Some(order.clone()),
        _ => None,
    });
    settlements.collect()
}

/// A number that two states share only if nothing that can still happen tells them apart.
fn key(state: &State) -> u64 {
    let case = &state.case;
    let mut hasher = DefaultHasher::new();
    case.desk.hash(&mut hasher);
    (case.phase == Phase::Open).hash(&mut hasher);
    if let Some(lead) = &case.lead {
        (&lead.unit, &lead.assisting, &lead.rule).hash(&mut hasher);
    }
    for kind in [TrackKind::Disposal, TrackKind::Response] {
        case.track(kind).map(|track| track.state as u8).hash(&mut hasher);
    }
    for order in &case.orders {
        let late = order.send_back_by.as_ref().is_some_and(|limit| state.now > limit.at);
        let role = order.role as u8;
        (&order.issuer, &order.to, role, state_of(order), late).hash(&mut hasher);
    }
    for conflict in &case.conflicts {
        conflict.orders.hash(&mut hasher);
    }
    // Neither the order of watches nor that of bound units means anything.
    let watches = case.watches.iter().map(|watch| hash_of(&watched(watch, state.now)));
    watches.fold(0u64, u64::wrapping_add).hash(&mut hasher);
    case.bound.iter().map(hash_of).fold(0u64, u64::wrapping_add).hash(&mut hasher);
    hasher.finish()
}

fn state_of(order: &Order) -> u8 {
    match order.state {
        OrderState::Issued => 0,
        OrderState::Restated => 1,
        OrderState::Signed => 2,
        OrderState::Answered => 3,
        OrderState::Ended(OrderEnd::Completed) => 4,
        OrderState::Ended(OrderEnd::SentBack) => 5,
        OrderState::Ended(OrderEnd::Withdrawn) => 6,
        OrderState::Ended(OrderEnd::Lapsed) => 7,
    }
}

/// What of a watch can still make a difference.
fn watched(watch: &Watch, now: Timestamp) -> impl Hash {
    let left = if watch.exhausted { i64::MIN } else { watch.step_at.duration_since(now).as_mins() };
    let (subject, unit) = (watch.subject.clone(), watch.unit.clone());
    (subject, unit, watch.rung, watch.reminded_at.is_some(), left)
}

fn hash_of(thing: &impl Hash) -> u64 {
    let mut hasher = DefaultHasher::new();
    thing.hash(&mut hasher);
    hasher.finish()
}

/// The states that a state leads to and that were not seen before, after a look at whether nobody
/// is stuck in it.
fn expand(world: &World, state: &State, seen: &HashSet<u64>) -> Vec<(u64, State)> {
    let mut next = Vec::new();
    let mut done: Vec<Command> = Vec::new();
    for (index, chosen) in moves(&state.case).into_iter().enumerate() {
        let after = match chosen {
            Move::Hour => Some(hour(world, state.clone())),
            Move::Ask(by, command) => {
                let after = ask(world, state, &by, command.clone());
                done.extend(after.is_some().then_some(command));
                after
            }
        };
        let Some(mut after) = after else { continue };
        let key = key(&after);
        if !seen.contains(&key) {
            after.way.push(u8::try_from(index).expect("there are fewer moves than that"));
            next.push((key, after));
        }
    }
    nobody_is_stuck(state, &done);
    next
}

/// What somebody can always do, whatever others have done.
fn nobody_is_stuck(state: &State, done: &[Command]) {
    let case = &state.case;
    let way = &state.way;
    assert!(case.lead.is_some(), "nobody leads, way {way:?}");
    for order in case.open_orders().filter(|order| order.state == OrderState::Issued) {
        let signs = |command: &Command| matches!(command, Command::Sign { order: id, .. } if id == &order.id);
        assert!(done.iter().any(signs), "{} cannot be signed, way {way:?}", order.id);
    }
    for conflict in &case.conflicts {
        for side in &conflict.orders {
            let settles = |command: &Command| matches!(command, Command::SettleConflict { keep, .. } if keep == side);
            assert!(done.iter().any(settles), "{side} cannot be kept, way {way:?}");
        }
    }
    for order in pending(case) {
        let settles = |command: &Command| matches!(command, Command::Settle { order: Some(id), .. } if id == &order);
        assert!(done.iter().any(settles), "{order} cannot be settled, way {way:?}");
    }
}

/// What a search saw.
#[derive(Debug, Default)]
struct Found {
    states: usize,
    expanded: usize,
    deepest: usize,
    direct: usize,
    relayed: usize,
    conflicts: usize,
    settlements: usize,
    lapsed: usize,
}

fn count(found: &mut Found, state: &State) {
    let case = &state.case;
    found.states += 1;
    found.deepest = found.deepest.max(state.way.len());
    found.direct += usize::from(case.open_orders().any(|order| !order.passed_over.is_empty()));
    found.relayed += usize::from(case.open_orders().any(|o| o.role == OrderRole::Relaying));
    found.conflicts += usize::from(!case.conflicts.is_empty());
    found.settlements += usize::from(!pending(case).is_empty());
    let lapsed = OrderState::Ended(OrderEnd::Lapsed);
    found.lapsed += usize::from(case.orders.iter().any(|order| order.state == lapsed));
}

fn search(world: &World, roots: Vec<State>, states: usize) -> Found {
    let mut found = Found::default();
    let mut seen: HashSet<u64> = roots.iter().map(key).collect();
    let mut queue = std::collections::VecDeque::from(roots);
    while found.states < states && !queue.is_empty() {
        let chunk: Vec<State> = queue.drain(..queue.len().min(CHUNK)).collect();
        found.expanded += chunk.len();
        let (one, other) = chunk.split_at(chunk.len() / 2);
        let known = &seen;
        let work = |part: &[State]| -> Vec<(u64, State)> {
            part.iter().flat_map(|state| expand(world, state, known)).collect()
        };
        let next = std::thread::scope(|scope| {
            let other = scope.spawn(|| work(other));
            let mut next = work(one);
            next.extend(other.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)));
            next
        });
        for (key, state) in next {
            if seen.insert(key) {
                count(&mut found, &state);
                queue.push_back(state);
            }
        }
    }
    found
}

#[test]
fn nobody_is_stuck_however_a_small_world_goes() {
    let states = std::env::var("TANDEM_STATES").ok().and_then(|text| text.parse().ok());
    let long = std::env::var_os("TANDEM_LONG").is_some();
    let states = states.unwrap_or(if long { STATES_LONG } else { STATES });
    for direct_command in ["yes", "no"] {
        let world = world(direct_command);
        let roots = ["A1.desk", "R.desk"].map(|desk| received(&world, desk));
        let found = search(&world, roots.to_vec(), states / 2);
        println!("direct command {direct_command}: {found:?}");
        assert!(found.states >= states / 2, "there are only {} states", found.states);
    }
}
