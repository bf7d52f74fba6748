import Model
import Templating

/// A bank over SOAP: all calls go to one path and differ by `SOAPAction`; XML both ways and in its webhooks, a balance that each
/// entry moves, a fault where it does not suffice, and a request that the same client sends twice.
final class LedgerSystem: StagingSystem {
    let name = "ledger"
    let origin = Origin(scheme: .http, authority: Authority(host: "bank.staging.test", port: 8_088))

    private let style: Style
    private let space: String
    private let number: Shape
    private let reference: Shape
    private let account: String
    private let isSigned: Bool
    private var accounts: [String: (owner: JSON, currency: JSON, balance: Int)] = [:]

    init(_ style: Style) {
        var style = style
        space = style.chance.pick(["http://bank.test/ledger", "urn:bank:ledger:v2"])
        number = style.chance.pick([.prefixed("DE", .digits(20)), .digits(10)])
        reference = style.chance.pick([.uuid, .prefixed("TX", .upperDigits(12)), .counter(Counter(from: 70_001))])
        account = style.chance.pick(["AccountNumber", "AccountId"])
        isSigned = style.happens(0.5)
        self.style = style
    }

    func next(_ client: Client, _ chance: inout Chance) -> Call? {
        let account = client.text("account")
        func entry(_ operation: String, _ amount: Int) -> Call {
            call(
                operation,
                [(self.account, account), ("Amount", String(amount)), ("Purpose", Vocabulary.sentence(&chance, 2...4))]
            )
        }
        switch client.step {
        case 0:
            return call(
                "OpenAccount",
                [("Owner", Vocabulary.person(&chance)), ("Currency", chance.pick(["EUR", "USD"]))]
            )
        case 1, 3: return entry("Deposit", Vocabulary.amount(&chance))
        case 2, 4, 6: return call("GetAccount", [(self.account, account)])
        case 5:
            let balance = accounts[account]?.balance ?? 0
            let isTooMuch = Int.random(in: 0..<4, using: &chance) == 0
            return entry("Withdraw", isTooMuch ? balance + 100 : balance / 2)
        default: return nil
        }
    }

    private func call(_ operation: String, _ members: [(String, String)]) -> Call {
        var call = Call(operation, "POST", "/ws/ledger")
        call.fields = [("Content-Type", "text/xml; charset=utf-8"), ("SOAPAction", "\"\(space)/\(operation)\"")]
        let inner = members.map { "<l:\($0)>\($1)</l:\($0)>" }.joined()
        let text =
            "<soap:Envelope xmlns:soap=\"http://schemas.xmlsoap.org/soap/envelope/\" xmlns:l=\"\(space)\">"
            + "<soap:Body><l:\(operation)>\(inner)</l:\(operation)></soap:Body></soap:Envelope>"
        call.body = Array(text.utf8)
        call.inputs = Dictionary(members.map { ($0, .string($1)) }) { first, _ in first }
        return call
    }

    func act(on call: Call, by client: Client) -> Act {
        let key = client.text("account")
        let account = accounts[key] ?? (.null, .null, 0)
        let named = Leaf.link(call.inputs[self.account] ?? .null, self.account)
        switch call.operation {
        case "OpenAccount":
            var act = answer(
                "OpenAccount",
                [
                    (self.account, .made("account", number)), ("Owner", .link(call.inputs["Owner"] ?? .null, "Owner")),
                    ("Currency", .link(call.inputs["Currency"] ?? .null, "Currency")), ("Balance", .words("0")),
                ]
            )
            act.keep = { [self] body in
                let account = Self.element(self.account, of: body)
                client.memory["account"] = account
                accounts[account.textValue] = (call.inputs["Owner"] ?? .null, call.inputs["Currency"] ?? .null, 0)
            }
            return act
        case "GetAccount":
            return answer(
                "GetAccount",
                [
                    (self.account, named), ("Owner", .store(account.owner)), ("Currency", .store(account.currency)),
                    ("Balance", .store(.int(account.balance))),
                ]
            )
        default: return entry(call, client, named)
        }
    }

    private func entry(_ call: Call, _ client: Client, _ named: Leaf) -> Act {
        let key = client.text("account")
        guard let account = accounts[key] else { return Act(404) }
        let amount = Int(call.text("Amount")) ?? 0
        let left = account.balance + (call.operation == "Deposit" ? amount : -amount)
        guard left >= 0 else { return fault() }
        let (reference, balance) = (Leaf.made("reference", reference), Leaf.store(.int(left)))
        let sum = Leaf.link(call.inputs["Amount"] ?? .null, "Amount")
        var act = answer(call.operation, [("Reference", reference), (self.account, named), ("Balance", balance)])
        let kind = call.operation.lowercased()
        var emission = Emission(to: "/bank/entries", [], .object([]), after: style.delay)
        if isSigned { emission.fields = [("X-Entry-Signature", .made("signature", .hex(64)))] }
        emission.content = .text(
            .text([
                .words("<?xml version=\"1.0\"?><entry kind=\"\(kind)\" reference=\""), reference,
                .words("\"><account>"), named,
                .words("</account><amount currency=\""), .store(account.currency), .words("\">"), sum,
                .words("</amount><owner>"), .store(account.owner), .words("</owner></entry>"),
            ]),
            "application/xml"
        )
        act.emissions = [emission]
        act.keep = { [self] _ in accounts[key]?.balance = left }
        return act
    }

    private func answer(_ operation: String, _ members: [(String, Leaf)]) -> Act {
        var parts: [Leaf] = [.words("\(Self.opening)<l:\(operation)Response xmlns:l=\"\(space)\">")]
        for (name, leaf) in members { parts += [.words("<l:\(name)>"), leaf, .words("</l:\(name)>")] }
        parts.append(.words("</l:\(operation)Response>\(Self.closing)"))
        var act = Act()
        act.content = .text(.text(parts), "text/xml")
        return act
    }

    private func fault() -> Act {
        var act = Act(500)
        let reason =
            "<soap:Fault><faultcode>soap:Client</faultcode><faultstring>insufficient funds</faultstring></soap:Fault>"
        act.content = .text(.words("\(Self.opening)\(reason)\(Self.closing)"), "text/xml")
        return act
    }

    private static let opening =
        "<soap:Envelope xmlns:soap=\"http://schemas.xmlsoap.org/soap/envelope/\"><soap:Body>"
    private static let closing = "</soap:Body></soap:Envelope>"

    private static func element(_ name: String, of body: JSON?) -> JSON {
        let text = body?.textValue ?? ""
        guard let start = text.firstRange(of: "<l:\(name)>"), let end = text.firstRange(of: "</l:\(name)>") else {
            return .null
        }
        return .string(String(text[start.upperBound..<end.lowerBound]))
    }
}
