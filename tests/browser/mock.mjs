// A server that only exists inside the browser: it serves one page with the preview's script and
// sends the messages that a test writes.

import { readFile } from "node:fs/promises";

import { until } from "./chromium.mjs";

// A secure address, because only those have a clipboard.
export const HOST = "http://localhost:1";
const CLIENT = new URL("../../src/serve/client.js", import.meta.url);

/// A whole page as the server sends it. `body` and `head` are HTML.
export function document(body, { head = "", page = "0", token = "t", html = "", attributes = "" } = {}) {
  return `<!doctype html>
<html lang="en"${html}>
<head>
<meta charset="utf-8">
<title>Test</title>${head}
</head>
<body${attributes}>
${body}
<script src="/.primer-preview/client.js" data-token="${token}" data-page="${page}" defer></script></body>
</html>
`;
}

export class Mock {
  /// Paths and what they serve: a text or `{ type, body }`.
  files = new Map();
  /// What the client sent.
  received = [];
  isDown = false;
  /// The token that it wants; without one it takes any.
  token = "";
  #socket = null;
  #number = 0;

  static async start(context) {
    const mock = new Mock();
    mock.page = await context.newPage();
    mock.errors = [];
    mock.page.on("pageerror", (error) => mock.errors.push(String(error)));
    mock.page.on("console", (line) => line.text().startsWith("primer:") && mock.errors.push(line.text()));
    await mock.page.route("**/*", async (route) => {
      if (mock.isDown) return route.abort();
      const path = new URL(route.request().url()).pathname;
      if (path === "/.primer-preview/client.js") {
        return route.fulfill({ contentType: "text/javascript", body: await readFile(CLIENT, "utf8") });
      }
      const file = mock.files.get(path);
      if (file === undefined) return route.fulfill({ status: 404, body: "" });
      if (file.wait) await file.wait;
      return route.fulfill({ contentType: file.type ?? "text/html", body: file.body ?? file });
    });
    await mock.page.routeWebSocket(/\.primer-preview\/socket/, (socket) => {
      const token = new URL(socket.url()).searchParams.get("token");
      if (mock.isDown || (mock.token && mock.token !== token)) return socket.close({ code: 3006 });
      mock.url = socket.url();
      mock.#socket = socket;
      socket.onMessage((text) => mock.received.push(JSON.parse(text)));
    });
    return mock;
  }

  async open(html, path = "/") {
    this.files.set(path, html);
    await this.page.goto(HOST + path);
    await this.page.waitForSelector("html[data-primer-connected=true]", { state: "attached" });
    await until("the client watches", () => this.received.some((message) => message.type === "watch"));
  }

  send(message) {
    this.#socket.send(JSON.stringify(message));
  }

  close() {
    this.#socket.close();
  }

  /// Sends a new state of the page and waits until it is applied.
  async update(html, path = "/") {
    this.files.set(path, html);
    const applied = this.page.evaluate(() => new Promise((resolve, reject) => {
      document.addEventListener("primer:updated", () => resolve(), { once: true });
      setTimeout(() => reject(new Error("no update")), 10_000);
    }));
    this.send({ type: "page", page: `page-${++this.#number}`, html });
    await applied;
  }

  /// How the page differs from a document, apart from what the preview adds; "" if it does not.
  difference(html) {
    return this.page.evaluate((html) => {
      const wanted = new DOMParser().parseFromString(html, "text/html");
      for (const element of wanted.querySelectorAll("noscript")) element.textContent = element.innerHTML;
      const live = document.cloneNode(true);
      live.querySelector("primer-preview")?.remove();
      for (const name of ["data-primer-connected", "data-primer-updates"]) live.documentElement.removeAttribute(name);
      for (const tree of [live, wanted]) {
        const script = tree.querySelector('script[src*="primer-preview"]');
        script.removeAttribute("data-page");
        script.removeAttribute("data-token");
      }
      const templates = (tree) => [...tree.querySelectorAll("template")].map((element) => element.innerHTML).join();
      if (live.documentElement.isEqualNode(wanted.documentElement) && templates(live) === templates(wanted)) return "";
      return `is:     ${live.documentElement.outerHTML}\nshould: ${wanted.documentElement.outerHTML}`;
    }, html);
  }
}
