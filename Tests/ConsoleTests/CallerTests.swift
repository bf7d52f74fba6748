import Testing

@testable import Console

@Suite struct CallerTests {
    @Test func `a member has a role in each namespace, and none elsewhere`() {
        let caller = Caller(name: "ann", rank: .user, roles: ["shop": .editor])
        #expect(caller.role(in: "shop") == .editor)
        #expect(caller.role(in: "other") == .user)
        #expect(throws: Never.self) { try caller.check(.editor, in: "shop") }
        #expect(throws: Refusal.self) { try caller.check(.owner, in: "shop") }
        #expect(!caller.isAdmin)
    }

    @Test func `a token for one namespace is no admin, whosever it is`() {
        var caller = Caller(name: "root", rank: .admin)
        #expect(caller.isAdmin)
        #expect(caller.role(in: "any") == .owner)
        caller.namespace = "shop"
        #expect(!caller.isAdmin)
        #expect(caller.role(in: "shop") == .owner)
        #expect(caller.role(in: "other") == .user)
    }
}
