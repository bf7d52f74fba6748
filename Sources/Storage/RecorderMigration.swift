extension Schema {
    static let recorder = """
        -- Recordings that are made over the API. The position grows in the order of creation.
        CREATE TABLE recorder_sessions (
            position INTEGER PRIMARY KEY,
            id ANY NOT NULL UNIQUE,
            namespace ANY NOT NULL,
            name ANY NOT NULL,
            recording_id INTEGER REFERENCES recordings (id) ON DELETE SET NULL, -- NULL: nothing was recorded yet
            settings TEXT NOT NULL,                 -- JSON: where it listens and what it keeps, as it was sent
            modifications TEXT NOT NULL,            -- JSON: what is done to traffic that passes, as it was sent
            created_at INTEGER NOT NULL,
            started_at INTEGER,                     -- the last time
            stopped_at INTEGER                      -- the last time
        ) STRICT;
        CREATE UNIQUE INDEX sessions_by_recording ON recorder_sessions (recording_id);

        -- What people noted about an exchange.
        CREATE TABLE annotations (
            exchange_id INTEGER PRIMARY KEY REFERENCES exchanges (id) ON DELETE CASCADE,
            json TEXT NOT NULL                      -- an object
        ) STRICT;

        -- Settings of sessions that are kept for later ones.
        CREATE TABLE recorder_configs (
            position INTEGER PRIMARY KEY,
            id ANY NOT NULL UNIQUE,
            namespace ANY NOT NULL,
            name ANY NOT NULL,
            json TEXT NOT NULL,                     -- as it was sent
            created_at INTEGER NOT NULL,
            updated_at INTEGER NOT NULL
        ) STRICT;
        """
}
