// The primer as a site of Eleventy: Markdown without template code in it, pages in Nunjucks.

import anchor from "markdown-it-anchor";
import footnote from "markdown-it-footnote";

const slug = (text) => text.trim().toLowerCase().replace(/[^\p{L}\p{N}\s-]/gu, "").replace(/\s+/g, "-");

export default function (eleventy) {
  eleventy.amendLibrary("md", (markdown) => markdown.use(anchor, { slugify: slug }).use(footnote));
  eleventy.addPassthroughCopy("style.css");
  // Eleventy makes no table of contents; this one costs next to nothing.
  eleventy.addFilter("headings", (html) =>
    Array.from(html.matchAll(/<h([23]) id="([^"]+)"[^>]*>(.*?)<\/h\1>/g), ([, level, id, title]) => ({
      level,
      id,
      title,
    })),
  );
  return {
    dir: { input: ".", output: "_site" },
    markdownTemplateEngine: false,
    templateFormats: ["md", "njk"],
  };
}
