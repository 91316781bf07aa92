"""eligibility serve: the site and the HTTP service, on this machine only unless told otherwise."""

from typing import Annotated

import typer
from rich.markup import escape

from eligibility.cli.common import out


def serve(
    host: Annotated[str, typer.Option(help="Adresse où écouter ; 0.0.0.0 ouvre le service au réseau.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=1, max=65535, help="Port où écouter.")] = 8000,
    root_path: Annotated[
        str, typer.Option(help="Préfixe sous lequel un serveur placé devant montre le service, par exemple /aide.")
    ] = "",
    workers: Annotated[int, typer.Option(min=1, help="Nombre de processus ; chacun charge les règlements.")] = 1,
) -> None:
    """Ouvre le site et le service HTTP ; Ctrl+C l'arrête. Il ne garde rien, pas même un journal des visites."""
    import uvicorn  # no other command waits for it

    out.print(f"Le site : http://{escape(host)}:{port} (documentation de l'API : /docs). Ctrl+C pour arrêter.")
    uvicorn.run(
        "service.app:app",
        host=host,
        port=port,
        root_path=root_path,
        workers=workers,
        access_log=False,
        log_level="warning",
        proxy_headers=False,
    )
