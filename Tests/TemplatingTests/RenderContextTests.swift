import Model
import Templating
import Testing

@Suite struct RenderContextTests {
    @Test func everyTemplateOfARequestSeesOneInstant() throws {
        let ticking = Ticking()
        var context = RenderContext(
            request: RequestView(head: RequestHead(method: "GET", target: "/"), content: []),
            namespace: "n",
            clock: ticking.clock,
            chance: Chance(seed: 0)
        )
        let template = try Template("$.time('unix') $.fake.UnixTime $.time('unix')")
        #expect(template.text(in: &context) == "1 1 1")
    }

    @Test func namesEachUnresolvedExpressionOnce() throws {
        var context = context()
        _ = try Template("$.req.a $.req.b $.req.a").text(in: &context)
        #expect(context.unresolvedCount == 3)
        #expect(context.takeUnresolved() == ["$.req.a", "$.req.b"])
        #expect(context.takeUnresolved().isEmpty)
    }
}

/// A clock that shows one second more each time.
private final class Ticking: @unchecked Sendable {
    // Only one thread reads it.
    private var seconds: Int64 = 0

    var clock: WallClock {
        WallClock {
            self.seconds += 1
            return Timestamp(seconds: self.seconds)
        }
    }
}
