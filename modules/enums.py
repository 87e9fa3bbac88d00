"""Choices of the modules room."""

from django.db.models import TextChoices


class PieceKind(TextChoices):
    """What a paper of a module is, in the order they are listed."""

    GUIDE = "guide", "Guide"
    SESSION_PLAN = "session_plan", "Session plan"
    PRE_READ = "pre_read", "Pre-read"
    QUESTIONS = "questions", "Question sheet"
    CASE_STUDY = "case_study", "Case study"
    EVIDENCE = "evidence", "Evidence on one page"
    WORKSHEET = "worksheet", "Worksheet"
    VIDEO = "video", "Video"


class FileType(TextChoices):
    """What a file of the catalogue is, by its media type."""

    PDF = "application/pdf", "PDF"
    WORD = (
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        "Word document",
    )
    SLIDES = (
        "application/vnd.openxmlformats-officedocument.presentationml.presentation",
        "PowerPoint slides",
    )
    SPREADSHEET = (
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "Excel spreadsheet",
    )
    PNG = "image/png", "Picture (PNG)"
    JPEG = "image/jpeg", "Picture (JPEG)"
    MP4 = "video/mp4", "Film (MP4)"
    WEBM = "video/webm", "Film (WebM)"
    ARCHIVE = "application/zip", "ZIP archive"

    @property
    def extension(self) -> str:
        """The end of a file's name, without the dot."""
        return EXTENSIONS[self]


EXTENSIONS = {
    FileType.PDF: "pdf",
    FileType.WORD: "docx",
    FileType.SLIDES: "pptx",
    FileType.SPREADSHEET: "xlsx",
    FileType.PNG: "png",
    FileType.JPEG: "jpg",
    FileType.MP4: "mp4",
    FileType.WEBM: "webm",
    FileType.ARCHIVE: "zip",
}


class FilesState(TextChoices):
    """How far the files of a published version are."""

    MADE = "made", "Ready"
    BEING_MADE = "being_made", "Being made"
    FAILED = "failed", "Could not be made"


class NoticeKind(TextChoices):
    """Why an earlier downloader was written to."""

    NEWER = "newer", "A newer version"
    WITHDRAWN = "withdrawn", "Withdrawn"


class Nation(TextChoices):
    """Where an enquirer works."""

    ENGLAND = "england", "England"
    SCOTLAND = "scotland", "Scotland"
    WALES = "wales", "Wales"
    NORTHERN_IRELAND = "northern_ireland", "Northern Ireland"
    ELSEWHERE = "elsewhere", "Somewhere else"


class Topic(TextChoices):
    """What an enquiry is about."""

    MODULES = "modules", "Downloading modules"
    BOX_SETS = "box_sets", "Ordering box sets"
    TAKING_PART = "taking_part", "Taking part in a programme"
    SOMETHING_ELSE = "something_else", "Something else"


class EnquiryState(TextChoices):
    """Open: somebody waits for us. Answered: we wait for them."""

    OPEN = "open", "Waiting for us"
    ANSWERED = "answered", "Answered"
    CLOSED = "closed", "Closed"


class Outcome(TextChoices):
    """How an enquiry ended."""

    HELPED = "helped", "Helped with what they asked"
    GIVEN_ACCESS = "given_access", "Given access to the modules"
    SENT_ON = "sent_on", "Sent on to somebody else"
    NOT_FOR_US = "not_for_us", "Nothing we can help with"
    ROBOT = "robot", "Sent by a robot"
