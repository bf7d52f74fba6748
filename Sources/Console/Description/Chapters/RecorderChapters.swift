extension Chapter {
    /// Sessions and their settings.
    static let sessions = Chapter(
        "The recorder",
        """
        A session is a recording that is started and stopped over the API. It listens on ports of its own and
        records into the server's database as `understudy record` does: secrets are replaced before the disk, and
        what it recorded is a recording as any other (`understudy recordings`, `build`, `check`, `export` see it).
        `{id}` of these paths is a session. Long work (builds, checks, exports,
        replays) has a thread of its own and holds up nothing else.

        A session says `id`, `name`, `namespace`, `mode`, `targetUrl`, `status` (`idle`, `recording`, `stopped`),
        `createdAt`, `startedAt`, `stoppedAt`, `entryCount`, `webhookCount`, `messageCount`, `recording` (the
        recording's name), `settings` (as they were sent) and, while it records, `port`, `url`, `webhooks` (each
        with `port`, `url`, `targetUrl`), `observed` (what it observes on brokers) and `passedOver`, what a filter
        left out. At most 64 record at once. After a restart of the server, or its crash, sessions are stopped; what
        was committed stays.

        | setting | meaning |
        | --- | --- |
        | `name`, `description`, `namespace` | |
        | `mode` | `reverse` (clients call it in place of `targetUrl`), `forward` (they have it as their proxy; TLS \
        passes unread) or `intercept` (TLS is read too; they trust the server's root certificate). Without it: reverse where there \
        is a `targetUrl`, else forward, or intercept with `"mitm": true` |
        | `targetUrl` | where requests go in reverse mode; its path stands before theirs |
        | `port`, `host` | 127.0.0.1 and the first free port of the range; port 0 lets the system choose |
        | `webhooks` | `[{"targetUrl", "port", "host"}]`: what arrives there is recorded as an observed webhook and \
        passed on |
        | `kafka`, `rabbitmq` | `["BROKERS/TOPIC"]`, `["AMQP_URL/EXCHANGE"]`: messages that are observed, as with \
        `record`; with `kafkaUsername`, `kafkaSaslMechanism`, `kafkaUseTLS`. A password stands in the server's \
        environment, in the variable that `kafkaPasswordEnv` or `rabbitPasswordEnv` names; brokers are verified \
        against `serve --broker-ca` too |
        | `redact` | `"default"`, `"none"` or rules as a file of `--redact` has them |
        | `filters` | `{"includePaths", "excludePaths", "methods"}`, or `filterPaths`, `excludePaths`, \
        `filterMethods` at the top: what is recorded, `*` for anything; the rest passes. A path without `*` stands \
        for all below it too |
        | `captureBody`, `captureHeaders`, `maxBody`, `maxEntries` | false leaves bodies or fields out; bytes kept \
        of a body (8 MiB); after so many exchanges nothing more is kept |
        | `tunnel`, `preserveHost`, `rewriteLocation`, `insecureUpstream` | as the options of `record`; upstreams \
        are verified against the system's roots and `serve --upstream-ca FILE` |
        | `configId` | a config that lies under these settings |
        | `modifications` | see "Changing traffic"; those names may stand at the top too |
        """
    )

    /// What a session recorded.
    static let entries = Chapter(
        "Recorded entries",
        """
        Filters: `kind` (`exchange` unless given, `webhook`, `tunnel`, `all`), `method`, `path` (`*` for anything),
        `status` (`404`, `4xx`, `400-499`), `host`, `search` (a text in the target, a field or a body, byte for
        byte), `since`, `until`, `failed`, `ids`; then `order=desc`, `offset`, `limit` (100), `bodies=true` for
        fields and bodies in the list. Ids are texts, `timestamp` is Unix milliseconds, `duration` whole
        milliseconds. `requestBody` and `responseBody` are decoded; one that is no text is base64, and
        `…BodyEncoding` says so.
        """
    )

    /// What is made of a recording.
    static let findings = Chapter(
        "What a recording shows",
        """
        **replay** takes `targetUrl` (instead of where the requests went), `entryIds`, `concurrency` (1),
        `timeoutMs` (30,000), `followRedirects`, `includeNonHttp`, `headers` (put in the place of recorded ones:
        what was redacted, for example) and `compare`: `exact` (status, fields but for volatile ones, content),
        `shape` (ids, tokens and times may be others of their make) or `status`. Each result has `statusMatch`,
        `fieldsMatch`, `bodyMatch` and `differences`: `{"part", "place", "was", "is", "sameShape"}`. Replays go
        where callbacks may go, and trust `--callback-ca` beside the system's roots.
        """
    )

    /// What a session does to traffic.
    static let modifications = Chapter(
        "Changing traffic",
        """
        | member | does |
        | --- | --- |
        | `headerRules` | `{"add", "set", "remove"}`, or the fields themselves, which are set (`null` takes off). In \
        requests, unless `"direction"` says `response` or `both` |
        | `bodyRules`, `bodyTransformations` | `{"maskFields", "maskValue"}`: members of JSON and of forms by their \
        name, wherever they stand, or by a path (`$.cards[*].number`), in both directions unless `direction` names \
        one |
        | `requestModifications`, `responseModifications` | `{"headers", "bodyMasks", "maskValue"}`, one direction \
        each |
        | `urlRewrite` | `{"from", "to"}`, or a list: the beginning of a path (behind that of `targetUrl`), or of a \
        URL with its host |
        | `latencyMs`, `jitterMs` | responses are held so long, and up to so much longer |
        | `errorRate`, `errorStatus` (503), `errorBody` | how often, from 0 to 1, an error is answered and nothing \
        is forwarded |
        | `bandwidthKbps`, `bandwidth` | kilobits, or bytes, of content a second, in each direction |
        | `chaos` | an object with the last three rows |
        | `webhookModifications` | an object with any of the rows above, for webhooks |

        What stands at the top holds for the proxy, what stands in `webhookModifications` for webhooks: there the
        request is the webhook, and the response what its receiver answers. Tunnels and switched protocols pass as
        they come. **What is recorded is the traffic as it came**: the request as
        the client sent it, the response as the upstream sent it. An error that was made here is recorded as a
        failure of ours, not as an answer. A message whose JSON or form is masked is gathered whole first: a request
        of more than 8 MiB gets 413, a response 502.
        """
    )

    /// What sessions share.
    static let recorderServer = Chapter(
        "Configs, root and events",
        """
        An event tells what happens from now on; of an exchange no query, field or body. Up to 1,000 events wait for
        a slow reader, then it misses the oldest and gets `event: missed` with their `count`; the recorder never
        waits for it. An exchange is told when it has ended, up to 200 ms before it is in the database.
        """
    )
}
