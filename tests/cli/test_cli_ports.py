"""Ports, hosts, and what ./msp up refuses before it starts anything."""

import argparse
import dataclasses
import re
import socket

import pytest

from api.cli import place as places
from api.cli import up
from api.cli.ports import is_free, refuse_taken_ports, three_free_ports
from api.cli.trouble import Trouble


@pytest.mark.parametrize(
    ("part", "setting"),
    [("api", "MSP_API_PORT"), ("bot", "MSP_BOT_PORT"), ("actions", "MSP_ACTIONS_PORT")],
)
def test_a_taken_port_is_named_with_a_free_one_to_use_instead(place, part, setting):
    with socket.create_server(("127.0.0.1", place.ports[part])):
        with pytest.raises(Trouble) as trouble:
            refuse_taken_ports(place)
    message = str(trouble.value)
    assert f"Port {place.ports[part]}," in message
    offered = re.search(rf"{setting}=(\d+) ./msp up", message)
    assert is_free("127.0.0.1", int(offered[1]))


def test_free_ports_are_accepted_and_differ(place):
    refuse_taken_ports(place)
    assert len(set(three_free_ports().values())) == 3


def test_one_port_for_two_parts_is_refused(place):
    same = dataclasses.replace(place, ports={**place.ports, "bot": place.ports["api"]})
    with pytest.raises(Trouble, match="three different numbers"):
        refuse_taken_ports(same)


@pytest.mark.parametrize("text", ["eighty", "0", "65536", "-1", "80.5"])
def test_a_port_that_is_no_port_is_refused(text):
    with pytest.raises(Trouble, match="MSP_BOT_PORT must be a number"):
        places.from_environment({"MSP_BOT_PORT": text})


@pytest.mark.parametrize(
    ("host", "address"),
    [
        ("127.0.0.1", "http://127.0.0.1:8000"),
        ("0.0.0.0", "http://127.0.0.1:8000"),
        ("::", "http://[::1]:8000"),
        ("10.1.2.3", "http://10.1.2.3:8000"),
    ],
)
def test_the_address_is_one_that_works_from_here(host, address):
    assert places.from_environment({"MSP_API_HOST": host}).address == address


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "10.1.2.3", "safeguarding.example"])
def test_demo_is_refused_beyond_this_machine_before_anything_is_made(tmp_path, monkeypatch, host):
    monkeypatch.setenv("MSP_API_HOST", host)
    monkeypatch.setenv("MSP_HOME", str(tmp_path / "home"))
    with pytest.raises(Trouble, match="--demo is for this machine only"):
        up.run(argparse.Namespace(demo=True))
    assert not (tmp_path / "home").exists()


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "::1"])
def test_demo_is_allowed_on_this_machine(place, host):
    assert up.refuse_public_demo(dataclasses.replace(place, api_host=host), demo=True) is None


def test_a_second_product_on_the_same_home_is_refused(place):
    with up.only_one(place), pytest.raises(Trouble, match="already running"):
        with up.only_one(place):
            pass
