// Dropping files, and following a job.

const drop = document.querySelector("[data-drop]");
if (drop) {
  const field = drop.querySelector("input[type=file]");
  const tell = () => { drop.querySelector("[data-dropped]").textContent = [...field.files].map((f) => f.name).join(", "); };
  field.addEventListener("change", tell);
  for (const name of ["dragover", "drop"]) document.addEventListener(name, (event) => event.preventDefault());
  drop.addEventListener("dragover", () => drop.classList.add("over"));
  drop.addEventListener("dragleave", () => drop.classList.remove("over"));
  document.addEventListener("drop", (event) => {
    drop.classList.remove("over");
    if (event.dataTransfer.files.length) {
      field.files = event.dataTransfer.files;
      tell();
    }
  });
}

const job = document.querySelector("[data-job]");
if (job) {
  const names = { read: "reading", syndication: "comparing with what is known", link: "joining reports", follow: "what followed" };
  const look = async () => {
    const found = await (await fetch(job.dataset.job)).json();
    if (found.state !== "running" && found.state !== "waiting") {
      location.reload();
      return;
    }
    const bar = job.querySelector("progress");
    if (found.total) {
      bar.max = found.total;
      bar.value = found.done;
    } else bar.removeAttribute("value");
    job.querySelector("[data-stage]").textContent = `${names[found.stage] ?? found.stage}${found.done ? `: ${found.done}${found.total ? ` of ${found.total}` : ""}` : ""}`;
    setTimeout(look, 700);
  };
  setTimeout(look, 400);
}
