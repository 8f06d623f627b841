import type { APIRoute } from "astro";
import { getCollection } from "astro:content";

export const GET: APIRoute = async ({ site }) => {
  const entries = await getCollection("entries");
  const lists = await getCollection("lists");
  const paths = [
    ...lists.map(({ id }) => id.replace(/_index$/, "")),
    ...entries.map(({ id }) => `${id}/`),
  ];
  const urls = paths.map((path) => `<url><loc>${new URL(path, site)}</loc></url>`);
  return new Response(
    `<?xml version="1.0" encoding="utf-8"?>
<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">
${urls.join("\n")}
</urlset>
`,
  );
};
