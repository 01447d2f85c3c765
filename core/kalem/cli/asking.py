"""Questions of a command: each is answered by an option, by whoever sits there, or by what is proposed."""

from collections.abc import Callable, Iterable, Sequence

import click

from kalem.config.words import meant
from kalem.i18n import gettext as _
from kalem.text import UncleanText, clean

#: Makes an answer of what was typed; raises ``click.BadParameter``, as a type of parameter does.
Convert = Callable[[object, click.Parameter | None, click.Context | None], str]


class Line(click.ParamType[str]):
    """A line of text that may stand in the file."""

    name = "text"

    def __init__(self, most: int, *, may_be_empty: bool = False) -> None:
        self.most = most
        self.may_be_empty = may_be_empty

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Return the clean text; fails for an empty or too long one, and for what no line holds."""
        try:
            text = clean(str(value))
        except UncleanText as fault:
            self.fail(str(fault), param, ctx)
        if not text and not self.may_be_empty:
            self.fail(_("boş olamaz"), param, ctx)
        if len(text) > self.most:
            self.fail(_("en çok %(most)s karakter olabilir", most=self.most), param, ctx)
        return text


class Asked:
    """The answers of one command."""

    def __init__(self, silent: bool) -> None:
        self.silent = silent

    def line(self, question: str, option: str, given: str | None, form: Line, proposed: str | None = None) -> str:
        """Return one line."""
        if given is None and self.silent:
            given = proposed
            if given is None:
                raise click.UsageError(_("Eksik: %(name)s", name=option))
        if given is not None:
            return _converted(form.convert, given, option)
        answer: str = click.prompt(question, default=proposed, type=form, show_default=bool(proposed))
        return answer

    def several(
        self,
        question: str,
        option: str,
        given: Sequence[str],
        proposed: Sequence[str],
        convert: Convert,
    ) -> list[str]:
        """Return a list, each once."""

        def divided(answer: str) -> list[str]:
            parts = [part for part in answer.split(",") if part.strip()]
            return list(dict.fromkeys(convert(part, None, None) for part in parts))

        if given or self.silent:
            return list(dict.fromkeys(_converted(convert, each, option) for each in given or proposed))
        hint = _("%(question)s (virgülle ayırın; hiçbiri için -)", question=question)
        answer = click.prompt(hint, default=", ".join(proposed) or "-", value_proc=lambda text: text)
        while True:
            try:
                return divided("" if answer.strip() == "-" else answer)
            except click.BadParameter as fault:
                click.echo(fault.message)
                answer = click.prompt(hint, default=", ".join(proposed) or "-", value_proc=lambda text: text)


def _converted(convert: Convert, value: str, option: str) -> str:
    """Return a value of an option; fails under the option's name."""
    try:
        return convert(value, None, None)
    except click.BadParameter as fault:
        raise click.UsageError(f"{option}: {fault.message}") from fault


def one_of(words: Iterable[str]) -> Convert:
    """Return what takes one of some words only."""
    known = list(words)

    def convert(value: object, _param: click.Parameter | None, _ctx: click.Context | None) -> str:
        word = str(value).strip()
        if word not in known:
            raise click.BadParameter(_("`%(word)s` yok; %(cure)s", word=word, cure=meant(word, known)))
        return word

    return convert
