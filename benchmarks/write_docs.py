"""Put what the benchmarks found into docs/benchmarks.md, and draw their plots in docs/plots.

    python benchmarks/write_docs.py

In the page, what stands between ``<!-- results: NAME -->`` and ``<!-- end -->`` is made anew from
``benchmarks/results/NAME.json``: the command, the machine, the tables and the plots; where NAME is
``all``, the targets of all of them. The rest of the page is written by hand.
"""

from __future__ import annotations

import argparse
import json
import re
from pathlib import Path
from typing import Any

import matplotlib as mpl

mpl.use("svg")
import matplotlib.pyplot as plt
from _found import RESULTS, ROOT

PAGE = ROOT / "docs" / "benchmarks.md"
PLOTS = ROOT / "docs" / "plots"
BLOCK = re.compile(r"(<!-- results: (\w+) -->\n).*?(<!-- end -->)", re.DOTALL)
STYLE = {
    "svg.hashsalt": "benchmarks",  # else no two runs would give the same file
    "svg.fonttype": "path",
    "font.size": 10,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.grid": True,
    "grid.alpha": 0.3,
}


def load(name: str) -> dict[str, Any] | None:
    """Return what a benchmark kept; None where it has not been run."""
    path = RESULTS / f"{name}.json"
    return dict(json.loads(path.read_text(encoding="utf-8"))) if path.is_file() else None


def block(name: str) -> str:
    """Return the text for one benchmark's results, or for the targets of all."""
    if name == "all":
        found = [each for path in sorted(RESULTS.glob("*.json")) if (each := load(path.stem))]
        return _targets(found) if found else _not_run("make benchmarks")
    found_one = load(name)
    if found_one is None:
        return _not_run(f"python benchmarks/{name}.py --save")
    parts = [_head(found_one), *map(_table, found_one["tables"])]
    parts += [
        f"![{' over '.join(reversed(p['axes']))}](plots/{p['name']}.svg)\n"
        for p in found_one["plots"]
    ]
    return "\n".join(parts)


def _not_run(command: str) -> str:
    return f"Not measured yet: `{command}` does it.\n"


def _head(found: dict[str, Any]) -> str:
    machine = ", ".join(f"{what} {value}" for what, value in found["machine"].items())
    return f"`{found['command']}`, {found['date']}, {found['commit']}: {machine}.\n"


def _targets(found: list[dict[str, Any]]) -> str:
    rows = {
        target["what"]: [
            target["wanted"],
            f"**{target['reached']:.3g}**" if target["met"] else f"{target['reached']:.3g}, missed",
            f"`{each['command'].split()[1].removeprefix('benchmarks/')}`",
        ]
        for each in found
        for target in each["targets"]
    }
    return _markdown("", ["wanted", "reached", "measured by"], rows)


def _table(table: dict[str, Any]) -> str:
    return f"{table['title']}:\n\n" + _markdown("", table["columns"], table["rows"])


def _markdown(corner: str, columns: list[str], rows: dict[str, list[str]]) -> str:
    lines = [[corner, *columns], ["---", *["---:"] * len(columns)]]
    lines += [[name, *cells] for name, cells in rows.items()]
    return "".join("| " + " | ".join(line) + " |\n" for line in lines)


def draw(plot: dict[str, Any]) -> None:
    """Draw a plot that a benchmark asked for: lines, or bars where its x are words."""
    with mpl.rc_context(STYLE):
        figure, axes = plt.subplots(figsize=(6.4, 3.6), layout="constrained")
        for label, (x, y) in plot["series"].items():
            if isinstance(x[0], str):
                axes.barh(x, y, height=0.6)
                axes.invert_yaxis()
            else:
                axes.plot(x, y, marker="o", markersize=4, label=label)
        words = isinstance(x[0], str)
        axes.set_xlabel(plot["axes"][1 if words else 0])
        axes.set_ylabel(plot["axes"][0 if words else 1])
        axes.set_xlim(left=0)
        if not words:
            axes.set_ylim(bottom=0)
        if len(plot["series"]) > 1:
            axes.legend(frameon=False)
        PLOTS.mkdir(exist_ok=True)
        figure.savefig(PLOTS / f"{plot['name']}.svg", metadata={"Date": None})
        plt.close(figure)


def main() -> None:
    """Write the page and the plots."""
    argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    ).parse_args()
    text = PAGE.read_text(encoding="utf-8")
    made = BLOCK.sub(lambda found: f"{found[1]}\n{block(found[2])}\n{found[3]}", text)
    PAGE.write_text(made, encoding="utf-8")
    for path in sorted(RESULTS.glob("*.json")):
        for plot in json.loads(path.read_text(encoding="utf-8"))["plots"]:
            draw(plot)
            print(f"docs/plots/{plot['name']}.svg")
    print(Path(PAGE).relative_to(ROOT))


if __name__ == "__main__":
    main()
