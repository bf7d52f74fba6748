import TLS
import Testing

@Suite struct TLSLibraryTests {
    @Test func itNamesItself() { #expect(TLSLibrary.version.hasPrefix("OpenSSL ")) }
}
