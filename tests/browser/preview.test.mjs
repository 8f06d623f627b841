// `primer serve` as a whole: the real program, real files, a real browser.

import assert from "node:assert/strict";
import { open } from "node:fs/promises";
import { after, afterEach, before, beforeEach, describe, test } from "node:test";

import { launch, until } from "./chromium.mjs";
import { Primer, entry } from "./primer.mjs";

const ALPHA = "content/terms/alpha.md";
const BETA = "content/terms/beta.md";

let browser;
let context;
let primer;

before(async () => (browser = await launch()));
after(() => browser?.close());
beforeEach(async () => (context = await browser.newContext({ viewport: { width: 1000, height: 700 } })));
afterEach(async (t) => {
  await context?.close();
  await primer?.end();
  primer = undefined;
});

/// A page of the site in a tab of its own. `marker` is gone as soon as the page is loaded anew.
async function tab(path) {
  const page = await context.newPage();
  page.faults = [];
  page.on("pageerror", (error) => page.faults.push(String(error)));
  page.on("console", (line) => line.text().startsWith("primer:") && page.faults.push(line.text()));
  await page.goto(primer.url(path));
  await connected(page);
  await page.evaluate(() => (window.marker = true));
  return page;
}

const connected = (page) => page.waitForSelector("html[data-primer-connected=true]", { state: "attached" });
const updates = async (page) => Number(await page.getAttribute("html", "data-primer-updates"));
const shows = (page, text) => until(`the page says "${text}"`, async () => (await page.textContent("body")).includes(text));
const isSamePage = (page) => page.evaluate(() => window.marker === true);
const overlay = (page) => page.locator("primer-preview [data-part=overlay]");
const panel = (page) => page.locator("primer-preview [data-part=panel]");

/// What the panel says, also while it is folded.
const panelText = (page) => panel(page).locator(".card").textContent();

async function inPlace(page) {
  assert.ok(await isSamePage(page), "the page was not loaded anew");
  assert.deepEqual(page.faults, []);
}

/// After the last change nothing more comes.
async function isQuiet(page, pause = 2000) {
  const before = await updates(page);
  await page.waitForTimeout(pause);
  assert.equal(await updates(page), before, "no update without an edit");
}

describe("every way to save a file", () => {
  const styles = {
    "in place": async (path, text) => primer.write(path, text),
    "in two steps": async (path, text) => {
      const file = await open(primer.at(path), "w");
      await file.write(text.slice(0, 30));
      await new Promise((resume) => setTimeout(resume, 3));
      await file.write(text.slice(30));
      await file.close();
    },
    "another file, renamed over it": async (path, text) => {
      await primer.write(`${path}.tmp~`, text);
      await primer.rename(`${path}.tmp~`, path);
    },
    "with a backup, as vim does": async (path, text) => {
      await primer.rename(path, `${path}~`);
      await primer.write(path, text);
      await primer.remove(`${path}~`);
    },
    "removed and made again": async (path, text) => {
      await primer.remove(path);
      await primer.write(path, text);
    },
  };

  test("comes to the page once", async () => {
    primer = await (await Primer.make()).serve();
    const page = await tab("/terms/alpha/");
    // A machine that is busy can stop between two steps of a save; then half of it is there to see.
    let slow = 0;
    for (const [name, save] of Object.entries(styles)) {
      for (let round = 0; round < 2; round++) {
        const start = performance.now();
        await save(ALPHA, entry("Alpha", `Saved ${name}, round ${round}. Before [Beta](/terms/beta).`));
        if (performance.now() - start > 15) slow += 1;
        await shows(page, `Saved ${name}, round ${round}.`);
      }
    }
    await inPlace(page);
    await isQuiet(page);
    // A file that is half written or gone for a moment is never shown.
    const [count, saves] = [await updates(page), 2 * Object.keys(styles).length];
    assert.ok(saves <= count && count <= saves + slow, `${count} updates after ${saves} saves, ${slow} of them slow`);
  });

  test("two hundred edits at once are few rounds", async () => {
    primer = await (await Primer.make()).serve();
    const page = await tab("/terms/alpha/");
    for (let round = 1; round <= 200; round++) {
      await primer.write(ALPHA, entry("Alpha", `Edit number ${round}. Before [Beta](/terms/beta).`));
    }
    await shows(page, "Edit number 200.");
    await isQuiet(page);
    assert.match(await page.textContent(".text"), /Edit number 200\./);
    const count = await updates(page);
    assert.ok(count <= 20, `${count} updates`);
    await inPlace(page);
  });
});

describe("entries come and go", () => {
  test("a renamed entry says where it may be, and comes back", async () => {
    primer = await (await Primer.make()).serve();
    const page = await tab("/terms/gamma/");
    await primer.rename("content/terms/gamma.md", "content/terms/gammas.md");
    await page.waitForSelector(".primer-nearest a", { timeout: 10_000 });
    assert.ok(await page.locator('.primer-nearest a[href="/terms/gammas/"]').count());
    await primer.rename("content/terms/gammas.md", "content/terms/gamma.md");
    await shows(page, "The third letter.");
    assert.equal(await page.locator(".primer-nearest").count(), 0);
    await inPlace(page);
    // An address that never was.
    const other = await context.newPage();
    const answer = await other.goto(primer.url("/terms/gama/"));
    assert.equal(answer.status(), 404);
    assert.ok(await other.locator('.primer-nearest a[href="/terms/gamma/"]').count());
  });

  test("a deleted entry, and the same file again", async () => {
    primer = await (await Primer.make()).serve();
    const page = await tab("/terms/gamma/");
    const list = await tab("/terms/");
    const text = await primer.read("content/terms/gamma.md");
    await primer.remove("content/terms/gamma.md");
    await shows(page, "There is no page at this address.");
    await until("the list is shorter", async () => (await list.locator("ul.cards li").count()) === 2);
    await primer.write("content/terms/gamma.md", text);
    await shows(page, "The third letter.");
    await until("the list is longer", async () => (await list.locator("ul.cards li").count()) === 3);
    await inPlace(page);
    await inPlace(list);
  });
});

describe("faults", () => {
  test("a template", async () => {
    primer = await (await Primer.make({ "templates/entry.html": '{% extends "text.html" %}\n{% block after %}<p>My template</p>{% endblock after %}\n' })).serve();
    const page = await tab("/terms/alpha/");
    await shows(page, "My template");
    await primer.edit("templates/entry.html", "{% endblock after %}", "{% endblok %}");
    await overlay(page).waitFor({ state: "visible" });
    assert.match(await overlay(page).textContent(), /1 error[^]*templates\/entry\.html:2/);
    await shows(page, "My template");
    assert.match(await page.textContent(".text"), /The first letter/);
    await primer.edit("templates/entry.html", "My template</p>{% endblok %}", "Mended</p>{% endblock after %}");
    await shows(page, "Mended");
    await overlay(page).waitFor({ state: "hidden" });
    await inPlace(page);
  });

  test("a link that leads nowhere", async () => {
    primer = await (await Primer.make()).serve();
    const page = await tab("/terms/alpha/");
    await primer.edit(ALPHA, "(/terms/beta)", "(/terms/betta)");
    await overlay(page).waitFor({ state: "visible" });
    assert.match(await overlay(page).textContent(), /1 error[^]*broken-link[^]*content\/terms\/alpha\.md:6/);
    await page.waitForSelector("a.broken");
    await until("the panel says it", async () => /Problems.*\/terms\/betta/s.test(await panelText(page)));
    await until("the link says it", async () => /terms\/betta/.test((await page.getAttribute("a.broken", "title")) ?? ""));
    const place = await overlay(page).locator("a[data-path]").first().evaluate((link) => ({ ...link.dataset }));
    assert.deepEqual([place.path, place.line], [ALPHA, "6"]);
    await page.keyboard.press("Escape");
    await overlay(page).waitFor({ state: "hidden" });
    await primer.edit(ALPHA, "/terms/betta", "/terms/beta");
    await until("it is mended", async () => (await page.locator("a.broken").count()) === 0);
    await page.locator("primer-preview [data-part=pill]").waitFor({ state: "hidden" });
    await until("the panel is", async () => !/Problems/.test(await panelText(page)));
    assert.equal(await page.getAttribute('a[href="/terms/beta/"]', "title"), null);
    await inPlace(page);
  });

  test("the settings", async () => {
    primer = await (await Primer.make()).serve();
    const page = await tab("/terms/alpha/");
    await primer.write("primer.toml", "[site\ntitle = 'Gre");
    await overlay(page).waitFor({ state: "visible" });
    assert.match(await overlay(page).textContent(), /primer\.toml:1/);
    await primer.write("primer.toml", '[site]\ntitle = "Letters"\n');
    await overlay(page).waitFor({ state: "hidden" });
    await until("the new title", async () => /Letters/.test(await page.textContent(".brand")));
    await inPlace(page);
  });
});

describe("in place", () => {
  test("styles change without loading the page", async () => {
    primer = await (await Primer.make({
      "static/style.css": '@import "part.css";\nh1 { color: rgb(1, 1, 1) }\n',
      "static/part.css": ".text { color: rgb(2, 2, 2) }\n",
    })).serve();
    const page = await tab("/terms/alpha/");
    const colour = (selector) => page.evaluate((selector) => getComputedStyle(document.querySelector(selector)).color, selector);
    assert.deepEqual([await colour("h1"), await colour(".text")], ["rgb(1, 1, 1)", "rgb(2, 2, 2)"]);
    await primer.edit("static/style.css", "1, 1, 1", "3, 3, 3");
    await until("the heading", async () => (await colour("h1")) === "rgb(3, 3, 3)");
    await primer.edit("static/part.css", "2, 2, 2", "4, 4, 4");
    await until("the text", async () => (await colour(".text")) === "rgb(4, 4, 4)");
    await until("one link", async () => (await page.locator("link[rel=stylesheet]").count()) === 1);
    await inPlace(page);
  });

  test("pictures and scripts", async () => {
    const picture = (colour) => `<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><rect width="9" height="9" fill="${colour}"/></svg>`;
    primer = await (await Primer.make({
      [ALPHA]: entry("Alpha", 'A ![square](square.svg).\n\n<p><img id="plain" src="/plain.svg" alt=""></p>'),
      "content/terms/square.svg": picture("red"),
      "static/plain.svg": picture("red"),
      "static/site.js": "window.said = 1;",
      "templates/entry.html": '{% extends "text.html" %}\n{% block head %}<script src="/site.js" defer></script>{% endblock head %}\n',
    })).serve();
    const page = await tab("/terms/alpha/");
    const source = (selector) => page.evaluate((selector) => document.querySelector(selector).src, selector);
    for (const [path, selector] of [["content/terms/square.svg", "img[alt=square]"], ["static/plain.svg", "#plain"]]) {
      const before = await source(selector);
      await primer.write(path, picture("blue"));
      await until("another address", async () => (await source(selector)) !== before);
      // A file that is being written may be seen empty first.
      const shown = async () => page.evaluate(async (address) => (await fetch(address)).text(), await source(selector));
      await until("the new picture", async () => /blue/.test(await shown()));
    }
    await inPlace(page);
    await primer.write("static/site.js", "window.said = 2;");
    await until("the new script", () => page.evaluate(() => window.said === 2));
    await connected(page);
    await page.evaluate(() => (window.marker = true));
    await primer.edit(ALPHA, "A ![square]", "Now a ![square]");
    await shows(page, "Now a");
    await inPlace(page);
  });

  test("below a base path", async () => {
    primer = await (await Primer.make({
      "primer.toml": '[site]\ntitle = "Greek"\nbase_url = "https://example.org/law/"\n',
      "static/style.css": "h1 { color: rgb(1, 1, 1) }",
    })).serve();
    assert.equal(primer.address.pathname, "/law/");
    const page = await tab("/law/terms/alpha/");
    await primer.edit(ALPHA, "The first letter.", "The very first letter.");
    await shows(page, "The very first letter.");
    await primer.write("static/style.css", "h1 { color: rgb(2, 2, 2) }");
    await until("the colour", () => page.evaluate(() => getComputedStyle(document.querySelector("h1")).color === "rgb(2, 2, 2)"));
    await inPlace(page);
  });

  test("what the reader did to the page stays", async () => {
    const paragraphs = Array.from({ length: 60 }, (_, at) => `Paragraph ${at} stands here and is long enough to be selected.`);
    const text = `## One\n\n${paragraphs.slice(0, 20).join("\n\n")}\n\n## Two\n\n<input id="field">\n\n${paragraphs.slice(20).join("\n\n")}\n\n## Three\n\nThe end, see [Beta](/terms/beta).`;
    primer = await (await Primer.make({ [ALPHA]: entry("Alpha", text) })).serve();
    const page = await tab("/terms/alpha/");
    await page.click(".toc summary");
    await page.fill("#field", "typed");
    await page.focus("#field");
    await page.evaluate(() => {
      const chosen = [...document.querySelectorAll("p")].find((p) => p.textContent.startsWith("Paragraph 25 "));
      scrollTo({ top: chosen.offsetTop - 150, behavior: "instant" });
      window.chosen = chosen;
    });
    const state = () => page.evaluate(() => ({
      top: Math.round(window.chosen.getBoundingClientRect().top),
      isThere: window.chosen.isConnected,
      isOpen: document.querySelector("details.toc").open,
      value: document.getElementById("field").value,
      focus: document.activeElement.id,
      selected: getSelection().toString(),
    }));
    const before = await state();
    assert.equal(before.focus, "field");
    await primer.edit(ALPHA, "Paragraph 3 stands", "A new paragraph.\n\nAnother one.\n\nParagraph 3 still stands");
    await shows(page, "Paragraph 3 still stands");
    assert.deepEqual(await state(), before);
    await page.evaluate(() => {
      const text = window.chosen.firstChild;
      getSelection().setBaseAndExtent(text, 0, text, 12);
    });
    const selected = await state();
    assert.equal(selected.selected, "Paragraph 25");
    await primer.edit(ALPHA, "Paragraph 40 stands", "Paragraph 40 still stands");
    await primer.edit(ALPHA, "## Three", "## Third");
    await shows(page, "Paragraph 40 still stands");
    await page.waitForSelector("#third");
    assert.deepEqual(await state(), selected);
    await inPlace(page);
  });

  test("after an edit nothing more happens", async () => {
    primer = await (await Primer.make()).serve();
    const page = await tab("/terms/alpha/");
    await primer.edit(ALPHA, "The first letter.", "The very first letter.");
    await shows(page, "The very first letter.");
    assert.equal(await updates(page), 1);
    await isQuiet(page);
    await inPlace(page);
  });

  test("only the pages that an edit concerns", async () => {
    primer = await (await Primer.make()).serve();
    const [alpha, beta, gamma] = [await tab("/terms/alpha/"), await tab("/terms/beta/"), await tab("/terms/gamma/")];
    await primer.edit(ALPHA, "The first letter.", "The very first letter.");
    await shows(alpha, "The very first letter.");
    await isQuiet(beta, 500);
    assert.deepEqual([await updates(beta), await updates(gamma)], [0, 0]);
    // The sentence around a link stands on the page that it leads to.
    await primer.edit(ALPHA, "It comes before", "It always comes before");
    await until("the sentence", async () => /It always comes before/.test(await beta.textContent(".backlinks")));
    assert.equal(await updates(gamma), 0);
    // A title stands wherever the entry is listed.
    await primer.edit(BETA, 'title: "Beta"', 'title: "Vita"');
    await until("the title", async () => /Vita/.test(await gamma.textContent(".relation")));
    for (const page of [alpha, beta, gamma]) await inPlace(page);
  });

  test("after a restart the page comes back by itself", async () => {
    primer = await (await Primer.make()).serve();
    const page = await tab("/terms/alpha/");
    await primer.stop();
    await page.waitForSelector("html[data-primer-connected=false]", { state: "attached" });
    await primer.edit(ALPHA, "The first letter.", "Edited meanwhile.");
    await page.locator("primer-preview [data-part=lost]").waitFor({ state: "visible" });
    await primer.serve();
    await shows(page, "Edited meanwhile.");
    await connected(page);
    await page.locator("primer-preview [data-part=lost]").waitFor({ state: "hidden" });
    await primer.edit(ALPHA, "Edited meanwhile.", "Edited again.");
    await shows(page, "Edited again.");
    await inPlace(page);
  });
});

describe("options", () => {
  test("--follow goes to what is edited", async () => {
    const long = Array.from({ length: 40 }, (_, at) => `Line ${at}.`).join("\n\n");
    primer = await (await Primer.make({ [BETA]: entry("Beta", `After [Alpha](/terms/alpha).\n\n## First part\n\n${long}\n\n## Second part\n\nHere.\n\n${long}`) })).serve("--follow");
    const page = await tab("/terms/alpha/");
    await page.bringToFront();
    await page.evaluate(() => dispatchEvent(new Event("focus")));
    await primer.edit(BETA, "Here.", "Here it is.");
    await page.waitForURL(primer.url("/terms/beta/#second-part"));
    await shows(page, "Here it is.");
    await until("the heading is on the screen", () => page.evaluate(() => {
      const { top } = document.getElementById("second-part").getBoundingClientRect();
      return top >= 0 && top < innerHeight;
    }));
    await connected(page);
    await page.evaluate(() => (window.marker = true));
    await primer.edit(BETA, "Line 3.", "Line three.");
    await until("the other heading", () => page.evaluate(() => location.hash === "#first-part"));
    assert.ok(await isSamePage(page), "the same page is not loaded anew");
  });

  test("--drafts shows drafts, with a mark", async () => {
    primer = await (await Primer.make({ "content/terms/delta.md": entry("Delta", "Not yet.", "draft: true\n") })).serve("--drafts");
    const page = await tab("/terms/delta/");
    assert.match(await page.textContent("h1 .badge"), /Draft/);
    await primer.edit("content/terms/delta.md", "draft: true\n", "");
    await until("no mark", async () => (await page.locator(".badge").count()) === 0);
    await inPlace(page);
  });
});

describe("the panel", () => {
  test("lists what could be linked, what is wanted, and who mentions the page", async () => {
    primer = await (await Primer.make({
      "content/terms/delta.md": entry("Delta wave", "The fourth letter. See [[Epsilon]]."),
      "content/terms/zeta.md": entry("Zeta", "Later. A delta wave is earlier. See [[Epsilon]] and [Alpha](/terms/alpha)."),
    })).serve();
    const page = await tab("/terms/zeta/");
    await page.keyboard.press("Escape");
    for (const part of [/Could be a link[^]*delta wave[^]*Delta wave/, /Wanted[^]*epsilon[^]*primer new terms/i, /Edit this page/]) {
      await until(String(part), async () => part.test(await panelText(page)));
    }
    const alpha = await tab("/terms/alpha/");
    await until("who mentions it", async () => /Mentioned in[^]*Zeta[^]*See/.test(await panelText(alpha)));
    await alpha.keyboard.press("Escape");
    await alpha.emulateMedia({ media: "print" });
    assert.equal(await panel(alpha).isVisible(), false, "it is not printed");
    assert.equal(await alpha.evaluate(() => getComputedStyle(document.querySelector("primer-preview")).display), "none");
  });

  test("opens the editor", async () => {
    primer = await (await Primer.make()).serve();
    const page = await tab("/terms/alpha/");
    await panel(page).locator(".pill").click();
    await panel(page).getByRole("button", { name: "Edit this page" }).click();
    await page.locator("primer-preview .note").first().waitFor({ state: "attached" });
  });
});
