import Model
import TestSupport
import Testing

@Suite struct JSONWriterTests {
    @Test func `indents for people`() {
        let value: JSON = ["a": [1, ["b": nil]], "c": [], "d": [:]]
        let text = String(decoding: value.serialized(indented: true), as: UTF8.self)
        #expect(
            text == """
                {
                  "a": [
                    1,
                    {
                      "b": null
                    }
                  ],
                  "c": [],
                  "d": {}
                }
                """
        )
    }

    @Test func `escapes only what must be`() {
        let value = JSON.string("\"\\/\u{1f}\n\té")
        #expect(String(decoding: value.serialized(), as: UTF8.self) == #""\"\\/\u001f\n\té""#)
    }

    @Test func `what is written reads as the same`() throws {
        let seed = UInt64.random(in: 0 ... .max)
        var random = SeededRandom(seed: seed)
        for _ in 0..<500 {
            let value = randomValue(depth: 4, &random)
            #expect(try JSON.parse(value.serialized()) == value, "seed \(seed)")
            #expect(try JSON.parse(value.serialized(indented: true)) == value, "seed \(seed)")
        }
    }

    private func randomValue(depth: Int, _ random: inout SeededRandom) -> JSON {
        switch Int.random(in: 0..<(depth > 0 ? 6 : 4), using: &random) {
        case 0: return nil
        case 1: return .bool(.random(using: &random))
        case 2: return .int(Int64.random(in: .min ... .max, using: &random))
        case 3: return .string(randomText(&random))
        case 4:
            return .array(
                (0..<Int.random(in: 0..<4, using: &random)).map { _ in randomValue(depth: depth - 1, &random) }
            )
        default:
            return .object(
                JSONObject(
                    (0..<Int.random(in: 0..<4, using: &random))
                        .map { _ in
                            JSONObject.Member(randomText(&random), randomValue(depth: depth - 1, &random))
                        }
                )
            )
        }
    }

    private func randomText(_ random: inout SeededRandom) -> String {
        let scalars = (0..<Int.random(in: 0..<6, using: &random))
            .compactMap { _ in
                Unicode.Scalar(UInt32.random(in: 0..<0x11_0000, using: &random))
            }
        return String(String.UnicodeScalarView(scalars))
    }
}
