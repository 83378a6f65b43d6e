// One exchange, one answer: what servers and networks do to a request.

import Foundation
import Testing

@testable import FieldloopCore

@Suite(.timeLimit(.minutes(5)))
struct HttpTests {
    private func request(
        _ url: String, method: String = "GET", headers: [HttpHeader] = [], body: String = "",
        timeoutMs: UInt32 = 20_000
    ) -> HttpRequest {
        HttpRequest(
            method: method, url: url, headers: headers, body: Data(body.utf8), timeoutMs: timeoutMs)
    }

    /// What a server that says this is heard to say.
    private func hears(_ said: String) async throws -> HttpAnswer {
        let server = try RawServer(saying: said)
        return await Http().perform(request(server.address))
    }

    @Test func aRequestArrivesAsItIsAndItsAnswerComesBack() async throws {
        let heard = Wire<String>()
        let server = try RawServer { connection in
            heard.tell(connection.readRequest())
            connection.write(
                "HTTP/1.1 201 Created\r\nRetry-After: 7\r\nContent-Length: 5\r\n\r\nhello")
        }
        let headers = [
            HttpHeader(name: "authorization", value: "Bearer 1"),
            HttpHeader(name: "content-type", value: "application/x"),
        ]
        let posted = request(
            server.address + "/v1/sync?a=b", method: "POST", headers: headers, body: "body")
        let answer = await Http().perform(posted)
        let wait = HttpHeader(name: "retry-after", value: "7")
        #expect(answer == .answered(status: 201, headers: [wait], body: Data("hello".utf8)))
        let text = try #require(await heard.next())
        #expect(text.hasPrefix("POST /v1/sync?a=b HTTP/1.1\r\n"))
        #expect(text.hasSuffix("\r\n\r\nbody"))
        let lines = text.lowercased()
        #expect(lines.contains("authorization: bearer 1\r\n"))
        #expect(lines.contains("content-type: application/x\r\n"))
        #expect(!lines.contains("cookie:"))
    }

    @Test func whateverTheServerSaysIsAnAnswer() async throws {
        let bodies: [(UInt16, String)] = [(200, "x"), (204, ""), (404, "no"), (500, "oh")]
        for (status, body) in bodies {
            let head = "HTTP/1.1 \(status) X\r\nContent-Length: \(body.utf8.count)\r\n\r\n"
            let answer = try await hears(head + body)
            #expect(answer == .answered(status: status, headers: [], body: Data(body.utf8)))
        }
        let chunked =
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\n1\r\nc\r\n0\r\n\r\n"
        let answer = try await hears(chunked)
        #expect(answer == .answered(status: 200, headers: [], body: Data("abc".utf8)))
    }

    @Test func aChallengeIsAnAnswer() async throws {
        var schemes = ["Bearer realm=\"fieldloop\"", "Basic realm=\"x\""]
        #if !canImport(FoundationNetworking)
        // Linux's own URLSession ends the process by this one.
        schemes.append("Bearer")
        #endif
        for scheme in schemes {
            let challenge =
                "HTTP/1.1 401 X\r\nWWW-Authenticate: \(scheme)\r\nContent-Length: 2\r\n\r\nno"
            let answer = try await hears(challenge)
            #expect(answer == .answered(status: 401, headers: [], body: Data("no".utf8)))
        }
    }

    @Test func aRedirectIsAnAnswerAndNotFollowed() async throws {
        let followed = Wire<String>()
        let elsewhere = try RawServer { followed.tell($0.readRequest()) }
        for status in [301, 302, 303, 307, 308] as [UInt16] {
            let answer = try await hears(
                "HTTP/1.1 \(status) X\r\nLocation: \(elsewhere.address)/\r\nContent-Length: 0\r\n\r\n"
            )
            #expect(answer == .answered(status: status, headers: [], body: Data()))
        }
        #expect(followed.all.isEmpty)
    }

    @Test func noCookieIsGivenBack() async throws {
        let heard = Wire<String>()
        let server = try RawServer { connection in
            heard.tell(connection.readRequest())
            connection.write(
                "HTTP/1.1 200 OK\r\nSet-Cookie: a=b; Path=/\r\nCache-Control: max-age=9999\r\n"
                    + "Content-Length: 1\r\nConnection: close\r\n\r\nx")
        }
        let http = Http()
        for _ in 1...2 {
            #expect(
                await http.perform(request(server.address))
                    == .answered(status: 200, headers: [], body: Data("x".utf8)))
        }
        // Both have arrived: nothing was answered out of a cache.
        #expect(heard.all.count == 2)
        #expect(heard.all.allSatisfy { !$0.lowercased().contains("cookie") })
    }

    @Test func aServerThatIsNotThereIsOffline() async throws {
        #expect(await Http().perform(request(try RawServer.deserted())) == .offline)
    }

    @Test func whatIsNotHttpIsOffline() async throws {
        for garbage in [
            "", "\r\n\r\n", "hello\r\n", "HTTP/1.1 200", "SSH-2.0-x\r\n", "\0\0\0\0\r\n\r\n",
        ] {
            #expect(try await hears(garbage) == .offline, "\(garbage.debugDescription)")
        }
    }

    @Test func whatBreaksOffIsNotAskedAgain() async throws {
        let asked = Wire<String>()
        let server = try RawServer { asked.tell($0.readRequest()) }
        let posted = request(server.address, method: "POST", body: "body")
        #expect(await Http().perform(posted) == .offline)
        #expect(asked.all.count == 1)
    }

    @Test func anAnswerThatBreaksOffIsOffline() async throws {
        var cuts = [
            "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n123",
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nff\r\nabc",
        ]
        #if !canImport(FoundationNetworking)
        // Linux's own URLSession ends the process by this one.
        cuts.append("HTTP/1.1 200 OK\r\nContent-Le")
        #endif
        for cut in cuts {
            #expect(try await hears(cut) == .offline, "\(cut.debugDescription)")
        }
    }

    @Test func addressesThatCannotBeAreOffline() async {
        for address in [
            "", "x", "http://", "http:///path", "https://:80/", "ftp://127.0.0.1/",
            "file:///etc/passwd",
            "http://[::1", "http://127.0.0.1:99999/", "http://a b/", "http://\0/", "data:,x",
            "//127.0.0.1/",
        ] {
            #expect(
                await Http().perform(request(address)) == .offline, "\(address.debugDescription)")
        }
    }

    @Test func headersAndMethodsThatCannotBeAreOffline() async throws {
        let arrived = Wire<String>()
        let server = try RawServer { arrived.tell($0.readRequest()) }
        for header in [
            ("", "x"), ("a b", "x"), ("a:b", "x"), ("a\r\nb", "x"), ("a", "x\r\nb: c"),
            ("a", "x\0"),
            ("a", "\n"), ("名", "x"), ("a", "值"), ("a\0", "x"),
        ] {
            let bad = request(
                server.address, headers: [HttpHeader(name: header.0, value: header.1)])
            #expect(await Http().perform(bad) == .offline, "\(header)")
        }
        for method in ["", "GET /", "G\r\nET", "G\0"] {
            #expect(await Http().perform(request(server.address, method: method)) == .offline)
        }
        #expect(arrived.all.isEmpty)
    }

    @Test func manyAtOnceGetTheirOwnAnswers() async throws {
        let server = try RawServer { connection in
            let request = connection.readRequest()
            let path = request.split(separator: " ")[1]
            connection.write(
                "HTTP/1.1 200 OK\r\nContent-Length: \(path.utf8.count)\r\nConnection: close\r\n\r\n\(path)"
            )
        }
        let http = Http()
        await withTaskGroup(of: Void.self) { group in
            for number in 1...60 {
                let asked = request("\(server.address)/\(number)")
                group.addTask {
                    let answer = await http.perform(asked)
                    let body = Data("/\(number)".utf8)
                    #expect(answer == .answered(status: 200, headers: [], body: body))
                }
            }
        }
    }
}
