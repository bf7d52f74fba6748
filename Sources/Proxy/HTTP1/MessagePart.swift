internal import Model
internal import NIOCore

/// A request on its way, in pieces. Another version of HTTP only has to give and take the same pieces.
enum RequestPart {
    case head(RequestHead, HeadFacts)
    case body(ByteBuffer)
    case end(trailers: FieldSection)
}

/// A response on its way, in pieces. Interim responses (1xx) are a head each, and nothing else.
enum ResponsePart {
    case head(ResponseHead, HeadFacts)
    case body(ByteBuffer)
    case end(trailers: FieldSection)
}
