import Model
import Testing

@Suite struct RouteParameterTests {
    @Test(
        arguments: [
            (":id", "id", ""), (":id.json", "id", ".json"), (":id:cancel", "id", ":cancel"),
            (":order-id", "order-id", ""),
            (":id@v2", "id", "@v2"), (":id.tar.gz", "id", ".tar.gz"),
        ]
    )
    func `the name ends where an ending begins`(_ segment: String, _ name: String, _ ending: String) throws {
        let parameter = try #require(RouteParameter(segment))
        #expect(parameter.name == name && parameter.ending == ending)
    }

    @Test(arguments: ["id", "", ":", ":.json", "*"])
    func `other segments bind nothing`(_ segment: String) { #expect(RouteParameter(segment) == nil) }
}
