# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Documents of the library: contracts, statutes, samples, council papers …; each with versions of its file."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Final

from django.core.files.storage import storages
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from allmende.accounts.models import Organisation, User
from allmende.accounts.rules import desk_areas, is_desk
from allmende.cooperation.models import Cooperation, Topic
from allmende.core.partial_dates import PartialDate, Precision
from allmende.legal.models import LegalForm
from allmende.territory.models import Territory

if TYPE_CHECKING:
    from typing import Self

    from django.contrib.auth.models import AnonymousUser
    from django.core.files.storage import Storage
    from django_stubs_ext.db.models.manager import RelatedManager

    from allmende.library.models.clause import Clause
    from allmende.library.models.shingle_band import ShingleBand


PAGES_AT_ONCE: Final = 50
"""Pages of text shown on one page of the portal."""


def text_url(url: str, page: int = 1) -> str:
    """Where page ``page`` of the document at ``url`` is read as text."""
    stretch = (page - 1) // PAGES_AT_ONCE + 1
    more = f"?seite={stretch}" if stretch > 1 else ""
    return f"{url}text/{more}#seite-{page}" if page > 1 else f"{url}text/"


class DocumentSort(models.TextChoices):
    """What a document is."""

    CONTRACT = "contract", _("Vertrag")
    STATUTE = "statute", _("Satzung")
    SAMPLE = "sample", _("Muster")
    COUNCIL_PAPER = "council_paper", _("Beschlussvorlage")
    REPORT = "report", _("Bericht")
    PRESS = "press", _("Pressebericht")
    WORKING_LIST = "working_list", _("Arbeitsliste")
    GUIDE = "guide", _("Leitfaden")
    CALCULATION = "calculation", _("Berechnung")


class Access(models.TextChoices):
    """Who may read a published document."""

    PUBLIC = "public", _("alle")
    ORGANISATIONS = "organisations", _("angemeldete Organisationen")


class Licence(models.TextChoices):
    """Under which terms others may use a document."""

    OFFICIAL_WORK = "official_work", _("amtliches Werk, § 5 UrhG")
    CC0 = "cc0", _("CC0: ohne Bedingungen")
    CC_BY = "cc_by", _("CC BY 4.0: mit Namensnennung")
    DL_DE_BY = "dl_de_by", _("Datenlizenz Deutschland – Namensnennung 2.0")
    READING_ONLY = "reading_only", _("nur zum Lesen")
    UNKNOWN = "unknown", _("nicht angegeben")


class DocumentQuerySet(models.QuerySet["Document"]):
    """Who sees which documents."""

    def published(self) -> Self:
        return self.exclude(published_at=None)

    def for_cards(self) -> Self:
        """With all that a line of a list shows."""
        return self.select_related("land", "legal_form", "owner__territory").prefetch_related("topics")

    def visible_to(self, user: User | AnonymousUser) -> Self:
        """Public ones for everybody, others for who acts for an organisation; drafts for the owner and the desk."""
        if not user.is_authenticated or not user.is_active:
            return self.filter(published_at__isnull=False, access=Access.PUBLIC)
        mine = Q(owner__in=Organisation.objects.of(user).order_by().values("pk"))
        everybodys = Q(published_at__isnull=False, access=Access.PUBLIC)
        if is_desk(user):
            areas = desk_areas(user)
            if not areas:
                return self
            answered_for = Q()
            for ars in areas:
                answered_for |= Q(land__ars__startswith=ars) | Q(owner__territory__ars__startswith=ars)
            return self.filter(answered_for | mine | Q(published_at__isnull=False))
        if Organisation.objects.of(user).exists():
            return self.filter(mine | Q(published_at__isnull=False))
        return self.filter(everybodys)


class Document(models.Model):
    """A contract, statute, sample or other paper of a cooperation; empty means "not stated".

    Either its newest version has a file, or ``link_url`` leads to the official text elsewhere.
    """

    slug = models.SlugField(_("Adresse"), max_length=220, unique=True)
    title = models.CharField(_("Titel"), max_length=200)
    sort = models.CharField(_("Art"), max_length=20, choices=DocumentSort.choices)
    summary = models.TextField(_("Worum es geht"), blank=True, max_length=1000)
    land = models.ForeignKey(
        Territory,
        verbose_name=_("Land"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,  # the law of a Land applies to it
        related_name="+",
    )
    legal_form = models.ForeignKey(
        LegalForm,
        verbose_name=_("Rechtsform"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,  # law stays as long as something rests on it
        related_name="documents",
    )
    topics = models.ManyToManyField(Topic, verbose_name=_("Themen"), blank=True, related_name="documents")
    partners = models.ManyToManyField(Territory, verbose_name=_("Partner"), blank=True, related_name="documents")
    cooperation = models.ForeignKey(
        Cooperation,
        verbose_name=_("Kooperation"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,  # the text is worth keeping without it
        related_name="documents",
    )
    dated_on = models.DateField(_("Datum des Dokuments"), null=True, blank=True)
    dated_precision = models.CharField(max_length=5, choices=Precision, default=Precision.DAY)
    source = models.CharField(_("Quelle"), max_length=250, blank=True, help_text=_("Wer es herausgegeben hat."))
    link_url = models.URLField(_("Adresse im Netz"), max_length=500, blank=True)
    licence = models.CharField(_("Lizenz"), max_length=20, choices=Licence.choices, default=Licence.UNKNOWN)
    access = models.CharField(_("Wer es lesen darf"), max_length=20, choices=Access.choices, default=Access.PUBLIC)
    is_example = models.BooleanField(_("Beispiel"), default=False)
    owner = models.ForeignKey(
        Organisation,
        verbose_name=_("Gepflegt von"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,  # handed over before an organisation ends
        related_name="documents",
    )
    confirmed_on = models.DateField(_("zuletzt bestätigt am"), null=True, blank=True)
    unconfirmed_since = models.DateField(_("nicht bestätigt seit"), null=True, blank=True, editable=False)
    published_at = models.DateTimeField(_("veröffentlicht am"), null=True, blank=True, db_index=True)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    objects = DocumentQuerySet.as_manager()

    if TYPE_CHECKING:
        versions: RelatedManager[DocumentVersion]

    class Meta:
        verbose_name = _("Dokument")
        verbose_name_plural = _("Dokumente")
        ordering: ClassVar = ["title", "pk"]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("library:detail", kwargs={"slug": self.slug})

    def get_text_url(self, page: int = 1) -> str:
        """Where its text is read, from ``page`` on."""
        return text_url(self.get_absolute_url(), page)

    @property
    def dated(self) -> PartialDate | None:
        """Its date as precisely as it is known."""
        return PartialDate(self.dated_on, self.dated_precision) if self.dated_on else None

    @property
    def year(self) -> int | None:
        return self.dated_on.year if self.dated_on else None

    @property
    def current(self) -> DocumentVersion | None:
        """The version that counts now: the highest number. No query after ``prefetch_related("versions")``."""
        return max(self.versions.all(), key=lambda version: version.number, default=None)

    @property
    def areas(self) -> list[str]:
        """ARS by which its desk is found: its Land, and the place of who keeps it. As in ``visible_to``."""
        places = [self.land, self.owner.territory if self.owner else None]
        return sorted({place.ars for place in places if place is not None})


def private_storage() -> Storage:
    return storages["private"]


class Reading(models.TextChoices):
    """How far the reading of a file has come."""

    WAITING = "waiting", _("wird gelesen")
    READ = "read", _("gelesen")
    SCANNED = "scanned", _("gescannt, ohne Text")
    RECOGNISED = "recognised", _("gescannt, Text erkannt")
    EMPTY = "empty", _("ohne Text")
    FAILED = "failed", _("nicht lesbar")


class DocumentVersion(models.Model):
    """One file of a document as it was handed in; never changed afterwards. The highest number is the current one.

    A version without a document is an upload whose document is still under review. ``size`` in bytes.
    """

    document = models.ForeignKey(Document, null=True, blank=True, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveSmallIntegerField(default=1)
    file = models.FileField(storage=private_storage, upload_to="dokumente/%Y/", max_length=200)
    name = models.CharField(_("Dateiname"), max_length=160)
    media_type = models.CharField(max_length=100)
    size = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64, db_index=True)
    note = models.CharField(_("Was sich geändert hat"), max_length=300, blank=True)
    by = models.ForeignKey(
        User,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,  # the file stays when an account goes
        related_name="+",
    )
    organisation = models.ForeignKey(
        Organisation,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",  # likewise
    )
    reading = models.CharField(max_length=12, choices=Reading.choices, default=Reading.WAITING)
    reading_note = models.CharField(max_length=300, blank=True)
    """Why it could not be read, in the words of the user."""
    page_count = models.PositiveIntegerField(null=True, blank=True)
    shingles = models.BinaryField(null=True, blank=True, editable=False)
    """MinHash of the word shingles: 64 numbers of 4 bytes, little-endian; by it near-duplicates are found."""
    thumbnail = models.FileField(storage=private_storage, upload_to="vorschau/%Y/", max_length=200, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    if TYPE_CHECKING:
        pages: RelatedManager[DocumentPage]
        clauses: RelatedManager[Clause]
        personal_finds: RelatedManager[PersonalFind]
        bands: RelatedManager[ShingleBand]
        document_id: int | None

    class Meta:
        verbose_name = _("Fassung")
        verbose_name_plural = _("Fassungen")
        ordering: ClassVar = ["document", "-number", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["document", "number"], condition=Q(document__isnull=False), name="document_version_number_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.number})"

    @property
    def ending(self) -> str:
        """What sort of file it is, as people call it: „pdf“."""
        return self.name.rpartition(".")[2]


class DocumentPage(models.Model):
    """The text of one page; ``number`` counts from 1. Files without pages (DOCX, HTML) have one for each stretch."""

    version = models.ForeignKey(DocumentVersion, on_delete=models.CASCADE, related_name="pages")
    number = models.PositiveIntegerField()
    text = models.TextField(blank=True)

    class Meta:
        ordering: ClassVar = ["version", "number"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["version", "number"], name="document_page_once")]

    def __str__(self) -> str:
        return f"{self.version_id}/{self.number}"


class PersonalSort(models.TextChoices):
    """Patterns that may be personal data."""

    EMAIL = "email", _("E-Mail-Adresse")
    PHONE = "phone", _("Telefonnummer")
    IBAN = "iban", _("Bankverbindung")
    SIGNATURE = "signature", _("Name bei einer Unterschrift")
    BIRTH = "birth", _("Geburtsdatum")


class PersonalFind(models.Model):
    """Something in a file that looks like personal data and was pointed out; it blocks nothing, somebody decides.

    ``excerpt`` shows it in part only („m…@example.org“).
    """

    version = models.ForeignKey(DocumentVersion, on_delete=models.CASCADE, related_name="personal_finds")
    page = models.PositiveIntegerField()
    sort = models.CharField(max_length=12, choices=PersonalSort.choices)
    excerpt = models.CharField(max_length=120)

    class Meta:
        ordering: ClassVar = ["version", "page", "pk"]

    def __str__(self) -> str:
        return f"{self.get_sort_display()} S. {self.page}"
