extension Chapter {
    /// The journal of requests.
    static let requests = Chapter(
        "Requests",
        """
        Ours: every request to a mock, and every one that none answered, is kept as long as there is room.

        A row is `{"id", "at", "run", "namespace", "mock", "matched", "request": {"method", "path", "query",
        "target", "scheme", "host", "client", "headers", "body"}, "response": {"statusCode", "headers", "body"},
        "nearest"?, "unresolved"?}`. Bodies show as JSON, else as text, else by their length.

        The filters, in the query of GET and DELETE or in the body of the others; all must hold:

        | name | |
        | --- | --- |
        | `method`, `path` | the path may be a route: `/orders/:id` |
        | `http` | a matcher as in a mock (in a body only): `{"route", "httpMethod", "conditions", "queryParams", \
        "header", …}`; without a route it is of every path. It is held against requests whatever mock answered them \
        |
        | `mock`, `namespace`, `run`, `status` | |
        | `matched` | `false`: no mock answered |
        | `after` | an id: later ones |
        | `since` | an instant (`2026-11-24T10:00:00Z`, or Unix seconds): then or later |
        | `search` | a text in the target or in the content |

        **verify** takes the filters and `count` (exactly), or `atLeast` and `atMost`; without any, at least one. Or
        `{"inOrder": [filters, …]}`: each must have come after the one before it, with whatever between. The answer
        is 200 with `{"verified": true | false, "count", "requests" (100 at most), "message"}`; with `?strict=true`
        it is 417 when it is not verified, so that `curl --fail` fails. The message of a failed one names what came
        nearest:

        ```
        expected at least 1, 0 came: POST /orders, 2 conditions; the nearest is request 17, POST /orders, which fails: header X-Tenant equals acme
        ```

        **wait** takes the filters, `count` (1) and `timeout` in seconds (30, 600 at most): 200 as soon as so many
        came, 408 when the time is over: `{"reached", "count"}`.
        """
    )

    /// What no mock answered.
    static let undefinedRequests = Chapter(
        "Undefined requests",
        """
        What no mock answered, by namespace, method and path, the newest first. Times are Unix milliseconds. `GET`
        of a replay run (**R**) has no more than id, method, path, counts, times and the nearest mocks.
        """
    )

    /// What became of callbacks.
    static let callbacks = Chapter(
        "Callbacks",
        """
        What became of the callbacks that mocks sent. A filter is made of `state` (`pending`, `delivered`, `failed`,
        `abandoned`, `cancelled`, `dropped`, several with commas, or `dead` for failed and abandoned ones),
        `exchange` (the id of the answered request), `mock`, `name` (the callback's `id`), `run`, `namespace`,
        `type` (`http`, `kafka`, `rabbitmq`), `target` (a part of its text), `since` and `until` (when it was taken
        on). `X-Understudy-Run` names the run as well.

        **assert** takes

        ```json
        {"filter": {"run": "suite-a", "name": "paid"}, "count": {"min": 1, "max": 2}, "order": ["created", "paid"],
         "body": [{"path": "$.amount", "assertAction": "equals", "value": 2500}], "within": 5}
        ```

        `filter` says which callbacks it is about, the delivered ones unless it names a state. `count` is a number
        or bounds; without it at least one must be there. `order` names callbacks (their `id`), mocks or targets in
        the order in which a receiver must have taken them first; others may be between. `body` has conditions as a
        mock's `http.conditions`; the content of each callback must meet them all. `within` is how many seconds it
        may take until all that is so (0, 600 at most). The answer is `{"holds", "count", "reasons": [text],
        "found": [callback]}`.
        """
    )

    /// What answers are made from besides mocks.
    static let state = Chapter(
        "State",
        "What answers are made from besides mocks: stores, the clock, counted uses, test runs and secrets."
    )
}
