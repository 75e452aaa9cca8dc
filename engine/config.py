"""The one frozen set of settings, read once from `JIUZHU_…` variables or a command's options."""

from pathlib import Path
from typing import Literal

from pydantic import Field, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

ENV_PREFIX = "JIUZHU_"
MEGABYTE = 1_000_000


class Settings(BaseSettings):
    """How this process runs; every command takes the same names as options."""

    model_config = SettingsConfigDict(env_prefix=ENV_PREFIX, frozen=True, extra="forbid", validate_default=True)

    database_url: str = "sqlite:///var/jiuzhu.db"
    host: str = "127.0.0.1"
    port: int = Field(default=8000, ge=0, le=65535)
    key_file: Path = Path("var/keys.json")
    upload_dir: Path = Path("var/uploads")
    outgoing_dir: Path = Path("var/outgoing")
    """Where bank orders and referrals are laid for the programs that pick them up."""

    template_dir: Path | None = None
    """Where offices keep Word templates of their own: `<paper>.docx`, or `<unit code>/<paper>.docx` for one unit."""

    means_check_url: str | None = None
    means_check_secret_file: Path | None = None
    bank_url: str | None = None
    bank_secret_file: Path | None = None
    outgoing_hosts: str = ""
    """The only hosts that are ever called, separated by commas."""

    outgoing_timeout_seconds: float = Field(default=10.0, gt=0, le=120)
    outside_query_minutes: int = Field(default=10, ge=1, le=1440)
    """How often workers ask the connected systems what became of orders, checks and referrals."""

    bank_answer_hours: int = Field(default=72, ge=1)
    check_answer_hours: int = Field(default=120, ge=1)
    """How long an order or a request may go without an answer before an administrator is told."""

    stale_claim_hours: int | None = Field(default=None, ge=1, le=8760)
    """After how many hours without a draft a claimed human task goes back to its queue; empty: never."""

    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"

    secure_cookies: bool = False
    """Set behind TLS: `__Host-` cookie, `Secure`, and HSTS."""

    allowed_hosts: str = ""
    """The host names by which browsers reach the screens, separated by commas; empty: any."""

    session_idle_minutes: int = Field(default=30, ge=1, le=720)
    session_absolute_hours: int = Field(default=12, ge=1, le=24)
    password_profile: Literal["djbh3", "asvs"] = "djbh3"  # noqa: S105 - a name of rules, no password
    lockout_failures: int = Field(default=5, ge=1)
    lockout_failures_per_address: int = Field(default=50, ge=1)
    lockout_minutes: int = Field(default=15, ge=1)
    argon2_memory_kib: int = Field(default=65_536, ge=8)
    argon2_time_cost: int = Field(default=3, ge=1)
    argon2_parallelism: int = Field(default=4, ge=1)
    concurrent_hashings: int = Field(default=4, ge=1)
    """How many passwords are hashed at once: a flood of sign-ins must not take all memory."""

    max_body_bytes: int = Field(default=MEGABYTE, ge=1)
    max_upload_bytes: int = Field(default=25 * MEGABYTE, ge=1)

    test_clock: bool = False
    """Business time is set by `PUT /api/test/clock`; refused unless the database is marked as a test database."""

    embedded_worker: bool | None = None
    """Whether the server runs due work itself; by default on SQLite only."""

    @model_validator(mode="after")
    def _argon2_has_room_for_its_lanes(self) -> "Settings":
        if self.argon2_memory_kib < 8 * self.argon2_parallelism:  # RFC 9106, section 3.1
            raise ValueError("argon2_memory_kib must be at least 8 x argon2_parallelism")
        return self

    @property
    def browser_hosts(self) -> tuple[str, ...]:
        """The names of `allowed_hosts`."""
        return tuple(name.strip() for name in self.allowed_hosts.split(",") if name.strip())

    @model_validator(mode="after")
    def _whoever_is_called_shares_a_secret(self) -> "Settings":
        for name in ("means_check", "bank"):
            if getattr(self, f"{name}_url") and not getattr(self, f"{name}_secret_file"):
                raise ValueError(f"{name}_url needs {name}_secret_file")
        return self

    @property
    def outgoing_host_names(self) -> frozenset[str]:
        """The hosts that may be called."""
        return frozenset(host.strip() for host in self.outgoing_hosts.split(",") if host.strip())

    @property
    def runs_embedded_worker(self) -> bool:
        """Whether the server process also runs timers, deadlines and the outbox."""
        if self.embedded_worker is None:
            return self.database_url.startswith("sqlite")
        return self.embedded_worker
