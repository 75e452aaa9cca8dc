"""`jiuzhu backup` and `jiuzhu restore`."""

import sys
from datetime import datetime
from pathlib import Path
from typing import Any

import click

from engine.cli.backups import making, restoring
from engine.cli.backups.manifest import Manifest, manifest_of, papers_of
from engine.cli.options import settings_from, settings_options
from engine.cli.process import opened
from engine.config import Settings
from engine.domain.local_time import LOCAL_ZONE
from engine.store.migrations import head_revision


@click.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--with-documents", "with_papers", is_flag=True, help="一并打包材料（FILE.documents.tar）")
@settings_options()
def backup(file: Path, with_papers: bool, **given: Any) -> None:
    """把 SQLite 数据库备份到新文件 FILE，清单写在 FILE.json；服务可照常运行。

    密钥文件从不放进备份：拿到两者的人可以读出一切，请另行保管。
    """
    settings = settings_from(given)
    with opened(settings) as resources:
        manifest = making.make_backup(resources, file, with_papers=with_papers)
    click.echo(f"已备份到 {file}（{manifest.database.size_bytes} 字节，清单 {manifest_of(file)}）")
    _tell(manifest)
    if manifest.papers is not None:
        click.echo(f"材料 {manifest.papers.count} 份，打包到 {papers_of(file)}")
    else:
        click.echo(f"材料不在备份中：请另行备份 {settings.upload_dir}，或使用 --with-documents")
    _tell_of_keys(settings, manifest)
    sys.exit(1 if _tell_of_problems(manifest) else 0)


def _shown(moment: str) -> str:
    """A moment of a manifest as people here read it: local time to the minute."""
    return f"{datetime.fromisoformat(moment).astimezone(LOCAL_ZONE):%Y-%m-%d %H:%M}"


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--without-documents", is_flag=True, help="只恢复数据库，不恢复材料")
@settings_options()
def restore(file: Path, without_documents: bool, **given: Any) -> None:
    """把备份 FILE 恢复到空的位置；密钥文件须先放回原处。"""
    settings = settings_from(given)
    manifest = restoring.restore(settings, file, with_papers=not without_documents)
    click.echo(f"已恢复到 {settings.database_url}（备份于 {_shown(manifest.made_at)}）")
    _tell(manifest)
    if manifest.papers is not None and not without_documents:
        click.echo(f"材料 {manifest.papers.count} 份，恢复到 {settings.upload_dir}")
    _tell_of_problems(manifest)
    if manifest.schema_revision != head_revision():
        click.echo("数据库属于较早的版本：请先运行 jiuzhu init，再运行 jiuzhu audit verify")
    click.echo("启动前请运行 jiuzhu doctor；备份之后停用的账号和撤销的令牌又恢复有效，请核对")


def _tell(manifest: Manifest) -> None:
    click.echo(f"{len(manifest.rows)} 张表共 {sum(manifest.rows.values())} 行，sha256 {manifest.database.sha256}")
    if manifest.chain_heads and not manifest.broken_links:
        click.echo(f"办理记录链 {len(manifest.chain_heads)} 条，均完好")


def _tell_of_keys(settings: Settings, manifest: Manifest) -> None:
    click.echo(
        f"密钥文件不在备份中：请另行保管 {settings.key_file}（密钥 {'、'.join(manifest.key_ids)}），与备份分开存放"
    )


def _tell_of_problems(manifest: Manifest) -> bool:
    """Whether the installation itself needs attention; said on standard error."""
    if manifest.broken_links:
        click.echo(f"注意：办理记录链有 {manifest.broken_links} 处不一致，请运行 jiuzhu audit verify", err=True)
    damaged = manifest.papers.damaged if manifest.papers else ()
    for document_id in damaged:
        click.echo(f"注意：材料 {document_id} 缺失或已损坏，不在备份中", err=True)
    return bool(manifest.broken_links or damaged)
