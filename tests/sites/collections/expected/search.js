// The search of the site. The script of the theme imports it when a reader is about to search; it reads the files of
// the index as it needs them (docs/search.md says what is in them).

// --- Words: as src/search/fold.rs has them; tests/search/words.json holds both to the same rules.

const DENSE =
  "\\u0e00-\\u0eff\\u1000-\\u109f\\u1780-\\u17ff\\u3005-\\u3007\\u3040-\\u30ff\\u31f0-\\u31ff\\u3400-\\u4dbf\\u4e00-\\u9fff\\uf900-\\ufaff\\u{20000}-\\u{3ffff}";
const isDense = (word) => DENSE_START.test(word);
const DENSE_START = new RegExp(`^[${DENSE}]`, "u");
const SCRIPTS = new RegExp(`[${DENSE}]+|[^${DENSE}]+`, "gu");
const RUN = /[\p{Alphabetic}\p{N}\p{M}'\u2019\u02bc]+/gu;
const DROPPED =
  /[\u00ad\u0640\u200b-\u200d\u2060\ufeff]|(?=\p{M})[\u0300-\u036f\u0483-\u0487\u0591-\u05c7\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06ed\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]/gu;
const PLAIN = { ß: "ss", æ: "ae", œ: "oe", ø: "o", đ: "d", ð: "d", þ: "th", ł: "l", ı: "i", ħ: "h", ς: "σ", ة: "ه", ى: "ي" };
const LONGEST = 32;

const fold = (text) =>
  text
    .normalize("NFKD")
    .replace(DROPPED, "")
    .toLowerCase()
    .replace(/[ßæœøđðþłıħςةى]/g, (letter) => PLAIN[letter])
    .normalize("NFC");

/// The words of a text in the form in which they are compared.
export function words(text) {
  const found = [];
  for (const run of fold(text).match(RUN) ?? []) {
    let word = "";
    for (const part of run.split(/['\u2019\u02bc]/)) {
      const isEnding = word && [...part].length < 3;
      if (!part || (isEnding && part === "s")) continue;
      if (!isEnding) {
        byScript(word, found);
        word = "";
      }
      word += part;
    }
    byScript(word, found);
  }
  return found;
}

function byScript(word, found) {
  for (const run of word.match(SCRIPTS) ?? []) {
    const letters = [...run];
    if (isDense(run)) letters.forEach((letter, at) => found.push(letter + (letters[at + 1] ?? "")));
    else found.push(letters.slice(0, LONGEST).join(""));
  }
}

/// The words of a query. The last character of a run of pairs says nothing that its last pair does not.
function termsOf(query) {
  const all = words(query);
  const isRest = (word, at) =>
    at > 0 && isDense(word) && [...word].length === 1 && all[at - 1] !== word && all[at - 1].endsWith(word);
  return [...new Set(all.filter((word, at) => !isRest(word, at)))];
}

/// How many letters are wrong, missing, too many or in the wrong order; more than `most` counts as more. Of a word that is
/// being written, what is still to come does not count.
function distance(written, word, most, isOpen) {
  if (word.length < written.length - most || (!isOpen && word.length > written.length + most)) return most + 1;
  const width = Math.min(word.length, written.length + most);
  let before;
  let last = Array.from({ length: width + 1 }, (_, at) => at);
  for (let row = 1; row <= written.length; row++) {
    const next = [row];
    let least = row;
    for (let at = 1; at <= width; at++) {
      const isSame = written[row - 1] === word[at - 1];
      next[at] = Math.min(last[at] + 1, next[at - 1] + 1, last[at - 1] + (isSame ? 0 : 1));
      const isSwapped = row > 1 && at > 1 && written[row - 1] === word[at - 2] && written[row - 2] === word[at - 1];
      if (isSwapped) next[at] = Math.min(next[at], before[at - 2] + 1);
      least = Math.min(least, next[at]);
    }
    if (least > most) return most + 1;
    before = last;
    last = next;
  }
  return isOpen ? Math.min(...last) : last[width];
}

// --- The index.

/// What a word says of a document: in the text, often there, in the description, in a heading; in a label of five words
/// or more, of three or four, of two, of one.
const SAYS = [1, 1.6, 4, 5, 8, 11, 14, 20];

/// So many shards are read for a word that is being written.
const SPREAD = 3;

/// A file of the index is not there any more: the site was published anew.
class Stale extends Error {}

class Index {
  static #known = new Map();

  /// The index in a folder.
  static at(folder) {
    if (!Index.#known.has(folder)) {
      const start = fetch(`${folder}start.json`, { cache: "no-cache" }).then(async (answer) => {
        if (!answer.ok) throw new Error(`${answer.status} ${answer.url}`);
        return new Index(folder, await answer.json());
      });
      start.catch(() => Index.#known.delete(folder));
      Index.#known.set(folder, start);
    }
    return Index.#known.get(folder);
  }

  static forget(folder) {
    Index.#known.delete(folder);
  }

  #files = new Map();

  constructor(folder, start) {
    this.folder = folder;
    Object.assign(this, start);
  }

  #file(name, read) {
    if (!this.#files.has(name)) {
      const file = fetch(this.folder + name).then((answer) => {
        if (answer.status === 404) throw new Stale(name);
        if (!answer.ok) throw new Error(`${answer.status} ${name}`);
        return read(answer);
      });
      file.catch(() => this.#files.delete(name));
      this.#files.set(name, file);
    }
    return this.#files.get(name);
  }

  /// The number of the shard that has a word if any has.
  #shardOf(word) {
    let [low, high] = [0, this.firsts.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.firsts[middle] <= word) low = middle + 1;
      else high = middle;
    }
    return Math.max(0, low - 1);
  }

  /// The words from one to another, but of so many shards only.
  async #range(from, to, most) {
    const first = this.#shardOf(from);
    const count = Math.min(this.#shardOf(to) - first + 1, most, this.shards.length - first);
    const numbers = Array.from({ length: Math.max(0, count) }, (_, at) => first + at);
    const read = async (answer) => shard(new Uint8Array(await answer.arrayBuffer()));
    const shards = await Promise.all(numbers.map((number) => this.#file(`w-${this.shards[number]}.bin`, read)));
    return shards.flat();
  }

  /// The words that a word of a query may mean, each with how well it fits.
  async #variants(term, isOpen, isName) {
    const isLong = term.length > 1 || isDense(term);
    const near = await this.#range(term, `${term}\uffff`, isOpen && isLong ? SPREAD : 1);
    const variants = [];
    for (const entry of near) {
      if (entry.word === term) variants.push({ entry, fits: 1 });
      else if (entry.word.startsWith(term) && (isOpen || term.length > 3 || isDense(term)))
        variants.push({ entry, fits: 0.3 + (0.5 * term.length) / entry.word.length });
    }
    if (variants.some(({ fits }) => fits === 1) || isDense(term)) return variants;
    // A wrong name is misspelt rather than another form of a word.
    const meant = isName ? await this.#misspelt(term, isOpen, near) : [];
    if (meant.length) return [...variants, ...meant];
    // `motions` means `motion`, too.
    const stem = term.slice(0, Math.max(4, term.length - 3));
    const shorter = stem === term ? [] : await this.#range(stem, stem, 1);
    for (const entry of new Set([...shorter, ...near]))
      if (entry.word.length >= stem.length && entry.word !== term && term.startsWith(entry.word))
        variants.push({ entry, fits: 0.6 });
    return variants.length ? variants : this.#misspelt(term, isOpen, [...new Set([...shorter, ...near])]);
  }

  /// The words that a misspelt one may mean: those of the shards around it, and those of all names.
  async #misspelt(term, isOpen, near) {
    if (term.length < 4) return [];
    const most = term.length < 8 ? 1 : 2;
    const names = await this.#file(`n-${this.names}.txt`, async (answer) => namesOf(await answer.text()));
    let found = [];
    let best = most;
    for (const word of new Set([...near.map((entry) => entry.word), ...names])) {
      const wrong = Math.min(distance(term, word, best, false), isOpen ? distance(term, word, best, true) : 9);
      if (wrong > best) continue;
      if (wrong < best) found = [];
      best = wrong;
      found.push(word);
    }
    // The first letter is seldom wrong, and the nearest length is the most likely.
    const rank = (word) => (word[0] === term[0] ? 0 : 10) + Math.abs(word.length - term.length);
    found = found.sort((one, other) => rank(one) - rank(other)).slice(0, SPREAD);
    const shards = await Promise.all(found.map((word) => this.#range(word, word, 1)));
    return found.flatMap((word, at) => {
      const entry = shards[at].find((entry) => entry.word === word);
      return entry ? [{ entry, fits: 0.6 / best, isGuess: true }] : [];
    });
  }

  /// The documents that fit a query, the best first; one that is a name is taken for that.
  async find(query, isName = false) {
    const terms = termsOf(query);
    const isOpen = (at) => at === terms.length - 1 && !/\s$/.test(query);
    const variants = await Promise.all(terms.map((term, at) => this.#variants(term, isOpen(at), isName)));
    const scores = variants.map((variants) => this.#scores(variants));
    // A word that is everywhere is not looked for in texts: it cannot rule out a document.
    const isCommon = variants.map((variants) => variants.some(({ entry, fits }) => fits === 1 && entry.isClipped));
    let needed = scores.filter((_, at) => !isCommon[at]);
    if (!needed.length) needed = scores;
    const all = new Map();
    for (const of of scores)
      for (const [document, score] of of) all.set(document, (all.get(document) ?? 0) + score);
    const covered = (document) => needed.filter((of) => of.has(document)).length;
    let most = 0;
    for (const document of all.keys()) most = Math.max(most, covered(document));
    const hits = [...all].filter(([document]) => covered(document) === most && most > 0);
    hits.sort((one, other) => other[1] - one[1] || one[0] - other[0]);
    return {
      terms,
      hits,
      isPartial: hits.length > 0 && most < needed.length,
      needed: terms.map((_, at) => !isCommon[at] || needed.length === scores.length),
      meant: variants.map((variants) => new Set(variants.map(({ entry }) => entry.word))),
      guesses: variants.flatMap((variants) => variants.filter((it) => it.isGuess).map(({ entry }) => entry.word)),
    };
  }

  /// How much the documents have to do with a word of a query.
  #scores(variants) {
    const scores = new Map();
    for (const { entry, fits } of variants)
      for (const [document, says] of documents(entry)) {
        const score = SAYS[says] * fits;
        if (!(scores.get(document) >= score)) scores.set(document, score);
      }
    const isClipped = variants.some(({ entry }) => entry.isClipped);
    const rarity = Math.log(1 + this.count / Math.max(scores.size, isClipped ? this.count / 4 : 1));
    for (const [document, score] of scores) scores.set(document, score * rarity);
    return scores;
  }

  /// What is known of some documents.
  async describe(hits) {
    const numbers = [...new Set(hits.map(([document]) => Math.floor(document / this.each)))];
    const files = await Promise.all(
      numbers.map((number) => this.#file(`d-${this.descriptions[number]}.json`, (answer) => answer.json())),
    );
    const file = new Map(numbers.map((number, at) => [number, files[at]]));
    return hits.map(([document, score]) => {
      const row = file.get(Math.floor(document / this.each))[document % this.each];
      const [name, title, url, definition, group, aliases, plain, headings] = row;
      return { name, title, url: this.home + url, definition, group, aliases, plain, headings, score };
    });
  }
}

/// The words of a shard; `documents` reads those of one of them.
function shard(bytes) {
  const entries = [];
  const decoder = new TextDecoder();
  const word = new Uint8Array(LONGEST * 8);
  const reader = { bytes, at: 0 };
  while (reader.at < bytes.length) {
    const shared = number(reader);
    const length = shared + number(reader);
    word.set(bytes.subarray(reader.at, reader.at + length - shared), shared);
    reader.at += length - shared;
    const count = number(reader);
    entries.push({
      word: decoder.decode(word.subarray(0, length)),
      count: count >> 1,
      isClipped: count % 2 === 1,
      bytes,
      at: reader.at,
    });
    for (let left = count >> 1; left > 0; reader.at++) if (bytes[reader.at] < 128) left--;
  }
  return entries;
}

function* documents({ bytes, at, count }) {
  const reader = { bytes, at };
  let document = 0;
  for (let left = count; left > 0; left--) {
    const posting = number(reader);
    document += posting >> 3;
    yield [document, posting & 7];
  }
}

/// A number as LEB128.
function number(reader) {
  let value = 0;
  for (let shift = 0; ; shift += 7) {
    const byte = reader.bytes[reader.at++];
    value |= (byte & 127) << shift;
    if (byte < 128) return value;
  }
}

/// Words of which each says first how many characters it shares with the one before it.
function namesOf(text) {
  let last = [];
  return text.split("\n").flatMap((line) => {
    if (!line) return [];
    last = [...last.slice(0, parseInt(line[0], 36)), ...line.slice(1)];
    return [last.join("")];
  });
}

// --- What is shown.

/// So many results are shown at once: in the dialog, and on the page.
const IN_DIALOG = 7;
const ON_PAGE = 20;

/// So many names may be meant by an address that leads nowhere.
const NEAREST = 3;

/// So many sections of a result are shown.
const BRANCHES = 2;

/// A sentence is cut behind so many characters.
const SENTENCE = 240;

/// An element with its properties, attributes for names with a hyphen, and its children.
function make(name, properties = {}, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(properties))
    if (key.includes("-") || key === "role") element.setAttribute(key, value);
    else element[key] = value;
  element.append(...children.filter((child) => child !== null));
  return element;
}

const fill = (text, values) => text.replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);

/// A text in its form for a number.
function plural(forms, count, language) {
  const form = new Intl.PluralRules(language).select(count);
  return fill(forms[form] ?? forms.other, { n: new Intl.NumberFormat(language).format(count) });
}

/// The words of a query in texts that are shown.
class Marker {
  constructor({ meant, needed }) {
    this.meant = meant;
    this.needed = needed;
    this.all = new Set(meant.flatMap((words) => [...words]));
  }

  /// Which words of the query a text has, by their numbers; those that are everywhere do not count.
  found(text) {
    const found = words(text);
    return this.meant.flatMap((meant, at) => (this.needed[at] && found.some((word) => meant.has(word)) ? [at] : []));
  }

  /// A text in which they are marked.
  marked(text) {
    const whole = document.createDocumentFragment();
    let from = 0;
    for (const { 0: run, index } of text.matchAll(RUN))
      for (const [start, end] of this.#spans(run)) {
        whole.append(text.slice(from, index + start), make("mark", {}, text.slice(index + start, index + end)));
        from = index + end;
      }
    whole.append(text.slice(from));
    return whole;
  }

  /// The parts of a run of letters that are words of the query.
  #spans(run) {
    if (!run.match(SCRIPTS).some(isDense)) return words(run).some((word) => this.all.has(word)) ? [[0, run.length]] : [];
    const letters = [...run];
    const isMarked = letters.map(() => false);
    for (let at = 0; at < letters.length; at++)
      for (const length of [1, 2])
        if (this.all.has(fold(letters.slice(at, at + length).join("")))) isMarked.fill(true, at, at + length);
    const spans = [];
    let place = 0;
    letters.forEach((letter, at) => {
      if (isMarked[at] && isMarked[at - 1]) spans.at(-1)[1] += letter.length;
      else if (isMarked[at]) spans.push([place, place + letter.length]);
      place += letter.length;
    });
    return spans;
  }
}

/// The results, the best of them in the order in which names, titles and phrases say the query as it was written.
async function ranked(index, found, count) {
  const rows = await index.describe(found.hits.slice(0, count + 1));
  const query = found.terms.join(" ");
  for (const row of rows) {
    const fits = (label) => {
      const text = words(label).join(" ");
      if (text === query) return 3;
      if (text.startsWith(query)) return 1.6;
      return ` ${text}`.includes(` ${query}`) ? 1.3 : 1;
    };
    const labels = [row.name, row.title, ...row.aliases, ...row.plain].map(fits);
    // Of two that fit alike, the one with this name.
    row.score *= Math.max(...labels) + (labels[0] > 1 ? 0.1 : 0);
  }
  return [...rows.sort((one, other) => other.score - one.score).slice(0, count)];
}

/// A result as it is shown, with the reason why it is one.
function shown(row, marker, index, isAnswer) {
  const text = index.words;
  const link = make("a", { href: row.url, className: "search-name" }, marker.marked(row.name));
  const item = make("li", isAnswer ? { className: "search-answer" } : {}, link);
  const seen = new Set(marker.found(row.name));
  const add = (found) => found.forEach((at) => seen.add(at));
  // A title that begins with the name says the rest only.
  if (row.title) {
    const [start, behind] = [row.title.slice(0, row.name.length), row.title.slice(row.name.length)];
    const rest = fold(start) === fold(row.name) ? behind.replace(/^[\s:–—-]+/, "") : row.title;
    if (rest) item.append(" ", make("span", { className: "search-title" }, marker.marked(rest)));
    add(marker.found(row.title));
  }
  item.append(" ", make("span", { className: "search-group" }, row.group));
  if (row.definition) item.append(make("p", {}, marker.marked(row.definition)));
  for (const [label, others] of [
    [text.also, row.aliases],
    [text.plain, row.plain],
  ]) {
    const best = bestOf(others, (other) => marker.found(other).filter((at) => !seen.has(at)).length);
    if (best === undefined) continue;
    item.append(make("p", { className: "search-reason" }, `${label}: `, marker.marked(best)));
    add(marker.found(best));
  }
  add(marker.found(row.definition));
  const branches = make("ul");
  const needed = marker.needed.filter(Boolean).length;
  const sections = row.headings
    .map(([id, heading]) => ({ id, heading, found: marker.found(heading) }))
    .filter(({ found }) => found.length > 0 && found.length * 2 >= needed);
  sections.sort((one, other) => other.found.length - one.found.length);
  for (const { id, heading, found } of sections.slice(0, BRANCHES)) {
    branches.append(branch(`${row.url}#${encodeURIComponent(id)}`, marker.marked(heading)));
    add(found);
  }
  const missing = marker.meant.flatMap((meant, at) => (meant.size && marker.needed[at] && !seen.has(at) ? [at] : []));
  if (branches.childElementCount || missing.length) item.append(branches);
  return { item, branches, missing, row };
}

const branch = (href, ...children) => make("li", {}, make("a", { href }, ...children));

/// The item with the greatest measure above 0, the first of several.
function bestOf(items, measure) {
  let [best, most] = [undefined, 0];
  for (const item of items) {
    const size = measure(item);
    if (size > most) [best, most] = [item, size];
  }
  return best;
}

/// Shows where in its text a result has the words that nothing else of it shows: the page itself is asked.
async function quote({ branches, missing, row }, marker, language) {
  const answer = await fetch(row.url);
  if (!answer.ok) return;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const text = page.querySelector("[data-pagefind-body]") ?? page.querySelector("main") ?? page.body;
  let section = null;
  const passages = [];
  for (const element of text.querySelectorAll("h2, h3, h4, h5, h6, p, li, dt, dd, td, th, pre, figcaption")) {
    if (/^H\d$/.test(element.tagName)) section = element;
    else if (!element.querySelector("p, li")) passages.push({ text: element.textContent, section });
  }
  const measure = ({ text }) => marker.found(text).filter((at) => missing.includes(at)).length;
  const passage = bestOf(passages, measure);
  if (!passage) return;
  const sentence = bestOf(sentences(passage.text, language), (text) => measure({ text })) ?? passage.text;
  const id = passage.section?.id;
  const link = branch(id ? `${row.url}#${encodeURIComponent(id)}` : row.url, marker.marked(cut(sentence.trim(), marker)));
  link.className = "search-quote";
  branches.append(link);
}

function sentences(text, language) {
  if (!Intl.Segmenter) return [text];
  const segmenter = new Intl.Segmenter(language, { granularity: "sentence" });
  return Array.from(segmenter.segment(text), ({ segment }) => segment);
}

/// A long sentence around its first marked word.
function cut(sentence, marker) {
  if (sentence.length <= SENTENCE) return sentence;
  let first = 0;
  for (const { 0: run, index } of sentence.matchAll(RUN))
    if (marker.found(run).length) {
      first = index;
      break;
    }
  const start = first < SENTENCE / 2 ? 0 : sentence.indexOf(" ", first - SENTENCE / 2) + 1 || first;
  const end = start + SENTENCE < sentence.length ? sentence.lastIndexOf(" ", start + SENTENCE) : sentence.length;
  const stop = end > first ? end : Math.min(sentence.length, first + SENTENCE);
  return (start > 0 ? "… " : "") + sentence.slice(start, stop) + (stop < sentence.length ? " …" : "");
}

/// A field, and the results of what is written in it.
class Results {
  #asked = 0;
  #timer = 0;
  #found = null;
  /// What is being looked for, until it was found.
  done = Promise.resolve();

  constructor(form, input, { count, more }) {
    this.folder = form.dataset.index;
    this.namesUrl = form.dataset.names;
    this.input = input;
    this.count = count;
    this.more = more;
    this.status = make("p", { className: "search-status", role: "status" });
    this.list = make("ol", { className: "search-results" });
    this.behind = make("p", { className: "search-more" });
    input.addEventListener("input", () => this.soon());
  }

  /// Looks for what is written when the reader pauses.
  soon() {
    clearTimeout(this.#timer);
    this.done = new Promise((resolve) => {
      this.#timer = setTimeout(() => resolve(this.now()), 60);
    });
  }

  /// Looks for what is written.
  now() {
    clearTimeout(this.#timer);
    const asked = ++this.#asked;
    this.done = this.#look(this.input.value, asked, true).catch((error) => {
      console.error(error);
      if (asked === this.#asked) Index.at(this.folder).then((index) => this.#say(index.words.failed), () => {});
    });
    return this.done;
  }

  async #look(query, asked, isFirst) {
    const index = await Index.at(this.folder);
    if (!query.trim()) {
      this.#show(index, null, []);
      return;
    }
    const waiting = setTimeout(() => asked === this.#asked && this.#say(index.words.waiting), 400);
    try {
      const found = await index.find(query);
      const rows = await ranked(index, found, this.count);
      if (asked === this.#asked) this.#show(index, found, rows);
    } catch (error) {
      if (!(error instanceof Stale) || !isFirst) throw error;
      Index.forget(this.folder);
      await this.#look(query, asked, false);
    } finally {
      clearTimeout(waiting);
    }
  }

  #say(...texts) {
    this.status.replaceChildren(...texts);
  }

  #show(index, found, rows) {
    const { words: text, language } = index;
    this.#found = found;
    this.list.replaceChildren();
    this.behind.replaceChildren();
    if (!found) {
      this.#say();
      return;
    }
    const count = found.hits.length;
    if (!count) {
      const names = this.namesUrl ? [" ", make("a", { href: this.namesUrl }, text.names)] : [];
      this.#say(text.none, ...names);
      return;
    }
    const notes = [plural(text.results, count, language)];
    if (found.isPartial) notes.push(text.some);
    if (found.guesses.length) notes.push(fill(text.instead, { words: [...new Set(found.guesses)].join(", ") }));
    this.#say(notes.join(" · "));
    const marker = new Marker(found);
    const items = rows.map((row, at) => shown(row, marker, index, at === 0));
    this.list.append(...items.map(({ item }) => item));
    for (const item of items.filter(({ missing }) => missing.length)) quote(item, marker, language).catch(() => {});
    if (count > rows.length) this.behind.append(this.more(this, index, count));
  }

  /// The links and buttons that the arrow keys walk through.
  stops() {
    return [this.input, ...[this.status, this.list, this.behind].flatMap((part) => [...part.querySelectorAll("a, button")])];
  }

  /// Walks through the results.
  key(event) {
    if (event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) {
      const stops = this.stops();
      const at = stops.indexOf(document.activeElement);
      if (at < 0) return;
      event.preventDefault();
      stops[Math.min(Math.max(at + step, 0), stops.length - 1)].focus();
    } else if (event.key.length === 1 && event.key !== " " && document.activeElement?.closest(".search-results")) {
      // Who goes on writing means the field.
      this.input.focus();
    }
  }

  /// Goes to the first result, when there is one.
  async follow() {
    await this.done;
    this.list.querySelector("a")?.click();
  }
}

/// The styles of what this script shows, once.
let styles;
function style() {
  styles ??= new Promise((resolve) => {
    const link = make("link", { rel: "stylesheet", href: new URL("search.css", import.meta.url).href });
    for (const event of ["load", "error"]) link.addEventListener(event, resolve);
    document.head.append(link);
  });
  return styles;
}

/// The dialog of a form, as long as the page is open.
let dialog;
let results;

async function build(form) {
  const [index] = await Promise.all([Index.at(form.dataset.index), style()]);
  const { words: text } = index;
  const input = make("input", {
    type: "search",
    name: "q",
    autocomplete: "off",
    spellcheck: false,
    placeholder: text.placeholder,
    "aria-label": text.search,
  });
  input.setAttribute("autocapitalize", "off");
  input.setAttribute("enterkeyhint", "go");
  const close = make("button", { type: "button", className: "search-close", "aria-label": text.close }, "✕");
  const field = make("form", { role: "search", action: form.action }, input, close);
  const more = ({ input }, index, count) =>
    make("a", { href: `${index.page}?q=${encodeURIComponent(input.value)}` }, plural(text.all, count, index.language));
  results = new Results(form, input, { count: IN_DIALOG, more });
  dialog = make(
    "dialog",
    { className: "search-dialog", "aria-label": text.search },
    field,
    make("div", { className: "search-found" }, results.status, results.list, results.behind),
  );
  const own = form.querySelector("input");
  close.addEventListener("click", () => dialog.close());
  dialog.addEventListener("click", (event) => event.target === dialog && dialog.close());
  dialog.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !event.isComposing) {
      // A field of this sort would only be emptied.
      event.preventDefault();
      dialog.close();
    } else results.key(event);
  });
  dialog.addEventListener("close", () => {
    own.value = input.value;
    closed = performance.now();
  });
  field.addEventListener("submit", (event) => {
    event.preventDefault();
    results.follow();
  });
  // A link to a section of this very page leaves the dialog, too.
  results.list.addEventListener("click", (event) => event.target.closest("a") && !event.ctrlKey && !event.metaKey && dialog.close());
  // The field of the page has the focus again when the dialog is closed: it opens it by what is done with it then.
  own.addEventListener("input", () => open(form, own.value));
  own.addEventListener("click", () => open(form, own.value));
  document.body.append(dialog);
}

let building;
let closed = -1000;

/// Opens the search over the page; `form` is that of the page, with `data-index`, the address of the folder of the
/// index, and `data-names`, that of a list of all names, where there is one.
export async function open(form, query = "") {
  // The focus that comes back is no wish.
  if (performance.now() - closed < 200) return;
  const own = form.querySelector("input");
  building ??= build(form);
  try {
    await building;
  } catch (error) {
    building = undefined;
    throw error;
  }
  if (dialog.open) {
    results.input.select();
    return;
  }
  // What was written while this was loaded counts.
  const text = own.value || query;
  if (text !== results.input.value) {
    results.input.value = text;
    results.now();
  }
  dialog.showModal();
  results.input.focus();
}

/// Shows which names the words of an address that leads nowhere may mean, in a hidden part of the page. What the field
/// beside it asks for is these words.
export async function nearest(form, part) {
  const index = await Index.at(form.dataset.index);
  const path = location.pathname.slice(index.home.length).replace(/\.html?$/, "");
  const names = path.split("/").filter(Boolean).map((name) => words(readable(name)).join(" ")).filter((name) => name && name !== "404").reverse();
  const field = document.querySelector(".lost input");
  if (field && !field.value) field.value = names[0] ?? "";
  // The last name says the most; those of the folders before it are asked where it says nothing.
  for (const name of names) {
    const found = await index.find(`${name} `, true);
    if (!found.hits.length) continue;
    const rows = await ranked(index, found, NEAREST);
    const item = ({ name, url, definition }) =>
      make("li", {}, make("a", { href: url }, name), definition ? make("p", {}, definition) : null);
    part.querySelector("ul").replaceChildren(...rows.map(item));
    part.hidden = false;
    return;
  }
}

function readable(name) {
  try {
    return decodeURIComponent(name);
  } catch {
    return "";
  }
}

/// Shows the results of the address on the page of the search.
export async function page(form, main) {
  const field = main.querySelector("form.search-page");
  const input = field.querySelector("input");
  input.value = new URLSearchParams(location.search).get("q") ?? "";
  const more = (results, index) => {
    const button = make("button", { type: "button" }, index.words.more);
    button.addEventListener("click", async () => {
      const shown = results.list.childElementCount;
      results.count += ON_PAGE;
      await results.now();
      results.list.children[shown]?.querySelector("a").focus();
    });
    return button;
  };
  const results = new Results(form, input, { count: ON_PAGE, more });
  field.after(make("div", { className: "search-found" }, results.status, results.list, results.behind));
  let later;
  const keep = () => {
    const query = input.value.trim();
    history.replaceState(history.state, "", query ? `?q=${encodeURIComponent(query)}` : location.pathname);
  };
  input.addEventListener("input", () => {
    results.count = ON_PAGE;
    clearTimeout(later);
    later = setTimeout(keep, 300);
  });
  field.addEventListener("submit", (event) => {
    event.preventDefault();
    keep();
    results.now();
  });
  main.addEventListener("keydown", (event) => results.key(event));
  if (!input.value) input.focus();
  await style();
  await results.now();
}
