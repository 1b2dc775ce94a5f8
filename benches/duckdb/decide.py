"""The side of DuckDB: one process that decides on a file and says how long the query took.

    python decide.py DATA OUT --as-of 2025-11-20 --threads 2

It prints one JSON object. Its time is that of the query alone: neither Python's start nor the import counts.
"""

import argparse
import json
import time
from pathlib import Path

import duckdb

SQL = Path(__file__).with_name("decision.sql")


def quoted(text: str) -> str:
    """The inside of a text in SQL."""
    return text.replace("'", "''")


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("data")
    arguments.add_argument("out")
    arguments.add_argument("--as-of", required=True)
    arguments.add_argument("--threads", type=int, required=True)
    arguments.add_argument("--in-order", action="store_true", help="write the rows in the order of the records")
    wanted = arguments.parse_args()

    query = SQL.read_text(encoding="utf-8")
    for name, value in {"data": wanted.data, "out": wanted.out, "as_of": wanted.as_of}.items():
        query = query.replace("{" + name + "}", quoted(value))

    connection = duckdb.connect()
    connection.execute(f"SET threads = {wanted.threads}")
    connection.execute(f"SET preserve_insertion_order = {'true' if wanted.in_order else 'false'}")
    started = time.perf_counter()
    connection.execute(query)
    seconds = time.perf_counter() - started
    print(json.dumps({"seconds": seconds, "duckdb": duckdb.__version__}))


if __name__ == "__main__":
    main()
