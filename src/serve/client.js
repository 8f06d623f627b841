// The part of `primer serve` that runs in the page. The server adds this script to each page that it
// sends; nothing of it is in the site that `primer build` writes, and no page needs it.
//
// It has four parts:
//   1. the document as the server last sent it, and how the page is brought from there to a newer one;
//   2. what else changes a page: stylesheets, images, scripts;
//   3. what the preview shows of its own: the report, the panel, short notes;
//   4. the connection and its messages.
(() => {
"use strict";

const script = document.currentScript;
if (!script || window.primerPreview) return;
window.primerPreview = true;

const root = document.documentElement;
const now = () => performance.timeOrigin + performance.now();
const SCRIPT = 'script[src*="/.primer-preview/client.js"]';

// ---------------------------------------------------------------------------------------------------
// 1. The page
//
// `base` is the document as the server last sent it. Nobody but this script touches it. `twins` leads
// from each of its nodes to the node of the page that was made from it. An update compares `base` with
// the newer document and does each difference twice: in `base`, and at the twins. So whatever the
// reader or a script of the page did to the page is never compared and therefore never undone.

const twins = new WeakMap();
let base = null;
let hasTemplates = false;

/// Pairs a tree of `base` with the page's tree that it was made from.
function pair(old, live) {
  twins.set(old, live);
  let one = old.firstChild;
  let other = live.firstChild;
  // A tree that some script has changed already is paired by what is alike.
  if (old.childNodes.length !== live.childNodes.length) {
    const news = [...live.childNodes];
    const olds = [...old.childNodes];
    const { partner } = match(news, olds);
    olds.forEach((node, at) => partner[at] >= 0 && pair(node, news[partner[at]]));
    return;
  }
  while (one && other) {
    if (compatible(one, other)) pair(one, other);
    one = one.nextSibling;
    other = other.nextSibling;
  }
}

/// A parser without scripts reads the inside of `noscript` as elements, the page has it as a text.
function parse(html) {
  const parsed = new DOMParser().parseFromString(html, "text/html");
  for (const element of parsed.querySelectorAll("noscript")) element.textContent = element.innerHTML;
  return parsed;
}

function same(a, b) {
  if (!a.isEqualNode(b)) return false;
  // The native comparison does not look into templates.
  return !hasTemplates || a.nodeType !== 1 || a.outerHTML === b.outerHTML;
}

function compatible(a, b) {
  if (a.nodeType !== b.nodeType) return false;
  if (a.nodeType !== 1) return true;
  if (a.localName !== b.localName || a.namespaceURI !== b.namespaceURI) return false;
  switch (a.localName) {
    case "link": return a.getAttribute("rel") === b.getAttribute("rel");
    case "input": return a.getAttribute("type") === b.getAttribute("type");
    case "script": return isCode(a) === isCode(b) && a.matches(SCRIPT) === b.matches(SCRIPT);
  }
  return true;
}

/// The number of a block in a text, which is its id: it says where it stands, not what it is.
const NUMBER = / id="\d+\.\d+"/g;

/// What makes two elements of the same kind the same thing at another time, or "".
function key(node) {
  const of = (name) => node.getAttribute(name) ?? "";
  switch (node.localName) {
    case "meta": return of("name") || of("property") || of("http-equiv");
    case "link": return `${of("rel")} ${unmarked(of("href"))}`;
    case "script": return unmarked(of("src"));
  }
  const id = of("id");
  const name = (/^\d+\.\d+$/.test(id) ? "" : id) || of("aria-labelledby") || of("data-key");
  if (name || node.localName !== "li") return name && `${node.localName} ${name}`;
  const link = node.querySelector("a[href]");
  return link ? `li ${link.getAttribute("href")}` : "";
}

/// An address without the mark of its content: `style.0123456789.css` → `style.css`.
function unmarked(address) {
  return address.replace(/[?#].*$/, "").replace(/\.[0-9a-f]{8,}(?=\.[^./]+$)/, "");
}

/// The longest increasing run of the numbers that are not negative, as places in the list.
function increasing(values) {
  const ends = [];
  const before = new Int32Array(values.length);
  for (let at = 0; at < values.length; at++) {
    if (values[at] < 0) continue;
    let low = 0;
    let high = ends.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (values[ends[middle]] < values[at]) low = middle + 1;
      else high = middle;
    }
    before[at] = low ? ends[low - 1] : -1;
    ends[low] = at;
  }
  const run = new Array(ends.length);
  for (let at = ends.at(-1) ?? -1, place = ends.length - 1; place >= 0; place--, at = before[at]) run[place] = at;
  return run;
}

/// A longest common subsequence in which an element weighs more than the white space around it.
function commonRun(olds, news, weight, found) {
  const rows = olds.length;
  const columns = news.length;
  if (rows * columns > 400_000) {
    // Too many to compare each with each: what occurs once on both sides, in order, and its neighbours.
    const at = new Map();
    olds.forEach((mark, index) => at.set(mark, at.has(mark) ? -1 : index));
    const seen = new Map();
    for (const mark of news) seen.set(mark, (seen.get(mark) ?? 0) + 1);
    const candidates = news.map((mark) => (seen.get(mark) === 1 ? at.get(mark) ?? -1 : -1));
    const taken = new Int32Array(columns).fill(-1);
    for (const index of increasing(candidates)) taken[index] = candidates[index];
    let last = -1;
    for (let index = 0; index < columns; index++) {
      if (taken[index] < 0 && last + 1 < rows && olds[last + 1] === news[index]) taken[index] = last + 1;
      if (taken[index] >= 0) last = taken[index];
    }
    // A neighbour may have gone past the next that is surely in order.
    for (const index of increasing(taken)) found(taken[index], index);
    return;
  }
  const width = columns + 1;
  const best = new Int32Array((rows + 1) * width);
  for (let i = rows - 1; i >= 0; i--) {
    for (let j = columns - 1; j >= 0; j--) {
      const skip = Math.max(best[(i + 1) * width + j], best[i * width + j + 1]);
      best[i * width + j] =
        olds[i] === news[j] ? Math.max(skip, best[(i + 1) * width + j + 1] + weight(i)) : skip;
    }
  }
  for (let i = 0, j = 0; i < rows && j < columns; ) {
    if (olds[i] === news[j] && best[i * width + j] === best[(i + 1) * width + j + 1] + weight(i)) found(i++, j++);
    else if (best[(i + 1) * width + j] >= best[i * width + j + 1]) i++;
    else j++;
  }
}

/// Which of the old nodes each new one goes on as (or -1), and whether the two are equal.
function match(olds, news) {
  const partner = new Int32Array(news.length).fill(-1);
  const equal = new Uint8Array(news.length);
  const taken = new Uint8Array(olds.length);
  const join = (i, j, isEqual) => {
    partner[j] = i;
    taken[i] = 1;
    equal[j] = isEqual ? 1 : 0;
  };
  if (olds.length === 1 && news.length === 1) {
    if (compatible(olds[0], news[0])) join(0, 0, same(olds[0], news[0]));
    return { partner, equal };
  }

  const numbers = new Map();
  const textOf = (node) => (node.nodeType === 1 ? node.outerHTML : `${node.nodeType} ${node.nodeValue}`);
  const oldTexts = olds.map(textOf);
  const newTexts = news.map(textOf);
  // What stands behind a new paragraph has another number, and is the same all the same.
  const mark = (text) => {
    const plain = text.replace(NUMBER, "");
    if (!numbers.has(plain)) numbers.set(plain, numbers.size);
    return numbers.get(plain);
  };
  const oldMarks = oldTexts.map(mark);
  const newMarks = newTexts.map(mark);
  const weights = olds.map((node) => (node.nodeType === 1 ? 4 : /\S/.test(node.nodeValue) ? 2 : 1));
  commonRun(oldMarks, newMarks, (at) => weights[at], (i, j) => join(i, j, oldTexts[i] === newTexts[j]));

  // What went elsewhere: equal elements, then those with the same key.
  const elsewhere = (nameOf, isEqual) => {
    const free = new Map();
    olds.forEach((node, i) => {
      const name = !taken[i] && node.nodeType === 1 && nameOf(node, oldMarks[i]);
      if (name) free.set(name, [...(free.get(name) ?? []), i]);
    });
    if (free.size === 0) return;
    news.forEach((node, j) => {
      if (partner[j] >= 0 || node.nodeType !== 1) return;
      const queue = free.get(nameOf(node, newMarks[j]));
      if (!queue?.length || !compatible(olds[queue[0]], node)) return;
      const i = queue.shift();
      join(i, j, isEqual && oldTexts[i] === newTexts[j]);
    });
  };
  elsewhere((_, number) => `=${number}`, true);
  elsewhere((node) => key(node), false);

  // Between two that stay, what is of the same kind goes on in order.
  let low = 0;
  let first = 0;
  for (const j of [...increasing(partner), news.length]) {
    const high = j < news.length ? partner[j] : olds.length;
    for (let at = first; at < j && low < high; at++) {
      if (partner[at] >= 0) continue;
      let i = low;
      while (i < high && (taken[i] || !compatible(olds[i], news[at]))) i++;
      if (i === high) continue;
      join(i, at, false);
      low = i + 1;
    }
    low = high + 1;
    first = j + 1;
  }
  return { partner, equal };
}

const imported = (next) => {
  const old = base.importNode(next, true);
  const live = document.importNode(next, true);
  pair(old, live);
  return { old, live };
};

/// One pass from `base` to a newer document.
class Update {
  /// Elements of the page to show as changed.
  changed = new Set();

  element(old, next) {
    const live = twins.get(old);
    if (isStylesheet(old) && isStylesheet(next)) {
      const { old: newer, live: newest } = imported(next);
      old.replaceWith(newer);
      swap(live, newest);
      return newer;
    }
    if (this.attributes(old, next, live)) this.changed.add(live);
    if (old.localName === "template") {
      if (old.innerHTML !== next.innerHTML) old.innerHTML = live.innerHTML = next.innerHTML;
    } else {
      this.children(old, next, live);
    }
    return old;
  }

  attributes(old, next, live) {
    let isChanged = false;
    for (const attribute of [...old.attributes]) {
      if (next.hasAttribute(attribute.name)) continue;
      isChanged = true;
      old.removeAttributeNode(attribute);
      if (attribute.name === "class") mergeClasses(live, attribute.value, "");
      else if (live.hasAttribute(attribute.name)) live.removeAttributeNode(live.getAttributeNode(attribute.name));
    }
    for (const attribute of next.attributes) {
      const before = old.getAttribute(attribute.name);
      if (before === attribute.value) continue;
      isChanged = true;
      // A node, because a parser accepts names that `setAttribute` refuses.
      old.setAttributeNode(attribute.cloneNode());
      if (attribute.name === "class" && live.hasAttribute("class") && live.getAttribute("class") !== before) {
        mergeClasses(live, before ?? "", attribute.value);
      } else {
        live.setAttributeNode(attribute.cloneNode());
      }
    }
    return isChanged;
  }

  text(old, next, live) {
    const before = old.data;
    const after = next.data;
    old.data = after;
    // Only the letters that differ, so that a selection around them stays.
    let start = 0;
    let end = 0;
    const most = Math.min(before.length, after.length);
    while (start < most && before[start] === after[start]) start++;
    while (end < most - start && before.at(-1 - end) === after.at(-1 - end)) end++;
    live.replaceData(start, before.length - start - end, after.slice(start, after.length - end));
    if (/\S/.test(before + after) && live.parentElement) this.changed.add(live.parentElement);
  }

  children(old, next, live) {
    const olds = [...old.childNodes];
    const news = [...next.childNodes];
    let start = 0;
    let end = 0;
    const most = Math.min(olds.length, news.length);
    while (start < most && same(olds[start], news[start])) start++;
    while (end < most - start && same(olds.at(-1 - end), news.at(-1 - end))) end++;
    if (olds.length === news.length && start + end === olds.length) return;

    const lost = olds.slice(start, olds.length - end);
    const wanted = news.slice(start, news.length - end);
    const { partner, equal } = match(lost, wanted);
    const stays = new Set(increasing(partner));
    const kept = new Set(partner);
    const isMissing = (node) => !twins.get(node) || !live.contains(twins.get(node));
    const isStrange =
      lost.some((node, i) => !kept.has(i) && !twins.has(node)) ||
      wanted.some((node, j) => {
        if (partner[j] < 0 || (equal[j] && stays.has(j))) return false;
        const was = lost[partner[j]];
        // A text that the page changed cannot be changed in part.
        return isMissing(was) || (!equal[j] && was.nodeType !== 1 && twins.get(was).data !== was.data);
      });
    if (isStrange) {
      this.rebuild(old, next, live);
      return;
    }

    lost.forEach((node, i) => {
      if (kept.has(i)) return;
      remove(live, twins.get(node));
      node.remove();
    });
    let previous = olds[start - 1] ?? null;
    wanted.forEach((node, j) => {
      let child = partner[j] < 0 ? null : lost[partner[j]];
      if (child && !equal[j]) {
        if (child.nodeType === 1) child = this.element(child, node);
        else if (child.data !== node.data) this.text(child, node, twins.get(child));
      }
      if (!child) {
        const made = imported(node);
        child = made.old;
        this.place(old, live, child, made.live, previous);
        if (made.live.nodeType === 1) this.changed.add(made.live);
        else if (/\S/.test(made.live.data ?? "")) this.changed.add(live);
      } else if (!stays.has(j)) {
        this.place(old, live, child, childOf(live, twins.get(child)), previous);
      }
      previous = child;
    });
  }

  /// Puts a node behind another one in both trees. Nodes that a script added stay where they are.
  place(old, live, node, liveNode, previous) {
    let behind = null;
    for (let at = previous; at && !behind; at = at.previousSibling) behind = childOf(live, twins.get(at));
    old.insertBefore(node, previous ? previous.nextSibling : old.firstChild);
    let before = behind ? behind.nextSibling : null;
    if (!behind) {
      for (let at = node.nextSibling; at && !before; at = at.nextSibling) {
        const found = childOf(live, twins.get(at));
        if (found !== liveNode) before = found;
      }
    }
    move(live, liveNode, before);
  }

  /// The page is not what the server sent here: this element gets its content anew.
  rebuild(old, next, live) {
    const made = [...next.childNodes].map(imported);
    old.replaceChildren(...made.map((node) => node.old));
    live.replaceChildren(...made.map((node) => node.live));
    this.changed.add(live);
  }
}

/// The child of `parent` that holds `node`: a script may have wrapped it.
function childOf(parent, node) {
  while (node && node.parentNode !== parent) node = node.parentNode;
  return node ?? null;
}

function remove(parent, node) {
  const holder = childOf(parent, node);
  node.remove();
  if (holder && holder !== node && !holder.firstElementChild && !holder.textContent.trim()) holder.remove();
}

function move(parent, node, before) {
  if (!node.isConnected) return parent.insertBefore(node, before);
  if (parent.moveBefore) return parent.moveBefore(node, before);
  const scrolled = node.nodeType !== 1 ? [] : [node, ...node.querySelectorAll("*")]
    .filter((element) => element.scrollTop || element.scrollLeft)
    .map((element) => [element, element.scrollTop, element.scrollLeft]);
  parent.insertBefore(node, before);
  for (const [element, top, left] of scrolled) element.scrollTo({ top, left, behavior: "instant" });
}

function mergeClasses(live, before, after) {
  const words = (text) => text.split(/\s+/).filter(Boolean);
  for (const word of words(before)) live.classList.remove(word);
  for (const word of words(after)) live.classList.add(word);
  if (!live.classList.length) live.removeAttribute("class");
}

const isStylesheet = (node) =>
  node.localName === "link" && /(^|\s)stylesheet(\s|$)/i.test(node.getAttribute("rel") ?? "");

/// Whether a browser runs this script.
function isCode(node) {
  const type = (node.getAttribute("type") ?? "").trim().toLowerCase();
  return !type || type === "module" || type === "importmap" || /(java|ecma)script$/.test(type);
}

/// All code of a document, to see whether it changed.
function codeOf(tree) {
  return [...tree.querySelectorAll("script")]
    .filter((node) => isCode(node) && !node.matches(SCRIPT))
    .map((node) => node.outerHTML)
    .join("\n");
}

/// Puts the new stylesheet behind the old one, which goes when the new one is there: no moment without.
function swap(old, next) {
  next.replaced = [old, ...(old.replaced ?? [])];
  const done = () => {
    for (const link of next.replaced) link.remove();
    next.replaced = [];
  };
  next.addEventListener("load", done);
  next.addEventListener("error", done);
  old.after(next);
  // A link that is switched off loads nothing.
  setTimeout(done, 5000);
}

/// Brings the page to the state of `html`. Gives the time when it was done, or nothing if the page goes.
function apply(html) {
  const next = parse(html);
  const tag = next.querySelector(SCRIPT);
  // A page that redirects has no preview; code cannot be run a second time.
  if (!tag || codeOf(base) !== codeOf(next)) {
    location.reload();
    return 0;
  }
  hasTemplates = Boolean(base.querySelector("template") || next.querySelector("template"));
  for (const name of ["data-token", "data-page"]) {
    for (const one of [base.querySelector(SCRIPT), script]) one?.setAttribute(name, tag.getAttribute(name));
  }

  const keep = keepView();
  const update = new Update();
  update.attributes(base.documentElement, next.documentElement, root);
  for (const part of ["head", "body"]) {
    if (twins.get(base[part]) !== document[part]) pair(base[part], document[part]);
    update.element(base[part], next[part]);
  }
  const applied = now();
  keep();
  update.changed.delete(document.body);
  requestAnimationFrame(() => highlight(update.changed));
  return applied;
}

/// Remembers where the reader is, for afterwards: the focus, and the place of what is on the screen.
function keepView() {
  const focused = document.activeElement;
  const anchors = [];
  const scroller = document.scrollingElement ?? root;
  if (scroller.scrollTop > 0) {
    const body = document.body.getBoundingClientRect();
    const seen = new Set();
    const xs = [0.5, 0.15].map((part) => Math.min(innerWidth - 1, Math.max(0, body.left + body.width * part)));
    for (let step = 0; step < 24; step++) {
      for (const x of xs) {
        const element = document.elementFromPoint(x, ((step + 0.5) / 24) * innerHeight);
        if (!element || seen.has(element) || !document.body.contains(element)) continue;
        seen.add(element);
        const box = element.getBoundingClientRect();
        const place = getComputedStyle(element).position;
        // Something long moves little when a part of it grows, and what is fixed moves never.
        if (box.height < innerHeight && place !== "fixed" && place !== "sticky") anchors.push([element, box.top]);
      }
    }
    // What begins on the screen is a better measure than what ends there.
    anchors.sort((a, b) => (a[1] < 0) - (b[1] < 0) || a[1] - b[1]);
    // The browser would correct it a second time.
    if (anchors.length) still.disabled = false;
  }
  return () => {
    const found = anchors.find(([element]) => element.isConnected && element.getClientRects().length);
    if (found) {
      const by = found[0].getBoundingClientRect().top - found[1];
      if (Math.abs(by) >= 0.5) scrollBy({ top: by, behavior: "instant" });
    }
    if (anchors.length) requestAnimationFrame(() => requestAnimationFrame(() => (still.disabled = true)));
    if (focused && focused !== document.activeElement && focused !== document.body) {
      const again = focused.isConnected ? focused : focused.id && document.getElementById(focused.id);
      if (again) again.focus({ preventScroll: true });
    }
  };
}

/// Shows for a moment what changed, without a trace in the page.
function highlight(elements) {
  const blocks = new Set();
  for (let element of elements) {
    if (!element.isConnected || !document.body.contains(element)) continue;
    while (element !== document.body && /^(inline|contents|none)/.test(getComputedStyle(element).display)) {
      element = element.parentElement;
    }
    if (element !== document.body && !element.matches("main, script")) blocks.add(element);
    if (blocks.size > 60) break;
  }
  const isStill = matchMedia("(prefers-reduced-motion: reduce)").matches;
  for (const block of blocks) {
    for (let parent = block.parentElement; parent; parent = parent.parentElement) {
      if (blocks.has(parent)) blocks.delete(block);
    }
    if (!blocks.has(block) || !block.animate) continue;
    for (const running of block.getAnimations()) if (running.id === "primer-changed") running.cancel();
    // It fades into what the block has of its own, so the last keyframe is left out.
    const tint = "rgb(226 160 40 / .17)";
    block.animate([{ backgroundColor: tint, boxShadow: `0 0 0 6px ${tint}`, offset: 0 }], {
      duration: 1800, easing: isStill ? "steps(1, end)" : "ease-in", id: "primer-changed",
    });
  }
}

/// The document as the server sent it, before a reader or a script changed it.
async function takeBase() {
  base = document.cloneNode(true);
  pair(base.documentElement, root);
  // Scripts of the page have run already, and a browser opens what an address points into.
  if (codeOf(base) || base.querySelector("details[open]")) {
    try {
      const sent = await fetchPage();
      const tag = sent.querySelector(SCRIPT);
      if (tag?.dataset.page === script.dataset.page) {
        base = sent;
        pair(base.documentElement, root);
      }
    } catch {
      // Without it, the page as it was at the start has to do.
    }
  }
}

async function fetchPage() {
  const response = await fetch(location.href, { cache: "no-store" });
  return parse(await response.text());
}

// ---------------------------------------------------------------------------------------------------
// 2. Files that the page uses

let busts = 0;

function bust(address) {
  const url = new URL(address, document.baseURI);
  url.searchParams.set("primer", `${Date.now().toString(36)}-${++busts}`);
  return url.href;
}

/// The path of an address of this site, or "".
function pathOf(address) {
  try {
    const url = new URL(address, document.baseURI);
    return url.origin === location.origin ? decodeURI(url.pathname) : "";
  } catch {
    return "";
  }
}

/// Whether a stylesheet imports the file, itself or through another.
function imports(sheet, path, depth = 0) {
  let rules = [];
  try {
    rules = sheet?.cssRules ?? [];
  } catch {
    // One of another site does not show its rules.
  }
  for (const rule of rules) {
    if (!(rule instanceof CSSImportRule)) continue;
    const address = new URL(rule.href, sheet.href ?? document.baseURI).href;
    if (pathOf(address) === path || (depth < 8 && imports(rule.styleSheet, path, depth + 1))) return true;
  }
  return false;
}

function filesChanged(paths) {
  const decoded = paths.map((path) => pathOf(path) || path);
  const loaded = new Set(performance.getEntriesByType("resource").map((entry) => pathOf(entry.name)));
  for (const node of document.scripts) if (node.src) loaded.add(pathOf(node.src));
  if (decoded.some((path) => /\.m?js$/.test(path) && loaded.has(path))) {
    location.reload();
    return;
  }
  const links = [...document.querySelectorAll("link[href]")].filter((link) => isStylesheet(link) && link.isConnected);
  const newest = links.filter((link) => !links.some((other) => other.replaced?.includes(link)));
  for (const path of decoded.filter((path) => /\.css$/.test(path))) {
    // A stylesheet under a marked name changes with the page.
    const isMarked = newest.some((link) => pathOf(link.href) !== path && unmarked(pathOf(link.href)) === path);
    for (const link of newest) {
      if (pathOf(link.href) !== path && (isMarked || !imports(link.sheet, path))) continue;
      const again = link.cloneNode();
      again.href = bust(link.href);
      for (const [old, live] of pairsOf(link)) if (live === link) twins.set(old, again);
      swap(link, again);
    }
    for (const style of document.querySelectorAll("style")) {
      if (imports(style.sheet, path)) style.textContent = style.textContent;
    }
  }
  const changed = new Set(decoded);
  for (const name of ["src", "poster", "href"]) {
    const which = { src: "img[src],input[src],video[src],audio[src],source[src]", poster: "video[poster]", href: "link[rel~=icon][href]" };
    for (const element of document.querySelectorAll(which[name])) {
      const address = element.getAttribute(name);
      if (changed.has(pathOf(address))) element.setAttribute(name, bust(address));
    }
  }
  for (const element of document.querySelectorAll("img[srcset],source[srcset]")) {
    const before = element.getAttribute("srcset");
    const after = before.replace(/[^\s,]\S*[^\s,]/g, (word) => (changed.has(pathOf(word)) ? bust(word) : word));
    if (after !== before) element.setAttribute("srcset", after);
  }
}

/// The node of `base` whose twin is this stylesheet.
function pairsOf(link) {
  return [...base.querySelectorAll("link")].map((old) => [old, twins.get(old)]).filter(([, live]) => live === link);
}

// ---------------------------------------------------------------------------------------------------
// 3. What the preview shows

const PAGE_STYLE = `
@media screen {
  a.broken {
    text-decoration: underline wavy #d3322f 1.5px !important;
    text-underline-offset: 0.2em;
    text-decoration-skip-ink: none;
  }
}`;

const PREVIEW_STYLE = `
:host {
  all: initial !important;
  position: fixed !important; top: 0 !important; left: 0 !important; width: 0 !important; height: 0 !important;
  z-index: 2147483647 !important;
  --paper: #fff; --raised: #f5f6f4; --line: #dfe2dd; --text: #22252a; --muted: #626a72;
  --link: #1a4f8f; --error: #b3261e; --warning: #8a5300; --hint: #1a4f8f; --good: #23693a; --magenta: #6a3a9a; --shade: rgb(20 22 26 / .28);
  font: 13px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif !important;
  color: var(--text) !important;
  color-scheme: light dark;
}
@media (prefers-color-scheme: dark) {
  :host {
    --paper: #1d2023; --raised: #272b2f; --line: #3a4046; --text: #e4e6e3; --muted: #a0a8ae;
    --link: #8fbcf0; --error: #ff8f86; --warning: #e9b45c; --hint: #8fbcf0; --good: #86cf9a; --magenta: #c9a3ee; --shade: rgb(0 0 0 / .5);
  }
}
@media print { :host { display: none !important; } }
* { box-sizing: border-box; }
[hidden] { display: none !important; }
button, a { font: inherit; color: inherit; }
button { background: none; border: 0; padding: 0; cursor: pointer; text-align: left; }
:focus-visible { outline: 2px solid var(--link); outline-offset: 2px; border-radius: 4px; }
h2, h3, p, ul, pre { margin: 0; padding: 0; }
ul { list-style: none; }

.dock {
  position: fixed; right: max(12px, env(safe-area-inset-right)); bottom: max(12px, env(safe-area-inset-bottom));
  display: flex; flex-direction: column; align-items: flex-end; gap: 8px; max-width: calc(100vw - 24px);
  pointer-events: none;
}
.dock > * { pointer-events: auto; max-width: 100%; }
.row { display: flex; flex-wrap: wrap; justify-content: flex-end; gap: 8px; }
.pill, .note, .card {
  background: var(--paper); border: 1px solid var(--line); box-shadow: 0 2px 10px rgb(0 0 0 / .12);
}
.pill { display: inline-flex; align-items: center; gap: 7px; padding: 4px 12px; border-radius: 999px; white-space: nowrap; }
.pill:hover { background: var(--raised); }
.pill::before { content: ""; width: 8px; height: 8px; border-radius: 50%; background: var(--dot, var(--muted)); }
.error { --dot: var(--error); } .warning { --dot: var(--warning); } .hint { --dot: var(--hint); } .good { --dot: var(--good); }
.note { position: relative; z-index: 1; padding: 6px 12px; border-radius: 8px; overflow-wrap: anywhere; }
.note.bad { color: var(--error); }
[data-part="lost"] { color: var(--muted); }

[data-part="panel"] { position: relative; }
.card { position: absolute; right: 0; bottom: calc(100% + 8px); width: min(23rem, calc(100vw - 24px)); max-height: min(60vh, 34rem); overflow: auto; overscroll-behavior: contain; border-radius: 10px; padding: 4px 14px 12px; }
.card h3 { font-size: 11px; font-weight: 600; letter-spacing: .04em; text-transform: uppercase; color: var(--muted); margin: 12px 0 4px; }
.card li { padding: 5px 0; border-top: 1px solid var(--line); overflow-wrap: anywhere; }
.card li:first-child { border-top: 0; }
.card li p { color: var(--muted); }
.severity { font-weight: 600; color: var(--dot); }
.code { color: var(--muted); font-size: 12px; }
.place { color: var(--link); font-size: 12px; text-decoration: underline; text-decoration-color: transparent; text-underline-offset: 2px; }
.place:hover, .card a:hover { text-decoration-color: currentcolor; }
.card a { color: var(--link); text-decoration: underline; text-decoration-color: transparent; text-underline-offset: 2px; }
.from { display: flex; flex-wrap: wrap; gap: 0 10px; }
.command { display: flex; gap: 8px; align-items: baseline; justify-content: space-between; }
code, pre { font-family: ui-monospace, "SF Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace; font-size: 12px; }
.copy { flex: none; padding: 0 8px; border: 1px solid var(--line); border-radius: 5px; font-size: 12px; }
.copy:hover { background: var(--raised); }
.edit { display: block; margin-top: 10px; padding-top: 8px; border-top: 1px solid var(--line); width: 100%; color: var(--link); }
.card > .edit:first-child { border-top: 0; margin-top: 4px; }

[data-part="overlay"] { position: fixed; inset: 0; display: grid; place-items: center; padding: 12px; background: var(--shade); }
.sheet {
  display: flex; flex-direction: column; width: min(60rem, 100%); max-height: min(86vh, 100%); overflow: hidden;
  background: var(--paper); border-radius: 12px; border-top: 4px solid var(--error); box-shadow: 0 12px 48px rgb(0 0 0 / .3);
}
.sheet header { display: flex; align-items: baseline; justify-content: space-between; gap: 12px; padding: 10px 16px; border-bottom: 1px solid var(--line); }
.sheet h2 { font-size: 15px; font-weight: 600; }
.fold { flex: none; color: var(--muted); padding: 2px 8px; border-radius: 6px; }
.fold:hover { background: var(--raised); color: var(--text); }
@media (hover: none) { kbd { display: none; } }
kbd { font: inherit; font-size: 11px; border: 1px solid var(--line); border-radius: 4px; padding: 0 4px; margin-left: 4px; }
.sheet pre { padding: 14px 16px 18px; overflow: auto; overscroll-behavior: contain; line-height: 1.5; tab-size: 4; }
.ansi-bold { font-weight: 600; }
.ansi-red { color: var(--error); } .ansi-yellow { color: var(--warning); } .ansi-green { color: var(--good); }
:is(.ansi-blue, .ansi-cyan) { color: var(--hint); } .ansi-magenta { color: var(--magenta); }
.sheet pre a { color: var(--link); cursor: pointer; text-decoration: underline; text-underline-offset: 2px; }
.said { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
`;

/// The page keeps its anchor itself, except while an update does it.
const still = new CSSStyleSheet();
still.replaceSync("html, body { overflow-anchor: none !important }");
still.disabled = true;
const pageStyle = new CSSStyleSheet();
pageStyle.replaceSync(PAGE_STYLE);
document.adoptedStyleSheets = [...document.adoptedStyleSheets, pageStyle, still];

function make(name, properties, ...children) {
  const element = document.createElement(name);
  for (const [property, value] of Object.entries(properties ?? {})) {
    if (property.startsWith("on")) element.addEventListener(property.slice(2), value);
    else if (property in element) element[property] = value;
    else element.setAttribute(property, value);
  }
  element.append(...children.flat().filter((child) => child !== null && child !== undefined));
  return element;
}

/// What is folded, beyond this page. Without storage it is as if nothing had been folded.
const remembered = (storage) => ({
  get: (name) => {
    try {
      return window[storage].getItem(`primer-preview-${name}`) === "1";
    } catch {
      return false;
    }
  },
  set: (name, value) => {
    try {
      window[storage].setItem(`primer-preview-${name}`, value ? "1" : "0");
    } catch {
      // A browser may forbid it.
    }
  },
});
const thisTab = remembered("sessionStorage");
const thisBrowser = remembered("localStorage");

const counted = (count, one, many = `${one}s`) => `${count} ${count === 1 ? one : many}`;

const host = document.createElement("primer-preview");
const shadow = host.attachShadow({ mode: "open" });
const previewStyle = new CSSStyleSheet();
previewStyle.replaceSync(PREVIEW_STYLE);
shadow.adoptedStyleSheets = [previewStyle];

const said = make("div", { className: "said", "aria-live": "polite" });
const notes = make("div", { className: "row", "data-part": "notes" });
const lost = make("div", { className: "note", "data-part": "lost", role: "status", hidden: true },
  "No connection to primer serve. It comes back by itself.");
const errorPill = make("button", {
  className: "pill error", "data-part": "pill", type: "button", hidden: true, onclick: () => foldReport(false),
});
const heading = make("h2", { id: "heading" });
const report = make("pre", { tabIndex: 0 });
const overlay = make("section", { "data-part": "overlay", role: "dialog", "aria-modal": "false", hidden: true },
  make("div", { className: "sheet" },
    make("header", {}, heading,
      make("button", { className: "fold", type: "button", onclick: () => foldReport(true) }, "Fold", make("kbd", {}, "Esc"))),
    report));
const panelBody = make("div", { className: "card", id: "panel-body" });
const panelPill = make("button", {
  className: "pill", type: "button", "aria-controls": "panel-body", onclick: () => foldPanel(!panelBody.hidden),
});
const panel = make("section", { "data-part": "panel", "aria-label": "Preview", hidden: true }, panelBody, panelPill);
shadow.append(
  make("div", { className: "dock" }, notes, lost, make("div", { className: "row" }, errorPill, panel)), overlay, said);

/// Text for those who hear the page.
function say(text) {
  if (said.textContent !== text) said.textContent = text;
}

function note(text, isBad = false) {
  const element = make("div", { className: isBad ? "note bad" : "note", role: isBad ? "alert" : "status" }, text);
  notes.replaceChildren(element);
  setTimeout(() => element.remove(), isBad ? 10_000 : 5_000);
}

async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    // Only secure addresses have a clipboard, and only for a page with the focus.
    const focused = document.activeElement;
    const area = make("textarea", { value: text, style: "position: fixed; opacity: 0" });
    shadow.append(area);
    area.select();
    const isDone = document.execCommand("copy");
    area.remove();
    focused?.focus?.({ preventScroll: true });
    return isDone;
  }
}

/// A button that opens a place in the editor.
function opener(place, text, className = "place") {
  if (!place) return null;
  const label = text ?? `${place.path.split("/").at(-1)}:${place.line}`;
  return make("button", {
    className, type: "button", title: `Open ${place.path}:${place.line}:${place.column} in the editor`,
    onclick: () => openPlace(place.path, place.line, place.column),
  }, label);
}

/// What a message has between backticks, as code.
const withCode = (text) => text.split(/`([^`]+)`/).map((part, at) => (at % 2 ? make("code", {}, part) : part));

function openPlace(path, line, column) {
  if (!send({ type: "open", path, line: Number(line), column: Number(column) })) note("No connection to primer serve", true);
}

let errors = 0;

function showReport(message) {
  const text = [
    counted(message.errors, "error"),
    ...(message.warnings ? [counted(message.warnings, "warning")] : []),
  ].join(", ");
  if (message.errors !== errors) say(message.errors ? text : "No errors any more");
  errors = message.errors;
  // What is repaired is not folded any more: the next fault shows itself.
  if (!errors) thisTab.set("folded", false);
  heading.textContent = text;
  overlay.setAttribute("aria-label", text);
  errorPill.textContent = counted(errors, "error");
  errorPill.setAttribute("aria-label", `${text}: show the report`);
  if (report.dataset.html !== message.html) {
    report.dataset.html = message.html;
    report.innerHTML = message.html;
    for (const link of report.querySelectorAll("a[data-path]")) {
      link.tabIndex = 0;
      link.setAttribute("role", "link");
      link.title = "Open in the editor";
    }
  }
  foldReport(thisTab.get("folded"));
}

function foldReport(isFolded) {
  const hadFocus = overlay.contains(shadow.activeElement);
  if (errors) thisTab.set("folded", isFolded);
  overlay.hidden = !errors || isFolded;
  errorPill.hidden = !errors || !isFolded;
  if (hadFocus && !errorPill.hidden) errorPill.focus();
}

report.addEventListener("click", (event) => openReported(event));
report.addEventListener("keydown", (event) => event.key === "Enter" && openReported(event));
function openReported(event) {
  const link = event.target.closest("a[data-path]");
  if (!link) return;
  event.preventDefault();
  openPlace(link.dataset.path, link.dataset.line, link.dataset.column);
}

addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || event.defaultPrevented || event.isComposing) return;
  if (!overlay.hidden) foldReport(true);
  else if (panel.contains(shadow.activeElement)) foldPanel(true);
});

let problems = [];

function showPanel(message) {
  problems = message.problems ?? [];
  const { mentions = [], backlinks = [], wanted = [], source } = message;
  const section = (title, items) => (items.length ? [make("h3", {}, title), make("ul", {}, items)] : []);
  const parts = [
    section("Problems", problems.map((problem) =>
      make("li", { className: problem.severity },
        make("span", { className: "severity" }, problem.severity), " ", withCode(problem.message),
        (problem.help ?? []).map((help) => make("p", {}, withCode(help))),
        make("p", { className: "from" }, make("span", { className: "code" }, problem.code), opener(problem.place))))),
    section("Could be a link", mentions.map((mention) =>
      make("li", {}, `“${mention.text}” → `, make("a", { href: mention.url }, mention.title),
        make("p", { className: "from" }, opener(mention.place))))),
    section("Wanted", wanted.map((item) =>
      make("li", {},
        `${item.name}, named by ${counted(item.entries, "entry", "entries")} `, opener(item.place),
        make("div", { className: "command" }, make("code", {}, item.command),
          make("button", {
            className: "copy", type: "button",
            onclick: async () => ((await copy(item.command)) ? note("Copied") : note("The browser does not let it copy", true)),
          }, "Copy"))))),
    section("Mentioned in", backlinks.map((link) =>
      make("li", {}, make("a", { href: link.url }, link.title), link.sentence ? make("p", {}, link.sentence) : null,
        make("p", { className: "from" }, opener(link.place))))),
    source ? [opener(source, "Edit this page", "edit")] : [],
  ].flat();
  const scrolled = panelBody.scrollTop;
  panelBody.replaceChildren(...parts);
  panelBody.scrollTop = scrolled;

  const worst = ["error", "warning", "hint"].find((severity) => problems.some((problem) => problem.severity === severity));
  const label = problems.length ? counted(problems.length, "problem")
    : mentions.length ? counted(mentions.length, "possible link")
    : wanted.length ? `${wanted.length} wanted` : "No problems";
  panelPill.className = `pill ${worst ?? (mentions.length || wanted.length ? "hint" : "good")}`;
  panelPill.textContent = label;
  panel.hidden = parts.length === 0;
  foldPanel(!thisBrowser.get("panel-open"));
  explainBroken();
}

function foldPanel(isFolded) {
  thisBrowser.set("panel-open", !isFolded);
  if (panelBody.contains(shadow.activeElement) && isFolded) panelPill.focus();
  panelBody.hidden = isFolded;
  panelPill.setAttribute("aria-expanded", String(!isFolded));
}

/// The faults of links of which a page shows the words alone.
const LEADS_NOWHERE = new Set(["broken-link", "ambiguous-link", "link-to-draft", "unsafe-link"]);

/// Links that lead nowhere say why. What was said before goes first.
let explained = [];
function explainBroken() {
  for (const [link, title] of explained) if (link.title === title) link.removeAttribute("title");
  explained = [];
  const named = problems.map((problem) => [problem, [...problem.message.matchAll(/`([^`]+)`/g)].map((found) => found[1])]);
  const links = [...document.querySelectorAll("a.broken")];
  const faults = problems.filter((problem) => LEADS_NOWHERE.has(problem.code));
  for (const link of links.filter((link) => !link.hasAttribute("title"))) {
    const href = link.getAttribute("href");
    let address = href ?? "";
    try {
      address = decodeURI(address);
    } catch {
      // Not every author's address can be decoded.
    }
    const text = link.textContent.trim();
    const fits = (name) => (href === null ? name === text || name.includes(text) : name === href || address === name || (name.startsWith("/") && address.endsWith(name)));
    // A link without an address is the one of its fault: both stand in the order of the text.
    const own = href === null && faults.length === links.length ? faults[links.indexOf(link)] : undefined;
    const problem = own ?? named.find(([, names]) => names.some(fits))?.[0];
    if (!problem) continue;
    link.title = problem.message;
    explained.push([link, problem.message]);
  }
}

// ---------------------------------------------------------------------------------------------------
// 4. The connection

let socket = null;
let delay = 100;
let timer = 0;
let lostTimer = 0;
let isLeaving = false;
let updates = 0;
let goLater = "";

const send = (message) => {
  if (socket?.readyState !== WebSocket.OPEN) return false;
  socket.send(JSON.stringify(message));
  return true;
};

function setConnected(isConnected) {
  root.dataset.primerConnected = String(isConnected);
  clearTimeout(lostTimer);
  if (isConnected) lost.hidden = true;
  else if (!isLeaving) lostTimer = setTimeout(() => (lost.hidden = false), 1000);
}

function connect() {
  clearTimeout(timer);
  if (socket && socket.readyState <= WebSocket.OPEN) return;
  const url = new URL("socket", script.src);
  url.protocol = url.protocol.replace("http", "ws");
  url.searchParams.set("token", script.dataset.token);
  const opened = (socket = new WebSocket(url));
  let wasServed = false;
  opened.addEventListener("open", () => {
    delay = 100;
    setConnected(true);
    send({ type: "watch", path: location.pathname, page: script.dataset.page });
    sayFocus();
  });
  opened.addEventListener("message", (event) => {
    const received = now();
    wasServed = true;
    const message = JSON.parse(event.data);
    // The order of the messages is kept, also while the first waits.
    if (isReady) receive(message, received);
    else ready.then(() => receive(message, received));
  });
  opened.addEventListener("close", async () => {
    if (socket !== opened) return;
    if (root.dataset.primerConnected !== "false") setConnected(false);
    if (isLeaving) return;
    if (!wasServed && (await renewToken()) && socket === opened) return connect();
    if (socket !== opened) return;
    timer = setTimeout(connect, delay);
    delay = Math.min(delay * 2, 2000);
  });
}

/// Another run of the server has another token: the page that it sends now says which.
async function renewToken() {
  try {
    const page = await fetchPage();
    const tag = page.querySelector(SCRIPT);
    if (!tag && page.querySelector('meta[http-equiv="refresh" i]')) location.reload();
    if (!tag || tag.dataset.token === script.dataset.token) return false;
    for (const one of [script, base.querySelector(SCRIPT)]) one?.setAttribute("data-token", tag.dataset.token);
    return true;
  } catch {
    return false;
  }
}

function connectNow() {
  if (socket && socket.readyState <= WebSocket.OPEN) return;
  delay = 100;
  connect();
}

const sayFocus = () => document.visibilityState === "visible" && document.hasFocus() && send({ type: "focus" });

function receive(message, received) {
  switch (message.type) {
    case "page": return pageChanged(message, received);
    case "report": return showReport(message);
    case "panel": return showPanel(message);
    case "files": return filesChanged(message.paths);
    case "go": return go(message.url);
    case "opened": return editorAnswered(message);
  }
}

function pageChanged(message, received) {
  let applied = 0;
  try {
    applied = apply(message.html);
  } catch (error) {
    console.error("primer: the page could not be changed in place", error);
    location.reload();
  }
  if (!applied) return;
  script.dataset.page = message.page;
  root.dataset.primerUpdates = String(++updates);
  if (host.parentNode !== root) root.append(host);
  explainBroken();
  if (goLater) go(goLater);
  document.dispatchEvent(new CustomEvent("primer:updated", { detail: { times: message.times, received, applied } }));
}

function go(address) {
  const url = new URL(address, location.href);
  if (url.pathname !== location.pathname) {
    location.assign(url);
    return;
  }
  goLater = "";
  if (!url.hash) return;
  const id = url.hash.slice(1);
  let target = document.getElementById(id);
  try {
    target ??= document.getElementById(decodeURIComponent(id));
  } catch {
    // It was no escape.
  }
  if (!target) {
    // The heading may come with the next update.
    goLater = address;
    return;
  }
  location.replace(location.pathname + location.search + url.hash);
  target.scrollIntoView({ block: "start", behavior: "instant" });
}

async function editorAnswered(message) {
  if (message.copy) {
    const isCopied = await copy(message.copy);
    note(isCopied ? message.message : message.copy, false);
  } else {
    note(message.message, !message.ok);
  }
}

addEventListener("online", connectNow);
addEventListener("pagehide", () => (isLeaving = true));
addEventListener("pageshow", () => {
  isLeaving = false;
  connectNow();
});
addEventListener("focus", sayFocus);
document.addEventListener("visibilitychange", () => {
  if (document.visibilityState !== "visible") return;
  connectNow();
  sayFocus();
});

let isReady = false;
const ready = takeBase().then(() => (isReady = true));
root.append(host);
root.dataset.primerUpdates = "0";
setConnected(false);
connect();
})();
