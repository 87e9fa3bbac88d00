"""Settings, from the environment alone. Everything is secure unless a variable says otherwise."""

from email.utils import parseaddr
from pathlib import Path

from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

from productive_leader import env

BASE_DIR = Path(__file__).resolve().parent.parent
DATA_DIR = Path(env.text("DATA_DIR", str(BASE_DIR / ".data")))

SECRET_KEY = env.text("SECRET_KEY")
DEBUG = env.flag("DEBUG")
DEMO = env.flag("DEMO")  # set by make start alone: demo people, kept mail
PLAIN_HTTP = env.flag("PLAIN_HTTP")  # a server on this machine without TLS
ALLOWED_HOSTS = env.words("ALLOWED_HOSTS", "127.0.0.1,localhost")
LOCAL_HOSTS = {"127.0.0.1", "localhost"}
if (DEMO or PLAIN_HTTP) and not set(ALLOWED_HOSTS) <= LOCAL_HOSTS:
    raise ImproperlyConfigured("DEMO and PLAIN_HTTP are for 127.0.0.1 and localhost alone.")
SITE_URL = env.text("SITE_URL", "http://127.0.0.1:8000").rstrip("/")

INSTALLED_APPS = [
    "productive_leader.core",
    "accounts",
    "modules",
    "programmes",
    "assessments",
    "orders",
    "productive_leader.site",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "crispy_forms",
    "csp",
    "pgtrigger",
    "pghistory",
    "productive_leader.site.apps.SupportConfig",  # django.contrib.admin, without passwords
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "django.forms",  # its templates, for FORM_RENDERER
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "productive_leader.core.middleware.Compressed",
    "productive_leader.core.middleware.request_id",
    "productive_leader.core.middleware.refuse_nul",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "productive_leader.core.middleware.private_pages",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
]

ROOT_URLCONF = "productive_leader.urls"
WSGI_APPLICATION = "productive_leader.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_USER_MODEL = "accounts.Person"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "productive_leader.site.context.page",
            ],
        },
    }
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
CRISPY_ALLOWED_TEMPLATE_PACKS = ("nhsuk",)
CRISPY_TEMPLATE_PACK = "nhsuk"

DATABASES = {
    "default": {
        **env.database("DATABASE_URL"),
        "CONN_MAX_AGE": 600,
        "CONN_HEALTH_CHECKS": True,
    }
}
PREPARE_STATEMENTS = env.flag("PREPARE_STATEMENTS", default=True)  # off behind a shared pool
REDIS_URL = env.text("REDIS_URL")  # the broker: a Redis that evicts nothing
CACHE_URL = env.text("CACHE_URL", REDIS_URL)
CACHES = {
    "default": {
        "BACKEND": "productive_leader.core.cache.TolerantRedisCache",
        "LOCATION": CACHE_URL,
        "KEY_PREFIX": "pl",
    }
}

LANGUAGE_CODE = "en-gb"
TIME_ZONE = "Europe/London"
USE_TZ = True

STATIC_URL = "/static/"
STATIC_ROOT = BASE_DIR / "staticfiles"
STATICFILES_DIRS = [
    (name, BASE_DIR / "static" / name) for name in ("css", "dist", "images", "js")
]  # static/src is read by the build alone
FILES_DIR = Path(env.text("FILES_DIR", str(DATA_DIR / "files")))  # shared by web and workers
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "files": {  # papers and films of modules, named by their checksum
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": FILES_DIR},
    },
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "productive_leader.core.storage.HashedFiles"
    },
}

SESSION_ENGINE = "django.contrib.sessions.backends.cached_db"
SESSION_COOKIE_AGE = 12 * 60 * 60  # seconds; typed work outlives it on the page
SESSION_COOKIE_NAME = "sessionid" if PLAIN_HTTP else "__Host-sessionid"
SESSION_COOKIE_SECURE = not PLAIN_HTTP
CSRF_COOKIE_NAME = "csrftoken" if PLAIN_HTTP else "__Host-csrftoken"
CSRF_COOKIE_SECURE = not PLAIN_HTTP
CSRF_FAILURE_VIEW = "productive_leader.site.errors.csrf_failure"
CSRF_TRUSTED_ORIGINS = env.words("CSRF_TRUSTED_ORIGINS")
SECURE_SSL_REDIRECT = not PLAIN_HTTP
SECURE_REDIRECT_EXEMPT = [r"^livez$", r"^readyz$"]
SECURE_HSTS_SECONDS = 0 if PLAIN_HTTP else 2 * 365 * 24 * 60 * 60
SECURE_HSTS_INCLUDE_SUBDOMAINS = not PLAIN_HTTP
SECURE_HSTS_PRELOAD = not PLAIN_HTTP
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if env.flag("BEHIND_PROXY") else None
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
        "manifest-src": [SELF],
    }
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 6 * 1024 * 1024  # bytes; a diary may have 5 MB
FILE_UPLOAD_MAX_MEMORY_SIZE = 6 * 1024 * 1024
FILE_UPLOAD_HANDLERS = [
    "productive_leader.core.uploads.Limited",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000  # a table of a day has a dozen fields for each block

AUTHENTICATION_BACKENDS = [
    "allauth.account.auth_backends.AuthenticationBackend",
    "django.contrib.auth.backends.ModelBackend",
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "accounts.adapter.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*"]  # no password among them: the sign-in page sends a code
ACCOUNT_UNIQUE_EMAIL = True
ACCOUNT_EMAIL_VERIFICATION = "none"  # the code proves the address at every sign-in
ACCOUNT_EMAIL_NOTIFICATIONS = False
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False  # accounts.forms.SignInForm writes that message
ACCOUNT_LOGIN_BY_CODE_ENABLED = False  # a second page that asks for the address; ours is enough
ACCOUNT_LOGIN_BY_CODE_MAX_ATTEMPTS = 5
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 10 * 60  # seconds
ACCOUNT_LOGIN_TIMEOUT = 60 * 60  # seconds; until then a late code is told that it has expired
ACCOUNT_REAUTHENTICATION_TIMEOUT = 10 * 60  # seconds
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_REAUTHENTICATION_REQUIRED = True
# A whole trust may come from one address, so the strict limits are for each account and code.
ACCOUNT_RATE_LIMITS = {
    "login": "120/m/ip",
    "request_login_code": "120/m/ip,3/m/key,15/h/key",
    "enter_code": "5/600s/key",
    "open_account": "120/m/ip",
}
ALLAUTH_TRUSTED_PROXY_COUNT = env.number("TRUSTED_PROXY_COUNT", 0)
MFA_SUPPORTED_TYPES = ["webauthn"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_USER_VERIFICATION = "required"  # a passkey stands alone: finger, face or PIN
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = PLAIN_HTTP
MFA_ADAPTER = "accounts.adapter.PasskeyAdapter"
MFA_RATE_LIMITS = {"webauthn_login": "120/m/ip"}
USERSESSIONS_TRACK_ACTIVITY = False

EMAIL_BACKEND = (
    "productive_leader.core.mail.KeepBackend"
    if DEMO
    else "django.core.mail.backends.smtp.EmailBackend"
)
EMAIL_HOST = env.text("EMAIL_HOST", "localhost")
EMAIL_PORT = env.number("EMAIL_PORT", 25)
EMAIL_HOST_USER = env.text("EMAIL_HOST_USER", "")
EMAIL_HOST_PASSWORD = env.text("EMAIL_HOST_PASSWORD", "")
EMAIL_USE_TLS = env.flag("EMAIL_USE_TLS")
EMAIL_TIMEOUT = 10  # seconds
DEFAULT_FROM_EMAIL = env.text(
    "DEFAULT_FROM_EMAIL", "The Productive Leader <no-reply@productive-leader.example>"
)
# The mailbox that invitations are from; answers and failures sent to it go to receive_mail.
CALENDAR_ADDRESS = env.text("CALENDAR_ADDRESS", parseaddr(DEFAULT_FROM_EMAIL)[1])
KEEP_SENT_MAIL = DEMO

# Where the front server serves FILES_DIR from, for itself alone ("/protected/"); empty: we serve.
X_ACCEL_PREFIX = env.text("X_ACCEL_PREFIX", "")
DOWNLOAD_MINUTES = env.number("DOWNLOAD_MINUTES", 15)  # how long a download's address holds

# Orders of box sets. Working days are those of England; the promise is in calendar days.
ORDER_REMINDER_DAYS = (
    env.number("ORDER_FIRST_REMINDER_DAYS", 3),
    env.number("ORDER_SECOND_REMINDER_DAYS", 7),
)
ORDER_COVER_DAYS = env.number("ORDER_COVER_DAYS", 7)  # until the cover is asked too
ORDER_EXPIRY_DAYS = env.number("ORDER_EXPIRY_DAYS", 14)
ORDER_GRACE_DAYS = env.number("ORDER_GRACE_DAYS", 1)
ORDER_REOPEN_DAYS = env.number("ORDER_REOPEN_DAYS", 30)  # calendar days
ORDER_PROMISE_DAYS = env.number("ORDER_PROMISE_DAYS", 10)  # calendar days
ORDER_DISPATCH_DAYS = env.number("ORDER_DISPATCH_DAYS", 6)  # what we plan for inside
ORDER_TEAM_MARGIN = env.number("ORDER_TEAM_MARGIN", 2)  # more boxes than the team needs a note

LOG_RETENTION_DAYS = env.number("LOG_RETENTION_DAYS", 365)  # after the programme closes
WORKING_WEEKS_A_YEAR = env.number("WORKING_WEEKS_A_YEAR", 44)  # Agenda for Change leave: 43.8 to 45

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"request_id": {"()": "productive_leader.core.logs.RequestIdFilter"}},
    "formatters": {
        "line": {
            "class": "productive_leader.core.logs.RedactingFormatter",
            "format": "{asctime} {levelname} {name} {request_id} {message}",
            "style": "{",
        }
    },
    "handlers": {
        "stderr": {
            "class": "logging.StreamHandler",
            "formatter": "line",
            "filters": ["request_id"],
        }
    },
    "root": {"handlers": ["stderr"], "level": env.text("LOG_LEVEL", "WARNING")},
}
