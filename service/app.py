"""The application: `uvicorn service.app:app`."""

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator
from pathlib import Path

from fastapi import FastAPI

from service.api import batches, documentation, evaluations, exports, health, machines, rulebooks
from service.api.catalog import Catalog
from service.api.openapi import openapi_document
from service.http.compression import Compression
from service.http.handlers import add_handlers
from service.http.other_sites import OtherSites
from service.http.prefix import Prefix
from service.http.quiet import keep_quiet
from service.http.settings import Exposure, exposure
from service.http.shield import Shield
from service.http.turnstile import Turnstile
from service.library import FaultyRulebooks, load_library, rules_folder
from service.site import answer as site_answer
from service.site import conference as site_conference
from service.site import journey as site_journey
from service.site import notices as site_notices
from service.site import static as site_static
from service.site.errors import error_page
from service.site.rulebook import reading as rulebook_reading
from service.site.rulebook import routes as rulebook_routes

logger = logging.getLogger("service")

SITE = (
    site_journey,
    site_answer,
    site_conference,
    site_static,
    rulebook_routes,
    rulebook_reading,
    site_notices,
)  # pages that people read

OWN = ("contrats", "static", "v1", "docs", "openapi.json", "problems", "healthz", "readyz")  # first segments of paths

LOADING = "Les règlements se chargent. Réessayez dans quelques secondes."
FAILED = "Les règlements n'ont pas pu être chargés : le journal du service dit pourquoi."
FAULTY = "Aucun règlement n'a pu être chargé ; le journal du service le dit aussi."


def create_app(folder: Path | None = None, exposed: Exposure | None = None) -> FastAPI:
    """A new application. `folder`: where the rulebooks are, `exposed`: how; else what the environment says.

    Raises SettingError if a variable of the environment cannot be read.
    """
    exposed = exposed or exposure()

    @contextlib.asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        task = asyncio.create_task(_load(app, folder or rules_folder()))
        yield
        await task

    app = FastAPI(
        title="Éligibilité aux financements d'un contrat de ville",
        version="1",
        lifespan=lifespan,
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
        redirect_slashes=False,
    )
    keep_quiet()
    app.state.library = None
    app.state.waiting = LOADING
    app.state.failed = ""
    app.state.exposure = exposed
    app.state.documents = {}
    app.add_middleware(Compression)
    app.add_middleware(Turnstile, exposure=exposed)
    app.add_middleware(OtherSites, exposure=exposed)
    app.add_middleware(Shield, exposure=exposed)  # the last one added stands around the others
    app.add_middleware(Prefix, own=OWN)  # around all the others: they see paths as the routes know them
    add_handlers(app, error_page)
    for module in (evaluations, batches, rulebooks, exports, health, machines, documentation, *SITE):
        app.include_router(module.router)
    app.openapi = lambda: openapi_document(app)  # type: ignore[method-assign]
    return app


async def _load(app: FastAPI, folder: Path) -> None:
    """Loads the rulebooks aside, so that the service already says that it is alive, and not yet ready."""
    try:
        library = await asyncio.to_thread(load_library, folder)
        app.state.catalog = await asyncio.to_thread(Catalog, library.rulebooks)
        app.state.library = library
        for fault in library.faults:
            logger.error("règlement « %s » en faute, les autres sont servis : %s", fault.id, fault)
    except FaultyRulebooks as error:
        app.state.failed = f"{FAULTY} {error.faults[0]}."
        logger.critical("règlements non chargés :\n%s", error)
    except OSError as error:
        app.state.failed = FAILED
        logger.critical("règlements non chargés :\n%s", error)
    except Exception:
        app.state.failed = FAILED
        logger.critical("règlements non chargés, pour une raison imprévue", exc_info=True)


app = create_app()
