// The panel in a browser, for all tests of a description: opened before them, shut after them.

import { after, before } from "node:test";
import { becomeAdministrator, openPage, startBrowser } from "./browser.mjs";
import { openCallCentre } from "./call_centre.mjs";
import { startVasl } from "./vasl.mjs";

export const NAME = "مدیر";
export const PASSWORD = "چند واژهٔ پشت سر هم";

/**
 * `vasl serve` without an Asterisk, started with what `startVasl` takes. What is given has, once the
 * tests run, `vasl`, `browser`, and the `page` with its `errors`, on which the first administrator is
 * logged in unless the panel is `untouched`. `javaScriptEnabled` and the like are the browser's.
 */
export function opened({ before: things, untouched = false, ...options } = {}) {
  const open = {};
  before(async () => {
    const starts = [startVasl({ before: things }), startBrowser()];
    [open.vasl, open.browser] = await Promise.all(starts);
    await show(open, open.vasl, { untouched, ...options });
  });
  after(() => shut(open, open.vasl));
  return open;
}

/** The same in front of a real Asterisk: a call centre, `centre`. */
export function openedWithCalls({ ready = () => {} } = {}) {
  const open = {};
  before(async () => {
    open.browser = await startBrowser();
    open.centre = await openCallCentre();
    await ready(open.centre);
    await show(open, open.centre, {});
  });
  after(() => shut(open, open.centre));
  return open;
}

async function show(open, served, { untouched, ...options }) {
  Object.assign(open, await openPage(open.browser, served.base, options));
  if (!untouched) await becomeAdministrator(open.page, served, NAME, PASSWORD);
}

async function shut(open, served) {
  await open.browser?.close();
  await served?.stop();
}
