"""Word templates: those shipped with the program, and those that an office has put in their place."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, fields
from importlib.resources import files
from pathlib import Path
from types import GenericAlias
from typing import Any, Final, get_args, get_type_hints

from engine.adapters import docx
from engine.adapters.docx import Shape, TemplateRefusedError
from engine.domain.papers import PaperKind, PaperLayout
from engine.services.printing.papers import MODELS, Paper
from engine.services.unit_of_work import UnitOfWork

EXTENSION: Final = ".docx"
SHIPPED: Final = "shipped"
OFFICE: Final = "office"


@dataclass(frozen=True, slots=True)
class WordTemplate:
    """A template in force: where it comes from (`shipped`, `office`), its name for people, its bytes."""

    origin: str
    name: str
    content: bytes


def word_paper(work: UnitOfWork, kind: PaperKind, paper: Paper, unit_codes: Iterable[str]) -> tuple[bytes, str]:
    """A paper as a Word document, and the origin of its template.

    Raises:
        TemplateRefusedError: the office's own template cannot be used; the shipped one never takes its place silently.
    """
    template = template_for(work.resources.settings.template_dir, kind, unit_codes)
    try:
        return docx.filled(template.content, shape_of(kind.layout), asdict(paper)), template.origin
    except TemplateRefusedError as error:
        raise TemplateRefusedError(f"{template.name}：{error.because}") from error


def template_for(folder: Path | None, kind: PaperKind, unit_codes: Iterable[str]) -> WordTemplate:
    """The template of the narrowest of `unit_codes` that has one, else the one of the whole folder, else the shipped.

    Raises:
        TemplateRefusedError: the configured folder does not exist or a template in it cannot be read.
    """
    if folder is not None:
        if not folder.is_dir():
            raise TemplateRefusedError("模板目录不存在，请管理员检查 JIUZHU_TEMPLATE_DIR")
        for path in (*(folder / code / f"{kind}{EXTENSION}" for code in unit_codes), folder / f"{kind}{EXTENSION}"):
            if path.is_file():
                return _office_template(folder, path)
    return shipped_template(kind)


def _office_template(folder: Path, path: Path) -> WordTemplate:
    name = path.relative_to(folder).as_posix()
    try:
        return WordTemplate(OFFICE, name, path.read_bytes())
    except OSError as error:
        raise TemplateRefusedError(f"{name}：模板文件无法读取") from error


def shipped_template(kind: PaperKind) -> WordTemplate:
    """The template that comes with the program."""
    name = f"{kind.layout}{EXTENSION}"
    content = (files("engine.services.printing") / "templates" / name).read_bytes()
    return WordTemplate(SHIPPED, name, content)


def faulty_templates(folder: Path) -> dict[str, str]:
    """What is wrong with the templates of a folder, by file; a name that belongs to no paper is wrong as well."""
    kinds = {kind.value for kind in PaperKind}
    found = {}
    for path in sorted(folder.rglob(f"*{EXTENSION}")):
        name = path.relative_to(folder).as_posix()
        if path.stem not in kinds:
            found[name] = f"文件名不是文书名称，可用：{'、'.join(sorted(kinds))}"
            continue
        try:
            docx.check_template(path.read_bytes(), shape_of(PaperKind(path.stem).layout))
        except TemplateRefusedError as error:
            found[name] = error.because
    return found


def shape_of(layout: PaperLayout) -> Shape:
    """The placeholders that templates of a layout may use."""
    return _shape(MODELS[layout])


def _shape(model: Any) -> Shape:
    hints: Mapping[str, Any] = get_type_hints(model)
    return {field.name: _rows(hints[field.name]) for field in fields(model)}


def _rows(hint: Any) -> Shape | None:
    """The shape of a field's rows: none for text, an empty one for rows that are text themselves."""
    if not isinstance(hint, GenericAlias):
        return None
    row = get_args(hint)[0]
    return {} if row is str else _shape(row)
