// A primer of everything that theme and text must stand: long, many, wide, empty, from right to left.

const times = (count, make) => Array.from({ length: count }, (_, number) => make(number));
const WORD = "Rindfleischetikettierungsüberwachungsaufgabenübertragungsgesetz".padEnd(80, "x");
const ADDRESS = `https://example.com/${"a-long-path-without-an-end/".repeat(8)}`.slice(0, 200);
const LONG = "A title of the length that people give to the pages of a manual that nobody has read to its end for some years now";

const head = (fields) => `---\n${Object.entries(fields).map(([key, value]) => `${key}: ${JSON.stringify(value)}`).join("\n")}\n---\n\n`;

const everything = `
A paragraph with [a term](/terms/term-1), [another](/terms/term-2 "with a title"), \`code\`, **bold**, *italic*, ~~gone~~,
a footnote[^1], the same again[^1], ${WORD}, <${ADDRESS}> and ${"`" + "x".repeat(120) + "`"}.

## A heading with \`code\` and [a link](/terms/term-3)

${times(12, (n) => `Note ${n}[^n${n}].`).join(" ")}

### ${WORD}

- One
  - Two
    - Three
      1. Four
      2. Five

> A quotation
>
> > in a quotation.

## Alerts

> [!NOTE]
> Note.

> [!TIP] With a title
> Tip.

> [!IMPORTANT]
> Important.

> [!WARNING]
> Warning.

> [!CAUTION]
> Caution.

## Embeds

![[Term 1]]

![[Long text#Wide things]]

> ![[Long text#Wide things|in a quotation]]

## Tables

|  | ${times(12, (n) => `Column ${n}`).join(" | ")} |
|---|${times(12, (n) => [":--", ":-:", "--:"][n % 3]).join("|")}|
${times(4, (row) => `| Row ${row} | ${times(12, (n) => (n % 4 ? `${row} ${n}` : "")).join(" | ")} |`).join("\n")}

| a | b |
|---|---|
| ${WORD} | |

## Code

\`\`\`rust
fn main() { println!("${"long ".repeat(60)}"); }
\`\`\`

## Tasks and definitions

- [x] done
- [ ] open

Term
: What it means.

## Images

![wide](/wide.svg) ![tall](/tall.svg)

## Same

### Same

## Same

[^1]: The first note, with [a link](/terms/term-4).
${times(12, (n) => `[^n${n}]: Note ${n}.`).join("\n")}
`;

const image = (width, height) => `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}"><rect width="100%" height="100%" fill="#888"/></svg>`;

export const STRESS = {
  "primer.toml": `[site]
title = "A site whose name is longer than a line of a phone"
base_url = "https://example.org/"
notice = "${"A notice that goes on. ".repeat(12)}"
[fields]
source = { type = "url" }
long = { type = "string", label = "A label of some length that says much" }
items = { type = "list" }
[collections.terms]
title = "Terms"
group_by = "category"
[check]
orphan-entry = "off"
duplicate-name = "off"
one-way-relation = "off"
`,
  "static/wide.svg": image(3000, 40),
  "static/tall.svg": image(20, 2000),
  "content/_index.md": head({ title: "Stress" }) + "Home.\n",
  "content/terms/everything.md":
    head({
      title: `Everything: ${LONG}`,
      term: "Everything",
      description: "The definition of a thing that has everything, in one sentence of the usual length.",
      aliases: times(8, (n) => `Other name ${n}`),
      category: "one",
      tags: times(40, (n) => `tag ${n}`),
      related: times(30, (n) => `Term ${n}`),
      source: ADDRESS,
      long: WORD,
      items: [WORD, ADDRESS, "short"],
      date: "2026-01-31",
      updated: "2026-02-01",
    }) + everything,
  "content/terms/long-text.md":
    head({ title: "Long text" }) +
    `## Wide things\n\n${WORD}[^1]\n\n| ${times(12, (n) => n).join(" | ")} |\n${"|---".repeat(12)}|\n| ${times(12, () => "cell of words").join(" | ")} |\n\n\`\`\`rust\nfn main() { println!("${"long ".repeat(60)}"); }\n\`\`\`\n\n### Below\n\n![wide](/wide.svg)\n\n[^1]: A note.\n`,
  "content/terms/bare.md": "---\ntitle: Bare\n---\n",
  "content/terms/arabic.md": head({ title: "المسؤولية القانونية", tags: ["عربي"] }) + "نص عربي مع [رابط](/terms/term-1) و English و 123.\n",
  "content/terms/hebrew.md": head({ title: "אחריות" }) + "טקסט בעברית.\n",
  "content/terms/japanese.md": head({ title: "因果関係" }) + "因果関係とは原因と結果の関係である。".repeat(20) + "\n",
  ...Object.fromEntries(
    times(300, (n) => [
      `content/terms/term-${n}.md`,
      head({
        title: n % 10 ? `Term ${n}` : `Term ${n}: ${LONG}`,
        term: `Term ${n}`,
        description: n % 7 ? `What term ${n} means, said in a sentence that is as long as such sentences are.` : "",
        ...(n % 3 ? { category: n % 2 ? "one" : WORD } : {}),
        tags: [`tag ${n % 200}`],
      }) + `Term ${n} goes with [everything](/terms/everything).\n`,
    ]),
  ),
  ...Object.fromEntries(
    ["cases", "process", "articles"].flatMap((folder) =>
      times(12, (n) => [`content/${folder}/${folder}-${n}.md`, head({ title: `${folder} ${n}` }) + "See [[Everything]].\n"]),
    ),
  ),
};

/// One page of each kind.
export const STRESS_PAGES = [
  "/",
  "/terms/",
  "/terms/everything/",
  "/terms/bare/",
  "/terms/arabic/",
  "/terms/term-10/",
  "/cases/",
  "/categories/",
  "/categories/one/",
  "/tags/",
  "/tags/tag-1/",
  "/a-z/",
  "/404.html",
];
