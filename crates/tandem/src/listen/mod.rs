//! From posts to topics: what a desk is shown of what people say.
//!
//! Posts come in the order in which they were captured; each is kept (masked, by the digest of its
//! content) together with the topic that it changed. What is known of a topic is a function of its
//! posts, so that reading the same posts again gives the same topics.

mod assessed;
pub mod desk;
pub mod hooks;
mod kept;
pub mod opt_out;
pub mod poll;
mod region;
pub mod register;
pub mod retention;
mod start;
mod state;
pub mod station;

use anyhow::{Context as _, Result};
use assessed::{kept_assessment, level};
use smol_str::SmolStr;
use std::collections::{BTreeMap, HashMap, HashSet};
use tandem_core::case::{Evidence, EvidenceKind};
use tandem_core::mechanism::{Mechanism, RiskLevel};
use tandem_core::region::Region;
use tandem_core::{AreaId, Digest, EvidenceId, RemitId, Timestamp};
use tandem_engine::{ArchivedPost, TopicRow};
use tandem_sense::assess::{Rules, Thresholds, View, assess};
use tandem_sense::places::Gazetteer;
use tandem_sense::privacy::PseudonymKey;
use tandem_sense::remit::Remits;
use tandem_sense::topics::{Config, Detector, TopicId};
use tandem_sense::{AuthorRef, Post, PostId};

pub use kept::Kept;
pub use region::{gazetteer, remits};
pub use state::ListenerState;

/// A post as it arrives.
#[derive(Clone, Debug)]
pub struct Captured {
    /// When it was read from its source.
    pub at: Timestamp,
    /// Addressed to government.
    pub complaint: bool,
    /// The post, masked.
    pub post: Post,
    /// When it was published.
    pub published: Timestamp,
    /// The topic that it was put into before, where it was kept already.
    pub kept_in: Option<KeptIn>,
}

/// Where a post was kept before a restart.
#[derive(Clone, Debug)]
pub struct KeptIn {
    /// Its topic.
    pub topic: String,
    /// What its author's pseudonym is scoped to.
    pub scope: String,
}

impl TryFrom<&ArchivedPost> for Captured {
    type Error = anyhow::Error;

    /// A kept post as it is heard again after a restart. What it was read is not kept.
    fn try_from(kept: &ArchivedPost) -> Result<Self> {
        let author = kept.author.as_deref().map(AuthorRef::from_stored).transpose();
        let post = Post {
            id: PostId::new(&kept.id),
            source: SmolStr::new(&kept.source),
            time: kept.time.as_second(),
            title: Some(kept.title.clone()),
            text: kept.text.clone(),
            lang: None,
            author: author.context("a kept author is no pseudonym")?,
            engagement: None,
        };
        let kept_in = kept.topic.clone().map(|topic| KeptIn {
            scope: kept.author_scope.clone().unwrap_or_else(|| topic.clone()),
            topic,
        });
        Ok(Self { at: kept.time, complaint: false, post, published: kept.time, kept_in })
    }
}

impl Captured {
    /// A post of a source; from here on its id names the source too, so that two sources may use
    /// the same ids.
    pub fn new(mut post: Post, at: Timestamp, published: Timestamp, complaint: bool) -> Self {
        post.id = PostId::new(format!("{}:{}", post.source, post.id));
        Self { at, complaint, post, published, kept_in: None }
    }
}

/// A topic with all that is known of it.
#[derive(Clone, Debug)]
pub struct Heard {
    /// As lists show it.
    pub row: TopicRow,
    /// The proposed risk level; a person fixes it.
    pub proposed: RiskLevel,
    /// The most that its posts were read.
    pub views: u64,
    /// Somebody asks government for something.
    pub complaint: bool,
    /// When its last post was captured.
    pub captured_at: Timestamp,
}

impl Heard {
    /// A topic all of whose posts went over to another one.
    fn emptied(topic: &str) -> Self {
        let row = TopicRow {
            id: topic.to_owned(),
            title: String::new(),
            first: Timestamp::UNIX_EPOCH,
            last: Timestamp::UNIX_EPOCH,
            posts: 0,
            areas: Vec::new(),
            remits: Vec::new(),
            case: None,
            assessment: String::new(),
        };
        Self {
            row,
            proposed: RiskLevel::IV,
            views: 0,
            complaint: false,
            captured_at: Timestamp::UNIX_EPOCH,
        }
    }
}

/// Where a post was placed.
struct Placed {
    topic: String,
    /// Topics whose posts come over to it.
    emptied: Vec<String>,
}

/// A post in a topic, with what was found in it once and is asked for again and again.
#[derive(Clone, Debug)]
struct Member {
    at: Timestamp,
    published: Timestamp,
    complaint: bool,
    /// Codes of the areas that it speaks of, each once.
    areas: Vec<SmolStr>,
    remit: Option<SmolStr>,
    /// The author as the source's scope has it; known of posts that were heard since the start.
    heard_from: Option<AuthorRef>,
    /// What the voice is scoped to.
    scope: String,
}

/// The posts of a topic: as they are assessed, and what is known of each.
#[derive(Default)]
struct Members {
    posts: Vec<Post>,
    known: Vec<Member>,
}

/// What becomes of a post that stands alone and in which nobody asks government.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Lone {
    /// It is assessed and listed like a topic: each is worth a look, such as a hot-search item.
    #[default]
    Listed,
    /// It is kept and not listed: most of what people say stands alone.
    Kept,
}

/// Listens to a stream of posts.
pub struct Listener {
    lone: Lone,
    detector: Detector,
    gazetteer: Gazetteer,
    remits: Remits,
    rules: Rules,
    top: AreaId,
    pseudonyms: PseudonymKey,
    names: HashMap<TopicId, String>,
    members: HashMap<String, Members>,
    /// Where topics are looked up that nobody touched since the start; without it all are here.
    kept: Option<Kept>,
}

impl Listener {
    /// A listener for a region, which proposes levels by a mechanism's thresholds.
    ///
    /// # Errors
    /// Where the region's names or remits cannot be searched for.
    pub fn new(region: &Region, mechanism: &Mechanism, key: PseudonymKey) -> Result<Self> {
        let from = |level| {
            let risk = mechanism.risks.iter().find(|risk| risk.level == level);
            risk.map_or(1.0, |risk| risk.proposed_from)
        };
        let thresholds = Thresholds {
            i: from(RiskLevel::I),
            ii: from(RiskLevel::II),
            iii: from(RiskLevel::III),
        };
        let top = region.areas().find(|area| area.parent.is_none());
        Ok(Self {
            lone: Lone::default(),
            detector: Detector::new(Config::default()),
            gazetteer: gazetteer(region)?,
            remits: remits(region)?,
            rules: Rules { thresholds, ..Rules::default() },
            top: top.map(|area| area.id.clone()).context("the region has no top area")?,
            pseudonyms: key,
            names: HashMap::new(),
            members: HashMap::new(),
            kept: None,
        })
    }

    /// The same, with another say on posts that stand alone.
    #[must_use]
    pub fn of(self, lone: Lone) -> Self {
        Self { lone, ..self }
    }

    /// Hears posts; returns them as the archive keeps them, and the topics that they changed.
    ///
    /// # Errors
    /// Where the rules of assessment cannot be used.
    pub fn hear(&mut self, posts: &[Captured]) -> Result<(Vec<ArchivedPost>, Vec<Heard>)> {
        let (kept, changed) = self.place_all(posts)?;
        let listed = changed.iter().filter(|topic| self.is_listed(topic));
        let heard = listed.map(|topic| self.heard(topic)).collect::<Result<_>>()?;
        Ok((kept, heard))
    }

    fn is_listed(&self, topic: &str) -> bool {
        let known = &self.members[topic].known;
        self.lone == Lone::Listed || known.len() != 1 || known[0].complaint
    }

    /// Forgets posts that must go; returns the topics that they leave changed.
    ///
    /// # Errors
    /// Where the rules of assessment cannot be used.
    pub fn forget(&mut self, posts: &[ArchivedPost]) -> Result<Vec<Heard>> {
        let mut changed: Vec<&str> = Vec::new();
        for post in posts {
            let Some(topic) = post.topic.as_deref() else { continue };
            self.look_up(topic)?;
            let Some(members) = self.members.get_mut(topic) else { continue };
            if let Some(at) = members.posts.iter().position(|known| known.id.as_str() == post.id) {
                members.posts.remove(at);
                members.known.remove(at);
                if !changed.contains(&topic) {
                    changed.push(topic);
                }
            }
        }
        changed.into_iter().map(|topic| self.heard(topic)).collect()
    }

    fn place_all(&mut self, posts: &[Captured]) -> Result<(Vec<ArchivedPost>, Vec<String>)> {
        let mut changed: Vec<String> = Vec::new();
        let mut seen: HashSet<String> = HashSet::new();
        let mut kept = Vec::with_capacity(posts.len());
        for captured in posts {
            let Placed { topic, emptied } = self.place(captured);
            if topic != own_topic(captured) {
                self.look_up(&topic)?;
            }
            for from in emptied {
                self.look_up(&from)?;
                self.move_all(&from, &topic, &mut kept);
                if seen.insert(from.clone()) {
                    changed.push(from);
                }
            }
            let (post, member) = self.member(captured, &topic);
            kept.push(archived(&post, &member, &topic));
            let members = self.members.entry(topic.clone()).or_default();
            members.posts.push(post);
            members.known.push(member);
            if seen.insert(topic.clone()) {
                changed.push(topic);
            }
        }
        Ok((kept, changed))
    }

    /// All posts of a topic come over to another one.
    fn move_all(&mut self, from: &str, to: &str, kept: &mut Vec<ArchivedPost>) {
        let moved = self.members.get_mut(from).map(std::mem::take).unwrap_or_default();
        let target = self.members.entry(to.to_owned()).or_default();
        for (mut post, mut member) in moved.posts.into_iter().zip(moved.known) {
            if let Some(author) = &member.heard_from {
                post.author = Some(self.pseudonyms.rescope(to, author));
                member.scope = to.to_owned();
            }
            kept.push(archived(&post, &member, to));
            target.posts.push(post);
            target.known.push(member);
        }
    }

    /// A post as its topic has it: its author under a pseudonym of the topic alone, so that the
    /// same voice cannot be found again elsewhere.
    fn member(&self, captured: &Captured, topic: &str) -> (Post, Member) {
        let mut post = captured.post.clone();
        let text = post.full_text();
        let (heard_from, scope) = match &captured.kept_in {
            Some(kept) => (None, kept.scope.clone()),
            None => (post.author.clone(), topic.to_owned()),
        };
        if let Some(author) = &heard_from {
            post.author = Some(self.pseudonyms.rescope(topic, author));
        }
        let member = Member {
            at: captured.at,
            published: captured.published,
            complaint: captured.complaint,
            areas: self.areas_in(&text),
            remit: self.remit_of(&text),
            heard_from,
            scope,
        };
        (post, member)
    }

    /// The name of the topic that a post belongs to: that of the first post in it. Posts that stood
    /// alone until now and topics that turned out to be the same one come over to it. What was kept
    /// before stays where it was, and its topic keeps its name.
    fn place(&mut self, captured: &Captured) -> Placed {
        let own = own_topic(captured);
        let assigned = self.detector.observe(&captured.post);
        if let Some(KeptIn { topic, .. }) = &captured.kept_in {
            if let Some(id) = assigned.topic {
                self.names.insert(id, topic.clone());
            }
            return Placed { topic: topic.clone(), emptied: Vec::new() };
        }
        let Some(topic) = assigned.topic else { return Placed { topic: own, emptied: Vec::new() } };
        let alone: Vec<String> =
            assigned.joined_earlier.iter().map(|earlier| format!("t-{earlier}")).collect();
        let merged = assigned.merged.iter().filter_map(|merge| self.names.remove(&merge.from));
        let merged: Vec<String> = merged.collect();
        let first = || alone.first().cloned().unwrap_or(own);
        let name = self.names.entry(topic).or_insert_with(first).clone();
        let emptied = merged.into_iter().chain(alone).filter(|from| *from != name).collect();
        Placed { topic: name, emptied }
    }

    fn heard(&self, topic: &str) -> Result<Heard> {
        let Members { posts, known } = &self.members[topic];
        if posts.is_empty() {
            return Ok(Heard::emptied(topic));
        }
        let areas = self.areas(known);
        let remits = remits_of(known);
        let codes: Vec<SmolStr> = areas.iter().map(|area| SmolStr::new(area.as_str())).collect();
        let view = View { areas: Some(&codes), ..View::of(posts) };
        let assessment = assess(&view, &self.rules).context("assess the topic")?;
        let times = || known.iter().map(|member| member.published);
        let most_read = posts.iter().max_by_key(|post| views(post));
        let title = most_read.map(title).unwrap_or_default();
        let row = TopicRow {
            id: topic.to_owned(),
            title,
            first: times().min().unwrap_or(Timestamp::UNIX_EPOCH),
            last: times().max().unwrap_or(Timestamp::UNIX_EPOCH),
            posts: posts.len() as u64,
            areas,
            remits,
            case: None,
            assessment: kept_assessment(&assessment)?,
        };
        Ok(Heard {
            row,
            proposed: level(&assessment),
            views: posts.iter().map(views).max().unwrap_or(0),
            complaint: known.iter().any(|member| member.complaint),
            captured_at: known.iter().map(|m| m.at).max().unwrap_or(Timestamp::UNIX_EPOCH),
        })
    }

    /// Areas named in the posts, most frequent first; the top area only where nothing below it is.
    fn areas(&self, members: &[Member]) -> Vec<AreaId> {
        let mut counts: BTreeMap<SmolStr, usize> = BTreeMap::new();
        for code in members.iter().flat_map(|member| &member.areas) {
            *counts.entry(code.clone()).or_default() += 1;
        }
        if counts.len() > 1 {
            counts.remove(self.top.as_str());
        }
        by_count(counts).map(|code| AreaId::from(code.as_str())).collect()
    }

    fn areas_in(&self, text: &str) -> Vec<SmolStr> {
        let found = self.gazetteer.find(text).places;
        let mut codes: Vec<SmolStr> = found.into_iter().map(|place| place.code).collect();
        codes.sort();
        codes.dedup();
        codes
    }

    fn remit_of(&self, text: &str) -> Option<SmolStr> {
        let suggestion = self.remits.suggest(text);
        let sure = suggestion.abstained.is_none();
        suggestion.subjects.into_iter().next().filter(|_| sure).map(|best| best.code)
    }
}

/// The name of the topic that a post begins.
fn own_topic(captured: &Captured) -> String {
    format!("t-{}", captured.post.id)
}

/// A post as the archive keeps it.
fn archived(post: &Post, member: &Member, topic: &str) -> ArchivedPost {
    ArchivedPost {
        id: post.id.to_string(),
        source: post.source.to_string(),
        time: member.published,
        title: title(post),
        text: post.text.clone(),
        author: post.author.as_ref().map(|author| author.as_str().to_owned()),
        author_scope: (member.scope != topic).then(|| member.scope.clone()),
        digest: digest(post),
        topic: Some(topic.to_owned()),
    }
}

/// Remits suggested by the posts, best first.
fn remits_of(members: &[Member]) -> Vec<RemitId> {
    const REMITS_MAX: usize = 2;
    let mut scores: BTreeMap<SmolStr, usize> = BTreeMap::new();
    for code in members.iter().filter_map(|member| member.remit.as_ref()) {
        *scores.entry(code.clone()).or_default() += 1;
    }
    by_count(scores).take(REMITS_MAX).map(|code| RemitId::from(code.as_str())).collect()
}

fn by_count(counts: BTreeMap<SmolStr, usize>) -> impl Iterator<Item = SmolStr> {
    let mut counts: Vec<_> = counts.into_iter().collect();
    counts.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    counts.into_iter().map(|(code, _)| code)
}

fn views(post: &Post) -> u64 {
    post.engagement.map_or(0, |engagement| engagement.views)
}

fn title(post: &Post) -> String {
    match &post.title {
        Some(title) => title.clone(),
        None => post.text.chars().take(30).collect(),
    }
}

/// The digest of a post's masked content, which says what was read and not who wrote it.
fn digest(post: &Post) -> Digest {
    let title = post.title.as_deref().unwrap_or_default();
    Digest::of(format!("{}\n{title}\n{}", post.id, post.text).as_bytes())
}

/// Evidence that refers to a kept post.
pub fn evidence(post: &ArchivedPost, kind: EvidenceKind) -> Evidence {
    let digest = post.digest.to_string();
    Evidence {
        id: EvidenceId::from(&digest[..12]),
        kind,
        digest: post.digest,
        title: post.title.clone(),
    }
}
