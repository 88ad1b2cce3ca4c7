"""Which closed lists does the tracker use, and what does each code mean?

Codes are part of the API: a code is never renamed and never changes meaning. Every member carries a
sentence (`.sentence`) that forms, the API description and the docs share.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import models
from django.utils.functional import lazy
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.utils.functional import Promise


class Listed(models.TextChoices):
    """A closed list. Members are written `NAME = code, sentence, label`."""

    sentence: str | Promise

    def __new__(cls, value: str, sentence: str | Promise = "") -> Listed:
        member = str.__new__(cls, value)
        member._value_ = value
        member.sentence = sentence
        return member


# The words of an agreement


class Strength(Listed):
    """How strongly the words bind (read from the verb: docs/for-developers/reading.md)."""

    UNDERTAKING = "undertaking", _("The parties bind themselves: will, are committed to, continue."), _("undertaking")
    ASPIRATION = "aspiration", _("The parties hope or intend: look forward to, should."), _("aspiration")
    DISCRETION = "discretion", _("A party is free to do it: may, may consider."), _("discretion")
    AFFIRMATION = "affirmation", _("The parties confirm what they hold: affirm, are determined to."), _("affirmation")


class Scope(Listed):
    SPECIFIC = "specific", _("One thing that can be done and seen to be done."), _("specific")
    UMBRELLA = "umbrella", _("A general pledge under which many things fall."), _("umbrella")
    RESIDUAL = "residual", _("Whatever is not named elsewhere."), _("residual")
    PROCEDURAL = "procedural", _("How the agreement itself is reviewed or changed."), _("procedural")


class Recurrence(Listed):
    ONCE = "once", _("Done when it has been done once."), _("once")
    STANDING = "standing", _("Holds for as long as the agreement does."), _("standing")
    RECURRING = "recurring", _("To be done again and again."), _("recurring")


class DatePrecision(Listed):
    DAY = "day", _("The day is known."), _("day")
    MONTH = "month", _("The month is known; it counts from its last day."), _("month")
    YEAR = "year", _("The year is known; it counts from its last day."), _("year")


class Provenance(Listed):
    """How a date or a relation is known."""

    STATED = "stated", _("The text says so."), _("stated")
    DERIVED = "derived", _("It follows from the text; the inference is written out."), _("derived")
    AGREED = "agreed", _("The parties agreed it at a review."), _("agreed")
    ASSUMED = "assumed", _("The office set it for itself."), _("assumed")


class AgreementKind(Listed):
    DECLARATION = "declaration", _("A political declaration."), _("declaration")
    PROGRAMME = "programme", _("A programme of cooperation."), _("programme")
    TREATY = "treaty", _("A treaty or agreement binding in law."), _("treaty")
    CONCEPT = "concept", _("A strategy, policy or concept."), _("concept")
    OTHER = "other", _("Another kind of instrument."), _("other")


class DateLabel(Listed):
    """What the text calls the day of an agreement."""

    DATED = "dated", _("The text bears this date."), _("dated")
    APPROVED = "approved", _("The text was approved on it."), _("approved")
    SIGNED = "signed", _("The text was signed on it."), _("signed")
    ENDORSED = "endorsed", _("The text was endorsed on it."), _("endorsed")
    CONCLUDED = "concluded", _("The agreement was concluded on it."), _("concluded")
    REVISED = "revised", _("The text was revised on it."), _("revised")


class AgreementLinkKind(Listed):
    BASED_ON = "based_on", _("It builds on the other instrument."), _("based on")
    REVISES = "revises", _("It changes the other instrument."), _("revises")
    SUCCEEDS = "succeeds", _("It takes the place of the other instrument."), _("succeeds")
    CITES = "cites", _("It names the other instrument."), _("cites")


class AreaMentionKind(Listed):
    PRIORITY = "priority", _("Named as a priority area."), _("priority")
    POSSIBLE = "possible", _("Named as a possible area."), _("possible")
    CHALLENGE = "challenge", _("Named as a challenge."), _("challenge")


class ProvisionRole(Listed):
    HEADING = "heading", _("The heading of a section."), _("heading")
    CONTEXT = "context", _("Describes or explains; promises nothing."), _("context")
    OPERATIVE = "operative", _("Holds at least one commitment, or the opening words of some."), _("operative")
    PROCEDURE = "procedure", _("Says how the agreement runs or is reviewed."), _("procedure")


class Gives(Listed):
    """What a sentence yields: the first of these that applies."""

    COMMITMENT = "commitment", _("At least one commitment rests on it."), _("commitment")
    MILESTONE = "milestone", _("It tells of something that happened or is planned."), _("milestone")
    TERM = "term", _("It says when the agreement runs."), _("term")
    AREA = "area", _("It names areas of cooperation."), _("area")
    CONTEXT = "context", _("It yields nothing; the reason stands beside it."), _("context")


class LineageDirection(Listed):
    EARLIER = "earlier", _("The other commitment stands in an earlier text."), _("earlier")
    LATER = "later", _("The other commitment stands in a later text."), _("later")


class LineageKind(Listed):
    CARRIED_OVER = "carried_over", _("The later text says the same."), _("carried over")
    EXTENDED = "extended", _("The later text promises more."), _("extended")
    NARROWED = "narrowed", _("The later text promises less."), _("narrowed")
    SPLIT = "split", _("One commitment became several."), _("split")
    MERGED = "merged", _("Several commitments became one."), _("merged")
    DROPPED = "dropped", _("The later text no longer has it."), _("dropped")


class BodyKind(Listed):
    ORGANISATION = "organisation", _("An international organisation."), _("organisation")
    MINISTRY = "ministry", _("A ministry or government."), _("ministry")
    FORCES = "forces", _("Armed or self-defence forces."), _("forces")
    COMMAND = "command", _("A military command."), _("command")
    HEADQUARTERS = "headquarters", _("A headquarters."), _("headquarters")
    CENTRE = "centre", _("A centre of excellence or research."), _("centre")
    PROGRAMME = "programme", _("A programme with a body of its own."), _("programme")
    OFFICE = "office", _("An office that a person holds."), _("office")
    POST = "post", _("A post that somebody is sent to fill."), _("post")
    OTHER = "other", _("Another kind of body."), _("other")


class ResponsibilityRole(Listed):
    LEAD = "lead", _("Answers for it."), _("lead")
    IMPLEMENTING = "implementing", _("Carries it out."), _("implementing")
    HOST = "host", _("It happens there."), _("host")
    CHANNEL = "channel", _("It goes through it."), _("channel")
    PARTICIPANT = "participant", _("Takes part."), _("participant")


class MilestoneEffectKind(Listed):
    FULFILS = "fulfils", _("With it the commitment is fulfilled."), _("fulfils")
    EVIDENCES = "evidences", _("It shows that something was done."), _("evidences")


# What people do and decide


class ActivityKind(Listed):
    HIGH_LEVEL_DIALOGUE = "high_level_dialogue", _("Leaders or ministers meet."), _("high-level dialogue")
    CONSULTATION = "consultation", _("The parties consult each other."), _("consultation")
    JOINT_MEETING = "joint_meeting", _("Officials of both meet."), _("joint meeting")
    SEMINAR = "seminar", _("A seminar, symposium or workshop."), _("seminar")
    TRAINING = "training", _("A course or training."), _("training")
    EXERCISE = "exercise", _("An exercise."), _("exercise")
    EXCHANGE_OF_OFFICIALS = "exchange_of_officials", _("Officials work with the other."), _("exchange of officials")
    INFORMATION_EXCHANGE = "information_exchange", _("Information is exchanged."), _("information exchange")
    STAFF_CONTRIBUTION = "staff_contribution", _("A person is sent to a staff post."), _("staff contribution")
    LIAISON_OFFICER = "liaison_officer", _("A liaison officer is posted."), _("liaison officer")
    EXPERT_CONTRIBUTION = "expert_contribution", _("An expert is sent."), _("expert contribution")
    SCIENCE_PROJECT = "science_project", _("A project of science or technology."), _("science project")
    PARTNER_ACTIVITY = "partner_activity", _("An activity open to partners."), _("partner activity")
    DOCUMENT = "document", _("A document is signed, adopted or published."), _("document")
    VISIT = "visit", _("A visit."), _("visit")
    OTHER = "other", _("Something else."), _("other")


POSTING_KINDS = (ActivityKind.STAFF_CONTRIBUTION, ActivityKind.LIAISON_OFFICER, ActivityKind.EXPERT_CONTRIBUTION)


class Stage(Listed):
    PLANNED = "planned", _("It is to happen."), _("planned")
    UNDER_WAY = "under_way", _("It is happening; no end day means it has not ended."), _("under way")
    CARRIED_OUT = "carried_out", _("It happened; no end day means the same day."), _("carried out")
    CANCELLED = "cancelled", _("It will not happen."), _("cancelled")


class ActivityState(Listed):
    LOGGED = "logged", _("Somebody logged it."), _("logged")
    CONFIRMED = "confirmed", _("A manager other than who logged it confirmed it."), _("confirmed")


class ParticipationRole(Listed):
    ORGANISER = "organiser", _("Organises it."), _("organiser")
    HOST = "host", _("It happens there."), _("host")
    PARTICIPANT = "participant", _("Takes part."), _("participant")
    CONTRIBUTOR = "contributor", _("Gives people, money or things."), _("contributor")


class Confidence(Listed):
    ON_TRACK = "on_track", _("It will be kept as things stand."), _("on track")
    AT_RISK = "at_risk", _("It will be kept only if something changes."), _("at risk")
    OFF_TRACK = "off_track", _("It will not be kept as things stand."), _("off track")


class DecisionKind(Listed):
    FULFILLED = "fulfilled", _("The commitment has been kept."), _("fulfilled")
    DISCONTINUED = "discontinued", _("The parties gave it up."), _("discontinued")
    SUPERSEDED = "superseded", _("A later commitment took its place."), _("superseded")
    REOPENED = "reopened", _("It is open again."), _("reopened")


class TargetKind(Listed):
    DATE = "date", _("To be done by a day."), _("date")
    RHYTHM = "rhythm", _("To be done again within an interval."), _("rhythm")


class Position(Listed):
    """What a party wants to become of a commitment at a review."""

    KEEP = "keep", _("Leave it as it is."), _("keep")
    MODIFY = "modify", _("Change it."), _("modify")
    CLOSE = "close", _("End it."), _("close")


class ReviewOutcome(Listed):
    CONTINUED = "continued", _("The agreement goes on unchanged."), _("continued")
    MODIFIED = "modified", _("The agreement goes on, changed."), _("modified")
    RENEWED = "renewed", _("The agreement runs for a further term."), _("renewed")
    ENDED = "ended", _("The agreement ends."), _("ended")
    NOT_HELD = "not_held", _("The review was not held."), _("not held")


# How things stand (asked, never stored)


class State(Listed):
    """How a commitment stands on a day."""

    FULFILLED = "fulfilled", _("Kept, by decision or by a milestone."), _("fulfilled")
    SUPERSEDED = "superseded", _("Carried into a later commitment, by decision."), _("superseded")
    DISCONTINUED = "discontinued", _("Given up, by decision."), _("discontinued")
    ACTIVE = "active", _("Something was done within the window."), _("active")
    QUIET = "quiet", _("Something was done, but longer ago than the window."), _("quiet")
    PLANNED = "planned", _("Nothing was done yet; something is planned."), _("planned")
    SILENT = "silent", _("Nothing was done and nothing is planned."), _("silent")


CLOSED_STATES = (State.FULFILLED, State.SUPERSEDED, State.DISCONTINUED)


class Attention(Listed):
    """Why a commitment or an agreement asks for attention, the gravest first."""

    TERM_ENDED = "term_ended", _("The term is over and no outcome is recorded."), _("term ended")
    REVIEW_DUE = "review_due", _("A review was due and has not been held."), _("review due")
    TARGET_MISSED = "target_missed", _("The target in force was not met."), _("target missed")
    OFF_TRACK = "off_track", _("A latest assessment says off track."), _("off track")
    PARTIES_DISAGREE = "parties_disagree", _("The parties' latest assessments differ."), _("parties disagree")
    PLAN_LAPSED = "plan_lapsed", _("An activity is still planned though its day passed."), _("plan lapsed")
    GONE_QUIET = "gone_quiet", _("The last evidence is older than the window."), _("gone quiet")
    SILENT = "silent", _("Nothing in the 365 days since the agreement began."), _("silent")


OVERDUE = (Attention.TARGET_MISSED, Attention.PLAN_LAPSED, Attention.TERM_ENDED, Attention.REVIEW_DUE)


# Who may do and see what


_office: list[Callable[[str], str]] = []


def ask_for_labels(label_of: Callable[[str], str]) -> None:
    """Say who knows what the office calls a marking in the language spoken: code to label, empty for none."""
    _office[:] = [label_of]


MARKING_WORDS: dict[str, Promise] = {"public": _("public"), "internal": _("internal"), "restricted": _("restricted")}
"""The tracker's own words, where the office has none."""


def _called(code: str) -> str:
    return next((label for label_of in _office if (label := label_of(code))), str(MARKING_WORDS[code]))


_marking: Any = lazy(_called, str)


class Marking(Listed):
    """How far a row may be read; in rising order. Its label is the office's own, where it has one (queries/labels.py).

    So forms, filters, lists, pages and sentences all call it the same; the code stays.
    """

    PUBLIC = "public", _("Everybody with an account may read it."), _marking("public")
    INTERNAL = "internal", _("For the offices that work on the agreements."), _marking("internal")
    RESTRICTED = "restricted", _("For named people only."), _marking("restricted")

    @property
    def rank(self) -> int:
        """0 for the lowest marking; higher is stricter."""
        return type(self)._member_names_.index(self.name)

    @classmethod
    def up_to(cls, clearance: str) -> list[str]:
        """The codes that somebody with this clearance may read."""
        return [member.value for member in cls if member.rank <= cls(clearance).rank]

    @classmethod
    def above(cls, clearance: str) -> list[str]:
        """The codes that somebody with this clearance may not read."""
        return [member.value for member in cls if member.rank > cls(clearance).rank]

    @classmethod
    def highest(cls, markings: list[str]) -> Marking:
        """The strictest of the markings given; `public` when there are none."""
        return max((cls(marking) for marking in markings), key=lambda member: member.rank, default=cls.PUBLIC)


class Role(Listed):
    VIEWER = "viewer", _("Reads what their clearance covers."), _("viewer")
    ANALYST = "analyst", _("And logs, changes and withdraws activities, and assesses."), _("analyst")
    MANAGER = "manager", _("And confirms, decides, sets targets, holds reviews, lowers markings."), _("manager")
    ADMINISTRATOR = "administrator", _("And manages people, tokens, areas and bodies."), _("administrator")

    @property
    def rank(self) -> int:
        """0 for the least; every role may do what the ones before it may."""
        return type(self)._member_names_.index(self.name)


class TokenScope(Listed):
    READ = "read", _("Every GET but the change feed."), _("read")
    WRITE = "write", _("Log and change activities, decide, assess, set targets."), _("write")
    CHANGES = "changes", _("Pull the change feed."), _("changes")
    AUDIT = "audit", _("Ledger numbers, its head, and the access record."), _("audit")


class AccessKind(Listed):
    """What the access record tells of."""

    LOG_IN = "log_in", _("Somebody logged in."), _("log-in")
    LOG_OUT = "log_out", _("Somebody logged out, or their session was ended by time."), _("log-out")
    LOG_IN_FAILED = "log_in_failed", _("A log-in failed."), _("failed log-in")
    LOCKED_OUT = "locked_out", _("Log-in was closed for a while after too many failures."), _("locked out")
    EXPORT = "export", _("A list was taken out as a file, or a brief was issued."), _("export")
    DOWNLOAD = "download", _("A copy of evidence or an issued brief that is not public was taken out."), _("download")
    PERSON = "person", _("An account was added or changed: role, clearance, password, second factor."), _("person")
    TOKEN = "token", _("A token was issued, rotated or revoked."), _("token")
    LABEL = "label", _("A marking was given another label."), _("label of a marking")
    MARKING = "marking", _("The marking of something was lowered."), _("lowered marking")
    REFUSED = "refused", _("Something was asked for and refused."), _("refusal")


# What the tracker does by itself, and what is taken in as a file


class JobKind(Listed):
    """What `manage.py work` carries out."""

    IMPORT = "import", _("Store the rows of an import."), _("import")
    UNDO_IMPORT = "undo_import", _("Take an import back."), _("undoing an import")
    REBUILD_COUNTS = (
        "rebuild_counts",
        _("Hold the counts behind figures against the rows, and put right those that differ."),
        _("counts behind figures made anew"),
    )
    REBUILD_WORDS = (
        "rebuild_words",
        _("Hold the words that searches look through against the rows, and write those again that differ."),
        _("words of searches made anew"),
    )


REBUILDS = (JobKind.REBUILD_COUNTS, JobKind.REBUILD_WORDS)
"""What administrators may have made anew from the rows."""


class JobState(Listed):
    QUEUED = "queued", _("It waits for its turn."), _("waiting")
    RUNNING = "running", _("It is being carried out."), _("running")
    DONE = "done", _("It was carried out to its end."), _("done")
    CANCELLED = "cancelled", _("Somebody stopped it; what was done by then stays."), _("cancelled")
    FAILED = "failed", _("It stopped by itself; what was done by then stays."), _("failed")


class Importable(Listed):
    """What the rows of an imported file are."""

    ACTIVITIES = "activities", _("Each row is an activity."), _("activities")
    TARGETS = "targets", _("Each row is a target of a commitment."), _("targets")


class ImportState(Listed):
    PREVIEWED = "previewed", _("The file was sent; nothing of it is stored."), _("not stored")
    STORING = "storing", _("Its rows are being stored."), _("being stored")
    STORED = "stored", _("Its rows were stored."), _("stored")
    STOPPED = "stopped", _("It was stopped before its last row; it can go on."), _("stopped")
    UNDOING = "undoing", _("It is being taken back."), _("being undone")
    UNDONE = "undone", _("It was taken back."), _("undone")


class RowOutcome(Listed):
    """What came of a row of an imported file."""

    NEW = "new", _("It was not there yet."), _("new")
    CHANGED = "changed", _("It was there, and differs."), _("changed")
    SAME = "same", _("It was there, and is the same."), _("the same")
    FAULTY = "faulty", _("Something in it is at fault; it is not stored."), _("at fault")
