import Foundation
import Model
import NIOCore
import TestSupport

@testable import Proxy

/// What a reader made of some bytes, in lines that are easy to hold against each other: pieces of a body are joined.
struct Transcript: Equatable {
    var lines: [String] = []
    private var body: [UInt8] = []

    mutating func head(_ line: String, _ fields: FieldSection) {
        lines.append(line)
        lines += (0..<fields.count).map { "  " + String(latin1: fields.withLineBytes($0) { Array($0) }) }
    }

    mutating func bytes(_ bytes: ByteBuffer) { body += bytes.readableBytesView }

    mutating func end(_ trailers: FieldSection) {
        lines.append("body " + String(latin1: body))
        lines += (0..<trailers.count).map { "  " + String(latin1: trailers.withLineBytes($0) { Array($0) }) }
        body = []
    }

    mutating func violation(_ violation: HTTPViolation) { lines.append("\(violation)") }
}

extension String {
    init(latin1 bytes: [UInt8]) { self.init(String.UnicodeScalarView(bytes.map { Unicode.Scalar($0) })) }
}

/// The bytes of a file in `fixtures/http`.
func httpFixture(_ name: String) throws -> [UInt8] {
    let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()
    return Array(try Data(contentsOf: root.appending(path: "fixtures/http/\(name)")))
}

/// Cuts bytes into pieces of random length.
func chopped(_ bytes: [UInt8], _ random: inout SeededRandom) -> [ArraySlice<UInt8>] {
    var pieces: [ArraySlice<UInt8>] = []
    var rest = bytes[...]
    while !rest.isEmpty {
        let count = min(rest.count, Int.random(in: 1...7, using: &random))
        pieces.append(rest.prefix(count))
        rest = rest.dropFirst(count)
    }
    return pieces
}

func readRequests(_ pieces: [ArraySlice<UInt8>]) -> Transcript {
    var (reader, input, transcript) = (RequestReader(fieldLimit: 65_536), ByteBuffer(), Transcript())
    for piece in pieces {
        input.writeBytes(piece)
        do throws(HTTPViolation) {
            while let part = try reader.next(&input) {
                switch part {
                case .head(let head, _):
                    transcript.head("\(head.method) \(head.target) \(head.version.rawValue)", head.fields)
                case .body(let bytes): transcript.bytes(bytes)
                case .end(let trailers):
                    transcript.end(trailers)
                    reader.startOver()
                }
            }
        } catch {
            transcript.violation(error)
            return transcript
        }
    }
    return transcript
}

func readResponses(_ pieces: [ArraySlice<UInt8>], to method: String = "GET") -> Transcript {
    var (reader, input, transcript) = (ResponseReader(fieldLimit: 65_536), ByteBuffer(), Transcript())
    reader.expectResponse(to: method)
    func note(_ part: ResponsePart) {
        switch part {
        case .head(let head, _):
            transcript.head("\(head.version.rawValue) \(head.status) \(head.reason)", head.fields)
        case .body(let bytes): transcript.bytes(bytes)
        case .end(let trailers): transcript.end(trailers)
        }
    }
    do throws(HTTPViolation) {
        for piece in pieces {
            input.writeBytes(piece)
            while let part = try reader.next(&input) { note(part) }
        }
        while let part = try reader.inputEnded() { note(part) }
    } catch {
        transcript.violation(error)
    }
    return transcript
}
