// Light or dark (kept in this browser), boxes that scroll by keyboard, the menu, the list of parts, the ledger's filter.
(() => {
  const root = document.documentElement;
  root.className = "";
  const kept = () => { try { return localStorage.getItem("scheme"); } catch { return null; } };
  const system = matchMedia("(prefers-color-scheme: dark)");
  const dark = () => (kept() ? kept() === "dark" : system.matches);
  if (kept()) root.dataset.scheme = kept();

  document.addEventListener("DOMContentLoaded", () => {
    const button = document.getElementById("scheme");
    const name = () => { button.textContent = dark() ? "Light" : "Dark"; };
    button.addEventListener("click", () => {
      const next = dark() ? "light" : "dark";
      try { localStorage.setItem("scheme", next); } catch { /* not kept, for this page alone */ }
      root.dataset.scheme = next;
      button.textContent = next === "dark" ? "Light" : "Dark";
    });
    system.addEventListener("change", name);
    name();

    const boxes = [...document.querySelectorAll(".wide")];
    const reach = () => boxes.forEach((box) => {
      if (box.scrollWidth > box.clientWidth) box.tabIndex = 0;
      else box.removeAttribute("tabindex");
    });
    reach();
    addEventListener("resize", reach);
    document.addEventListener("toggle", reach, true);

    const contents = document.querySelector(".contents details");
    if (contents && matchMedia("(min-width: 75rem)").matches) contents.open = true;
    const menus = [...document.querySelectorAll("details.menu")];
    const close = (but) => menus.forEach((menu) => { if (menu !== but) menu.open = false; });
    document.addEventListener("click", (event) => close(event.target.closest("details.menu")));
    document.addEventListener("keydown", (event) => {
      const open = menus.find((menu) => menu.open);
      if (event.key === "Escape" && open) { close(); open.querySelector("summary").focus(); }
    });

    document.querySelectorAll(".ledger-filter").forEach((form) => {
      const [lesson, verdict] = form.querySelectorAll("select");
      const rows = [...document.getElementById("ledger").tBodies[0].rows];
      const show = () => {
        rows.forEach((row) => {
          row.hidden = (lesson.value && row.dataset.lesson !== lesson.value) ||
            (verdict.value && row.dataset.verdict !== verdict.value);
        });
        const count = rows.filter((row) => !row.hidden).length;
        form.querySelector("output").textContent = `${count} claim${count === 1 ? "" : "s"}`;
      };
      [lesson, verdict].forEach((choice) => choice.addEventListener("change", show));
    });
  });
})();
