// What the search of a site costs: its files and a build with and without them, and the bytes and the time until a
// reader sees the first result in a real browser.
//
//     node benches/search.mjs PROGRAM FOLDER ROUNDS QUERY…
//
// FOLDER is a primer, such as `cargo bench --bench site -- generate 10000 FOLDER` makes; it is copied. Builds with and
// without the search take turns. The pages come from a server in this process, compressed by gzip, as hosts do that.
// It prints JSON: milliseconds, bytes, and MB of 1,000,000 bytes.

import { execFileSync, spawn } from "node:child_process";
import { appendFile, cp, mkdtemp, readFile, readdir, rm } from "node:fs/promises";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { extname, join } from "node:path";
import { gzipSync } from "node:zlib";

import { launch } from "../tests/browser/chromium.mjs";

const [program, folder, rounds, ...queries] = process.argv.slice(2);
const TYPES = { ".html": "text/html; charset=utf-8", ".css": "text/css", ".js": "text/javascript", ".json": "application/json", ".svg": "image/svg+xml", ".txt": "text/plain; charset=utf-8" };

const median = (values) => values.toSorted((one, other) => one - other)[values.length >> 1];

/// Runs a build, and says what processor time it took and the most memory it held. The system forgets a process with
/// its end, so it is asked while it runs.
async function run(root, output) {
  await rm(output, { recursive: true, force: true });
  const cache = `${output}-cache`;
  await rm(cache, { recursive: true, force: true });
  const child = spawn(program, ["build", "--root", root, "--output", output], {
    stdio: "ignore",
    env: { ...process.env, XDG_CACHE_HOME: cache },
  });
  const ended = new Promise((resolve, reject) =>
    child.on("exit", (code) => (code === 0 ? resolve() : reject(new Error(`the build ended with ${code}`)))),
  );
  let [memory, ticks] = [0, 0];
  const look = async () => {
    try {
      const [status, stat] = await Promise.all(["status", "stat"].map((name) => readFile(`/proc/${child.pid}/${name}`, "utf8")));
      memory = Number(/VmHWM:\s+(\d+)/.exec(status)?.[1] ?? memory);
      const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
      ticks = Math.max(ticks, Number(fields[11]) + Number(fields[12]));
    } catch {
      // It has ended.
    }
  };
  const timer = setInterval(look, 5);
  await ended;
  clearInterval(timer);
  return { cpu: ticks * TICK, memory: (memory * 1024) / 1e6 };
}

const TICK = 1000 / Number(execFileSync("getconf", ["CLK_TCK"], { encoding: "utf8" }));

/// The files of the index, by their sort.
async function files(output) {
  const sorts = {};
  const index = join(output, "search/index");
  for (const name of await readdir(index)) {
    const bytes = await readFile(join(index, name));
    const sort = (sorts[name.split(/[-.]/)[0]] ??= { files: 0, bytes: 0, gzip: 0, largest: 0 });
    const gzip = gzipSync(bytes).length;
    sort.files += 1;
    sort.bytes += bytes.length;
    sort.gzip += gzip;
    sort.largest = Math.max(sort.largest, gzip);
  }
  return sorts;
}

/// What a search takes on a page that was just opened: from the key that opens it, and from the last letter.
async function search(browser, server, query) {
  const context = await browser.newContext();
  const page = await context.newPage();
  await page.goto(`http://127.0.0.1:${server.address().port}/`, { waitUntil: "networkidle" });
  server.sent = { files: 0, bytes: 0 };
  const first = await page.evaluate(async (query) => {
    const appears = () => document.querySelector(".search-results > li > a")?.textContent;
    const seen = (hit) =>
      new Promise((resolve) => {
        const look = () => (hit() ? resolve(performance.now()) : requestAnimationFrame(look));
        look();
      });
    const opened = performance.now();
    document.dispatchEvent(new KeyboardEvent("keydown", { key: "/", bubbles: true, cancelable: true }));
    const ready = await seen(() => document.querySelector("dialog[open] input"));
    const input = document.querySelector("dialog[open] input");
    input.value = query;
    input.dispatchEvent(new InputEvent("input", { bubbles: true }));
    const found = await seen(appears);
    return { open: ready - opened, find: found - ready, hit: appears() };
  }, query);
  const sent = { ...server.sent };
  await context.close();
  return { query, ...first, ...sent };
}

const work = await mkdtemp(join(process.env.WORK ?? tmpdir(), "primer-search-"));
let browser;
let server;
try {
  const roots = ["with", "without"].map((name) => join(work, name));
  for (const root of roots) await cp(folder, root, { recursive: true });
  await appendFile(join(roots[1], "primer.toml"), "\n[search]\nenabled = false\n");
  const outputs = roots.map((root) => `${root}-out`);
  const builds = [[], []];
  for (let round = 0; round < Number(rounds); round++)
    for (const at of [0, 1]) builds[at].push(await run(roots[at], outputs[at]));
  const middle = (runs) => ({ cpu: median(runs.map(({ cpu }) => cpu)), memory: Math.round(median(runs.map(({ memory }) => memory))) });
  const ratio = median(builds[0].map(({ cpu }, at) => cpu / builds[1][at].cpu));
  const packed = new Map();
  server = createServer(async (request, response) => {
    const path = decodeURIComponent(new URL(request.url, "http://host").pathname);
    const file = path.endsWith("/") ? `${path}index.html` : path;
    try {
      if (!packed.has(file)) packed.set(file, gzipSync(await readFile(join(outputs[0], file))));
      const bytes = packed.get(file);
      server.sent.files += 1;
      server.sent.bytes += bytes.length;
      response.writeHead(200, { "content-type": TYPES[extname(file)] ?? "application/octet-stream", "content-encoding": "gzip" });
      response.end(bytes);
    } catch {
      response.writeHead(404).end();
    }
  });
  server.sent = { files: 0, bytes: 0 };
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  browser = await launch();
  const searches = [];
  for (const query of queries) {
    const runs = [];
    for (let round = 0; round < 5; round++) runs.push(await search(browser, server, query));
    const of = (name) => Math.round(median(runs.map((run) => run[name])));
    searches.push({ query, hit: runs[0].hit, files: runs[0].files, bytes: runs[0].bytes, open: of("open"), find: of("find") });
  }
  console.log(JSON.stringify({ with: middle(builds[0]), without: middle(builds[1]), ratio, index: await files(outputs[0]), searches }, null, 1));
} finally {
  await browser?.close();
  server?.close();
  server?.closeAllConnections();
  await rm(work, { recursive: true, force: true });
}
