// The keys of review on the page of an incident: they lead to a form, and send none.

const reach = (field) => {
  const folded = field?.closest("details");
  if (folded) folded.open = true;
  field?.focus();
};
const acts = {
  a: () => reach(document.querySelector("[data-accept]")),
  c: () => reach(document.querySelector("#correct input:not([type=hidden])")),
  x: () => reach(document.querySelector("[data-retract] [name=reason]")),
  u: () => reach(document.querySelector("[data-undo] button")),
};

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input, textarea, select, dialog[open]")) return;
  const act = acts[event.key];
  if (act) {
    event.preventDefault();
    act();
  }
});
