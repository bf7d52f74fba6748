public import Model

/// What is produced to a topic.
public struct KafkaRecord: Sendable {
    /// Decides the partition; nil, as an empty one, for none.
    public var key: [UInt8]?
    /// Where it goes; nil lets the key decide.
    public var partition: Int32?
    /// The content; nil for none, which a compacted topic takes as "delete the key".
    public var value: [UInt8]?
    /// The record's headers, in order.
    public var headers: FieldSection

    /// A record.
    public init(key: [UInt8]? = nil, value: [UInt8]?, headers: FieldSection = []) {
        (self.key, self.value, self.headers) = (key, value, headers)
    }
}
