"""The sounds of the table, rendered by the browser without a loudspeaker: what one would hear of them."""

from __future__ import annotations

import base64
import re
from typing import TYPE_CHECKING, Final

import pytest

from tests.browser.site import ROOT

if TYPE_CHECKING:
    from playwright.async_api import Browser

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

SOUNDS: Final = (ROOT / "static" / "js" / "sounds.js").read_text()
CUES: Final = (ROOT / "static" / "js" / "sound-cues.js").read_text()
NAMES: Final = re.findall(r'"(\w+)"', re.findall(r"@typedef \{(.*)\} SoundName", CUES)[0])
RENDER: Final = """async ([source, name]) => {
  const { schedule } = await import(`data:text/javascript;base64,${source}`);
  const context = new OfflineAudioContext(1, 44_100 * 2, 44_100);
  schedule(context, name, 0);
  const samples = (await context.startRendering()).getChannelData(0);
  const loud = (from, to) => samples.slice(from, to).reduce((most, one) => Math.max(most, Math.abs(one)), 0);
  return [loud(0, 44_100), loud(44_100, 88_200)];
}"""


@pytest.mark.parametrize("name", NAMES)
async def test_a_sound_is_heard_quiet_and_short(browser: Browser, name: str) -> None:
    page = await browser.new_page()
    source = base64.b64encode(SOUNDS.encode()).decode()
    loudest, after_a_second = await page.evaluate(RENDER, [source, name])
    await page.close()
    assert 0.02 < loudest < 0.4, "nothing, or far too loud"
    assert after_a_second < 0.0005, "longer than a second"


async def test_a_browser_without_audio_stays_silent_and_complains_of_nothing(browser: Browser) -> None:
    page = await browser.new_page()
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    play = """async (source) => {
      delete globalThis.AudioContext;
      const { createSounds } = await import(`data:text/javascript;base64,${source}`);
      const sounds = createSounds(() => true);
      dispatchEvent(new Event("keydown"));
      sounds.play([{ name: "turn", at: 0 }]);
      return typeof AudioContext;
    }"""
    assert await page.evaluate(play, base64.b64encode(SOUNDS.encode()).decode()) == "undefined"
    await page.close()
    assert faults == []


async def test_the_table_is_silent_until_somebody_touches_it(browser: Browser) -> None:
    page = await browser.new_page()
    play = """async (source) => {
      let made = 0;
      globalThis.AudioContext = class extends AudioContext { constructor() { super(); made += 1; } };
      const { createSounds } = await import(`data:text/javascript;base64,${source}`);
      let wanted = false;
      const sounds = createSounds(() => wanted);
      const counts = [];
      sounds.play([{ name: "turn", at: 0 }]);
      counts.push(made);
      dispatchEvent(new Event("pointerup"));
      counts.push(made);
      wanted = true;
      dispatchEvent(new Event("pointerup"));
      dispatchEvent(new Event("keydown"));
      counts.push(made);
      return counts;
    }"""
    counts = await page.evaluate(play, base64.b64encode(SOUNDS.encode()).decode())
    await page.close()
    assert counts == [0, 0, 1], "made before a gesture, against the preference, or more than once"
