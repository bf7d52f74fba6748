import Callbacks
import Testing

@Suite struct CallbackLibrariesTests {
    @Test func `libcurl's version is three numbers`() {
        #expect(CallbackLibraries.curl.wholeMatch(of: /\d+\.\d+\.\d+(-\w+)?/) != nil)
    }
}
