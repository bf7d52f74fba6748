import Model
import Storage
import Testing

@Suite struct TokenStoreTests {
    private let samples: StorageSamples
    private let store: TokenStore

    init() throws {
        samples = try StorageSamples()
        store = TokenStore(samples.file)
        let user = StoredUser(
            id: "ann",
            login: "ann",
            name: "",
            email: "",
            isAdmin: false,
            password: "",
            createdAt: StorageSamples.start
        )
        try UserStore(samples.file).save(user)
    }

    private func token(_ id: String, _ byte: UInt8, _ kind: StoredToken.Kind = .api) -> StoredToken {
        StoredToken(
            id: id,
            sha256: [UInt8](repeating: byte, count: 32),
            kind: kind,
            user: "ann",
            name: "ci",
            hint: "mk_1234",
            createdAt: StorageSamples.start
        )
    }

    @Test func tokensComeBackAsTheyWereSaved() throws {
        var limited = token("b", 2)
        (limited.namespace, limited.limits) = ("shop", #"{"rate_limit_per_day":5}"#)
        limited.expiresAt = StorageSamples.start + .seconds(60)
        for token in [token("a", 1, .session), limited] { try store.save(token) }
        limited.lastUsedAt = StorageSamples.start + .seconds(5)
        try store.save(limited)
        #expect(try store.all() == [token("a", 1, .session), limited])
        try store.remove(["a", "unknown"])
        #expect(try store.all().map(\.id) == ["b"])
    }

    @Test func theyGoWithTheirUser() throws {
        try store.save(token("a", 1))
        try UserStore(samples.file).remove("ann")
        #expect(try store.all().isEmpty)
    }
}
