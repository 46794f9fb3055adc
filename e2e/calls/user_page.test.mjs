// The user's page, click by click, on a real Asterisk: it ends in a call that is reconnected.

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { lookAt, speak } from "../support/browser.mjs";
import { openedWithCalls } from "../support/opened.mjs";

// What the page says in each language.
const WORDS = {
  fa: {
    menu: "اتصال مجدد اپراتورها", add: "افزودن", members: "افزودن همهٔ اعضای صف", save: "ثبت",
    until: "تا ساعت", lasts: "به مدت", queue: "صف", extension: "داخلی", edit: "ویرایش", delete: "حذف",
    added: "اضافه شد.", saved: "تغییرات ثبت شد.", actions: "عملیات",
    preview: "این شماره به چه کسی وصل می‌شود؟", ask: "بررسی", reaches: /به .*۵۰۵۰.* وصل می‌شود|به .*۶۰۶۵.* وصل می‌شود/,
    free: "اپراتور آزاد است", ok: "تأیید", removed: "حذف شد.", remembered: "به خاطر سپرده می‌شود",
    connected: "به اپراتور قبلی وصل شد", taken: "قبلاً برای",
    ivrs: "منشی تلفنی", misc: "مقاصد متفرقه",
  },
  en: {
    menu: "Operator reconnection", add: "Add", members: "Add all members of the queue", save: "Save",
    until: "Until a time of day", lasts: "For a duration", queue: "Queue", extension: "Extension", edit: "Edit", delete: "Delete",
    added: "It was added.", saved: "The changes were saved.", actions: "Actions",
    preview: "Who would this number reach?", ask: "Ask", reaches: /they reach .*5050|they reach .*6065/,
    free: "the operator is free", ok: "OK", removed: "It was removed.", remembered: "is remembered until",
    connected: "reconnected", taken: "is taken by",
    ivrs: "IVR", misc: "Misc destinations",
  },
};

/** Opens the form of the menu, by clicks; gives the row of key 3. */
async function editKey3(page, words) {
  await page.getByRole("navigation").getByRole("link", { name: words.ivrs, exact: true }).click();
  await page.getByText(words.actions, { exact: true }).last().click();
  await page.getByRole("link", { name: words.edit, exact: true }).click();
  const keys = page.locator("input.key");
  await keys.first().waitFor();
  const values = await keys.evaluateAll((all) => all.map(({ value }) => value));
  return values.findIndex((value) => value === "3" || value === "۳");
}

describe("the user's page", () => {
  const open = openedWithCalls();

  for (const [language, words] of Object.entries(WORDS)) {
    it(`is followed step by step (${language})`, async () => {
      const { page } = open;
      const number = language === "fa" ? "09121234567" : "09351112233";
      await page.goto("/");
      await speak(page, language);

      // Call centre → Operator reconnection → Add; name and code.
      await page.getByRole("navigation").getByRole("link", { name: words.menu }).click();
      await page.getByRole("link", { name: words.add, exact: true }).click();
      await page.locator("#name").fill("poshtibani");
      await page.locator("#code").fill("*۵۰۰۳");

      // Expiry: its kind and its value, and the line of consequence under it.
      await page.getByRole("radio", { name: words.until }).check();
      await page.locator("#until").fill("۱۷:۳۰:۰۰");
      await page.locator("#until").blur();
      await page.getByText(words.remembered).waitFor();
      // The calls of this test are remembered whenever it is run.
      await page.getByRole("radio", { name: words.lasts }).check();
      await page.locator("#lifetime").fill("۸:۰۰:۰۰");

      // Side: the queue with all its members; a row is edited, one deleted, and both come back.
      await page.getByRole("radio", { name: words.queue, exact: true }).check();
      await page.locator("#side_queue").selectOption("99");
      await page.getByRole("button", { name: words.members }).click();
      await page.locator("input[name=side][value='extension:6065']").waitFor({ state: "attached" });
      await page.getByRole("button", { name: new RegExp(`^${words.delete}: .*(6065|۶۰۶۵)`) }).click();
      await page.locator("input[name=side][value='extension:6065']").waitFor({ state: "detached" });
      await page.getByRole("button", { name: new RegExp(`^${words.edit}: .*(5050|۵۰۵۰)`) }).click();
      await page.locator("#side_extension").selectOption("6065");
      await page.getByRole("button", { name: words.ok, exact: true }).click();
      await page.locator("input[name=side][value='extension:6065']").waitFor({ state: "attached" });
      await page.getByRole("radio", { name: words.extension, exact: true }).check();
      await page.locator("#side_extension").selectOption("5050");
      await page.getByRole("button", { name: words.add, exact: true }).click();
      await page.locator("input[name=side][value='extension:5050']").waitFor({ state: "attached" });

      // Failure destination: its type and its code; save.
      await page.locator("#failure_kind").selectOption("queue");
      await page.locator("#failure_queue").selectOption("99");
      await lookAt(page, "module-new");
      await page.getByRole("button", { name: words.save }).last().click();
      await page.getByText(words.added).waitFor();
      await lookAt(page, "modules-one");

      // Until a key leads to it, whoever presses 3 comes to the queue; the module learns all the same.
      const before = await open.centre.call(number);
      assert.equal(before.queue, "99");
      await open.centre.end();

      // IVR → actions → edit → key 3 → misc destinations → *5003 poshtibani → save.
      const row = await editKey3(page, words);
      await page.locator(`#to_${row}_kind`).selectOption({ label: words.misc });
      const codes = page.locator(`#to_${row}_misc`);
      const offered = await codes.locator("option", { hasText: "poshtibani" }).textContent();
      const code = language === "fa" ? "*۵۰۰۳" : "*5003";
      assert.equal(offered.replace(/[\u2066\u2069]/g, ""), `${code} poshtibani`);
      await codes.selectOption({ label: offered });
      await lookAt(page, "ivr-key-3");
      await page.getByRole("button", { name: words.save }).last().click();
      await page.getByText(words.saved).waitFor();
      await lookAt(page, "ivrs");

      // The next real call that presses 3 goes back to who answered the one before.
      const first = await open.centre.call(number);
      assert.deepEqual(first, { with: before.with, queue: `vasl-${before.with}` });
      await open.centre.end();
      await page.goto(`/modules/%2A5003/preview?number=${number}`);
      await page.getByText(words.reaches).waitFor();
      await page.getByText(words.free).waitFor();
      await lookAt(page, "preview-reaches");
      const second = await open.centre.call(number);
      assert.deepEqual(second, { with: first.with, queue: `vasl-${first.with}` });
      await open.centre.end();
      await page.goto("/");
      await page.getByText(words.connected).first().waitFor();
      await lookAt(page, "dashboard-calls");

      // A code is taken once.
      await page.goto("/modules/new");
      await page.locator("#name").fill("another");
      await page.locator("#code").fill("5050");
      await page.getByRole("radio", { name: words.lasts }).check();
      await page.locator("#lifetime").fill("1:00");
      await page.getByRole("radio", { name: words.queue, exact: true }).check();
      await page.locator("#side_queue").selectOption("99");
      await page.getByRole("button", { name: words.add, exact: true }).click();
      await page.locator("input[name=side][value='queue:99']").waitFor({ state: "attached" });
      await page.locator("#failure_queue").selectOption("99");
      await page.getByRole("button", { name: words.save }).last().click();
      await page.getByText(words.taken).first().waitFor();
      await lookAt(page, "module-code-taken");

      // It is not deleted as long as a key of the menu leads to it.
      await page.goto("/modules/%2A5003/delete");
      assert.equal(await page.getByRole("button", { name: words.delete, exact: true }).count(), 0);
      const again = await editKey3(page, words);
      await page.locator(`#to_${again}_kind`).selectOption("queue");
      await page.locator(`#to_${again}_queue`).selectOption("99");
      await page.getByRole("button", { name: words.save }).last().click();
      await page.getByText(words.saved).waitFor();
      await page.goto("/modules/%2A5003/delete");
      await page.getByRole("button", { name: words.delete, exact: true }).click();
      await page.getByText(words.removed).waitFor();
    });
  }

  it("made no error in the browser", () => assert.deepEqual(open.errors, []));
});
