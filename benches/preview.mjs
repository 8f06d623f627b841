// Edits files below a running preview and measures until the new text stands in a real browser.
//
//     node benches/preview.mjs PROGRAM FOLDER OPEN OTHER EDITS NAME…
//
// OPEN and OTHER are the files of two terms (below content/, without ending), NAME… what others are called.
// Each line of the output is one edit, as JSON; the first line says how long the start took.
// All times are milliseconds since the Unix epoch, of one clock.

import { spawn } from "node:child_process";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";

import { launch } from "../tests/browser/chromium.mjs";

const [program, folder, open, other, edits, ...names] = process.argv.slice(2);
const PAUSE = 250;
const LIMIT = 120_000;

const now = () => performance.timeOrigin + performance.now();
const say = (value) => process.stdout.write(`${JSON.stringify(value)}\n`);
const sleep = (time) => new Promise((resume) => setTimeout(resume, time));
const file = (name) => join(folder, "content", `${name}.md`);

/// A text with one of its sections made anew; the first starts at its first heading of level 2.
const inSection = (text, number, change) =>
  text
    .split(/^(?=## )/m)
    .map((part, at) => (at === number ? change(part) : part))
    .join("");

const started = now();
const server = spawn(program, ["serve", "--root", folder, "--port", "0"], { stdio: ["ignore", "pipe", "pipe"] });
const address = await new Promise((resolve, reject) => {
  let output = "";
  const read = (bytes) => {
    output += bytes;
    const found = /http:\/\/[\w.[\]:]+:\d+\/\S*/.exec(output);
    if (found) resolve(found[0]);
  };
  server.stdout.on("data", read);
  server.stderr.on("data", read);
  server.on("exit", (code) => reject(new Error(`the program ended with ${code}: ${output}`)));
});
const browser = await launch();
let failed = false;
try {
  const page = await browser.newPage();
  const url = new URL(`/${open}/`, address).href;
  // The address is printed before everything is read; the first page waits for the rest.
  await page.goto(url, { timeout: LIMIT });
  await page.waitForSelector("html[data-primer-connected=true]", { state: "attached" });
  say({ series: "start", total: now() - started });
  await page.evaluate(() => {
    const now = () => performance.timeOrigin + performance.now();
    window.marker = true;
    // Resolves when the text stands in the page, with the times of the update that brought it.
    window.appears = (text) =>
      new Promise((resolve) => {
        const updated = (event) => {
          const seen = now();
          if (!(document.title + document.body.textContent).includes(text)) return;
          document.removeEventListener("primer:updated", updated);
          resolve({ ...event.detail, seen });
        };
        document.addEventListener("primer:updated", updated);
      });
  });

  let number = 0;
  /// One edit: `change` makes the new text of the file, `wanted` is what the page then shows.
  async function edit(series, name, change, wanted, isMeasured = true) {
    number += 1;
    const text = change(await readFile(file(name), "utf8"), number);
    const shown = page.evaluate((wanted) => window.appears(wanted), wanted(number));
    shown.catch(() => {});
    await sleep(PAUSE);
    const written = now();
    await writeFile(file(name), text);
    const limit = new Promise((_, reject) => setTimeout(reject, LIMIT, new Error(`no "${wanted(number)}" in the page`)).unref());
    const { times, received, seen } = await Promise.race([shown, limit]);
    if (!isMeasured) return;
    say({
      series,
      total: seen - written,
      event: times.event - written,
      coalescing: times.round - times.event,
      analysis: times.analyzed - times.round,
      rendering: times.rendered - times.analyzed,
      socket: received - times.rendered,
      dom: seen - received,
    });
  }

  const few = Math.max(10, Math.floor(edits / 5));
  const repeat = async (count, ...how) => {
    for (let at = 0; at < count; at++) await edit(...how);
  };

  // The first edits warm the program and the browser.
  const body = [open, (text, n) => inSection(text, 3, (part) => part.replace(/^(.*\n\n)(Text of edit \d+\. )?/, `$1Text of edit ${n}. `)), (n) => `Text of edit ${n}.`];
  for (let at = 0; at < 3; at++) await edit("", ...body, false);
  await repeat(edits, "text", ...body);
  await repeat(few, "heading", open, (text, n) => inSection(text, 4, (part) => part.replace(/^.*/, `## Part 4 of edit ${n}`)), (n) => `Part 4 of edit ${n}`);
  await repeat(few, "title", open, (text, n) => text.replace(/^title: ".*"/m, `title: "Title of edit ${n}"`), (n) => `Title of edit ${n}`);
  for (let at = 0; at < few; at++) {
    const name = names[at % names.length];
    await edit("link", open, (text, n) => `${text}\nLink of edit ${n}: [[${name}]].\n`, (n) => `Link of edit ${n}:`);
  }
  const sentence = [
    other,
    (text, n) => text.replace(/(\nWritten in edit \d+: .*\n)?$/, `\nWritten in edit ${n}: see [this term](/${open}).\n`),
    (n) => `Written in edit ${n}:`,
  ];
  await edit("", ...sentence, false);
  await repeat(few, "backlink", ...sentence);
  if (!(await page.evaluate(() => window.marker))) throw new Error("the page was loaded anew");
} catch (error) {
  failed = true;
  process.stderr.write(`${error.stack}\n`);
} finally {
  await browser.close();
  server.removeAllListeners("exit");
  server.kill("SIGTERM");
}
process.exit(failed ? 1 : 0);
