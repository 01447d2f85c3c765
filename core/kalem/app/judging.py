"""Judging what plugins declare: kinds, names, duplicates, permissions and workflows. The first who was there stays."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from typing import Any

from kalem.config import Municipality, Office
from kalem.db import Model
from kalem.i18n import gettext as _
from kalem.ledger import tracking
from kalem.plugins import Declared, Failure, Plugins, declared, duplicates, foreign_names
from kalem.records import RecordType, Rule, Step
from kalem.records.hooks import kalem_models, kalem_record_types
from kalem.workflow import Conflict
from kalem.workflow import assemble as assemble_workflow
from kalem.workflow.hooks import kalem_permissions, kalem_rules, kalem_steps

from .declarations import CORE, FOLLOWED_BY_CORE, added_steps, permissions_of, rules_of, types_of


def judge(plugins: Plugins, municipality: Municipality) -> list[Failure]:
    """Return what is wrong with the record types, tables, permissions, rules and steps of all plugins together."""
    failures = _kinds(plugins)
    # What is no record type has no table and no workflow either: names are judged when the kinds are right.
    failures = failures or _names(plugins)
    return failures or _workflows(plugins, municipality)


def _kinds(plugins: Plugins) -> list[Failure]:
    wanted: list[tuple[Callable[..., Collection[Any]], Callable[[Any], bool]]] = [
        (kalem_record_types, lambda item: isinstance(item, RecordType)),
        (kalem_models, lambda item: isinstance(item, type) and issubclass(item, Model)),
        (kalem_permissions, lambda item: isinstance(item, str)),
        (kalem_rules, lambda item: isinstance(item, Rule)),
    ]
    failures = []
    for spec, fits in wanted:
        items, found = declared(plugins, spec)
        failures += [*found, *_misfits(spec.__name__, items, fits)]
    for outcome in plugins.collect_once(kalem_permissions):
        if outcome.error is None and not isinstance(outcome.value, Mapping):
            failures.append(Failure(outcome.plugin_id, _("kalem_permissions her iznin adını da vermeli (bir sözlük).")))
    for type_id in types_of(plugins) if not failures else ():
        steps, found = declared(plugins, kalem_steps, type_id=type_id)
        failures += [*found, *_misfits(kalem_steps.__name__, steps, lambda item: isinstance(item, Step))]
    return failures


def _misfits(hook: str, items: Iterable[Declared[Any]], fits: Callable[[Any], bool]) -> Iterator[Failure]:
    for each in items:
        if not fits(each.item):
            yield Failure(each.owner, _("%(hook)s yanlış türde bir şey verdi: %(item)r", hook=hook, item=each.item))


def _names(plugins: Plugins) -> list[Failure]:
    """Judge names: whose they are, and that each is taken once."""
    active = {plugin.id for plugin in plugins.active}
    types = declared(plugins, kalem_record_types)[0]
    names = {
        _("kayıt türü"): ("{}.", [Declared(each.owner, each.item.id) for each in types]),
        _("tablo"): ("{}_", _tables(plugins, types)),
        _("izin"): ("{}.", declared(plugins, kalem_permissions)[0]),
        _("kural"): ("", [Declared(each.owner, each.item.id) for each in rules_of(plugins)]),
    }
    failures = []
    for kind, (prefix, found) in names.items():
        failures += duplicates(kind, found)
        failures += foreign_names(kind, prefix, [each for each in found if each.owner in active])
    return failures


def _tables(plugins: Plugins, types: Collection[Declared[RecordType]]) -> list[Declared[str]]:
    order = [*CORE, *(plugin.id for plugin in plugins.active)]
    # Two types of one plugin may share a table; those of two owners may not.
    details = {Declared(each.owner, tracking.table_of(each.item.model)): None for each in types}
    more = [Declared(each.owner, tracking.table_of(each.item)) for each in declared(plugins, kalem_models)[0]]
    return [
        *(Declared("kalem", tracking.table_of(model)) for model in FOLLOWED_BY_CORE),
        *sorted([*details, *more], key=lambda each: order.index(each.owner) if each.owner in order else -1),
    ]


def _workflows(plugins: Plugins, municipality: Municipality) -> list[Failure]:
    """Judge the workflows office by office, each type by itself first, so that its own author is blamed for it."""
    known = permissions_of(plugins, types_of(plugins))
    extra = [each.item for each in rules_of(plugins)]
    owners = {each.item.id: each.owner for each in rules_of(plugins)}
    meant = {rule.id: rule for rule in extra}
    failures: dict[Failure, None] = {}
    for type in declared(plugins, kalem_record_types)[0]:
        steps = added_steps(plugins, type.item.id)
        for office in municipality.offices.values():
            own = _assembled(type.owner, office, type.item, (), extra)
            failures.update(dict.fromkeys(own))
            if own:
                continue
            declared_steps = [(type.owner, step) for step in type.item.drawn_for(office).steps]
            for plugin, added in steps.items():
                failures.update(dict.fromkeys(_assembled(plugin, office, type.item, added, extra)))
                declared_steps += [(plugin, step) for step in added]
            for owner, step in declared_steps:
                failures.update(dict.fromkeys(_unknown_permissions(owner, type.item, step, known)))
                failures.update(dict.fromkeys(_other_rules(owner, step.rules, meant, owners)))
            failures.update(dict.fromkeys(_other_rules(type.owner, type.item.upheld, meant, owners)))
    return list(failures)


def _assembled(
    plugin: str, office: Office, type: RecordType, added: Iterable[Step], rules: Iterable[Rule]
) -> list[Failure]:
    try:
        assemble_workflow(office, type, {plugin: list(added)}, rules)
    except (Conflict, ValueError) as fault:
        return [Failure(plugin, str(fault))]
    return []


def _unknown_permissions(owner: str, type: RecordType, step: Step, known: Collection[str]) -> Iterator[Failure]:
    """Yield a failure for each permission that no role could ever carry: the step could never be taken."""
    for word in (step.permission or type.permission_to_work).split():
        if word not in known:
            name = f"{type.id}:{step.id}"
            yield Failure(owner, _("%(name)s adımı, olmayan bir izin istiyor: %(word)s", name=name, word=word))


def _other_rules(
    owner: str, rules: Iterable[Rule], meant: dict[str, Rule], owners: dict[str, str]
) -> Iterator[Failure]:
    """Yield a failure for each rule that bears another's id: the file could not say which of the two it means."""
    for rule in rules:
        first, by = meant.setdefault(rule.id, rule), owners.setdefault(rule.id, owner)
        if first is not rule and by != owner:
            yield Failure(owner, _("kural daha önce %(owner)s bildirdi: %(name)s", owner=by, name=rule.id))
