"""The examples of clusters name what there is: commands, variables, modules and files; no container is started."""

import re
from pathlib import Path

import click
import pytest
import yaml
from dagster._core.instance.config import dagster_instance_config

from videogen_dagster.executor.ray.plan import shipped
from videogen_dagster.settings import load_settings

ROOT = Path(__file__).parents[2]
CLUSTER = ROOT / "examples" / "cluster"
COMPOSE = yaml.safe_load((CLUSTER / "compose.yaml").read_text())
KUBERNETES = list(yaml.safe_load_all((CLUSTER / "kuberay.yaml").read_text()))
OWN = {"head", "worker", "webserver", "daemon"}
HOME = "/var/lib/videogen"
RAY_OPTIONS = {"num-cpus", "num-gpus", "disable-usage-stats"}


def kube(kind: str, name: str) -> dict:
    (found,) = [each for each in KUBERNETES if (each["kind"], each["metadata"]["name"]) == (kind, name)]
    return found


def compose_environment(service: str) -> dict[str, str]:
    return COMPOSE["services"][service]["environment"]


def kube_environment() -> dict[str, str]:
    return {
        **kube("Secret", "videogen-deployment")["stringData"],
        **kube("ConfigMap", "videogen-deployment")["data"],
    }


def instance_variables() -> set[str]:
    return set(re.findall(r"env: (\w+)", (CLUSTER / "dagster.yaml").read_text()))


def words(service: str) -> str:
    command = COMPOSE["services"][service]["command"]
    return command[-1] if command[0] == "sh" else " ".join(command)


def scripts() -> list[str]:
    pods = [each["spec"]["template"]["spec"] for each in KUBERNETES if each["kind"] == "Deployment"]
    commands = [container["command"] for pod in pods for container in pod["containers"]]
    return [*map(words, OWN), *(each[-1] if each[0] == "sh" else " ".join(each) for each in commands)]


def options_of(command: click.Command) -> set[str]:
    return {option for each in command.params for option in each.opts}


def test_the_environments_say_the_same_in_both_examples():
    head = compose_environment("head")
    own = {name for name in head if name.startswith("VIDEOGEN_")}
    assert own == {name for name in kube_environment() if name.startswith("VIDEOGEN_")}
    assert load_settings(head).executor == load_settings(kube_environment()).executor == "ray"
    assert load_settings(kube_environment()).gpus == ("0", "1")
    assert load_settings(kube_environment()).ray_address == "videogen-head-svc:6379"


@pytest.mark.parametrize("service", sorted(OWN))
def test_every_machine_knows_the_store_and_the_instance(service):
    environment = compose_environment(service)
    assert instance_variables() <= set(environment)
    assert environment["VIDEOGEN_STORE_URL"].startswith(f"s3://{environment['VIDEOGEN_BUCKET']}/")


def test_the_pods_know_the_instance():
    assert instance_variables() <= set(kube_environment())


def test_ray_asks_for_a_token_everywhere():
    for service in ("head", "worker"):
        assert compose_environment(service)["RAY_AUTH_MODE"] == "token"
        assert "RAY_AUTH_TOKEN" in compose_environment(service)
    assert kube("RayCluster", "videogen")["spec"]["authOptions"] == {"mode": "token"}
    (code,) = kube("Deployment", "videogen-code")["spec"]["template"]["spec"]["containers"]
    token = {each["name"]: each for each in code["env"]}["RAY_AUTH_TOKEN"]["valueFrom"]["secretKeyRef"]
    assert token == {"name": "videogen", "key": "auth_token"}


def test_secrets_do_not_travel_with_runs():
    assert shipped(kube_environment()).keys() == {name for name in kube_environment() if name.startswith("VIDEOGEN_")}


def test_dagsters_commands_have_the_options_that_are_given():
    from dagster._cli import create_dagster_cli
    from dagster._daemon.cli import create_dagster_daemon_cli
    from dagster_webserver.cli import create_dagster_webserver_cli

    known = {
        "dagster code-server start": options_of(create_dagster_cli().commands["code-server"].commands["start"]),
        "dagster-webserver": options_of(create_dagster_webserver_cli()),
        "dagster-daemon run": options_of(create_dagster_daemon_cli().commands["run"]),
    }
    given = [(name, line) for script in scripts() for line in script.splitlines() for name in known if name in line]
    assert {name for name, _ in given} == set(known)
    for name, line in given:
        assert set(re.findall(r"--[\w-]+", line)) <= known[name] | {"--workspace", "--module-name"}, line


def test_rays_command_has_the_options_that_are_given():
    from ray.scripts.scripts import start

    lines = [line for script in scripts() for line in script.splitlines() if "ray start" in line]
    lines += [
        line
        for line in (ROOT / "docs/how-to/run-on-several-machines.md").read_text().splitlines()
        if line.startswith("ray start")
    ]
    assert len(lines) == 5
    for line in lines:
        assert set(re.findall(r"--[a-z][\w-]+", line)) <= options_of(start), line
    groups = [
        kube("RayCluster", "videogen")["spec"]["headGroupSpec"],
        *kube("RayCluster", "videogen")["spec"]["workerGroupSpecs"],
    ]
    assert {f"--{name}" for group in groups for name in group["rayStartParams"]} <= options_of(start)


def test_the_instance_is_one_that_dagster_takes():
    config, _ = dagster_instance_config(str(CLUSTER))
    assert config["storage"] == {"postgres": {"postgres_db": config["storage"]["postgres"]["postgres_db"]}}
    assert config["compute_logs"]["module"].partition(".")[0] == "dagster_aws"


def test_the_image_has_what_the_files_need():
    image = (CLUSTER / "Dockerfile").read_text()
    extras = set(re.findall(r"videogen-dagster\[([\w,]+)\]", image)[0].split(","))
    package = (ROOT / "pyproject.toml").read_text()
    assert {"ray", "s3", "postgres"} <= extras
    assert all(re.search(rf"^{extra} = \[", package, re.MULTILINE) for extra in extras)
    assert f"VIDEOGEN_HOME={HOME} DAGSTER_HOME={HOME}/dagster" in image
    for mounts in (COMPOSE["services"][name].get("volumes", []) for name in OWN):
        assert all(mount.partition(":")[2].startswith(HOME) for mount in mounts)


def test_the_code_location_is_where_the_workspaces_look():
    for text in (
        (CLUSTER / "workspace.yaml").read_text(),
        kube("ConfigMap", "videogen-workspace")["data"]["workspace.yaml"],
    ):
        (server,) = (each["grpc_server"] for each in yaml.safe_load(text)["load_from"])
        assert server["port"] == 4000
    assert server["host"] == kube("Service", "videogen-code")["metadata"]["name"]
    assert kube("Service", "videogen-code")["spec"]["ports"] == [{"port": 4000}]
