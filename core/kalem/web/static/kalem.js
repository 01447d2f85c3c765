/* Comfort for the keyboard. Every page works without this file: it may hurry, never decide.
   Parts: 1 keys  2 drafts  3 suggestions and hints  4 forms are sent once  5 pages that start with something to read
   6 filters and long lists  7 printing  8 the session's end. */

const body = document.body;
const isField = (node) => node.matches?.("input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable]");
const later = (act, wait) => {
  let timer;
  return (...args) => { clearTimeout(timer); timer = setTimeout(act, wait, ...args); };
};

/* 1. Keys --------------------------------------------------------------------------------------------------------- */

const focusSearch = () => document.querySelector("[data-search]")?.select();

function openNew() {
  const start = document.querySelector("[data-new]");
  if (start?.matches("summary")) { start.parentElement.open = true; start.parentElement.querySelector("a")?.focus(); }
  else start?.click();
}

function moveRow(by) {
  const rows = [...document.querySelectorAll("[data-row]")];
  const here = rows.findIndex((row) => row.contains(document.activeElement));
  const next = rows[here < 0 ? (by > 0 ? 0 : rows.length - 1) : here + by];
  next?.querySelector("a[href]")?.focus();
  next?.scrollIntoView({ block: "nearest" });
}

function save(next) {
  const form = document.activeElement.closest("form") ?? document.querySelector("main form[data-save]");
  const button = form?.querySelector(next ? "[data-save-next]" : "[data-save-now]");
  if (button) form.requestSubmit(button);
  return Boolean(button);
}

function closeMenus(except) {
  for (const menu of document.querySelectorAll("details.k-menu[open]")) {
    if (menu.contains(except)) continue;
    const inside = menu.contains(document.activeElement);
    menu.open = false;
    if (inside) menu.querySelector("summary").focus();
  }
}

let afterG = 0;

function singleKey(event) {
  const key = event.key.toLocaleLowerCase("tr");
  if (Date.now() - afterG < 1500) {
    afterG = 0;
    const place = [...document.querySelectorAll("[data-go]")].find((link) => link.dataset.go === key);
    if (place) { place.click(); return true; }
  }
  const target = [...document.querySelectorAll("[data-pick]")].find((box) => box.dataset.pick === key && !box.closest("[hidden]"));
  if (target) { target.click(); target.focus(); return true; }
  if (key === "g") { afterG = Date.now(); return true; }
  if (key === "j" || key === "k") { moveRow(key === "j" ? 1 : -1); return true; }
  if (key === "n") { openNew(); return true; }
  if (key === "/") { focusSearch(); return true; }
  return false;
}

document.addEventListener("keydown", (event) => {
  const command = event.ctrlKey || event.metaKey;
  let used = false;
  if (command && !event.altKey && event.key.toLowerCase() === "k") { focusSearch(); used = true; }
  else if (command && event.key === "Enter") used = save(event.shiftKey);
  else if (event.key === "Escape") {
    closeMenus();
    if (location.hash === "#menu") location.hash = "icerik";
  } else if (!command && !event.altKey && event.key.length === 1 && body.dataset.keys !== "off" && !isField(event.target)) {
    used = singleKey(event);
  }
  if (used) event.preventDefault();
});

document.addEventListener("click", (event) => closeMenus(event.target));

for (const all of document.querySelectorAll("[data-pick-all]")) {
  all.closest("[hidden]")?.removeAttribute("hidden");
  all.addEventListener("change", () => {
    for (const box of all.form.querySelectorAll(`input[name="${CSS.escape(all.dataset.pickAll)}"]`)) box.checked = all.checked;
  });
}

/* 2. Drafts: what was typed survives a closed window; it stays on this machine and goes at saving or signing out ---- */

const PREFIX = `kalem:${body.dataset.user ?? ""}:`;
const WEEK = 7 * 24 * 3600 * 1000;

const store = {
  read(key) { try { return JSON.parse(localStorage.getItem(PREFIX + key)); } catch { return null; } },
  write(key, value) { try { localStorage.setItem(PREFIX + key, JSON.stringify(value)); } catch { /* full or forbidden */ } },
  drop(key) { try { localStorage.removeItem(PREFIX + key); } catch { /* forbidden */ } },
  dropAll(prefix, isOld = () => true) {
    try {
      for (const key of Object.keys(localStorage)) if (key.startsWith(prefix) && isOld(key)) localStorage.removeItem(key);
    } catch { /* forbidden */ }
  },
};

/* Never kept: secrets, files, and what the server put there itself. */
const kept = (form) => [...form.elements].filter((each) => each.name && each.willValidate !== undefined
  && !["password", "file", "hidden", "submit", "button"].includes(each.type) && !each.closest("[data-no-draft]"));

const picture = (form) => kept(form).map((each) =>
  [each.name, ["checkbox", "radio"].includes(each.type) ? [each.value, each.checked] : each.value]);

function restore(form, values) {
  const left = new Map();
  for (const [name, value] of values) left.set(name, [...(left.get(name) ?? []), value]);
  for (const each of kept(form)) {
    const saved = left.get(each.name);
    if (!saved) continue;
    if (["checkbox", "radio"].includes(each.type)) {
      const mine = saved.find((value) => Array.isArray(value) && value[0] === each.value);
      if (mine) each.checked = mine[1];
    } else if (typeof saved[0] === "string") each.value = saved.shift();
  }
}

/* Nothing of a confidential record is left on the machine, and nothing of a form while its confidentiality is raised. */
const confidential = (form) => form.hasAttribute("data-no-draft") || Number(form.elements.confidentiality?.value) > 0;

/* Forms in which something was typed that is not noted down yet. */
const typed = new Set();

function noteDown(form) {
  typed.delete(form);
  if (confidential(form)) store.drop(form.dataset.draft);
  else store.write(form.dataset.draft, { at: Date.now(), values: picture(form) });
}

for (const done of document.querySelectorAll("[data-draft-done]")) store.drop(done.dataset.draftDone);
if (body.dataset.user) store.dropAll("kalem:", (key) => !key.startsWith(PREFIX));
store.dropAll("kalem:", (key) => {
  try { return !(Date.now() - JSON.parse(localStorage.getItem(key)).at < WEEK); } catch { return true; }
});

for (const form of document.querySelectorAll("form[data-draft]")) {
  const key = form.dataset.draft;
  const asSent = JSON.stringify(picture(form));
  const note = form.querySelector("[data-draft-note]");
  if (confidential(form)) store.drop(key);
  const draft = store.read(key);
  /* A form that the server gives back, with its errors or after a session had ended, is newer than the draft of it. */
  const given = form.hasAttribute("data-errors") || form.hasAttribute("data-kept");
  if (draft && !given && JSON.stringify(draft.values) !== asSent) {
    restore(form, draft.values);
    if (note) note.hidden = false;
  }
  const soon = later(() => { if (typed.has(form)) noteDown(form); }, 400);
  form.addEventListener("input", () => { typed.add(form); soon(); });
  form.addEventListener("change", () => noteDown(form));
  form.addEventListener("submit", () => noteDown(form));
  note?.querySelector("button")?.addEventListener("click", () => {
    restore(form, JSON.parse(asSent));
    typed.delete(form);
    store.drop(key);
    note.hidden = true;
    kept(form)[0]?.focus();
  });
}

const noteAllDown = () => { for (const form of [...typed]) noteDown(form); };
window.addEventListener("pagehide", noteAllDown);
document.addEventListener("visibilitychange", () => { if (document.visibilityState === "hidden") noteAllDown(); });

for (const form of document.querySelectorAll("form[data-sign-out]")) {
  form.addEventListener("submit", () => { typed.clear(); store.dropAll(PREFIX); });
}

/* 3. Suggestions while typing; the hint panel beside a form ----------------------------------------------------------- */

async function answer(url, as, signal) {
  const response = await fetch(url, { signal, headers: { "X-Requested-With": "fetch" } });
  const left = response.headers.get("X-Session-Left");
  if (left !== null) session.runs(Number(left));
  if (!response.ok || response.redirected) throw new Error(String(response.status));
  return response[as]();
}

function follow(act) {
  let running;
  return later(async () => {
    running?.abort();
    running = new AbortController();
    try { await act(running.signal); } catch { /* a comfort that fails is none */ }
  }, 180);
}

for (const input of document.querySelectorAll("input[data-suggest]")) {
  const list = document.getElementById(input.getAttribute("list"));
  input.addEventListener("input", follow(async (signal) => {
    if (input.value.trim().length < 2) return;
    const url = new URL(input.dataset.suggest, location.href);
    url.searchParams.set("q", input.value);
    const found = await answer(url, "json", signal);
    list.replaceChildren(...found.map((each) => {
      const option = document.createElement("option");
      option.value = each.value ?? each;
      if (each.label && each.label !== each.value) option.label = each.label;
      return option;
    }));
  }));
}

for (const form of document.querySelectorAll("form[data-hints]")) {
  const panel = document.getElementById(`${form.id}-hints`);
  form.addEventListener("change", follow(async (signal) => {
    const url = new URL(form.dataset.hints, location.href);
    for (const each of form.querySelectorAll("[data-hint]")) {
      if (each.value && (each.checked || !["checkbox", "radio"].includes(each.type))) url.searchParams.append(each.name, each.value);
    }
    const page = new DOMParser().parseFromString(await answer(url, "text", signal), "text/html");
    panel.replaceChildren(...page.body.childNodes);
  }));
}

/* 4. Forms are sent once: until the answer is there, a second click or key sends nothing ------------------------------- */

const underWay = new Set();

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (underWay.has(form)) { event.preventDefault(); return; }
  if (event.defaultPrevented || form.method !== "post" || event.submitter?.formTarget || form.target) return;
  underWay.add(form);
  for (const button of form.elements) if (button.type === "submit") button.setAttribute("aria-disabled", "true");
});

window.addEventListener("pageshow", () => {
  for (const form of underWay) {
    for (const button of form.elements) if (button.type === "submit") button.removeAttribute("aria-disabled");
  }
  underWay.clear();
});

/* 5. Pages that start with something to read ---------------------------------------------------------------------------- */

document.querySelector("[data-focus]")?.focus();

/* 6. Filters: on a phone those of a list that is not narrowed are folded, so that the list is in sight; long lists of
   ticks are narrowed to what is typed. What is ticked stays in sight. --------------------------------------------------- */

for (const form of document.querySelectorAll("form[data-fold]")) {
  const button = form.querySelector("[data-unfold]");
  form.classList.add("is-folded");
  button.hidden = false;
  button.addEventListener("click", () => {
    form.classList.remove("is-folded");
    form.querySelector("select, .k-short").focus();
  });
}

const folded = (text) => text.toLocaleLowerCase("tr").replaceAll("ı", "i").normalize("NFD").replace(/\p{M}/gu, "");

for (const input of document.querySelectorAll("[data-narrow]")) {
  const list = document.getElementById(input.dataset.narrow);
  const rows = [...list.children];
  const names = rows.map((row) => folded((row.querySelector("[data-name]") ?? row).textContent));
  const told = input.nextElementSibling;
  const narrow = () => {
    const words = folded(input.value).split(/\s+/).filter(Boolean);
    const fits = names.map((name) => words.every((word) => name.includes(word)));
    const count = fits.filter(Boolean).length;
    for (const [at, row] of rows.entries()) row.hidden = !fits[at] && !row.querySelector(":checked");
    told.textContent = !words.length ? "" : count ? told.dataset.found.replace("{count}", count) : told.dataset.none;
  };
  input.parentElement.hidden = false;
  input.addEventListener("input", narrow);
  list.addEventListener("change", narrow);
  input.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    rows.find((row) => !row.hidden && !row.querySelector(":checked"))?.querySelector("input")?.focus();
  });
}

/* 7. Printing: a page made for paper opens the printer's window by itself, once ------------------------------------------ */

for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
  if (performance.getEntriesByType("navigation")[0]?.type === "navigate") window.addEventListener("load", () => window.print());
}

/* 8. The session's end: all windows of a browser agree, by the moment that the latest answer told ------------------------- */

const session = (() => {
  const box = document.querySelector("[data-session]");
  const mine = body.dataset.user, KEY = "kalem-session";
  if (!box || !mine) return { runs() {} };

  const parts = ["soon", "over", "again", "other"].map((name) => [name, box.querySelector(`[data-session-${name}]`)]);
  const warn = Number(box.dataset.warn) * 1000;
  let here = { user: mine, ends: Date.now() + Number(box.dataset.left) * 1000 };
  let said = "", timer;

  function show(what) {
    if (what === said) return;
    said = what;
    for (const [name, part] of parts) part.hidden = name !== what;
  }

  function look() {
    const left = here.ends - Date.now();
    clearTimeout(timer);
    if (here.user !== mine) { show("other"); return; }
    if (left <= 0) { show("over"); return; }
    if (left <= warn) {
      const at = new Date(here.ends);
      box.querySelector("[data-session-at]").textContent = [at.getHours(), at.getMinutes()]
        .map((number) => String(number).padStart(2, "0")).join(".");
      show("soon");
    } else show(said === "over" || said === "other" || said === "again" ? "again" : "");
    /* A machine that slept wakes late: it looks again, and never trusts one long wait. */
    timer = setTimeout(look, Math.min(left, Math.max(left - warn, 500), 30000));
  }

  function tell(user, left) {
    here = { user, ends: Date.now() + left * 1000 };
    try { localStorage.setItem(KEY, JSON.stringify(here)); } catch { /* full or forbidden */ }
    look();
  }

  /* What another window was told last counts here too. */
  function listen() {
    try { here = JSON.parse(localStorage.getItem(KEY)) ?? here; } catch { /* forbidden */ }
    look();
  }

  window.addEventListener("storage", (event) => { if (event.key === KEY) listen(); });
  window.addEventListener("pageshow", (event) => { if (event.persisted) listen(); });
  document.addEventListener("visibilitychange", listen);
  for (const form of document.querySelectorAll("form[data-sign-out]")) form.addEventListener("submit", () => tell(mine, 0));

  box.querySelector("[data-session-soon] button").addEventListener("click", async () => {
    try {
      const response = await fetch(box.dataset.session, { headers: { "X-Requested-With": "fetch" } });
      if (response.redirected) tell(mine, 0);
      else if (response.ok) tell(mine, (await response.json()).left);
    } catch { /* no connection: the button stays */ }
  });

  tell(mine, Number(box.dataset.left));
  return { runs: (left) => tell(mine, left) };
})();
