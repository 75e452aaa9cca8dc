"""Nobody changes the record of what was done unnoticed, whatever they may do to the database."""

import json
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, text

from engine.clock import SystemClock
from engine.config import Settings
from engine.services import audit, audit_chain
from engine.services.unit_of_work import Resources, write
from engine.store.database import Database, open_database
from engine.store.encryption import FieldCipher, create_key_file

COUNTY = "500101"


@pytest.fixture
def resources(sqlite_url: str, tmp_path: Path) -> Iterator[Resources]:
    settings = Settings(database_url=sqlite_url, key_file=tmp_path / "keys.json")
    create_key_file(settings.key_file)
    database = open_database(sqlite_url)
    yield Resources(database, FieldCipher.load(settings.key_file), SystemClock(), settings)
    database.dispose()


@pytest.fixture
def sealed(resources: Resources) -> Resources:
    for number in range(5):
        write(
            resources,
            lambda work, number=number: audit.record(work, "tried", county_code=COUNTY, detail={"number": number}),
        )
    audit_chain.seal(resources, settle=timedelta(seconds=-5))
    return resources


def tamper(database: Database, change: Callable[[Connection], Any]) -> None:
    """Change the database as somebody with full rights could: without its guards."""
    with database.engine.begin() as connection:
        for (name,) in connection.execute(text("SELECT name FROM sqlite_master WHERE type = 'trigger'")).all():
            connection.execute(text(f"DROP TRIGGER {name}"))
        change(connection)


def problems(resources: Resources) -> list[str]:
    broken, _ = audit_chain.verify(resources)
    return [link.problem for link in broken]


def ids(connection: Connection) -> list[str]:
    return [row[0] for row in connection.execute(text("SELECT id FROM audit_entry ORDER BY id"))]


def test_an_untouched_chain_holds(sealed: Resources) -> None:
    broken, heads = audit_chain.verify(sealed)

    assert broken == []
    assert [(head.county_code, head.seq) for head in heads] == [(COUNTY, 5)]


def test_an_edited_entry_is_found(sealed: Resources) -> None:
    def edit(connection: Connection) -> None:
        changed = json.dumps({"number": 99})
        connection.execute(
            text("UPDATE audit_entry SET detail = :d WHERE id = :i"), {"d": changed, "i": ids(connection)[2]}
        )

    tamper(sealed.database, edit)

    assert problems(sealed) == ["记录被改动或顺序被调换"]


def test_a_deleted_entry_is_found(sealed: Resources) -> None:
    tamper(
        sealed.database,
        lambda connection: connection.execute(text("DELETE FROM audit_entry WHERE id = :i"), {"i": ids(connection)[1]}),
    )

    assert problems(sealed) == ["记录被删除"]


def test_a_deleted_link_is_found(sealed: Resources) -> None:
    tamper(sealed.database, lambda connection: connection.execute(text("DELETE FROM audit_seal WHERE seq = 3")))

    assert "缺少链接" in problems(sealed)


def test_swapped_contents_are_found(sealed: Resources) -> None:
    def swap(connection: Connection) -> None:
        first, second = ids(connection)[:2]
        details = dict(connection.execute(text("SELECT id, detail FROM audit_entry")).all())
        for one, other in ((first, second), (second, first)):
            connection.execute(
                text("UPDATE audit_entry SET detail = :d WHERE id = :i"), {"d": details[other], "i": one}
            )

    tamper(sealed.database, swap)

    assert problems(sealed) == ["记录被改动或顺序被调换", "记录被改动或顺序被调换"]


def test_an_entry_slipped_in_between_is_found(sealed: Resources) -> None:
    def slip_in(connection: Connection) -> None:
        first = ids(connection)[0]
        between = first[:-1] + ("0" if first[-1] != "0" else "1")
        connection.execute(
            text(
                "INSERT INTO audit_entry (id, county_code, at, actor, action, detail)"
                " SELECT :n, county_code, at, actor, action, detail FROM audit_entry WHERE id = :i"
            ),
            {"n": between, "i": first},
        )

    tamper(sealed.database, slip_in)

    assert any("事后插入" in problem for problem in problems(sealed))


def test_a_cut_off_tail_shows_in_the_head(sealed: Resources) -> None:
    _, before = audit_chain.verify(sealed)

    def cut(connection: Connection) -> None:
        connection.execute(text("DELETE FROM audit_seal WHERE seq = 5"))
        connection.execute(text("DELETE FROM audit_entry WHERE id = :i"), {"i": ids(connection)[-1]})

    tamper(sealed.database, cut)
    broken, after = audit_chain.verify(sealed)

    assert broken == []
    assert after != before


def test_fresh_entries_are_left_until_no_open_transaction_could_precede_them(resources: Resources) -> None:
    write(resources, lambda work: audit.record(work, "tried", county_code=COUNTY))

    assert audit_chain.seal(resources) == 0


@pytest.mark.parametrize("verb", ["UPDATE audit_entry SET action = 'x'", "DELETE FROM audit_entry"])
def test_the_database_itself_refuses_to_change_an_entry(sealed: Resources, verb: str) -> None:
    with pytest.raises(Exception, match="kept as they are"), sealed.database.engine.begin() as connection:
        connection.execute(text(verb))
