"""A kept connection and the file that it opened: what is acknowledged stands in the file that is there."""

from pathlib import Path

import pytest

from kalem.db import disconnect, open_database


def test_a_kept_connection_is_not_used_once_its_file_was_replaced(tmp_path: Path):
    path, restored = tmp_path / "kalem.db", tmp_path / "restored.db"
    for file, told in ((path, "before"), (restored, "from the backup")):
        database = open_database(f"sqlite:///{file}")
        with database.connection_context():
            database.execute_sql("CREATE TABLE kept (word TEXT)")
            database.execute_sql("INSERT INTO kept VALUES (?)", (told,))
        disconnect(database)

    running = open_database(f"sqlite:///{path}")
    word = "SELECT word FROM kept"
    with running.connection_context():
        first = running.connection()
        assert running.execute_sql(word).fetchone() == ("before",)
    with running.connection_context():
        assert running.connection() is first
    for beside in ("-wal", "-shm"):
        Path(f"{path}{beside}").unlink(missing_ok=True)
    restored.rename(path)
    with running.connection_context():
        assert running.execute_sql(word).fetchone() == ("from the backup",)
        running.execute_sql("INSERT INTO kept VALUES ('after')")
    disconnect(running)

    again = open_database(f"sqlite:///{path}")
    with again.connection_context():
        assert again.execute_sql(word).fetchall() == [("from the backup",), ("after",)]
    disconnect(again)


@pytest.mark.parametrize("times", [1, 3])
def test_as_many_connections_are_left_as_before(tmp_path: Path, times: int):
    path = tmp_path / "kalem.db"
    running = open_database(f"sqlite:///{path}", connections=1)
    for _time in range(times):
        with running.connection_context():
            running.execute_sql("SELECT 1")
        path.unlink()
        path.touch()
    with running.connection_context():
        assert running.execute_sql("SELECT 2").fetchone() == (2,)
    disconnect(running)
