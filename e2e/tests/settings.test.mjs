// The settings, and what several pages share with them: dates.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { describe, it } from "node:test";
import { downloaded, lookAt, lookAtAll, openPage, speak } from "../support/browser.mjs";
import { opened } from "../support/opened.mjs";
import { module } from "../support/vasl.mjs";

describe("a date", () => {
  const open = opened({ before: [module("*5003", "پُشتیبانی")] });

  it("is counted by the script as by the server, on every day of four centuries", async () => {
    const file = await readFile(new URL("jalali_years.txt", import.meta.url), "utf8");
    const years = file.trim().split("\n").map((line) => line.split(" "));
    await open.page.goto("/audit");
    const wrong = await open.page.evaluate((years) => {
      // The script's own, in the page as it is served.
      const { jalali, gregorian } = calendars;
      const wrong = [];
      for (const [year, begins] of years) {
        const [y, m, d] = gregorian.dateOf(jalali.dayOf(Number(year), 1, 1));
        const text = [y, String(m).padStart(2, "0"), String(d).padStart(2, "0")].join("-");
        if (text !== begins) wrong.push(`${year} begins ${text}, not ${begins}`);
      }
      const last = jalali.dayOf(1699, 12, jalali.daysIn(1699, 12));
      for (let day = jalali.dayOf(1300, 1, 1), before = ""; day <= last; day += 1) {
        const date = jalali.dateOf(day);
        const text = date.map((part) => String(part).padStart(2, "0")).join("/");
        if (jalali.dayOf(...date) !== day || text <= before) wrong.push(text);
        before = text;
      }
      return wrong;
    }, years);
    assert.equal(years.length, 400);
    assert.deepEqual(wrong, []);
  });

  it("is chosen with the mouse", async () => {
    const { page } = open;
    await page.locator("#from").fill("۱۴۰۵-۱-۳۱");
    await page.getByRole("button", { name: "انتخاب تاریخ: از تاریخ" }).click();
    const dialog = page.getByRole("dialog", { name: "انتخاب تاریخ: از تاریخ" });
    await dialog.getByText("فروردین ۱۴۰۵").waitFor();
    // 1 Farvardin 1405 was a Saturday: the first cell, and on the right.
    const first = await dialog.locator("td").first().boundingBox();
    const second = await dialog.locator("td").nth(1).boundingBox();
    assert.equal(await dialog.locator("td").first().textContent(), "۱");
    assert.ok(first.x > second.x, "from right to left");
    await lookAt(page, "date");
    await dialog.getByRole("button", { name: "ماه بعد" }).click();
    await dialog.getByText("اردیبهشت ۱۴۰۵").waitFor();
    await dialog.getByRole("gridcell", { name: "۱۵", exact: true }).click();
    await dialog.waitFor({ state: "hidden" });
    assert.equal(await page.locator("#from").inputValue(), "۱۴۰۵/۰۲/۱۵");
  });

  it("is chosen with the keyboard alone", async () => {
    const { page } = open;
    const at = () => page.locator("td:focus").textContent();
    const press = async (...keys) => {
      for (const key of keys) await page.keyboard.press(key);
    };
    await page.locator("#to").fill("1405/09/05");
    await press("Tab", "Enter");
    const dialog = page.getByRole("dialog", { name: "انتخاب تاریخ: تا تاریخ" });
    await dialog.getByText("آذر ۱۴۰۵").waitFor();
    assert.equal(await page.locator("td[aria-selected=true]").textContent(), "۵");
    // 5 Azar 1405 is a Thursday. Left is onwards.
    for (const [key, day] of [
      ["ArrowLeft", "۶"],
      ["ArrowDown", "۱۳"],
      ["ArrowRight", "۱۲"],
      ["ArrowUp", "۵"],
      ["End", "۶"],
      ["Home", "۳۰"],
    ]) {
      await press(key);
      assert.equal(await at(), day, key);
    }
    await dialog.getByText("آبان ۱۴۰۵").waitFor();
    // Esfand of 1404 had 29 days.
    await press("PageUp", "PageUp", "PageUp", "PageUp", "PageUp", "PageUp", "PageUp", "PageUp");
    await dialog.getByText("اسفند ۱۴۰۴").waitFor();
    assert.equal(await at(), "۲۹");
    await press("Shift+PageDown", "PageDown", "ArrowLeft", "Escape");
    await dialog.waitFor({ state: "hidden" });
    assert.equal(await page.locator("#to").inputValue(), "1405/09/05");
    assert.equal(await page.evaluate(() => document.activeElement.title), "انتخاب تاریخ");
    await press("Enter", "ArrowLeft", "Enter");
    assert.equal(await page.locator("#to").inputValue(), "۱۴۰۵/۰۹/۰۶");
  });

  it("is Gregorian in English, and the address means the same day", async () => {
    const { page } = open;
    await page.goto("/audit?from=1405%2F09%2F05");
    await speak(page, "en");
    assert.equal(await page.locator("#from").inputValue(), "2026-11-26");
    await page.getByRole("button", { name: "Choose a date: From" }).click();
    const dialog = page.getByRole("dialog", { name: "Choose a date: From" });
    await dialog.getByText("November 2026").waitFor();
    assert.equal(await page.locator("td:focus").textContent(), "26");
    await lookAt(page, "date");
    await page.keyboard.press("ArrowRight");
    await page.keyboard.press("Enter");
    assert.equal(await page.locator("#from").inputValue(), "2026-11-27");
    await speak(page, "fa");
  });

  it("that is none is said beside its field, and stays", async () => {
    const { page } = open;
    await page.goto("/audit?from=1404%2F12%2F30");
    await page.getByText(/روز .*۱۴۰۴\/۱۲\/۳۰.* در تقویم نیست/).waitFor();
    assert.equal(await page.locator("#from").inputValue(), "۱۴۰۴/۱۲/۳۰");
    assert.equal(await page.locator("#from").getAttribute("aria-invalid"), "true");
    await lookAt(page, "date-wrong");
  });

  it("is typed where no scripts run", async () => {
    const context = await openPage(open.browser, open.vasl.base, {
      javaScriptEnabled: false,
      storageState: await open.page.context().storageState(),
    });
    await context.page.goto("/audit");
    await context.page.locator("#from").waitFor();
    assert.equal(await context.page.getByRole("button", { name: /انتخاب تاریخ/ }).count(), 0);
    await context.close();
  });

  it("made no error in the browser", () => assert.deepEqual(open.errors, []));
});

describe("the settings", () => {
  const open = opened({ before: [module("*5003", "پُشتیبانی")] });

  it("say for how long things are kept, and ask before anything is removed", async () => {
    const { page } = open;
    await page.getByRole("link", { name: "تنظیمات عمومی" }).click();
    await page.locator("#conversations_days").fill("۷");
    await page.locator("#area_code").fill("۰۲۱");
    await page.getByRole("button", { name: "ثبت" }).click();
    await page.getByText("کد شهر ۱ تا ۵ رقم است").first().waitFor();
    assert.equal(await page.locator("#conversations_days").inputValue(), "۷");
    await page.locator("#area_code").fill("۳۱");
    await page.getByRole("button", { name: "ثبت", exact: true }).click();
    await page.getByText("برای همیشه پاک می‌شوند").waitFor();
    await lookAt(page, "preferences-shorter");
    await page.getByRole("button", { name: "ثبت و پاک‌کردن" }).click();
    await page.getByText("تغییرات ثبت شد.").waitFor();
    assert.equal(await page.locator("#conversations_days").inputValue(), "۷");
    await page.goto("/audit?kind=preferences");
    await page.locator("details.changes summary").first().click();
    await page.getByRole("cell", { name: "کد شهر" }).waitFor();
  });

  it("test the link, and say what is wrong and what to do", async () => {
    const { page } = open;
    await page.getByRole("link", { name: "اتصال به سرور تلفنی" }).click();
    await page.getByText("قطع است", { exact: true }).waitFor();
    await page.getByRole("button", { name: "آزمایش اتصال" }).click();
    // Nothing listens there.
    await page.getByText(/به .*127\.0\.0\.1:1.* نمی‌رسیم/).waitFor();
    await lookAt(page, "link-test");
  });

  it("make a token, with which a program is answered until it is revoked", async () => {
    const { page } = open;
    await page.getByRole("link", { name: "توکن‌های API" }).click();
    await page.getByText("هنوز توکنی نیست").waitFor();
    await lookAt(page, "tokens-empty");
    await page.getByRole("link", { name: "افزودن", exact: true }).click();
    await page.locator("#name").fill("crm");
    await page.getByRole("button", { name: "ساخت توکن" }).click();
    const token = await page.locator("#token").inputValue();
    await lookAt(page, "token-made");
    const ask = (path) => fetch(`${open.vasl.base}${path}`, { headers: { authorization: `Bearer ${token}` } });
    const health = await ask("/api/health");
    assert.equal(health.status, 200);
    assert.equal((await health.json()).linked, false);
    const preview = await ask("/api/modules/%2A5003/preview?caller=0912%20123%204567");
    assert.equal((await preview.json()).reason, "never_spoke");
    await page.getByRole("link", { name: "توکن را برداشتم" }).click();
    await page.getByRole("cell", { name: "crm", exact: true }).waitFor();
    await lookAt(page, "tokens");
    await page.getByRole("link", { name: "باطل کردن: crm" }).click();
    await page.getByRole("button", { name: "باطل کردن" }).click();
    await page.getByText("توکن باطل شد.").waitFor();
    const refused = await ask("/api/health");
    assert.equal(refused.status, 401);
    assert.equal((await refused.json()).code, "unauthorized");
  });

  it("give the configuration as a file, and say what a file would change", async () => {
    const { page } = open;
    await page.goto("/backup");
    const { name, text } = await downloaded(page, "دریافت فایل");
    assert.match(name, /^vasl-\d{4}-\d\d-\d\d\.toml$/);
    assert.match(text, /poshtibani|پُشتیبانی/);
    const send = async (content) => {
      await page.goto("/backup");
      const buffer = Buffer.from(content);
      await page.locator("#file").setInputFiles({ name: "vasl.toml", mimeType: "application/toml", buffer });
      await page.getByRole("button", { name: "نمایش تغییرات" }).click();
    };
    await send(text);
    await page.getByText("هیچ تغییری لازم نیست").waitFor();
    await send("[[module]]\ncode = 5\n");
    await page.getByText(/خط .?۲.?: .?مقدار «.?code.?» درست نوشته نشده است/).waitFor();
    await page.getByText("write it in quotes").waitFor();
    await lookAt(page, "backup-wrong");
    await send(text.replace('name = "پُشتیبانی"', 'name = "فروش"'));
    await page.getByText(/فروش/).first().waitFor();
    await lookAt(page, "backup-plan");
    // Without a PBX nothing is applied, and nothing is lost.
    await page.getByRole("button", { name: "اعمال این تغییرات" }).click();
    await page.getByText("تغییرات اعمال نشد، چون ارتباط با سرور تلفنی قطع است").waitFor();
    await page.getByText(/فروش/).first().waitFor();
  });

  it("look well in both languages", async () => {
    await lookAtAll(open.page, [
      ["tokens", "/tokens"],
      ["token-new", "/tokens/new"],
      ["backup", "/backup"],
      ["preferences", "/preferences"],
      ["link", "/link"],
    ]);
  });

  it("made no error in the browser", () => assert.deepEqual(open.errors, []));
});
