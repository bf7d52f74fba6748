extension Chapter {
    /// What mocks are, and what becomes of them.
    static let mocks = Chapter(
        "Mocks",
        """
        docs/mock-format.md says what a mock is. The API passes over keys that it does not know. In answers a mock
        carries `useCounter`, `createdAt`, `updatedAt`, `lastUse`, `expireAt` and `closedAt` (Unix seconds; those
        that have not happened are left out) at the top and once more under `_meta`, where `version` stands too.
        Such an answer can be sent back, and kept as a mock file.

        Two mocks may answer the same method and route. `?intent=overwrite` replaces the newest such mock of the
        namespace, under its id; `create_new`, the default, keeps both.

        `ttl` counts from when it was set, by the clock of `/api/v1/clock`; a change of other members lets the life
        go on, a mock stored anew begins one. `expireAt` without `ttl` names the end itself and must lie ahead. A
        replaced mock counts its uses from 0, a changed one goes on.
        """
    )

    /// Deleted mocks and namespaces.
    static let trash = Chapter(
        "Trash",
        """
        Deleted mocks as a recycle bin, each a group of its own; the same under `/api/v1/admin/trash` for all
        namespaces, where a deleted namespace is a group too, `namespace:NAME`, with the mocks that went with it.
        """
    )

    /// What stands around mocks.
    static let arrangement = Chapter(
        "Folders, tags and templates",
        "What mocks are sorted by, and the files that their answers are written in."
    )

    /// Namespaces, their members and how they are cleaned up.
    static let namespaces = Chapter(
        "Namespaces",
        """
        A cleanup policy, days each and 0 for ever: `mockRetentionDays` (mocks in the trash are deleted for good),
        `unusedMockThresholdDays` (mocks that were neither used nor changed go into the trash), `logRetentionDays`
        or `logsRetentionDays` (requests are forgotten), `undefinedRequestRetentionDays`. With `autoCleanup` or
        `autoCleanupEnabled` the server does it by itself, at the times of `cleanupSchedule` (as a job's `schedule`;
        once an hour without one): a job `cleanup:NAMESPACE` follows the policy, with its runs under
        `/api/v1/jobs`. `testRunRetentionDays` is kept and does nothing.
        """
    )

    /// What is called when mocks or the server change.
    static let eventWebhooks = Chapter(
        "Event webhooks",
        """
        They are called on what happens to the mocks of a namespace, or to the server: `{"id"?, "operation", "url",
        "method" (POST), "headers", "body", "enabled" (true), "timeout", "retryCount", "retryDelay"}`; what else a
        callback of a mock may say (docs/mock-format.md: `sign`, `backoff`, …) holds too. Posting a known id changes
        it.

        The body may hold templates; `$.event` (and `$.req`) is the event, which is also what is sent when there is
        no body: `{"operation", "time", "actor", "namespace", "subject", …}` and, by its kind, `mockId` and `mock`,
        `user`, `backup`, or `job` and `run`. `actor` is who did it (`local` on a server without accounts, `server`
        for cleaning up), `subject` the mock's id, the user's login or the namespace's name; `at` is the same as
        `time`. They are sent as callbacks are, with retries and in the same journal (those of the server for admins
        only): once what happened is in the database, and once for each.

        | whose | paths | `operation` |
        | --- | --- | --- |
        | a namespace's | `GET /ui/api/namespaces/{namespace}/webhooks`, `POST \
        /ui/api/namespaces/{namespace}/webhooks`, `DELETE /ui/api/namespaces/{namespace}/webhooks/{id}`; the same at \
        `GET /api/v1/namespaces/{namespace}/webhooks`, `POST /api/v1/namespaces/{namespace}/webhooks`, `DELETE \
        /api/v1/namespaces/{namespace}/webhooks/{id}` and at `GET /api/v1/namespaces/{namespace}/settings/webhooks`, \
        `POST /api/v1/namespaces/{namespace}/settings/webhooks`, `DELETE \
        /api/v1/namespaces/{namespace}/settings/webhooks/{id}` | owner. `mock.create`, `mock.update`, `mock.delete`, \
        `mock.restore`, `user.add_to_namespace` |
        | the server's | `GET /ui/api/admin/webhooks`, `POST /ui/api/admin/webhooks`, `DELETE \
        /ui/api/admin/webhooks/{id}`; the same at `GET /api/v1/admin/webhooks`, `POST /api/v1/admin/webhooks`, \
        `DELETE /api/v1/admin/webhooks/{id}` | admin. `namespace.create`, `namespace.update`, `namespace.delete`, \
        `namespace.user.add`, `user.create`, `user.update`, `user.delete`, `user.password.set`, `job.run`, \
        `backup.create` and `backup.restore` fire. `license.create`, `license.update` and `license.delete` are taken \
        and never fire, since there is no licence to sell |
        """
    )

    /// Mocks that come from elsewhere.
    static let files = Chapter(
        "Files of other tools",
        """
        Formats: `har`, `postman`, `insomnia`, `openapi`, `wiremock`, `hoverfly`, `curl`, `mockarty`, and `auto` for
        the one that a file looks like. All mocks of a file are stored, or none; `notes` says what of it was left
        out. A file that comes again replaces its mocks; in another namespace they get ids of their own.

        For clients of WireMock, in the namespace `default`: `POST /__admin/mappings`, `POST
        /__admin/mappings/import`, `GET /__admin/mappings` (our mocks), `DELETE /__admin/mappings`, `DELETE
        /__admin/mappings/{id}`, `POST /__admin/mappings/reset`, `POST /__admin/reset`.
        """
    )
}
