"""Drives the recorder of a server through Mockarty's own Python client (0.3.0), one call after another.

    python3 mockarty_recorder.py http://127.0.0.1:PORT

Records an upstream of its own. Prints `ok NAME` or `failed NAME: REASON` for each step and exits 1 when one failed.
"""

import http.server
import json
import ssl
import sys
import threading

import httpx
from mockarty import MockartyClient, MockartyConflictError, MockartyNotFoundError

from steps import run, same, step

url = sys.argv[1]
client = MockartyClient(base_url=url, api_key="mk_anything")
STATE = {}


class Shop(http.server.BaseHTTPRequestHandler):
    """Makes an order with an id that the client does not choose, and shows it."""

    protocol_version = "HTTP/1.1"
    seen = []

    def answer(self):
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        Shop.seen.append((self.command, self.path, dict(self.headers), body))
        order = {"id": "ord_5f3e9c1b7a2d", "path": self.path, "card": {"number": "4111"}}
        content = json.dumps(order).encode()
        self.send_response(201 if self.command == "POST" else 200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    do_GET = do_POST = answer

    def log_message(self, *_):
        pass


shop = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Shop)
threading.Thread(target=shop.serve_forever, daemon=True).start()
target = f"http://127.0.0.1:{shop.server_port}"


def call(method, place, **more):
    return httpx.request(method, place, trust_env=False, **more)


def raw(session_id):
    """The session as the server tells it: the client's model leaves out the port."""
    return client._http.get(f"/api/v1/recorder/{session_id}").json()


@step
def start_and_record():
    session = client.recorder.create({"name": "checkout", "targetUrl": target, "port": 0})
    same((session.name, session.target_url, session.status), ("checkout", target, "recording"))
    same((session.namespace, session.entry_count), ("sandbox", 0))
    STATE["id"] = session.id
    STATE["proxy"] = raw(session.id)["url"]
    made = call("POST", STATE["proxy"] + "/orders", json={"sku": "a-1"})
    same(made.status_code, 201)
    same(call("GET", STATE["proxy"] + "/orders/" + made.json()["id"]).status_code, 200)


@step
def list_get_stop():
    same([s.id for s in client.recorder.list()], [STATE["id"]])
    same(client.recorder.get(STATE["id"]).status, "recording")
    stopped = client.recorder.stop(STATE["id"])
    same((stopped.status, stopped.entry_count), ("stopped", 2))
    try:
        call("GET", STATE["proxy"] + "/orders/1")
    except httpx.ConnectError:
        return
    raise AssertionError("the session still listens")


@step
def entries():
    found = client.recorder.entries(STATE["id"])
    same([(e.method, e.path, e.status_code) for e in found], [("POST", "/orders", 201), ("GET", "/orders/ord_5f3e9c1b7a2d", 200)])
    assert all(isinstance(e.timestamp, int) and e.timestamp > 1_700_000_000_000 for e in found)
    assert all(isinstance(e.duration, int) for e in found)
    STATE["entries"] = [e.id for e in found]


@step
def annotate():
    noted = client.recorder.annotate_entry(STATE["id"], STATE["entries"][0], {"tags": ["slow"], "notes": "look"})
    same(noted["annotation"], {"tags": ["slow"], "notes": "look"})


@step
def correlate():
    report = client.recorder.correlate_session(STATE["id"], {"minValueLength": 6})
    one = [c for c in report["correlations"] if c["value"] == "ord_5f3e9c1b7a2d"][0]
    same(one["source"]["section"], "response.body.json")
    same((one["targets"][0]["entryId"], one["targets"][0]["section"]), (STATE["entries"][1], "request.url.path"))
    same((report["totalEntries"], report["scanned"]), (2, 2))


@step
def replay():
    one = client.recorder.replay_entry(STATE["id"], STATE["entries"][1])
    same((one["statusCode"], one["matchesOriginal"]), (200, True))
    all_of_it = client.recorder.replay_session(STATE["id"], {"targetUrl": target, "concurrency": 2})
    same((all_of_it["totalEntries"], all_of_it["matched"], all_of_it["mismatched"]), (2, 2, 0))
    moved = client.recorder.replay_session(STATE["id"], {"targetUrl": target + "/v2"})
    same((moved["matched"], moved["mismatched"]), (0, 2))
    same(moved["results"][0]["statusMatch"], True)
    same(moved["results"][0]["differences"][0]["place"], "$.path")


@step
def exports():
    archive = json.loads(client.recorder.export_session(STATE["id"]))
    same([e["request"]["method"] for e in archive["log"]["entries"]], ["POST", "GET"])
    postman = client._http.post(f"/api/v1/recorder/{STATE['id']}/export-postman").json()
    assert "v2.1.0" in postman["info"]["schema"]
    again = client._http.post("/api/v1/recorder/sessions", json={"name": "imported"}).json()["id"]
    imported = client._http.post(f"/api/v1/recorder/{again}/import", content=json.dumps(archive)).json()
    same(imported["imported"], 2)
    same(len(client.recorder.entries(again)), 2)
    client.recorder.delete(again)


@step
def mocks():
    made = client.recorder.generate_mocks(STATE["id"])
    same(sorted(m.http.route for m in made), ["/orders", "/orders/:id"])
    answer = call("POST", url + "/stubs/sandbox/orders", json={"sku": "b-2"})
    same(answer.status_code, 201)
    assert answer.json()["id"].startswith("ord_"), answer.text
    checked = client._http.post(f"/api/v1/recorder/{STATE['id']}/check").json()
    same((checked["complete"], checked["exchanges"]), (True, {"held": 2, "total": 2}))


@step
def modifications():
    client.recorder.restart(STATE["id"])
    proxy = raw(STATE["id"])["url"]
    wanted = {
        "headerRules": {"add": {"X-Debug": "true"}, "remove": ["X-Secret"]},
        "bodyRules": {"maskFields": ["number"], "maskValue": "#"},
        "urlRewrite": {"from": "/v1", "to": "/orders"},
        "latencyMs": 50,
    }
    same(client.recorder.update_modifications(STATE["id"], wanted), wanted)
    same(client.recorder.get_modifications(STATE["id"]), wanted)
    answer = call("GET", proxy + "/v1/7", headers={"X-Secret": "s"})
    same((answer.json()["card"]["number"], answer.json()["path"]), ("#", "/orders/7"))
    assert answer.elapsed.total_seconds() >= 0.05
    fields = {name.lower(): value for name, value in Shop.seen[-1][2].items()}
    same((fields.get("x-debug"), fields.get("x-secret")), ("true", None))
    client.recorder.update_modifications(STATE["id"], {"errorRate": 1, "errorStatus": 502})
    same(call("GET", proxy + "/v1/8").status_code, 502)
    same(client.recorder.stop(STATE["id"]).entry_count, 4)
    recorded = client._http.get(f"/api/v1/recorder/{STATE['id']}/entries?bodies=true").json()["entries"][2]
    same((recorded["path"], json.loads(recorded["responseBody"])["card"]), ("/v1/7", {"number": "4111"}))


@step
def configs():
    saved = client.recorder.save_config({"name": "shop", "targetUrl": target, "filters": {"methods": ["POST"]}})
    same((saved["name"], saved["config"]["targetUrl"]), ("shop", target))
    same([c["id"] for c in client.recorder.list_configs()], [saved["id"]])
    same(json.loads(client.recorder.export_config(saved["id"]))["filters"], {"methods": ["POST"]})
    session = client.recorder.create({"configId": saved["id"], "port": 0})
    proxy = raw(session.id)["url"]
    call("GET", proxy + "/a")
    call("POST", proxy + "/b", json={})
    same(client.recorder.stop(session.id).entry_count, 1)
    client.recorder.delete(session.id)
    client.recorder.delete_config(saved["id"])
    same(client.recorder.list_configs(), [])


@step
def root():
    before = client.recorder.get_ca_status()
    same(before["status"], "active")
    pem = client.recorder.download_ca().decode()
    ssl.create_default_context(cadata=pem)
    made = client.recorder.generate_ca()
    assert made["fingerprint"] != before["fingerprint"]
    assert client.recorder.download_ca().decode() != pem


@step
def ports():
    found = client.recorder.get_ports()
    session = client.recorder.create({"targetUrl": target})
    taken = client.recorder.get_ports()
    port = raw(session.id)["port"]
    assert found["rangeStart"] <= port <= found["rangeEnd"]
    same((taken["inUse"], taken["available"]), ([port], found["available"] - 1))
    try:
        client.recorder.create({"targetUrl": target, "port": port})
        raise AssertionError("two sessions listen on one port")
    except MockartyConflictError as error:
        assert "in use" in str(error), error
    same(len(client.recorder.list()), 2)
    client.recorder.delete(session.id)


@step
def delete():
    client.recorder.delete(STATE["id"])
    same(client.recorder.list(), [])
    try:
        client.recorder.get(STATE["id"])
    except MockartyNotFoundError:
        return
    raise AssertionError("a deleted session is still there")


if __name__ == "__main__":
    run()
