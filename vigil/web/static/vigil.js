// What every page may do with scripts, and does without: copying a citation, themes, blurring, the keyboard.

const keep = (name, value) => { try { localStorage.setItem(name, value); } catch { /* not kept */ } };
const root = document.documentElement;
const say = (text) => { document.getElementById("said").textContent = text; };

function theme() {
  const dark = root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
  root.dataset.theme = dark ? "light" : "dark";
  keep("vigil-theme", root.dataset.theme);
}

function blur() {
  const now = root.classList.toggle("blurred");
  keep("vigil-blur", now ? "1" : "0");
  document.querySelector('[data-switch="blur"]').setAttribute("aria-pressed", String(now));
  say(now ? "Details are blurred" : "Details are shown");
}

const keys = document.getElementById("keys");
const switches = { theme, blur, keys: () => keys.showModal() };
for (const button of document.querySelectorAll("[data-switch]")) {
  button.addEventListener("click", () => switches[button.dataset.switch]());
}
document.querySelector(".switches").hidden = false;
document.querySelector('[data-switch="blur"]').setAttribute("aria-pressed", String(root.classList.contains("blurred")));

for (const button of document.querySelectorAll("[data-cite]")) {
  button.hidden = false;
  button.addEventListener("click", async () => {
    const page = document.querySelector('link[rel="canonical"]')?.href ?? location.href.split("#")[0].split("?")[0];
    const where = `${page}#${button.closest("[id]")?.id ?? ""}`;
    const text = `${button.dataset.cite} ${where}, ${new Date().toISOString().slice(0, 10)}.`;
    try {
      await navigator.clipboard.writeText(text);
      say("Copied with its citation");
      button.textContent = "Copied";
    } catch {
      prompt("Copy this:", text);
    }
  });
}

// Rows of a table or a list: j and k go through them, Enter opens.
function go(step) {
  const rows = [...document.querySelectorAll("[data-rows] tbody tr, ol[data-rows] > li")];
  if (!rows.length) return;
  const now = rows.findIndex((row) => row.classList.contains("here"));
  const next = rows[Math.min(rows.length - 1, Math.max(0, now + step))];
  rows[now]?.classList.remove("here");
  next.classList.add("here");
  next.querySelector("a, button")?.focus({ preventScroll: true });
  next.scrollIntoView({ block: "nearest" });
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input, textarea, select, dialog[open]")) return;
  const act = {
    "/": () => document.getElementById("find")?.focus(),
    j: () => go(1),
    k: () => go(-1),
    n: () => document.querySelector('[rel="next"]')?.click(),
    p: () => document.querySelector('[rel="prev"]')?.click(),
    b: blur,
    "?": () => keys.showModal(),
  }[event.key];
  if (act) {
    event.preventDefault();
    act();
  }
});

// A printed page says where it stands and when it was printed, and hides nothing.
const printed = document.querySelector("[data-printed]");
addEventListener("beforeprint", () => {
  if (printed) {
    const address = document.querySelector('link[rel="canonical"]')?.href ?? location.href.split("#")[0].split("?")[0];
    const now = new Date();
    const day = [now.getFullYear(), now.getMonth() + 1, now.getDate()].map((n) => String(n).padStart(2, "0")).join("-");
    printed.textContent = `${location.protocol === "file:" ? "" : `${address} · `}printed on ${day}`;
  }
  for (const details of document.querySelectorAll("main details:not([open])")) {
    details.open = true;
    details.dataset.folded = "1";
  }
});
addEventListener("afterprint", () => {
  for (const details of document.querySelectorAll("[data-folded]")) {
    details.open = false;
    delete details.dataset.folded;
  }
});

// A link to a field in a folded part of the page unfolds it.
for (const link of document.querySelectorAll('a[href^="#f-"]')) {
  link.addEventListener("click", () => {
    const field = document.getElementById(link.hash.slice(1));
    const folded = field?.closest("details");
    if (folded) folded.open = true;
    field?.focus();
  });
}

// A narrow screen folds the menu away.
const menu = document.querySelector(".menu");
menu.addEventListener("toggle", () => document.querySelector("header.top").classList.toggle("open", menu.open));

// Filters that ask nothing stay out of the address.
for (const form of document.querySelectorAll("form.filter")) {
  form.addEventListener("submit", () => {
    for (const field of form.elements) if (field.name && !field.value) field.disabled = true;
  });
}
