// The browser of the tests and of the benchmark.

import { existsSync } from "node:fs";
import { join } from "node:path";

import { chromium } from "playwright-core";

const NAMES = ["chromium", "chromium-browser", "google-chrome"];

function program() {
  if (process.env.CHROMIUM) return process.env.CHROMIUM;
  const folders = (process.env.PATH ?? "").split(":");
  return NAMES.flatMap((name) => folders.map((folder) => join(folder, name))).find(existsSync);
}

export const launch = () =>
  chromium.launch({
    executablePath: program(),
    args: [
      "--no-sandbox",
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
    ],
  });

/// Waits until `check` gives something true, and says what it was waiting for if it never does.
export async function until(what, check, limit = 10_000) {
  const end = Date.now() + limit;
  let last;
  while (Date.now() < end) {
    try {
      last = await check();
    } catch (error) {
      last = error;
    }
    if (last && !(last instanceof Error)) return last;
    await new Promise((resume) => setTimeout(resume, 25));
  }
  throw new Error(`waited ${limit} ms for: ${what}; last: ${last}`);
}
