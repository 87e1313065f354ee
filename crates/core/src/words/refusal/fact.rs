//! Evidence, findings, statements and what they promise.

use super::super::Names;
use super::super::terms::contradiction;
use super::say;
use crate::Lang;
use crate::case::RefusalKind;

pub(super) fn said(kind: &RefusalKind, lang: Lang, names: &dyn Names) -> Option<String> {
    use RefusalKind as R;
    match kind {
        R::UnknownEvidence(id) => {
            say(lang, format!("案件中没有证据{id}"), format!("the case has no evidence {id}"))
        }
        R::EvidenceExists(id) => say(
            lang,
            format!("证据{id}已在案，证据只增不改"),
            format!("evidence {id} is already there; evidence is only added"),
        ),
        R::OriginalMissing(id) => say(
            lang,
            format!("证据{id}没有原件：摘要全为零；请附原件，或填写所存原件的 SHA-256 摘要"),
            format!(
                "evidence {id} has no original: its digest is all zeros; attach the original, or give the SHA-256 digest of the one that is kept"
            ),
        ),
        R::FindingUnproved { key } => say(
            lang,
            format!("结论“{key}”须有内容并附证据"),
            format!("a finding on `{key}` needs a value and evidence"),
        ),
        R::NotTheVerifier { no, verifier } => {
            let verifier = names.unit(verifier, lang);
            say(
                lang,
                format!(
                    "结论{no}由{verifier}核查，只能由其或办公室取代；意见不同请另行登记，按口径冲突裁定"
                ),
                format!(
                    "{verifier} verified finding {no}; only it or the desk replaces it. Record what you found: the difference is then settled as a dispute"
                ),
            )
        }
        R::UnknownFinding(no) => {
            say(lang, format!("没有可用的结论{no}"), format!("there is no such open finding, {no}"))
        }
        R::FindingSuperseded { no, by } => say(
            lang,
            format!("结论{no}已被结论{by}取代，请改引"),
            format!("finding {no} was replaced by {by}; cite that one"),
        ),
        R::NoDispute { key } => {
            say(lang, format!("“{key}”没有口径冲突"), format!("there is no dispute on `{key}`"))
        }
        R::DisputedKey { key } => say(
            lang,
            format!("“{key}”存在口径冲突，裁定前不能引用或办结"),
            format!(
                "findings on `{key}` differ; nothing cites it and nothing closes until that is settled"
            ),
        ),
        R::UnknownStatement(id) => {
            say(lang, format!("没有回应稿{id}"), format!("there is no statement {id}"))
        }
        R::StatementExists(id) => {
            say(lang, format!("回应稿{id}已存在"), format!("statement {id} already exists"))
        }
        R::NotTheDrafter { statement, unit } => {
            let unit = names.unit(unit, lang);
            say(
                lang,
                format!("回应稿{statement}由{unit}起草，由其或办公室撤回"),
                format!("{unit} wrote statement {statement}; it or the desk withdraws it"),
            )
        }
        R::CitesNothing => say(
            lang,
            "须有核查结论或证据作依据；最终通报至少引用一条结论",
            "it must rest on a finding or evidence; a final statement on at least one finding",
        ),
        R::CorrectionOfNothing => say(
            lang,
            "更正须指明所更正的已发布回应，其他回应不得指明",
            "a correction names the published statement that it corrects; others name none",
        ),
        R::UnknownChecklistItem(id) => say(
            lang,
            format!("机制的清单中没有“{id}”；请用机制文件中的编号"),
            format!("the mechanism's checklist has no `{id}`; use an id of the mechanism file"),
        ),
        R::ChecklistOpen { statement, items } => {
            let items: Vec<String> = items
                .iter()
                .map(|(id, words)| {
                    let words = words.get(lang);
                    let source = names.source_of(id.as_str(), lang);
                    let source = source.unwrap_or_else(|| id.to_string());
                    match lang {
                        Lang::Zh => format!("{words}（{source}）"),
                        Lang::En => format!("{words} ({source})"),
                    }
                })
                .collect();
            let items = items.join(lang.pick("；", "; "));
            say(
                lang,
                format!("回应稿{statement}的清单必勾项未勾：{items}；请补足后重新起草"),
                format!(
                    "statement {statement} has not ticked what is required: {items}; see to it and draft it again"
                ),
            )
        }
        R::ApproverDrafted { person } => say(
            lang,
            format!("{person}是起草人，不能审批自己的稿件；请另一人审批"),
            format!("{person} drafted it and cannot approve it; somebody else must"),
        ),
        R::Contradicts { statement, contradictions } => {
            let said: Vec<String> =
                contradictions.iter().map(|found| contradiction(found, lang)).collect();
            let said = said.join(lang.pick("；", "; "));
            say(
                lang,
                format!(
                    "回应稿{statement}与已核实或已发布的内容不一致：{said}；请改正文稿，或先核实并替换结论，或说明两者为何并不矛盾"
                ),
                format!(
                    "statement {statement} contradicts what stands: {said}; mend the text, or replace the finding first, or say why both are true"
                ),
            )
        }
        R::NotADraft(id) => say(
            lang,
            format!("回应稿{id}不是待审批的草稿；已发布的只能更正"),
            format!("statement {id} is not a draft; what is published can only be corrected"),
        ),
        R::NotApproved(id) => {
            say(lang, format!("回应稿{id}尚未审批"), format!("statement {id} is not approved yet"))
        }
        R::FinalBeforeDisposal => say(
            lang,
            "处置尚未核验，不能发布最终通报；可先发进展通报",
            "disposal is not verified: no final statement yet; publish a progress statement",
        ),
        R::PromiseInThePast => {
            say(lang, "承诺的期限须在将来", "a promise needs a date in the future")
        }
        R::OwnerCannotFulfil { unit } => {
            let unit = names.unit(unit, lang);
            say(
                lang,
                format!("{unit}无人有权报告承诺兑现，不能作为承诺单位；请改为承办部门"),
                format!("nobody in {unit} may report a promise kept; name the unit that does it"),
            )
        }
        R::NotThePromiser { no, owner } => {
            let owner = names.unit(owner, lang);
            say(
                lang,
                format!("承诺{no}由{owner}作出，由其报告兑现"),
                format!("commitment {no} is {owner}'s; it reports that it was kept"),
            )
        }
        R::UnknownCommitment(no) => {
            say(lang, format!("没有待兑现的承诺{no}"), format!("there is no open commitment {no}"))
        }
        _ => None,
    }
}
