// Debian's Chromium, and what the tests look at in it.

import assert from "node:assert/strict";
import { mkdir, readFile } from "node:fs/promises";
import { chromium } from "playwright-core";

const ARTIFACTS = `${process.env.VASL_ARTIFACTS ?? new URL("../artifacts", import.meta.url).pathname}/`;
const AXE = new URL("../node_modules/axe-core/axe.min.js", import.meta.url).pathname;

const WIDE = { width: 1360, height: 850 };
const NARROW = { width: 390, height: 844 };

/** Starts the browser. */
export async function startBrowser() {
  await mkdir(ARTIFACTS, { recursive: true });
  return chromium.launch({
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
    args: [
      "--no-sandbox",
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
    ],
  });
}

/** A page of its own, as somebody new sees it. Any error of the browser's fails the test. */
export async function openPage(browser, base, options = {}) {
  const context = await browser.newContext({
    baseURL: base,
    viewport: WIDE,
    locale: "fa-IR",
    timezoneId: "Asia/Tehran",
    ...options,
  });
  context.setDefaultTimeout(15_000);
  const page = await context.newPage();
  const errors = [];
  page.on("pageerror", (error) => errors.push(error.message));
  page.on("console", (message) => {
    // The browser itself says so of an answer with 422, which is how a form is shown again.
    if (message.type() === "error" && !/status of 4(03|04|22)/.test(message.text())) {
      errors.push(message.text());
    }
  });
  return { page, errors, close: () => context.close() };
}

/** Looks at a page in all ways: nothing serious for axe, nothing wider than the window; kept as pictures. */
export async function lookAt(page, name) {
  const language = await page.locator("html").getAttribute("lang");
  for (const [width, size] of [["wide", WIDE], ["narrow", NARROW]]) {
    await page.setViewportSize(size);
    await page.evaluate(() => document.fonts.ready);
    await page.screenshot({ path: `${ARTIFACTS}${name}-${language}-${width}.png`, fullPage: true });
    const overflow = await page.evaluate(
      () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
    );
    assert.ok(overflow <= 0, `${name}, ${language}, ${width}: ${overflow} pixels wider than the window`);
    await withoutFaults(page, `${name}, ${language}, ${width}`);
  }
  await page.setViewportSize(WIDE);
}

/** Looks at pages, each a name and a path, in both languages; in several tabs at once. */
export async function lookAtAll(page, pages, tabs = 3) {
  for (const language of ["en", "fa"]) {
    await page.goto("/");
    await speak(page, language);
    const left = [...pages];
    const inATab = async () => {
      const tab = await page.context().newPage();
      for (let next = left.shift(); next; next = left.shift()) {
        await tab.setViewportSize(WIDE);
        await tab.goto(next[1]);
        await lookAt(tab, next[0]);
      }
      await tab.close();
    };
    await Promise.all(Array.from({ length: tabs }, inATab));
  }
}

/** Clicks a link that gives a file: how that is called, and what is in it. */
export async function downloaded(page, link) {
  const there = page.getByRole("link", { name: link, exact: true });
  const [file] = await Promise.all([page.waitForEvent("download"), there.click()]);
  const bytes = await readFile(await file.path());
  return { name: file.suggestedFilename(), bytes, text: bytes.toString("utf8") };
}

/** Fails where axe finds something serious. */
async function withoutFaults(page, where) {
  // The page's own policy lets no script in; the browser's evaluation is not bound by it.
  await page.evaluate(await readFile(AXE, "utf8"));
  const { violations } = await page.evaluate(() => globalThis.axe.run());
  const serious = violations.filter(({ impact }) => impact === "serious" || impact === "critical");
  const told = serious.map(({ id, help, nodes }) => `${id}: ${help}\n  ${nodes.map((n) => n.html).join("\n  ")}`);
  assert.equal(serious.length, 0, `${where}\n${told.join("\n")}`);
}

/** Makes the first administrator, who is logged in then. */
export async function becomeAdministrator(page, vasl, name, password) {
  await page.goto(`/first-run?token=${vasl.token}`);
  await page.getByLabel("نام کاربری").fill(name);
  await page.getByLabel("گذرواژه", { exact: true }).fill(password);
  await page.getByLabel("تکرار گذرواژه").fill(password);
  await page.getByRole("button", { name: "ساخت مدیر و ورود" }).click();
  await page.getByRole("heading", { name: "داشبورد" }).waitFor();
}

/**
 * Loads a page that does not keep itself up to date until it shows something, for fifteen seconds at
 * most.
 */
export async function reloadUntil(page, path, what) {
  const end = Date.now() + 15_000;
  do {
    await page.goto(path);
    if (await what().count()) return;
  } while (Date.now() < end);
  assert.fail(`${path} does not show what it should`);
}

/** The other language, by one click. */
export async function speak(page, language) {
  const now = await page.locator("html").getAttribute("lang");
  if (now !== language) await page.locator(`button[name=language][value=${language}]`).click();
  await page.locator(`html[lang=${language}]`).waitFor();
}
