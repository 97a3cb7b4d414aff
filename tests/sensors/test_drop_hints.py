"""Hints of a queue over a real S3 and SQS: they make the sensor quicker, and change nothing about what it finds."""

import json
import random
import sqlite3
from contextlib import closing
from dataclasses import dataclass, field
from functools import partial
from itertools import count
from pathlib import Path
from urllib.parse import quote_plus

import dagster as dg
import pytest

from tests.fakes.instance import Records, instance_in_lists
from tests.fakes.s3_server import ACCESS
from videogen_dagster.core.drops import DropState
from videogen_dagster.core.errors import InvalidInput, StorageFailure
from videogen_dagster.resources.drop_hints import DropQueue, places_in
from videogen_dagster.resources.drops import Drops
from videogen_dagster.sensors.dropped import Position, Tick
from videogen_dagster.settings import load_settings

SCRIPT = b"INT. KITCHEN - DAY\n\nANN\nThe kettle is on.\n"
NUMBERS = count()
DROPPED = {
    "Events": ["s3:ObjectCreated:*"],
    "Filter": {"Key": {"FilterRules": [{"Name": "prefix", "Value": "team/in/"}]}},
}


@dataclass
class Dropping:
    """A bucket that tells a queue what is dropped, and the sensor that reads it."""

    home: Path
    instance: dg.DagsterInstance
    server: str
    cursor: Position = field(default_factory=Position)

    def __post_init__(self) -> None:
        import boto3

        self.name = f"films{next(NUMBERS)}"
        self.client = partial(
            boto3.client,
            endpoint_url=self.server,
            region_name=ACCESS["region"],
            aws_access_key_id="test",
            aws_secret_access_key="test",  # noqa: S106  # moto's
        )
        self.s3, self.sqs = self.client("s3"), self.client("sqs")
        self.s3.create_bucket(Bucket=self.name)
        self.queue = self.sqs.create_queue(QueueName=self.name)["QueueUrl"]
        self.arn = f"arn:aws:sqs:us-east-1:123456789012:{self.name}"
        self.tell({"QueueConfigurations": [{"QueueArn": self.arn, **DROPPED}]})
        self.at(self.queue)

    def at(self, queue: str) -> None:
        """Let the sensor read a queue; it begins as a daemon that was just started."""
        variables = {"VIDEOGEN_DROP_URL": f"s3://{self.name}/team", "VIDEOGEN_DROP_QUEUE_URL": queue}
        self.drops = Drops(load_settings(variables, home=self.home))
        assert self.drops.queue
        self.drops.queue._timeout_s = 120  # an answer that comes late to a busy machine has hidden its messages

    def tell(self, whom: dict) -> None:
        self.s3.put_bucket_notification_configuration(Bucket=self.name, NotificationConfiguration=whom)

    def put(self, key: str, content: bytes = SCRIPT) -> None:
        self.s3.put_object(Bucket=self.name, Key=f"team/{key}", Body=content)

    def put_unheard(self, key: str) -> None:
        """Put a file whose event gets lost."""
        self.put(key)
        self.received()

    def received(self) -> list[dict]:
        """Take all messages out of the queue."""
        taken = []
        while messages := self.sqs.receive_message(QueueUrl=self.queue, MaxNumberOfMessages=10).get("Messages"):
            for message in messages:
                self.sqs.delete_message(QueueUrl=self.queue, ReceiptHandle=message["ReceiptHandle"])
            taken += messages
        return taken

    def send(self, body: object) -> None:
        self.sqs.send_message(QueueUrl=self.queue, MessageBody=body if isinstance(body, str) else json.dumps(body))

    def tick(self, *, is_kept: bool = True, grace_s: float = 600.0, listed_s: float = 3600.0) -> list[str]:
        look = Tick(self.drops, self.instance, clock=lambda: 0.0, grace_s=grace_s, listed_s=listed_s)
        result = look.result(self.cursor)
        self.told = str(result.skip_reason and result.skip_reason.skip_message)
        if is_kept:
            self.cursor = Position.model_validate_json(result.cursor or "")
        return sorted(str(request.partition_key) for request in result.run_requests or [])

    def waiting(self) -> int:
        """Return how many messages the queue has, also those that were read and not deleted."""
        names = ("ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible")
        told = self.sqs.get_queue_attributes(QueueUrl=self.queue, AttributeNames=list(names))["Attributes"]
        return sum(int(told[name]) for name in names)

    def forget_readers(self) -> None:
        """Let messages that were read come again, as SQS does two minutes behind a reader that died."""
        for receipt in self.receipts:
            self.sqs.change_message_visibility(QueueUrl=self.queue, ReceiptHandle=receipt, VisibilityTimeout=0)

    def read_and_die(self) -> None:
        self.receipts = [hint.receipt for hint in self.drops.queue.read()]


@pytest.fixture
def dropping(tmp_path, s3, monkeypatch) -> Dropping:
    for name, value in {
        "AWS_ENDPOINT_URL": s3,
        "AWS_REGION": ACCESS["region"],
        "AWS_ACCESS_KEY_ID": "test",
        "AWS_SECRET_ACCESS_KEY": "test",
    }.items():
        monkeypatch.setenv(name, value)
    return Dropping(tmp_path / "home", instance_in_lists(tmp_path, Records()), s3)


def test_only_what_the_queue_names_is_looked_at_and_the_rest_once_an_hour(dropping):
    dropping.put("in/old.fountain")
    assert dropping.tick() == ["old"], "the first look is at everything"
    dropping.put_unheard("in/unheard.fountain")
    dropping.put("in/My kettle+1 (à).fountain")
    dropping.put("in/mug/photo.txt")
    assert dropping.tick() == ["my-kettle-1-a"], "neither the one whose event was lost, nor a group without its marker"
    dropping.put("in/mug/metadata.json", b'{"prompt": "A mug on a sill"}')
    assert dropping.tick() == ["mug"]
    assert dropping.tick() == []
    assert dropping.told == "0 messages, nothing new"
    assert dropping.waiting() == 0
    assert dropping.tick(listed_s=0) == ["unheard"]
    assert dropping.tick() == []


def test_messages_that_come_twice_late_or_from_elsewhere_change_nothing(dropping):
    dropping.tick()
    dropping.put("in/kettle.fountain")
    (message,) = dropping.sqs.receive_message(QueueUrl=dropping.queue, VisibilityTimeout=0)["Messages"]
    event = json.loads(message["Body"])
    named = event["Records"][0]["s3"]
    others = [
        {"Service": "Amazon S3", "Event": "s3:TestEvent", "Bucket": dropping.name},
        {"Records": [{"s3": {**named, "object": {"key": "team/out/kettle/kettle.mp4"}}}]},
        {"Records": [{"s3": {**named, "bucket": {"name": "another"}, "object": {"key": "team/in/lamp.fountain"}}}]},
        {"Records": [{"s3": {**named, "object": {"key": "team/in/gone.fountain"}}}]},
        *(
            {"Records": [{"s3": {**named, "object": {"key": f"team/in/{key}"}}}]}
            for key in ("../x", "a//b", "%00", "\ud800")
        ),
        {"Records": [None, {"s3": []}, {"s3": {"bucket": 1, "object": {"key": 2}}}]},
        {"Records": 7},
        "[" * 100_000,
        "no JSON",
        "null",
    ]
    for body in (event, *others, event, event):
        dropping.send(body)
    assert dropping.tick() == ["kettle"]
    assert dropping.waiting() == 0
    dropping.send(event)
    assert dropping.tick() == []
    assert dropping.waiting() == 0


@pytest.mark.parametrize("seed", range(3))
def test_messages_in_any_order_and_twice_change_nothing(dropping, seed):
    dropping.tick()
    photo, brief = b"not a picture", b'{"prompt": "A mug on a sill"}'
    dropped = [
        *((f"in/film{number}.fountain", SCRIPT) for number in range(4)),
        *(("in/film1.fountain", SCRIPT + text) for text in (b"\nBEN\nAgain.\n", b"\nBEN\nAnd again.\n")),
        ("in/mug/photo.txt", photo),
        ("in/mug/metadata.json", brief),
    ]
    for key, content in dropped:
        dropping.put(key, content)
    bodies = [message["Body"] for message in dropping.received()] * 2
    random.Random(seed).shuffle(bodies)
    found: list[str] = []
    for first in range(0, len(bodies), 5):  # a few arrive between two looks
        for body in bodies[first : first + 5]:
            dropping.send(body)
        found += dropping.tick()
    assert sorted(found) == ["film0", "film1", "film2", "film3", "mug"]
    assert dropping.waiting() == 0
    assert dropping.tick(listed_s=0) == [], "the listing finds nothing else"
    assert dropping.drops.inbox.counts() == {DropState.REQUESTED: 5}


@pytest.mark.parametrize("way", ["SNS", "EventBridge"])
def test_events_are_understood_however_they_come(dropping, way):
    dropping.tick()
    if way == "SNS":
        sns = dropping.client("sns")
        topic = sns.create_topic(Name=dropping.name)["TopicArn"]
        sns.subscribe(TopicArn=topic, Protocol="sqs", Endpoint=dropping.arn)
        dropping.tell({"TopicConfigurations": [{"TopicArn": topic, "Events": ["s3:ObjectCreated:*"]}]})
    else:
        events = dropping.client("events")
        events.put_rule(Name=dropping.name, EventPattern=json.dumps({"source": ["aws.s3"]}))
        events.put_targets(Rule=dropping.name, Targets=[{"Id": "queue", "Arn": dropping.arn}])
        dropping.tell({"EventBridgeConfiguration": {}})
    dropping.put("in/My kettle+2.fountain")
    assert dropping.tick() == ["my-kettle-2"]
    assert dropping.tick() == []
    assert dropping.waiting() == 0


def test_a_message_that_was_read_before_a_death_comes_again(dropping):
    dropping.tick()
    dropping.put("in/kettle.fountain")
    dropping.read_and_die()
    assert dropping.tick() == []
    dropping.forget_readers()
    assert dropping.tick() == ["kettle"]
    assert dropping.waiting() == 0


def test_a_message_stays_until_the_inbox_has_what_it_names(dropping):
    dropping.tick()
    dropping.put("in/kettle.fountain")
    with closing(sqlite3.connect(dropping.home / "videogen.db", timeout=60)) as database:
        database.execute("ALTER TABLE inbox RENAME TO away")
    with pytest.raises(StorageFailure):
        dropping.tick()
    assert dropping.waiting() == 1
    with closing(sqlite3.connect(dropping.home / "videogen.db", timeout=60)) as database:
        database.execute("ALTER TABLE away RENAME TO inbox")
    assert dropping.tick(listed_s=0) == ["kettle"], "by listing, as the message is still hidden"
    assert dropping.waiting() == 1
    assert dropping.tick(is_kept=False) == []


def test_a_group_that_never_got_complete_is_told_without_another_message(dropping):
    dropping.put("in/mug/photo.txt")
    dropping.tick()
    assert dropping.tick(grace_s=0) == []
    status = dropping.s3.get_object(Bucket=dropping.name, Key="team/out/mug/status.json")["Body"].read()
    assert json.loads(status)["reason"]["message"] == "metadata.json is missing"


def test_a_queue_that_is_gone_leaves_the_listing(dropping):
    dropping.tick()
    dropping.put("in/kettle.fountain")
    dropping.at("http://127.0.0.1:9/1/films")
    assert dropping.tick() == ["kettle"]
    assert dropping.tick() == []
    assert "the queue of dropped files cannot be used" in dropping.told


def test_many_messages_are_read_in_one_tick(dropping):
    dropping.tick()
    for number in range(25):
        dropping.send(
            {"Records": [{"s3": {"bucket": {"name": dropping.name}, "object": {"key": f"team/in/{number}.md"}}}]}
        )
    assert dropping.tick() == []
    assert dropping.told == "25 messages, nothing new"
    assert dropping.waiting() == 0


@pytest.mark.parametrize(
    ("queue", "folder"), [("films", "s3://films/team"), ("https://sqs.eu-west-1.amazonaws.com/1/q", "/a")]
)
def test_a_queue_without_a_bucket_or_a_server_is_refused(queue, folder):
    with pytest.raises(InvalidInput) as refused:
        DropQueue(queue, folder)
    assert refused.value.field == "VIDEOGEN_DROP_QUEUE_URL"


@pytest.mark.parametrize("prefix", ["", "team/"])
@pytest.mark.parametrize("key", ["a b+c%.fountain", "été/metadata.json", "a/b/c.png"])
def test_keys_are_read_as_s3_and_as_eventbridge_write_them(prefix, key):
    place = key if "/" not in key else key.partition("/")[0] + "/"
    named = {"bucket": {"name": "films"}, "object": {"key": f"{prefix}in/{key}"}}
    written = {"bucket": {"name": "films"}, "object": {"key": quote_plus(f"{prefix}in/{key}", safe="/")}}
    for event in ({"source": "aws.s3", "detail": named}, {"Records": [{"s3": written}]}):
        wrapped = {"Type": "Notification", "Message": json.dumps(event)}
        for body in (event, wrapped):
            assert place in places_in(json.dumps(body), bucket="films", inbox=f"{prefix}in/")
