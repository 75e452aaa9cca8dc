"""Papers of a case over HTTP: their type is what their content says, and they come back as they went in."""

import pytest
from relief_office import ONE_PAGE, ReliefOffice

PNG = b"\x89PNG\r\n\x1a\n" + bytes(32)


@pytest.fixture(scope="module")
def papers_of(standing_office: ReliefOffice) -> str:
    """Where the papers of a case are."""
    return f"/api/cases/{standing_office.register()['case_id']}/documents"


def test_a_paper_comes_back_as_it_went_in(standing_office: ReliefOffice, papers_of: str) -> None:
    handler = standing_office.person("handler")
    name = "收条; '原件' 2026.pdf"

    stored = handler.post(papers_of, files={"file": (name, ONE_PAGE, "text/html")}, data={"kind": "pay_cash/receipt"})
    fetched = handler.get(f"{papers_of}/{stored.json()['document_id']}")

    assert stored.status_code == 201
    assert fetched.content == ONE_PAGE
    assert fetched.headers["content-type"] == "application/pdf"
    assert fetched.headers["x-content-type-options"] == "nosniff"
    disposition = fetched.headers["content-disposition"]
    assert disposition.startswith("attachment; filename*=UTF-8''%E6%94%B6%E6%9D%A1")
    assert '"' not in disposition
    listed = handler.get(papers_of).json()["items"]
    assert listed[0]["file_name"] == name
    assert listed[0]["size"] == len(ONE_PAGE)


def test_the_same_upload_again_is_one_paper(standing_office: ReliefOffice, papers_of: str) -> None:
    handler = standing_office.person("handler")
    headers = {"Idempotency-Key": "paper-1"}

    first, again = (
        handler.post(papers_of, files={"file": ("a.png", PNG, "image/png")}, headers=headers).json() for _ in range(2)
    )

    assert first == again
    assert _on_disk(standing_office) == standing_office.row_counts()["document"]


def test_an_upload_under_the_key_of_another_leaves_no_file(standing_office: ReliefOffice, papers_of: str) -> None:
    handler, headers = standing_office.person("handler"), {"Idempotency-Key": "paper-2"}
    handler.post(papers_of, files={"file": ("a.png", PNG, "image/png")}, headers=headers)

    answer = handler.post(papers_of, files={"file": ("b.png", PNG, "image/png")}, headers=headers)

    assert (answer.status_code, answer.json()["code"]) == (422, "idempotency_key_reused")
    assert _on_disk(standing_office) == standing_office.row_counts()["document"]


def _on_disk(office: ReliefOffice) -> int:
    return sum(path.is_file() for path in office.resources.settings.upload_dir.rglob("*"))


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(b"", id="nothing"),
        pytest.param(b"<script>alert(1)</script>", id="a page"),
        pytest.param(b"MZ" + bytes(100), id="a program"),
        pytest.param(b"%PDF-1.4" + bytes(20_000_001), id="too large"),
    ],
)
def test_what_is_no_paper_is_refused(standing_office: ReliefOffice, papers_of: str, content: bytes) -> None:
    before = standing_office.row_counts()

    answer = standing_office.person("handler").post(papers_of, files={"file": ("x.pdf", content, "application/pdf")})

    assert (answer.status_code, answer.json()["code"]) == (422, "document_refused"), answer.text
    assert standing_office.row_counts() == before


def test_a_form_without_a_file_is_refused(standing_office: ReliefOffice, papers_of: str) -> None:
    answer = standing_office.person("handler").post(papers_of, data={"kind": "x"})

    assert (answer.status_code, answer.json()["code"]) == (422, "form_invalid")


def test_a_paper_of_one_case_is_not_found_under_another(standing_office: ReliefOffice, papers_of: str) -> None:
    handler = standing_office.person("handler")
    document_id = handler.post(papers_of, files={"file": ("a.png", PNG, "image/png")}).json()["document_id"]
    other = f"/api/cases/{standing_office.register()['case_id']}/documents/{document_id}"

    answer = handler.get(other)

    assert (answer.status_code, answer.json()["code"]) == (404, "document_not_found")
