# `make` runs what a change must pass: the linters and all tests, which hold the docs to the program.
.PHONY: all core test lint docs

all: lint test

.venv: pyproject.toml
	python3 -m venv .venv
	.venv/bin/pip install -q -e '.[dev]'
	touch .venv

test: .venv
	.venv/bin/pytest -n logical

lint: .venv
	.venv/bin/ruff check
	.venv/bin/ruff format --check
	.venv/bin/mypy

# The compiled core, built in place; crates are built again only after a change.
core:
	cd core && cargo build --release --locked --features extension-module
	cp core/target/release/lib_core.so src/actioncli/_core.abi3.so

# The tests of README.md and docs/ alone.
docs: .venv
	.venv/bin/pytest -n logical tests/test_docs.py tests/test_readme.py tests/test_guide.py tests/test_help.py \
	  tests/test_shapes_page.py tests/checking/test_table.py tests/test_ci_page.py
