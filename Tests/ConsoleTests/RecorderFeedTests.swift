import Model
import Synchronization
import Testing

@testable import Console

@Suite struct RecorderFeedTests {
    private func event(_ number: Int, session: String = "s", namespace: String = "n") -> RecorderEvent {
        RecorderEvent("session.changed", session: session, namespace: namespace, data: ["number": .int(number)])
    }

    private func text(_ reader: FeedReader) -> String {
        String(decoding: reader.next()?.bytes ?? [], as: UTF8.self)
    }

    @Test func `readers hear what they asked for, from when they came`() throws {
        let feed = RecorderFeed()
        feed.publish(event(1))
        let all = try #require(feed.reader(session: nil, namespace: nil))
        let some = try #require(feed.reader(session: "t", namespace: nil))
        let other = try #require(feed.reader(session: nil, namespace: "m"))
        feed.publish(event(2))
        feed.publish(event(3, session: "t"))
        #expect(
            text(all)
                .contains(
                    "id: 2\nevent: session.changed\ndata: {\"sessionId\":\"s\",\"namespace\":\"n\",\"number\":2}\n\n"
                )
        )
        let heard = text(some)
        #expect(heard.contains("\"number\":3") && !heard.contains("\"number\":2"))
        #expect(!text(other).contains("number"))
    }

    @Test func `who waits is called when there is something`() throws {
        let feed = RecorderFeed()
        let reader = try #require(feed.reader(session: nil, namespace: nil))
        _ = reader.next()
        let calls = Mutex(0)
        #expect(!reader.isReady)
        reader.whenReady { calls.withLock { $0 += 1 } }
        feed.publish(event(1))
        feed.publish(event(2))
        #expect(calls.withLock { $0 } == 1 && reader.isReady)
        #expect(text(reader).contains("\"number\":2"))
    }

    @Test func `a slow reader is told how much it missed, and gets the newest`() throws {
        let feed = RecorderFeed()
        let reader = try #require(feed.reader(session: nil, namespace: nil))
        _ = reader.next()
        for number in 1...FeedReader.limit + 5 { feed.publish(event(number)) }
        let heard = text(reader)
        #expect(heard.hasPrefix("event: missed\ndata: {\"count\":5}\n\n"))
        #expect(heard.contains("\"number\":6}") && !heard.contains("\"number\":5}"))
        #expect(heard.contains("\"number\":\(FeedReader.limit + 5)}"))
    }

    @Test func `readers that left are forgotten, and the end ends all`() throws {
        let feed = RecorderFeed()
        var reader = feed.reader(session: nil, namespace: nil)
        #expect(feed.hasReaders && reader != nil)
        reader = nil
        #expect(!feed.hasReaders)
        let last = try #require(feed.reader(session: nil, namespace: nil))
        _ = last.next()
        feed.close()
        #expect(last.isReady && last.next() == nil)
        #expect(feed.reader(session: nil, namespace: nil) == nil)
    }

    @Test func `an exchange is told without its query, its fields and its bodies`() {
        let exchange = RecordedSession.exchange(7, "GET", "/a?token=secret", 200, body: "secret")
        let text = String(
            decoding: RecorderEvent.finished(exchange, session: "s", namespace: "n").text(number: 1),
            as: UTF8.self
        )
        #expect(text.contains("event: exchange.finished\n") && text.contains("\"path\":\"/a\""))
        #expect(!text.contains("secret"))
    }

    @Test func `changes of sessions are told as a stream`() throws {
        let served = try Served()
        let answer = served.answer("GET", "/api/v1/recorder/events")
        #expect(answer.fields.first("Content-Type") == "text/event-stream")
        let reader = try #require(answer.pieces as? FeedReader)
        let recorded = try RecordedSession(served)
        _ = served.json("PUT", "\(recorded.path)/webhooks/4/attribution", ["cause": "2"])
        let heard = text(reader)
        for part in [
            "\"status\":\"idle\"", "\"status\":\"recording\"", "\"status\":\"stopped\"", "attribution.changed",
        ] {
            #expect(heard.contains(part))
        }
    }
}
