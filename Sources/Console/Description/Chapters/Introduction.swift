extension Chapter {
    /// What holds for every endpoint.
    static let introduction = """
        The admin API: mocks, callbacks, recordings and what belongs to them. `understudy serve` answers it on the port
        of the mocks; `understudy replay --admin ADDR` answers a part of it on a port of its own. It speaks
        Mockarty's API, so that its clients work unchanged, and goes beyond it where an endpoint is called ours.
        JSON in, JSON out, unless an endpoint says otherwise.

        A path that stands here belongs to the API on requests in origin-form (`GET /api/v1/mocks`), whatever the
        method; requests through the proxy (absolute-form, or inside a tunnel) never reach it, and every other path
        is the mocks'. A mock whose route is hidden by a path of the API is stored with a warning: it answers at
        `/stubs/{namespace}{route}` and through the proxy. HEAD is answered as GET, and a slash at the end of a path
        does not count.

        ## What holds everywhere

        **Errors** are `{"error": text, "code": name, "request_id": text}`; the id stands in the field
        `X-Request-Id` of every answer too.

        | status | `code` | when |
        | --- | --- | --- |
        | 400 | `validation` | what was sent makes no sense; malformed JSON says line and column, a mock says the \
        JSON path and what may stand there |
        | 401 | `unauthorized` | the server has accounts, and no token was sent that opens something |
        | 403 | `forbidden` | who sent it may not; or, without accounts, a web page of another site sent it, or it \
        asked for a name that is not loopback |
        | 404 | `not_found` | the thing, or the path, is not there |
        | 405 | `method_not_allowed` | the path takes other methods; `Allow` names them |
        | 409 | `conflict` | what is there is in the way: a folder of this id, a pending callback, secrets under \
        another key |
        | 413 | `too_large` | the body is longer than `--max-body` says |
        | 429 | `rate_limit` | too much for now: attempts to log in, or calls with a token; `Retry-After` says the \
        seconds |
        | 502 | `external` | somebody whom the server asked did not answer |
        | 503 | `unavailable` | the database could not do it (full, locked); nothing was changed |

        **Namespaces.** A mock goes into the namespace that its body names, else that of `?namespace=`, else that of
        the field `X-Namespace`, else that which the token is for, else `sandbox` (`default` at `/mock/create`). A
        store, template, tag or folder: `?namespace=`, then the body's, then `X-Namespace`, then the token's, then
        `sandbox`. A list shows the namespace of `?namespace=`, else of `X-Namespace`, else the token's, else all;
        `?namespace=*` is all. Lists of requests, undefined requests and callbacks go by `?namespace=` or the
        filter's `namespace`, else the token's, and not by `X-Namespace`. A namespace's name has one to 200 bytes
        without slashes and control characters.

        **Lists** take `?offset=` and `?limit=` (50 or 100 unless given, 10,000 at most) and say the `total`.

        **Runs (ours).** The field `X-Understudy-Run`, or `?run=`, names a test run: stores, sequences, counted uses
        and requests of one run do not mix with another's.

        **Roles.** Each endpoint says who may call it where the server has accounts: anyone, user (who is logged in),
        viewer, editor and owner of the namespaces that the call is about, admin of the server; each may do what
        those before it may. docs/roles.md lists every endpoint with its role and with the namespaces that count.
        Things that an id names are looked up: their own namespace counts, whatever the request names. Lists of all
        namespaces are for admins.

        An answer says that something was stored only after it is in the database. Fields that carry credentials
        (`Authorization`, `Proxy-Authorization`, `Cookie`, `Set-Cookie`, `X-API-Key`) show their names only in what
        the API shows of requests and callbacks; verifying looks at their values all the same.

        ## Clients

        The Python client `mockarty` 0.3.0 from PyPI works with every call of `mocks`, `stores`, `undefined`,
        `namespaces`, `namespace_settings`, `recorder`, `health`, `tags`, `folders`, `templates`, `stats`,
        `proxy.http`, `generator` (OpenAPI and HAR) and `imports`. It knows the eight operators of Mockarty: a list
        that holds a mock with one of ours (`gt`, `in`, …) or with a drawn `delay` is an error on its side.
        """
}
