"""What the scripts that drive a server through a client share: their steps, how two values are compared, and the run."""

import sys

STEPS = []


def step(function):
    STEPS.append(function)
    return function


def same(found, wanted):
    assert found == wanted, f"{found!r} is not {wanted!r}"


def run(*clients):
    """Takes every step in turn, closes the clients and ends the program; prints `ok NAME` or `failed NAME: REASON`."""
    failed = False
    for function in STEPS:
        try:
            function()
            print(f"ok {function.__name__}", flush=True)
        except Exception as error:  # noqa: BLE001 - whatever it is, the step failed
            failed = True
            reason = f"line {error.__traceback__.tb_next.tb_lineno}: {type(error).__name__}: {error}"
            print(f"failed {function.__name__}: {' '.join(reason.split())}", flush=True)
    for client in clients:
        client.close()
    sys.exit(1 if failed else 0)
