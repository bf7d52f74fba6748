import Foundation
import Model
import Testing

@testable import Templating

@Suite struct FakerTests {
    /// Every name of the reference's tables.
    static let names = [
        "UUID", "UUIDDigit", "UUIDHyphenated", "UnixTime", "Timestamp", "Date", "DateISO", "DateTimeISO", "FirstName",
        "LastName",
        "Name", "FullName", "Gender", "JobTitle", "Username", "Password", "Email", "URL", "DomainName", "UserAgent",
        "IPv4",
        "IPv4Address", "MacAddress", "JWT", "Phone", "PhoneNumber", "Company", "CompanyName", "ProductName", "Price",
        "Amount",
        "CreditCardNumber", "Address", "StreetAddress", "City", "State", "Zip", "ZipCode", "Country", "CountryCode",
        "Latitude",
        "Longitude", "Word", "Sentence", "Paragraph", "Bool", "PositiveInt", "Float64", "IntBetween(-3, 3)",
        "IntRange(1,2)",
        "FloatRange(0.5, 1.5)", "HexColor", "iso_date", "iso_datetime", "cron", "duration", "ean13", "upc", "isbn13",
        "eth_address",
        "tx_hash", "btc_address", "iban", "bic", "vat_de", "credit_card", "ulid", "nanoid", "hex_token", "cidr",
        "private_ip", "port",
        "mac_oui", "ru_inn", "ru_snils", "ru_ogrn", "ru_kpp", "us_routing", "ssn", "ein", "IPv6", "Currency",
        "DayOfWeek",
        "MonthName", "Timezone", "TimeString", "E164PhoneNumber", "TollFreePhoneNumber", "CCType", "CCNumber",
        "TitleMale",
        "TitleFemale", "FirstNameMale", "FirstNameFemale", "AmountWithCurrency", "uuidV7", "ksuid", "pattern('a[0-9]')",
        "counter('n', 5)",
    ]

    @Test(arguments: names) func resolvesEveryNameAndFollowsTheSeed(_ name: String) throws {
        let template = try Template("$.fake.\(name)")
        func draws(_ seed: UInt64) -> [JSON] {
            var context = context(seed: seed)
            let values = (0..<20).map { _ in template.value(in: &context) }
            #expect(context.takeUnresolved().isEmpty)
            return values
        }
        #expect(draws(1) == draws(1))
        #expect(draws(1).allSatisfy { !$0.textValue.isEmpty })
        let isClock = [
            "UnixTime", "Timestamp", "Date", "DateISO", "DateTimeISO", "iso_date", "iso_datetime", "TimeString",
        ]
        let isFixed = isClock + ["DayOfWeek", "MonthName", "counter('n', 5)"]
        #expect(isFixed.contains(name) || draws(1) != draws(2))
    }

    static let shapes: [(String, String)] = [
        ("UUID", "^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$"),
        ("uuidV7", "^018bcfe5-6800-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$"),
        ("UUIDDigit", "^[0-9a-f]{12}4[0-9a-f]{3}[89ab][0-9a-f]{15}$"),
        ("ulid", "^01HF7YAT00[0-9A-HJKMNP-TV-Z]{16}$"), ("ksuid", "^2YBXZ[0-9A-Za-z]{22}$"),
        ("nanoid", "^[A-Za-z0-9_-]{21}$"),
        ("Email", "^[a-z.]+[0-9]+@[a-z]+\\.example\\.(com|net|org)$"), ("HexColor", "^#[0-9a-f]{6}$"),
        ("IPv4", "^(192\\.0\\.2|198\\.51\\.100|203\\.0\\.113)\\.[0-9]{1,3}$"),
        ("IPv6", "^2001:db8(:[0-9a-f]{1,4}){6}$"),
        ("MacAddress", "^[0-9a-f][26ae](:[0-9a-f]{2}){5}$"), ("JWT", "^[\\w-]+\\.[\\w-]+\\.[\\w-]{43}$"),
        ("E164PhoneNumber", "^\\+1[2-9][0-9]{9}$"), ("Price", "^[0-9]+\\.[0-9]{2}$"), ("Zip", "^[0-9]{5}$"),
        ("iban", "^DE[0-9]{20}$"), ("bic", "^[A-Z]{8}$"), ("eth_address", "^0x[0-9a-f]{40}$"),
        ("btc_address", "^bc1q[a-z0-9]{38}$"),
        ("ru_kpp", "^[0-9]{9}$"), ("ssn", "^(?!000|666|9)[0-9]{3}-(?!00)[0-9]{2}-(?!0000)[0-9]{4}$"),
        ("ein", "^[0-9]{2}-[0-9]{7}$"),
        ("cron", "^[0-9]+ [0-9]+ \\* \\* \\*$"), ("duration", "^PT[0-9]+H[0-9]+M$"),
        ("cidr", "^10\\.[0-9]+\\.[0-9]+\\.0/24$"),
        ("Sentence", "^The .+\\.$"), ("CountryCode", "^[A-Z]{2}$"), ("Password", "^.{16}$"),
        ("vat_de", "^DE[1-9][0-9]{8}$"),
    ]

    @Test(arguments: shapes) func hasItsShape(_ name: String, _ shape: String) throws {
        let (template, pattern) = (try Template("$.fake.\(name)"), try Pattern(shape))
        var context = context(seed: 9)
        for _ in 0..<50 {
            let text = template.text(in: &context)
            #expect(pattern.isFound(in: text), "\(name): \(text)")
        }
    }

    @Test func typesAreKept() throws {
        var context = context()
        for name in ["UnixTime", "PositiveInt", "IntBetween(1, 9)", "FloatRange(1, 2)", "Price", "Latitude", "port"] {
            #expect(try Template("$.fake.\(name)").value(in: &context).number != nil, "\(name)")
        }
        #expect(try Template("$.fake.Bool").value(in: &context).bool != nil)
    }

    @Test func rangesHoldTheirBounds() throws {
        var context = context()
        let integers = try Template("$.fake.IntBetween(-2, 2)")
        let drawn = (0..<200).compactMap { _ in integers.value(in: &context).int }
        #expect(Set(drawn) == [-2, -1, 0, 1, 2])
        let floats = try Template("$.fake.FloatRange(-0.5, 0.5)")
        #expect((0..<200).allSatisfy { _ in (-0.5...0.5).contains(floats.value(in: &context).number?.double ?? 9) })
    }

    @Test func countersCountByName() throws {
        var context = context()
        let (orders, users) = (try Template("$.fake.counter('orders', 1001)"), try Template("$.fake.counter('users')"))
        #expect((0..<3).map { _ in orders.value(in: &context) } == [1001, 1002, 1003])
        #expect(users.value(in: &context) == 1)
    }

    @Test func parenthesesAfterOthersAreText() throws {
        var context = context()
        #expect(try Template("$.fake.Bool(ean)").text(in: &context).hasSuffix("(ean)"))
        #expect(try Template("$.fake.Bool()").value(in: &context).bool != nil)
    }
}
