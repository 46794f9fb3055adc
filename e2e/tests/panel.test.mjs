// The user's page, step by step, in both languages.

import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { lookAt, openPage, speak, startBrowser } from "../support/browser.mjs";
import { startVasl } from "../support/vasl.mjs";

const NAME = "مدیر";
const PASSWORD = "چند واژهٔ پشت سر هم";

let vasl, browser, open;

before(async () => {
  [vasl, browser] = await Promise.all([startVasl(), startBrowser()]);
  open = await openPage(browser, vasl.base);
});

after(async () => {
  await open?.close();
  await browser?.close();
  await vasl?.stop();
});

describe("the panel", () => {
  it("makes the first administrator, once", async () => {
    const { page } = open;
    await page.goto("/");
    await page.waitForURL("**/first-run");
    await lookAt(page, "first-run");
    await page.getByLabel("کد یک‌بارمصرف").fill("wrong");
    await page.getByLabel("نام کاربری").fill(NAME);
    await page.getByLabel("گذرواژه", { exact: true }).fill("کوتاه");
    await page.getByLabel("تکرار گذرواژه").fill("کوتاه");
    await page.getByRole("button", { name: "ساخت مدیر و ورود" }).click();
    await page.getByText("کد درست نیست").waitFor();
    assert.equal(await page.getByLabel("نام کاربری").inputValue(), NAME);

    await page.goto(`/first-run?token=${vasl.token}`);
    await page.getByLabel("نام کاربری").fill(NAME);
    await page.getByLabel("گذرواژه", { exact: true }).fill(PASSWORD);
    await page.getByLabel("تکرار گذرواژه").fill(PASSWORD);
    await page.getByRole("button", { name: "ساخت مدیر و ورود" }).click();
    await page.getByRole("heading", { name: "داشبورد" }).waitFor();
    await lookAt(page, "dashboard-empty");
    const again = await page.request.get("/first-run", { maxRedirects: 0 });
    assert.equal(again.status(), 303);
  });

  it("logs in and out", async () => {
    const { page } = open;
    await page.getByText(NAME, { exact: true }).click();
    await page.getByRole("button", { name: "خروج" }).click();
    await page.waitForURL("**/log-in");
    await lookAt(page, "log-in");
    await page.goto("/modules?search=x");
    await page.getByLabel("نام کاربری").fill(NAME);
    await page.getByLabel("گذرواژه").fill("نه این");
    await page.getByRole("button", { name: "ورود" }).click();
    await page.getByText("نام کاربری یا گذرواژه درست نیست.").waitFor();
    await page.getByLabel("گذرواژه").fill(PASSWORD);
    await page.getByRole("button", { name: "ورود" }).click();
    await page.waitForURL("**/modules?search=x");
  });

  it("adds a module as the user's page tells it", async () => {
    const { page } = open;
    await page.goto("/");
    await page.getByRole("navigation", { name: "منو" }).getByText("اتصال مجدد اپراتورها").click();
    await lookAt(page, "modules-empty");
    await page.getByRole("link", { name: "افزودن", exact: true }).click();
    await page.getByLabel("نام").fill("poshtibani");
    await page.getByLabel("کد", { exact: false }).first().fill("*۵۰۰۳");
    await page.getByLabel("تا ساعت").check();
    await page.getByLabel("ساعت", { exact: true }).fill("۱۷:۳۰:۰۰");
    await page.getByLabel("ساعت", { exact: true }).blur();
    await page.getByText("به خاطر سپرده می‌شود").waitFor();
    await page.getByRole("radio", { name: "صف" }).check();
    await page.locator("#side_queue").selectOption({ label: "۹۹ پُشتیبانی" });
    await page.getByRole("button", { name: "افزودن", exact: true }).click();
    await page.getByRole("cell", { name: "۹۹ پُشتیبانی", exact: true }).waitFor();
    await page.getByRole("radio", { name: "داخلی" }).check();
    await page.locator("#side_extension").selectOption({ label: "۵۰۵۰ سارا" });
    await page.getByRole("button", { name: "افزودن", exact: true }).click();
    await page.getByRole("cell", { name: "۵۰۵۰ سارا", exact: true }).waitFor();
    await page.getByText("این اعضای صف در فهرست داخلی‌ها نیستند").waitFor();
    await lookAt(page, "module-form");
    await page.getByRole("button", { name: "افزودن این داخلی‌ها" }).click();
    await page.getByRole("cell", { name: "۶۰۶۵ علی", exact: true }).waitFor();
    await page.getByLabel("نوع مقصد").selectOption({ label: "صف‌ها" });
    await page.locator("#failure_queue").selectOption({ label: "۹۹ پُشتیبانی" });
    await page.getByRole("button", { name: "ثبت" }).last().click();
    await page.getByText("اضافه شد.").waitFor();
    await lookAt(page, "modules");
    assert.equal(await page.getByRole("row").count(), 2);
  });

  it("shows the same in English", async () => {
    const { page } = open;
    await speak(page, "en");
    for (const [name, path] of [
      ["dashboard-empty", "/"],
      ["modules", "/modules"],
      ["module-form", "/modules/%2A5003"],
      ["module-delete", "/modules/%2A5003/delete"],
      ["module-clear", "/modules/%2A5003/memory"],
      ["module-preview", "/modules/%2A5003/preview?number=09121234567"],
    ]) {
      await page.goto(path);
      await lookAt(page, name);
      await speak(page, "fa");
      await lookAt(page, name);
      await speak(page, "en");
    }
  });

  it("made no error in the browser", () => {
    assert.deepEqual(open.errors, []);
  });
});
