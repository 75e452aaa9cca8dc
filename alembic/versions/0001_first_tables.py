"""first tables"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0001"
down_revision: str | None = None
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


UNPAID = "OLD.status <> 'paid'"
SAME_BUNDLE = (
    "OLD.number = NEW.number AND OLD.hash = NEW.hash AND OLD.author = NEW.author"
    " AND (OLD.status = 'draft' OR NEW.status <> 'draft' AND OLD.approver = NEW.approver"
    " AND OLD.effective_from = NEW.effective_from)"
)
GUARDED = {
    "audit_entry": None,
    "audit_seal": None,
    "submission": None,
    "decision_record": None,
    "standby_fund_entry": None,
    "recovery_entry": None,
    "aid_stock_entry": None,
    "nonfiscal_entry": None,
    "deadline_breach": (
        "OLD.completed_late_at IS NULL AND OLD.due_at = NEW.due_at AND OLD.key = NEW.key"
        " AND OLD.recorded_at = NEW.recorded_at AND OLD.deadline_id = NEW.deadline_id"
    ),
    "breach_note": None,
    "check_consent": "OLD.status = 'given'",
    "disbursement": UNPAID,
    "bundle": SAME_BUNDLE,
    "bundle_file": None,
}
REFUSE_CHANGE = (
    "CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS"
    " $$ BEGIN RAISE EXCEPTION '% rows are kept as they are', TG_TABLE_NAME; END $$"
)


def guard(table: str, verb: str, permitted: str | None) -> str:
    """The trigger that refuses UPDATE or DELETE, except where `permitted` holds."""
    condition = f" WHEN (NOT ({permitted}))" if permitted else ""
    trigger = f"CREATE TRIGGER guard_{table}_{verb.lower()} BEFORE {verb} ON {table} FOR EACH ROW{condition}"
    if op.get_bind().dialect.name == "sqlite":
        return f"{trigger} BEGIN SELECT RAISE(ABORT, '{table} rows are kept as they are'); END"
    return f"{trigger} EXECUTE FUNCTION refuse_change()"


def create_guards() -> None:
    """What is written for ever is guarded by the database itself."""
    connection = op.get_bind()
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql(REFUSE_CHANGE.replace("%", "%%"))
    for table, permitted in GUARDED.items():
        connection.exec_driver_sql(guard(table, "UPDATE", permitted))
        connection.exec_driver_sql(guard(table, "DELETE", UNPAID if permitted == UNPAID else None))


def upgrade() -> None:
    """Bring in the change."""
    op.create_table(
        "aid_stock",
        sa.Column("town_code", sa.String(), nullable=False),
        sa.Column("item", sa.String(), nullable=False),
        sa.Column("unit", sa.String(), nullable=False),
        sa.Column("county_code", sa.String(length=6), nullable=False),
        sa.Column("quantity", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("quantity >= 0", name=op.f("ck_aid_stock_quantity")),
        sa.PrimaryKeyConstraint("town_code", "item", "unit", name=op.f("pk_aid_stock")),
    )
    op.create_table(
        "aid_stock_entry",
        sa.Column("town_code", sa.String(), nullable=False),
        sa.Column("item", sa.String(), nullable=False),
        sa.Column("unit", sa.String(), nullable=False),
        sa.Column("disbursement_id", sa.Uuid(), nullable=True),
        sa.Column("receipt_id", sa.Uuid(), nullable=True),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("quantity", sa.BigInteger(), nullable=False),
        sa.Column("balance", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor", sa.String(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("county_code", sa.String(length=6), nullable=False),
        sa.CheckConstraint("kind IN ('received', 'issued', 'moved')", name=op.f("ck_aid_stock_entry_kind")),
        sa.PrimaryKeyConstraint("id", "county_code", name=op.f("pk_aid_stock_entry")),
        sa.UniqueConstraint(
            "disbursement_id",
            "item",
            "unit",
            "county_code",
            name=op.f("uq_aid_stock_entry_disbursement_id_item_unit_county_code"),
        ),
    )
    with op.batch_alter_table("aid_stock_entry", schema=None) as batch_op:
        batch_op.create_index("ix_aid_stock_entry_town_code", ["town_code", "at"], unique=False)

    op.create_table(
        "alert",
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("subject_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("level", sa.Integer(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("unit_code", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("county_code", sa.String(length=6), nullable=False),
        sa.PrimaryKeyConstraint("id", "county_code", name=op.f("pk_alert")),
        sa.UniqueConstraint(
            "subject_id", "level", "role", "county_code", name=op.f("uq_alert_subject_id_level_role_county_code")
        ),
    )
    with op.batch_alter_table("alert", schema=None) as batch_op:
        batch_op.create_index("ix_alert_case_id", ["case_id"], unique=False)
        batch_op.create_index("ix_alert_role_unit", ["role", "unit_code", "at"], unique=False)

    op.create_table(
        "audit_entry",
        sa.Column("case_id", sa.Uuid(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor", sa.String(), nullable=False),
        sa.Column("role", sa.String(), nullable=True),
        sa.Column("action", sa.String(), nullable=False),
        sa.Column("object_id", sa.String(), nullable=True),
        sa.Column("element_id", sa.String(), nullable=True),
        sa.Column("detail", sa.JSON(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("county_code", sa.String(length=6), nullable=False),
        sa.PrimaryKeyConstraint("id", "county_code", name=op.f("pk_audit_entry")),
    )
    with op.batch_alter_table("audit_entry", schema=None) as batch_op:
        batch_op.create_index("ix_audit_entry_at", ["at", "id"], unique=False)
        batch_op.create_index("ix_audit_entry_case_id", ["case_id", "at"], unique=False)

    op.create_table(
        "audit_seal",
        sa.Column("county_code", sa.String(), nullable=False),
        sa.Column("seq", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("entry_id", sa.Uuid(), nullable=False),
        sa.Column("mac", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("county_code", "seq", name=op.f("pk_audit_seal")),
        sa.UniqueConstraint("entry_id", name=op.f("uq_audit_seal_entry_id")),
    )
    op.create_table(
        "award_claim",
        sa.Column("identity_index", sa.LargeBinary(), nullable=False),
        sa.Column("cause_key", sa.LargeBinary(), nullable=False),
        sa.Column("year", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("line_kind", sa.String(), nullable=False),
        sa.Column("override_of", sa.String(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("county_code", sa.String(length=6), nullable=False),
        sa.Column("claimed_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint(
            "identity_index", "cause_key", "year", "line_kind", "override_of", name=op.f("pk_award_claim")
        ),
    )
    with op.batch_alter_table("award_claim", schema=None) as batch_op:
        batch_op.create_index("ix_award_claim_case_id", ["case_id"], unique=False)

    op.create_table(
        "award_limit",
        sa.Column("scope", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("limit_fen", sa.BigInteger(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.CheckConstraint("kind IN ('person_year', 'approver_day', 'area_day')", name=op.f("ck_award_limit_kind")),
        sa.CheckConstraint("limit_fen >= 0", name=op.f("ck_award_limit_limit")),
        sa.PrimaryKeyConstraint("scope", "kind", "valid_from", name=op.f("pk_award_limit")),
    )
    op.create_table(
        "award_tally",
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("owner", sa.String(), nullable=False),
        sa.Column("period", sa.String(length=10), nullable=False),
        sa.Column("total_fen", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("kind IN ('person_year', 'approver_day', 'area_day')", name=op.f("ck_award_tally_kind")),
        sa.CheckConstraint("total_fen >= 0", name=op.f("ck_award_tally_total")),
        sa.PrimaryKeyConstraint("kind", "owner", "period", name=op.f("pk_award_tally")),
    )
    op.create_table(
        "bank_file",
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("direction", sa.String(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("row_count", sa.Integer(), nullable=False),
        sa.Column("total_fen", sa.BigInteger(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor", sa.String(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("county_code", sa.String(length=6), nullable=False),
        sa.CheckConstraint("direction IN ('out', 'in')", name=op.f("ck_bank_file_direction")),
        sa.PrimaryKeyConstraint("id", "county_code", name=op.f("pk_bank_file")),
        sa.UniqueConstraint(
            "direction", "sha256", "county_code", name=op.f("uq_bank_file_direction_sha256_county_code")
        ),
        sa.UniqueConstraint(
            "number", "direction", "county_code", name=op.f("uq_bank_file_number_direction_county_code")
        ),
    )
    op.create_table(
        "bundle",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("hash", sa.String(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("effective_from", sa.Date(), nullable=True),
        sa.Column("author", sa.String(), nullable=False),
        sa.Column("approver", sa.String(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("retired_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("findings", sa.JSON(), nullable=False),
        sa.CheckConstraint("status IN ('draft', 'published', 'retired')", name=op.f("ck_bundle_status")),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_bundle")),
        sa.UniqueConstraint("hash", name=op.f("uq_bundle_hash")),
    )
    op.create_table(
        "calendar_day",
        sa.Column("on_date", sa.Date(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.CheckConstraint("kind IN ('off', 'makeup')", name=op.f("ck_calendar_day_kind")),
        sa.PrimaryKeyConstraint("on_date", name=op.f("pk_calendar_day")),
    )
    op.create_table(
        "calendar_year",
        sa.Column("year", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("version", sa.String(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("imported_by", sa.String(), nullable=False),
        sa.Column("imported_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("year", name=op.f("pk_calendar_year")),
    )
    op.create_table(
        "case_counter",
        sa.Column("county_code", sa.String(), nullable=False),
        sa.Column("year", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("last_number", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.PrimaryKeyConstraint("county_code", "year", name=op.f("pk_case_counter")),
    )
    op.create_table(
        "idempotency_answer",
        sa.Column("person", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("fingerprint", sa.String(), nullable=False),
        sa.Column("answer", sa.JSON(), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("person", "key", name=op.f("pk_idempotency_answer")),
    )
    with op.batch_alter_table("idempotency_answer", schema=None) as batch_op:
        batch_op.create_index("ix_idempotency_answer_answered_at", ["answered_at"], unique=False)

    op.create_table(
        "incident",
        sa.Column("case_id", sa.Uuid(), nullable=True),
        sa.Column("instance_id", sa.Uuid(), nullable=True),
        sa.Column("element_id", sa.String(), nullable=True),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("message", sa.String(), nullable=False),
        sa.Column("attempt", sa.LargeBinary(), nullable=True),
        sa.Column("attempt_key", sa.String(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("resolved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("resolved_by", sa.String(), nullable=True),
        sa.Column("given_up_reason", sa.LargeBinary(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("county_code", sa.String(length=6), nullable=False),
        sa.CheckConstraint("state IN ('open', 'resolved', 'given_up')", name=op.f("ck_incident_state")),
        sa.PrimaryKeyConstraint("id", "county_code", name=op.f("pk_incident")),
    )
    with op.batch_alter_table("incident", schema=None) as batch_op:
        batch_op.create_index("ix_incident_case_id", ["case_id"], unique=False)
        batch_op.create_index("ix_incident_state", ["state", "opened_at", "id"], unique=False)

    op.create_table(
        "installation",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("value", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_installation")),
    )
    op.create_table(
        "ledger_import",
        sa.Column("unit_code", sa.String(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("size_bytes", sa.Integer(), nullable=False),
        sa.Column("file_name", sa.LargeBinary(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=True),
        sa.Column("outline", sa.LargeBinary(), nullable=False),
        sa.Column("sheet", sa.Integer(), nullable=False),
        sa.Column("header_row", sa.Integer(), nullable=False),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("columns", sa.JSON(), nullable=False),
        sa.Column("constants", sa.JSON(), nullable=False),
        sa.Column("rows_announced", sa.Integer(), nullable=True),
        sa.Column("rows_read", sa.Integer(), nullable=False),
        sa.Column("record_count", sa.Integer(), nullable=False),
        sa.Column("error_rows", sa.Integer(), nullable=False),
        sa.Column("notice_count", sa.Integer(), nullable=False),
        sa.Column("skipped_rows", sa.Integer(), nullable=False),
        sa.Column("total_fen", sa.BigInteger(), nullable=False),
        sa.Column("numbered_rows", sa.Integer(), nullable=False),
        sa.Column("uploaded_by", sa.String(), nullable=False),
        sa.Column("uploaded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("confirmed_by", sa.String(), nullable=True),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("worked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("failure", sa.String(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("county_code", sa.String(length=6), nullable=False),
        sa.CheckConstraint(
            "status IN ('mapping', 'reading', 'checked', 'applying', 'applied', 'discarded', 'failed')",
            name=op.f("ck_ledger_import_status"),
        ),
        sa.CheckConstraint(
            "confirmed_by IS NULL OR confirmed_by <> uploaded_by", name=op.f("ck_ledger_import_two_persons")
        ),
        sa.PrimaryKeyConstraint("id", "county_code", name=op.f("pk_ledger_import")),
    )
    with op.batch_alter_table("ledger_import", schema=None) as batch_op:
        batch_op.create_index("ix_ledger_import_unit", ["unit_code", "uploaded_at", "id"], unique=False)
        batch_op.create_index(
            "ix_ledger_import_work",
            ["uploaded_at", "id"],
            unique=False,
            sqlite_where=sa.text("status IN ('reading', 'applying')"),
            postgresql_where=sa.text("status IN ('reading', 'applying')"),
        )
        batch_op.create_index(
            "ux_ledger_import_sha256",
            ["sha256", "county_code"],
            unique=True,
            sqlite_where=sa.text("status NOT IN ('discarded', 'failed')"),
            postgresql_where=sa.text("status NOT IN ('discarded', 'failed')"),
        )

    op.create_table(
        "local_standard",
        sa.Column("scope", sa.String(), nullable=False),
        sa.Column("area_type", sa.String(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("standard_fen", sa.BigInteger(), nullable=False),
        sa.Column("flag", sa.String(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.CheckConstraint("area_type IN ('city', 'rural')", name=op.f("ck_local_standard_area_type")),
        sa.PrimaryKeyConstraint("scope", "area_type", "valid_from", name=op.f("pk_local_standard")),
    )
    op.create_table(
        "org_unit",
        sa.Column("code", sa.String(length=12), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("parent", sa.String(length=12), nullable=True),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("successor", sa.String(length=12), nullable=True),
        sa.CheckConstraint("kind IN ('city', 'county', 'township', 'village')", name=op.f("ck_org_unit_kind")),
        sa.ForeignKeyConstraint(["parent"], ["org_unit.code"], name=op.f("fk_org_unit_parent_org_unit")),
        sa.ForeignKeyConstraint(["successor"], ["org_unit.code"], name=op.f("fk_org_unit_successor_org_unit")),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_org_unit")),
    )
    with op.batch_alter_table("org_unit", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_org_unit_parent"), ["parent"], unique=False)

    op.create_table(
        "outbox",
        sa.Column("case_id", sa.Uuid(), nullable=True),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("payload", sa.LargeBinary(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("next_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("lease_by", sa.String(), nullable=True),
        sa.Column("fence", sa.Integer(), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_error", sa.String(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("county_code", sa.String(length=6), nullable=False),
        sa.CheckConstraint("state IN ('ready', 'leased', 'done', 'dead')", name=op.f("ck_outbox_state")),
        sa.PrimaryKeyConstraint("id", "county_code", name=op.f("pk_outbox")),
        sa.UniqueConstraint("key", "county_code", name=op.f("uq_outbox_key_county_code")),
    )
    with op.batch_alter_table("outbox", schema=None) as batch_op:
        batch_op.create_index(
            "ix_outbox_next_at",
            ["next_at", "id"],
            unique=False,
            sqlite_where=sa.text("state IN ('ready', 'leased')"),
            postgresql_where=sa.text("state IN ('ready', 'leased')"),
        )

    op.create_table(
        "partner",
        sa.Column("target", sa.String(), nullable=False),
        sa.Column("organisation", sa.String(), nullable=False),
        sa.Column("project", sa.String(), nullable=False),
        sa.Column("contact", sa.LargeBinary(), nullable=False),
        sa.Column("fund_source", sa.String(), nullable=False),
        sa.Column("causes", sa.JSON(), nullable=False),
        sa.Column("min_fen", sa.BigInteger(), nullable=True),
        sa.Column("max_fen", sa.BigInteger(), nullable=True),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("base_url", sa.String(), nullable=True),
        sa.Column("secret", sa.LargeBinary(), nullable=True),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_by", sa.String(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("county_code", sa.String(length=6), nullable=False),
        sa.CheckConstraint(
            "fund_source IN ('foundation', 'charity_fund', 'donation', 'crowdfunding')",
            name=op.f("ck_partner_fund_source"),
        ),
        sa.CheckConstraint(
            "min_fen IS NULL OR max_fen IS NULL OR min_fen <= max_fen", name=op.f("ck_partner_interval")
        ),
        sa.CheckConstraint("valid_to IS NULL OR valid_from < valid_to", name=op.f("ck_partner_validity")),
        sa.PrimaryKeyConstraint("id", "county_code", name=op.f("pk_partner")),
    )
    with op.batch_alter_table("partner", schema=None) as batch_op:
        batch_op.create_index("ix_partner_target", ["target", "county_code"], unique=False)

    op.create_table(
        "policy_overlay",
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("effective_from", sa.Date(), nullable=False),
        sa.Column("is_on", sa.Boolean(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_policy_overlay")),
    )
    op.create_table(
        "sign_in_attempt",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("username", sa.String(length=64), nullable=False),
        sa.Column("address", sa.String(length=64), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("succeeded", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_in_attempt")),
    )
    with op.batch_alter_table("sign_in_attempt", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_sign_in_attempt_address_at"),
            ["address", "at"],
            unique=False,
            sqlite_where=sa.text("NOT succeeded"),
            postgresql_where=sa.text("NOT succeeded"),
        )
        batch_op.create_index(batch_op.f("ix_sign_in_attempt_at"), ["at"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_sign_in_attempt_username_at"),
            ["username", "at"],
            unique=False,
            sqlite_where=sa.text("NOT succeeded"),
            postgresql_where=sa.text("NOT succeeded"),
        )

    op.create_table(
        "staff_member",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("username", sa.String(length=64), nullable=False),
        sa.Column("display_name", sa.String(length=100), nullable=False),
        sa.Column("password_hash", sa.Text(), nullable=False),
        sa.Column("password_changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("must_change_password", sa.Boolean(), nullable=False),
        sa.Column("status", sa.String(length=16), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("status IN ('active', 'disabled')", name=op.f("ck_staff_member_status")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_staff_member")),
        sa.UniqueConstraint("username", name=op.f("uq_staff_member_username")),
    )
    op.create_table(
        "standby_fund",
        sa.Column("town_code", sa.String(), nullable=False),
        sa.Column("county_code", sa.String(), nullable=False),
        sa.Column("balance_fen", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("balance_fen >= 0", name=op.f("ck_standby_fund_balance")),
        sa.PrimaryKeyConstraint("town_code", name=op.f("pk_standby_fund")),
    )
    op.create_table(
        "standby_fund_entry",
        sa.Column("town_code", sa.String(), nullable=False),
        sa.Column("disbursement_id", sa.Uuid(), nullable=True),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("amount_fen", sa.BigInteger(), nullable=False),
        sa.Column("balance_fen", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor", sa.String(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("county_code", sa.String(length=6), nullable=False),
        sa.PrimaryKeyConstraint("id", "county_code", name=op.f("pk_standby_fund_entry")),
        sa.UniqueConstraint(
            "disbursement_id", "county_code", name=op.f("uq_standby_fund_entry_disbursement_id_county_code")
        ),
    )
    with op.batch_alter_table("standby_fund_entry", schema=None) as batch_op:
        batch_op.create_index("ix_standby_fund_entry_town_code", ["town_code", "at"], unique=False)

    op.create_table(
        "worker",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("host", sa.String(), nullable=False),
        sa.Column("pid", sa.Integer(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("beat_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_worker")),
    )
    op.create_table(
        "api_token",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("staff_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("token_digest", sa.LargeBinary(length=32), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_used_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["staff_id"], ["staff_member.id"], name=op.f("fk_api_token_staff_id_staff_member")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_api_token")),
        sa.UniqueConstraint("token_digest", name=op.f("uq_api_token_token_digest")),
    )
    with op.batch_alter_table("api_token", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_api_token_staff_id"), ["staff_id"], unique=False)

    op.create_table(
        "bundle_file",
        sa.Column("bundle_number", sa.Integer(), nullable=False),
        sa.Column("path", sa.String(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["bundle_number"], ["bundle.number"], name=op.f("fk_bundle_file_bundle_number_bundle")),
        sa.PrimaryKeyConstraint("bundle_number", "path", name=op.f("pk_bundle_file")),
    )
    op.create_table(
        "bundle_migration",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("source_number", sa.Integer(), nullable=False),
        sa.Column("target_number", sa.Integer(), nullable=False),
        sa.Column("planned_by", sa.String(), nullable=False),
        sa.Column("planned_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("plan", sa.JSON(), nullable=False),
        sa.Column("applied_by", sa.String(), nullable=True),
        sa.Column("applied_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("result", sa.JSON(), nullable=True),
        sa.ForeignKeyConstraint(
            ["source_number"], ["bundle.number"], name=op.f("fk_bundle_migration_source_number_bundle")
        ),
        sa.ForeignKeyConstraint(
            ["target_number"], ["bundle.number"], name=op.f("fk_bundle_migration_target_number_bundle")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bundle_migration")),
    )
    op.create_table(
        "ledger_problem",
        sa.Column("import_id", sa.Uuid(), nullable=False),
        sa.Column("row_no", sa.Integer(), nullable=False),
        sa.Column("field", sa.String(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("severity", sa.String(), nullable=False),
        sa.Column("message", sa.String(), nullable=False),
        sa.Column("fix", sa.String(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("county_code", sa.String(length=6), nullable=False),
        sa.CheckConstraint("severity IN ('error', 'notice')", name=op.f("ck_ledger_problem_severity")),
        sa.ForeignKeyConstraint(
            ["import_id", "county_code"],
            ["ledger_import.id", "ledger_import.county_code"],
            name=op.f("fk_ledger_problem_import_id_county_code_ledger_import"),
        ),
        sa.PrimaryKeyConstraint("id", "county_code", name=op.f("pk_ledger_problem")),
    )
    with op.batch_alter_table("ledger_problem", schema=None) as batch_op:
        batch_op.create_index("ix_ledger_problem_row", ["import_id", "row_no", "id"], unique=False)

    op.create_table(
        "ledger_record",
        sa.Column("import_id", sa.Uuid(), nullable=False),
        sa.Column("row_no", sa.Integer(), nullable=False),
        sa.Column("fingerprint", sa.LargeBinary(), nullable=False),
        sa.Column("reference", sa.String(), nullable=True),
        sa.Column("applicant_id", sa.Uuid(), nullable=False),
        sa.Column("award_id", sa.Uuid(), nullable=False),
        sa.Column("disbursement_id", sa.Uuid(), nullable=False),
        sa.Column("town_code", sa.String(), nullable=False),
        sa.Column("village_code", sa.String(), nullable=True),
        sa.Column("area_type", sa.String(), nullable=False),
        sa.Column("track", sa.String(), nullable=True),
        sa.Column("cause", sa.String(), nullable=False),
        sa.Column("cause_key", sa.LargeBinary(), nullable=False),
        sa.Column("category", sa.String(), nullable=True),
        sa.Column("household_size", sa.Integer(), nullable=False),
        sa.Column("description", sa.LargeBinary(), nullable=False),
        sa.Column("masked_applicant", sa.String(), nullable=False),
        sa.Column("name", sa.LargeBinary(), nullable=False),
        sa.Column("name_index", sa.LargeBinary(), nullable=False),
        sa.Column("id_number", sa.LargeBinary(), nullable=True),
        sa.Column("identity_index", sa.LargeBinary(), nullable=True),
        sa.Column("phone", sa.LargeBinary(), nullable=True),
        sa.Column("applied_on", sa.Date(), nullable=False),
        sa.Column("paid_on", sa.Date(), nullable=False),
        sa.Column("applied_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("paid_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("tally_owner", sa.String(), nullable=True),
        sa.Column("method", sa.String(), nullable=False),
        sa.Column("line_kind", sa.String(), nullable=False),
        sa.Column("amount_fen", sa.BigInteger(), nullable=False),
        sa.Column("lines", sa.JSON(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("county_code", sa.String(length=6), nullable=False),
        sa.ForeignKeyConstraint(
            ["import_id", "county_code"],
            ["ledger_import.id", "ledger_import.county_code"],
            name=op.f("fk_ledger_record_import_id_county_code_ledger_import"),
        ),
        sa.PrimaryKeyConstraint("id", "county_code", name=op.f("pk_ledger_record")),
        sa.UniqueConstraint(
            "import_id", "row_no", "county_code", name=op.f("uq_ledger_record_import_id_row_no_county_code")
        ),
    )
    with op.batch_alter_table("ledger_record", schema=None) as batch_op:
        batch_op.create_index("ix_ledger_record_fingerprint", ["import_id", "fingerprint"], unique=False)

    op.create_table(
        "past_password",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("staff_id", sa.Uuid(), nullable=False),
        sa.Column("password_hash", sa.Text(), nullable=False),
        sa.Column("replaced_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["staff_id"], ["staff_member.id"], name=op.f("fk_past_password_staff_id_staff_member")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_past_password")),
    )
    with op.batch_alter_table("past_password", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_past_password_staff_id"), ["staff_id"], unique=False)

    op.create_table(
        "relief_case",
        sa.Column("reference", sa.String(), nullable=False),
        sa.Column("town_code", sa.String(), nullable=False),
        sa.Column("village_code", sa.String(), nullable=True),
        sa.Column("area_type", sa.String(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("track", sa.String(), nullable=True),
        sa.Column("cause", sa.String(), nullable=False),
        sa.Column("cause_key", sa.LargeBinary(), nullable=True),
        sa.Column("category", sa.String(), nullable=True),
        sa.Column("category_confirmed", sa.Boolean(), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("category_source", sa.String(), nullable=True),
        sa.Column("category_checked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("needs_immediate", sa.Boolean(), nullable=False),
        sa.Column("immediate_reason", sa.LargeBinary(), nullable=True),
        sa.Column("over_capacity", sa.Boolean(), nullable=False),
        sa.Column("household_size", sa.Integer(), nullable=False),
        sa.Column("requested_fen", sa.BigInteger(), nullable=True),
        sa.Column("is_local", sa.Boolean(), nullable=True),
        sa.Column("linked_programme", sa.String(), nullable=True),
        sa.Column("linked_reference", sa.String(), nullable=True),
        sa.Column("description", sa.LargeBinary(), nullable=False),
        sa.Column("applicant_id", sa.Uuid(), nullable=False),
        sa.Column("masked_applicant", sa.String(), nullable=False),
        sa.Column("discovered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("accepted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("emergency_relieved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("served_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("check_authorised_until", sa.Date(), nullable=True),
        sa.Column("policy_date", sa.Date(), nullable=False),
        sa.Column("policy", sa.JSON(), nullable=False),
        sa.Column("bundle_number", sa.Integer(), nullable=False),
        sa.Column("registered_by", sa.String(), nullable=False),
        sa.Column("registered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("import_id", sa.Uuid(), nullable=True),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("county_code", sa.String(length=6), nullable=False),
        sa.CheckConstraint("household_size >= 1", name=op.f("ck_relief_case_household_size")),
        sa.ForeignKeyConstraint(["bundle_number"], ["bundle.number"], name=op.f("fk_relief_case_bundle_number_bundle")),
        sa.PrimaryKeyConstraint("id", "county_code", name=op.f("pk_relief_case")),
        sa.UniqueConstraint("reference", "county_code", name=op.f("uq_relief_case_reference_county_code")),
    )
    with op.batch_alter_table("relief_case", schema=None) as batch_op:
        batch_op.create_index("ix_relief_case_county", ["county_code", "registered_at", "id"], unique=False)
        batch_op.create_index(
            "ix_relief_case_import_id",
            ["import_id"],
            unique=False,
            sqlite_where=sa.text("import_id IS NOT NULL"),
            postgresql_where=sa.text("import_id IS NOT NULL"),
        )
        batch_op.create_index("ix_relief_case_person", ["applicant_id"], unique=False)
        batch_op.create_index("ix_relief_case_town", ["town_code", "registered_at", "id"], unique=False)
        batch_op.create_index("ix_relief_case_village", ["village_code", "registered_at", "id"], unique=False)

    op.create_table(
        "role_grant",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("staff_id", sa.Uuid(), nullable=False),
        sa.Column("role", sa.String(length=32), nullable=False),
        sa.Column("unit_code", sa.String(length=12), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.CheckConstraint("valid_to IS NULL OR valid_to >= valid_from", name=op.f("ck_role_grant_period")),
        sa.ForeignKeyConstraint(["staff_id"], ["staff_member.id"], name=op.f("fk_role_grant_staff_id_staff_member")),
        sa.ForeignKeyConstraint(["unit_code"], ["org_unit.code"], name=op.f("fk_role_grant_unit_code_org_unit")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_role_grant")),
        sa.UniqueConstraint(
            "staff_id", "role", "unit_code", "valid_from", name=op.f("uq_role_grant_staff_id_role_unit_code_valid_from")
        ),
    )
    with op.batch_alter_table("role_grant", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_role_grant_role_unit_code"), ["role", "unit_code"], unique=False)
        batch_op.create_index(batch_op.f("ix_role_grant_staff_id"), ["staff_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_role_grant_unit_code"), ["unit_code"], unique=False)

    op.create_table(
        "staff_session",
        sa.Column("token_digest", sa.LargeBinary(length=32), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("staff_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("address", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["staff_id"], ["staff_member.id"], name=op.f("fk_staff_session_staff_id_staff_member")),
        sa.PrimaryKeyConstraint("token_digest", name=op.f("pk_staff_session")),
        sa.UniqueConstraint("id", name=op.f("uq_staff_session_id")),
    )
    with op.batch_alter_table("staff_session", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_staff_session_expires_at"), ["expires_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_staff_session_staff_id"), ["staff_id"], unique=False)

    op.create_table(
        "unit_change",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("county_code", sa.String(length=6), nullable=False),
        sa.Column("unit_code", sa.String(length=12), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("effective_on", sa.Date(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("proposed_by", sa.String(), nullable=False),
        sa.Column("proposed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("confirmed_by", sa.String(), nullable=True),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("result", sa.JSON(), nullable=True),
        sa.CheckConstraint("kind IN ('merge', 'split', 'rename')", name=op.f("ck_unit_change_kind")),
        sa.CheckConstraint(
            "status IN ('proposed', 'confirmed', 'applied', 'withdrawn', 'stopped')", name=op.f("ck_unit_change_status")
        ),
        sa.CheckConstraint(
            "status NOT IN ('confirmed', 'applied', 'stopped') OR confirmed_by IS NOT NULL",
            name=op.f("ck_unit_change_confirmed"),
        ),
        sa.CheckConstraint(
            "confirmed_by IS NULL OR confirmed_by <> proposed_by", name=op.f("ck_unit_change_four_eyes")
        ),
        sa.ForeignKeyConstraint(["unit_code"], ["org_unit.code"], name=op.f("fk_unit_change_unit_code_org_unit")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_unit_change")),
    )
    with op.batch_alter_table("unit_change", schema=None) as batch_op:
        batch_op.create_index(
            "ix_unit_change_due",
            ["due_at", "id"],
            unique=False,
            sqlite_where=sa.text("status = 'confirmed'"),
            postgresql_where=sa.text("status = 'confirmed'"),
        )
        batch_op.create_index("ix_unit_change_proposed_at", ["proposed_at", "id"], unique=False)
        batch_op.create_index(
            "uq_unit_change_pending",
            ["unit_code"],
            unique=True,
            sqlite_where=sa.text("status IN ('proposed', 'confirmed', 'stopped')"),
            postgresql_where=sa.text("status IN ('proposed', 'confirmed', 'stopped')"),
        )

    op.create_table(
        "award",
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("task_id", sa.Uuid(), nullable=True),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("level", sa.String(), nullable=False),
        sa.Column("amount_fen", sa.BigInteger(), nullable=False),
        sa.Column("in_kind_value_fen", sa.BigInteger(), nullable=False),
        sa.Column("lines", sa.JSON(), nullable=False),
        sa.Column("proposed_by", sa.String(), nullable=False),
        sa.Column("decided_by", sa.String(), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("county_code", sa.String(length=6), nullable=False),
        sa.CheckConstraint(
            "task_id IS NOT NULL OR (kind = 'imported' AND proposed_by <> decided_by)",
            name=op.f("ck_award_two_persons"),
        ),
        sa.CheckConstraint("amount_fen >= 0 AND in_kind_value_fen >= 0", name=op.f("ck_award_amounts")),
        sa.ForeignKeyConstraint(
            ["case_id", "county_code"],
            ["relief_case.id", "relief_case.county_code"],
            name=op.f("fk_award_case_id_county_code_relief_case"),
        ),
        sa.PrimaryKeyConstraint("id", "county_code", name=op.f("pk_award")),
        sa.UniqueConstraint("task_id", "county_code", name=op.f("uq_award_task_id_county_code")),
    )
    with op.batch_alter_table("award", schema=None) as batch_op:
        batch_op.create_index("ix_award_case_id", ["case_id"], unique=False)

    op.create_table(
        "case_agent",
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("body", sa.String(), nullable=True),
        sa.Column("relation", sa.String(), nullable=True),
        sa.Column("name", sa.LargeBinary(), nullable=False),
        sa.Column("id_number", sa.LargeBinary(), nullable=True),
        sa.Column("phone", sa.LargeBinary(), nullable=True),
        sa.Column("authorised_on", sa.Date(), nullable=True),
        sa.Column("authorisation_id", sa.Uuid(), nullable=True),
        sa.Column("authorisation_by", sa.String(), nullable=True),
        sa.Column("entered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("county_code", sa.String(length=6), nullable=False),
        sa.CheckConstraint("kind <> 'body' OR body IS NOT NULL", name=op.f("ck_case_agent_body")),
        sa.CheckConstraint("kind IN ('person', 'body')", name=op.f("ck_case_agent_kind")),
        sa.ForeignKeyConstraint(
            ["case_id", "county_code"],
            ["relief_case.id", "relief_case.county_code"],
            name=op.f("fk_case_agent_case_id_county_code_relief_case"),
        ),
        sa.PrimaryKeyConstraint("id", "county_code", name=op.f("pk_case_agent")),
        sa.UniqueConstraint("case_id", "county_code", name=op.f("uq_case_agent_case_id_county_code")),
    )
    op.create_table(
        "case_handover",
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("from_town", sa.String(), nullable=False),
        sa.Column("from_village", sa.String(), nullable=True),
        sa.Column("to_town", sa.String(), nullable=False),
        sa.Column("to_village", sa.String(), nullable=True),
        sa.Column("reason_code", sa.String(), nullable=False),
        sa.Column("note", sa.LargeBinary(), nullable=True),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("proposed_by", sa.String(), nullable=False),
        sa.Column("proposed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answered_by", sa.String(), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answer", sa.LargeBinary(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("county_code", sa.String(length=6), nullable=False),
        sa.CheckConstraint(
            "status <> 'accepted' OR answered_by <> proposed_by", name=op.f("ck_case_handover_four_eyes")
        ),
        sa.CheckConstraint(
            "status IN ('proposed', 'accepted', 'refused', 'withdrawn')", name=op.f("ck_case_handover_status")
        ),
        sa.ForeignKeyConstraint(
            ["case_id", "county_code"],
            ["relief_case.id", "relief_case.county_code"],
            name=op.f("fk_case_handover_case_id_county_code_relief_case"),
        ),
        sa.PrimaryKeyConstraint("id", "county_code", name=op.f("pk_case_handover")),
    )
    with op.batch_alter_table("case_handover", schema=None) as batch_op:
        batch_op.create_index("ix_case_handover_from", ["status", "from_town", "proposed_at", "id"], unique=False)
        batch_op.create_index("ix_case_handover_to", ["status", "to_town", "proposed_at", "id"], unique=False)
        batch_op.create_index(
            "uq_case_handover_asked",
            ["case_id"],
            unique=True,
            sqlite_where=sa.text("status = 'proposed'"),
            postgresql_where=sa.text("status = 'proposed'"),
        )

    op.create_table(
        "clue",
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("is_urgent", sa.Boolean(), nullable=False),
        sa.Column("found_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("county_code", sa.String(length=6), nullable=False),
        sa.CheckConstraint(
            "status IN ('open', 'case_opened', 'visit_planned', 'dismissed')", name=op.f("ck_clue_status")
        ),
        sa.ForeignKeyConstraint(
            ["case_id", "county_code"],
            ["relief_case.id", "relief_case.county_code"],
            name=op.f("fk_clue_case_id_county_code_relief_case"),
        ),
        sa.PrimaryKeyConstraint("id", "county_code", name=op.f("pk_clue")),
    )
    with op.batch_alter_table("clue", schema=None) as batch_op:
        batch_op.create_index("ix_clue_case_id", ["case_id"], unique=False)

    op.create_table(
        "complaint",
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=True),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("filed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("county_code", sa.String(length=6), nullable=False),
        sa.ForeignKeyConstraint(
            ["case_id", "county_code"],
            ["relief_case.id", "relief_case.county_code"],
            name=op.f("fk_complaint_case_id_county_code_relief_case"),
        ),
        sa.PrimaryKeyConstraint("id", "county_code", name=op.f("pk_complaint")),
    )
    with op.batch_alter_table("complaint", schema=None) as batch_op:
        batch_op.create_index("ix_complaint_case_id", ["case_id"], unique=False)

    op.create_table(
        "decision_record",
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("instance_id", sa.Uuid(), nullable=False),
        sa.Column("decision_id", sa.String(), nullable=False),
        sa.Column("element_id", sa.String(), nullable=False),
        sa.Column("inputs", sa.JSON(), nullable=False),
        sa.Column("matched", sa.JSON(), nullable=False),
        sa.Column("result", sa.JSON(), nullable=False),
        sa.Column("bundle_number", sa.Integer(), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("county_code", sa.String(length=6), nullable=False),
        sa.ForeignKeyConstraint(
            ["case_id", "county_code"],
            ["relief_case.id", "relief_case.county_code"],
            name=op.f("fk_decision_record_case_id_county_code_relief_case"),
        ),
        sa.PrimaryKeyConstraint("id", "county_code", name=op.f("pk_decision_record")),
    )
    with op.batch_alter_table("decision_record", schema=None) as batch_op:
        batch_op.create_index("ix_decision_record_case_id", ["case_id", "decided_at"], unique=False)

    op.create_table(
        "document",
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("shown_name", sa.LargeBinary(), nullable=False),
        sa.Column("media_type", sa.String(), nullable=False),
        sa.Column("size_bytes", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("uploaded_by", sa.String(), nullable=False),
        sa.Column("uploaded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("county_code", sa.String(length=6), nullable=False),
        sa.ForeignKeyConstraint(
            ["case_id", "county_code"],
            ["relief_case.id", "relief_case.county_code"],
            name=op.f("fk_document_case_id_county_code_relief_case"),
        ),
        sa.PrimaryKeyConstraint("id", "county_code", name=op.f("pk_document")),
    )
    with op.batch_alter_table("document", schema=None) as batch_op:
        batch_op.create_index("ix_document_case_id", ["case_id", "uploaded_at"], unique=False)

    op.create_table(
        "economic_check",
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("task_id", sa.Uuid(), nullable=False),
        sa.Column("scope", sa.String(), nullable=False),
        sa.Column("requested_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answer", sa.LargeBinary(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("county_code", sa.String(length=6), nullable=False),
        sa.ForeignKeyConstraint(
            ["case_id", "county_code"],
            ["relief_case.id", "relief_case.county_code"],
            name=op.f("fk_economic_check_case_id_county_code_relief_case"),
        ),
        sa.PrimaryKeyConstraint("id", "county_code", name=op.f("pk_economic_check")),
        sa.UniqueConstraint("task_id", "county_code", name=op.f("uq_economic_check_task_id_county_code")),
    )
    with op.batch_alter_table("economic_check", schema=None) as batch_op:
        batch_op.create_index("ix_economic_check_case_id", ["case_id"], unique=False)
        batch_op.create_index(
            "ix_economic_check_unanswered",
            ["id"],
            unique=False,
            sqlite_where=sa.text("answered_at IS NULL"),
            postgresql_where=sa.text("answered_at IS NULL"),
        )

    op.create_table(
        "expenditure_item",
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("total_fen", sa.BigInteger(), nullable=True),
        sa.Column("reimbursed_fen", sa.BigInteger(), nullable=True),
        sa.Column("aid_fen", sa.BigInteger(), nullable=True),
        sa.Column("net_fen", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("county_code", sa.String(length=6), nullable=False),
        sa.ForeignKeyConstraint(
            ["case_id", "county_code"],
            ["relief_case.id", "relief_case.county_code"],
            name=op.f("fk_expenditure_item_case_id_county_code_relief_case"),
        ),
        sa.PrimaryKeyConstraint("id", "county_code", name=op.f("pk_expenditure_item")),
    )
    with op.batch_alter_table("expenditure_item", schema=None) as batch_op:
        batch_op.create_index("ix_expenditure_item_case_id", ["case_id"], unique=False)

    op.create_table(
        "kept_message",
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("data", sa.LargeBinary(), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sent_by", sa.String(), nullable=False),
        sa.Column("delivered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("instance_id", sa.Uuid(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("county_code", sa.String(length=6), nullable=False),
        sa.ForeignKeyConstraint(
            ["case_id", "county_code"],
            ["relief_case.id", "relief_case.county_code"],
            name=op.f("fk_kept_message_case_id_county_code_relief_case"),
        ),
        sa.PrimaryKeyConstraint("id", "county_code", name=op.f("pk_kept_message")),
    )
    with op.batch_alter_table("kept_message", schema=None) as batch_op:
        batch_op.create_index("ix_kept_message_case_id", ["case_id", "name"], unique=False)

    op.create_table(
        "nonfiscal_entry",
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("partner_id", sa.Uuid(), nullable=True),
        sa.Column("referral_id", sa.Uuid(), nullable=True),
        sa.Column("task_id", sa.Uuid(), nullable=True),
        sa.Column("counters_id", sa.Uuid(), nullable=True),
        sa.Column("fund_source", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("amount_fen", sa.BigInteger(), nullable=False),
        sa.Column("given_on", sa.Date(), nullable=False),
        sa.Column("voucher_number", sa.String(), nullable=True),
        sa.Column("receipt_id", sa.Uuid(), nullable=True),
        sa.Column("note", sa.LargeBinary(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor", sa.String(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("county_code", sa.String(length=6), nullable=False),
        sa.CheckConstraint(
            "fund_source IN ('foundation', 'charity_fund', 'donation', 'crowdfunding')",
            name=op.f("ck_nonfiscal_entry_fund_source"),
        ),
        sa.CheckConstraint(
            "kind <> 'voucher' OR voucher_number IS NOT NULL", name=op.f("ck_nonfiscal_entry_voucher_number")
        ),
        sa.CheckConstraint("kind IN ('money', 'goods', 'voucher')", name=op.f("ck_nonfiscal_entry_kind")),
        sa.CheckConstraint(
            "(counters_id IS NULL AND amount_fen > 0) OR (counters_id IS NOT NULL AND amount_fen < 0)",
            name=op.f("ck_nonfiscal_entry_amount"),
        ),
        sa.ForeignKeyConstraint(
            ["case_id", "county_code"],
            ["relief_case.id", "relief_case.county_code"],
            name=op.f("fk_nonfiscal_entry_case_id_county_code_relief_case"),
        ),
        sa.PrimaryKeyConstraint("id", "county_code", name=op.f("pk_nonfiscal_entry")),
        sa.UniqueConstraint("counters_id", "county_code", name=op.f("uq_nonfiscal_entry_counters_id_county_code")),
        sa.UniqueConstraint("task_id", "county_code", name=op.f("uq_nonfiscal_entry_task_id_county_code")),
    )
    with op.batch_alter_table("nonfiscal_entry", schema=None) as batch_op:
        batch_op.create_index("ix_nonfiscal_entry_case_id", ["case_id"], unique=False)
        batch_op.create_index("ix_nonfiscal_entry_given_on", ["county_code", "given_on"], unique=False)
        batch_op.create_index("ix_nonfiscal_entry_voucher_number", ["voucher_number"], unique=False)

    op.create_table(
        "notice",
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("task_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("reason_code", sa.String(), nullable=True),
        sa.Column("basis", sa.String(), nullable=True),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("issued_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("served_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("service_way", sa.String(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("county_code", sa.String(length=6), nullable=False),
        sa.ForeignKeyConstraint(
            ["case_id", "county_code"],
            ["relief_case.id", "relief_case.county_code"],
            name=op.f("fk_notice_case_id_county_code_relief_case"),
        ),
        sa.PrimaryKeyConstraint("id", "county_code", name=op.f("pk_notice")),
        sa.UniqueConstraint("task_id", "county_code", name=op.f("uq_notice_task_id_county_code")),
    )
    with op.batch_alter_table("notice", schema=None) as batch_op:
        batch_op.create_index("ix_notice_case_id", ["case_id"], unique=False)

    op.create_table(
        "objection",
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("task_id", sa.Uuid(), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("objector", sa.LargeBinary(), nullable=True),
        sa.Column("filed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("county_code", sa.String(length=6), nullable=False),
        sa.ForeignKeyConstraint(
            ["case_id", "county_code"],
            ["relief_case.id", "relief_case.county_code"],
            name=op.f("fk_objection_case_id_county_code_relief_case"),
        ),
        sa.PrimaryKeyConstraint("id", "county_code", name=op.f("pk_objection")),
        sa.UniqueConstraint("task_id", "county_code", name=op.f("uq_objection_task_id_county_code")),
    )
    with op.batch_alter_table("objection", schema=None) as batch_op:
        batch_op.create_index("ix_objection_case_id", ["case_id"], unique=False)

    op.create_table(
        "person",
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("relation", sa.String(), nullable=True),
        sa.Column("name", sa.LargeBinary(), nullable=False),
        sa.Column("name_index", sa.LargeBinary(), nullable=False),
        sa.Column("id_number", sa.LargeBinary(), nullable=True),
        sa.Column("identity_index", sa.LargeBinary(), nullable=True),
        sa.Column("phone", sa.LargeBinary(), nullable=True),
        sa.Column("payee_account", sa.LargeBinary(), nullable=True),
        sa.Column("payee_holder", sa.LargeBinary(), nullable=True),
        sa.Column("hukou", sa.String(), nullable=True),
        sa.Column("residence", sa.String(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("county_code", sa.String(length=6), nullable=False),
        sa.ForeignKeyConstraint(
            ["case_id", "county_code"],
            ["relief_case.id", "relief_case.county_code"],
            name=op.f("fk_person_case_id_county_code_relief_case"),
        ),
        sa.PrimaryKeyConstraint("id", "county_code", name=op.f("pk_person")),
    )
    with op.batch_alter_table("person", schema=None) as batch_op:
        batch_op.create_index("ix_person_case_id", ["case_id"], unique=False)
        batch_op.create_index("ix_person_identity", ["identity_index"], unique=False)
        batch_op.create_index("ix_person_name", ["name_index"], unique=False)

    op.create_table(
        "process_instance",
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("process_id", sa.String(), nullable=False),
        sa.Column("bundle_number", sa.Integer(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("state", sa.LargeBinary(), nullable=True),
        sa.Column("previous_state", sa.LargeBinary(), nullable=True),
        sa.Column("state_format", sa.Integer(), nullable=False),
        sa.Column("library_version", sa.String(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("origin_task_id", sa.Uuid(), nullable=True),
        sa.Column("opened_by", sa.String(), nullable=False),
        sa.Column("inputs", sa.JSON(), nullable=False),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("county_code", sa.String(length=6), nullable=False),
        sa.CheckConstraint(
            "status IN ('registered', 'running', 'finished', 'stopped')", name=op.f("ck_process_instance_status")
        ),
        sa.ForeignKeyConstraint(
            ["bundle_number"], ["bundle.number"], name=op.f("fk_process_instance_bundle_number_bundle")
        ),
        sa.ForeignKeyConstraint(
            ["case_id", "county_code"],
            ["relief_case.id", "relief_case.county_code"],
            name=op.f("fk_process_instance_case_id_county_code_relief_case"),
        ),
        sa.PrimaryKeyConstraint("id", "county_code", name=op.f("pk_process_instance")),
    )
    with op.batch_alter_table("process_instance", schema=None) as batch_op:
        batch_op.create_index("ix_process_instance_case_id", ["case_id"], unique=False)

    op.create_table(
        "programme_link",
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("programme", sa.String(), nullable=False),
        sa.Column("reference", sa.String(), nullable=True),
        sa.Column("result", sa.String(), nullable=True),
        sa.Column("linked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("county_code", sa.String(length=6), nullable=False),
        sa.ForeignKeyConstraint(
            ["case_id", "county_code"],
            ["relief_case.id", "relief_case.county_code"],
            name=op.f("fk_programme_link_case_id_county_code_relief_case"),
        ),
        sa.PrimaryKeyConstraint("id", "county_code", name=op.f("pk_programme_link")),
    )
    with op.batch_alter_table("programme_link", schema=None) as batch_op:
        batch_op.create_index("ix_programme_link_case_id", ["case_id"], unique=False)

    op.create_table(
        "public_notice",
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("task_id", sa.Uuid(), nullable=False),
        sa.Column("purpose", sa.String(), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("drafted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("county_code", sa.String(length=6), nullable=False),
        sa.ForeignKeyConstraint(
            ["case_id", "county_code"],
            ["relief_case.id", "relief_case.county_code"],
            name=op.f("fk_public_notice_case_id_county_code_relief_case"),
        ),
        sa.PrimaryKeyConstraint("id", "county_code", name=op.f("pk_public_notice")),
        sa.UniqueConstraint("task_id", "county_code", name=op.f("uq_public_notice_task_id_county_code")),
    )
    with op.batch_alter_table("public_notice", schema=None) as batch_op:
        batch_op.create_index("ix_public_notice_case_id", ["case_id"], unique=False)

    op.create_table(
        "recovery",
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("receivable_fen", sa.BigInteger(), nullable=False),
        sa.Column("fine_fen", sa.BigInteger(), nullable=False),
        sa.Column("balance_fen", sa.BigInteger(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("county_code", sa.String(length=6), nullable=False),
        sa.CheckConstraint("status IN ('open', 'receivable', 'closed')", name=op.f("ck_recovery_status")),
        sa.CheckConstraint("balance_fen >= 0", name=op.f("ck_recovery_balance")),
        sa.ForeignKeyConstraint(
            ["case_id", "county_code"],
            ["relief_case.id", "relief_case.county_code"],
            name=op.f("fk_recovery_case_id_county_code_relief_case"),
        ),
        sa.PrimaryKeyConstraint("id", "county_code", name=op.f("pk_recovery")),
    )
    with op.batch_alter_table("recovery", schema=None) as batch_op:
        batch_op.create_index("ix_recovery_case_id", ["case_id"], unique=False)

    op.create_table(
        "referral",
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("instance_id", sa.Uuid(), nullable=True),
        sa.Column("target", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("timing", sa.String(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("partner_id", sa.Uuid(), nullable=True),
        sa.Column("requested_fen", sa.BigInteger(), nullable=True),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("county_code", sa.String(length=6), nullable=False),
        sa.ForeignKeyConstraint(
            ["case_id", "county_code"],
            ["relief_case.id", "relief_case.county_code"],
            name=op.f("fk_referral_case_id_county_code_relief_case"),
        ),
        sa.PrimaryKeyConstraint("id", "county_code", name=op.f("pk_referral")),
    )
    with op.batch_alter_table("referral", schema=None) as batch_op:
        batch_op.create_index("ix_referral_case_id", ["case_id", "target"], unique=False)
        batch_op.create_index(
            "ix_referral_handed_over",
            ["id"],
            unique=False,
            sqlite_where=sa.text("status = 'sent'"),
            postgresql_where=sa.text("status = 'sent'"),
        )

    op.create_table(
        "submission",
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("instance_id", sa.Uuid(), nullable=False),
        sa.Column("element_id", sa.String(), nullable=False),
        sa.Column("data", sa.LargeBinary(), nullable=False),
        sa.Column("submitted_by", sa.String(), nullable=False),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("county_code", sa.String(length=6), nullable=False),
        sa.ForeignKeyConstraint(
            ["case_id", "county_code"],
            ["relief_case.id", "relief_case.county_code"],
            name=op.f("fk_submission_case_id_county_code_relief_case"),
        ),
        sa.PrimaryKeyConstraint("id", "county_code", name=op.f("pk_submission")),
    )
    with op.batch_alter_table("submission", schema=None) as batch_op:
        batch_op.create_index("ix_submission_case_id", ["case_id", "element_id", "submitted_at"], unique=False)

    op.create_table(
        "visit",
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("task_id", sa.Uuid(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("planned_for", sa.Date(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("county_code", sa.String(length=6), nullable=False),
        sa.ForeignKeyConstraint(
            ["case_id", "county_code"],
            ["relief_case.id", "relief_case.county_code"],
            name=op.f("fk_visit_case_id_county_code_relief_case"),
        ),
        sa.PrimaryKeyConstraint("id", "county_code", name=op.f("pk_visit")),
    )
    with op.batch_alter_table("visit", schema=None) as batch_op:
        batch_op.create_index("ix_visit_case_id", ["case_id"], unique=False)

    op.create_table(
        "watch_flag",
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("identity_index", sa.LargeBinary(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("expires_on", sa.Date(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("county_code", sa.String(length=6), nullable=False),
        sa.ForeignKeyConstraint(
            ["case_id", "county_code"],
            ["relief_case.id", "relief_case.county_code"],
            name=op.f("fk_watch_flag_case_id_county_code_relief_case"),
        ),
        sa.PrimaryKeyConstraint("id", "county_code", name=op.f("pk_watch_flag")),
    )
    with op.batch_alter_table("watch_flag", schema=None) as batch_op:
        batch_op.create_index("ix_watch_flag_identity_index", ["identity_index"], unique=False)

    op.create_table(
        "check_consent",
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=True),
        sa.Column("relation", sa.String(), nullable=True),
        sa.Column("name", sa.LargeBinary(), nullable=True),
        sa.Column("id_number", sa.LargeBinary(), nullable=True),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("scope", sa.JSON(), nullable=False),
        sa.Column("answered_on", sa.Date(), nullable=False),
        sa.Column("valid_until", sa.Date(), nullable=True),
        sa.Column("by_guardian", sa.Boolean(), nullable=False),
        sa.Column("paper_id", sa.Uuid(), nullable=True),
        sa.Column("entered_by", sa.String(), nullable=False),
        sa.Column("entered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("withdrawn_on", sa.Date(), nullable=True),
        sa.Column("withdrawn_by", sa.String(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("county_code", sa.String(length=6), nullable=False),
        sa.CheckConstraint(
            "(status = 'withdrawn') = (withdrawn_on IS NOT NULL)", name=op.f("ck_check_consent_withdrawn")
        ),
        sa.CheckConstraint("status IN ('given', 'refused', 'withdrawn')", name=op.f("ck_check_consent_status")),
        sa.CheckConstraint("(person_id IS NULL) = (name IS NOT NULL)", name=op.f("ck_check_consent_person")),
        sa.ForeignKeyConstraint(
            ["case_id", "county_code"],
            ["relief_case.id", "relief_case.county_code"],
            name=op.f("fk_check_consent_case_id_county_code_relief_case"),
        ),
        sa.ForeignKeyConstraint(
            ["person_id", "county_code"],
            ["person.id", "person.county_code"],
            name=op.f("fk_check_consent_person_id_county_code_person"),
        ),
        sa.PrimaryKeyConstraint("id", "county_code", name=op.f("pk_check_consent")),
    )
    with op.batch_alter_table("check_consent", schema=None) as batch_op:
        batch_op.create_index("ix_check_consent_case_id", ["case_id"], unique=False)
        batch_op.create_index("ix_check_consent_person_id", ["person_id"], unique=False)

    op.create_table(
        "deadline",
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("instance_id", sa.Uuid(), nullable=False),
        sa.Column("town_code", sa.String(), nullable=False),
        sa.Column("case_reference", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("occurrence", sa.Integer(), nullable=False),
        sa.Column("instalment_no", sa.Integer(), nullable=True),
        sa.Column("element_id", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("anchor", sa.String(), nullable=False),
        sa.Column("limits", sa.JSON(), nullable=False),
        sa.Column("basis", sa.String(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("initial_due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("provisional", sa.Boolean(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("level", sa.Integer(), nullable=False),
        sa.Column("next_mark_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("next_level", sa.Integer(), nullable=True),
        sa.Column("stopped_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("stop_reason", sa.String(), nullable=True),
        sa.Column("is_breached", sa.Boolean(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("county_code", sa.String(length=6), nullable=False),
        sa.CheckConstraint("kind IN ('duty', 'period')", name=op.f("ck_deadline_kind")),
        sa.CheckConstraint(
            "status IN ('running', 'paused', 'warned', 'breached', 'met', 'elapsed', 'cancelled')",
            name=op.f("ck_deadline_status"),
        ),
        sa.ForeignKeyConstraint(
            ["instance_id", "county_code"],
            ["process_instance.id", "process_instance.county_code"],
            name=op.f("fk_deadline_instance_id_county_code_process_instance"),
        ),
        sa.PrimaryKeyConstraint("id", "county_code", name=op.f("pk_deadline")),
        sa.UniqueConstraint(
            "case_id",
            "instance_id",
            "key",
            "occurrence",
            "county_code",
            name=op.f("uq_deadline_case_id_instance_id_key_occurrence_county_code"),
        ),
    )
    with op.batch_alter_table("deadline", schema=None) as batch_op:
        batch_op.create_index("ix_deadline_case_id", ["case_id", "key"], unique=False)
        batch_op.create_index(
            "ix_deadline_next_mark",
            ["next_mark_at", "id"],
            unique=False,
            sqlite_where=sa.text("next_mark_at IS NOT NULL"),
            postgresql_where=sa.text("next_mark_at IS NOT NULL"),
        )
        batch_op.create_index("ix_deadline_status_county", ["status", "county_code", "due_at", "id"], unique=False)
        batch_op.create_index("ix_deadline_status_town", ["status", "town_code", "due_at", "id"], unique=False)

    op.create_table(
        "disbursement",
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("award_id", sa.Uuid(), nullable=False),
        sa.Column("line_no", sa.Integer(), nullable=False),
        sa.Column("instalment_no", sa.Integer(), nullable=False),
        sa.Column("is_staged", sa.Boolean(), nullable=False),
        sa.Column("method", sa.String(), nullable=False),
        sa.Column("fund_source", sa.String(), nullable=False),
        sa.Column("amount_fen", sa.BigInteger(), nullable=False),
        sa.Column("planned_on", sa.Date(), nullable=False),
        sa.Column("goods", sa.JSON(), nullable=True),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("paid_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("paid_by", sa.String(), nullable=True),
        sa.Column("cancelled_reason", sa.String(), nullable=True),
        sa.Column("receipt_id", sa.Uuid(), nullable=True),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("county_code", sa.String(length=6), nullable=False),
        sa.CheckConstraint("method IN ('cash', 'bank', 'in_kind')", name=op.f("ck_disbursement_method")),
        sa.CheckConstraint("status <> 'paid' OR paid_at IS NOT NULL", name=op.f("ck_disbursement_paid_at")),
        sa.CheckConstraint(
            "status IN ('planned', 'ordered', 'returned', 'paid', 'cancelled')", name=op.f("ck_disbursement_status")
        ),
        sa.CheckConstraint("amount_fen > 0", name=op.f("ck_disbursement_amount")),
        sa.ForeignKeyConstraint(
            ["award_id", "county_code"],
            ["award.id", "award.county_code"],
            name=op.f("fk_disbursement_award_id_county_code_award"),
        ),
        sa.PrimaryKeyConstraint("id", "county_code", name=op.f("pk_disbursement")),
        sa.UniqueConstraint(
            "award_id",
            "line_no",
            "instalment_no",
            "county_code",
            name=op.f("uq_disbursement_award_id_line_no_instalment_no_county_code"),
        ),
    )
    with op.batch_alter_table("disbursement", schema=None) as batch_op:
        batch_op.create_index("ix_disbursement_case_id", ["case_id"], unique=False)

    op.create_table(
        "element_visit",
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("instance_id", sa.Uuid(), nullable=False),
        sa.Column("process_id", sa.String(), nullable=False),
        sa.Column("element_id", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor", sa.String(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("county_code", sa.String(length=6), nullable=False),
        sa.ForeignKeyConstraint(
            ["instance_id", "county_code"],
            ["process_instance.id", "process_instance.county_code"],
            name=op.f("fk_element_visit_instance_id_county_code_process_instance"),
        ),
        sa.PrimaryKeyConstraint("id", "county_code", name=op.f("pk_element_visit")),
    )
    with op.batch_alter_table("element_visit", schema=None) as batch_op:
        batch_op.create_index("ix_element_visit_case_id", ["case_id", "id"], unique=False)

    op.create_table(
        "event_wait",
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("instance_id", sa.Uuid(), nullable=False),
        sa.Column("element_id", sa.String(), nullable=False),
        sa.Column("message", sa.String(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("county_code", sa.String(length=6), nullable=False),
        sa.ForeignKeyConstraint(
            ["instance_id", "county_code"],
            ["process_instance.id", "process_instance.county_code"],
            name=op.f("fk_event_wait_instance_id_county_code_process_instance"),
        ),
        sa.PrimaryKeyConstraint("id", "county_code", name=op.f("pk_event_wait")),
    )
    with op.batch_alter_table("event_wait", schema=None) as batch_op:
        batch_op.create_index("ix_event_wait_case_id", ["case_id", "message"], unique=False)
        batch_op.create_index("ix_event_wait_instance_id", ["instance_id"], unique=False)

    op.create_table(
        "human_task",
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("instance_id", sa.Uuid(), nullable=False),
        sa.Column("process_id", sa.String(), nullable=False),
        sa.Column("element_id", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("town_code", sa.String(), nullable=True),
        sa.Column("village_code", sa.String(), nullable=True),
        sa.Column("case_reference", sa.String(), nullable=False),
        sa.Column("masked_applicant", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("assignee", sa.String(), nullable=True),
        sa.Column("claimed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("apart_from", sa.String(), nullable=True),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("deadline_key", sa.String(), nullable=True),
        sa.Column("last_worked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("follow_up_on", sa.Date(), nullable=True),
        sa.Column("completed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("completed_by", sa.String(), nullable=True),
        sa.Column("draft", sa.LargeBinary(), nullable=True),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("county_code", sa.String(length=6), nullable=False),
        sa.CheckConstraint("state IN ('open', 'completed', 'cancelled')", name=op.f("ck_human_task_state")),
        sa.ForeignKeyConstraint(
            ["instance_id", "county_code"],
            ["process_instance.id", "process_instance.county_code"],
            name=op.f("fk_human_task_instance_id_county_code_process_instance"),
        ),
        sa.PrimaryKeyConstraint("id", "county_code", name=op.f("pk_human_task")),
    )
    with op.batch_alter_table("human_task", schema=None) as batch_op:
        batch_op.create_index(
            "ix_human_task_assignee",
            ["assignee", "due_at", "id"],
            unique=False,
            sqlite_where=sa.text("state = 'open'"),
            postgresql_where=sa.text("state = 'open'"),
        )
        batch_op.create_index("ix_human_task_case_id", ["case_id"], unique=False)
        batch_op.create_index(
            "ix_human_task_county",
            ["county_code", "due_at", "id"],
            unique=False,
            sqlite_where=sa.text("state = 'open'"),
            postgresql_where=sa.text("state = 'open'"),
        )
        batch_op.create_index(
            "ix_human_task_due",
            ["due_at", "id", "county_code"],
            unique=False,
            sqlite_where=sa.text("state = 'open'"),
            postgresql_where=sa.text("state = 'open'"),
        )
        batch_op.create_index(
            "ix_human_task_element",
            ["element_id", "due_at", "id"],
            unique=False,
            sqlite_where=sa.text("state = 'open'"),
            postgresql_where=sa.text("state = 'open'"),
        )
        batch_op.create_index("ix_human_task_instance_id", ["instance_id"], unique=False)
        batch_op.create_index(
            "ix_human_task_last_worked",
            ["last_worked_at", "id"],
            unique=False,
            sqlite_where=sa.text("state = 'open'"),
            postgresql_where=sa.text("state = 'open'"),
        )
        batch_op.create_index(
            "ix_human_task_name",
            ["name", "due_at", "id"],
            unique=False,
            sqlite_where=sa.text("state = 'open'"),
            postgresql_where=sa.text("state = 'open'"),
        )
        batch_op.create_index(
            "ix_human_task_role_county",
            ["role", "county_code", "due_at", "id", "assignee"],
            unique=False,
            sqlite_where=sa.text("state = 'open'"),
            postgresql_where=sa.text("state = 'open'"),
        )
        batch_op.create_index(
            "ix_human_task_role_town",
            ["role", "town_code", "due_at", "id", "assignee"],
            unique=False,
            sqlite_where=sa.text("state = 'open'"),
            postgresql_where=sa.text("state = 'open'"),
        )
        batch_op.create_index(
            "ix_human_task_role_village",
            ["role", "village_code", "due_at", "id", "assignee"],
            unique=False,
            sqlite_where=sa.text("state = 'open'"),
            postgresql_where=sa.text("state = 'open'"),
        )
        batch_op.create_index(
            "ix_human_task_town",
            ["town_code", "due_at", "id"],
            unique=False,
            sqlite_where=sa.text("state = 'open'"),
            postgresql_where=sa.text("state = 'open'"),
        )

    op.create_table(
        "recovery_entry",
        sa.Column("recovery_id", sa.Uuid(), nullable=False),
        sa.Column("task_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("amount_fen", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor", sa.String(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("county_code", sa.String(length=6), nullable=False),
        sa.CheckConstraint(
            "kind IN ('receivable', 'fine', 'repayment', 'write_off')", name=op.f("ck_recovery_entry_kind")
        ),
        sa.ForeignKeyConstraint(
            ["recovery_id", "county_code"],
            ["recovery.id", "recovery.county_code"],
            name=op.f("fk_recovery_entry_recovery_id_county_code_recovery"),
        ),
        sa.PrimaryKeyConstraint("id", "county_code", name=op.f("pk_recovery_entry")),
        sa.UniqueConstraint("task_id", "kind", "county_code", name=op.f("uq_recovery_entry_task_id_kind_county_code")),
    )
    with op.batch_alter_table("recovery_entry", schema=None) as batch_op:
        batch_op.create_index("ix_recovery_entry_recovery_id", ["recovery_id"], unique=False)

    op.create_table(
        "timer",
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("instance_id", sa.Uuid(), nullable=False),
        sa.Column("element_id", sa.String(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("county_code", sa.String(length=6), nullable=False),
        sa.ForeignKeyConstraint(
            ["instance_id", "county_code"],
            ["process_instance.id", "process_instance.county_code"],
            name=op.f("fk_timer_instance_id_county_code_process_instance"),
        ),
        sa.PrimaryKeyConstraint("id", "county_code", name=op.f("pk_timer")),
    )
    with op.batch_alter_table("timer", schema=None) as batch_op:
        batch_op.create_index(
            "ix_timer_due",
            ["due_at", "id"],
            unique=False,
            sqlite_where=sa.text("state = 'waiting'"),
            postgresql_where=sa.text("state = 'waiting'"),
        )
        batch_op.create_index("ix_timer_instance_id", ["instance_id"], unique=False)

    op.create_table(
        "bank_order",
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("disbursement_id", sa.Uuid(), nullable=False),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("amount_fen", sa.BigInteger(), nullable=False),
        sa.Column("payee_account", sa.LargeBinary(), nullable=True),
        sa.Column("payee_holder", sa.LargeBinary(), nullable=True),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("ordered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("bank_file_id", sa.Uuid(), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answered_by", sa.String(), nullable=True),
        sa.Column("bank_reference", sa.String(), nullable=True),
        sa.Column("return_reason", sa.String(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("county_code", sa.String(length=6), nullable=False),
        sa.CheckConstraint("status IN ('ordered', 'sent', 'paid', 'returned')", name=op.f("ck_bank_order_status")),
        sa.CheckConstraint("amount_fen > 0", name=op.f("ck_bank_order_amount")),
        sa.ForeignKeyConstraint(
            ["disbursement_id", "county_code"],
            ["disbursement.id", "disbursement.county_code"],
            name=op.f("fk_bank_order_disbursement_id_county_code_disbursement"),
        ),
        sa.PrimaryKeyConstraint("id", "county_code", name=op.f("pk_bank_order")),
        sa.UniqueConstraint(
            "disbursement_id", "attempt", "county_code", name=op.f("uq_bank_order_disbursement_id_attempt_county_code")
        ),
        sa.UniqueConstraint("key", "county_code", name=op.f("uq_bank_order_key_county_code")),
    )
    with op.batch_alter_table("bank_order", schema=None) as batch_op:
        batch_op.create_index("ix_bank_order_bank_file_id", ["bank_file_id"], unique=False)
        batch_op.create_index("ix_bank_order_status", ["county_code", "status", "id"], unique=False)

    op.create_table(
        "deadline_breach",
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("deadline_id", sa.Uuid(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("unit_code", sa.String(), nullable=False),
        sa.Column("assignee", sa.String(), nullable=True),
        sa.Column("calendar_version", sa.String(), nullable=False),
        sa.Column("pauses", sa.JSON(), nullable=False),
        sa.Column("provisional", sa.Boolean(), nullable=False),
        sa.Column("completed_late_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("county_code", sa.String(length=6), nullable=False),
        sa.ForeignKeyConstraint(
            ["deadline_id", "county_code"],
            ["deadline.id", "deadline.county_code"],
            name=op.f("fk_deadline_breach_deadline_id_county_code_deadline"),
        ),
        sa.PrimaryKeyConstraint("id", "county_code", name=op.f("pk_deadline_breach")),
        sa.UniqueConstraint(
            "deadline_id", "due_at", "county_code", name=op.f("uq_deadline_breach_deadline_id_due_at_county_code")
        ),
    )
    with op.batch_alter_table("deadline_breach", schema=None) as batch_op:
        batch_op.create_index("ix_deadline_breach_case_id", ["case_id"], unique=False)
        batch_op.create_index("ix_deadline_breach_due_at", ["due_at", "id"], unique=False)

    op.create_table(
        "deadline_pause",
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("deadline_id", sa.Uuid(), nullable=False),
        sa.Column("element_id", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("evidence", sa.String(), nullable=True),
        sa.Column("paused_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("resumed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("county_code", sa.String(length=6), nullable=False),
        sa.ForeignKeyConstraint(
            ["deadline_id", "county_code"],
            ["deadline.id", "deadline.county_code"],
            name=op.f("fk_deadline_pause_deadline_id_county_code_deadline"),
        ),
        sa.PrimaryKeyConstraint("id", "county_code", name=op.f("pk_deadline_pause")),
    )
    with op.batch_alter_table("deadline_pause", schema=None) as batch_op:
        batch_op.create_index("ix_deadline_pause_deadline_id", ["deadline_id"], unique=False)

    op.create_table(
        "breach_note",
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("breach_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("words", sa.LargeBinary(), nullable=True),
        sa.Column("written_by", sa.String(), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("county_code", sa.String(length=6), nullable=False),
        sa.CheckConstraint("kind IN ('explanation', 'accepted', 'returned')", name=op.f("ck_breach_note_kind")),
        sa.ForeignKeyConstraint(
            ["breach_id", "county_code"],
            ["deadline_breach.id", "deadline_breach.county_code"],
            name=op.f("fk_breach_note_breach_id_county_code_deadline_breach"),
        ),
        sa.PrimaryKeyConstraint("id", "county_code", name=op.f("pk_breach_note")),
        sa.UniqueConstraint(
            "breach_id", "number", "county_code", name=op.f("uq_breach_note_breach_id_number_county_code")
        ),
    )
    with op.batch_alter_table("breach_note", schema=None) as batch_op:
        batch_op.create_index("ix_breach_note_case_id", ["case_id"], unique=False)
    create_guards()


def downgrade() -> None:
    """Take it back."""
    with op.batch_alter_table("breach_note", schema=None) as batch_op:
        batch_op.drop_index("ix_breach_note_case_id")

    op.drop_table("breach_note")
    with op.batch_alter_table("deadline_pause", schema=None) as batch_op:
        batch_op.drop_index("ix_deadline_pause_deadline_id")

    op.drop_table("deadline_pause")
    with op.batch_alter_table("deadline_breach", schema=None) as batch_op:
        batch_op.drop_index("ix_deadline_breach_due_at")
        batch_op.drop_index("ix_deadline_breach_case_id")

    op.drop_table("deadline_breach")
    with op.batch_alter_table("bank_order", schema=None) as batch_op:
        batch_op.drop_index("ix_bank_order_status")
        batch_op.drop_index("ix_bank_order_bank_file_id")

    op.drop_table("bank_order")
    with op.batch_alter_table("timer", schema=None) as batch_op:
        batch_op.drop_index("ix_timer_instance_id")
        batch_op.drop_index(
            "ix_timer_due", sqlite_where=sa.text("state = 'waiting'"), postgresql_where=sa.text("state = 'waiting'")
        )

    op.drop_table("timer")
    with op.batch_alter_table("recovery_entry", schema=None) as batch_op:
        batch_op.drop_index("ix_recovery_entry_recovery_id")

    op.drop_table("recovery_entry")
    with op.batch_alter_table("human_task", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_human_task_town", sqlite_where=sa.text("state = 'open'"), postgresql_where=sa.text("state = 'open'")
        )
        batch_op.drop_index(
            "ix_human_task_role_village",
            sqlite_where=sa.text("state = 'open'"),
            postgresql_where=sa.text("state = 'open'"),
        )
        batch_op.drop_index(
            "ix_human_task_role_town",
            sqlite_where=sa.text("state = 'open'"),
            postgresql_where=sa.text("state = 'open'"),
        )
        batch_op.drop_index(
            "ix_human_task_role_county",
            sqlite_where=sa.text("state = 'open'"),
            postgresql_where=sa.text("state = 'open'"),
        )
        batch_op.drop_index(
            "ix_human_task_name", sqlite_where=sa.text("state = 'open'"), postgresql_where=sa.text("state = 'open'")
        )
        batch_op.drop_index(
            "ix_human_task_last_worked",
            sqlite_where=sa.text("state = 'open'"),
            postgresql_where=sa.text("state = 'open'"),
        )
        batch_op.drop_index("ix_human_task_instance_id")
        batch_op.drop_index(
            "ix_human_task_element", sqlite_where=sa.text("state = 'open'"), postgresql_where=sa.text("state = 'open'")
        )
        batch_op.drop_index(
            "ix_human_task_due", sqlite_where=sa.text("state = 'open'"), postgresql_where=sa.text("state = 'open'")
        )
        batch_op.drop_index(
            "ix_human_task_county", sqlite_where=sa.text("state = 'open'"), postgresql_where=sa.text("state = 'open'")
        )
        batch_op.drop_index("ix_human_task_case_id")
        batch_op.drop_index(
            "ix_human_task_assignee", sqlite_where=sa.text("state = 'open'"), postgresql_where=sa.text("state = 'open'")
        )

    op.drop_table("human_task")
    with op.batch_alter_table("event_wait", schema=None) as batch_op:
        batch_op.drop_index("ix_event_wait_instance_id")
        batch_op.drop_index("ix_event_wait_case_id")

    op.drop_table("event_wait")
    with op.batch_alter_table("element_visit", schema=None) as batch_op:
        batch_op.drop_index("ix_element_visit_case_id")

    op.drop_table("element_visit")
    with op.batch_alter_table("disbursement", schema=None) as batch_op:
        batch_op.drop_index("ix_disbursement_case_id")

    op.drop_table("disbursement")
    with op.batch_alter_table("deadline", schema=None) as batch_op:
        batch_op.drop_index("ix_deadline_status_town")
        batch_op.drop_index("ix_deadline_status_county")
        batch_op.drop_index(
            "ix_deadline_next_mark",
            sqlite_where=sa.text("next_mark_at IS NOT NULL"),
            postgresql_where=sa.text("next_mark_at IS NOT NULL"),
        )
        batch_op.drop_index("ix_deadline_case_id")

    op.drop_table("deadline")
    with op.batch_alter_table("check_consent", schema=None) as batch_op:
        batch_op.drop_index("ix_check_consent_person_id")
        batch_op.drop_index("ix_check_consent_case_id")

    op.drop_table("check_consent")
    with op.batch_alter_table("watch_flag", schema=None) as batch_op:
        batch_op.drop_index("ix_watch_flag_identity_index")

    op.drop_table("watch_flag")
    with op.batch_alter_table("visit", schema=None) as batch_op:
        batch_op.drop_index("ix_visit_case_id")

    op.drop_table("visit")
    with op.batch_alter_table("submission", schema=None) as batch_op:
        batch_op.drop_index("ix_submission_case_id")

    op.drop_table("submission")
    with op.batch_alter_table("referral", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_referral_handed_over",
            sqlite_where=sa.text("status = 'sent'"),
            postgresql_where=sa.text("status = 'sent'"),
        )
        batch_op.drop_index("ix_referral_case_id")

    op.drop_table("referral")
    with op.batch_alter_table("recovery", schema=None) as batch_op:
        batch_op.drop_index("ix_recovery_case_id")

    op.drop_table("recovery")
    with op.batch_alter_table("public_notice", schema=None) as batch_op:
        batch_op.drop_index("ix_public_notice_case_id")

    op.drop_table("public_notice")
    with op.batch_alter_table("programme_link", schema=None) as batch_op:
        batch_op.drop_index("ix_programme_link_case_id")

    op.drop_table("programme_link")
    with op.batch_alter_table("process_instance", schema=None) as batch_op:
        batch_op.drop_index("ix_process_instance_case_id")

    op.drop_table("process_instance")
    with op.batch_alter_table("person", schema=None) as batch_op:
        batch_op.drop_index("ix_person_name")
        batch_op.drop_index("ix_person_identity")
        batch_op.drop_index("ix_person_case_id")

    op.drop_table("person")
    with op.batch_alter_table("objection", schema=None) as batch_op:
        batch_op.drop_index("ix_objection_case_id")

    op.drop_table("objection")
    with op.batch_alter_table("notice", schema=None) as batch_op:
        batch_op.drop_index("ix_notice_case_id")

    op.drop_table("notice")
    with op.batch_alter_table("nonfiscal_entry", schema=None) as batch_op:
        batch_op.drop_index("ix_nonfiscal_entry_voucher_number")
        batch_op.drop_index("ix_nonfiscal_entry_given_on")
        batch_op.drop_index("ix_nonfiscal_entry_case_id")

    op.drop_table("nonfiscal_entry")
    with op.batch_alter_table("kept_message", schema=None) as batch_op:
        batch_op.drop_index("ix_kept_message_case_id")

    op.drop_table("kept_message")
    with op.batch_alter_table("expenditure_item", schema=None) as batch_op:
        batch_op.drop_index("ix_expenditure_item_case_id")

    op.drop_table("expenditure_item")
    with op.batch_alter_table("economic_check", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_economic_check_unanswered",
            sqlite_where=sa.text("answered_at IS NULL"),
            postgresql_where=sa.text("answered_at IS NULL"),
        )
        batch_op.drop_index("ix_economic_check_case_id")

    op.drop_table("economic_check")
    with op.batch_alter_table("document", schema=None) as batch_op:
        batch_op.drop_index("ix_document_case_id")

    op.drop_table("document")
    with op.batch_alter_table("decision_record", schema=None) as batch_op:
        batch_op.drop_index("ix_decision_record_case_id")

    op.drop_table("decision_record")
    with op.batch_alter_table("complaint", schema=None) as batch_op:
        batch_op.drop_index("ix_complaint_case_id")

    op.drop_table("complaint")
    with op.batch_alter_table("clue", schema=None) as batch_op:
        batch_op.drop_index("ix_clue_case_id")

    op.drop_table("clue")
    with op.batch_alter_table("case_handover", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_case_handover_asked",
            sqlite_where=sa.text("status = 'proposed'"),
            postgresql_where=sa.text("status = 'proposed'"),
        )
        batch_op.drop_index("ix_case_handover_to")
        batch_op.drop_index("ix_case_handover_from")

    op.drop_table("case_handover")
    op.drop_table("case_agent")
    with op.batch_alter_table("award", schema=None) as batch_op:
        batch_op.drop_index("ix_award_case_id")

    op.drop_table("award")
    with op.batch_alter_table("unit_change", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_unit_change_pending",
            sqlite_where=sa.text("status IN ('proposed', 'confirmed', 'stopped')"),
            postgresql_where=sa.text("status IN ('proposed', 'confirmed', 'stopped')"),
        )
        batch_op.drop_index("ix_unit_change_proposed_at")
        batch_op.drop_index(
            "ix_unit_change_due",
            sqlite_where=sa.text("status = 'confirmed'"),
            postgresql_where=sa.text("status = 'confirmed'"),
        )

    op.drop_table("unit_change")
    with op.batch_alter_table("staff_session", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_staff_session_staff_id"))
        batch_op.drop_index(batch_op.f("ix_staff_session_expires_at"))

    op.drop_table("staff_session")
    with op.batch_alter_table("role_grant", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_role_grant_unit_code"))
        batch_op.drop_index(batch_op.f("ix_role_grant_staff_id"))
        batch_op.drop_index(batch_op.f("ix_role_grant_role_unit_code"))

    op.drop_table("role_grant")
    with op.batch_alter_table("relief_case", schema=None) as batch_op:
        batch_op.drop_index("ix_relief_case_village")
        batch_op.drop_index("ix_relief_case_town")
        batch_op.drop_index("ix_relief_case_person")
        batch_op.drop_index(
            "ix_relief_case_import_id",
            sqlite_where=sa.text("import_id IS NOT NULL"),
            postgresql_where=sa.text("import_id IS NOT NULL"),
        )
        batch_op.drop_index("ix_relief_case_county")

    op.drop_table("relief_case")
    with op.batch_alter_table("past_password", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_past_password_staff_id"))

    op.drop_table("past_password")
    with op.batch_alter_table("ledger_record", schema=None) as batch_op:
        batch_op.drop_index("ix_ledger_record_fingerprint")

    op.drop_table("ledger_record")
    with op.batch_alter_table("ledger_problem", schema=None) as batch_op:
        batch_op.drop_index("ix_ledger_problem_row")

    op.drop_table("ledger_problem")
    op.drop_table("bundle_migration")
    op.drop_table("bundle_file")
    with op.batch_alter_table("api_token", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_api_token_staff_id"))

    op.drop_table("api_token")
    op.drop_table("worker")
    with op.batch_alter_table("standby_fund_entry", schema=None) as batch_op:
        batch_op.drop_index("ix_standby_fund_entry_town_code")

    op.drop_table("standby_fund_entry")
    op.drop_table("standby_fund")
    op.drop_table("staff_member")
    with op.batch_alter_table("sign_in_attempt", schema=None) as batch_op:
        batch_op.drop_index(
            batch_op.f("ix_sign_in_attempt_username_at"),
            sqlite_where=sa.text("NOT succeeded"),
            postgresql_where=sa.text("NOT succeeded"),
        )
        batch_op.drop_index(batch_op.f("ix_sign_in_attempt_at"))
        batch_op.drop_index(
            batch_op.f("ix_sign_in_attempt_address_at"),
            sqlite_where=sa.text("NOT succeeded"),
            postgresql_where=sa.text("NOT succeeded"),
        )

    op.drop_table("sign_in_attempt")
    op.drop_table("policy_overlay")
    with op.batch_alter_table("partner", schema=None) as batch_op:
        batch_op.drop_index("ix_partner_target")

    op.drop_table("partner")
    with op.batch_alter_table("outbox", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_outbox_next_at",
            sqlite_where=sa.text("state IN ('ready', 'leased')"),
            postgresql_where=sa.text("state IN ('ready', 'leased')"),
        )

    op.drop_table("outbox")
    with op.batch_alter_table("org_unit", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_org_unit_parent"))

    op.drop_table("org_unit")
    op.drop_table("local_standard")
    with op.batch_alter_table("ledger_import", schema=None) as batch_op:
        batch_op.drop_index(
            "ux_ledger_import_sha256",
            sqlite_where=sa.text("status NOT IN ('discarded', 'failed')"),
            postgresql_where=sa.text("status NOT IN ('discarded', 'failed')"),
        )
        batch_op.drop_index(
            "ix_ledger_import_work",
            sqlite_where=sa.text("status IN ('reading', 'applying')"),
            postgresql_where=sa.text("status IN ('reading', 'applying')"),
        )
        batch_op.drop_index("ix_ledger_import_unit")

    op.drop_table("ledger_import")
    op.drop_table("installation")
    with op.batch_alter_table("incident", schema=None) as batch_op:
        batch_op.drop_index("ix_incident_state")
        batch_op.drop_index("ix_incident_case_id")

    op.drop_table("incident")
    with op.batch_alter_table("idempotency_answer", schema=None) as batch_op:
        batch_op.drop_index("ix_idempotency_answer_answered_at")

    op.drop_table("idempotency_answer")
    op.drop_table("case_counter")
    op.drop_table("calendar_year")
    op.drop_table("calendar_day")
    op.drop_table("bundle")
    op.drop_table("bank_file")
    op.drop_table("award_tally")
    op.drop_table("award_limit")
    with op.batch_alter_table("award_claim", schema=None) as batch_op:
        batch_op.drop_index("ix_award_claim_case_id")

    op.drop_table("award_claim")
    op.drop_table("audit_seal")
    with op.batch_alter_table("audit_entry", schema=None) as batch_op:
        batch_op.drop_index("ix_audit_entry_case_id")
        batch_op.drop_index("ix_audit_entry_at")

    op.drop_table("audit_entry")
    with op.batch_alter_table("alert", schema=None) as batch_op:
        batch_op.drop_index("ix_alert_role_unit")
        batch_op.drop_index("ix_alert_case_id")

    op.drop_table("alert")
    with op.batch_alter_table("aid_stock_entry", schema=None) as batch_op:
        batch_op.drop_index("ix_aid_stock_entry_town_code")

    op.drop_table("aid_stock_entry")
    op.drop_table("aid_stock")
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION IF EXISTS refuse_change() CASCADE")
