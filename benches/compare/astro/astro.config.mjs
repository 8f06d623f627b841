// The primer as a site of Astro: a content collection and pages without scripts.

import { defineConfig } from "astro/config";

export default defineConfig({
  site: "https://example.org",
  cacheDir: "./.cache",
  trailingSlash: "always",
  vite: { cacheDir: "./.cache/vite" },
});
