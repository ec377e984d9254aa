"use strict";
// Tables whose rows are sorted by a click on a column's head, or filtered by what is typed. Without
// this everything is there all the same.
for (const table of document.querySelectorAll("table.sortable")) {
  const body = table.tBodies[0];
  const key = (row, column) => {
    const cell = row.cells[column];
    return cell.dataset.key ?? cell.textContent.trim();
  };
  const compare = (a, b) => {
    if (a === "–" || b === "–") return (a === "–") - (b === "–"); // not defined: last
    const difference = Number(a) - Number(b);
    return Number.isNaN(difference) ? a.localeCompare(b, undefined, { numeric: true }) : difference;
  };
  [...table.tHead.rows[0].cells].forEach((head, column) => {
    const button = document.createElement("button");
    button.type = "button";
    button.title = head.title || `sort by ${head.textContent.trim()}`;
    button.append(...head.childNodes);
    head.append(button);
    button.addEventListener("click", () => {
      const direction = head.getAttribute("aria-sort") === "ascending" ? -1 : 1;
      for (const other of table.tHead.rows[0].cells) other.removeAttribute("aria-sort");
      head.setAttribute("aria-sort", direction === 1 ? "ascending" : "descending");
      const rows = [...body.rows].map((row) => [key(row, column), row]);
      rows.sort(([a], [b]) => direction * compare(a, b));
      body.append(...rows.map(([, row]) => row));
    });
  });
}
for (const field of document.querySelectorAll("input[data-filters]")) {
  const rows = [...document.getElementById(field.dataset.filters).tBodies[0].rows];
  const count = field.parentElement.querySelector("output");
  const texts = rows.map((row) => row.cells[0].textContent.toLowerCase());
  field.parentElement.hidden = false;
  field.addEventListener("input", () => {
    const wanted = field.value.trim().toLowerCase();
    let shown = 0;
    rows.forEach((row, number) => {
      row.hidden = !texts[number].includes(wanted);
      shown += !row.hidden;
    });
    count.textContent = wanted ? `${shown} of ${rows.length}` : "";
  });
}
