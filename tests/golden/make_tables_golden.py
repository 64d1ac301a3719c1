#!/usr/bin/env python3
"""Writes tables.json: the texts that pandas 3.1.1 reads from small CSV files that other readers stumble over.

Run by hand in an environment with pandas 3.1.1; the tests in tests/cases read the file.

tables.json is {name: {"bytes", "rows": [[label, text], ...]}}: `name` is the name of a test of the table in
tests/cases/csv_test.cc, without its row's number; "bytes" is the file as UTF-8 text.
"""

import io
import json
import pathlib

import pandas

assert pandas.__version__ == "3.1.1", pandas.__version__

TABLES = {
    "byte_order_mark_before_a_quoted_header": ('\ufeff"label","text"\nham,hi\n', {}),
    "nul_bytes_do_not_end_a_text": ('label,text\nham,"a\0b"\nham,"a\0c"\n', {}),
    "lines_that_end_with_cr_alone": ("label,text\rham,hi\rspam,buy\r", {}),
    "quote_line_end_and_comma_inside_quotes": ('label,text\nspam,"win\nnow ""free"", ok"\n', {}),
    "backslash_as_escape": ('label,text\nham,"7\\" disc, red"\n', {"escapechar": "\\"}),
    "byte_1a_is_text": ('label,text\nham,"a\x1ab"\nspam,c\n', {}),
    "space_before_a_quote_skipped": ('label,text\nham, "hi, all"\n', {"skipinitialspace": True}),
}


def main():
    golden = {}
    for name, (text, options) in TABLES.items():
        table = pandas.read_csv(io.BytesIO(text.encode()), dtype=str, keep_default_na=False, **options)
        assert list(table.columns) == ["label", "text"], (name, table.columns)
        golden[name] = {"bytes": text, "rows": table.values.tolist()}
    path = pathlib.Path(__file__).with_name("tables.json")
    path.write_text(json.dumps(golden, indent=0) + "\n", encoding="utf-8")


main()
