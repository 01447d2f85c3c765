"""click in Turkish: help pages, and errors of use that say what to type instead."""

import sys
from collections.abc import Sequence
from typing import Any

import click

from kalem.i18n import gettext as _
from kalem.text import nearest

from .failures import Failed, told

#: Exit code of a command that was typed wrongly.
USAGE = 2

_SECTIONS = {"Options": _("Seçenekler"), "Commands": _("Komutlar"), "Positional arguments": _("Sözler")}


class Formatter(click.HelpFormatter):
    """Writes help pages with Turkish headings."""

    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
        """Write the line of use."""
        super().write_usage(prog, args, prefix or _("Kullanım: "))

    def write_heading(self, heading: str) -> None:
        """Write the heading of a part."""
        super().write_heading(_SECTIONS.get(heading, heading))


class Context(click.Context):
    """A context whose help is Turkish."""

    formatter_class = Formatter


class Command(click.Command):
    """One command."""

    context_class = Context

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("options_metavar", _("[SEÇENEKLER]"))
        super().__init__(*args, **kwargs)

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        """Return ``--help`` with its Turkish explanation."""
        option = super().get_help_option(ctx)
        if option is not None:
            option.help = _("Bu yardımı gösterir.")
        return option


class Group(Command, click.Group):
    """Commands under one name; what can be expected to fail ends in a message, never in a stack trace."""

    command_class = Command
    group_class = type

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("subcommand_metavar", _("KOMUT …"))
        super().__init__(*args, **kwargs)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Return the command that is named; tell the nearest one for a name that is none."""
        name = args[0]
        if not name.startswith("-") and self.get_command(ctx, name) is None:
            meant = nearest(name, self.list_commands(ctx))
            cure = _("`%(meant)s` mi?", meant=meant) if meant else _("`kalem --help` komutları sayar.")
            raise click.UsageError(_("`%(name)s` diye bir komut yok; %(cure)s", name=name, cure=cure), ctx)
        return super().resolve_command(ctx, args)

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; an expected failure becomes a message."""
        try:
            return super().invoke(ctx)
        except Exception as error:
            lines = told(error)
            if lines is None:
                raise
            raise Failed(*lines) from error

    def main(
        self,
        args: Sequence[str] | None = None,
        prog_name: str | None = None,
        complete_var: str | None = None,
        standalone_mode: bool = True,
        **extra: Any,
    ) -> Any:
        """Run the program and leave with its exit code."""
        if not standalone_mode:
            return super().main(args, prog_name, complete_var, False, **extra)
        try:
            code = super().main(args, prog_name, complete_var, False, **extra)
        except click.UsageError as error:
            if error.ctx is not None:
                click.echo(error.ctx.get_usage(), err=True)
            click.echo(_explained(error), err=True)
            sys.exit(USAGE)
        except click.ClickException as error:
            error.show()
            sys.exit(error.exit_code)
        except click.Abort:
            click.echo(_("Vazgeçildi."), err=True)
            sys.exit(1)
        sys.exit(code if isinstance(code, int) else 0)


def _explained(error: click.UsageError) -> str:
    """Return what was wrong with the command's use."""
    match error:
        case click.MissingParameter(param=param) if param is not None:
            return _("Eksik: %(name)s", name=_name(param))
        case click.NoSuchOption(option_name=name, possibilities=near):
            cure = _("; %(near)s mi?", near=", ".join(near)) if near else ""
            return _("%(name)s diye bir seçenek yok%(cure)s", name=name, cure=cure)
        case click.BadOptionUsage(option_name=name):
            return _("%(name)s bir değer ister.", name=name)
        case click.BadParameter(param=param, message=message) if param is not None:
            return f"{_name(param)}: {message}"
        case _ if error.message.startswith("Got unexpected extra"):
            return _("Komutun sonunda fazladan söz var.")
        case _:
            return error.message


def _name(param: click.Parameter) -> str:
    return param.opts[0] if isinstance(param, click.Option) else param.metavar or param.opts[0]
