public import Model

/// Something that looks like a secret, and where it stands. The secret itself is not in it.
public struct SecretFinding: Sendable, Hashable {
    /// Where: a file with a JSON path, or a table with its row and column.
    public var place: String
    /// What it looks like: `a key of AWS`, `a value of Authorization`.
    public var kind: String
    /// The first characters of it and its length.
    public var excerpt: String
    /// Names the secret without telling it, for lists of what is allowed: `stripe-3f2a9c1b`.
    public var mark: String

    /// The finding for programs.
    public var json: JSON {
        ["place": .string(place), "kind": .string(kind), "excerpt": .string(excerpt), "mark": .string(mark)]
    }
}

/// A secret in a text, before it is known where the text stands.
struct SecretHit: Hashable {
    let kind: SecretKind
    let secret: [UInt8]
}
