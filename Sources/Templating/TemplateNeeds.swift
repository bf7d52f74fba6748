/// What a template looks at, known when it is compiled.
public struct TemplateNeeds: OptionSet, Sendable, Hashable {
    /// The bits.
    public let rawValue: UInt8

    /// Takes the bits.
    public init(rawValue: UInt8) { self.rawValue = rawValue }

    /// The request's content.
    public static let body = TemplateNeeds(rawValue: 1)
    /// Stores or counters that outlive the request, so that rendering must be alone with them.
    public static let stores = TemplateNeeds(rawValue: 2)
    /// The response, which must have been rendered before.
    public static let response = TemplateNeeds(rawValue: 4)
}
