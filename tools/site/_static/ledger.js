// The filter of the claims ledger; without JavaScript the whole table stays visible.
document.addEventListener("DOMContentLoaded", () => {
  const table = document.getElementById("ledger");
  if (!table) return;
  const lesson = document.getElementById("filter-lesson");
  const verdict = document.getElementById("filter-verdict");
  const show = () => {
    let count = 0;
    for (const row of table.tBodies[0].rows) {
      const fits = (!lesson.value || row.dataset.lesson === lesson.value) &&
        (!verdict.value || row.dataset.verdict === verdict.value);
      row.hidden = !fits;
      count += fits;
    }
    document.getElementById("filter-count").textContent = `${count} claims`;
  };
  lesson.addEventListener("change", show);
  verdict.addEventListener("change", show);
});
