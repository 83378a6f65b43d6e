// The token in the phone's keychain. It can be read while the phone is locked, once
// it was unlocked after a start, so that the app syncs in the background; it is in
// no backup, and comes to no other phone.

#if canImport(Security)
import Foundation
import Security

public struct KeychainSecrets: Secrets {
    /// What the keychain said.
    struct Refusal: Error {
        let status: OSStatus
    }

    public init() {}

    public func save(_ secret: String) throws {
        let values: [CFString: Any] = [
            kSecValueData: Data(secret.utf8),
            kSecAttrAccessible: kSecAttrAccessibleAfterFirstUnlockThisDeviceOnly,
        ]
        var status = SecItemUpdate(item as CFDictionary, values as CFDictionary)
        if status == errSecItemNotFound {
            let new = item.merging(values) { $1 }
            status = SecItemAdd(new as CFDictionary, nil)
        }
        try check(status)
    }

    public func load() throws -> String? {
        let asked = item.merging([kSecReturnData: true, kSecMatchLimit: kSecMatchLimitOne]) {
            $1
        }
        var found: CFTypeRef?
        let status = SecItemCopyMatching(asked as CFDictionary, &found)
        if status == errSecItemNotFound {
            return nil
        }
        try check(status)
        guard let data = found as? Data else {
            throw Refusal(status: errSecDecode)
        }
        return String(decoding: data, as: UTF8.self)
    }

    public func delete() throws {
        let status = SecItemDelete(item as CFDictionary)
        if status != errSecItemNotFound {
            try check(status)
        }
    }

    /// The one item that there is.
    private var item: [CFString: Any] {
        [
            kSecClass: kSecClassGenericPassword,
            kSecAttrService: "com.fieldloop",
            kSecAttrAccount: "device",
        ]
    }

    private func check(_ status: OSStatus) throws {
        if status != errSecSuccess {
            throw Refusal(status: status)
        }
    }
}
#endif
