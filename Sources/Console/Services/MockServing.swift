public import Model

/// The engine that answers from mocks.
public protocol MockServing: Sendable {
    /// Compiles a mock and changes nothing.
    func check(_ mock: Mock) throws(MockFormatError)
    /// Answers from the mock from now on, in place of one of the same id.
    ///
    /// - Parameters:
    ///   - expiresAt: when it stops to answer; nil for never.
    ///   - uses: where its count of uses starts.
    ///   - lastUsedAt: when it was last used.
    func serve(_ mock: Mock, expiresAt: Timestamp?, uses: Int, lastUsedAt: Timestamp?) throws(MockFormatError)
    /// Answers from all these mocks, at start; gives those that it could not compile.
    func serve(
        all mocks: [(mock: Mock, expiresAt: Timestamp?, uses: Int, lastUsedAt: Timestamp?)]
    ) -> [(MockID, MockFormatError)]
    /// Answers from the mock no more.
    func withdraw(_ id: MockID)
    /// How often a mock has answered, and when last.
    func use(of id: MockID) -> (count: Int, lastAt: Timestamp?)
}
