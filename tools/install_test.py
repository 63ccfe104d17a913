#!/usr/bin/env python3
"""Installs a build into a folder of its own and starts what is there.

    tools/install_test.py cmake build-folder version
"""

import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def main():
    cmake, build, version = sys.argv[1:]
    with tempfile.TemporaryDirectory() as folder:
        prefix = Path(folder, "a prefix")
        subprocess.run([cmake, "--install", build, "--prefix", prefix], check=True, stdout=subprocess.DEVNULL)
        program = prefix / "bin/swarmdesk"
        said = subprocess.run([program, "--version"], check=True, capture_output=True, text=True, cwd=folder).stdout
        assert version in said, f"it says {said!r}, not {version}"
        wanted = [prefix / "share/doc/swarmdesk" / name for name in ("README.md", "LICENSE", "docs/settings.md")]
        wanted += [prefix / "share" / name for name in (
            "man/man1/swarmdesk.1", "bash-completion/completions/swarmdesk", "zsh/site-functions/_swarmdesk",
            "fish/vendor_completions.d/swarmdesk.fish")]
        if (ROOT / "web/dist/index.html").exists():
            wanted.append(prefix / "share/swarmdesk/web/index.html")
        for path in wanted:
            assert path.is_file(), f"{path.relative_to(prefix)} is not installed"
            assert path.stat().st_size > 0, f"{path.relative_to(prefix)} is empty"
        # What the program looks for is what is installed: see find_web_app.
        assert '"../share/swarmdesk/web"' in (ROOT / "apps/swarmdesk/run.cpp").read_text(encoding="utf-8")


if __name__ == "__main__":
    main()
