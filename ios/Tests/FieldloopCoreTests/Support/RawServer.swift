// A server of bare bytes: what it says, and when, is the test's, be it HTTP or not.
// A thread for every connection, on a port that the system chooses.

import Foundation

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

final class RawServer: Sendable {
    let address: String

    /// Has every connection talk as told, and closes it then.
    init(_ talk: @escaping @Sendable (Connection) -> Void) throws {
        // Who hangs up in the middle of an answer must not end the tests by it.
        signal(SIGPIPE, SIG_IGN)
        let (listener, port) = try Self.listen()
        address = "http://127.0.0.1:\(port)"
        Thread.detachNewThread { [weak self] in
            var waiting = pollfd(fd: listener, events: Int16(POLLIN), revents: 0)
            // The listener is this thread's own, who looks now and then whether
            // anybody needs it: closed by another, its number could be another's.
            while self != nil {
                guard poll(&waiting, 1, 20) > 0 else { continue }
                let socket = accept(listener, nil, nil)
                guard socket >= 0 else { continue }
                Thread.detachNewThread {
                    talk(Connection(socket: socket))
                    close(socket)
                }
            }
            close(listener)
        }
    }

    /// One that says the same to everybody who has asked.
    convenience init(saying answer: String) throws {
        try self.init { connection in
            _ = connection.readRequest()
            connection.write(answer)
        }
    }

    /// One that never answers: it tells that it has `heard` a request, and that the
    /// connection has `ended`.
    convenience init(silent news: Wire<String>) throws {
        try self.init { connection in
            _ = connection.readRequest()
            news.tell("heard")
            connection.waitForEnd()
            news.tell("ended")
        }
    }

    /// An address that nobody listens at.
    static func deserted() throws -> String {
        let (listener, port) = try listen()
        close(listener)
        return "http://127.0.0.1:\(port)"
    }

    private static func listen() throws -> (listener: Int32, port: UInt16) {
        #if canImport(Glibc)
        let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        #else
        let listener = socket(AF_INET, SOCK_STREAM, 0)
        #endif
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(INADDR_LOOPBACK).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let isReady = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                bind(listener, address, length) == 0
                    && startListening(listener, 64) == 0
                    && getsockname(listener, address, &length) == 0
            }
        }
        guard listener >= 0, isReady else {
            throw POSIXError(POSIXErrorCode(rawValue: errno) ?? .EIO)
        }
        return (listener, UInt16(bigEndian: address.sin_port))
    }
}

/// The system's function, whose name means another one inside of the class.
private func startListening(_ socket: Int32, _ backlog: Int32) -> Int32 {
    listen(socket, backlog)
}

/// One end of a connection.
struct Connection {
    fileprivate let socket: Int32

    /// What came by now, or nil at the end.
    func read() -> Data? {
        var bytes = [UInt8](repeating: 0, count: 64 << 10)
        let count = recv(socket, &bytes, bytes.count, 0)
        return count > 0 ? Data(bytes[..<count]) : nil
    }

    /// A request's head, and its body if it says how long that is.
    func readRequest() -> String {
        var request = Data()
        while let piece = read() {
            request += piece
            let text = String(decoding: request, as: UTF8.self)
            guard let end = text.range(of: "\r\n\r\n") else { continue }
            let length = text[..<end.lowerBound].lowercased()
                .components(separatedBy: "content-length: ").dropFirst().first
                .flatMap { Int($0.prefix { $0.isNumber }) }
            if text[end.upperBound...].utf8.count >= length ?? 0 {
                return text
            }
        }
        return String(decoding: request, as: UTF8.self)
    }

    /// Says something; false if nobody hears it any more.
    @discardableResult
    func write(_ text: String) -> Bool {
        write(Data(text.utf8))
    }

    @discardableResult
    func write(_ data: Data) -> Bool {
        var rest = data[...]
        while !rest.isEmpty {
            let sent = rest.withUnsafeBytes { bytes in
                send(socket, bytes.baseAddress, bytes.count, 0)
            }
            guard sent > 0 else { return false }
            rest = rest.dropFirst(sent)
        }
        return true
    }

    /// Comes back when the other end has closed it.
    func waitForEnd() {
        while read() != nil {}
    }
}
