/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the pointer and the keys add to a page that says everything without them: values of charts,
   read from the tables behind them, and tables in other orders. */
"use strict";

/* Charts: one reader a plot, which knows the rows of its table in the order of x. */
function makeReader(plot) {
  const table = document.getElementById(plot.dataset.table);
  const heads = [...table.tHead.rows[0].cells];
  const rows = [...table.tBodies[0].rows].sort((a, b) => a.dataset.x - b.dataset.x);
  const places = rows.map(row => row.dataset.x / 10000);
  const grid = plot.dataset.kind === "heatmap";
  const bars = plot.dataset.kind === "bars";
  const up = plot.dataset.kind === "cdf"; /* rows lie one above the other */
  const cursor = plot.appendChild(document.createElement("div"));
  const tip = plot.appendChild(document.createElement("div"));
  const unit = heads[0].textContent;
  let at = -1, column = 1;

  cursor.className = up ? "cursor level" : "cursor";
  cursor.hidden = true;
  tip.className = "tip left";
  tip.setAttribute("role", "status");

  /* What holds at x is what the last row before it says. */
  function rowAt(x) {
    let low = 0, high = rows.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (places[middle] <= x) low = middle; else high = middle - 1;
    }
    return low;
  }
  function columnAt(y) {
    let found = 1;
    for (let i = 1; i < heads.length; i++) if (heads[i].dataset.y / 10000 <= y) found = i;
    return found;
  }
  function words() {
    const cells = rows[at].cells;
    const name = i => heads[i].firstChild.textContent;
    const chosen = grid ? [column] : [...heads.keys()].slice(1);
    const first = bars || !unit ? cells[0].textContent : `${unit}: ${cells[0].textContent}`;
    return [first, ...chosen.map(i => `${name(i)}: ${cells[i].textContent}`)].join("\n");
  }
  function show() {
    const place = places[at] + (bars ? 0.5 / rows.length : 0);
    cursor.hidden = false;
    cursor.style[up ? "bottom" : "left"] = `${place * 100}%`;
    tip.className = place < 0.5 && !up ? "tip right" : "tip left";
    tip.textContent = words();
  }
  return {
    point(x, y) {
      at = rowAt(up ? y : x);
      if (grid) column = columnAt(y);
      show();
    },
    step(rowsOn, columnsOn) {
      at = Math.min(Math.max(at + rowsOn, 0), rows.length - 1);
      if (grid) column = Math.min(Math.max(column + columnsOn, 1), heads.length - 1);
      show();
    },
    hide() {
      cursor.hidden = true;
      tip.textContent = "";
    },
  };
}

function watchPlot(plot) {
  let reader = null;
  const ready = () => (reader ??= makeReader(plot));
  const steps = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1],
                  PageUp: [-20, 0], PageDown: [20, 0], Home: [-1e9, 0], End: [1e9, 0] };

  plot.addEventListener("pointermove", event => {
    const box = plot.getBoundingClientRect();
    ready().point((event.clientX - box.left) / box.width, (box.bottom - event.clientY) / box.height);
  });
  plot.addEventListener("pointerleave", () => reader?.hide());
  plot.addEventListener("blur", () => reader?.hide());
  plot.addEventListener("keydown", event => {
    const step = steps[event.key];
    if (event.key === "Escape") reader?.hide();
    if (!step || event.ctrlKey || event.metaKey || event.altKey) return;
    if (step[1] !== 0 && plot.dataset.kind !== "heatmap") return;
    event.preventDefault();
    ready().step(...step);
  });
}

/* Tables: the head's button sorts by its column, first the largest; again the other way round. */
function keyOf(row, column) {
  const cell = row.cells[column];
  return cell.dataset.v !== undefined ? Number(cell.dataset.v) : cell.textContent;
}

function compare(a, b) {
  const numbers = typeof a === "number" && typeof b === "number";
  return numbers ? a - b : String(a).localeCompare(String(b), "en", { numeric: true });
}

function sortBy(table, column, head) {
  const down = head.getAttribute("aria-sort") !== "descending";
  const body = table.tBodies[0];
  const rows = [...body.rows].map((row, place) => ({ row, place, key: keyOf(row, column) }));

  rows.sort((a, b) => (down ? compare(b.key, a.key) : compare(a.key, b.key)) || a.place - b.place);
  body.append(...rows.map(entry => entry.row));
  for (const other of table.tHead.rows[0].cells) other.removeAttribute("aria-sort");
  head.setAttribute("aria-sort", down ? "descending" : "ascending");
}

function makeSortable(table) {
  [...table.tHead.rows[0].cells].forEach((head, column) => {
    const button = document.createElement("button");
    button.type = "button";
    button.append(...head.childNodes);
    head.append(button);
    button.addEventListener("click", () => sortBy(table, column, head));
  });
}

document.querySelectorAll(".plot").forEach(watchPlot);
document.querySelectorAll("table.sortable").forEach(makeSortable);
