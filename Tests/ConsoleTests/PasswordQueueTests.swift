import Dispatch
import Synchronization
import Testing

@testable import Console

@Suite struct PasswordQueueTests {
    /// Hashes nothing until it is let.
    private final class Held: CredentialMaking {
        let gate = DispatchSemaphore(value: 0)

        func hash(_ password: String) -> String {
            gate.wait()
            return password
        }
        func hashOfNobody() -> String { "" }
        func matches(_ password: String, _ hash: String) -> Bool { password == hash }
        func randomBytes(_ count: Int) -> [UInt8] { [] }
        func digest(_ token: [UInt8]) -> [UInt8] { token }
    }

    @Test func `no more than sixteen wait; the others are told to come again`() {
        let held = Held()
        let queue = PasswordQueue(held)
        let done = DispatchSemaphore(value: 0)
        let refused = Mutex(0)
        for _ in 0..<20 {
            queue.hash("x") { result in
                if case .failure(let refusal) = result, refusal.status == 429 { refused.withLock { $0 += 1 } }
                done.signal()
            }
        }
        #expect(refused.withLock { $0 } == 4)
        for _ in 0..<16 { held.gate.signal() }
        for _ in 0..<20 { #expect(done.wait(timeout: .now() + 10) == .success) }
        queue.hash("x") { _ in done.signal() }
        held.gate.signal()
        #expect(done.wait(timeout: .now() + 10) == .success, "there is room again")
    }

    @Test(arguments: [("1234567", false), ("12345678", true), (String(repeating: "é", count: 8), true)])
    func `a password has at least eight characters`(_ password: String, _ isFine: Bool) {
        #expect(((try? PasswordRule.check(password)) != nil) == isFine)
        #expect((try? PasswordRule.check(String(repeating: "x", count: 1_025))) == nil)
    }
}
