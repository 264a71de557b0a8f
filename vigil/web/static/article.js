// The sentence that a link points to is shown as such; a click on a marked passage tells what rests on it.

function show() {
  const key = location.hash.slice(1);
  const id = key.startsWith("c-") ? key.slice(2) : null;
  if (id) for (const mark of document.querySelectorAll("mark.here")) mark.classList.remove("here");
  if (id) for (const mark of document.querySelectorAll("mark.claim")) {
    if (mark.dataset.claims.split(" ").includes(id)) mark.classList.add("here");
  }
  document.querySelector("mark.here")?.scrollIntoView({ block: "center" });
}
addEventListener("hashchange", show);
show();
