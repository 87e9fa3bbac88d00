from productive_leader.core import housekeeping


def test_one_broken_broom_does_not_keep_the_others_from_sweeping(monkeypatch):
    def broken():
        raise RuntimeError

    monkeypatch.setattr(housekeeping, "_brooms", {"broken": broken, "good": lambda: 3})
    assert housekeeping.sweep_out() == {"good": 3}
