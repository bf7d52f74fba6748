internal import Model

/// The thread of a connection to RabbitMQ: connects, publishes, reads what the broker answers, connects again.
///
/// Each AMQP exchange has a channel of its own: a broker that refuses a message closes its channel and drops what comes
/// after it there, which must not be messages for another exchange.
final class RabbitMQPublisher {
    private struct Channel {
        let number: UInt16
        let amqpExchange: String
        var unconfirmed = UnconfirmedMessages<RabbitMQPublication>()
        /// What `basic.return` said, until the properties come that name the message.
        var returned: String?
    }

    private let place: RabbitMQPlace
    private let options: BrokerOptions
    private let outside: RabbitMQConnection
    private let failure: RabbitMQFailure
    private var link: AMQPLink?
    private var channels: [UInt16: Channel] = [:]

    init(_ place: RabbitMQPlace, _ options: BrokerOptions, outside: RabbitMQConnection) {
        (self.place, self.options, self.outside) = (place, options, outside)
        failure = RabbitMQFailure(place.url)
    }

    /// Works until the connection is closed from outside.
    func run() {
        while true {
            let (waiting, isClosed) = outside.take()
            guard !isClosed else { return finish(waiting) }
            // Read first, so that nothing is written to a connection that is known to have ended.
            readFrames()
            publish(waiting)
            // What came while a channel was opened is in librabbitmq's hands, where `poll` does not see it.
            readFrames()
            // Half a heartbeat, since librabbitmq sends and checks them only when it is called.
            outside.wait(link?.descriptor, atMost: link.map { _ in AMQPLink.heartbeat / 2 })
        }
    }

    private func finish(_ waiting: [RabbitMQPublication]) {
        for publication in waiting { publication.send.end(.failure(RabbitMQConnection.closed)) }
        link?.close()
        drop(RabbitMQConnection.closed)
    }

    /// Forgets the connection: what was not confirmed fails.
    private func drop(_ error: BrokerError) {
        outside.note(descriptor: nil)
        link = nil
        let lost = channels.values.sorted { $0.number < $1.number }
        channels = [:]
        for var channel in lost {
            for publication in channel.unconfirmed.removeAll() { publication.send.end(.failure(error)) }
        }
    }
}

extension RabbitMQPublisher {
    private func publish(_ publications: [RabbitMQPublication]) {
        link?.gather(publications.count > 1)
        defer { link?.gather(false) }
        var rest = publications[...]
        while let publication = rest.popFirst() {
            guard !publication.send.isOver else { continue }
            do throws(BrokerError) {
                publish(publication, over: try openLink())
            } catch {
                // What could not be connected for one cannot for the others that came with it.
                for publication in [publication] + rest { publication.send.end(.failure(error)) }
                return
            }
        }
    }

    private func openLink() throws(BrokerError) -> AMQPLink {
        if let link { return link }
        let opened = try AMQPLink(place, options)
        link = opened
        outside.note(descriptor: opened.descriptor)
        return opened
    }

    private func publish(_ publication: RabbitMQPublication, over link: AMQPLink) {
        do throws(AMQPLink.PublishFailure) {
            let channel = try openChannel(publication.route.amqpExchange, over: link)
            try link.publish(publication.message, publication.route, on: channel)
            channels[channel]?.unconfirmed.published(publication, id: publication.message.id)
        } catch {
            switch error {
            case .unsendable(let error): publication.send.end(.failure(error))
            case .broken(let error):
                publication.send.end(.failure(error))
                drop(error)
            }
        }
    }

    private func openChannel(_ amqpExchange: String, over link: AMQPLink) throws(AMQPLink.PublishFailure) -> UInt16 {
        if let open = channels.values.first(where: { $0.amqpExchange == amqpExchange }) { return open.number }
        // The broker is asked and answers, which must not wait for messages to come.
        link.gather(false)
        do throws(BrokerError) {
            if channels.count >= Self.channelLimit, let idle = channels.values.first(where: \.unconfirmed.isEmpty) {
                channels[idle.number] = nil
                try link.closeChannel(idle.number)
            }
            let number = (1...UInt16.max).first { channels[$0] == nil } ?? UInt16.max
            try link.openChannel(number)
            channels[number] = Channel(number: number, amqpExchange: amqpExchange)
            return number
        } catch {
            throw .broken(error)
        }
    }

    /// How many channels stay open though nothing is under way on them.
    private static let channelLimit = 32
}

extension RabbitMQPublisher {
    private func readFrames() {
        do throws(BrokerError) {
            while let link, let frame = try link.nextFrame() { try take(frame, link) }
        } catch {
            drop(error)
        }
    }

    private func take(_ frame: AMQPFrame, _ link: AMQPLink) throws(BrokerError) {
        switch frame {
        case .answered(let channel, let tag, let multiple, let isTaken):
            for (publication, returned) in channels[channel]?.unconfirmed.answered(tag, multiple: multiple) ?? [] {
                publication.send.end(result(publication, returned, isTaken: isTaken))
            }
        case .returned(let channel, let code, let text): channels[channel]?.returned = "\(text) (\(code))"
        case .properties(let channel, let id):
            guard let reason = channels[channel]?.returned else { return }
            channels[channel]?.returned = nil
            channels[channel]?.unconfirmed.returned(id: id, reason: reason)
        case .channelClosed(let number, let code, let text):
            let lost = channels[number]?.unconfirmed.removeAll() ?? []
            channels[number] = nil
            for publication in lost { publication.send.end(.failure(failure.refused(code, text))) }
            try link.confirmClose(of: number)
        case .closed(let code, let text): throw failure.refused(code, text)
        case .blocked(let reason): outside.note(blocked: reason)
        case .unblocked: outside.note(blocked: nil)
        case .other: break
        }
    }

    private func result(
        _ publication: RabbitMQPublication,
        _ returned: String?,
        isTaken: Bool
    ) -> Result<Void, BrokerError> {
        if let returned { return .failure(failure.returned(publication.route, returned)) }
        return isTaken ? .success(()) : .failure(failure.refused(0, "it could not take the message (basic.nack)"))
    }
}
