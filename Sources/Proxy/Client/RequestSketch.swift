internal import Model
internal import NIOCore

/// What can be told of a request whose head breaks the rules, so that its failure can be recognised.
enum RequestSketch {
    /// Method and target, if the first line begins like a request; bytes that are no UTF-8 are replaced.
    static func head(of bytes: ByteBuffer) -> RequestHead? {
        let line = bytes.readableBytesView.prefix(512).prefix { $0 != Octet.lineFeed && $0 != Octet.carriageReturn }
        let words = line.split(separator: Octet.space, maxSplits: 2)
        guard words.count >= 2, words[0].allSatisfy(Octet.isToken) else { return nil }
        return RequestHead(
            method: String(decoding: words[0], as: UTF8.self),
            target: String(decoding: words[1], as: UTF8.self)
        )
    }
}
