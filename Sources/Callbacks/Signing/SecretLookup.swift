/// What looking for a secret gave.
public enum SecretLookup: Sendable, Hashable {
    /// Its value, as the provider hands it out.
    case value(String)
    /// There is none of this name.
    case missing
    /// There is one whose value cannot be read, and why. Nothing else is to be taken in its place.
    case unreadable(String)

    /// The value of an environment variable; one that is not set, or empty, is missing.
    public init(variable: String?) { self = variable.flatMap { $0.isEmpty ? nil : .value($0) } ?? .missing }
}
