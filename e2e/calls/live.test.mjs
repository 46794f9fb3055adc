// What goes on is seen while it goes on: real calls, and a page that nobody loads anew.

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { downloaded, lookAt, lookAtAll, openPage } from "../support/browser.mjs";
import { PASSWORD, openedWithCalls } from "../support/opened.mjs";
import { module } from "../support/vasl.mjs";

const NUMBER = "09121234567";
const SHOWN = "۰۹۱۲۱۲۳۴۵۶۷";

describe("what goes on", () => {
  const open = openedWithCalls({ ready: (centre) => open.centre.module() });
  let last;

  const stands = (page, operator, words) =>
    page.locator(`#operator-${operator}`).getByText(words, { exact: true }).waitFor();

  it("is seen without loading the page anew", async () => {
    const { page } = open;
    await page.getByRole("navigation").getByRole("link", { name: "وضعیت لحظه‌ای" }).click();
    await page.evaluate(() => (globalThis.notLoadedAnew = true));
    for (const operator of ["5050", "6065"]) await stands(page, operator, "آزاد");
    await page.getByText("به‌روزرسانی خودکار", { exact: true }).waitFor();
    await page.locator("#live-waiting").getByText("کسی منتظر نیست.").waitFor();

    last = await open.centre.call(NUMBER);
    await stands(page, last.with, "در حال مکالمه");
    const lasting = page.locator(`#operator-${last.with} .lasting`);
    const first = await lasting.textContent();
    await page.waitForFunction(
      ([id, first]) => document.querySelector(`${id} .lasting`).textContent !== first,
      [`#operator-${last.with}`, first],
    );
    await page.locator("#live-remembered").getByText(SHOWN).waitFor();

    // The same caller once more: they wait for the operator who speaks with them.
    await open.centre.wait(last.with, NUMBER);
    await page.locator("#live-waiting tbody tr").getByText(SHOWN).waitFor();
    await page.locator("#live-states").getByText("بیشترین انتظار").waitFor();
    await lookAt(page, "live-waiting");
    await open.centre.end();
    await page.locator("#live-waiting").getByText("کسی منتظر نیست.").waitFor();
    await stands(page, last.with, "در حال مکالمه");
    await open.centre.end();
    await stands(page, last.with, "آزاد");
    const left = await page.locator("#live-remembered tbody .lasting").first().textContent();
    assert.match(left, /^(۸:۰۰:۰۰|۷:۵۹:[۰-۹]{2})$/);
    assert.equal(await page.evaluate(() => globalThis.notLoadedAnew), true);
  });

  it("is told afterwards: each call, and the numbers of a report", async () => {
    const { page } = open;
    await page.goto("/calls");
    await page.locator("#number").fill("۰۹۱۲۱۲۳۴۵۶۷");
    await page.getByRole("button", { name: "نمایش", exact: true }).click();
    await page.getByText("هنوز با اپراتوری صحبت نکرده").last().waitFor();
    assert.equal(await page.locator("tbody tr").count(), 2);
    await page.locator("tbody tr").first().getByRole("link").first().click();
    await page.getByText("به اپراتور قبلی وصل شد").first().waitFor();
    await page.getByText(/^کلید .*۳/).waitFor();
    const story = new URL(page.url()).pathname;
    await page.goto("/reports?period=days&from=1405/01/01");
    const numbers = await page.locator(".tile .number").allTextContents();
    assert.deepEqual(numbers, ["۲", "۱", "۱", "۱۰۰٪"]);
    const sheet = await downloaded(page, "خروجی اکسل");
    assert.match(sheet.name, /^vasl-report-14\d\d-\d\d-\d\d\.xlsx$/);
    assert.equal(sheet.bytes.subarray(0, 2).toString(), "PK");
    const { name, text } = await downloaded(page, "CSV");
    assert.match(name, /^vasl-report-14\d\d-\d\d-\d\d\.csv$/);
    assert.ok(text.startsWith("\ufeff\"شمارش\";"), text);
    await lookAtAll(page, [
      ["dashboard-at-work", "/"],
      ["live", "/live"],
      ["live-remembered", "/live/remembered"],
      ["calls", "/calls"],
      ["call-story", story],
      ["reports", "/reports?period=days&from=1405/01/01"],
      ["missed", "/missed"],
    ]);
  });

  it("is seen by an operator as far as it is theirs", async () => {
    const { page } = open;
    await page.goto("/users/new");
    await page.locator("#name").fill("operator");
    await page.getByRole("radio", { name: /^اپراتور/ }).check();
    await page.locator("#extension").selectOption(last.with);
    await page.locator("#password").fill(PASSWORD);
    await page.locator("#again").fill(PASSWORD);
    await page.getByRole("button", { name: "ثبت" }).click();
    await page.getByText("اضافه شد.").waitFor();
    const theirs = await openPage(open.browser, open.centre.base);
    await theirs.page.goto("/log-in");
    await theirs.page.getByLabel("نام کاربری").fill("operator");
    await theirs.page.getByLabel("گذرواژه").fill(PASSWORD);
    await theirs.page.getByRole("button", { name: "ورود" }).click();
    await theirs.page.getByRole("link", { name: "وضعیت لحظه‌ای" }).click();
    await theirs.page.locator("#live-own").getByText("آزاد").waitFor();
    assert.equal(await theirs.page.locator("#live-operators").count(), 0);
    await open.centre.call(NUMBER);
    await theirs.page.locator("#live-own").getByText("در حال مکالمه").waitFor();
    await lookAt(theirs.page, "live-own");
    await open.centre.end();
    await theirs.page.goto("/");
    await lookAt(theirs.page, "operator-at-work");

    // A pause from their own page is one in the queue, and seen by whoever looks on.
    await page.goto("/live");
    await stands(page, last.with, "آزاد");
    await theirs.page.getByText("استراحت", { exact: true }).first().click();
    await theirs.page.locator("#reason").fill("ناهار");
    await theirs.page.locator("button[value=pause]").click();
    await theirs.page.getByText("تغییرات ثبت شد.").waitFor();
    await theirs.page.locator("#live-own").getByText("استراحت").waitFor();
    await stands(page, last.with, "استراحت");
    await lookAt(theirs.page, "operator-pauses");
    await theirs.page.getByRole("button", { name: "پایان استراحت" }).click();
    await theirs.page.locator("#live-own").getByText("آزاد").waitFor();
    await stands(page, last.with, "آزاد");
    assert.deepEqual(theirs.errors, []);
    await theirs.close();
  });

  it("made no error in the browser", () => assert.deepEqual(open.errors, []));
});
