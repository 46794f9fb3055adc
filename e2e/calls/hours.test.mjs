// Working hours in the panel, on a real Asterisk: made by clicks, and set by hand from either side.

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { lookAt } from "../support/browser.mjs";
import { opened, openedWithCalls } from "../support/opened.mjs";

const CALLER = "09121234567";

describe("working hours", () => {
  const open = openedWithCalls();

  const goTo = (name) => open.page.getByRole("navigation").getByRole("link", { name, exact: true }).click();
  const click = (name) => open.page.getByRole("button", { name, exact: true }).last().click();
  const says = (text) => open.page.getByText(text, { exact: true }).first().waitFor();
  const add = async () => {
    await open.page.getByRole("link", { name: "افزودن", exact: true }).click();
    await open.page.locator("#form").waitFor();
  };

  it("are made by clicks, and a call goes by them", async () => {
    const { page } = open;
    // Hours in which nobody ever works.
    await goTo("گروه‌های زمانی");
    await add();
    await page.locator("#name").fill("هیچ‌وقت");
    await page.locator("#code").fill("never");
    await page.getByRole("button", { name: /^حذف سطر .?۱/ }).click();
    await page.getByText("همیشه بسته است.").waitFor();
    await click("ثبت");
    await says("اضافه شد.");

    await goTo("شرط‌های زمانی");
    await add();
    await page.locator("#name").fill("ساعت اداری");
    await page.locator("#code").fill("۱");
    await page.locator("#time_group").selectOption("never");
    await page.locator("#open_kind").selectOption("ivr");
    await page.locator("#open_ivr").selectOption("1");
    await page.locator("#closed_kind").selectOption("hangup");
    await click("ثبت");
    await says("اضافه شد.");
    await says("بسته");

    await goTo("مسیرهای ورودی");
    await page.getByRole("cell", { name: "مسیر ورودی همهٔ شماره‌ها" }).getByRole("link").click();
    await page.locator("#destination_kind").selectOption("time_condition");
    await page.locator("#destination_time_condition").selectOption("1");
    await click("ثبت");
    await says("تغییرات ثبت شد.");
    await lookAt(page, "inbound-routes-any");
  });

  it("are opened by hand, and the next call comes to the menu", async () => {
    const { page } = open;
    await goTo("شرط‌های زمانی");
    await click("باز کردن: ساعت اداری");
    await says("به‌صورت دستی باز");
    await lookAt(page, "time-conditions-by-hand");
    const call = await open.centre.call(CALLER);
    assert.equal(call.queue, "99");
    await open.centre.end();
    await page.goto("/audit");
    await says("شرط‌های زمانی");
  });

  it("are set by a phone, which the panel shows and takes back", async () => {
    const { page } = open;
    // What was set here is taken back there.
    await open.centre.dial("*271");
    await page.goto("/time-conditions");
    await says("بسته");
    await open.centre.dial("*271");
    await page.reload();
    await says("به‌صورت دستی باز");
    await click("بستن: ساعت اداری");
    await says("به‌صورت دستی بسته");
    await click("برگشت به ساعت کاری: ساعت اداری");
    await says("بسته");
    assert.equal(await page.getByText("به‌صورت دستی").count(), 0);
  });

  it("made no error in the browser", () => assert.deepEqual(open.errors, []));
});
