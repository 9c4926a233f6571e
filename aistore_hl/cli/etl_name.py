"""Names of ETLs as words of the command line, and pipelines of them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

import click

from aistore_hl import errors
from aistore_hl.types import Pipeline

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

    ParamType = click.ParamType[Any]
else:
    ParamType = click.ParamType  # not generic in older releases

_BETWEEN: Final = re.compile(r"\s*(?:>>|,)\s*")
_MOST: Final = 100


def checked(name: str) -> str:
    """A name, if an ETL can have it.

    Raises:
        InvalidName: none can.
    """
    (found,) = (Pipeline(()) >> name).etl_names
    return found


class EtlType(ParamType):
    """The name of an ETL; completed by asking the cluster."""

    name = "etl"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        return checked(value)

    def shell_complete(self, ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
        """Those of the cluster that begin so; none where no cluster answers."""
        from click.shell_completion import CompletionItem

        from .completion import connect

        try:
            with connect(ctx.params.get("endpoint")) as client:
                found = client.cluster().list_etls()
        except (errors.AisError, OSError):
            return []  # who presses Tab is not told about errors: the command will say what is wrong
        return [CompletionItem(info.name) for info in found if info.name.startswith(incomplete)][:_MOST]


class PipelineType(EtlType):
    """One ETL, or several as `a,b` or `a>>b`."""

    name = "pipeline"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Pipeline:
        if isinstance(value, Pipeline):
            return value
        found = Pipeline(())
        for name in _BETWEEN.split(value.strip()):
            found = found >> name
        return found


ETL: Final = EtlType()
PIPELINE: Final = PipelineType()
