extension Schema {
    static let accounts = """
        -- Who may use the admin API. The position grows in the order of creation, here and below.
        CREATE TABLE users (
            position INTEGER PRIMARY KEY,
            id ANY NOT NULL UNIQUE,
            login ANY NOT NULL UNIQUE,              -- in lower case
            name ANY NOT NULL,
            email ANY NOT NULL,
            is_admin INTEGER NOT NULL,              -- 1: may do everything, in all namespaces
            password TEXT NOT NULL,                 -- $scrypt$ln=17,r=8,p=1$SALT$KEY: never the password itself
            created_at INTEGER NOT NULL,
            updated_at INTEGER NOT NULL,
            disabled_at INTEGER,                    -- NULL unless nobody may log in as this user
            last_login_at INTEGER
        ) STRICT;

        -- What users may do in which namespace.
        CREATE TABLE members (
            namespace ANY NOT NULL,
            user INTEGER NOT NULL REFERENCES users (position) ON DELETE CASCADE,
            role TEXT NOT NULL CHECK (role IN ('viewer', 'editor', 'owner')),
            added_at INTEGER NOT NULL,
            PRIMARY KEY (namespace, user)
        ) STRICT, WITHOUT ROWID;

        -- What stands for a user: sessions of people who logged in, and tokens for programs.
        CREATE TABLE tokens (
            position INTEGER PRIMARY KEY,
            id ANY NOT NULL UNIQUE,
            sha256 BLOB NOT NULL UNIQUE CHECK (length(sha256) = 32),   -- of the token, which is 256 random bits
            kind TEXT NOT NULL CHECK (kind IN ('session', 'api')),
            user INTEGER NOT NULL REFERENCES users (position) ON DELETE CASCADE,
            name ANY NOT NULL,
            hint TEXT NOT NULL,                     -- how it begins, to tell tokens apart
            namespace ANY,                          -- the only one that it opens; NULL: all of its user
            limits TEXT NOT NULL,                   -- JSON: description, allowed_actions, rate_limit_per_…, metadata
            created_at INTEGER NOT NULL,
            expires_at INTEGER,                     -- NULL: never
            last_used_at INTEGER
        ) STRICT;

        -- Who did what, the newest rows.
        CREATE TABLE audit (
            id INTEGER PRIMARY KEY,
            at INTEGER NOT NULL,
            actor ANY NOT NULL,                     -- the login; empty: nobody was logged in
            token ANY,                              -- the id of the token that spoke for the actor, or of a session
            address ANY NOT NULL,                   -- where the request came from, without the port
            operation ANY NOT NULL,                 -- the endpoint: POST /api/v1/mocks
            path ANY NOT NULL,                      -- as sent, without the query
            namespace ANY,                          -- the one that the request was about, where there is one
            status INTEGER NOT NULL,
            request INTEGER NOT NULL                -- the request's id, as X-Request-Id says it
        ) STRICT;
        CREATE INDEX audit_by_actor ON audit (actor);

        -- Namespaces can be deleted in a way that can be taken back.
        ALTER TABLE namespaces ADD COLUMN description ANY;
        ALTER TABLE namespaces ADD COLUMN closed_at INTEGER;   -- NULL unless deleted
        ALTER TABLE namespaces ADD COLUMN closed_mocks TEXT;   -- JSON: ids of the mocks that were deleted with it
        """
}
