// The search of a built site in a real browser: what a reader types, sees and hears, and what is loaded for it.

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { extname, join } from "node:path";
import { after, afterEach, before, beforeEach, describe, test } from "node:test";
import { promisify } from "node:util";

import { launch, until } from "./chromium.mjs";
import { PROGRAM, Primer } from "./primer.mjs";

const POLICY =
  "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'self'";
const TYPES = { ".html": "text/html; charset=utf-8", ".css": "text/css", ".js": "text/javascript", ".json": "application/json", ".svg": "image/svg+xml", ".txt": "text/plain; charset=utf-8" };

function term(title, description, fields, text) {
  return `---\ntitle: "${title}"\ndescription: "${description}"\n${fields}---\n\n${text}\n`;
}

const SITE = {
  "primer.toml": '[site]\ntitle = "Law"\nbase_url = "http://127.0.0.1/sub/"\n',
  "content/_index.md": "---\ntitle: Law\n---\nWelcome.\n",
  "content/terms/_index.md": "---\ntitle: Terms\n---\n",
  "content/terms/qualified-immunity.md": term(
    "Qualified immunity",
    "A defense of officials.",
    "aliases: [QI]\n",
    "It protects officials.\n\n## How to answer immunity\n\nFind a case.\n\n## Costs\n\nNone.",
  ),
  "content/terms/monell.md": term(
    "Monell liability",
    "When a city pays.",
    'plain: ["sue the city", "sue the police department"]\n',
    "A custom.\n\n## Which policy counts\n\nThe zebra crossing was never painted. Another sentence.",
  ),
  "content/terms/city.md": term("City attorney", "Who speaks for the city.", "", "You can sue. The attorney answers for the city."),
  "content/terms/motion.md": term("Motion to dismiss", "It asks to end a case.", "", "Motions are papers."),
  "content/terms/kausal.md": term("因果関係", "原因と結果の関係。", "", "刑法における因果関係の説明。"),
  ...Object.fromEntries(
    Array.from({ length: 30 }, (_, at) => [`content/terms/filler-${at}.md`, term(`Filler ${at}`, "A pebble.", "", "Each of them is a pebble.")]),
  ),
  "content/terms/strasse.md": term("Straßenrecht", "Was auf der Straße gilt.", "", "Übermaß."),
};

let browser;
let context;
let primer;
let server;
let home;
let asked = [];
let delay = null;

before(async () => {
  browser = await launch();
  primer = await Primer.make({
    ...SITE,
    "content/terms/alpha.md": null,
    "content/terms/beta.md": null,
    "content/terms/gamma.md": null,
  });
  await build();
  server = createServer(async (request, response) => {
    const path = new URL(request.url, "http://x").pathname;
    asked.push(path);
    await delay?.(path);
    const file = path.replace(/^\/sub\//, "/").replace(/\/$/, "/index.html");
    try {
      const bytes = await readFile(join(primer.at("public"), file));
      response.writeHead(200, { "content-type": TYPES[extname(file)] ?? "application/octet-stream", "content-security-policy": POLICY });
      response.end(bytes);
    } catch {
      response.writeHead(404, { "content-type": "text/plain" });
      response.end();
    }
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  home = `http://127.0.0.1:${server.address().port}/sub/`;
});
after(async () => {
  await browser?.close();
  server?.close();
  await primer?.end();
});
beforeEach(async () => {
  context = await browser.newContext({ viewport: { width: 1000, height: 700 } });
  asked = [];
  delay = null;
});
afterEach(() => context?.close());

const build = () => promisify(execFile)(PROGRAM, ["build", "--root", primer.folder]);

/// A page on which nothing goes wrong that a reader does not see.
async function tab(path = "", options = {}) {
  const page = await context.newPage();
  page.faults = [];
  page.on("pageerror", (error) => page.faults.push(String(error)));
  page.on("console", (line) => line.type() === "error" && page.faults.push(line.text()));
  await page.goto(home + path, options);
  return page;
}

const names = (page) => page.locator(".search-results > li > a").allTextContents();
const status = (page) => page.locator(".search-status").textContent();
const focused = (page) => page.evaluate(() => document.activeElement.textContent || document.activeElement.tagName);

/// Opens the dialog with the key for it, writes, and waits for the results.
async function search(page, query, first) {
  await page.keyboard.press("/");
  await page.locator("dialog input").fill(query);
  await until(`${first} for ${query}`, async () => (await names(page))[0] === first);
}

test("what is typed while the search is loaded is looked for", async () => {
  const page = await tab();
  await page.route("**/search.*.js", async (route) => {
    await new Promise((resolve) => setTimeout(resolve, 500));
    await route.continue();
  });
  await page.keyboard.press("/");
  await page.keyboard.type("imunity");
  await until("the first name", async () => (await names(page))[0] === "Qualified immunity");
  assert.equal(await page.locator("dialog input").inputValue(), "imunity");
});

describe("what is found", () => {
  for (const [query, first, why] of [
    ["qualified", "Qualified immunity", "a name"],
    ["QUALIFIED IMM", "Qualified immunity", "the start of a word"],
    ["imunity", "Qualified immunity", "a letter too few"],
    ["qaulified immunitty", "Qualified immunity", "letters in the wrong order, and one too many"],
    ["qi", "Qualified immunity", "an alias"],
    ["sue the city", "Monell liability", "a phrase"],
    ["motions to dismiss", "Motion to dismiss", "a plural"],
    ["zebra", "Monell liability", "a word of the text"],
    ["which policy counts", "Monell liability", "a heading"],
    ["因果", "因果関係", "two characters of a name"],
    ["刑法における", "因果関係", "characters of a text"],
    ["法", "因果関係", "one character within a word"],
    ["strassenrecht", "Straßenrecht", "letters as they are typed elsewhere"],
    ["ubermass", "Straßenrecht", "a word without its marks"],
    ["qualified zebra nonsense", undefined, "no page has all words"],
  ])
    test(`${why}: ${query}`, async () => {
      const page = await tab();
      if (first) await search(page, query, first);
      else {
        await page.keyboard.press("/");
        await page.locator("dialog input").fill(query);
        await until("what has some of them", async () => /some of them/.test(await status(page)));
      }
      assert.deepEqual(page.faults, []);
    });

  test("nothing, which is said", async () => {
    const page = await tab();
    await page.keyboard.press("/");
    await page.locator("dialog input").fill("xylophone");
    await until("that nothing was found", async () => /Nothing was found/.test(await status(page)));
    assert.deepEqual(await names(page), []);
    assert.equal(await page.locator(".search-status a").getAttribute("href"), "/sub/a-z/");
  });
});

describe("what is shown", () => {
  test("the first result with its definition, the phrase that was meant, and marks", async () => {
    const page = await tab();
    await search(page, "sue the city", "Monell liability");
    const first = page.locator(".search-answer");
    assert.match(await first.textContent(), /When a city pays\./);
    assert.match(await first.locator(".search-reason").textContent(), /In everyday words: sue the city/);
    assert.deepEqual(await first.locator(".search-reason mark").allTextContents(), ["sue", "the", "city"]);
    assert.equal(await first.locator("a").first().getAttribute("href"), "/sub/terms/monell/");
  });

  test("a section, with its address", async () => {
    const page = await tab();
    await search(page, "answer immunity", "Qualified immunity");
    const section = page.locator(".search-answer ul a").first();
    assert.equal(await section.textContent(), "How to answer immunity");
    assert.equal(await section.getAttribute("href"), "/sub/terms/qualified-immunity/#how-to-answer-immunity");
  });

  test("the sentence of a text, in its section", async () => {
    const page = await tab();
    await search(page, "zebra", "Monell liability");
    const quote = page.locator(".search-answer .search-quote a");
    await quote.waitFor();
    assert.equal(await quote.textContent(), "The zebra crossing was never painted.");
    assert.deepEqual(await quote.locator("mark").allTextContents(), ["zebra"]);
    assert.equal(await quote.getAttribute("href"), "/sub/terms/monell/#which-policy-counts");
  });

  test("the characters that were looked for", async () => {
    const page = await tab();
    await search(page, "因果", "因果関係");
    assert.deepEqual(await page.locator(".search-answer > a mark").allTextContents(), ["因果"]);
  });

  test("a guess is called one", async () => {
    const page = await tab();
    await search(page, "imunity", "Qualified immunity");
    assert.match(await status(page), /Shown for immunity/);
  });
});

describe("the keyboard", () => {
  test("opens it, walks through the results, and closes it", async () => {
    const page = await tab("terms/motion/");
    await page.locator("main a").first().focus();
    await page.keyboard.press("Control+k");
    await page.locator("dialog[open] input").waitFor();
    await page.keyboard.type("immunity");
    await until("a result", async () => (await names(page)).length === 1);
    assert.equal(await page.evaluate(() => document.activeElement.name), "q");
    await page.keyboard.press("ArrowDown");
    assert.equal(await focused(page), "Qualified immunity");
    await page.keyboard.press("ArrowDown");
    assert.equal(await focused(page), "How to answer immunity");
    await page.keyboard.press("ArrowDown");
    assert.equal(await focused(page), "How to answer immunity", "there is nothing behind the last one");
    await page.keyboard.press("ArrowUp");
    await page.keyboard.press("ArrowUp");
    assert.equal(await page.evaluate(() => document.activeElement.name), "q");
    await page.keyboard.press("ArrowDown");
    // Who goes on writing writes.
    await page.keyboard.press("x");
    assert.equal(await page.locator("dialog input").inputValue(), "immunityx");
    await page.keyboard.press("Escape");
    assert.equal(await page.locator("dialog[open]").count(), 0);
    assert.notEqual(await focused(page), "BODY");
    await page.waitForTimeout(300);
    assert.equal(await page.locator("dialog[open]").count(), 0, "it stays closed");
    assert.deepEqual(page.faults, []);
  });

  test("follows the first result with Enter, also before it is there", async () => {
    const page = await tab();
    await page.keyboard.press("/");
    await page.locator("dialog[open] input").waitFor();
    await page.keyboard.type("sue the city");
    await page.keyboard.press("Enter");
    await page.waitForURL("**/terms/monell/");
  });

  test("a slash in a field is a slash", async () => {
    const page = await tab();
    await page.keyboard.press("/");
    await page.locator("dialog[open] input").waitFor();
    await page.keyboard.type("a/b");
    assert.equal(await page.locator("dialog input").inputValue(), "a/b");
  });

  test("the focus that comes back to the field of the page does not open it again", async () => {
    const page = await tab();
    await page.locator("form.search input").click();
    await page.locator("dialog[open] input").waitFor();
    await page.keyboard.type("city");
    await page.keyboard.press("Escape");
    await page.waitForTimeout(400);
    assert.equal(await page.locator("dialog[open]").count(), 0);
    assert.equal(await page.locator("form.search input").inputValue(), "city");
    await page.keyboard.type("x");
    await page.locator("dialog[open] input").waitFor();
    assert.equal(await page.locator("dialog input").inputValue(), "cityx");
  });

  test("what is written while the script is loaded is not lost", async () => {
    const page = await tab();
    delay = (path) => /search\.\w+\.js|start\.json/.test(path) && new Promise((resolve) => setTimeout(resolve, 400));
    await page.locator("form.search input").focus();
    await page.keyboard.type("monell");
    await page.locator("dialog[open] input").waitFor();
    await until("the result", async () => (await names(page))[0] === "Monell liability");
    assert.equal(await page.locator("dialog input").inputValue(), "monell");
  });
});

describe("a screen reader", () => {
  test("hears what it is, and how many results there are", async () => {
    const page = await tab();
    await search(page, "immunity", "Qualified immunity");
    await page.getByRole("dialog", { name: "Search" }).waitFor();
    await page.getByRole("dialog").getByRole("searchbox", { name: "Search" }).waitFor();
    await page.getByRole("button", { name: "Close" }).waitFor();
    assert.equal(await page.getByRole("status").textContent(), "1 result");
    assert.equal(await page.getByRole("list").first().getByRole("link").count(), 2);
    await page.locator("dialog input").fill("city");
    await until("the number", async () => /^2 results/.test(await status(page)));
  });
});

describe("touch", () => {
  test("a full screen with targets for fingers, and no sideways scrolling", async () => {
    const phone = await browser.newContext({ viewport: { width: 360, height: 640 }, hasTouch: true, isMobile: true });
    context = phone;
    const page = await tab();
    await page.locator("form.search button").tap();
    await page.locator("dialog[open] input").waitFor();
    await page.locator("dialog input").fill("immunity");
    await until("a result", async () => (await names(page)).length === 1);
    const box = await page.locator("dialog").boundingBox();
    assert.deepEqual([box.x, box.y, box.width, box.height], [0, 0, 360, 640]);
    assert.ok((await page.locator("dialog input").boundingBox()).height >= 44);
    assert.ok((await page.locator(".search-close").boundingBox()).height >= 44);
    const wide = await page.evaluate(() => document.documentElement.scrollWidth > innerWidth || document.querySelector(".search-found").scrollWidth > innerWidth);
    assert.equal(wide, false);
    await page.locator(".search-close").tap();
    assert.equal(await page.locator("dialog[open]").count(), 0);
  });
});

describe("the page of its own", () => {
  test("shows what its address asks for, and keeps it there", async () => {
    const page = await tab("search/?q=sue%20the%20city");
    await until("the result", async () => (await names(page))[0] === "Monell liability");
    assert.equal(await page.locator("#_q").inputValue(), "sue the city");
    await page.locator("#_q").fill("immunity");
    await until("the other result", async () => (await names(page))[0] === "Qualified immunity");
    await until("the address", () => new URL(page.url()).search === "?q=immunity");
    await page.keyboard.press("ArrowDown");
    assert.equal(await focused(page), "Qualified immunity");
    assert.deepEqual(page.faults, []);
  });

  test("shows the rest of what the dialog has no room for", async () => {
    const page = await tab();
    await page.keyboard.press("/");
    await page.locator("dialog[open] input").fill("pebble");
    await until("seven of them", async () => (await names(page)).length === 7);
    await page.getByRole("link", { name: "All 30 results" }).click();
    await page.waitForURL("**/search/?q=pebble");
    await until("twenty of them", async () => (await names(page)).length === 20);
    await page.getByRole("button", { name: "Show more" }).click();
    await until("all of them", async () => (await names(page)).length === 30);
    assert.equal(await focused(page), (await names(page))[20]);
    assert.deepEqual(page.faults, []);
  });

  test("is where the form leads without a script", async () => {
    const plain = await browser.newContext({ javaScriptEnabled: false });
    context = plain;
    const page = await tab();
    await page.locator("form.search input").fill("city");
    await page.keyboard.press("Enter");
    await page.waitForURL("**/search/?q=city");
    assert.match(await page.locator("main noscript, main").first().textContent(), /this page needs a script/);
  });
});

describe("what is loaded", () => {
  test("nothing of it before it is used, then a few files", async () => {
    const page = await tab("terms/motion/", { waitUntil: "networkidle" });
    assert.deepEqual(asked.filter((path) => /search/.test(path)), []);
    asked = [];
    await search(page, "monell", "Monell liability");
    const kinds = asked.map((path) => path.replace(/[-.][0-9a-f]{10,12}/, "")).sort();
    assert.deepEqual(kinds, [
      "/sub/search.css",
      "/sub/search.js",
      "/sub/search/index/d.json",
      "/sub/search/index/start.json",
      "/sub/search/index/w.bin",
    ]);
  });

  test("a site that was published anew while a page was open is searched as it is now", async () => {
    const page = await tab();
    await page.keyboard.press("/");
    await page.locator("dialog[open] input").waitFor();
    const path = "content/terms/motion.md";
    const old = await primer.read(path);
    await primer.edit(path, "Motions are papers.", "Motions are unicorns.");
    await build();
    await page.locator("dialog input").fill("unicorns");
    await until("the new word", async () => (await names(page))[0] === "Motion to dismiss");
    await primer.write(path, old);
    await build();
  });
});

test("the preview has the index of what was just written", async () => {
  const served = await Primer.make();
  try {
    await served.serve();
    const page = await context.newPage();
    await page.goto(served.url("/"));
    await page.keyboard.press("/");
    await page.locator("dialog[open] input").waitFor();
    await page.locator("dialog input").fill("letter");
    await until("three results", async () => /^3 results/.test(await status(page)));
    await page.keyboard.press("Escape");
    await served.write("content/terms/delta.md", "---\ntitle: Delta\n---\nThe fourth letter, a wombat.\n");
    await until("the new term", async () => {
      await page.goto(served.url("/search/?q=wombat"));
      await page.waitForTimeout(300);
      return (await names(page))[0] === "Delta";
    });
  } finally {
    await served.end();
  }
});

test("the words of the script are those of the program", async () => {
  globalThis.document ??= {};
  const script = await readFile(new URL("../../static/search.js", import.meta.url));
  const { words } = await import(`data:text/javascript;base64,${script.toString("base64")}`);
  const rows = JSON.parse(await readFile(new URL("../search/words.json", import.meta.url), "utf8"));
  for (const [text, expected] of rows) assert.deepEqual(words(text), expected, text);
});
