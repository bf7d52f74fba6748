extension Schema {
    /// Append only: a migration that was released is never edited, since files have seen it.
    static let migrations = [
        recordingsAndExchanges, mocksAndState, callbacks, secrets, messages, recorder, accounts, jobs,
    ]

    private static let recordingsAndExchanges = """
        -- One row for each run of capturing. All instants are nanoseconds since 1970-01-01T00:00:00Z.
        CREATE TABLE recordings (
            id INTEGER PRIMARY KEY,
            name TEXT NOT NULL UNIQUE,
            started_at INTEGER NOT NULL,
            ended_at INTEGER,                       -- NULL while open
            "end" TEXT NOT NULL DEFAULT 'open' CHECK ("end" IN ('open', 'finished', 'failed', 'interrupted')),
            end_reason TEXT NOT NULL DEFAULT '',
            exchange_count INTEGER NOT NULL DEFAULT 0,   -- counted in the same transaction that adds the exchanges
            webhook_count INTEGER NOT NULL DEFAULT 0,
            tunnel_count INTEGER NOT NULL DEFAULT 0,
            last_at INTEGER,                        -- when the last committed exchange ended
            writer_pid INTEGER NOT NULL,            -- the process that writes, and what tells it from a later one
            writer_start TEXT NOT NULL,             -- with the same number: boot and start time
            redaction_salt BLOB NOT NULL,           -- placeholders are a keyed hash of the secret; empty: no redaction
            redaction_rules TEXT NOT NULL,          -- JSON, as docs/threat-model.md describes
            redaction_counts TEXT NOT NULL DEFAULT '{}'  -- JSON: rule to number of secrets replaced
        ) STRICT;

        -- Bodies by the SHA-256 of the stored (redacted) bytes, each once however often it was sent.
        CREATE TABLE bodies (
            id INTEGER PRIMARY KEY,
            sha256 BLOB NOT NULL UNIQUE CHECK (length(sha256) = 32),
            bytes BLOB NOT NULL
        ) STRICT;

        -- One row for each exchange. The id grows in the order in which exchanges began, over all recordings.
        CREATE TABLE exchanges (
            id INTEGER PRIMARY KEY,
            recording_id INTEGER NOT NULL REFERENCES recordings (id) ON DELETE CASCADE,
            kind TEXT NOT NULL CHECK (kind IN ('exchange', 'webhook', 'tunnel')),
            listener TEXT NOT NULL,                 -- which listener it came through, as the command line named it
            client TEXT NOT NULL,                   -- host:port
            scheme TEXT NOT NULL,                   -- whom the client asked: http or https, host, port
            host TEXT NOT NULL,
            port INTEGER NOT NULL,
            started_at INTEGER NOT NULL,            -- the first byte of the request

            method TEXT NOT NULL,
            target TEXT NOT NULL,                   -- as sent: origin-form, absolute-form, authority-form or *
            request_version TEXT NOT NULL,          -- HTTP/1.1
            request_fields BLOB NOT NULL,           -- the lines as sent, each with CRLF
            request_trailers BLOB,
            request_sha256 BLOB REFERENCES bodies (sha256),          -- NULL: no bytes. Content coding kept
            request_decoded_sha256 BLOB REFERENCES bodies (sha256),  -- content coding undone; NULL without one
            request_length INTEGER NOT NULL,        -- of the content, stored or not: more than stored means cut
            request_wire_length INTEGER NOT NULL,   -- with the framing of chunks
            request_decoded_length INTEGER,
            request_note TEXT,                      -- what is special about the stored body

            status INTEGER,                         -- NULL: no response arrived
            reason TEXT,
            response_version TEXT,
            response_fields BLOB,
            response_trailers BLOB,
            response_sha256 BLOB REFERENCES bodies (sha256),
            response_decoded_sha256 BLOB REFERENCES bodies (sha256),
            response_length INTEGER,
            response_wire_length INTEGER,
            response_decoded_length INTEGER,
            response_note TEXT,
            interim TEXT,                           -- statuses of interim responses: '100' or '103,103'

            failure_source TEXT,                    -- client, upstream or ours; NULL: it did not fail
            failure_phase TEXT,
            failure_reason TEXT,

            connect_ns INTEGER,                     -- nanoseconds; NULL where the phase did not happen
            tls_ns INTEGER,
            send_ns INTEGER,
            wait_ns INTEGER,
            receive_ns INTEGER,
            total_ns INTEGER NOT NULL,

            client_tls_version TEXT,                -- NULL: plain text
            client_tls_cipher TEXT,
            client_tls_server_name TEXT,
            client_tls_alpn TEXT,
            upstream_tls_version TEXT,
            upstream_tls_cipher TEXT,
            upstream_tls_server_name TEXT,
            upstream_tls_alpn TEXT,
            upstream_address TEXT,                  -- host:port that was reached

            upgrade_name TEXT,                      -- websocket, or tunnel after CONNECT
            upgrade_client_bytes INTEGER,
            upgrade_upstream_bytes INTEGER
        ) STRICT;
        CREATE INDEX exchanges_by_recording ON exchanges (recording_id);
        CREATE INDEX webhooks_by_recording ON exchanges (recording_id) WHERE kind = 'webhook';

        -- Which exchange caused an observed webhook.
        CREATE TABLE attributions (
            webhook_id INTEGER PRIMARY KEY REFERENCES exchanges (id) ON DELETE CASCADE,
            cause_id INTEGER REFERENCES exchanges (id) ON DELETE CASCADE,  -- NULL: a person said that none did
            confidence REAL NOT NULL CHECK (confidence BETWEEN 0 AND 1),
            evidence TEXT NOT NULL,                 -- JSON: the reasons in words, the strongest first
            is_pinned INTEGER NOT NULL DEFAULT 0    -- 1: a person decided it
        ) STRICT;
        CREATE INDEX attributions_by_cause ON attributions (cause_id);

        -- Small facts of the whole file.
        CREATE TABLE settings (
            name TEXT PRIMARY KEY,
            value TEXT NOT NULL
        ) STRICT, WITHOUT ROWID;
        """

    private static let mocksAndState = """
        -- Names that users choose are ANY: text, or its UTF-8 bytes as a BLOB where it holds U+0000, which would end
        -- SQLite's text.

        -- The mocks that are served, one row each. The position grows in the order of creation, and a mock that is
        -- replaced keeps its own.
        CREATE TABLE mocks (
            position INTEGER PRIMARY KEY,
            id ANY NOT NULL UNIQUE,
            namespace ANY NOT NULL,
            json TEXT NOT NULL,                     -- as docs/mock-format.md describes, without white space
            folder ANY,                             -- the id of one of folders; NULL: in none
            created_at INTEGER NOT NULL,
            updated_at INTEGER NOT NULL,
            expires_at INTEGER,                     -- NULL: never
            closed_at INTEGER,                      -- NULL unless deleted in a way that can be taken back
            uses INTEGER NOT NULL,                  -- how many requests it answered, as last noted
            last_used_at INTEGER,
            version INTEGER NOT NULL,               -- 1 for the first
            versioned_at INTEGER NOT NULL           -- when it became this version
        ) STRICT;

        -- What a mock was: one row for each version but that which stands in mocks. Goes when its mock goes.
        CREATE TABLE mock_versions (
            position INTEGER NOT NULL REFERENCES mocks (position) ON DELETE CASCADE,
            version INTEGER NOT NULL,
            json TEXT NOT NULL,
            versioned_at INTEGER NOT NULL,
            PRIMARY KEY (position, version)
        ) STRICT, WITHOUT ROWID;

        -- Values that outlive a request: global stores, chain stores and counters.
        CREATE TABLE stored_values (
            run ANY NOT NULL,                       -- the test run that sees it; empty: the shared state
            scope TEXT NOT NULL CHECK (scope IN ('global', 'chain', 'counter')),
            namespace ANY NOT NULL,
            chain ANY NOT NULL,                     -- empty unless the scope is chain
            key ANY NOT NULL,
            json TEXT NOT NULL,
            PRIMARY KEY (run, scope, namespace, chain, key)
        ) STRICT, WITHOUT ROWID;

        -- Requests that mocks answered or that none matched, the newest ones. The id is of the same sequence as that of
        -- exchanges.
        CREATE TABLE journal (
            id INTEGER PRIMARY KEY,
            arrived_at INTEGER NOT NULL,
            run ANY NOT NULL,
            namespace ANY NOT NULL,
            mock ANY,                               -- the mock's id, which may be gone; NULL: none matched
            listener ANY NOT NULL,                  -- which listener it came through
            client ANY NOT NULL,                    -- host:port
            form TEXT NOT NULL CHECK (form IN ('origin', 'absolute', 'tunnelled')),
            scheme TEXT NOT NULL,                   -- whom the client asked, as in exchanges
            host ANY,                               -- NULL: it named nobody
            port INTEGER,                           -- NULL: none was written
            received_at INTEGER NOT NULL,           -- the first byte of the request
            method ANY NOT NULL,
            target ANY NOT NULL,                    -- as sent
            request_version TEXT NOT NULL,
            request_fields BLOB NOT NULL,           -- the lines as sent, each with CRLF
            request_body BLOB,                      -- NULL: nobody looked at it
            status INTEGER NOT NULL,                -- 0: a real host was asked and has not answered yet
            response_fields BLOB NOT NULL,
            response_body BLOB NOT NULL,            -- as far as it was kept
            nearest TEXT,                           -- JSON: the nearest mocks and their differences, a string each
            unresolved TEXT                         -- JSON: expressions that nothing resolved, a string each
        ) STRICT;

        -- Requests that no mock matched, one row for each namespace, method and path.
        CREATE TABLE undefined_requests (
            id INTEGER PRIMARY KEY,
            namespace ANY NOT NULL,
            method ANY NOT NULL,
            path ANY NOT NULL,
            host ANY,                               -- from here to body: of the newest one
            query ANY NOT NULL,                     -- without the question mark
            fields BLOB NOT NULL,
            body BLOB NOT NULL,                     -- cut at 64 KiB
            nearest TEXT,                           -- JSON: the nearest mocks, a string each
            hit_count INTEGER NOT NULL,
            first_seen_at INTEGER NOT NULL,
            last_seen_at INTEGER NOT NULL,
            is_ignored INTEGER NOT NULL,            -- 1: a person does not want to see it
            UNIQUE (namespace, method, path)
        ) STRICT;

        -- How people order their mocks.
        CREATE TABLE folders (
            id ANY NOT NULL PRIMARY KEY,
            namespace ANY NOT NULL,
            name ANY NOT NULL,
            parent ANY,                             -- the id of the folder around it; NULL: at the top
            sort_order INTEGER NOT NULL,
            created_at INTEGER NOT NULL
        ) STRICT;
        CREATE TABLE tags (
            namespace ANY NOT NULL,
            name ANY NOT NULL,
            PRIMARY KEY (namespace, name)
        ) STRICT, WITHOUT ROWID;

        -- Files that replies are rendered from.
        CREATE TABLE template_files (
            namespace ANY NOT NULL,
            name ANY NOT NULL,
            bytes BLOB NOT NULL,
            updated_at INTEGER NOT NULL,
            PRIMARY KEY (namespace, name)
        ) STRICT;

        -- Namespaces that were made by name. The position grows in the order of creation, here and below.
        CREATE TABLE namespaces (
            position INTEGER PRIMARY KEY,
            name ANY NOT NULL UNIQUE
        ) STRICT;

        -- Who is told of what happens to mocks or to the server.
        CREATE TABLE event_webhooks (
            position INTEGER PRIMARY KEY,
            id ANY NOT NULL UNIQUE,
            namespace ANY,                          -- whose mocks; NULL: what happens to the server
            operation ANY NOT NULL,                 -- mock.create, ...
            json TEXT NOT NULL                      -- the URL, the method, the fields and the body
        ) STRICT;
        """
}
