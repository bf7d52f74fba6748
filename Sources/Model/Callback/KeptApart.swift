/// A value in memory of its own: for what few have and takes much room where there may be a hundred thousand.
@propertyWrapper
public struct KeptApart<Value: Sendable>: Sendable {
    private enum Place: Sendable {
        case nothing
        indirect case value(Value)
    }

    private var place: Place

    /// The value, or nil where there is none.
    public var wrappedValue: Value? {
        get { if case .value(let value) = place { value } else { nil } }
        set { place = newValue.map { .value($0) } ?? .nothing }
    }

    /// Keeps a value, or nothing.
    public init(wrappedValue: Value? = nil) { place = wrappedValue.map { .value($0) } ?? .nothing }
}

extension KeptApart: Equatable where Value: Equatable {
    /// Whether the values are equal.
    public static func == (left: KeptApart, right: KeptApart) -> Bool { left.wrappedValue == right.wrappedValue }
}

extension KeptApart: Hashable where Value: Hashable {
    /// Hashes the value.
    public func hash(into hasher: inout Hasher) { hasher.combine(wrappedValue) }
}
