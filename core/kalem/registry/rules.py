"""Rules of the registry. The office's file ties each to its clause; the sentence of a setting runs it where it may."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from kalem.i18n import gettext as _
from kalem.i18n import joined
from kalem.i18n import lazy_gettext as _l
from kalem.organisation import municipality
from kalem.records import rule
from kalem.refusal import Refusal
from kalem.text import fold

from .offices import directorate_names, register_title

if TYPE_CHECKING:
    from kalem.workflow import StepRun

#: Which register a document of a type has its number in.
_REGISTER_OF = {"registry.incoming": "incoming", "registry.outgoing": "outgoing", "registry.internal": "internal"}


@rule("registered-first", label=_l("Evrak her işlemden önce kaydedilir"))
def registered_first(run: "StepRun") -> Iterator[Refusal]:
    """An incoming document is registered before anything else is done with it."""
    if run.record.number is None:
        yield Refusal(_("Evrak henüz gelen evrak defterine kaydedilmedi."), _("Önce “Kaydet” adımıyla kaydedin."))


@rule("numbered-in-own-register", label=_l("Gelen ve giden evrak, sayısıyla kendi defterine yazılır"))
def numbered(run: "StepRun") -> Iterator[Refusal]:
    """A document has a number in the register of its own kind before it is worked on or sent."""
    use = _REGISTER_OF.get(run.type.id)
    if use is None:
        return
    if run.record.number is None or run.record.register != f"{run.office.id}.{use}":
        yield Refusal(
            _("Evrakın numarası yok: %(register)s.", register=register_title(run.office, use)),
            _("Gelen evrak kaydedilince, giden yazı imzalanınca numara alır."),
        )


#: The rule that stands behind an intake step, where the office's text has one.
_BEHIND = {"register": "registered-first", "dossier": "dossier-first"}


@rule(
    "intake-order",
    label=_l("Evrak, havaleden önce kurumun belirlediği sıradan geçer"),
    setting=_l("Kurumun ayarı: gelen evrakın işlem sırası."),
)
def intake_order(run: "StepRun") -> Iterator[Refusal]:
    """Before referral the document goes through the intake steps of the office's file, in their order."""
    flow = run.type.drawn_for(run.office)
    order = [step for step in flow.steps if step.id in ("register", "dossier", "director")]
    places = [order[0].sources[0], *(step.target for step in order)] if order else []
    if run.record.state not in places:
        return
    left = order[places.index(run.record.state) :]
    missing = [step for step in left if _BEHIND.get(step.id) not in run.office.rules]
    if missing:
        yield Refusal(
            _("Havaleden önceki adımlar tamamlanmadı: %(steps)s.", steps=joined((s.label for s in missing), ", ")),
            _("Sıradaki adım: %(step)s.", step=str(missing[0].label)),
        )


@rule("dossier-first", label=_l("Gelen evrak, konu dosyasına konduktan sonra müdüre sunulur"))
def dossier_first(run: "StepRun") -> Iterator[Refusal]:
    """An incoming document stands in a subject dossier before it goes to the director."""
    if run.details.dossier is None:
        yield Refusal(_("Evrak bir konu dosyasına konmadı."), _("Önce “Dosyasına koy” adımıyla dosyasını seçin."))


@rule(
    "director-refers",
    label=_l("Kayıttan sonra evrakı yalnız müdür havale eder"),
    setting=_l("Yönetmelik havaleyi kimin, ne zaman yapacağını söylemiyor; kurumun ayarı böyle."),
)
def director_refers(run: "StepRun") -> Iterator[Refusal]:
    """After registration, and only the positions that the office's file names; others by their dated delegation."""
    if run.record.number is None:
        yield Refusal(_("Kayıt numarası almayan evrak havale edilmez."), _("Önce evrakın kaydedilmesi gerekir."))
    if run.office.referral.by and run.seat.slug not in run.office.referral.by:
        yield Refusal(
            _("Evrakı siz havale edemezsiniz."),
            _("Havaleyi yapan: %(titles)s ya da onun tarihli vekâletini taşıyan.", titles=_titles(run, "by")),
        )


@rule(
    "director-distributes",
    label=_l("Evrakı personele yalnız müdür dağıtır"),
    setting=_l("Yönetmelik görevlendirmeyi kimin yapacağını söylemiyor; kurumun ayarı böyle."),
)
def distributes(run: "StepRun") -> Iterator[Refusal]:
    """Only the positions that the office's file names give documents to staff."""
    named = run.office.referral.assign_by
    to_staff = run.step_id == "assign" or any(t.startswith("w") for t in run.values.get("action") or ())
    if named and to_staff and run.seat.slug not in named:
        yield Refusal(
            _("Evrakı personele siz dağıtamazsınız."),
            _("Dağıtımı yapan: %(titles)s ya da onun tarihli vekâletini taşıyan.", titles=_titles(run, "assign_by")),
        )


@rule(
    "work-done",
    label=_l("Evrak, işi bitmeden dosyasına kaldırılmaz"),
    setting=_l("Kurumun ayarı: işi bitmeyen evrak kapatılmaz."),
)
def work_done(run: "StepRun") -> Iterator[Refusal]:
    """A document is filed after it was answered or concluded."""
    if run.record.state not in ("answered", "concluded", "sent"):
        yield Refusal(
            _("Evrakın işi bitmedi; cevaplanmadan ya da sonuçlandırılmadan dosyasına kaldırılmaz."),
            _("Önce havale edilip sonuçlandırılmalı."),
        )


@rule("directorate-by-internal-letter", label=_l("Müdürlüğe giden evrakla değil, kurum içi yazıyla yazılır"))
def not_a_directorate(run: "StepRun") -> Iterator[Refusal]:
    """What goes to a directorate of the municipality is an internal letter, with the chain of internal letters."""
    if fold(run.details.addressee) in directorate_names():
        yield Refusal(
            _("%(name)s belediyenin müdürlüğüdür; ona giden evrakla yazılmaz.", name=run.details.addressee),
            _("Kurum içi yazı hazırlayın."),
            field="addressee",
        )


def _titles(run: "StepRun", what: str) -> str:
    whole = municipality.get()
    return ", ".join(whole.positions[name].title for name in getattr(run.office.referral, what))
