import Model
import Recorder
import Storage
import Testing

@Suite struct KnownSecretsTests {
    private func stored(secret: String, body: String) -> String {
        let exchange = CaptureSamples.exchange(fields: [("X-Api-Key", secret)], body: body)
        return CaptureSamples.redactor().redact(exchange).stored.requestText
            .replacing(/redacted-[0-9a-f]{12}/, with: "#")
    }

    @Test func aTellingSecretIsFoundUnderAnyName() {
        #expect(stored(secret: "abcdefg1", body: "x=abcdefg1;abcdefg1") == "x=#;#")
        #expect(stored(secret: "longwordwithoutdigits", body: #"{"n":"longwordwithoutdigits"}"#) == ##"{"n":"#"}"##)
    }

    @Test func plainAndShortValuesAreLeftAlone() {
        #expect(stored(secret: "password", body: "the password is not admin") == "the password is not admin")
        #expect(stored(secret: "ab1", body: "ab1 ab1") == "ab1 ab1")
    }

    @Test func theSecretOfAnAnswerIsFoundInTheRequest() {
        let exchange = CaptureSamples.exchange(
            target: "/sessions/abcdefg1",
            answerBody: Array(#"{"access_token":"abcdefg1"}"#.utf8)
        )
        #expect(!CaptureSamples.redactor().redact(exchange).stored.holds("abcdefg1"))
    }
}
