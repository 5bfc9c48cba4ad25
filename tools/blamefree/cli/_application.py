"""The commands as click knows them: one file a command, found by name when it is called."""

from __future__ import annotations

from importlib import import_module

import click

from blamefree import cli, discovery


class Commands(click.Group):
    """Loads a command's module only when the command is called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names of the modules beside this one."""
        return sorted(name.rstrip("_").replace("_", "-") for name in discovery.modules(cli.__path__))

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        """The command of that name."""
        if name not in self.list_commands(ctx):
            return None
        module = name.replace("-", "_")
        if module in ("import", "lambda"):
            module += "_"
        command = import_module(f"{cli.__name__}.{module}").command
        assert isinstance(command, click.Command)
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """As click does, naming the nearest command for one that does not exist."""
        name = args[0] if args else ""
        if name and not name.startswith("-") and name not in self.list_commands(ctx):
            from difflib import get_close_matches

            near = get_close_matches(name, self.list_commands(ctx), 1)
            raise click.UsageError(
                f"there is no command {name!r}" + (f": did you mean {near[0]}?" if near else ""), ctx
            )
        return super().resolve_command(ctx, args)


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="blamefree", prog_name="blamefree")
def application() -> None:
    """Postmortems as code: checked for blameless language and completeness, reviewed, published."""
