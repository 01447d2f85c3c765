"""The databases that tests get: fresh, migrated once, the same on both engines."""

import psycopg
import pytest
from tests.support.databases import Databases, connected


def make_table(url: str) -> None:
    with connected(url) as database:
        database.execute_sql("CREATE TABLE made (n integer)")


@pytest.fixture(scope="session")
def prepare_database():
    return make_table


@pytest.mark.parametrize("turn", ["first", "second"])
def test_each_test_gets_the_tables_and_no_rows_of_another(database_url: str, turn: str):
    with connected(database_url) as database:
        assert database.execute_sql("SELECT n FROM made").fetchall() == []
        database.execute_sql("INSERT INTO made VALUES (1)")


def test_an_empty_database_has_no_tables(empty_database_url: str):
    with connected(empty_database_url) as database:
        assert database.get_tables() == []


@pytest.mark.parametrize("engine", ["postgresql"], indirect=True)
def test_a_dropped_database_is_gone_even_while_someone_is_connected(databases: Databases, engine: str):
    url = databases.fresh(engine)
    with psycopg.connect(url):
        databases.drop(url)
    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(url)
