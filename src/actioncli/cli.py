"""The command line: declares options, and imports a command when it is called.

Nothing is worked out here, and nothing heavy is imported: `actioncli --help` loads neither an engine nor a table.
"""

from __future__ import annotations

from enum import StrEnum
from functools import partial
from typing import Annotated, Optional

import typer

from actioncli import __version__
from actioncli.commands.options import InputOptions, exit_code, reads_events

# ruff: noqa: D301, UP045, PLC0415 - a help text needs the character \b, which keeps its examples on their lines;
# typer reads Optional[X] at run time; a command loads what it runs when it runs

app = typer.Typer(
    name="actioncli",
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog="Exit status: 0 something matched, 1 nothing did, 2 trouble, 130 interrupted.",
)


class MatchFormat(StrEnum):
    """The formats of `match`."""

    jsonl = "jsonl"
    json = "json"
    csv = "csv"
    tsv = "tsv"
    table = "table"


class StatsFormat(StrEnum):
    """The formats of `stats`."""

    table = "table"
    json = "json"
    jsonl = "jsonl"
    csv = "csv"
    tsv = "tsv"
    markdown = "markdown"


class ShapesFormat(StrEnum):
    """The formats of `shapes`."""

    table = "table"
    json = "json"


class CheckFormat(StrEnum):
    """The formats of `check`."""

    text = "text"
    json = "json"
    github = "github"
    sarif = "sarif"
    junit = "junit"


class ExplainFormat(StrEnum):
    """The formats of `explain`."""

    text = "text"
    json = "json"


class DiffFormat(StrEnum):
    """The formats of `diff`."""

    table = "table"
    json = "json"
    markdown = "markdown"


class Target(StrEnum):
    """What `export` writes."""

    posthog = "posthog"
    terraform = "terraform"


def _show_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"actioncli {__version__}")
        raise typer.Exit


@app.callback()
def _root(
    version: Annotated[
        bool, typer.Option("--version", callback=_show_version, is_eager=True, help="Show the version and exit.")
    ] = False,
) -> None:
    """Named actions over exports of product-analytics events.

    \b
    actioncli match events.jsonl --actions actions.yaml   # the events, filtered or tagged
    actioncli stats events.jsonl --actions actions.yaml   # counts per action
    """


@app.command()
@reads_events
def match(
    options: InputOptions,
    tag: Annotated[bool, typer.Option("--tag", help='Add "matched_actions" as the last key of each event.')] = False,
    unmatched: Annotated[bool, typer.Option("--unmatched", "-v", help="The events that no action matches.")] = False,
    format: Annotated[  # noqa: A002 - what users type
        Optional[MatchFormat],
        typer.Option(
            "--format", "-f", help="How to print  [default: table on a terminal, else jsonl]", show_default=False
        ),
    ] = None,
    fields: Annotated[
        Optional[str],
        typer.Option(
            metavar="FIELDS",
            help="Columns, as in timestamp,event,properties.$current_url,matched_actions.",
            show_default=False,
        ),
    ] = None,
    count: Annotated[bool, typer.Option("--count", "-c", help="Print only how many events there are.")] = False,
    max_count: Annotated[
        Optional[int],
        typer.Option("--max-count", "-m", metavar="N", min=1, help="Stop after N events.", show_default=False),
    ] = None,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Print nothing; stop at the first match.")] = False,
    split: Annotated[
        Optional[str],
        typer.Option(metavar="DIR", help="Write a JSON Lines file for each action instead.", show_default=False),
    ] = None,
) -> int:
    """Print the events that the actions match.

    \b
    actioncli match events.jsonl -n 'Sign Up' | jq -r .distinct_id | sort -u | wc -l
    actioncli match 'exports/*.jsonl.gz' --tag > tagged.jsonl
    actioncli match events.jsonl -f csv --fields timestamp,event,matched_actions
    tail -f events.jsonl | actioncli match

    Each event is printed once, in input order; as JSON Lines its bytes are those of the input.
    """
    from actioncli.commands import match as command

    return command.match(
        options,
        command.MatchOptions(
            tag=tag,
            unmatched=unmatched,
            format=format.value if format else None,
            fields=fields,
            count=count,
            max_count=max_count,
            quiet=quiet,
            split=split,
        ),
    )


@app.command()
@reads_events
def stats(
    options: InputOptions,
    by: Annotated[
        Optional[str],
        typer.Option(
            metavar="GROUP",
            help="A row for each action and group: hour, day, week, month, matcher, event or a field.",
            show_default=False,
        ),
    ] = None,
    top: Annotated[
        Optional[int],
        typer.Option(metavar="N", min=1, help="Only the N largest groups of an action.", show_default=False),
    ] = None,
    format: Annotated[StatsFormat, typer.Option("--format", "-f", help="How to print.")] = StatsFormat.table,  # noqa: A002
    timezone: Annotated[str, typer.Option(metavar="ZONE", help="For --by hour, day, week and month.")] = "UTC",
) -> int:
    """Count events, users and time per action.

    \b
    actioncli stats events.jsonl
    actioncli stats exports/ -a actions.yaml --by week -f csv
    actioncli stats events.jsonl --by 'properties.$browser' --top 5
    actioncli stats events.jsonl -f json | jq '.actions[] | select(.events == 0)'
    """
    from actioncli.commands import stats as command

    return command.stats(options, by=by, top=top, format=format.value, timezone=timezone)


@app.command()
@reads_events
def shapes(
    options: InputOptions,
    format: Annotated[ShapesFormat, typer.Option("--format", "-f", help="How to print.")] = ShapesFormat.table,  # noqa: A002
) -> int:
    r"""Say what the events were recognised as, and where their fields are read from.

    \b
    actioncli shapes export.jsonl
    actioncli shapes exports/ -f json | jq -r '.sources[] | [.source, .shapes[].shape] | @tsv'

    No actions file is needed; if there is one, its `source` is used.
    """
    from actioncli.commands import shapes as command

    return command.shapes(options, format=format.value)


@app.command()
def check(
    actions: Annotated[
        Optional[list[str]], typer.Argument(metavar="ACTIONS", help="Actions files.", show_default="as for match")
    ] = None,
    events: Annotated[
        Optional[list[str]],
        typer.Option(
            "--events",
            "-e",
            metavar="EVENTS",
            help="Hold names and values against these events; may be given again.",
            show_default=False,
        ),
    ] = None,
    format: Annotated[CheckFormat, typer.Option("--format", "-f", help="How to print.")] = CheckFormat.text,  # noqa: A002
    ignore: Annotated[
        Optional[list[str]],
        typer.Option(metavar="CODE", help="Leave this rule out; may be given again.", show_default=False),
    ] = None,
    now: Annotated[
        Optional[str],
        typer.Option(metavar="TIME", help="The moment that relative dates count back from.", show_default="now"),
    ] = None,
    jobs: Annotated[
        Optional[int],
        typer.Option("--jobs", "-j", metavar="N", min=1, help="Worker processes.", show_default="the cores"),
    ] = None,
) -> None:
    r"""Find what is wrong or odd in actions files, and run the tests in them.

    \b
    actioncli check
    actioncli check actions.yaml --events 'exports/*.jsonl.gz'
    actioncli check -f github

    Exit status: 0 nothing found, 1 something, 2 a file or events that cannot be read.
    """
    from actioncli.commands import check as command

    options = InputOptions(events=events, now=now, jobs=jobs)
    raise typer.Exit(exit_code(lambda: command.check(actions or (), options, format.value, ignore or ())))


@app.command()
def init(
    file: Annotated[str, typer.Argument(metavar="FILE", help="Where to write it, or - for stdout.")] = "actions.yaml",
) -> None:
    r"""Write an actions file to begin with; one that is there already stays as it is.

    \b
    actioncli init
    actioncli init analytics/actions.yaml
    """
    from actioncli.commands import start

    raise typer.Exit(exit_code(lambda: start.init(file)))


@app.command()
def schema() -> None:
    r"""Print the JSON Schema of actions files, for editors.

    \b
    actioncli schema > actions.schema.json
    # and in the first line of actions.yaml:
    # yaml-language-server: $schema=actions.schema.json
    """
    from actioncli.commands import start

    raise typer.Exit(exit_code(start.schema))


_Uuid = Annotated[Optional[str], typer.Option(metavar="UUID", help="The event of this uuid.", show_default=False)]
_Line = Annotated[
    Optional[int], typer.Option(metavar="N", min=1, help="The event on this line of the file.", show_default=False)
]


@app.command()
@reads_events
def explain(
    options: InputOptions,
    uuid: _Uuid = None,
    line: _Line = None,
    where: Annotated[
        Optional[list[str]],
        typer.Option(
            metavar="FIELD=VALUE",
            help="The first event with this value; may be given again.",
            show_default=False,
        ),
    ] = None,
    format: Annotated[ExplainFormat, typer.Option("--format", "-f", help="How to print.")] = ExplainFormat.text,  # noqa: A002
) -> int:
    r"""Say of one event why each action matches it or does not.

    \b
    actioncli explain events.jsonl --line 17
    actioncli explain events.jsonl --uuid 019caddb-1ce8-7361-a0e0-285a20615b85 -n 'Sign Up'
    actioncli explain events.jsonl --where 'event=$autocapture' --where 'properties.$browser=Firefox'
    actioncli match -v events.jsonl | actioncli explain

    Exit status: 0 some action matches, 1 none does, 2 trouble.
    """
    from actioncli.commands import explain as command
    from actioncli.commands.one_event import Choice

    return command.explain(options, Choice(uuid, line, tuple(where or ())), format.value)


@app.command()
@partial(reads_events, without=("actions",))
def diff(
    options: InputOptions,
    old: Annotated[str, typer.Argument(metavar="OLD", help="An actions file, or git:REV:path.")],
    new: Annotated[str, typer.Argument(metavar="NEW", help="Another.")],
    format: Annotated[DiffFormat, typer.Option("--format", "-f", help="How to print.")] = DiffFormat.table,  # noqa: A002
    samples: Annotated[
        int, typer.Option(metavar="N", min=0, help="Events shown of what came to an action, and of what went.")
    ] = 3,
) -> int:
    r"""Say what a change of actions does: which events came and went, and what decided.

    \b
    actioncli diff git:main:actions.yaml actions.yaml events.jsonl
    actioncli diff old.yaml new.yaml 'exports/*.jsonl.gz' -n 'Sign Up' --samples 10
    actioncli diff git:HEAD~1:actions.yaml git:HEAD:actions.yaml events.jsonl -f markdown

    Exit status, as of diff(1): 0 the same events, 1 a difference, 2 trouble.
    """
    from actioncli.commands import diff as command

    return command.diff(options, old, new, format=format.value, samples=samples)


@app.command(name="import")
def import_(
    file: Annotated[str, typer.Argument(metavar="FILE", help="PostHog's actions, as JSON or Terraform; - for stdin.")],
    output: Annotated[
        Optional[str], typer.Option("--output", "-o", metavar="FILE", help="Write here.", show_default="stdout")
    ] = None,
) -> None:
    """Turn PostHog's actions into an actions file.

    \b
    actioncli import actions.json -o actions.yaml
    curl -H "Authorization: Bearer $KEY" $HOST/api/projects/1/actions/ | actioncli import - > actions.yaml
    terraform show -json | actioncli import -

    What cannot be carried over, or would count differently, is named on stderr; exit 1 if an action was refused.
    """
    from actioncli.commands import convert

    raise typer.Exit(exit_code(lambda: convert.import_(file, output)))


@app.command()
def export(
    actions: Annotated[
        Optional[str], typer.Argument(metavar="ACTIONS", help="The actions file.", show_default="as for match")
    ] = None,
    to: Annotated[Target, typer.Option("--to", help="What to write.")] = Target.posthog,
    output: Annotated[
        Optional[str], typer.Option("--output", "-o", metavar="FILE", help="Write here.", show_default="stdout")
    ] = None,
) -> None:
    """Turn an actions file into PostHog's actions.

    \b
    actioncli export actions.yaml --to posthog > actions.json
    actioncli export actions.yaml --to terraform -o actions.tf

    What PostHog cannot say is named on stderr; exit 1 if an action was left out.
    """
    from actioncli.commands import convert

    raise typer.Exit(exit_code(lambda: convert.export(actions, to.value, output)))


def main() -> None:
    """The console script."""
    app()
