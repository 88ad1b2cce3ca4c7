"""How is the tracker configured when it is measured? As always, with the naive twin's tables beside its own."""

from tracker.settings import *  # noqa: F403

INSTALLED_APPS = [*INSTALLED_APPS, "benchmarks.naive"]  # noqa: F405

NAIVE_MIDDLEWARE = [  # what `startproject` gives
    "benchmarks.naive.addresses.NaiveAddresses",
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
EMPTY_MIDDLEWARE = ["benchmarks.empty.EmptyAddresses", *MIDDLEWARE]  # noqa: F405
