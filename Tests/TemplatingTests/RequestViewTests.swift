import Model
import Templating
import Testing

@Suite struct RequestViewTests {
    @Test func readsQueryAndCookies() {
        let fields: FieldSection = [("Cookie", "a=1; b=\"x y\";c"), ("cookie", "a=2")]
        let view = RequestView(head: RequestHead(method: "GET", target: "/?q=a+b&q=%41", fields: fields), content: [])
        #expect(view.queryValues("q") == ["a b", "A"])
        #expect(view.cookieValues("a") == ["1", "2"])
        #expect(view.cookieValues("b") == ["x y"])
        #expect(view.cookieValues("c") == [""])
        #expect(view.pathParameter("x") == nil)
    }
}
