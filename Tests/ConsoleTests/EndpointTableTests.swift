import Model
import Testing

@testable import Console

@Suite struct EndpointTableTests {
    private let table = EndpointTable(
        [
            ("GET", "/a/list"), ("GET", "/a/list/{id}"), ("DELETE", "/a/list/batch"), ("GET", "/a/list/{id}/logs"),
            ("POST", "/a/list/batch/undo"), ("GET", "/a/store"), ("DELETE", "/a/store/{key*}"),
            ("DELETE", "/a/chain/{id}/{key*}"), ("GET", "/b"),
        ]
        .map { Endpoint($0.0, $0.1, .anyone) { _ in Answer(status: 200) } }
    )

    private func found(_ method: String, _ path: String) -> String {
        switch table.destination(method, path) {
        case .endpoint(let endpoint, let holes):
            "\(endpoint.path.text) \(holes.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }.joined(separator: ","))"
        case .otherMethods(let methods): methods.joined(separator: ",")
        case .nothing: "nothing"
        }
    }

    @Test(arguments: [
        ("GET", "/a/list", "/a/list "), ("GET", "/a/list/", "/a/list "), ("GET", "/a/list/x", "/a/list/{id} id=x"),
        ("GET", "/a/list/x%2Fy", "/a/list/{id} id=x/y"), ("GET", "/a/list/batch", "/a/list/{id} id=batch"),
        ("DELETE", "/a/list/batch", "/a/list/batch "), ("GET", "/a/list/batch/logs", "/a/list/{id}/logs id=batch"),
        ("POST", "/a/list/batch/undo", "/a/list/batch/undo "), ("POST", "/a/list/batch", "DELETE,GET"),
        ("PUT", "/a/list/x", "GET"), ("GET", "/a", "nothing"), ("GET", "/", "nothing"), ("GET", "/A/list", "nothing"),
        ("GET", "/a/list/x/y", "nothing"), ("GET", "a/list", "nothing"), ("GET", "/a//list", "nothing"),
        ("DELETE", "/a/store/k", "/a/store/{key*} key=k"), ("DELETE", "/a/store/", "/a/store/{key*} key="),
        ("DELETE", "/a/store", "GET"), ("GET", "/a/store/", "/a/store "),
        ("DELETE", "/a/store/x/y%2F/", "/a/store/{key*} key=x/y//"),
        ("DELETE", "/a/chain/c/", "/a/chain/{id}/{key*} id=c,key="),
        ("DELETE", "/a/chain/c%25/%F0%9F%99%82", "/a/chain/{id}/{key*} id=c%,key=🙂"),
    ])
    func `a path leads to`(_ method: String, _ path: String, _ expected: String) {
        #expect(found(method, path) == expected)
    }

    @Test(arguments: [
        ("/a/list", true), ("/a/list?x=1", true), ("/a/list/1?x=/b", true), ("/b", true), ("/b?x", true), ("/b/", true),
        ("/bb", false), ("/a/other", false), ("/", false), ("", false), ("/orders/1", false), ("//a/list", false),
        ("http://shop.test/b", true), ("*", false),
    ])
    func `owns the paths of its endpoints whatever the method`(_ target: String, _ expected: Bool) {
        #expect(table.owns(target) == expected)
    }
}
