"""The dashboard and the alerts ask for figures and labels that the exporter really gives."""

import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
import yaml
from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.parser import text_string_to_metric_families

from videogen_dagster.metrics.families import gauges
from videogen_dagster.metrics.figures import Figures, Gpu
from videogen_dagster.metrics.history import StepHistory

DEPLOY = Path(__file__).parents[2] / "deploy"
DASHBOARD = json.loads((DEPLOY / "grafana" / "videogen.json").read_text())
GROUPS = yaml.safe_load((DEPLOY / "prometheus" / "alerts.yaml").read_text())["groups"]
RULES = [rule for group in GROUPS for rule in group["rules"]]
OF_PROMETHEUS = {"instance", "job"}
NAME = re.compile(r"\bvideogen_\w+")
MATCHERS = re.compile(r"(videogen_\w+)\{([^}]*)\}")
MATCHED = re.compile(r"(\w+)\s*(?:=~|!~|!=|=)\s*\"")
GROUPED = re.compile(r"\b(?:by|on|without|ignoring)\s*\(([^)]*)\)")
SPAN = re.compile(r"\d+(?:s|m|h|d)")


class Everything:
    """A deployment that has all that there may be."""

    def collect(self):
        yield from gauges(
            Figures(
                runs={"queued": 1},
                heartbeats_s={"sensor": 1.0},
                inbox={"pending": 1},
                models={("sdxl", "cuda:0"): 1},
                workers={("gpu", "busy"): 1},
                gpus=(Gpu("0", 1, 2, 0.5),),
                paid_usd={("openai", "gpt-image-1"): 0.25},
            )
        )

    def describe(self) -> Iterator[None]:
        return iter(())


@pytest.fixture(scope="module")
def given() -> dict[str, set[str]]:
    """The labels of each series."""
    registry = CollectorRegistry()
    registry.register(Everything())
    history = StepHistory(registry, datetime.now(UTC))
    history._seconds.labels("film", "whole", "none").observe(1)
    history._results.labels("film", "made").inc()
    history._failures.labels("film", "internal").inc()
    labels: dict[str, set[str]] = {}
    for family in text_string_to_metric_families(generate_latest(registry).decode()):
        for sample in family.samples:
            labels.setdefault(sample.name, set()).update(sample.labels)
    return labels


def queries() -> list[tuple[str, str]]:
    panels = [(panel["title"], target["expr"]) for panel in DASHBOARD["panels"] for target in panel["targets"]]
    variables = [(each["name"], each["definition"]) for each in DASHBOARD["templating"]["list"] if "definition" in each]
    return [*panels, *variables, *((rule["alert"], rule["expr"]) for rule in RULES)]


@pytest.mark.parametrize(("title", "query"), queries(), ids=lambda text: text[:40])
def test_a_query_names_what_there_is(given, title, query):
    names = set(NAME.findall(query))
    assert names
    assert names <= given.keys()
    for name, matchers in MATCHERS.findall(query):
        assert set(MATCHED.findall(matchers)) <= given[name] | OF_PROMETHEUS
    of_query = set().union(*(given[name] for name in names)) | OF_PROMETHEUS
    for labels in GROUPED.findall(query):
        assert {label.strip() for label in labels.split(",")} <= of_query
    assert query.count("(") == query.count(")")
    assert query.count("{") == query.count("}")


def test_every_series_is_looked_at_somewhere(given):
    asked = {name for _, query in queries() for name in NAME.findall(query)}
    parts = {"videogen_step_seconds_count"}  # of the histogram
    assert given.keys() - asked <= parts


def test_the_guide_names_every_series_and_no_other(given):
    guide = (DEPLOY.parent / "docs" / "how-to" / "watch-it.md").read_text()
    rows = [line.split("|")[1] for line in guide.splitlines() if line.startswith("| `videogen_")]
    assert sorted(NAME.findall("".join(rows))) == sorted({re.sub("_(bucket|count|sum)$", "", name) for name in given})


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule["alert"])
def test_a_rule_is_whole(rule, given):
    assert set(rule) <= {"alert", "expr", "for", "labels", "annotations"}
    assert re.fullmatch(r"Videogen[A-Z]\w+", rule["alert"])
    assert SPAN.fullmatch(rule.get("for", "1m"))
    assert rule["labels"]["severity"] in {"critical", "warning"}
    assert {"summary", "description"} == set(rule["annotations"])
    used = set(re.findall(r"\$labels\.(\w+)", " ".join(rule["annotations"].values())))
    assert used <= set().union(*(given[name] for name in NAME.findall(rule["expr"])))


def test_names_of_rules_and_panels_are_used_once():
    names = [rule["alert"] for rule in RULES]
    assert len(names) == len(set(names))
    ids = [panel["id"] for panel in DASHBOARD["panels"]]
    assert len(ids) == len(set(ids))


def test_panels_do_not_lie_over_each_other():
    taken: set[tuple[int, int]] = set()
    for panel in DASHBOARD["panels"]:
        at = panel["gridPos"]
        cells = {(at["x"] + x, at["y"] + y) for x in range(at["w"]) for y in range(at["h"])}
        assert not cells & taken, panel["title"]
        assert at["x"] + at["w"] <= 24
        taken |= cells


def test_the_example_scrapes_the_port_of_the_command():
    from videogen_dagster.cli.metrics_commands import metrics

    config = yaml.safe_load((DEPLOY / "prometheus" / "prometheus.yaml").read_text())
    (job,) = config["scrape_configs"]
    usual = {option.name: option.default for option in metrics.params}
    assert job["static_configs"][0]["targets"] == [f"{usual['host']}:{usual['port']}"]
    assert config["rule_files"] == ["alerts.yaml"]
