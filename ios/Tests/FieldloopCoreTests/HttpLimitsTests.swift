// How an exchange ends that would not end by itself: in time, at its longest, or
// given up. Each time the connection ends, too.

import Foundation
import Testing

@testable import FieldloopCore

@Suite(.timeLimit(.minutes(5)))
struct HttpLimitsTests {
    private let ended = Wire<String>()

    private func request(_ server: RawServer, timeoutMs: UInt32 = 30_000) -> HttpRequest {
        HttpRequest(
            method: "GET", url: server.address, headers: [], body: Data(), timeoutMs: timeoutMs)
    }

    /// A server that has heard, and never answers.
    private func silent(_ heard: Wire<String>) throws -> RawServer {
        try RawServer { [ended] connection in
            heard.tell(connection.readRequest())
            connection.waitForEnd()
            ended.tell("end")
        }
    }

    @Test func silenceTimesOutAndTheConnectionEnds() async throws {
        let server = try silent(Wire())
        #expect(await Http().perform(request(server, timeoutMs: 100)) == .timedOut)
        #expect(await ended.next() == "end")
    }

    @Test func noTimeAtAllIsOverAtOnce() async throws {
        let server = try silent(Wire())
        #expect(await Http().perform(request(server, timeoutMs: 0)) == .timedOut)
    }

    @Test func theWholeExchangeHasToBeInTimeNotEveryByte() async throws {
        let server = try RawServer { [ended] connection in
            _ = connection.readRequest()
            connection.write("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
            // A byte now and then, for ever.
            while connection.write("1\r\nx\r\n") {
                usleep(5_000)
            }
            ended.tell("end")
        }
        #expect(await Http().perform(request(server, timeoutMs: 300)) == .timedOut)
        #expect(await ended.next() == "end")
    }

    @Test func cancellingEndsTheConnection() async throws {
        let heard = Wire<String>()
        let server = try silent(heard)
        let http = Http()
        let exchange = Task { [asked = request(server)] in await http.perform(asked) }
        #expect(await heard.next() != nil)
        exchange.cancel()
        #expect(await exchange.value == .cancelled)
        #expect(await ended.next() == "end")
    }

    @Test func whatIsCancelledBeforeItBeginsDoesNotBegin() async throws {
        let heard = Wire<String>()
        let server = try silent(heard)
        let exchange = Task { [asked = request(server)] in
            withUnsafeCurrentTask { $0?.cancel() }
            return await Http().perform(asked)
        }
        #expect(await exchange.value == .cancelled)
        #expect(heard.all.isEmpty)
    }

    @Test func closingGivesUpWhatIsUnderWay() async throws {
        let heard = Wire<String>()
        let server = try silent(heard)
        let http = Http()
        let exchange = Task { [asked = request(server)] in await http.perform(asked) }
        #expect(await heard.next() != nil)
        http.close()
        #expect(await exchange.value == .offline)
        #expect(await ended.next() == "end")
    }

    @Test func theLongestBodyIsReadWhole() async throws {
        let body = Data(repeating: 7, count: Http.bodyBytesMax)
        let server = try RawServer { connection in
            _ = connection.readRequest()
            connection.write("HTTP/1.1 200 OK\r\nContent-Length: \(body.count)\r\n\r\n")
            connection.write(body)
        }
        let answer = await Http().perform(request(server))
        #expect(answer == .answered(status: 200, headers: [], body: body))
    }

    @Test func aSmallBodyThatUnpacksToALongOneIsOffline() async throws {
        let packed = try gzip(Data(count: Http.bodyBytesMax + 1))
        #expect(packed.count < 1 << 20)
        let server = try RawServer { connection in
            _ = connection.readRequest()
            connection.write(
                "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: \(packed.count)\r\n\r\n"
            )
            connection.write(packed)
        }
        #expect(await Http().perform(request(server)) == .offline)
    }

    @Test func aBodyThatIsAnnouncedTooLongIsNotWaitedFor() async throws {
        let server = try RawServer { [ended] connection in
            _ = connection.readRequest()
            connection.write("HTTP/1.1 200 OK\r\nContent-Length: \(Http.bodyBytesMax + 1)\r\n\r\n")
            connection.waitForEnd()
            ended.tell("end")
        }
        #expect(await Http().perform(request(server)) == .offline)
        #expect(await ended.next() == "end")
    }

    @Test func aBodyThatDoesNotEndIsNotReadFurther() async throws {
        let server = try RawServer { [ended] connection in
            _ = connection.readRequest()
            connection.write("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
            let piece = Data(repeating: 7, count: 1 << 20)
            for _ in 0...(Http.bodyBytesMax / piece.count) {
                connection.write(Data("100000\r\n".utf8) + piece + Data("\r\n".utf8))
            }
            connection.waitForEnd()
            ended.tell("end")
        }
        #expect(await Http().perform(request(server)) == .offline)
        #expect(await ended.next() == "end")
    }

    private func gzip(_ data: Data) throws -> Data {
        let folder = try Folder()
        let file = folder.url.appendingPathComponent("body")
        try data.write(to: file)
        let process = try Process.run(
            URL(fileURLWithPath: "/usr/bin/env"), arguments: ["gzip", file.path])
        process.waitUntilExit()
        return try Data(contentsOf: file.appendingPathExtension("gz"))
    }
}
