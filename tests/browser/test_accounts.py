"""The life of an account, as somebody lives it: from the first game to a second device, with real letters."""

from __future__ import annotations

import asyncio
import json
import re
import time
import zipfile
from typing import TYPE_CHECKING, Final

import pytest
from allauth.mfa import app_settings
from allauth.mfa.totp.internal import auth as totp
from playwright.async_api import expect

from tests.browser.visitors import LAPTOP, PHONE

if TYPE_CHECKING:
    from playwright.async_api import Page, WebSocket

    from tests.browser.site import Site
    from tests.browser.visitors import Visitors

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]
PASSWORD: Final = "tall-green-kettle-77"
NEW: Final = "blue-lantern-over-9"
SUBMIT: Final = ".sheet-form .button.main"


def link_in(letter: str) -> str:
    found = re.search(r"^https?://\S+$", letter, re.MULTILINE)
    assert found is not None, letter
    return found.group()


async def fill(page: Page, **fields: str) -> None:
    """Fill in the form of a sheet and send it."""
    for name, value in fields.items():
        await page.fill(f"#id_{name}", value)
    await page.click(SUBMIT)


async def test_a_guest_signs_up_in_the_middle_of_a_game_and_keeps_it(visitors: Visitors, site: Site) -> None:
    board = await visitors.come(PHONE)
    sockets: list[WebSocket] = []
    frames: list[str] = []

    def listen(socket: WebSocket) -> None:
        sockets.append(socket)
        socket.on("framereceived", lambda frame: frames.append(str(frame)))

    board.on("websocket", listen)
    await board.goto("/")
    await board.click("[data-testid=play-now]")
    await board.wait_for_url("**/t/**")
    form = await board.context.new_page()
    await form.goto("/accounts/signup/")
    await fill(form, username="Robin Jürgens", email="robin@example.org", password1=PASSWORD)
    await expect(form.locator("h1")).to_have_text("Look into your mail")
    await form.goto(link_in(site.letter_to("robin@example.org")))
    await form.click(SUBMIT)
    await expect(form.locator(".top .known")).to_have_text("Robin Jürgens")
    async with asyncio.timeout(30):
        while not any("Robin Jürgens" in frame for frame in frames):
            await asyncio.sleep(0.05)
    assert [socket.is_closed() for socket in sockets] == [False]
    await expect(form.locator("[data-testid=back-to-game]")).to_be_visible()


async def test_a_lost_password_and_a_second_factor(visitors: Visitors, site: Site) -> None:
    phone, laptop = (
        await visitors.come(PHONE, javascript=False),
        await visitors.come(LAPTOP, javascript=False),
    )
    await phone.goto("/accounts/signup/")
    await fill(phone, username="Sandra", email="sandra@example.org", password1=PASSWORD)
    await phone.goto(link_in(site.letter_to("sandra@example.org")))
    await phone.click(SUBMIT)

    await laptop.goto("/accounts/password/reset/")
    await fill(laptop, email="sandra@example.org")
    await expect(laptop.locator("h1")).to_have_text("Look into your mail")
    await laptop.goto(link_in(site.letter_to("sandra@example.org")))
    await fill(laptop, password1=NEW, password2=NEW)
    await expect(laptop.locator("h1")).to_have_text("Your new password is set")
    await phone.goto("/accounts/settings/")
    await expect(phone.locator("h1")).to_have_text("Good to see you again")

    await fill(phone, login="sandra", password=NEW)
    await phone.goto("/accounts/2fa/totp/activate/")
    await fill(phone, password=NEW)
    secret = (await phone.inner_text(".secret")).strip()
    await fill(phone, code=await _code_of(secret))
    await expect(phone.locator("h1")).to_have_text("Your recovery codes")
    recovery = await phone.locator(".codes code").first.inner_text()

    await laptop.goto("/accounts/login/")
    await fill(laptop, login="sandra@example.org", password=NEW)
    await expect(laptop.locator("h1")).to_have_text("One more step")
    await fill(laptop, code=recovery)
    await expect(laptop.locator(".top .known")).to_have_text("Sandra")

    await laptop.goto("/accounts/sessions/")
    await expect(laptop.locator(".devices li")).to_have_count(2)
    await laptop.get_by_role("button", name="Sign out everywhere else").click()
    await phone.goto("/accounts/settings/")
    await expect(phone.locator("h1")).to_have_text("Good to see you again")


async def test_a_socket_hears_that_somebody_signed_out_in_another_tab(visitors: Visitors, site: Site) -> None:
    board = await visitors.come(LAPTOP)
    await board.goto("/accounts/signup/")
    await fill(board, username="Tilda", email="tilda@example.org", password1=PASSWORD)
    await board.goto(link_in(site.letter_to("tilda@example.org")))
    await board.click(SUBMIT)
    await board.goto("/")
    await board.click("[data-testid=play-now]")
    await board.wait_for_url("**/t/**")
    other = await board.context.new_page()
    await other.goto("/accounts/settings/")
    await other.get_by_role("button", name="Sign out").click()
    await expect(board.get_by_text("You have been signed out here.").first).to_be_visible()


async def test_a_passkey_signs_in_without_a_password(visitors: Visitors, site: Site) -> None:
    laptop = await visitors.come(LAPTOP)
    devices = await laptop.context.new_cdp_session(laptop)
    await devices.send("WebAuthn.enable")
    ready = {"hasResidentKey": True, "hasUserVerification": True, "isUserVerified": True}
    options = {"protocol": "ctap2", "transport": "internal", "automaticPresenceSimulation": True} | ready
    await devices.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    await laptop.goto("/accounts/signup/")
    await fill(laptop, username="Ulla", email="ulla@example.org", password1=PASSWORD)
    await laptop.goto(link_in(site.letter_to("ulla@example.org")))
    await laptop.click(SUBMIT)
    await laptop.goto("/accounts/2fa/webauthn/add/")
    await fill(laptop, password=PASSWORD)
    await laptop.fill("#id_name", "My laptop")
    await laptop.check("#id_passwordless")
    await laptop.click("#mfa_webauthn_add")
    await expect(laptop.get_by_text("The passkey is yours now.")).to_be_visible()
    await laptop.goto("/accounts/logout/")
    await laptop.click(SUBMIT)
    await laptop.goto("/accounts/login/")
    await laptop.click("#passkey_login")
    await expect(laptop.locator(".top .known")).to_have_text("Ulla")


async def _code_of(secret: str) -> str:
    """What the app shows, just after it has changed where it would soon do so: it is good for half a minute."""
    period = app_settings.TOTP_PERIOD
    age = time.time() % period
    if age > period / 2:
        await asyncio.sleep(period - age)
    return str(totp.format_hotp_value(totp.hotp_value(secret, int(time.time()) // period)))


async def test_somebody_takes_their_data_along_goes_and_comes_back(visitors: Visitors, site: Site) -> None:
    phone = await visitors.come(PHONE, javascript=False)
    await phone.goto("/accounts/signup/")
    await fill(phone, username="Viktor", email="viktor@example.org", password1=PASSWORD)
    await phone.goto(link_in(site.letter_to("viktor@example.org")))
    await phone.click(SUBMIT)

    await phone.goto("/accounts/settings/")
    await phone.get_by_role("link", name="Your data").click()
    await phone.get_by_test_id("export").click()
    await expect(phone.locator(".messages")).to_contain_text("A letter tells you when it is there.")
    async with phone.expect_download() as downloading:
        await phone.get_by_role("link", name="Download").click()
    with zipfile.ZipFile(await (await downloading.value).path()) as archive:
        assert json.loads(archive.read("profile.json"))["username"] == "Viktor"

    await phone.goto("/accounts/settings/")
    await phone.get_by_role("link", name="Delete the account").click()
    await fill(phone, password=PASSWORD)
    await phone.get_by_test_id("delete").click()
    await expect(phone.locator(".messages")).to_contain_text("Sign in before then to keep it.")
    assert "will be deleted" in site.letter_to("viktor@example.org")
    await phone.goto("/accounts/settings/")
    await fill(phone, login="Viktor", password=PASSWORD)
    await expect(phone.locator("h1")).to_have_text("Settings")
    assert "not deleted" in site.letter_to("viktor@example.org")
