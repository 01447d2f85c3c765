"""The notice board in the corridor: a program of its own, that reads the machine's log."""

import logging

from kalem.plugin import Event

board = logging.getLogger("kalem_ornek.board")


# docs: announce
def announce(event: Event) -> None:
    """Tell the board of a decided suggestion. It knows by the event's id whether it was told of it before."""
    if event.type == "ornek.suggestion" and event.state == "decided":
        board.info("suggestion %s was decided (%s)", event.subject_id, event.id)
