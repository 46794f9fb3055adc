// The panel without an Asterisk: the first administrator, logging in, and every page in both
// languages.

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { becomeAdministrator, lookAt, lookAtAll, openPage, speak } from "../support/browser.mjs";
import { NAME, PASSWORD, opened } from "../support/opened.mjs";
import { module } from "../support/vasl.mjs";

describe("a new panel", () => {
  const open = opened({ untouched: true });

  it("makes the first administrator, once", async () => {
    const { page } = open;
    await page.goto("/");
    await page.waitForURL("**/first-run");
    await lookAt(page, "first-run");
    await speak(page, "en");
    await lookAt(page, "first-run");
    await speak(page, "fa");
    await page.getByLabel("کد یک‌بارمصرف").fill("wrong");
    await page.getByLabel("نام کاربری").fill(NAME);
    await page.getByLabel("گذرواژه", { exact: true }).fill("کوتاه");
    await page.getByLabel("تکرار گذرواژه").fill("کوتاه");
    await page.getByRole("button", { name: "ساخت مدیر و ورود" }).click();
    await page.getByText("کد درست نیست").waitFor();
    assert.equal(await page.getByLabel("نام کاربری").inputValue(), NAME);

    await becomeAdministrator(page, open.vasl, NAME, PASSWORD);
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

  it("loses nothing that was typed where the PBX is not linked", async () => {
    const { page } = open;
    await page.goto("/modules");
    await lookAt(page, "modules-empty");
    await page.getByRole("link", { name: "افزودن", exact: true }).click();
    await page.locator("#name").fill("poshtibani");
    await page.locator("#code").fill("*۵۰۰۳");
    await page.locator("#until").fill("۱۷:۳۰:۰۰");
    await page.locator("#until").blur();
    await page.getByText("به خاطر سپرده می‌شود").waitFor();
    await page.getByRole("radio", { name: "صف" }).check();
    await page.locator("#side_queue").selectOption("99");
    await page.getByRole("button", { name: "افزودن همهٔ اعضای صف" }).click();
    await page.getByRole("cell", { name: "۵۰۵۰ سارا", exact: true }).waitFor();
    await page.locator("#failure_queue").selectOption("99");
    await page.getByRole("button", { name: "ثبت" }).last().click();
    await page.getByText("ارتباط با سرور تلفنی قطع است").waitFor();
    assert.equal(await page.locator("#name").inputValue(), "poshtibani");
    assert.equal(await page.locator("input[name=side]").count(), 3);
  });

  it("made no error in the browser", () => assert.deepEqual(open.errors, []));
});

describe("a panel with a module", () => {
  const open = opened({ before: [module("*5003", "پُشتیبانی"), module("**89", "فروش", "--inactive")] });

  it("shows every page in both languages", async () => {
    await lookAtAll(open.page, [
      ["dashboard", "/"],
      ["modules", "/modules"],
      ["modules-none-found", "/modules?search=nobody"],
      ["module-form", "/modules/%2A5003"],
      ["module-delete", "/modules/%2A5003/delete"],
      ["module-delete-free", "/modules/%2A%2A89/delete"],
      ["module-clear", "/modules/%2A5003/memory"],
      ["module-preview", "/modules/%2A5003/preview?number=09121234567"],
      ["users", "/users"],
      ["user-new", "/users/new"],
      ["user", `/users/${encodeURIComponent(NAME)}`],
      ["user-delete", `/users/${encodeURIComponent(NAME)}/delete`],
      ["account", "/account"],
      ["audit", "/audit"],
      ["nowhere", "/nowhere"],
    ]);
  });

  it("folds further settings away, and open", async () => {
    const { page } = open;
    await page.goto("/modules/%2A5003");
    await page.getByText("تنظیمات بیشتر").click();
    await lookAt(page, "module-form-more");
  });

  it("searches in any spelling, and switches with one click", async () => {
    const { page } = open;
    await page.goto("/modules");
    await page.getByRole("searchbox").fill("پشتيباني");
    await page.getByRole("searchbox").press("Enter");
    await page.getByRole("link", { name: "پُشتیبانی", exact: true }).waitFor();
    assert.equal(await page.getByRole("row").count(), 2);
    const silent = page.getByRole("switch", { name: /حالت بی‌صدا/ });
    assert.equal(await silent.getAttribute("aria-checked"), "true");
    await page.goto("/modules");
    await page.getByRole("switch", { name: /تنظیم مجدد.*پُشتیبانی/ }).click();
    await page.getByText("تغییرات ثبت شد.").waitFor();
    const reapply = page.getByRole("switch", { name: /تنظیم مجدد.*پُشتیبانی/ });
    assert.equal(await reapply.getAttribute("aria-checked"), "false");
  });

  it("says who changed what", async () => {
    const { page } = open;
    await page.goto("/audit?subject=*5003");
    await page.locator("details.changes summary").first().click();
    await page.getByRole("cell", { name: "تنظیم مجدد هنگام راه‌اندازی" }).waitFor();
    await lookAt(page, "audit-open");
  });

  it("adds a user, who sees less", async () => {
    const { page } = open;
    await page.goto("/users/new");
    await page.locator("#name").fill("sara");
    await page.getByRole("radio", { name: /^اپراتور/ }).check();
    await page.locator("#extension").selectOption("5050");
    await page.locator("#password").fill(PASSWORD);
    await page.locator("#again").fill(PASSWORD);
    await page.getByRole("button", { name: "ثبت" }).click();
    await page.getByText("اضافه شد.").waitFor();
    const hers = await openPage(open.browser, open.vasl.base);
    await hers.page.goto("/log-in");
    await hers.page.getByLabel("نام کاربری").fill("sara");
    await hers.page.getByLabel("گذرواژه").fill(PASSWORD);
    await hers.page.getByRole("button", { name: "ورود" }).click();
    await hers.page.getByRole("heading", { name: "داشبورد" }).waitFor();
    await lookAt(hers.page, "operator-dashboard");
    assert.equal((await hers.page.request.get("/modules")).status(), 403);
    await hers.page.goto("/modules");
    await lookAt(hers.page, "forbidden");
    await hers.close();
  });

  it("warns of what is not saved", async () => {
    const { page } = open;
    await page.goto("/modules/%2A5003");
    await page.locator("#name").fill("چیز دیگر");
    const asked = new Promise((resolve) => page.once("dialog", resolve));
    const leaving = page.getByRole("link", { name: "انصراف" }).click();
    const dialog = await asked;
    assert.equal(dialog.type(), "beforeunload");
    await dialog.accept();
    await leaving;
  });

  it("made no error in the browser", () => assert.deepEqual(open.errors, []));
});

describe("a browser without scripts", () => {
  const open = opened({ before: [module("*5003", "پُشتیبانی")], javaScriptEnabled: false });

  it("edits the rows of a module", async () => {
    const { page } = open;
    await page.goto("/modules/%2A5003");
    await page.getByText("این اعضای صف در فهرست داخلی‌ها نیستند").waitFor();
    await page.getByRole("button", { name: "افزودن این داخلی‌ها" }).click();
    await page.getByRole("cell", { name: "۶۰۶۵ علی", exact: true }).waitFor();
    await page.getByRole("button", { name: "حذف: ۵۰۵۰ سارا" }).click();
    await page.getByRole("cell", { name: "۵۰۵۰ سارا", exact: true }).waitFor({ state: "detached" });
    assert.equal(await page.locator("input[name=side]").count(), 2);
  });
});
