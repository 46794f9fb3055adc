// Telephones and queues by clicks, on a real Asterisk: an extension that was added registers, its
// operator is logged in, and the next caller speaks with them.

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { lookAt, reloadUntil, speak } from "../support/browser.mjs";
import { openedWithCalls } from "../support/opened.mjs";

/** A second of a tone, as somebody's recorder saves it. */
function tone() {
  const rate = 16_000;
  const wav = Buffer.alloc(44 + 2 * rate);
  wav.write("RIFF", 0);
  wav.writeUInt32LE(36 + 2 * rate, 4);
  wav.write("WAVEfmt ", 8);
  for (const [value, at] of [[16, 16], [rate, 24], [2 * rate, 28]]) wav.writeUInt32LE(value, at);
  for (const [value, at] of [[1, 20], [1, 22], [2, 32], [16, 34]]) wav.writeUInt16LE(value, at);
  wav.write("data", 36);
  wav.writeUInt32LE(2 * rate, 40);
  for (let i = 0; i < rate; i += 1) wav.writeInt16LE(Math.round(9000 * Math.sin((i * 440 * 2 * Math.PI) / rate)), 44 + 2 * i);
  return wav;
}

describe("telephones of a real Asterisk", () => {
  const open = openedWithCalls();

  it("are added by clicks, register with the secret that is shown, and ring", async () => {
    const { page } = open;
    await page.getByRole("navigation").getByRole("link", { name: "داخلی‌ها", exact: true }).click();
    await page.getByRole("link", { name: "افزودن", exact: true }).click();
    await page.locator("#code").fill("۷۰۷۰");
    await page.locator("#name").fill("رضا");
    await page.getByRole("button", { name: "ثبت" }).last().click();
    await page.getByText("فقط همین یک بار نشان داده می‌شود").waitFor();
    await lookAt(page, "phone-secret");
    const secret = await page.locator("dt:text-is('رمز') + dd .copied").textContent();
    await open.centre.register("7070", secret.trim());

    // A dynamic member of the queue, who is logged in from its page; the others pause.
    await page.goto("/queues/99/edit");
    await page.locator("#add").selectOption("7070");
    await page.locator("#add_always").selectOption("no");
    await page.getByRole("button", { name: "افزودن", exact: true }).click();
    await page.getByRole("cell", { name: "۷۰۷۰ رضا", exact: true }).waitFor();
    await page.getByRole("button", { name: "ثبت" }).last().click();
    await page.getByText("تغییرات ثبت شد.").waitFor();
    await page.locator("#operator").selectOption("7070");
    await page.getByRole("button", { name: "ورود به صف" }).click();
    await page.getByRole("cell", { name: "۷۰۷۰ رضا", exact: true }).waitFor();
    for (const number of ["۵۰۵۰", "۶۰۶۵"]) {
      const row = page.getByRole("row", { name: new RegExp(number) });
      await row.locator("summary").click();
      if (number === "۵۰۵۰") await lookAt(page, "queue-pause");
      await row.getByLabel("علت استراحت").fill("ناهار");
      await row.getByRole("button", { name: "استراحت", exact: true }).click();
      await row.getByText("ناهار").waitFor();
    }
    await lookAt(page, "queue-with-operators");
    await speak(page, "en");
    await lookAt(page, "queue-with-operators");
    await speak(page, "fa");

    assert.deepEqual(await open.centre.call("09121234567"), { with: "7070", queue: "99" });
    // Who is in a queue is asked once a second at most: a page may be that much behind.
    await reloadUntil(page, "/queues/99", () =>
      page.getByRole("row", { name: /۷۰۷۰/ }).getByText("در حال مکالمه"));
    await open.centre.end();

    // They go on, and 7070 leaves.
    await page.goto("/queues/99");
    await page.getByRole("button", { name: /پایان استراحت: .*۵۰۵۰/ }).click();
    await page.getByRole("row", { name: /۵۰۵۰/ }).locator("summary").waitFor();
    await page.getByRole("button", { name: /خروج از صف: .*۷۰۷۰/ }).click();
    await page.getByRole("cell", { name: "۷۰۷۰ رضا", exact: true }).waitFor({ state: "detached" });
    assert.equal((await open.centre.call("09121234567")).with, "5050");
    await open.centre.end();
  });

  it("plays a sound that was uploaded, in the page too", async () => {
    const { page } = open;
    await page.goto("/sounds/new");
    await page.locator("#code").fill("welcome");
    await page.locator("#description").fill("خوش‌آمدگویی");
    await page.locator("#file").setInputFiles({ name: "w.wav", mimeType: "audio/wav", buffer: tone() });
    await page.getByRole("button", { name: "ثبت" }).last().click();
    await page.getByText("اضافه شد.").waitFor();
    const seconds = await page.locator("audio").evaluate(async (audio) => {
      audio.preload = "metadata";
      audio.load();
      await new Promise((loaded, failed) => {
        audio.onloadedmetadata = loaded;
        audio.onerror = () => failed(new Error(audio.error.message));
      });
      return audio.duration;
    });
    assert.ok(Math.abs(seconds - 1) < 0.1, `${seconds} seconds`);
    await page.goto("/announcements/new");
    await page.locator("#code").fill("1");
    await page.locator("#name").fill("خوش‌آمد");
    await page.locator("#sound").selectOption("vasl/welcome");
    await page.locator("#destination_queue").selectOption("99");
    await page.getByRole("button", { name: "ثبت" }).last().click();
    await page.getByText("اضافه شد.").waitFor();
    await lookAt(page, "announcements");
    await page.goto("/sounds");
    await lookAt(page, "sounds");
    await page.goto("/sounds/welcome/delete");
    await page.getByRole("listitem").filter({ hasText: "پیام صوتی" }).filter({ hasText: "خوش‌آمد" }).waitFor();
  });

  it("is told of a number that is taken", async () => {
    const { page } = open;
    await page.goto("/extensions/new");
    await page.locator("#code").fill("99");
    await page.locator("#name").fill("رضا");
    await page.getByRole("button", { name: "ثبت" }).last().click();
    await page.locator("#code-wrong").getByText(/قبلاً برای .*صف/).waitFor();
  });

  it("made no error in the browser", () => assert.deepEqual(open.errors, []));
});
