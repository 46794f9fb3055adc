// The habits of lists and forms: nothing that was typed is lost without a question, there is a way
// back from every answer, and a list goes on where it was left.

import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, it } from "node:test";
import { lookAt } from "../support/browser.mjs";
import { opened } from "../support/opened.mjs";
import { module } from "../support/vasl.mjs";

/** A configuration with more of one kind than a page has, in a file of a folder. */
function many(folder) {
  const things = Array.from({ length: 105 }, (_, at) => `[[misc_destination]]
code = "*7${String(at).padStart(3, "0")}"
name = "مقصد ${at}"
dials = "internal:5050"`);
  const sara = '[[extension]]\nnumber = "5050"\nname = "سارا"\nsecret = "phone-secret-5050"';
  const file = join(folder, "all.toml");
  writeFileSync(file, [sara, ...things].join("\n"));
  return file;
}

/** What the browser asks before it leaves a page, answered by staying. */
function stays(page) {
  const asked = [];
  const answer = (dialog) => {
    asked.push(dialog.type());
    dialog.dismiss();
  };
  page.on("dialog", answer);
  return { asked, end: () => page.off("dialog", answer) };
}

/** Types as people do: only who has touched a page is asked by the browser. */
async function type(page, field, text) {
  await page.locator(field).click();
  await page.keyboard.type(text);
}

describe("the habits of forms", () => {
  const open = opened({ before: [module("*5003", "پُشتیبانی")] });

  it("ask before what was typed is lost, whatever leads away", async () => {
    const { page } = open;
    const name = "مدیر";
    for (const [path, field] of [
      ["/modules/new", "#name"],
      ["/preferences", "#time_zone"],
      ["/users/new", "#name"],
      ["/tokens/new", "#name"],
      ["/account", "#current"],
      [`/users/${encodeURIComponent(name)}`, "#password"],
    ]) {
      await page.goto(path);
      await type(page, field, "x");
      const { asked, end } = stays(page);
      await page.locator("header summary").click();
      await page.getByRole("button", { name: "خروج", exact: true }).click();
      await page.waitForTimeout(0);
      await page.getByRole("navigation").getByRole("link", { name: "داشبورد" }).first().click();
      end();
      assert.deepEqual(asked, ["beforeunload", "beforeunload"], path);
      assert.match(await page.locator(field).inputValue(), /x/, path);
      page.once("dialog", (dialog) => dialog.accept());
      await page.goto("/");
    }
  });

  it("ask also where a form was refused, and not when it is sent", async () => {
    const { page } = open;
    for (const [path, button] of [["/users/new", "ثبت"], ["/tokens/new", "ساخت توکن"]]) {
      await page.goto(path);
      await type(page, "#name", "a b");
      const { asked, end } = stays(page);
      if (path === "/users/new") {
        for (const field of ["#password", "#again"]) await type(page, field, "short");
      }
      await page.getByRole("button", { name: button, exact: true }).click();
      await page.locator("#name-wrong").waitFor();
      assert.deepEqual(asked, [], path);
      await page.locator("#name").click();
      await page.getByRole("navigation").getByRole("link", { name: "داشبورد" }).first().click();
      end();
      assert.deepEqual(asked, ["beforeunload"], path);
      page.once("dialog", (dialog) => dialog.accept());
      await page.goto("/");
    }
  });

  it("take over into the other language what was typed", async () => {
    const { page } = open;
    await page.goto("/modules/new");
    await type(page, "#name", "پشتیبانی شب");
    const { asked, end } = stays(page);
    await page.getByRole("button", { name: "English" }).click();
    await page.locator("html[lang=en]").waitFor();
    assert.equal(await page.locator("#name").inputValue(), "پشتیبانی شب");
    assert.equal(await page.locator(".wrong").count(), 0);
    assert.deepEqual(asked, []);
    // It is still not saved.
    await page.locator("#name").click();
    await page.getByRole("link", { name: "Cancel" }).click();
    assert.deepEqual(asked, ["beforeunload"]);
    end();
    await page.getByRole("button", { name: "فارسی" }).click();
    await page.locator("html[lang=fa]").waitFor();
    page.once("dialog", (dialog) => dialog.accept());
    await page.goto("/modules/new");
    // Where nothing is typed the page is only asked for anew, and nothing is to be lost.
    await page.getByRole("button", { name: "English" }).click();
    await page.locator("html[lang=en]").waitFor();
    assert.equal(await page.locator("form[data-unsaved]").count(), 0);
    await page.getByRole("button", { name: "فارسی" }).click();
    await page.locator("html[lang=fa]").waitFor();
  });

  it("lead back from an answer in the other language too", async () => {
    const { page } = open;
    await page.goto("/link");
    await page.getByRole("button", { name: "آزمایش اتصال" }).click();
    await page.getByText(/نمی‌رسیم/).waitFor();
    await page.getByRole("button", { name: "English" }).click();
    await page.waitForURL("**/link");
    await page.getByRole("button", { name: "فارسی" }).click();
    await page.goto("/link/test");
    await page.getByText("این نشانی صفحه‌ای برای دیدن ندارد").waitFor();
    await lookAt(page, "only-sent-to");
    await page.getByRole("link", { name: "بازگشت" }).click();
    await page.waitForURL("**/link");
  });

  it("made no error in the browser", () => {
    assert.deepEqual(open.errors.filter((error) => !/status of 405/.test(error)), []);
  });
});

describe("the habits of forms and lists without scripts", () => {
  const folder = mkdtempSync(join(tmpdir(), "vasl-e2e-"));
  after(() => rmSync(folder, { recursive: true }));
  const open = opened({ before: [["import", many(folder)]], javaScriptEnabled: false });

  it("take over into the other language what was typed", async () => {
    const { page } = open;
    await page.goto("/time-groups/new");
    await page.locator("#name").fill("شیفت شب");
    await page.getByRole("button", { name: "English" }).click();
    await page.locator("html[lang=en]").waitFor();
    assert.equal(await page.locator("#name").inputValue(), "شیفت شب");
    await page.getByRole("button", { name: "فارسی" }).click();
    await page.locator("html[lang=fa]").waitFor();
    assert.equal(await page.locator("#name").inputValue(), "شیفت شب");
    // And the key that sends a form saves it, whatever button stands first on the page.
    await page.locator("#code").fill("night");
    await page.locator("#from_0").fill("۲۲:۰۰");
    await page.locator("#to_0").fill("۰۶:۰۰");
    await page.locator("#code").press("Enter");
    await page.getByText("اضافه شد.").waitFor();
  });

  it("go to the next page and to the one before", async () => {
    const { page } = open;
    const rows = page.locator("tbody tr");
    /** So many rows and no more, once the end of the page is there. */
    const are = async (count) => {
      await page.locator("nav.pages").waitFor();
      await rows.nth(count - 1).waitFor();
      assert.equal(await rows.count(), count);
    };
    await page.goto("/misc-destinations");
    await are(100);
    assert.equal(await page.getByRole("link", { name: "قبلی", exact: true }).count(), 0);
    await page.getByRole("link", { name: "بعدی", exact: true }).click();
    await are(5);
    assert.match(await rows.first().textContent(), /۱۰۱[^]*\*۷۱۰۰/);
    await page.getByRole("link", { name: "قبلی", exact: true }).click();
    await are(100);
    await page.getByRole("link", { name: "نام", exact: true }).click();
    assert.match(await rows.nth(2).textContent(), /مقصد 2/);
  });
});
