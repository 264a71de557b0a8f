// Words that are marked in an article go into the form for a claim, with the place where they stand.

const details = document.querySelector("[data-claimform]");
const article = document.querySelector("article.article");
if (details && article) {
  const form = details.querySelector("form");
  const button = document.createElement("button");
  Object.assign(button, { type: "button", textContent: "Claim from these words", className: "select-here", hidden: true });
  document.body.append(button);
  details.querySelector("[data-hint]").textContent = "Mark words in the text: they come here.";
  let chosen = "";
  let place = { where: "", nth: "" };

  // Which field, and how often the same words stand before: so that words that stand there twice can be told apart.
  const where = (within, range, words) => {
    const field = within.closest("[data-field]");
    const before = document.createRange();
    before.setStart(within, 0);
    before.setEnd(range.startContainer, range.startOffset);
    const earlier = [...field.querySelectorAll("p")].filter((p) => p.compareDocumentPosition(within) & Node.DOCUMENT_POSITION_FOLLOWING);
    const lead = range.toString().length - range.toString().trimStart().length;
    const texts = [...earlier.map((p) => p.textContent), before.toString() + range.toString().slice(0, lead) + words];
    let nth = -1;
    for (const text of texts) for (let at = text.indexOf(words); at >= 0; at = text.indexOf(words, at + 1)) nth += 1;
    return { where: field.dataset.field, nth: String(nth) };
  };

  // A line end of the text is a new paragraph of the page, so words of one paragraph stand as they are shown.
  const marked = () => {
    const selection = getSelection();
    if (!selection.rangeCount || selection.isCollapsed) return "";
    const range = selection.getRangeAt(0);
    const within = (node) => (node.nodeType === 1 ? node : node.parentElement)?.closest("[data-field] p, h1[data-field]");
    const start = within(range.startContainer);
    if (!start || start !== within(range.endContainer)) return "";
    const words = range.toString().trim();
    if (words) place = where(start, range, words);
    return words;
  };

  document.addEventListener("selectionchange", () => {
    chosen = marked();
    button.hidden = !chosen;
    if (!chosen) return;
    const box = getSelection().getRangeAt(0).getBoundingClientRect();
    button.style.top = `${box.bottom + scrollY + 6}px`;
    button.style.left = `${Math.min(Math.max(box.left, 8), innerWidth - 190) + scrollX}px`;
  });
  form.elements.quote.addEventListener("input", () => { form.elements.nth.value = form.elements.where.value = ""; });
  button.addEventListener("pointerdown", (event) => event.preventDefault());
  button.addEventListener("click", () => {
    form.elements.quote.value = chosen;
    form.elements.where.value = place.where;
    form.elements.nth.value = place.nth;
    form.elements.value.value = /\d[\d,]*/.exec(chosen)?.[0].replaceAll(",", "") ?? "";
    details.open = true;
    button.hidden = true;
    getSelection().removeAllRanges();
    form.elements.attribute.focus();
    details.scrollIntoView({ block: "nearest" });
  });
}
