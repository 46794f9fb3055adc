// Times that go on, and a page that the server keeps up to date.
"use strict";
{
  const persian = document.documentElement.lang === "fa";
  const known = document.querySelector("[data-now]");
  // The clock of this machine may be wrong; the server's counts.
  const ahead = known ? Math.round(Date.now() / 1000) - Number(known.dataset.now) : 0;

  const lasting = (seconds) => {
    const whole = Math.max(0, Math.floor(seconds));
    const two = (number) => String(number).padStart(2, "0");
    const hours = Math.floor(whole / 3600), minutes = Math.floor(whole / 60) % 60;
    const text = `${hours ? `${hours}:${two(minutes)}` : minutes}:${two(whole % 60)}`;
    return persian ? text.replace(/\d/g, (digit) => String.fromCharCode(0x6f0 + Number(digit))) : text;
  };
  const tick = () => {
    const now = Date.now() / 1000 - ahead;
    for (const time of document.querySelectorAll("[data-since]")) {
      time.textContent = lasting(now - Number(time.dataset.since));
    }
    for (const time of document.querySelectorAll("[data-until]")) {
      time.textContent = lasting(Number(time.dataset.until) - now);
    }
  };
  setInterval(tick, 1000);
  tick();

  const put = (id, html) => {
    const old = document.getElementById(id);
    if (!old) return;
    const held = old.contains(document.activeElement) && document.activeElement.getAttribute("href");
    const fresh = document.createElement("template");
    fresh.innerHTML = html;
    old.replaceWith(fresh.content);
    if (held) document.getElementById(id)?.querySelector(`[href="${CSS.escape(held)}"]`)?.focus();
  };

  const live = document.querySelector("[data-stream]");
  let stream, again;
  const says = (follows) => {
    for (const state of live.querySelectorAll("[data-live]")) {
      state.hidden = (state.dataset.live === "yes") !== follows;
    }
  };
  const close = () => {
    clearTimeout(again);
    stream?.close();
  };
  const open = () => {
    close();
    stream = new EventSource(live.dataset.stream);
    stream.addEventListener("message", (event) => {
      says(true);
      for (const [id, html] of Object.entries(JSON.parse(event.data))) put(id, html);
      tick();
    });
    stream.addEventListener("error", () => {
      says(false);
      // Refused: no place, or not logged in any more. The browser itself does not try again.
      if (stream.readyState === EventSource.CLOSED) again = setTimeout(open, 30_000);
    });
  };
  if (live) {
    // Nobody looks at a hidden tab, and a browser has few connections.
    document.addEventListener("visibilitychange", () => (document.hidden ? close() : open()));
    if (!document.hidden) open();
  }
}
