"""Database URLs: every option of a PostgreSQL URL arrives, or the URL is refused."""

import pytest
from tests.support.databases import Databases, connected

from kalem.db import DatabaseUrlError, open_database


def test_options_reach_the_server(databases: Databases):
    url = databases.fresh("postgresql")
    more = "&application_name=kalem-deneme&connect_timeout=7&sslmode=allow&options=-c%20statement_timeout%3D1234"
    with connected(url + more) as database:
        asked = "SELECT current_setting('application_name'), current_setting('statement_timeout')"
        assert database.execute_sql(asked).fetchone() == ("kalem-deneme", "1234ms")
        given = database.connection().info.get_parameters()
        assert (given["connect_timeout"], given["sslmode"]) == ("7", "allow")
    databases.drop(url)


@pytest.mark.parametrize("option", ["sslmod=require", "dbname=other", "max_connections=3", "sslmode=require&x="])
def test_an_option_that_is_none_is_refused(option: str):
    with pytest.raises(DatabaseUrlError, match="bilinmeyen seçenek"):
        open_database(f"postgresql://kalem@db/kalem?{option}")
    with pytest.raises(DatabaseUrlError, match="sslmode mi"):
        open_database("postgresql://kalem@db/kalem?sslmod=require")
