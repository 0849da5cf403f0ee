"""All settings, from the environment only. Nothing here is edited to deploy."""

from __future__ import annotations

import os
import secrets
import sys
from pathlib import Path

from csp.constants import NONCE, NONE, SELF
from django.core.exceptions import ImproperlyConfigured

from minzheng import discovery
from minzheng.config import connection, env

PACKAGE = Path(__file__).resolve().parents[1]
MODE = env.choice("MINZHENG_MODE", "demo", ("demo", "production"))
PRODUCTION = MODE == "production"
HOME = Path(env.text("MINZHENG_HOME", "var")).resolve()
HOME.mkdir(parents=True, exist_ok=True)


def _private_secret(name: str) -> str:
    """Demo and tests make a secret on first use; production must be given one."""
    given = env.text(name)
    if given:
        return given
    if PRODUCTION:
        raise ImproperlyConfigured(f"生产模式必须设置 {name}")
    place = HOME / f"{name.lower()}.txt"
    if not place.exists():
        descriptor = os.open(place, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(secrets.token_urlsafe(48))
    return place.read_text().strip()


SECRET_KEY = _private_secret("MINZHENG_SECRET_KEY")
DEBUG = False
ALLOWED_HOSTS = env.names("MINZHENG_HOSTS", () if PRODUCTION else ("127.0.0.1", "localhost", "testserver"))
if PRODUCTION and not ALLOWED_HOSTS:
    raise ImproperlyConfigured("生产模式必须设置 MINZHENG_HOSTS（逗号分隔的主机名）")

# demo and production differ in what they refuse, never in how they decide
NOW = env.text("MINZHENG_NOW", "2025-07-01T09:00+08:00")
if PRODUCTION and "MINZHENG_NOW" in os.environ:
    raise ImproperlyConfigured("生产模式不允许设置 MINZHENG_NOW：时间只来自系统时钟")
FAILPOINT = env.text("MINZHENG_FAILPOINT")
if PRODUCTION and FAILPOINT:
    raise ImproperlyConfigured("生产模式不允许设置 MINZHENG_FAILPOINT")

CRYPTO_SUITE = env.choice("MINZHENG_CRYPTO", "international", ("international", "national"))
KEY_FILE = env.text("MINZHENG_KEY_FILE")
KEY_COMMAND = env.text("MINZHENG_KEY_COMMAND")
if PRODUCTION and not (KEY_FILE or KEY_COMMAND):
    raise ImproperlyConfigured("生产模式必须设置 MINZHENG_KEY_FILE 或 MINZHENG_KEY_COMMAND")

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.forms",
    "csp",
    "django_filters",
    "django_htmx",
    "lucide",
    *discovery.find_kernel_apps(),
    *discovery.find_registers(),
    *discovery.find_packages("minzheng.reports", holding="apps.py"),
    *discovery.find_packages("minzheng.indicators", holding="apps.py"),
    "minzheng.shell.web",
    "minzheng.shell.api",
    "minzheng.shell.portal",
    "minzheng.shell.cli",
]
AUTH_USER_MODEL = "access.User"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

DATABASES = {"default": env.database(env.text("DATABASE_URL"), str(HOME / "minzheng.sqlite3"))}
DATABASE_OF_URL = env.database  # how `minzheng move` reads its target
connection.watch()

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "minzheng.shell.web.middleware.LanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "csp.middleware.CSPMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "minzheng.shell.web.middleware.ScopeMiddleware",
]
ROOT_URLCONF = "minzheng.config.urls"
WSGI_APPLICATION = "minzheng.config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "minzheng.shell.web.context.workbench",
            ],
        },
    }
]

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "简体中文"), ("zh-hant", "繁體中文"), ("en", "English")]
LOCALE_PATHS = [PACKAGE / "shell" / "locale"]
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True
USE_THOUSAND_SEPARATOR = False

STATIC_URL = "/static/"
STATIC_ROOT = HOME / "static"
STATIC_ROOT.mkdir(exist_ok=True)
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if PRODUCTION
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = not PRODUCTION
WHITENOISE_AUTOREFRESH = False
MEDIA_ROOT = HOME / "media"

# the special account that pain.001 files name as payer: holder,account,bank code; without it the form is not offered
BANK_PAYER = env.names(
    "MINZHENG_BANK_PAYER", () if PRODUCTION else ("演示专户", "10000000000000000001", "308302000001")
)
if BANK_PAYER and len(BANK_PAYER) != 3:
    raise ImproperlyConfigured("MINZHENG_BANK_PAYER 应写作“户名,账号,行号”")

LOGIN_URL = "/accounts/login/"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "/accounts/login/"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.ScryptPasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in ("UserAttributeSimilarityValidator", "MinimumLengthValidator", "CommonPasswordValidator")
]
CSRF_FAILURE_VIEW = "minzheng.shell.web.views.errors.csrf_failed"
CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_AGE = 12 * 3600
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = PRODUCTION
SECURE_SSL_REDIRECT = PRODUCTION
SECURE_HSTS_SECONDS = 31536000 if PRODUCTION else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = PRODUCTION
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
DATA_UPLOAD_MAX_MEMORY_SIZE = 10 * 1024 * 1024
FORM_RENDERER = "minzheng.shell.web.forms.WorkbenchRenderer"

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF, NONCE],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "worker-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "object-src": [NONE],
    }
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "stream": sys.stderr, "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
}
