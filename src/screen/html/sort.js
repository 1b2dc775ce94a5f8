"use strict";
// A click on a head sorts the table by its column, a second one the other way round, a third one as it was written.
for (const table of document.querySelectorAll("table.sortable")) {
  const body = table.tBodies[0];
  const heads = Array.from(table.tHead.rows[0].cells);
  const written = Array.from(body.rows);
  const text = (row, column) => row.cells[column].textContent.trim();
  const figure = (row, column) => {
    const found = parseFloat(text(row, column).replaceAll(",", ""));
    return Number.isNaN(found) ? -1 : found;
  };
  heads.forEach((head, column) => {
    const figures = head.classList.contains("n");
    const compare = figures
      ? (one, other) => figure(one, column) - figure(other, column)
      : (one, other) => text(one, column).localeCompare(text(other, column), "en", { numeric: true });
    const turns = figures ? ["descending", "ascending", "none"] : ["ascending", "descending", "none"];
    const button = document.createElement("button");
    button.type = "button";
    button.append(...head.childNodes);
    head.append(button);
    head.setAttribute("aria-sort", "none");
    button.addEventListener("click", () => {
      const turn = turns[(turns.indexOf(head.getAttribute("aria-sort")) + 1) % turns.length];
      heads.forEach((other) => other.setAttribute("aria-sort", "none"));
      head.setAttribute("aria-sort", turn);
      const sign = turn === "descending" ? -1 : 1;
      const sorted = turn === "none" ? written : written.slice().sort((one, other) => sign * compare(one, other));
      body.append(...sorted);
    });
  });
}
