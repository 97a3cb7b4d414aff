"""The examples of clusters name what there is: commands, variables, modules and files; no container is started."""

import re
from pathlib import Path

import click
import yaml
from dagster._core.instance.config import dagster_instance_config

from videogen_dagster.executor.ray.plan import RayPlan, secrets_of, shipped
from videogen_dagster.instance_configuration import keep_configuration
from videogen_dagster.services.production import check_production, choice_for
from videogen_dagster.settings import Settings, load_settings

ROOT = Path(__file__).parents[2]
COMPOSE = yaml.safe_load((ROOT / "deploy" / "compose" / "cluster.yaml").read_text())
KUBERNETES = list(yaml.safe_load_all((ROOT / "deploy" / "kubernetes" / "kuberay.yaml").read_text()))
OWN = {"prepare", "head", "worker", "webserver", "daemon"}
HOME = "/var/lib/videogen"
SECRETS = {"VIDEOGEN_DATABASE_URL"}
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


def words(service: str) -> str:
    command = COMPOSE["services"][service]["command"]
    return command[-1] if command[0] == "sh" else " ".join(command)


def pod() -> dict:
    return kube("Deployment", "videogen")["spec"]["template"]["spec"]


def scripts() -> list[str]:
    commands = [container["command"] for container in (*pod()["initContainers"], *pod()["containers"])]
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


def deployments() -> list[Settings]:
    return [
        *(load_settings(compose_environment(service)) for service in sorted(OWN)),
        load_settings(kube_environment()),
    ]


def test_every_machine_knows_the_store_the_drop_folder_and_the_database():
    for settings in deployments():
        check_production(settings)
        assert choice_for(settings, production=True).bucket == "videogen"


def test_ray_asks_for_a_token_everywhere():
    for service in ("head", "worker"):
        assert compose_environment(service)["RAY_AUTH_MODE"] == "token"
        assert "RAY_AUTH_TOKEN" in compose_environment(service)
    assert kube("RayCluster", "videogen")["spec"]["authOptions"] == {"mode": "token"}
    (code,) = (each for each in pod()["containers"] if each["name"] == "code")
    token = {each["name"]: each for each in code["env"]}["RAY_AUTH_TOKEN"]["valueFrom"]["secretKeyRef"]
    assert token == {"name": "videogen", "key": "auth_token"}


def test_secrets_do_not_travel_with_runs():
    own = {name for name in kube_environment() if name.startswith("VIDEOGEN_")}
    assert own > SECRETS
    assert shipped(kube_environment()).keys() == own - SECRETS
    assert shipped({"VIDEOGEN_CALLBACK_SECRET": "a"}) == {}


def test_a_machine_without_the_secrets_of_a_run_is_found_out():
    has = kube_environment()
    plan = RayPlan(
        namespace="n", key="k", code="c", sizes={}, environment=shipped(has), secrets=secrets_of({**has, "OTHER": "1"})
    )
    assert plan.lacking({"VIDEOGEN_DATABASE_URL": "of its own"}) == ()
    assert plan.lacking({}) == ("VIDEOGEN_DATABASE_URL",)
    assert plan.model_copy(update={"environment": has}).lacking({}) == (), (
        "the cluster of one machine has all variables"
    )


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


def test_the_instance_is_one_that_dagster_takes(tmp_path):
    for settings in deployments():
        keep_configuration(tmp_path, choice_for(settings, production=True))
        config, _ = dagster_instance_config(str(tmp_path))
        assert config["storage"] == {"postgres": {"postgres_url": {"env": "VIDEOGEN_DATABASE_URL"}}}
        assert config["compute_logs"]["module"].partition(".")[0] == "dagster_aws"


def test_homes_are_where_the_image_has_its_own():
    for mounts in (COMPOSE["services"][name]["volumes"] for name in OWN):
        assert f"home:{HOME}" in mounts
    for container in (*pod()["initContainers"], *pod()["containers"]):
        assert {"name": "home", "mountPath": HOME} in container["volumeMounts"]


def test_the_code_location_is_where_the_workspaces_look():
    (server,) = yaml.safe_load((ROOT / "deploy" / "compose" / "workspace.yaml").read_text())["load_from"]
    assert server["grpc_server"] == {"host": "code", "port": 4000, "location_name": "videogen_dagster"}
    for service in ("webserver", "daemon"):
        assert COMPOSE["services"][service]["extra_hosts"] == ["code:127.0.0.1"]
    (server,) = yaml.safe_load(kube("ConfigMap", "videogen-workspace")["data"]["workspace.yaml"])["load_from"]
    assert server["grpc_server"] == {"host": "127.0.0.1", "port": 4000, "location_name": "videogen_dagster"}
    listening = [line for script in scripts() for line in script.splitlines() if "dagster code-server start" in line]
    assert len(listening) == 2
    assert all("--host 127.0.0.1 --port 4000" in line for line in listening)
