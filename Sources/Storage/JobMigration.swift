extension Schema {
    static let jobs = """
        -- What the server does by itself, at times or when somebody asks. The position grows in the order of creation.
        CREATE TABLE jobs (
            position INTEGER PRIMARY KEY,
            id ANY NOT NULL UNIQUE,
            name ANY NOT NULL,
            kind TEXT NOT NULL CHECK (kind IN ('cleanup', 'backup', 'build')),
            settings TEXT NOT NULL,                 -- JSON: what the work needs to know, as it was sent
            schedule ANY,                           -- five fields as crontab(5) has them, in UTC; NULL: only when somebody asks
            is_enabled INTEGER NOT NULL,            -- 1: it runs when it is due
            catches_up INTEGER NOT NULL,            -- 1: a run that was missed while no server ran is made up for
            handled_until INTEGER NOT NULL,         -- what was due until then was run or let go
            created_at INTEGER NOT NULL,
            updated_at INTEGER NOT NULL
        ) STRICT;

        -- Runs of jobs, the newest of each.
        CREATE TABLE job_runs (
            id INTEGER PRIMARY KEY,
            job INTEGER NOT NULL REFERENCES jobs (position) ON DELETE CASCADE,
            cause TEXT NOT NULL CHECK (cause IN ('schedule', 'catch_up', 'request')),
            outcome TEXT NOT NULL CHECK (outcome IN ('running', 'succeeded', 'failed', 'interrupted', 'skipped')),
            started_at INTEGER NOT NULL,
            ended_at INTEGER,                       -- NULL: it runs, or died with its process
            message ANY NOT NULL,                   -- for people
            result TEXT NOT NULL                    -- JSON: an object
        ) STRICT;
        CREATE INDEX runs_by_job ON job_runs (job, id);
        """
}
