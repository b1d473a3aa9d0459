"""The real processes start, find each other, come back after a failure, and end."""

import stat
import subprocess
import sys

import httpx
import pytest

from api.cli.place import ROOT
from api.cli.ports import answers
from tests.e2e.conversation import Conversation


def ready(product):
    return httpx.get(f"{product.url}/health/ready", timeout=10, trust_env=False)


def test_all_parts_answer(product):
    assert ready(product).json()["parts"] == {"database": True, "bot": True, "actions": True}


def test_every_demonstration_account_can_sign_in(product):
    for role, (username, password) in product.accounts.items():
        conversation = Conversation(product.url).sign_in(username, password)
        assert conversation.account["role"] == role
        conversation.close()


def test_what_is_kept_is_private(product):
    for name in ("secrets.json", "demo-accounts.json", "aide.sqlite"):
        assert stat.S_IMODE((product.home / name).stat().st_mode) == 0o600, name


@pytest.mark.parametrize("part", ["bot", "actions", "api"])
@pytest.mark.parametrize("address", ["127.0.0.2", "::1"])
def test_every_part_listens_on_its_one_loopback_address_only(product, part, address):
    """Something that listens on all addresses would answer on these as well."""
    assert answers("127.0.0.1", product.ports[part])
    assert not answers(address, product.ports[part])


def test_a_lost_action_server_is_noticed_and_found_again(product):
    product.kill("actions")
    lost = ready(product)
    product.start("actions")
    assert lost.status_code == 503
    assert lost.json()["not_ready"] == ["actions"]
    assert ready(product).status_code == 200


def test_accounts_outlive_a_killed_api(product):
    product.kill("api")
    product.start("api")
    again = Conversation(product.url).sign_in(*product.accounts["practitioner"])
    assert again.account["role"] == "practitioner"
    again.close()


def test_a_conversation_in_the_terminal(product):
    username, password = product.accounts["practitioner"]
    chat = subprocess.run(
        [sys.executable, "-m", "api.cli", "chat", "--url", product.url, "--username", username],
        input="record a visit\n:quit\n",
        cwd=ROOT,
        env={**product.env, "MSP_CHAT_PASSWORD": password},
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert chat.returncode == 0, chat.stdout + chat.stderr
    reply = chat.stdout.split("> record a visit\n", 1)[1]
    assert reply.strip()
    assert password not in chat.stdout
