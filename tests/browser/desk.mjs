// The desk in a real browser: every page for every sample user, checked by axe at three widths, in
// light and dark; the main tasks by keyboard alone and without scripts. Started by
// `cargo xtask browse`, which gives the address of a demonstration and where the tools are.
import { createRequire } from "node:module";
import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const { DESK, TOOLS, CHROMIUM, SHOTS, HTML } = process.env;
const need = createRequire(join(TOOLS, "package.json"));
const { chromium } = need("playwright-core");
const axe = readFileSync(need.resolve("axe-core/axe.min.js"), "utf8");
const TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];
const PAGES = [
  "/", "/search", "/search?text=zzzz", "/holds", "/holds/new", "/documents", "/documents/CHN", "/lists", "/lists/F900001", "/answers", "/custody-reviews", "/flights",
  "/flights/F900001", "/flights/F900001/gate", "/flights/F900002?plan=yes", "/flights/F900003",
  "/plans", "/stop-orders", "/reports", "/reports/stages", "/bottlenecks", "/statistics", "/statistics?by=month&then=family", "/countries", "/countries/GTM", "/audit", "/help/policies",
  "/help/reasons",
];
const WIDTHS = [["phone", 390], ["tablet", 820], ["desktop", 1280]];

const browser = await chromium.launch({ executablePath: CHROMIUM, args: ["--no-sandbox"] });
const faults = [];
let checks = 0;
const fault = (words) => { faults.push(words); console.log(`FAULT ${words}`); };

// Every page as the desk sent it, for the checker of HTML; the same page of many users is one.
const kept = new Set();
async function keep(answer) {
  if (!HTML || !(answer.headers()["content-type"] ?? "").startsWith("text/html")) return;
  const text = await answer.text().catch(() => "");
  const plain = text.replace(/name="csrf" value="[^"]*"/g, 'name="csrf" value="x"');
  const name = createHash("sha256").update(plain).digest("hex").slice(0, 12);
  if (!text || kept.has(name)) return;
  kept.add(name);
  const path = new URL(answer.url()).pathname.replaceAll("/", "-").slice(1) || "docket";
  writeFileSync(join(HTML, `${answer.status()}-${path}-${name}.html`), text);
}
if (HTML) mkdirSync(HTML, { recursive: true });
const open = browser.newContext.bind(browser);
browser.newContext = async (...more) => {
  const context = await open(...more);
  context.on("response", keep);
  return context;
};

async function become(context, user) {
  const page = await context.newPage();
  await page.goto(`${DESK}/sign-in`);
  await page.locator(`form:has(input[value="${user}"]) button`).click();
  await page.waitForURL(`${DESK}/`);
  return page;
}

async function check(page, name) {
  checks += 1;
  // The page's own policy forbids scripts that are not its own: axe is put in from outside.
  await page.evaluate(axe);
  const found = await page.evaluate((tags) => window.axe.run(document, { runOnly: tags }), TAGS);
  for (const one of found.violations) {
    fault(`${name}: ${one.id}: ${one.nodes.slice(0, 2).map((n) => n.html.slice(0, 140)).join(" | ")}`);
  }
  const wide = await page.evaluate(() => document.documentElement.scrollWidth > innerWidth + 1);
  if (wide) fault(`${name}: wider than the screen`);
}

async function shot(page, name) {
  if (SHOTS) await page.screenshot({ path: join(SHOTS, `${name}.png`), fullPage: false });
}

if (SHOTS) mkdirSync(SHOTS, { recursive: true });
const first = await browser.newContext({ bypassCSP: true });
const start = await first.newPage();
await start.goto(`${DESK}/sign-in`);
await check(start, "sign-in");
await shot(start, "sign-in");
const users = await start.locator("form input[name=user]").evaluateAll((all) => all.map((one) => one.value));
await first.close();

for (const user of users) {
  const context = await browser.newContext({ bypassCSP: true, colorScheme: "light" });
  const page = await become(context, user);
  const first = await page.locator("tbody th a").first().getAttribute("href", { timeout: 3000 }).catch(() => null);
  const all = [...PAGES, ...(first && first.startsWith("/cases/") ? [first, `${first}/as-known`] : [])];
  for (const path of all) {
    const answer = await page.goto(`${DESK}${path}`);
    if (![200, 403].includes(answer.status())) fault(`${user} ${path}: ${answer.status()}`);
    await check(page, `${user} ${path}`);
  }
  await context.close();
}

// Three widths, light and dark, for two roles.
for (const [user, paths] of [
  ["s.lindqvist", ["/", "CASE", "/holds", "/holds/new", "/flights/F900002?plan=yes"]],
  ["l.brandt", ["/", "/flights/F900001/gate", "/stop-orders", "/flights"]],
]) {
  for (const [name, width] of WIDTHS) {
    for (const colorScheme of ["light", "dark"]) {
      const context = await browser.newContext({
        bypassCSP: true, colorScheme, viewport: { width, height: 900 },
      });
      const page = await become(context, user);
      const found = await page.locator("tbody th a").first().getAttribute("href", { timeout: 3000 }).catch(() => "/");
      for (const path of paths) {
        await page.goto(`${DESK}${path === "CASE" ? found : path}`);
        const label = path === "/" ? "docket" : path.replace(/[?=].*$/, "").replaceAll("/", "-").slice(1) || path;
        await check(page, `${user} ${path} ${name} ${colorScheme}`);
        await shot(page, `${name}-${colorScheme}-${user.split(".")[1]}-${label}`);
      }
      await context.close();
    }
  }
}

// A hold by keyboard alone, in a browser without scripts; seen by another within a second.
{
  const watching = await browser.newContext();
  const gate = await become(watching, "l.brandt");
  await gate.goto(`${DESK}/flights/F900001/gate`);
  const line = await gate.locator(".roll .row p").first().innerText().catch(() => "");
  const found = line.match(/P\d+\.\d+/);
  const plain = await browser.newContext({ javaScriptEnabled: false });
  const page = await become(plain, "w.devries");
  await page.locator("header a.stop").focus();
  await page.keyboard.press("Enter");
  await page.waitForURL(`${DESK}/holds/new`);
  const form = (name) => page.locator(`#place-${name}`);
  await form("case").focus();
  await page.keyboard.type(found ? found[0] : "P0000001.1");
  await page.keyboard.press("Tab");
  await page.keyboard.type("stay by a court"); // as its label begins
  await page.keyboard.press("Tab");
  await page.keyboard.type("by telephone from the clerk");
  await page.keyboard.press("Enter");
  await page.waitForURL(/\/cases\//);
  const placed = Date.now();
  if (!(await page.locator("[role=status]").innerText()).includes("placed")) fault("hold: not placed");
  if (found) {
    await gate.locator("text=Stop orders to acknowledge").waitFor({ timeout: 5000 })
      .catch(() => fault("hold: the gate view was not told"));
    console.log(`the gate view showed the stop order after ${Date.now() - placed} ms`);
    await shot(gate, "gate-stop-order");
  } else fault("hold: nobody waits at the gate");
  await plain.close();
  await watching.close();
}

// A file of answers is judged without scripts: the page with the verdicts, and none for the file.
{
  const context = await browser.newContext({ javaScriptEnabled: false });
  const page = await become(context, "c.tanaka");
  await page.goto(`${DESK}/answers`);
  await page.locator("#agency").selectOption({ index: 1 });
  const rows = "request,answer,answered_on\r\nP0000001.1/none,refused,2024-06-20\r\nhalf a row\r\n";
  await page.locator("#file").setInputFiles({ name: "a.csv", mimeType: "text/csv", buffer: Buffer.from(rows) });
  await page.getByRole("button", { name: "Show what would become of it" }).click();
  const told = await page.locator("tbody tr").allInnerTexts();
  if (told.length !== 2 || !told.every((row) => row.includes("refused"))) fault(`answers: ${told.join(" | ")}`);
  await shot(page, "answers-verdicts");
  await context.close();
  const checked = await browser.newContext({ bypassCSP: true });
  const again = await become(checked, "c.tanaka");
  for (const [name, buffer] of [["verdicts", Buffer.from(rows)], ["faults", Buffer.from([0xff, 0xfe])]]) {
    await again.goto(`${DESK}/answers`);
    await again.locator("#agency").selectOption({ index: 1 });
    await again.locator("#file").setInputFiles({ name: "a.csv", mimeType: "text/csv", buffer });
    await again.getByRole("button", { name: "Show what would become of it" }).click();
    await again.locator(name === "verdicts" ? "#rows" : "#file-fault").waitFor();
    await check(again, `answers ${name}`);
    await shot(again, `answers-${name}-page`);
  }
  await checked.close();
}

// One step for many cases, by keyboard alone and without scripts: picked, looked at, done.
{
  const context = await browser.newContext({ javaScriptEnabled: false });
  const page = await become(context, "d.okafor");
  const box = page.locator("tbody input[name=pick]");
  for (const n of [0, 1]) {
    await box.nth(n).focus();
    await page.keyboard.press("Space");
  }
  await page.locator("#step").focus();
  await page.keyboard.type("Record a notice"); // as its label begins
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  await page.locator("#many-kind").focus();
  await page.keyboard.type("third_country");
  await page.keyboard.press("Enter");
  const tried = await page.locator("[role=status]").innerText();
  if (!tried.includes("Nothing is done yet") || !tried.includes("To be done: 2")) fault(`many: ${tried}`);
  await shot(page, "many-verdicts");
  await page.locator("[role=status] button").focus();
  await page.keyboard.press("Enter");
  await page.getByText("Done: 2").waitFor({ timeout: 10000 }).catch(() => fault("many: not done"));
  await context.close();
  const checked = await browser.newContext({ bypassCSP: true });
  const again = await become(checked, "d.okafor");
  for (const step of ["hold", "custody", "close", "advance"]) {
    await again.goto(`${DESK}/?pick=all`);
    await again.locator("#step").selectOption(step);
    await again.getByRole("button", { name: "Go on" }).click();
    await check(again, `many ${step}`);
    await shot(again, `many-${step}`);
    if (step !== "close") continue;
    await again.locator("#many-outcome").selectOption({ index: 1 });
    await again.locator("#many-reason").fill("because <b>");
    await again.getByRole("button", { name: "Show what would become" }).click();
    await again.locator("#rows").waitFor();
    await check(again, "many verdicts");
  }
  await checked.close();
}

// Two plans side by side, made at the desk: what was planned before a hold, and after it.
{
  const context = await browser.newContext({ bypassCSP: true });
  const page = await become(context, "p.novak");
  for (const flights of ["F900002", "F900003"]) {
    await page.goto(`${DESK}/plans?flights=${flights}`);
    await page.getByRole("button", { name: "Plan", exact: true }).click();
    await page.waitForURL(`${DESK}/plans`);
    const told = await page.locator("[role=status]").innerText().catch(() => page.locator("main").innerText());
    if (!told.includes("is kept")) fault(`plans, ${flights}: ${told.slice(0, 200)}`);
  }
  await check(page, "plans");
  await shot(page, "plans");
  await page.getByRole("button", { name: "Compare" }).click();
  await page.getByText("Whom they treat differently").waitFor();
  await check(page, "two plans");
  await shot(page, "two-plans");
  await page.goto(`${DESK}/plans?flights=none`);
  await page.getByRole("button", { name: "Plan", exact: true }).click();
  await check(page, "plans, refused");
  await context.close();
}

// A case as it was known: from its history to an instant, in light and dark.
for (const colorScheme of ["light", "dark"]) {
  const context = await browser.newContext({ bypassCSP: true, colorScheme });
  const page = await become(context, "e.audley");
  await page.goto(`${DESK}/cases/P0000001.1/as-known`);
  await page.locator(".history a").last().click();
  await page.getByText("As it was known at").waitFor();
  await check(page, `as known ${colorScheme}`);
  await shot(page, `as-known-${colorScheme}`);
  await page.goto(`${DESK}/cases/P0000001.1/as-known?at=2000-01-01T00:00`);
  await check(page, `as known, too early, ${colorScheme}`);
  await context.close();
}

// The focus is visible and the first stop is the way past the head.
{
  const context = await browser.newContext();
  const page = await become(context, "d.okafor");
  await page.keyboard.press("Tab");
  const at = await page.evaluate(() => document.activeElement.className);
  if (at !== "skip") fault(`keyboard: the first stop is ${at}`);
  await page.keyboard.press("Enter");
  await page.keyboard.press("Tab");
  const inside = await page.evaluate(() => document.getElementById("main").contains(document.activeElement));
  if (!inside) fault("keyboard: the way past the head does not lead into the page");
  const weight = await page.evaluate(() => performance.getEntriesByType("resource")
    .concat(performance.getEntriesByType("navigation"))
    .reduce((sum, one) => sum + one.transferSize, 0));
  console.log(`docket, first load: ${Math.round(weight / 1024)} KiB`);
  await context.close();
}

await browser.close();
console.log(`${checks} pages checked by axe for ${users.length} users, ${faults.length} faults`);
process.exitCode = faults.length === 0 ? 0 : 1;
