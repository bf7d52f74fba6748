import Model
import Testing

@Suite struct MockWriterTests {
    /// One mock with every key, in the order and spelling in which the writer gives them.
    private let everything = #"""
        {"mocks":[{"id":"a","name":"n","namespace":"ns","chainId":"c","pathPrefix":"/p","serverName":"s","priority":5,
        "ttl":60,"useLimiter":3,"tags":["t"],
        "http":{"route":"/a/:id","httpMethod":"POST","host":"api.test:8443","scheme":"https",
        "conditions":[{"path":"$.x","assertAction":"equals","value":[1,null],"sortArray":true,"decode":"base64"},{"not":{"path":"y","assertAction":"absent"}}],
        "queryParams":[{"any":[{"path":"q","assertAction":"in","value":["1"]}]}],"header":[{"path":"h","assertAction":"matches","value":"^a"}],
        "pathParams":[{"path":"id","assertAction":"notEmpty"}],"cookies":[{"path":"sid","assertAction":"any"}],"sortArray":true},
        "mStore":{"k":1},"extract":{"cStore":{"c":"$.req.x"},"gStore":{"g":1}},
        "oneOf":{"order":"order","end":"last","responses":[{"statusCode":201,"headers":{"A":["1","2"]},"payload":{"z":1.0},
        "delay":{"type":"uniform","lower":1,"upper":2.5},"webhooks":[{"url":"http://h/","method":"PUT","trigger":"always"}]},
        {"statusCode":200,"payload":"aGk=","decode":"base64","delay":{"type":"lognormal","median":5,"sigma":0.5,"maxValue":50}}]},
        "extractAfter":{"gStore":{"id":"$.resp.id"}},
        "webhooks":[{"id":"w","url":"http://h/","method":"POST","headers":{"A":"1","B":["2","3"]},"body":{"t":"$.req.x"},"trigger":"on_success",
        "async":false,"delay":1500,"timeout":10,"retryCount":2,"retryDelay":0.25,"sign":{"scheme":"stripe","secretEnv":"S","header":"X-Sig"},"recorded":{"w":1}},
        {"type":"kafka","kafkaBrokers":"k:1","kafkaTopic":"t","kafkaKey":"$.req.k","kafkaUseSASL":true,"kafkaUsername":"u","kafkaPassword":"p","kafkaUseTLS":true,"trigger":"on_error"},
        {"type":"rabbitmq","rabbitURL":"amqp://h/","rabbitExchange":"e","rabbitRoutingKey":"r","rabbitQueue":"q","rabbitMandatory":true,"trigger":"always"}],
        "recorded":{"samples":2}}]}
        """#

    @Test func `everything that is read is written again`() throws {
        let file = try MockFile(parsing: Array(everything.utf8))
        let written = file.serialized()
        #expect(try JSON.parse(written) == JSON.parse(everything))
        #expect(try MockFile(parsing: written) == file)
    }

    @Test func `a committed file ends with a line break and is indented`() throws {
        let text = String(decoding: try MockFile(parsing: Array(everything.utf8)).serialized(), as: UTF8.self)
        #expect(text.hasPrefix("{\n  \"mocks\": [\n    {\n      \"id\": \"a\""))
        #expect(text.hasSuffix("}\n"))
    }
}
