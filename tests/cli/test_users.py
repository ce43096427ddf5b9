"""``partita user``: who may sign in."""

from tests.cli.conftest import Cli


def test_a_user_from_beginning_to_end(acme: Cli) -> None:
    made = acme("user", "add", "Ada", "--book", "acme", "--role", "editor", "--json").value
    assert (made["name"], made["roles"]) == ("Ada", ["editor"])
    other = acme("user", "password", "ada", "--book", "acme", "--json").value
    assert len(other["password"]) == len(made["password"]) == 20
    assert other["password"] != made["password"]
    shared = acme("user", "totp", "Ada", "--book", "acme", "--json").value
    assert shared["url"].startswith("otpauth://totp/Partita%20acme:Ada?secret=" + shared["secret"])
    assert acme("user", "totp", "Ada", "--book", "acme", "--off", "--json").value["secret"] is None
    assert acme("user", "bar", "Ada", "--book", "acme", "--json").value["is_barred"] is True
    listed = acme("user", "list", "--book", "acme", "--json").value
    assert [(each["name"], each["is_barred"]) for each in listed] == [("Ada", True)]


def test_a_name_is_taken_once(acme: Cli) -> None:
    assert acme("user", "add", "Ada", "--book", "acme").code == 0
    again = acme("user", "add", "ADA", "--book", "acme")
    assert (again.code, again.err) == (1, "partita: Another user is called 'ADA'.\n")


def test_passwords_are_shown_once_and_kept_nowhere(acme: Cli) -> None:
    line = acme("user", "add", "Ada", "--book", "acme").out.splitlines()[1]
    password = line.split()[-1]
    assert password not in acme("user", "list", "--book", "acme", "--json").out
