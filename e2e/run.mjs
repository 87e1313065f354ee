// The console in a real browser: the two paths whose clicks are counted, every page with a form
// looked at by axe-core, and the width of each on a phone.
//
// node run.mjs DUTY_URL LIAISON_URL EDITOR_URL FOLDER_FOR_SCREENSHOTS
import { chromium } from "playwright-core";
import { readFileSync, mkdirSync } from "node:fs";
import { createRequire } from "node:module";
import assert from "node:assert/strict";

const [duty, liaison, editor, folder] = process.argv.slice(2);
const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
const DESK = { width: 1280, height: 900 };
const PHONE = { width: 360, height: 740 };
const FLOOD = "/cases/450100-2026-0012";
mkdirSync(folder, { recursive: true });

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: ["--no-sandbox"],
});
const wrongs = [];
let looked = 0;

/** A page of a new reader; the policy is set aside only so that axe can be put into it. */
const reader = async (base, viewport, { lang = "zh-CN", scheme = "light" } = {}) => {
  const context = await browser.newContext({
    baseURL: base, viewport, locale: lang, colorScheme: scheme, bypassCSP: true,
    hasTouch: viewport === PHONE, isMobile: viewport === PHONE,
  });
  return context.newPage();
};

/** No violation of WCAG, nothing wider than the screen, a picture for a person to judge. */
const look = async (page, name) => {
  await page.evaluate(axe);
  const found = await page.evaluate((tags) =>
    globalThis.axe.run(document, { runOnly: { type: "tag", values: tags } }), RULES);
  const broken = found.violations.map((v) =>
    `${v.id}: ${v.help}\n    ${v.nodes.map((n) => `${n.html.slice(0, 160)} — ${n.failureSummary}`).join("\n    ")}`);
  wrongs.push(...broken.map((what) => `${name}: ${what}`));
  const wide = await page.evaluate(() =>
    document.scrollingElement.scrollWidth - document.documentElement.clientWidth);
  if (wide > 0) wrongs.push(`${name} is ${wide} px wider than the screen`);
  await page.screenshot({ path: `${folder}/${name}.png`, fullPage: true });
  looked += 1;
};

const fromTheInboxToDispatched = async () => {
  const page = await reader(duty, DESK);
  await page.goto("/?area=450100");
  await look(page, "inbox");
  let clicks = 0;
  const click = async (target) => { clicks += 1; await target.click(); };
  await click(page.getByRole("link", { name: "开始甄别" }));
  await page.waitForURL(/\/triage$/);
  await look(page, "triage");
  await click(page.getByRole("radio", { name: /一般/ }));
  await click(page.getByLabel("研判理由"));
  await page.keyboard.type("影响一条街，无人受伤");
  await click(page.getByRole("button", { name: "受理并交办" }));
  await page.waitForURL(/done=/);
  await look(page, "dispatched");
  const done = await page.locator("#done").innerText();
  assert.match(done, /交办单o1/, done);
  assert.ok(clicks <= 10, `${clicks} clicks`);
  console.log(`inbox to dispatched: ${clicks} clicks`);
};

const signedOnAPhone = async () => {
  const page = await reader(liaison, PHONE);
  await page.goto("/work");
  await look(page, "work-phone");
  const button = page.getByRole("button", { name: "复述并签收" }).first();
  await button.click();
  await page.waitForSelector("#problems");
  assert.equal(await page.evaluate(() => document.activeElement.id), "problems");
  await look(page, "read-is-not-accepted-phone");
  await page.goto("/work");
  let taps = 0;
  const tap = async (target) => { taps += 1; await target.tap(); };
  await tap(page.getByRole("checkbox", { name: /要做的是/ }).first());
  await tap(page.getByRole("checkbox", { name: /反馈期限/ }).first());
  await tap(page.getByRole("button", { name: "复述并签收" }).first());
  await page.waitForURL(/done=/);
  await look(page, "signed-phone");
  assert.ok(taps <= 3, `${taps} taps`);
  console.log(`order signed with read-back: ${taps} taps`);
};

const checkedWhileWriting = async () => {
  const page = await reader(editor, DESK);
  await page.goto(`${FLOOD}/act?do=draft&about=case`);
  await page.getByRole("radio", { name: "情况通报" }).check();
  await page.getByLabel("正文").fill("受淹车辆共31辆。");
  await page.getByRole("checkbox", { name: /受淹车辆：31辆/ }).check();
  const verdict = page.locator("#verdict");
  await verdict.getByText("FACT-1").waitFor();
  await look(page, "draft-refused-while-writing");
  await page.getByRole("checkbox", { name: /受淹车辆：31辆/ }).uncheck();
  await page.getByRole("checkbox", { name: /救出人数/ }).check();
  await verdict.getByText("检查通过").waitFor();
  await page.getByRole("button", { name: "起草通报" }).click();
  await page.waitForURL(/done=/);
};

/** Every form that offers lead to, as links on a case and on the page of the offices. */
const everyForm = async (base, start, viewport, options, name) => {
  const page = await reader(base, viewport, options);
  await page.goto(start);
  await look(page, `${name}-start`);
  const links = await page.locator("a.button[href*='/act?do=']").evaluateAll((all) =>
    [...new Set(all.map((link) => link.getAttribute("href")))]);
  const kinds = new Map(links.map((href) => [new URL(href, base).searchParams.get("do"), href]));
  for (const [verb, href] of kinds) {
    await page.goto(href);
    for (const part of await page.locator("details").all()) {
      await part.evaluate((details) => { details.open = true; });
    }
    await look(page, `${name}-${verb}`);
  }
  return kinds.size;
};

/** Pages with pictures, closed and with every table behind them opened. */
const PICTURES = {
  situation: "/topics", life: "/topics/t-surge", evaluation: "/evaluation?area=450100&days=all",
  board: "/supervision", directory: "/directory?area=450100", offices: "/duty/450100",
  mechanism: "/mechanism", papers: FLOOD,
};
const everyPicture = async (viewport, options, kind) => {
  const page = await reader(duty, viewport, options);
  for (const [name, path] of Object.entries(PICTURES)) {
    await page.goto(path);
    await look(page, `${name}-${kind}`);
    await page.evaluate(() =>
      document.querySelectorAll("main details").forEach((part) => { part.open = true; }));
    await look(page, `${name}-${kind}-open`);
  }
};

try {
  await everyPicture(PHONE, {}, "zh-phone");
  await everyPicture(PHONE, { lang: "en", scheme: "dark" }, "en-dark-phone");
  await everyPicture(DESK, { lang: "en" }, "en");
  await everyPicture(DESK, { scheme: "dark" }, "zh-dark");
  await fromTheInboxToDispatched();
  await signedOnAPhone();
  await checkedWhileWriting();
  let forms = 0;
  for (const [base, who] of [[duty, "duty"], [liaison, "liaison"], [editor, "editor"]]) {
    forms += await everyForm(base, FLOOD, PHONE, {}, `${who}-zh-phone`);
    forms += await everyForm(base, FLOOD, DESK, { lang: "en", scheme: "dark" }, `${who}-en-dark`);
  }
  forms += await everyForm(duty, "/duty/450100", PHONE, {}, "offices-zh-phone");
  const wrong = await reader(duty, PHONE, { lang: "en" });
  await wrong.goto(`${FLOOD}/act?do=convene&about=case`);
  await wrong.getByRole("button", { name: "Call a consultation" }).click();
  await wrong.waitForSelector("#problems");
  await look(wrong, "wrong-en-phone");
  console.log(`${looked} looks, ${forms} forms, ${wrongs.length} things wrong`);
  assert.deepEqual(wrongs, [], wrongs.join("\n\n"));
} finally {
  await browser.close();
}
