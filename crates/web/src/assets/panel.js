// What makes the panel better where scripts run; without it everything works as well.
"use strict";

// A list of actions closes when one clicks or moves elsewhere.
document.addEventListener("click", (event) => {
  for (const open of document.querySelectorAll("details.drop[open]")) {
    if (!open.contains(event.target)) open.open = false;
  }
});
document.addEventListener("keydown", (event) => {
  const open = event.key === "Escape" && document.querySelector("details.drop[open]");
  if (open) {
    open.open = false;
    open.querySelector("summary").focus();
  }
});

// What was typed and not saved is not lost without a question: only the form's own sending saves it.
const unsaved = new Set(document.querySelectorAll("form[data-unsaved], [data-unsaved] form[data-keep]"));
let sent = null;
const otherLanguage = document.querySelector("button[data-carries]");
function keep(form) {
  if (form) unsaved.add(form);
  // What is typed is taken over into the other language; where nothing is, the page is asked for anew.
  otherLanguage?.setAttribute("form", unsaved.size > 0 ? "form" : "other-language");
}
keep();
document.addEventListener("input", (event) => keep(event.target.closest("form[data-keep]")));
document.addEventListener("submit", (event) => { sent = event.target; });
window.addEventListener("pageshow", () => { sent = null; });
window.addEventListener("beforeunload", (event) => {
  if ([...unsaved].some((form) => form !== sent)) event.preventDefault();
});

// The page of a form as it is shown again.
async function shownAgain(form, fields) {
  const body = new URLSearchParams(fields);
  const answer = await fetch(form.action, { method: "POST", body, headers: { accept: "text/html" } });
  return new DOMParser().parseFromString(await answer.text(), "text/html");
}

// A button that only changes the form does so in place.
document.addEventListener("submit", async (event) => {
  const form = event.target, button = event.submitter;
  if (!form.matches("form[data-keep]") || !button || !button.matches("[data-in-place]")) return;
  event.preventDefault();
  sent = null;
  const page = await shownAgain(form, new FormData(form, button));
  const fresh = page.getElementById(form.id);
  if (!fresh) {
    // Another page, such as the one to log in on: the browser goes there with what was typed.
    button.removeAttribute("data-in-place");
    form.requestSubmit(button);
    return;
  }
  form.replaceWith(fresh);
  unsaved.delete(form);
  keep(fresh);
  const next = fresh.querySelector("[data-focus]") || fresh.querySelector(`[value="${CSS.escape(button.value)}"]`);
  if (next) next.focus();
});

// In a row, the codes of a destination follow its type.
document.addEventListener("change", async (event) => {
  const { form, dataset: { codes: id }, value: type } = event.target;
  if (!id || !form) return;
  const fields = new FormData(form);
  fields.set("do", "show-codes");
  const fresh = (await shownAgain(form, fields)).getElementById(id);
  // Not where another was chosen meanwhile.
  if (fresh && event.target.value === type) document.getElementById(id)?.replaceWith(fresh);
});

// The line of consequence follows what is chosen.
document.addEventListener("change", async (event) => {
  const part = event.target.closest("[data-consequence]");
  if (!part) return;
  const all = new FormData(part.closest("form"));
  const names = new Set([...part.querySelectorAll("[name]")].map((field) => field.name));
  const chosen = new URLSearchParams([...all].filter(([name]) => names.has(name)));
  const answer = await fetch(`${part.dataset.consequence}?${chosen}`);
  const line = part.querySelector(".consequence");
  if (answer.ok && line) line.textContent = await answer.text();
});
