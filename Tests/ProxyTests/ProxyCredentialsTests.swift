import Model
import Testing

@testable import Proxy

@Suite struct ProxyCredentialsTests {
    @Test(arguments: [
        ("Basic YWRhOnNlY3JldA==", "ada"), ("basic YWRhOg==", "ada"), ("Basic YWRh", "ada"), ("Basic Og==", nil),
        ("Bearer YWRh", nil), ("Basic", nil), ("Basic %%%", nil),
    ])
    func theUserIsWhatStandsBeforeTheColon(_ value: String, _ user: String?) {
        #expect(ProxyCredentials.user(in: [("Proxy-Authorization", value)]) == user)
    }

    @Test func withoutTheFieldThereIsNobody() {
        #expect(ProxyCredentials.user(in: [("Authorization", "Basic YWRhOg==")]) == nil)
    }
}
