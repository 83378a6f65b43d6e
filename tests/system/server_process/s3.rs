//! Photos in a bucket that speaks S3, as the variables of the environment name it.

use super::{now, process::Process};
use crate::fixture::{Fixture, fixture};
use app::Photo;
use domain::{capabilities::Act, ids::CaseId, tickets::TicketAct};
use hyper::server::conn::http1;
use hyper_util::rt::TokioIo;
use s3s::{auth::SimpleAuth, service::S3ServiceBuilder};
use s3s_fs::FileSystem;
use std::{fs, net::SocketAddr, path::Path};
use tempfile::TempDir;
use tests::client::{Client, mint};
use tokio::net::TcpListener;

const KEY: &str = "fieldloop";
const SECRET: &str = "a-secret-of-the-bucket";

/// A service with one bucket, `photos`, in a folder.
fn service(fixture: &Fixture, folder: &Path) -> SocketAddr {
    fs::create_dir(folder.join("photos")).unwrap();
    let mut service = S3ServiceBuilder::new(FileSystem::new(folder).unwrap());
    service.set_auth(SimpleAuth::from_single(KEY, SECRET));
    let service = service.build();
    let runtime = &fixture.world.runtime;
    let listener = runtime
        .block_on(TcpListener::bind(("127.0.0.1", 0)))
        .unwrap();
    let address = listener.local_addr().unwrap();
    runtime.spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            let serving =
                http1::Builder::new().serve_connection(TokioIo::new(stream), service.clone());
            tokio::spawn(serving);
        }
    });
    address
}

fn start(fixture: &Fixture, service: SocketAddr, secret: &str) -> Process {
    let words = [
        "--database",
        &fixture.world.database,
        "--empty",
        "--blobs",
        "s3://photos/of/fieldloop",
    ];
    let endpoint = format!("http://{service}");
    let variables = [
        ("AWS_ENDPOINT_URL", endpoint.as_str()),
        ("AWS_ALLOW_HTTP", "true"),
        ("AWS_ACCESS_KEY_ID", KEY),
        ("AWS_SECRET_ACCESS_KEY", secret),
        ("AWS_REGION", "eu-central-1"),
    ];
    Process::start_with(&words, &variables)
}

fn photo() -> Photo {
    let mut bytes = vec![0xff, 0xd8, 0xff];
    bytes.resize(300_000, 7);
    Photo {
        media_type: "image/jpeg".to_owned(),
        bytes,
    }
}

#[test]
fn a_photo_goes_to_a_bucket_and_comes_from_it_through_another_server() {
    let fixture = fixture();
    let folder = TempDir::new().unwrap();
    let service = service(&fixture, folder.path());
    let mut server = start(&fixture, service, SECRET);
    assert!(server.logs().contains("s3://photos/of/fieldloop"));
    let mut fang = Client::sign_in(&server.url(), &fixture.fang).unwrap();
    fang.sync().unwrap();
    let case = CaseId(mint(now()));
    fang.act(case, fixture.submission("收银机打不开"), now())
        .unwrap();
    let act = Act::Ticket(TicketAct::Note {
        text: String::new(),
        photos: vec![photo().id().into()],
    });
    fang.act(case, act, now()).unwrap();
    fang.sync().unwrap();
    let path = format!("/v1/blobs/{}", photo().id());
    let piece = format!("{path}?first=0&size=300000");
    let told = fang.send("PUT", &piece, "image/jpeg", &photo().bytes);
    assert_eq!(told.unwrap().json()["is_complete"], true);
    let organisation = fixture.world.organisation.to_string();
    let kept = folder.path().join("photos/of/fieldloop").join(organisation);
    assert!(kept.is_dir(), "the bucket has it under its prefix");

    let other = start(&fixture, service, SECRET);
    let lin = Client::sign_in(&other.url(), &fixture.lin).unwrap();
    let answered = lin.send("GET", &path, "", b"").unwrap();
    assert_eq!((answered.status, answered.body), (200, photo().bytes));
    for mut server in [server, other] {
        let logs = server.logs();
        assert!(!logs.contains(SECRET), "{logs}");
    }
}

#[test]
fn a_bucket_that_does_not_let_the_server_in_makes_no_photo_whole() {
    let fixture = fixture();
    let folder = TempDir::new().unwrap();
    let service = service(&fixture, folder.path());
    let mut server = start(&fixture, service, "another-secret");
    let fang = Client::sign_in(&server.url(), &fixture.fang).unwrap();
    let piece = format!("/v1/blobs/{}?first=0&size=300000", photo().id());
    let told = fang.send("PUT", &piece, "image/jpeg", &photo().bytes);
    assert_eq!(told.unwrap().status, 503);
    assert!(!server.logs().contains("another-secret"));

    let mended = start(&fixture, service, SECRET);
    let mut fang = fang;
    fang.move_to(&mended.url());
    let told = fang.send("PUT", &piece, "image/jpeg", b"");
    assert_eq!(told.unwrap().json()["is_complete"], true);
}
