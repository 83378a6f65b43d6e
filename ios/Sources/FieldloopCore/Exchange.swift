// One HTTP exchange from its request to its one answer, and the session's delegate,
// which knows them all. What may be requested is decided in `Http`.

import Foundation

#if canImport(FoundationNetworking)
import FoundationNetworking
#endif

/// An exchange. It ends once: by an answer, in time, or given up, whatever is first.
final class Exchange: @unchecked Sendable {
    // Everything below is touched with the lock only: the session's queue, the
    // timer and the one who gives up come from different threads.
    private let lock = NSLock()
    private var waiting: CheckedContinuation<HttpAnswer, Never>?
    private var answer: HttpAnswer?
    private var task: URLSessionDataTask?
    private var timer: Task<Void, Never>?
    private var status: UInt16?
    private var headers: [HttpHeader] = []
    private var body = Data()

    /// Begins, for the one who waits for its answer. One that was given up before
    /// ends at once.
    func begin(
        _ task: URLSessionDataTask, timeoutMs: UInt32,
        for waiting: CheckedContinuation<HttpAnswer, Never>
    ) {
        let timer = Task { [weak self] in
            if (try? await Task.sleep(for: .milliseconds(timeoutMs))) != nil {
                self?.end(.timedOut)
            }
        }
        let answer = lock.withLock {
            if self.answer == nil {
                (self.waiting, self.task, self.timer) = (waiting, task, timer)
            }
            return self.answer
        }
        guard let answer else {
            task.resume()
            return
        }
        timer.cancel()
        task.cancel()
        waiting.resume(returning: answer)
    }

    /// The server answers. What it says may be too long already.
    func receive(_ response: URLResponse) -> Bool {
        let answer = response as? HTTPURLResponse
        let status = answer.flatMap { UInt16(exactly: $0.statusCode) }
        guard let answer, let status,
            response.expectedContentLength <= Int64(Http.bodyBytesMax)
        else {
            end(.offline)
            return false
        }
        let headers = Http.answerHeaders.compactMap { name in
            answer.value(forHTTPHeaderField: name).map { HttpHeader(name: name, value: $0) }
        }
        lock.withLock { (self.status, self.headers) = (status, headers) }
        return true
    }

    /// A piece of the body has come.
    func receive(_ piece: Data) {
        let isTooLong = lock.withLock {
            guard body.count + piece.count <= Http.bodyBytesMax else {
                body = Data()
                return true
            }
            body.append(piece)
            return false
        }
        if isTooLong {
            end(.offline)
        }
    }

    /// The connection has done with it.
    func complete(_ error: (any Error)?) {
        let (status, headers, body) = lock.withLock { (self.status, self.headers, self.body) }
        switch (error, status) {
        case (nil, let status?): end(.answered(status: status, headers: headers, body: body))
        case (let error as URLError, _) where error.code == .timedOut: end(.timedOut)
        default: end(.offline)
        }
    }

    /// Ends it by this answer, if it has not ended yet. A connection that is still
    /// open is closed.
    func end(_ answer: HttpAnswer) {
        let (waiting, task, timer) = lock.withLock {
            guard self.answer == nil else {
                return (nil, nil, nil) as Ending
            }
            self.answer = answer
            defer { (self.waiting, self.task, self.timer) = (nil, nil, nil) }
            return (self.waiting, self.task, self.timer)
        }
        timer?.cancel()
        task?.cancel()
        waiting?.resume(returning: answer)
    }

    private typealias Ending = (
        CheckedContinuation<HttpAnswer, Never>?, URLSessionDataTask?, Task<Void, Never>?
    )
}

/// The session's delegate: gives to every exchange what is its own.
final class Exchanges: NSObject, URLSessionDataDelegate, @unchecked Sendable {
    private let lock = NSLock()
    /// By the numbers of their tasks. Touched with the lock only.
    private var exchanges: [Int: Exchange] = [:]

    func add(_ exchange: Exchange, of task: URLSessionTask) {
        lock.withLock { exchanges[task.taskIdentifier] = exchange }
    }

    private func exchange(_ task: URLSessionTask) -> Exchange? {
        lock.withLock { exchanges[task.taskIdentifier] }
    }

    func urlSession(
        _ session: URLSession, dataTask: URLSessionDataTask, didReceive response: URLResponse,
        completionHandler: @escaping (URLSession.ResponseDisposition) -> Void
    ) {
        let isWanted = exchange(dataTask)?.receive(response) ?? false
        completionHandler(isWanted ? .allow : .cancel)
    }

    func urlSession(_ session: URLSession, dataTask: URLSessionDataTask, didReceive data: Data) {
        exchange(dataTask)?.receive(data)
    }

    func urlSession(
        _ session: URLSession, task: URLSessionTask, didCompleteWithError error: (any Error)?
    ) {
        let exchange = lock.withLock { exchanges.removeValue(forKey: task.taskIdentifier) }
        exchange?.complete(error)
    }

    func urlSession(
        _ session: URLSession, task: URLSessionTask,
        willPerformHTTPRedirection response: HTTPURLResponse, newRequest request: URLRequest,
        completionHandler: @escaping (URLRequest?) -> Void
    ) {
        completionHandler(nil)
    }

    #if canImport(FoundationNetworking)
    // Apple's session gives an answer that is a challenge as any other. Linux's waits
    // for somebody to meet the challenge, when all of the answer has come.
    func urlSession(
        _ session: URLSession, task: URLSessionTask,
        didReceive challenge: URLAuthenticationChallenge,
        completionHandler:
            @escaping (URLSession.AuthChallengeDisposition, URLCredential?) -> Void
    ) {
        exchange(task)?.complete(nil)
        completionHandler(.cancelAuthenticationChallenge, nil)
    }
    #endif
}
