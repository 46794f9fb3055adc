// What happens and what happened, without an Asterisk: the pages are whole before there is anything
// to show, without scripts, and for whoever makes a mistake in a form.

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { lookAtAll } from "../support/browser.mjs";
import { opened } from "../support/opened.mjs";
import { module } from "../support/vasl.mjs";

describe("what happens and what happened", () => {
  const open = opened({ before: [module("*5003", "پُشتیبانی")] });

  it("is whole before there is anything to show", async () => {
    await lookAtAll(open.page, [
      ["live-unlinked", "/live"],
      ["live-none-found", "/live?search=nobody"],
      ["remembered-nobody", "/live/remembered"],
      ["calls-empty", "/calls"],
      ["calls-none-found", "/calls?number=09121234567"],
      ["calls-wrong", "/calls?number=abc&period=days&from=1405/13/01"],
      ["reports-empty", "/reports?period=month"],
      ["missed-nobody", "/missed?period=week"],
    ]);
  });

  it("tells how operators stand while there is no PBX", async () => {
    const { page } = open;
    await page.goto("/live");
    await page.locator("#operator-5050").getByText("وضعیت نامشخص").waitFor();
    await page.getByText("به‌روزرسانی خودکار", { exact: true }).waitFor();
    await page.locator("#search").fill("علي");
    await page.getByRole("button", { name: "نمایش", exact: true }).click();
    await page.locator("#operator-6065").waitFor();
    assert.equal(await page.locator("#live-operators tbody tr").count(), 1);
  });

  it("is asked for by days of the calendar, chosen or typed", async () => {
    const { page } = open;
    await page.goto("/reports");
    assert.equal(await page.locator("#from").isVisible(), false);
    await page.locator("#period").selectOption("days");
    await page.locator("#from").fill("۱۴۰۵/۰۹/۰۵");
    await page.locator("#to").fill("1405/09/04");
    await page.getByRole("button", { name: "نمایش", exact: true }).click();
    await page.getByText("تاریخ پایان باید پس از تاریخ شروع باشد.").waitFor();
    assert.equal(await page.locator("#from").inputValue(), "۱۴۰۵/۰۹/۰۵");
    await page.locator("#to").fill("۱۴۰۵/۰۹/۰۶");
    await page.getByRole("button", { name: "نمایش", exact: true }).click();
    await page.getByText(/۱۴۰۵\/۰۹\/۰۵.* تا .*۱۴۰۵\/۰۹\/۰۶/).waitFor();
  });

  it("ends with the session, and does not keep the service", async () => {
    const { page } = open;
    await page.goto("/live");
    await page.getByText("به‌روزرسانی خودکار", { exact: true }).waitFor();
    const began = Date.now();
    await open.vasl.stop();
    open.vasl = undefined;
    assert.ok(Date.now() - began < 4_000, `${Date.now() - began} ms`);
    await page.getByText("به‌روزرسانی خودکار قطع است").waitFor();
  });

  it("made no error in the browser", () => {
    // The server was stopped under the page.
    assert.deepEqual(open.errors.filter((error) => !/ERR_(CONNECTION|INCOMPLETE)/.test(error)), []);
  });
});
