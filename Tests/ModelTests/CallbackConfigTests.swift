import Model
import Testing

@Suite struct CallbackConfigTests {
    @Test(arguments: [
        (CallbackConfig.Trigger.onSuccess, [200, 299], [199, 300, 404]), (.onError, [400, 503, 599], [200, 302, 399]),
        (.always, [200, 302, 500], []),
    ])
    func `triggers look at the status`(_ trigger: CallbackConfig.Trigger, _ fires: [Int], _ not: [Int]) {
        #expect(fires.allSatisfy(trigger.fires(on:)))
        #expect(!not.contains(where: trigger.fires(on:)))
    }
}
