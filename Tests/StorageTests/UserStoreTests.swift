import Model
import Storage
import Testing

@Suite struct UserStoreTests {
    private let samples: StorageSamples
    private let store: UserStore

    init() throws {
        samples = try StorageSamples()
        store = UserStore(samples.file)
    }

    private func user(_ id: String, login: String? = nil) -> StoredUser {
        StoredUser(
            id: id,
            login: login ?? id,
            name: "N\0",
            email: "",
            isAdmin: id == "root",
            password: "$scrypt$",
            createdAt: StorageSamples.start
        )
    }

    @Test func usersComeBackAsTheyWereSaved() throws {
        var ann = user("ann")
        try store.save(user("root"))
        try store.save(ann)
        (ann.disabledAt, ann.lastLoginAt) = (StorageSamples.start, StorageSamples.start + .seconds(1))
        (ann.password, ann.login) = ("$other$", "anna")
        try store.save(ann)
        #expect(try store.all() == [user("root"), ann])
        #expect(throws: StorageError.self) { try store.save(user("x", login: "anna")) }
    }

    @Test func membersGoWithTheirUserAndKeepTheirAge() throws {
        for id in ["a", "b"] { try store.save(user(id)) }
        func member(_ user: String, _ role: String, _ second: Int64) -> StoredMember {
            StoredMember(namespace: "shop", user: user, role: role, addedAt: StorageSamples.start + .seconds(second))
        }
        try store.save(member("b", "viewer", 1))
        try store.save(member("a", "owner", 2))
        try store.save(member("b", "editor", 9))
        #expect(try store.members() == [member("b", "editor", 1), member("a", "owner", 2)])
        try store.remove("a", from: "shop")
        try store.remove("b", from: "other")
        #expect(try store.members().map(\.user) == ["b"])
        try store.remove("b")
        #expect(try store.members().isEmpty)
        #expect(throws: StorageError.self) { try store.save(member("a", "king", 1)) }
    }
}
