// The script of the preview alone, in a real browser, with messages written by hand.

import assert from "node:assert/strict";
import { after, before, beforeEach, describe, test } from "node:test";

import { launch, until } from "./chromium.mjs";
import { HOST, Mock, document as html } from "./mock.mjs";

let browser;
let context;
let mock;
let page;

before(async () => (browser = await launch()));
after(() => browser?.close());

beforeEach(async (t) => {
  await context?.close();
  context = await browser.newContext({ viewport: { width: 1000, height: 700 } });
  mock = await Mock.start(context);
  page = mock.page;
});

/// Updates the page and looks whether it is the new document afterwards.
async function becomes(body, options) {
  await mock.update(html(body, options));
  assert.equal(await mock.difference(html(body, options)), "");
  assert.deepEqual(mock.errors, []);
}

/// Remembers elements, so that `kept` can tell whether they are still the same objects.
const remember = (...selectors) =>
  page.evaluate((selectors) => {
    window.known = Object.fromEntries(selectors.map((selector) => [selector, document.querySelector(selector)]));
  }, selectors);
const kept = (...selectors) =>
  page.evaluate((selectors) => selectors.filter((selector) =>
    window.known?.[selector] && window.known[selector] === document.querySelector(selector)), selectors);

async function keeps(...selectors) {
  assert.deepEqual(await kept(...selectors), selectors);
}

const preview = (selector) => page.locator(`primer-preview ${selector}`);

/// A tree of elements that changes at random, the same on every run.
function randomTree() {
  let seed = 7;
  const below = (bound) => (seed = (seed * 48271) % 2147483647) % bound;
  const make = (depth) => {
    const name = ["div", "ul", "section", "span", "h2", "details"][below(6)];
    const children = [];
    for (let count = depth > 3 ? 0 : below(5); count > 0; count--) children.push(make(depth + 1));
    return { name, id: below(3) ? "" : `i${below(40)}`, text: below(2) ? `word ${below(30)}` : "", gap: below(2) ? "\n" : "", children };
  };
  // Only elements that may stand in each other: what is written has to be what is parsed.
  const write = ({ name, id, text, gap, children }) =>
    `<${name}${id ? ` id="${id}"` : ""}>${text}${gap}${children.map(write).join(gap)}</${name}>${gap}`;
  const all = (node) => [node, ...node.children.flatMap(all)];
  const tree = { name: "section", id: "root", text: "", gap: "\n", children: [] };
  for (let count = 0; count < 8; count++) tree.children.push(make(1));
  const change = () => {
    for (let changes = 1 + below(4); changes > 0; changes--) {
      const nodes = all(tree);
      const node = nodes[below(nodes.length)];
      const at = below(node.children.length + 1);
      const kind = below(6);
      if (kind === 0) node.text = `other ${below(30)}`;
      if (kind === 1 && nodes.length < 300) node.children.splice(at, 0, make(2));
      if (kind === 2) node.children.splice(at, 1);
      if (kind === 3) node.children.reverse();
      if (kind === 4 && node !== tree) node.id = below(2) ? `i${below(40)}` : "";
      if (kind === 5) {
        const other = nodes[below(nodes.length)];
        const [child] = node.children.splice(at, 1);
        if (child && !all(child).includes(other)) other.children.push(child);
      }
    }
  };
  return { change, below, html: () => write(tree) };
}

describe("a page becomes a newer one in place", () => {
  const cases = [
    ["a text", "<p id=a>one</p><p id=b>two</p>", "<p id=a>one</p><p id=b>two and a half</p>", ["#a", "#b"]],
    ["a paragraph more in front", "<main><p id=a>a</p>\n<p id=b>b</p></main>", "<main><p>new</p>\n<p id=a>a</p>\n<p id=b>b</p></main>", ["#a", "#b", "main"]],
    ["a paragraph less", "<p id=a>a</p>\n<p id=b>b</p>\n<p id=c>c</p>", "<p id=a>a</p>\n<p id=c>c</p>", ["#a", "#c"]],
    ["two that change places", "<ul><li id=a>a</li>\n<li id=b>b</li>\n<li id=c>c</li></ul>", "<ul><li id=c>c</li>\n<li id=b>b</li>\n<li id=a>a</li></ul>", ["#a", "#b", "#c"]],
    ["moved and changed at once", "<section id=a><p>a</p></section><section id=b><p>b</p></section><section id=c><p>c</p></section>", "<section id=c><p>c!</p></section><section id=a><p>a!</p></section><section id=b><p>b</p></section>", ["#a", "#b", "#c"]],
    ["attributes", '<p id=a class="x y" title=t lang=en>a</p>', '<p id=a class="y z" lang=de data-k=1>a</p>', ["#a"]],
    ["an element of another kind", "<h2 id=a>a</h2><p id=b>b</p>", "<h3 id=a>a</h3><p id=b>b</p>", ["#b"]],
    ["everything", "<h1>a</h1><p>b</p>", "<ul><li>c</li></ul>", []],
    ["nothing is left", "<h1>a</h1><p>b</p>", "", []],
    ["deep inside", "<div><div><div><ul><li>1</li><li id=a>2</li></ul></div></div></div>", "<div><div><div><ul><li>1</li><li id=a>2<b>!</b></li><li>3</li></ul></div></div></div>", ["#a"]],
    ["texts beside elements", "<p id=a>one <b>two</b> three <i>four</i></p>", "<p id=a>one <b>two</b> and three <i id=i>four</i> five</p>", ["#a"]],
    ["comments", "<!-- a --><p id=a>x</p><!-- b -->", "<p id=a>x</p><!-- c --><p>y</p>", ["#a"]],
    ["a table", "<table><tbody><tr id=a><td>1<td>2</table>", "<table><thead><tr><th>n</table>", []],
    ["rows of a table", "<table><tbody><tr id=a><td>1<td>2<tr id=b><td>3</table>", "<table><tbody><tr id=b><td>3<tr id=a><td>1<td>5<tr><td>6</table>", ["#a", "#b"]],
    ["SVG with its names", '<svg id=s viewBox="0 0 9 9"><use xlink:href="#a"/></svg>', '<svg id=s viewBox="0 0 5 5"><use xlink:href="#b"/><circle r=1 /></svg>', ["#s"]],
    ["the inside of a template", "<template id=t><p>a</p></template>", "<template id=t><p>b</p></template>", ["#t"]],
    ["without scripts", "<noscript><p>a &amp; b</p></noscript><p id=a>x</p>", "<noscript><p>c</p></noscript><p id=a>x</p>", ["#a"]],
    ["a name of an attribute that no script may set", '<p id=a>x</p>', '<p id=a "b"=c>x</p>', ["#a"]],
    ["the same heading twice", "<h2 id=a>A</h2><p>1</p><h2 id=a>A</h2><p>2</p>", "<h2 id=a>A</h2><p>2</p><h2 id=a>A</h2><p>1</p><h2 id=a>A</h2>", []],
    ["a form whose field is called id", "<form id=f><input name=id></form>", "<form id=f><input name=id><b>x</b></form>", ["#f", "input"]],
    ["data of a script that no browser runs", '<script type="application/ld+json">{"a":1}</script><p id=a>x</p>', '<script type="application/ld+json">{"a":2}</script><p id=a>x</p>', ["#a"]],
  ];
  // All in one page: each also begins where the one before it ended.
  test("of many kinds", async () => {
    await mock.open(html(""));
    await page.evaluate(() => (window.marker = 1));
    for (const [name, old, next, same] of cases) {
      try {
        await becomes(old);
        if (same.length) await remember(...same);
        await becomes(next);
        if (same.length) await keeps(...same);
        await becomes(old);
      } catch (error) {
        error.message = `${name}: ${error.message}`;
        throw error;
      }
    }
    assert.equal(await page.evaluate(() => window.marker), 1, "it was not loaded anew");
  });

  test("head, and the attributes of html and body", async () => {
    await mock.open(html("<p id=a>x</p>", { head: '<meta name=description content=a><link rel=next href="/b/">' }));
    await remember("#a", "meta[name=description]", "body");
    await becomes("<p id=a>x</p>", {
      head: '<meta name=robots content=noindex><meta name=description content=b><link rel=prev href="/c/">',
      html: ' class="k" dir=rtl',
      attributes: " class=article",
    });
    await keeps("#a", "meta[name=description]", "body");
  });

  test("two hundred random changes", async () => {
    const tree = randomTree();
    await mock.open(html(tree.html()));
    await remember("#root");
    for (let round = 0; round < 200; round++) {
      tree.change();
      await becomes(tree.html());
    }
    await keeps("#root");
  });

  test("a long list changes quickly", async () => {
    const list = (numbers) => `<ul id=list>${numbers.map((n) => `<li id="n${n}"><a href="/n/${n}">Number ${n}</a> <p>Text of ${n}</p></li>`).join("\n")}</ul>`;
    const numbers = Array.from({ length: 5000 }, (_, n) => n);
    await mock.open(html(list(numbers)));
    await remember("#n0", "#n4999", "#n2500");
    const next = [...numbers.slice(3000), 9001, ...numbers.slice(10, 3000), 9002];
    await page.evaluate(() => document.addEventListener("primer:updated", (event) => (window.times = event.detail)));
    await becomes(list(next));
    await keeps("#n4999", "#n2500");
    const times = await page.evaluate(() => window.times);
    assert.ok(times.applied - times.received < 1500, `${times.applied - times.received} ms`);
  });
});

describe("what the reader and scripts of the page did stays", () => {
  test("open details, values, classes, focus, selection", async () => {
    const body = (text) => `<details id=d><summary>s</summary><p>${text}</p></details><input id=i value=old><input id=c type=checkbox>
<textarea id=t>text</textarea><select id=s><option>1<option>2</select><p id=p class="a b">A long sentence to select. ${text}</p><p id=q>${text}</p>`;
    await mock.open(html(body("one")));
    await page.evaluate(() => {
      const by = (id) => document.getElementById(id);
      by("d").open = true;
      by("p").classList.add("mine");
      by("p").classList.remove("b");
      by("q").setAttribute("data-mine", "1");
      by("c").checked = true;
      by("s").selectedIndex = 1;
    });
    await page.fill("#i", "typed");
    await page.fill("#t", "typed too");
    await page.focus("#i");
    await page.evaluate(() => document.getElementById("i").setSelectionRange(1, 3));
    await mock.update(html(body("two")));
    const state = await page.evaluate(() => {
      const by = (id) => document.getElementById(id);
      return [by("d").open, by("d").lastChild.textContent, by("i").value, by("t").value, by("c").checked, by("s").value,
        by("p").className, by("q").dataset.mine, by("q").textContent, document.activeElement.id, by("i").selectionStart];
    });
    assert.deepEqual(state, [true, "two", "typed", "typed too", true, "2", "a mine", "1", "two", "i", 1]);
    await page.evaluate(() => document.activeElement.blur());
    await page.evaluate(() => {
      const text = document.getElementById("p").firstChild;
      getSelection().setBaseAndExtent(text, 2, text, 15);
    });
    await mock.update(html(body("three")));
    assert.equal(await page.evaluate(() => getSelection().toString()), "long sentence");
  });

  test("what a script added or wrapped stays, what it wrote over is sent anew", async () => {
    const body = (text) => `<main><table id=t><tr><td>${text}</table><p id=p>one</p><p id=w>${text}</p><time id=c>${text}</time></main>`;
    const head = "<script>1</script>";
    await mock.open(html(body("a"), { head }));
    await page.evaluate(() => {
      const table = document.getElementById("t");
      const wrap = document.createElement("div");
      wrap.className = "wrap";
      table.replaceWith(wrap);
      wrap.append(table);
      const added = document.createElement("button");
      added.id = "added";
      document.querySelector("main").append(added);
      document.getElementById("w").innerHTML = "<b>mine</b>";
      document.getElementById("c").textContent = "just now";
    });
    await remember("#t", "#added", "#w", "#p");
    await mock.update(html(body("b"), { head }));
    await keeps("#t", "#added", "#w", "#p");
    assert.deepEqual(
      await page.evaluate(() => [...document.querySelectorAll(".wrap td, #w, #c")].map((node) => node.textContent)),
      ["b", "b", "b"],
    );
    assert.deepEqual(mock.errors, []);
  });

  test("whatever a script does to the page, the next update finds its way", async () => {
    const tree = randomTree();
    await mock.open(html(tree.html()));
    await page.evaluate(() => (window.marker = 1));
    for (let round = 0; round < 60; round++) {
      await page.evaluate((numbers) => {
        const nodes = [...document.getElementById("root").querySelectorAll("*")];
        for (const [kind, one, other] of numbers) {
          const [node, place] = [nodes[one % nodes.length], nodes[other % nodes.length]];
          if (!node?.isConnected || !place?.isConnected || node === place) continue;
          if (kind === 0) node.remove();
          if (kind === 1) node.textContent = "mine";
          if (kind === 2) node.innerHTML = "<b>mine</b> text";
          if (kind === 3 && !node.contains(place)) place.append(node);
          if (kind === 4) node.replaceWith(node.cloneNode(true));
          if (kind === 5) node.normalize();
          if (kind === 6) node.prepend("mine", document.createElement("i"));
          if (kind === 7) {
            const wrap = document.createElement("u");
            node.replaceWith(wrap);
            wrap.append(node);
          }
        }
      }, Array.from({ length: 4 }, () => [tree.below(8), tree.below(1000), tree.below(1000)]));
      tree.change();
      await mock.update(html(tree.html()));
      assert.deepEqual(mock.errors, []);
    }
    assert.equal(await page.evaluate(() => window.marker), 1);
  });

  test("what a script did before the preview started does not count as the server's", async () => {
    const body = (text) => `<p id=a>${text}</p><script>document.body.insertAdjacentHTML("afterbegin", "<p id=mine>mine</p>"); document.documentElement.className = "js";</script>`;
    await mock.open(html(body("one")));
    await page.evaluate(() => (window.marker = 1));
    await until("the page is known as the server sent it", async () => true);
    await mock.update(html(body("two"), { html: " lang=en class=theme" }));
    assert.deepEqual(
      await page.evaluate(() => [window.marker, document.getElementById("mine")?.textContent, document.getElementById("a").textContent, document.documentElement.className]),
      [1, "mine", "two", "js theme"],
    );
  });

  for (const smooth of ["", "<style>html{scroll-behavior:smooth}</style>"]) {
    test(`the place on the screen${smooth ? ", also where scrolling is smooth" : ""}`, async () => {
      const body = (above, at) => `<div>${Array.from({ length: above }, (_, n) => `<p>above ${above - n}</p>`).join("")}</div>
<p id=here>${at}</p><div id=box style="height:100px;overflow:auto"><div style="height:900px">x</div></div>${"<p>below</p>".repeat(100)}`;
      await mock.open(html(body(40, "here"), { head: smooth }));
      await page.evaluate(() => {
        scrollTo({ top: document.getElementById("here").offsetTop - 200, behavior: "instant" });
        document.getElementById("box").scrollTop = 123;
      });
      await page.waitForTimeout(100);
      const top = () => page.evaluate(() => Math.round(document.getElementById("here").getBoundingClientRect().top));
      const start = await top();
      await mock.update(html(body(70, "here"), { head: smooth }));
      assert.equal(await top(), start, "at once");
      await page.waitForTimeout(150);
      assert.equal(await top(), start, "and afterwards");
      await mock.update(html(body(20, "here, and more"), { head: smooth }));
      await page.waitForTimeout(150);
      assert.equal(await top(), start, "when something goes");
      assert.equal(await page.evaluate(() => document.getElementById("box").scrollTop), 123);
    });
  }

  test("at its top the page stays at its top", async () => {
    await mock.open(html(`<p id=a>a</p>${"<p>x</p>".repeat(100)}`));
    await mock.update(html(`<p>new</p><p id=a>a</p>${"<p>x</p>".repeat(100)}`));
    await page.waitForTimeout(100);
    assert.equal(await page.evaluate(() => scrollY), 0);
  });
});

describe("stylesheets, scripts and images", () => {
  const css = (colour) => ({ type: "text/css", body: `p { color: ${colour} }` });
  const colour = () => page.evaluate(() => getComputedStyle(document.querySelector("p")).color);
  const links = () => page.evaluate(() => [...document.querySelectorAll("link[rel=stylesheet]")].map((link) => link.getAttribute("href")));

  test("a stylesheet of another name comes without a moment of none", async () => {
    const head = (mark) => `<link rel=stylesheet href="/style.${mark}.css">`;
    mock.files.set("/style.0000000001.css", css("rgb(1, 1, 1)"));
    await mock.open(html("<p>x</p>", { head: head("0000000001") }));
    await page.evaluate(() => (window.marker = 1));
    let go;
    mock.files.set("/style.0000000002.css", { ...css("rgb(2, 2, 2)"), wait: new Promise((resolve) => (go = resolve)) });
    mock.files.set("/style.0000000003.css", css("rgb(3, 3, 3)"));
    await mock.update(html("<p>x</p>", { head: head("0000000002") }));
    await page.waitForTimeout(100);
    assert.equal(await colour(), "rgb(1, 1, 1)", "the old one stays until the new one is there");
    await mock.update(html("<p>y</p>", { head: head("0000000003") }));
    await until("the newest colour", async () => (await colour()) === "rgb(3, 3, 3)");
    go();
    await until("one link", async () => (await links()).length === 1);
    assert.deepEqual(await links(), ["/style.0000000003.css"]);
    assert.equal(await mock.difference(html("<p>y</p>", { head: head("0000000003") })), "");
    assert.equal(await page.evaluate(() => window.marker), 1);
  });

  test("a stylesheet that another one imports", async () => {
    mock.files.set("/style.css", { type: "text/css", body: '@import "parts/colour.css";' });
    mock.files.set("/parts/colour.css", css("rgb(1, 1, 1)"));
    mock.files.set("/other.css", { type: "text/css", body: "" });
    await mock.open(html("<p>x</p>", { head: "<link rel=stylesheet href=/style.css><link rel=stylesheet href=/other.css>" }));
    mock.files.set("/parts/colour.css", css("rgb(2, 2, 2)"));
    mock.send({ type: "files", paths: ["/parts/colour.css"] });
    await until("the new colour", async () => (await colour()) === "rgb(2, 2, 2)");
    await until("two links", async () => (await links()).length === 2);
    assert.equal((await links())[1], "/other.css", "what is not concerned stays");
    // A second time, from the state that the first one left.
    mock.files.set("/parts/colour.css", css("rgb(3, 3, 3)"));
    mock.send({ type: "files", paths: ["/parts/colour.css"] });
    await until("the newest colour", async () => (await colour()) === "rgb(3, 3, 3)");
    // The server's own change of the link is still understood.
    await becomes("<p>x</p>", { head: "<link rel=stylesheet href=/other.css>" });
  });

  test("images and icons are loaded again, other files are not", async () => {
    await mock.open(html('<img id=a src="/a.png" srcset="/a.png 1x, /b.png 2x"><img id=c src="/c.png">'));
    mock.send({ type: "files", paths: ["/a.png", "/x.pdf"] });
    await until("another address", () => page.evaluate(() => /\/a\.png\?primer=/.test(document.getElementById("a").src)));
    assert.match(await page.evaluate(() => document.getElementById("a").srcset), /a\.png\?primer=\S+ 1x, \/b\.png 2x/);
    assert.equal(await page.getAttribute("#c", "src"), "/c.png");
  });

  test("code of the page that changed loads the page anew", async () => {
    mock.files.set("/a.js", { type: "text/javascript", body: "" });
    const body = "<p>x</p><script src=/a.js></script>";
    await mock.open(html(body));
    await page.evaluate(() => (window.marker = 1));
    mock.send({ type: "files", paths: ["/other.js"] });
    await page.waitForTimeout(100);
    assert.equal(await page.evaluate(() => window.marker), 1);
    mock.send({ type: "files", paths: ["/a.js"] });
    await until("the page is loaded anew", async () => (await page.evaluate(() => window.marker)) === undefined);
    await page.evaluate(() => (window.marker = 1));
    await page.waitForSelector("html[data-primer-connected=true]", { state: "attached" });
    const next = html("<p>x</p><script>window.other = 1</script>");
    mock.files.set("/", next);
    mock.send({ type: "page", page: "9", html: next });
    await until("the new code runs", () => page.evaluate(() => window.other === 1));
  });
});

describe("the connection", () => {
  test("says what it shows, and when it is looked at", async () => {
    await mock.open(html("<p>x</p>", { page: "abc", token: "t0" }));
    assert.deepEqual(mock.received[0], { type: "watch", path: "/", page: "abc" });
    assert.match(mock.url, /^ws:\/\/localhost:1\/\.primer-preview\/socket\?token=t0$/);
    await page.evaluate(() => dispatchEvent(new Event("focus")));
    await until("focus", () => mock.received.some((message) => message.type === "focus"));
  });

  test("comes back after a restart, with the new token", async () => {
    await mock.open(html("<p>x</p>", { token: "t1" }));
    await page.evaluate(() => (window.marker = 1));
    mock.isDown = true;
    mock.close();
    await page.waitForSelector("html[data-primer-connected=false]", { state: "attached" });
    await preview("[data-part=lost]").waitFor({ state: "visible" });
    mock.files.set("/", html("<p>x</p>", { token: "t2" }));
    mock.token = "t2";
    mock.isDown = false;
    await page.waitForSelector("html[data-primer-connected=true]", { state: "attached" });
    await until("the new token", () => mock.url.endsWith("token=t2"));
    await preview("[data-part=lost]").waitFor({ state: "hidden" });
    await mock.update(html("<p>y</p>", { token: "t2" }));
    assert.equal(await page.textContent("p"), "y");
    assert.equal(await page.evaluate(() => window.marker), 1);
  });

  test("goes to a heading of this page at once, and to one that comes later", async () => {
    const body = (id) => `${"<p>x</p>".repeat(100)}<h2 id=${id}>H</h2>${"<p>x</p>".repeat(100)}`;
    await mock.open(html(body("a"), { head: "<style>html{scroll-behavior:smooth}</style>" }));
    mock.send({ type: "go", url: "/#a" });
    await until("it is there", () => page.evaluate(() => location.hash === "#a" && scrollY > 1000));
    await page.evaluate(() => scrollTo({ top: 0, behavior: "instant" }));
    mock.send({ type: "go", url: "/#b" });
    await mock.update(html(body("b"), { head: "<style>html{scroll-behavior:smooth}</style>" }));
    await until("it is there", () => page.evaluate(() => location.hash === "#b" && scrollY > 1000));
    mock.files.set("/other/", html("<p>other</p>"));
    mock.send({ type: "go", url: "/other/" });
    await page.waitForURL(`${HOST}/other/`);
  });
});

describe("what the preview shows", () => {
  const report = (errors, text = "") => ({ type: "report", errors, warnings: 1, html: text });
  const place = { path: "content/terms/a.md", line: 3, column: 7 };

  test("the report lies over the page, folds, and goes", async () => {
    await mock.open(html("<p>x</p><input id=i>"));
    await page.focus("#i");
    mock.send(report(2, 'error: <a data-path="content/terms/a.md" data-line="3" data-column="7">content/terms/a.md:3:7</a>'));
    const overlay = preview("[data-part=overlay]");
    await overlay.waitFor({ state: "visible" });
    assert.match(await overlay.textContent(), /2 errors, 1 warning/);
    assert.equal(await overlay.getAttribute("role"), "dialog");
    assert.equal(await page.evaluate(() => document.activeElement.id), "i", "the focus is not taken away");
    await preview("pre a").click();
    await until("open", () => mock.received.some((message) => message.type === "open"));
    assert.deepEqual(mock.received.at(-1), { type: "open", ...place });
    await page.keyboard.press("Escape");
    await overlay.waitFor({ state: "hidden" });
    const pill = preview("[data-part=pill]");
    assert.equal(await pill.textContent(), "2 errors");
    mock.send(report(3, "more"));
    await until("the pill follows", async () => (await pill.textContent()) === "3 errors");
    assert.equal(await overlay.isVisible(), false);
    await pill.click();
    await overlay.waitFor({ state: "visible" });
    await preview(".fold").click();
    await overlay.waitFor({ state: "hidden" });
    await page.reload();
    await page.waitForSelector("html[data-primer-connected=true]", { state: "attached" });
    mock.send(report(1, "again"));
    await pill.waitFor({ state: "visible" });
    mock.send(report(0));
    await pill.waitFor({ state: "hidden" });
    mock.send(report(1, "new"));
    await overlay.waitFor({ state: "visible" });
  });

  test("the panel lists what the server knows, and broken links say why", async () => {
    await mock.open(html('<p>See <a class="broken" href="/terms/b">b</a> and <a class="broken">Nowhere</a>.</p>'));
    mock.send({
      type: "panel",
      problems: [
        { severity: "error", code: "broken-link", message: "nothing is at `/terms/b`", help: ["write it"], place },
        { severity: "warning", code: "broken-link", message: "no entry is called `Nowhere`", help: [], place },
      ],
      mentions: [{ text: "probable cause", title: "Probable cause", url: "/terms/probable-cause/", place }],
      backlinks: [{ title: "Other", url: "/terms/other/", sentence: "It names this one.", place }],
      wanted: [{ name: "nowhere", entries: 3, command: 'primer new terms "nowhere"', place }],
      source: { ...place, line: 1, column: 1 },
    });
    const panel = preview("[data-part=panel]");
    await panel.waitFor({ state: "visible" });
    assert.equal(await panel.locator(".pill").textContent(), "2 problems");
    assert.equal(await panel.locator(".card").isVisible(), false);
    await panel.locator(".pill").click();
    const text = await panel.locator(".card").textContent();
    for (const part of ["Problems", "nothing is at", "broken-link", "write it", "Could be a link", "Wanted",
      "3 entries", 'primer new terms "nowhere"', "Mentioned in", "It names this one.", "Edit this page", "a.md:3"]) {
      assert.ok(text.includes(part), `${part} in ${text}`);
    }
    assert.equal(await page.getAttribute("a.broken[href]", "title"), "nothing is at `/terms/b`");
    assert.equal(await page.getAttribute("a.broken:not([href])", "title"), "no entry is called `Nowhere`");
    assert.match(await page.evaluate(() => getComputedStyle(document.querySelector("a.broken")).textDecorationStyle), /wavy/);
    await panel.getByRole("button", { name: "Edit this page" }).click();
    await until("open", () => mock.received.some((message) => message.type === "open" && message.line === 1));
    await context.grantPermissions(["clipboard-read", "clipboard-write"]);
    await panel.getByRole("button", { name: "Copy" }).click();
    await until("the clipboard", async () => (await page.evaluate(() => navigator.clipboard.readText())) === 'primer new terms "nowhere"');
    mock.send({ type: "opened", ok: true, message: "Copied the command", copy: "vim a.md" });
    await until("the clipboard", async () => (await page.evaluate(() => navigator.clipboard.readText())) === "vim a.md");
    assert.equal(await preview(".note[role=status]").first().textContent(), "Copied the command");
    mock.send({ type: "opened", ok: false, message: "no editor is set" });
    await until("the message", async () => (await preview(".note.bad").textContent()) === "no editor is set");
    // Repaired: the link loses what was said about it.
    mock.send({ type: "panel", problems: [], mentions: [], backlinks: [], wanted: [], source: null });
    await panel.waitFor({ state: "hidden" });
    assert.equal(await page.getAttribute("a.broken[href]", "title"), null);
  });

  test("is not on paper, and takes nothing from the page", async () => {
    await mock.open(html("<style>* { margin: 50px !important; font-size: 40px !important; display: block }</style><p>x</p>"));
    const height = await page.evaluate(() => document.documentElement.scrollHeight);
    mock.send(report(1, "x"));
    mock.send({ type: "panel", problems: [], mentions: [], backlinks: [], wanted: [], source: place });
    await preview("[data-part=overlay]").waitFor({ state: "visible" });
    assert.equal(await page.evaluate(() => document.documentElement.scrollHeight), height);
    await page.emulateMedia({ media: "print" });
    assert.equal(await preview("[data-part=overlay]").isVisible(), false);
    assert.equal(await preview("[data-part=panel]").isVisible(), false);
  });
});
