import TestSupport
import Testing

/// Mockarty's own Python client, unchanged from the package registry, drives the server: programs that are written for it
/// keep working when only the address changes.
@Suite struct PythonClientTests {
    @Test(arguments: [("mockarty_steps.py", 25), ("mockarty_recorder.py", 13)])
    func `every call of the client does what it says`(script: String, count: Int) throws {
        let python = try #require(Programs.find("python3"), "python3 is missing; run scripts/setup test")
        let server = try MockServer(in: try Workplace())
        let steps = PythonTools.script(script)
        let result = try run(
            python,
            [steps, server.url],
            environment: ["PYTHONPATH": try PythonTools.packages(holding: "mockarty")]
        )
        let lines = result.output.split(separator: "\n")
        #expect(lines.filter { !$0.hasPrefix("ok ") } == [], "\(result.errors)")
        #expect(lines.count == count, "\(result.output)\(result.errors)")
        #expect(result.status == 0)
    }
}
