extension Chapter {
    /// Who may come in.
    static let accounts = Chapter(
        "Accounts",
        """
        `serve` has two modes. Where all its addresses are loopback ones it has **one user**, `local`, who may do
        everything; no token is asked for or looked at. Web pages are kept out: a request is refused whose `Host` is
        no loopback name (`localhost`, `*.localhost`, 127.0.0.0/8, ::1, or one of `--allow-host`), or whose `Origin`
        or `Sec-Fetch-Site` says that a page of another place sent it. Pages of `--allow-origin
        http://app.test:3000` are let in and may read answers (CORS). The same holds for `replay --admin`. Mocks are
        asked nothing of this.

        Where it listens elsewhere, or with `--auth required`, **users log in** or send tokens. It does not start
        then without an admin: the first one is made from `UNDERSTUDY_ADMIN_PASSWORD` (login `admin`, or
        `UNDERSTUDY_ADMIN_LOGIN`) when the database has none; later starts do not look at it. Who has lost every
        admin's password starts the server once on 127.0.0.1 without `--auth required` and sets a new one with `PUT
        /api/v1/admin/users/admin/password`. `--auth local` on another address is refused.

        A token goes as `Authorization: Bearer TOKEN` or as `X-API-Key: TOKEN`; `understudy callbacks` and
        `understudy secrets` take one from `UNDERSTUDY_TOKEN`. Passwords and tokens travel as the API is spoken to:
        use `https://` on the same port where others share the network. Mocks need no token.

        A token does what its user may, and no more than it says itself: with `namespace` nothing outside it and
        nothing of the whole server; with `allowed_actions` only what they name: `read` (endpoints for viewers),
        `write` (for editors), `manage` (for owners and admins), or single endpoints as roles.md spells them, `POST
        /api/v1/mocks`. Rate limits count by the minute, hour and day of the clock and begin anew with a restart.

        The audit log has what changed something or was refused to somebody who is known, and attempts to log in as
        far as they were looked at; the newest 100,000. It never has a query, a field or a body.
        """
    )

    /// The server itself.
    static let server = Chapter("The server", "How it is, what it can do, and this description.")

    /// Copies of the database.
    static let backups = Chapter(
        "Backups",
        """
        A backup is a copy of the database at a moment, in one file, made while the server goes on: what was
        answered before the call is in it. They lie in the folder `--backups` (by default beside the database, its
        name with `-backups` behind it), each with what is known of it: `{"id", "label", "origin": "request" |
        "job" | "upload" | "before_restore", "createdAt", "size" (bytes), "schemaVersion", "sha256"}`. At most
        1,000 are kept.

        A restore takes a file that was changed since, or that is of a later version, for an error, and then changes
        nothing; nor does one that fails later. All of the state changes in one transaction: mocks with their
        versions, folders, tags, templates, namespaces and cleanup policies, stores, the journal, undefined
        requests, secrets, event webhooks, recordings and sessions of the recorder. Requests are answered meanwhile,
        by the old mocks and then by the new ones; other calls of this API wait. It is refused with 409 while a
        session records, and when the backup's secrets are sealed under another key than this server's: start it
        with that key, or ask for `secrets=keep`, and this server's secrets stay. What stays as it is:

        - **users, tokens, members, the audit log, jobs and their runs:** nobody gets rights back that were taken
          away;
        - **callbacks:** what was sent stays sent, and what waits goes on waiting. Those of the backup that the
          server does not know come in, and the pending ones among them are delivered.

        Requests that are answered while the state changes may leave no trace in either. Without a server, a
        backup's file is a database like any other: `serve --db FILE` serves it, users included.
        """
    )

    /// What the server does by itself.
    static let jobs = Chapter(
        "Jobs",
        """
        What the server does by itself: `{"id", "name", "type", "settings", "schedule", "enabled", "catchUp",
        "running", "nextRunAt", "lastRun", "createdAt", "updatedAt"}`.

        | `type` | `settings` | what it does |
        | --- | --- | --- |
        | `cleanup` | `namespace` | cleans up as policies say: the namespace, or each one whose policy is on |
        | `backup` | `label` (the job's name), `keep` | makes a backup; of those that jobs made under this label the \
        newest `keep` stay |
        | `build` | `session`, `namespace` (the session's), `exact` | makes mocks of what a session of the recorder \
        recorded, and stores them |

        `schedule` is five fields as crontab(5) has them, minute, hour, day of the month, month and day of the week,
        in UTC, with lists, intervals, steps and English names; or `@hourly`, `@daily`, `@weekly`, `@monthly`,
        `@yearly`. Where days of both kinds are named, one of either kind will do. Without a schedule, or with
        `"enabled": false`, a job runs only when somebody asks. Of one job one run goes on at a time; one that is
        due meanwhile is noted as `skipped`. With `"catchUp": true` runs that were missed while no server ran are
        made up for by one.

        A run is `{"id", "jobId", "cause": "schedule" | "catch_up" | "request", "outcome": "running" |
        "succeeded" | "failed" | "interrupted" | "skipped", "progress" (percent), "startedAt", "endedAt",
        "message", "result"}`; the newest hundred of each job are kept. `job.run` fires when one has succeeded.

        For each cleanup policy that is on there is a job `cleanup:NAMESPACE`. It comes, changes and goes with the
        policy, and not otherwise; while its namespace is in the trash it has nothing to do.
        """
    )
}
