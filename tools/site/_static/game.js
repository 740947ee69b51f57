// Check it yourself: asks for a verdict before each record. Without JavaScript the records open one by one.
(() => {
  const claims = [...document.querySelectorAll("section.claim")];
  const scale = [...document.querySelectorAll("#scale tr[data-verdict]")].map((row) => row.dataset);
  const said = (verdict) => { const one = scale.find((row) => row.verdict === verdict); return `${one.sign} ${one.label}`; };
  const rank = { "supported": 4, "partly-supported": 3, "misstated": 2, "unsupported": 1 };
  const result = document.getElementById("result");
  const make = (name, text, more = {}) => Object.assign(document.createElement(name), { textContent: text }, more);

  function compare(guess, verdict) {
    if (guess === verdict) return "as the record";
    if (!rank[guess]) return "another kind of verdict";
    const height = rank[verdict] || 2.5;  // no public record settles it: between the halves of the scale
    return rank[guess] > height ? "too trusting" : "too doubtful";
  }

  const guesses = claims.map(() => null);

  function show(place) {
    claims.forEach((claim, number) => { claim.hidden = number !== place; });
    result.hidden = true;
  }

  function finish() {
    claims.forEach((claim) => { claim.hidden = true; });
    const counts = {}, rows = document.getElementById("compared");
    rows.textContent = "";
    guesses.forEach((guess, number) => {
      const verdict = claims[number].dataset.verdict, word = compare(guess, verdict);
      counts[word] = (counts[word] || 0) + 1;
      const row = rows.insertRow();
      const head = make("th", `${number + 1}. ${claims[number].querySelector("blockquote").textContent.trim()}`);
      head.scope = "row";
      row.append(head, make("td", said(guess)), make("td", said(verdict)), make("td", word));
    });
    const count = (word) => counts[word] || 0;
    const sum = document.getElementById("sum");
    sum.textContent = "";
    sum.append(
      make("p", `${count("as the record")} of ${claims.length} as the record.`, { className: "large" }),
      make("p", `Too trusting: ${count("too trusting")}. Too doubtful: ${count("too doubtful")}. ` +
        `Another kind of verdict: ${count("another kind of verdict")}.`),
      make("p", `For comparison: who says "supported" each time has ${result.dataset.trusting} of ${claims.length}, ` +
        `who throws a die about ${Math.round(claims.length / scale.length)}.`),
    );
    result.hidden = false;
    result.querySelector("h2").focus();
  }

  function ask(claim, number) {
    const form = document.createElement("form"), set = document.createElement("fieldset");
    set.append(make("legend", `Your verdict on claim ${number + 1}`));
    scale.forEach((row) => {
      const label = make("label", ""), radio = make("input", "", { type: "radio", name: `verdict-${number}`, value: row.verdict });
      label.append(radio, make("span", ` ${row.sign} ${row.label}`));
      set.append(label);
    });
    const button = make("button", "Compare with the record"), word = make("p", "", { tabIndex: -1, className: "said" });
    word.setAttribute("role", "status");
    const record = claim.querySelector("details.record");
    record.hidden = true;
    form.append(set, button, word);
    record.before(form);
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      const picked = form.querySelector("input:checked");
      if (!picked) {
        word.textContent = "Choose one of the six first.";
        form.querySelector("input").focus();
        return;
      }
      guesses[number] = picked.value;
      const compared = compare(picked.value, claim.dataset.verdict);
      word.textContent = `You: ${said(picked.value)}. The record: ${said(claim.dataset.verdict)}. ` +
        `That is ${compared}.`;
      set.disabled = true;
      button.hidden = true;
      record.hidden = false;
      record.open = true;
      const last = number === claims.length - 1;
      const next = make("button", last ? "See how your guesses compare" : "Next claim", { type: "button" });
      next.addEventListener("click", () => {
        if (last) return finish();
        show(number + 1);
        claims[number + 1].querySelector("h3").focus();
      });
      record.after(next);
      word.focus();
    });
  }

  function start() {
    claims.forEach((claim, number) => {
      claim.querySelectorAll(":scope > form, :scope > button").forEach((part) => part.remove());
      claim.querySelector("details.record").open = false;
      guesses[number] = null;
      ask(claim, number);
    });
    show(0);
  }

  document.getElementById("again").addEventListener("click", () => {
    start();
    claims[0].querySelector("h3").focus();
  });
  start();
})();
