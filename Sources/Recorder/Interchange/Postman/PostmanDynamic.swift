internal import Model

/// Postman's dynamic variables (`{{$guid}}`), which its mock servers fill into saved responses.
enum PostmanDynamic {
    static func meaning(of call: HandlebarsCall, _ variables: CollectionVariables) -> TemplateMeaning? {
        guard call.isPath else { return nil }
        let name = call.path.joined(separator: ".")
        if let value = variables.values[name] { return .text(variables.resolved(value)) }
        guard name.hasPrefix("$") else { return nil }
        switch name {
        case "$timestamp": return .expression("$.time('unix')")
        case "$isoTimestamp": return .expression("$.time('rfc3339ms')")
        case "$randomInt": return .expression("$.fake.IntBetween(0, 1000)")
        case "$randomAlphaNumeric": return .expression("$.fake.pattern('[a-z0-9]')")
        default: return fakers[name].map { .expression("$.fake.\($0)") }
        }
    }

    private static let fakers = [
        "$guid": "UUID", "$randomUUID": "UUID", "$randomBoolean": "Bool", "$randomFirstName": "FirstName",
        "$randomLastName": "LastName", "$randomFullName": "FullName", "$randomUserName": "Username",
        "$randomEmail": "Email",
        "$randomPhoneNumber": "Phone", "$randomPassword": "Password", "$randomCity": "City",
        "$randomCountry": "Country",
        "$randomCountryCode": "CountryCode", "$randomStreetAddress": "StreetAddress", "$randomLatitude": "Latitude",
        "$randomLongitude": "Longitude", "$randomCompanyName": "Company", "$randomJobTitle": "JobTitle",
        "$randomUrl": "URL",
        "$randomDomainName": "DomainName", "$randomIP": "IPv4", "$randomIPV6": "IPv6",
        "$randomMACAddress": "MacAddress",
        "$randomUserAgent": "UserAgent", "$randomHexColor": "HexColor", "$randomWord": "Word",
        "$randomLoremWord": "Word",
        "$randomLoremSentence": "Sentence", "$randomLoremParagraph": "Paragraph", "$randomPrice": "Price",
        "$randomProductName": "ProductName", "$randomCurrencyCode": "Currency", "$randomBitcoin": "BitcoinAddress",
    ]
}
