"""Every route asks who is calling, or is on the list of those that need not."""

from fastapi.dependencies.models import Dependant
from fastapi.routing import iter_route_contexts

from api.identity.depends import current_account, internal_caller

PUBLIC = {
    ("GET", "/"),
    ("GET", "/health/live"),
    ("GET", "/health/ready"),
    ("GET", "/metrics"),
    ("GET", "/problems/{slug}"),
    ("GET", "/sign-in"),
    ("POST", "/sign-in"),
    ("POST", "/sign-out"),
    ("POST", "/v1/session"),
    ("GET", "/v1/schemas/record-export.json"),
    ("GET", "/v1/fhir/Questionnaire/record"),
}
WITHOUT_PARAMETERS = {"/openapi.json", "/static"}


def guards(dependant: Dependant) -> set:
    found = {dependant.call} & {current_account, internal_caller}
    return found.union(*(guards(inner) for inner in dependant.dependencies))


def routes(app):
    return list(iter_route_contexts(app.routes))


def test_every_route_is_guarded_or_public(app):
    checked = 0
    for route in routes(app):
        dependant = getattr(route.original_route, "dependant", None)
        if dependant is None:
            assert route.path in WITHOUT_PARAMETERS, route.path
            continue
        checked += 1
        public = {(method, route.path) for method in route.methods} <= PUBLIC
        assert public or guards(dependant), f"{route.methods} {route.path} asks nobody"
    assert checked > 0


def test_the_public_list_names_real_routes(app):
    there = {(m, r.path) for r in routes(app) for m in getattr(r, "methods", None) or ()}
    assert there >= PUBLIC


def test_internal_addresses_ask_for_the_key_and_others_never_do(app):
    for route in routes(app):
        dependant = getattr(route.original_route, "dependant", None)
        if dependant is not None:
            internal = route.path.startswith("/internal/")
            assert (internal_caller in guards(dependant)) == internal, route.path


def test_a_stranger_gets_nowhere(client, app):
    for route in routes(app):
        if getattr(route.original_route, "dependant", None) is None:
            continue
        for method in route.methods:
            if (method, route.path) not in PUBLIC:
                path = route.path.replace("{", "").replace("}", "")
                answer = client.request(method, path, headers={"content-type": "application/json"})
                assert answer.status_code in (401, 404, 422), (method, path)
                assert answer.headers["content-type"] == "application/problem+json"
