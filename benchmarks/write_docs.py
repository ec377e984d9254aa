"""Put the benchmarks' results into docs/how/benchmarks.md, and draw their plots in docs/how/plots.

    python benchmarks/write_docs.py [--check]

In the page, the text between ``<!-- results: NAME -->`` and ``<!-- end -->`` is made anew from
``benchmarks/results/NAME.json``: the command with its date and machine, the results in a few lines, the
plots, and the tables, folded away. If NAME is ``all``, the text is the targets of all benchmarks. The
rest of the page is written by hand. ``--check`` writes nothing, and exits with 1 if the page does not
match the results.
"""

from __future__ import annotations

import argparse
import json
import re
from collections.abc import Iterable, Iterator
from typing import Any

import matplotlib as mpl

mpl.use("svg")
import matplotlib.pyplot as plt
from _found import RESULTS, ROOT
from matplotlib.ticker import MaxNLocator

PAGE = ROOT / "docs" / "how" / "benchmarks.md"
PLOTS = ROOT / "docs" / "how" / "plots"
BLOCK = re.compile(r"(<!-- results: (\w+) -->\n).*?(<!-- end -->)", re.DOTALL)
IDLE_LOAD = 1.0  # load at the start; from this load on, other work ran beside
STYLE = {
    "svg.hashsalt": "benchmarks",  # otherwise no two runs would give the same file
    "svg.fonttype": "path",
    "font.size": 10,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.grid": True,
    "axes.axisbelow": True,
    "grid.alpha": 0.3,
}


def load(name: str) -> dict[str, Any] | None:
    """Return the kept results of a benchmark; None if it has not been run."""
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
    parts = [_head(found_one), "".join(_outcomes(found_one))]
    parts += [f"![{_caption(plot)}](plots/{plot['name']}.svg)\n" for plot in found_one["plots"]]
    if found_one["tables"]:
        parts.append(_folded("All measurements", map(_table, found_one["tables"])))
    return "\n".join(filter(None, parts))


def _outcomes(found: dict[str, Any]) -> Iterator[str]:
    """Yield the results, a line each: the targets; without targets, the medians."""
    for target in found["targets"]:
        yield f"- {target['what']}: **{target['reached']:.3g}** (wanted: {target['wanted']})\n"
    for table in [] if found["targets"] else found["tables"]:
        middle = table["columns"].index("median") if "median" in table["columns"] else 0
        title, _, unit = table["title"].rpartition(", ")
        unit = f" {unit}" if "measured" in table else ""
        rows = (f"{name} {cells[middle]}{unit}" for name, cells in table["rows"].items())
        named = title if unit else f"{table['title']}, {table['columns'][0]}"
        yield f"- {named}: {'; '.join(rows)}\n"


def _folded(title: str, parts: Iterable[str]) -> str:
    """Return parts that a reader opens by a click, on a code host and in the site."""
    text = "\n".join(parts)
    return f"<details>\n<summary>{title}</summary>\n\n{text}\n</details>\n"


def _caption(plot: dict[str, Any]) -> str:
    x, y = plot["axes"]
    return f"{y} over {x}" if x else str(y)


def _not_run(command: str) -> str:
    return f"Not measured yet: `{command}` does it.\n"


def _head(found: dict[str, Any]) -> str:
    cpu = "" if found["exact_cpu"] else "; CPU time of the whole machine"
    commit = found["commit"].removesuffix("-dirty")
    commit += " with changes that were not committed" if commit != found["commit"] else ""
    beside = "" if found["load"] < IDLE_LOAD else ", so beside other work"
    return (
        f"`{found['command']}`, {found['date']}, commit {commit or 'unknown'}; "
        f"{found['machine']}; load at the start {found['load']}{beside}{cpu}.\n"
    )


def _targets(found: list[dict[str, Any]]) -> str:
    rows = {
        target["what"]: [
            target["wanted"],
            f"**{target['reached']:.3g}**" if target["met"] else f"{target['reached']:.3g}",
            f"`{each['command'].split()[1].removeprefix('benchmarks/')}`",
        ]
        for each in found
        for target in each["targets"]
    }
    met = sum(target["met"] for each in found for target in each["targets"])
    table = _markdown("", ["wanted", "reached", "measured by"], rows)
    counted = f"{met} of {len(rows)} targets were reached when they were last measured"
    return f"{counted}; these are bold in the table.\n\n{_folded('All targets', [table])}"


def _table(table: dict[str, Any]) -> str:
    rows = table["rows"]
    if "measured" in table:  # one measurement has no least and no greatest
        rows = {
            name: [n, "", median, ""] if n == "1" else [n, least, median, greatest]
            for name, (n, least, median, greatest) in rows.items()
        }
    return f"{table['title']}:\n\n" + _markdown("", table["columns"], rows)


def _markdown(corner: str, columns: list[str], rows: dict[str, list[str]]) -> str:
    lines = [[corner, *columns], ["---", *["---:"] * len(columns)]]
    lines += [[name, *cells] for name, cells in rows.items()]
    return "".join("| " + " | ".join(line) + " |\n" for line in lines)


def draw(plot: dict[str, Any]) -> None:
    """Draw a plot that a benchmark asked for: lines or bars."""
    with mpl.rc_context(STYLE):
        figure, axes = plt.subplots(figsize=(6.4, 3.2), layout="constrained")
        if "bars" in plot:
            _draw_bars(axes, plot)
        else:
            _draw_lines(axes, plot)
        PLOTS.mkdir(exist_ok=True)
        figure.savefig(PLOTS / f"{plot['name']}.svg", metadata={"Date": None})
        plt.close(figure)


def _draw_bars(axes: Any, plot: dict[str, Any]) -> None:
    labels, values = list(plot["bars"]), list(plot["bars"].values())
    axes.bar_label(axes.barh(labels, values, height=0.6), fmt="%.3g", padding=3)
    axes.invert_yaxis()
    axes.grid(visible=False, axis="y")
    axes.set_xlim(0, 1.1 * max(values))
    axes.set_xlabel(plot["axes"][1])


def _draw_lines(axes: Any, plot: dict[str, Any]) -> None:
    for label, (x, y) in plot["lines"].items():
        axes.plot(x, y, marker="o", markersize=4, label=label)
    axes.xaxis.set_major_locator(MaxNLocator(integer=True))
    axes.set_xlim(left=0)
    axes.set_ylim(0, 1.1 * max(max(y) for _, y in plot["lines"].values()))
    axes.set_xlabel(plot["axes"][0])
    axes.set_ylabel(plot["axes"][1])
    if len(plot["lines"]) > 1:
        axes.legend(frameon=False)


def main() -> None:
    """Write the page and the plots, or compare the page."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "--check", action="store_true", help="only say whether it is as it is to be"
    )
    options = parser.parse_args()
    text = PAGE.read_text(encoding="utf-8")
    made = BLOCK.sub(lambda found: f"{found[1]}\n{block(found[2])}\n{found[3]}", text)
    page = PAGE.relative_to(ROOT)
    if options.check and made != text:
        raise SystemExit(f"{page} is not what {RESULTS.name}/ makes of it: run write_docs.py")
    if options.check:
        return
    PAGE.write_text(made, encoding="utf-8")
    for path in sorted(RESULTS.glob("*.json")):
        for plot in json.loads(path.read_text(encoding="utf-8"))["plots"]:
            draw(plot)
            print(f"docs/how/plots/{plot['name']}.svg")
    print(page)


if __name__ == "__main__":
    main()
