"""Print docs/teach/commands.md: every command of the engine, from the command line's own help.

    python tools/commands_page.py > docs/teach/commands.md

`make docs` runs it, and a test compares the page with what it prints. The page has lists and no
tables, so that it reads on a phone.
"""

from __future__ import annotations

import argparse
import re
from pathlib import Path

from autograder import cli

PAGES = Path(__file__).resolve().parents[1] / "docs" / "teach"
HEAD = """\
# Commands

This page is made from the command line's own help (`python -m autograder COMMAND --help`) by `make docs`. Run each
command in the course's folder. Where the engine's wheel is installed, `autograder` is short for
`python -m autograder`.

Every command ends with status 0 if all went well, 1 if something needs your look, and 2 for a wrong option or a wrong
setting. Progress goes to stderr, results to stdout. nbgrader's own commands are in [With nbgrader](nbgrader.md).
"""
# The commands by purpose, each with the page that says more.
PARTS = {
    "A class, from release to feedback": {
        "release": "grading.md#release",
        "bundle": "grading.md#release",
        "collect": "collect.md",
        "grade": "grading.md#grade",
        "watch": "on-arrival.md",
        "export": "export.md",
        "gradescope": "gradescope.md",
    },
    "After a grading": {
        "report": "report.md",
        "similar": "similar.md",
        "timings": "trouble.md#it-is-slow",
        "prune": "trouble.md#the-disk-is-full-the-machine-was-switched-off",
    },
    "A course of your own": {
        "adopt": "your-course.md#what-will-differ",
        "compare": "your-course.md#see-before-you-trust-it",
    },
    "Writing exercises": {
        "new": "../author/writing.md",
        "lint": "../author/writing.md#release-it",
        "prove": "../author/writing.md#the-bank",
    },
    "The machine": {
        "doctor": "trouble.md",
        "demo": "../how/development.md",
    },
}


def page() -> str:
    """Return the page's text."""
    commands = _commands()
    named = [name for part in PARTS.values() for name in part]
    if sorted(named) != sorted(commands):
        raise SystemExit(f"expected each of {', '.join(commands)} once in PARTS, got {named}")
    parts = [HEAD]
    for title, names in PARTS.items():
        parts.append(f"## {title}\n")
        parts += [_section(commands[name], name, link) for name, link in names.items()]
    return "\n".join(parts)


def _commands() -> dict[str, argparse.ArgumentParser]:
    """Return the parser of each command."""
    actions = cli.command_line_parser()._actions
    [subparsers] = [each for each in actions if isinstance(each, argparse._SubParsersAction)]
    return dict(subparsers.choices)


def _section(parser: argparse.ArgumentParser, name: str, link: str) -> str:
    lines = [f"### {name}\n", *_described(parser.description or "")]
    lines += ["```text", f"python -m autograder {name}{_usage(parser)}", "```\n"]
    lines += [_entry(parser, action) for action in _shown(parser)]
    title = _title(link)
    return re.sub(r"\n{3,}", "\n\n", "\n".join([*lines, "", f"More: [{title}]({link}).\n"]))


def _title(link: str) -> str:
    """Return the titles of the page and of the section that a link leads to."""
    name, _, anchor = link.partition("#")
    text = (PAGES / name).read_text(encoding="utf-8")
    heads = re.findall(r"^#+ +(.+)$", text, re.MULTILINE)
    slugs = {re.sub(r"[^\w\- ]", "", head.lower()).replace(" ", "-"): head for head in heads}
    return f"{heads[0]}, {slugs[anchor]}" if anchor else heads[0]


def _described(text: str) -> list[str]:
    """Return a description as Markdown; an indented part stays as it is, as code."""
    return [
        f"```text\n{block}\n```\n"
        if re.search(r"^ ", block, re.MULTILINE)
        else f"{' '.join(block.split())}\n".replace("<", "\\<")
        for block in text.strip().split("\n\n")
    ]


def _shown(parser: argparse.ArgumentParser) -> list[argparse.Action]:
    return [each for each in parser._actions if not isinstance(each, argparse._HelpAction)]


def _usage(parser: argparse.ArgumentParser) -> str:
    """Return the text that may follow a command's name, with the required options."""
    choices = (each for each in parser._mutually_exclusive_groups if each.required)
    parts = [f"({' | '.join(map(_call, each._group_actions))})" for each in choices]
    for action in sorted(_shown(parser), key=lambda each: not each.option_strings):
        if not action.option_strings:
            name = str(action.metavar or action.dest)
            several = action.nargs in ("*", "+")
            text = f"{name} …" if several else name
            parts.append(f"[{text}]" if action.nargs in ("*", "?") else text)
        elif action.required:
            parts.append(_call(action))
    options = any(each.option_strings and not each.required for each in _shown(parser))
    return "".join(f" {each}" for each in [*(["[options]"] if options else []), *parts])


def _call(action: argparse.Action) -> str:
    """Return an option as it is typed, with its values."""
    takes = "" if action.nargs == 0 else f" {action.metavar or '|'.join(action.choices or ())}"
    return max(action.option_strings, key=len) + takes + (" …" if action.nargs == "+" else "")


def _entry(parser: argparse.ArgumentParser, action: argparse.Action) -> str:
    name = _call(action) if action.option_strings else str(action.metavar or action.dest)
    said = parser._get_formatter()._expand_help(action) if action.help else ""
    return f"- `{name}`: {' '.join(said.split())}" if said else f"- `{name}`"


def main() -> None:
    """Print the page."""
    print(page(), end="")


if __name__ == "__main__":
    main()
