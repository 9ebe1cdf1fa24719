"""The table before the start: who sits where, who is host, and how it begins."""

from __future__ import annotations

from games.rules import commands as c
from games.rules import events as e
from games.rules.house_rules import PRESETS
from tests.kit.dealing import Table, lobby, told

ALICE, BOB, CHARLIE = 1, 2, 3


def seated(table: Table) -> list[int | str | None]:
    """Who has which seat: a person's number, a persona, or None."""
    return [None if seat is None else seat.player or seat.persona for seat in table.state.seats]


def test_the_first_person_to_sit_is_host() -> None:
    table = lobby(3)
    assert lobby(3).host is None
    table.do(c.Sit(ALICE))
    table.do(c.Sit(BOB))
    assert (seated(table), table.host) == ([ALICE, BOB, None], "A")


def test_a_seat_can_be_chosen() -> None:
    table = lobby(4)
    table.do(c.Sit(ALICE, 2))
    table.do(c.Sit(BOB))
    assert (seated(table), table.host) == ([BOB, None, ALICE, None], "C")


def test_a_seat_that_is_taken_or_not_there_is_refused() -> None:
    table = lobby(2)
    table.do(c.Sit(ALICE, 1))
    taken = table.refusal(c.Sit(BOB, 1))
    assert (taken.code, taken.about) == ("not_allowed", 1)
    assert table.refusal(c.Sit(BOB, 2)).code == "illegal_move"
    assert table.refusal(c.Sit(BOB, -1)).code == "illegal_move"


def test_nobody_sits_twice() -> None:
    table = lobby(3)
    table.do(c.Sit(ALICE))
    assert table.refusal(c.Sit(ALICE, 2)).code == "not_now"


def test_a_full_table_is_full() -> None:
    table = lobby(2)
    table.do(c.Sit(ALICE))
    table.do(c.AddCpu(0, "maya"))
    assert table.refusal(c.Sit(BOB)).code == "table_full"
    assert table.refusal(c.AddCpu(0, "sofia")).code == "table_full"


def test_standing_up_frees_the_seat() -> None:
    table = lobby(3)
    table.do(c.Sit(ALICE))
    table.do(c.Sit(BOB))
    assert told(table.do(c.Stand(1))) == ["player_left"]
    assert seated(table) == [ALICE, None, None]
    table.do(c.Sit(BOB, 2))
    assert seated(table) == [ALICE, None, BOB]


def test_a_host_who_leaves_hands_the_table_to_the_next_person() -> None:
    table = lobby(4)
    table.do(c.Sit(ALICE, 1))
    table.do(c.AddCpu(1, "maya"))
    table.do(c.Sit(BOB, 2))
    table.do(c.Sit(CHARLIE, 3))
    assert seated(table) == ["maya", ALICE, BOB, CHARLIE]
    table.do(c.Stand(1))
    assert table.host == "C"
    table.do(c.Stand(2))
    assert table.host == "D"


def test_the_next_person_is_looked_for_past_the_last_seat_and_never_a_cpu_player() -> None:
    table = lobby(4)
    table.do(c.Sit(ALICE, 2))
    table.do(c.Sit(BOB, 1))
    table.do(c.AddCpu(2, "maya"))
    table.do(c.AddCpu(2, "sofia"))
    table.do(c.Stand(2))
    assert (seated(table), table.host) == (["maya", BOB, None, "sofia"], "B")


def test_a_table_that_everybody_left_belongs_to_the_next_who_sits_down() -> None:
    table = lobby(3)
    table.do(c.Sit(ALICE))
    table.do(c.AddCpu(0, "maya"))
    table.do(c.Stand(0))
    assert table.host is None
    table.do(c.Sit(BOB, 2))
    assert table.host == "C"


def test_the_host_adds_cpu_players_to_the_first_free_seats() -> None:
    table = lobby(4)
    table.do(c.Sit(ALICE, 1))
    table.do(c.AddCpu(1, "maya"))
    table.do(c.AddCpu(1, "sage"))
    assert seated(table) == ["maya", ALICE, "sage", None]


def test_each_cpu_player_sits_at_a_table_once_at_most() -> None:
    table = lobby(4)
    table.do(c.Sit(ALICE))
    table.do(c.AddCpu(0, "maya"))
    assert table.refusal(c.AddCpu(0, "maya")).code == "not_allowed"
    table.do(c.Remove(0, 1))
    table.do(c.AddCpu(0, "maya"))
    assert seated(table) == [ALICE, "maya", None, None]


def test_an_unknown_cpu_player_is_refused() -> None:
    table = lobby(3)
    table.do(c.Sit(ALICE))
    assert table.refusal(c.AddCpu(0, "hal")).code == "illegal_move"


def test_the_host_removes_people_and_cpu_players_but_not_themselves_or_nobody() -> None:
    table = lobby(4)
    table.do(c.Sit(ALICE))
    table.do(c.Sit(BOB))
    table.do(c.AddCpu(0, "maya"))
    table.do(c.Remove(0, 1))
    table.do(c.Remove(0, 2))
    assert seated(table) == [ALICE, None, None, None]
    assert table.refusal(c.Remove(0, 0)).code == "not_allowed"
    assert table.refusal(c.Remove(0, 3)).code == "illegal_move"
    assert table.refusal(c.Remove(0, 9)).code == "illegal_move"


def test_only_the_host_changes_rules_and_seats_and_starts() -> None:
    table = lobby(4)
    table.do(c.Sit(ALICE))
    table.do(c.Sit(BOB))
    rules = PRESETS["speed"].rules
    for command in (c.AddCpu(1, "maya"), c.Remove(1, 0), c.SetRules(1, rules), c.Start(1)):
        assert table.refusal(command).code == "not_host"
    table.do(c.SetRules(0, rules))
    assert table.state.rules == rules


def test_a_game_takes_two() -> None:
    table = lobby(3)
    table.do(c.Sit(ALICE))
    assert table.refusal(c.Start(0)).code == "not_now"
    table.do(c.AddCpu(0, "maya"))
    assert told(table.do(c.Start(0))) == ["game_started"]


def test_at_the_start_empty_seats_go_and_the_rest_close_up_with_the_host_still_host() -> None:
    table = lobby(6)
    table.do(c.Sit(ALICE, 3))
    table.do(c.Sit(BOB, 5))
    table.do(c.AddCpu(3, "maya"))
    table.do(c.Start(3))
    assert (seated(table), table.host) == (["maya", ALICE, BOB], "B")


def test_the_start_commits_to_the_secret_of_the_first_hole() -> None:
    table = lobby(2)
    table.do(c.Sit(ALICE))
    table.do(c.Sit(BOB))
    (started,) = table.do(c.Start(0))
    assert isinstance(started, e.GameStarted)
    assert table.state.commitment == started.next_commitment
    (dealt,) = table.do(c.Deal(), "clock")
    assert isinstance(dealt, e.HoleStarted)
    assert dealt.commitment == started.next_commitment


def test_after_the_start_the_lobbys_commands_are_over() -> None:
    table = lobby(3)
    table.do(c.Sit(ALICE))
    table.do(c.Sit(BOB))
    table.do(c.Start(0))
    rules = PRESETS["speed"].rules
    for command in (c.AddCpu(0, "maya"), c.Remove(0, 1), c.SetRules(0, rules), c.Start(0), c.Sit(CHARLIE)):
        assert table.refusal(command).code == "not_now"


def test_a_cpu_player_does_not_leave_and_nobody_acts_for_an_empty_seat() -> None:
    table = lobby(3)
    table.do(c.Sit(ALICE))
    table.do(c.AddCpu(0, "maya"))
    assert table.refusal(c.Stand(1)).code == "not_allowed"
    assert table.refusal(c.Stand(2)).code == "not_seated"
    assert table.refusal(c.Start(2)).code == "not_seated"
