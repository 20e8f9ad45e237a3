"""Settings from defaults, file, environment and flags."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest

from legation.errors import BadInput
from legation.settings import PREFIX, Settings, described


def test_later_sources_win(tmp_path: Path) -> None:
    file = tmp_path / "legation.toml"
    file.write_text('port = 1\nhost = "file"\nstore = "file"\nquery_seconds = 3\nrejected = "no"\n')
    environment = {"LEGATION_PORT": "2", "LEGATION_HOST": "environment", "HOME": "/", "LEGATION_CONFIG": "x"}
    settings = Settings.load(file, environment, {"port": 3, "host": None})
    assert (settings.port, settings.host, settings.store) == (3, "environment", "file")
    assert settings.query_seconds == 3.0
    assert settings.rejected == Path("no")


def test_nothing_given_gives_the_defaults() -> None:
    assert Settings.load() == Settings()


@pytest.mark.parametrize(
    ("file", "environment", "flags", "message"),
    [
        ("prot = 1", {}, {}, r"prot: there is no such setting; the nearest is port"),
        ("", {"LEGATION_STOER": "x"}, {}, r"LEGATION_STOER: .*nearest is LEGATION_STORE"),
        ("", {}, {"hots": "x"}, r"--hots: .*nearest is host"),
        ('port = "8000"', {}, {}, r"port is a whole number"),
        ("port = true", {}, {}, r"port is a whole number"),
        ("host = 1", {}, {}, r"host is a text"),
        ("", {"LEGATION_PORT": "many"}, {}, r"LEGATION_PORT = 'many': port is a whole number"),
        ("", {"LEGATION_QUERY_SECONDS": "-1"}, {}, r"query_seconds -1"),
        ("", {"LEGATION_PORT": "70000"}, {}, r"0 to 65535"),
        ("", {"LEGATION_BASE": "example.org"}, {}, r"http or https address"),
        ("", {"LEGATION_BASE": "http://example.org"}, {}, r"ends in / or #"),
        ("", {"LEGATION_TOKEN": ""}, {}, r"would let everybody write"),
        ("", {"LEGATION_STORE": ""}, {}, r"a store has a place"),
        ("", {"LEGATION_STORE_USER": "anna"}, {}, r"go together"),
        ("", {"LEGATION_QUEUED_QUERIES": "-1"}, {}, r"queued_queries"),
        ("port =", {}, {}, r"is TOML"),
    ],
)
def test_what_is_wrong_is_told(
    tmp_path: Path, file: str, environment: dict[str, str], flags: dict[str, object], message: str
) -> None:
    path = tmp_path / "legation.toml"
    path.write_text(file)
    with pytest.raises(BadInput, match=message):
        Settings.load(path, environment, flags)


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="no such file"):
        Settings.load(tmp_path / "none.toml")
    (tmp_path / "latin.toml").write_bytes(b'host = "\xe9"')
    with pytest.raises(BadInput, match="UTF-8"):
        Settings.load(tmp_path / "latin.toml")


def test_a_path_that_need_not_be_given() -> None:
    assert Settings.load(environment={"LEGATION_AUDIT": "log/writes.jsonl"}).audit == Path("log/writes.jsonl")


def test_a_token_is_never_shown() -> None:
    shown = repr(Settings(token="secret", store_user="anna", store_password="secret", store_token="secret"))
    assert "secret" not in shown


def test_each_setting_is_described_and_documented() -> None:
    documented = (Path(__file__).parent.parent / "docs" / "settings.md").read_text(encoding="utf-8")
    for field in dataclasses.fields(Settings):
        text = described()[field.name]
        assert text.endswith(".")
        default = "none" if field.default is None else str(field.default)
        row = f"| `{field.name}` | `{PREFIX}{field.name.upper()}` | `{default}` | {text} |"
        assert row in documented, f"docs/settings.md lacks: {row}"
