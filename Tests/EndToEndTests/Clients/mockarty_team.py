"""Drives a server with accounts through Mockarty's own Python client (0.3.0), with tokens.

    python3 mockarty_team.py http://127.0.0.1:PORT ADMIN_TOKEN TEAM_TOKEN READER_TOKEN

TEAM_TOKEN is for the namespace team alone, READER_TOKEN may only read there; users u-ann and u-bob exist. Prints `ok NAME` or
`failed NAME: REASON` for each step and exits 1 when one failed.
"""

import sys

from mockarty import MockartyClient, MockartyForbiddenError, MockartyNotFoundError, MockartyUnauthorizedError, MockBuilder

from steps import run, same, step

url, admin_token, team_token, reader_token = sys.argv[1:]
admin = MockartyClient(base_url=url, api_key=admin_token)
team = MockartyClient(base_url=url, api_key=team_token, namespace="team")
reader = MockartyClient(base_url=url, api_key=reader_token, namespace="team")


def refused(kind, function, *arguments):
    try:
        function(*arguments)
    except kind as error:
        return error
    raise AssertionError(f"{function.__name__}{arguments} should be refused with {kind.__name__}")


def plain(mock_id, route):
    return MockBuilder.http(route, "GET").id(mock_id).respond(200, body={"from": mock_id}).build()


@step
def without_a_token():
    for key in ("mk_anything", ""):
        with MockartyClient(base_url=url, api_key=key) as nobody:
            error = refused(MockartyUnauthorizedError, nobody.mocks.list)
            assert "/api/v1/auth/login" in error.message or "opens nothing" in error.message, error
            assert nobody.health.live()


@step
def namespaces():
    admin.namespaces.create("team")
    admin.namespaces.create("other")
    assert {"sandbox", "default", "team", "other"} <= set(admin.namespaces.list())
    same(team.namespaces.list(), ["team"])
    refused(MockartyForbiddenError, team.namespaces.create, "mine")


@step
def members():
    settings = admin.namespace_settings
    same(settings.list_users("team"), [])
    same(settings.add_user("team", "u-ann", "editor")["role"], "editor")
    settings.add_user("team", "u-bob", "viewer")
    same([(u["userId"], u["username"], u["role"]) for u in settings.list_users("team")],
         [("u-ann", "ann", "editor"), ("u-bob", "bob", "viewer")])
    same(team.namespace_settings.update_user_role("team", "u-bob", "owner")["role"], "owner")
    settings.remove_user("team", "u-ann")
    same([u["userId"] for u in settings.list_users("team")], ["u-bob"])
    refused(MockartyNotFoundError, settings.remove_user, "team", "u-ann")
    refused(MockartyForbiddenError, team.namespace_settings.add_user, "other", "u-ann", "viewer")
    refused(MockartyForbiddenError, reader.namespace_settings.add_user, "team", "u-ann", "viewer")


@step
def mocks_stay_apart():
    team.mocks.create(plain("team-mock", "/team"))
    admin.mocks.create(plain("own-mock", "/own"))
    same([m.id for m in team.mocks.list().items], ["team-mock"])
    same([m.id for m in reader.mocks.list().items], ["team-mock"])
    refused(MockartyForbiddenError, reader.mocks.create, plain("reader-mock", "/reader"))
    refused(MockartyForbiddenError, team.mocks.get, "own-mock")
    refused(MockartyForbiddenError, team.mocks.delete, "own-mock")
    team.stores.global_set("k", 1)
    same((team.stores.global_get(), admin.stores.global_get()), ({"k": 1}, {}))


@step
def copies():
    admin.namespaces.copy_mocks("team", "other")
    same(admin.mocks.list(namespace="other").total, 1)
    refused(MockartyForbiddenError, team.namespaces.copy_mocks, "team", "other")


@step
def cleanup():
    policy = {"unusedMockThresholdDays": 30, "logsRetentionDays": 7, "autoCleanupEnabled": True,
              "cleanupSchedule": "0 3 * * *"}
    same(team.namespace_settings.update_cleanup_policy("team", policy)["logsRetentionDays"], 7)
    same(admin.namespace_settings.get_cleanup_policy("team")["autoCleanupEnabled"], True)
    refused(MockartyForbiddenError, reader.namespace_settings.update_cleanup_policy, "team", policy)


@step
def webhooks():
    settings = team.namespace_settings
    made = settings.create_webhook("team", {"operation": "mock.create", "url": "http://127.0.0.1:1/", "enabled": False})
    same([w["id"] for w in settings.list_webhooks("team")], [made["id"]])
    refused(MockartyForbiddenError, reader.namespace_settings.list_webhooks, "team")
    refused(MockartyForbiddenError, settings.delete_webhook, "other", made["id"])
    settings.delete_webhook("team", made["id"])
    same(settings.list_webhooks("team"), [])


if __name__ == "__main__":
    run(admin, team, reader)
