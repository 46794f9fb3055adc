// Beside a field for a date stands a calendar to choose from, Jalali or Gregorian; without scripts
// the date is typed. `panel/layout/date.rs` reads what was typed or chosen.
"use strict";

// The calendars. A day is counted from 1 January 1970; a date is a year, a month and a day.
const calendars = (() => {
  const gregorian = {
    first: 1900,
    last: 2299,
    separator: "-",
    dayOf: (year, month, day) => Date.UTC(year, month - 1, day) / 86_400_000,
    dateOf: (day) => {
      const date = new Date(day * 86_400_000);
      return [date.getUTCFullYear(), date.getUTCMonth() + 1, date.getUTCDate()];
    },
  };

  // The year begins at the equinox: eight leap years in 33, but that these come a year later.
  const late = new Set([1502, 1601, 1634, 1667]);
  const leapYearsBefore = (year) => Math.floor((8 * year + 21) / 33) - (late.has(year - 1) ? 1 : 0);
  const known = { year: 1405, day: gregorian.dayOf(2026, 3, 21) };
  const newYear = (year) =>
    known.day + 365 * (year - known.year) + leapYearsBefore(year) - leapYearsBefore(known.year);
  // Six months of 31 days, then months of 30.
  const before = (month) => (month <= 7 ? 31 * (month - 1) : 30 * (month - 1) + 6);
  const jalali = {
    first: 1300,
    last: 1699,
    separator: "/",
    dayOf: (year, month, day) => newYear(year) + before(month) + day - 1,
    dateOf: (day) => {
      let year = known.year + Math.floor((day - known.day) / 365.25) - 1;
      while (newYear(year + 1) <= day) year += 1;
      const passed = day - newYear(year);
      const month = passed < 186 ? Math.floor(passed / 31) + 1 : Math.floor((passed - 6) / 30) + 1;
      return [year, month, passed - before(month) + 1];
    },
  };

  for (const calendar of [gregorian, jalali]) {
    calendar.daysIn = (year, month) => {
      const [nextYear, nextMonth] = month === 12 ? [year + 1, 1] : [year, month + 1];
      return calendar.dayOf(nextYear, nextMonth, 1) - calendar.dayOf(year, month, 1);
    };
  }
  return { gregorian, jalali };
})();

(() => {
  // 1 January 1970 was a Thursday; a week begins with Saturday.
  const weekday = (day) => (((day + 5) % 7) + 7) % 7;

  const latin = (text) =>
    text.replace(/[۰-۹٠-٩]/g, (digit) => String(digit.charCodeAt(0) & 0xf));
  const inDigits = (text) =>
    document.documentElement.lang === "fa"
      ? String(text).replace(/\d/g, (digit) => String.fromCharCode(0x6f0 + Number(digit)))
      : String(text);

  // The day that is written in a field, by whichever calendar has its year.
  const written = (text) => {
    const found = /^(\d{4})[/-](\d{1,2})[/-](\d{1,2})$/.exec(latin(text.trim()));
    if (!found) return null;
    const [year, month, day] = found.slice(1).map(Number);
    const calendar = Object.values(calendars).find(({ first, last }) => first <= year && year <= last);
    if (!calendar || month < 1 || month > 12 || day < 1 || day > calendar.daysIn(year, month)) return null;
    return calendar.dayOf(year, month, day);
  };

  const partsOf = (dialog) => ({
    calendar: calendars[dialog.dataset.calendar],
    field: dialog.closest(".date").querySelector("input"),
    at: Number(dialog.dataset.at),
    today: written(dialog.dataset.today),
  });

  // Draws the month of a day, which has the focus.
  const show = (dialog, day) => {
    const { calendar, field, today } = partsOf(dialog);
    const [earliest, latest] = [calendar.dayOf(calendar.first, 1, 1), calendar.dayOf(calendar.last + 1, 1, 1) - 1];
    const at = Math.min(Math.max(day, earliest), latest);
    const chosen = written(field.value);
    const [year, month] = calendar.dateOf(at);
    const first = calendar.dayOf(year, month, 1);
    const end = first + calendar.daysIn(year, month);
    const names = dialog.dataset.names.split("|");
    dialog.dataset.at = at;
    dialog.querySelector(".month").textContent = `${names[month - 1]} ${inDigits(year)}`;
    const weeks = [];
    for (let week = first - weekday(first); week < end; week += 7) {
      const row = document.createElement("tr");
      for (let each = week; each < week + 7; each += 1) {
        const cell = row.insertCell();
        if (each < first || each >= end) continue;
        cell.textContent = inDigits(each - first + 1);
        cell.dataset.day = each;
        cell.tabIndex = each === at ? 0 : -1;
        cell.setAttribute("aria-selected", String(each === chosen));
        if (each === today) cell.setAttribute("aria-current", "date");
      }
      weeks.push(row);
    }
    dialog.querySelector("tbody").replaceChildren(...weeks);
  };

  const focus = (dialog) => dialog.querySelector("td[tabindex='0']").focus();

  // As many months further, on the same day of the month where there is one.
  const months = (dialog, count) => {
    const { calendar, at } = partsOf(dialog);
    const [year, month, day] = calendar.dateOf(at);
    const all = year * 12 + month - 1 + count;
    const [newYear, newMonth] = [Math.floor(all / 12), (all % 12) + 1];
    return calendar.dayOf(newYear, newMonth, Math.min(day, calendar.daysIn(newYear, newMonth)));
  };

  // Under the field, or where there is room.
  const place = (dialog) => {
    const field = partsOf(dialog).field.getBoundingClientRect();
    const rightToLeft = getComputedStyle(dialog).direction === "rtl";
    const within = (wanted, room) => Math.max(8, Math.min(wanted, room - 8));
    const left = rightToLeft ? field.right - dialog.offsetWidth : field.left;
    dialog.style.left = `${within(left, innerWidth - dialog.offsetWidth)}px`;
    const below = field.bottom + 6;
    const above = field.top - 6 - dialog.offsetHeight;
    const fits = below + dialog.offsetHeight <= innerHeight || above < 0;
    dialog.style.top = `${within(fits ? below : above, innerHeight - dialog.offsetHeight)}px`;
  };

  const open = (dialog) => {
    const { field, today } = partsOf(dialog);
    show(dialog, written(field.value) ?? today);
    dialog.showModal();
    focus(dialog);
    place(dialog);
  };

  const choose = (dialog, day) => {
    const { calendar, field } = partsOf(dialog);
    const [year, ...rest] = calendar.dateOf(day);
    const parts = [String(year), ...rest.map((part) => String(part).padStart(2, "0"))];
    field.value = inDigits(parts.join(calendar.separator));
    dialog.close();
    for (const kind of ["input", "change"]) field.dispatchEvent(new Event(kind, { bubbles: true }));
  };

  addEventListener("resize", () => {
    const dialog = document.querySelector("dialog.calendar[open]");
    if (dialog) place(dialog);
  });

  document.addEventListener("click", (event) => {
    const opener = event.target.closest(".date > button");
    if (opener) {
      open(opener.closest(".date").querySelector("dialog"));
      return;
    }
    const dialog = event.target.closest("dialog.calendar");
    if (!dialog) return;
    const cell = event.target.closest("td[data-day]");
    const button = event.target.closest("button");
    if (cell) choose(dialog, Number(cell.dataset.day));
    else if (button?.dataset.months) show(dialog, months(dialog, Number(button.dataset.months)));
    else if (button?.matches(".today")) choose(dialog, partsOf(dialog).today);
    // What is outside of it is the dialog itself to the browser.
    else if (button || event.target === dialog) dialog.close();
  });

  document.addEventListener("keydown", (event) => {
    const cell = event.target.closest("dialog.calendar td[data-day]");
    if (!cell) return;
    const dialog = cell.closest("dialog");
    const day = Number(cell.dataset.day);
    const forwards = getComputedStyle(dialog).direction === "rtl" ? -1 : 1;
    const to = {
      ArrowRight: () => day + forwards,
      ArrowLeft: () => day - forwards,
      ArrowDown: () => day + 7,
      ArrowUp: () => day - 7,
      Home: () => day - weekday(day),
      End: () => day - weekday(day) + 6,
      PageDown: () => months(dialog, event.shiftKey ? 12 : 1),
      PageUp: () => months(dialog, event.shiftKey ? -12 : -1),
    }[event.key];
    if (to) {
      show(dialog, to());
      focus(dialog);
    } else if (event.key === "Enter" || event.key === " ") {
      choose(dialog, day);
    } else {
      return;
    }
    event.preventDefault();
  });
})();
