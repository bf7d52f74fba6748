/// Turns the `proxy` member of a mock into what passes on to the real host.
enum ProxyReader {
    static func proxy(_ cursor: JSONCursor) throws(MockFormatError) -> ProxyReply {
        try cursor.allowOnly([
            "target", "path", "stripPrefix", "headers", "removeHeaders", "responseHeaders", "removeResponseHeaders",
            "preserveHost", "rewriteLocation",
        ])
        guard let target = try cursor.member("target") else { throw cursor.error("\"target\" is missing: a URL") }
        guard AbsoluteURL(try target.string()) != nil else {
            throw target.error("an http or https URL should stand here, not \"\(try target.string())\"")
        }
        var reply = ProxyReply(target: try target.string())
        reply.path = try cursor.member("path")?.nonEmptyString()
        reply.stripPrefix = try cursor.member("stripPrefix")?.nonEmptyString()
        reply.fields = try cursor.templateFields("headers")
        reply.responseFields = try cursor.templateFields("responseHeaders")
        reply.removedFields = try cursor.member("removeHeaders")?.texts() ?? []
        reply.removedResponseFields = try cursor.member("removeResponseHeaders")?.texts() ?? []
        reply.preservesHost = try cursor.member("preserveHost")?.bool() ?? false
        reply.rewritesLocation = try cursor.member("rewriteLocation")?.bool() ?? true
        return reply
    }
}
