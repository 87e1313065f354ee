//! From posts to topics: what a desk is shown of what people say.
//!
//! Posts come in the order in which they were captured; each is kept (masked, by the digest of its
//! content) together with the topic that it changed. What is known of a topic is a function of its
//! posts, so that reading the same posts again gives the same topics.

use anyhow::{Context as _, Result};
use serde::Serialize;
use smol_str::SmolStr;
use std::collections::{BTreeMap, HashMap};
use tandem_core::case::{Evidence, EvidenceKind};
use tandem_core::mechanism::{Mechanism, RiskLevel};
use tandem_core::region::Region;
use tandem_core::{AreaId, Digest, EvidenceId, RemitId, Timestamp};
use tandem_engine::{ArchivedPost, TopicRow};
use tandem_sense::assess::{Assessment, Rules, Thresholds, View, assess};
use tandem_sense::places::{Area, AreaLevel, Gazetteer, Traps};
use tandem_sense::privacy::PseudonymKey;
use tandem_sense::remit::{Remit, Remits};
use tandem_sense::topics::{Config, Detector, TopicId};
use tandem_sense::{AuthorRef, Post, PostId};

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
        Ok(Self { at: kept.time, complaint: false, post, published: kept.time })
    }
}

impl Captured {
    /// A post of a source; from here on its id names the source too, so that two sources may use
    /// the same ids.
    pub fn new(mut post: Post, at: Timestamp, published: Timestamp, complaint: bool) -> Self {
        post.id = PostId::new(format!("{}:{}", post.source, post.id));
        Self { at, complaint, post, published }
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

/// Listens to a stream of posts.
pub struct Listener {
    detector: Detector,
    gazetteer: Gazetteer,
    remits: Remits,
    rules: Rules,
    top: AreaId,
    pseudonyms: PseudonymKey,
    names: HashMap<TopicId, String>,
    members: BTreeMap<String, Vec<Captured>>,
}

/// What the archive keeps of a topic's assessment.
#[derive(Serialize)]
struct Kept<'a> {
    proposed: &'a str,
    value: f64,
    low: f64,
    high: f64,
    zh: &'a str,
    en: &'a str,
    readings: Vec<KeptReading<'a>>,
}

#[derive(Serialize)]
struct KeptReading<'a> {
    indicator: String,
    value: Option<f64>,
    low: Option<f64>,
    high: Option<f64>,
    weight: f64,
    zh: &'a str,
    en: &'a str,
    posts: Vec<&'a str>,
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
            detector: Detector::new(Config::default()),
            gazetteer: gazetteer(region)?,
            remits: remits(region)?,
            rules: Rules { thresholds, ..Rules::default() },
            top: top.map(|area| area.id.clone()).context("the region has no top area")?,
            pseudonyms: key,
            names: HashMap::new(),
            members: BTreeMap::new(),
        })
    }

    /// Hears posts; returns them as the archive keeps them, and the topics that they changed.
    ///
    /// # Errors
    /// Where the rules of assessment cannot be used.
    pub fn hear(&mut self, posts: &[Captured]) -> Result<(Vec<ArchivedPost>, Vec<Heard>)> {
        let mut changed: Vec<String> = Vec::new();
        let mut kept = Vec::with_capacity(posts.len());
        for captured in posts {
            let Placed { topic, emptied } = self.place(&captured.post);
            for from in emptied {
                let moved = self.members.get_mut(&from).map(std::mem::take).unwrap_or_default();
                kept.extend(moved.iter().map(|member| self.archived(member, &topic)));
                self.members.entry(topic.clone()).or_default().extend(moved);
                if !changed.contains(&from) {
                    changed.push(from);
                }
            }
            self.members.entry(topic.clone()).or_default().push(captured.clone());
            kept.push(self.archived(captured, &topic));
            if !changed.contains(&topic) {
                changed.push(topic);
            }
        }
        let heard = changed.iter().map(|topic| self.heard(topic)).collect::<Result<_>>()?;
        Ok((kept, heard))
    }

    /// A post as the archive keeps it: its author under a pseudonym of the topic alone, so that the
    /// same voice cannot be found again elsewhere.
    fn archived(&self, captured: &Captured, topic: &str) -> ArchivedPost {
        let post = &captured.post;
        let author = post.author.as_ref().map(|author| self.pseudonyms.rescope(topic, author));
        ArchivedPost {
            id: post.id.to_string(),
            source: post.source.to_string(),
            time: captured.published,
            title: title(post),
            text: post.text.clone(),
            author: author.map(|author| author.as_str().to_owned()),
            digest: digest(post),
            topic: Some(topic.to_owned()),
        }
    }

    /// The name of the topic that a post belongs to: that of the first post in it. Posts that stood
    /// alone until now and topics that turned out to be the same one come over to it.
    fn place(&mut self, post: &Post) -> Placed {
        let own = format!("t-{}", post.id);
        let assigned = self.detector.observe(post);
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
        let members = &self.members[topic];
        if members.is_empty() {
            return Ok(Heard::emptied(topic));
        }
        let posts: Vec<Post> = members.iter().map(|member| member.post.clone()).collect();
        let areas = self.areas(&posts);
        let remits = self.remits(&posts);
        let codes: Vec<SmolStr> = areas.iter().map(|area| SmolStr::new(area.as_str())).collect();
        let view = View { areas: Some(&codes), ..View::of(&posts) };
        let assessment = assess(&view, &self.rules).context("assess the topic")?;
        let times = || members.iter().map(|member| member.published);
        let most_read = members.iter().max_by_key(|member| views(&member.post));
        let title = most_read.map(|member| title(&member.post)).unwrap_or_default();
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
            views: members.iter().map(|member| views(&member.post)).max().unwrap_or(0),
            complaint: members.iter().any(|member| member.complaint),
            captured_at: members.iter().map(|m| m.at).max().unwrap_or(Timestamp::UNIX_EPOCH),
        })
    }

    /// Areas named in the posts, most frequent first; the top area only where nothing below it is.
    fn areas(&self, posts: &[Post]) -> Vec<AreaId> {
        let mut counts: BTreeMap<SmolStr, usize> = BTreeMap::new();
        for post in posts {
            let mut codes: Vec<SmolStr> = self
                .gazetteer
                .find(&post.full_text())
                .places
                .into_iter()
                .map(|place| place.code)
                .collect();
            codes.sort();
            codes.dedup();
            codes.into_iter().for_each(|code| *counts.entry(code).or_default() += 1);
        }
        if counts.len() > 1 {
            counts.remove(self.top.as_str());
        }
        by_count(counts).map(|code| AreaId::from(code.as_str())).collect()
    }

    /// Remits suggested by the posts, best first.
    fn remits(&self, posts: &[Post]) -> Vec<RemitId> {
        const REMITS_MAX: usize = 2;
        let mut scores: BTreeMap<SmolStr, usize> = BTreeMap::new();
        for post in posts {
            let suggestion = self.remits.suggest(&post.full_text());
            if suggestion.abstained.is_some() {
                continue;
            }
            if let Some(best) = suggestion.subjects.first() {
                *scores.entry(best.code.clone()).or_default() += 1;
            }
        }
        by_count(scores).take(REMITS_MAX).map(|code| RemitId::from(code.as_str())).collect()
    }
}

/// Names of a region's areas, to be found in texts.
///
/// # Errors
/// Where an area's parent is missing or names cannot be searched for.
pub fn gazetteer(region: &Region) -> Result<Gazetteer> {
    let areas = region.areas().map(|area| Area {
        code: SmolStr::new(area.id.as_str()),
        name: SmolStr::new(&area.name.zh),
        short_name: SmolStr::new(&area.short),
        level: match area.rank {
            0 => AreaLevel::Region,
            1 => AreaLevel::City,
            2 => AreaLevel::County,
            _ => AreaLevel::Town,
        },
        parent: area.parent.as_ref().map(|p| SmolStr::new(p.as_str())).unwrap_or_default(),
    });
    Gazetteer::with_traps(areas, &Traps::zh()).context("read the places")
}

/// Keywords of a region's remits, to be found in texts.
///
/// # Errors
/// Where keywords cannot be searched for.
pub fn remits(region: &Region) -> Result<Remits> {
    let remits = region.remits().map(|remit| Remit {
        code: SmolStr::new(remit.id.as_str()),
        name: SmolStr::new(&remit.name.zh),
        parent: remit.parent.as_ref().map(|p| SmolStr::new(p.as_str())).unwrap_or_default(),
        keywords: remit.keywords.iter().map(SmolStr::new).collect(),
    });
    Remits::new(remits).context("read the remits")
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

fn level(assessment: &Assessment) -> RiskLevel {
    use tandem_sense::assess::RiskLevel as Proposed;
    match assessment.proposed {
        Proposed::I => RiskLevel::I,
        Proposed::II => RiskLevel::II,
        Proposed::III => RiskLevel::III,
        Proposed::IV => RiskLevel::IV,
    }
}

fn kept_assessment(assessment: &Assessment) -> Result<String> {
    let readings = assessment.readings.iter().map(|reading| KeptReading {
        indicator: format!("{:?}", reading.indicator),
        value: reading.estimate.map(|estimate| estimate.value),
        low: reading.estimate.map(|estimate| estimate.low),
        high: reading.estimate.map(|estimate| estimate.high),
        weight: reading.weight,
        zh: &reading.zh,
        en: &reading.en,
        posts: reading.posts.iter().map(|post| post.as_str()).collect(),
    });
    let kept = Kept {
        proposed: level(assessment).as_str(),
        value: assessment.overall.value,
        low: assessment.overall.low,
        high: assessment.overall.high,
        zh: &assessment.zh,
        en: &assessment.en,
        readings: readings.collect(),
    };
    serde_json::to_string(&kept).context("write the assessment")
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
