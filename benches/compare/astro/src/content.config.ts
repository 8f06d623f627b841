import { defineCollection, z } from "astro:content";
import { glob } from "astro/loaders";

const link = z.object({ title: z.string(), url: z.string() });

const generateId = ({ entry }: { entry: string }) => entry.replace(/\.md$/, "");

export const collections = {
  entries: defineCollection({
    loader: glob({ base: "./content", pattern: ["*/*.md", "!*/_index.md"], generateId }),
    schema: z.object({
      title: z.string(),
      description: z.string(),
      collection: z.string(),
      parent: link,
      related: z.array(link.extend({ description: z.string() })).optional(),
      previous: link.optional(),
      following: link.optional(),
    }),
  }),
  lists: defineCollection({
    loader: glob({ base: "./content", pattern: ["_index.md", "*/_index.md"], generateId }),
    schema: z.object({ title: z.string(), description: z.string() }),
  }),
};
