#!/usr/bin/env python3
"""Packs a built program for a release: into the archive of a platform, and into the wheel of that platform.

    pack.py BINARY TARGET FOLDER

The archive goes to FOLDER/archive, the wheel to FOLDER/wheel. The same program gives the same bytes.
"""

import base64
import gzip
import hashlib
import io
import pathlib
import re
import subprocess
import sys
import tarfile
import tomllib
import zipfile

ROOT = pathlib.Path(__file__).resolve().parent.parent

# The platforms of a release, and what pip calls them. The programs for Linux are static: they need neither C library.
TARGETS = {
    "x86_64-unknown-linux-musl": "manylinux2014_x86_64.manylinux_2_17_x86_64.musllinux_1_1_x86_64",
    "aarch64-unknown-linux-musl": "manylinux2014_aarch64.manylinux_2_17_aarch64.musllinux_1_1_aarch64",
    "x86_64-apple-darwin": "macosx_10_12_x86_64",
    "aarch64-apple-darwin": "macosx_11_0_arm64",
    "x86_64-pc-windows-msvc": "win_amd64",
}

SHELLS = {"bash": "primer.bash", "elvish": "primer.elv", "fish": "primer.fish", "powershell": "_primer.ps1", "zsh": "_primer"}
LICENCES = ["LICENSE-APACHE", "LICENSE-MIT"]


def main(binary, target, folder):
    package = tomllib.loads((ROOT / "Cargo.toml").read_text(encoding="utf-8"))["package"]
    version = package["version"]
    if not re.fullmatch(r"\d+\.\d+\.\d+", version):
        sys.exit(f"error: {version} is not a version that Cargo and pip write alike")
    if target not in TARGETS:
        sys.exit(f"error: no release is for {target}")
    said = ask(binary, "--version").split()
    if said != [b"primer", version.encode()]:
        sys.exit(f"error: {binary} is not primer {version}")
    suffix = ".exe" if "windows" in target else ""
    program = (f"primer{suffix}", pathlib.Path(binary).read_bytes(), True)
    archive(program, binary, f"primer-v{version}-{target}", folder / "archive")
    wheel(program, package, TARGETS[target], folder / "wheel")


def ask(binary, *arguments):
    return subprocess.run([str(pathlib.Path(binary).resolve()), *arguments], check=True, capture_output=True).stdout


def text(name):
    return (name, (ROOT / name).read_bytes(), False)


def archive(program, binary, name, folder):
    files = [program, text("README.md"), text("CHANGELOG.md"), *map(text, LICENCES)]
    files += [(f"complete/{file}", ask(binary, "completions", shell), False) for shell, file in SHELLS.items()]
    files = [(f"{name}/{path}", data, runs) for path, data, runs in files]
    if program[0].endswith(".exe"):
        write(folder / f"{name}.zip", zipped(files))
        return
    tar = io.BytesIO()
    with tarfile.open(fileobj=tar, mode="w", format=tarfile.USTAR_FORMAT) as out:
        for path, data, runs in files:
            entry = tarfile.TarInfo(path)
            entry.size = len(data)
            entry.mode = 0o755 if runs else 0o644
            out.addfile(entry, io.BytesIO(data))
    write(folder / f"{name}.tar.gz", gzip.compress(tar.getvalue(), mtime=0))


def wheel(program, package, platforms, folder):
    name = package["name"].replace("-", "_")
    base = f"{name}-{package['version']}"
    tags = [f"py3-none-{platform}" for platform in platforms.split(".")]
    metadata = [
        "Metadata-Version: 2.4",
        f"Name: {package['name']}",
        f"Version: {package['version']}",
        f"Summary: {package['description']}",
        f"Keywords: {','.join(package['keywords'])}",
        f"License-Expression: {package['license']}",
        *(f"License-File: {licence}" for licence in LICENCES),
        f"Project-URL: Repository, {package['repository']}",
        "Requires-Python: >=3.8",
        "Description-Content-Type: text/markdown",
        "",
        f"{package['description']}. This package installs the command `primer`;",
        f"[its repository]({package['repository']}) says what it does.",
        "",
    ]
    about = [
        "Wheel-Version: 1.0",
        "Generator: primer packaging/pack.py",
        "Root-Is-Purelib: false",
        *(f"Tag: {tag}" for tag in tags),
        "",
    ]
    info = f"{base}.dist-info"
    files = [(f"{base}.data/scripts/{program[0]}", program[1], True)]
    files += [(f"{info}/licenses/{licence}", text(licence)[1], False) for licence in LICENCES]
    files += [(f"{info}/METADATA", "\n".join(metadata).encode(), False), (f"{info}/WHEEL", "\n".join(about).encode(), False)]
    record = "".join(f"{path},sha256={digest(data)},{len(data)}\n" for path, data, _ in files)
    files.append((f"{info}/RECORD", f"{record}{info}/RECORD,,\n".encode(), False))
    write(folder / f"{base}-py3-none-{platforms}.whl", zipped(files))


def digest(data):
    return base64.urlsafe_b64encode(hashlib.sha256(data).digest()).rstrip(b"=").decode()


def zipped(files):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as pack:
        for path, data, runs in files:
            entry = zipfile.ZipInfo(path)
            entry.create_system = 3
            entry.external_attr = (0o100755 if runs else 0o100644) << 16
            entry.compress_type = zipfile.ZIP_DEFLATED
            pack.writestr(entry, data)
    return out.getvalue()


def write(path, data):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    print(f"{path}: {len(data):,} bytes")


if __name__ == "__main__":
    if len(sys.argv) != 4:
        sys.exit(__doc__)
    main(sys.argv[1], sys.argv[2], pathlib.Path(sys.argv[3]))
