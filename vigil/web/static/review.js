// The queue by keyboard: a decision is sent, the row goes, the next one is there.

const list = document.querySelector("[data-queue]");
const note = document.querySelector("[data-done]");
const undo = document.querySelector("[data-undo]");
const say = (text) => { document.getElementById("said").textContent = text; };

function next(row) {
  const after = row.nextElementSibling ?? row.previousElementSibling;
  row.remove();
  if (!after) {
    location.reload();
    return;
  }
  after.classList.add("here");
  after.querySelector("a")?.focus({ preventScroll: true });
  after.scrollIntoView({ block: "nearest" });
}

function tell(found, what) {
  note.hidden = undo.hidden = false;
  note.querySelector("[data-done-words]").textContent = `${found.said}: ${what}`;
  for (const old of undo.querySelectorAll('[name="of"]')) old.remove();
  for (const id of found.done.split(",")) {
    const field = document.createElement("input");
    Object.assign(field, { type: "hidden", name: "of", value: id });
    undo.append(field);
  }
  undo.querySelector("button").textContent = `Undo: ${found.said}`;
  document.querySelector("[data-left]").textContent = found.waiting;
  say(`${found.said}: ${what}`);
}

async function send(form) {
  const row = form.closest("li");
  const what = row.querySelector("[data-open]").textContent;
  const button = form.querySelector("button");
  button.disabled = true;
  try {
    const answer = await fetch(form.action, {
      method: "POST", headers: { accept: "application/json" }, body: new URLSearchParams(new FormData(form)),
    });
    const found = await answer.json();
    if (!answer.ok) throw new Error(found.detail);
    tell(found, what);
    next(row);
  } catch (error) {
    button.disabled = false;
    note.hidden = false;
    undo.hidden = true;
    note.querySelector("[data-done-words]").textContent = error.message || "That did not reach the site: try again.";
  }
}

for (const form of document.querySelectorAll("[data-decide]")) {
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    send(form);
  });
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input:not([type=checkbox]), textarea, select, dialog[open]")) return;
  const row = list?.querySelector(".here") ?? event.target.closest("[data-queue] > li");
  const acts = {
    a: () => row?.querySelector('[data-key="a"]').requestSubmit(),
    c: () => row?.querySelector("[data-correct]").click(),
    m: () => row?.querySelector("[data-mark]").click(),
    x: () => {
      const details = row?.querySelector("[data-retract]");
      if (!details) return;
      details.open = true;
      details.querySelector("[name=reason]").focus();
    },
    u: () => undo && !note.hidden && !undo.hidden && undo.requestSubmit(),
  };
  const act = acts[event.key];
  if (act) {
    event.preventDefault();
    act();
  }
});
