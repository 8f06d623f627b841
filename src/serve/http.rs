//! Requests and their answers.
//!
//! In: connections. Out: pages, files, redirects and refusals. It answers GET and HEAD, under trusted
//! names, with what the site has; a slow or endless request costs one connection of many.

use std::io;
use std::net::TcpListener;
use std::ops::Range;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::{FromRequestParts, Request, State, WebSocketUpgrade};
use axum::http::header::{
    ACCEPT_RANGES, ALLOW, CACHE_CONTROL, CONTENT_LENGTH, CONTENT_RANGE, CONTENT_SECURITY_POLICY,
    CONTENT_TYPE, ETAG, HOST, HeaderName, HeaderValue, IF_NONE_MATCH, IF_RANGE, LOCATION, ORIGIN,
    RANGE, REFERRER_POLICY, X_CONTENT_TYPE_OPTIONS,
};
use axum::http::{HeaderMap, Method, StatusCode};
use axum::response::Response;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::service::TowerToHyperService;
use tokio::sync::Semaphore;
use tokio_io_timeout::TimeoutStream;

use super::file_body::FileBody;
use super::preview::{OWN, Shown};
use super::round::{hash, name_of};
use super::server::Server;
use super::{address, socket, trust};
use crate::asset::{Asset, AssetPlace};

/// A browser sends the head of a request at once.
const HEAD_TIME: Duration = Duration::from_secs(5);

/// A client that takes nothing of an answer for so long is gone.
const WRITE_TIME: Duration = Duration::from_secs(10);

/// The head of a request is shorter, also with many cookies of other programs on this machine.
const HEAD_SIZE: usize = 32 * 1024;

/// So many connections are served at the same time.
const CONNECTIONS: usize = 512;

/// The script that keeps a page up to date.
const SCRIPT: &str = include_str!("client.js");

const POLICY: HeaderName = HeaderName::from_static("cross-origin-resource-policy");

/// Serves until it is dropped.
///
/// # Errors
///
/// Where the system takes a listener back.
pub async fn serve(server: Arc<Server>, listeners: Vec<TcpListener>) -> io::Result<()> {
    let router = Router::new().fallback(answer).with_state(server);
    let slots = Arc::new(Semaphore::new(CONNECTIONS));
    let mut all = Vec::new();
    for listener in listeners {
        let listener = tokio::net::TcpListener::from_std(listener)?;
        all.push(tokio::spawn(accept(
            listener,
            router.clone(),
            Arc::clone(&slots),
        )));
    }
    for one in all {
        let _ = one.await;
    }
    Ok(())
}

async fn accept(listener: tokio::net::TcpListener, router: Router, slots: Arc<Semaphore>) {
    loop {
        let Ok(slot) = Arc::clone(&slots).acquire_owned().await else {
            return;
        };
        let Ok((stream, _)) = listener.accept().await else {
            // Too many open files, for instance: it passes.
            tokio::time::sleep(Duration::from_millis(50)).await;
            continue;
        };
        // A change is one small message: it must not wait for a second one.
        let _ = stream.set_nodelay(true);
        let mut stream = TimeoutStream::new(stream);
        stream.set_write_timeout(Some(WRITE_TIME));
        let stream = Box::pin(stream);
        let service = TowerToHyperService::new(router.clone());
        tokio::spawn(async move {
            let _ = http1::Builder::new()
                .timer(TokioTimer::new())
                .header_read_timeout(HEAD_TIME)
                .max_buf_size(HEAD_SIZE)
                .serve_connection(TokioIo::new(stream), service)
                .with_upgrades()
                .await;
            drop(slot);
        });
    }
}

async fn answer(State(server): State<Arc<Server>>, request: Request) -> Response {
    let (mut parts, _) = request.into_parts();
    let host = match host_of(&parts.uri, &parts.headers) {
        Some(host) if server.settings.trust.knows(&host) => host,
        host => return stranger(host.as_deref()),
    };
    let is_own = |origin: &HeaderValue| {
        let origin = origin.to_str();
        origin.is_ok_and(|origin| trust::is_own(origin, &host))
    };
    let mut origins = parts.headers.get_all(ORIGIN).iter();
    let has_origin = parts.headers.contains_key(ORIGIN);
    if !origins.all(is_own) {
        return plain(
            StatusCode::FORBIDDEN,
            "This server answers to its own pages only.\n",
        );
    }
    if !matches!(parts.method, Method::GET | Method::HEAD) {
        let mut response = plain(
            StatusCode::METHOD_NOT_ALLOWED,
            "Only GET and HEAD are answered.\n",
        );
        let headers = response.headers_mut();
        headers.insert(ALLOW, HeaderValue::from_static("GET, HEAD"));
        return response;
    }
    let path = parts.uri.path().to_owned();
    if path == format!("{OWN}socket") {
        let query = parts.uri.query().unwrap_or("");
        let token = query
            .split('&')
            .find_map(|pair| pair.strip_prefix("token="));
        if !has_origin || token != Some(server.settings.token.as_str()) {
            return plain(
                StatusCode::FORBIDDEN,
                "This socket is for the pages of this server.\n",
            );
        }
        return match WebSocketUpgrade::from_request_parts(&mut parts, &()).await {
            Ok(upgrade) => upgrade
                .max_message_size(socket::LONGEST)
                .max_frame_size(socket::LONGEST)
                .on_upgrade(move |socket| socket::serve(server, socket)),
            Err(_) => plain(
                StatusCode::BAD_REQUEST,
                "This is the address of a socket.\n",
            ),
        };
    }
    let query = address::query(parts.uri.query());
    let ask = move || respond(&server, &path, &query, &parts.method, &parts.headers);
    // A page is rendered when it is asked for, which takes its time.
    tokio::task::spawn_blocking(ask).await.unwrap_or_else(|_| {
        plain(
            StatusCode::INTERNAL_SERVER_ERROR,
            "The page could not be made.\n",
        )
    })
}

/// The host that a request means: both names must be the same where there are two.
fn host_of(uri: &axum::http::Uri, headers: &HeaderMap) -> Option<String> {
    let mut names = headers.get_all(HOST).iter();
    let host = names.next()?.to_str().ok()?;
    if names.next().is_some() {
        return None;
    }
    match uri.authority() {
        Some(authority) if !authority.as_str().eq_ignore_ascii_case(host) => None,
        _ => Some(host.to_owned()),
    }
}

fn stranger(host: Option<&str>) -> Response {
    let text = match host {
        Some(host) => format!(
            "This server does not answer to the name `{host}`. If it is a name of this machine, start it with `--host {}`.\n",
            host.rsplit_once(':').map_or(host, |(name, _)| name)
        ),
        None => "This request does not say which host it means.\n".to_owned(),
    };
    plain(StatusCode::FORBIDDEN, text)
}

fn respond(
    server: &Server,
    path: &str,
    query: &str,
    method: &Method,
    headers: &HeaderMap,
) -> Response {
    let Some(decoded) = address::decoded(path) else {
        return plain(StatusCode::BAD_REQUEST, address::REFUSED);
    };
    if decoded == format!("{OWN}client.js") {
        let script = Payload::new(Bytes::from_static(SCRIPT.as_bytes()));
        return content(StatusCode::OK, "client.js", script, method, headers);
    }
    if decoded.starts_with(OWN) {
        return plain(StatusCode::NOT_FOUND, "The preview has no such file.\n");
    }
    match server.preview.show(&decoded) {
        Shown::Page(page) => {
            let bytes = server.preview.dressed(&page, &decoded);
            let status = StatusCode::from_u16(page.status).unwrap_or(StatusCode::OK);
            content(
                status,
                &page.file,
                Payload::new(bytes.into()),
                method,
                headers,
            )
        }
        Shown::File {
            name,
            asset,
            status,
        } => {
            let status = StatusCode::from_u16(status).unwrap_or(StatusCode::OK);
            let payload = Payload::of_asset(server, asset);
            content(status, &name, payload, method, headers)
        }
        Shown::Moved(to) => {
            let mut response = plain(StatusCode::TEMPORARY_REDIRECT, "");
            let (page, part) = to.split_at(to.find('#').unwrap_or(to.len()));
            if let Ok(to) = HeaderValue::from_str(&format!("{page}{query}{part}")) {
                response.headers_mut().insert(LOCATION, to);
            }
            response
        }
    }
}

/// A short answer of the server itself.
fn plain(status: StatusCode, text: impl Into<Body>) -> Response {
    let mut response = Response::new(text.into());
    *response.status_mut() = status;
    let headers = response.headers_mut();
    headers.insert(
        CONTENT_TYPE,
        HeaderValue::from_static("text/plain; charset=utf-8"),
    );
    guard(headers);
    response
}

/// What every answer says.
fn guard(headers: &mut HeaderMap) {
    headers.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    headers.insert(REFERRER_POLICY, HeaderValue::from_static("same-origin"));
    headers.insert(POLICY, HeaderValue::from_static("same-origin"));
    // No other page may show this one as a part of itself, and lead clicks to it.
    let policy = HeaderValue::from_static("frame-ancestors 'self'");
    headers.insert(CONTENT_SECURITY_POLICY, policy);
}

/// What an answer holds.
struct Payload<'a> {
    /// Names the version.
    name: Arc<str>,
    length: u64,
    /// A part of it.
    part: Box<dyn FnOnce(Range<u64>) -> io::Result<Body> + 'a>,
}

impl<'a> Payload<'a> {
    fn new(bytes: Bytes) -> Self {
        Self {
            name: hash(&bytes),
            length: bytes.len() as u64,
            part: Box::new(move |part| {
                Ok(bytes.slice(part.start as usize..part.end as usize).into())
            }),
        }
    }

    fn of_asset(server: &'a Server, asset: Asset) -> Self {
        match (&asset.place, asset.facts) {
            (AssetPlace::Memory(bytes), _) => Self::new(Bytes::from_owner(Arc::clone(bytes))),
            (AssetPlace::Disk(_), facts) => Self {
                name: facts.map_or_else(Arc::default, |facts| name_of(&facts.hash)),
                length: facts.map_or(0, |facts| facts.size),
                part: Box::new(move |part| {
                    let file = (server.open_asset)(&asset, part.start)?;
                    Ok(Body::new(FileBody::new(file, part.end - part.start)))
                }),
            },
        }
    }
}

/// A page or file: whole, in part, or not at all where the client has it.
fn content(
    status: StatusCode,
    name: &str,
    payload: Payload<'_>,
    method: &Method,
    headers: &HeaderMap,
) -> Response {
    let whole = payload.length;
    let tag = format!("\"{}\"", payload.name);
    let mut response = Response::new(Body::empty());
    *response.status_mut() = status;
    let answer = response.headers_mut();
    guard(answer);
    if let Ok(tag) = HeaderValue::from_str(&tag) {
        answer.insert(ETAG, tag);
    }
    if status == StatusCode::OK && is_known(headers, &tag) {
        *response.status_mut() = StatusCode::NOT_MODIFIED;
        return response;
    }
    if let Ok(kind) = HeaderValue::from_str(&kind_of(name)) {
        answer.insert(CONTENT_TYPE, kind);
    }
    answer.insert(ACCEPT_RANGES, HeaderValue::from_static("bytes"));
    let mut part = 0..whole;
    if status == StatusCode::OK
        && *method == Method::GET
        && let Some(range) = asked_range(headers, &tag)
    {
        let Some(found) = within(range, whole) else {
            *response.status_mut() = StatusCode::RANGE_NOT_SATISFIABLE;
            if let Ok(range) = HeaderValue::from_str(&format!("bytes */{whole}")) {
                response.headers_mut().insert(CONTENT_RANGE, range);
            }
            return response;
        };
        part = found;
        let text = format!("bytes {}-{}/{whole}", part.start, part.end - 1);
        if let Ok(range) = HeaderValue::from_str(&text) {
            response.headers_mut().insert(CONTENT_RANGE, range);
        }
        *response.status_mut() = StatusCode::PARTIAL_CONTENT;
    }
    let length = part.end - part.start;
    response
        .headers_mut()
        .insert(CONTENT_LENGTH, HeaderValue::from(length));
    if *method != Method::HEAD {
        let Ok(body) = (payload.part)(part) else {
            // The next round knows what it holds now.
            return plain(
                StatusCode::SERVICE_UNAVAILABLE,
                "This file has just changed: ask again.\n",
            );
        };
        *response.body_mut() = body;
    }
    response
}

/// The type of a file; texts are UTF-8.
fn kind_of(name: &str) -> String {
    let kind = mime_guess::from_path(name).first_or_octet_stream();
    let essence = kind.essence_str();
    let is_text = essence.starts_with("text/")
        || essence.ends_with("+xml")
        || essence.ends_with("json")
        || matches!(essence, "application/xml" | "application/javascript");
    if is_text {
        format!("{essence}; charset=utf-8")
    } else {
        essence.to_owned()
    }
}

/// Whether a client has this very version.
fn is_known(headers: &HeaderMap, tag: &str) -> bool {
    headers
        .get_all(IF_NONE_MATCH)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .map(str::trim)
        .any(|known| known == "*" || known.strip_prefix("W/").unwrap_or(known) == tag)
}

/// One range of bytes that a client asks for: its start and its last byte, or its length from the end.
#[derive(Clone, Copy)]
enum AskedRange {
    From(u64, Option<u64>),
    Last(u64),
}

fn asked_range(headers: &HeaderMap, tag: &str) -> Option<AskedRange> {
    // Parts of two versions do not fit together.
    if headers.get(IF_RANGE).is_some_and(|known| known != tag) {
        return None;
    }
    let range = headers.get(RANGE)?.to_str().ok()?.strip_prefix("bytes=")?;
    let (start, end) = range.split_once('-')?;
    // Of several ranges the whole is as good an answer.
    match (start.trim(), end.trim()) {
        ("", length) => Some(AskedRange::Last(length.parse().ok()?)),
        (start, "") => Some(AskedRange::From(start.parse().ok()?, None)),
        (start, end) => {
            let (start, end) = (start.parse().ok()?, end.parse().ok()?);
            (start <= end).then_some(AskedRange::From(start, Some(end)))
        }
    }
}

/// The bytes of a range in a file of a length; nothing where there are none.
fn within(range: AskedRange, length: u64) -> Option<Range<u64>> {
    let part = match range {
        AskedRange::From(start, end) => {
            start..end.map_or(length, |end| end.saturating_add(1).min(length))
        }
        AskedRange::Last(count) => length.saturating_sub(count)..length,
    };
    (!part.is_empty()).then_some(part)
}
