// Performs one HTTP request and gives one answer, whatever happens. What is
// requested, and what an answer means, is the core's affair.
//
// Nothing is added to what the core asks for: no redirect is followed (it would
// carry the token to another server), no cookie is kept, and nothing is cached.

import Foundation

#if canImport(FoundationNetworking)
import FoundationNetworking
#endif

final class Http: Sendable {
    /// The longest body that is read.
    static let bodyBytesMax = 16 << 20
    /// The headers of an answer that the core reads.
    static let answerHeaders = ["retry-after"]

    private let exchanges = Exchanges()
    private let session: URLSession

    init() {
        let configuration = URLSessionConfiguration.ephemeral
        configuration.httpCookieStorage = nil
        configuration.httpCookieAcceptPolicy = .never
        configuration.httpShouldSetCookies = false
        configuration.urlCache = nil
        configuration.urlCredentialStorage = nil
        configuration.requestCachePolicy = .reloadIgnoringLocalCacheData
        session = URLSession(configuration: configuration, delegate: exchanges, delegateQueue: nil)
    }

    /// Performs a request. Cancelling the task that awaits it ends the connection.
    func perform(_ request: HttpRequest) async -> HttpAnswer {
        guard let prepared = Self.prepare(request) else {
            return .offline
        }
        let exchange = Exchange()
        return await withTaskCancellationHandler {
            await withCheckedContinuation { waiting in
                let task = session.dataTask(with: prepared)
                exchanges.add(exchange, of: task)
                exchange.begin(task, timeoutMs: request.timeoutMs, for: waiting)
            }
        } onCancel: {
            exchange.end(.cancelled)
        }
    }

    /// Gives up what is under way. Nothing may be performed after it.
    func close() {
        session.invalidateAndCancel()
    }

    /// The request for the system; nil if there cannot be such a one.
    private static func prepare(_ request: HttpRequest) -> URLRequest? {
        guard let url = URL(string: request.url), let host = url.host, !host.isEmpty,
            ["http", "https"].contains(url.scheme?.lowercased()),
            isToken(request.method)
        else {
            return nil
        }
        var prepared = URLRequest(url: url)
        prepared.httpMethod = request.method
        prepared.httpBody = request.body.isEmpty ? nil : request.body
        prepared.httpShouldHandleCookies = false
        // The system counts silence only; the whole time is the exchange's to keep.
        prepared.timeoutInterval = TimeInterval(request.timeoutMs) / 1_000 + 60
        for header in request.headers {
            guard isToken(header.name), isFieldValue(header.value) else {
                return nil
            }
            prepared.setValue(header.value, forHTTPHeaderField: header.name)
        }
        return prepared
    }

    /// A token of RFC 9110: what methods and names of headers are.
    private static func isToken(_ text: String) -> Bool {
        !text.isEmpty && text.utf8.allSatisfy(tokenBytes.contains)
    }

    private static let tokenBytes = Set(
        "!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz".utf8)

    /// A value that cannot begin another header, nor end the request.
    private static func isFieldValue(_ text: String) -> Bool {
        text.utf8.allSatisfy { (0x20...0x7e).contains($0) || $0 == UInt8(ascii: "\t") }
    }
}
