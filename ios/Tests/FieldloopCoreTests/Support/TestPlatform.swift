// How tests open a core.

import Foundation

@testable import FieldloopCore

extension Platform {
    /// An English phone in this folder.
    init(in folder: Folder, secrets: any Secrets = NoSecrets()) {
        self.init(dataFolder: folder.url, languages: ["en"], version: "1.0", secrets: secrets)
    }
}

extension Core {
    /// Waits until the page is as wanted; false if the core has ended before.
    func shows(_ isWanted: (Page) -> Bool) async -> Bool {
        for await page in pages() where isWanted(page) {
            return true
        }
        return false
    }
}

extension HttpRequest {
    init(get url: String) {
        self.init(method: "GET", url: url, headers: [], body: Data(), timeoutMs: 30_000)
    }
}

extension Event {
    /// Signs in to a server that the test brings.
    static func signIn(to server: String) -> Event {
        .signIn(server: server, login: "a", password: "b", device: "c", discardUnsent: false)
    }
}
