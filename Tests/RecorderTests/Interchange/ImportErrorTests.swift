import Model
import Recorder
import Testing

/// What people are told about files that are broken.
@Suite struct ImportErrorTests {
    @Test(arguments: [ImportFormat.har, .postman, .wiremock, .hoverfly, .insomnia, .mockarty])
    func cutJSONNamesThePlace(_ format: ImportFormat) {
        #expect(importError("{\n  \"a\": [1,\n", as: format).hasPrefix("line 3, column 1: "))
    }

    @Test func cutOpenAPINamesThePlace() {
        #expect(importError("{\"openapi\": \"3.0.0\",", as: .openapi).hasPrefix("line 1, column 21: "))
        #expect(importError("openapi: 3.0.0\npaths: {a: [", as: .openapi).contains("this is no YAML"))
        #expect(importError("openapi: 3.0.0\nopenapi: 3.0.1\n", as: .openapi).contains("stands twice"))
        #expect(importError("", as: .openapi) == "line 1, column 1: the document is empty")
        #expect(
            importError("openapi: *x\n", as: .openapi) == "line 1, column 10: this is no YAML: found undefined alias"
        )
    }

    @Test(arguments: ImportFormat.allCases) func deepNestingIsAnError(_ format: ImportFormat) {
        let deep = String(repeating: "[", count: 200) + String(repeating: "]", count: 200)
        if format == .curl { return #expect(importError("curl '\(deep)'", as: format) == "") }
        #expect(importError("{\"a\": \(deep)}", as: format).contains("nests deeper than 128 levels"))
        #expect(!importError(String(repeating: "- ", count: 5_000) + "a", as: format).isEmpty)
        #expect(!importError(String(repeating: "[", count: 100_000), as: format).isEmpty)
    }

    @Test(arguments: ImportFormat.allCases) func bytesThatAreNoTextAreAnError(_ format: ImportFormat) {
        let bytes = Array("{\"openapi\": \"3.0.0\", \"log\": \"".utf8) + [0xFF] + Array("\"}".utf8)
        #expect(throws: ImportError.self) { try Interchange.mocks(from: bytes, format: format) }
        #expect(Interchange.detect(bytes) == nil)
    }

    @Test func bytesThatAreNoTextAreNamed() {
        let bytes = Array("openapi: 3.0.0\ninfo: é".utf8) + [0xC3, 0x28]
        #expect(throws: ImportError.syntax(line: 2, column: 9, reason: "this is not UTF-8")) {
            try Interchange.mocks(from: bytes, format: .openapi)
        }
    }

    @Test(arguments: ImportFormat.allCases) func otherJSONIsAnError(_ format: ImportFormat) {
        for text in ["{}", "[]", "1", "\"a\"", "null", "[1]", "{\"a\": 1}"] {
            let error = importError(text, as: format)
            let isEmptyList = text == "[]" && [.wiremock, .mockarty].contains(format)
            #expect(error.isEmpty == (isEmptyList || format == .curl), "\(format) \(text): \(error)")
        }
    }

    @Test func missingMembersAreNamed() {
        #expect(importError("{\"log\": {}}", as: .har) == "$.log: \"entries\" is missing")
        #expect(
            importError("{\"log\": {\"entries\": {}}}", as: .har)
                == "$.log.entries: a list should stand here, not an object"
        )
        #expect(importError("{\"log\": {\"entries\": [{}]}}", as: .har) == "$.log.entries[0]: \"request\" is missing")
        #expect(
            importError("{\"info\": {}, \"item\": [{\"name\": \"a\"}]}", as: .postman)
                == "$.item[0]: \"request\" is missing"
        )
        #expect(importError("{\"mappings\": [{}]}", as: .wiremock).hasPrefix("$.mappings[0]: \"request\" is missing"))
        #expect(
            importError("{\"meta\": {\"schemaVersion\": \"v5\"}, \"data\": {\"pairs\": [{}]}}", as: .hoverfly)
                == "$.data.pairs[0]: \"request\" is missing"
        )
        #expect(importError("openapi: 3.0.0\n", as: .openapi) == "$: \"paths\" is missing")
        #expect(
            importError("{\"mocks\": [{\"id\": \"a\"}]}", as: .mockarty).hasPrefix("$.mocks[0]: \"http\" is missing")
        )
    }

    @Test func wrongVersionsNameTheWayOut() {
        #expect(
            importError("{\"log\": {\"version\": \"2.0\", \"entries\": []}}", as: .har).contains("1.1 and 1.2 are read")
        )
        #expect(importError("{\"id\": \"a\", \"requests\": []}", as: .postman).contains("export it as version 2.1"))
        #expect(
            importError("{\"info\": {\"schema\": \"https://x/v3.0.0/\"}, \"item\": []}", as: .postman)
                .contains("version 2.1")
        )
        #expect(importError("{\"swagger\": \"1.2\"}", as: .openapi).contains("2.0 is, and OpenAPI 3"))
        #expect(importError("{\"openapi\": \"4.0.0\"}", as: .openapi).contains("3.0 and 3.1 are"))
        #expect(
            importError("{\"meta\": {\"schemaVersion\": \"v2\"}, \"data\": {}}", as: .hoverfly)
                .contains("export it again as v5")
        )
        #expect(importError("{\"__export_format\": 3, \"resources\": []}", as: .insomnia).contains("export as"))
    }

    @Test func referencesThatLeadNowhereAreNamed() {
        let loop = """
            openapi: 3.0.0
            paths: {/a: {get: {responses: {"200": {content: {application/json: {schema: {$ref: "#/components/schemas/A"}}}}}}}}
            components: {schemas: {A: {$ref: "#/components/schemas/B"}, B: {$ref: "#/components/schemas/A"}}}
            """
        #expect(importError(loop, as: .openapi).contains("leads back to itself: #/components/schemas/A → "))
        let broken = "openapi: 3.0.0\npaths: {/a: {$ref: \"#/x/y\"}}\n"
        #expect(importError(broken, as: .openapi) == "$.paths['/a']: nothing stands at \"#/x/y\"")
    }

    @Test func unfinishedCommandsAreNamed() {
        #expect(importError("curl https://a.test\ncurl -d 'x", as: .curl) == "line 2, column 9: this quote has no end")
        #expect(importError("ls -l", as: .curl).isEmpty)
        #expect(importError("# only a remark", as: .curl).contains("a command of curl should stand here"))
        #expect(importError("curl ^\"https://a.test^\" ^\r\n -k", as: .curl).contains("copy it \"as cURL (bash)\""))
    }
}
