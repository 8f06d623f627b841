// A primer in a folder of its own, and the real program that serves it.

import { spawn } from "node:child_process";
import { access, mkdir, mkdtemp, readFile, rename, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

export const PROGRAM = process.env.PRIMER ?? new URL("../../target/debug/primer", import.meta.url).pathname;

const SITE = {
  "primer.toml": '[site]\ntitle = "Greek"\n',
  "content/_index.md": "---\ntitle: Greek\n---\nWelcome.\n",
  "content/terms/_index.md": "---\ntitle: Terms\n---\n",
  "content/terms/alpha.md": entry("Alpha", "The first letter. It comes before [Beta](/terms/beta)."),
  "content/terms/beta.md": entry("Beta", "The second letter, after [Alpha](/terms/alpha)."),
  "content/terms/gamma.md": entry("Gamma", "The third letter. See [Beta](/terms/beta).", 'related: ["beta"]\n'),
};

export function entry(title, text, fields = "") {
  return `---\ntitle: "${title}"\ndescription: "${title} in one sentence."\n${fields}---\n\n${text}\n`;
}

export class Primer {
  #child = null;
  output = "";

  /// A new primer: a small site, changed by `files`; `null` leaves a file out.
  static async make(files = {}) {
    const primer = new Primer();
    primer.folder = await mkdtemp(join(tmpdir(), "primer-browser-"));
    for (const [path, text] of Object.entries({ ...SITE, ...files })) {
      if (text !== null) await primer.write(path, text);
    }
    return primer;
  }

  at(path) {
    return join(this.folder, path);
  }

  async write(path, text) {
    await mkdir(dirname(this.at(path)), { recursive: true });
    await writeFile(this.at(path), text);
  }

  read(path) {
    return readFile(this.at(path), "utf8");
  }

  async edit(path, from, to) {
    const text = await this.read(path);
    if (!text.includes(from)) throw new Error(`${path} does not say ${from}`);
    await this.write(path, text.replace(from, to));
  }

  rename(from, to) {
    return rename(this.at(from), this.at(to));
  }

  remove(path) {
    return rm(this.at(path));
  }

  /// Starts the program and waits for the address that it prints.
  async serve(...options) {
    await access(PROGRAM);
    this.output = "";
    const port = this.port ?? 0;
    const child = spawn(PROGRAM, ["serve", "--root", this.folder, "--port", String(port), ...options], {
      stdio: ["ignore", "pipe", "pipe"],
      env: { ...process.env, NO_COLOR: "1", EDITOR: "true", VISUAL: "" },
    });
    this.#child = child;
    const address = await new Promise((resolve, reject) => {
      const limit = setTimeout(() => reject(new Error(`it printed no address:\n${this.output}`)), 60_000);
      const read = (bytes) => {
        this.output += bytes;
        const found = /http:\/\/[\w.[\]:]+:\d+\/\S*/.exec(this.output);
        if (!found) return;
        clearTimeout(limit);
        resolve(found[0]);
      };
      child.stdout.on("data", read);
      child.stderr.on("data", read);
      child.on("exit", (code) => {
        clearTimeout(limit);
        reject(new Error(`it ended with ${code}:\n${this.output}`));
      });
    });
    this.address = new URL(address);
    this.port = Number(this.address.port);
    return this;
  }

  url(path = "/") {
    return new URL(path, this.address).href;
  }

  async stop() {
    const child = this.#child;
    this.#child = null;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const ended = new Promise((resolve) => child.on("exit", resolve));
    child.kill("SIGTERM");
    await ended;
  }

  async end() {
    await this.stop();
    await rm(this.folder, { recursive: true, force: true });
  }
}
