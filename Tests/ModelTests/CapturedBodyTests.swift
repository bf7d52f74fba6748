import Model
import Testing

@Suite struct CapturedBodyTests {
    @Test func `a body shorter than its length was cut`() {
        #expect(!CapturedBody(bytes: [1, 2]).isTruncated)
        #expect(CapturedBody(bytes: [1, 2], length: 3).isTruncated)
        #expect(CapturedBody(bytes: [1, 2], length: 3).wireLength == 3)
    }
}
