# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Near-duplicates: alike texts are found, others are not, and nobody is compared with everybody."""

from __future__ import annotations

import random

import pytest

from allmende.library import duplicates
from allmende.library.duplicates import bands, keep, matches, similarity, sketch
from allmende.library.models import Document, DocumentSort, DocumentVersion, ShingleBand

WORDS = [f"wort{chr(97 + one)}{chr(97 + other)}" for one in range(26) for other in range(26)]


def text_of(seed, length=600):
    chosen = random.Random(seed)
    return [chosen.choice(WORDS) for _ in range(length)]


def changed(words, share, seed=1):
    """``words`` with this share of them replaced."""
    chosen = random.Random(seed)
    return [chosen.choice(WORDS) if chosen.random() < share else word for word in words]


def shingles(words):
    return {tuple(words[place : place + 4]) for place in range(len(words) - 3)}


def make_version(text, *, document=None, number=1, sha256=""):
    version = DocumentVersion.objects.create(
        document=document, number=number, file="x", name="x", media_type="text/plain", size=1,
        sha256=sha256 or str(random.random()),
    )  # fmt: skip
    keep(version, sketch([text]))
    return version


@pytest.mark.parametrize("share", [0.0, 0.02, 0.05, 0.1, 0.2, 1.0])
def test_the_estimate_is_near_the_truth(share):
    one = text_of(0, 2000)
    other = changed(one, share)
    true = len(shingles(one) & shingles(other)) / len(shingles(one) | shingles(other))
    assert similarity(sketch([" ".join(one)]), sketch([" ".join(other)])) == pytest.approx(true, abs=0.19)


def test_it_is_the_same_on_every_machine_and_in_every_release():
    """Stored numbers must stay comparable: whoever changes this has all files read anew."""
    numbers = sketch(["Die Gemeinde Mendig überträgt der Stadt Mayen die Aufgaben des Bauhofs."])
    assert len(numbers) == 256
    assert numbers[:8].hex() == FIRST_NUMBERS
    assert bands(numbers)[0] == FIRST_BAND


FIRST_NUMBERS = "431d97445279630c"
FIRST_BAND = 6236005165841347158


def test_spelling_pages_and_figures_do_not_matter():
    one = sketch(["Die Straße gehört 2024 der Gemeinde.", "Sie zahlt 100 Euro im Jahr."])
    assert one == sketch(["die strasse GEHÖRT 1999 der Gemeinde sie zahlt 250 Euro im Jahr"])


def test_short_and_empty_texts():
    assert sketch([]) is None
    assert sketch(["  ", "– § –"]) is None
    assert sketch(["Nur drei Worte"]) == sketch(["nur", "drei", "worte"])
    assert similarity(sketch(["eins"]), sketch(["zwei"])) == 0


def test_long_texts_are_told_by_their_beginning(monkeypatch):
    words = text_of(3, 300)
    monkeypatch.setattr(duplicates, "MOST_WORDS", 200)
    assert sketch([" ".join(words)]) == sketch([" ".join(words[:200])])


def test_similar_texts_share_a_band_and_others_do_not():
    base = text_of(7, 300)
    near = sum(
        bool(set(bands(sketch([" ".join(base)]))) & set(bands(sketch([" ".join(changed(base, 0.05, seed))]))))
        for seed in range(10)
    )
    far = sum(
        bool(set(bands(sketch([" ".join(base)]))) & set(bands(sketch([" ".join(text_of(seed))]))))
        for seed in range(100, 110)
    )
    assert (near, far) == (10, 0)


@pytest.mark.django_db
def test_what_is_found_is_ordered_and_limited_to_what_may_be_known(django_assert_num_queries):
    base = text_of(11)
    document = Document.objects.create(slug="a", title="A", sort=DocumentSort.CONTRACT)
    version = make_version(" ".join(base), document=document, sha256="s")
    own = make_version(" ".join(base), document=document, number=2)
    same_file = make_version("", sha256="s")
    nearer = make_version(" ".join(changed(base, 0.01)))
    near = make_version(" ".join(changed(base, 0.04)))
    hidden = make_version(" ".join(base))
    make_version(" ".join(text_of(12)))
    may_know = DocumentVersion.objects.exclude(pk=hidden.pk)
    with django_assert_num_queries(2):
        found = matches(version, among=may_know)
    assert [match.version.pk for match in found] == [same_file.pk, nearer.pk, near.pk]
    assert [match.is_same_file for match in found] == [True, False, False]
    assert own.pk not in [match.version.pk for match in found]
    assert 1 > found[1].similarity >= found[2].similarity >= duplicates.NEAR


@pytest.mark.django_db
def test_a_version_read_again_has_its_bands_once():
    version = make_version("eins zwei drei vier fünf")
    keep(version, sketch(["sechs sieben acht neun zehn"]))
    assert ShingleBand.objects.count() == duplicates.BANDS
    keep(version, None)
    assert not ShingleBand.objects.exists()
    assert matches(version, among=DocumentVersion.objects.all()) == []
