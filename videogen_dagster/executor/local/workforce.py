"""The local workers of a deployment, as `videogen workers` sees and stops them."""

import socket
from pathlib import Path
from typing import Final

from videogen_dagster.executor.backends import WorkerReport
from videogen_dagster.executor.local.places import pools_of
from videogen_dagster.executor.local.wire import AskStop, AskWorkers, Channel, Closed, Garbled, Workers

ANSWER_S: Final = 10.0
"""How long a supervisor may take to answer: it may be importing the definitions."""


class LocalWorkforce:
    """All pools that meet in a folder; see `Workforce`.

    Args:
        folder: Where they meet; see `places.meeting_folder`.
        answer_s: How long each supervisor may take to answer; one that takes longer has no workers.
    """

    def __init__(self, folder: Path, *, answer_s: float = ANSWER_S) -> None:
        self._folder, self._answer_s = folder, answer_s

    def workers(self) -> tuple[WorkerReport, ...]:
        return self._asked(AskWorkers())

    def stop(self) -> int:
        return len(self._asked(AskStop()))

    def _asked(self, question: AskWorkers | AskStop) -> tuple[WorkerReport, ...]:
        return tuple(worker for place in pools_of(self._folder) for worker in self._answered(place.socket, question))

    def _answered(self, path: Path, question: AskWorkers | AskStop) -> tuple[WorkerReport, ...]:
        """Return the workers that one supervisor tells of; none if it is gone."""
        with socket.socket(socket.AF_UNIX) as connection:
            connection.settimeout(self._answer_s)
            try:
                connection.connect(str(path))
                channel = Channel(connection)
                channel.send(question)
                answer = channel.receive()
            except (OSError, Closed, Garbled):  # it ended just now, or left its socket when it was killed
                return ()
        return answer.workers if isinstance(answer, Workers) else ()
