/// What the recorder's endpoints drive.
public struct RecorderServices: Sendable {
    /// Lets sessions listen and record.
    public var sessions: any RecorderServing
    /// Makes things of what they recorded.
    public var analysis: any RecordingAnalysing
    /// The certificate that clients are asked to trust.
    public var roots: any RootServing
    /// Tells what happens.
    public var feed: RecorderFeed

    /// All of it.
    public init(
        sessions: any RecorderServing,
        analysis: any RecordingAnalysing,
        roots: any RootServing,
        feed: RecorderFeed
    ) {
        (self.sessions, self.analysis, self.roots, self.feed) = (sessions, analysis, roots, feed)
    }
}
