// Search without a server: every section that has all the words, those with a word in a heading first.
(() => {
  const field = document.querySelector("main input"), list = document.getElementById("search-results");
  const count = document.getElementById("search-count");
  field.value = new URLSearchParams(location.search).get("q") || "";
  const plain = (text) => text.toLowerCase().normalize("NFD").replace(/[\u0300-\u036f]/g, "");
  const texts = INDEX.map(([, title, heading, words]) => [plain(title), plain(heading), plain(words)]);

  function search() {
    const words = plain(field.value).split(/\s+/).filter(Boolean);
    list.textContent = "";
    if (!words.length) { count.textContent = ""; return; }
    const found = [];
    texts.forEach(([title, heading, text], place) => {
      if (!words.every((word) => title.includes(word) || heading.includes(word) || text.includes(word))) return;
      const score = words.reduce((sum, word) => sum + 4 * heading.includes(word) + 2 * title.includes(word) + text.includes(word), 0);
      found.push([score, place]);
    });
    found.sort((one, other) => other[0] - one[0] || one[1] - other[1]);
    count.textContent = found.length ? `${found.length} place${found.length === 1 ? "" : "s"} found` +
      (found.length > 60 ? ", the first 60 are shown" : "") : "Nothing found. Try another word, or fewer.";
    for (const [, place] of found.slice(0, 60)) {
      const [address, title, heading, text] = INDEX[place];
      const item = document.createElement("li"), link = document.createElement("a"), words_ = document.createElement("p");
      link.href = address;
      link.textContent = heading ? `${title}: ${heading}` : title;
      const at = Math.max(0, Math.min(...words.map((word) => { const i = texts[place][2].indexOf(word); return i < 0 ? 1e9 : i; })) % 1e9 - 60);
      words_.textContent = (at ? "… " : "") + text.slice(at, at + 180) + (text.length > at + 180 ? " …" : "");
      item.append(link, words_);
      list.append(item);
    }
  }
  field.addEventListener("input", search);
  field.form.addEventListener("submit", (event) => { event.preventDefault(); search(); });
  search();
})();
