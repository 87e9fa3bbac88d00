import datetime as dt
from io import StringIO
from pathlib import Path

import pytest
from django.core.exceptions import PermissionDenied
from django.core.management import CommandError, call_command

from accounts import services
from accounts.models import Organisation, OrganisationName
from productive_leader.core.dates import today
from productive_leader.core.models import AuditEvent
from tests.accounts.test_register import REAL, SAMPLE
from tests.factories.accounts import a_person

pytestmark = pytest.mark.django_db
REST = ",,,,,,,,,,"


def run(file):
    out, err = StringIO(), StringIO()
    call_command("import_organisations", str(file), stdout=out, stderr=err)
    return out.getvalue().strip(), err.getvalue().strip()


@pytest.fixture
def register(tmp_path):
    def write(text):
        path = tmp_path / "register.csv"
        path.write_bytes(text.encode())
        return path

    return write


def test_a_file_is_imported_and_again_without_change():
    assert run(SAMPLE) == ("3 read: 3 new, 0 changed, 0 unchanged, 0 skipped", "")
    before = list(Organisation.objects.values())
    assert run(SAMPLE) == ("3 read: 0 new, 0 changed, 3 unchanged, 0 skipped", "")
    assert list(Organisation.objects.values()) == before
    assert AuditEvent.objects.filter(action__startswith="organisation.").count() == 3


def test_closed_organisations_are_kept():
    run(SAMPLE)
    assert Organisation.objects.get(code="RX2").closed_on == dt.date(2015, 9, 30)


def test_bad_lines_are_told_and_skipped(register):
    file = register(f"RX1,NORTHVALE{REST}\nRX2\nRX1,AGAIN{REST}\n")
    done, told = run(file)
    assert done == "3 read: 1 new, 0 changed, 0 unchanged, 2 skipped"
    assert told.splitlines() == [
        "Line 2 skipped: This row has 1 columns; at least 12 are needed.",
        "Line 3 skipped: RX1 is in this file already, on line 1.",
    ]


def test_a_new_name_leaves_the_old_one_in_the_history(register):
    run(register(f"RX1,NORTHVALE TRUST{REST}"))
    done, _ = run(register(f"RX1,NORTHVALE AND DALE TRUST{REST}"))
    assert done == "1 read: 0 new, 1 changed, 0 unchanged, 0 skipped"
    northvale = Organisation.objects.get()
    assert (northvale.name, northvale.register_name) == (
        "Northvale and Dale Trust",
        "NORTHVALE AND DALE TRUST",
    )
    former = northvale.former_names.get()
    assert (former.name, former.until) == ("Northvale Trust", today())


def test_a_name_put_right_by_hand_survives_an_import(register):
    file = register(f"RX1,MCKENZIE TRUST{REST}")
    run(file)
    Organisation.objects.update(name="McKenzie Trust")
    assert run(file)[0] == "1 read: 0 new, 0 changed, 1 unchanged, 0 skipped"
    assert Organisation.objects.get().name == "McKenzie Trust"


def test_another_address_is_a_change_without_a_former_name(register):
    run(register("RX1,NORTHVALE,,,OLD ROAD,,,,,,,"))
    assert run(register("RX1,NORTHVALE,,,NEW ROAD,,,,,,,"))[0].startswith(
        "1 read: 0 new, 1 changed"
    )
    assert Organisation.objects.get().address == "New Road"
    assert OrganisationName.objects.count() == 0


def test_an_organisation_the_register_no_longer_names_stays(register):
    run(register(f"RX1,NORTHVALE{REST}"))
    run(register(f"RX2,SOUTHMERE{REST}"))
    assert [each.code for each in Organisation.objects.order_by("code")] == ["RX1", "RX2"]


@pytest.mark.parametrize(
    ("content", "sentence"),
    [(b"", "holds no organisation in the etr.csv layout."), (None, "cannot be read: No such file")],
)
def test_a_file_without_organisations_is_refused(tmp_path, content, sentence):
    path = Path(tmp_path / "register.csv")
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(CommandError) as trouble:
        run(path)
    assert sentence in str(trouble.value)


def test_only_the_system_and_administrators_import():
    with pytest.raises(PermissionDenied):
        services.import_organisations(by=a_person(), entries=[])


def test_an_import_asks_the_database_as_often_for_three_known_as_for_one(
    register, django_assert_num_queries
):
    one = register(f"RX1,NORTHVALE{REST}")
    run(one)
    with django_assert_num_queries(3):  # the rows, and the transaction around
        run(one)
    run(SAMPLE)
    with django_assert_num_queries(3):
        run(SAMPLE)


def test_the_real_register_is_imported_twice():
    if not REAL.exists():
        pytest.skip("The public register is not beside the project (shared/data/ods/etr.csv).")
    assert run(REAL) == ("241 read: 241 new, 0 changed, 0 unchanged, 0 skipped", "")
    assert run(REAL) == ("241 read: 0 new, 0 changed, 241 unchanged, 0 skipped", "")
