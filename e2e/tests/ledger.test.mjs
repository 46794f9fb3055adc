// What two people do to one thing at once, and what is said before something is deleted.

import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { becomeAdministrator, lookAt, openPage, speak, startBrowser } from "../support/browser.mjs";
import { startVasl } from "../support/vasl.mjs";

const NAME = "مدیر";
const PASSWORD = "چند واژهٔ پشت سر هم";

/** A tone of so many seconds, as a recorder has it: WAV, one channel of 16 bits at 16,000 Hz. */
function recording(seconds) {
  const samples = 16_000 * seconds;
  const bytes = Buffer.alloc(44 + 2 * samples);
  bytes.write("RIFF\0\0\0\0WAVEfmt ", "latin1");
  bytes.writeUInt32LE(16, 16);
  bytes.writeUInt16LE(1, 20);
  bytes.writeUInt16LE(1, 22);
  bytes.writeUInt32LE(16_000, 24);
  bytes.writeUInt32LE(32_000, 28);
  bytes.writeUInt16LE(2, 32);
  bytes.writeUInt16LE(16, 34);
  bytes.write("data", 36, "latin1");
  bytes.writeUInt32LE(2 * samples, 40);
  for (let at = 0; at < samples; at += 1) bytes.writeInt16LE(at % 32 < 16 ? 4000 : -4000, 44 + 2 * at);
  return { name: `${seconds}.wav`, mimeType: "audio/wav", buffer: bytes };
}

/** How many seconds of a sound callers hear. */
async function heard(page, name) {
  const answer = await page.request.get(`/sounds/${name}/heard`);
  assert.equal(answer.status(), 200);
  return ((await answer.body()).length - 44) / 16_000;
}

async function save(page) {
  await page.getByRole("button", { name: "ثبت" }).last().click();
}

describe("the ledger", () => {
  let vasl, browser, hers, his;

  before(async () => {
    const more = [
      ["extension", "add", "7070", "name=رضا محمدی"],
      ["user", "add", "reza", "--role", "operator", "--extension", "7070"],
      ["caller", "pin", "09121234567", "7070"],
      ["caller", "pin", "09351234567", "7070"],
    ];
    [vasl, browser] = await Promise.all([startVasl({ before: more }), startBrowser()]);
    hers = await openPage(browser, vasl.base);
    await becomeAdministrator(hers.page, vasl, NAME, PASSWORD);
    his = await openPage(browser, vasl.base);
    await his.page.goto("/log-in");
    await his.page.getByLabel("نام کاربری").fill(NAME);
    await his.page.getByLabel("گذرواژه", { exact: true }).fill(PASSWORD);
    await his.page.getByRole("button", { name: "ورود" }).click();
    await his.page.getByRole("heading", { name: "داشبورد" }).waitFor();
  });

  after(async () => {
    await browser?.close();
    await vasl?.stop();
  });

  it("keeps the recording of whoever was first with a new name", async () => {
    for (const { page } of [hers, his]) await page.goto("/sounds/new");
    await hers.page.locator("#code").fill("welcome");
    await hers.page.locator("#description").fill("خوش‌آمدگویی");
    await hers.page.locator("#file").setInputFiles(recording(1));
    await save(hers.page);
    await hers.page.getByRole("link", { name: "welcome" }).waitFor();
    await his.page.locator("#code").fill("welcome");
    await his.page.locator("#file").setInputFiles(recording(2));
    await save(his.page);
    await his.page.locator("#code-wrong").getByText("قبلاً برای").waitFor();
    assert.equal(await heard(his.page, "welcome"), 1);
  });

  it("tells whoever is second at one sound, and both hear what was saved", async () => {
    for (const { page } of [hers, his]) await page.goto("/sounds/welcome");
    await hers.page.locator("#description").fill("سلام");
    await hers.page.locator("#file").setInputFiles(recording(3));
    await save(hers.page);
    await hers.page.getByText("سلام").waitFor();
    await his.page.locator("#description").fill("خوش آمدید");
    await his.page.locator("#file").setInputFiles(recording(2));
    await save(his.page);
    await his.page.getByText("هم‌زمان این صفحه را تغییر داده است").waitFor();
    assert.equal(await his.page.locator("#description").inputValue(), "خوش آمدید");
    assert.equal(await heard(his.page, "welcome"), 3);
    await lookAt(his.page, "sound-conflict");
    await his.page.locator("#file").setInputFiles(recording(2));
    await save(his.page);
    await his.page.getByText("خوش آمدید").waitFor();
    assert.equal(await heard(hers.page, "welcome"), 2);
  });

  it("deletes nothing but what was looked at, and says what became of it", async () => {
    await his.page.goto("/sounds/welcome/delete");
    await hers.page.goto("/sounds/welcome");
    await hers.page.locator("#description").fill("آهنگ انتظار");
    await save(hers.page);
    await hers.page.getByText("آهنگ انتظار").waitFor();
    await his.page.getByRole("button", { name: "حذف" }).click();
    await his.page.getByText("پس از باز شدن این صفحه").waitFor();
    await his.page.getByRole("cell", { name: "آهنگ انتظار" }).first().waitFor();
    await lookAt(his.page, "sound-delete-conflict");
    await his.page.getByRole("button", { name: "حذف" }).click();
    await his.page.getByText("هنوز فایل صوتی‌ای نیست").waitFor();
    assert.equal((await his.page.request.get("/sounds/welcome/heard")).status(), 404);
  });

  it("says who depends on an extension, and what becomes of them", async () => {
    const { page } = hers;
    await page.goto("/extensions/7070/delete");
    await page.getByRole("link", { name: /reza.* نقش اپراتور این داخلی/ }).waitFor();
    assert.equal(await page.getByRole("button", { name: "حذف" }).count(), 0);
    for (const language of ["en", "fa"]) {
      await speak(page, language);
      await lookAt(page, "extension-delete-kept");
    }
    await page.getByRole("link", { name: /reza/ }).click();
    await page.goto("/users/reza/delete");
    await page.getByRole("button", { name: "حذف" }).click();
    await page.waitForURL(/done=removed/);
    await page.goto("/extensions/7070/delete");
    await page.getByText("تماس‌گیرنده همیشه به این اپراتور").waitFor();
    await page.getByText("۰۹۱۲۱۲۳۴۵۶۷").waitFor();
    for (const language of ["en", "fa"]) {
      await speak(page, language);
      await lookAt(page, "extension-delete-pinned");
    }
    await page.getByRole("button", { name: "حذف" }).click();
    // There is no Asterisk to tell.
    await page.getByText("ارتباط با سرور تلفنی قطع است").first().waitFor();
  });

  it("has written down all of it", async () => {
    const { page } = hers;
    await page.goto("/audit");
    await page.getByText("صدای ضبط‌شده").first().waitFor({ state: "attached" });
    await page.getByText("خط فرمان").first().waitFor();
    await page.getByText("خود سامانه").first().waitFor();
    for (const language of ["en", "fa"]) {
      await speak(page, language);
      await lookAt(page, "audit-ledger");
    }
  });

  it("made no error in the browser", () => assert.deepEqual([...hers.errors, ...his.errors], []));
});
