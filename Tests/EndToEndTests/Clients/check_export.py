"""Reads exported files with libraries that know nothing of Understudy, and prints what they see.

usage: check_export.py har|openapi|postman FILE
"""
import json
import sys


def har(path):
    from haralyzer import HarEntry, HarParser

    with open(path, encoding="utf-8") as file:
        parser = HarParser(json.load(file))
    print("version", parser.version, "creator", parser.creator["name"])
    for entry in parser.har_data["entries"]:
        total = sum(v for k, v in entry["timings"].items() if v != -1 and k != "ssl")
        assert abs(total - entry["time"]) < 0.01, (total, entry["time"])
        assert entry["request"]["url"].startswith("http"), entry["request"]["url"]
        seen = HarEntry(entry)
        assert seen.request.method and seen.response.status is not None and seen.startTime.year > 2000
        for message in ("request", "response"):
            assert isinstance(entry[message]["headers"], list)
            assert isinstance(entry[message]["cookies"], list)
    print("entries", len(parser.har_data["entries"]))


def openapi(path):
    from jsonschema import Draft202012Validator
    from openapi_spec_validator import OpenAPIV31SpecValidator

    with open(path, encoding="utf-8") as file:
        document = json.load(file)
    errors = list(OpenAPIV31SpecValidator(document).iter_errors())
    for error in errors:
        print("error", error.message)
    count = 0
    for item in document["paths"].values():
        for operation in item.values():
            if not isinstance(operation, dict):
                continue
            for response in operation["responses"].values():
                for media in response.get("content", {}).values():
                    if "example" in media and "schema" in media:
                        Draft202012Validator(media["schema"]).validate(media["example"])
                        count += 1
    print("valid" if not errors else "invalid", "examples", count)


def postman(path):
    from python_postman import PythonPostman

    collection = PythonPostman.from_file(path)
    verdict = collection.validate()
    assert verdict.is_valid, verdict.errors
    for request in collection.get_requests():
        print(request.name, request.method, request.url.to_string(), "responses", len(request.responses))


{"har": har, "openapi": openapi, "postman": postman}[sys.argv[1]](sys.argv[2])
