internal import Model

/// How an attempt begins: rendered anew where that was asked for, allowed, and handed to its sender.
extension DeliveryLoop {
    /// Begins an attempt; gives how it ended when it could not begin.
    func start(_ key: DeliveryKey, _ delivery: Delivery) -> DeliverySchedule.Event? {
        let delivery = fresh(key, delivery)
        guard case .http = delivery.job.target else { return startAtBroker(key, delivery) }
        http.start(key, delivery)
        return nil
    }

    /// Begins an attempt at a broker, now or when its hosts are known.
    private func startAtBroker(_ key: DeliveryKey, _ delivery: Delivery) -> DeliverySchedule.Event? {
        let (now, target) = (time.elapsed(), delivery.job.target)
        if lookups.isCleared(target.laneSource, at: now) {
            brokers.start(key, delivery)
            return nil
        }
        var (addresses, isKnown): ([String: [NetworkAddress]], Bool) = ([:], true)
        for host in target.hosts {
            let found = lookups.addresses(of: host, at: now)
            (addresses[host], isKnown) = (found, isKnown && found != nil)
        }
        guard isKnown else {
            resolving.append((key, delivery))
            return nil
        }
        if let denial = configuration.targets.denial(of: target, resolvedTo: addresses) {
            return .ended(AttemptEnd(key: key, result: .failed(reason: denial), next: .never))
        }
        lookups.clear(target.laneSource, at: now)
        brokers.start(key, delivery)
        return nil
    }

    /// Lets the attempts go on that waited for this host.
    func learn(_ addresses: [NetworkAddress], of host: String) {
        lookups.learn(addresses, of: host, at: time.elapsed())
        let waiting = resolving
        resolving = []
        for (key, delivery) in waiting {
            if let failure = startAtBroker(key, delivery) { tell(failure) }
        }
    }

    /// The delivery as its first attempt sends it: rendered anew under the same id, for the same exchange, with the faults
    /// that were drawn for it.
    private func fresh(_ key: DeliveryKey, _ delivery: Delivery) -> Delivery {
        guard delivery.attempts.isEmpty, let refresh = delivery.job.refresh else { return delivery }
        var job = refresh()
        (job.id, job.exchange, job.run) = (delivery.job.id, delivery.job.exchange, delivery.job.run)
        (job.faults, job.isExtracted, job.refresh) = (delivery.job.faults, delivery.job.isExtracted, nil)
        var refreshed = delivery
        refreshed.job = job
        schedule.replaceJob(of: key, by: job)
        journal.refreshed(refreshed)
        return refreshed
    }
}
