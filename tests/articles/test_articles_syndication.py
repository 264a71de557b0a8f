"""Near-copies of one story are one group; two stories on one pattern are not."""

from hypothesis import given, settings
from hypothesis import strategies as st

from vigil.articles import syndication_groups

STORY = """At least nine people were killed and more than twenty wounded on Monday when a bomb hidden in a fruit cart
exploded in the grain market of Tarwana, the district police chief Omar Salim said. The blast tore through the stalls
shortly before noon, when the market was crowded with shoppers from the villages along the river. Witnesses spoke of
smoke and of people running towards the old bridge. Hospital staff at the Mercy Clinic said that four of the wounded
were in a critical condition and had been moved to the provincial capital by helicopter. No group has claimed the
attack. The governor, Lena Aziz, called it cowardly and promised the families that those behind it would be found. The
town has seen three bombings since the spring, which the authorities blame on a smuggling gang that fought the police
over control of the border road. Traders said that they would keep their shops closed until the end of the week and
that they wanted guards at each of the five gates. A committee of elders is to meet the governor on Wednesday."""
PATTERN = """A roadside bomb killed {n} soldiers in {place} on {day}, the army said. The device was planted beside a
culvert and went off as a patrol went past. The wounded were taken to the military hospital in {town}. Security forces
cordoned off the area and a search was begun. No group claimed responsibility for the attack at once. Fighters have
stepped up their attacks on convoys in the region this year, and the army has answered with raids on villages that it
says shelter them. Rights groups accuse both sides of harming people who have no part in the war."""


def groups(*articles):
    return syndication_groups(articles)


def test_copies_share_a_group_named_by_the_smallest_id():
    found = groups(
        ("b", STORY, "2013-01-10"), ("a", STORY, "2013-01-11"), ("c", "Something else altogether.", None)
    )
    assert set(found) == {"a", "b"} and found["a"] == found["b"]
    assert found["a"] == groups(("a", STORY, None), ("z", STORY, None))["a"]


def test_windows_of_time_give_what_one_window_gives(monkeypatch):
    plain = "On day {n} the council of Bellen spoke about roads, {n} lamps, the school number {n} and its {n} trees."
    news = [(f"n{n:03}", plain.format(n=n) * 3, f"2013-{n // 25 + 1:02}-{n % 25 + 1:02}") for n in range(200)]
    copies = [(f"c{n:03}", STORY.replace("Tarwana", town), day) for n, (town, day) in enumerate([
        ("Tarwana", "2013-02-01"), ("Tarwana", "2013-02-02"), ("Tarwana", "2013-02-04"), ("Tarwana", "2013-06-01"), ("Tarwana", "2013-06-03"),
    ])]  # fmt: skip
    articles = sorted(news + copies, key=lambda a: (a[2], a[0]))
    whole = syndication_groups(articles)
    assert whole["c000"] == whole["c001"] == whole["c002"] != whole["c003"] == whole["c004"]
    for window in (8, 20, 64):
        monkeypatch.setattr("vigil.articles.syndication.WINDOW", window)
        found = syndication_groups(articles)
        assert {k: v for k, v in found.items() if k[0] == "c"} == {
            k: v for k, v in whole.items() if k[0] == "c"
        }


def test_undated_documents_do_not_fill_a_window_for_ever(monkeypatch):
    monkeypatch.setattr("vigil.articles.syndication.WINDOW", 6)
    articles = [(f"u{n:02}", f"{STORY} {n}", None) for n in range(30)]
    assert len(set(syndication_groups(articles).values())) == 1


def test_byline_dateline_and_lines_broken_elsewhere_do_not_matter():
    other = (
        "By Nadia Brown\n\nTARWANA, Jan. 10 (Wire) - "
        + STORY.replace("\n", " ")
        + "\n\nAdditional reporting by Tim Hall"
    )
    assert len(groups(("a", STORY, "2013-01-10"), ("b", other, "2013-01-10"))) == 2


def test_a_copy_cut_to_its_first_third():
    cut = " ".join(STORY.split()[:70])
    assert len(groups(("a", STORY, "2013-01-10"), ("b", cut, "2013-01-10"))) == 2


def test_a_new_toll_in_the_same_words_is_the_same_story():
    later = STORY.replace("nine people", "eleven people").replace("twenty", "thirty")
    assert len(groups(("a", STORY, "2013-01-10"), ("b", later, "2013-01-11"))) == 2


def test_two_attacks_told_on_one_pattern_stay_apart():
    one = PATTERN.format(n="three", place="Bellen", day="Monday", town="Norrad")
    two = PATTERN.format(n="five", place="Tanko", day="Thursday", town="Sarim")
    assert groups(("a", one, "2013-01-07"), ("b", two, "2013-01-10")) == {}
    assert groups(("a", one, None), ("b", two, None)) == {}


def test_short_texts():
    one, other = "Bomb kills five in Tarwana market.", "Bomb kills five in Bellen market."
    assert set(groups(("a", one, None), ("b", one, None), ("c", other, None))) == {"a", "b"}


def test_two_bodies_in_one_frame_stay_apart():
    frame = " ".join(f"Sign in with your account to read word{n} and follow us for more." for n in range(30))
    one = frame + " " + STORY
    two = (
        frame
        + " "
        + " ".join(f"The council spoke about road number {n} and the price of sand." for n in range(20))
    )
    assert groups(("a", one, "2013-01-10"), ("b", two, "2013-01-10")) == {}


def test_more_than_three_days_apart_is_not_one_story():
    assert groups(("a", STORY, "2013-01-10"), ("b", STORY, "2014-01-10")) == {}
    assert groups(("a", STORY, "2013-01-10"), ("b", STORY, "2013-01-14")) == {}
    assert len(groups(("a", STORY, "2013-01-10"), ("b", STORY, "2013-01-13"))) == 2
    assert len(groups(("a", STORY, "2013-01"), ("b", STORY, "2013-01-20"))) == 2
    assert len(groups(("a", STORY, "2013"), ("b", STORY, "2013-12-20"))) == 2


def test_an_undated_copy_does_not_bridge_two_years():
    found = groups(("a", STORY, "2013-01-10"), ("b", STORY, "2014-01-10"), ("c", STORY, None))
    assert len(found) == 2 and "c" in found


POOL = [
    STORY,
    " ".join(STORY.split()[:70]),
    PATTERN,
    "Bomb kills five.",
    "",
    "«»",
    STORY.replace("nine", "ten"),
]
ARTICLES = st.lists(
    st.tuples(st.sampled_from("abcdefgh"), st.sampled_from(POOL), st.sampled_from([None, "2013", "2013-01-10", "2013-01-20", "x"])),
    unique_by=lambda row: row[0],
)  # fmt: skip


@settings(deadline=None, max_examples=60)
@given(ARTICLES, st.randoms(use_true_random=False))
def test_the_order_of_documents_changes_nothing(articles, random):
    shuffled = articles[:]
    random.shuffle(shuffled)
    found = syndication_groups(articles)
    assert found == syndication_groups(shuffled)
    assert all(list(found.values()).count(group) > 1 for group in found.values())
