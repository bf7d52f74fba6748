public import Model

/// Why a mock cannot be served: which one, where in its JSON, and what is wrong.
public struct ReplayError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The mock.
    public var mock: MockID
    /// Where in the mock's JSON, `$.response.payload.id`.
    public var path: String
    /// What is wrong and what should stand there instead.
    public var reason: String

    /// An error within a mock.
    public init(mock: MockID, path: String, reason: String) {
        (self.mock, self.path, self.reason) = (mock, path, reason)
    }

    /// `mock "pay", $.response.payload.id: …`.
    public var description: String { "mock \"\(mock)\", \(path): \(reason)" }
}
