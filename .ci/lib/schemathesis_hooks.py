"""What schemathesis cannot know from the description of the API.

Fixtures: collections and documents whose names it draws now and then (see schemathesis.toml). What a
case has deleted or changed of them is made anew, so that the cases after it find something. The key
in use comes from the configuration of the server, where no case can revoke it.

Excused: a request that fits its schema and is refused all the same fails the check
`positive_data_acceptance`, but for what no JSON Schema can tell. Each of these has a code of its own
and is counted, and the counts are printed. All other failures count.
"""

import atexit
import json
import os
import threading
from collections import Counter

import requests
import schemathesis

COLLECTIONS = f"{os.environ['CSTORE_URL']}/api/v1/collections"
ADMIN = {"Authorization": f"Bearer {os.environ['CSTORE_ADMIN_KEY']}"}
FIXTURES = {"movies": {"publicRead": True}, "songs": {}}
DOCUMENTS = {"brazil": {"title": "Brazil", "year": 1985}, "metropolis": {"title": "Metropolis"}}
CHANGES_FIXTURES = {
    "deleteCollection",
    "deleteDocument",
    "importDocuments",
    "patchDocument",
    "putCollection",
    "putDocument",
}

# Refusals of requests that fit their schemas, and why no schema could refuse them.
EXCUSED = {
    "CSTORE_DOCUMENT_SCHEMA_VIOLATED": "the collection has a schema of its own",
    "CSTORE_IDEMPOTENCY_KEY_REUSED": "the key came with another body before",
    "CSTORE_PATCH_INVALID": "which members an operation of a patch needs depends on the others",
    "CSTORE_REQUEST_BODY_INVALID": "integers beyond 2^53 and `__proto__`, at any depth",
    "CSTORE_REQUEST_HEADERS_TOO_LARGE": "each part is within its bounds, all together are not",
    "CSTORE_SCHEMA_INVALID": "whether an object is a JSON Schema is for its compiler to tell",
    "CSTORE_SCHEMA_VIOLATED": "what the documents are like that exist",
    "CSTORE_STORE_CURSOR_INVALID": "cursors are signed",
    "CSTORE_STORE_DOCUMENT_INVALID": "names that BSON or CStore reserve, at any depth; ids",
    "CSTORE_STORE_FILTER_INVALID": "the language of filters has a parser, fuzzed on its own",
    "CSTORE_STORE_PRECONDITION_FAILED": "the document has another entity tag",
    "CSTORE_STORE_SORT_INVALID": "fields that are reserved, or come twice",
}
# One code for many faults; of those only these are beyond a schema.
EXCUSED_POINTERS = {
    "/expiresAt": "it must lie in the future",
    "/filter": "its text is bounded, and numbers in it are, as in bodies",
}

excused = Counter()
following = {}


def operation_id(case):
    return case.operation.definition.raw.get("operationId")


def collection_of(case):
    return (case.path_parameters or {}).get("collection")


def put(path, body):
    requests.put(f"{COLLECTIONS}/{path}", json=body, headers=ADMIN, timeout=10)


def make_fixtures():
    for name, settings in FIXTURES.items():
        put(name, settings)
        for id, document in DOCUMENTS.items():
            put(f"{name}/documents/{id}", document)


def change_now_and_then(collection, done):
    while not done.wait(0.1):
        put(f"{collection}/documents/changing", {})


@schemathesis.hook
def before_call(context, case, kwargs):
    """Who follows changes waits for the next one."""
    if operation_id(case) == "followChanges" and collection_of(case) in FIXTURES:
        done = following[case.id] = threading.Event()
        arguments = (collection_of(case), done)
        threading.Thread(target=change_now_and_then, args=arguments, daemon=True).start()


@schemathesis.hook
def after_network_error(context, case, request):
    following.pop(case.id, threading.Event()).set()


@schemathesis.hook
def after_call(context, case, response):
    following.pop(case.id, threading.Event()).set()
    done = 200 <= response.status_code < 300
    if done and operation_id(case) in CHANGES_FIXTURES and collection_of(case) in FIXTURES:
        make_fixtures()


@schemathesis.hook
def filter_failure(context, failure, case, response):
    why = None
    if failure.code == "ST202":
        why = why_refused(response)
    if failure.code == "ST201" and only_lines_are_wrong(case):
        why = "any text is taken for lines, and each line is answered on its own"
    if why is not None:
        excused[why] += 1
    return why is None


def only_lines_are_wrong(case):
    wrong = [place.value for place, part in case.meta.components.items() if part.mode.is_negative]
    return case.media_type == "application/x-ndjson" and wrong == ["body"]


def why_refused(response):
    try:
        problem = json.loads(response.content)
    except ValueError:
        return None
    code = problem.get("code")
    if code in EXCUSED:
        return f"{code}: {EXCUSED[code]}"
    pointers = {error["pointer"] for error in problem.get("errors", [])}
    if code != "CSTORE_REQUEST_INVALID" or not pointers or pointers - EXCUSED_POINTERS.keys():
        return None
    return "; ".join(f"{code} at {pointer}: {EXCUSED_POINTERS[pointer]}" for pointer in pointers)


@schemathesis.serializer("application/x-ndjson")
def lines(context, value):
    return value if isinstance(value, bytes) else str(value).encode()


@atexit.register
def tell_excused():
    for why, count in excused.most_common():
        print(f"excused {count:4d}  {why}")


make_fixtures()
