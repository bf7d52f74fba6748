import Testing

@testable import Console

@Suite struct RoleTests {
    @Test(arguments: [("viewer", Role.viewer), ("editor", .editor), ("owner", .owner), ("admin", .owner)])
    func `members have the roles that people write, admin standing for owner`(_ name: String, _ role: Role) {
        #expect(Role(ofMember: name) == role)
    }

    @Test(arguments: ["user", "anyone", "Owner", ""])
    func `other words are no roles of members`(_ name: String) { #expect(Role(ofMember: name) == nil) }

    @Test func `each may do what those before may`() { #expect(Role.allCases == Role.allCases.sorted()) }
}
