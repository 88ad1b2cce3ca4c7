"""Are there sample rows, so that every page can say that what it shows is not real?"""

from commitments.models.activities import Activity

SOURCE = "sample"


def samples_present() -> bool:
    """Whether any activity comes from the samples."""
    return Activity.objects.filter(source=SOURCE).exists()
