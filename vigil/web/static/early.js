// Before the page is drawn: the reader's theme, and whether details are blurred.
"use strict";
try {
  const theme = localStorage.getItem("vigil-theme");
  if (theme) document.documentElement.dataset.theme = theme;
  if (localStorage.getItem("vigil-blur") === "1") document.documentElement.classList.add("blurred");
} catch { /* a browser that keeps nothing shows the default */ }
document.documentElement.classList.add("scripts");
