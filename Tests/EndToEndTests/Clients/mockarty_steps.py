"""Drives a server through Mockarty's own Python client (0.3.0), one call after another.

    python3 mockarty_steps.py http://127.0.0.1:PORT

Prints `ok NAME` or `failed NAME: REASON` for each step and exits 1 when one failed.
"""

import json
import sys

import httpx
from mockarty import (
    AssertAction,
    MockartyClient,
    MockartyConflictError,
    MockartyNotFoundError,
    MockartyValidationError,
    MockBuilder,
)

from steps import run, same, step

url = sys.argv[1]
client = MockartyClient(base_url=url, api_key="mk_anything")


def call(method, path, **more):
    """Calls a mock as the application under test does."""
    return httpx.request(method, url + path, trust_env=False, **more)


def plain(mock_id, route, method="GET"):
    return MockBuilder.http(route, method).id(mock_id).respond(200, body={"from": mock_id})


@step
def create_and_call():
    mock = (
        MockBuilder.http("/api/users/:id", "GET")
        .id("user-get")
        .tags("users", "smoke")
        .priority(10)
        .ttl(3600)
        .header_condition("X-Kind", AssertAction.EQUALS, "full")
        .query_condition("lang", AssertAction.NOT_EMPTY)
        .respond(200, body={"id": "$.pathParam.id", "name": "$.fake.FirstName"}, headers={"X-From": ["mock"]})
        .build()
    )
    saved = client.mocks.create(mock)
    same((saved.mock.id, saved.mock.namespace, saved.overwritten), ("user-get", "sandbox", False))
    for path in ("/stubs/sandbox/api/users/7", "/api/users/7"):
        answer = call("GET", path, params={"lang": "en"}, headers={"X-Kind": "full"})
        same((answer.status_code, answer.json()["id"], answer.headers["X-From"]), (200, "7", "mock"))
        assert answer.json()["name"].isalpha()
    same(call("GET", "/stubs/sandbox/api/users/7").status_code, 404)


@step
def get_one():
    mock = client.mocks.get("user-get")
    same((mock.http.route, mock.http.http_method, mock.priority, mock.tags), ("/api/users/:id", "GET", 10, ["users", "smoke"]))
    same([c.assert_action for c in mock.http.headers], [AssertAction.EQUALS])
    assert mock.created_at > 1_700_000_000 and mock.expire_at - mock.created_at in (3600, 3601)


@step
def errors_are_told_apart():
    try:
        client.mocks.get("nobody")
        raise AssertionError("an unknown id should raise")
    except MockartyNotFoundError as error:
        assert "nobody" in error.message and error.request_id, error
    try:
        client.mocks.create({"id": "bad", "http": {"route": 7}})
        raise AssertionError("a route that is a number should raise")
    except MockartyValidationError as error:
        assert "route" in error.message and error.code == "validation", error


@step
def one_of_in_turn():
    client.mocks.create(
        MockBuilder.http("/turns", "GET").id("turns").respond_with_one_of("order")
        .add_response(200, {"n": 1}).add_response(503, {"n": 2}).done().build()
    )
    same([call("GET", "/stubs/sandbox/turns").status_code for _ in range(3)], [200, 503, 200])
    same(client.mocks.get("turns").one_of.order, "order")


@step
def update_and_patch():
    client.mocks.create(plain("changing", "/changing").build())
    same(client.mocks.update("changing", plain("changing", "/changed").build()).http.route, "/changed")
    same(call("GET", "/stubs/sandbox/changing").status_code, 404)
    same(call("GET", "/stubs/sandbox/changed").status_code, 200)
    same(client.mocks.patch("changing", {"response": {"statusCode": 202}}).response.status_code, 202)
    same(call("GET", "/stubs/sandbox/changed").json(), {"from": "changing"})
    same(client.mocks.create(plain("changing", "/changed").build()).overwritten, True)


@step
def versions():
    same(len(client.mocks.list_versions("changing")), 4)
    same(client.mocks.get_version("changing", 1).http.route, "/changing")
    client.mocks.restore_version("changing", 1)
    same(client.mocks.get("changing").http.route, "/changing")
    same(call("GET", "/stubs/sandbox/changing").status_code, 200)


@step
def delete_restore_purge():
    client.mocks.delete("changing")
    same(call("GET", "/stubs/sandbox/changing").status_code, 404)
    assert client.mocks.get("changing").closed_at
    client.mocks.restore("changing")
    same(call("GET", "/stubs/sandbox/changing").status_code, 200)
    assert not client.mocks.get("changing").closed_at
    client.mocks.purge("changing")
    try:
        client.mocks.get("changing")
        raise AssertionError("a purged mock is gone")
    except MockartyNotFoundError:
        pass


@step
def batches():
    saved = client.mocks.batch_create([plain(f"b-{n}", f"/b/{n}").tags("batch").build() for n in range(5)])
    same([one.mock.id for one in saved], [f"b-{n}" for n in range(5)])
    client.mocks.batch_update_tags(["b-0", "b-1"], ["new"])
    same(client.mocks.get("b-0").tags, ["batch", "new"])
    client.mocks.batch_delete(["b-0", "b-1", "b-2"])
    same(client.mocks.list(tags=["batch"]).total, 2)
    client.mocks.batch_restore(["b-0", "b-1"])
    same(client.mocks.list(tags=["batch"]).total, 4)


@step
def lists():
    page = client.mocks.list(tags=["batch"], limit=2, offset=1)
    same((len(page.items), page.total, page.offset, page.limit), (2, 4, 1, 2))
    same([m.id for m in client.mocks.list(search="b-3").items], ["b-3"])
    same(client.mocks.list(namespace="nowhere").total, 0)
    same([m.id for m in client.mocks.list(tags=["batch", "new"]).items], ["b-0", "b-1"])


@step
def folders():
    outer = client.folders.create({"name": "Outer"})
    inner = client.folders.create({"name": "Inner", "parentId": outer.id})
    same((outer.namespace, inner.parent_id), ("sandbox", outer.id))
    client.mocks.move_to_folder(["b-0", "b-1"], inner.id)
    same(client.mocks.get("b-0").folder_id, inner.id)
    same({f.name: f.mock_count for f in client.folders.list()}, {"Outer": 0, "Inner": 2})
    same(client.folders.update(inner.id, {"name": "Deep"}).name, "Deep")
    same(client.folders.move(inner.id, None).parent_id, None)
    client.folders.delete(inner.id)
    same([f.name for f in client.folders.list()], ["Outer"])
    same(client.mocks.get("b-0").folder_id, None)


@step
def tags():
    same(client.tags.create("planned"), "planned")
    same(client.tags.list(), ["batch", "new", "planned", "smoke", "users"])


@step
def chains():
    first = MockBuilder.http("/cart", "POST").id("cart-add").chain_id("cart")
    client.mocks.create(first.extract(c_store={"item": "$.req.item"}).respond(201, body={"ok": True}).build())
    second = MockBuilder.http("/cart", "GET").id("cart-get").chain_id("cart")
    client.mocks.create(second.respond(200, body={"item": "$.cS.item"}).build())
    call("POST", "/stubs/sandbox/cart", json={"item": 42})
    same(call("GET", "/stubs/sandbox/cart").json(), {"item": 42})
    same(client.stores.chain_get("cart"), {"item": 42})
    same([m.id for m in client.mocks.chain("cart")], ["cart-add", "cart-get"])
    client.mocks.delete_chain("cart")
    same(client.mocks.chain("cart"), [])
    same(call("GET", "/stubs/sandbox/cart").status_code, 404)


ODD_KEYS = ["a/b", "a.b", "ключ", "with space", "50%", "?x=1&y", "#", "...", "+", '"', "\\", "key", "%2F", "😀", "a//b", "'"]


@step
def stores():
    for key in ODD_KEYS:
        client.stores.global_set(key, {"is": key})
        client.stores.chain_set("odd/chain", key, [key])
    same(client.stores.global_get(), {key: {"is": key} for key in ODD_KEYS})
    same(client.stores.chain_get("odd/chain"), {key: [key] for key in ODD_KEYS})
    client.mocks.create(MockBuilder.http("/version", "GET").id("v").respond(200, body={"v": "$.gS.app.version"}).build())
    client.stores.global_set_many({"app.version": "1.2", "nothing": None, "n": 1.5})
    same(call("GET", "/stubs/sandbox/version").json(), {"v": "1.2"})
    client.stores.global_delete_many(["app.version", "nothing", "n"] + ODD_KEYS)
    same(client.stores.global_get(), {})
    client.stores.chain_delete_many("odd/chain", ODD_KEYS)
    same(client.stores.chain_get("odd/chain"), {})


@step
def logs():
    for number in range(5):
        call("POST", f"/stubs/sandbox/b/3?n={number}", json={"n": number})
        call("GET", f"/stubs/sandbox/b/3?n={number}", headers={"X-N": str(number)})
    found = client.mocks.logs("b-3", limit=2)
    same((found.total, len(found.logs)), (5, 2))
    assert found.logs[0].called_at and found.logs[0].req["query"] == {"n": ["4"]}, found.logs[0]
    same(found.logs[0].response["body"], {"from": "b-3"})
    client.mocks.delete_logs("b-3")
    same(client.mocks.logs("b-3").total, 0)


@step
def undefined_requests():
    client.undefined.clear_all()
    for _ in range(3):
        same(call("PUT", "/stubs/sandbox/missing/1", json={"a": 1}).status_code, 404)
    call("GET", "/stubs/sandbox/missing/2")
    call("GET", "/stubs/sandbox/missing/3")
    rows = {r.path: r for r in client.undefined.list()}
    same((rows["/missing/1"].method, rows["/missing/1"].hit_count), ("PUT", 3))
    same((rows["/missing/1"].namespace, rows["/missing/1"].body), ("sandbox", {"a": 1}))
    client.undefined.ignore(rows["/missing/2"].id)
    same({r.path for r in client.undefined.list() if r.ignored}, {"/missing/2"})
    client.undefined.delete([rows["/missing/3"].id])
    made = client.undefined.create_mock(rows["/missing/1"].id)
    same((made.http.route, made.http.http_method), ("/missing/1", "PUT"))
    same(call("PUT", "/stubs/sandbox/missing/1", json={"a": 1}).status_code, 200)
    client.undefined.clear_all()
    same(client.undefined.list(), [])


@step
def templates():
    text = '{"hello": "$.req.name", "n": [1, 2.50]}'
    client.templates.upload("hello there.json", text)
    same(client.templates.list(), ["hello there.json"])
    same(client.templates.get("hello there.json"), text.encode())
    client.mocks.create(
        MockBuilder.http("/templated", "POST").id("templated").respond_with_template(200, "hello there.json").build()
    )
    answer = call("POST", "/stubs/sandbox/templated", json={"name": "ada"})
    same(json.loads(answer.text), {"hello": "ada", "n": [1, 2.5]})
    client.templates.delete("hello there.json")
    same(client.templates.list(), [])


@step
def namespaces():
    client.namespaces.create("team")
    assert {"sandbox", "team"} <= set(client.namespaces.list())
    client.mocks.copy_to_namespace(["b-3", "b-4"], "team")
    same(client.mocks.list(namespace="team").total, 2)
    same(call("GET", "/stubs/team/b/3").json(), {"from": "b-3"})
    client.namespaces.copy_mocks("team", "other")
    same(client.mocks.list(namespace="other").total, 2)
    with MockartyClient(base_url=url, namespace="team") as other:
        other.stores.global_set("only", "here")
        same(other.mocks.create(plain("team-own", "/own").build()).mock.namespace, "team")
        same(other.stores.global_get(), {"only": "here"})
    same(client.stores.global_get(), {})
    same(call("GET", "/stubs/team/own").status_code, 200)
    same(call("GET", "/stubs/sandbox/own").status_code, 404)


@step
def namespace_settings():
    settings = client.namespace_settings
    policy = settings.update_cleanup_policy("team", {"logsRetentionDays": 7})
    same((policy["logsRetentionDays"], settings.get_cleanup_policy("team")["logsRetentionDays"]), (7, 7))
    made = settings.create_webhook("team", {"operation": "mock.create", "url": "http://127.0.0.1:1/", "enabled": False})
    same([w["id"] for w in settings.list_webhooks("team")], [made["id"]])
    settings.delete_webhook("team", made["id"])
    same(settings.list_webhooks("team"), [])


@step
def health_and_stats():
    health = client.health.check()
    assert health.status in ("pass", "ok") and health.release_id and isinstance(health.uptime, str), health
    assert client.health.live() and client.health.ready()
    same(client.stats.get_counts()["namespaces"], 4)
    assert client.stats.get_stats()["requests"] > 20
    assert client.stats.get_status()["status"] and client.stats.get_features()["mocks"]


@step
def proxy():
    answer = client.proxy.http(
        {"method": "POST", "url": f"{url}/stubs/sandbox/missing/1", "headers": {"X-A": "b"}, "body": {"a": 1}}
    )
    same(answer["statusCode"], 404)
    answer = client.proxy.http({"method": "GET", "url": f"{url}/stubs/sandbox/b/4"})
    same((answer["statusCode"], answer["body"]), (200, {"from": "b-4"}))
    assert isinstance(answer["latencyMs"], int)


HAR = {
    "log": {
        "version": "1.2",
        "creator": {"name": "test", "version": "1"},
        "entries": [
            {
                "startedDateTime": "2026-01-01T00:00:00Z",
                "time": 5,
                "request": {"method": "GET", "url": "https://api.test/har/items?page=2", "httpVersion": "HTTP/1.1",
                            "headers": [], "queryString": [{"name": "page", "value": "2"}], "cookies": [],
                            "headersSize": -1, "bodySize": 0},
                "response": {"status": 200, "statusText": "OK", "httpVersion": "HTTP/1.1", "cookies": [],
                             "headers": [{"name": "Content-Type", "value": "application/json"}], "redirectURL": "",
                             "content": {"size": 14, "mimeType": "application/json", "text": '{"items":[1,2]}'},
                             "headersSize": -1, "bodySize": 14},
                "cache": {}, "timings": {"send": 0, "wait": 5, "receive": 0},
            }
        ],
    }
}
POSTMAN = {
    "info": {"name": "Shop", "schema": "https://schema.getpostman.com/json/collection/v2.1.0/collection.json"},
    "item": [
        {
            "name": "Order",
            "request": {"method": "POST", "header": [], "url": {"raw": "https://api.test/postman/orders",
                        "protocol": "https", "host": ["api", "test"], "path": ["postman", "orders"]}},
            "response": [{"name": "Created", "code": 201, "status": "Created",
                          "header": [{"key": "Content-Type", "value": "application/json"}], "body": '{"id":"o-1"}'}],
        }
    ],
}
OPENAPI = {
    "openapi": "3.0.3",
    "info": {"title": "Pets", "version": "1"},
    "paths": {
        "/pets/{id}": {
            "get": {"parameters": [{"name": "id", "in": "path", "required": True, "schema": {"type": "string"}}],
                    "responses": {"200": {"description": "a pet", "content": {"application/json": {
                        "example": {"name": "Rex"}}}}}}
        }
    },
}


@step
def imports():
    with MockartyClient(base_url=url, namespace="imported") as other:
        same(other.imports.har(HAR).imported, 1)
        result = other.imports.postman(POSTMAN)
        same((result.imported, result.name), (1, "Shop"))
        assert result.collection_id
    same(call("GET", "/stubs/imported/har/items?page=2").json(), {"items": [1, 2]})
    answer = call("POST", "/stubs/imported/postman/orders")
    same((answer.status_code, answer.json()), (201, {"id": "o-1"}))


@step
def generators():
    wanted = {"spec": json.dumps(OPENAPI), "namespace": "generated"}
    same(client.generator.preview_openapi(wanted).count, 1)
    same(client.mocks.list(namespace="generated").total, 0)
    made = client.generator.generate_openapi(wanted)
    same((made.created, made.mocks[0].http.route), (1, "/pets/:id"))
    same(call("GET", "/stubs/generated/pets/3").json(), {"name": "Rex"})
    same(client.generator.preview_har({"spec": json.dumps(HAR)}).count, 1)
    same(client.generator.generate_har({"spec": json.dumps(HAR), "namespace": "generated"}).created, 1)
    same(call("GET", "/stubs/generated/har/items?page=2").status_code, 200)


@step
def callbacks():
    mock = (
        MockBuilder.http("/pay", "POST").id("pay").respond(200, body={"paid": "$.req.amount"})
        .callback(f"{url}/stubs/sandbox/heard", method="POST", body={"amount": "$.req.amount"}, trigger="on_success")
    ).build()
    mock.callbacks[0].async_ = False
    client.mocks.create(mock)
    heard = MockBuilder.http("/heard", "POST").id("heard").extract(g_store={"heard": "$.req.amount"})
    client.mocks.create(heard.respond(204).build())
    same(call("POST", "/stubs/sandbox/pay", json={"amount": 12.5}).json(), {"paid": 12.5})
    same(client.stores.global_get(), {"heard": 12.5})


@step
def proxied_mock():
    client.mocks.create(MockBuilder.http("/through/:rest", "GET").id("through").proxy_to(url).build())
    same(client.mocks.get("through").proxy.target.rstrip("/"), url)


@step
def use_limiter():
    client.mocks.create(plain("twice", "/twice").use_limiter(2).build())
    same([call("GET", "/stubs/sandbox/twice").status_code for _ in range(3)], [200, 200, 404])
    mock = client.mocks.get("twice")
    same((mock.use_counter, mock.use_limiter), (2, 2))
    assert mock.last_use


if __name__ == "__main__":
    run(client)
