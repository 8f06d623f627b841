// Filters a list where it stands: its values become switches, the address keeps what is chosen, and a line says how many
// entries are left. Without this script each value is a link to the page of its entries.

(() => {
  "use strict";
  const filter = document.querySelector("details.filter");
  const rows = [...document.querySelectorAll("main :is(.cards, .names) > li, main .entries > tbody > tr")];
  const items = rows.filter((row) => !row.parentElement.closest("main :is(li, tr, .text, .filter)"));
  const known = JSON.parse(filter.querySelector("script[type]").textContent);
  // In a theme of one's own the list may be another: then links stay links.
  if (items.length !== Number(filter.dataset.count)) return;

  const facets = [...filter.querySelectorAll(".facet")].map((facet) => {
    const key = facet.dataset.facet;
    const switches = [...facet.querySelectorAll("a[data-value]")].map((link) => {
      const button = document.createElement("button");
      button.type = "button";
      button.append(...link.childNodes);
      const { value } = link.dataset;
      link.replaceWith(button);
      return { button, value, entries: new Set(known[key]?.[value]), shown: button.querySelector(".count"), isChosen: false };
    });
    return { key, switches };
  });

  const status = document.createElement("p");
  status.className = "status";
  const shown = document.createElement("span");
  shown.setAttribute("role", "status");
  const all = document.createElement("button");
  all.type = "button";
  all.textContent = filter.dataset.all;
  status.append(shown, " ", all);
  filter.after(status);

  const chosen = (facet) => facet.switches.filter((it) => it.isChosen);
  // Within a facet any value will do; every facet must have one.
  const holds = (facet, entry) => {
    const some = chosen(facet);
    return !some.length || some.some((it) => it.entries.has(entry));
  };

  const show = () => {
    const misses = items.map((_, entry) => facets.filter((facet) => !holds(facet, entry)));
    items.forEach((item, entry) => { item.hidden = misses[entry].length > 0; });
    for (const facet of facets) {
      for (const it of facet.switches) {
        let left = 0;
        for (const entry of it.entries) if (misses[entry].every((other) => other === facet)) left += 1;
        it.shown.textContent = left;
        it.button.setAttribute("aria-pressed", it.isChosen);
        it.button.disabled = !left && !it.isChosen;
      }
    }
    const isFiltered = facets.some((facet) => chosen(facet).length);
    for (const section of document.querySelectorAll("main section:has(> h2)")) {
      const own = items.filter((item) => section.contains(item));
      if (!own.length) continue;
      const left = own.filter((item) => !item.hidden).length;
      section.hidden = !left;
      const number = section.querySelector(":scope > h2 .count");
      if (number) number.textContent = left;
      const fold = section.querySelector(":scope > .fold");
      if (fold && isFiltered) fold.open = true;
      const jump = document.querySelector(`.jumps a[href="#${CSS.escape(section.querySelector("h2").id)}"]`);
      if (jump) {
        jump.parentElement.hidden = !left;
        jump.querySelector(".count").textContent = left;
      }
    }
    const left = items.filter((item) => !item.hidden).length;
    shown.textContent = isFiltered ? filter.dataset.shown.replace("{shown}", left) : "";
    status.hidden = !isFiltered;
  };

  const read = () => {
    const query = new URLSearchParams(location.search);
    for (const facet of facets) {
      const wanted = query.getAll(facet.key);
      for (const it of facet.switches) it.isChosen = wanted.includes(it.value);
    }
    if (facets.some((facet) => chosen(facet).length)) filter.open = true;
    show();
  };

  const write = () => {
    const url = new URL(location.href);
    for (const facet of facets) {
      url.searchParams.delete(facet.key);
      for (const it of chosen(facet)) url.searchParams.append(facet.key, it.value);
    }
    history.replaceState(history.state, "", url);
    show();
  };

  for (const it of facets.flatMap((facet) => facet.switches)) {
    it.button.addEventListener("click", () => {
      it.isChosen = !it.isChosen;
      write();
    });
  }
  all.addEventListener("click", () => {
    for (const it of facets.flatMap((facet) => facet.switches)) it.isChosen = false;
    write();
    filter.querySelector("summary").focus();
  });
  addEventListener("popstate", read);
  read();
})();
