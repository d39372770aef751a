"""Who may open the pages of the site itself, and the registry's report."""

from tests.support.access import Address, report

ADDRESSES = [
    Address("", get="login 200 200 200 200 200 200", name="home"),
    Address("login/", get="200 302 302 302 302 302 302", post="200 200 200 200 200 200 200"),
    Address("logout/", get="302 405 405 405 405 405 405", post="302 200 200 200 200 200 200"),
    Address(
        "password_change/",
        get="login 200 200 200 200 200 200",
        post="login 200 200 200 200 200 200",
    ),
    Address("jump/", get="login 200 200 200 200 200 200", post="login 200 200 200 200 200 200"),
    Address("menu/counts/", get="login 200 200 200 200 200 200"),
    Address(
        "references/", get="login 404 404 404 404 200 200", post="login 404 404 404 404 405 405"
    ),
    Address("system/", get="login 404 404 404 404 200 200", post="login 404 404 404 404 405 405"),
    Address("password_change/done/", get="login 200 200 200 200 200 200"),
    # The machine itself asks here; tests/otop_registry/test_health.py has the others.
    Address("health/live", get="200 200 200 200 200 200 200", post="200 200 200 200 200 200 200"),
    Address("health/ready", get="503 503 503 503 503 503 503", post="503 503 503 503 503 503 503"),
    Address("metrics", get="200 200 200 200 200 200 200", post="200 200 200 200 200 200 200"),
    Address("manual/", get="login 200 200 200 200 200 200", post="login 405 405 405 405 405 405"),
    Address("jsi18n/", get="login 200 200 200 200 200 200"),
    Address(
        "^(?P<app_label>APPS)/$",
        "producers/",
        get="login 200 200 200 200 200 200",
        post="login 200 200 200 200 200 200",
    ),
    Address(
        "(?P<url>.*)$",
        "nothing/here",
        get="login 404 404 404 404 404 404",
        post="login 404 404 404 404 404 404",
    ),
    report("registry", "province=24&district=2402", get="login 200 404 200 404 200 200"),
]
