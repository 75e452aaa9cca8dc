"""The cheapest honest transaction on this database: the yardstick that makes figures travel between machines."""

from sqlalchemy import Column, Integer, LargeBinary, MetaData, Table, insert, update

from engine.cli.bench.measuring import median_ms
from engine.cli.bench.office import BenchOffice

_ONE_KILOBYTE = bytes(1000)


def insert_update_commit_ms(office: BenchOffice, rounds: int) -> float:
    """The median of: insert a row of 1 KB, update it, commit to disk."""
    database = office.resources.database
    metadata = MetaData()
    plain = Table("bench_plain", metadata, Column("id", Integer, primary_key=True), Column("content", LargeBinary))
    metadata.create_all(database.engine)
    numbers = iter(range(1, rounds + 2))

    def once() -> None:
        number = next(numbers)
        with database.engine.begin() as connection:
            connection.execute(insert(plain).values(id=number, content=_ONE_KILOBYTE))
            connection.execute(update(plain).where(plain.c.id == number).values(content=_ONE_KILOBYTE[::-1]))

    try:
        return median_ms(once, rounds)
    finally:
        metadata.drop_all(database.engine)
