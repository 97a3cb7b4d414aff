"""Hints of what was dropped: S3's own events, as a queue of SQS hands them out.

A hint names a place to look at and proves nothing: it may come twice, late, never, or for something that is gone. So a
message is deleted only once the inbox has what lies at its places, and the whole folder is listed now and then all the same.
"""

import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import unquote_plus, urlsplit

from videogen_dagster.core.drops import place_of
from videogen_dagster.core.errors import InvalidInput, StorageFailure
from videogen_dagster.resources.drop_folder import INBOX

MOST_MESSAGES: Final = 500
"""So many are read in one tick; the others wait in the queue."""
MESSAGES_A_CALL: Final = 10
"""SQS gives and deletes at most so many at once."""
HIDDEN_S: Final = 120
"""For so long nobody else is given a message that was read: longer than a tick takes."""
WAIT_S: Final = 1
"""A receive that waits asks all of SQS's servers, and one that does not wait asks some of them."""
TIMEOUT_S: Final = 5
MOST_WRAPPERS: Final = 3
"""An event may lie in a message of SNS, and that in another one."""
_ANY_REGION: Final = "us-east-1"


@dataclass(frozen=True, slots=True)
class Hint:
    """One message: places of the drop folder to look at, none if it tells of nothing there, and what deletes it."""

    places: frozenset[str]
    receipt: str


class DropQueue:
    """A queue of SQS to which a bucket sends its events.

    Args:
        url: URL of the queue.
        folder: URL of the drop folder: `s3://bucket/prefix`.

    Raises:
        InvalidInput: The drop folder is no bucket, or the URL names no queue.
    """

    def __init__(self, url: str, folder: str) -> None:
        bucket, queue = urlsplit(folder), urlsplit(url)
        if bucket.scheme not in {"s3", "s3a"} or queue.scheme not in {"http", "https"} or not queue.hostname:
            raise InvalidInput(
                "a queue tells what is dropped into a bucket of S3",
                field="VIDEOGEN_DROP_QUEUE_URL",
                remedy="write https://sqs.<region>.amazonaws.com/<account>/<queue>, and s3:// in VIDEOGEN_DROP_URL",
            )
        self._url = url
        self._endpoint = f"{queue.scheme}://{queue.netloc}"
        self._region = _region(queue.hostname)
        self._bucket = bucket.netloc
        self._inbox = "/".join(part for part in (bucket.path.strip("/"), INBOX) if part) + "/"
        self._timeout_s = TIMEOUT_S
        self._made: Any = None

    def read(self) -> tuple[Hint, ...]:
        """Return messages that wait; each stays in the queue until it is deleted, and comes again if it is not.

        Raises:
            InvalidInput: boto3 is not installed.
            StorageFailure: The queue cannot be read.
        """
        return tuple(
            Hint(places_in(message.get("Body", ""), bucket=self._bucket, inbox=self._inbox), message["ReceiptHandle"])
            for message in self._messages()
        )

    def _messages(self) -> Iterator[Mapping[str, Any]]:
        for _ in range(MOST_MESSAGES // MESSAGES_A_CALL):
            answer = self._ask(
                "receive_message",
                MaxNumberOfMessages=MESSAGES_A_CALL,
                VisibilityTimeout=HIDDEN_S,
                WaitTimeSeconds=WAIT_S,
            )
            messages = answer.get("Messages", [])
            yield from messages
            if len(messages) < MESSAGES_A_CALL:
                return

    def delete(self, hints: Sequence[Hint]) -> None:
        """Delete messages; one that cannot be deleted comes again, which changes nothing.

        Raises:
            StorageFailure: The queue cannot be reached.
        """
        for first in range(0, len(hints), MESSAGES_A_CALL):
            some = hints[first : first + MESSAGES_A_CALL]
            entries = [{"Id": str(number), "ReceiptHandle": hint.receipt} for number, hint in enumerate(some)]
            self._ask("delete_message_batch", Entries=entries)

    def _ask(self, what: str, **parameters: object) -> Mapping[str, Any]:
        client = self._client()
        from botocore.exceptions import BotoCoreError, ClientError

        try:
            return getattr(client, what)(QueueUrl=self._url, **parameters)
        except (BotoCoreError, ClientError) as error:
            raise StorageFailure(
                f"the queue of dropped files cannot be used: {str(error).splitlines()[0][:200]}",
                remedy="the folder is listed instead, until it can",
            ) from error

    def _client(self) -> Any:
        if self._made is None:
            try:
                import boto3  # 0.3 s; only deployments with a queue need it
                from botocore.config import Config
            except ImportError as error:
                raise InvalidInput(
                    "reading the queue needs boto3, which is not installed",
                    field="VIDEOGEN_DROP_QUEUE_URL",
                    remedy="pip install 'videogen-dagster[s3]'",
                ) from error
            session = boto3.session.Session()
            patience = Config(
                connect_timeout=self._timeout_s,
                read_timeout=self._timeout_s + WAIT_S,
                retries={"total_max_attempts": 2},
            )
            region = self._region or session.region_name or _ANY_REGION
            self._made = session.client("sqs", region_name=region, endpoint_url=self._endpoint, config=patience)
        return self._made


def places_in(body: str, *, bucket: str, inbox: str) -> frozenset[str]:
    """Return the places of the drop folder that a message names; none if it is something else.

    S3 writes keys as a form does (`+` for a blank, `%2B` for a plus; Amazon S3 user guide, "Event message structure"), and
    EventBridge writes them as they are. Servers that speak like S3 do either, so both readings are looked at.

    Args:
        body: The message: an event of S3, as S3, SNS or EventBridge write it.
        bucket: Name of the drop folder's bucket.
        inbox: What keys of dropped files begin with.
    """
    named = {key.removeprefix(inbox) for name, key in _keys(body) if name == bucket and key.startswith(inbox)}
    return frozenset(place_of(key)[0] for key in named if key)


def _keys(body: object, wrappers: int = 0) -> Iterator[tuple[str, str]]:
    """Yield bucket and key of the objects that a message names."""
    event = _parsed(body)
    if isinstance(event.get("Message"), str) and wrappers < MOST_WRAPPERS:
        yield from _keys(event["Message"], wrappers + 1)
    if event.get("source") == "aws.s3":
        yield from _named(event.get("detail"))
    records = event.get("Records")
    for record in records if isinstance(records, list) else ():
        for bucket, key in _named(record.get("s3") if isinstance(record, dict) else None):
            yield bucket, unquote_plus(key)
            yield bucket, key


def _parsed(body: object) -> Mapping[str, Any]:
    try:
        event = json.loads(body) if isinstance(body, str) else None
    except (ValueError, RecursionError):
        return {}
    return event if isinstance(event, dict) else {}


def _named(event: object) -> Iterator[tuple[str, str]]:
    """Yield bucket and key of `{"bucket": {"name": ...}, "object": {"key": ...}}`."""
    if not isinstance(event, dict):
        return
    bucket, found = event.get("bucket"), event.get("object")
    if isinstance(bucket, dict) and isinstance(found, dict):
        name, key = bucket.get("name"), found.get("key")
        if isinstance(name, str) and isinstance(key, str):
            yield name, key


def settled(hints: Sequence[Hint], *, open_places: Collection[str]) -> list[Hint]:
    """Return the messages of which everything is done.

    Args:
        hints: Messages.
        open_places: Places that could not be looked at, or changed while they were.
    """
    return [hint for hint in hints if hint.places.isdisjoint(open_places)]


def _region(host: str) -> str | None:
    """Return the region in the name of one of Amazon's servers: `sqs.eu-west-1.amazonaws.com`."""
    names = host.split(".")
    return names[1] if names[0] == "sqs" and len(names) > 2 and "-" in names[1] else None
