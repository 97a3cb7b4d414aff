"""`videogen status`, `projects` and `cancel`."""

import sys
from decimal import Decimal

from videogen_dagster.cli.opening import find_store, open_project
from videogen_dagster.cli.reporting import print_json, printable
from videogen_dagster.core import keys
from videogen_dagster.core.budgets import dollars
from videogen_dagster.core.errors import InvalidInput
from videogen_dagster.resources.known_projects import known_projects
from videogen_dagster.settings import load_settings
from videogen_dagster.statuses import CostStatus, ProjectStatus, active_run, project_status, with_costs


def tell_status(project: str, *, as_json: bool) -> None:
    """Print what a project is doing and what it has.

    Raises:
        InvalidInput: There is no such project.
    """
    from videogen_dagster.runs import open_instance

    settings, store = open_project(project)
    with open_instance(settings) as instance:
        status = with_costs(project_status(instance, store, settings, project), store, settings)
    if as_json:
        print_json(status.model_dump(mode="json"))
    else:
        sys.stdout.write(printable(_in_words(status)) + "\n")


def tell_projects(*, as_json: bool) -> None:
    """Print all projects with their state."""
    from videogen_dagster.runs import open_instance

    settings = load_settings()
    store = find_store(settings)
    if store is None:
        sys.stdout.write("[]\n" if as_json else "no projects yet: run `videogen make`\n")
        return
    with open_instance(settings) as instance:
        found = [project_status(instance, store, settings, name) for name in known_projects(store)]
    if as_json:
        print_json([status.model_dump(mode="json") for status in found])
        return
    for status in found:
        film = f"{status.film.duration_s:.1f} s  {status.film.path}" if status.film else ""
        sys.stdout.write(
            printable(f"{status.project:<40} {status.status:<11} {len(status.scenes):>3} scenes  {film}") + "\n"
        )


def request_cancel(project: str) -> None:
    """Ask a project's running work to stop.

    Raises:
        InvalidInput: There is no such project, or nothing of it is running.
    """
    from videogen_dagster.runs import open_instance, project_runs

    settings, store = open_project(project)
    with open_instance(settings) as instance:
        run = active_run(instance, project_runs(instance, project))
        if run is None:
            state = project_status(instance, store, settings, project).status
            raise InvalidInput(f"{project} is {state}, not running", field="PROJECT", remedy="nothing to cancel")
    again = store.read(keys.cancel_request(project)) == run.run_id.encode()
    store.write(keys.cancel_request(project), run.run_id.encode())
    sys.stdout.write(f"{project}: asked to stop{' before' if again else ''}; what is finished is kept\n")


def _in_words(status: ProjectStatus) -> str:
    stage = f", {status.stage.replace('_', ' ')} {status.progress:.0%}" if status.stage else ""
    lines = [f"{status.project}: {status.status}{stage}"]
    if status.error:
        lines.append(f"  error       {status.error}")
    if status.title:
        lines.append(f"  title       {status.title}")
    if status.storyboard:
        lines.append(f"  storyboard  {status.storyboard}")
    if status.film:
        film = status.film
        lines.append(f"  film        {film.path}")
        lines.append(f"              {film.duration_s:.2f} s, {film.frames} frames, {film.width}x{film.height}")
    for rendition in status.renditions:
        lines.append(f"  rendition   {rendition.path}")
        lines.append(f"              {rendition.frames} frames, {rendition.width}x{rendition.height}")
    if status.costs:
        lines.append(f"  costs       {_costs(status.costs)}")
    lines.extend(
        f"  scene {scene.id}   {scene.status:<11} {scene.duration_s:6.2f} s  {str((scene.image or {}).get('prompt', ''))[:70]}"
        for scene in status.scenes
    )
    return "\n".join(lines)


def _costs(costs: CostStatus) -> str:
    told = [f"{dollars(Decimal(str(costs.spent_usd)))} spent"]
    if costs.reserved_usd:
        told.append(f"{dollars(Decimal(str(costs.reserved_usd)))} set aside")
    if costs.budget_usd is not None:
        told.append(f"budget {dollars(Decimal(str(costs.budget_usd)))}")
    if costs.calls_without_price:
        told.append(f"{costs.calls_without_price} calls without a known price")
    return ", ".join(told)
