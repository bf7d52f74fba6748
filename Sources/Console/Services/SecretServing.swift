public import Model

/// What may be known of a secret.
public struct SecretFacts: Sendable, Hashable {
    /// What callbacks call it.
    public var name: String
    /// When it was first kept.
    public var createdAt: Timestamp
    /// When it got its value.
    public var updatedAt: Timestamp
    /// Why its value cannot be read; nil when it can.
    public var trouble: String?

    /// The facts of a secret.
    public init(name: String, createdAt: Timestamp, updatedAt: Timestamp, trouble: String? = nil) {
        (self.name, self.createdAt, self.updatedAt, self.trouble) = (name, createdAt, updatedAt, trouble)
    }
}

/// Why a secret is not kept or not taken away. The words never hold its value.
public enum SecretRefusal: Error, Sendable, Hashable {
    /// What is kept already is in the way.
    case conflict(String)
    /// The key or the database cannot be used; nothing was changed.
    case unavailable(String)
}

/// The secrets that callbacks are signed with. Nobody is given a value.
public protocol SecretServing: Sendable {
    /// All of them, by name.
    func secrets() -> [SecretFacts]
    /// Keeps a value under a name, in place of an earlier one. What is signed from then on is signed with it.
    ///
    /// - Returns: its facts, and whether the name is new.
    func keep(_ value: String, as name: String) throws(SecretRefusal) -> (facts: SecretFacts, isNew: Bool)
    /// Takes a secret away.
    ///
    /// - Returns: whether it was there.
    func remove(_ name: String) throws(SecretRefusal) -> Bool
}
