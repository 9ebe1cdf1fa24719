"""Who the CPU players are, in words for the pages about them: where they come from, and how one plays against them."""

from __future__ import annotations

from typing import Final, NamedTuple

from django.utils.translation import gettext_noop as _


class Story(NamedTuple):
    """What is told of a persona beside their sentence."""

    who: str
    manner: str
    against: str


STORIES: Final[dict[str, Story]] = {
    "sofia": Story(
        _(
            "Sofia keeps the accounts of the club, and plays as she keeps them: every card is entered, "
            "none is forgotten."
        ),
        _(
            "She swaps only if it gains her something for certain, and goes out only when she is sure "
            "that it pays. That gives the others more turns, and herself as many."
        ),
        _("She gives you time. Use it to make your grid better, and do not wait for her to end the hole."),
    ),
    "maya": Story(
        _("Maya was the fastest runner of her school, and still cannot see a finish without heading for it."),
        _(
            "A card that is face up is a step nearer to the end for her, so she turns hers over early and "
            "goes out while others still build."
        ),
        _(
            "Your last turn comes sooner than you think. Get rid of your high cards first, and count how "
            "many she has left."
        ),
    ),
    "priya": Story(
        _("Priya collects: stamps, teacups, and above all two of a kind."),
        _(
            "She would rather keep a queen and wait for its twin than swap it for a middling card. So she "
            "ends with many pairs, and now and then with a queen on her own."
        ),
        _(
            "Watch what she keeps: a card that would make her pair is better in your grid than on the "
            "pile before her."
        ),
    ),
    "marcus": Story(
        _("Marcus has played here longer than anybody, and has seen every kind of luck come and go."),
        _(
            "He has no leaning at all: he asks what a move is worth, and makes it. There is no weakness "
            "to wait for."
        ),
        _("What works against Marcus works against anybody. Try a coaching table with him, and compare."),
    ),
    "kenji": Story(
        _("Kenji bets on rain, on trains and on the colour of the next car. On cards most of all."),
        _(
            "The unknown draws him: he takes the stock where others take the open card, turns his first "
            "two up in one column, and leaves the rest face down for long."
        ),
        _("Let him have his brilliant hole. Over nine of them the odds are with you."),
    ),
    "diego": Story(
        _(
            "Diego paints, cooks and plays by the same recipe: a little of everything, and never the same "
            "twice."
        ),
        _(
            "His moves all make sense, but which of them he makes is hard to foretell, for him as well. "
            "If the open card pleases him, he takes it."
        ),
        _("Do not try to read him. Play your own cards, and be glad of what he leaves on the pile."),
    ),
    "river": Story(
        _("River guides boats, and has learnt to look at the water before touching the oar."),
        _(
            "Well ahead in the game they play for safety and go out late; well behind they hurry and "
            "dare. The standings tell you what is coming."
        ),
        _("Look at the totals before the hole: they tell you whether it will be a long one or a short one."),
    ),
    "sage": Story(
        _(
            "Nobody remembers when Sage joined the club. One day she was simply there, in the corner with "
            "the good light."
        ),
        _(
            "She turns up four cards in no hurry and then waits with two face down, until ending the hole "
            "is worth it. Then she does so at once."
        ),
        _("With two cards down she is closer than she looks. Be ready from then on."),
    ),
}
