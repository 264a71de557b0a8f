// Lists of a publication: sorted by a column, narrowed while typing.  A plain script, as pages opened from a folder load no modules.
"use strict";
(() => {
  const key = (row, n) => {
    const cell = row.cells[n];
    return cell.dataset.key ?? cell.textContent.trim();
  };

  function compare(a, b) {
    if (a === b) return 0;
    if (a === "") return 1; // nothing known stands last, whichever way
    if (b === "") return -1;
    const x = Number(a), y = Number(b);
    return Number.isNaN(x) || Number.isNaN(y) ? a.localeCompare(b, undefined, { numeric: true }) : x - y;
  }

  function sort(table, heads, n) {
    const head = heads[n];
    const way = head.getAttribute("aria-sort") === "descending" || (!head.hasAttribute("aria-sort") && !head.classList.contains("number")) ? 1 : -1;
    for (const other of heads) other.removeAttribute("aria-sort");
    head.setAttribute("aria-sort", way === 1 ? "ascending" : "descending");
    const body = table.tBodies[0];
    const rows = [...body.rows].sort((a, b) => {
      const x = key(a, n), y = key(b, n);
      return x === "" || y === "" ? compare(x, y) : way * compare(x, y);
    });
    body.append(...rows);
  }

  const tables = [...document.querySelectorAll("table[data-sortable]")];
  for (const table of tables) {
    const heads = [...table.tHead.rows[0].cells];
    heads.forEach((head, n) => {
      const button = document.createElement("button");
      button.type = "button";
      button.className = "sort";
      button.textContent = head.textContent;
      button.addEventListener("click", () => sort(table, heads, n));
      head.replaceChildren(button);
    });
  }

  const find = document.getElementById("find");
  const sum = document.querySelector("[data-sum]");
  if (find && tables.length) {
    find.closest(".narrow").hidden = false;
    const rows = tables.flatMap((table) => [...table.tBodies[0].rows]);
    const words = rows.map((row) => row.textContent.toLowerCase());
    find.addEventListener("input", () => {
      const wanted = find.value.toLowerCase().split(/\s+/).filter(Boolean);
      let shown = 0;
      rows.forEach((row, n) => {
        const fits = wanted.every((word) => words[n].includes(word));
        row.hidden = !fits;
        shown += fits;
      });
      sum.textContent = wanted.length ? `${shown} of ${rows.length} ${sum.dataset.sum}.` : `${rows.length} ${sum.dataset.sum}.`;
    });
  }

  document.querySelector("[data-close]")?.addEventListener("click", () => document.getElementById("keys").close());
})();
