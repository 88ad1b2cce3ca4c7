"""Which admin do analysts work in?"""

from django.contrib import admin


class TrackerAdminSite(admin.AdminSite):
    """Django's admin under our skin."""
