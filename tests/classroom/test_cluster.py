"""The values for Kubernetes, held against the chart's own schema."""

import json
import re
from copy import deepcopy
from pathlib import Path

import jsonschema
import pytest
import yaml

from helpers.lab import FIRST, FOLDER

ROOT = Path(__file__).parents[2]
VALUES = yaml.safe_load((ROOT / "classroom/values.yaml").read_text("utf-8"))
SCHEMA = json.loads(
    Path(__file__).with_name("z2jh").joinpath("values.schema.json").read_text()
)


def partial(schema):
    """The schema of what is changed: the chart has the rest."""
    if isinstance(schema, list):
        return [partial(part) for part in schema]
    if not isinstance(schema, dict):
        return schema
    return {
        key: partial(part)
        for key, part in schema.items()
        if not (key == "required" and isinstance(part, list))
    }


def test_the_chart_takes_them():
    jsonschema.validate(VALUES, partial(SCHEMA))


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("singleuser", "memmory"), {"limit": "1G"}),
        (("singleuser", "startTimeout"), "300 s"),
        (("singleuser", "memory", "guarantie"), "1G"),
        (("cull", "timeout"), "7200"),
        (("scheduling", "userPlaceholder", "replicas"), "ten"),
        (("hubs",), {}),
    ],
)
def test_the_chart_would_not_take_a_slip(path, value):
    values = deepcopy(VALUES)
    at = values
    for name in path[:-1]:
        at = at[name]
    at[path[-1]] = value
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(values, partial(SCHEMA))


def seconds(name, config):
    product = re.search(rf"^{name} = ([\d *]+)$", config, re.MULTILINE)[1]
    result = 1
    for factor in product.split("*"):
        result *= int(factor)
    return result


def test_one_machine_and_a_cluster_are_alike():
    config = (ROOT / "classroom/jupyterhub_config.py").read_text("utf-8")
    singleuser = VALUES["singleuser"]
    assert singleuser["defaultUrl"] == f"/lab/tree/{FOLDER}/{FIRST}"
    assert VALUES["cull"]["timeout"] == seconds("SERVER_IDLE", config)
    idle = seconds("KERNEL_IDLE", config)
    assert f"cull_idle_timeout={idle}" in "".join(singleuser["cmd"])
    assert f'mem_limit = "{singleuser["memory"]["limit"]}"' in config
    assert singleuser["cmd"][:3] == ["python", "-m", "helpers.singleuser"]
