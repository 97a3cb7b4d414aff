"""What `videogen resolve` does."""

import sys
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

from videogen_dagster.cli.opening import find_store
from videogen_dagster.cli.reporting import print_json
from videogen_dagster.core.errors import InvalidInput, VideogenError
from videogen_dagster.settings import Settings, load_settings
from videogen_dagster.store.calls_at_work import calls_at_work
from videogen_dagster.store.intents import Intent, ask_again, unsettled_calls

SHOWN_DIGITS: Final = 12
LEAST_DIGITS: Final = 6

FAR_AWAY: Final = timedelta(minutes=30)
"""How old a call in a store that machines share must be: nobody sees here whether another machine still works on it."""


@dataclass(frozen=True, slots=True)
class Call:
    """A call whose outcome nobody knows, as it is told.

    Attributes:
        fingerprint: What its result would be named by.
        engine: Who was asked.
        project: For which project first; empty: not known.
        about: What was wanted.
        requests: What of it was sent, where it takes several requests.
        since: When it was written down, ISO 8601.
        in_progress: A process works on it, or may do so on another machine.
        asked_again: This command lets the next run ask for it again.
    """

    fingerprint: str
    engine: str
    project: str
    about: str
    requests: tuple[str, ...]
    since: str
    in_progress: bool
    asked_again: bool


class CallInProgress(VideogenError):
    """A run works on a call: what becomes of it is not known yet; nothing was changed."""

    code = "busy"
    retryable = True


def resolve_calls(again: Sequence[str], *, everything: bool, charged: bool, as_json: bool) -> None:
    """List calls whose outcome nobody knows, and let those that a person names be asked again.

    Args:
        again: Fingerprints, or how they begin.
        everything: All that nobody works on.
        charged: The provider has charged what was set aside for them; else that is given back.
        as_json: Print JSON.

    Raises:
        InvalidInput: No call, or more than one, is meant by a fingerprint.
        CallInProgress: A run works on one that is named; nothing was changed.
        StorageFailure: The store cannot be used.
    """
    settings = load_settings()
    store = find_store(settings)
    found = {} if store is None else unsettled_calls(store)
    busy = _busy(settings, found)
    meant = set(found) - busy if everything else {_named(text, list(found)) for text in again}
    if working := meant & busy:
        first = next(call for call in found if call in working)
        raise CallInProgress(
            f"a run works on {first.fingerprint[:SHOWN_DIGITS]} ({first.about or first.engine})",
            remedy=_remedy(settings, first),
        )
    if store is not None and meant:
        _book(settings, meant, charged=charged)  # before: what is asked again is not known as unsettled any more
        for call in meant:
            ask_again(store, call.fingerprint, booked=charged)
    told = [_call(call, since, in_progress=call in busy, asked_again=call in meant) for call, since in found.items()]
    if as_json:
        print_json({"calls": [asdict(call) for call in told]})
    else:
        _print(told)


def _book(settings: Settings, calls: Iterable[Intent], *, charged: bool) -> None:
    """Book what was set aside for calls as spent, or give it back; the next attempt sets it aside once more."""
    from videogen_dagster.resources.treasury import Treasury  # SQLAlchemy, 0.3 s

    ledger = Treasury(settings).ledger
    for call in calls:
        if charged:
            ledger.settle(call.fingerprint, None)
        elif call.paid_usd is None:
            ledger.release(call.fingerprint)
        # Else it stays: other requests of the call are paid, and the attempt that goes on books them.


def _busy(settings: Settings, found: dict[Intent, datetime]) -> set[Intent]:
    """Return the calls that a process works on, or may work on."""
    at_work = calls_at_work(settings.scratch)
    young = datetime.now(UTC) - FAR_AWAY if settings.store_url is not None else datetime.max.replace(tzinfo=UTC)
    return {call for call, since in found.items() if call.fingerprint in at_work or since > young}


def _remedy(settings: Settings, call: Intent) -> str:
    if settings.store_url is not None:
        minutes = int(FAR_AWAY.total_seconds() // 60)
        return f"wait until it has ended; one that another machine began can be resolved {minutes} minutes later"
    return f"wait until it has ended, or stop it: videogen cancel {call.project or 'PROJECT'}"


def _named(text: str, found: Sequence[Intent]) -> Intent:
    meant = [call for call in found if len(text) >= LEAST_DIGITS and call.fingerprint.startswith(text.lower())]
    if len(meant) == 1:
        return meant[0]
    raise InvalidInput(
        f"{len(meant) or 'no'} unsettled call(s) begin with {text!r}",
        field="--again",
        remedy=f"write at least {LEAST_DIGITS} characters of one that `videogen resolve` lists",
    )


def _call(call: Intent, since: datetime, *, in_progress: bool, asked_again: bool) -> Call:
    return Call(
        fingerprint=call.fingerprint,
        engine=call.engine,
        project=call.project,
        about=call.about,
        requests=tuple(name for name in call.asked() if name),
        since=since.astimezone(UTC).isoformat(timespec="seconds"),
        in_progress=in_progress,
        asked_again=asked_again,
    )


def _print(calls: Sequence[Call]) -> None:
    if not calls:
        sys.stdout.write("nothing to resolve: the outcome of every call is known\n")
        return
    for call in calls:
        state = (
            "asked again by the next run" if call.asked_again else "in progress" if call.in_progress else "unsettled"
        )
        parts = f" ({', '.join(call.requests)})" if call.requests else ""
        sys.stdout.write(
            f"{call.fingerprint[:SHOWN_DIGITS]}  {call.since}  {call.engine:<10} {call.project or '-'}  "
            f"{call.about}{parts}: {state}\n"
        )
    if any(not call.asked_again and not call.in_progress for call in calls):
        sys.stdout.write("look at the provider's usage; then: videogen resolve --again FINGERPRINT, or --all\n")
