"""Options that commands share, each worded once. Nothing is imported here that `duban due` would wait for."""

from typing import Annotated

import typer

By = Annotated[str | None, typer.Option("--by", help="以什么岗位办理：岗位 或 岗位/姓名；缺省为本机账号")]
On = Annotated[
    str | None,
    typer.Option("--on", help="实际发生的时间：2026-11-23 或 2026-11-23T10:30；缺省为现在，过去的日期为补录"),
]
Reason = Annotated[str | None, typer.Option("--reason", help="理由；补录过去的日期必须写")]
Key = Annotated[str | None, typer.Option("--key", help="幂等键：同一个键重试，不会办两次")]
Version = Annotated[int | None, typer.Option("--version", help="您看到的版本；已被别人改动时拒绝")]
Attach = Annotated[
    list[str] | None,
    typer.Option("--attach", help="附上文件（扫描件、证明材料），可重复；补录过去的日期必须附；涉密材料不得附"),
]
Institution = Annotated[str, typer.Option("--pack", help="制度代号")]
AsJson = Annotated[bool, typer.Option("--json", help="输出一份 JSON")]
