//! The photos of the server in memory: pieces come up, whole ones go down.

use crate::HttpRequest;
use serde_json::json;
use std::collections::BTreeMap;

/// The photos, by their names.
#[derive(Default)]
pub struct Blobs {
    pub whole: BTreeMap<String, Vec<u8>>,
    pub unfinished: BTreeMap<String, Vec<u8>>,
    /// Where the pieces that came began.
    pub firsts: Vec<usize>,
    /// Whose pieces they were.
    pub sent: Vec<String>,
    /// What was asked for.
    pub asked: Vec<String>,
    /// How often it was asked how far a photo is.
    pub questions: usize,
    /// The photo that is refused, and with what.
    pub refusal: Option<(String, u16)>,
}

impl Blobs {
    pub fn exchange(&mut self, request: &HttpRequest) -> (u16, Vec<u8>) {
        let rest = request.url.strip_prefix("http://server/v1/blobs/").unwrap();
        if request.method == "GET" {
            self.asked.push(rest.to_owned());
            return match self.whole.get(rest) {
                Some(bytes) => (200, bytes.clone()),
                None => (404, Vec::new()),
            };
        }
        let (id, piece) = rest.split_once("?first=").unwrap();
        let (first, size) = piece.split_once("&size=").unwrap();
        let (first, size): (usize, usize) = (first.parse().unwrap(), size.parse().unwrap());
        if request.body.is_empty() {
            self.questions += 1;
        } else {
            self.firsts.push(first);
            self.sent.push(id.to_owned());
        }
        assert!(request.body.len() <= 512 << 10);
        if let Some((refused, status)) = &self.refusal
            && refused == id
        {
            let problem = json!({ "type": "urn:fieldloop:problem:refused" });
            let body = serde_json::to_vec(&problem).unwrap();
            return (*status, body);
        }
        if self.whole.contains_key(id) {
            return told(size, true);
        }
        let received = self.unfinished.entry(id.to_owned()).or_default();
        if request.body.is_empty() {
            return told(received.len(), false);
        }
        if first > received.len() {
            return (409, Vec::new());
        }
        if first == received.len() {
            received.extend(&request.body);
        }
        let received = received.len();
        if received == size {
            let bytes = self.unfinished.remove(id).unwrap();
            self.whole.insert(id.to_owned(), bytes);
        }
        told(received, received == size)
    }
}

fn told(received: usize, is_complete: bool) -> (u16, Vec<u8>) {
    let told = json!({ "received": received, "is_complete": is_complete });
    (200, serde_json::to_vec(&told).unwrap())
}
