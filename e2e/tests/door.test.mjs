// The door: logging in, again in the middle of something, and two who edit one user.

import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { becomeAdministrator, lookAt, openPage, startBrowser } from "../support/browser.mjs";
import { startVasl } from "../support/vasl.mjs";

const NAME = "مدیر";
const PASSWORD = "چند واژهٔ پشت سر هم";

/** A browser whose session has ended, as after a night: it keeps all but the session. */
async function endSession(page) {
  await page.context().clearCookies({ name: "vasl_session" });
}

async function logIn(page, name, password) {
  await page.getByLabel("نام کاربری").fill(name);
  await page.getByLabel("گذرواژه").fill(password);
  await page.getByRole("button", { name: "ورود" }).click();
}

describe("the door", () => {
  let vasl, browser, open;

  before(async () => {
    [vasl, browser] = await Promise.all([startVasl(), startBrowser()]);
    open = await openPage(browser, vasl.base);
    await becomeAdministrator(open.page, vasl, NAME, PASSWORD);
  });

  after(async () => {
    await browser?.close();
    await vasl?.stop();
  });

  it("shows a form again as it was typed, once its writer has logged in again", async () => {
    const { page } = open;
    await page.goto("/modules/new");
    await page.locator("#name").fill("فروش «تهران»");
    await page.locator("#code").fill("*۵۰۰۴");
    await endSession(page);
    // A button that only changes the form finds out; nothing typed is lost by it.
    await page.locator("button[data-in-place]").first().click();
    await page.getByText("نشست شما پایان یافته").waitFor();
    assert.equal(await page.getByLabel("نام کاربری").inputValue(), NAME);
    await lookAt(page, "log-in-again");
    await page.getByLabel("گذرواژه").fill("نه این");
    await page.getByRole("button", { name: "ورود" }).click();
    await page.getByText("درست نیست").waitFor();
    await page.getByLabel("گذرواژه").fill(PASSWORD);
    await page.getByRole("button", { name: "ورود" }).click();
    await page.getByText("هنوز ثبت نشده است").waitFor();
    assert.equal(await page.locator("#name").inputValue(), "فروش «تهران»");
    assert.equal(await page.locator("#code").inputValue(), "*۵۰۰۴");
    await lookAt(page, "shown-again");
    // It is not saved, and who leaves it is asked.
    const asked = new Promise((resolve) => page.once("dialog", resolve));
    const leaving = page.getByRole("link", { name: "انصراف" }).click();
    const dialog = await asked;
    assert.equal(dialog.type(), "beforeunload");
    await dialog.accept();
    await leaving;
  });

  it("does not so for a secret, and says so", async () => {
    const { page } = open;
    await page.goto("/trunk");
    await page.locator("#name").fill("مخابرات");
    await page.locator("#server").fill("sip.example.com");
    await page.locator("#user").fill("02191000000");
    await page.locator("#secret").fill("hush-hush-hush");
    await endSession(page);
    await page.getByRole("button", { name: "ثبت" }).click();
    await page.getByText("نشست شما پایان یافته").waitFor();
    assert.ok(!(await page.content()).includes("hush"));
    await page.getByLabel("گذرواژه").fill(PASSWORD);
    await page.getByRole("button", { name: "ورود" }).click();
    await page.getByText("دوباره بنویسید").first().waitFor();
    assert.equal(await page.locator("#secret").inputValue(), "");
    assert.equal(await page.locator("#server").inputValue(), "sip.example.com");
    await lookAt(page, "secret-again");
  });

  it("works without scripts, and for nobody else", async () => {
    const { page: administrators } = open;
    await administrators.goto("/users/new");
    await administrators.locator("#name").fill("sara");
    await administrators.getByRole("radio", { name: /مدیر سیستم/ }).check();
    await administrators.locator("#password").fill(PASSWORD);
    await administrators.locator("#again").fill(PASSWORD);
    await administrators.getByRole("button", { name: "ثبت" }).click();
    await administrators.getByText("اضافه شد.").waitFor();
    const { page, errors, close } = await openPage(browser, vasl.base, { javaScriptEnabled: false });
    await page.goto("/log-in");
    await logIn(page, "sara", PASSWORD);
    await page.goto("/ivrs/new");
    await page.locator("#name").fill("منشی شب");
    await endSession(page);
    await page.getByRole("button", { name: "ثبت" }).last().click();
    await page.getByText("نشست شما پایان یافته").waitFor();
    await logIn(page, "sara", PASSWORD);
    await page.getByText("هنوز ثبت نشده است").waitFor();
    assert.equal(await page.locator("#name").inputValue(), "منشی شب");
    await endSession(page);
    await page.getByRole("button", { name: "ثبت" }).last().click();
    await logIn(page, NAME, PASSWORD);
    await page.waitForURL("**/ivrs/new");
    assert.equal(await page.locator("#name").inputValue(), "");
    assert.deepEqual(errors, []);
    await close();
  });

  it("tells one of two who edit a user", async () => {
    const { page } = open;
    await page.goto("/users/sara");
    const second = await page.context().newPage();
    await second.goto("/users/sara");
    await second.getByRole("radio", { name: /سرپرست/ }).check();
    await second.getByRole("button", { name: "ثبت" }).click();
    await second.getByText("تغییرات ثبت شد.").waitFor();
    await second.close();
    // Only the language was meant here.
    await page.locator("#language").selectOption("en");
    await page.getByRole("button", { name: "ثبت" }).click();
    await page.getByText(/هم‌زمان این صفحه را تغییر داده است/).waitFor();
    await page.getByRole("cell", { name: "سرپرست", exact: true }).waitFor();
    await lookAt(page, "user-conflict");
    await page.getByRole("radio", { name: /سرپرست/ }).check();
    await page.getByRole("button", { name: "ثبت" }).click();
    await page.getByText("تغییرات ثبت شد.").waitFor();
    await page.goto("/users");
    await page.getByRole("row", { name: /sara.*سرپرست.*English/ }).waitFor();
  });

  it("names the tokens of who is removed", async () => {
    const { page } = open;
    for (const name of ["crm", "wallboard"]) {
      await page.goto("/tokens/new");
      await page.locator("#name").fill(name);
      await page.getByRole("button", { name: "ساخت توکن" }).click();
      await page.getByRole("link", { name: "توکن را برداشتم" }).waitFor();
    }
    await page.goto(`/users/${encodeURIComponent(NAME)}/delete`);
    await page.getByText("wallboard").waitFor();
    await page.getByRole("checkbox", { name: /crm/ }).check();
    await lookAt(page, "user-delete-tokens");
    // Who is the only administrator stays, and so does what was ticked.
    await page.getByRole("button", { name: "حذف", exact: true }).click();
    await page.getByText("تنها مدیر سیستم").waitFor();
    assert.ok(await page.getByRole("checkbox", { name: /crm/ }).isChecked());
  });

  it("brings one back who acted without being logged in, and says that nothing was done", async () => {
    const { page } = open;
    await page.goto("/account");
    await endSession(page);
    await page.getByRole("button", { name: "پایان همهٔ نشست‌ها" }).click();
    await page.getByText("انجام نشد").waitFor();
    await lookAt(page, "not-done");
    await logIn(page, NAME, PASSWORD);
    await page.waitForURL("**/account");
  });

  it("made no error in the browser", () => assert.deepEqual(open.errors, []));
});
