"""Redis: there, new enough, quick, and able to do what the site asks of it."""

from __future__ import annotations

import secrets
import time
from statistics import median
from typing import TYPE_CHECKING, Any, Final

import redis
from django.conf import settings
from django.core.cache import cache

from accounts import redis_master
from golf_project.doctor.findings import About, in_a_line

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from golf_project.doctor.findings import Finding, Findings

PATIENCE_SECONDS: Final = 2
OLDEST: Final = 6
SLOW_SECONDS: Final = 0.005
FULL: Final = 0.9
KEEPS_WHAT_IS_USED: Final = ("lru", "lfu")

about = About("redis")


def found() -> Findings:
    if not settings.REDIS_URL:
        yield _none()
        return False
    try:
        with redis.Redis.from_url(
            settings.REDIS_URL,
            socket_connect_timeout=PATIENCE_SECONDS,
            socket_timeout=PATIENCE_SECONDS,
            **redis_master.options(),
        ) as server:
            yield _version(info := server.info())
            yield _round_trip(server)
            yield _cache()
            yield _messages(server)
            yield from _memory(info)
    except (redis.RedisError, OSError) as error:
        yield about.fault(f"does not answer: {in_a_line(error)}")
        return False
    return True


def _none() -> Finding:
    if settings.PLAY:
        return about.ok("none: the one process keeps everything in its memory")
    return about.fault(
        "REDIS_URL is not set: `serve` and `run_clock` cannot hear of one another, and games stand still"
    )


def _version(info: Mapping[str, Any]) -> Finding:
    version = str(info["redis_version"])
    if int(version.partition(".")[0]) < OLDEST:
        return about.fault(f"is version {version}; it takes {OLDEST} or newer")
    return about.ok(f"Redis {version} answers; the names of this site begin with {settings.REDIS_PREFIX}")


def _round_trip(server: redis.Redis) -> Finding:
    seconds = median(_seconds_of_a_ping(server) for _ in range(20))
    sentence = f"a round trip takes {seconds * 1000:.1f} ms"
    return (
        about.ok(sentence) if seconds < SLOW_SECONDS else about.warning(f"{sentence}: that slows every move")
    )


def _seconds_of_a_ping(server: redis.Redis) -> float:
    started = time.perf_counter()
    server.ping()
    return time.perf_counter() - started


def _cache() -> Finding:
    word = secrets.token_hex(8)
    cache.set("doctor", word, timeout=10)
    if cache.get("doctor") != word:
        return about.fault("forgets what it was given: limits and sessions do not work")
    return about.ok("keeps what it is given")


def _messages(server: redis.Redis) -> Finding:
    """Whether a message between two processes arrives."""
    channel, word = f"{settings.REDIS_PREFIX}:doctor:{secrets.token_hex(8)}", secrets.token_bytes(8)
    with server.pubsub(ignore_subscribe_messages=True) as listener:  # type: ignore[no-untyped-call]
        listener.subscribe(channel)
        deadline = time.monotonic() + PATIENCE_SECONDS
        told = False
        while time.monotonic() < deadline:
            message = listener.get_message(timeout=0.05)
            if message is not None and message["data"] == word:
                return about.ok("carries messages between processes")
            if not told:
                told = bool(server.publish(channel, word))
    return about.fault(
        "carries no messages between processes: players on two of them do not see each other move"
    )


def _memory(info: Mapping[str, Any]) -> Iterator[Finding]:
    limit, used, policy = (
        int(info.get("maxmemory", 0)),
        int(info["used_memory"]),
        str(info["maxmemory_policy"]),
    )
    if not limit:
        return
    if used > FULL * limit:
        yield about.warning(f"its memory is {100 * used // limit} % full: raise maxmemory")
    if policy == "noeviction":
        yield about.warning(
            "maxmemory-policy is noeviction: once it is full nobody can sign in; use allkeys-lru"
        )
    elif not policy.endswith(KEEPS_WHAT_IS_USED):
        yield about.warning(
            f"maxmemory-policy is {policy}: it may forget who is at a table, which then stands still; use allkeys-lru"
        )
