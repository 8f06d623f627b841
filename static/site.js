// What the built-in theme does beyond HTML and CSS: colors, previews of terms, the section that is being read. A page
// without it reads the same.

(() => {
  "use strict";
  const root = document.documentElement;
  root.classList.add("js");

  // Colors: before the first paint, so that nothing flashes.

  const KEY = "primer-colors";
  const stored = () => {
    try { return localStorage.getItem(KEY) ?? ""; } catch { return ""; }
  };
  const paint = (colors) => {
    if (colors) root.dataset.colors = colors;
    else delete root.dataset.colors;
  };
  paint(stored());

  const colors = () => {
    const controls = [...document.querySelectorAll(".colors select")];
    const show = (value) => {
      paint(value);
      for (const control of controls) control.value = value;
    };
    show(stored());
    for (const control of controls) {
      control.addEventListener("change", () => {
        try { localStorage.setItem(KEY, control.value); } catch { /* for this page only */ }
        show(control.value);
      });
    }
    addEventListener("storage", (event) => event.key === KEY && show(stored()));
  };

  // The section that is being read, in the contents.

  const contents = () => {
    const links = [...document.querySelectorAll(".toc a")];
    const targets = links.map((link) => document.getElementById(decodeURIComponent(link.hash.slice(1))));
    if (!links.length || !("IntersectionObserver" in window)) return;
    const mark = () => {
      let current = -1;
      targets.forEach((target, number) => {
        if (target && target.getBoundingClientRect().top < innerHeight / 3) current = number;
      });
      links.forEach((link, number) => {
        if (number === current) link.setAttribute("aria-current", "true");
        else link.removeAttribute("aria-current");
      });
    };
    const observer = new IntersectionObserver(mark, { rootMargin: "0px 0px -66% 0px" });
    for (const target of targets) if (target) observer.observe(target);
  };

  // Previews: the definition of a term, and the text of a note, over the link to it. The definitions stand in the list
  // of the words on the page; nothing is fetched.

  const previews = () => {
    const known = new Map();
    for (const term of document.querySelectorAll(".words dt a")) {
      known.set(term.pathname, { term, text: term.closest("dt").nextElementSibling.textContent });
    }
    const of = (link) => {
      if (!link?.closest(".text")) return null;
      if (link.getAttribute("role") === "doc-noteref") {
        const note = document.getElementById(link.hash.slice(1));
        return note && { text: note.textContent.replaceAll("↩", "").trim() };
      }
      return link.host === location.host && known.get(link.pathname);
    };
    let card = null, owner = null, timer = 0;
    const hide = () => {
      clearTimeout(timer);
      card?.remove();
      owner?.removeAttribute("aria-describedby");
      card = owner = null;
    };
    const show = (link) => {
      const found = of(link);
      if (owner === link || !found) return;
      hide();
      card = document.createElement("div");
      card.className = "preview";
      if (found.term) {
        const title = document.createElement("a");
        title.href = link.href;
        title.tabIndex = -1;
        title.textContent = found.term.textContent;
        card.append(title);
      }
      const text = document.createElement("p");
      text.id = "_preview";
      text.textContent = found.text;
      card.append(text);
      card.addEventListener("pointerenter", () => clearTimeout(timer));
      card.addEventListener("pointerleave", later);
      document.body.append(card);
      owner = link;
      link.setAttribute("aria-describedby", text.id);
      const line = link.getClientRects()[0], box = card.getBoundingClientRect();
      const room = root.clientWidth - box.width - 8;
      const below = line.bottom + box.height + 8 < innerHeight || line.top < box.height + 8;
      card.style.left = `${scrollX + Math.max(8, Math.min(line.left, room))}px`;
      card.style.top = `${scrollY + (below ? line.bottom + 6 : line.top - box.height - 6)}px`;
    };
    const later = () => {
      clearTimeout(timer);
      timer = setTimeout(hide, 250);
    };
    const soon = (link, wait) => {
      clearTimeout(timer);
      timer = setTimeout(() => show(link), wait);
    };
    const linkOf = (event) => event.target.closest?.(".text a[href]");
    let touched = false;
    document.addEventListener("pointerover", (event) => {
      if (event.pointerType === "mouse" && linkOf(event)) soon(linkOf(event), 200);
    });
    document.addEventListener("pointerout", (event) => {
      if (event.pointerType === "mouse" && linkOf(event)) later();
    });
    document.addEventListener("pointerdown", (event) => {
      touched = event.pointerType === "touch";
      if (card && !card.contains(event.target) && event.target.closest("a") !== owner) hide();
    });
    document.addEventListener("focusin", (event) => {
      if (linkOf(event)?.matches(":focus-visible") && !touched) soon(linkOf(event), 500);
    });
    document.addEventListener("focusout", (event) => linkOf(event) && later());
    document.addEventListener("keydown", (event) => event.key === "Escape" && hide());
    // The first touch shows what the second one leads to.
    document.addEventListener("click", (event) => {
      const link = linkOf(event);
      if (touched && link && link !== owner && of(link)) {
        event.preventDefault();
        show(link);
      }
    });
  };

  // A menu that is open closes when somebody goes elsewhere.

  const menus = () => {
    const close = (event) => {
      for (const menu of document.querySelectorAll("nav.main .sub[open]")) {
        if (event.key ? event.key === "Escape" : !menu.contains(event.target)) menu.open = false;
      }
    };
    for (const kind of ["click", "focusin", "keydown"]) document.addEventListener(kind, close);
  };

  // The search is loaded when a reader is about to use it.

  const search = () => {
    const form = document.querySelector("header form.search");
    if (!form) return;
    const load = () => import(form.dataset.script);
    const field = form.querySelector("input");
    const open = (query) => load().then((search) => search.open(form, query)).catch(() => {});
    field.addEventListener("focus", () => open(field.value));
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      open(field.value);
    });
    document.addEventListener("keydown", (event) => {
      const isWriting = event.target.closest?.("input, textarea, select, [contenteditable]");
      const isPlain = !event.ctrlKey && !event.metaKey && !event.altKey;
      const isControl = (event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k";
      if (isControl || (event.key === "/" && isPlain && !isWriting)) {
        event.preventDefault();
        // What is typed while the search is loaded stands in the field, where that is on the screen.
        const isFocused = document.activeElement === field;
        field.focus();
        if (isFocused || document.activeElement !== field) open("");
      }
    });
    const main = document.querySelector("body.search main");
    if (main) load().then((search) => search.page(form, main)).catch(() => {});
    const nearest = document.querySelector(".nearest");
    if (nearest) load().then((search) => search.nearest(form, nearest)).catch(() => {});
  };

  // What is folded is on paper all the same, in browsers that cannot say so in CSS.

  const paper = () => {
    if (CSS.supports("selector(::details-content)")) return;
    const wide = matchMedia("(min-width: 70rem)"), broad = matchMedia("(min-width: 48rem)");
    const unfold = () => {
      for (const folded of document.querySelectorAll(".toc, .siblings")) folded.open = wide.matches;
      for (const folded of document.querySelectorAll(".fold")) folded.open = broad.matches;
    };
    for (const query of [wide, broad]) query.addEventListener("change", unfold);
    unfold();
    addEventListener("beforeprint", () => {
      for (const folded of document.querySelectorAll(".words, .fold, details.alert")) folded.open = true;
    });
  };

  // Who goes to a part of a long list wants to see it.

  const folds = () => {
    const open = () => {
      const fold = document.getElementById(decodeURIComponent(location.hash.slice(1)))?.parentElement.querySelector(":scope > .fold");
      if (fold) fold.open = true;
    };
    addEventListener("hashchange", open);
    open();
  };

  document.addEventListener("DOMContentLoaded", () => {
    folds();
    colors();
    contents();
    menus();
    previews();
    search();
    paper();
  });
})();
