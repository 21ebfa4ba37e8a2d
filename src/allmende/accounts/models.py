# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Who uses the portal (User) and who acts in it (Organisation)."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from allmende.territory.models import Territory


class UserManager(BaseUserManager["User"]):
    """Users are known by their e-mail address, compared without regard to case."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> User:
        if not email:
            raise ValueError("A user needs an e-mail address.")
        user = self.model(email=email.strip().lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> User:
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)

    def get_by_natural_key(self, username: str | None) -> User:
        return self.get(email=(username or "").strip().lower())


class User(AbstractBaseUser, PermissionsMixin):
    """A person with a sign-in. Acts for organisations by membership; the e-mail address is the user name."""

    email = models.EmailField(_("E-Mail-Adresse"), unique=True)
    name = models.CharField(_("Name"), max_length=150, blank=True)
    is_staff = models.BooleanField(_("Betrieb"), default=False)
    is_active = models.BooleanField(_("aktiv"), default=True)
    date_joined = models.DateTimeField(_("angelegt am"), default=timezone.now)

    objects = UserManager()

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar = []

    class Meta:
        verbose_name = _("Konto")
        verbose_name_plural = _("Konten")
        ordering: ClassVar = ["email"]

    def __str__(self) -> str:
        return self.name or self.email

    def get_full_name(self) -> str:
        return self.name or self.email

    def get_short_name(self) -> str:
        return self.name or self.email


class OrganisationKind(models.TextChoices):
    MUNICIPALITY = "municipality", _("Kommune")
    ZWECKVERBAND = "zweckverband", _("Zweckverband")
    ASSOCIATION = "association", _("Verein")
    UNIVERSITY = "university", _("Hochschule")
    AUTHORITY = "authority", _("Behörde")
    CENTRE = "centre", _("Beratungsstelle")
    OTHER = "other", _("Sonstige Einrichtung")


class Organisation(models.Model):
    """Who acts: a municipality's administration, a Zweckverband, the centre, an authority, a university."""

    name = models.CharField(_("Name"), max_length=200, unique=True)
    kind = models.CharField(_("Art"), max_length=20, choices=OrganisationKind)
    territory = models.ForeignKey(
        Territory,
        verbose_name=_("Gebiet"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,  # an organisation outlives a reform by moving to the successor
        related_name="organisations",
    )
    seat = models.CharField(_("Sitz"), max_length=120, blank=True)
    homepage = models.URLField(_("Internetseite"), blank=True)

    class Meta:
        verbose_name = _("Organisation")
        verbose_name_plural = _("Organisationen")
        ordering: ClassVar = ["name"]

    def __str__(self) -> str:
        return self.name


class Attempt(models.Model):
    """One attempt that is rate limited (``accounts.rate_limit``); ``digest`` hides whose it was."""

    kind = models.CharField(max_length=40)
    digest = models.CharField(max_length=64)
    at = models.DateTimeField(default=timezone.now, db_index=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["kind", "digest", "at"])]

    def __str__(self) -> str:
        return f"{self.kind} {self.at:%Y-%m-%d %H:%M}"
