extension Schema {
    static let callbacks = """
        -- Callbacks that mocks sent or are to send, one row each. The position grows in the order in which they were taken
        -- on.
        CREATE TABLE deliveries (
            position INTEGER PRIMARY KEY,
            id ANY NOT NULL UNIQUE,
            exchange INTEGER NOT NULL,              -- the answered request's id
            mock ANY NOT NULL,                      -- the mock's id, which may be gone
            place INTEGER NOT NULL,                 -- among the mock's callbacks, from zero
            name ANY,                               -- the callback's own id; NULL: it has none
            run ANY NOT NULL,                       -- the test run that the request belongs to; empty: the shared state
            namespace ANY NOT NULL,
            type TEXT NOT NULL CHECK (type IN ('http', 'kafka', 'rabbitmq')),
            target ANY NOT NULL,                    -- for people and searching, without credentials
            state TEXT NOT NULL
                CHECK (state IN ('pending', 'delivered', 'failed', 'abandoned', 'cancelled', 'dropped')),
            is_sync INTEGER NOT NULL,               -- 1: the response waits for it
            is_parked INTEGER NOT NULL,             -- 1: pending, and in no queue until there is room
            submitted_at INTEGER NOT NULL,
            due_at INTEGER NOT NULL,                -- of the first attempt
            job TEXT NOT NULL,                      -- JSON: what else it takes to send it; secrets by their names
            fields BLOB NOT NULL,                   -- the lines as sent, each with CRLF
            body BLOB NOT NULL
        ) STRICT;
        CREATE INDEX deliveries_by_exchange ON deliveries (exchange);
        CREATE INDEX deliveries_by_state ON deliveries (state);
        CREATE INDEX parked_deliveries ON deliveries (position) WHERE is_parked;

        -- Each try to deliver one.
        CREATE TABLE attempts (
            delivery INTEGER NOT NULL REFERENCES deliveries (position) ON DELETE CASCADE,
            number INTEGER NOT NULL,                -- 1 for the first
            started_at INTEGER NOT NULL,
            duration INTEGER NOT NULL,              -- nanoseconds
            outcome TEXT NOT NULL CHECK (outcome IN ('answered', 'confirmed', 'failed')),
            is_success INTEGER NOT NULL,            -- 1: the receiver took it
            status INTEGER,                         -- of an answer
            fields BLOB,                            -- of an answer: the lines, each with CRLF
            body BLOB,                              -- of an answer, as far as it was kept
            reason ANY,                             -- why nothing came back
            PRIMARY KEY (delivery, number)
        ) STRICT, WITHOUT ROWID;
        """
}
