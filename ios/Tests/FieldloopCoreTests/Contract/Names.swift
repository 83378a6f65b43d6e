// What a scenario writes in the place of what only the page knows: `#1` and `this`
// for ids, and what a choice shows for its value.

import PhoneProcess

extension Json {
    /// An event with what the page knows put in.
    func resolved(on page: Json) -> Json {
        guard let (verb, value) = only else { return self }
        switch verb {
        case "open", "let_go_draft":
            return [verb: value.opened(on: page)]
        case "fill":
            let input = value["input"]?.text ?? ""
            return [verb: value.with("value") { page.chosen($0, input, in: page.visibleForm) }]
        case "perform":
            let form = page.form(taking: value["offer"]?.text ?? "")
            let performed = value.with("subject") { page.caseNamed($0) }
            return [verb: performed.with("values") { page.chosen($0, in: form) }]
        case "do_again", "let_go":
            return [verb: value.with("command") { $0 == "#1" ? page.firstRefused : $0 }]
        case "resend_photo", "let_go_photo":
            return [verb: value.with("id") { $0 == "#1" ? page.firstPhotoOnItsWay : $0 }]
        case "fetch_photo":
            return [verb: value.with("id") { $0 == "#1" ? page.firstPhoto("whole") : $0 }]
        default:
            return self
        }
    }

    private func opened(on page: Json) -> Json {
        with("case") { page.caseNamed($0) }
            .with("code") { page.caseNamed($0) }
            .with("revision") { $0 == "#1" ? page.firstRefused : $0 }
            .with("form") { form in form.with("subject") { page.caseNamed($0) } }
    }

    /// The first picture of the visible case, whole or as a thumbnail: of what it is
    /// about, or else of what was done to it.
    func firstPhoto(_ part: String) -> Json {
        let visible = self["content"]?["case"]?["case"] ?? .null
        let shown = [visible] + (visible["timeline"]?.elements ?? [])
        let photos = shown.compactMap { $0["photos"]?[0] }
        return photos.first?[part] ?? "no photo is visible"
    }

    /// The events that find what the visible codes say; none if no code is visible.
    var finds: [Json]? {
        let codes = self["content"]?["code"]?["codes"]?.elements
        return codes?.map { ["find": ["text": $0["text"] ?? .null]] }
    }

    private var firstPhotoOnItsWay: Json {
        self["content"]?["outbox"]?["photos"]?[0]?["photo"] ?? "no photo is on its way"
    }

    private var firstRefused: Json {
        self["content"]?["outbox"]?["refused"]?[0]?["command"] ?? "nothing refused is visible"
    }

    private func caseNamed(_ name: Json) -> Json {
        let content = self["content"]
        switch name {
        case "#1":
            let rows = content?["list"]?["rows"] ?? content?["notices"]?["rows"]
            return rows?[0]?["case"] ?? "no row is visible"
        case "this":
            let place = content?["case"] ?? content?["form"]
            return place?["subject"] ?? content?["code"]?["case"] ?? "no case is visible"
        default:
            return name
        }
    }

    private var visibleForm: Json? {
        self["content"]?["form"]
    }

    /// The visible form, if it takes up this offer.
    private func form(taking offer: String) -> Json? {
        visibleForm?["offer"]?["name"] == .text(offer) ? visibleForm : nil
    }

    /// Values by their inputs, in a form.
    private func chosen(_ values: Json, in form: Json?) -> Json {
        guard case .object(let values) = values else { return values }
        let pairs = values.map { ($0, chosen($1, $0, in: form)) }
        return .object(Dictionary(uniqueKeysWithValues: pairs))
    }

    /// The value that a choice means by what it shows, or by being the first, of several
    /// line by line; any other as it is.
    private func chosen(_ value: Json, _ input: String, in form: Json?) -> Json {
        let inputs = form?["inputs"]?.elements ?? []
        let kind = inputs.first { $0["name"] == .text(input) }?["kind"]
        let choices = (kind?["choice"] ?? kind?["choices"])?["choices"]?.elements ?? []
        guard let text = value.text else { return value }
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map { line in
            let shown = choices.first { line == "#1" || $0["label"] == .text(String(line)) }
            let meant = shown?["value"]?.text
            return meant ?? String(line)
        }
        return .text(lines.joined(separator: "\n"))
    }

    /// This object with another value in the place of one that it has.
    private func with(_ key: String, _ change: (Json) -> Json) -> Json {
        guard case .object(var object) = self, let value = object[key] else { return self }
        object[key] = change(value)
        return .object(object)
    }
}
