"""Image, Compose and settings fit each other. `make check-images` runs what is in the containers."""

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from tests.deploy.compose_files import COMPOSE, ROOT, SAMPLE, composed, filled, services_of
from videogen_dagster import settings
from videogen_dagster.cli.commands import videogen
from videogen_dagster.engines.registry import EMBEDDED_ENGINES
from videogen_dagster.services.production import check_production
from videogen_dagster.settings import load_settings, runtime_folder

DOCKERFILE = ROOT / "deploy" / "Dockerfile"
IMAGE = DOCKERFILE.read_text()
FILES = (("compose.yaml",), ("compose.yaml", "gpu.yaml"), ("cluster.yaml",))
OURS = {"prepare", "code", "webserver", "daemon", "metrics"}
ONCE = {"prepare", "bucket"}
SET_BY_IMAGE = {"VIDEOGEN_HOME"}


class Asked(dict[str, str]):
    """An environment that remembers what it was asked for."""

    def get(self, name, default=None):
        return self.setdefault(name, default)


@pytest.fixture(scope="module")
def variables(tmp_path_factory) -> Path:
    return filled(tmp_path_factory.mktemp("compose") / ".env")


@pytest.fixture(scope="module")
def services(variables):
    return services_of("compose.yaml", variables=variables)


def bind_mounts(services) -> Iterator[Path]:
    for service in services.values():
        yield from (Path(each["source"]) for each in service.get("volumes", ()) if each["type"] == "bind")


def test_the_linter_of_dockerfiles_has_nothing_to_say():
    said = subprocess.run([Path(sys.executable).with_name("hadolint"), DOCKERFILE], check=False, capture_output=True)
    assert (said.returncode, said.stdout) == (0, b"")


@pytest.mark.parametrize("files", FILES, ids=" ".join)
def test_compose_reads_its_files_with_the_sample_filled_in(files, variables):
    services = services_of(*files, variables=variables)
    assert services
    assert [path for path in bind_mounts(services) if not path.exists()] == []


@pytest.mark.parametrize("files", FILES, ids=" ".join)
def test_compose_starts_nothing_while_passwords_are_missing(files):
    said = composed(*files, variables=SAMPLE)
    assert said.returncode != 0
    assert "into .env" in said.stderr


def test_the_sample_names_every_variable_of_the_file_and_holds_no_secret():
    used = set(re.findall(r"\$\{(\w+)", (COMPOSE / "compose.yaml").read_text()))
    sample = dict(line.split("=", 1) for line in SAMPLE.read_text().splitlines() if re.match(r"\w+=", line))
    assert sample.keys() == used | {"COMPOSE_PROFILES"}
    assert {name: value for name, value in sample.items() if re.search("PASSWORD|SECRET|TOKEN", name) and value} == {
        "PROXY_PASSWORD_HASH": "''"
    }


def test_all_that_a_deployment_may_set_reaches_the_containers(services):
    asked = Asked(VIDEOGEN_LIP_SYNC_COMMAND="lips {video} {audio} {output}")
    load_settings(asked)
    rows = re.findall(r"^\| `(VIDEOGEN_[\w<>]+)`", settings.__doc__ or "", re.MULTILINE)
    wanted = {name for name in rows if "<KIND>" not in name} - SET_BY_IMAGE
    wanted |= {f"VIDEOGEN_{kind.upper()}_ENGINE" for kind in EMBEDDED_ENGINES}
    for name in OURS:
        given = {each for each in services[name]["environment"] if each.startswith("VIDEOGEN_")}
        assert given <= asked.keys(), "a name that no setting has"
        assert wanted <= given


def test_the_containers_are_a_production_deployment_of_the_embedded_engines(services):
    for name in OURS:
        deployment = load_settings(services[name]["environment"])
        check_production(deployment)
        assert deployment.engines == EMBEDDED_ENGINES
        assert deployment.executor == "local"


def test_only_the_proxy_is_published_and_only_it_and_the_pages_meet(services):
    assert [name for name, service in services.items() if service.get("ports")] == ["proxy"]
    assert all(port["host_ip"] == "127.0.0.1" for port in services["proxy"]["ports"])
    neighbours = {name for name, service in services.items() if "front" in service["networks"]}
    assert neighbours == {"proxy", "webserver", "grafana"}
    assert set(services["proxy"]["networks"]) == {"front"}


def test_our_containers_cannot_write_but_to_their_home_and_have_no_rights(services):
    for name in OURS:
        service = services[name]
        assert service["read_only"], name
        assert service["init"], name
        assert service["cap_drop"] == ["ALL"], name
        assert {each["target"] for each in service["volumes"] if not each.get("read_only")} <= {
            "/var/lib/videogen",
            str(runtime_folder().with_name("videogen-10001")),
        }
    assert re.findall(r"^USER (.*)$", IMAGE, re.MULTILINE) == ["10001:10001"] * 2
    assert runtime_folder().name.startswith("videogen-")


def test_every_service_has_limits_and_a_check_and_is_started_again(services):
    for name, service in services.items():
        assert service["deploy"]["resources"]["limits"].keys() == {"cpus", "memory"}, name
        assert service["security_opt"] == ["no-new-privileges:true"], name
        assert service["restart"] == ("on-failure:5" if name in ONCE else "unless-stopped"), name
        assert name in ONCE or service["healthcheck"]["test"], name
        assert re.search(r":(?!latest).*\d", service["image"]) or service["image"] == "videogen:light", name


def test_our_own_commands_have_the_options_that_are_given(services):
    lines = [" ".join(services[name]["command"]) for name in OURS]
    given = [part.split() for line in lines for part in re.findall(r"videogen [\w /-]+?(?= &&|$)", line)]
    given += [[part[0], *part[1:]] for part in [services["metrics"]["command"]] if part not in given]
    assert {words[1] for words in given} == {"db", "up", "metrics"}
    for _, command, *rest in given:
        known = {option for each in videogen.commands[command].params for option in each.opts}
        assert {word for word in rest if word.startswith("--")} <= known


def test_an_image_is_made_of_the_files_that_it_needs_and_no_others():
    allowed = {line[1:] for line in (ROOT / ".dockerignore").read_text().splitlines() if line.startswith("!")}
    copied = re.findall(r"^COPY (?!--from)(.+) \S+$", IMAGE, re.MULTILINE)
    assert {source for sources in copied for source in sources.split()} == allowed
    assert all((ROOT / source).exists() for source in allowed)
    extras = {extra for found in re.findall(r"videogen-dagster\[([\w,]+)\]", IMAGE) for extra in found.split(",")}
    package = (ROOT / "pyproject.toml").read_text()
    assert all(re.search(rf"^{extra} = \[", package, re.MULTILINE) for extra in extras)
    assert not re.search(r"apt-get|gcc|build-essential", IMAGE)


def test_the_pages_find_the_code_server_and_prometheus_the_figures(services):
    (server,) = yaml.safe_load((COMPOSE / "workspace.yaml").read_text())["load_from"]
    assert server["grpc_server"]["host"] in services
    assert str(server["grpc_server"]["port"]) in services["code"]["command"]
    assert services["code"]["hostname"] == "code"
    prometheus = yaml.safe_load((COMPOSE / "prometheus.yaml").read_text())
    (job,) = prometheus["scrape_configs"]
    mounted = {Path(each["target"]).name for each in services["prometheus"]["volumes"]}
    assert set(prometheus["rule_files"]) < mounted
    assert job["static_configs"] == [{"targets": [f"metrics:{services['metrics']['command'][-1]}"]}]
    assert "reverse_proxy webserver:3000" in (COMPOSE / "Caddyfile").read_text()
    assert set(re.findall(r"\{\$(\w+)\}", (COMPOSE / "Caddyfile").read_text())) == set(services["proxy"]["environment"])
