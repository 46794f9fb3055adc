// The call flow's pages without an Asterisk: menus, hours, misc destinations and inbound routes.

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { lookAt, lookAtAll } from "../support/browser.mjs";
import { opened } from "../support/opened.mjs";
import { module } from "../support/vasl.mjs";

const NOT_LINKED = "ارتباط با سرور تلفنی قطع است";

const THINGS = [
  module("*5003", "پُشتیبانی"),
  ["time-group", "add", "all-week", "description=همهٔ هفته", "period[1].weekdays=sat,sun,mon,tue,wed,thu,fri", "period[1].from=00:00", "period[1].to=00:00"],
  ["time-group", "add", "shop", "description=ساعت فروشگاه", "period[1].weekdays=sat,sun,mon,tue,wed", "period[1].from=08:30", "period[1].to=12:30", "period[2].weekdays=sat,sun,mon,tue,wed", "period[2].from=13:15", "period[2].to=17:30", "holiday[1].jalali=1405/01/13", "holiday[2].gregorian=12-25", "holiday[2].yearly=yes"],
  ["ivr", "edit", "1", "description=منشی اصلی", "entry[44].destination=extension:5050", "entry[5].destination=hangup", "entry[5].return=yes"],
  ["time-condition", "add", "1", "name=ساعت ناهار", "time_group=all-week", "time_zone=Asia/Tehran", "open_destination=ivr:1", "closed_destination=hangup"],
  ["time-condition", "add", "2", "name=تعطیلات", "time_group=shop", "time_zone=Asia/Tehran", "open_destination=time_condition:1", "closed_destination=queue:99", "override=closed"],
  ["misc-destination", "add", "*701", "name=درِ ورودی", "dials=internal:5050"],
  ["inbound-route", "add", "02191000000/0912.", "name=مشتری‌های همراه", "destination=time_condition:2"],
];

describe("the call flow", () => {
  const open = opened({ before: THINGS });

  it("shows every page in both languages", async () => {
    const route = encodeURIComponent("02191000000/0912.");
    await lookAtAll(open.page, [
      ["ivrs", "/ivrs"],
      ["ivr", "/ivrs/1"],
      ["ivr-new", "/ivrs/new"],
      ["time-groups", "/time-groups"],
      ["time-group", "/time-groups/shop"],
      ["time-conditions", "/time-conditions"],
      ["time-condition", "/time-conditions/2"],
      ["misc-destinations", "/misc-destinations"],
      ["misc-destination", "/misc-destinations/%2A701"],
      ["inbound-routes", "/inbound-routes"],
      ["inbound-route", `/inbound-routes/${route}`],
    ]);
  });

  it("types keys into rows, and says what is wrong beside them", async () => {
    const { page } = open;
    await page.goto("/ivrs/1");
    await page.getByRole("button", { name: "افزودن کلید" }).click();
    // Who adds a row goes on in it.
    await page.locator("#key_3:focus").waitFor();
    await page.keyboard.type("x");
    await page.locator("#to_3_kind").selectOption("ivr");
    await page.locator("#to_3_ivr").waitFor();
    await page.locator("#timeout_seconds").fill("۰");
    await page.getByRole("button", { name: "ثبت" }).last().click();
    await page.locator("#key_3-wrong", { hasText: "کلید یک تا چهار رقم" }).waitFor();
    await page.locator("#to_3-wrong", { hasText: "مقصد را انتخاب کنید" }).waitFor();
    await page.locator("#timeout_seconds-wrong", { hasText: "با مهلت صفر" }).waitFor();
    assert.equal(await page.locator("#key_3").inputValue(), "x");
    await lookAt(page, "ivr-wrong");
    await page.getByRole("button", { name: /^حذف کلید .?x/ }).click();
    await page.locator("#key_3").waitFor({ state: "detached" });
    // It waits for nothing but the link.
    await page.locator("#timeout_seconds").fill("۱۲");
    await page.getByRole("button", { name: "ثبت" }).last().click();
    await page.getByText(NOT_LINKED).last().waitFor();
    assert.equal(await page.locator("#timeout_seconds").inputValue(), "۱۲");
  });

  it("chooses days and dates", async () => {
    const { page } = open;
    await page.goto("/time-groups/new");
    await page.locator("#name").fill("شیفت شب");
    await page.locator("#code").fill("night");
    const days = page.getByRole("group", { name: /^روزهای سطر .?۱/ });
    assert.equal(await days.getByRole("checkbox", { checked: true }).count(), 5);
    await days.getByRole("checkbox", { name: "پنجشنبه" }).check();
    await page.locator("#from_0").fill("۲۲:۰۰");
    await page.locator("#to_0").fill("۲۵:۰۰");
    await page.getByRole("button", { name: "افزودن تعطیلی" }).click();
    await page.locator("#date_0").waitFor();
    assert.equal(await page.locator("#from_0").inputValue(), "۲۲:۰۰");
    await page.getByRole("button", { name: /^انتخاب تاریخ/ }).first().click();
    await page.getByRole("dialog").locator("td[data-day]").nth(4).click();
    assert.match(await page.locator("#date_0").inputValue(), /^[۰-۹]{4}\/[۰-۹]{2}\/۰۵$/);
    await page.getByRole("button", { name: "ثبت" }).last().click();
    await page.locator("#to_0-wrong").waitFor();
    assert.equal(await days.getByRole("checkbox", { checked: true }).count(), 6);
    await lookAt(page, "time-group-wrong");
    await page.locator("#to_0").fill("۰۶:۰۰");
    // Asterisk has nothing of it before a time condition goes by it.
    await page.getByRole("button", { name: "ثبت" }).last().click();
    await page.getByText("اضافه شد.").waitFor();
    await page.getByText(/شنبه.? تا .?پنجشنبه.*۲۲:۰۰/).waitFor();
  });

  it("made no error in the browser", () => assert.deepEqual(open.errors, []));
});

describe("the call flow without scripts", () => {
  const open = opened({ before: [module("*5003", "پُشتیبانی")], javaScriptEnabled: false });

  it("leads a key to a module", async () => {
    const { page } = open;
    await page.goto("/ivrs/1");
    await page.getByRole("button", { name: "افزودن کلید" }).click();
    await page.locator("#key_1").fill("۴");
    await page.locator("#to_1_kind").selectOption("misc");
    await page.getByRole("button", { name: "نمایش کدها" }).last().click();
    await page.locator("#to_1_misc").selectOption("*5003");
    await page.getByRole("button", { name: /^حذف کلید .?۳/ }).click();
    assert.equal(await page.locator("#key_0").inputValue(), "۴");
    assert.equal(await page.locator("#to_0_misc").inputValue(), "*5003");
    await page.goto("/time-groups/new");
    await page.getByRole("button", { name: "افزودن نوبت کاری" }).click();
    await page.locator("#from_1").waitFor();
  });
});
