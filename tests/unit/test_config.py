"""Settings come from JIUZHU_ variables, are checked, and do not change."""

import pytest
from pydantic import ValidationError

from engine.config import Settings


def test_without_any_variable_the_settings_are_those_of_a_single_embedded_server(clean_environment: None) -> None:
    settings = Settings()

    assert settings.database_url == "sqlite:///var/jiuzhu.db"
    assert settings.port == 8000
    assert settings.password_profile == "djbh3"
    assert settings.runs_embedded_worker
    assert not settings.test_clock


def test_variables_are_read_with_their_prefix(clean_environment: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JIUZHU_DATABASE_URL", "postgresql://localhost/jiuzhu")
    monkeypatch.setenv("JIUZHU_TEST_CLOCK", "1")
    monkeypatch.setenv("PORT", "1")

    settings = Settings()

    assert settings.database_url == "postgresql://localhost/jiuzhu"
    assert settings.test_clock
    assert settings.port == 8000
    assert not settings.runs_embedded_worker


def test_an_option_of_a_command_comes_before_the_variable(
    clean_environment: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("JIUZHU_PORT", "9000")

    assert Settings(port=9001).port == 9001


@pytest.mark.parametrize(
    "values",
    [
        {"port": 70_000},
        {"password_profile": "none"},
        {"argon2_memory_kib": 16, "argon2_parallelism": 4},
        {"session_idle_minutes": 0},
        {"unknown": 1},
    ],
)
def test_settings_that_make_no_sense_are_refused(clean_environment: None, values: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        Settings(**values)


def test_settings_never_change(clean_environment: None) -> None:
    with pytest.raises(ValidationError):
        Settings().port = 1


@pytest.fixture
def clean_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in Settings.model_fields:
        monkeypatch.delenv(f"JIUZHU_{name.upper()}", raising=False)
