"""Failed tries to sign in: counted, so that nobody guesses passwords or codes."""

from datetime import timedelta

from kalem.context import now
from kalem.i18n import gettext as _
from kalem.refusal import Refusal, Refused
from kalem.text import fold

from .models import LoginAttempt

#: Failed sign-ins count for this long.
WINDOW = timedelta(minutes=15)

#: Failures in that time after which nobody gets to try: with one user name from one address, with one user name from
#: everywhere (a stranger elsewhere does not lock the owner out at once), from one address (a whole office shares it).
MOST_FOR_PAIR, MOST_FOR_USERNAME, MOST_FOR_ADDRESS = 5, 25, 50

#: Stands before a user name where codes are counted, apart from passwords; no typed name has it.
_CODE = "\x01"


def key_of(username: str) -> str:
    """Return what was typed as it is compared: folded, without blanks around, and cut to what can be stored."""
    return fold(username.replace("\0", "").replace(_CODE, "").strip()[:60])[:60]


def code_key_of(username_key: str) -> str:
    """Return under what the codes of a user are counted: who knows his password forgives no wrong code by it."""
    return f"{_CODE}{username_key}"[:60]


def note_attempt(key: str, address: str) -> LoginAttempt:
    """Write the attempt before it is made, so that many at once count too; refuse it when there were too many."""
    moment = now()
    attempt: LoginAttempt = LoginAttempt.create(username=key, address=address, at=moment)
    recent = LoginAttempt.at > moment - WINDOW
    from_address = LoginAttempt.select(LoginAttempt.username).where(recent & (LoginAttempt.address == address))
    with_username = LoginAttempt.select(LoginAttempt.address).where(recent & (LoginAttempt.username == key))
    if (
        with_username.where(LoginAttempt.address == address).count() > MOST_FOR_PAIR
        or with_username.count() > MOST_FOR_USERNAME
        or from_address.count() > MOST_FOR_ADDRESS
    ):
        attempt.delete_instance()
        raise Refused(
            Refusal(
                _("Çok fazla başarısız deneme yapıldı."),
                _("%(minutes)s dakika sonra yeniden deneyin.", minutes=int(WINDOW.total_seconds() // 60)),
            )
        )
    return attempt


def forgive(key: str, address: str) -> None:
    """Forget the failures of a user at an address, after he got in."""
    LoginAttempt.delete().where((LoginAttempt.username == key) & (LoginAttempt.address == address)).execute()


def purge_attempts() -> None:
    """Remove failures that no longer count."""
    LoginAttempt.delete().where(LoginAttempt.at <= now() - WINDOW).execute()
