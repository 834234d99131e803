/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Runs within a page, at whatever width its frame has, and tells the frame's parent what is wrong. Each
   check is one function: it returns what failed, one text each. */
"use strict";

const all = selector => [...document.querySelectorAll(selector)];
const name = element => `${element.tagName.toLowerCase()}${element.id && "#" + element.id}` +
  `${element.className.baseVal ?? element.className ? "." + (element.className.baseVal ?? element.className) : ""}`;

function point(plot, x, y) {
  const box = plot.getBoundingClientRect();
  plot.dispatchEvent(new PointerEvent("pointermove", {
    clientX: box.left + box.width * x, clientY: box.bottom - box.height * y, bubbles: true }));
  return plot.querySelector(".tip").textContent;
}

/* The values that the page must show at x: of the last row that begins there or before. */
function expected(plot, x) {
  if (plot.dataset.kind === "cdf") x = 0.001; /* there the pointer's height counts */
  const rows = [...document.getElementById(plot.dataset.table).tBodies[0].rows]
    .filter(row => row.dataset.x <= x * 10000);
  const cells = [...rows.at(-1).cells].slice(1).map(cell => cell.textContent);
  return plot.dataset.kind === "heatmap" ? cells.slice(0, 1) : cells;
}

const checks = {
  hover() {
    const plots = all(".plot"), wrong = [];
    if (plots.length === 0) wrong.push("no chart at all");
    for (const plot of plots)
      for (const x of [0.3, 0.8]) {
        const tip = point(plot, x, 0.001), values = expected(plot, x);
        for (const value of values)
          if (!tip.includes(`: ${value}`)) wrong.push(`${plot.dataset.table} at ${x}: no ${value} in ${tip}`);
        plot.dispatchEvent(new PointerEvent("pointerleave"));
        if (plot.querySelector(".tip").textContent !== "") wrong.push("the values stay");
      }
    return wrong;
  },

  keys() {
    const wrong = [];
    for (const plot of all(".plot")) {
      const press = key => plot.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true }));
      const tip = () => plot.querySelector(".tip")?.textContent ?? "";
      if (plot.tabIndex !== 0 || !plot.getAttribute("aria-label")) wrong.push(`${name(plot)} has no focus or name`);
      press("End");
      const last = tip();
      press("Home");
      const rows = document.getElementById(plot.dataset.table).tBodies[0].rows.length;
      if (last === "" || tip() === "" || (rows > 1 && last === tip())) wrong.push(`${plot.dataset.table}: keys do nothing`);
      press("Escape");
      if (tip() !== "") wrong.push("Escape does not hide");
    }
    return wrong;
  },

  sorting() {
    const wrong = [], tables = all("table.sortable");
    if (tables.length === 0) wrong.push("no table");
    for (const table of tables)
      for (const [column, head] of [...table.tHead.rows[0].cells].entries()) {
        const numbers = () => [...table.tBodies[0].rows].map(row => row.cells[column].dataset.v)
          .filter(value => value !== undefined).map(Number);
        const sorted = (values, sign) => values.every((v, i) => i === 0 || sign * (v - values[i - 1]) >= 0);
        head.querySelector("button").click();
        if (head.getAttribute("aria-sort") !== "descending" || !sorted(numbers(), -1)) wrong.push(`${head.textContent}: not descending`);
        head.querySelector("button").click();
        if (head.getAttribute("aria-sort") !== "ascending" || !sorted(numbers(), 1)) wrong.push(`${head.textContent}: not ascending`);
      }
    return wrong;
  },

  overflow() {
    const width = document.documentElement.clientWidth;
    const wrong = all("body *").filter(element => {
      const box = element.getBoundingClientRect();
      return !element.closest(".scroll") && !element.closest("svg") && box.width > 0 && (box.right > width + 1 || box.left < -1);
    }).map(name);
    if (document.documentElement.scrollWidth > width) wrong.push(`the page is ${document.documentElement.scrollWidth} px wide in ${width}`);
    return wrong;
  },

  contrast() {
    const light = text => {
      const [r, g, b] = text.match(/[\d.]+/g).slice(0, 3).map(Number)
        .map(c => c / 255).map(c => c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4);
      return 0.2126 * r + 0.7152 * g + 0.0722 * b;
    };
    const paper = light(getComputedStyle(document.body).backgroundColor);
    const wrong = all("h1, p, a, td, th, li, dt, dd, caption, summary, .xlabels span").filter(element => {
      const ink = light(getComputedStyle(element).color);
      return (Math.max(ink, paper) + 0.05) / (Math.min(ink, paper) + 0.05) < 4.5;
    }).map(name);
    if ((paper < 0.5) !== matchMedia("(prefers-color-scheme: dark)").matches) wrong.push("light and dark are mixed up");
    return [...new Set(wrong)];
  },

  structure() {
    const wrong = [], ids = all("[id]").map(element => element.id);
    if (new Set(ids).size !== ids.length) wrong.push("ids that are not unique");
    if (all("h1").length !== 1 || !document.documentElement.lang || !document.title) wrong.push("no h1, language or title");
    for (const table of all("table")) if (!table.tHead) wrong.push("a table without heads");
    for (const use of all("[href], [*|href]")) {
      const to = use.getAttribute("href") ?? use.getAttribute("xlink:href");
      if (to.startsWith("#") ? !document.getElementById(to.slice(1)) : !to.startsWith("data:")) wrong.push(`a link to ${to}`);
    }
    if (performance.getEntriesByType("resource").some(entry => !entry.name.startsWith("data:"))) wrong.push("something was fetched");
    return wrong;
  },

  /* What a trace called a user, if the test says so, stands there as text and has not run. */
  names() {
    const evil = document.body.dataset.evil;
    if (evil === undefined) return [];
    const wrong = [];
    if (window.broken) wrong.push("a name was run");
    if (!all("tbody th").some(head => head.textContent === evil)) wrong.push(`no ${evil}`);
    if (all("header script, main script, main img").length > 0) wrong.push("a name became an element");
    return wrong;
  },
};

const report = {};
for (const [check, run] of Object.entries(checks)) {
  try {
    report[check] = run();
  } catch (error) {
    report[check] = [String(error)];
  }
}
report.errors = window.scriptErrors;
for (const [check, wrong] of Object.entries(report))
  parent.postMessage(`${check} at ${innerWidth} px: ${wrong.length ? wrong.slice(0, 5).join("; ") : "fine"}`, "*");
