// The built-in theme in a real browser: on our own primer, on the example of a library and on one of extremes, one page of
// each kind.

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { createServer } from "node:http";
import { readFile, rm, mkdtemp, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { extname, join } from "node:path";
import { after, before, describe, test } from "node:test";
import { promisify } from "node:util";
import { gzipSync } from "node:zlib";

import axe from "axe-core";
import { HtmlValidate } from "html-validate";

import { launch, until } from "./chromium.mjs";
import { PROGRAM, Primer } from "./primer.mjs";
import { STRESS, STRESS_PAGES } from "./stress.mjs";

const ROOT = new URL("../..", import.meta.url).pathname;
const CSP =
  "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'self'";
const TYPES = { ".html": "text/html", ".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml", ".json": "application/json" };

/// A site in a folder, as a host serves it under the strict policy.
class Site {
  constructor(folder, pages) {
    Object.assign(this, { folder, pages });
    this.server = createServer(async (request, response) => {
      const { pathname } = new URL(request.url, "http://localhost");
      // An address that says nothing leads nowhere.
      const path = /%(?![0-9a-f]{2})/i.test(pathname) ? "/404.html" : decodeURIComponent(pathname);
      const file = join(folder, path.endsWith("/") ? `${path}index.html` : path);
      response.setHeader("content-security-policy", CSP);
      const type = (file) => ({ "content-type": `${TYPES[extname(file)] ?? "application/octet-stream"}; charset=utf-8` });
      try {
        const bytes = await readFile(file);
        response.writeHead(200, type(file)).end(bytes);
      } catch {
        response.writeHead(404, type("404.html")).end(await readFile(join(folder, "404.html")));
      }
    });
  }

  async listen() {
    await new Promise((listening) => this.server.listen(0, "127.0.0.1", listening));
    return this;
  }

  url(path) {
    return `http://127.0.0.1:${this.server.address().port}${path}`;
  }
}

let browser, own, library, stress, folder, primer;

before(async () => {
  folder = await mkdtemp(join(tmpdir(), "primer-theme-"));
  primer = await Primer.make(STRESS);
  const build = async (root, to, ...more) => {
    const output = join(folder, to);
    await promisify(execFile)(PROGRAM, ["build", "--root", root, "--output", output, ...more]);
    return output;
  };
  own = await new Site(await build(ROOT, "own", "--base-url", "https://example.org/"), [
    "/",
    "/primer/",
    "/primer/qualified-immunity/",
    "/primer/causation/",
    "/process/",
    "/process/deadlines/",
    "/about/",
    "/categories/",
    "/categories/doctrine/",
    "/tags/",
    "/tags/police/",
    "/start/",
    "/a-z/",
    "/404.html",
  ]).listen();
  library = await new Site(await build(join(ROOT, "examples/library"), "library"), [
    "/",
    "/cases/",
    "/cases/?topic=force",
    "/cases/topic/immunity/",
    "/cases/tolan-v-cotton/",
    "/terms/",
    "/terms/qualified-immunity/",
    "/stages/answer/",
    "/articles/",
    "/tags/",
  ]).listen();
  stress = await new Site(await build(primer.folder, "stress"), STRESS_PAGES).listen();
  browser = await launch();
});

after(async () => {
  await browser?.close();
  own?.server.close();
  library?.server.close();
  stress?.server.close();
  await primer?.end();
  await rm(folder, { recursive: true, force: true });
});

/// A tab that keeps what the page complains about.
async function tab(options = {}) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, ...options });
  const page = await context.newPage();
  page.faults = [];
  page.on("console", (line) => line.type() === "error" && !/404/.test(line.text()) && page.faults.push(line.text()));
  page.on("pageerror", (error) => page.faults.push(String(error)));
  return page;
}

/// For each page of the sites.
async function each(page, look) {
  for (const site of [own, library, stress]) {
    for (const path of site.pages) {
      await page.goto(site.url(path));
      await look(`${site === own ? "own" : site === library ? "library" : "stress"}${path}`, site);
    }
  }
  assert.deepEqual(page.faults, []);
  await page.context().close();
}

const unfold = (page) =>
  page.evaluate(() => {
    for (const folded of document.querySelectorAll("details")) folded.open = true;
  });

describe("accessibility", () => {
  for (const width of [320, 360, 768, 1280]) {
    for (const colorScheme of ["light", "dark"]) {
      test(`axe finds nothing at ${width} px in ${colorScheme} colors`, async () => {
        const page = await tab({ viewport: { width, height: 800 }, colorScheme, bypassCSP: true });
        await each(page, async (name) => {
          await unfold(page);
          await page.evaluate(axe.source);
          const { violations } = await page.evaluate(() => axe.run(document, { resultTypes: ["violations"] }));
          const found = violations.map(({ id, nodes }) => `${id}: ${nodes.length} × ${nodes[0].html.slice(0, 160)} ${nodes[0].any?.[0]?.message ?? ""}`);
          assert.deepEqual(found, [], name);
        });
      });
    }
  }
});

describe("space", () => {
  // WCAG 1.4.12.
  const SPACING = "* { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important } p { margin-bottom: 2em !important }";
  for (const [width, spaced] of [[320, false], [320, true], [360, false], [768, true], [1280, false], [1600, false]]) {
    test(`nothing scrolls sideways at ${width} px${spaced ? " with text spacing" : ""}`, async () => {
      const page = await tab({ viewport: { width, height: 800 }, bypassCSP: true });
      await each(page, async (name) => {
        if (spaced) await page.addStyleTag({ content: SPACING });
        await unfold(page);
        const wide = await page.evaluate(() => {
          const room = document.documentElement.clientWidth;
          if (document.documentElement.scrollWidth <= room) return [];
          const scrolls = (element) => {
            for (let around = element; around; around = around.parentElement) {
              if (/auto|scroll|hidden/.test(getComputedStyle(around).overflowX)) return true;
            }
            return false;
          };
          const all = [...document.body.querySelectorAll("*")];
          const out = all.filter((element) => element.getBoundingClientRect().right > room + 1 && !scrolls(element));
          return [`${document.documentElement.scrollWidth} > ${room}`, ...out.slice(-3).map((element) => element.outerHTML.slice(0, 120))];
        });
        assert.deepEqual(wide, [], name);
      });
    });
  }

  test("the first sentence of a term stands on the first screen of a phone", async () => {
    const page = await tab({ viewport: { width: 360, height: 740 } });
    await page.goto(own.url("/primer/qualified-immunity/"));
    const top = await page.evaluate(() => document.querySelector(".text > p").getBoundingClientRect().top);
    assert.ok(top < 560, `it starts at ${top}`);
    const lines = await page.evaluate(() => document.querySelector(".lead").getBoundingClientRect().top);
    assert.ok(lines < 260, `the definition starts at ${lines}`);
    await page.context().close();
  });

  test("lines have 60 to 75 characters where there is room", async () => {
    for (const width of [768, 1280, 1600]) {
      const page = await tab({ viewport: { width, height: 800 } });
      await page.goto(own.url("/primer/qualified-immunity/"));
      const median = await page.evaluate(() => {
        const lengths = [];
        for (const paragraph of document.querySelectorAll(".text > p")) {
          const range = document.createRange();
          range.selectNodeContents(paragraph);
          // A raised number or code ends a little above the words of its line.
          const ends = [...range.getClientRects()].map((box) => box.bottom).sort((a, b) => a - b);
          const lines = ends.filter((end, index) => index === 0 || end - ends[index - 1] > 12).length;
          if (lines > 2) lengths.push(paragraph.textContent.length / (lines - 0.5));
        }
        return lengths.sort((a, b) => a - b)[lengths.length >> 1];
      });
      assert.ok(median > 58 && median < 78, `${median} at ${width}`);
      await page.context().close();
    }
  });
});

describe("with a keyboard and without a mouse", () => {
  test("the skip link leads to the heading and paints nothing", async () => {
    const page = await tab();
    await page.goto(own.url("/primer/causation/"));
    await page.keyboard.press("Tab");
    assert.equal(await page.evaluate(() => document.activeElement.className), "skip");
    await page.keyboard.press("Enter");
    assert.equal(await page.evaluate(() => document.activeElement.tagName), "H1");
    const painted = await page.evaluate(() => getComputedStyle(document.querySelector("h1")).backgroundColor);
    assert.equal(painted, "rgba(0, 0, 0, 0)");
    await page.context().close();
  });

  test("the menu of a phone opens without a script", async () => {
    const page = await tab({ viewport: { width: 360, height: 740 }, javaScriptEnabled: false });
    await page.goto(own.url("/primer/causation/"));
    const link = page.locator(".menu a").first();
    assert.equal(await link.isVisible(), false);
    await page.locator(".menu summary").focus();
    await page.keyboard.press("Enter");
    assert.equal(await link.isVisible(), true);
    assert.equal(await page.locator(".colors").first().isVisible(), false, "what needs a script is not there without one");
    await link.click();
    assert.equal(new URL(page.url()).pathname, "/primer/");
    await page.context().close();
  });

  test("a definition is shown on hover and focus, and Escape closes it", async () => {
    const page = await tab();
    await page.goto(own.url("/primer/qualified-immunity/"));
    const link = page.locator(".text a[href='/primer/individual-capacity/']").first();
    const card = page.locator(".preview");
    await link.hover();
    await card.waitFor();
    assert.match(await card.textContent(), /^Individual capacity/);
    // The mouse may go to the card (WCAG 1.4.13).
    await card.hover();
    await page.waitForTimeout(400);
    assert.equal(await card.count(), 1);
    await page.keyboard.press("Escape");
    assert.equal(await card.count(), 0);
    await page.mouse.move(0, 0);
    await page.keyboard.press("Tab");
    await link.focus();
    await card.waitFor();
    const described = await link.getAttribute("aria-describedby");
    assert.ok((await page.locator(`#${described}`).textContent()).length > 20);
    await page.keyboard.press("Escape");
    assert.equal(await card.count(), 0);
    assert.equal(await link.getAttribute("aria-describedby"), null);
    // A note of the text is shown in the same way.
    await page.locator(".footnote-reference a").first().hover();
    await card.waitFor();
    assert.deepEqual(page.faults, []);
    await page.context().close();
  });

  test("the first touch of a term shows its definition, the second one follows it", async () => {
    const page = await tab({ viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true });
    await page.goto(own.url("/primer/qualified-immunity/"));
    const link = page.locator(".text a[href='/primer/individual-capacity/']").first();
    await link.tap();
    await page.locator(".preview").waitFor();
    const box = await page.locator(".preview").boundingBox();
    assert.ok(box.x >= 0 && box.x + box.width <= 360);
    await link.tap();
    await page.waitForURL("**/primer/individual-capacity/");
    await page.context().close();
  });

  test("colors are chosen once for all pages, and nothing flashes", async () => {
    const page = await tab({ colorScheme: "light" });
    await page.goto(own.url("/primer/causation/"));
    const paper = () => page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor);
    const light = await paper();
    await page.locator("header .colors select").first().selectOption("dark");
    const dark = await paper();
    assert.notEqual(dark, light);
    // The colors stand before the body does.
    await page.addInitScript(() => {
      new MutationObserver((_, observer) => {
        if (!document.body) return;
        window.firstColors = document.documentElement.dataset.colors;
        observer.disconnect();
      }).observe(document, { childList: true, subtree: true });
    });
    await page.goto(own.url("/about/"));
    assert.equal(await page.evaluate(() => window.firstColors), "dark");
    assert.equal(await paper(), dark);
    await page.locator("header .colors select").first().selectOption("");
    assert.equal(await paper(), light);
    await page.context().close();
  });

  test("the contents mark the section that is read", async () => {
    const page = await tab();
    await page.goto(own.url("/primer/qualified-immunity/"));
    await page.evaluate(() => document.querySelectorAll(".text h2")[2].scrollIntoView());
    await until("the third section is marked", () =>
      page.evaluate(() => [...document.querySelectorAll(".toc a")].findIndex((link) => link.hasAttribute("aria-current")) === 2),
    );
    await page.context().close();
  });
});

describe("filters", () => {
  const rows = (page) => page.locator("table.entries tbody tr:visible th").allTextContents();

  test("values are switches, several hold at once, and the address keeps them", async () => {
    const page = await tab();
    await page.goto(library.url("/cases/"));
    assert.equal((await rows(page)).length, 6);
    const value = (name) => page.getByRole("button", { name });
    await value("Immunity 2").click();
    await value("Force 1").click();
    assert.deepEqual(await rows(page), ["Tolan v. Cotton", "Pearson v. Callahan", "Graham v. Connor"]);
    await value("For the plaintiff 2").click();
    assert.deepEqual(await rows(page), ["Tolan v. Cotton", "Graham v. Connor"]);
    assert.equal(await page.getByRole("status").textContent(), "2 of 6 shown");
    // What is left of each value, with what else is chosen.
    assert.equal(await value("Who is liable 1").isEnabled(), true);
    assert.equal(await value("Procedure 0").isEnabled(), false);
    const { search } = new URL(page.url());
    assert.equal(search, "?topic=immunity&topic=force&how-it-ended=won");
    await page.reload();
    assert.deepEqual(await rows(page), ["Tolan v. Cotton", "Graham v. Connor"]);
    assert.equal(await value("Immunity").getAttribute("aria-pressed"), "true");
    await value("Show all").click();
    assert.equal((await rows(page)).length, 6);
    assert.equal(new URL(page.url()).search, "");
    assert.deepEqual(page.faults, []);
    await page.context().close();
  });

  test("work with a keyboard, on a phone too", async () => {
    const page = await tab({ viewport: { width: 360, height: 740 } });
    await page.goto(library.url("/cases/"));
    await page.locator(".filter > summary").focus();
    await page.keyboard.press("Enter");
    await page.keyboard.press("Tab");
    await page.keyboard.press("Space");
    assert.deepEqual(await rows(page), ["Tolan v. Cotton", "Pearson v. Callahan"]);
    await page.context().close();
  });

  test("are links to lists without a script", async () => {
    const page = await tab({ javaScriptEnabled: false });
    await page.goto(library.url("/cases/"));
    await page.getByRole("link", { name: "Force 1" }).click();
    assert.equal(new URL(page.url()).pathname, "/cases/topic/force/");
    assert.deepEqual(await rows(page), ["Graham v. Connor"]);
    await page.context().close();
  });
});

describe("the neighborhood", () => {
  const links = (page) => page.locator(".neighborhood a");

  test("is a picture of links, and lists for who cannot see it", async () => {
    for (const [site, path] of [[own, "/primer/qualified-immunity/"], [stress, "/terms/everything/"]]) {
      const page = await tab();
      await page.goto(site.url(path));
      const count = await links(page).count();
      assert.ok(count >= 3 && count <= 12, `${count} links`);
      const faults = await page.evaluate(() => {
        const inside = document.querySelector(".neighborhood svg").getBoundingClientRect();
        const boxes = [...document.querySelectorAll(".neighborhood :is(a, .caption, .this rect)")].map((part) => part.getBoundingClientRect());
        const out = boxes.filter((box) => box.left < inside.left - 1 || box.right > inside.right + 1 || box.bottom > inside.bottom + 1);
        const over = boxes.flatMap((one, at) => boxes.slice(at + 1).filter((two) => one.left < two.right - 1 && two.left < one.right - 1 && one.top < two.bottom - 2 && two.top < one.bottom - 2));
        return [out.length, over.length];
      });
      assert.deepEqual(faults, [0, 0], "a name is outside, or over another");
      const snapshot = await page.locator(".neighborhood").ariaSnapshot();
      assert.match(snapshot, /list "Related":\n\s+- listitem:\n\s+- link/);
      await page.context().close();
    }
  });

  test("is not there where there is no room, and its entries are in the lists", async () => {
    const page = await tab({ viewport: { width: 360, height: 740 } });
    await page.goto(own.url("/primer/qualified-immunity/"));
    assert.equal(await page.locator(".neighborhood").isVisible(), false);
    const missing = await page.evaluate(() => {
      const listed = [...document.querySelectorAll(":is(.words, .relation, .backlinks) a")].map((link) => link.pathname);
      const drawn = [...document.querySelectorAll(".neighborhood a")].map((link) => new URL(link.href.baseVal, location).pathname);
      return drawn.filter((path) => !listed.includes(path));
    });
    assert.deepEqual(missing, []);
    await page.context().close();
  });
});

describe("notes beside the text", () => {
  for (const width of [1440, 1600]) {
    test(`stand at their references and nowhere else at ${width} px`, async () => {
      for (const [site, path] of [[own, "/primer/qualified-immunity/"], [own, "/primer/heck-bar/"], [stress, "/terms/everything/"]]) {
        const page = await tab({ viewport: { width, height: 900 }, javaScriptEnabled: false });
        await page.goto(site.url(path));
        const { notes, text, toc, marks } = await page.evaluate(() => {
          const box = (element) => element.getBoundingClientRect().toJSON();
          const notes = [...document.querySelectorAll(".footnotes li")];
          return {
            notes: notes.map(box),
            marks: notes.map((note) => box(document.getElementById(note.id.replace("_fn-", "_fnref-")))),
            text: box(document.querySelector(".text")),
            toc: box(document.querySelector(".toc")),
          };
        });
        assert.ok(notes.length > 5);
        notes.forEach((note, at) => {
          const name = `${path}, note ${at + 1}`;
          assert.ok(note.left > text.right && note.right <= toc.left, `${name} is over the text or the contents`);
          const above = at ? notes[at - 1].bottom : -Infinity;
          assert.ok(note.top >= above, `${name} is over another`);
          const isBeside = Math.abs(note.top - marks[at].top) < 8;
          assert.ok(isBeside || (note.top > marks[at].top && note.top - above < 16), `${name} is far from its place: ${note.top}, not ${marks[at].top}`);
        });
        await page.context().close();
      }
    });
  }

  test("stand at the end where there is less room", async () => {
    const page = await tab({ viewport: { width: 1280, height: 900 } });
    await page.goto(own.url("/primer/qualified-immunity/"));
    const [notes, last] = await page.evaluate(() => [document.querySelector(".footnotes li").getBoundingClientRect().top, [...document.querySelectorAll(".text > p")].pop().getBoundingClientRect().bottom]);
    assert.ok(notes > last);
    await page.context().close();
  });
});

describe("an address that leads nowhere", () => {
  test("is answered with what it may mean", async () => {
    const page = await tab({ viewport: { width: 360, height: 740 } });
    for (const path of ["/primer/qualified-imunity/", "/somewhere/else/Qualified_Immunity.html", "/qualified%20immunity"]) {
      await page.goto(own.url(path));
      const first = page.locator(".nearest a").first();
      await first.waitFor();
      assert.equal(await first.textContent(), "Qualified immunity", path);
      assert.ok((await page.locator(".nearest li").count()) <= 3);
      assert.match(await page.locator(".lost input").inputValue(), /^qualified im+unity$/);
    }
    // A name is misspelt rather than another word with the same stem.
    for (const [path, name] of [["/discoverry/", "Discovery"], ["/primer/interrogatries/", "Interrogatories"]]) {
      await page.goto(own.url(path));
      await page.locator(".nearest a").first().waitFor();
      assert.equal(await page.locator(".nearest a").first().textContent(), name);
    }
    await page.goto(own.url("/qualified%20immunity"));
    await page.locator(".nearest a").first().waitFor();
    await page.locator(".nearest a").first().click();
    assert.equal(new URL(page.url()).pathname, "/primer/qualified-immunity/");
    // Nothing is guessed where nothing is near, and no name harms the page.
    for (const path of ["/zzzzzzqqqqqq/", "/%E0%A4%A/", "/"]) {
      await page.goto(own.url(path === "/" ? "/404.html" : path)).catch(() => {});
      await page.waitForTimeout(300);
      assert.equal(await page.locator(".nearest").isVisible(), false, path);
    }
    assert.deepEqual(page.faults, []);
    await page.context().close();
  });

  test("has links and a field without a script", async () => {
    const page = await tab({ javaScriptEnabled: false });
    await page.goto(own.url("/nowhere/"));
    assert.equal(await page.locator(".nearest").isVisible(), false);
    await page.locator(".lost input").fill("immunity");
    await page.locator(".lost button").click();
    assert.equal(new URL(page.url()).pathname + new URL(page.url()).search, "/search/?q=immunity");
    await page.goto(own.url("/nowhere/"));
    await page.locator("main a[href='/a-z/']").click();
    assert.equal(new URL(page.url()).pathname, "/a-z/");
    await page.context().close();
  });
});

describe("long lists", () => {
  test("are folded on a phone, by their groups and letters, and open elsewhere", async () => {
    for (const javaScriptEnabled of [true, false]) {
      for (const [site, path] of [[own, "/a-z/"], [stress, "/terms/"], [stress, "/a-z/"]]) {
        const page = await tab({ viewport: { width: 360, height: 740 }, javaScriptEnabled });
        await page.goto(site.url(path));
        const item = page.locator(".fold li").first();
        assert.equal(await item.isVisible(), false, path);
        await page.locator(".fold summary").first().click();
        assert.equal(await item.isVisible(), true, path);
        await page.setViewportSize({ width: 1280, height: 800 });
        assert.equal(await page.locator(".fold li").last().isVisible(), true, path);
        assert.equal(await page.locator(".fold summary").first().isVisible(), false, path);
        await page.context().close();
      }
    }
  });

  test("open the part that a link leads to", async () => {
    const page = await tab({ viewport: { width: 360, height: 740 } });
    await page.goto(own.url("/a-z/"));
    await page.locator(".jumps a[href='#d']").click();
    assert.equal(await page.locator("section[aria-labelledby='d'] li").first().isVisible(), true);
    assert.equal(await page.locator("section[aria-labelledby='a'] li").first().isVisible(), false);
    await page.context().close();
  });

  test("of letters fit on few screens of a phone", async () => {
    const page = await tab({ viewport: { width: 360, height: 740 } });
    await page.goto(own.url("/a-z/"));
    const height = await page.evaluate(() => document.querySelector("article").getBoundingClientRect().height);
    const letters = await page.locator(".fold").count();
    assert.ok(height < 200 + letters * 50, `${height} for ${letters} letters`);
    await page.context().close();
  });
});

describe("without a script", () => {
  test("everything that reads is there", async () => {
    const page = await tab({ javaScriptEnabled: false });
    await page.goto(stress.url("/terms/everything/"));
    for (const part of [".lead", ".toc a", ".siblings a", ".words summary", ".backlinks li", ".pager a"]) {
      assert.equal(await page.locator(part).first().isVisible(), true, part);
    }
    await page.context().close();
  });
});

describe("HTML", () => {
  test("is valid", async () => {
    const validator = new HtmlValidate({
      extends: ["html-validate:recommended"],
      rules: {
        // An id may begin with any letter but a space, and a list may have a name.
        "valid-id": ["error", { relaxed: true }],
        "aria-label-misuse": ["error", { allowAnyNamable: true }],
        // Style, not validity.
        "void-style": "off",
        "no-trailing-whitespace": "off",
        "long-title": "off",
        "attribute-boolean-style": "off",
        "doctype-style": "off",
        "no-raw-characters": "off",
      },
    });
    for (const site of [own, stress]) {
      for (const path of site.pages) {
        const { results } = await validator.validateFile(join(site.folder, path.endsWith("/") ? `${path}index.html` : path));
        const found = results.flatMap(({ messages }) => messages.map(({ ruleId, line, message }) => `${line}: ${ruleId}: ${message}`));
        assert.deepEqual(found, [], path);
      }
    }
  });
});

describe("policy and weight", () => {
  test("the strict policy blocks nothing", async () => {
    const page = await tab();
    const blocked = [];
    await page.exposeFunction("blockedBy", (fault) => blocked.push(fault));
    await page.addInitScript(() => document.addEventListener("securitypolicyviolation", (event) => window.blockedBy(`${event.violatedDirective} ${event.blockedURI}`)));
    await each(page, async () => {});
    assert.deepEqual(blocked, []);
  });

  test("pages stay within their budget", async () => {
    const weigh = async (site, path) => gzipSync(await readFile(join(site.folder, path))).length;
    const part = async (site, pattern) => {
      const page = await readFile(join(site.folder, "index.html"), "utf8");
      return weigh(site, new RegExp(`/(${pattern}\\.[0-9a-f]+\\.\\w+)"`).exec(page)[1]);
    };
    const [style, script] = [await part(own, "style"), await part(own, "site")];
    assert.ok(style < 9_000, `the stylesheet weighs ${style}`);
    assert.ok(script < 8_000, `the script weighs ${script}`);
    for (const path of own.pages.filter((path) => path.endsWith("/"))) {
      const page = await weigh(own, `${path}index.html`);
      assert.ok(page + style + script < 30_000, `${path} weighs ${page}`);
    }
    const list = await weigh(stress, "terms/index.html");
    assert.ok(list + style + script < 60_000, `a list of 300 weighs ${list}`);
    const { size } = await stat(join(stress.folder, "terms/term-1/index.html"));
    assert.ok(size < 30_000, `a small page has ${size} bytes`);
  });
});

describe("paper", () => {
  test("a term takes few sheets, with its words and without links to elsewhere", async () => {
    const page = await tab();
    await page.goto(own.url("/primer/qualified-immunity/"));
    const pdf = await page.pdf({ format: "A4", printBackground: true });
    const sheets = pdf.toString("latin1").match(/\/Type\s*\/Page\b/g).length;
    assert.ok(sheets <= 3, `${sheets} sheets`);
    // A sheet that is parted from the others still says where it is from.
    const addresses = pdf.toString("latin1").match(/\/URI \(https:\/\/example\.org\/primer\/qualified-immunity\/\)/g);
    assert.ok(sheets > 1 && addresses?.length >= sheets && addresses.length % sheets === 0, `${addresses?.length} on ${sheets}`);
    await page.emulateMedia({ media: "print" });
    for (const [part, isShown] of [
      [".backlinks", false],
      [".pager", false],
      [".chips", false],
      [".siblings", false],
      [".toc", false],
      [".neighborhood", false],
      [".reading", false],
      [".permalink.number", true],
      [".words dd", true],
      [".printed", true],
      [".lead", true],
      [".footnotes", true],
    ]) {
      assert.equal(await page.locator(part).first().isVisible(), isShown, part);
    }
    const printed = await page.locator(".printed").textContent();
    assert.match(printed, /https:\/\/example\.org\/primer\/qualified-immunity\/, as of \w+ \d+, 20\d\d/);
    // The number of a paragraph stands on the paper, beside its paragraph.
    const number = await page.evaluate(() => getComputedStyle(document.getElementById("2.1"), "::before").content);
    assert.match(number, /2\.1/);
    await page.goto(own.url("/a-z/"));
    assert.equal(await page.locator(".fold li").last().isVisible(), true, "what is folded on a phone is printed");
    await page.context().close();
  });

  test("nothing is cut at the edge of the paper", async () => {
    const page = await tab({ viewport: { width: 700, height: 1000 } });
    await page.goto(stress.url("/terms/everything/"));
    await page.emulateMedia({ media: "print" });
    const wide = await page.evaluate(() => [...document.querySelectorAll("pre, p, h1, h2, h3, dl, ul")].filter((block) => block.scrollWidth > block.clientWidth + 1).map((block) => block.outerHTML.slice(0, 80)));
    assert.deepEqual(wide, []);
    await page.context().close();
  });
});

describe("old addresses", () => {
  test("lead on with what stands behind them", async () => {
    const site = await new Site(join(folder, "moved"), []).listen();
    const moved = await Primer.make({
      "content/terms/new.md": "---\ntitle: New\naliases: [/old]\n---\n## Part\n\nText.\n",
    });
    await promisify(execFile)(PROGRAM, ["build", "--root", moved.folder, "--output", site.folder]);
    for (const javaScriptEnabled of [true, false]) {
      for (const behind of ["", "?a=1", "#part", "?a=1&b=2#part"]) {
        const page = await tab({ javaScriptEnabled });
        await page.goto(site.url(`/old/${behind}`));
        const end = site.url(`/terms/new/${javaScriptEnabled ? behind : ""}`);
        await until(`the address ${end}`, () => page.url() === end);
        assert.deepEqual(page.faults, []);
        await page.context().close();
      }
    }
    site.server.close();
    await moved.end();
  });
});
