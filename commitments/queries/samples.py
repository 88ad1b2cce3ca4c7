"""Are there sample rows, so that every page can say that what it shows is not real?"""

from commitments.models.activities import Activity

SOURCE = "sample"


def samples_present() -> bool:
    """Whether any activity comes from the samples. Each of them has a name there: without it, no index would tell."""
    return Activity.objects.filter(source=SOURCE).exclude(external_id="").exists()
