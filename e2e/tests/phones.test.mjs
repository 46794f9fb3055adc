// The pages of telephones and queues, without an Asterisk: looked at in both languages, and filled in.

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { downloaded, lookAt, lookAtAll } from "../support/browser.mjs";
import { opened } from "../support/opened.mjs";

const MORE = [
  ["extension", "add", "7070", "name=رضا محمدی", "outbound_caller_id=02191000000", "do_not_disturb_allowed=false"],
  ["trunk", "set", "name=مخابرات", "registration.server=sip.example.com", "registration.user=02191000000", "registration.secret=trunk-secret-1"],
  ["queue", "add", "98", "name=فروش", "members=7070", "dynamic_members[5050].penalty=2", "strategy=rrmemory"],
];

describe("telephones and queues", () => {
  const open = opened({ before: MORE });

  it("shows every page in both languages", async () => {
    await lookAtAll(open.page, [
      ["extensions", "/extensions"],
      ["extension-new", "/extensions/new"],
      ["extension", "/extensions/7070"],
      ["extension-phone", "/extensions/7070/phone"],
      ["extensions-import", "/extensions/import"],
      ["sounds-empty", "/sounds"],
      ["sound-new", "/sounds/new"],
      ["announcement-new", "/announcements/new"],
      ["trunk", "/trunk"],
      ["trunk-delete", "/trunk/delete"],
      ["feature-codes", "/feature-codes"],
      ["queues", "/queues"],
      ["queue", "/queues/98"],
      ["queue-form", "/queues/98/edit"],
    ]);
  });

  it("says beside each field of an extension what is wrong, and keeps what was typed", async () => {
    const { page } = open;
    await page.goto("/extensions");
    await page.getByRole("link", { name: "افزودن", exact: true }).click();
    await page.locator("#code").fill("۵۰۵۰");
    await page.locator("#name").fill("رضا");
    await page.locator("#outbound_caller_id").fill("abc");
    await page.getByRole("button", { name: "ثبت" }).last().click();
    await page.locator("#outbound_caller_id-wrong").waitFor();
    assert.equal(await page.locator("#name").inputValue(), "رضا");
    await lookAt(page, "extension-wrong");
    await page.locator("#outbound_caller_id").fill("۰۲۱۹۱۰۰۰۰۰۰");
    await page.locator("#code").fill("8080");
    await page.getByRole("button", { name: "ثبت" }).last().click();
    // There is no Asterisk to tell.
    await page.getByText("ارتباط با سرور تلفنی قطع است").first().waitFor();
    assert.equal(await page.locator("#code").inputValue(), "۸۰۸۰");
  });

  it("names the lines of a file in which something is wrong", async () => {
    const { page } = open;
    await page.goto("/extensions/import");
    const sample = await downloaded(page, "دریافت فایل نمونه");
    assert.equal(sample.name, "extensions.csv");
    assert.ok(sample.text.startsWith("\ufeff"), sample.text);
    const rows = "شماره;نام\n8080;رضا\nx;علی\n5050;زهرا\n";
    await page.locator("#file").setInputFiles({ name: "a.csv", mimeType: "text/csv", buffer: Buffer.from(rows) });
    await page.getByRole("button", { name: "افزودن از فایل" }).click();
    await page.locator("#file-wrong").getByText("هیچ داخلی‌ای اضافه نشد؛ یک خط").waitFor();
    await page.getByRole("cell", { name: "شمارهٔ داخلی ۱ تا ۱۰ رقم است" }).waitFor();
    await lookAt(page, "extensions-import-wrong");
  });

  it("puts members into a queue and takes them out, by clicks", async () => {
    const { page } = open;
    await page.goto("/queues/new");
    await page.locator("#code").fill("۷۷");
    await page.locator("#name").fill("مالی");
    await page.locator("#add").selectOption("5050");
    await page.locator("#add_always").selectOption("no");
    await page.getByRole("button", { name: "افزودن", exact: true }).click();
    await page.getByRole("cell", { name: "۵۰۵۰ سارا", exact: true }).waitFor();
    assert.equal(await page.locator("select[name=always_5050]").inputValue(), "no");
    await page.locator("input[name=penalty_5050]").fill("۳");
    await page.getByRole("button", { name: "افزودن همهٔ داخلی‌ها" }).click();
    await page.getByRole("cell", { name: "۷۰۷۰ رضا محمدی", exact: true }).waitFor();
    assert.equal(await page.locator("input[name=penalty_5050]").inputValue(), "۳");
    await page.getByRole("button", { name: "حذف: ۶۰۶۵ علی" }).click();
    await page.getByRole("cell", { name: "۶۰۶۵ علی", exact: true }).waitFor({ state: "detached" });
    await page.getByText("آنچه تماس‌گیرنده می‌شنود").click();
    await page.getByText("تنظیمات بیشتر").click();
    await lookAt(page, "queue-form-open");
  });

  it("says what is wrong with a sound, a trunk and a code", async () => {
    const { page } = open;
    await page.goto("/sounds");
    await page.getByRole("link", { name: "بارگذاری اولین فایل صوتی" }).click();
    await page.locator("#code").fill("welcome");
    await page.locator("#file").setInputFiles({ name: "a.pdf", mimeType: "application/pdf", buffer: Buffer.from("%PDF") });
    await page.getByRole("button", { name: "ثبت" }).last().click();
    await page.locator("#file-wrong").getByText("نه WAV است و نه MP3").waitFor();
    assert.equal(await page.locator("#code").inputValue(), "welcome");
    await page.locator("#file").evaluate((input) => {
      const chosen = new DataTransfer();
      chosen.items.add(new File([new Uint8Array(25 * 1024 * 1024)], "a.wav"));
      input.files = chosen.files;
    });
    await page.getByRole("button", { name: "ثبت" }).last().click();
    await page.locator("#file-wrong").getByText("بزرگ‌تر از ۲۰ مگابایت").waitFor();
    await page.goto("/trunk");
    await page.getByRole("radio", { name: /شناسایی با نشانی/ }).check();
    await page.getByLabel("نشانی سرورها").fill("نشانی");
    await page.getByRole("button", { name: "ثبت" }).last().click();
    await page.locator("#addresses-wrong").waitFor();
    await lookAt(page, "trunk-wrong");
    await page.goto("/feature-codes");
    await page.locator("#queue_pause").fill("۴۷");
    await page.getByRole("button", { name: "ثبت" }).last().click();
    await page.locator("#queue_pause-wrong").waitFor();
    await page.getByRole("button", { name: "برگشت به کدهای معمول" }).click();
    await page.locator("#queue_pause-wrong").waitFor({ state: "detached" });
    assert.equal(await page.locator("#queue_pause").inputValue(), "*۴۷");
  });

  it("made no error in the browser", () => assert.deepEqual(open.errors, []));
});
